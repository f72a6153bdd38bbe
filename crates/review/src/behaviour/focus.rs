//! Which facts have to do with a change: those that the changed items are made of, and those of
//! the items that use them.

use std::collections::{BTreeSet, HashSet};

use bylaws_dsl::ir::{ItemRef, Policy, Type};
use bylaws_runtime::explain::item_name;

use super::axis::Axis;
use super::reach::{Reach, of_item, reach};
use crate::model::Kind;
use crate::structure::{Change, Comparison};

/// The facts and readings of a change, by name.
#[derive(Default)]
pub(super) struct Focus {
    /// What the changed items are made of.
    direct: BTreeSet<String>,
    /// What the items are made of that use them.
    around: BTreeSet<String>,
    /// Whether the change concerns everything, as one of the header does.
    everything: bool,
}

impl Focus {
    /// The places of the axes, those first that the change is about.
    pub(super) fn places(&self, axes: &[Axis]) -> (Vec<usize>, Vec<usize>) {
        let rank = |axis: &Axis| {
            let named = |names: &BTreeSet<String>| {
                names.contains(&axis.name) || names.contains(&axis.old_name)
            };
            if axis.is_reading() {
                2 + u8::from(!named(&self.direct))
            } else if named(&self.direct) {
                0
            } else {
                1 + 3 * u8::from(!(self.everything || named(&self.around)))
            }
        };
        let mut places: Vec<(u8, usize)> = axes
            .iter()
            .enumerate()
            .map(|(place, axis)| (rank(axis), place))
            .collect();
        places.sort_unstable();
        let near = places
            .iter()
            .filter(|(rank, _)| *rank <= 2)
            .map(|(_, place)| *place)
            .collect();
        let far = places
            .iter()
            .filter(|(rank, _)| *rank > 2)
            .map(|(_, place)| *place)
            .collect();
        (near, far)
    }

    /// Takes in one of the two versions.
    pub(super) fn add(&mut self, policy: &Policy, comparison: &Comparison, old: bool) {
        let items = changed(policy, comparison, old);
        self.everything |= comparison
            .changes
            .iter()
            .any(|change| change.kind == Kind::Header);
        let took = |names: &mut BTreeSet<String>, reach: &Reach| {
            names.extend(
                reach
                    .facts
                    .iter()
                    .map(|id| policy.facts.at(*id).name.to_string()),
            );
            names.extend(
                reach
                    .readings
                    .iter()
                    .map(|id| policy.readings.at(*id).head.name.to_string()),
            );
        };
        for item in &policy.items {
            let reached = reach(policy, of_item(policy, *item));
            if items.contains(item) {
                took(&mut self.direct, &reached);
            } else if reached.items.iter().any(|used| items.contains(used)) {
                took(&mut self.around, &reached);
            }
            match item {
                ItemRef::Fact(id) if items.contains(item) => {
                    self.direct.insert(policy.facts.at(*id).name.to_string());
                }
                ItemRef::Fact(id) => {
                    let fact = policy.facts.at(*id);
                    if let Type::Enum(of) | Type::Set(of) = fact.ty
                        && items.contains(&ItemRef::Type(of))
                    {
                        self.direct.insert(fact.name.to_string());
                    }
                }
                ItemRef::Reading(id) if items.contains(item) => {
                    self.direct
                        .insert(policy.readings.at(*id).head.name.to_string());
                }
                ItemRef::Script(_) if items.contains(item) => self.everything = true,
                ItemRef::Parameter(_) | ItemRef::Table(_) if items.contains(item) => {
                    let as_of = policy.as_of.map(|id| policy.facts.at(id).name.to_string());
                    self.direct.extend(as_of);
                }
                _ => {}
            }
            // Days on which an item begins or ends to be in force are days of the decision.
            let dated = policy
                .head(*item)
                .is_some_and(|head| !head.in_force.is_always());
            if dated && items.contains(item) {
                let as_of = policy.as_of.map(|id| policy.facts.at(id).name.to_string());
                self.direct.extend(as_of);
            }
        }
    }
}

/// The items of a version that changed.
pub(super) fn changed(policy: &Policy, comparison: &Comparison, old: bool) -> HashSet<ItemRef> {
    let side = |change: &Change| match old {
        true => change.old.as_ref().map(|side| side.name.clone()),
        false => change.new.as_ref().map(|side| side.name.clone()),
    };
    let names: HashSet<(Kind, String)> = comparison
        .changes
        .iter()
        .filter(|change| change.may_decide())
        .filter_map(|change| Some((change.kind, side(change)?)))
        .collect();
    let is_changed = |item: &&ItemRef| {
        let full = item_name(policy, **item);
        let (word, name) = full.split_once('.').unwrap_or((full.as_str(), ""));
        let Some(kind) = Kind::of_word(word) else {
            return false;
        };
        let placed = matches!(kind, Kind::Require | Kind::Assume);
        let name = if placed { full.as_str() } else { name };
        // A define that became an output has its new kind in the comparison.
        let alike: &[Kind] = match kind {
            Kind::Define | Kind::Output => &[Kind::Define, Kind::Output],
            _ => &[kind],
        };
        alike
            .iter()
            .any(|kind| names.contains(&(*kind, name.to_owned())))
    };
    policy.items.iter().filter(is_changed).copied().collect()
}
