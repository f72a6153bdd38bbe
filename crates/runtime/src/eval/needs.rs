//! Which missing facts a decision truly hangs on.
//!
//! An output is open only if two ways of filling in the missing facts give it different values. A
//! fact is needed only if, with the others filled in somehow, two of its values do. Both are found
//! by taking the missing facts apart, piece by piece, until the output is known in each piece. The
//! pieces leave nothing out, so an output that is settled is settled for every value. A failure is an
//! answer like any other, but for numbers and dates beyond what can be written: the ways that come
//! to one are left out of account, unless all do.

use std::collections::BTreeSet;

use bylaws_dsl::ir::{Need, OutputId, Policy, Type};
use bylaws_dsl::value::{Date, Value};

use super::pieces::pieces;
use super::possible::Landmarks;
use super::scripted::is_opaque;
use super::{FactSet, Known, Outputs, Plan, Result, Run, evaluate, outcome, reasons};
use crate::error::Failure;
use crate::facts::{Facts, Slot, SlotId, declaration};
use crate::script::operations;

/// How many elements of lists cost as much as an evaluation without lists.
const STEPS_OF_AN_EVALUATION: usize = 100;

/// How many operations of scripts do.
const OPERATIONS_OF_AN_EVALUATION: u64 = 20;

/// A request as the search sees it.
#[derive(Clone, Copy)]
pub(crate) struct Question<'a> {
    pub(crate) policy: &'a Policy,
    pub(crate) plan: &'a Plan,
    pub(crate) facts: &'a Facts,
    pub(crate) readings: &'a [u16],
    pub(crate) as_of: Option<Date>,
    /// How many evaluations the search may spend. When they are used up, a fact that may matter
    /// counts as needed.
    pub(crate) evaluations: usize,
    /// How many elements of lists one evaluation may go through.
    pub(crate) list_steps: usize,
    /// Proves at little cost that some facts matter.
    pub(crate) probe: Option<&'a dyn Probe>,
}

/// Something that finds pairs of requests whose answers differ.
pub(crate) trait Probe {
    /// What was proven of these open answers, each with the facts that it may hang on.
    fn witnesses(&self, landmarks: &Landmarks, open: &[(Asked, FactSet)]) -> Witnesses;
}

/// What is proven by two ways of filling in the missing facts.
#[derive(Debug, Default)]
pub(crate) struct Witnesses {
    /// These answers are not the same in all ways.
    pub(crate) differs: BTreeSet<Asked>,
    /// Two values of the fact give this answer differently, the others filled in somehow.
    pub(crate) matters: BTreeSet<(Asked, SlotId)>,
}

/// Something that a search asks of every way of filling in the missing facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Asked {
    /// The output at a place.
    Output(usize),
    /// Whether the message at a place is given.
    Reason(usize),
}

/// Settles the outputs that are the same whatever the missing facts are, and tells which missing
/// facts the others hang on, the most decisive first.
pub(crate) fn settle(question: &Question<'_>, results: &mut [(OutputId, Result)]) -> Vec<Need> {
    let asked = results
        .iter()
        .enumerate()
        .filter_map(|(place, (_, result))| Some((Asked::Output(place), result.cause()?.clone())));
    let mut search = Search::new(question, &asked.collect::<Vec<_>>());
    let mut needed = FactSet::default();
    let mut open = results.iter().filter(|(_, r)| r.cause().is_some()).count();
    for (place, (_, result)) in results.iter_mut().enumerate() {
        let Some(cause) = result.cause().cloned() else {
            continue;
        };
        let asked = Asked::Output(place);
        // Each open output may spend its part of what is left, so that a hard one leaves enough
        // for the others.
        let reserve = search.left - search.left / open.max(1);
        search.left -= reserve;
        open -= 1;
        let everywhere = match search.witnesses.differs.contains(&asked) {
            true => Everywhere::Differs,
            false => search.everywhere(asked, question.facts.clone()),
        };
        match everywhere {
            Everywhere::Same(settled) => *result = settled,
            Everywhere::Differs | Everywhere::Nowhere => {
                needed = needed.union(&search.needed(asked, &cause, &needed));
            }
        }
        search.left += reserve;
    }
    search.by_decisiveness(needed.iter().collect())
}

