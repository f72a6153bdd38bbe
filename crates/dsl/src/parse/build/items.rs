//! The items that are read as one piece.

use super::expression::expression_in;
use super::{Place, Read, category, child, definitions, layers, missing, once, price, tables};
use crate::Diagnostic;
use crate::ast::{Guarantee, ItemKind, Member, Name, Reading, Require, Text};
use crate::parse::grammar::Rule;

/// An item that is read as one piece.
pub(in crate::parse) fn item(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<ItemKind> {
    match read.as_rule() {
        Rule::source => source(place, read),
        Rule::assume => assume(place, read, found),
        Rule::reading => reading(place, read, found).map(ItemKind::Reading),
        Rule::parameter => definitions::parameter(place, read, found).map(ItemKind::Parameter),
        Rule::window => definitions::window(place, read, found),
        Rule::define => definitions::define(place, read, found).map(ItemKind::Define),
        Rule::require => require(place, read, found).map(ItemKind::Require),
        Rule::category => category::category(place, read, found).map(ItemKind::Category),
        Rule::price => price::price(place, read, found).map(ItemKind::Price),
        Rule::guarantee => guarantee(place, read, found).map(ItemKind::Guarantee),
        Rule::examples_from => tables::from_file(place, read).map(ItemKind::ExamplesFrom),
        Rule::codes => tables::codes(place, read).map(ItemKind::Codes),
        Rule::use_item => layers::used(place, read, found).map(ItemKind::Use),
        Rule::remove => layers::remove(place, read, found).map(ItemKind::Remove),
        _ => None,
    }
}

/// `source NAME "title"`.
fn source(place: Place, read: &Read<'_>) -> Option<ItemKind> {
    Some(ItemKind::Source {
        name: place.name_in(read, Rule::name)?,
        title: place.text_in(read, Rule::title),
    })
}

/// `assume E "message"`.
fn assume(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<ItemKind> {
    Some(ItemKind::Assume {
        holds: expression_in(place, read, found)?,
        message: place.text_in(read, Rule::message),
        label: label(place, read, found)?,
    })
}

/// The one `as NAME` of an item; the inner None when there is none.
fn label(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Option<Name>> {
    let mut label = None;
    for clause in read.clone().into_inner() {
        if clause.as_rule() == Rule::labelled {
            let name = place.node(place.name_in(&clause, Rule::name)?, &clause);
            once(&mut label, name, "as", found);
        }
    }
    Some(label.map(|node| node.kind))
}

/// `reading NAME "question"` with `is one of …` and `default X`.
fn reading(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Reading> {
    let name = place.name_in(read, Rule::name)?;
    let (mut choices, mut default) = (None, None);
    for clause in read.clone().into_inner() {
        match clause.as_rule() {
            Rule::choices => once(
                &mut choices,
                place.node(choice_list(place, &clause)?, &clause),
                "is one of",
                found,
            ),
            Rule::default => once(
                &mut default,
                place.node(place.name_in(&clause, Rule::name)?, &clause),
                "default",
                found,
            ),
            _ => {}
        }
    }
    let help = "write `is one of` and the possible answers below it";
    let choices =
        choices.or_else(|| report(found, missing(name.span, "reading", "`is one of`", help)));
    let help = "write `default` and the answer that is used when nobody chooses";
    let default =
        default.or_else(|| report(found, missing(name.span, "reading", "`default`", help)));
    Some(Reading {
        name,
        question: place.text_in(read, Rule::title),
        choices: choices?.kind,
        default: default?.kind,
    })
}

/// Reports what is missing, and gives nothing.
pub(super) fn report<T>(found: &mut Vec<Diagnostic>, diagnostic: Diagnostic) -> Option<T> {
    found.push(diagnostic);
    None
}

fn choice_list(place: Place, read: &Read<'_>) -> Option<Vec<Member>> {
    super::members(place, &child(read, Rule::choice_list)?)
}

/// `require C else OUTCOME "reason"`.
fn require(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Require> {
    let (outcome, reason) = outcome(place, read)?;
    Some(Require {
        holds: expression_in(place, read, found)?,
        outcome,
        reason,
        label: label(place, read, found)?,
    })
}

/// `OUTCOME "reason"`.
pub(super) fn outcome(place: Place, read: &Read<'_>) -> Option<(Name, Option<Text>)> {
    Some((
        place.name_in(read, Rule::outcome)?,
        place.text_in(read, Rule::message),
    ))
}

/// `guarantee NAME "title" E when C`.
fn guarantee(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Guarantee> {
    let when = match child(read, Rule::when) {
        Some(clause) => Some(expression_in(place, &clause, found)?),
        None => None,
    };
    Some(Guarantee {
        name: place.name_in(read, Rule::name)?,
        title: place.text_in(read, Rule::title),
        holds: expression_in(place, read, found)?,
        when,
    })
}

/// The name of `example "name"`.
pub(in crate::parse) fn example_name(place: Place, read: &Read<'_>) -> Option<Text> {
    place.text_in(read, Rule::text)
}
