//! Runs the cases of a policy against its mutants, and looks for the case that is missing.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use bylaws_dsl::ir::{ExampleId, Policy};
use bylaws_runtime::explain::item_name;
use bylaws_runtime::{Options, Program, Status, examples};

use super::example;
use super::make::{Made, mutants};
use super::{Fate, Missing, Mutant, Mutated};
use crate::behaviour::{self, Effect, Region, Told, Witness, behaviour, effects};
use crate::canon::normal;
use crate::coverage::Excuse;
use crate::model::Normal;
use crate::structure::compare;

/// The mutants of a policy, ready to be run one by one, from as many threads as the caller has.
pub struct Mutants<'m> {
    program: &'m Arc<Program>,
    original: Normal,
    made: Vec<Made>,
    /// What an example that kills each of them is called.
    names: Vec<String>,
    excuses: &'m [Excuse],
    cases: u64,
    /// Examples that have killed, the last first: they are likely to kill again.
    killers: Mutex<Vec<ExampleId>>,
}

/// What came of one mutant.
pub struct Ran {
    fate: Fate,
    witness: Option<Box<Witness>>,
}

impl<'m> Mutants<'m> {
    /// Makes the mutants of a policy, which must pass its cases itself. For each that survives, so
    /// many cases are decided in search of one that would kill it.
    pub fn of(program: &'m Arc<Program>, excuses: &'m [Excuse], cases: u64) -> Self {
        let made = mutants(program.policy(), program.sources());
        Self {
            program,
            original: normal(program, false),
            names: names(program.policy(), &made),
            made,
            excuses,
            cases,
            killers: Mutex::new(Vec::new()),
        }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.made.len()
    }

    /// Runs the cases against the mutant with this place, and looks for the example that would
    /// kill it if none does.
    pub fn run(&self, place: usize) -> Option<Ran> {
        let name = self.names.get(place)?;
        self.made.get(place).map(|made| self.one(made, name))
    }

    /// All of them, with what came of each; those of which nothing came were not run.
    pub fn told(self, ran: Vec<Option<Ran>>) -> Mutated {
        let mut ran = ran;
        ran.resize_with(self.made.len(), || None);
        self.share_examples(&mut ran);
        let (program, policy) = (self.program, self.program.policy());
        let mutants: Vec<Mutant> = self
            .made
            .into_iter()
            .zip(ran)
            .map(|(made, ran)| Mutant {
                item: made.item,
                span: made.span,
                change: made.change,
                fate: ran.map_or(Fate::Untried, |ran| ran.fate),
            })
            .collect();
        let is_used = |excuse: &&Excuse| {
            let mut excused = mutants
                .iter()
                .filter(|mutant| matches!(mutant.fate, Fate::Equivalent(_) | Fate::Untried));
            excused.any(|mutant| excuse.fits(&item_name(policy, mutant.item), &mutant.change))
        };
        let stale = self.excuses.iter().filter(|excuse| !is_used(excuse));
        Mutated {
            program: Arc::clone(program),
            stale: stale.cloned().collect(),
            mutants,
        }
    }

    fn one(&self, made: &Made, name: &str) -> Ran {
        let policy = self.program.policy();
        let mutant = self.program.altered(&made.edit);
        if let Some(id) = self.killer(&mutant) {
            let name = policy.examples.at(id).name.to_string();
            return Ran {
                fate: Fate::Killed(name),
                witness: None,
            };
        }
        let item = item_name(policy, made.item);
        let mut excuses = self.excuses.iter();
        if let Some(excuse) = excuses.find(|excuse| excuse.fits(&item, &made.change)) {
            return Ran {
                fate: Fate::Equivalent(excuse.reason.clone()),
                witness: None,
            };
        }
        let (missing, witness) = self.missing(&mutant, name);
        Ran {
            fate: Fate::Survived(missing),
            witness: witness.map(Box::new),
        }
    }

