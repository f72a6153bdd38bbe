//! Sentences for what was found.

use std::borrow::Cow;

use bylaws_dsl::ir::{ExprId, ExprKind, ItemRef, Policy};
use bylaws_dsl::value::{Money, Value, plain};
use smol_str::{SmolStr, format_smolstr};

use super::events::{Event, Step, StepKind, Subject};
use super::gap::{Gap, Limit, Tested};
use super::lines::line;
use super::lists::finding_words;
use super::scripts;
use crate::decision::Data;
use crate::error::DecisionError;
use crate::program::Program;

/// The name of an item with its kind: `category.surgery_procedure`, `require.1`.
pub fn item_name(policy: &Policy, item: ItemRef) -> SmolStr {
    let kind = match item {
        ItemRef::Source(_) => "source",
        ItemRef::Type(id) => return format_smolstr!("type.{}", policy.enums.at(id).name),
        ItemRef::Fact(id) => return format_smolstr!("fact.{}", policy.facts.at(id).name),
        ItemRef::Reading(_) => "reading",
        ItemRef::Parameter(_) => "parameter",
        ItemRef::Window(_) => "window",
        ItemRef::Define(id) => {
            let is_output = policy
                .outputs
                .values()
                .any(|output| output.kind == bylaws_dsl::ir::OutputKind::Define(id));
            if is_output { "output" } else { "define" }
        }
        ItemRef::Category(_) => "category",
        ItemRef::Price(_) => "price",
        ItemRef::Guarantee(_) => "guarantee",
        ItemRef::Table(_) => "table",
        ItemRef::Codes(_) => "codes",
        ItemRef::Use(_) => "use",
        ItemRef::Script(_) => "script",
        // Requires and assumptions have no name of their own; theirs already says the kind.
        ItemRef::Require(id) => return policy.requires.at(id).head.name.clone(),
        ItemRef::Assumption(id) => return policy.assumptions.at(id).head.name.clone(),
        ItemRef::Example(id) => {
            return format_smolstr!("example \"{}\"", policy.examples.at(id).name);
        }
    };
    policy.head(item).map_or_else(
        || kind.into(),
        |head| format_smolstr!("{kind}.{}", head.name),
    )
}

/// A value as people read it.
pub fn data_words(data: &Data) -> String {
    match data {
        Data::Boolean(truth) => bylaws_dsl::value::yes_no(*truth).to_owned(),
        Data::Integer(n) => n.to_string(),
        Data::Decimal(d) => plain(*d).to_string(),
        Data::Percent(d) => format!("{}%", plain(*d)),
        Data::Money(m) => m.to_string(),
        Data::Date(d) => d.to_string(),
        Data::Open => "open".to_owned(),
        Data::Duration(d) => d.to_string(),
        Data::Text(t) | Data::Member(t) => t.to_string(),
        Data::Set(members) => format!("{{{}}}", members.join(", ")),
        Data::Window(from, through) => format!("{from}..{through}"),
        Data::Periods(periods) if periods.is_empty() => "none".to_owned(),
        Data::Periods(periods) => {
            let each = periods.iter().map(|(name, from, through)| {
                format!("{name} {}..{}", data_words(from), data_words(through))
            });
            each.collect::<Vec<_>>().join(", ")
        }
        Data::None => "none".to_owned(),
        Data::List(rows) => format!("{} elements", rows.len()),
    }
}

/// An error with what was given and what is allowed, on one line.
pub fn error_words(error: &DecisionError) -> String {
    let mut words = format!("[{}] {}", error.code.id(), error.message);
    if let Some(given) = &error.given {
        words.push_str(&format!("; given {given}"));
    }
    if let Some(allowed) = &error.allowed {
        words.push_str(&format!("; allowed: {allowed}"));
    }
    if !error.places.is_empty() {
        words.push_str(&format!("; see {}", error.places.join(" and ")));
    }
    if let Some(item) = &error.item {
        words.push_str(&format!(" (in `{item}`)"));
    }
    words
}

/// The name of something with a value.
pub(super) fn subject_name(policy: &Policy, subject: Subject) -> &str {
    match subject {
        Subject::Fact(id) => &policy.facts.at(id).name,
        Subject::Reading(id) => &policy.readings.at(id).head.name,
        Subject::Parameter(id) => &policy.parameters.at(id).head.name,
        Subject::Window(id) => &policy.windows.at(id).head.name,
        Subject::Define(id) => &policy.defines.at(id).head.name,
        Subject::Price(id) => &policy.prices.at(id).head.name,
        Subject::Used(id, output) => policy.uses.at(id).output_name(output),
    }
}

