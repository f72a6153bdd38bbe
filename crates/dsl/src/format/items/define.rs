//! `define`, `output` and `window`: the value on the first line if the author put it there, and a
//! line for each exception or, where it is long, for each of its parts.

use std::ops::Range;

use crate::format::WIDTH;
use crate::format::clauses::{Opening, cut, head, one, opening, opening_over, places};
use crate::format::item::Item;
use crate::format::line::{Column, Line};

const CLAUSES: [Opening; 2] = [
    opening(&["is"]),
    opening_over(&["except"], &["when", "because", "as", "overrides"]),
];

const DEFINES: Column = Column::of_neighbours("define");

const EXCEPTIONS: Column = Column::new("except");

pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    let cut = cut(item, &CLAUSES);
    let mut first = cut.head.clone();
    let mut clauses = cut.clauses.as_slice();
    if let [value, rest @ ..] = clauses
        && item.at(value.start, &["is"])
        && !item.begins_line(value.start)
        && !item.is_broken(value)
        && item.width(&(0..value.end)) <= WIDTH
    {
        first.end = value.end;
        clauses = rest;
    }
    let mut lines = vec![match clauses.is_empty() {
        true => one_line(item, first),
        false => head(item, first),
    }];
    for clause in clauses {
        match item.text(clause.start) {
            "except" => lines.extend(except(item, clause)),
            _ => lines.extend(one(item, clause, &[])),
        }
    }
    lines
}

/// A definition on one line, its name and type in one column with those of its neighbours.
fn one_line(item: &Item<'_, '_>, words: Range<usize>) -> Line {
    let colon = places(item, &words, &[":"]).first().copied();
    let value = places(item, &words, &["is"]).first().copied();
    let value = value.unwrap_or(words.end);
    match colon {
        Some(colon) => Line {
            cells: vec![
                item.flat(0..colon),
                item.flat(colon..value),
                item.flat(value..words.end),
            ],
            column: Some(DEFINES),
            ..Line::plain(0, String::new(), words)
        },
        None => head(item, words),
    }
}

/// An exception: a line, its condition in one column with those of its neighbours, or a line for
/// each of its parts.
fn except(item: &Item<'_, '_>, clause: &Range<usize>) -> Vec<Line> {
    let mut parts = places(item, clause, &["when", "because", "as", "overrides"]);
    // `as decimal` converts a number; `as` with another word gives a label.
    parts.retain(|at| !item.at(*at, &["as", "decimal"]));
    let mut lines = one(item, clause, &parts);
    if let [line] = lines.as_mut_slice() {
        // The value, the condition, and the rest.
        let mut ends: Vec<usize> = parts.into_iter().take(2).collect();
        ends.push(clause.end);
        let starts = std::iter::once(clause.start).chain(ends.iter().copied());
        let cells = starts.zip(ends.iter().copied());
        line.cells = cells.map(|(from, to)| item.flat(from..to)).collect();
        line.column = Some(EXCEPTIONS);
    }
    lines
}
