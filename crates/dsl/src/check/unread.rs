//! What could not be read of a file: a use of what it would have declared is no second mistake.

use std::collections::HashSet;

use smol_str::SmolStr;

use super::outputs::BUILT_IN;
use crate::ast::Name;

/// The names that the unreadable items of a file would have declared.
#[derive(Debug, Default)]
pub(super) struct Unread(HashSet<SmolStr>);

impl Unread {
    pub(super) fn new<'n>(names: impl IntoIterator<Item = &'n Name>) -> Self {
        Self(names.into_iter().map(|name| name.kind.clone()).collect())
    }

    /// Whether everything was read.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an unreadable item may declare this name: its own, an output that it brings, or one
    /// of a policy that it uses.
    pub(super) fn may_declare(&self, name: &str) -> bool {
        let mut groups = name
            .rmatch_indices('.')
            .filter_map(|(dot, _)| name.get(..dot));
        self.0.contains(name)
            || groups.any(|group| self.0.contains(group))
            || (!self.is_empty() && BUILT_IN.contains(&name))
    }
}
