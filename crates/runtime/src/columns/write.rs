//! Decisions as columns: one or more for each output, then what is told of the row as a whole.

use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_schema::{ArrowError, DataType, Field, FieldRef};
use bylaws_dsl::codes;
use bylaws_dsl::ir::{OutputKind, Type};
use smol_str::SmolStr;

use super::errors::{self, ErrorColumn};
use super::output::OutputColumn;
use crate::decision::{Decision, Status};
use crate::error::DecisionError;
use crate::program::Program;

const STATUS: &str = "status";
const NEEDS: &str = "needs";
const REASONS: &str = "reasons";
const ERRORS: &str = "errors";

/// The columns of the decisions of a policy, beside those that are kept.
pub(super) fn fields(program: &Program, kept: &[FieldRef]) -> Vec<FieldRef> {
    let is_taken = |name: &str| {
        [STATUS, NEEDS, REASONS, ERRORS].contains(&name)
            || kept.iter().any(|field| field.name() == name)
    };
    let mut fields = Vec::new();
    for output in program.policy().outputs.values() {
        let own = OutputColumn::new(program, output, 0).fields(&output.name);
        // A name that stands for something else already is told apart by what it is.
        match own.iter().any(|field| is_taken(field.name())) {
            true => {
                let name = format!("outputs.{}", output.name);
                fields.extend(OutputColumn::new(program, output, 0).fields(&name));
            }
            false => fields.extend(own),
        }
    }
    let texts = || DataType::new_list(DataType::Utf8, true);
    fields.push(Field::new(STATUS, DataType::Utf8, false));
    fields.push(Field::new(NEEDS, texts(), false));
    fields.push(Field::new(REASONS, texts(), false));
    fields.push(Field::new(ERRORS, errors::ty(), false));
    fields.into_iter().map(Arc::new).collect()
}

/// The decisions of rows, one after the other.
pub(super) struct Decisions {
    outputs: Vec<(SmolStr, OutputColumn)>,
    status: StringBuilder,
    needs: ListBuilder<StringBuilder>,
    reasons: ListBuilder<StringBuilder>,
    errors: ErrorColumn,
}

impl Decisions {
    pub(super) fn new(program: &Program, rows: usize) -> Self {
        let outputs = program.policy().outputs.values();
        let outputs = outputs.map(|output| {
            let column = OutputColumn::new(program, output, rows);
            (output.name.clone(), column)
        });
        Self {
            outputs: outputs.collect(),
            status: StringBuilder::new(),
            needs: ListBuilder::new(StringBuilder::new()),
            reasons: ListBuilder::new(StringBuilder::new()),
            errors: ErrorColumn::default(),
        }
    }

    pub(super) fn push(&mut self, mut decision: Decision) {
        let too_long = decision.outputs.iter().find_map(|(name, data)| {
            let (_, column) = self.outputs.iter().find(|(output, _)| output == name)?;
            (!column.fits(data)).then(|| name.clone())
        });
        if let Some(name) = too_long {
            let message = format!("`{name}` has more digits than its column has room for");
            decision.status = Status::Failed;
            decision.errors = vec![DecisionError::new(codes::OVERFLOW, message)];
            decision.outputs.clear();
            decision.needs.clear();
            decision.reasons.clear();
        }
        for (name, column) in &mut self.outputs {
            column.push(decision.output(name));
        }
        self.status.append_value(decision.status.word());
        for need in decision.needs() {
            self.needs.values().append_value(need);
        }
        self.needs.append(true);
        for reason in &decision.reasons {
            self.reasons.values().append_value(&reason.message);
        }
        self.reasons.append(true);
        self.errors.push(&decision.errors);
    }

    pub(super) fn finish(mut self) -> Result<Vec<ArrayRef>, ArrowError> {
        let mut columns = Vec::new();
        for (_, output) in self.outputs {
            columns.extend(output.finish());
        }
        columns.push(Arc::new(self.status.finish()));
        columns.push(Arc::new(self.needs.finish()));
        columns.push(Arc::new(self.reasons.finish()));
        columns.push(self.errors.finish()?);
        Ok(columns)
    }
}

/// The type of the values of an output; none for `periods`.
pub(super) fn type_of(program: &Program, kind: OutputKind) -> Option<Type> {
    let policy = program.policy();
    Some(match kind {
        OutputKind::Outcome => Type::Enum(policy.outcome?),
        OutputKind::Categories => Type::Set(policy.category?),
        // The first day of coverage is a day.
        OutputKind::CoveredFrom => Type::Date,
        OutputKind::CoveredThrough => Type::DateOrOpen,
        OutputKind::Define(id) => policy.defines.at(id).ty,
        OutputKind::Price(_) => Type::Money,
        OutputKind::Periods => return None,
    })
}
