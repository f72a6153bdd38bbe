//! Expressions: which form is checked where, and what a place asks of the value that stands in it.

use super::checker::Checker;
use super::words::{bare, quoted};
use crate::ast::{BinaryOp, Expr, ExprKind, Literal};
use crate::ir::{self, ExprId, Type};
use crate::value::Value;
use crate::{Diagnostic, Span, codes};

/// What is known about the type of a place before the value in it is looked at.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Hint {
    /// Nothing.
    Nothing,
    /// The place asks for this type, so that bare names may be members of it.
    Of(Type),
    /// The place would have a type, had the other side not failed: a bare name may be a member.
    Lost,
}

impl Hint {
    /// The type of the other side as a hint for this one.
    pub(super) fn like(checker: &Checker<'_>, other: Option<ExprId>) -> Self {
        other.map_or(Hint::Lost, |id| Hint::Of(checker.ty(id)))
    }
}

impl Checker<'_> {
    /// Checks an expression and gives its id; nothing when it has a mistake, which has been told.
    pub(super) fn value(&mut self, expr: &Expr, hint: Hint) -> Option<ExprId> {
        if self.depth >= self.deepest {
            let message = format!("this is nested more than {} levels deep", self.deepest);
            let help = "give the inner parts names with `define` and use the names";
            return self.refuse(Diagnostic::new(codes::TOO_DEEP, expr.span, message).help(help));
        }
        self.depth += 1;
        let checked = self.form(expr, hint);
        self.depth -= 1;
        checked
    }

    fn form(&mut self, expr: &Expr, hint: Hint) -> Option<ExprId> {
        match &expr.kind {
            ExprKind::Literal(literal) => self.literal(literal, expr.span, hint),
            ExprKind::Name(name) => self.name(name, expr.span, hint),
            ExprKind::Set(members) => self.set(members, expr, hint),
            ExprKind::Paren(inner) => self.value(inner, hint),
            ExprKind::Not(inner) => self.not(inner, expr.span),
            ExprKind::Negate(inner) => self.negate(inner, expr.span, hint),
            ExprKind::Binary(op, left, right) => self.binary(op.kind, left, right, expr, hint),
            ExprKind::Ending(inner, month_end) => self.shift_ending(inner, *month_end, expr.span),
            ExprKind::IsGiven(inner) => self.is_given(inner, expr.span),
            ExprKind::IsEmpty(inner) => self.is_empty(inner, expr.span),
            ExprKind::If(condition, then, otherwise) => {
                self.conditional(condition, [then, otherwise], expr.span, hint)
            }
            ExprKind::Call(name, arguments) => self.call(name, arguments, expr.span, hint),
            ExprKind::Result(call, result) => self.result_named(call, result, expr.span),
            ExprKind::Has(name, arguments) => self.has(name, arguments, expr.span),
            ExprKind::Quantified(quantified) => self.quantified(quantified, expr.span),
            ExprKind::Folded(folded) => self.folded(folded, expr.span, hint),
            ExprKind::Element(_) | ExprKind::Records(_) => self.refuse_one_element(expr),
        }
    }

    fn binary(
        &mut self,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
        whole: &Expr,
        hint: Hint,
    ) -> Option<ExprId> {
        use BinaryOp as Op;
        match op {
            Op::And | Op::Or => self.joined(op, whole),
            Op::In => self.member_in(left, right, whole.span),
            Op::Includes => self.includes(left, right, whole.span),
            Op::Within => self.within(left, right, whole.span),
            Op::Add | Op::Subtract | Op::Multiply | Op::Divide | Op::Of => {
                self.arithmetic(op, left, right, whole.span)
            }
            Op::After | Op::Before => self.shift(op, left, right, whole.span, None),
            Op::Beginning | Op::Around => self.refuse_window(whole),
            Op::Otherwise => self.otherwise(left, right, hint),
            Op::Equal
            | Op::NotEqual
            | Op::Less
            | Op::LessEqual
            | Op::Greater
            | Op::GreaterEqual => self.comparison(op, left, right, whole.span),
        }
    }

    /// Checks an expression that must have this type; `role` says what the place is.
    pub(super) fn expect(&mut self, expr: &Expr, ty: Type, role: &str) -> Option<ExprId> {
        let id = self.value(expr, Hint::Of(ty))?;
        let found = self.ty(id);
        if accepts(ty, found) {
            return Some(id);
        }
        let message = format!(
            "{} is {}, but {role} is {}",
            quoted(expr),
            self.phrase(found),
            self.phrase(ty)
        );
        let help = self.repair(ty, expr, found);
        self.refuse(Diagnostic::new(codes::WRONG_TYPE, expr.span, message).help_if(help))
    }

    /// Checks a condition.
    pub(super) fn condition(&mut self, expr: &Expr) -> Option<ExprId> {
        self.expect(expr, Type::Boolean, "a condition")
    }

    fn literal(&mut self, literal: &Literal, span: Span, hint: Hint) -> Option<ExprId> {
        let (value, ty) = match literal {
            Literal::Boolean(truth) => (Value::Boolean(*truth), Type::Boolean),
            Literal::Integer(n) if hint == Hint::Of(Type::Decimal) => {
                (Value::Decimal((*n).into()), Type::Decimal)
            }
            Literal::Integer(n) => (Value::Integer(*n), Type::Integer),
            Literal::Decimal(d) => (Value::Decimal(*d), Type::Decimal),
            Literal::Percent(d) => (Value::Percent(*d), Type::Percent),
            Literal::Money(m) => (Value::Money(*m), Type::Money),
            Literal::Date(d) => (Value::Date(*d), Type::Date),
            Literal::Open => (Value::Open, Type::DateOrOpen),
            Literal::Duration(d) => (Value::Duration(*d), Type::Duration),
            Literal::Text(t) => (Value::Text(t.clone()), Type::Text),
            Literal::None => return self.refuse_none(span),
        };
        Some(self.push(ir::ExprKind::Constant(value), ty, span))
    }

    fn refuse_none(&mut self, span: Span) -> Option<ExprId> {
        let message = "`none` is no value that can be computed with";
        let help = "ask whether an optional fact was supplied with `FACT is given`";
        self.refuse(Diagnostic::new(codes::WRONG_TYPE, span, message).help(help))
    }

    fn negate(&mut self, inner: &Expr, span: Span, hint: Hint) -> Option<ExprId> {
        let id = self.value(inner, hint)?;
        let ty = self.ty(id);
        if matches!(
            ty,
            Type::Integer | Type::Decimal | Type::Percent | Type::Money
        ) {
            return Some(self.push(ir::ExprKind::Negate(id), ty, span));
        }
        let message = format!(
            "{} is {}, which has no opposite",
            quoted(inner),
            self.phrase(ty)
        );
        let help = match ty {
            Type::Duration => "write `… before DATE` to go back in time",
            Type::Boolean => "write `not` in place of `-`",
            _ => "`-` stands before numbers, percentages and money",
        };
        self.refuse(Diagnostic::new(codes::WRONG_ARITHMETIC, span, message).help(help))
    }
}

