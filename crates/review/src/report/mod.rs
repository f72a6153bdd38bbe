//! A change of a bundle as a report: what changed, which decisions change, whom it concerns.

mod html;
mod json;
mod markdown;
mod svg;
mod text;
mod waterfall;

use std::sync::Arc;

use bylaws_dsl::value::plain;
use bylaws_runtime::explain::data_words;
use bylaws_runtime::{Data, Program};

use crate::behaviour::{Behaviour, Effort, Region, Told, Witness, behaviour};
use crate::canon::normal;
use crate::impact::Impact;
use crate::model::Normal;
use crate::structure::{Change, Comparison, What, compare};

pub use html::html;
pub use json::json;
pub use markdown::markdown;
pub(crate) use svg::escaped;
pub use text::text;
pub use waterfall::{Bar, Waterfall};

/// A change of a bundle.
#[derive(Clone, Debug, Default)]
pub struct Review {
    /// What the old version is called.
    pub old: String,
    /// What the new version is called.
    pub new: String,
    /// The policies that differ, in the order of the new version.
    pub policies: Vec<PolicyReview>,
    /// How many policies are the same in both versions.
    pub same: usize,
}

impl Review {
    /// Whether anything differs at all.
    pub fn differs(&self) -> bool {
        !self.policies.is_empty()
    }
}

/// A change of one policy.
#[derive(Clone, Debug)]
pub struct PolicyReview {
    /// What changed in it.
    pub comparison: Comparison,
    /// Which decisions change; none where only texts could be compared.
    pub behaviour: Option<Behaviour>,
    /// The waterfalls of the witnesses whose prices change.
    pub waterfalls: Vec<Waterfall>,
    /// What happens to given cases.
    pub cases: Option<Impact>,
    /// What happens to a population.
    pub population: Option<Impact>,
}

impl PolicyReview {
    /// Compares two normalized policies, of which the programs are not there.
    pub fn of_texts(old: Option<&Normal>, new: Option<&Normal>) -> Self {
        Self {
            comparison: compare(old, new),
            behaviour: None,
            waterfalls: Vec::new(),
            cases: None,
            population: None,
        }
    }

    /// Compares two versions of a policy and searches for the decisions that change.
    pub fn of_programs(
        old: Option<&Arc<Program>>,
        new: Option<&Arc<Program>>,
        effort: &Effort,
    ) -> Self {
        let normalized =
            |program: Option<&Arc<Program>>| program.map(|program| normal(program, true));
        let mut review = Self::of_texts(normalized(old).as_ref(), normalized(new).as_ref());
        if let (Some(old), Some(new)) = (old, new)
            && review.differs()
        {
            let found = behaviour(old, new, &review.comparison, effort);
            review.waterfalls = waterfall::waterfalls(old, new, &found.regions);
            review.behaviour = Some(found);
        }
        review
    }

    /// Whether anything differs.
    pub fn differs(&self) -> bool {
        !self.comparison.changes.is_empty() || self.comparison.old_hash != self.comparison.new_hash
    }

    fn name(&self) -> String {
        match &self.comparison.title {
            Some(title) => format!("{title} ({})", self.comparison.policy),
            None => self.comparison.policy.clone(),
        }
    }

    /// The change in one sentence.
    pub fn headline(&self) -> String {
        let comparison = &self.comparison;
        match (&comparison.old_hash, &comparison.new_hash) {
            (None, _) => return "a new policy".to_owned(),
            (_, None) => return "the policy is gone".to_owned(),
            _ => {}
        }
        let deciding = comparison
            .items()
            .filter(|change| change.may_decide())
            .count();
        let other = comparison.items().count() - deciding;
        let items = |count: usize| format!("{count} item{}", if count == 1 { "" } else { "s" });
        let mut words = match (deciding, other) {
            (0, 0) => "no item changed".to_owned(),
            (0, other) => format!("{} changed on which no decision hangs", items(other)),
            (deciding, 0) => format!("{} changed", items(deciding)),
            (deciding, other) => {
                format!(
                    "{} changed, and {other} on which no decision hangs",
                    items(deciding)
                )
            }
        };
        if let Some(behaviour) = &self.behaviour {
            let count = behaviour.regions.len() + behaviour.more;
            words.push_str(&match (count, &behaviour.coverage.exact) {
                (0, Some(_)) => "; no decision changes".to_owned(),
                (0, None) => "; no decision was found that changes".to_owned(),
                (1, _) => "; decisions change in one way".to_owned(),
                (count, _) => format!("; decisions change in {count} ways"),
            });
        }
        words
    }
}

