//! Where amounts are rounded and the policy does not say how.

use super::checker::Checker;
use crate::ir::{ArithmeticOp, Builtin, Expr, ExprKind, Policy, Type};
use crate::{Diagnostic, Span, codes};

/// More places are counted instead of shown.
const SHOWN: usize = 3;

impl Checker<'_> {
    /// Warns once, at the first place that may round: one line of the header mends them all.
    pub(super) fn warn_of_rounding(&mut self) {
        if !self.unread.is_empty() || self.header.is_none_or(|header| header.rounding.is_some()) {
            return;
        }
        let mut places = places(&self.policy);
        places.sort();
        places.dedup();
        let Some((first, others)) = places.split_first() else {
            return;
        };
        let message = "this may have to be rounded, and nothing says how";
        let mut diagnostic = Diagnostic::new(codes::ROUNDING_WITHOUT_MODE, *first, message)
            .label("`half up` is used");
        for other in others.iter().take(SHOWN) {
            diagnostic = diagnostic.related(*other, "and this");
        }
        self.report(diagnostic.help(
            "add `money rounds half up` (or `half even`, `up`, `down`) below the policy's name",
        ));
    }
}

/// Everything whose exact result may not be a whole number of cents, or of the places asked for.
fn places(policy: &Policy) -> Vec<Span> {
    let rounds = |expr: &&Expr| match expr.kind {
        ExprKind::Arithmetic(op, _, by) if expr.ty == Type::Money => match op {
            ArithmeticOp::Of | ArithmeticOp::Divide => true,
            ArithmeticOp::Multiply => policy.exprs.at(by).ty == Type::Decimal,
            ArithmeticOp::Add | ArithmeticOp::Subtract => false,
        },
        ExprKind::Call(Builtin::Round, _) => true,
        _ => false,
    };
    let expressions = policy.exprs.values().filter(rounds).map(|expr| expr.span);
    let steps = policy.prices.values().flat_map(|price| &price.steps);
    let percents = steps.filter(|step| policy.exprs.at(step.amount).ty == Type::Percent);
    expressions.chain(percents.map(|step| step.span)).collect()
}
