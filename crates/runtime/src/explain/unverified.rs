//! What a decision rests on that nobody has confirmed.

use bylaws_dsl::ir::{ExprId, ExprKind, Head, ItemRef, Policy};

use super::relevant::exprs_of;
use crate::eval::Rests;

/// Of the item, and of the parameters, readings, windows, tables and codes that it asks for, those
/// that the decision rests on and the policy marks as unverified.
pub(super) fn unverified(policy: &Policy, item: ItemRef, rests: &Rests) -> Vec<ItemRef> {
    let mut marked = Vec::new();
    let mut look_at = |item: ItemRef| {
        let is_marked = policy.head(item).is_some_and(Head::is_unverified);
        if is_marked && rests.has(item) && !marked.contains(&item) {
            marked.push(item);
        }
    };
    look_at(item);
    if let ItemRef::Script(_) = item {
        policy
            .readings
            .ids()
            .map(ItemRef::Reading)
            .for_each(&mut look_at);
    }
    let mut waiting: Vec<ExprId> = exprs_of(policy, item).into_iter().rev().collect();
    while let Some(id) = waiting.pop() {
        let kind = &policy.exprs.at(id).kind;
        match kind {
            ExprKind::Reading(id) => look_at(ItemRef::Reading(*id)),
            ExprKind::Parameter(id) => look_at(ItemRef::Parameter(*id)),
            ExprKind::Lookup { table, .. } | ExprKind::Has { table, .. } => {
                look_at(ItemRef::Table(*table));
            }
            ExprKind::InCodes(_, codes) => look_at(ItemRef::Codes(*codes)),
            ExprKind::Window(window) => {
                look_at(ItemRef::Window(*window));
                waiting.push(policy.windows.at(*window).is);
            }
            _ => {}
        }
        waiting.extend(kind.operands().into_iter().rev());
    }
    marked
}