/// The passages of a change, those of both sides where they differ.
fn citations(change: &Change) -> Option<String> {
    let of = |cites: &Vec<String>| cites.join("; ");
    match (&change.old, &change.new) {
        (Some(old), Some(new)) if old.cites == new.cites => {
            (!new.cites.is_empty()).then(|| of(&new.cites))
        }
        (Some(old), Some(new)) => {
            let none = |words: String| {
                if words.is_empty() {
                    "no passage".to_owned()
                } else {
                    words
                }
            };
            Some(format!(
                "{} → {}",
                none(of(&old.cites)),
                none(of(&new.cites))
            ))
        }
        (Some(one), None) | (None, Some(one)) => (!one.cites.is_empty()).then(|| of(&one.cites)),
        (None, None) => None,
    }
}

/// So many outputs are told of a witness whether they differ or not.
const OUTPUTS: usize = 20;

/// What both versions say of a witness, in a line each. Of many outputs those that differ are told.
fn both_words(witness: &Witness) -> (String, String) {
    let (old, new) = (&witness.old, &witness.new);
    let many = old.outputs.len().max(new.outputs.len()) > OUTPUTS;
    let told = |told: &Told, other: &Told| {
        let mut outputs = told.outputs.clone();
        outputs.retain(|(name, data)| !many || other.output(name) != Some(data));
        let alike = told.outputs.len() - outputs.len();
        let words = told_words(&Told {
            outputs,
            ..told.clone()
        });
        match alike {
            0 => words,
            _ => format!("{words}, and {alike} outputs alike"),
        }
    };
    (told(old, new), told(new, old))
}

/// A decision in one line.
fn told_words(told: &Told) -> String {
    let outputs = told.outputs.iter().filter(|(name, data)| {
        name != "periods" && *data != Data::None && *data != Data::Set(Vec::new())
    });
    let mut words: Vec<String> = outputs
        .map(|(name, data)| match name.as_str() {
            "outcome" => data_words(data),
            name => format!("{name} {}", data_words(data)),
        })
        .collect();
    words.extend(told.reasons.iter().map(|reason| format!("\"{reason}\"")));
    if told.status != bylaws_runtime::Status::Decided || words.is_empty() {
        words.insert(0, told.status.word().to_owned());
    }
    words.join(", ")
}

/// How the witness of a region comes about.
fn witness_words(region: &Region) -> String {
    let witness = &region.witness;
    match (&witness.base, witness.changed.is_empty()) {
        (Some(base), true) => format!("the example \"{base}\""),
        (Some(base), false) => {
            let changed: Vec<String> = witness
                .changed
                .iter()
                .map(|(name, from, to)| format!("{name} {to} in place of {from}"))
                .collect();
            format!("the example \"{base}\" with {}", changed.join(", "))
        }
        (None, _) => "a made case".to_owned(),
    }
}

/// The facts of a witness in words, those that the conditions speak of first.
fn fact_words(region: &Region) -> Vec<(String, String)> {
    let spoken = |name: &String| {
        let starts = |words: &String| words.split(' ').next() == Some(name.as_str());
        region.conditions.iter().any(starts)
    };
    let mut facts: Vec<(bool, String, String)> = region
        .witness
        .facts
        .iter()
        .map(|(name, data)| (!spoken(name), name.clone(), data_words(data)))
        .collect();
    facts.sort_by_key(|(unspoken, ..)| *unspoken);
    let readings = region
        .witness
        .readings
        .iter()
        .map(|(name, choice)| (format!("reading {name}"), choice.clone()));
    facts
        .into_iter()
        .map(|(_, name, words)| (name, words))
        .chain(readings)
        .collect()
}

/// The sums of an impact, a line each.
fn sums(impact: &crate::impact::Tally) -> Vec<String> {
    let money = |cents: i64| bylaws_dsl::value::Money::from_cents(cents).to_string();
    let mut lines = Vec::new();
    for (name, (up, down)) in &impact.amounts {
        let net = up.saturating_add(*down);
        lines.push(format!(
            "{name}: {} in all ({} more, {} less)",
            signed(net, &money),
            money(*up),
            money(down.saturating_abs())
        ));
    }
    for (name, (up, down)) in &impact.days {
        let days = |count: i64| plain(count.into()).to_string();
        let net = up.saturating_add(*down);
        lines.push(format!(
            "{name}: {} days in all ({} later, {} earlier)",
            signed(net, &days),
            days(*up),
            days(down.saturating_abs())
        ));
    }
    lines
}

fn signed(value: i64, words: &dyn Fn(i64) -> String) -> String {
    if value > 0 {
        format!("+{}", words(value))
    } else {
        words(value)
    }
}

/// Whether a change weighs more than others in a list of them.
fn is_form(change: &Change) -> bool {
    !change.what.may_decide() && change.what != What::Cited
}
