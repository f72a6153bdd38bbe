//! Examples, run: what was expected, what came out.

use std::sync::Arc;

use bylaws_dsl::Span;
use bylaws_dsl::ir::{Example, ExampleId, Expected, Need, Policy};
use bylaws_dsl::value::Value;

use crate::decision::{Data, Decision};
use crate::explain::data_words;
use crate::facts::Facts;
use crate::program::{Options, Program};

/// What came of running an example.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The decision.
    pub decision: Decision,
    /// What was expected and did not come out; empty when the example passes.
    pub mismatches: Vec<Mismatch>,
}

/// An expectation that was not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The output, `status`, `needs`, `reasons`, or the name of a guarantee.
    pub what: String,
    /// What was expected.
    pub expected: String,
    /// What came out.
    pub found: String,
    /// The line of the expectation, or the guarantee.
    pub span: Span,
}

/// Decides an example and compares the decision with what is expected of it and with every
/// guarantee of the policy.
pub fn run(program: &Arc<Program>, id: ExampleId) -> Outcome {
    let policy = program.policy();
    let example = policy.examples.at(id);
    let decision = program.decide(&facts(policy, example), &options(policy, example));
    let mut mismatches: Vec<Mismatch> = example
        .expect
        .iter()
        .filter_map(|expectation| {
            let (what, expected, found) = compare(&decision, &expectation.expected)?;
            Some(Mismatch {
                what,
                expected,
                found,
                span: expectation.span,
            })
        })
        .collect();
    mismatches.extend(broken_guarantees(program, example));
    Outcome {
        decision,
        mismatches,
    }
}

/// Whether an example passes, where only that is asked.
pub fn passes(program: &Arc<Program>, id: ExampleId) -> bool {
    let policy = program.policy();
    let example = policy.examples.at(id);
    let (facts, options) = (facts(policy, example), options(policy, example));
    let decision = program.decide(&facts, &options);
    let met = |expected: &Expected| compare(&decision, expected).is_none();
    example.expect.iter().all(|line| met(&line.expected))
        && (policy.guarantees.is_empty() || program.broken_guarantees(&facts, &options).is_empty())
}

/// The facts of an example.
pub fn facts(policy: &Policy, example: &Example) -> Facts {
    let mut facts = Facts::none(policy);
    for (fact, value) in &example.given {
        facts.put(*fact, (*value != Value::None).then(|| value.clone()));
    }
    facts
}

/// The readings of an example.
pub fn options(policy: &Policy, example: &Example) -> Options {
    let readings = example.readings.iter().map(|(id, choice)| {
        let reading = policy.readings.at(*id);
        (
            reading.head.name.to_string(),
            policy.member_name(reading.choices, *choice).to_owned(),
        )
    });
    Options {
        readings: readings.collect(),
        ..Options::default()
    }
}

fn broken_guarantees(program: &Arc<Program>, example: &Example) -> Vec<Mismatch> {
    let policy = program.policy();
    let broken = program.broken_guarantees(&facts(policy, example), &options(policy, example));
    broken
        .into_iter()
        .map(|id| {
            let head = &policy.guarantees.at(id).head;
            Mismatch {
                what: format!("guarantee {}", head.name),
                expected: head
                    .title
                    .as_ref()
                    .map_or("it holds".to_owned(), |title| title.to_string()),
                found: "it does not hold".to_owned(),
                span: head.span,
            }
        })
        .collect()
}

/// What was expected and what came out, where they differ.
fn compare(decision: &Decision, expected: &Expected) -> Option<(String, String, String)> {
    let policy = decision.program.policy();
    let (what, expected, found) = match expected {
        Expected::Status(status) => (
            "status",
            status.to_string(),
            decision.status.word().to_owned(),
        ),
        Expected::Needs(needs) => (
            "needs",
            names(policy, needs),
            names(policy, &decision.needs),
        ),
        Expected::Reasons(reasons) => {
            let found: Vec<&str> = decision
                .reasons
                .iter()
                .map(|reason| reason.message.as_str())
                .collect();
            let expected: Vec<&str> = reasons.iter().map(|reason| reason.as_str()).collect();
            ("reasons", expected.join("; "), found.join("; "))
        }
        Expected::Output(id, value) => {
            let name = policy.outputs.at(*id).name.as_str();
            let words = |data: Option<&Data>| data.map_or("unknown".to_owned(), data_words);
            let expected = value.as_ref().map(|value| Data::of(policy, value));
            (name, words(expected.as_ref()), words(decision.output(name)))
        }
    };
    (expected != found).then(|| (what.to_owned(), expected, found))
}

/// Names in the order of the declaration: an expectation does not say which is most decisive.
fn names(policy: &Policy, needs: &[Need]) -> String {
    let mut needs = needs.to_vec();
    needs.sort_unstable();
    let names: Vec<String> = needs.iter().map(|need| policy.need_name(*need)).collect();
    format!("{{{}}}", names.join(", "))
}
