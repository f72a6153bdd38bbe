//! `script`: the file, then a line for each function.

use crate::format::clauses::{Opening, cut, head, opening, set};
use crate::format::item::Item;
use crate::format::line::Line;

const FUNCTIONS: [Opening; 1] = [opening(&["fn"])];

pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    let cut = cut(item, &FUNCTIONS);
    let mut lines = vec![head(item, cut.head)];
    lines.extend(set(item, &cut.clauses));
    lines
}
