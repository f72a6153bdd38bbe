//! Facts that may be left out: `is given` asks, `otherwise` says what counts instead.

use super::checker::Checker;
use super::expr::{Hint, common};
use super::names::Named;
use super::words::{bare, quoted};
use crate::ast::{BinaryOp, Expr, ExprKind};
use crate::ir::{self, ExprId, FactId, Type};
use crate::{Diagnostic, Span, codes};

/// Why a question about being left out makes no sense for a fact that is not optional.
const NOTHING_TO_ASK: &str =
    "a required fact that is missing makes the decision undetermined; there is nothing to ask";

impl Checker<'_> {
    pub(super) fn is_given(&mut self, inner: &Expr, span: Span) -> Option<ExprId> {
        let (id, _) = self.optional_fact(inner, "is given")?;
        Some(self.push(ir::ExprKind::IsGiven(id), Type::Boolean, span))
    }

    /// `FACT otherwise E`; `a otherwise b otherwise c` reads from the left.
    pub(super) fn otherwise(&mut self, left: &Expr, right: &Expr, span: Span, hint: Hint) -> Option<ExprId> {
        if let ExprKind::Binary(op, first, second) = &bare(left).kind
            && op.kind == BinaryOp::Otherwise
        {
            let second = Second::Then(second, right);
            return self.otherwise_of(first, second, span, hint);
        }
        self.otherwise_of(left, Second::Value(right), span, hint)
    }

    fn otherwise_of(&mut self, left: &Expr, second: Second<'_>, span: Span, hint: Hint) -> Option<ExprId> {
        let fact = self.optional_fact(left, "otherwise");
        let hint = match (fact, hint) {
            (Some((_, ty)), Hint::Of(wanted)) if common(wanted, ty).is_some() => Hint::Of(wanted),
            (Some((_, ty)), _) => Hint::Of(ty),
            (None, hint @ Hint::Of(_)) => hint,
            (None, _) => Hint::Lost,
        };
        let (instead, written) = match second {
            Second::Value(right) => (self.value(right, hint), right),
            Second::Then(next, last) => (self.otherwise(next, last, next.span.to(last.span), hint), next),
        };
        let ((fact, ty), instead) = (fact?, instead?);
        let found = self.ty(instead);
        let Some(whole) = common(ty, found) else {
            let message = format!("{} is {}, but {} is {}", quoted(left), self.phrase(ty), quoted(written), self.phrase(found));
            let help = self.repair(ty, written, found).unwrap_or_else(|| "give both values one type".into());
            return self.refuse(Diagnostic::new(codes::WRONG_TYPE, written.span, message).help(help));
        };
        Some(self.push(ir::ExprKind::Otherwise(fact, instead), whole, span))
    }

    /// The optional fact that the expression names.
    fn optional_fact(&mut self, expr: &Expr, asked: &str) -> Option<(FactId, Type)> {
        let named = match &bare(expr).kind {
            ExprKind::Name(name) => match self.names.get(name) {
                Some(named) => named,
                None => return self.unknown_name(name, expr.span, Hint::Nothing),
            },
            _ => return self.refuse_not_optional(expr, asked, "only a fact can be left out by a request"),
        };
        match named {
            Named::Fact(id, ty) if self.policy.facts.get(id).is_some_and(|fact| fact.optional) => Some((id, ty)),
            Named::Fact(..) => self.refuse_not_optional(expr, asked, NOTHING_TO_ASK),
            Named::Broken => None,
            _ => self.refuse_not_optional(expr, asked, "only a fact can be left out by a request"),
        }
    }

    fn refuse_not_optional<T>(&mut self, expr: &Expr, asked: &str, why: &str) -> Option<T> {
        let message = format!("`{asked}` is for optional facts, and {} is not one", quoted(expr));
        let diagnostic = Diagnostic::new(codes::WRONG_TYPE, expr.span, message).help(why);
        let is_fact = matches!(&bare(expr).kind, ExprKind::Name(name) if matches!(self.names.get(name), Some(Named::Fact(..))));
        let declare = is_fact.then(|| "if it may be left out, put `?` behind its type in `facts`".to_owned());
        self.refuse(diagnostic.help_if(declare))
    }
}

/// What stands behind `otherwise`: a value, or a fact with an `otherwise` of its own.
enum Second<'e> {
    Value(&'e Expr),
    Then(&'e Expr, &'e Expr),
}
