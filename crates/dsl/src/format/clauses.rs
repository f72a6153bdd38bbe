//! Cuts an item at the words that begin its clauses.

use std::ops::Range;

use super::expression::{self, Clause};
use super::item::Item;
use super::line::Line;
use crate::parse::surface::Shape;

/// The words that begin a clause, and the words that may follow within it though they begin
/// clauses of their own elsewhere.
pub(super) struct Opening {
    words: &'static [&'static str],
    within: &'static [&'static str],
    place: Place,
}

/// Where the words of a clause begin one.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Anywhere,
    /// At the beginning of a line, and directly below the head of an item.
    LineOrFirst,
    /// At the beginning of a line.
    Line,
}

/// A clause that begins with these words.
pub(super) const fn opening(words: &'static [&'static str]) -> Opening {
    opening_over(words, &[])
}

/// A clause that begins with these words, which may be names elsewhere: behind the head, or where
/// its author began a line with them.
pub(super) const fn opening_first(words: &'static [&'static str]) -> Opening {
    Opening {
        place: Place::LineOrFirst,
        ..opening(words)
    }
}

/// A clause that has a line of its own where its author began one with these words.
pub(super) const fn opening_on_own_line(words: &'static [&'static str]) -> Opening {
    Opening {
        place: Place::Line,
        ..opening(words)
    }
}

/// A clause that begins with these words and goes on over those.
pub(super) const fn opening_over(
    words: &'static [&'static str],
    within: &'static [&'static str],
) -> Opening {
    Opening {
        words,
        within,
        place: Place::Anywhere,
    }
}

/// The clauses of every kind of item.
const COMMON: [Opening; 4] = [
    opening_on_own_line(&["[", "unverified", "]"]),
    opening(&["cites"]),
    opening_over(&["in", "force", "from"], &["until"]),
    opening(&["in", "force", "until"]),
];

/// The head of an item and its clauses, each with the place of its words in the item.
pub(super) struct Cut {
    pub(super) head: Range<usize>,
    pub(super) clauses: Vec<Range<usize>>,
}

/// Cuts an item outside its brackets at the words that begin a clause.
pub(super) fn cut(item: &Item<'_, '_>, openings: &[Opening]) -> Cut {
    let mut starts: Vec<usize> = Vec::new();
    let (mut within, mut earliest) = (&[][..], 1);
    for index in 1..item.len() {
        if index < earliest || item.depth(index) > 0 {
            continue;
        }
        if let Some(place) = within.iter().position(|word| item.text(index) == *word) {
            within = within.get(place + 1..).unwrap_or_default();
            continue;
        }
        let mut all = openings.iter().chain(&COMMON);
        let stands = |opening: &&Opening| match opening.place {
            Place::Anywhere => true,
            Place::LineOrFirst => item.begins_line(index) || starts.is_empty(),
            Place::Line => item.begins_line(index),
        };
        // The mark behind a citation is the citation's, on whatever line it stands.
        let is_cited = item.text(index) == "["
            && starts
                .last()
                .is_some_and(|start| item.text(*start) == "cites");
        if is_cited {
            continue;
        }
        if let Some(found) = all.find(|o| stands(o) && opens(item, index, o)) {
            starts.push(index);
            within = found.within;
            // What the words are about may be named like the beginning of a clause.
            earliest = index + found.words.len() + 1;
        }
    }
    let head = 0..starts.first().copied().unwrap_or(item.len());
    let ends = starts.iter().skip(1).copied().chain([item.len()]);
    let clauses = starts.iter().copied().zip(ends);
    Cut {
        head,
        clauses: clauses.map(|(from, to)| from..to).collect(),
    }
}

fn opens(item: &Item<'_, '_>, index: usize, opening: &Opening) -> bool {
    let is_test = opening.words == ["is"] && matches!(item.text(index + 1), "given" | "empty");
    item.at(index, opening.words) && item.shape(index) != Some(Shape::Text) && !is_test
}

/// The places outside brackets within a clause where one of these words stands.
pub(super) fn places(item: &Item<'_, '_>, clause: &Range<usize>, words: &[&str]) -> Vec<usize> {
    let depth = item.depth(clause.start);
    let outside = (clause.start + 1..clause.end).filter(|index| item.depth(*index) == depth);
    outside
        .filter(|index| {
            item.shape(*index) != Some(Shape::Text) && words.contains(&item.text(*index))
        })
        .collect()
}

/// Clauses, each from a line of its own on, without parts at which it could be broken.
pub(super) fn set<'c>(
    item: &Item<'_, '_>,
    clauses: impl IntoIterator<Item = &'c Range<usize>>,
) -> Vec<Line> {
    let lines = |clause: &Range<usize>| one(item, clause, &[]);
    clauses.into_iter().flat_map(lines).collect()
}

/// A clause of an item, broken at its parts if it has to be.
pub(super) fn one(item: &Item<'_, '_>, words: &Range<usize>, parts: &[usize]) -> Vec<Line> {
    let clause = Clause {
        words: words.clone(),
        indent: if words.start == 0 { 0 } else { 2 },
        parts,
    };
    expression::lines(item, &clause)
}

/// The head of an item, which is never broken.
pub(super) fn head(item: &Item<'_, '_>, words: Range<usize>) -> Line {
    Line::plain(0, item.flat(words.clone()), words)
}
