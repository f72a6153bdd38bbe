//! What an item rests on, and whether it came near to mattering.

use bylaws_dsl::ir::{ExprId, ItemRef, OutputKind, Policy, Supplied};

use super::events::Event;

/// Whether a report tells of an item: of intermediate values, only those that the decision rests on.
pub(super) fn is_shown(policy: &Policy, event: &Event) -> bool {
    !matches!(event.item, ItemRef::Define(_)) || event.rests || is_output(policy, event.item)
}

/// Whether the item is an output that the policy computes.
pub(super) fn is_output(policy: &Policy, item: ItemRef) -> bool {
    let mut outputs = policy.outputs.values();
    matches!(item, ItemRef::Define(id) if outputs.any(|o| o.kind == OutputKind::Define(id)))
}

/// Whether an item did not come near to mattering: it is not in force, or it is a category whose
/// first test failed already.
pub(crate) fn is_far(event: &Event) -> bool {
    if event.in_force == Some(false) {
        return true;
    }
    let ItemRef::Category(_) = event.item else {
        return false;
    };
    let first = event.steps.first();
    let first = first.and_then(|step| step.parts.first()).or(first);
    event.holds == Some(false) && first.is_none_or(|step| step.holds == Some(false))
}

/// The expressions that an item is written with.
pub(super) fn exprs_of(policy: &Policy, item: ItemRef) -> Vec<ExprId> {
    match item {
        ItemRef::Require(id) => vec![policy.requires.at(id).holds],
        ItemRef::Category(id) => {
            let category = policy.categories.at(id);
            let ends = [category.when, category.from, category.through]
                .into_iter()
                .flatten();
            let caps = category
                .caps
                .iter()
                .flat_map(|cap| std::iter::once(cap.last_day).chain(cap.condition));
            ends.chain(caps)
                .chain(category.refers.iter().map(|refer| refer.when))
                .collect()
        }
        ItemRef::Define(id) => {
            let define = policy.defines.at(id);
            let excepts = define
                .excepts
                .iter()
                .flat_map(|except| [except.when, except.value]);
            std::iter::once(define.is).chain(excepts).collect()
        }
        ItemRef::Price(id) => {
            let steps = policy.prices.at(id).steps.iter();
            steps
                .flat_map(|step| step.condition.into_iter().chain([step.amount]))
                .collect()
        }
        ItemRef::Use(id) => {
            let facts = policy.uses.at(id).facts.iter();
            facts
                .filter_map(|supplied| match supplied {
                    Supplied::Expr(expr) => Some(*expr),
                    _ => None,
                })
                .collect()
        }
        _ => Vec::new(),
    }
}
