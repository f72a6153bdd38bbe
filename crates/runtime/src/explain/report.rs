//! A decision as a report: the same for every way of writing it out.

use bylaws_dsl::ir::{ExprKind, Head, ItemRef, Need, OutputKind, Policy, ReadingId};

use bylaws_dsl::value::Value;

use super::events::{Event, RowHit, Step, StepKind};
use super::lists::{finding_words, inner_lists};
use super::price::{self, Line};
use super::relevant::{Shown, is_far};
use super::rows::row_words;
use super::scripts;
use super::unverified::unverified;
use super::words::{
    because, data_words, error_words, item_name, source_text, step_note, step_words,
};
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
    /// The waterfall of a price, line by line.
    pub waterfall: Vec<Line>,
    /// The policy that it was written in, where that is worth telling.
    pub layer: Option<String>,
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
    pub(super) fn plain(head: impl Into<String>, note: Option<String>) -> Self {
        Self {
            mark: Mark::Plain,
            head: head.into(),
            note,
            cites: Vec::new(),
            waterfall: Vec::new(),
            layer: None,
            parts: Vec::new(),
        }
    }
}

/// The report on a decision; its trace says how much there is to tell.
///
/// What did not come near to mattering is told in a line: a category whose first test failed, an
/// exception that did not hold, a value or a reading that only such items ask for.
pub fn report(decision: &Decision) -> Report {
    let program = &decision.program;
    let policy = program.policy();
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
            .map(|error| marked(Mark::No, error_words(error), None))
            .collect(),
    );
    section(
        "Still needed",
        decision
            .needs
            .iter()
            .map(|need| needed(policy, *need))
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
    let shown = Shown::of(policy, &decision.trace);
    let of_kind =
        |wanted: fn(&Policy, ItemRef) -> bool| entries(program, &decision.trace, &shown, wanted);
    section(
        "Requirements",
        of_kind(|_, item| matches!(item, ItemRef::Require(_))),
    );
    section(
        "Categories",
        of_kind(|_, item| matches!(item, ItemRef::Category(_))),
    );
    section(
        "Prices",
        of_kind(|_, item| matches!(item, ItemRef::Price(_))),
    );
    section(
        "Script",
        of_kind(|_, item| matches!(item, ItemRef::Script(_))),
    );
    section("Outputs", of_kind(is_output));
    section(
        "Intermediate values",
        of_kind(|policy, item| matches!(item, ItemRef::Define(_)) && !is_output(policy, item)),
    );
    for (title, entries) in used(program, &decision.trace, "") {
        section(&title, entries);
    }
    let brief = decision.trace.is_empty();
    section(
        "Readings of ambiguous passages",
        decision
            .readings
            .iter()
            .map(|(id, choice)| reading(policy, *id, *choice, brief))
            .collect(),
    );
    section(
        "Not confirmed by anybody",
        marked_unverified(program, &decision.trace, ""),
    );
    Report {
        title: match &policy.title {
            Some(title) => format!("{title} ({})", policy.name),
            None => policy.name.to_string(),
        },
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

/// The entries for the items of a kind that a reader wants to see.
fn entries(
    program: &Program,
    trace: &[Event],
    shown: &Shown,
    wanted: fn(&Policy, ItemRef) -> bool,
) -> Vec<Entry> {
    let events = trace
        .iter()
        .filter(|event| wanted(program.policy(), event.item) && shown.has(event.item));
    events.map(|event| entry(program, event)).collect()
}

/// A section for each policy that is used, and for each that it uses in turn.
fn used(program: &Program, trace: &[Event], prefix: &str) -> Vec<(String, Vec<Entry>)> {
    let mut sections = Vec::new();
    for event in trace {
        let ItemRef::Use(id) = event.item else {
            continue;
        };
        let Some(inner) = program.used(id) else {
            continue;
        };
        let head = &program.policy().uses.at(id).head;
        let alias = format!("{prefix}{}", head.name);
        let title = match &head.title {
            Some(title) => format!("{alias}: {title} ({})", inner.policy().name),
            None => format!("{alias}: {}", inner.policy().name),
        };
        let mut all = vec![Entry {
            cites: cites(program.policy(), head),
            ..Entry::plain(alias.as_str(), Some(because(program, event)))
        }];
        let shown = Shown::of(inner.policy(), &event.used);
        all.extend(entries(inner, &event.used, &shown, |_, item| {
            !matches!(item, ItemRef::Use(_))
        }));
        sections.push((title, all));
        sections.extend(used(inner, &event.used, &format!("{alias}.")));
    }
    sections
}

/// What came near to mattering and is marked as unverified, each once.
fn marked_unverified(program: &Program, trace: &[Event], prefix: &str) -> Vec<Entry> {
    let policy = program.policy();
    let mut all: Vec<Entry> = Vec::new();
    for event in trace.iter().filter(|event| !is_far(event)) {
        let mut found: Vec<Entry> = unverified(policy, event)
            .into_iter()
            .map(|name| Entry::plain(format!("{prefix}{name}"), None))
            .collect();
        if let ItemRef::Use(id) = event.item
            && let Some(inner) = program.used(id)
        {
            let prefix = format!("{prefix}{}.", policy.uses.at(id).head.name);
            found.extend(marked_unverified(inner, &event.used, &prefix));
        }
        found.retain(|entry| !all.contains(entry));
        all.append(&mut found);
    }
    all
}

fn marked(mark: Mark, head: impl Into<String>, note: Option<String>) -> Entry {
    Entry {
        mark,
        ..Entry::plain(head, note)
    }
}

fn needed(policy: &Policy, need: Need) -> Entry {
    let declared = policy.declaration(need);
    marked(
        Mark::Unknown,
        policy.need_name(need),
        declared.title.as_ref().map(|title| title.to_string()),
    )
}

fn reading(policy: &Policy, id: ReadingId, choice: u16, brief: bool) -> Entry {
    let reading = policy.readings.at(id);
    let member = policy.enums.at(reading.choices).member(choice);
    let name = member.map_or("", |m| m.name.as_str());
    let title = member
        .and_then(|m| m.title.as_ref())
        .map_or(String::new(), |title| format!(": {title}"));
    let entry = Entry::plain(format!("{} = {name}{title}", reading.head.name), None);
    if brief {
        return entry;
    }
    let question = reading
        .head
        .title
        .as_ref()
        .map(|question| question.to_string());
    Entry {
        note: question,
        cites: cites(policy, &reading.head),
        ..entry
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
        ItemRef::Require(id) => source_text(program, policy.requires.at(id).holds),
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
    } else if matches!(event.item, ItemRef::Define(_) | ItemRef::Price(_)) && event.value.is_some()
    {
        mark = Mark::Plain;
    }
    let is_met = matches!(event.item, ItemRef::Require(_)) && event.holds == Some(true);
    let far = is_far(event);
    Entry {
        mark,
        head: format!("{name}{title}"),
        note: match event.item {
            ItemRef::Script(_) if event.holds == Some(true) => Some(scripts::note(policy, event)),
            _ => (!is_met || !event.lists.is_empty()).then(|| because(program, event)),
        },
        cites: head
            .filter(|_| !far)
            .map_or_else(Vec::new, |head| cites(policy, head)),
        waterfall: price::lines(program, event),
        layer: (!far).then(|| other_layer(policy, event.item)).flatten(),
        parts: match far {
            true => Vec::new(),
            false => event
                .steps
                .iter()
                .flat_map(|step| parts(program, event, step))
                .chain(event.rows.iter().map(|hit| row(program, *hit)))
                .collect(),
        },
    }
}

/// A row that was hit, with the line on which it stands.
fn row(program: &Program, hit: RowHit) -> Entry {
    let (at, words) = row_words(program, hit);
    let name = &program.policy().tables.at(hit.table).head.name;
    Entry::plain(format!("{name}: {words}"), Some(at))
}

/// The parts of a step that add something to the step itself: an `and` is told by its parts, an
/// `or` that holds by those that do.
fn parts(program: &Program, event: &Event, step: &Step) -> Vec<Entry> {
    if let StepKind::Because(because) = &step.kind {
        return vec![scripts::entry(program.policy(), because)];
    }
    if matches!(step.kind, StepKind::Amount(..)) {
        // The waterfall tells it.
        return Vec::new();
    }
    let kind = match step.kind {
        StepKind::Test(id) => Some(&program.policy().exprs.at(id).kind),
        _ => None,
    };
    let is_or = matches!(kind, Some(ExprKind::Or(_)));
    let told = step
        .parts
        .iter()
        .filter(|part| !(is_or && step.holds == Some(true)) || part.holds == Some(true));
    let mut inner: Vec<Entry> = told.flat_map(|part| parts(program, event, part)).collect();
    inner.extend(inner_lists(step).map(|list| {
        let words = finding_words(program.policy(), list);
        Entry::plain(source_text(program, list.of), Some(words))
    }));
    if matches!(kind, Some(ExprKind::And(_))) {
        return inner;
    }
    if matches!(&step.kind, StepKind::Cap(_, Some(Value::Open))) {
        // A cap whose condition does not hold caps nothing.
        return Vec::new();
    }
    let is_define = matches!(event.item, ItemRef::Define(_));
    if is_define && (step.holds == Some(false) || !matches!(step.kind, StepKind::Except(_))) {
        return Vec::new();
    }
    if matches!(event.item, ItemRef::Require(_)) && step.parts.is_empty() {
        // The line of the require itself says as much.
        return Vec::new();
    }
    vec![Entry {
        mark: match step.kind {
            StepKind::Cap(..) => Mark::Plain,
            // Where a referral stands, a person decides; where it does not, nothing follows.
            StepKind::Refer(_) if step.holds == Some(false) => Mark::Plain,
            StepKind::Refer(_) => Mark::Unknown,
            _ => Mark::of(step.holds),
        },
        parts: match step.kind {
            StepKind::Refer(_) | StepKind::Except(_) => Vec::new(),
            _ => inner,
        },
        ..Entry::plain(
            step_words(program, event.item, step),
            step_note(program, step),
        )
    }]
}

/// The policy that an item was written in, unless it is this one.
pub(super) fn other_layer(policy: &Policy, item: ItemRef) -> Option<String> {
    let layer = policy.layer(item);
    (*layer != policy.name).then(|| layer.to_string())
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