/// Settles which messages are given whatever the missing facts are: those of `given` that are not
/// known are looked at again.
pub(crate) fn settle_truth(question: &Question<'_>, given: &mut [Known]) {
    let open = given.iter().enumerate();
    let open = open.filter(|(_, known)| known.settled().is_none());
    let open = open.map(|(place, known)| (Asked::Reason(place), known.cause.clone()));
    let mut search = Search::new(question, &open.collect::<Vec<_>>());
    for (place, known) in given.iter_mut().enumerate() {
        if known.settled().is_none()
            && !search.witnesses.differs.contains(&Asked::Reason(place))
            && let Everywhere::Same(Result::Value(settled)) =
                search.everywhere(Asked::Reason(place), question.facts.clone())
        {
            *known = settled;
        }
    }
}

/// What an output comes to, whatever the missing facts are.
enum Everywhere {
    /// The assumptions leave no way of filling the facts in.
    Nowhere,
    /// One value in all ways, or a failure if all fail.
    Same(Result),
    /// Two values, or the search was given up.
    Differs,
}

/// What an answer comes to for the values of one fact, the others as far as they are known.
enum Along {
    Same,
    /// Two values, or the search was given up.
    Differs,
    /// That cannot be told without this other fact.
    HangsOn(SlotId),
}

struct Search<'a> {
    question: &'a Question<'a>,
    landmarks: Landmarks,
    witnesses: Witnesses,
    left: usize,
    /// Whether a script decides, of which only the fact is known that it stopped at.
    is_opaque: bool,
    /// The facts that it stopped at so far.
    seen: FactSet,
}

impl<'a> Search<'a> {
    fn new(question: &'a Question<'a>, open: &[(Asked, FactSet)]) -> Self {
        let landmarks = Landmarks::of(question.policy, question.facts);
        let probe = question.probe;
        Self {
            question,
            witnesses: probe.map_or_else(Witnesses::default, |p| p.witnesses(&landmarks, open)),
            landmarks,
            left: question.evaluations,
            is_opaque: is_opaque(question.policy),
            seen: FactSet::default(),
        }
    }

    /// What is known of every output, and of requires and categories; none when the facts
    /// contradict an assumption.
    fn evaluate(&mut self, facts: &Facts) -> Option<(Vec<(OutputId, Result)>, Outputs)> {
        let before = operations();
        let mut run = Run::new(
            self.question.policy,
            self.question.plan,
            facts,
            self.question.readings,
            self.question.as_of,
            self.question.list_steps,
        );
        let broken = !run.broken_assumptions().is_empty();
        let results = (!broken).then(|| {
            let results = evaluate(&mut run);
            (results, outcome::compute(&mut run))
        });
        let operations = (operations() - before) / OPERATIONS_OF_AN_EVALUATION;
        let operations = usize::try_from(operations).unwrap_or(usize::MAX);
        self.spend(1 + run.steps() / STEPS_OF_AN_EVALUATION + operations);
        if self.is_opaque {
            for cause in results
                .iter()
                .flat_map(|(results, _)| results)
                .filter_map(|(_, r)| r.cause())
            {
                self.seen.absorb(cause);
            }
        }
        results
    }

    fn spend(&mut self, evaluations: usize) {
        self.left = self.left.saturating_sub(evaluations);
    }

    fn answer(&mut self, asked: Asked, facts: &Facts) -> Option<Result> {
        let (results, outputs) = self.evaluate(facts)?;
        match asked {
            Asked::Output(place) => results.into_iter().nth(place).map(|(_, result)| result),
            Asked::Reason(place) => reasons(self.question.policy, &outputs)
                .into_iter()
                .nth(place)
                .map(|(_, given)| Result::Value(given)),
        }
    }

    /// The same facts with one of them narrowed to each of its pieces.
    fn narrowed(&self, facts: &Facts, fact: SlotId) -> Vec<Facts> {
        let pieces = pieces(self.question.policy, &self.landmarks, facts, fact);
        let with = |piece| {
            let mut facts = facts.clone();
            facts.narrow(fact, piece);
            facts
        };
        pieces.into_iter().map(with).collect()
    }