    /// The first example that the mutant does not pass.
    fn killer(&self, mutant: &Arc<Program>) -> Option<ExampleId> {
        let likely = self.killers.lock().map(|killers| killers.clone());
        let likely = likely.unwrap_or_default();
        let all = self.program.policy().examples.ids();
        let known: BTreeSet<ExampleId> = likely.iter().copied().collect();
        let rest = all.filter(|id| !known.contains(id));
        let killer = likely
            .iter()
            .copied()
            .chain(rest)
            .find(|id| !examples::passes(mutant, *id))?;
        if let Ok(mut killers) = self.killers.lock() {
            killers.retain(|id| *id != killer);
            killers.insert(0, killer);
        }
        Some(killer)
    }

    /// The case that the policy and the mutant decide differently.
    fn missing(&self, mutant: &Arc<Program>, name: &str) -> (Missing, Option<Witness>) {
        let changed = normal(mutant, false);
        let comparison = compare(Some(&self.original), Some(&changed));
        let effort = behaviour::Effort {
            cases: self.cases,
            regions: 6,
        };
        let found = behaviour(self.program, mutant, &comparison, &effort);
        let said = |region: &&Region| {
            let mut effects = region.effects.iter();
            effects.any(|effect| example::is_sayable(effect, &region.witness.old))
        };
        let decided = |region: &&Region| region.witness.old.status == Status::Decided;
        let mut sayable = found.regions.iter().filter(said);
        let region = sayable.clone().find(decided).or_else(|| sayable.next());
        match (region, found.regions.first()) {
            (Some(region), _) => {
                let text = example::written(name, &region.witness, &region.effects);
                (Missing::Example(text), Some(region.witness.clone()))
            }
            (None, Some(region)) => (Missing::Unsayable(region.words.join("; ")), None),
            (None, None) => (Missing::NotFound(found.coverage.cases), None),
        }
    }

    /// One example may kill several: those that an earlier one kills name it.
    fn share_examples(&self, ran: &mut [Option<Ran>]) {
        let program = self.program;
        let mut chosen: Vec<(usize, Box<Witness>, Vec<Effect>)> = Vec::new();
        for (place, (made, ran)) in self.made.iter().zip(ran).enumerate() {
            let Some(ran) = ran else { continue };
            let Some(witness) = ran.witness.take() else {
                continue;
            };
            let mutant = program.altered(&made.edit);
            let killed = chosen.iter().find(|(_, witness, known)| {
                let told = again(&mutant, witness);
                let differs = effects(&again(program, witness), &told);
                // What the example expects must be among what differs.
                differs.iter().any(|effect| {
                    example::is_sayable(effect, &witness.old)
                        && (*effect != Effect::Reasons || known.contains(&Effect::Reasons))
                })
            });
            match killed.map(|(first, _, _)| *first) {
                Some(first) => ran.fate = Fate::Survived(Missing::As(first)),
                None => {
                    let differs = effects(&again(program, &witness), &again(&mutant, &witness));
                    chosen.push((place, witness, differs));
                }
            }
        }
    }
}

fn again(program: &Arc<Program>, witness: &Witness) -> Told {
    let options = Options {
        readings: witness.readings.clone(),
        ..Options::default()
    };
    Told::of(program.decide_json(&witness.facts_json(), &options))
}

/// A name for each that no example has yet: what is the policy, and not what the mutant says.
fn names(policy: &Policy, made: &[Made]) -> Vec<String> {
    let examples = policy.examples.values();
    let mut taken: BTreeSet<String> = examples.map(|example| example.name.to_string()).collect();
    let mut names = Vec::with_capacity(made.len());
    for made in made {
        let item = item_name(policy, made.item);
        let plain = format!("{item}: not if {}", made.change).replace(['"', '\\'], "'");
        let mut name = plain.clone();
        let mut number = 1;
        while !taken.insert(name.clone()) {
            number += 1;
            name = format!("{plain}, {number}");
        }
        names.push(name);
    }
    names
}
