//! The decision in JSON: keys in a fixed order, numbers exact to the digit.

use bylaws_dsl::ir::{ItemRef, Policy};
use bylaws_dsl::value::{Money, plain};

use super::events::{Event, Step, StepKind};
use super::lists::{ListFinding, finding_words, inner_lists};
use super::price;
use super::rows::row_words;
use super::scripts;
use super::words::{because, item_name, source_text, step_note, step_words, subject_name};
use super::written::{Array, Object, plainly, quoted, text, texts};
use crate::decision::{Data, Decision};
use crate::error::DecisionError;
use crate::facts::Facts;
use crate::program::Program;

/// The decision as one line of JSON.
pub fn decision_json(decision: &Decision) -> String {
    // About as long as decisions are, with a trace and without.
    let size = 1_024 + decision.trace.len() * 1_024;
    let mut out = String::with_capacity(size);
    write_decision(&mut out, decision);
    out
}

fn write_decision(out: &mut String, decision: &Decision) {
    let program = &decision.program;
    let policy = program.policy();
    let mut object = Object::new(out);
    object.text("policy", &policy.name);
    quoted(object.key("bundle"), program.hash());
    match decision.as_of {
        Some(date) => quoted(object.key("as_of"), date),
        None => object.optional("as_of", None),
    }
    object.text("status", decision.status.word());
    let mut outputs = Object::new(object.key("outputs"));
    for (name, data) in &decision.outputs {
        write_data(outputs.key(name), data);
    }
    outputs.end();
    let reasons = decision.reasons.iter();
    texts(
        object.key("reasons"),
        reasons.map(|reason| reason.message.as_str()),
    );
    let mut needs = Array::new(object.key("needs"));
    for name in decision.needs() {
        text(needs.next(), &name);
    }
    needs.end();
    let mut readings = Object::new(object.key("readings"));
    for (id, choice) in &decision.readings {
        let reading = &policy.readings.at(*id);
        readings.text(
            &reading.head.name,
            policy.member_name(reading.choices, *choice),
        );
    }
    readings.end();
    let mut errors = Array::new(object.key("errors"));
    for error in &decision.errors {
        write_error(errors.next(), error);
    }
    errors.end();
    let mut trace = Array::new(object.key("trace"));
    for event in &decision.trace {
        write_events(&mut trace, program, event, "");
    }
    trace.end();
    object.end();
}

/// A value as JSON: money with its two decimals, decimals exact, a percentage as text.
pub fn data_json(data: &Data) -> String {
    let mut out = String::new();
    write_data(&mut out, data);
    out
}

fn write_data(out: &mut String, data: &Data) {
    match data {
        Data::Boolean(truth) => plainly(out, truth),
        Data::Integer(n) => plainly(out, n),
        Data::Decimal(d) => plainly(out, plain(*d)),
        Data::Percent(d) => quoted(out, format_args!("{}%", plain(*d))),
        Data::Money(m) => out.push_str(&m.digits()),
        Data::Date(d) => quoted(out, d),
        Data::Open => out.push_str("\"open\""),
        Data::Duration(d) => quoted(out, d),
        Data::Text(t) | Data::Member(t) => text(out, t),
        Data::Set(members) => texts(out, members.iter().map(|member| member.as_str())),
        Data::Window(from, through) => quoted(out, format_args!("{from}..{through}")),
        Data::Periods(periods) => {
            let mut object = Object::new(out);
            for (name, from, through) in periods {
                let mut period = Object::new(object.key(name));
                write_data(period.key("from"), from);
                write_data(period.key("through"), through);
                period.end();
            }
            object.end();
        }
        Data::None => out.push_str("null"),
        Data::List(rows) => {
            let mut array = Array::new(out);
            for row in rows {
                let mut object = Object::new(array.next());
                for (name, data) in row {
                    write_data(object.key(name), data);
                }
                object.end();
            }
            array.end();
        }
    }
}

/// The facts of a request as JSON that the policy reads back: flat, with dotted keys, in the order
/// of the declaration.
pub fn facts_json(policy: &Policy, facts: &Facts) -> String {
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    for (id, fact) in policy.facts.iter() {
        if let Some(value) = facts.get(id) {
            write_data(object.key(&fact.name), &Data::of(policy, value));
        }
    }
    object.end();
    out
}

/// The key `places` is there only where an error has some.
fn write_error(out: &mut String, error: &DecisionError) {
    let mut object = Object::new(out);
    object.text("code", error.code.id());
    object.text("message", &error.message);
    object.optional("fact", error.fact.as_deref());
    object.optional("given", error.given.as_deref());
    object.optional("allowed", error.allowed.as_deref());
    object.optional("item", error.item.as_deref());
    if !error.places.is_empty() {
        texts(
            object.key("places"),
            error.places.iter().map(|place| &**place),
        );
    }
    object.end();
}

