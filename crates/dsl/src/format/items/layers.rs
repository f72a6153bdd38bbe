//! `use`, `replace` and `remove`: policies that build on others.

use super::lines as lines_of;
use crate::format::clauses::{Opening, cut, head, opening, set};
use crate::format::item::Item;
use crate::format::line::Line;

const WITH: [Opening; 1] = [opening(&["with"])];

/// `use POLICY as NAME`, and the facts that it is given.
pub(super) fn uses(item: &Item<'_, '_>) -> Vec<Line> {
    let cut = cut(item, &WITH);
    let mut lines = vec![head(item, cut.head)];
    lines.extend(set(item, &cut.clauses));
    lines
}

/// `remove KIND NAME`.
pub(super) fn remove(item: &Item<'_, '_>) -> Vec<Line> {
    vec![head(item, 0..item.len())]
}

/// `replace` and an item, which is laid out as it would be without the word.
pub(super) fn replace(item: &Item<'_, '_>) -> Vec<Line> {
    let replaced = item.lexemes.get(1..).unwrap_or_default();
    let written = item.written.trim_start_matches("replace").trim_start();
    let inner = Item::new(replaced, written, &[]);
    // Another `replace` has no item behind it.
    let mut lines = match inner.text(0) {
        "replace" | "" => return super::written::lines(item),
        _ => lines_of(&inner),
    };
    for (place, line) in lines.iter_mut().enumerate() {
        // Lines without words are shown as they were written, with their comments.
        if !line.words.is_empty() {
            line.words.start += usize::from(place > 0);
            line.words.end += 1;
        }
        if let (0, Some(cell)) = (place, line.cells.first_mut()) {
            cell.insert_str(0, "replace ");
            line.column = None;
        }
    }
    lines
}
