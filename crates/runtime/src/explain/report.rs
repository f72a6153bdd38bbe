//! A decision as a report: the same for every way of writing it out.

use bylaws_dsl::ir::{Head, ItemRef, OutputKind, Policy};

use super::events::{Event, Step};
use super::words::{because, data_words, error_words, item_name, step_note, step_words};
use crate::decision::{Decision, Status};
use crate::program::Program;

/// A decision in words, ready to be laid out.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The policy's title and name.
    pub title: String,
    /// What was decided, in one line.
    pub headline: String,
    /// Whether that is good, bad or open.
    pub mark: Mark,
    /// Outputs by name, as people read them.
    pub outputs: Vec<(String, String)>,
    /// The parts of the explanation, in order.
    pub sections: Vec<Section>,
}

/// A part of an explanation.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What it tells.
    pub entries: Vec<Entry>,
}

/// One line of an explanation with what stands below it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// How it turned out.
    pub mark: Mark,
    /// What it is about.
    pub head: String,
    /// What came of it.
    pub note: Option<String>,
    /// The passages behind it.
    pub cites: Vec<String>,
    /// Its parts.
    pub parts: Vec<Entry>,
}

/// How something turned out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It held.
    Yes,
    /// It did not.
    No,
    /// That is not known.
    Unknown,
    /// There is nothing to hold.
    Plain,
}

impl Mark {
    fn of(holds: Option<bool>) -> Self {
        match holds {
            Some(true) => Mark::Yes,
            Some(false) => Mark::No,
            None => Mark::Unknown,
        }
    }
}

impl Entry {
    fn plain(head: impl Into<String>, note: Option<String>) -> Self {
        Self {
            mark: Mark::Plain,
            head: head.into(),
            note,
            cites: Vec::new(),
            parts: Vec::new(),
        }
    }
}

/// The report on a decision; its trace says how much there is to tell.
pub fn report(decision: &Decision) -> Report {
    let program = &decision.program;
    let policy = program.policy();
    let title = match &policy.title {
        Some(title) => format!("{title} ({})", policy.name),
        None => policy.name.to_string(),
    };
    let mut sections = Vec::new();
    let mut section = |title: &str, entries: Vec<Entry>| {
        if !entries.is_empty() {
            sections.push(Section {
                title: title.to_owned(),
                entries,
            });
        }
    };
    section(
        "What is wrong",
        decision
            .errors
            .iter()
            .map(|error| Entry {
                mark: Mark::No,
                ..Entry::plain(error_words(error), None)
            })
            .collect(),
    );
    section(
        "Still needed",
        decision
            .needs
            .iter()
            .map(|fact| {
                let fact = &policy.facts.at(*fact);
                Entry {
                    mark: Mark::Unknown,
                    ..Entry::plain(
                        fact.name.as_str(),
                        fact.title.as_ref().map(|t| t.to_string()),
                    )
                }
            })
            .collect(),
    );
    section(
        "Reasons",
        decision
            .reasons
            .iter()
            .map(|reason| Entry::plain(reason.message.as_str(), None))
            .collect(),
    );
    let of_kind = |wanted: fn(&Policy, ItemRef) -> bool| -> Vec<Entry> {
        let events = decision
            .trace
            .iter()
            .filter(|event| wanted(policy, event.item));
        events.map(|event| entry(program, event)).collect()
    };
    section(
        "Requirements",
        of_kind(|_, item| matches!(item, ItemRef::Require(_))),
    );
    section(
        "Categories",
        of_kind(|_, item| matches!(item, ItemRef::Category(_))),
    );
    section("Outputs", of_kind(is_output));
    section(
        "Intermediate values",
        of_kind(|policy, item| matches!(item, ItemRef::Define(_)) && !is_output(policy, item)),
    );
    section(
        "Readings of ambiguous passages",
        decision
            .readings
            .iter()
            .map(|(id, choice)| {
                let reading = &policy.readings.at(*id);
                let member = policy.enums.at(reading.choices).member(*choice);
                let name = member.map_or("", |m| m.name.as_str());
                let title = member
                    .and_then(|m| m.title.as_ref())
                    .map_or(String::new(), |title| format!(": {title}"));
                let question = reading.head.title.as_ref().map(|q| q.to_string());
                Entry {
                    cites: cites(policy, &reading.head),
                    ..Entry::plain(format!("{} = {name}{title}", reading.head.name), question)
                }
            })
            .collect(),
    );
    Report {
        title,
        headline: headline(decision),
        mark: mark(decision),
        outputs: decision
            .outputs
            .iter()
            .map(|(name, data)| (name.to_string(), data_words(data)))
            .collect(),
        sections,
    }
}

