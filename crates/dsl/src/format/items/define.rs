//! `define`, `output` and `window`: the value on the first line if the author put it there, and a
//! line for each exception or, where it is long, for each of its parts.

use crate::format::WIDTH;
use crate::format::clauses::{Opening, cut, head, one, opening, opening_over, places};
use crate::format::item::Item;
use crate::format::line::Line;

const CLAUSES: [Opening; 2] = [
    opening(&["is"]),
    opening_over(&["except"], &["when", "because", "as", "overrides"]),
];

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
    let mut lines = vec![head(item, first)];
    for clause in clauses {
        let mut parts = Vec::new();
        if item.at(clause.start, &["except"]) {
            parts = places(item, clause, &["when", "because", "as", "overrides"]);
            // `as decimal` converts; `as` with another word gives a label, which the word behind
            // it belongs to.
            parts.retain(|at| !item.at(*at, &["as", "decimal"]));
        }
        lines.extend(one(item, clause, &parts));
    }
    lines
}
