//! Batches: facts as the columns of an Arrow record batch, decisions as the columns of another.
//!
//! ```text
//! schema ──Columns::new──▶ Columns ──decide(rows)──▶ decisions, a row each, in order
//! ```
//!
//! Columns are matched with the facts once, and what cannot be matched is told at once. Each row is
//! then decided by itself: one that is wrong, or that the policy fails on, says so in its own
//! `status` and `errors` and stops no other. A row's decision is the one that
//! [`Program::decide`](crate::Program::decide) gives.

mod cells;
mod errors;
mod matched;
mod output;
mod read;
mod unit;
mod write;

pub use unit::Unit;

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{ArrowError, Schema, SchemaRef};

use crate::error::DecisionError;
use crate::program::{Options, Program};
use cells::Cells;
use matched::Matched;
use write::Decisions;

/// What is said of the columns of a batch besides their names and types.
#[derive(Clone, Debug, Default)]
pub struct ColumnOptions {
    /// What the numbers of a column count, by the name of the column; this comes before the
    /// column's own `bylaws.unit`.
    pub units: Vec<(String, Unit)>,
    /// Columns that are no facts and go into the decisions as they are, such as a member's number.
    pub keep: Vec<String>,
}

/// The columns of batches, matched with the facts of a policy.
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{ArrayRef, Int64Array, RecordBatch, cast::AsArray};
/// use bylaws_runtime::columns::{ColumnOptions, Columns};
/// use bylaws_runtime::{Bundle, Limits, Options};
/// let mut sources = bylaws_dsl::SourceMap::default();
/// sources.add("age.bylaw", "policy age\n\nfacts\n  age : integer 0..150\n\n\
///     output adult : boolean is age >= 18\n");
/// let bundle = Bundle::compile(sources, &Limits::default()).bundle.unwrap();
/// let program = bundle.program("age").unwrap();
/// let ages: ArrayRef = Arc::new(Int64Array::from(vec![Some(20), Some(7), None]));
/// let rows = RecordBatch::try_from_iter([("age", ages)])?;
/// let columns = Columns::new(program, &rows.schema(), &Options::default(), &ColumnOptions::default());
/// let decisions = columns.unwrap().decide(&rows)?;
/// let adult = decisions.column_by_name("adult").unwrap().as_boolean();
/// assert_eq!(adult.iter().collect::<Vec<_>>(), [Some(true), Some(false), None]);
/// # Ok::<(), arrow_schema::ArrowError>(())
/// ```
#[derive(Debug)]
pub struct Columns {
    program: Arc<Program>,
    options: Options,
    facts: Vec<Matched>,
    /// The places of the columns that are kept.
    kept: Vec<usize>,
    rows: SchemaRef,
    decisions: SchemaRef,
}

impl Columns {
    /// Matches the columns of a schema with the facts of a policy.
    ///
    /// A column, or a field of nested structs, has the dotted name of its fact. No trace is made,
    /// whatever the options say.
    ///
    /// # Errors
    /// Everything that does not match: a column that is no fact and is not kept, a column of a
    /// type that its fact is not read from, an amount or a percentage without its unit, a reading
    /// that does not exist.
    pub fn new(
        program: &Arc<Program>,
        rows: &SchemaRef,
        options: &Options,
        columns: &ColumnOptions,
    ) -> Result<Self, Vec<DecisionError>> {
        let mut errors = program.readings_of(options).err().unwrap_or_default();
        let (facts, kept) = matched::all(program, rows, columns, &mut errors);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut fields: Vec<_> = kept
            .iter()
            .filter_map(|place| rows.fields().get(*place).cloned())
            .collect();
        fields.extend(write::fields(program, &fields));
        Ok(Self {
            program: Arc::clone(program),
            options: Options {
                trace: crate::Trace::None,
                ..options.clone()
            },
            facts,
            kept,
            rows: Arc::clone(rows),
            decisions: Arc::new(Schema::new(fields)),
        })
    }

    /// The columns of the decisions: those that are kept, the outputs of the policy, then `status`,
    /// `needs`, `reasons` and `errors`.
    pub fn schema(&self) -> &SchemaRef {
        &self.decisions
    }

    /// Decides every row, in order. Threads may decide batches by the same columns at once.
    ///
    /// # Errors
    /// That the batch has other columns than those that were matched, or that its decisions are
    /// more than Arrow has room for. What is wrong with a row stands in its decision.
    pub fn decide(&self, rows: &RecordBatch) -> Result<RecordBatch, ArrowError> {
        if rows.schema_ref().fields() != self.rows.fields() {
            let message = "the batch has other columns than those that were matched with the facts";
            return Err(ArrowError::SchemaError(message.to_owned()));
        }
        let cells: Vec<Cells> = self
            .facts
            .iter()
            .map(|fact| Cells::at(rows.columns(), &fact.path))
            .collect::<Result<_, _>>()?;
        let mut session = self.program.session();
        let mut decisions = Decisions::new(&self.program, rows.num_rows());
        let mut facts = self.program.no_facts();
        for row in 0..rows.num_rows() {
            let errors = read::row(&self.program, &self.facts, &cells, row, &mut facts);
            let decision = match errors.is_empty() {
                true => session.decide(&facts, &self.options),
                false => self.program.invalid(errors),
            };
            decisions.push(decision);
        }
        let kept = self
            .kept
            .iter()
            .filter_map(|place| rows.columns().get(*place));
        let mut columns: Vec<_> = kept.cloned().collect();
        columns.extend(decisions.finish()?);
        RecordBatch::try_new(Arc::clone(&self.decisions), columns)
    }
}
