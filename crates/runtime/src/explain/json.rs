//! The decision in JSON: keys in a fixed order, numbers exact to the digit.

use bylaws_dsl::ir::{ItemRef, Policy};
use bylaws_dsl::value::{Money, plain};

use super::events::{Event, Moved, Step, StepKind};
use super::hits::{CodeHit, RowHit};
use super::lists::{ListFinding, finding_words, inner_lists};
use super::price;
use super::rows::row_words;
use super::scripts;
use super::words::{because, item_name, source_text, step_note, step_words, subject_name};
use crate::decision::{Data, Decision};
use crate::error::DecisionError;
use crate::facts::Facts;
use crate::program::Program;
use crate::script::Because;

/// The decision as one line of JSON.
pub fn decision_json(decision: &Decision) -> String {
    let program = &decision.program;
    let policy = program.policy();
    let outputs = decision
        .outputs
        .iter()
        .map(|(name, data)| (name.as_str(), data_json(data)));
    let readings = decision.readings.iter().map(|(id, choice)| {
        let reading = &policy.readings.at(*id);
        (
            reading.head.name.as_str(),
            text(policy.member_name(reading.choices, *choice)),
        )
    });
    object([
        ("policy", text(&policy.name)),
        ("bundle", text(&program.hash().to_string())),
        (
            "as_of",
            decision
                .as_of
                .map_or("null".to_owned(), |date| text(&date.to_string())),
        ),
        ("status", text(decision.status.word())),
        ("outputs", object(outputs)),
        (
            "reasons",
            array(decision.reasons.iter().map(|reason| text(&reason.message))),
        ),
        ("needs", array(decision.needs().map(|name| text(&name)))),
        ("readings", object(readings)),
        ("errors", array(decision.errors.iter().map(error_json))),
        (
            "trace",
            array(
                decision
                    .trace
                    .iter()
                    .flat_map(|event| events_json(program, event, "")),
            ),
        ),
    ])
}

/// A value as JSON: money with its two decimals, decimals exact, a percentage as text.
pub fn data_json(data: &Data) -> String {
    match data {
        Data::Boolean(truth) => truth.to_string(),
        Data::Integer(n) => n.to_string(),
        Data::Decimal(d) => plain(*d).to_string(),
        Data::Percent(d) => text(&format!("{}%", plain(*d))),
        Data::Money(m) => m.digits(),
        Data::Date(d) => text(&d.to_string()),
        Data::Open => text("open"),
        Data::Duration(d) => text(&d.to_string()),
        Data::Text(t) | Data::Member(t) => text(t),
        Data::Set(members) => array(members.iter().map(|m| text(m))),
        Data::Window(from, through) => text(&format!("{from}..{through}")),
        Data::Periods(periods) => object(periods.iter().map(|(name, from, through)| {
            (
                name.as_str(),
                object([("from", data_json(from)), ("through", data_json(through))]),
            )
        })),
        Data::None => "null".to_owned(),
        Data::List(rows) => array(rows.iter().map(|row| {
            object(
                row.iter()
                    .map(|(name, data)| (name.as_str(), data_json(data))),
            )
        })),
    }
}

/// The facts of a request as JSON that the policy reads back: flat, with dotted keys, in the order
/// of the declaration.
pub fn facts_json(policy: &Policy, facts: &Facts) -> String {
    let given = policy.facts.iter().filter_map(|(id, fact)| {
        let data = Data::of(policy, facts.get(id)?);
        Some((fact.name.as_str(), data_json(&data)))
    });
    object(given)
}

/// The key `places` is there only where an error has some.
fn error_json(error: &DecisionError) -> String {
    let optional = |value: &Option<Box<str>>| value.as_deref().map_or("null".to_owned(), text);
    let mut entries = vec![
        ("code", text(error.code.id())),
        ("message", text(&error.message)),
        (
            "fact",
            error.fact.as_deref().map_or("null".to_owned(), text),
        ),
        ("given", optional(&error.given)),
        ("allowed", optional(&error.allowed)),
        (
            "item",
            error.item.as_deref().map_or("null".to_owned(), text),
        ),
    ];
    if !error.places.is_empty() {
        entries.push((
            "places",
            array(error.places.iter().map(|place| text(place))),
        ));
    }
    object(entries)
}

/// An event and those of the policy that it uses, whose items have the name of the use before
/// their own.
fn events_json(program: &Program, event: &Event, prefix: &str) -> Vec<String> {
    let mut all = vec![event_json(program, event, prefix)];
    if let ItemRef::Use(id) = event.item
        && let Some(used) = program.used(id)
    {
        let prefix = format!("{prefix}{}.", program.policy().uses.at(id).head.name);
        let inner = event.used.iter();
        all.extend(inner.flat_map(|event| events_json(used, event, &prefix)));
    }
    all
}

