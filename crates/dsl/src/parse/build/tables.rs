//! Tables, their rows and cells, and sets of codes.

use super::entries::type_name;
use super::expression::{value, value_in};
use super::{Place, Read, child};
use crate::Diagnostic;
use crate::ast::{
    Aggregate, Cell, CellKind, CellValue, CodeEntry, Codes, Column, Hit, ResultColumn, Row, Table,
    Text,
};
use crate::parse::grammar::Rule;

/// The head of a table: `table NAME by COLUMN, … -> TYPE`.
pub(in crate::parse) fn table(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Table> {
    let mut columns = Vec::new();
    for part in read.clone().into_inner() {
        if part.as_rule() == Rule::column {
            let ty = match child(&part, Rule::type_name) {
                Some(ty) => Some(type_name(place, &ty, found)?),
                None => None,
            };
            let name = place.name_in(&part, Rule::name)?;
            columns.push(Column { name, ty });
        }
    }
    let hit = child(read, Rule::hit_policy).and_then(|hit| Some(place.node(policy(&hit)?, &hit)));
    Some(Table {
        name: place.name_in(read, Rule::name)?,
        title: place.text_in(read, Rule::title),
        columns,
        results: results(place, &child(read, Rule::results)?, found)?,
        hit,
        from: from_file(place, read),
        rows: Vec::new(),
        whole: true,
    })
}

fn results(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Vec<ResultColumn>> {
    let mut results = Vec::new();
    for part in read.clone().into_inner() {
        match part.as_rule() {
            Rule::type_name => results.push(ResultColumn {
                name: None,
                ty: type_name(place, &part, found)?,
            }),
            Rule::result => results.push(ResultColumn {
                name: Some(place.name_in(&part, Rule::name)?),
                ty: type_name(place, &child(&part, Rule::type_name)?, found)?,
            }),
            _ => {}
        }
    }
    Some(results)
}

fn policy(read: &Read<'_>) -> Option<Hit> {
    let form = read.clone().into_inner().next()?;
    Some(match form.as_rule() {
        Rule::unique => Hit::Unique,
        Rule::first => Hit::First,
        _ => Hit::Collect(match child(&form, Rule::aggregate)?.as_str() {
            "sum" => Aggregate::Sum,
            "min" => Aggregate::Min,
            "max" => Aggregate::Max,
            "count" => Aggregate::Count,
            _ => Aggregate::Set,
        }),
    })
}

pub(super) fn from_file(place: Place, read: &Read<'_>) -> Option<Text> {
    place.text_in(&child(read, Rule::from_file)?, Rule::text)
}

/// `| CELL | CELL |`.
pub(in crate::parse) fn row(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Row> {
    let parts = read.clone().into_inner();
    let cells = parts.filter(|part| !matches!(part.as_rule(), Rule::bar | Rule::EOI));
    let cells = cells
        .map(|part| cell(place, &part, found))
        .collect::<Option<Vec<_>>>()?;
    let bars = read
        .clone()
        .into_inner()
        .filter(|p| p.as_rule() == Rule::bar);
    let (first, last) = (bars.clone().next()?, bars.last()?);
    Some(Row {
        cells,
        span: place.span(&first).to(place.span(&last)),
    })
}

/// What stands in one cell.
pub(in crate::parse) fn cell(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Cell> {
    let kind = match read.as_rule() {
        Rule::cell_any => CellKind::Any,
        Rule::cell_otherwise => CellKind::Otherwise,
        Rule::cell_empty => CellKind::Empty,
        _ => {
            let parts = read.clone().into_inner();
            let values = parts.filter(|part| part.as_rule() != Rule::comma);
            CellKind::Values(
                values
                    .map(|part| cell_value(place, &part, found))
                    .collect::<Option<Vec<_>>>()?,
            )
        }
    };
    Some(place.node(kind, read))
}

fn cell_value(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<CellValue> {
    if read.as_rule() == Rule::cell_one {
        return Some(CellValue::One(value(
            place,
            read.clone().into_inner().next()?,
            found,
        )?));
    }
    let mut end = |rule| match child(read, rule) {
        Some(end) => value_in(place, &end, found).map(Some),
        None => Some(None),
    };
    Some(CellValue::Range {
        low: end(Rule::low)?,
        high: end(Rule::high)?,
        below: child(read, Rule::dots_below).is_some(),
        span: place.span(read),
    })
}

/// `codes NAME SYSTEM "E08".."E13", "O24*"`.
pub(super) fn codes(place: Place, read: &Read<'_>) -> Option<Codes> {
    let entries = read
        .clone()
        .into_inner()
        .filter(|part| part.as_rule() == Rule::code);
    let entries = entries.map(|part| {
        let mut texts = part
            .into_inner()
            .filter(|text| text.as_rule() == Rule::text);
        Some(CodeEntry {
            low: place.text(&texts.next()?),
            high: texts.next().map(|text| place.text(&text)),
        })
    });
    Some(Codes {
        name: place.name_in(read, Rule::name)?,
        title: place.text_in(read, Rule::title),
        system: place.name_in(&child(read, Rule::system)?, Rule::name)?,
        from: from_file(place, read),
        entries: entries.collect::<Option<Vec<_>>>()?,
    })
}
