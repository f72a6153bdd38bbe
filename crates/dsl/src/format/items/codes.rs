//! `codes`: the codes go on in lines of their own where they are many.

use crate::format::clauses::{cut, one, opening, places, set};
use crate::format::item::Item;
use crate::format::line::Line;

pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    let cut = cut(item, &[opening(&["from"])]);
    let commas = places(item, &cut.head, &[","]);
    let behind: Vec<usize> = commas.into_iter().map(|comma| comma + 1).collect();
    let mut lines = one(item, &cut.head, &behind);
    lines.extend(set(item, &cut.clauses));
    lines
}
