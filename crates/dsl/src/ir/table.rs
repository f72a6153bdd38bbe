//! Tables and sets of codes, checked.

use std::fmt;
use std::sync::Arc;

use smol_str::SmolStr;

use super::{Domain, Head, Index, Policy, Type};
use crate::Span;
use crate::ast::Hit;
use crate::value::Value;

/// A table: values pick a row, and the row says the results.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Name, title, passage.
    pub head: Head,
    /// The columns that pick the row.
    pub columns: Vec<Column>,
    /// What a row says; never empty.
    pub results: Vec<Column>,
    /// Which row counts where several fit.
    pub hit: Hit,
    /// The rows, in the order of the text, but for the `otherwise` row.
    pub rows: Arc<[Row]>,
    /// The row for what fits no other row.
    pub otherwise: Option<Row>,
    /// Finds the rows that fit.
    pub index: Arc<Index>,
}

impl Table {
    /// The row with this number; the `otherwise` row has the number behind the last.
    pub fn row(&self, row: usize) -> Option<&Row> {
        match self.rows.get(row) {
            Some(found) => Some(found),
            None => self.otherwise.as_ref().filter(|_| row == self.rows.len()),
        }
    }
}

impl Table {
    /// The same table with other rows; none where a checked policy could not have it: two rows of
    /// a unique table fit the same values, or values are left out that were not before.
    pub fn with_rows(&self, policy: &Policy, rows: Vec<Row>) -> Option<Table> {
        let index = Index::new(self.columns.len(), &rows, self.hit).ok()?;
        let columns = self.columns.iter();
        let domains: Vec<Domain> = columns.map(|column| policy.domain(column.ty)).collect();
        if self.hit == Hit::Unique && !index.overlaps(&domains, 1).is_empty() {
            return None;
        }
        let leaves_out = |index: &Index| !index.gaps(&domains, 1).is_empty();
        if self.otherwise.is_none() && leaves_out(&index) && !leaves_out(&self.index) {
            return None;
        }
        Some(Table {
            rows: rows.into(),
            index: Arc::new(index),
            ..self.clone()
        })
    }
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its name; empty for the only result of a table that gives it none.
    pub name: SmolStr,
    /// The type of its values.
    pub ty: Type,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What each column asks for. An empty list asks for nothing: every value fits.
    pub cells: Vec<Vec<Range>>,
    /// What each result is.
    pub values: Vec<Value>,
    /// The row in its text.
    pub span: Span,
}

/// The values from one to another; a single value is a range from itself to itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    /// The lowest; none when there is no lower end.
    pub low: Option<Value>,
    /// The highest; none when there is no upper end.
    pub high: Option<Value>,
    /// Whether the highest itself is left out.
    pub below: bool,
}

impl Range {
    /// This value alone.
    pub fn only(value: Value) -> Self {
        Self {
            low: Some(value.clone()),
            high: Some(value),
            below: false,
        }
    }
}

/// A declared set of codes.
#[derive(Clone, Debug, PartialEq)]
pub struct CodeSet {
    /// Name, title, passage.
    pub head: Head,
    /// The system that the codes are of.
    pub system: SmolStr,
    /// Single codes, sorted, in the form in which codes are compared.
    pub exact: Vec<SmolStr>,
    /// From the first to all that begin with the last; a prefix is a range from itself to itself.
    pub ranges: Vec<(SmolStr, SmolStr)>,
}

impl CodeSet {
    /// A code in the form in which codes are compared: capitals, and no dots or blanks.
    ///
    /// ```
    /// assert_eq!(bylaws_dsl::ir::CodeSet::normal(" e11.9"), "E119");
    /// ```
    pub fn normal(code: &str) -> String {
        let kept = code.chars().filter(|c| *c != '.' && !c.is_whitespace());
        kept.flat_map(char::to_uppercase).collect()
    }

    /// Whether a code is one of the set.
    pub fn contains(&self, code: &str) -> bool {
        self.entry_of(code).is_some()
    }

    /// The entry that a code is found under.
    pub fn entry_of(&self, code: &str) -> Option<CodeEntry> {
        let code = Self::normal(code);
        let is = |exact: &SmolStr| exact.as_str().cmp(code.as_str());
        if self.exact.binary_search_by(is).is_ok() {
            return Some(CodeEntry::Code(code.into()));
        }
        let range = self.ranges.iter().find(|range| in_range(&code, range))?;
        let (low, high) = range.clone();
        Some(match low == high {
            true => CodeEntry::Prefix(low),
            false => CodeEntry::Range(low, high),
        })
    }
}

/// An entry of a set of codes, in the form in which codes are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeEntry {
    /// One code.
    Code(SmolStr),
    /// All codes that begin so.
    Prefix(SmolStr),
    /// From the first to all that begin with the last.
    Range(SmolStr, SmolStr),
}

impl fmt::Display for CodeEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CodeEntry::Code(code) => f.write_str(code),
            CodeEntry::Prefix(begin) => write!(f, "{begin}*"),
            CodeEntry::Range(low, high) => write!(f, "{low} to {high}"),
        }
    }
}

/// A code that begins with the last one belongs to the range; one shorter than both ends is
/// another kind of code, and does not.
fn in_range(code: &str, (low, high): &(SmolStr, SmolStr)) -> bool {
    let long_enough = code.len() >= low.len().min(high.len());
    long_enough
        && code >= low.as_str()
        && (code <= high.as_str() || code.starts_with(high.as_str()))
}
