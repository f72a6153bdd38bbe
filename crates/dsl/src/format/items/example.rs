//! `example` and `given`: a line for each fact and each output, in the groups that the author made.

use std::ops::Range;

use super::entries::by_lines;
use crate::format::clauses::{head, set};
use crate::format::expression::{self, Clause};
use crate::format::item::Item;
use crate::format::line::{Blank, Line};

pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    if item.text(0) == "given" {
        let mut lines = vec![head(item, 0..1)];
        lines.extend(bindings(item, 1..item.len(), 2));
        return lines;
    }
    // `given` and `expect` stand alone on their lines; a fact of that name has a value behind it.
    let opens = |index: &usize| {
        item.begins_line(*index)
            && (item.begins_line(index + 1) || index + 1 == item.len())
            && matches!(item.text(*index), "given" | "expect")
    };
    let blocks: Vec<usize> = (1..item.len()).filter(opens).collect();
    let first = blocks.first().copied().unwrap_or(item.len());
    let title = 2.min(first);
    let mut lines = vec![head(item, 0..title)];
    let clauses = super::entries::starting(title..first, |index| {
        item.at(index, &["cites"]) || item.at(index, &["in", "force"])
    });
    lines.extend(set(item, &clauses));
    let ends = blocks.iter().skip(1).copied().chain([item.len()]);
    for (start, end) in blocks.iter().copied().zip(ends) {
        let words = start..start + 1;
        lines.push(Line::plain(2, item.flat(words.clone()), words));
        lines.extend(bindings(item, start + 1..end, 4));
    }
    lines
}

fn bindings(item: &Item<'_, '_>, block: Range<usize>, indent: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for words in by_lines(item, block.clone()) {
        let opens = words.start == block.start;
        // The elements of a list stand below its name.
        let is_element = item.at(words.start, &["-"]);
        let clause = Clause {
            words,
            indent: if is_element { indent + 2 } else { indent },
            parts: &[],
        };
        let mut broken = expression::lines(item, &clause);
        if let Some(first) = broken.first_mut() {
            first.blank = if opens { Blank::Opening } else { Blank::Kept };
        }
        lines.extend(broken);
    }
    lines
}
