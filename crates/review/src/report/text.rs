//! The report for a terminal.

use bylaws_runtime::explain::Palette;

use super::{
    PolicyReview, Review, both_words, citations, fact_words, is_form, sums, witness_words,
};
use crate::behaviour::{Behaviour, Favour};
use crate::impact::Impact;

/// So many examples that changed are told.
const EXAMPLES: usize = 3;

/// The report as text, in the colours of a palette.
pub fn text(review: &Review, palette: &Palette) -> String {
    let mut out = String::new();
    if !review.differs() {
        return format!("no difference between {} and {}\n", review.old, review.new);
    }
    for policy in &review.policies {
        one(&mut out, policy, palette);
        out.push('\n');
    }
    let s = if review.same == 1 {
        "policy is"
    } else {
        "policies are"
    };
    if review.same > 0 {
        out.push_str(&format!("{} other {s} the same\n", review.same));
    }
    out
}

fn one(out: &mut String, review: &PolicyReview, palette: &Palette) {
    let Palette {
        strong,
        faint,
        reset,
        ..
    } = palette;
    out.push_str(&format!(
        "{strong}{}{reset}: {}\n",
        review.name(),
        review.headline()
    ));
    for change in review.comparison.items() {
        let colour = match (change.may_decide(), is_form(change)) {
            (true, _) => palette.open,
            (false, true) => palette.faint,
            _ => "",
        };
        out.push_str(&format!(
            "  {colour}{:<10}{reset} {}\n",
            change.what.word(),
            change.sentence()
        ));
        if let Some(cites) = citations(change) {
            out.push_str(&format!("             {faint}{cites}{reset}\n"));
        }
    }
    let examples = review.comparison.examples().count();
    for change in review.comparison.examples().take(EXAMPLES) {
        out.push_str(&format!(
            "  {:<10} {}\n",
            change.what.word(),
            change.sentence()
        ));
    }
    if examples > EXAMPLES {
        out.push_str(&format!(
            "             and {} examples more\n",
            examples - EXAMPLES
        ));
    }
    if let Some(behaviour) = &review.behaviour {
        decisions(out, behaviour, palette);
    }
    for (title, found) in [
        ("given cases", &review.cases),
        ("population", &review.population),
    ] {
        if let Some(found) = found {
            impact(out, title, found, palette);
        }
    }
}

fn decisions(out: &mut String, behaviour: &Behaviour, palette: &Palette) {
    let Palette {
        strong,
        faint,
        reset,
        ..
    } = palette;
    if !behaviour.regions.is_empty() {
        out.push_str(&format!("\n  {strong}Decisions that change{reset}\n"));
    }
    for region in &behaviour.regions {
        let colour = match region.favour {
            Favour::More => palette.good,
            Favour::Less => palette.bad,
            Favour::Mixed | Favour::Neither => palette.open,
        };
        out.push_str(&format!(
            "  {colour}{}{reset}: {}\n",
            region.favour.words(),
            region.words.join("; ")
        ));
        for condition in &region.conditions {
            out.push_str(&format!("      where {condition}\n"));
        }
        out.push_str(&format!("    witness: {}\n", witness_words(region)));
        if region.witness.base.is_none() {
            let facts = fact_words(region);
            let facts: Vec<String> = facts
                .iter()
                .map(|(name, value)| format!("{name} {value}"))
                .collect();
            out.push_str(&format!("      {faint}{}{reset}\n", facts.join(", ")));
        }
        let (old, new) = both_words(&region.witness);
        out.push_str(&format!("      old: {old}\n      new: {new}\n"));
    }
    if behaviour.more > 0 {
        out.push_str(&format!(
            "  and {} more ways; --witnesses N shows more\n",
            behaviour.more
        ));
    }
    let coverage = &behaviour.coverage;
    out.push_str(&format!(
        "\n  {faint}{} cases decided by both versions, over {} facts and readings{reset}\n",
        coverage.cases, coverage.facts
    ));
    if let Some(exact) = &coverage.exact {
        out.push_str(&format!("  {faint}nothing was missed: {exact}{reset}\n"));
    }
    for done in &coverage.done {
        out.push_str(&format!("  {faint}looked at {done}{reset}\n"));
    }
    for left in &coverage.left {
        out.push_str(&format!("  {faint}not looked at: {left}{reset}\n"));
    }
}

fn impact(out: &mut String, title: &str, impact: &Impact, palette: &Palette) {
    let Palette { strong, reset, .. } = palette;
    let whole = &impact.whole;
    out.push_str(&format!(
        "\n  {strong}{title}{reset}: {} of {} decisions change, {} more favourable, {} less\n",
        whole.changed, whole.cases, whole.more, whole.less
    ));
    for line in sums(whole) {
        out.push_str(&format!("    {line}\n"));
    }
    for (way, count) in &whole.ways {
        out.push_str(&format!("    {count:>8}  {way}\n"));
    }
    if impact.parts.len() > 1 {
        for (part, tally) in &impact.parts {
            out.push_str(&format!("    by {part}: {} change\n", tally.changed));
            for line in sums(tally) {
                out.push_str(&format!("      {line}\n"));
            }
        }
    }
    for changed in impact.examples.iter().take(5) {
        out.push_str(&format!(
            "    case {}: {}\n",
            changed.place,
            changed.words.join("; ")
        ));
    }
}
