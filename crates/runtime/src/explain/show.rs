//! A policy as a report: every item with its layer, its passages, and the text that says it.

use bylaws_dsl::ir::{InForce, ItemRef, Policy, Type};

use super::report::{Entry, Mark, Report, Section, cites};
use super::words::{one_line, source_text};
use crate::program::Program;

/// The report on a policy.
pub fn show(program: &Program) -> Report {
    let policy = program.policy();
    let unverified = policy
        .items
        .iter()
        .filter(|item| is_unverified(policy, **item))
        .count();
    let headline = match unverified {
        0 => format!("{} items", policy.items.len()),
        n => format!(
            "{} items, {n} resting on passages that nobody has confirmed",
            policy.items.len()
        ),
    };
    let sections = SECTIONS.iter().filter_map(|(title, wanted)| {
        let entries: Vec<Entry> = policy
            .items
            .iter()
            .filter(|item| wanted(item))
            .map(|item| entry(program, *item))
            .collect();
        (!entries.is_empty()).then(|| Section {
            title: (*title).to_owned(),
            entries,
        })
    });
    Report {
        title: policy
            .title
            .as_ref()
            .map_or(policy.name.to_string(), |title| {
                format!("{title} ({})", policy.name)
            }),
        headline,
        mark: Mark::Plain,
        outputs: conventions(policy),
        sections: sections.collect(),
    }
}

type Wanted = fn(&ItemRef) -> bool;

const SECTIONS: &[(&str, Wanted)] = &[
    ("Sources", |item| matches!(item, ItemRef::Source(_))),
    ("Types", |item| matches!(item, ItemRef::Type(_))),
    ("Facts", |item| matches!(item, ItemRef::Fact(_))),
    ("Assumptions", |item| matches!(item, ItemRef::Assumption(_))),
    ("Readings of ambiguous passages", |item| {
        matches!(item, ItemRef::Reading(_))
    }),
    ("Parameters", |item| matches!(item, ItemRef::Parameter(_))),
    ("Windows", |item| matches!(item, ItemRef::Window(_))),
    ("Requirements", |item| matches!(item, ItemRef::Require(_))),
    ("Categories", |item| matches!(item, ItemRef::Category(_))),
    ("Prices", |item| matches!(item, ItemRef::Price(_))),
    ("Values", |item| matches!(item, ItemRef::Define(_))),
    ("Guarantees", |item| matches!(item, ItemRef::Guarantee(_))),
    ("Examples", |item| matches!(item, ItemRef::Example(_))),
];

fn conventions(policy: &Policy) -> Vec<(String, String)> {
    let fact = |id| policy.facts.at(id).name.to_string();
    let mut lines = Vec::new();
    lines.extend(policy.as_of.map(|id| ("as of".to_owned(), fact(id))));
    lines.extend(
        policy
            .covers
            .map(|id| ("covers services on".to_owned(), fact(id))),
    );
    lines.push((
        "months end on".to_owned(),
        policy.months_end.words().to_owned(),
    ));
    lines.push((
        "money rounds".to_owned(),
        policy.rounding.words().to_owned(),
    ));
    if !policy.categories.is_empty() {
        lines.push(("combine".to_owned(), policy.combine.words().to_owned()));
    }
    lines
}

fn is_unverified(policy: &Policy, item: ItemRef) -> bool {
    policy
        .head(item)
        .is_some_and(|head| head.cites.iter().any(|cite| cite.unverified))
}

