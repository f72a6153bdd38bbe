//! The cases around which the search looks: the examples of both versions, cases in which each
//! item is at work, and the first of them moved in time.

use std::collections::BTreeSet;
use std::sync::Arc;

use bylaws_dsl::ir::{ItemRef, Policy};
use bylaws_dsl::value::{Date, Value};
use bylaws_runtime::{Data, Program};

use super::aim::{self, Wanted};
use super::axis::{Axis, Of};
use super::cuts::Cuts;
use super::focus::changed;
use super::reach::hanging_on;
use super::search::{Base, Case};
use super::told::moved;
use super::values::plain;
use crate::structure::Comparison;

/// So many examples of each version are looked around.
const EXAMPLES: usize = 150;
/// So many made cases.
const MADE: usize = 250;
/// So many cases moved in time.
const MOVED: usize = 1_500;

/// All bases, the most telling first, none twice.
pub(super) fn bases(
    old: &Arc<Program>,
    new: &Arc<Program>,
    axes: &[Axis],
    comparison: &Comparison,
    cuts: &Cuts,
    near: &[usize],
) -> Vec<Base> {
    let mut bases: Vec<Base> = Vec::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut add = |bases: &mut Vec<Base>, base: Base| {
        if seen.insert(format!("{:?}", base.case)) {
            bases.push(base);
        }
    };
    for (program, is_old) in [(new, false), (old, true)] {
        for base in examples(program.policy(), axes, is_old) {
            add(&mut bases, base);
        }
    }
    let first = bases.len();
    for (program, is_old) in [(new, false), (old, true)] {
        let policy = program.policy();
        let items = hanging_on(policy, changed(policy, comparison, is_old));
        let start: Wanted = axes
            .iter()
            .filter_map(|axis| Some((name(axis, is_old).clone(), plain(axis)?)))
            .collect();
        let made = aim::cases(policy, &start, &|item: ItemRef| items.contains(&item), MADE);
        for wanted in made.into_iter().take(MADE) {
            let case = axes
                .iter()
                .map(|axis| wanted.get(name(axis, is_old)).cloned())
                .collect();
            add(&mut bases, Base { name: None, case });
        }
    }
    // Made cases that no example is like come before the last of many examples.
    let sources: Vec<Case> = bases
        .iter()
        .take(6)
        .chain(bases.iter().skip(first).take(24))
        .map(|base| base.case.clone())
        .collect();
    for case in in_time(&sources, axes, cuts, near) {
        add(&mut bases, Base { name: None, case });
    }
    bases
}

fn name(axis: &Axis, is_old: bool) -> &String {
    if is_old { &axis.old_name } else { &axis.name }
}

fn examples(policy: &Policy, axes: &[Axis], is_old: bool) -> Vec<Base> {
    let examples = policy.examples.values().take(EXAMPLES);
    examples
        .map(|example| {
            let case = axes.iter().map(|axis| {
                let of = if is_old { axis.old } else { axis.new };
                match of {
                    Some(Of::Fact(id)) => {
                        let given = example.given.iter().find(|(fact, _)| *fact == id);
                        let value = given.map(|(_, value)| value);
                        value
                            .filter(|value| **value != Value::None)
                            .map(|v| Data::of(policy, v))
                    }
                    Some(Of::Reading) => {
                        let name = if is_old { &axis.old_name } else { &axis.name };
                        let chosen = example
                            .readings
                            .iter()
                            .find(|(id, _)| policy.readings.at(*id).head.name == name.as_str());
                        chosen.map(|(id, choice)| {
                            let of = policy.readings.at(*id).choices;
                            Data::Member(policy.member_name(of, *choice).into())
                        })
                    }
                    None => plain(axis),
                }
            });
            Base {
                name: Some(example.name.to_string()),
                case: case.collect(),
            }
        })
        .collect()
}

/// Cases with all their dates moved alike, so that one of them falls on a day on which something
/// begins or ends, or at the end of a month where months are of different lengths.
fn in_time(sources: &[Case], axes: &[Axis], cuts: &Cuts, near: &[usize]) -> Vec<Case> {
    let ends = [
        (2027, 8, 31),
        (2028, 2, 29),
        (2027, 2, 28),
        (2027, 12, 31),
        (2027, 1, 30),
    ];
    let mut days: Vec<Date> = ends
        .iter()
        .filter_map(|(y, m, d)| Date::from_ymd(*y, *m, *d))
        .collect();
    for turn in cuts.turns.iter().rev().take(8) {
        days.extend([moved(*turn, -1), *turn]);
    }
    let mut places: Vec<usize> = near.to_vec();
    places.extend(0..axes.len());
    let mut dated: Vec<usize> = Vec::new();
    for place in places {
        if axes.get(place).is_some_and(Axis::is_date) && !dated.contains(&place) {
            dated.push(place);
        }
    }
    let mut cases = Vec::new();
    for case in sources {
        for place in dated.iter().take(4) {
            let Some(Some(Data::Date(from))) = case.get(*place) else {
                continue;
            };
            for day in &days {
                let by = i64::from(day.days()) - i64::from(from.days());
                let shifted = case.iter().map(|value| match value {
                    Some(Data::Date(own)) => Some(Data::Date(moved(*own, by))),
                    other => other.clone(),
                });
                cases.push(shifted.collect());
                if cases.len() >= MOVED {
                    return cases;
                }
            }
        }
    }
    cases
}
