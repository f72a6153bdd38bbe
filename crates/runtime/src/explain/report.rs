//! A decision as a report: the same for every way of writing it out.

use bylaws_dsl::ir::{Citation, ExprKind, Head, ItemRef, Need, Policy, ReadingId};

use bylaws_dsl::value::Value;

use super::events::{Event, Step, StepKind};
use super::hits::{CodeHit, RowHit};
use super::lists::{finding_words, inner_lists};
use super::price::{self, Line};
use super::relevant::{is_far, is_output, is_shown};
use super::rows::row_words;
use super::scripts;
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
    let of_kind = |wanted: fn(&Policy, ItemRef) -> bool| entries(program, &decision.trace, wanted);
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
    section(
        "Parameters",
        of_kind(|_, item| matches!(item, ItemRef::Parameter(_))),
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
fn entries(program: &Program, trace: &[Event], wanted: fn(&Policy, ItemRef) -> bool) -> Vec<Entry> {
    let policy = program.policy();
    let events = trace
        .iter()
        .filter(|event| wanted(policy, event.item) && is_shown(policy, event));
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
        all.extend(entries(inner, &event.used, |_, item| {
            !matches!(item, ItemRef::Use(_))
        }));
        sections.push((title, all));
        sections.extend(used(inner, &event.used, &format!("{alias}.")));
    }
    sections
}

