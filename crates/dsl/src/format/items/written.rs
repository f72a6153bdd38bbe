//! Items of which nothing is known: they stay as they were written.

use crate::format::item::Item;
use crate::format::line::Line;

/// The lines that the author wrote, with the comments in them.
pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    let lines = item.written.split('\n');
    lines
        .map(|line| Line::plain(0, line.trim_end().to_owned(), 0..0))
        .collect()
}
