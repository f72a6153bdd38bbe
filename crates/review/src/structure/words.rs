//! What is different about an item, in phrases.

use std::collections::BTreeMap;

use super::What;
use super::lines::{Line, changed, inline};
use crate::model::{Item, Kind};

/// What an item is called in a sentence.
pub(super) fn name(item: &Item) -> String {
    match item.kind {
        Kind::Category
        | Kind::Type
        | Kind::Fact
        | Kind::Reading
        | Kind::Source
        | Kind::Guarantee => item.label(),
        Kind::Header | Kind::Example => item.label(),
        _ => item.name.clone(),
    }
}

/// An item that is on one side only: what it says, at most so much of it.
pub(super) fn whole(word: &str, item: &Item) -> Vec<String> {
    const SHOWN: usize = 6;
    let mut words = vec![match item.title.as_ref() {
        Some(title) => format!("{word}, \"{title}\""),
        None => word.to_owned(),
    }];
    if item.kind != Kind::Example {
        words.extend(item.clauses.iter().take(SHOWN).cloned());
        if item.clauses.len() > SHOWN {
            words.push(format!("and {} lines more", item.clauses.len() - SHOWN));
        }
    }
    words
}

/// What happened to an item that is on both sides, and the phrases for it; none where it is the
/// same. Each side comes with the file of its policy.
pub(super) fn told(
    (old, old_file): (&Item, &str),
    (new, new_file): (&Item, &str),
    moved: Option<(usize, usize)>,
    renames: &BTreeMap<(Kind, String), String>,
) -> Option<(What, Vec<String>)> {
    let mut words = Vec::new();
    let mut what: Vec<What> = Vec::new();
    let renamed = renames.contains_key(&(old.kind, old.name.clone()));
    if renamed {
        what.push(What::Renamed);
        words.push(format!("renamed, was {}", old.name));
    }
    if old.kind != new.kind {
        what.push(What::Changed);
        words.push(format!("{} → {}", old.kind.word(), new.kind.word()));
    }
    if old.clauses != new.clauses {
        let followed = follow(&old.clauses, renames);
        if followed == new.clauses {
            what.push(What::Follows);
            words.push("follows a new name".to_owned());
        } else {
            let same_meaning = old.hash == new.hash && !renamed;
            let told = clauses(new, &followed);
            what.push(match (same_meaning, told.is_empty()) {
                (true, true) => What::Layout,
                (true, false) => What::Wording,
                (false, _) => What::Changed,
            });
            if told.is_empty() {
                words.push("the same lines in another order".to_owned());
            }
            words.extend(told);
        }
    }
    if let Some((from, to)) = moved {
        what.push(What::Moved);
        words.push(format!("now number {to} in the order, was number {from}"));
    }
    if old.layer != new.layer {
        what.push(What::Placed);
        words.push(format!(
            "now from the layer {}, was from {}",
            new.layer, old.layer
        ));
    }
    if old.cites != new.cites || old.unverified != new.unverified {
        what.push(What::Cited);
        words.extend(cites(old, new));
    }
    if old.title != new.title {
        what.push(What::Wording);
        let title = |item: &Item| match &item.title {
            Some(title) => format!("\"{title}\""),
            None => "no title".to_owned(),
        };
        words.push(format!("title {} → {}", title(old), title(new)));
    }
    if what.is_empty()
        && let (Some(a), Some(b)) = (&old.written, &new.written)
    {
        // The policy's own file may have another name, as a copy of it has.
        let own = a.file == old_file && b.file == new_file;
        if !own && a.file != b.file {
            what.push(What::Placed);
            words.push(format!("now in {}, was in {}", b.file, a.file));
        } else if a.text != b.text {
            what.push(What::Layout);
        }
    }
    let what = what.into_iter().min()?;
    Some((what, words))
}

/// The clauses of the old version with the new names.
fn follow(clauses: &[String], renames: &BTreeMap<(Kind, String), String>) -> Vec<String> {
    if renames.is_empty() {
        return clauses.to_vec();
    }
    let names: BTreeMap<&str, &str> = renames
        .iter()
        .map(|((_, old), new)| (old.as_str(), new.as_str()))
        .collect();
    clauses
        .iter()
        .map(|clause| followed(clause, &names))
        .collect()
}

/// The text with every name of `names` replaced; what stands in quotes is left as it is.
fn followed(text: &str, names: &BTreeMap<&str, &str>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut word = String::new();
    let mut quoted = false;
    let flush = |out: &mut String, word: &mut String, quoted: bool| {
        let found = names.get(word.as_str()).filter(|_| !quoted);
        out.push_str(found.copied().unwrap_or(word));
        word.clear();
    };
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || c == '_' || c == '.' {
            word.push(c);
            continue;
        }
        flush(&mut out, &mut word, quoted);
        quoted ^= c == '"';
        out.push(c);
    }
    flush(&mut out, &mut word, quoted);
    out
}

fn clauses(new: &Item, old: &[String]) -> Vec<String> {
    let lines = changed(old, &new.clauses, |line| key(new.kind, line));
    let lines = match new.kind {
        Kind::Parameter | Kind::Table => dated(lines),
        _ => lines,
    };
    lines.iter().map(|line| phrase(new.kind, line)).collect()
}