fn is_output(policy: &Policy, item: ItemRef) -> bool {
    matches!(item, ItemRef::Define(id) if policy.outputs.values().any(|o| o.kind == OutputKind::Define(id)))
}

fn headline(decision: &Decision) -> String {
    let as_of = decision
        .as_of
        .map_or(String::new(), |date| format!(" as of {date}"));
    match (decision.status, decision.outcome()) {
        (Status::Decided, Some(outcome)) => format!("{}{as_of}", outcome.replace('_', " ")),
        (status, _) => format!("{status}{as_of}"),
    }
}

fn mark(decision: &Decision) -> Mark {
    match (decision.status, decision.outcome()) {
        (Status::Decided, Some("covered" | "met") | None) => Mark::Yes,
        (Status::Undetermined, _) => Mark::Unknown,
        _ => Mark::No,
    }
}

fn entry(program: &Program, event: &Event) -> Entry {
    let policy = program.policy();
    let head = policy.head(event.item);
    let name = match event.item {
        ItemRef::Require(id) => super::words::source_text(program, policy.requires.at(id).holds),
        item => head.map_or_else(
            || item_name(policy, item).to_string(),
            |head| head.name.to_string(),
        ),
    };
    let title = head
        .and_then(|head| head.title.as_ref())
        .map_or(String::new(), |title| format!("  {title}"));
    let mut mark = Mark::of(event.holds);
    if event.referred.is_some() {
        mark = Mark::Unknown;
    } else if matches!(event.item, ItemRef::Define(_)) && event.value.is_some() {
        mark = Mark::Plain;
    }
    Entry {
        mark,
        head: format!("{name}{title}"),
        note: Some(because(program, event)),
        cites: head.map_or_else(Vec::new, |head| cites(policy, head)),
        parts: event
            .steps
            .iter()
            .flat_map(|step| parts(program, event, step))
            .collect(),
    }
}

/// The parts of a step that add something to the step itself: an `and` is told by its parts.
fn parts(program: &Program, event: &Event, step: &Step) -> Vec<Entry> {
    let is_all = matches!(step.kind, super::events::StepKind::Test(id)
        if matches!(program.policy().exprs.at(id).kind, bylaws_dsl::ir::ExprKind::And(_)));
    let inner = || {
        step.parts
            .iter()
            .flat_map(|part| parts(program, event, part))
            .collect::<Vec<_>>()
    };
    if is_all {
        return inner();
    }
    if matches!(event.item, ItemRef::Require(_)) && step.parts.is_empty() {
        // The line of the require itself says as much.
        return Vec::new();
    }
    vec![Entry {
        mark: match step.kind {
            super::events::StepKind::Cap(..) => Mark::Plain,
            _ => Mark::of(step.holds),
        },
        head: step_words(program, event.item, step),
        note: step_note(program, step),
        cites: Vec::new(),
        parts: match step.kind {
            super::events::StepKind::Refer(_) | super::events::StepKind::Except(_) => Vec::new(),
            _ => inner(),
        },
    }]
}

pub(super) fn cites(policy: &Policy, head: &Head) -> Vec<String> {
    let words = head.cites.iter().map(|cite| {
        let source = &policy.sources.at(cite.source).head;
        let source = source.title.as_ref().unwrap_or(&source.name);
        let at = cite
            .at
            .as_ref()
            .map_or(String::new(), |at| format!(", \"{at}\""));
        format!(
            "{source}{at}{}",
            if cite.unverified { " (unverified)" } else { "" }
        )
    });
    words.collect()
}
