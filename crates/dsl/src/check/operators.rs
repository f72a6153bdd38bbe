//! Comparisons: two values of one type.

use super::checker::Checker;
use super::expr::common;
use super::words::{bare, quoted, spelling};
use crate::ast::{BinaryOp, Expr, ExprKind, Literal};
use crate::ir::{self, CompareOp, ExprId, Type};
use crate::value::{Duration, Value};
use crate::{Diagnostic, Span, codes};

impl Checker<'_> {
    pub(super) fn comparison(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span) -> Option<ExprId> {
        if let Some(other) = compared_with_none(left, right) {
            return self.refuse_comparison_with_none(op, other, span);
        }
        let (left_id, right_id) = self.pair(left, right);
        let (left_id, right_id) = (left_id?, right_id?);
        let (left_ty, right_ty) = (self.ty(left_id), self.ty(right_id));
        let Some(ty) = common(left_ty, right_ty) else {
            return self.refuse_comparison(op, (left, left_ty), (right, right_ty), span);
        };
        let compare = compare_op(op);
        let by_order = !matches!(compare, CompareOp::Equal | CompareOp::NotEqual);
        if by_order && !ty.is_ordered() && ty != Type::Duration {
            return self.refuse_order(op, left, ty, span);
        }
        if ty == Type::Duration {
            self.refuse_mixed_lengths(left_id, right_id, span)?;
        }
        Some(self.push(ir::ExprKind::Compare(compare, left_id, right_id), Type::Boolean, span))
    }

    fn refuse_comparison_with_none(&mut self, op: BinaryOp, other: &Expr, span: Span) -> Option<ExprId> {
        let name = spelling(other);
        let help = match (name.as_str(), op) {
            ("covered_from" | "covered_through", BinaryOp::NotEqual) => "write `not (categories is empty)`".into(),
            ("covered_from" | "covered_through", _) => "write `categories is empty`".into(),
            (_, BinaryOp::NotEqual) => format!("write `{name} is given`"),
            _ => format!("write `not ({name} is given)`"),
        };
        let message = format!("{} cannot be compared with `none`", quoted(other));
        self.refuse(Diagnostic::new(codes::WRONG_TYPE, span, message).help(help))
    }

    fn refuse_comparison(
        &mut self,
        op: BinaryOp,
        (left, left_ty): (&Expr, Type),
        (right, right_ty): (&Expr, Type),
        span: Span,
    ) -> Option<ExprId> {
        let message = format!(
            "{} is {}, {} is {}",
            quoted(left),
            self.phrase(left_ty),
            quoted(right),
            self.phrase(right_ty)
        );
        let help = self
            .set_comparison_help(op, (left, left_ty), (right, right_ty))
            .or_else(|| self.repair(left_ty, right, right_ty))
            .or_else(|| self.repair(right_ty, left, left_ty))
            .unwrap_or_else(|| "compare values of one type".into());
        self.refuse(Diagnostic::new(codes::NO_COMMON_TYPE, span, message).help(help))
    }

    /// `conditions = acute` wants `includes`, `region = {west, south}` wants `in`.
    fn set_comparison_help(
        &self,
        op: BinaryOp,
        (left, left_ty): (&Expr, Type),
        (right, right_ty): (&Expr, Type),
    ) -> Option<String> {
        let (set, member) = match (left_ty, right_ty) {
            (Type::Set(a), Type::Enum(b)) if a == b => (left, right),
            (Type::Enum(a), Type::Set(b)) if a == b => (right, left),
            _ => return None,
        };
        let (set_words, member_words) = (spelling(set), spelling(member));
        let test = match &bare(set).kind {
            ExprKind::Set(_) => format!("{member_words} in {set_words}"),
            _ => format!("{set_words} includes {member_words}"),
        };
        Some(if op == BinaryOp::NotEqual { format!("write `not ({test})`") } else { format!("write `{test}`") })
    }

    fn refuse_order(&mut self, op: BinaryOp, left: &Expr, ty: Type, span: Span) -> Option<ExprId> {
        let message = format!("{} is {}, which has no order for `{}`", quoted(left), self.phrase(ty), op.words());
        let help = match ty {
            Type::Set(_) => "write `includes` to ask whether one set holds the other",
            Type::Boolean => "write the condition itself, or `not` before it",
            _ => "write `=`, `!=` or `in {…}`",
        };
        self.refuse(Diagnostic::new(codes::WRONG_ARITHMETIC, span, message).help(help))
    }

    fn refuse_mixed_lengths(&mut self, left: ExprId, right: ExprId, span: Span) -> Option<()> {
        let (Some(a), Some(b)) = (self.written_length(left), self.written_length(right)) else { return Some(()) };
        let mixed = (a.months != 0 && b.months == 0 && b.days != 0) || (b.months != 0 && a.months == 0 && a.days != 0);
        if !mixed {
            return Some(());
        }
        let message = format!("{a} and {b} cannot be compared: months have no fixed number of days");
        let help = "write both in days, or both in months";
        self.refuse(Diagnostic::new(codes::MIXED_DURATIONS, span, message).help(help))
    }

    /// The length, where it is written out.
    fn written_length(&self, id: ExprId) -> Option<Duration> {
        match &self.checked(id).kind {
            ir::ExprKind::Constant(Value::Duration(length)) => Some(*length),
            ir::ExprKind::Parameter(id) => {
                let values = &self.policy.parameters.get(*id)?.values;
                let lengths = || values.iter().filter_map(|(_, v)| if let Value::Duration(d) = v { Some(*d) } else { None });
                let first = lengths().next()?;
                lengths().all(|d| (d.months == 0, d.days == 0) == (first.months == 0, first.days == 0)).then_some(first)
            }
            _ => None,
        }
    }
}

/// The other side of a comparison with `none`.
fn compared_with_none<'e>(left: &'e Expr, right: &'e Expr) -> Option<&'e Expr> {
    let is_none = |e: &Expr| matches!(bare(e).kind, ExprKind::Literal(Literal::None));
    match (is_none(left), is_none(right)) {
        (false, true) => Some(left),
        (true, false) => Some(right),
        _ => None,
    }
}

fn compare_op(op: BinaryOp) -> CompareOp {
    match op {
        BinaryOp::NotEqual => CompareOp::NotEqual,
        BinaryOp::Less => CompareOp::Less,
        BinaryOp::LessEqual => CompareOp::LessEqual,
        BinaryOp::Greater => CompareOp::Greater,
        BinaryOp::GreaterEqual => CompareOp::GreaterEqual,
        _ => CompareOp::Equal,
    }
}
