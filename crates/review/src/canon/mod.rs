//! From a checked policy to its normal form: the same whatever the layout, the comments, the
//! order of items whose order says nothing, and the names that only one item uses.

mod expr;
mod items;

use bylaws_dsl::SourceMap;
use bylaws_dsl::ir::{ItemRef, OutputKind, Policy};
use bylaws_runtime::examples::{facts, options};
use bylaws_runtime::explain::{data_words, item_name};
use bylaws_runtime::{ContentHash, Decision, Program};
use std::sync::Arc;

pub(crate) use expr::{Locals, Writer, unit_word};

use crate::model::{Item, Kind, Normal, Written};

/// The normal form of a program's policy, with the decisions of its examples where they are
/// wanted.
pub fn normal(program: &Arc<Program>, examples: bool) -> Normal {
    let policy = program.policy();
    let mut normal = of_policy(policy, program.sources());
    if examples {
        for item in &policy.items {
            if let ItemRef::Example(id) = item {
                let example = policy.examples.at(*id);
                let decision = program.decide(&facts(policy, example), &options(policy, example));
                let given = example.given.iter().map(|(fact, value)| {
                    let value = policy.value_words(value);
                    format!("{} {value}", policy.facts.at(*fact).name)
                });
                let readings = example.readings.iter().map(|(id, choice)| {
                    let reading = policy.readings.at(*id);
                    format!(
                        "{} {}",
                        reading.head.name,
                        policy.member_name(reading.choices, *choice)
                    )
                });
                let given: Vec<String> = given.chain(readings).collect();
                let mut clauses = vec![format!("given {}", given.join(", "))];
                clauses.extend(told(&decision));
                normal.items.push(Item {
                    kind: Kind::Example,
                    name: example.name.to_string(),
                    title: None,
                    layer: policy.layer(*item).to_string(),
                    cites: Vec::new(),
                    unverified: false,
                    hash: hash_of(Kind::Example, &example.name, &clauses),
                    clauses,
                    written: written(program.sources(), example.span),
                });
            }
        }
    }
    normal
}

/// A decision in a few lines: its status, its outputs, what it tells and what it needs.
fn told(decision: &Decision) -> Vec<String> {
    let outputs: Vec<String> = decision
        .outputs
        .iter()
        .filter(|(name, _)| name != "periods")
        .map(|(name, data)| format!("{name} {}", data_words(data)))
        .collect();
    let mut lines = vec![
        format!("{} {}", decision.status, outputs.join(", "))
            .trim()
            .to_owned(),
    ];
    let reasons = decision
        .reasons
        .iter()
        .map(|reason| format!("because \"{}\"", reason.message));
    lines.extend(reasons);
    let needs: Vec<String> = decision.needs().collect();
    if !needs.is_empty() {
        lines.push(format!("needs {}", needs.join(", ")));
    }
    lines.extend(
        decision
            .errors
            .iter()
            .map(|error| format!("error {}", error.code.id())),
    );
    lines
}

/// The hash of all that a policy decides.
pub(crate) fn meaning(policy: &Policy, sources: &SourceMap) -> String {
    of_policy(policy, sources).hash
}

