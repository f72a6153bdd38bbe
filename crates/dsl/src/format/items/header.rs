//! `policy` and `cases for`: the name, then a line for each convention.

use crate::format::clauses::{Opening, cut, head, opening, set};
use crate::format::item::Item;
use crate::format::line::Line;

const LINES: [Opening; 7] = [
    opening(&["as", "of"]),
    opening(&["covers", "services", "on"]),
    opening(&["months", "end", "on"]),
    opening(&["money", "rounds"]),
    opening(&["combine"]),
    opening(&["amends"]),
    opening(&["decided", "by"]),
];

pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    let cut = cut(item, &LINES);
    let mut lines = vec![head(item, cut.head)];
    lines.extend(set(item, &cut.clauses));
    lines
}