fn event_json(program: &Program, event: &Event, prefix: &str) -> String {
    let policy = program.policy();
    let head = policy.head(event.item);
    let values = event.values.iter().map(|(subject, value)| {
        let data = value
            .as_ref()
            .map_or(Data::None, |value| Data::of(policy, value));
        (subject_name(policy, *subject), data_json(&data))
    });
    let cites = head.into_iter().flat_map(|head| &head.cites).map(|cite| {
        let source = text(&policy.sources.at(cite.source).head.name);
        let at = cite.at.as_deref().map_or("null".to_owned(), text);
        match cite.unverified {
            true => object([
                ("source", source),
                ("at", at),
                ("unverified", "true".to_owned()),
            ]),
            false => object([("source", source), ("at", at)]),
        }
    });
    let rows = event.rows.iter().map(|hit| row_json(program, *hit));
    let mut entries =
        vec![
            (
                "item",
                text(&format!("{prefix}{}", item_name(policy, event.item))),
            ),
            ("holds", truth(event.holds)),
            ("because", text(&because(program, event))),
            ("values", object(values)),
            (
                "cites",
                array(cites.chain(
                    scripts::reasons(event).filter_map(|because| cite_json(policy, because)),
                )),
            ),
            ("layer", text(head.map_or("", |head| &head.layer))),
            (
                "steps",
                array(
                    event
                        .steps
                        .iter()
                        .map(|step| step_json(program, event, step)),
                ),
            ),
        ];
    if !event.rows.is_empty() {
        entries.push(("rows", array(rows)));
    }
    if !event.codes.is_empty() {
        let codes = event.codes.iter().map(|hit| code_json(policy, hit));
        entries.push(("codes", array(codes)));
    }
    if !event.unverified.is_empty() {
        let marked = event.unverified.iter();
        let marked = marked.map(|item| text(&format!("{prefix}{}", item_name(policy, *item))));
        entries.push(("unverified", array(marked)));
    }
    object(entries)
}

/// The passage behind a reason that a script gave.
fn cite_json(policy: &Policy, because: &Because) -> Option<String> {
    let source = &policy.sources.at(because.source?).head.name;
    let at = because.at.as_deref().map_or("null".to_owned(), text);
    Some(object([("source", text(source)), ("at", at)]))
}

/// A row that was hit: its table, the line that it stands on, and what stands there.
fn row_json(program: &Program, hit: RowHit) -> String {
    let (at, words) = row_words(program, hit);
    object([
        (
            "table",
            text(&program.policy().tables.at(hit.table).head.name),
        ),
        ("at", text(&at)),
        ("row", text(&words)),
    ])
}

/// A code that was found: its set, and the entry that it was found under.
fn code_json(policy: &Policy, hit: &CodeHit) -> String {
    object([
        ("codes", text(&policy.codes.at(hit.codes).head.name)),
        ("code", text(&hit.code)),
        ("entry", text(&hit.entry.to_string())),
    ])
}

fn step_json(program: &Program, event: &Event, step: &Step) -> String {
    let because = match price::written(program, event.item, step) {
        Some(written) => price::note(program, written, step),
        None => step_note(program, step),
    };
    let mut entries = vec![
        ("test", text(&step_words(program, event.item, step))),
        ("holds", truth(step.holds)),
        (
            "because",
            because.map_or("null".to_owned(), |note| text(&note)),
        ),
    ];
    if let StepKind::Amount(_, moved) = &step.kind {
        let label = price::written(program, event.item, step).and_then(|s| s.label.as_deref());
        entries.push(("label", label.map_or("null".to_owned(), text)));
        entries.extend(amounts(moved));
    }
    let parts = step.parts.iter();
    let lists = inner_lists(step).map(|list| list_json(program, list));
    let parts = parts.map(|part| step_json(program, event, part));
    let parts = array(parts.chain(lists));
    entries.push(("steps", parts));
    object(entries)
}

/// The running amount around a step of a price.
fn amounts(moved: &Moved) -> [(&'static str, String); 3] {
    let amount = |money: Option<Money>| money.map_or("null".to_owned(), Money::digits);
    [
        ("before", amount(moved.before)),
        ("change", amount(moved.change)),
        ("after", amount(moved.after)),
    ]
}

/// What was found in a list, in the form of a step.
fn list_json(program: &Program, list: &ListFinding) -> String {
    let words = finding_words(program.policy(), list);
    object([
        ("test", text(&source_text(program, list.of))),
        ("holds", "null".to_owned()),
        ("because", text(&words)),
        ("steps", array([])),
    ])
}

fn truth(holds: Option<bool>) -> String {
    holds.map_or("null".to_owned(), |holds| holds.to_string())
}

fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn array(items: impl IntoIterator<Item = String>) -> String {
    format!("[{}]", items.into_iter().collect::<Vec<_>>().join(","))
}

fn object<'a>(entries: impl IntoIterator<Item = (&'a str, String)>) -> String {
    let entries = entries
        .into_iter()
        .map(|(key, value)| format!("{}:{value}", text(key)));
    format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
}
