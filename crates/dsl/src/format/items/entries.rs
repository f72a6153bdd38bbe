//! Items with a line for each entry: their entries, told apart as their author set them.

use std::ops::Range;

use crate::format::WIDTH;
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
        let is_element = item.begins_line(index)
            && item.at(index, &["-"])
            && item.shape(index + 1) == Some(Shape::Word);
        is_clause || is_element || column(index).is_some_and(|column| column <= first)
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

/// The members of a list that its author set on lines of their own: each on one, with the titles
/// in a column; several on a line where the author did so and none has a title.
pub(super) fn members(
    item: &Item<'_, '_>,
    indent: usize,
    list: Range<usize>,
    column: Column,
) -> Vec<Line> {
    let names: Vec<Range<usize>> =
        starting(list.clone(), |index| item.shape(index) == Some(Shape::Word));
    let rows = list
        .clone()
        .filter(|index| item.begins_line(*index))
        .count();
    let plain = |index: usize| {
        let lexeme = item.lexemes.get(index);
        lexeme.is_some_and(|word| {
            word.shape != Shape::Text && word.above.is_empty() && word.behind.is_none()
        })
    };
    let groups = list
        .clone()
        .skip(1)
        .any(|index| item.lexemes.get(index).is_some_and(|word| word.blank));
    if rows < names.len() && !groups && list.clone().all(plain) {
        return filled(item, indent, &names);
    }
    let line = |(place, words): (usize, &Range<usize>)| {
        let is_comma =
            |index: usize| item.text(index) == "," && item.shape(index) == Some(Shape::Sign);
        let cells = words.clone().filter(|index| !is_comma(*index));
        Line {
            cells: cells.map(|index| item.text(index).to_owned()).collect(),
            column: Some(column),
            blank: if place == 0 {
                Blank::Opening
            } else {
                Blank::Kept
            },
            ..Line::plain(indent, String::new(), words.clone())
        }
    };
    names.iter().enumerate().map(line).collect()
}

/// Names with commas, as many on each line as fit.
fn filled(item: &Item<'_, '_>, indent: usize, names: &[Range<usize>]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut column = 0;
    for (place, words) in names.iter().enumerate() {
        // Where a line end stood for it, the comma is written.
        let comma = if place + 1 < names.len() { "," } else { "" };
        let name = format!("{}{comma}", item.text(words.start));
        let length = name.chars().count();
        match lines.last_mut() {
            Some(line) if column + 1 + length <= WIDTH => {
                line.cells.push(name);
                line.words.end = words.end;
                column += 1 + length;
            }
            _ => {
                lines.push(Line::plain(indent, name, words.clone()));
                column = indent + length;
            }
        }
    }
    lines
}
