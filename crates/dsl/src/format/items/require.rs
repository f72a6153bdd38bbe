//! `require`: neighbours of one line have their outcomes in one column.

use crate::format::clauses::{cut, one, places, set};
use crate::format::item::Item;
use crate::format::line::{Column, Line};

const OUTCOMES: Column = Column::of_neighbours("require");

pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    let cut = cut(item, &[]);
    // An `else` before it belongs to a conditional.
    let outcome = places(item, &cut.head, &["else"]).last().copied();
    let parts: Vec<usize> = outcome.into_iter().collect();
    let mut lines = one(item, &cut.head, &parts);
    if let ([line], Some(outcome), true) = (lines.as_mut_slice(), outcome, cut.clauses.is_empty()) {
        line.cells = vec![item.flat(0..outcome), item.flat(outcome..cut.head.end)];
        line.column = Some(OUTCOMES);
    }
    lines.extend(set(item, &cut.clauses));
    lines
}
