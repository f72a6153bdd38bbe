//! Policies that build on others. A layer and its base are put together as syntax, before any name
//! is looked up: what comes of it is checked, decided and shown like a policy written in one piece.

mod base;
mod compose;
mod order;
mod removed;

use std::borrow::Cow;

use smol_str::SmolStr;

pub(super) use base::Space;
pub(super) use compose::compose;
pub(super) use order::{Base, order};
pub(super) use removed::Removed;

use crate::SourceId;
use crate::ast::{Header, Item, Name};

/// A policy as it is checked: its own text, or its base with what it changes.
#[derive(Debug)]
pub(super) struct Composed<'a> {
    /// The header, with the lines that it inherits.
    pub(super) header: Option<Header>,
    /// The items: those of the base in its order, changed ones in the place of those that they
    /// replace, then the new ones.
    pub(super) items: Cow<'a, [Item]>,
    /// The files that it is put together from, with the policy of each, the base first.
    pub(super) layers: Vec<(SourceId, SmolStr)>,
    /// What some layer has taken away.
    pub(super) removed: Removed,
    /// The names that unreadable items would have declared.
    pub(super) unread: Vec<Name>,
    /// Whether some file of it has an error that reading has found.
    pub(super) broken: bool,
}