/// An expression as it stands in the text, on one line.
pub(super) fn source_text(program: &Program, id: ExprId) -> Cow<'_, str> {
    line(program, program.policy().exprs.at(id).span)
}

/// A test as it stands in the text. An `unless` is the opposite of what is written behind it.
fn test_text(program: &Program, id: ExprId) -> Cow<'_, str> {
    let exprs = &program.policy().exprs;
    let text = source_text(program, id);
    match &exprs.at(id).kind {
        ExprKind::Not(inner) if exprs.at(*inner).span == exprs.at(id).span => {
            format!("unless {text}").into()
        }
        _ => text,
    }
}

pub(super) fn one_line(text: &str) -> String {
    let kept = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default());
    kept.flat_map(str::split_whitespace)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Why an item held or did not, in one sentence.
pub(super) fn because(program: &Program, event: &Event) -> String {
    let policy = program.policy();
    if event.in_force == Some(false) {
        return "not in force on the date of the decision".to_owned();
    }
    match event.item {
        ItemRef::Require(_) => match event.holds {
            Some(true) => with_lists(policy, event, "the requirement is met".to_owned()),
            Some(false) => with_lists(policy, event, gaps(program, event)),
            None => hangs_on(policy, event),
        },
        ItemRef::Category(id) => {
            let category = &policy.categories.at(id);
            if let Some(refer) = event.referred.and_then(|place| category.refers.get(place)) {
                return refer.reason.to_string();
            }
            match event.holds {
                _ if event.closed => "a requirement is not met, so nothing is covered".to_owned(),
                Some(true) => covers(program, event),
                Some(false) => gaps(program, event),
                None => hangs_on(policy, event),
            }
        }
        ItemRef::Use(_) => used(policy, event),
        ItemRef::Script(_) => scripts::because(event).unwrap_or_else(|| hangs_on(policy, event)),
        _ => match &event.value {
            Some(value) => {
                let mut words = format!("it is {}", policy.value_words(value));
                if let Some(since) = event.since {
                    words.push_str(&format!(" from {since}"));
                }
                let told = !event.lists.is_empty() || has_parts(event);
                if *value == Value::Boolean(false) && !told && !event.gaps.is_empty() {
                    words.push_str(&format!(": {}", gaps(program, event)));
                }
                with_lists(policy, event, words)
            }
            None => hangs_on(policy, event),
        },
    }
}

/// Whether the parts of the test that gave a value are told one by one.
fn has_parts(event: &Event) -> bool {
    let mut tests = event.steps.iter();
    tests.any(|step| matches!(step.kind, StepKind::Test(_)) && !step.parts.is_empty())
}

/// What a policy that is used gives.
fn used(policy: &Policy, event: &Event) -> String {
    let known: Vec<String> = event
        .values
        .iter()
        .filter_map(|(subject, value)| {
            let value = policy.value_words(value.as_ref()?);
            Some(format!("`{}` is {value}", subject_name(policy, *subject)))
        })
        .collect();
    if known.len() == event.values.len() {
        return known.join(", ");
    }
    known
        .into_iter()
        .chain([hangs_on(policy, event)])
        .collect::<Vec<_>>()
        .join(", ")
}

/// The sentence, and behind it what was found in the lists that the item goes through.
fn with_lists(policy: &Policy, event: &Event, words: String) -> String {
    let found = event.lists.iter().map(|list| finding_words(policy, list));
    std::iter::once(words)
        .chain(found)
        .collect::<Vec<_>>()
        .join("; ")
}

fn covers(program: &Program, event: &Event) -> String {
    let policy = program.policy();
    let Some((from, through)) = &event.period else {
        return "it applies".to_owned();
    };
    let from = match from {
        Value::None => String::new(),
        from => format!("from {} ", policy.value_words(from)),
    };
    let through = match through {
        Value::Open => "with no last day yet".to_owned(),
        through => format!("through {}", policy.value_words(through)),
    };
    let cap = match (event.item, event.capped_by) {
        (ItemRef::Category(id), Some(place)) => {
            policy.categories.at(id).caps.get(place).map(|cap| cap.span)
        }
        _ => None,
    };
    let cap = cap.map_or(String::new(), |span| {
        format!(", by the cap `{}`", one_line(program.sources().text(span)))
    });
    format!("covered {from}{through}{cap}")
}

