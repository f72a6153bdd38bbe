//! What a decision rests on that nobody has confirmed.

use bylaws_dsl::ir::{Head, ItemRef, Policy};

use super::events::{Event, Subject};
use super::words::item_name;

/// The names of the item, and of the parameters, readings and windows that it asked for, that the
/// policy marks as unverified.
pub(super) fn unverified(policy: &Policy, event: &Event) -> Vec<String> {
    let asked = event
        .values
        .iter()
        .filter_map(|(subject, _)| match subject {
            Subject::Reading(id) => Some(ItemRef::Reading(*id)),
            Subject::Parameter(id) => Some(ItemRef::Parameter(*id)),
            Subject::Window(id) => Some(ItemRef::Window(*id)),
            // These have events of their own.
            Subject::Define(_) | Subject::Price(_) | Subject::Used(..) | Subject::Fact(_) => None,
        });
    let marked = std::iter::once(event.item)
        .chain(asked)
        .filter(|item| policy.head(*item).is_some_and(Head::is_unverified));
    marked
        .map(|item| item_name(policy, item).to_string())
        .collect()
}