    /// The facts of `cause` of which two values give different answers; those that other outputs
    /// need are not tried once it is clear that some fact matters.
    fn needed(&mut self, asked: Asked, cause: &FactSet, before: &FactSet) -> FactSet {
        let mut needed = FactSet::default();
        for fact in cause.iter() {
            let is_known = !needed.is_empty() && before.contains(fact);
            let is_known = is_known || self.witnesses.matters.contains(&(asked, fact));
            if is_known || self.matters(asked, fact) {
                needed.insert(fact);
            }
        }
        self.needed_behind(asked, cause, &mut needed);
        // It may take two facts or more at once to change the answer.
        if needed.is_empty() {
            cause.clone()
        } else {
            needed
        }
    }

    /// The facts that a script comes to once it has those at which it stopped at first.
    fn needed_behind(&mut self, asked: Asked, cause: &FactSet, needed: &mut FactSet) {
        let mut tried = cause.clone();
        loop {
            let next = self.seen.iter().find(|fact| !tried.contains(*fact));
            let Some(fact) = next else { return };
            tried.insert(fact);
            if self.left == 0 {
                return;
            }
            let matters = self.matters(asked, fact);
            // Where the search has ended, nothing is claimed of what lies behind.
            if matters && self.left > 0 {
                needed.insert(fact);
            }
        }
    }

    /// Whether two values of `fact` give different answers, with the other missing facts filled
    /// in somehow.
    fn matters(&mut self, asked: Asked, fact: SlotId) -> bool {
        let mut waiting = vec![self.question.facts.clone()];
        while let Some(facts) = waiting.pop() {
            if self.left == 0 {
                return true;
            }
            let Some(result) = self.answer(asked, &facts) else {
                continue;
            };
            let Some(cause) = result.cause().cloned() else {
                continue;
            };
            if !cause.contains(fact) {
                let other = self
                    .simplest(cause.iter(), &facts)
                    .filter(|_| self.is_opaque);
                let further = other.map(|other| self.narrowed(&facts, other));
                waiting.extend(further.into_iter().flatten().rev());
                continue;
            }
            if self.is_same_soon(asked, &facts) {
                continue;
            }
            let other = self.simplest(cause.iter().filter(|other| *other != fact), &facts);
            match other.map_or_else(|| self.along(asked, &facts, fact), Along::HangsOn) {
                Along::Differs => return true,
                Along::Same => {}
                Along::HangsOn(other) => {
                    waiting.extend(self.narrowed(&facts, other).into_iter().rev());
                }
            }
        }
        false
    }

    /// What the answer comes to for the values of one fact alone.
    fn along(&mut self, asked: Asked, facts: &Facts, fact: SlotId) -> Along {
        let mut waiting = vec![facts.clone()];
        let mut found: Option<Result> = None;
        while let Some(facts) = waiting.pop() {
            if self.left == 0 {
                return Along::Differs;
            }
            let Some(result) = self.answer(asked, &facts) else {
                continue;
            };
            if let Some(cause) = result.cause() {
                let pieces = match cause.contains(fact) {
                    true => self.narrowed(&facts, fact),
                    false => Vec::new(),
                };
                if !pieces.is_empty() {
                    waiting.extend(pieces.into_iter().rev());
                    continue;
                }
                let others = cause.iter().filter(|other| *other != fact);
                return self
                    .simplest(others, &facts)
                    .map_or(Along::Differs, Along::HangsOn);
            }
            if result.failure().is_some_and(Failure::is_edge) {
                continue;
            }
            match &found {
                Some(other) if is_same(other, &result) => {}
                _ if !self.is_allowed(facts) => {}
                Some(_) => return Along::Differs,
                None => found = Some(result),
            }
        }
        Along::Same
    }

    /// Whether a short search finds that the answer is the same in all ways.
    fn is_same_soon(&mut self, asked: Asked, facts: &Facts) -> bool {
        const SHORT: usize = 64;
        let reserve = self.left.saturating_sub(SHORT);
        self.left -= reserve;
        let same = !matches!(self.everywhere(asked, facts.clone()), Everywhere::Differs);
        self.left += reserve;
        same
    }