/// An event and those of the policy that it uses, whose items have the name of the use before
/// their own.
fn write_events(trace: &mut Array<'_>, program: &Program, event: &Event, prefix: &str) {
    write_event(trace.next(), program, event, prefix);
    if let ItemRef::Use(id) = event.item
        && let Some(used) = program.used(id)
    {
        let prefix = format!("{prefix}{}.", program.policy().uses.at(id).head.name);
        for event in &event.used {
            write_events(trace, used, event, &prefix);
        }
    }
}

fn write_event(out: &mut String, program: &Program, event: &Event, prefix: &str) {
    let policy = program.policy();
    let head = policy.head(event.item);
    let name = |item| format!("{prefix}{}", item_name(policy, item));
    let mut object = Object::new(out);
    object.text("item", &name(event.item));
    object.truth("holds", event.holds);
    object.text("because", &because(program, event));
    let mut values = Object::new(object.key("values"));
    for (subject, value) in &event.values {
        let out = values.key(subject_name(policy, *subject));
        match value {
            Some(value) => write_data(out, &Data::of(policy, value)),
            None => write_data(out, &Data::None),
        }
    }
    values.end();
    let mut cites = Array::new(object.key("cites"));
    for cite in head.into_iter().flat_map(|head| &head.cites) {
        let source = &policy.sources.at(cite.source).head.name;
        write_cite(cites.next(), source, cite.at.as_deref(), cite.unverified);
    }
    // The passages behind the reasons that a script gave.
    for because in scripts::reasons(event) {
        if let Some(source) = because.source {
            let source = &policy.sources.at(source).head.name;
            write_cite(cites.next(), source, because.at.as_deref(), false);
        }
    }
    cites.end();
    object.text("layer", head.map_or("", |head| &head.layer));
    let mut steps = Array::new(object.key("steps"));
    for step in &event.steps {
        write_step(steps.next(), program, event, step);
    }
    steps.end();
    if !event.rows.is_empty() {
        // The rows that were hit: the table, the line that each stands on, and what stands there.
        let mut rows = Array::new(object.key("rows"));
        for hit in &event.rows {
            let (at, words) = row_words(program, *hit);
            let mut row = Object::new(rows.next());
            row.text("table", &policy.tables.at(hit.table).head.name);
            row.text("at", &at);
            row.text("row", &words);
            row.end();
        }
        rows.end();
    }
    if !event.codes.is_empty() {
        // The codes that were found: the set, and the entry that each was found under.
        let mut codes = Array::new(object.key("codes"));
        for hit in &event.codes {
            let mut code = Object::new(codes.next());
            code.text("codes", &policy.codes.at(hit.codes).head.name);
            code.text("code", &hit.code);
            code.text("entry", &hit.entry.to_string());
            code.end();
        }
        codes.end();
    }
    if !event.unverified.is_empty() {
        let mut marked = Array::new(object.key("unverified"));
        for item in &event.unverified {
            text(marked.next(), &name(*item));
        }
        marked.end();
    }
    object.end();
}

fn write_cite(out: &mut String, source: &str, at: Option<&str>, unverified: bool) {
    let mut object = Object::new(out);
    object.text("source", source);
    object.optional("at", at);
    if unverified {
        object.truth("unverified", Some(true));
    }
    object.end();
}

fn write_step(out: &mut String, program: &Program, event: &Event, step: &Step) {
    let written = price::written(program, event.item, step);
    let note = match written {
        Some(written) => price::note(program, written, step),
        None => step_note(program, step),
    };
    let mut object = Object::new(out);
    object.text("test", &step_words(program, event.item, step));
    object.truth("holds", step.holds);
    object.optional("because", note.as_deref());
    if let StepKind::Amount(_, moved) = &step.kind {
        // The running amount around a step of a price.
        object.optional("label", written.and_then(|step| step.label.as_deref()));
        for (key, amount) in [
            ("before", moved.before),
            ("change", moved.change),
            ("after", moved.after),
        ] {
            let amount = amount.map(Money::digits);
            object
                .key(key)
                .push_str(amount.as_deref().unwrap_or("null"));
        }
    }
    let mut parts = Array::new(object.key("steps"));
    for part in &step.parts {
        write_step(parts.next(), program, event, part);
    }
    for list in inner_lists(step) {
        write_list(parts.next(), program, list);
    }
    parts.end();
    object.end();
}

/// What was found in a list, in the form of a step.
fn write_list(out: &mut String, program: &Program, list: &ListFinding) {
    let mut object = Object::new(out);
    object.text("test", &source_text(program, list.of));
    object.truth("holds", None);
    object.text("because", &finding_words(program.policy(), list));
    Array::new(object.key("steps")).end();
    object.end();
}
