//! What the grammar read, as syntax: one small function per grammar rule. A function gives None
//! when it has reported why, so that no item is dropped in silence.

mod category;
mod definitions;
mod entries;
mod expression;
mod header;
mod items;
mod layers;
mod lists;
mod price;
mod scripts;
mod tables;

use pest::iterators::Pair;
use smol_str::SmolStr;

pub(super) use entries::{TypeHead, binding, fact, list_binding, members, type_head, value};
pub(super) use header::header;
pub(super) use items::{example_name, item};
pub(super) use layers::{can_be_changed, not_changed};
pub(super) use lists::record;
pub(super) use scripts::{function, script_file};
pub(super) use tables::{cell, row, table};

use super::grammar::Rule;
use super::slips::read_number;
use crate::ast::{Citation, InForce, Item, ItemKind, Literal, Name, Text};
use crate::value::Date;
use crate::{Diagnostic, Node, SourceId, Span, codes};

/// A pair of pest: a rule, the text that it took in, and the rules within.
pub(super) type Read<'t> = Pair<'t, Rule>;

/// Where a piece stands in its file, so that the places within the piece become places in the file.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// The file.
    pub(super) source: SourceId,
    /// The first byte of the piece.
    pub(super) start: u32,
}

impl Place {
    /// The place of what a rule took in, without the blanks and comments that it looked past.
    pub(super) fn span(self, read: &Read<'_>) -> Span {
        let start = read.as_span().start();
        Span::new(
            self.source,
            self.start + start as u32,
            self.start + end(read) as u32,
        )
    }

    /// What a rule took in, with its place.
    fn node<T>(self, kind: T, read: &Read<'_>) -> Node<T> {
        Node::new(kind, self.span(read))
    }

    /// A name as written.
    fn name(self, read: &Read<'_>) -> Name {
        self.node(SmolStr::new(read.as_str()), read)
    }

    /// The inside of a quoted text; the place has the quotes too.
    fn text(self, read: &Read<'_>) -> Text {
        let whole = read.as_str();
        let inside = whole
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
            .unwrap_or(whole);
        self.node(SmolStr::new(inside), read)
    }

    /// The name that stands within, by its rule.
    fn name_in(self, read: &Read<'_>, rule: Rule) -> Option<Name> {
        child(read, rule).map(|name| self.name(&name))
    }

    /// The text that stands within, by its rule.
    fn text_in(self, read: &Read<'_>, rule: Rule) -> Option<Text> {
        child(read, rule).map(|text| self.text(&text))
    }

    /// The date that stands within.
    fn date_in(self, read: &Read<'_>) -> Option<Node<Date>> {
        let date = child(read, Rule::date)?;
        match read_number(date.as_str()) {
            Ok(Literal::Date(day)) => Some(self.node(day, &date)),
            _ => None,
        }
    }
}

/// Where the last word or sign within ends: every rule that is no word itself ends with one.
fn end(read: &Read<'_>) -> usize {
    let mut last = read.clone();
    while let Some(inner) = last.clone().into_inner().next_back() {
        last = inner;
    }
    last.as_span().end()
}

/// The first part of a rule that was read by `rule`.
fn child<'t>(read: &Read<'t>, rule: Rule) -> Option<Read<'t>> {
    read.clone()
        .into_inner()
        .find(|inner| inner.as_rule() == rule)
}

/// The clauses that every kind of item may carry.
#[derive(Default)]
pub(super) struct Commons {
    cites: Vec<Citation>,
    in_force: Option<Node<InForce>>,
    unverified: Option<Node<()>>,
}

impl Commons {
    /// The item with its clauses.
    pub(super) fn onto(self, kind: Node<ItemKind>, replaces: Option<Node<()>>) -> Item {
        Item {
            kind,
            cites: self.cites,
            in_force: self.in_force.map(|node| node.kind),
            unverified: self.unverified,
            replaces,
        }
    }

    /// Takes the clauses out of what an item or a line consists of.
    pub(super) fn gather(&mut self, place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) {
        for clause in read.clone().into_inner() {
            match clause.as_rule() {
                Rule::cites => self.cites.extend(cites(place, &clause)),
                Rule::in_force => {
                    let force = place.node(in_force(place, &clause), &clause);
                    once(&mut self.in_force, force, "in force", found);
                }
                Rule::unverified => {
                    let mark = place.node((), &clause);
                    once(&mut self.unverified, mark, "[unverified]", found);
                }
                _ => {}
            }
        }
    }
}

fn cites(place: Place, read: &Read<'_>) -> Option<Citation> {
    Some(Citation {
        source: place.name_in(read, Rule::cited)?,
        at: place.text_in(read, Rule::passage),
        unverified: child(read, Rule::unverified).map(|word| place.node((), &word)),
    })
}

fn in_force(place: Place, read: &Read<'_>) -> InForce {
    let date = |rule| child(read, rule).and_then(|clause| place.date_in(&clause));
    InForce {
        from: date(Rule::force_from),
        until: date(Rule::force_until),
    }
}

/// Keeps the first clause of a kind and reports each further one.
fn once<T>(slot: &mut Option<Node<T>>, clause: Node<T>, word: &str, found: &mut Vec<Diagnostic>) {
    match slot {
        None => *slot = Some(clause),
        Some(first) => found.push(repeated(word, clause.span, first.span)),
    }
}

/// The finding that a clause stands twice.
pub(super) fn repeated(word: &str, again: Span, first: Span) -> Diagnostic {
    Diagnostic::new(
        codes::REPEATED_CLAUSE,
        again,
        format!("`{word}` stands twice here, and once is all there can be"),
    )
    .label("again")
    .related(first, "first here")
    .help("delete one of the two, or make them one")
}

/// The finding that a clause is missing in an item.
pub(super) fn missing(span: Span, item: &str, clause: &str, help: &str) -> Diagnostic {
    Diagnostic::new(
        codes::MISSING_CLAUSE,
        span,
        format!("this `{item}` has no {clause}"),
    )
    .label("incomplete")
    .help(help)
}
