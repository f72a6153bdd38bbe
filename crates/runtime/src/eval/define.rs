//! A define: its default, unless an exception holds.

use bylaws_dsl::codes;
use bylaws_dsl::ir::{CompareOp, DefineId, ItemRef, Policy};
use bylaws_dsl::value::Value;

use super::FactSet;
use super::expr::compared;
use super::known::{Known, What};
use super::run::{Run, in_item};
use crate::error::Failure;

pub(super) fn compute(run: &mut Run<'_>, id: DefineId) -> Known {
    let policy = run.policy;
    let define = &policy.defines.at(id);
    let default = run.expr(define.is);
    let holds: Vec<Known> = define
        .excepts
        .iter()
        .map(|except| run.expr(except.when))
        .collect();
    if let Some(failed) = holds.iter().find(|known| known.failure().is_some()) {
        return in_item(failed.clone(), ItemRef::Define(id));
    }
    // An exception counts unless one that overrides it holds.
    let mut standing: Vec<(usize, Known, Known)> = Vec::new();
    for (place, except) in define.excepts.iter().enumerate() {
        let overridden = define
            .excepts
            .iter()
            .zip(&holds)
            .filter(|(other, _)| other.overrides.contains(&place));
        let counts = overridden.fold(
            holds
                .get(place)
                .cloned()
                .unwrap_or_else(|| Known::truth(false)),
            |counts, (_, over)| and_not(counts, over),
        );
        if counts.holds() != Some(false) {
            standing.push((place, counts, run.expr(except.value)));
        }
    }
    let certain: Vec<_> = standing
        .iter()
        .filter(|(_, counts, _)| counts.holds() == Some(true))
        .collect();
    if let Some((_, _, failed)) = certain
        .iter()
        .find(|(_, _, value)| value.failure().is_some())
    {
        return in_item(failed.clone(), ItemRef::Define(id));
    }
    for (i, (first, _, value)) in certain.iter().enumerate() {
        let differs =
            |other: &Known| compared(CompareOp::Equal, value, other).holds() == Some(false);
        let mut later = certain.iter().skip(i + 1);
        if let Some((second, _, other)) = later.find(|(_, _, v)| differs(v)) {
            let failure = conflict(policy, id, [(*first, value), (*second, other)]);
            return in_item(Known::failed(failure), ItemRef::Define(id));
        }
    }
    let known = match certain.split_first() {
        // What counts for sure is the value: all else that holds is equal, or in conflict with it.
        Some(((_, _, value), _)) => {
            let exact = certain.iter().find(|(_, _, v)| v.value().is_some());
            exact.map_or(value, |(_, _, value)| value).clone()
        }
        None => standing.iter().fold(default, |known, (_, counts, value)| {
            value.clone().either(known, &counts.cause)
        }),
    };
    let known = holds.iter().fold(known, Known::failing_with);
    let known = certain
        .iter()
        .fold(known, |known, (_, _, value)| known.failing_with(value));
    in_item(clashing(known, &standing), ItemRef::Define(id))
}

/// Fails where two exceptions that may both stand may have different values.
fn clashing(known: Known, standing: &[(usize, Known, Known)]) -> Known {
    let mut known = known;
    for (i, (_, counts, value)) in standing.iter().enumerate() {
        for (_, counts_too, other) in standing.iter().skip(i + 1) {
            if compared(CompareOp::Equal, value, other).settled() != Some(&Value::Boolean(true)) {
                let cause = counts.cause.union(&counts_too.cause);
                known = known.or_fails(&cause.union(&value.cause).union(&other.cause));
            }
        }
    }
    known
}

fn and_not(counts: Known, over: &Known) -> Known {
    match (counts.holds(), over.holds()) {
        (Some(false), _) | (_, Some(true)) => Known::truth(false),
        (_, Some(false)) => counts,
        _ => {
            let cause = match &over.what {
                What::Failed(_) => FactSet::default(),
                _ => over.cause.clone(),
            };
            Known::unknown(counts.cause.union(&cause))
        }
    }
}

fn conflict(policy: &Policy, id: DefineId, both: [(usize, &Known); 2]) -> Failure {
    let define = &policy.defines.at(id);
    let words = both.map(|(place, known)| {
        let except = define.excepts.get(place);
        let label = except.and_then(|e| e.label.as_ref().or(e.because.as_ref()));
        let name = label.map_or(format!("exception {}", place + 1), |l| format!("`{l}`"));
        let value = known.value().map(|value| policy.value_words(value));
        name + value
            .map_or(String::new(), |value| format!(" gives {value}"))
            .as_str()
    });
    let message = format!(
        "`{}` of `{}` has two exceptions that hold with different values: {}",
        define.head.name,
        policy.name,
        words.join(" and ")
    );
    let clauses = both
        .into_iter()
        .filter_map(|(place, _)| define.excepts.get(place));
    Failure {
        clauses: clauses.map(|except| except.span).collect(),
        ..Failure::new(codes::CONFLICTING_EXCEPTIONS, message)
    }
}
