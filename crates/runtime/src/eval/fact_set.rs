//! A set of facts, as bits.

use bylaws_dsl::ir::{FactId, Id};

/// A set of facts of one policy.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct FactSet {
    words: Vec<u64>,
}

impl FactSet {
    pub(crate) fn of(fact: FactId) -> Self {
        let mut set = Self::default();
        set.insert(fact);
        set
    }

    pub(crate) fn insert(&mut self, fact: FactId) {
        let (word, bit) = (fact.index() / 64, fact.index() % 64);
        if self.words.len() <= word {
            self.words.resize(word + 1, 0);
        }
        if let Some(word) = self.words.get_mut(word) {
            *word |= 1 << bit;
        }
    }

    pub(crate) fn contains(&self, fact: FactId) -> bool {
        self.words
            .get(fact.index() / 64)
            .is_some_and(|word| word >> (fact.index() % 64) & 1 == 1)
    }

    pub(crate) fn union(&self, other: &Self) -> Self {
        let (long, short) = if self.words.len() >= other.words.len() {
            (self, other)
        } else {
            (other, self)
        };
        let mut words = long.words.clone();
        for (word, more) in words.iter_mut().zip(&short.words) {
            *word |= more;
        }
        Self { words }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The facts, in the order of their declaration.
    pub(crate) fn iter(&self) -> impl Iterator<Item = FactId> + '_ {
        self.words.iter().enumerate().flat_map(|(i, word)| {
            (0..64)
                .filter(move |bit| word >> bit & 1 == 1)
                .map(move |bit| FactId::from_index(i * 64 + bit))
        })
    }
}
