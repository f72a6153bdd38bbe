//! Which parts of a policy its own cases exercise.
//!
//! ```text
//! Policy ──points──▶ what can be seen   Program, cases ──walk──▶ what was seen   ──words──▶ told
//! ```
//!
//! What was seen is asked of the decisions themselves ([`bylaws_runtime::Observed`]); nothing is
//! evaluated in another way here. A part counts where the decision hangs on it: an operand of an
//! `and` that is no while another is no as well has decided nothing.

mod bounds;
mod points;
mod report;
mod walk;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use bylaws_dsl::Span;
use bylaws_dsl::ir::{
    CategoryId, DefineId, ExprId, ItemRef, ParameterId, PriceId, ReadingId, TableId,
};
use bylaws_runtime::explain::item_name;
use bylaws_runtime::{Program, examples};

pub(crate) use report::place;
pub use report::{html, json, text};
pub(crate) use words::one_line;

/// A kind of part; each is a column of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "named as they are told")]
pub enum Group {
    Items,
    Branches,
    Exceptions,
    Rows,
    Bounds,
    Dates,
    Readings,
}

impl Group {
    /// Every group, in the order of the report.
    pub const ALL: [Group; 7] = [
        Group::Items,
        Group::Branches,
        Group::Exceptions,
        Group::Rows,
        Group::Bounds,
        Group::Dates,
        Group::Readings,
    ];

    /// The heading of its column.
    pub fn word(self) -> &'static str {
        match self {
            Group::Items => "items",
            Group::Branches => "branches",
            Group::Exceptions => "exceptions",
            Group::Rows => "rows",
            Group::Bounds => "bounds",
            Group::Dates => "dates",
            Group::Readings => "readings",
        }
    }
}

/// One end of a range of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    First,
    Last,
}

/// What bounds the period of a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Limit {
    From,
    Through,
    Cap(usize),
}

/// Something that a decision may show from two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject {
    /// An item, at work.
    Item(ItemRef),
    /// A choice of a reading.
    Choice(ReadingId, u16),
    /// The answer of a condition, or of an operand that decides one.
    Truth(ExprId),
    /// Whether an optional fact or field was there where another value stands in for it.
    Given(ExprId),
    /// The value of a define where no exception holds.
    Default(DefineId),
    /// An exception that counts.
    Except(DefineId, usize),
    /// A referral that stands.
    Refer(CategoryId, usize),
    /// A row that is hit.
    Row(TableId, usize),
    /// An end of a range of a table, by its place among those of the policy.
    Cut(usize),
    /// The end of a window, or of what a comparison allows.
    Edge(ExprId, End),
    /// What bounds a category's period.
    Period(CategoryId, Limit),
    /// A cap or a floor of a price, by the place of the step.
    Step(PriceId, usize),
    /// The first day of an item in force, or the first day it is no longer.
    Force(ItemRef, End),
    /// A value of a parameter, by its first day.
    Since(ParameterId, usize),
}

/// A part of a policy that a case can exercise, from one side.
#[derive(Clone, Debug)]
pub struct Point {
    /// Its kind.
    pub group: Group,
    /// The item that it belongs to.
    pub item: ItemRef,
    /// Where it is written.
    pub span: Span,
    /// How many cases exercise it.
    pub cases: u32,
    /// What is missing where no case does, in the words of the policy.
    pub missing: String,
    /// The case that would exercise it, where that can be said.
    pub suggestion: Option<String>,
    /// Why no case can, where somebody has said so; the part does not count then.
    pub excuse: Option<String>,
}

/// What somebody has said of a part that no case can exercise, or of a mutant that no case can
/// tell apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excuse {
    /// The item, as reports name it.
    pub item: String,
    /// What is told of the part, or the change of the mutant.
    pub says: String,
    /// Why no case can.
    pub reason: String,
}

impl Excuse {
    pub(crate) fn fits(&self, item: &str, says: &str) -> bool {
        self.item == item && self.says == says
    }
}

/// What the cases of a policy exercise.
#[derive(Clone, Debug)]
pub struct Covered {
    /// The policy.
    pub program: Arc<Program>,
    /// How many cases were decided.
    pub examples: usize,
    /// Every part, in the order of the text.
    pub points: Vec<Point>,
    /// What was said of parts that a case exercises, or that there are not.
    pub stale: Vec<Excuse>,
}

/// So many of so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Share {
    /// Those that count.
    pub covered: usize,
    /// All.
    pub all: usize,
}

impl Share {
    /// Hundredths, rounded down: only all of them are 100.
    pub fn percent(self) -> u8 {
        match self.all {
            0 => 100,
            all => (self.covered * 100 / all) as u8,
        }
    }

    pub(crate) fn add(self, other: Share) -> Share {
        Share {
            covered: self.covered + other.covered,
            all: self.all + other.all,
        }
    }
}

impl Covered {
    /// How much of a kind of parts, or of all, the cases exercise.
    pub fn share(&self, group: Option<Group>) -> Share {
        let points = self.points.iter();
        let counted = points.filter(|point| {
            group.is_none_or(|group| group == point.group) && point.excuse.is_none()
        });
        counted.fold(Share::default(), |share, point| Share {
            covered: share.covered + usize::from(point.cases > 0),
            all: share.all + 1,
        })
    }

    /// The parts that no case exercises.
    pub fn missing(&self) -> impl Iterator<Item = &Point> {
        let points = self.points.iter();
        points.filter(|point| point.cases == 0 && point.excuse.is_none())
    }
}

/// Decides every example and every case of a policy and tells what they exercise. Items that a
/// policy has from the policy that it amends are that policy's to exercise.
pub fn coverage(program: &Arc<Program>, excuses: &[Excuse]) -> Covered {
    let policy = program.policy();
    let points = points::points(policy);
    let mut counts: BTreeMap<(Subject, bool), u32> = BTreeMap::new();
    for example in policy.examples.values() {
        let facts = examples::facts(policy, example);
        let options = examples::options(policy, example);
        let seen = program.observe(&facts, &options, |observed| walk::seen(observed, &points));
        for point in seen.into_iter().flatten() {
            *counts.entry(point).or_default() += 1;
        }
    }
    let mut all: Vec<Point> = points
        .all
        .iter()
        .map(|found| {
            let words = words::Words {
                policy,
                sources: program.sources(),
                points: &points,
            };
            let (missing, suggestion) = words.of(found);
            let cases = counts.get(&(found.subject, found.side)).copied();
            let cases = cases.unwrap_or(0);
            let item = item_name(policy, found.item);
            let excuse = excuses.iter().find(|excuse| excuse.fits(&item, &missing));
            Point {
                group: found.group,
                item: found.item,
                span: found.span,
                cases,
                excuse: excuse
                    .filter(|_| cases == 0)
                    .map(|excuse| excuse.reason.clone()),
                missing,
                suggestion,
            }
        })
        .collect();
    all.sort_by_key(|point| (point.span.source, point.span.start));
    let is_used = |excuse: &&Excuse| {
        let mut excused = all.iter().filter(|point| point.excuse.is_some());
        excused.any(|point| excuse.fits(&item_name(policy, point.item), &point.missing))
    };
    let stale = excuses.iter().filter(|excuse| !is_used(excuse)).cloned();
    Covered {
        stale: stale.collect(),
        program: Arc::clone(program),
        examples: policy.examples.len(),
        points: all,
    }
}
