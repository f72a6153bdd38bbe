//! Mutants for a terminal.

use bylaws_runtime::explain::{Palette, item_name};

use crate::coverage::place;
use crate::mutants::{Fate, Missing, Mutant, Mutated};

/// A line for each policy, and below it the mutants that no case kills.
pub fn text(all: &[Mutated], palette: &Palette) -> String {
    let names = all
        .iter()
        .map(|mutated| mutated.program.policy().name.len());
    let wide = names.max().unwrap_or(0).max("policy".len());
    let mut out = format!(
        "{:wide$}  {:>8}  {:>8}  {:>10}  {:>8}  {:>6}\n",
        "policy", "mutants", "killed", "equivalent", "survived", "share"
    );
    for mutated in all {
        let share = mutated.share();
        let equivalent = |mutant: &&Mutant| matches!(mutant.fate, Fate::Equivalent(_));
        let colour = match share.covered == share.all {
            true => palette.good,
            false => palette.bad,
        };
        out.push_str(&format!(
            "{:wide$}  {:>8}  {:>8}  {:>10}  {:>8}  {colour}{:>5}%{}\n",
            mutated.program.policy().name.as_str(),
            mutated.mutants.len(),
            share.covered,
            mutated.mutants.iter().filter(equivalent).count(),
            share.all - share.covered,
            share.percent(),
            palette.reset
        ));
    }
    for mutated in all {
        survivors(&mut out, mutated, palette);
    }
    out
}

fn survivors(out: &mut String, mutated: &Mutated, palette: &Palette) {
    let policy = mutated.program.policy();
    let untried = |mutant: &&Mutant| mutant.fate == Fate::Untried;
    let untried = mutated.mutants.iter().filter(untried).count();
    if untried > 0 {
        out.push_str(&format!(
            "\n{}: {untried} mutants were not run: the time was over\n",
            policy.name
        ));
    }
    for excuse in &mutated.stale {
        out.push_str(&format!(
            "\n{}: `{}` of `{}` is called equivalent, and no mutant like it survives\n",
            policy.name, excuse.says, excuse.item
        ));
    }
    let survived = mutated
        .mutants
        .iter()
        .filter_map(|mutant| match &mutant.fate {
            Fate::Survived(missing) => Some((mutant, missing)),
            _ => None,
        });
    for (number, (mutant, missing)) in survived.enumerate() {
        if number == 0 {
            let (strong, reset) = (palette.strong, palette.reset);
            out.push_str(&format!("\n{strong}{}{reset}: survivors\n", policy.name));
        }
        out.push_str(&format!(
            "\n  {}{}{}\n    {}{}{}\n",
            palette.faint,
            at(mutated, mutant),
            palette.reset,
            palette.bad,
            mutant.change,
            palette.reset
        ));
        match missing {
            Missing::Example(example) => {
                out.push_str("    this example would kill it:\n\n");
                for line in example.lines() {
                    out.push_str(&format!("      {line}\n"));
                }
            }
            Missing::As(place) => {
                let first = mutated.mutants.get(*place);
                let first = first.map_or(String::new(), |first| at(mutated, first));
                out.push_str(&format!("    the example of {first} would kill it\n"));
            }
            Missing::NotFound(cases) => out.push_str(&format!(
                "    no difference found in {cases} cases: perhaps equivalent\n"
            )),
            Missing::Unsayable(words) => out.push_str(&format!(
                "    no example can expect what differs: {words}\n"
            )),
        }
    }
}

fn at(mutated: &Mutated, mutant: &Mutant) -> String {
    let (file, line) = place(mutated.program.sources(), mutant.span);
    let item = item_name(mutated.program.policy(), mutant.item);
    format!("{file}:{line} {item}")
}