/// What makes a line the same line on both sides.
fn key(kind: Kind, line: &str) -> String {
    match kind {
        Kind::Table if line.starts_with('|') => line
            .rsplit_once(" -> ")
            .map_or(line, |(asked, _)| asked)
            .to_owned(),
        Kind::Parameter if line.starts_with("is ") => line
            .rsplit_once(" from ")
            .map_or("is", |(_, from)| from)
            .to_owned(),
        Kind::Type | Kind::Reading | Kind::Codes => first_word(line).to_owned(),
        Kind::Fact if !line.starts_with(": ") => first_word(line).to_owned(),
        Kind::Price | Kind::Define | Kind::Output => match label(line) {
            Some(label) => label.to_owned(),
            None => first_word(line).to_owned(),
        },
        Kind::Script => line.to_owned(),
        Kind::Example => String::new(),
        Kind::Require | Kind::Guarantee | Kind::Assume if !line.starts_with("else ") => {
            String::new()
        }
        _ if line.starts_with("at most ") => "at most".to_owned(),
        _ => match first_word(line) {
            "and" => "when".to_owned(),
            word => word.to_owned(),
        },
    }
}

fn first_word(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

/// The label of a step or an exception.
fn label(line: &str) -> Option<&str> {
    let (_, label) = line.rsplit_once(" as ")?;
    let label = label.split(" overrides ").next()?;
    (!label.contains(' ') && !label.contains('"')).then_some(label)
}

/// A value that begins on another day, and a row that asks for something else, are one change
/// and not a removal with an addition.
fn dated(lines: Vec<Line>) -> Vec<Line> {
    let value = |line: &str| -> Option<String> {
        match line.strip_prefix("is ") {
            Some(rest) => Some(rest.rsplit_once(" from ")?.0.to_owned()),
            None => Some(line.rsplit_once(" -> ")?.1.to_owned()),
        }
    };
    let mut removed: Vec<String> = Vec::new();
    let mut kept: Vec<Line> = Vec::new();
    for line in lines {
        match line {
            Line::Removed(line) => removed.push(line),
            line => kept.push(line),
        }
    }
    for line in &mut kept {
        if let Line::Added(added) = line
            && let Some(place) = removed
                .iter()
                .position(|gone| value(gone).is_some() && value(gone) == value(added))
        {
            *line = Line::Changed(removed.remove(place), added.clone());
        }
    }
    kept.extend(removed.into_iter().map(Line::Removed));
    kept
}

fn phrase(kind: Kind, line: &Line) -> String {
    match line {
        Line::Changed(old, new) => between(kind, old, new),
        Line::Added(new) if kind == Kind::Parameter => by_date(new),
        Line::Added(new) => format!("new: {}", said(new)),
        Line::Removed(old) => format!("no longer: {}", said(old)),
    }
}

fn said(line: &str) -> &str {
    line.trim_matches(|c| c == '|' || c == ' ')
}

/// `from 2027-01-01: 18 months`.
fn by_date(line: &str) -> String {
    match line
        .strip_prefix("is ")
        .and_then(|rest| rest.rsplit_once(" from "))
    {
        Some((value, from)) => format!("from {from}: {value}"),
        None => format!("new: {}", said(line)),
    }
}

fn between(kind: Kind, old: &str, new: &str) -> String {
    match kind {
        Kind::Parameter if !old.starts_with(": ") => {
            let parts = |line: &str| {
                let rest = line.strip_prefix("is ")?;
                let (value, from) = match rest.rsplit_once(" from ") {
                    Some((value, from)) => (value, Some(from)),
                    None => (rest, None),
                };
                Some((value.to_owned(), from.map(str::to_owned)))
            };
            match (parts(old), parts(new)) {
                (Some((a, Some(x))), Some((b, Some(y)))) if a == b => {
                    format!("{a} from {x} → {y}")
                }
                (Some((a, x)), Some((b, y))) if x == y => match y {
                    Some(from) => format!("from {from}: {a} → {b}"),
                    None => format!("{a} → {b}"),
                },
                _ => inline(old, new),
            }
        }
        Kind::Table if old.starts_with('|') => {
            let parts = |line: &str| {
                let (asked, said) = said(line).rsplit_once(" -> ")?;
                Some((asked.replace(" | ", ", "), said.to_owned()))
            };
            match (parts(old), parts(new)) {
                (Some((a, x)), Some((b, y))) if a == b => format!("({a}): {x} → {y}"),
                (Some((a, x)), Some((b, _))) => format!("({a}) → ({b}): {x}"),
                _ => inline(old, new),
            }
        }
        Kind::Fact | Kind::Define | Kind::Output | Kind::Parameter if old.starts_with(": ") => {
            inline(old.trim_start_matches(": "), new.trim_start_matches(": "))
        }
        Kind::Window => {
            let bare = |line: &str| line.strip_prefix("is ").unwrap_or(line).to_owned();
            inline(&bare(old), &bare(new))
        }
        _ => inline(old, new),
    }
}

fn cites(old: &Item, new: &Item) -> Vec<String> {
    let mut words: Vec<String> =
        changed(&old.cites, &new.cites, |cite| first_word(cite).to_owned())
            .iter()
            .map(|line| match line {
                Line::Changed(old, new) => format!("cites {old} → {new}"),
                Line::Added(new) => format!("now also cites {new}"),
                Line::Removed(old) => format!("no longer cites {old}"),
            })
            .collect();
    match (old.unverified, new.unverified) {
        (false, true) => words.push("now marked as unverified".to_owned()),
        (true, false) => words.push("no longer marked as unverified".to_owned()),
        _ => {}
    }
    words
}
