//! Items with a line for each entry: their entries, told apart as their author set them.

use std::ops::Range;

use crate::format::item::Item;
use crate::format::line::{Blank, Column, Line};
use crate::parse::surface::Shape;

/// The entries of a block: one begins on each line that is not deeper than the first.
pub(super) fn by_lines(item: &Item<'_, '_>, block: Range<usize>) -> Vec<Range<usize>> {
    let column = |index: usize| item.lexemes.get(index).and_then(|lexeme| lexeme.column);
    let first = column(block.start).unwrap_or(usize::MAX);
    starting(block, |index| {
        let is_clause = item.begins_line(index)
            && (item.at(index, &["cites"]) || item.at(index, &["in", "force"]));
        is_clause || column(index).is_some_and(|column| column <= first)
    })
}

/// The stretches of a block that begin where `begins` says, and with it.
pub(super) fn starting(block: Range<usize>, begins: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut entries = Vec::new();
    let mut from = block.start;
    for index in block.start + 1..block.end {
        if begins(index) {
            entries.push(from..index);
            from = index;
        }
    }
    if from < block.end {
        entries.push(from..block.end);
    }
    entries
}

/// Names with the titles behind them, in two columns; `words` are without commas.
pub(super) fn titled(
    item: &Item<'_, '_>,
    indent: usize,
    members: &[Range<usize>],
    column: Column,
) -> Vec<Line> {
    let line = |(place, words): (usize, &Range<usize>)| {
        let is_comma =
            |index: usize| item.text(index) == "," && item.shape(index) == Some(Shape::Sign);
        let mut cells = Vec::new();
        for index in words.clone().filter(|index| !is_comma(*index)) {
            cells.push(item.text(index).to_owned());
        }
        Line {
            indent,
            cells,
            column: Some(column),
            words: words.clone(),
            blank: if place == 0 {
                Blank::Opening
            } else {
                Blank::Kept
            },
        }
    };
    members.iter().enumerate().map(line).collect()
}

/// The members of a list: a name begins each.
pub(super) fn members(item: &Item<'_, '_>, list: Range<usize>) -> Vec<Range<usize>> {
    starting(list, |index| item.shape(index) == Some(Shape::Word))
}
