//! The items of a checked policy.

use smol_str::SmolStr;

use super::{
    AssumptionId, CategoryId, CodesId, DefineId, EnumId, ExampleId, ExprId, FactId, GuaranteeId,
    Need, OutputId, ParameterId, PriceId, ReadingId, RequireId, ScriptId, SourceRef, TableId, Type,
    UseId, WindowId,
};
use crate::Span;
use crate::value::{Date, Value};

/// What every item has.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// Its name; for items that have none, one made from their place (`require.2`).
    pub name: SmolStr,
    /// What people call it.
    pub title: Option<SmolStr>,
    /// The passages behind it.
    pub cites: Vec<Citation>,
    /// The dates on which it is present.
    pub in_force: InForce,
    /// Whether the policy says that nobody has confirmed the item.
    pub unverified: bool,
    /// The policy that the item was written in.
    pub layer: SmolStr,
    /// The whole item.
    pub span: Span,
}

impl Head {
    /// Whether the policy says that nobody has confirmed the item or a passage behind it.
    pub fn is_unverified(&self) -> bool {
        self.unverified || self.cites.iter().any(|cite| cite.unverified)
    }
}

/// A passage behind an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation {
    /// The source.
    pub source: SourceRef,
    /// The passage within it.
    pub at: Option<SmolStr>,
    /// Whether the policy says that nobody has confirmed the passage.
    pub unverified: bool,
}

/// The dates on which an item is present: all of them when both ends are absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct InForce {
    /// The first day.
    pub from: Option<Date>,
    /// The first day no longer in force.
    pub until: Option<Date>,
}

impl InForce {
    /// Whether the item is present whatever the date.
    pub fn is_always(self) -> bool {
        self.from.is_none() && self.until.is_none()
    }

    /// Whether the item is present on every day from one to another.
    pub fn covers(self, first: Date, last: Date) -> bool {
        self.contains(first) && self.until.is_none_or(|until| last < until)
    }

    /// Whether the item is present on no day from one to another.
    pub fn misses(self, first: Date, last: Date) -> bool {
        self.from.is_some_and(|from| last < from) || self.until.is_some_and(|until| until <= first)
    }

    /// Whether the item is present on this day.
    pub fn contains(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }
}

/// A declared source of law or contract.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Name and title.
    pub head: Head,
}

/// An enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumType {
    /// Its name.
    pub name: SmolStr,
    /// What people call it.
    pub title: Option<SmolStr>,
    /// Its members, in order.
    pub members: Vec<Member>,
    /// Its declaration, or that from which it follows.
    pub span: Span,
}

impl EnumType {
    /// The place of a member.
    pub fn index_of(&self, name: &str) -> Option<u16> {
        self.members
            .iter()
            .position(|m| m.name == name)
            .map(|i| i as u16)
    }

    /// The member at a place.
    pub fn member(&self, index: u16) -> Option<&Member> {
        self.members.get(usize::from(index))
    }
}

/// A member of an enumeration.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Its name.
    pub name: SmolStr,
    /// What people call it.
    pub title: Option<SmolStr>,
}

/// A fact that a request gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Its dotted name.
    pub name: SmolStr,
    /// Its type.
    pub ty: Type,
    /// Whether leaving it out means `none` instead of *unknown*.
    pub optional: bool,
    /// The lowest value allowed.
    pub low: Option<Value>,
    /// The highest value allowed.
    pub high: Option<Value>,
    /// What the fact says, for people.
    pub title: Option<SmolStr>,
    /// Its declaration.
    pub span: Span,
}

/// An ambiguous passage and its possible readings.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Name, question (as the title) and passage.
    pub head: Head,
    /// Its choices, as an enumeration.
    pub choices: EnumId,
    /// The choice when nobody makes one.
    pub default: u16,
}

/// A value by date.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Name, title, passage.
    pub head: Head,
    /// Its type.
    pub ty: Type,
    /// The values with the first day of each, earliest first; a value without a day counts
    /// before all others. Never empty.
    pub values: Vec<(Option<Date>, Value)>,
}

impl Parameter {
    /// The value on a day; none when the day is before the first.
    pub fn on(&self, day: Date) -> Option<&Value> {
        self.values
            .iter()
            .rev()
            .find(|(from, _)| from.is_none_or(|from| from <= day))
            .map(|(_, value)| value)
    }

    /// The values on the days from one to another, both included.
    pub fn between(&self, first: Date, last: Date) -> impl Iterator<Item = &Value> {
        let begin = self
            .values
            .iter()
            .rposition(|(from, _)| from.is_none_or(|from| from <= first));
        self.values
            .iter()
            .skip(begin.unwrap_or(0))
            .take_while(move |(from, _)| from.is_none_or(|from| from <= last))
            .map(|(_, value)| value)
    }
}

/// A declared window.
#[derive(Clone, Debug, PartialEq)]
pub struct Window {
    /// Name, title, passage.
    pub head: Head,
    /// Of type [`Type::Window`].
    pub is: ExprId,
}

