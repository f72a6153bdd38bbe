//! One item of a file, as the formatter works on it.

use std::ops::Range;

use super::spacing;
use crate::parse::surface::{Comment, Lexeme, Shape};

/// The words and signs of an item, and the comments below its last one that belong to it.
pub(super) struct Item<'s, 't> {
    pub(super) lexemes: &'s [Lexeme<'t>],
    /// The item as it was written.
    pub(super) written: &'t str,
    pub(super) rest: &'s [Comment<'t>],
    /// For each lexeme, how many brackets are open around it.
    depths: Vec<u32>,
    /// For each lexeme, how many characters stand before it when the item stands on one line.
    columns: Vec<usize>,
    /// For each lexeme, how many lexemes up to it begin a line as it was written.
    breaks: Vec<u32>,
}

impl<'s, 't> Item<'s, 't> {
    pub(super) fn new(
        lexemes: &'s [Lexeme<'t>],
        written: &'t str,
        rest: &'s [Comment<'t>],
    ) -> Self {
        let (mut depth, mut column, mut broken) = (0u32, 0, 0);
        let (mut depths, mut columns, mut breaks) = (Vec::new(), Vec::new(), Vec::new());
        for (index, lexeme) in lexemes.iter().enumerate() {
            if matches!(lexeme.text, ")" | "}" | "]") && lexeme.shape == Shape::Sign {
                depth = depth.saturating_sub(1);
            }
            depths.push(depth);
            if matches!(lexeme.text, "(" | "{" | "[") && lexeme.shape == Shape::Sign {
                depth += 1;
            }
            column += usize::from(index > 0 && spacing::apart(lexemes, index));
            columns.push(column);
            column += lexeme.text.chars().count();
            broken += u32::from(lexeme.column.is_some());
            breaks.push(broken);
        }
        Self {
            lexemes,
            written,
            rest,
            depths,
            columns,
            breaks,
        }
    }

    /// How many words and signs there are.
    pub(super) fn len(&self) -> usize {
        self.lexemes.len()
    }

    /// The characters of a lexeme; empty past the end.
    pub(super) fn text(&self, index: usize) -> &'t str {
        self.lexemes.get(index).map_or("", |lexeme| lexeme.text)
    }

    pub(super) fn shape(&self, index: usize) -> Option<Shape> {
        self.lexemes.get(index).map(|lexeme| lexeme.shape)
    }

    /// Whether the words from an index on are these.
    pub(super) fn at(&self, index: usize, words: &[&str]) -> bool {
        words
            .iter()
            .enumerate()
            .all(|(offset, word)| self.text(index + offset) == *word)
    }

    /// How many brackets of the item are open around a lexeme; a bracket is outside itself.
    pub(super) fn depth(&self, index: usize) -> u32 {
        self.depths.get(index).copied().unwrap_or(0)
    }

    /// Whether the author began a line with this lexeme.
    pub(super) fn begins_line(&self, index: usize) -> bool {
        self.lexemes
            .get(index)
            .is_some_and(|lexeme| lexeme.column.is_some())
    }

    /// Whether the author broke a line within the range.
    pub(super) fn is_broken(&self, range: &Range<usize>) -> bool {
        let count = |index: usize| self.breaks.get(index).copied().unwrap_or(0);
        range.len() > 1 && count(range.end - 1) > count(range.start)
    }

    /// The length of a range on one line.
    pub(super) fn width(&self, range: &Range<usize>) -> usize {
        let column = |index: usize| self.columns.get(index).copied().unwrap_or(0);
        match range.end.checked_sub(1) {
            Some(last) if last >= range.start => {
                column(last) + self.text(last).chars().count() - column(range.start)
            }
            _ => 0,
        }
    }

    /// A range on one line.
    pub(super) fn flat(&self, range: Range<usize>) -> String {
        let mut text = String::new();
        for index in range.clone() {
            if index > range.start && spacing::apart(self.lexemes, index) {
                text.push(' ');
            }
            text.push_str(self.text(index));
        }
        text
    }

    /// The place behind the bracket that closes the one at `open`.
    pub(super) fn behind_bracket(&self, open: usize) -> usize {
        let depth = self.depth(open);
        let closes = |index: &usize| self.depth(*index) == depth;
        (open + 1..self.len())
            .find(closes)
            .map_or(self.len(), |at| at + 1)
    }
}
