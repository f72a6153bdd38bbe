//! Facts that may be left out: `is given` asks, `otherwise` says what counts instead.

use super::checker::Checker;
use super::expr::{Hint, common};
use super::flow::Input;
use super::names::Named;
use super::words::{bare, quoted};
use crate::ast::{BinaryOp, Expr, ExprKind, Fold};
use crate::ir::{self, ExprId, Type};
use crate::{Diagnostic, Span, codes};

/// Why a question about being left out makes no sense for a fact that is not optional.
const NOTHING_TO_ASK: &str =
    "a required fact that is missing makes the decision undetermined; there is nothing to ask";
/// Why it makes no sense for anything but a fact.
const ONLY_FACTS: &str = "only a fact can be left out by a request";

impl Checker<'_> {
    pub(super) fn is_given(&mut self, inner: &Expr, span: Span) -> Option<ExprId> {
        let (input, _) = self.optional_fact(inner, "is given")?;
        let kind = match input {
            Input::Fact(id) => ir::ExprKind::IsGiven(id),
            Input::Field(field) => ir::ExprKind::FieldGiven(field),
        };
        Some(self.push(kind, Type::Boolean, span))
    }

    /// `FACT otherwise E`, and `FACT otherwise OTHER_FACT otherwise E`.
    pub(super) fn otherwise(&mut self, left: &Expr, right: &Expr, hint: Hint) -> Option<ExprId> {
        let mut operands = vec![right];
        let mut first = left;
        while let ExprKind::Binary(op, before, behind) = &bare(first).kind
            && op.kind == BinaryOp::Otherwise
        {
            operands.push(behind);
            first = before;
        }
        operands.push(first);
        operands.reverse();
        self.otherwise_of(&operands, hint)
    }

    /// The first that is given; the last is always there.
    pub(super) fn otherwise_of(&mut self, operands: &[&Expr], hint: Hint) -> Option<ExprId> {
        let (first, rest) = operands.split_first()?;
        if rest.is_empty() {
            return self.value(first, hint);
        }
        if let ExprKind::Folded(folded) = &bare(first).kind
            && matches!(folded.fold, Fold::Earliest | Fold::Latest)
        {
            let last = rest.last().map_or(first.span, |last| last.span);
            return self.fold_otherwise(folded, rest, first.span.to(last));
        }
        let fact = self.optional_fact(first, "otherwise");
        let hint = match (fact, hint) {
            (Some((_, ty)), Hint::Of(wanted)) if common(wanted, ty).is_some() => Hint::Of(wanted),
            (Some((_, ty)), _) => Hint::Of(ty),
            (None, hint @ Hint::Of(_)) => hint,
            (None, _) => Hint::Lost,
        };
        let instead = self.otherwise_of(rest, hint);
        let ((fact, ty), instead) = (fact?, instead?);
        let (found, second) = (self.ty(instead), *rest.first()?);
        let Some(whole) = common(ty, found) else {
            let message = format!(
                "{} is {}, but {} is {}",
                quoted(first),
                self.phrase(ty),
                quoted(second),
                self.phrase(found)
            );
            let help = self
                .repair(ty, second, found)
                .unwrap_or_else(|| "give both values one type".into());
            return self
                .refuse(Diagnostic::new(codes::WRONG_TYPE, second.span, message).help(help));
        };
        let span = first
            .span
            .to(rest.last().map_or(first.span, |last| last.span));
        let kind = match fact {
            Input::Fact(id) => ir::ExprKind::Otherwise(id, instead),
            Input::Field(field) => ir::ExprKind::FieldOtherwise(field, instead),
        };
        Some(self.push(kind, whole, span))
    }

    /// The optional fact that the expression names.
    fn optional_fact(&mut self, expr: &Expr, asked: &str) -> Option<(Input, Type)> {
        let ExprKind::Name(name) = &bare(expr).kind else {
            return self.refuse_not_optional(expr, asked, ONLY_FACTS);
        };
        if let Some(field) = self.field_named(name, expr.span) {
            let field = field?;
            let input = Input::Field(field);
            return match self.is_optional(input) {
                true => Some((input, self.policy.field(field).ty)),
                false => self.refuse_not_optional(expr, asked, NOTHING_TO_ASK),
            };
        }
        match self.names.get(name) {
            Some(Named::Fact(id, ty)) if self.is_optional(Input::Fact(id)) => {
                Some((Input::Fact(id), ty))
            }
            Some(Named::Fact(..)) => self.refuse_not_optional(expr, asked, NOTHING_TO_ASK),
            Some(Named::Broken) => None,
            Some(_) => self.refuse_not_optional(expr, asked, ONLY_FACTS),
            None => self.unknown_name(name, expr.span, Hint::Nothing),
        }
    }

    fn refuse_not_optional<T>(&mut self, expr: &Expr, asked: &str, why: &str) -> Option<T> {
        let message = format!(
            "`{asked}` is for optional facts, and {} is not one",
            quoted(expr)
        );
        let declare = (why == NOTHING_TO_ASK).then(|| {
            "if a request may leave it out, put `?` behind its type in `facts`".to_owned()
        });
        self.refuse(
            Diagnostic::new(codes::WRONG_TYPE, expr.span, message)
                .help(why)
                .help_if(declare),
        )
    }
}
