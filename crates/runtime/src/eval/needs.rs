//! Which missing facts a decision truly hangs on.
//!
//! An output is open only if two ways of filling in the missing facts give it different values. A
//! fact is needed only if, with the others filled in somehow, two of its values do. Both are found
//! by filling facts in and evaluating again; what is known of the rest cuts the search short.

use bylaws_dsl::ir::{FactId, OutputId, Policy};
use bylaws_dsl::value::{Date, Value};

use super::possible::Landmarks;
use super::{FactSet, Result, Run, Step, evaluate};
use crate::facts::Facts;

/// A request as the search sees it.
pub(crate) struct Question<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) order: &'a [Step],
    pub(crate) facts: &'a Facts,
    pub(crate) readings: &'a [u16],
    pub(crate) as_of: Option<Date>,
    /// How many evaluations the search may spend. When they are used up, a fact that may matter
    /// counts as needed.
    pub(crate) evaluations: usize,
}

/// Settles the outputs that are the same whatever the missing facts are, and tells which missing
/// facts the others hang on, the most decisive first.
pub(crate) fn settle(question: &Question<'_>, results: &mut [(OutputId, Result)]) -> Vec<FactId> {
    let mut search = Search {
        question,
        landmarks: Landmarks::of(question.policy, question.facts),
        left: question.evaluations,
    };
    let mut needed = FactSet::default();
    for (place, (_, result)) in results.iter_mut().enumerate() {
        let Some(cause) = result.cause().cloned() else {
            continue;
        };
        let before = needed.clone();
        let mut matters = false;
        for fact in cause.iter() {
            if (matters && before.contains(fact)) || search.matters(place, fact) {
                needed.insert(fact);
                matters = true;
            }
        }
        if !matters && let Some(settled) = search.some_way(place) {
            *result = settled;
        }
    }
    search.by_decisiveness(needed.iter().collect())
}

struct Search<'a> {
    question: &'a Question<'a>,
    landmarks: Landmarks,
    left: usize,
}

impl Search<'_> {
    fn evaluate(&mut self, facts: &Facts) -> Option<Vec<(OutputId, Result)>> {
        self.left = self.left.saturating_sub(1);
        let mut run = Run::new(
            self.question.policy,
            &facts.slots,
            self.question.readings,
            self.question.as_of,
        );
        let assumptions = self.question.policy.assumptions.values();
        let broken = assumptions
            .map(|a| run.expr(a.holds))
            .any(|holds| holds.holds() == Some(false));
        (!broken).then(|| evaluate(&mut run, self.question.order))
    }

    fn output(&mut self, place: usize, facts: &Facts) -> Option<Result> {
        self.evaluate(facts)?
            .into_iter()
            .nth(place)
            .map(|(_, result)| result)
    }

    /// Whether two values of `fact` give the output at `place` different values, with the other
    /// missing facts filled in somehow.
    fn matters(&mut self, place: usize, fact: FactId) -> bool {
        let facts = self.question.facts.clone();
        self.matters_with(place, fact, facts)
    }

    fn matters_with(&mut self, place: usize, fact: FactId, mut facts: Facts) -> bool {
        if self.left == 0 {
            return true;
        }
        let Some(result) = self.output(place, &facts) else {
            return false;
        };
        let Some(cause) = result.cause() else {
            return false;
        };
        let other = cause.iter().find(|other| *other != fact);
        match other {
            None => self.turns_on(place, fact, facts),
            Some(other) => {
                for value in self.landmarks.values(self.question.policy, other) {
                    facts.put(other, Some(value));
                    if self.matters_with(place, fact, facts.clone()) {
                        return true;
                    }
                }
                false
            }
        }
    }

    /// Whether the output turns on `fact` when nothing else is missing.
    fn turns_on(&mut self, place: usize, fact: FactId, mut facts: Facts) -> bool {
        let mut first: Option<Result> = None;
        for value in self.landmarks.values(self.question.policy, fact) {
            facts.put(fact, Some(value));
            let Some(result) = self.output(place, &facts) else {
                continue;
            };
            if result.cause().is_some() || result.has_failed() {
                continue;
            }
            match &first {
                None => first = Some(result),
                Some(first) if *first != result => return true,
                Some(_) => {}
            }
            if self.left == 0 {
                return true;
            }
        }
        false
    }

    /// The output when every missing fact is filled in somehow.
    fn some_way(&mut self, place: usize) -> Option<Result> {
        let mut facts = self.question.facts.clone();
        self.some_way_with(place, &mut facts)
    }

    fn some_way_with(&mut self, place: usize, facts: &mut Facts) -> Option<Result> {
        if self.left == 0 {
            return None;
        }
        let result = self.output(place, facts)?;
        let Some(fact) = result.cause().and_then(|cause| cause.iter().next()) else {
            return Some(result);
        };
        let values = self.landmarks.values(self.question.policy, fact);
        let found = values.into_iter().find_map(|value| {
            facts.put(fact, Some(value));
            self.some_way_with(place, facts)
        });
        facts.put(fact, None);
        found
    }

    /// The facts of which more values settle the whole decision come first.
    fn by_decisiveness(&mut self, needed: Vec<FactId>) -> Vec<FactId> {
        const TRIED: usize = 16;
        if needed.len() < 2 {
            return needed;
        }
        let mut scored: Vec<(usize, FactId)> = Vec::with_capacity(needed.len());
        for fact in needed {
            let values = self.landmarks.values(self.question.policy, fact);
            let step = values.len().div_ceil(TRIED).max(1);
            let tried: Vec<Value> = values.into_iter().step_by(step).collect();
            let mut open = 0usize;
            for value in &tried {
                let mut facts = self.question.facts.clone();
                facts.put(fact, Some(value.clone()));
                let results = self.evaluate(&facts).unwrap_or_default();
                open += results
                    .iter()
                    .filter(|(_, result)| result.cause().is_some())
                    .count();
            }
            scored.push((open * 1_000 / tried.len().max(1), fact));
        }
        scored.sort_by_key(|(open, _)| *open);
        scored.into_iter().map(|(_, fact)| fact).collect()
    }
}
