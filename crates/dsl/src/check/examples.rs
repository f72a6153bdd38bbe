//! Examples: the facts that are given and what must come out, with the cases that other files
//! write for the policy.

mod csv_cases;
mod expectations;
mod files;
mod givens;
mod json_cases;
mod records;

use std::collections::HashMap;

use smol_str::SmolStr;

use super::checker::Checker;
use crate::ast::{self, File, Item, ItemKind};
use crate::ir::{Example, ItemRef};
use crate::{Diagnostic, Span, codes};
use givens::{Case, Start};

/// How many lines the examples of a policy may come to once each has its shared start.
const MOST_LINES: usize = 5_000_000;

impl Checker<'_> {
    /// Checks the examples of the policy's own file and of the files of its cases.
    pub(super) fn examples(&mut self, own: &[Item], cases: &[&File]) {
        if self.header.is_none() {
            return;
        }
        let mut names = HashMap::new();
        let mut lines = MOST_LINES;
        for items in std::iter::once(own).chain(cases.iter().map(|file| file.items.as_slice())) {
            self.examples_of(items, &mut names, &mut lines);
        }
        for file in cases {
            file.items.iter().for_each(|item| {
                if let ItemKind::Example(_) | ItemKind::ExamplesFrom(_) = item.kind.kind {
                    self.citations(&item.cites);
                }
            });
        }
    }

    /// The examples of one file, which share what its `given` items give.
    fn examples_of(
        &mut self,
        items: &[Item],
        names: &mut HashMap<SmolStr, Span>,
        lines: &mut usize,
    ) {
        let bindings = items.iter().filter_map(|item| match &item.kind.kind {
            ItemKind::Given(bindings) => Some(bindings),
            _ => None,
        });
        let start = self.shared_start(bindings.flatten());
        for item in items {
            let from_file = match &item.kind.kind {
                ItemKind::Example(example) => {
                    if !self.one_example(item.kind.span, example, &start, names, lines) {
                        return;
                    }
                    continue;
                }
                ItemKind::ExamplesFrom(from) => self.cases_of_file(from),
                _ => continue,
            };
            for (span, example) in from_file {
                if !self.one_example(span, &example, &start, names, lines) {
                    return;
                }
            }
        }
    }

    /// Takes an example in; no where the examples have become too many lines.
    fn one_example(
        &mut self,
        span: Span,
        example: &ast::Example,
        start: &Start,
        names: &mut HashMap<SmolStr, Span>,
        lines: &mut usize,
    ) -> bool {
        self.refuse_same_example(&example.name, names);
        let fits = self.within_lines(span, start.len() + example.given.len(), lines);
        if fits {
            self.example(span, example, start);
        }
        fits
    }

    fn refuse_same_example(&mut self, name: &ast::Text, names: &mut HashMap<SmolStr, Span>) {
        match names.get(&name.kind).copied() {
            Some(first) => self.duplicate("the example", &name.kind, name.span, first),
            None => {
                names.insert(name.kind.clone(), name.span);
            }
        }
    }

    fn within_lines(&mut self, span: Span, needed: usize, lines: &mut usize) -> bool {
        if let Some(left) = lines.checked_sub(needed) {
            *lines = left;
            return true;
        }
        let message = format!(
            "the examples come to more than {MOST_LINES} lines together with their shared start"
        );
        let help = "share less, or write fewer examples";
        self.report(Diagnostic::new(codes::TOO_MANY_ITEMS, span, message).help(help));
        false
    }

    fn example(&mut self, span: Span, written: &ast::Example, start: &Start) {
        let Case { facts, readings } = self.given_of(written, start);
        let expect = self.expectations(&written.expect);
        let id = self.policy.examples.push(Example {
            name: written.name.kind.clone(),
            span,
            given: facts,
            readings,
            expect,
        });
        self.policy.items.push(ItemRef::Example(id));
    }
}
