//! What can be said of expressions without their values: whether they may fail, and how much there
//! is to compute.

use bylaws_dsl::ir::{Builtin, ExprId, ExprKind, Policy, Type};

/// Whether some facts may make it fail. What is not looked into may.
pub(super) fn may_fail(policy: &Policy, id: ExprId) -> bool {
    let expr = policy.exprs.at(id);
    let fails = match &expr.kind {
        ExprKind::Constant(_)
        | ExprKind::Fact(_)
        | ExprKind::Reading(_)
        | ExprKind::IsGiven(_)
        | ExprKind::Field(_)
        | ExprKind::FieldGiven(_) => return false,
        ExprKind::Compare(_, a, _) => policy.exprs.at(*a).ty == Type::Duration,
        ExprKind::Not(_)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::Includes { .. }
        | ExprKind::IncludesAll { .. }
        | ExprKind::IsEmpty(_)
        | ExprKind::Set(_)
        | ExprKind::Otherwise(..)
        | ExprKind::FieldOtherwise(..)
        | ExprKind::If(..)
        | ExprKind::Has { .. }
        | ExprKind::InCodes(..) => false,
        ExprKind::Call(builtin, _) => !matches!(
            builtin,
            Builtin::Min | Builtin::Max | Builtin::Earliest | Builtin::Latest
        ),
        _ => true,
    };
    fails
        || expr
            .kind
            .operands()
            .into_iter()
            .any(|part| may_fail(policy, part))
}

/// How much there is to compute; what is at hand counts nothing.
pub(super) fn weight(policy: &Policy, id: ExprId) -> usize {
    match &policy.exprs.at(id).kind {
        ExprKind::Constant(_)
        | ExprKind::Fact(_)
        | ExprKind::Reading(_)
        | ExprKind::Define(_)
        | ExprKind::Price(_)
        | ExprKind::Applied(..)
        | ExprKind::Used(..) => 0,
        kind => {
            let parts = kind.operands();
            let parts = parts.into_iter().map(|part| weight(policy, part));
            1 + parts.sum::<usize>()
        }
    }
}
