//! A decision as a notice that a member can read: what was decided, from when through when, why,
//! and what is still needed. Plain and short; the technical account is `explain`.

mod html;
mod json;
mod markdown;
mod text;
mod why;

pub use html::html;
pub use json::json;
pub use markdown::markdown;
pub use text::text;

use bylaws_dsl::ir::{OutputKind, Type};

use crate::decision::{Data, Decision, Status};
use crate::explain::Mark;
use crate::locale::{Locale, Voice, date};

/// A notice of decision in words, ready to be laid out.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// The language that it is in.
    pub locale: Locale,
    /// That it is a notice.
    pub title: String,
    /// What the policy is called.
    pub policy: String,
    /// Whether the request could be decided.
    pub status: Status,
    /// What was decided, in a sentence.
    pub headline: String,
    /// Whether that is good, bad or open for the member.
    pub mark: Mark,
    /// What was decided, line by line: what it is called, and what it is.
    pub rows: Vec<(String, String)>,
    /// The parts of the notice, in order.
    pub sections: Vec<Section>,
    /// What every notice says at its end.
    pub footer: String,
}

/// A part of a notice.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Its heading.
    pub title: String,
    /// What it tells.
    pub entries: Vec<Entry>,
}

/// A sentence of a notice, with what belongs to it.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Entry {
    /// The sentence.
    pub text: String,
    /// What it looked at.
    pub details: Vec<String>,
    /// The passages behind it.
    pub cites: Vec<String>,
}

impl Entry {
    fn plain(text: String) -> Self {
        Self {
            text,
            ..Self::default()
        }
    }
}

/// The notice of a decision. The trace of the decision must be full for it to say why.
pub fn notice(decision: &Decision, voice: &Voice<'_>) -> Notice {
    let mut sections = Vec::new();
    let mut section = |title: &str, entries: Vec<Entry>| {
        if !entries.is_empty() {
            let title = voice.say(title);
            sections.push(Section { title, entries });
        }
    };
    section("why", why::why(decision, voice));
    let questions = decision.needs.iter();
    let questions = questions.map(|need| Entry::plain(voice.question(*need)));
    section("needed", questions.collect());
    section("wrong", wrong(decision, voice));
    let of_policy = |id: &str| voice.of_policy(id).map(Entry::plain).into_iter().collect();
    section("contact", of_policy("notice-contact"));
    // A right to appeal is the policy's to give.
    section("appeal", of_policy("notice-appeal"));
    let (headline, mark) = headline(decision, voice);
    Notice {
        locale: voice.locale(),
        title: voice.say("title"),
        policy: voice.policy(),
        status: decision.status,
        headline,
        mark,
        rows: rows(decision, voice),
        sections,
        footer: voice.say("footer"),
    }
}

fn headline(decision: &Decision, voice: &Voice<'_>) -> (String, Mark) {
    match (decision.status, decision.outcome()) {
        (Status::Decided, Some(outcome)) => {
            let mark = match outcome {
                "covered" | "met" => Mark::Yes,
                "not_covered" => Mark::No,
                _ => Mark::Unknown,
            };
            (voice.outcome(outcome), mark)
        }
        (Status::Decided, None) => (voice.say("decided"), Mark::Plain),
        (Status::Undetermined, _) => (voice.say("undetermined"), Mark::Unknown),
        (Status::Invalid, _) => (voice.say("invalid"), Mark::Unknown),
        (Status::Failed, _) => (voice.say("failed"), Mark::Unknown),
    }
}

/// The day that was decided for, and the outputs that say something to a member.
fn rows(decision: &Decision, voice: &Voice<'_>) -> Vec<(String, String)> {
    let policy = decision.program.policy();
    let mut rows = Vec::new();
    if let Some(day) = decision.as_of {
        let name = policy
            .as_of
            .map(|fact| voice.need(bylaws_dsl::ir::Need::Fact(fact)));
        let name = name.unwrap_or_else(|| voice.say("row-date"));
        rows.push((name, date(voice.locale(), day)));
    }
    let is_covered = decision
        .outcome()
        .is_none_or(|outcome| outcome == "covered");
    for (id, output) in policy.outputs.iter() {
        let Some(data) = decision.output(&output.name) else {
            continue;
        };
        let words = match (output.kind, data) {
            // The headline says it, and the days of each category stand with its reason.
            (OutputKind::Outcome | OutputKind::Periods, _) => continue,
            (OutputKind::Categories, Data::Set(names)) if names.is_empty() => continue,
            (OutputKind::CoveredThrough, Data::Open) => voice.say("no-end"),
            (_, Data::None) => continue,
            (OutputKind::Define(_), Data::Open) => match voice.output_open(id) {
                Some(words) if is_covered => words,
                None if is_covered => voice.value(data, output.ty),
                _ => continue,
            },
            (_, data) => voice.value(data, output.ty),
        };
        rows.push((voice.output(id), words));
    }
    rows
}

/// What could not be read of the request, or what failed.
fn wrong(decision: &Decision, voice: &Voice<'_>) -> Vec<Entry> {
    let policy = decision.program.policy();
    let errors = decision.errors.iter().map(|error| {
        let fact = error.fact.as_deref();
        let known = fact.and_then(|name| policy.fact_named(name));
        let what = match (known, fact) {
            (Some(id), _) => voice.need(bylaws_dsl::ir::Need::Fact(id)),
            (None, Some(name)) => name.to_owned(),
            (None, None) => voice.say("not-known-what"),
        };
        let given = error.given.as_deref();
        let text = match given {
            Some(given) => voice.say_with("told", &[("what", &what), ("value", given)]),
            None => what,
        };
        let code = voice.say_with("code", &[("code", error.code.id())]);
        let choices = known.and_then(|id| choices(policy.facts.at(id).ty, voice, decision));
        Entry {
            details: choices.into_iter().chain([code]).collect(),
            ..Entry::plain(text)
        }
    });
    errors.collect()
}

/// What a fact may be, if it is one of several.
fn choices(ty: Type, voice: &Voice<'_>, decision: &Decision) -> Option<String> {
    let (Type::Enum(of) | Type::Set(of)) = ty else {
        return None;
    };
    let members = decision.program.policy().enums.at(of).members.len();
    let names =
        (0..members).map(|place| voice.member(of, u16::try_from(place).unwrap_or(u16::MAX)));
    Some(voice.say_with("may-be", &[("what", &voice.list(names))]))
}
