//! One decision: what follows from the facts that are known, and what hangs on those that are not.

mod arithmetic;
mod builtins;
mod define;
mod expr;
mod fact_set;
mod intervals;
mod known;
mod lists;
mod lookup;
mod needs;
mod optional;
mod order;
mod outcome;
mod pieces;
mod possible;
mod price;
mod reasons;
mod run;
mod scripted;
mod used;
mod uses;

pub(crate) use arithmetic::{arithmetic as computed, negate, shift};
pub(crate) use builtins::call as builtin;
pub(crate) use fact_set::FactSet;
pub(crate) use known::{Known, What, compare};
pub(crate) use lookup::{fits, found, rows_for_sure, rows_hit, table_answer};
pub(crate) use needs::{Asked, Probe, Question, Witnesses, settle, settle_truth};
pub(crate) use optional::optional_needs;
pub(crate) use order::{Plan, Step};
pub(crate) use outcome::{CategoryResult, Outputs};
pub(crate) use possible::Landmarks;
pub(crate) use reasons::reasons;
pub(crate) use run::{Broken, Run, in_item, input, parameter};
pub(crate) use scripted::decided;
pub(crate) use used::{Rests, readings_used};
pub(crate) use uses::{output as used_output, supply};

use bylaws_dsl::ir::{CompareOp, OutputId, OutputKind};
use bylaws_dsl::value::Value;

use crate::error::Failure;

/// A category's place, its first and its last day.
pub(crate) type Period = (usize, Value, Value);

/// What is known of one output.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Result {
    /// A value.
    Value(Known),
    /// The periods of the categories that apply.
    Periods(Vec<Period>),
    /// The periods are not all known, and why.
    PeriodsUnknown(FactSet),
}

impl Result {
    pub(crate) fn failure(&self) -> Option<&Failure> {
        match self {
            Result::Value(known) => known.failure(),
            _ => None,
        }
    }

    pub(crate) fn cause(&self) -> Option<&FactSet> {
        match self {
            Result::Value(known) if known.settled().is_none() && known.failure().is_none() => {
                Some(&known.cause)
            }
            Result::PeriodsUnknown(cause) => Some(cause),
            _ => None,
        }
    }
}

/// The comparison of two values.
pub(crate) fn compared(op: CompareOp, a: &Value, b: &Value) -> Known {
    expr::exactly_compared(op, a, b)
}

/// Evaluates everything that the policy decides.
pub(crate) fn evaluate(run: &mut Run<'_>) -> Vec<(OutputId, Result)> {
    steps(run);
    let policy = run.policy;
    let mut results = Vec::with_capacity(policy.outputs.len());
    for (id, output) in policy.outputs.iter() {
        let result = match output.kind {
            OutputKind::Periods => periods(&outcome::compute(run)),
            OutputKind::Define(define) => {
                let present = run.in_force(policy.defines.at(define).head.in_force);
                let value = run.define(define);
                Result::Value(expr::choose(&present, value, Known::exactly(Value::None)))
            }
            OutputKind::Price(price) => {
                let present = run.in_force(policy.prices.at(price).head.in_force);
                let amount = run.price(price);
                Result::Value(expr::choose(&present, amount, Known::exactly(Value::None)))
            }
            OutputKind::Outcome
            | OutputKind::Categories
            | OutputKind::CoveredFrom
            | OutputKind::CoveredThrough => Result::Value(outcome::output(run, id)),
        };
        results.push((id, result));
    }
    results
}

/// Goes through the plan of the policy, in which nothing waits for another.
fn steps(run: &mut Run<'_>) {
    let plan = run.plan;
    for step in &plan.order {
        match step {
            Step::Define(id) => {
                run.define(*id);
            }
            Step::Window(id) => {
                run.window(*id);
            }
            Step::Price(id) => {
                run.price(*id);
            }
            Step::Use(id) => {
                if let Some(output) = run.policy.uses.at(*id).policy.outputs.ids().next() {
                    uses::output(run, *id, output);
                }
            }
            Step::Outcome => {
                outcome::compute(run);
            }
        }
    }
}

/// The periods of the categories that apply. What fails for one of them fails the whole, as it
/// does for the other outputs.
fn periods(outputs: &Outputs) -> Result {
    let mut cause = FactSet::default();
    let mut periods = Vec::new();
    if outputs.gate.failure().is_some() {
        return Result::Value(outputs.gate.clone());
    }
    let nothing_applies = outputs
        .categories
        .iter()
        .all(|category| category.applies.settled() == Some(&Value::Boolean(false)));
    match outputs.gate.settled() {
        Some(Value::Boolean(true)) => {}
        Some(_) => return Result::Periods(periods),
        None if nothing_applies && !outputs.gate.may_fail => return Result::Periods(periods),
        None => cause = outputs.gate.cause.clone(),
    }
    // As for the days of coverage: which categories apply comes before what their ends are.
    let mut applies = outputs.categories.iter().map(|category| &category.applies);
    if cause.is_empty()
        && let Some(failed) = applies.find(|applies| applies.failure().is_some())
    {
        return Result::Value(failed.clone());
    }
    for (place, category) in outputs.categories.iter().enumerate() {
        if category.applies.settled() == Some(&Value::Boolean(false)) {
            continue;
        }
        if cause.is_empty()
            && let Some(failed) = failed_part(category)
        {
            return Result::Value(failed.clone());
        }
        match (
            category.applies.settled(),
            category.from.settled(),
            category.through.settled(),
        ) {
            (Some(Value::Boolean(true)), Some(from), Some(through)) => {
                periods.push((place, from.clone(), through.clone()))
            }
            _ => {
                let ends = category.from.cause.union(&category.through.cause);
                cause = cause.union(&category.applies.cause).union(&ends);
            }
        }
    }
    if cause.is_empty() {
        Result::Periods(periods)
    } else {
        Result::PeriodsUnknown(cause)
    }
}

/// What failed of a category: whether it applies or, where it does, one of its ends.
fn failed_part(category: &CategoryResult) -> Option<&Known> {
    let applies = category.applies.holds() == Some(true);
    let ends = [&category.from, &category.through];
    std::iter::once(&category.applies)
        .chain(ends.into_iter().filter(|_| applies))
        .find(|part| part.failure().is_some())
}
