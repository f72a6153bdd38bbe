//! `facts`: names, types and titles in three columns, in the groups that the author made.

use super::entries::starting;
use crate::format::clauses::{head, set};
use crate::format::item::Item;
use crate::format::line::{Blank, Column, Line};
use crate::parse::surface::Shape;

const FACTS: Column = Column::new("fact");

pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    let declares = |index: usize| item.at(index + 1, &[":"]);
    let is_clause = |index: usize| item.at(index, &["cites"]) || item.at(index, &["in", "force"]);
    let entries = starting(1..item.len(), |index| {
        item.begins_line(index) && (declares(index) || is_clause(index))
    });
    let mut lines = vec![head(item, 0..1)];
    // Below a list stand the facts of its elements, deeper than it.
    let column = |index: usize| item.lexemes.get(index).and_then(|word| word.column);
    let mut list = None;
    for (place, words) in entries.into_iter().enumerate() {
        if is_clause(words.start) {
            lines.extend(set(item, [&words]));
            continue;
        }
        let colon = words.start + 1;
        let title = (colon..words.end)
            .find(|index| item.shape(*index) == Some(Shape::Text))
            .unwrap_or(words.end);
        let mut cells = vec![item.flat(words.start..colon), item.flat(colon..title)];
        if title < words.end {
            cells.push(item.flat(title..words.end));
        }
        let deeper = list.is_some_and(|list| column(words.start) > list);
        if !deeper {
            let is_list = item.at(colon, &[":", "list", "of"]);
            list = is_list.then(|| column(words.start));
        }
        lines.push(Line {
            indent: if deeper { 4 } else { 2 },
            cells,
            column: Some(FACTS),
            words,
            blank: if place == 0 {
                Blank::Opening
            } else {
                Blank::Kept
            },
        });
    }
    lines
}