fn hangs_on(policy: &Policy, event: &Event) -> String {
    const NAMED: usize = 20;
    let named = event.hangs_on.iter().take(NAMED);
    let mut names: Vec<String> = named
        .map(|need| format!("`{}`", policy.need_name(*need)))
        .collect();
    if let Some(more @ 1..) = event.hangs_on.len().checked_sub(NAMED) {
        names.push(format!("{more} more"));
    }
    match names.as_slice() {
        _ if event.failed.is_some() => {
            format!(
                "it cannot be computed: {}",
                event.failed.as_deref().unwrap_or_default()
            )
        }
        [] => "not known".to_owned(),
        names => format!("not known without {}", names.join(", ")),
    }
}

fn gaps(program: &Program, event: &Event) -> String {
    let mut sentences: Vec<String> = Vec::new();
    for gap in &event.gaps {
        let words = gap_words(program, gap);
        if !sentences.contains(&words) {
            sentences.push(words);
        }
    }
    match sentences.is_empty() {
        true => "it does not hold".to_owned(),
        false => sentences.join("; "),
    }
}

/// Why one test failed, by how much, and what would have held.
pub(super) fn gap_words(program: &Program, gap: &Gap) -> String {
    let policy = program.policy();
    let words = |value: &Value| policy.value_words(value);
    let tested = match gap.tested {
        Tested::Named(subject) => format!("`{}`", subject_name(policy, subject)),
        Tested::Expression(id) => format!("`{}`", source_text(program, id)),
    };
    let is = match (&gap.value, gap.tested) {
        (Value::None, Tested::Named(Subject::Fact(_))) => return format!("{tested} is not given"),
        (value, _) => format!("{tested} is {}", words(value)),
    };
    let of = |limit: &Value, of: &Option<ExprId>| match of {
        Some(id) => format!("{} (`{}`)", words(limit), source_text(program, *id)),
        None => words(limit),
    };
    match &gap.limit {
        Limit::AtMost(limit, named) => {
            format!(
                "{is}, {} {}; at most that would have held",
                above(&gap.value, limit),
                of(limit, named)
            )
        }
        Limit::Below(limit, named) => {
            format!(
                "{is}, {} {}; below that would have held",
                at_or_above(&gap.value, limit),
                of(limit, named)
            )
        }
        Limit::AtLeast(limit, named) => {
            format!(
                "{is}, {} {}; at least that would have held",
                below(&gap.value, limit),
                of(limit, named)
            )
        }
        Limit::Above(limit, named) => {
            format!(
                "{is}, {} {}; above that would have held",
                at_or_below(&gap.value, limit),
                of(limit, named)
            )
        }
        Limit::Is(Value::Boolean(_)) => is,
        Limit::Is(value) => format!("{is}, not {}", words(value)),
        Limit::IsNot(value) => format!("{is}; anything but {} would have held", words(value)),
        Limit::Has(value) => format!("{tested} does not include {}", words(value)),
        Limit::Code(codes) => {
            format!(
                "{is}, which is not one of the codes `{}`",
                policy.codes.at(*codes).head.name
            )
        }
        Limit::Given => format!("{tested} is not given"),
        Limit::Within(from, through, window) => {
            let window = window.map_or("the window".to_owned(), |w| {
                format!("`{}`", subject_name(policy, w))
            });
            outside(
                &is,
                &gap.value,
                (from, through),
                &format!("{window} closed on"),
                &format!("{window} opened on"),
                &words,
            )
        }
        Limit::NotBeyond(last) => format!(
            "{is}, {} {}, beyond which coverage cannot last",
            above(&gap.value, last),
            words(last)
        ),
        Limit::Period(from, through) => outside(
            &is,
            &gap.value,
            (from, through),
            "coverage ended on",
            "coverage began on",
            &words,
        ),
    }
}

fn outside(
    is: &str,
    value: &Value,
    (from, through): (&Value, &Value),
    closed: &str,
    opened: &str,
    words: &dyn Fn(&Value) -> String,
) -> String {
    let late = crate::eval::compare(value, through).is_some_and(|order| order.is_gt());
    let range = match from {
        Value::None => format!("a day up to {}", words(through)),
        from => format!("a day from {} through {}", words(from), words(through)),
    };
    let empty = crate::eval::compare(from, through).is_some_and(|order| order.is_gt());
    let held = if empty {
        "no day would have held".to_owned()
    } else {
        format!("{range} would have held")
    };
    if late {
        format!(
            "{is}, {} {closed} {}; {held}",
            above(value, through),
            words(through)
        )
    } else {
        format!(
            "{is}, {} {opened} {}; {held}",
            below(value, from),
            words(from)
        )
    }
}

