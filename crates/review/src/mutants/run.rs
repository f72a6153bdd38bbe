//! Runs the cases of a policy against its mutants, and looks for the case that is missing.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use bylaws_dsl::ir::ExampleId;
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

/// How much is done, and whether to go on.
pub struct Effort<'e> {
    /// So many cases are decided by the policy and a mutant in search of one that differs.
    pub cases: u64,
    /// So many threads work.
    pub threads: usize,
    /// Told how many mutants of how many are done; the work ends where the answer is no.
    pub go_on: &'e (dyn Fn(usize, usize) -> bool + Sync),
}

/// Makes the mutants of a policy, runs its cases against each, and looks for an example that
/// would kill those that survive. The policy itself must pass its cases.
pub fn mutate(program: &Arc<Program>, excuses: &[Excuse], effort: &Effort<'_>) -> Mutated {
    let made = mutants(program.policy(), program.sources());
    let work = Work {
        program,
        original: normal(program, false),
        made: &made,
        excuses,
        effort,
        done: AtomicUsize::new(0),
        killers: Mutex::new(Vec::new()),
    };
    let mut found = work.all();
    let used = excused(&found, excuses);
    let stale = excuses.iter().filter(|excuse| !used.contains(&excuse.says));
    let stale = stale.cloned().collect();
    share_examples(program, &made, &mut found);
    let mutants = made.into_iter().zip(found).map(|(made, found)| Mutant {
        item: made.item,
        span: made.span,
        change: made.change,
        fate: found.fate,
    });
    Mutated {
        program: Arc::clone(program),
        mutants: mutants.collect(),
        stale,
    }
}

/// What came of one mutant.
struct Found {
    item: String,
    change: String,
    fate: Fate,
    witness: Option<Box<Witness>>,
}

struct Work<'w> {
    program: &'w Arc<Program>,
    original: Normal,
    made: &'w [Made],
    excuses: &'w [Excuse],
    effort: &'w Effort<'w>,
    done: AtomicUsize,
    /// Examples that have killed, the last first: they are likely to kill again.
    killers: Mutex<Vec<ExampleId>>,
}

impl Work<'_> {
    fn all(&self) -> Vec<Found> {
        let next = AtomicUsize::new(0);
        let count = self.made.len();
        let results: Vec<Mutex<Option<Found>>> = (0..count).map(|_| Mutex::new(None)).collect();
        let work = || {
            while self.goes_on() {
                let place = next.fetch_add(1, Ordering::Relaxed);
                let (Some(made), Some(result)) = (self.made.get(place), results.get(place)) else {
                    return;
                };
                let found = self.one(made);
                if let Ok(mut result) = result.lock() {
                    *result = Some(found);
                }
                self.done.fetch_add(1, Ordering::Relaxed);
            }
        };
        thread::scope(|scope| {
            for _ in 1..self.effort.threads.max(1) {
                scope.spawn(work);
            }
            work();
        });
        let untried = |made: &Made| Found {
            item: item_name(self.program.policy(), made.item).to_string(),
            change: made.change.clone(),
            fate: Fate::Untried,
            witness: None,
        };
        let results = results.into_iter().zip(self.made);
        results
            .map(|(result, made)| {
                let found = result.into_inner().ok().flatten();
                found.unwrap_or_else(|| untried(made))
            })
            .collect()
    }

    fn goes_on(&self) -> bool {
        (self.effort.go_on)(self.done.load(Ordering::Relaxed), self.made.len())
    }

    fn one(&self, made: &Made) -> Found {
        let policy = self.program.policy();
        let item = item_name(policy, made.item).to_string();
        let mutant = self.program.altered(&made.edit);
        let mut witness = None;
        let fate = match self.killer(&mutant) {
            Some(id) => Fate::Killed(policy.examples.at(id).name.to_string()),
            None => match self.excuse(&item, &made.change) {
                Some(reason) => Fate::Equivalent(reason),
                None => {
                    let (missing, found) = self.missing(&mutant, made);
                    witness = found.map(Box::new);
                    Fate::Survived(missing)
                }
            },
        };
        Found {
            item,
            change: made.change.clone(),
            fate,
            witness,
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

    fn excuse(&self, item: &str, change: &str) -> Option<String> {
        let excuse = self
            .excuses
            .iter()
            .find(|excuse| excuse.fits(item, change))?;
        Some(excuse.reason.clone())
    }

    /// The case that the policy and the mutant decide differently.
    fn missing(&self, mutant: &Arc<Program>, made: &Made) -> (Missing, Option<Witness>) {
        if !self.goes_on() {
            return (Missing::NoTime, None);
        }
        let changed = normal(mutant, false);
        let comparison = compare(Some(&self.original), Some(&changed));
        let effort = behaviour::Effort {
            cases: self.effort.cases,
            regions: 6,
        };
        let found = behaviour(self.program, mutant, &comparison, &effort);
        let said = |region: &&Region| region.effects.iter().any(example::is_sayable);
        let decided = |region: &&Region| region.witness.old.status == Status::Decided;
        let mut sayable = found.regions.iter().filter(said);
        let region = sayable.clone().find(decided).or_else(|| sayable.next());
        match (region, found.regions.first()) {
            (Some(region), _) => {
                let name = self.name(made);
                let text = example::written(&name, &region.witness, &region.effects);
                (Missing::Example(text), Some(region.witness.clone()))
            }
            (None, Some(region)) => (Missing::Unsayable(region.words.join("; ")), None),
            (None, None) => (Missing::NotFound(found.coverage.cases), None),
        }
    }

    /// What the example is called: what is the policy, and not what the mutant says.
    fn name(&self, made: &Made) -> String {
        let item = item_name(self.program.policy(), made.item);
        format!("{item}: not if {}", made.change)
    }
}

/// What was said of those that survived.
fn excused(found: &[Found], excuses: &[Excuse]) -> BTreeSet<String> {
    let equivalent = found
        .iter()
        .filter(|found| matches!(found.fate, Fate::Equivalent(_)));
    let used = equivalent.filter_map(|found| {
        let excuse = excuses.iter();
        let mut excuse = excuse.filter(|excuse| excuse.fits(&found.item, &found.change));
        Some(excuse.next()?.says.clone())
    });
    used.collect()
}

/// One example may kill several: those that an earlier one kills name it.
fn share_examples(program: &Arc<Program>, made: &[Made], found: &mut [Found]) {
    let mut chosen: Vec<(usize, Box<Witness>, Vec<Effect>)> = Vec::new();
    for place in 0..found.len() {
        let Some(witness) = found.get_mut(place).and_then(|found| found.witness.take()) else {
            continue;
        };
        let Some(made) = made.get(place) else {
            continue;
        };
        let mutant = program.altered(&made.edit);
        let killed = chosen.iter().find(|(_, witness, known)| {
            let told = again(&mutant, witness);
            let differs = effects(&again(program, witness), &told);
            // What the example expects must be among what differs.
            differs.iter().any(|effect| {
                example::is_sayable(effect)
                    && (*effect != Effect::Reasons || known.contains(&Effect::Reasons))
            })
        });
        match killed.map(|(first, _, _)| *first) {
            Some(first) => {
                if let Some(found) = found.get_mut(place) {
                    found.fate = Fate::Survived(Missing::As(first));
                }
            }
            None => {
                let differs = effects(&again(program, &witness), &again(&mutant, &witness));
                chosen.push((place, witness, differs));
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
