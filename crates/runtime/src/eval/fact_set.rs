//! A set of facts and of fields of elements, as bits.

use crate::facts::SlotId;

/// A set of what one request leaves out. The fields of one element stand near each other, so the
/// bits begin where the first of them is.
#[derive(Clone, Debug, Default)]
pub(crate) struct FactSet {
    /// How many words of no bit stand before.
    before: usize,
    words: Vec<u64>,
}

impl FactSet {
    pub(crate) fn of(slot: impl Into<SlotId>) -> Self {
        let mut set = Self::default();
        set.insert(slot);
        set
    }

    pub(crate) fn insert(&mut self, slot: impl Into<SlotId>) {
        let SlotId(slot) = slot.into();
        let (word, bit) = (slot / 64, slot % 64);
        self.cover(word, word + 1);
        if let Some(word) = self.words.get_mut(word - self.before) {
            *word |= 1 << bit;
        }
    }

    /// Makes room for the words from one to another.
    fn cover(&mut self, from: usize, to: usize) {
        if self.words.is_empty() {
            self.before = from;
        }
        if from < self.before {
            let more = self.before - from;
            self.words.splice(0..0, std::iter::repeat_n(0, more));
            self.before = from;
        }
        let length = to.saturating_sub(self.before).max(self.words.len());
        self.words.resize(length, 0);
    }

    pub(crate) fn contains(&self, slot: impl Into<SlotId>) -> bool {
        let SlotId(slot) = slot.into();
        let word = (slot / 64).checked_sub(self.before);
        word.and_then(|word| self.words.get(word))
            .is_some_and(|word| word >> (slot % 64) & 1 == 1)
    }

    /// Takes in the members of another set.
    pub(crate) fn absorb(&mut self, other: &Self) {
        if other.words.is_empty() {
            return;
        }
        self.cover(other.before, other.before + other.words.len());
        let here = self.words.iter_mut().skip(other.before - self.before);
        for (word, more) in here.zip(&other.words) {
            *word |= more;
        }
    }

    pub(crate) fn union(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.absorb(other);
        both
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The members, in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = SlotId> + '_ {
        self.words.iter().enumerate().flat_map(|(i, word)| {
            let first = (self.before + i) * 64;
            (0..64)
                .filter(move |bit| word >> bit & 1 == 1)
                .map(move |bit| SlotId(first + bit))
        })
    }
}

impl PartialEq for FactSet {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}
