//! The text of a snapshot back to a normalized policy. A file may come from anywhere, so whatever
//! it holds gives a policy or one error with its line.

use super::{CITES, LAYER, UNVERIFIED, VERSION};
use crate::model::{Item, Kind, Normal};

/// What is wrong with a snapshot file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

/// Reads a snapshot file.
///
/// # Errors
/// The first line that is not of the form.
pub fn read(text: &str) -> Result<Normal, SnapshotError> {
    let mut lines = text
        .lines()
        .enumerate()
        .map(|(place, line)| (place + 1, line));
    let mut file = String::new();
    expect(
        lines.next(),
        "---",
        "a snapshot begins with a line of `---`",
    )?;
    loop {
        match lines.next() {
            Some((_, "---")) => break,
            Some((_, line)) => {
                if let Some(source) = line.strip_prefix("source: ") {
                    file = source.trim_matches('"').to_owned();
                }
            }
            None => {
                return Err(error(
                    text.lines().count(),
                    "the head has no end: a line of `---`",
                ));
            }
        }
    }
    expect(
        lines.next(),
        VERSION,
        &format!("the content begins with `{VERSION}`"),
    )?;
    let mut lines = lines.filter(|(_, line)| !line.trim().is_empty());
    let (number, first) = lines
        .next()
        .ok_or_else(|| error(0, "the policy is missing"))?;
    let head = first
        .strip_prefix("policy ")
        .and_then(|rest| headline(rest, false));
    let Some((name, title, hash)) = head else {
        return Err(error(
            number,
            "the name of the policy and its hash are expected here",
        ));
    };
    let mut normal = Normal {
        name,
        title,
        hash,
        items: Vec::new(),
        file,
    };
    for (number, line) in lines {
        match line.strip_prefix("  ") {
            Some(clause) => {
                let Some(item) = normal.items.last_mut() else {
                    return Err(error(number, "a clause stands before the first item"));
                };
                clause_of(item, clause);
            }
            None => normal.items.push(item(&normal.name, number, line)?),
        }
    }
    Ok(normal)
}

fn clause_of(item: &mut Item, line: &str) {
    if let Some(cite) = line.strip_prefix(CITES) {
        item.cites.push(cite.to_owned());
    } else if let Some(layer) = line.strip_prefix(LAYER) {
        item.layer = layer.to_owned();
    } else if line == UNVERIFIED {
        item.unverified = true;
    } else {
        item.clauses.push(line.to_owned());
    }
}

fn item(policy: &str, number: usize, line: &str) -> Result<Item, SnapshotError> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let Some(kind) = Kind::of_word(word) else {
        return Err(error(number, &format!("`{word}` is no kind of item")));
    };
    let head = match kind {
        Kind::Header => headline(&format!("- {rest}"), false)
            .map(|(_, title, hash)| (String::new(), title, hash)),
        kind => headline(rest, kind == Kind::Example),
    };
    let Some((name, title, hash)) = head else {
        return Err(error(
            number,
            "the name of the item and its hash are expected here",
        ));
    };
    Ok(Item {
        kind,
        name,
        title,
        layer: policy.to_owned(),
        cites: Vec::new(),
        unverified: false,
        clauses: Vec::new(),
        hash,
        written: None,
    })
}

/// `NAME "title" #hash`, or `"NAME" #hash` where the name is text.
fn headline(rest: &str, quoted: bool) -> Option<(String, Option<String>, String)> {
    let (rest, hash) = rest.rsplit_once('#')?;
    let rest = rest.trim();
    if quoted {
        let name = rest.strip_prefix('"')?.strip_suffix('"')?;
        return Some((name.to_owned(), None, hash.to_owned()));
    }
    let (name, title) = match rest.split_once(' ') {
        Some((name, title)) => {
            let title = title.strip_prefix('"')?.strip_suffix('"')?;
            (name, Some(title.to_owned()))
        }
        None => (rest, None),
    };
    (!name.is_empty()).then(|| (name.to_owned(), title, hash.to_owned()))
}

fn expect(line: Option<(usize, &str)>, wanted: &str, message: &str) -> Result<(), SnapshotError> {
    match line {
        Some((_, line)) if line == wanted => Ok(()),
        Some((number, _)) => Err(error(number, message)),
        None => Err(error(1, message)),
    }
}

fn error(line: usize, message: &str) -> SnapshotError {
    SnapshotError {
        line,
        message: message.to_owned(),
    }
}
