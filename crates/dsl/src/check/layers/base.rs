//! What a base declares, by name.

use indexmap::IndexMap;
use smol_str::SmolStr;

use crate::Span;
use crate::ast::{Item, ItemKind, Name};

/// The names among which one must be the only one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(in crate::check) enum Space {
    /// Facts, readings, parameters, defines and everything else that expressions name.
    Value,
    Type,
    Source,
    Category,
    Require,
    Assume,
}

impl Space {
    /// The names that items with this keyword belong to.
    pub(super) fn of(keyword: &str) -> Self {
        match keyword {
            "type" => Space::Type,
            "source" => Space::Source,
            "category" => Space::Category,
            "require" => Space::Require,
            "assume" => Space::Assume,
            _ => Space::Value,
        }
    }
}

/// Where something is declared: an item, or one fact of a block of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Spot {
    Item(usize),
    Fact(usize, usize),
}

/// A name of the base.
#[derive(Debug)]
pub(super) struct Declared {
    /// The keyword of its item; `fact` for a fact.
    pub(super) keyword: &'static str,
    /// The name, where it is declared first.
    pub(super) span: Span,
    /// Where it is declared: several times for a category that changes on some date.
    pub(super) spots: Vec<Spot>,
}

/// The names of a base.
#[derive(Debug, Default)]
pub(super) struct Index(IndexMap<(Space, SmolStr), Declared>);

impl Index {
    pub(super) fn of(items: &[Item]) -> Self {
        let mut index = Self::default();
        for (place, item) in items.iter().enumerate() {
            if let ItemKind::Facts(facts) = &item.kind.kind {
                for (inner, fact) in facts.iter().enumerate() {
                    index.add("fact", &fact.name, Spot::Fact(place, inner));
                }
            } else if let Some(name) = item.kind.kind.name() {
                index.add(item.kind.kind.keyword(), name, Spot::Item(place));
            }
        }
        index
    }

    fn add(&mut self, keyword: &'static str, name: &Name, spot: Spot) {
        let declared = self
            .0
            .entry((Space::of(keyword), name.kind.clone()))
            .or_insert(Declared {
                keyword,
                span: name.span,
                spots: Vec::new(),
            });
        declared.spots.push(spot);
    }

    /// What the base declares by this name.
    pub(super) fn get(&self, space: Space, name: &str) -> Option<&Declared> {
        self.0.get(&(space, SmolStr::new(name)))
    }

    /// The names of items of this kind.
    pub(super) fn of_kind(&self, keyword: &str) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(move |(_, declared)| same_kind(declared.keyword, keyword))
            .map(|((_, name), _)| name.as_str())
    }
}

/// Whether an item with one keyword can stand for an item with another: an output is a define that
/// the decision reports.
pub(super) fn same_kind(a: &str, b: &str) -> bool {
    let plain = |word| if word == "output" { "define" } else { word };
    plain(a) == plain(b)
}