/// `1 day after`, `$5.00 above`, `2 above`.
fn above(value: &Value, limit: &Value) -> String {
    distance(value, limit, "after", "above")
}

fn below(value: &Value, limit: &Value) -> String {
    distance(limit, value, "before", "below")
}

fn at_or_above(value: &Value, limit: &Value) -> String {
    if value == limit {
        "not below".to_owned()
    } else {
        above(value, limit)
    }
}

fn at_or_below(value: &Value, limit: &Value) -> String {
    if value == limit {
        "not above".to_owned()
    } else {
        below(value, limit)
    }
}

fn distance(larger: &Value, smaller: &Value, dates: &str, numbers: &str) -> String {
    match (larger, smaller) {
        (Value::Date(a), Value::Date(b)) => {
            let days = i64::from(a.days()) - i64::from(b.days());
            format!("{days} day{} {dates}", if days == 1 { "" } else { "s" })
        }
        (Value::Integer(a), Value::Integer(b)) => a
            .checked_sub(*b)
            .map_or(numbers.to_owned(), |n| format!("{n} {numbers}")),
        (Value::Money(a), Value::Money(b)) => a
            .cents()
            .checked_sub(b.cents())
            .map_or(numbers.to_owned(), |cents| {
                format!("{} {numbers}", Money::from_cents(cents))
            }),
        (Value::Decimal(a), Value::Decimal(b)) => format!("{} {numbers}", plain(*a - *b)),
        (Value::Percent(a), Value::Percent(b)) => match plain(*a - *b).to_string().as_str() {
            "1" => format!("1 point {numbers}"),
            points => format!("{points} points {numbers}"),
        },
        (Value::Open | Value::Date(_), _) => dates.to_owned(),
        _ => numbers.to_owned(),
    }
}

/// What a step tested, in the words of the policy.
pub(super) fn step_words<'p>(program: &'p Program, item: ItemRef, step: &Step) -> Cow<'p, str> {
    let policy = program.policy();
    let text = |span| line(program, span);
    match (&step.kind, item) {
        (StepKind::Test(id), _) => test_text(program, *id),
        (StepKind::Period, _) => {
            let day = policy
                .covers
                .map_or("the day", |fact| policy.facts.at(fact).name.as_str());
            format!("{day} in the period").into()
        }
        (StepKind::Cap(place, _), ItemRef::Category(id)) => policy
            .categories
            .at(id)
            .caps
            .get(*place)
            .map_or(Cow::Borrowed(""), |cap| text(cap.span)),
        (StepKind::Refer(place), ItemRef::Category(id)) => policy
            .categories
            .at(id)
            .refers
            .get(*place)
            .map_or(Cow::Borrowed(""), |refer| text(refer.span)),
        (StepKind::Except(place), ItemRef::Define(id)) => policy
            .defines
            .at(id)
            .excepts
            .get(*place)
            .map_or(Cow::Borrowed(""), |except| text(except.span)),
        (StepKind::Because(because), _) => because.label.to_string().into(),
        (StepKind::Amount(..), item) => super::price::written(program, item, step)
            .map_or(Cow::Borrowed(""), |written| text(written.span)),
        _ => Cow::Borrowed(""),
    }
}

/// What came of a step, when that is more than yes or no.
pub(super) fn step_note(program: &Program, step: &Step) -> Option<String> {
    let policy = program.policy();
    let is_list = |id: ExprId| policy.exprs.at(id).kind.goes_through().is_some();
    match (&step.kind, &step.gap) {
        (StepKind::Because(because), _) => scripts::cite(policy, because),
        (StepKind::Refer(_), _) => step.holds.map(|stands| match stands {
            true => "this is for a person to decide".to_owned(),
            false => "no referral".to_owned(),
        }),
        // The list says more than that the test does not hold.
        (StepKind::Test(id), _) if is_list(*id) => {
            let finding = step.lists.first()?;
            Some(finding_words(policy, finding))
        }
        (_, Some(gap)) => Some(gap_words(program, gap)),
        (StepKind::Cap(_, Some(Value::Open)), _) => Some("does not count here".to_owned()),
        (StepKind::Cap(_, Some(day)), _) => Some(format!("last day {}", policy.value_words(day))),
        (StepKind::Cap(_, None), _) => Some("not known".to_owned()),
        _ => None,
    }
}
