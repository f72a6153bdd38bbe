//! Looks for pairs of requests that prove what a decision hangs on: the missing facts filled in,
//! and filled in once more with another value of one of them. Instructions decide thousands of
//! such requests in the time of one search; what they prove need not be searched for.
//!
//! Values are drawn from a sequence that is the same for every request, so that equal requests
//! have equal decisions.

use std::collections::BTreeSet;

use bylaws_dsl::ir::{Example, FactId, Id, Need, Policy};
use bylaws_dsl::value::{Date, Value};

use super::code::{Answered, Code, Input, Place, UNKNOWN};
use super::fast;
use super::machine::Machine;
use crate::eval::{Asked, FactSet, Landmarks, Probe, Witnesses};
use crate::facts::{Facts, SlotId};

/// So many requests are decided at most.
const MOST_RUNS: usize = 4_000;

/// So many other values of a fact are tried beside one request.
const OTHERS: usize = 3;

/// What probes of one request are made with.
pub(super) struct CodeProbe<'a> {
    pub(super) policy: &'a Policy,
    pub(super) code: &'a Code,
    pub(super) facts: &'a Facts,
    pub(super) readings: &'a [u16],
    pub(super) as_of: Option<Date>,
}

/// A missing fact with the values that are tried.
struct Missing {
    slot: SlotId,
    id: FactId,
    input: Input,
    values: Vec<[i64; 2]>,
}

/// What an answer is in registers; none where it is not known.
type Answer = Option<Vec<i64>>;

impl Probe for CodeProbe<'_> {
    fn witnesses(&self, landmarks: &Landmarks, open: &[(Asked, FactSet)]) -> Witnesses {
        let mut witnesses = Witnesses::default();
        let (code, mut machine) = (self.code, Machine::new(self.code));
        if !fast::take_in(
            code,
            &mut machine,
            self.policy,
            self.facts,
            self.readings,
            self.as_of,
        ) {
            return witnesses;
        }
        let missing = self.missing(&mut machine, landmarks, open);
        if missing.is_empty() {
            return witnesses;
        }
        let examples = self.examples(&mut machine, &missing);
        let mut random = Sequence(0x9e37_79b9_7f4a_7c15);
        let mut left = MOST_RUNS;
        let mut round = 0;
        while left > 0 && !is_complete(&witnesses, open, &missing) {
            round += 1;
            for (place, fact) in missing.iter().enumerate() {
                let example = examples.get(round % (2 * examples.len()).max(1));
                let given = example
                    .and_then(|values| values.get(place))
                    .copied()
                    .flatten();
                let drawn = given.or_else(|| random.pick(&fact.values));
                if let Some(numbers) = drawn {
                    fast::put(&mut machine, fact.input.place, numbers);
                }
            }
            left -= 1;
            let Some(first) = self.answers(&mut machine, open) else {
                continue;
            };
            for fact in &missing {
                let before = current(&machine, fact.input.place);
                for _ in 0..OTHERS {
                    if left == 0 || is_proven(&witnesses, open, fact.slot) {
                        break;
                    }
                    let Some(other) = random.pick(&fact.values).filter(|v| *v != before) else {
                        continue;
                    };
                    fast::put(&mut machine, fact.input.place, other);
                    left -= 1;
                    if let Some(second) = self.answers(&mut machine, open) {
                        note(&mut witnesses, open, fact.slot, &first, &second);
                    }
                }
                fast::put(&mut machine, fact.input.place, before);
            }
        }
        witnesses
    }
}

