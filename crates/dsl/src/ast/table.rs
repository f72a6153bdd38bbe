//! Tables and sets of codes as written.

use super::{Expr, Name, Text, TypeExpr};
use crate::{Node, Span};

/// `table NAME by COLUMN, … -> TYPE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub title: Option<Text>,
    /// The columns that pick the row.
    pub columns: Vec<Column>,
    /// What a row says; one without a name, or any number with one.
    pub results: Vec<ResultColumn>,
    /// Which row counts where several fit; `unique` when absent.
    pub hit: Option<Node<Hit>>,
    /// `from "file.csv"`: where the rows stand.
    pub from: Option<Text>,
    /// The rows below the head, those that could be read.
    pub rows: Vec<Row>,
    /// Whether all could be read; where not, nothing is said about what the rows leave out.
    pub whole: bool,
}

/// A column that picks the row.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name; without a type, the name of a fact or of another value.
    pub name: Name,
    /// Its type, where it is written.
    pub ty: Option<TypeExpr>,
}

/// A column of results.
#[derive(Clone, Debug, PartialEq)]
pub struct ResultColumn {
    /// The name by which it is read; none for the only result of a table.
    pub name: Option<Name>,
    /// Its type.
    pub ty: TypeExpr,
}

/// Which row counts where several fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Hit {
    /// One row fits at most.
    #[default]
    Unique,
    /// The first row that fits counts.
    First,
    /// All rows that fit count together.
    Collect(Aggregate),
}

/// What the results of all rows that fit make together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aggregate {
    /// Their sum; nothing is zero.
    Sum,
    /// The smallest.
    Min,
    /// The largest.
    Max,
    /// How many there are.
    Count,
    /// The set of them.
    Set,
}

impl Hit {
    /// The words of the language.
    pub fn words(self) -> &'static str {
        match self {
            Hit::Unique => "unique",
            Hit::First => "first",
            Hit::Collect(Aggregate::Sum) => "collect sum",
            Hit::Collect(Aggregate::Min) => "collect min",
            Hit::Collect(Aggregate::Max) => "collect max",
            Hit::Collect(Aggregate::Count) => "collect count",
            Hit::Collect(Aggregate::Set) => "collect set",
        }
    }
}

/// A row of a table.
#[derive(Clone, Debug)]
pub struct Row {
    /// The cells of the columns and then of the results.
    pub cells: Vec<Cell>,
    /// The whole row.
    pub span: Span,
}

/// A cell with its place.
pub type Cell = Node<CellKind>;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum CellKind {
    /// Nothing.
    Empty,
    /// `-`: any value fits.
    Any,
    /// `otherwise`: the row for what fits no other row.
    Otherwise,
    /// Values and ranges, with commas between them.
    Values(Vec<CellValue>),
}

/// One part of a cell.
#[derive(Clone, Debug)]
pub enum CellValue {
    /// A value.
    One(Expr),
    /// `LOW..HIGH` or `LOW..<HIGH`.
    Range {
        /// The lowest value; none when the range has no lower end.
        low: Option<Expr>,
        /// The highest value; none when it has no upper end.
        high: Option<Expr>,
        /// Whether the highest value itself is left out.
        below: bool,
        /// The whole range.
        span: Span,
    },
}

/// `codes NAME SYSTEM "E08".."E13", "O24*"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Codes {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub title: Option<Text>,
    /// The system that the codes are of, such as `icd10`.
    pub system: Name,
    /// `from "file.csv"`: where the codes stand.
    pub from: Option<Text>,
    /// The codes that are written out.
    pub entries: Vec<CodeEntry>,
}

/// A code, a prefix with `*` behind it, or a range of codes.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeEntry {
    /// The code, or the first of the range.
    pub low: Text,
    /// The last of the range.
    pub high: Option<Text>,
}
