//! What layers have taken away, for whatever still asks for it.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::base::Space;
use crate::ast::ItemKind;
use crate::check::checker::Checker;
use crate::{Diagnostic, Span, codes};

/// What a policy has by having categories, and by having requires.
const COVERED: [SmolStr; 6] = [
    SmolStr::new_static("covered"),
    SmolStr::new_static("not_covered"),
    SmolStr::new_static("outcome"),
    SmolStr::new_static("categories"),
    SmolStr::new_static("covered_from"),
    SmolStr::new_static("covered_through"),
];
const MET: [SmolStr; 3] = [
    SmolStr::new_static("met"),
    SmolStr::new_static("not_covered"),
    SmolStr::new_static("outcome"),
];

/// Names that were taken away, with the item `remove` that did so.
#[derive(Clone, Debug, Default)]
pub(in crate::check) struct Removed {
    names: HashMap<(Space, SmolStr), (&'static str, Span)>,
    /// Members of enumerations, and the outputs that a policy has without declaring them.
    members: HashMap<SmolStr, (&'static str, Span)>,
}

impl Removed {
    /// Notes down that a layer has taken an item away.
    pub(super) fn note(&mut self, keyword: &'static str, name: &str, item: &ItemKind, by: Span) {
        let space = Space::of(keyword);
        self.names.insert((space, name.into()), (keyword, by));
        match item {
            ItemKind::Category(category) => {
                let refers = category.refers.iter().map(|refer| &refer.outcome.kind);
                self.gone(refers, keyword, by);
                let name = SmolStr::new(name);
                self.gone([&name].into_iter().chain(&COVERED), keyword, by);
            }
            ItemKind::Require(require) => {
                self.gone([&require.outcome.kind].into_iter().chain(&MET), keyword, by);
            }
            ItemKind::Type { members, .. } => {
                let members = members.iter().map(|member| &member.name.kind);
                self.gone(members, keyword, by);
            }
            _ => {}
        }
    }

    fn gone<'m>(
        &mut self,
        members: impl Iterator<Item = &'m SmolStr>,
        keyword: &'static str,
        by: Span,
    ) {
        for member in members {
            self.members.insert(member.clone(), (keyword, by));
        }
    }

    /// Notes down that a fact was taken away.
    pub(super) fn note_fact(&mut self, name: &str, by: Span) {
        self.names.insert((Space::Value, name.into()), ("fact", by));
    }

    /// Notes down that a name is declared again.
    pub(super) fn forget(&mut self, space: Space, name: &str) {
        self.names.remove(&(space, name.into()));
    }
}

impl Checker<'_> {
    /// The finding that a name stands for something that was taken away; none where it was not.
    /// To be asked where a name is found nowhere else.
    pub(in crate::check) fn removed_name(
        &self,
        space: Space,
        name: &str,
        span: Span,
    ) -> Option<Diagnostic> {
        let (keyword, by) = self.removed.names.get(&(space, SmolStr::new(name)))?;
        Some(told(
            &format!("the {keyword} `{name}` is removed"),
            *by,
            span,
        ))
    }

    /// The same for a member of an enumeration.
    pub(in crate::check) fn removed_member(&self, name: &str, span: Span) -> Option<Diagnostic> {
        let (keyword, by) = self.removed.members.get(name)?;
        let message = match *keyword {
            "category" if self.removed_name(Space::Category, name, span).is_some() => {
                format!("the category `{name}` is removed")
            }
            keyword => format!("`{name}` is gone with the {keyword} that was removed"),
        };
        Some(told(&message, *by, span))
    }
}

fn told(message: &str, by: Span, span: Span) -> Diagnostic {
    Diagnostic::new(
        codes::REMOVED_BUT_USED,
        span,
        format!("{message}, and this still uses it"),
    )
    .related(by, "removed here")
    .help("replace or remove what uses it as well, or keep it")
}
