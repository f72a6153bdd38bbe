//! Mutants for programs.

use bylaws_runtime::explain::item_name;
use serde_json::{Value, json};

use crate::coverage::place;
use crate::mutants::{Fate, Missing, Mutant, Mutated};

/// Every policy with its counts, and every mutant that was not killed.
pub fn json(all: &[Mutated]) -> Value {
    Value::Array(all.iter().map(policy).collect())
}

fn policy(mutated: &Mutated) -> Value {
    let share = mutated.share();
    let count = |wanted: fn(&Fate) -> bool| {
        let mutants = mutated.mutants.iter();
        mutants.filter(|mutant| wanted(&mutant.fate)).count()
    };
    let left = mutated.mutants.iter();
    let left = left.filter(|mutant| !matches!(mutant.fate, Fate::Killed(_)));
    let left: Vec<Value> = left.map(|mutant| one(mutated, mutant)).collect();
    let stale = mutated.stale.iter();
    let stale: Vec<Value> = stale
        .map(|excuse| json!({ "item": excuse.item, "change": excuse.says }))
        .collect();
    json!({
        "policy": mutated.program.policy().name.as_str(),
        "mutants": mutated.mutants.len(),
        "killed": share.covered,
        "survived": share.all - share.covered,
        "equivalent": count(|fate| matches!(fate, Fate::Equivalent(_))),
        "untried": count(|fate| *fate == Fate::Untried),
        "percent": share.percent(),
        "not_killed": left,
        "stale": stale,
    })
}

fn one(mutated: &Mutated, mutant: &Mutant) -> Value {
    let (file, line) = place(mutated.program.sources(), mutant.span);
    let mut value = json!({
        "item": item_name(mutated.program.policy(), mutant.item).to_string(),
        "file": file,
        "line": line,
        "change": mutant.change,
    });
    let said = match &mutant.fate {
        Fate::Killed(_) => json!({ "state": "killed" }),
        Fate::Untried => json!({ "state": "untried" }),
        Fate::Equivalent(reason) => json!({ "state": "equivalent", "reason": reason }),
        Fate::Survived(missing) => match missing {
            Missing::Example(example) => json!({ "state": "survived", "example": example }),
            Missing::As(place) => {
                json!({ "state": "survived", "example_of": example_of(mutated, *place) })
            }
            Missing::NotFound(cases) => json!({ "state": "survived", "searched": cases }),
            Missing::Unsayable(words) => json!({ "state": "survived", "differs": words }),
        },
    };
    if let (Some(value), Value::Object(said)) = (value.as_object_mut(), said) {
        value.extend(said);
    }
    value
}

fn example_of(mutated: &Mutated, place: usize) -> Value {
    let first = mutated.mutants.get(place);
    json!(first.map(|first| first.change.as_str()))
}
