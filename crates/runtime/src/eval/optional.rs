//! Which optional facts that a request leaves out would change the decision if it gave them.

use bylaws_dsl::ir::{FactId, OutputId};

use super::needs::{Question, settle};
use super::run::possible;
use super::{FactSet, Known, Result, Run, What, evaluate};
use crate::facts::{Held, Slot, SlotId};

/// What part of the search for needs may be spent on one optional fact.
const PART: usize = 10;

/// The optional facts without which the request was decided to `results`, and with some value of
/// which, the others left out as they are, an output would be another, in the order of their
/// declaration. Where the search is given up, a fact counts.
pub(crate) fn optional_needs(
    question: &Question<'_>,
    results: &[(OutputId, Result)],
) -> Vec<FactId> {
    let declared = question.policy.facts.iter();
    let left_out = declared.filter(|(id, fact)| {
        fact.optional && question.facts.held(SlotId::from(*id)) == Held::Missing
    });
    left_out
        .filter(|(id, _)| matters(question, *id, results))
        .map(|(id, _)| id)
        .collect()
}

fn matters(question: &Question<'_>, id: FactId, results: &[(OutputId, Result)]) -> bool {
    let declared = question.policy.facts.at(id);
    let mut facts = question.facts.clone();
    facts.narrow(
        id.into(),
        given(possible(question.policy, declared, FactSet::of(id))),
    );
    let with = Question {
        facts: &facts,
        probe: None,
        evaluations: question.evaluations / PART,
        ..*question
    };
    let mut run = Run::new(
        with.policy,
        with.plan,
        with.facts,
        with.readings,
        with.as_of,
        with.list_steps,
    );
    if !run.broken_assumptions().is_empty() {
        return false;
    }
    let mut found = evaluate(&mut run);
    let open = |found: &[(OutputId, Result)]| found.iter().any(|(_, r)| r.cause().is_some());
    if open(&found) {
        settle(&with, &mut found);
    }
    open(&found) || found != results
}

/// The fact is there, whatever its value.
fn given(known: Known) -> Slot {
    match known.what {
        What::Exactly(value) => Slot::Given(value),
        what => Slot::Within(what),
    }
}