/// What the decision rests on and nobody has confirmed, each once.
fn marked_unverified(program: &Program, trace: &[Event], prefix: &str) -> Vec<Entry> {
    let policy = program.policy();
    let mut all: Vec<Entry> = Vec::new();
    for event in trace {
        let mut found: Vec<Entry> = event
            .unverified
            .iter()
            .map(|item| unconfirmed(policy, *item, prefix))
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

/// The item with its title, and the passages that nobody has confirmed.
fn unconfirmed(policy: &Policy, item: ItemRef, prefix: &str) -> Entry {
    let name = item_name(policy, item);
    let head = policy.head(item);
    let title = head.and_then(|head| head.title.as_ref());
    let title = title.map_or(String::new(), |title| format!("  {title}"));
    let cites = head.map_or_else(Vec::new, |head| {
        let cites = head.cites.iter();
        let marked = cites.filter(|cite| head.unverified || cite.unverified);
        marked.map(|cite| passage(policy, cite)).collect()
    });
    Entry {
        cites,
        ..Entry::plain(format!("{prefix}{name}{title}"), None)
    }
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
        ItemRef::Require(id) => source_text(program, policy.requires.at(id).holds).into_owned(),
        item => head.map_or_else(
            || item_name(policy, item).to_string(),
            |head| head.name.to_string(),
        ),
    };
    let title = match event.item {
        ItemRef::Require(id) if event.holds == Some(false) => Some(&policy.requires.at(id).reason),
        _ => head.and_then(|head| head.title.as_ref()),
    };
    let title = title.map_or(String::new(), |title| format!("  {title}"));
    let is_value = matches!(
        event.item,
        ItemRef::Define(_) | ItemRef::Price(_) | ItemRef::Parameter(_)
    );
    let absent = event.in_force == Some(false);
    let mark = match event.holds {
        _ if absent || is_value && event.value.is_some() => Mark::Plain,
        _ if event.referred.is_some() => Mark::Unknown,
        holds => Mark::of(holds),
    };
    let is_met = matches!(event.item, ItemRef::Require(_)) && event.holds == Some(true);
    let is_told = absent || !is_met || !event.lists.is_empty();
    let far = is_far(event);
    Entry {
        mark,
        head: format!("{name}{title}"),
        note: match event.item {
            ItemRef::Script(_) if event.holds == Some(true) => Some(scripts::note(policy, event)),
            _ => is_told.then(|| because(program, event)),
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
                .flat_map(|step| first_parts(program, event, step))
                .chain(event.rows.iter().map(|hit| row(program, *hit)))
                .chain(event.codes.iter().map(|hit| code(policy, hit)))
                .collect(),
        },
    }
}

/// A row that was hit, with the line on which it stands and the passages behind its table.
fn row(program: &Program, hit: RowHit) -> Entry {
    let (at, words) = row_words(program, hit);
    let head = &program.policy().tables.at(hit.table).head;
    Entry {
        cites: cites(program.policy(), head),
        ..Entry::plain(format!("{}: {words}", head.name), Some(at))
    }
}

/// A code that was found, with the passages behind its set.
fn code(policy: &Policy, hit: &CodeHit) -> Entry {
    let head = &policy.codes.at(hit.codes).head;
    let title = head.title.as_ref();
    let title = title.map_or(String::new(), |title| format!("  {title}"));
    Entry {
        cites: cites(policy, head),
        ..Entry::plain(
            format!("{}{title}", head.name),
            Some(format!("{} is in `{}`", hit.code, hit.entry)),
        )
    }
}

/// What the first step of an item adds to the line of the item itself, which says already what a
/// requirement asks for, and by how much a single test of a value failed.
fn first_parts(program: &Program, event: &Event, step: &Step) -> Vec<Entry> {
    let StepKind::Test(id) = step.kind else {
        return parts(program, event, step);
    };
    let is_define = matches!(event.item, ItemRef::Define(_));
    let says_all = match program.policy().exprs.at(id).kind {
        ExprKind::Constant(_) => true,
        _ => step.parts.is_empty() && step.holds != Some(true),
    };
    match event.item {
        ItemRef::Define(_) if says_all => Vec::new(),
        ItemRef::Require(_) if step.parts.is_empty() => lists_of(program, step),
        ItemRef::Require(_) | ItemRef::Define(_) if is_any(program, step) => {
            let inner = inner_parts(program, event, step);
            match is_define {
                true => vec![test_entry(program, event, step, inner)],
                false => inner,
            }
        }
        _ => parts(program, event, step),
    }
}

fn is_any(program: &Program, step: &Step) -> bool {
    matches!(step.kind, StepKind::Test(id) if matches!(program.policy().exprs.at(id).kind, ExprKind::Or(_)))
}

/// What was found in lists that the test does not tell itself.
fn lists_of(program: &Program, step: &Step) -> Vec<Entry> {
    let lists = inner_lists(step).map(|list| {
        let words = finding_words(program.policy(), list);
        Entry::plain(source_text(program, list.of).into_owned(), Some(words))
    });
    lists.collect()
}

/// The parts of an `and`; of an `or` that holds, those that do.
fn inner_parts(program: &Program, event: &Event, step: &Step) -> Vec<Entry> {
    let some = is_any(program, step) && step.holds == Some(true);
    let told = step.parts.iter();
    let told = told.filter(|part| !some || part.holds == Some(true));
    let mut inner: Vec<Entry> = told.flat_map(|part| parts(program, event, part)).collect();
    inner.extend(lists_of(program, step));
    inner
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
    let inner = inner_parts(program, event, step);
    if matches!(step.kind, StepKind::Test(id) if matches!(program.policy().exprs.at(id).kind, ExprKind::And(_)))
    {
        return inner;
    }
    if matches!(&step.kind, StepKind::Cap(_, Some(Value::Open))) {
        // A cap whose condition does not hold caps nothing.
        return Vec::new();
    }
    let settled = event.value.is_some() && step.holds != Some(true);
    if matches!(step.kind, StepKind::Except(_)) && (step.holds == Some(false) || settled) {
        // It did not hold, or the value is the same whether it does or not.
        return Vec::new();
    }
    vec![test_entry(program, event, step, inner)]
}

fn test_entry(program: &Program, event: &Event, step: &Step, inner: Vec<Entry>) -> Entry {
    let overridden = overriding(program.policy(), event, step);
    Entry {
        mark: match step.kind {
            StepKind::Cap(..) => Mark::Plain,
            StepKind::Except(_) if overridden.is_some() => Mark::Plain,
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
            step_words(program, event.item, step).into_owned(),
            overridden.or_else(|| step_note(program, step)),
        )
    }
}

/// That another exception which holds overrides this one.
fn overriding(policy: &Policy, event: &Event, step: &Step) -> Option<String> {
    let (ItemRef::Define(id), StepKind::Except(place)) = (event.item, &step.kind) else {
        return None;
    };
    let excepts = &policy.defines.at(id).excepts;
    let holding = event.steps.iter().filter_map(|other| match other.kind {
        StepKind::Except(other_place) if other.holds == Some(true) => excepts.get(other_place),
        _ => None,
    });
    let mut overriding = holding.filter(|other| other.overrides.contains(place));
    let label = overriding.next()?.label.as_deref();
    Some(match label {
        Some(label) => format!("overridden by `{label}`"),
        None => "overridden by another exception".to_owned(),
    })
}

/// The policy that an item was written in, unless it is this one.
pub(super) fn other_layer(policy: &Policy, item: ItemRef) -> Option<String> {
    let layer = policy.layer(item);
    (*layer != policy.name).then(|| layer.to_string())
}

pub(super) fn cites(policy: &Policy, head: &Head) -> Vec<String> {
    let passages = head.cites.iter().map(|cite| passage(policy, cite));
    passages.collect()
}

fn passage(policy: &Policy, cite: &Citation) -> String {
    let source = &policy.sources.at(cite.source).head;
    let source = source.title.as_ref().unwrap_or(&source.name);
    let at = cite
        .at
        .as_ref()
        .map_or(String::new(), |at| format!(", \"{at}\""));
    let mark = if cite.unverified { " (unverified)" } else { "" };
    format!("{source}{at}{mark}")
}
