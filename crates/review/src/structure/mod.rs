//! Two versions of a policy, item by item: what was added, removed, renamed, moved, changed in
//! meaning or only in words, each told in the policy's own words.

mod lines;
mod pairs;
mod words;

use std::collections::BTreeMap;

use crate::model::{Item, Kind, Normal, Written};
use pairs::{Pair, pairs};

/// What happened to an item; of several things the one that weighs most. The order is that of a
/// report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
    /// It stands in another place of an order that counts.
    Moved,
    /// It stands in another file or layer, and says the same.
    Placed,
    /// It has another name and says the same.
    Renamed,
    /// It follows the new name of another item and says the same.
    Follows,
    /// Other passages stand behind it.
    Cited,
    /// Titles, reasons for the reader or names that only it uses are different.
    Wording,
    /// Layout or comments are different.
    Layout,
}

impl What {
    /// The word that a report uses.
    pub fn word(self) -> &'static str {
        match self {
            What::Added => "added",
            What::Removed => "removed",
            What::Changed => "changed",
            What::Moved => "moved",
            What::Placed => "elsewhere",
            What::Renamed => "renamed",
            What::Follows => "follows a new name",
            What::Cited => "other passages",
            What::Wording => "other words",
            What::Layout => "layout or comments",
        }
    }

    /// Whether a decision may be different for it.
    pub fn may_decide(self) -> bool {
        matches!(
            self,
            What::Added | What::Removed | What::Changed | What::Moved
        )
    }
}

/// One of the two sides of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The item's name.
    pub name: String,
    /// What people call it.
    pub title: Option<String>,
    /// The passages behind it.
    pub cites: Vec<String>,
    /// The policy that it was written in.
    pub layer: String,
    /// What it says, line by line.
    pub clauses: Vec<String>,
    /// Its semantic hash.
    pub hash: String,
    /// Where it is written, where that is known.
    pub written: Option<Written>,
}

/// What happened to one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub what: What,
    /// What the item is.
    pub kind: Kind,
    /// What the item is called, with its kind where that is not clear: `surgery_window`.
    pub name: String,
    /// What is different, a phrase each: `180 days → 270 days after enrollment_date`.
    pub words: Vec<String>,
    /// The old side; none of an item that was added.
    pub old: Option<Side>,
    /// The new side; none of an item that was removed.
    pub new: Option<Side>,
}

impl Change {
    /// The change as one sentence.
    pub fn sentence(&self) -> String {
        match self.words.is_empty() {
            true => format!("{}: {}", self.name, self.what.word()),
            false => format!("{}: {}", self.name, self.words.join("; ")),
        }
    }

    /// Whether decisions may be different for it.
    pub fn may_decide(&self) -> bool {
        self.what.may_decide() && self.kind.decides()
    }
}

/// Two versions of one policy, compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The policy's name in the new version, or in the old one where it is gone.
    pub policy: String,
    /// What people call it.
    pub title: Option<String>,
    /// The semantic hash of the old version.
    pub old_hash: Option<String>,
    /// The semantic hash of the new version.
    pub new_hash: Option<String>,
    /// What changed, what weighs most first; what changed together in the order of a snapshot.
    pub changes: Vec<Change>,
    /// The names that items had, with those that they have now, by kind.
    pub renames: BTreeMap<(Kind, String), String>,
}

impl Comparison {
    /// Whether something changed that a decision can hang on.
    pub fn may_decide(&self) -> bool {
        self.old_hash != self.new_hash || self.changes.iter().any(Change::may_decide)
    }

    /// The changes of the examples.
    pub fn examples(&self) -> impl Iterator<Item = &Change> {
        self.changes
            .iter()
            .filter(|change| change.kind == Kind::Example)
    }

    /// The changes of the items, apart from those of the examples.
    pub fn items(&self) -> impl Iterator<Item = &Change> {
        self.changes
            .iter()
            .filter(|change| change.kind != Kind::Example)
    }
}

/// Compares two versions of a policy; one that is missing was added or removed as a whole.
pub fn compare(old: Option<&Normal>, new: Option<&Normal>) -> Comparison {
    let shown = new.or(old);
    let (old_items, new_items) = (items(old), items(new));
    let pairs = pairs(&old_items, &new_items);
    let renames: BTreeMap<(Kind, String), String> = pairs
        .iter()
        .filter_map(|pair| {
            let (old, new) = (pair.old?, pair.new?);
            let renamed = old.name != new.name && !crate::canon::is_placed(&new.name);
            renamed.then(|| ((old.kind, old.name.clone()), new.name.clone()))
        })
        .collect();
    let file = |side: Option<&'_ Normal>| side.map_or(String::new(), |side| side.file.clone());
    let (old_file, new_file) = (file(old), file(new));
    let files = (old_file.as_str(), new_file.as_str());
    let mut changes: Vec<Change> = pairs
        .iter()
        .filter_map(|pair| change(pair, &renames, files))
        .collect();
    changes.sort_by_key(|change| (change.kind == Kind::Example, change.what));
    Comparison {
        policy: shown.map_or(String::new(), |side| side.name.clone()),
        title: shown.and_then(|side| side.title.clone()),
        old_hash: old.map(|side| side.hash.clone()),
        new_hash: new.map(|side| side.hash.clone()),
        changes,
        renames,
    }
}

fn items(side: Option<&Normal>) -> Vec<&Item> {
    side.map_or_else(Vec::new, |side| side.items.iter().collect())
}

/// What happened to an item; none where nothing did.
fn change(
    pair: &Pair<'_>,
    renames: &BTreeMap<(Kind, String), String>,
    files: (&str, &str),
) -> Option<Change> {
    let any = pair.new.or(pair.old)?;
    let (what, words) = match (pair.old, pair.new) {
        (Some(old), Some(new)) => words::told((old, files.0), (new, files.1), pair.moved, renames)?,
        (None, Some(new)) => (What::Added, words::whole("added", new)),
        (Some(old), None) => (What::Removed, words::whole("removed", old)),
        (None, None) => return None,
    };
    Some(Change {
        what,
        kind: any.kind,
        name: words::name(any),
        words,
        old: pair.old.map(side),
        new: pair.new.map(side),
    })
}

fn side(item: &Item) -> Side {
    Side {
        name: item.name.clone(),
        title: item.title.clone(),
        cites: item.cites.clone(),
        layer: item.layer.clone(),
        clauses: item.clauses.clone(),
        hash: item.hash.clone(),
        written: item.written.clone(),
    }
}
