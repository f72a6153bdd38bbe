//! What a change does to given cases: how many decisions change, by how much, and through which
//! part of the change.

mod chunks;
mod stages;

use std::collections::BTreeMap;
use std::sync::Arc;

use bylaws_runtime::{Options, Program, Session};

use crate::behaviour::{Effect, Favour, Told, effects, favour, phrases};

pub use stages::{Stage, stages};

/// So many of the cases that changed are kept as examples.
const KEPT: usize = 20;

/// What happened to the cases between two versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Cases that were decided.
    pub cases: u64,
    /// Cases whose decision changed.
    pub changed: u64,
    /// Of these, those for which more is covered, or for longer.
    pub more: u64,
    /// Those for which less is covered, or for shorter.
    pub less: u64,
    /// How many cases changed in each way, in words.
    pub ways: BTreeMap<String, u64>,
    /// By how many cents each amount changed in all: more, and less.
    pub amounts: BTreeMap<String, (i64, i64)>,
    /// By how many days each date changed in all: later, and earlier.
    pub days: BTreeMap<String, (i64, i64)>,
}

impl Tally {
    fn add(&mut self, effects: &[Effect]) {
        self.cases += 1;
        if effects.is_empty() {
            return;
        }
        self.changed += 1;
        match favour(effects) {
            Favour::More => self.more += 1,
            Favour::Less => self.less += 1,
            Favour::Mixed | Favour::Neither => {}
        }
        *self.ways.entry(way(effects)).or_default() += 1;
        for effect in effects {
            let (name, size, map) = match effect {
                Effect::Amount(name, cents) => (name, *cents, &mut self.amounts),
                Effect::Days(name, Some(days), _) => (name, *days, &mut self.days),
                _ => continue,
            };
            let (up, down) = map.entry(name.clone()).or_default();
            let side = if size > 0 { up } else { down };
            *side = side.saturating_add(size);
        }
    }
}

/// A way of differing without its sizes, so that cases can be counted by it.
fn way(effects: &[Effect]) -> String {
    let words: Vec<String> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Amount(name, cents) => Some(format!(
                "{name} {}",
                if *cents > 0 { "higher" } else { "lower" }
            )),
            Effect::Days(name, _, way) => {
                let later = *way == crate::behaviour::Way::Up;
                Some(format!(
                    "{name} {}",
                    if later { "later" } else { "earlier" }
                ))
            }
            Effect::Value(name, ..) if name == "covered_from" || name == "covered_through" => None,
            other => phrases(std::slice::from_ref(other), &[None]).pop(),
        })
        .collect();
    words.join(", ")
}

/// A case whose decision changed.
#[derive(Clone, Debug)]
pub struct Changed {
    /// Its place among the cases, from 1.
    pub place: u64,
    /// What is different, in words.
    pub words: Vec<String>,
    /// What the old version says.
    pub old: Told,
    /// What the new version says.
    pub new: Told,
}

/// What a change does to given cases.
#[derive(Clone, Debug, Default)]
pub struct Impact {
    /// From the old version to the new one.
    pub whole: Tally,
    /// Each part of the change, in the order in which the parts were applied, with what it did
    /// to the cases on top of the parts before it.
    pub parts: Vec<(String, Tally)>,
    /// Some of the cases that changed.
    pub examples: Vec<Changed>,
}

/// Decides every request by the old version and then by each stage of the change; the last stage
/// is the new version. A request is JSON; one that a version refuses counts as it says.
pub fn impact(
    old: &Arc<Program>,
    stages: &[Stage],
    requests: impl IntoIterator<Item = String>,
) -> Impact {
    let mut impact = Impact {
        parts: stages
            .iter()
            .map(|stage| (stage.name.clone(), Tally::default()))
            .collect(),
        ..Impact::default()
    };
    let mut sessions: Vec<Session> = std::iter::once(old)
        .chain(stages.iter().map(|stage| &stage.program))
        .map(Program::session)
        .collect();
    for (place, request) in requests.into_iter().enumerate() {
        let told: Vec<Told> = sessions
            .iter_mut()
            .map(|session| decide(session, &request))
            .collect();
        for ((_, tally), pair) in impact.parts.iter_mut().zip(told.windows(2)) {
            if let [before, after] = pair {
                tally.add(&effects(before, after));
            }
        }
        let (Some(first), Some(last)) = (told.first(), told.last()) else {
            continue;
        };
        let changes = effects(first, last);
        impact.whole.add(&changes);
        if !changes.is_empty() && impact.examples.len() < KEPT {
            impact.examples.push(Changed {
                place: place as u64 + 1,
                words: phrases(&changes, &[]),
                old: first.clone(),
                new: last.clone(),
            });
        }
    }
    impact
}

fn decide(session: &mut Session, request: &str) -> Told {
    let program = Arc::clone(session.program());
    Told::of(match program.facts(request) {
        Ok(facts) => session.decide(&facts, &Options::default()),
        Err(errors) => program.invalid(errors),
    })
}
