//! Why a decision came out as it did, in the words of a member: the rules that gave it, what they
//! looked at, and the passages behind them.

use bylaws_dsl::ir::{CategoryId, Citation, ItemRef, Need};
use bylaws_dsl::value::Value;

use super::Entry;
use crate::decision::{Data, Decision, Status};
use crate::explain::{Event, Gap, Limit, Subject, Tested, is_far};
use crate::locale::Voice;

/// The reasons for a decision, the most telling first.
pub(super) fn why(decision: &Decision, voice: &Voice<'_>) -> Vec<Entry> {
    if decision.status != Status::Decided {
        return Vec::new();
    }
    let refused = refused(decision, voice);
    if !refused.is_empty() {
        return refused;
    }
    let policy = decision.program.policy();
    let categories: Vec<(CategoryId, &Event)> = decision
        .trace
        .iter()
        .filter_map(|event| match event.item {
            ItemRef::Category(id) if event.in_force != Some(false) => Some((id, event)),
            _ => None,
        })
        .collect();
    let cites = |id: CategoryId| cited(voice, &policy.categories.at(id).head.cites);
    let rule = |id| voice.rule(id).unwrap_or_else(|| voice.category(id));
    let applies: Vec<Entry> = categories
        .iter()
        .filter(|(_, event)| event.holds == Some(true))
        .map(|(id, event)| Entry {
            text: rule(*id),
            details: period(event, voice).into_iter().collect(),
            cites: cites(*id),
        })
        .collect();
    if !applies.is_empty() {
        return applies;
    }
    let referred: Vec<Entry> = categories
        .iter()
        .filter_map(|(id, event)| {
            let reason = voice.refer(*id, event.referred?)?;
            Some(Entry {
                text: reason,
                details: vec![rule(*id)],
                cites: cites(*id),
            })
        })
        .collect();
    if !referred.is_empty() || categories.is_empty() {
        return referred;
    }
    let mut near: Vec<&(CategoryId, &Event)> = categories.iter().collect();
    near.retain(|(_, event)| !is_far(event));
    if near.is_empty() {
        near = categories.iter().collect();
        near.retain(|(_, event)| is_by_degrees(event));
    }
    let near: Vec<Entry> = near
        .into_iter()
        .map(|(id, event)| Entry {
            text: voice.say_with("does-not-fit", &[("rule", &rule(*id))]),
            details: gaps(decision, event, voice),
            cites: cites(*id),
        })
        .collect();
    match near.is_empty() {
        true => {
            let all = categories.iter().map(|(id, _)| voice.category(*id));
            let all = voice.list(all);
            vec![Entry {
                details: vec![voice.say_with("may-be", &[("what", &all)])],
                ..Entry::plain(voice.say("none-fits"))
            }]
        }
        false => near,
    }
}

/// Whether the first test of a category failed by so many years or dollars, which is worth telling
/// where no category came nearer.
fn is_by_degrees(event: &Event) -> bool {
    let first = event.steps.first();
    let first = first.and_then(|step| step.parts.first()).or(first);
    let gap = first.and_then(|step| step.gap.as_ref());
    gap.is_some_and(|gap| {
        matches!(
            gap.limit,
            Limit::AtMost(..)
                | Limit::AtLeast(..)
                | Limit::Below(..)
                | Limit::Above(..)
                | Limit::Within(..)
        )
    })
}

/// The requirements that are not met.
fn refused(decision: &Decision, voice: &Voice<'_>) -> Vec<Entry> {
    let policy = decision.program.policy();
    let failing = decision
        .trace
        .iter()
        .filter(|event| event.holds == Some(false));
    let failing = failing.filter_map(|event| match event.item {
        ItemRef::Require(id) if event.in_force == Some(true) => Some(Entry {
            text: voice.require(id),
            details: gaps(decision, event, voice),
            cites: cited(voice, &policy.requires.at(id).head.cites),
        }),
        _ => None,
    });
    failing.collect()
}

fn cited(voice: &Voice<'_>, cites: &[Citation]) -> Vec<String> {
    cites.iter().map(|cite| voice.passage(cite)).collect()
}

/// The days of a category that applies.
fn period(event: &Event, voice: &Voice<'_>) -> Option<String> {
    let (from, through) = event.period.as_ref()?;
    Some(voice.say_with("lasts", &[("days", &days(from, through, voice))]))
}

fn days(from: &Value, through: &Value, voice: &Voice<'_>) -> String {
    let data = |value: &Value| match value {
        Value::Date(day) => Data::Date(*day),
        Value::Open => Data::Open,
        _ => Data::None,
    };
    voice.days(&data(from), &data(through))
}

/// What the tests that failed were told, and what would have held; each fact once.
fn gaps(decision: &Decision, event: &Event, voice: &Voice<'_>) -> Vec<String> {
    let mut all = Vec::new();
    for gap in &event.gaps {
        let Some(told) = told(decision, gap, voice) else {
            continue;
        };
        let told = match limit(gap, voice) {
            Some(limit) => voice.say_with("and", &[("one", &told), ("other", &limit)]),
            None => told,
        };
        if !all.contains(&told) {
            all.push(told);
        }
    }
    all
}

/// What the request said; nothing of values that the policy computes, which have no words for members.
fn told(decision: &Decision, gap: &Gap, voice: &Voice<'_>) -> Option<String> {
    let policy = decision.program.policy();
    let Tested::Named(Subject::Fact(id)) = gap.tested else {
        return None;
    };
    let what = voice.need(Need::Fact(id));
    let value = match &gap.value {
        Value::None => return None,
        Value::Set(..) | Value::Member(..) => voice.exactly(&gap.value),
        value => voice.value(&Data::of(policy, value), Some(policy.facts.at(id).ty)),
    };
    Some(voice.say_with("told", &[("what", &what), ("value", &value)]))
}

/// What would have held, where a member can make something of it.
fn limit(gap: &Gap, voice: &Voice<'_>) -> Option<String> {
    let is_day = matches!(gap.value, Value::Date(_) | Value::Open);
    let one =
        |id: &str, value: &Value| Some(voice.say_with(id, &[("value", &voice.exactly(value))]));
    match &gap.limit {
        Limit::AtMost(value, _) | Limit::NotBeyond(value) if is_day => {
            one("limit-day-at-most", value)
        }
        Limit::AtLeast(value, _) if is_day => one("limit-day-at-least", value),
        Limit::Below(value, _) if is_day => one("limit-day-before", value),
        Limit::Above(value, _) if is_day => one("limit-day-after", value),
        Limit::AtMost(value, _) => one("limit-at-most", value),
        Limit::AtLeast(value, _) => one("limit-at-least", value),
        Limit::Below(value, _) => one("limit-below", value),
        Limit::Above(value, _) => one("limit-above", value),
        Limit::Within(from, through, _) => {
            Some(voice.say_with("limit-days", &[("days", &days(from, through, voice))]))
        }
        Limit::Period(from, through) => {
            Some(voice.say_with("limit-period", &[("days", &days(from, through, voice))]))
        }
        // Of a yes the other is no.
        Limit::Is(Value::Boolean(_)) | Limit::IsNot(Value::Boolean(_)) => None,
        Limit::Is(value) => one("limit-is", value),
        Limit::Has(value) => one("limit-is", value),
        Limit::IsNot(_) | Limit::Given | Limit::Code(_) | Limit::NotBeyond(_) => None,
    }
}
