//! Did-you-mean with an end to it: a text that is all mistakes is not compared name by name.

use std::cell::Cell;

use smol_str::SmolStr;

use crate::suggest;

/// How many names may be compared: enough for every mistake that a person makes.
const COMPARISONS: usize = 200_000;

/// The comparisons that are left.
#[derive(Debug)]
pub(super) struct Suggestions {
    left: Cell<usize>,
}

impl Default for Suggestions {
    fn default() -> Self {
        Self { left: Cell::new(COMPARISONS) }
    }
}

impl Suggestions {
    /// The name among these that a misspelled one was probably meant to be.
    pub(super) fn nearest<'n>(&self, name: &str, among: impl IntoIterator<Item = &'n str>) -> Option<SmolStr> {
        let left = self.left.get();
        let mut compared = 0;
        let found = suggest::nearest(name, among.into_iter().take(left).inspect(|_| compared += 1)).map(SmolStr::new);
        self.left.set(left - compared);
        found
    }

    /// The names for a sentence; none when there are too many of them to be of help.
    pub(super) fn listed<'n>(&self, names: impl ExactSizeIterator<Item = &'n str>) -> Option<String> {
        let left = self.left.get();
        if names.len() == 0 || names.len() > left {
            return None;
        }
        self.left.set(left - names.len());
        Some(format!("write {}", suggest::one_of(names)))
    }
}