/// Whether a value of type `found` may stand where `expected` is asked for: a date may stand
/// where a date or open is expected, and there is no other conversion.
pub(super) fn accepts(expected: Type, found: Type) -> bool {
    expected == found || (expected == Type::DateOrOpen && found == Type::Date)
}

/// The one type of two values that may stand for each other.
pub(super) fn common(a: Type, b: Type) -> Option<Type> {
    match (a, b) {
        _ if accepts(a, b) => Some(a),
        _ if accepts(b, a) => Some(b),
        _ => None,
    }
}

impl Checker<'_> {
    /// How well the type of an expression can be told without its place: 0 fully, 1 a whole
    /// number that may also be a decimal, 2 not at all for a bare name, 3 not at all.
    pub(super) fn doubt(&self, expr: &Expr) -> u8 {
        match &bare(expr).kind {
            ExprKind::Literal(Literal::Integer(_)) => 1,
            ExprKind::Literal(Literal::None) => 3,
            ExprKind::Set(members) => match self.told_by_members(members) {
                Some(_) => 0,
                None => 3,
            },
            ExprKind::Name(name) if self.names.get(name).is_none() => 2,
            ExprKind::Negate(inner) => self.doubt(inner),
            ExprKind::If(_, then, otherwise) => self.doubt(then).min(self.doubt(otherwise)),
            _ => 0,
        }
    }

    /// Checks two expressions of which either may tell the type of the other.
    pub(super) fn pair(&mut self, left: &Expr, right: &Expr) -> (Option<ExprId>, Option<ExprId>) {
        if self.doubt(left) <= self.doubt(right) {
            let left = self.value(left, Hint::Nothing);
            let right = self.value(right, Hint::like(self, left));
            return (left, right);
        }
        let right = self.value(right, Hint::Nothing);
        let left = self.value(left, Hint::like(self, right));
        (left, right)
    }
}
