//! Facts that may be left out: `is given` asks, `otherwise` says what counts instead.

use super::checker::Checker;
use super::expr::{Hint, common};
use super::names::Named;
use super::words::{bare, quoted};
use crate::ast::{BinaryOp, Expr, ExprKind};
use crate::ir::{self, ExprId, FactId, Type};
use crate::{Diagnostic, Span, codes};

/// Why a question about being left out makes no sense for a fact that is not optional.
const NOTHING_TO_ASK: &str = "a required fact that is missing makes the decision undetermined; there is nothing to ask";
/// Why it makes no sense for anything but a fact.
const ONLY_FACTS: &str = "only a fact can be left out by a request";

impl Checker<'_> {
    pub(super) fn is_given(&mut self, inner: &Expr, span: Span) -> Option<ExprId> {
        let (id, _) = self.optional_fact(inner, "is given")?;
        Some(self.push(ir::ExprKind::IsGiven(id), Type::Boolean, span))
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
    fn otherwise_of(&mut self, operands: &[&Expr], hint: Hint) -> Option<ExprId> {
        let (first, rest) = operands.split_first()?;
        if rest.is_empty() {
            return self.value(first, hint);
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
            let message =
                format!("{} is {}, but {} is {}", quoted(first), self.phrase(ty), quoted(second), self.phrase(found));
            let help = self.repair(ty, second, found).unwrap_or_else(|| "give both values one type".into());
            return self.refuse(Diagnostic::new(codes::WRONG_TYPE, second.span, message).help(help));
        };
        let span = first.span.to(rest.last().map_or(first.span, |last| last.span));
        Some(self.push(ir::ExprKind::Otherwise(fact, instead), whole, span))
    }

    /// The optional fact that the expression names.
    fn optional_fact(&mut self, expr: &Expr, asked: &str) -> Option<(FactId, Type)> {
        let ExprKind::Name(name) = &bare(expr).kind else {
            return self.refuse_not_optional(expr, asked, ONLY_FACTS);
        };
        match self.names.get(name) {
            Some(Named::Fact(id, ty)) if self.policy.facts.get(id).is_some_and(|fact| fact.optional) => Some((id, ty)),
            Some(Named::Fact(..)) => self.refuse_not_optional(expr, asked, NOTHING_TO_ASK),
            Some(Named::Broken) => None,
            Some(_) => self.refuse_not_optional(expr, asked, ONLY_FACTS),
            None => self.unknown_name(name, expr.span, Hint::Nothing),
        }
    }

    fn refuse_not_optional<T>(&mut self, expr: &Expr, asked: &str, why: &str) -> Option<T> {
        let message = format!("`{asked}` is for optional facts, and {} is not one", quoted(expr));
        let declare = (why == NOTHING_TO_ASK)
            .then(|| "if a request may leave it out, put `?` behind its type in `facts`".to_owned());
        self.refuse(Diagnostic::new(codes::WRONG_TYPE, expr.span, message).help(why).help_if(declare))
    }
}