impl CodeProbe<'_> {
    /// The facts that something open may hang on, with values at which decisions turn.
    fn missing(
        &self,
        machine: &mut Machine,
        landmarks: &Landmarks,
        open: &[(Asked, FactSet)],
    ) -> Vec<Missing> {
        let slots: BTreeSet<SlotId> = open.iter().flat_map(|(_, cause)| cause.iter()).collect();
        let mut missing = Vec::new();
        for slot in slots {
            // Of lists nothing is made up here.
            let Need::Fact(id) = self.facts.need(slot) else {
                continue;
            };
            let Some(input) = self.code.facts.get(id.index()).copied() else {
                continue;
            };
            let values = landmarks.values(self.policy, self.facts, slot);
            let numbers = values
                .iter()
                .filter(|value| !matches!(value, Value::List(..)));
            let numbers = numbers.filter_map(|v| fast::numbers(self.code, machine, input, v));
            let values: Vec<[i64; 2]> = numbers.collect();
            if values.len() > 1 {
                missing.push(Missing {
                    slot,
                    id,
                    input,
                    values,
                });
            }
        }
        missing
    }

    /// What the examples of the policy give for the missing facts.
    fn examples(&self, machine: &mut Machine, missing: &[Missing]) -> Vec<Vec<Option<[i64; 2]>>> {
        const MOST: usize = 64;
        let policy = self.policy;
        let step = (policy.examples.len() / MOST).max(1);
        let examples = policy.examples.values().step_by(step).take(MOST);
        let given = |machine: &mut Machine, example: &Example, fact: &Missing| {
            let mut given = example.given.iter();
            let (_, value) = given.find(|(id, _)| *id == fact.id)?;
            fast::numbers(self.code, machine, fact.input, value)
        };
        let rows = examples.map(|example| {
            let values = missing.iter().map(|fact| given(machine, example, fact));
            values.collect()
        });
        rows.collect()
    }

    /// What the answers are to everything that is open; none when an assumption is not kept for
    /// certain.
    fn answers(&self, machine: &mut Machine, open: &[(Asked, FactSet)]) -> Option<Vec<Answer>> {
        if !machine.run(self.code) {
            return None;
        }
        let mut kept = self.code.assumptions.iter();
        if !kept.all(|kept| machine.get(*kept) == 1) {
            return None;
        }
        let answers = open.iter().map(|(asked, _)| self.answer(machine, *asked));
        Some(answers.collect())
    }

    fn answer(&self, machine: &Machine, asked: Asked) -> Answer {
        let one = |register| Some(machine.get(register)).filter(|number| *number != UNKNOWN);
        match asked {
            Asked::Reason(place) => {
                let (_, given) = self.code.reasons.get(place)?;
                Some(vec![one(*given)?])
            }
            Asked::Output(place) => match self.code.outputs.get(place)? {
                Answered::Value(place) => self.value(machine, *place),
                Answered::Periods(periods) => {
                    let mut all = Vec::new();
                    for [applies, from, through] in periods {
                        if one(*applies)? == 1 {
                            all.extend([i64::from(*applies), one(*from)?, one(*through)?]);
                        }
                    }
                    Some(all)
                }
            },
        }
    }

    fn value(&self, machine: &Machine, place: Place) -> Answer {
        let one = |register| Some(machine.get(register)).filter(|number| *number != UNKNOWN);
        Some(match place {
            Place::One(register) | Place::Scaled(register, _) => vec![one(register)?],
            Place::Two(register) => vec![one(register)?, one(register.wrapping_add(1))?],
            Place::Wide(register) => {
                let number = machine.wide(register)?.normalize();
                let (high, low) = (number.mantissa() >> 64, number.mantissa() as i64);
                vec![high as i64, low, i64::from(number.scale())]
            }
            Place::Nowhere => return None,
        })
    }
}

/// Takes in what two answers that differ prove.
fn note(
    witnesses: &mut Witnesses,
    open: &[(Asked, FactSet)],
    slot: SlotId,
    first: &[Answer],
    second: &[Answer],
) {
    for (((asked, _), a), b) in open.iter().zip(first).zip(second) {
        if let (Some(a), Some(b)) = (a, b)
            && a != b
        {
            witnesses.differs.insert(*asked);
            witnesses.matters.insert((*asked, slot));
        }
    }
}

/// Whether the fact is proven to matter to all that may hang on it.
fn is_proven(witnesses: &Witnesses, open: &[(Asked, FactSet)], slot: SlotId) -> bool {
    let mut hanging = open.iter().filter(|(_, cause)| cause.contains(slot));
    hanging.all(|(asked, _)| witnesses.matters.contains(&(*asked, slot)))
}

fn is_complete(witnesses: &Witnesses, open: &[(Asked, FactSet)], missing: &[Missing]) -> bool {
    let mut missing = missing.iter();
    missing.all(|fact| is_proven(witnesses, open, fact.slot))
}

fn current(machine: &Machine, place: Place) -> [i64; 2] {
    match place {
        Place::One(register) | Place::Scaled(register, _) => [machine.get(register); 2],
        Place::Two(register) => [machine.get(register), machine.get(register.wrapping_add(1))],
        Place::Wide(_) | Place::Nowhere => [UNKNOWN; 2],
    }
}

/// Numbers that look drawn and are the same every time.
struct Sequence(u64);

impl Sequence {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn pick<T: Copy>(&mut self, values: &[T]) -> Option<T> {
        let number = usize::try_from(self.next() >> 1).unwrap_or(0);
        values.get(number.checked_rem(values.len())?).copied()
    }
}
