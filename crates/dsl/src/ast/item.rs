//! Files and items as written.

use smol_str::SmolStr;

use super::{Codes, Expr, Name, Remove, Table, Text, Use};
use crate::Node;
use crate::value::{Date, MonthEnd, Rounding};

/// A file: its header and the items below it, those that could be read.
#[derive(Clone, Debug, PartialEq)]
pub struct File {
    /// The first item, unless it could not be read.
    pub header: Option<Header>,
    /// The other items, in order.
    pub items: Vec<Item>,
}

/// What a file is: a policy, or cases for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderKind {
    /// `policy NAME`.
    Policy,
    /// `cases for NAME`: examples of a policy that is written elsewhere.
    Cases,
}

/// The first item of a file with the lines below it.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// A policy or its cases.
    pub kind: HeaderKind,
    /// The policy's name.
    pub name: Name,
    /// What people call it.
    pub title: Option<Text>,
    /// `amends POLICY`: the policy that this one is a layer upon.
    pub amends: Option<Name>,
    /// `as of FACT`: the date that picks parameters and items in force.
    pub as_of: Option<Name>,
    /// `covers services on FACT`: the date that must lie in a category's period.
    pub covers: Option<Name>,
    /// `months end on …`.
    pub months_end: Option<Node<MonthEnd>>,
    /// `money rounds …`.
    pub rounding: Option<Node<Rounding>>,
    /// `combine …`.
    pub combine: Option<Node<Combine>>,
    /// `decided by script "FILE"`: the script that gives the outputs without `is`.
    pub decided: Option<Text>,
}

/// How the periods of several categories become one end date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Combine {
    /// The latest end counts.
    #[default]
    Latest,
    /// The earliest end counts.
    Earliest,
    /// The first category in the file counts.
    First,
}

impl Combine {
    /// The word of the language.
    pub fn words(self) -> &'static str {
        match self {
            Combine::Latest => "latest",
            Combine::Earliest => "earliest",
            Combine::First => "first",
        }
    }
}

/// One item with the clauses that every kind of item may carry.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The item itself; its span covers the whole item.
    pub kind: Node<ItemKind>,
    /// `cites SOURCE "where"` clauses.
    pub cites: Vec<Citation>,
    /// `in force from DATE until DATE`.
    pub in_force: Option<InForce>,
    /// Present when nobody has confirmed what the item says: `[unverified]` on a line of its own.
    pub unverified: Option<Node<()>>,
    /// The word `replace` before the item, where it takes the place of one of the base.
    pub replaces: Option<Node<()>>,
}

/// `cites SOURCE "where" [unverified]`.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation {
    /// A declared source.
    pub source: Name,
    /// The passage within it.
    pub at: Option<Text>,
    /// Present when nobody has confirmed the passage.
    pub unverified: Option<Node<()>>,
}

/// The dates on which an item is present.
#[derive(Clone, Debug, PartialEq)]
pub struct InForce {
    /// The first day.
    pub from: Option<Node<Date>>,
    /// The first day no longer in force.
    pub until: Option<Node<Date>>,
}

/// The kinds of item.
#[derive(Clone, Debug, PartialEq)]
pub enum ItemKind {
    /// `source NAME "title"`.
    Source {
        /// The name that citations use.
        name: Name,
        /// What the source is called.
        title: Option<Text>,
    },
    /// `type NAME is one of …`.
    Type {
        /// The name of the enumeration.
        name: Name,
        /// What people call it.
        title: Option<Text>,
        /// Its members.
        members: Vec<Member>,
    },
    /// `facts`: the facts that a request gives.
    Facts(Vec<FactDecl>),
    /// `assume E "message"`.
    Assume {
        /// What every valid request satisfies.
        holds: Expr,
        /// What is told when it does not.
        message: Option<Text>,
        /// The name by which a layer speaks of it.
        label: Option<Name>,
    },
    /// `reading …`.
    Reading(Reading),
    /// `parameter …`.
    Parameter(Parameter),
    /// `window NAME is …`.
    Window {
        /// The name that tests use.
        name: Name,
        /// What people call it.
        title: Option<Text>,
        /// A duration, `after`, `before`, `around` or `beginning`, and a date.
        is: Expr,
    },
    /// `define …` and `output …`.
    Define(Define),
    /// `require …`.
    Require(Require),
    /// `category …`.
    Category(Category),
    /// `price …`.
    Price(super::Price),
    /// `guarantee …`.
    Guarantee(Guarantee),
    /// `example …`.
    Example(Example),
    /// `examples from "file"`: examples that stand in a CSV or JSON file.
    ExamplesFrom(Text),
    /// `given`: what all examples of a file of cases share.
    Given(Vec<Binding>),
    /// `table …`.
    Table(Table),
    /// `codes …`.
    Codes(Codes),
    /// `use …`: another policy's outputs.
    Use(Use),
    /// `script …`.
    Script(super::Script),
    /// `remove …`: what the base has and this policy has not.
    Remove(Remove),
}

/// A name with a title: a member of an enumeration or a reading's possibility.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The name.
    pub name: Name,
    /// What people call it.
    pub title: Option<Text>,
}

/// `NAME : TYPE "title"`.
#[derive(Clone, Debug, PartialEq)]
pub struct FactDecl {
    /// The fact's name, dotted or not.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// What the fact says, for people.
    pub title: Option<Text>,
}

/// A type as written.
pub type TypeExpr = Node<TypeName>;

