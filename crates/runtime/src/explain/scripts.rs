//! What is told of a script: the reasons that it gave and the facts that it read. What it did with
//! them nobody can tell.

use bylaws_dsl::ir::{ItemRef, Need, Policy, ScriptId};
use bylaws_dsl::value::Value;

use super::events::{Event, Step, StepKind, Subject, blank};
use super::report::Entry;
use super::words::subject_name;
use crate::eval::{Run, decided};
use crate::script::Because;

/// What analysis can say of a script.
pub(super) const OPAQUE: &str = "to every analysis, what the script does is opaque";

/// What the script that decides the policy came to.
pub(super) fn event(run: &mut Run<'_>, id: ScriptId) -> Option<Event> {
    let decided = decided(run)?;
    let mut event = blank(run, ItemRef::Script(id), decided.whole());
    if event.holds == Some(true) {
        event.hangs_on.clear();
    }
    for slot in &decided.read {
        if let Need::Fact(fact) = run.facts.need(*slot) {
            let known = run.fact(fact);
            let value = known
                .value()
                .filter(|value| !matches!(value, Value::List(..)));
            event.values.push((Subject::Fact(fact), value.cloned()));
        }
    }
    event.steps = decided.because.iter().map(step).collect();
    Some(event)
}

fn step(because: &Because) -> Step {
    Step {
        kind: StepKind::Because(because.clone()),
        holds: Some(true),
        gap: None,
        lists: Vec::new(),
        parts: Vec::new(),
    }
}

/// What is told of a script before its reasons.
pub(super) fn note(policy: &Policy, event: &Event) -> String {
    let read = event.values.iter().map(|(subject, value)| {
        let name = subject_name(policy, *subject);
        match value {
            Some(value) => format!("{name} {}", policy.value_words(value)),
            // Of a list not all is told.
            None => name.to_owned(),
        }
    });
    let read = read.collect::<Vec<_>>().join(", ");
    match read.as_str() {
        "" => format!("decided by a script, which read no fact; {OPAQUE}"),
        read => format!("decided by a script, which read {read}; {OPAQUE}"),
    }
}

/// The reasons of a script in the order in which it gave them, on one line.
pub(super) fn because(event: &Event) -> Option<String> {
    let labels: Vec<&str> = reasons(event)
        .map(|because| because.label.as_str())
        .collect();
    match labels.as_slice() {
        _ if event.holds != Some(true) => None,
        [] => Some("the script gives no reason".to_owned()),
        labels => Some(labels.join("; ")),
    }
}

/// The reasons among the steps of an event.
pub(super) fn reasons(event: &Event) -> impl Iterator<Item = &Because> {
    event.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Because(because) => Some(because),
        _ => None,
    })
}

/// The passage behind a reason.
pub(super) fn cite(policy: &Policy, because: &Because) -> Option<String> {
    let source = &policy.sources.at(because.source?).head;
    let source = source.title.as_ref().unwrap_or(&source.name);
    let at = because
        .at
        .as_ref()
        .map_or(String::new(), |at| format!(", \"{at}\""));
    Some(format!("{source}{at}"))
}

/// A reason as a line of a report.
pub(super) fn entry(policy: &Policy, because: &Because) -> Entry {
    Entry {
        cites: cite(policy, because).into_iter().collect(),
        ..Entry::plain(because.label.as_str(), None)
    }
}