fn entry(program: &Program, item: ItemRef) -> Entry {
    let policy = program.policy();
    let head = policy.head(item);
    let mut name = head.map_or(String::new(), |head| head.name.to_string());
    let mut note = head
        .and_then(|head| head.title.as_ref())
        .map(|title| title.to_string());
    let mut parts = Vec::new();
    let mut line = |text: String| parts.push(Entry::plain(text, None));
    let expression = |id| source_text(program, id);
    match item {
        ItemRef::Type(id) => {
            let declared = policy.enums.at(id);
            name = declared.name.to_string();
            note = declared.title.as_ref().map(|title| title.to_string());
            for member in &declared.members {
                line(titled(&member.name, member.title.as_deref()));
            }
        }
        ItemRef::Fact(id) => {
            let fact = policy.facts.at(id);
            let optional = if fact.optional { "?" } else { "" };
            name = format!("{} : {}{optional}", fact.name, policy.type_words(fact.ty));
            note = fact.title.as_ref().map(|title| title.to_string());
            if let Type::List(list) = fact.ty {
                name = format!("{} : list of", fact.name);
                for field in &policy.lists.at(list).fields {
                    let mark = if field.optional { "?" } else { "" };
                    let declared =
                        format!("{} : {}{mark}", field.name, policy.type_words(field.ty));
                    line(titled(&declared, field.title.as_deref()));
                }
            }
        }
        ItemRef::Reading(id) => {
            let reading = policy.readings.at(id);
            for (place, choice) in policy.enums.at(reading.choices).members.iter().enumerate() {
                let default = if place == usize::from(reading.default) {
                    " (default)"
                } else {
                    ""
                };
                line(format!(
                    "{}{default}",
                    titled(&choice.name, choice.title.as_deref())
                ));
            }
        }
        ItemRef::Parameter(id) => {
            for (from, value) in &policy.parameters.at(id).values {
                let from = from.map_or(String::new(), |from| format!(" from {from}"));
                line(format!("{}{from}", policy.value_words(value)));
            }
        }
        ItemRef::Window(id) => line(expression(policy.windows.at(id).is)),
        ItemRef::Require(id) => {
            let require = policy.requires.at(id);
            name = expression(require.holds);
            let outcome = policy
                .outcome
                .map_or("", |of| policy.member_name(of, require.outcome));
            note = Some(format!("else {outcome}: {}", require.reason));
        }
        ItemRef::Category(id) => clauses(program, policy.categories.at(id).head.span, &mut line),
        ItemRef::Define(id) => clauses(program, policy.defines.at(id).head.span, &mut line),
        ItemRef::Price(id) => clauses(program, policy.prices.at(id).head.span, &mut line),
        ItemRef::Guarantee(id) => {
            let guarantee = policy.guarantees.at(id);
            let when = guarantee
                .when
                .map_or(String::new(), |when| format!(" when {}", expression(when)));
            line(format!("{}{when}", expression(guarantee.holds)));
        }
        ItemRef::Assumption(id) => {
            name = expression(policy.assumptions.at(id).holds);
            note = Some(policy.assumptions.at(id).message.to_string());
        }
        ItemRef::Example(id) => name = policy.examples.at(id).name.to_string(),
        ItemRef::Source(_) => {}
    }
    if let Some(head) = head {
        if !head.in_force.is_always() {
            line(in_force(head.in_force));
        }
        if head.layer != policy.name {
            line(format!("from {}", head.layer));
        }
    }
    Entry {
        cites: head.map_or_else(Vec::new, |head| cites(policy, head)),
        parts,
        ..Entry::plain(name, note)
    }
}

fn in_force(period: InForce) -> String {
    let from = period
        .from
        .map_or(String::new(), |from| format!(" from {from}"));
    let until = period
        .until
        .map_or(String::new(), |until| format!(" until {until}"));
    format!("in force{from}{until}")
}

fn titled(name: &str, title: Option<&str>) -> String {
    title.map_or(name.to_owned(), |title| format!("{name}: {title}"))
}

/// The clauses of an item as they stand in the text, one line each, without the line that names
/// it and without its passages.
fn clauses(program: &Program, span: bylaws_dsl::Span, line: &mut impl FnMut(String)) {
    let text = program.sources().text(span);
    let mut clause = String::new();
    let indent = |text: &str| text.len() - text.trim_start().len();
    let body: Vec<&str> = text
        .lines()
        .skip(1)
        .filter(|l| !one_line(l).is_empty())
        .collect();
    let outermost = body.iter().map(|l| indent(l)).min().unwrap_or(0);
    for next in body {
        if indent(next) == outermost && !clause.is_empty() {
            push_clause(&clause, line);
            clause.clear();
        }
        clause.push_str(next);
        clause.push('\n');
    }
    push_clause(&clause, line);
}

fn push_clause(clause: &str, line: &mut impl FnMut(String)) {
    let words = one_line(clause);
    let told_elsewhere = ["cites ", "in force "]
        .iter()
        .any(|start| words.starts_with(start));
    if !words.is_empty() && !told_elsewhere {
        line(words);
    }
}
