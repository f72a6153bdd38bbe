//! The other policies of a bundle, as far as they can be used, and those that a policy uses.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::checker::Checker;
use crate::ir::{Arena, EnumId, ItemRef, Policy, ReadingId};
use crate::{Diagnostic, Span, codes};

/// How many policies may be used in all, those counted that the used ones use.
pub(super) const MOST_USED: usize = 64;

/// The policies that have been checked before this one.
#[derive(Debug, Default)]
pub(super) struct Others(HashMap<SmolStr, Other>);

/// A policy that can be used.
#[derive(Clone, Debug)]
pub(super) struct Other {
    /// Without its examples.
    pub(super) policy: Arc<Policy>,
    /// How many policies are decided with it, itself counted.
    pub(super) count: usize,
}

impl Others {
    /// Takes a policy in that has no error.
    pub(super) fn add(&mut self, policy: &Policy) {
        let mut policy = policy.clone();
        policy.examples = Arena::default();
        policy
            .items
            .retain(|item| !matches!(item, ItemRef::Example(_)));
        let nested = policy
            .uses
            .values()
            .filter_map(|used| self.get(&used.policy.name));
        let count = nested.fold(1, |count: usize, other| count.saturating_add(other.count));
        let name = policy.name.clone();
        let policy = Arc::new(policy);
        self.0.insert(name, Other { policy, count });
    }

    /// The policy with this name, unless it has errors.
    pub(super) fn get(&self, name: &str) -> Option<&Other> {
        self.0.get(name)
    }
}

/// What a use brings into a policy.
#[derive(Clone, Debug)]
pub(super) struct Brought {
    pub(super) policy: Arc<Policy>,
    /// The readings of this policy that stand for those of the other.
    pub(super) readings: Vec<ReadingId>,
    /// The enumerations of this policy that stand for those of the other.
    pub(super) enums: Vec<EnumId>,
    /// The names of the outputs here.
    pub(super) outputs: Vec<SmolStr>,
}

/// The policies that are used, by the name that stands for each, in order; none for one that
/// cannot be had.
pub(super) type Used = IndexMap<SmolStr, Option<Brought>>;

impl Checker<'_> {
    /// The finding that a used policy has no such output; the inner None where nothing is said
    /// since the policy cannot be had.
    pub(super) fn unknown_used_output(&self, name: &str, span: Span) -> Option<Option<Diagnostic>> {
        let brought = name
            .rmatch_indices('.')
            .filter_map(|(dot, _)| name.get(..dot))
            .find_map(|alias| self.used.get(alias))?;
        let Some(brought) = brought else {
            return Some(None);
        };
        let near = self.nearest(name, brought.outputs.iter().map(SmolStr::as_str));
        let help = match near {
            Some(near) => Some(format!("did you mean `{near}`?")),
            None => listed(brought),
        };
        let message = format!(
            "the policy `{}` has no output that is `{name}` here",
            brought.policy.name
        );
        let diagnostic = Diagnostic::new(codes::UNKNOWN_USED_OUTPUT, span, message);
        Some(Some(diagnostic.help_if(help)))
    }

    /// The outputs of the policy that is used by this name, for a sentence.
    pub(super) fn used_outputs(&self, alias: &str) -> Option<String> {
        listed(self.used.get(alias)?.as_ref()?)
    }
}

fn listed(brought: &Brought) -> Option<String> {
    let typed = brought.policy.outputs.values().zip(&brought.outputs);
    let names: Vec<&str> = typed
        .filter(|(output, _)| output.ty.is_some())
        .map(|(_, name)| name.as_str())
        .collect();
    (!names.is_empty() && names.len() <= 20)
        .then(|| format!("write {}", crate::suggest::one_of(names)))
}
