//! Where no solver gives an answer: cases around the values at which decisions turn, asked one
//! after the other. What is found is found; what is not is no proof.

use std::sync::Arc;

use bylaws_dsl::ir::ItemRef;
use bylaws_dsl::value::{Date, Value};
use bylaws_runtime::{Data, Program};

use super::asker::{Asker, Case};
use super::cases::filled;
use super::questions::Question;
use crate::behaviour::aim::{self, Wanted};
use crate::behaviour::axis::{Axis, Of};
use crate::behaviour::cuts::Cuts;
use crate::behaviour::values::{near, plain, still};

/// So many cases are made so that every item is at work.
const MADE: usize = 250;
/// So many examples are looked around.
const EXAMPLES: usize = 120;

/// The cases to begin with: the examples of the policy, and cases in which each item is at work.
pub(super) fn bases(program: &Arc<Program>, axes: &[Axis]) -> Vec<Case> {
    let policy = program.policy();
    let mut bases: Vec<Case> = Vec::new();
    for example in policy.examples.values().take(EXAMPLES) {
        let case = axes.iter().map(|axis| match axis.new {
            Some(Of::Fact(id)) => {
                let given = example.given.iter().find(|(fact, _)| *fact == id);
                given
                    .map(|(_, value)| value)
                    .filter(|value| **value != Value::None)
                    .map(|value| Data::of(policy, value))
            }
            Some(Of::Reading) => {
                let chosen = example
                    .readings
                    .iter()
                    .find(|(id, _)| policy.readings.at(*id).head.name == axis.name.as_str());
                chosen.map(|(id, choice)| {
                    let of = policy.readings.at(*id).choices;
                    Data::Member(policy.member_name(of, *choice).into())
                })
            }
            None => None,
        });
        bases.push(case.collect());
    }
    let start: Wanted = axes
        .iter()
        .filter_map(|axis| Some((axis.name.clone(), plain(axis)?)))
        .collect();
    let made = aim::cases(policy, &start, &|_: ItemRef| true, MADE);
    for wanted in made.into_iter().take(MADE) {
        bases.push(
            axes.iter()
                .map(|axis| wanted.get(&axis.name).cloned())
                .collect(),
        );
    }
    bases
}

/// What a search found for each question, in their order.
pub(super) type Found = Vec<Option<Case>>;

/// Looks at the cases to begin with alone.
pub(super) fn begin(asker: &mut Asker<'_>, bases: &[Case], questions: &[Question]) -> Found {
    let mut found: Found = vec![None; questions.len()];
    for base in bases {
        look(asker, base, questions, &mut found);
        look(asker, &filled(asker.axes, base), questions, &mut found);
    }
    found
}

/// Whether every question has its case.
pub(super) fn look(
    asker: &mut Asker<'_>,
    case: &Case,
    questions: &[Question],
    found: &mut Found,
) -> bool {
    let Some(mut loaded) = asker.load(case) else {
        return false;
    };
    let mut all = true;
    for (question, slot) in questions.iter().zip(found.iter_mut()) {
        if slot.is_none() && asker.holds(&mut loaded, &question.check) {
            *slot = Some(case.clone());
        }
        all &= slot.is_some();
    }
    all
}

/// Goes through so many cases, until `is_done` with one; how many it went through.
pub(super) fn search(
    programs: &[&Arc<Program>],
    axes: &[Axis],
    bases: &[Case],
    most: u64,
    is_done: &mut dyn FnMut(&Case) -> bool,
) -> u64 {
    let mut cuts = Cuts::default();
    for program in programs {
        cuts.add(program.policy(), program.sources());
    }
    let lengths = cuts.lengths.clone();
    let still: Vec<Vec<Option<Data>>> = axes.iter().map(|axis| still(axis, &cuts)).collect();
    let bases: Vec<Case> = bases.iter().map(|base| filled(axes, base)).collect();
    let values = |case: &Case, place: usize| {
        let mut all = still.get(place).cloned().unwrap_or_default();
        all.extend(near(place, axes, case, &cuts, &lengths));
        all
    };
    let mut seen = 0;
    // One fact after the other, around each case in turn.
    'one: for base in &bases {
        for place in 0..axes.len() {
            for value in values(base, place) {
                let mut case = base.clone();
                if let Some(slot) = case.get_mut(place) {
                    *slot = value;
                }
                seen += 1;
                if is_done(&case) {
                    return seen;
                }
                if seen >= most / 2 {
                    break 'one;
                }
            }
        }
    }
    // Then several at once, the same ones on every run.
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    while seen < most && !bases.is_empty() && !axes.is_empty() {
        let Some(base) = bases.get(chance.below(bases.len())) else {
            break;
        };
        let mut case = base.clone();
        for _ in 0..1 + chance.below(4) {
            let place = chance.below(axes.len());
            let all = values(&case, place);
            let value = match axes.get(place) {
                // Any day of some years: months end in many ways.
                Some(axis) if axis.is_date() && chance.below(3) == 0 => Date::from_ymd(2024, 1, 1)
                    .and_then(|day| day.add_days(chance.below(1_500) as i64).ok())
                    .map(|day| Some(Data::Date(day))),
                _ => all.get(chance.below(all.len().max(1))).cloned(),
            };
            if let (Some(slot), Some(value)) = (case.get_mut(place), value) {
                *slot = value;
            }
            seen += 1;
            if is_done(&case) {
                return seen;
            }
        }
    }
    seen
}

/// Numbers that look like chance and are the same on every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}