/// A named value with exceptions.
#[derive(Clone, Debug, PartialEq)]
pub struct Define {
    /// Name, title, passage.
    pub head: Head,
    /// Its type.
    pub ty: Type,
    /// The value unless an exception holds.
    pub is: ExprId,
    /// The exceptions, in the order written.
    pub excepts: Vec<Except>,
}

/// An exception to a define.
#[derive(Clone, Debug, PartialEq)]
pub struct Except {
    /// When it holds.
    pub when: ExprId,
    /// The value then.
    pub value: ExprId,
    /// Why, for the reader.
    pub because: Option<SmolStr>,
    /// Its label.
    pub label: Option<SmolStr>,
    /// Places, in the list of exceptions, of those that this one overrides.
    pub overrides: Vec<usize>,
    /// The whole clause.
    pub span: Span,
}

/// A gate that every decision passes.
#[derive(Clone, Debug, PartialEq)]
pub struct Require {
    /// Passage and place.
    pub head: Head,
    /// What must hold.
    pub holds: ExprId,
    /// The outcome when it does not, as a member of [`Policy::outcome`](super::Policy::outcome).
    pub outcome: u16,
    /// What the decision tells then.
    pub reason: SmolStr,
}

/// A category of coverage.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// Name, title, passage.
    pub head: Head,
    /// What qualifies: all `when` and no `unless`; none when the item has no such clause.
    pub when: Option<ExprId>,
    /// The first day of the period; no lower end when absent.
    pub from: Option<ExprId>,
    /// The last day of the period before caps (`until D` has become the day before `D`); open
    /// when absent.
    pub through: Option<ExprId>,
    /// The caps on the last day.
    pub caps: Vec<Cap>,
    /// When a person must decide.
    pub refers: Vec<Refer>,
}

/// A cap on the last day of a category.
#[derive(Clone, Debug, PartialEq)]
pub struct Cap {
    /// The last day that the cap allows.
    pub last_day: ExprId,
    /// When the cap counts; always when absent.
    pub condition: Option<ExprId>,
    /// The whole clause.
    pub span: Span,
}

/// A case that a person must decide.
#[derive(Clone, Debug, PartialEq)]
pub struct Refer {
    /// The outcome of the referral, as a member of the outcomes.
    pub outcome: u16,
    /// What the decision tells.
    pub reason: SmolStr,
    /// When the referral stands.
    pub when: ExprId,
    /// The whole clause.
    pub span: Span,
}

/// A constraint between facts that every valid request satisfies.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumption {
    /// Passage and place.
    pub head: Head,
    /// What holds.
    pub holds: ExprId,
    /// What is told when it does not.
    pub message: SmolStr,
}

/// What must hold of every decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Guarantee {
    /// Name, promise, passage.
    pub head: Head,
    /// What holds.
    pub holds: ExprId,
    /// Of which decisions; all when absent.
    pub when: Option<ExprId>,
}

/// An output of the decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// The key in the decision.
    pub name: SmolStr,
    /// The type of its value, when it has one (`periods` has a shape of its own).
    pub ty: Option<Type>,
    /// Where its value comes from.
    pub kind: OutputKind,
}

/// Where an output's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutputKind {
    /// The outcome of requires, categories and referrals.
    Outcome,
    /// The categories that apply.
    Categories,
    /// The first day of coverage; `none` where nothing is covered.
    CoveredFrom,
    /// The last day of coverage; `none` where nothing is covered.
    CoveredThrough,
    /// Each category's own period.
    Periods,
    /// An `output` item.
    Define(DefineId),
    /// A `price` item.
    Price(PriceId),
}

/// A case with its expected outputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// What it shows.
    pub name: SmolStr,
    /// The whole item.
    pub span: Span,
    /// The facts.
    pub given: Vec<(FactId, Value)>,
    /// The readings chosen.
    pub readings: Vec<(ReadingId, u16)>,
    /// What must come out.
    pub expect: Vec<Expectation>,
}

/// One line of `expect`.
#[derive(Clone, Debug, PartialEq)]
pub struct Expectation {
    /// What must come out.
    pub expected: Expected,
    /// The line.
    pub span: Span,
}

/// What an example expects.
#[derive(Clone, Debug, PartialEq)]
pub enum Expected {
    /// An output with this value; `unknown` when none.
    Output(OutputId, Option<Value>),
    /// `decided`, `undetermined`, `invalid` or `failed`.
    Status(SmolStr),
    /// Exactly these facts and fields of elements, in any order.
    Needs(Vec<Need>),
    /// Exactly these reasons, in order.
    Reasons(Vec<SmolStr>),
}

/// An item of the policy, in the order of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each holds the id of what it is named after")]
pub enum ItemRef {
    Source(SourceRef),
    Type(EnumId),
    Fact(FactId),
    Reading(ReadingId),
    Parameter(ParameterId),
    Window(WindowId),
    Define(DefineId),
    Require(RequireId),
    Category(CategoryId),
    Price(PriceId),
    Guarantee(GuaranteeId),
    Assumption(AssumptionId),
    Use(UseId),
    Example(ExampleId),
    Table(TableId),
    Codes(CodesId),
    Script(ScriptId),
}
