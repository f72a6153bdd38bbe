//! Readings of ambiguous passages: each an enumeration of its own, with a default.

use crate::ast::{self, Item, ItemKind};
use crate::check::checker::Checker;
use crate::check::names::{Named, TypeEntry};
use crate::ir::{ItemRef, Reading};

impl Checker<'_> {
    pub(super) fn declare_readings(&mut self, items: &[Item]) {
        for item in items {
            if let ItemKind::Reading(reading) = &item.kind.kind {
                self.reading(item, reading);
            }
        }
    }

    fn reading(&mut self, item: &Item, reading: &ast::Reading) {
        let name = &reading.name;
        let head = self.head(item, name.kind.clone(), reading.question.as_ref());
        let members = self.members(&reading.choices, "the choice");
        let choices = self.add_enum(&name.kind, head.title.clone(), members, name.span);
        self.names.types.entry(name.kind.clone()).or_insert(TypeEntry { id: Some(choices), span: name.span });
        let default = match self.names.member(choices, &reading.default.kind) {
            Some(default) => default,
            None => {
                self.unknown_member::<()>(&reading.default.kind, choices, reading.default.span);
                0
            }
        };
        let id = self.policy.readings.push(Reading { head, choices, default });
        self.list(item.kind.span, ItemRef::Reading(id));
        self.names.settle(&name.kind, name.span, Named::Reading(id, choices));
    }
}
