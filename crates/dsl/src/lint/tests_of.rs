//! Where a policy tests something, and everything that is part of such a test.

use crate::ir::{ExprId, ExprKind, Policy, Supplied, Type};

/// An expression that an item has, with what it is there for.
#[derive(Clone, Copy)]
pub(super) struct Root {
    pub(super) id: ExprId,
    /// It is a condition, not a value.
    pub(super) is_test: bool,
}

fn test(id: ExprId) -> Root {
    Root { id, is_test: true }
}

fn value(id: ExprId) -> Root {
    Root { id, is_test: false }
}

/// The expressions of the items that decide, but for the `when` of categories and for what
/// guarantees promise.
pub(super) fn roots(policy: &Policy) -> Vec<Root> {
    let mut roots = Vec::new();
    roots.extend(policy.assumptions.values().map(|a| test(a.holds)));
    roots.extend(policy.requires.values().map(|r| test(r.holds)));
    roots.extend(policy.windows.values().map(|w| value(w.is)));
    for define in policy.defines.values() {
        roots.push(value(define.is));
        let excepts = define.excepts.iter();
        roots.extend(excepts.flat_map(|except| [test(except.when), value(except.value)]));
    }
    for category in policy.categories.values() {
        roots.extend(
            [category.from, category.through]
                .into_iter()
                .flatten()
                .map(value),
        );
        for cap in &category.caps {
            roots.push(value(cap.last_day));
            roots.extend(cap.condition.map(test));
        }
        roots.extend(category.refers.iter().map(|refer| test(refer.when)));
    }
    for step in policy.prices.values().flat_map(|price| &price.steps) {
        roots.push(value(step.amount));
        roots.extend(step.condition.map(test));
    }
    for supplied in policy.uses.values().flat_map(|other| &other.facts) {
        if let Supplied::Expr(id) = supplied {
            roots.push(value(*id));
        }
    }
    roots.extend(policy.guarantees.values().filter_map(|g| g.when).map(test));
    roots
}

/// The operands of an expression, each with whether it is a condition there.
pub(super) fn parts(policy: &Policy, id: ExprId) -> Vec<Root> {
    let kind = &policy.exprs.at(id).kind;
    let operands = kind.operands();
    let is_test = |place: usize| match kind {
        ExprKind::Not(_) | ExprKind::And(_) | ExprKind::Or(_) => true,
        ExprKind::If(..) => place == 0,
        _ => false,
    };
    operands
        .into_iter()
        .enumerate()
        .map(|(place, id)| Root {
            id,
            is_test: is_test(place),
        })
        .collect()
}

/// Whether an expression is a condition that is made of something, or a bare `yes` or `no` where
/// a condition is expected.
pub(super) fn asks(policy: &Policy, root: Root) -> bool {
    let expr = policy.exprs.at(root.id);
    expr.ty == Type::Boolean && (root.is_test || !matches!(expr.kind, ExprKind::Constant(_)))
}
