//! `source`: neighbours have their titles in one column.

use crate::format::clauses::{cut, set};
use crate::format::item::Item;
use crate::format::line::{Column, Line};
use crate::parse::surface::Shape;

const TITLES: Column = Column::of_neighbours("source");

pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    let cut = cut(item, &[]);
    let mut cells = vec![item.flat(0..2.min(cut.head.end))];
    if item.shape(2) == Some(Shape::Text) {
        cells.push(item.flat(2..cut.head.end));
    }
    let first = Line {
        cells,
        column: cut.clauses.is_empty().then_some(TITLES),
        ..Line::plain(0, String::new(), cut.head)
    };
    let mut lines = vec![first];
    lines.extend(set(item, &cut.clauses));
    lines
}
