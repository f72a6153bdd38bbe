//! Named values: `parameter`, `window`, `define` and `output`.

use super::entries::type_name;
use super::expression::{expression, expression_in};
use super::items::report;
use super::{Place, Read, child, missing, once};
use crate::ast::{Define, Except, Expr, ItemKind, Parameter, ValueFrom};
use crate::parse::grammar::Rule;
use crate::{Diagnostic, Node};

/// `parameter NAME : T "title"` with `is E from DATE` lines.
pub(super) fn parameter(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Parameter> {
    let name = place.name_in(read, Rule::name)?;
    let lines = read
        .clone()
        .into_inner()
        .filter(|clause| clause.as_rule() == Rule::value_from);
    let values = lines
        .map(|line| value_from(place, &line, found))
        .collect::<Option<Vec<_>>>()?;
    if values.is_empty() {
        let help = "write its value on an indented line, such as `is 12 months from 2026-01-01`";
        return report(found, missing(name.span, "parameter", "`is`", help));
    }
    Some(Parameter {
        name,
        ty: type_name(place, &child(read, Rule::type_name)?, found)?,
        title: place.text_in(read, Rule::title),
        values,
    })
}

/// `is E from DATE`.
fn value_from(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<ValueFrom> {
    Some(ValueFrom {
        value: expression_in(place, read, found)?,
        from: child(read, Rule::from_date).and_then(|clause| place.date_in(&clause)),
    })
}

/// `window NAME "title" is E`.
pub(super) fn window(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<ItemKind> {
    let name = place.name_in(read, Rule::name)?;
    let Some(is) = is_value(place, read, found)? else {
        let help = "write its days, such as `is 180 days after enrollment_date`";
        return report(found, missing(name.span, "window", "`is`", help));
    };
    Some(ItemKind::Window {
        name,
        title: place.text_in(read, Rule::title),
        is,
    })
}

/// `define NAME : T "title" is E` with its exceptions, and `output` likewise.
pub(super) fn define(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Define> {
    let name = place.name_in(read, Rule::name)?;
    let output = child(read, Rule::item_output).is_some();
    let lines = read
        .clone()
        .into_inner()
        .filter(|clause| clause.as_rule() == Rule::except);
    let excepts = lines
        .map(|line| except(place, &line, found))
        .collect::<Option<Vec<_>>>()?;
    let is = is_value(place, read, found)?;
    // A script may give an output: the header says whether one does.
    if is.is_none() && !(output && excepts.is_empty()) {
        let help = "write the value that it has unless an exception holds, such as `is 20%`";
        let word = if output { "output" } else { "define" };
        return report(found, missing(name.span, word, "`is`", help));
    }
    Some(Define {
        output,
        name,
        ty: type_name(place, &child(read, Rule::type_name)?, found)?,
        title: place.text_in(read, Rule::title),
        is,
        excepts,
    })
}

/// The one `is E` of an item; the inner None when there is none.
fn is_value(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Option<Expr>> {
    let mut is = None;
    for clause in read
        .clone()
        .into_inner()
        .filter(|clause| clause.as_rule() == Rule::is_value)
    {
        let value = Node::new(expression_in(place, &clause, found)?, place.span(&clause));
        once(&mut is, value, "is", found);
    }
    Some(is.map(|node| node.kind))
}

/// `except E when C because "…" as LABEL overrides LABEL`.
fn except(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Except> {
    let (mut because, mut label, mut overrides) = (None, None, None);
    let mut expressions = Vec::new();
    for part in read.clone().into_inner() {
        match part.as_rule() {
            Rule::expression => expressions.push(expression(place, part, found)?),
            Rule::because => once(
                &mut because,
                place.node(place.text_in(&part, Rule::text)?, &part),
                "because",
                found,
            ),
            Rule::labelled => once(
                &mut label,
                place.node(place.name_in(&part, Rule::name)?, &part),
                "as",
                found,
            ),
            Rule::overrides => {
                let names = part
                    .clone()
                    .into_inner()
                    .filter(|name| name.as_rule() == Rule::name);
                let names: Vec<_> = names.map(|name| place.name(&name)).collect();
                once(&mut overrides, place.node(names, &part), "overrides", found);
            }
            _ => {}
        }
    }
    let mut expressions = expressions.into_iter();
    Some(Except {
        value: expressions.next()?,
        when: expressions.next()?,
        because: because.map(|node| node.kind),
        label: label.map(|node| node.kind),
        overrides: overrides.map(|node| node.kind).unwrap_or_default(),
        span: place.span(read),
    })
}