/// The forms of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeName {
    /// A built-in type or an enumeration, with `1..3` behind it for a range.
    Plain {
        /// `boolean`, `integer`, `date`, … or the name of an enumeration.
        name: Name,
        /// The lowest value allowed.
        low: Option<Expr>,
        /// The highest value allowed.
        high: Option<Expr>,
    },
    /// `date or open`.
    DateOrOpen,
    /// `set of E`.
    Set(Name),
    /// `list of` with the fields of its elements on deeper lines below; of a fact.
    List(Vec<FactDecl>),
    /// `T?`.
    Optional(Box<TypeExpr>),
}

/// A reading of an ambiguous passage.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The name by which rules ask for the choice.
    pub name: Name,
    /// The question that the passage leaves open.
    pub question: Option<Text>,
    /// The possible answers.
    pub choices: Vec<Member>,
    /// The answer that is used when nobody chooses.
    pub default: Name,
}

/// A value by date.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// What people call it.
    pub title: Option<Text>,
    /// `is E from DATE`, in the order written.
    pub values: Vec<ValueFrom>,
}

/// `is E from DATE`.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueFrom {
    /// A literal.
    pub value: Expr,
    /// The first day on which it counts; from the beginning when absent.
    pub from: Option<Node<Date>>,
}

/// `define NAME : T is E` with its exceptions; `output` when the decision reports it.
#[derive(Clone, Debug, PartialEq)]
pub struct Define {
    /// Whether the keyword was `output`.
    pub output: bool,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
    /// What people call it.
    pub title: Option<Text>,
    /// The value unless an exception holds; none for an output that a script gives.
    pub is: Option<Expr>,
    /// The exceptions, in the order written.
    pub excepts: Vec<Except>,
}

/// `except E when C because "…" as LABEL overrides LABEL`.
#[derive(Clone, Debug)]
pub struct Except {
    /// The value when the exception holds.
    pub value: Expr,
    /// When it holds.
    pub when: Expr,
    /// Why, for the reader.
    pub because: Option<Text>,
    /// The name by which other exceptions speak of this one.
    pub label: Option<Name>,
    /// The exceptions that this one takes precedence over.
    pub overrides: Vec<Name>,
    /// The whole clause.
    pub span: crate::Span,
}

/// `require C else OUTCOME "reason"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Require {
    /// What must hold.
    pub holds: Expr,
    /// The outcome when it does not.
    pub outcome: Name,
    /// What the decision tells then.
    pub reason: Option<Text>,
    /// The name by which traces, and layers, speak of it.
    pub label: Option<Name>,
}

/// A category of coverage.
#[derive(Clone, Debug, PartialEq)]
pub struct Category {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub title: Option<Text>,
    /// `when` clauses, all of which must hold.
    pub when: Vec<Expr>,
    /// `unless` clauses, none of which may hold.
    pub unless: Vec<Expr>,
    /// `from E`.
    pub from: Option<Expr>,
    /// `through E` or `until E`.
    pub end: Option<Node<BoundEnd>>,
    /// `at most …`.
    pub caps: Vec<Cap>,
    /// `refer …`.
    pub refers: Vec<Refer>,
}

/// The end of a category's period.
#[derive(Clone, Debug, PartialEq)]
pub struct BoundEnd {
    /// The date.
    pub date: Expr,
    /// `through` includes the date, `until` ends the day before.
    pub inclusive: bool,
}

/// `at most DURATION after DATE [less DURATION] [if C]`.
#[derive(Clone, Debug)]
pub struct Cap {
    /// How long.
    pub length: Expr,
    /// `after` or `beginning`.
    pub direction: Node<Direction>,
    /// Counted from which day.
    pub anchor: Expr,
    /// `ending on …`: the clause's own convention of months.
    pub ending: Option<Node<MonthEnd>>,
    /// `less 1 day`.
    pub less: Option<Expr>,
    /// When the cap counts.
    pub condition: Option<Expr>,
    /// The whole clause.
    pub span: crate::Span,
}

/// From which day a length is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The anchor is day 0: `180 days after A` ends on A+180.
    After,
    /// The anchor is day 1: `90 days beginning A` ends on A+89.
    Beginning,
}

/// `refer OUTCOME "reason" when C`.
#[derive(Clone, Debug)]
pub struct Refer {
    /// The outcome of a referral.
    pub outcome: Name,
    /// What the decision tells.
    pub reason: Option<Text>,
    /// When a person must decide.
    pub when: Expr,
    /// The whole clause.
    pub span: crate::Span,
}

/// `guarantee NAME "title" E when C`.
#[derive(Clone, Debug, PartialEq)]
pub struct Guarantee {
    /// Its name.
    pub name: Name,
    /// What it promises.
    pub title: Option<Text>,
    /// What holds of every decision.
    pub holds: Expr,
    /// Of which decisions.
    pub when: Option<Expr>,
}

/// A case with its expected outputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// What it shows.
    pub name: Text,
    /// Facts and readings.
    pub given: Vec<Binding>,
    /// Outputs, and `status`, `needs`, `reasons`.
    pub expect: Vec<Binding>,
}

/// `NAME VALUE` in `given` and `expect`.
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// A fact, a reading, or an output.
    pub name: Name,
    /// The value; none for `unknown`, which takes a shared fact back.
    pub value: Option<Expr>,
}

/// The words that `expect` understands besides the outputs of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExpectKey {
    /// `status undetermined`.
    Status,
    /// `needs {a, b}`.
    Needs,
    /// `reasons {"…"}`.
    Reasons,
}

impl ExpectKey {
    /// The key with this name, if it is one.
    pub fn named(name: &SmolStr) -> Option<Self> {
        match name.as_str() {
            "status" => Some(Self::Status),
            "needs" => Some(Self::Needs),
            "reasons" => Some(Self::Reasons),
            _ => None,
        }
    }
}
