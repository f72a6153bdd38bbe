//! What can be said of expressions without their values: whether they may fail, and whether one
//! that is unknown here is so everywhere.

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

/// Whether a test that is unknown here hangs for certain on what is missing, however closely
/// one looks: both answers are possible.
pub(super) fn is_plain(policy: &Policy, id: ExprId) -> bool {
    let is_fact = |id: &ExprId| {
        let expr = policy.exprs.at(*id);
        let optional = |fact: &bylaws_dsl::ir::FactId| policy.facts.at(*fact).optional;
        matches!(&expr.kind, ExprKind::Fact(fact) if !optional(fact))
    };
    let is_constant = |id: &ExprId| matches!(policy.exprs.at(*id).kind, ExprKind::Constant(_));
    match &policy.exprs.at(id).kind {
        ExprKind::Fact(_) => is_fact(&id),
        ExprKind::Not(inner) => is_plain(policy, *inner),
        ExprKind::Includes { set, member } => is_fact(set) && is_constant(member),
        ExprKind::Compare(_, a, b) => match policy.exprs.at(*a).ty {
            Type::Enum(of) => {
                let several = policy.enums.at(of).members.len() > 1;
                several && (is_fact(a) && is_constant(b) || is_constant(a) && is_fact(b))
            }
            _ => false,
        },
        _ => false,
    }
}
