//! A policy as a report: every item with its layer, its passages, and the text that says it.

use bylaws_dsl::ir::{CodesId, Column, Head, InForce, ItemRef, Policy, Supplied, TableId, Type};
use bylaws_dsl::value::Value;

use super::hits::RowHit;
use super::report::{Entry, Mark, Report, Section, cites, other_layer};
use super::rows::row_words;
use super::scripts;
use super::words::{one_line, source_text};
use crate::program::Program;

/// The report on a policy.
pub fn show(program: &Program) -> Report {
    let policy = program.policy();
    let is_example = |item: &&ItemRef| matches!(item, ItemRef::Example(_));
    let examples = policy.items.iter().filter(is_example).count();
    let unverified = policy
        .items
        .iter()
        .filter(|item| is_unverified(policy, **item))
        .count();
    let mut headline = format!("{} items", policy.items.len() - examples);
    if examples > 0 {
        let s = if examples == 1 { "" } else { "s" };
        headline.push_str(&format!(" and {examples} example{s}"));
    }
    if unverified > 0 {
        headline.push_str(&format!(", {unverified} that nobody has confirmed"));
    }
    let sections = show_items(program);
    let sections = sections.into_iter().map(|(title, items)| Section {
        title: title.to_owned(),
        entries: items.into_iter().map(|(_, entry)| entry).collect(),
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

/// The items of a policy by kind, each with the entry that shows it.
pub fn show_items(program: &Program) -> Vec<(&'static str, Vec<(ItemRef, Entry)>)> {
    let items = &program.policy().items;
    let sections = SECTIONS.iter().map(|(title, wanted)| {
        let items = items.iter().filter(|item| wanted(item));
        let entries = items.map(|item| (*item, entry(program, *item)));
        (*title, entries.collect::<Vec<_>>())
    });
    sections.filter(|(_, items)| !items.is_empty()).collect()
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
    ("Tables", |item| matches!(item, ItemRef::Table(_))),
    ("Codes", |item| matches!(item, ItemRef::Codes(_))),
    ("Windows", |item| matches!(item, ItemRef::Window(_))),
    ("Requirements", |item| matches!(item, ItemRef::Require(_))),
    ("Categories", |item| matches!(item, ItemRef::Category(_))),
    ("Prices", |item| matches!(item, ItemRef::Price(_))),
    ("Values", |item| matches!(item, ItemRef::Define(_))),
    ("Policies that are used", |item| {
        matches!(item, ItemRef::Use(_))
    }),
    ("Scripts", |item| matches!(item, ItemRef::Script(_))),
    ("Guarantees", |item| matches!(item, ItemRef::Guarantee(_))),
    ("Examples", |item| matches!(item, ItemRef::Example(_))),
];

fn conventions(policy: &Policy) -> Vec<(String, String)> {
    let fact = |id| policy.facts.at(id).name.to_string();
    let mut lines = Vec::new();
    if let Some((_, bases)) = policy.layers.split_last()
        && !bases.is_empty()
    {
        let names: Vec<&str> = bases.iter().rev().map(|(_, name)| name.as_str()).collect();
        lines.push(("amends".to_owned(), names.join(", which amends ")));
    }
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
    policy.head(item).is_some_and(Head::is_unverified)
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
    let expression = |id| source_text(program, id).into_owned();
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
            let end = |end: &Option<Value>| end.as_ref().map(|value| policy.value_words(value));
            let range = match (end(&fact.low), end(&fact.high)) {
                (None, None) => String::new(),
                (low, high) => {
                    format!(" {}..{}", low.unwrap_or_default(), high.unwrap_or_default())
                }
            };
            let ty = policy.type_words(fact.ty);
            name = format!("{} : {ty}{range}{optional}", fact.name);
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
            label(&require.head.name).map(&mut line);
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
            label(&policy.assumptions.at(id).head.name).map(&mut line);
        }
        ItemRef::Use(id) => {
            let used = policy.uses.at(id);
            name = format!("{} as {}", used.policy.name, used.head.name);
            for (fact, supplied) in used.policy.facts.values().zip(&used.facts) {
                match supplied {
                    Supplied::Fact(ours) if policy.facts.at(*ours).name == fact.name => {}
                    Supplied::Fact(ours) => {
                        line(format!(
                            "with {} = {}",
                            fact.name,
                            policy.facts.at(*ours).name
                        ));
                    }
                    Supplied::Expr(id) => line(format!("with {} = {}", fact.name, expression(*id))),
                    Supplied::None => line(format!("with {} = none", fact.name)),
                }
            }
        }
        ItemRef::Example(id) => name = policy.examples.at(id).name.to_string(),
        ItemRef::Table(id) => table(program, id, &mut line),
        ItemRef::Codes(id) => code_set(program, id, &mut line),
        ItemRef::Script(id) => {
            let script = policy.scripts.at(id);
            note = Some(scripts::OPAQUE.to_owned());
            for function in &script.functions {
                let span = policy.functions.at(*function).span;
                line(format!("fn {}", one_line(program.sources().text(span))));
            }
            if policy.decided_by == Some(id) {
                line("decides the outputs that have no `is`".to_owned());
            }
        }
        ItemRef::Source(_) => {}
    }
    if let Some(head) = head {
        if !head.in_force.is_always() {
            line(in_force(head.in_force));
        }
        if head.unverified {
            line("nobody has confirmed this".to_owned());
        }
    }
    Entry {
        cites: head.map_or_else(Vec::new, |head| cites(policy, head)),
        layer: other_layer(policy, item),
        parts,
        ..Entry::plain(name, note)
    }
}

/// So many rows of a table, or codes of a set, are shown.
const SHOWN: usize = 50;

/// What a table asks for and says, and its rows.
fn table(program: &Program, id: TableId, line: &mut impl FnMut(String)) {
    let policy = program.policy();
    let table = policy.tables.at(id);
    let column = |column: &Column| match column.name.as_str() {
        "" => policy.type_words(column.ty),
        name => format!("{name} : {}", policy.type_words(column.ty)),
    };
    let columns = |columns: &[Column]| columns.iter().map(column).collect::<Vec<_>>().join(", ");
    let (asked, said) = (columns(&table.columns), columns(&table.results));
    line(format!("by {asked} -> {said}, {}", table.hit.words()));
    let count = table.rows.len();
    let first = 0..count.min(SHOWN);
    let otherwise = table.otherwise.is_some().then_some(count);
    for row in first {
        line(row_words(program, RowHit { table: id, row }).1);
    }
    if count > SHOWN {
        line(format!("and {} rows more", count - SHOWN));
    }
    if let Some(row) = otherwise {
        line(row_words(program, RowHit { table: id, row }).1);
    }
}

/// The codes of a set.
fn code_set(program: &Program, id: CodesId, line: &mut impl FnMut(String)) {
    let codes = program.policy().codes.at(id);
    let ranges = codes.ranges.iter().map(|(low, high)| match low == high {
        true => format!("{low}*"),
        false => format!("{low}..{high}"),
    });
    let mut words: Vec<String> = ranges
        .chain(codes.exact.iter().map(ToString::to_string))
        .collect();
    let count = words.len();
    words.truncate(SHOWN);
    if count > SHOWN {
        words.push(format!("and {} more", count - SHOWN));
    }
    line(format!("{}: {}", codes.system, words.join(", ")));
}

/// The label of an item that is named by one and not by its place.
fn label(name: &str) -> Option<String> {
    let (_, label) = name.split_once('.')?;
    (!label.starts_with(|c: char| c.is_ascii_digit())).then(|| format!("as {label}"))
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
    let told_elsewhere = ["cites ", "in force ", "[unverified]"]
        .iter()
        .any(|start| words.starts_with(start));
    if !words.is_empty() && !told_elsewhere {
        line(words);
    }
}
