//! The items of a policy, in two rounds: first what each declares, so that any item may use any
//! other, then what stands in it.

mod categories;
mod cells;
mod claims;
mod code_sets;
mod csv_rows;
mod defines;
mod facts;
mod guarantees;
mod head;
mod header;
mod lists;
mod parameters;
mod prices;
mod readings;
mod requires;
mod scripts;
pub(in crate::check) mod tables;
mod used_lists;
mod uses;
mod windows;

use super::checker::Checker;
use crate::ast::{Item, ItemKind};
use crate::{Diagnostic, Span, codes};

impl Checker<'_> {
    /// Checks the items of a policy, but for its examples.
    pub(in crate::check) fn policy(&mut self, items: &[Item]) {
        self.header_conventions();
        self.enumerations(items);
        self.claim_names(items);
        self.declare_sources(items);
        self.declare_readings(items);
        self.declare_uses(items);
        self.declare_facts(items);
        self.declare_parameters(items);
        self.declare_windows(items);
        self.declare_scripts(items);
        self.declare_defines(items);
        self.declare_prices(items);
        self.declare_codes(items);
        self.declare_tables(items);
        self.header_facts();
        self.declared_outputs(items);
        self.bodies(items);
        self.note_outputs();
        self.refuse_circles();
        self.warn_of_months();
        self.warn_of_rounding();
        self.ask_for_date();
    }

    /// Everything that may use any declared name.
    fn bodies(&mut self, items: &[Item]) {
        for item in items {
            match &item.kind.kind {
                ItemKind::Window { name, title, is } => {
                    self.window_item(item, name, title.as_ref(), is)
                }
                ItemKind::Define(define) => self.define(item, define),
                ItemKind::Require(require) => self.require(item, require),
                ItemKind::Category(category) => self.category(item, category),
                ItemKind::Price(price) => self.price(item, price),
                ItemKind::Guarantee(guarantee) => self.guarantee(item, guarantee),
                ItemKind::Assume {
                    holds,
                    message,
                    label,
                } => self.assumption(item, holds, message.as_ref(), label.as_ref()),
                ItemKind::Use(used) => self.use_item(item, used),
                ItemKind::Remove(_) => {}
                ItemKind::Type { .. }
                | ItemKind::Facts(_)
                | ItemKind::Script(_)
                | ItemKind::Example(_)
                | ItemKind::ExamplesFrom(_)
                | ItemKind::Given(_) => {
                    self.clauses_without_effect(item);
                }
                ItemKind::Source { .. }
                | ItemKind::Reading(_)
                | ItemKind::Parameter(_)
                | ItemKind::Table(_)
                | ItemKind::Codes(_) => {}
            }
        }
        self.items_in_order(items);
    }

    /// The items as they are put together: those of a layer stand among those of its base.
    fn items_in_order(&mut self, items: &[Item]) {
        let spans = items.iter().flat_map(|item| match &item.kind.kind {
            ItemKind::Facts(facts) => facts.iter().map(|fact| fact.name.span).collect(),
            _ => vec![item.kind.span],
        });
        let mut places: Vec<(Span, usize)> = spans.zip(0..).collect();
        places.sort();
        let place = |span: &Span| {
            let start = |(other, _): &(Span, usize)| {
                (other.source, other.start) <= (span.source, span.start)
            };
            let behind = places.partition_point(start);
            behind
                .checked_sub(1)
                .and_then(|at| places.get(at))
                .map(|(_, place)| *place)
        };
        self.items.sort_by_key(|(span, _)| (place(span), *span));
        self.policy.items = self.items.iter().map(|(_, item)| *item).collect();
    }

    /// Things that are there on every date.
    fn clauses_without_effect(&mut self, item: &Item) {
        self.citations(&item.cites);
        self.refuse_dates(item);
    }

    /// Something depends on a date: one of the facts must say which.
    fn ask_for_date(&mut self) {
        let Some(header) = self.header.filter(|header| header.as_of.is_none()) else {
            return;
        };
        let mut places = std::mem::take(&mut self.dated);
        places.sort();
        let Some((first, others)) = places.split_first() else {
            return;
        };
        if !self.unread.is_empty() {
            return;
        }
        const SHOWN: usize = 3;
        let message = "this depends on the date of the decision, and no fact is named that says it";
        let mut diagnostic = Diagnostic::new(codes::NO_AS_OF, *first, message)
            .related(header.name.span, "of this policy");
        for other in others.iter().take(SHOWN) {
            diagnostic = diagnostic.related(*other, "and this");
        }
        self.report(
            diagnostic
                .help("write `as of FACT` below the policy's name, with a fact that is a date"),
        );
    }
}