    /// What the answer comes to in all ways of filling in the missing facts.
    fn everywhere(&mut self, asked: Asked, facts: Facts) -> Everywhere {
        let mut waiting = vec![facts];
        let mut found = Everywhere::Nowhere;
        let mut beyond = None;
        while let Some(facts) = waiting.pop() {
            if self.left == 0 {
                return Everywhere::Differs;
            }
            let Some(result) = self.answer(asked, &facts) else {
                continue;
            };
            if let Some(cause) = result.cause() {
                let Some(fact) = self.simplest(cause.iter(), &facts) else {
                    return Everywhere::Differs;
                };
                waiting.extend(self.narrowed(&facts, fact).into_iter().rev());
                continue;
            }
            if result.failure().is_some_and(Failure::is_edge) {
                beyond.get_or_insert(result);
                continue;
            }
            match &found {
                Everywhere::Same(other) if is_same(other, &result) => {}
                _ if !self.is_allowed(facts) => {}
                Everywhere::Same(_) => return Everywhere::Differs,
                _ => found = Everywhere::Same(result),
            }
        }
        match (found, beyond) {
            (Everywhere::Nowhere, Some(failed)) => Everywhere::Same(failed),
            (found, _) => found,
        }
    }

    /// Whether the missing facts can be filled in so that every assumption is kept.
    fn is_allowed(&mut self, facts: Facts) -> bool {
        let mut waiting = vec![facts];
        while let Some(facts) = waiting.pop() {
            if self.left == 0 {
                return true;
            }
            let question = self.question;
            let mut run = Run::new(
                question.policy,
                question.plan,
                &facts,
                question.readings,
                question.as_of,
                question.list_steps,
            );
            let broken = !run.broken_assumptions().is_empty();
            let open = run.open_assumptions();
            self.spend(1 + run.steps() / STEPS_OF_AN_EVALUATION);
            if broken {
                continue;
            }
            match self.simplest(open.iter(), &facts) {
                Some(fact) => waiting.extend(self.narrowed(&facts, fact).into_iter().rev()),
                None => return true,
            }
        }
        false
    }

    /// The fact that takes the fewest pieces to fill in.
    fn simplest(&mut self, facts: impl Iterator<Item = SlotId>, so_far: &Facts) -> Option<SlotId> {
        let policy = self.question.policy;
        let effort = |fact: SlotId| match declaration(policy, so_far, fact).ty {
            Type::Boolean => 0,
            Type::Enum(_) => 1,
            Type::Set(_) => 2,
            _ => 3,
        };
        let mut best: Option<(usize, SlotId)> = None;
        let mut looked_at = 0;
        for fact in facts {
            looked_at += 1;
            let effort = effort(fact);
            if best.is_none_or(|(least, _)| effort < least)
                && !pieces(policy, &self.landmarks, so_far, fact).is_empty()
            {
                best = Some((effort, fact));
            }
        }
        self.spend(looked_at / STEPS_OF_AN_EVALUATION);
        best.map(|(_, fact)| fact)
    }

    /// The facts of which more values settle the whole decision come first.
    /// When the search has cost too much, the rest keep the order of their numbers.
    fn by_decisiveness(&mut self, needed: Vec<SlotId>) -> Vec<Need> {
        const TRIED: usize = 16;
        let question = self.question;
        if needed.len() < 2 {
            return needed
                .into_iter()
                .map(|slot| question.facts.need(slot))
                .collect();
        }
        self.left = question.evaluations;
        let mut scored: Vec<(usize, SlotId)> = Vec::with_capacity(needed.len());
        for fact in needed {
            if self.left == 0 {
                scored.push((usize::MAX, fact));
                continue;
            }
            let values = self.landmarks.values(question.policy, question.facts, fact);
            let step = values.len().div_ceil(TRIED).max(1);
            let tried: Vec<Value> = values.into_iter().step_by(step).collect();
            let mut open = 0usize;
            for value in &tried {
                let mut facts = question.facts.clone();
                match (value, question.facts.need(fact)) {
                    (Value::List(..), Need::Fact(id)) => facts.put(id, Some(value.clone())),
                    _ => facts.narrow(fact, Slot::Given(value.clone())),
                }
                let results = self.evaluate(&facts).map(|(results, _)| results);
                open += results
                    .iter()
                    .flatten()
                    .filter(|(_, result)| result.cause().is_some())
                    .count();
            }
            scored.push((open * 1_000 / tried.len().max(1), fact));
        }
        scored.sort_by_key(|(open, _)| *open);
        let slots = scored.into_iter().map(|(_, slot)| slot);
        slots.map(|slot| question.facts.need(slot)).collect()
    }
}

/// Two answers are the same where they have one value, or both fail.
fn is_same(a: &Result, b: &Result) -> bool {
    a == b || (a.failure().is_some() && b.failure().is_some())
}
