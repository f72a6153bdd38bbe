//! The lines that an item becomes.

use std::ops::Range;

/// A line, before it is known how far its columns are apart.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// Blanks before the first cell.
    pub(super) indent: usize,
    /// Texts that may stand in columns; one blank parts them where they do not.
    pub(super) cells: Vec<String>,
    /// What it is lined up with: neighbours of the same kind.
    pub(super) column: Option<Column>,
    /// The words of the item that it shows.
    pub(super) words: Range<usize>,
    /// What becomes of the author's empty line before it.
    pub(super) blank: Blank,
}

/// Lines that stand in the same columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// Lines of the same name are lined up.
    pub(super) name: &'static str,
    /// Whether the columns go on below an empty line.
    pub(super) across_blanks: bool,
    /// No column begins further right than this: one long cell would push all others away.
    pub(super) furthest: usize,
}

impl Column {
    /// Columns of the lines of one item.
    pub(super) const fn new(name: &'static str) -> Self {
        Self {
            name,
            across_blanks: true,
            furthest: 80,
        }
    }

    /// Columns of neighbouring items.
    pub(super) const fn of_neighbours(name: &'static str) -> Self {
        Self {
            across_blanks: false,
            ..Self::new(name)
        }
    }
}

/// What becomes of an empty line that the author left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blank {
    /// It goes.
    Dropped,
    /// It stays, as one.
    Kept,
    /// It goes where it would open a block, and stays between comments.
    Opening,
}

impl Line {
    /// A line of one cell that is lined up with nothing.
    pub(super) fn plain(indent: usize, text: String, words: Range<usize>) -> Self {
        Self {
            indent,
            cells: vec![text],
            column: None,
            words,
            blank: Blank::Dropped,
        }
    }
}
