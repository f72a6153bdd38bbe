//! The report for programs. The version of the form is in it.

use bylaws_runtime::explain::data_json;
use serde_json::{Value, json as object};

use super::{PolicyReview, Review};
use crate::behaviour::{Favour, Region, Told};
use crate::impact::{Impact, Tally};
use crate::structure::{Change, Side};

/// The report as one JSON document.
pub fn json(review: &Review) -> String {
    let document = entries([
        ("version", "1".to_owned()),
        ("old", plain(review.old.as_str())),
        ("new", plain(review.new.as_str())),
        ("differs", review.differs().to_string()),
        ("same", review.same.to_string()),
        ("policies", list(review.policies.iter().map(policy))),
    ]);
    document + "\n"
}

/// An object of parts that are JSON already: amounts never pass through a number of this library,
/// which would be a binary float.
fn entries<'a>(parts: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(key, part)| format!("{}:{part}", plain(key)))
        .collect();
    format!("{{{}}}", parts.join(","))
}

fn list(parts: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", parts.into_iter().collect::<Vec<_>>().join(","))
}

fn plain(value: impl Into<Value>) -> String {
    value.into().to_string()
}

fn or_null<T>(value: Option<&T>, json: impl Fn(&T) -> String) -> String {
    value.map_or("null".to_owned(), json)
}

fn policy(review: &PolicyReview) -> String {
    let comparison = &review.comparison;
    let behaviour = or_null(review.behaviour.as_ref(), |behaviour| {
        let coverage = &behaviour.coverage;
        let coverage = object!({
            "exact": coverage.exact,
            "cases": coverage.cases,
            "facts": coverage.facts,
            "done": coverage.done,
            "left": coverage.left,
        });
        entries([
            ("regions", list(behaviour.regions.iter().map(region))),
            ("more", behaviour.more.to_string()),
            ("coverage", coverage.to_string()),
        ])
    });
    entries([
        ("policy", plain(comparison.policy.as_str())),
        ("title", plain(comparison.title.clone())),
        ("old_hash", plain(comparison.old_hash.clone())),
        ("new_hash", plain(comparison.new_hash.clone())),
        ("headline", plain(review.headline())),
        ("may_decide", comparison.may_decide().to_string()),
        (
            "changes",
            list(
                comparison
                    .changes
                    .iter()
                    .map(|found| change(found).to_string()),
            ),
        ),
        ("behaviour", behaviour),
        ("cases", or_null(review.cases.as_ref(), impact)),
        ("population", or_null(review.population.as_ref(), impact)),
    ])
}

fn change(change: &Change) -> Value {
    object!({
        "what": change.what.word(),
        "kind": change.kind.word(),
        "item": change.name,
        "may_decide": change.may_decide(),
        "words": change.words,
        "old": change.old.as_ref().map(side),
        "new": change.new.as_ref().map(side),
    })
}

fn side(side: &Side) -> Value {
    let at = side
        .written
        .as_ref()
        .map(|at| object!({ "file": at.file, "line": at.line }));
    object!({
        "name": side.name,
        "title": side.title,
        "cites": side.cites,
        "layer": side.layer,
        "hash": side.hash,
        "text": side.clauses,
        "at": at,
    })
}

fn region(region: &Region) -> String {
    let witness = &region.witness;
    let favour = match region.favour {
        Favour::More => "more",
        Favour::Less => "less",
        Favour::Mixed => "mixed",
        Favour::Neither => "neither",
    };
    let changed: Vec<Value> = witness
        .changed
        .iter()
        .map(|(name, from, to)| object!({ "fact": name, "from": from, "to": to }))
        .collect();
    let readings = witness.readings.iter();
    let readings = entries(readings.map(|(name, choice)| (name.as_str(), plain(choice.as_str()))));
    let witness = entries([
        ("base", plain(witness.base.clone())),
        ("changed", plain(changed)),
        ("facts", witness.facts_json()),
        ("readings", readings),
        ("old", told(&witness.old)),
        ("new", told(&witness.new)),
    ]);
    entries([
        ("favour", plain(favour)),
        ("words", plain(region.words.clone())),
        ("where", plain(region.conditions.clone())),
        ("cases", region.cases.to_string()),
        ("witness", witness),
    ])
}

fn told(told: &Told) -> String {
    let outputs = told
        .outputs
        .iter()
        .map(|(name, data)| (name.as_str(), data_json(data)));
    let reasons: Vec<&str> = told.reasons.iter().map(|reason| reason.as_str()).collect();
    entries([
        ("status", plain(told.status.word())),
        ("outputs", entries(outputs)),
        ("reasons", plain(reasons)),
    ])
}

fn impact(impact: &Impact) -> String {
    let parts = impact.parts.iter();
    let parts =
        parts.map(|(name, part)| object!({ "part": name, "tally": tally(part) }).to_string());
    let examples = impact.examples.iter().map(|changed| {
        entries([
            ("case", changed.place.to_string()),
            ("words", plain(changed.words.clone())),
            ("old", told(&changed.old)),
            ("new", told(&changed.new)),
        ])
    });
    entries([
        ("whole", tally(&impact.whole).to_string()),
        ("parts", list(parts)),
        ("examples", list(examples)),
    ])
}

fn tally(tally: &Tally) -> Value {
    let pairs = |all: &std::collections::BTreeMap<String, (i64, i64)>, more: &str, less: &str| {
        let entry = |(name, (up, down)): (&String, &(i64, i64))| {
            let mut sums = serde_json::Map::new();
            sums.insert(more.to_owned(), Value::from(*up));
            sums.insert(less.to_owned(), Value::from(down.saturating_abs()));
            (name.clone(), Value::Object(sums))
        };
        all.iter()
            .map(entry)
            .collect::<serde_json::Map<String, Value>>()
    };
    object!({
        "cases": tally.cases,
        "changed": tally.changed,
        "more_favourable": tally.more,
        "less_favourable": tally.less,
        "ways": tally.ways,
        "cents": pairs(&tally.amounts, "more", "less"),
        "days": pairs(&tally.days, "later", "earlier"),
    })
}