fn of_policy(policy: &Policy, sources: &SourceMap) -> Normal {
    let named = Writer {
        policy,
        sources,
        locals: Locals::Named,
    };
    let numbered = Writer {
        policy,
        sources,
        locals: Locals::Numbered,
    };
    let mut items: Vec<(usize, Item)> = Vec::new();
    let header = named.header();
    items.push((
        0,
        Item {
            kind: Kind::Header,
            name: String::new(),
            title: None,
            layer: policy.name.to_string(),
            cites: Vec::new(),
            unverified: false,
            hash: hash_of(Kind::Header, "", &header),
            clauses: header,
            written: None,
        },
    ));
    for item in &policy.items {
        let Some(kind) = kind(policy, *item) else {
            continue;
        };
        let head = policy.head(*item);
        let full = item_name(policy, *item);
        let name = match kind {
            Kind::Require | Kind::Assume => full.as_str(),
            _ => full.split_once('.').map_or(full.as_str(), |(_, name)| name),
        };
        let (title, span) = match item {
            ItemRef::Type(id) => (
                policy.enums.at(*id).title.clone(),
                policy.enums.at(*id).span,
            ),
            ItemRef::Fact(id) => (
                policy.facts.at(*id).title.clone(),
                policy.facts.at(*id).span,
            ),
            _ => (
                head.and_then(|head| head.title.clone()),
                head.map(|h| h.span).unwrap_or_default(),
            ),
        };
        let cites = head.into_iter().flat_map(|head| &head.cites).map(|cite| {
            let source = &policy.sources.at(cite.source).head.name;
            let at = cite
                .at
                .as_ref()
                .map_or(String::new(), |at| format!(" \"{at}\""));
            let mark = if cite.unverified { " [unverified]" } else { "" };
            format!("{source}{at}{mark}")
        });
        // A place in the order is no part of what an item says.
        let hashed = if is_placed(name) { "" } else { name };
        items.push((
            named.place(*item),
            Item {
                kind,
                name: name.to_owned(),
                title: title.map(|title| title.to_string()),
                layer: policy.layer(*item).to_string(),
                cites: cites.collect(),
                unverified: head.is_some_and(|head| head.unverified),
                clauses: named.clauses(*item),
                hash: hash_of(kind, hashed, &numbered.clauses(*item)),
                written: written(sources, span),
            },
        ));
    }
    items.sort_by(|(place_a, a), (place_b, b)| {
        (a.kind, place_a, &a.name).cmp(&(b.kind, place_b, &b.name))
    });
    let items: Vec<Item> = items.into_iter().map(|(_, item)| item).collect();
    let hashes: Vec<&str> = items
        .iter()
        .filter(|item| item.kind.decides())
        .map(|item| item.hash.as_str())
        .collect();
    let file = policy.layers.last().and_then(|(id, _)| sources.get(*id));
    Normal {
        name: policy.name.to_string(),
        title: policy.title.as_ref().map(|title| title.to_string()),
        hash: ContentHash::of([("policy", hashes.join("\n").as_str())]).to_string(),
        items,
        file: file.map_or(String::new(), |source| source.name.clone()),
    }
}

/// Whether an item has no name but its place among its kind, such as `require.2`.
pub(crate) fn is_placed(name: &str) -> bool {
    let place = name
        .strip_prefix("require.")
        .or_else(|| name.strip_prefix("assume."));
    place.is_some_and(|place| place.bytes().all(|byte| byte.is_ascii_digit()))
}

fn kind(policy: &Policy, item: ItemRef) -> Option<Kind> {
    Some(match item {
        ItemRef::Source(_) => Kind::Source,
        ItemRef::Type(_) => Kind::Type,
        ItemRef::Fact(_) => Kind::Fact,
        ItemRef::Reading(_) => Kind::Reading,
        ItemRef::Parameter(_) => Kind::Parameter,
        ItemRef::Window(_) => Kind::Window,
        ItemRef::Define(id) => {
            let output = OutputKind::Define(id);
            match policy.outputs.values().any(|found| found.kind == output) {
                true => Kind::Output,
                false => Kind::Define,
            }
        }
        ItemRef::Require(_) => Kind::Require,
        ItemRef::Category(_) => Kind::Category,
        ItemRef::Price(_) => Kind::Price,
        ItemRef::Guarantee(_) => Kind::Guarantee,
        ItemRef::Assumption(_) => Kind::Assume,
        ItemRef::Use(_) => Kind::Use,
        ItemRef::Script(_) => Kind::Script,
        ItemRef::Table(_) => Kind::Table,
        ItemRef::Codes(_) => Kind::Codes,
        ItemRef::Example(_) => return None,
    })
}

fn written(sources: &SourceMap, span: bylaws_dsl::Span) -> Option<Written> {
    let source = sources.get(span.source)?;
    Some(Written {
        file: source.name.clone(),
        line: source.position(span.start).line,
        text: sources.text(span).trim_end().to_owned(),
    })
}

/// The semantic hash of an item with this name that says this.
fn hash_of(kind: Kind, name: &str, clauses: &[String]) -> String {
    digest(&format!("{} {name}", kind.word()), &clauses.join("\n"))
}

/// The first sixteen digits of a SHA-256: no two items of one review share them by chance.
pub(crate) fn digest(name: &str, content: &str) -> String {
    let whole = ContentHash::of([(name, content)]).to_string();
    let digits = whole.trim_start_matches("sha256:");
    digits.get(..16).unwrap_or(digits).to_owned()
}
