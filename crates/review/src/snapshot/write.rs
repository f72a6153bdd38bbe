//! A normalized policy as the text of a snapshot.

use std::fmt::Write as _;

use super::{CITES, LAYER, UNVERIFIED, VERSION};
use crate::model::{Item, Kind, Normal};

/// The text of a snapshot file.
pub fn write(normal: &Normal) -> String {
    let mut out = String::new();
    let title = titled(normal.title.as_deref());
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "---\nsource: {}\nexpression: {}\n---\n{VERSION}\n\npolicy {}{title} #{}\n",
        normal.file, normal.name, normal.name, normal.hash
    );
    for item in &normal.items {
        out.push('\n');
        out.push_str(&entry(&normal.name, item));
    }
    out
}

/// One item with all its lines.
fn entry(policy: &str, item: &Item) -> String {
    let name = match item.kind {
        Kind::Header => String::new(),
        Kind::Example => format!(" \"{}\"", item.name),
        _ => format!(" {}", item.name),
    };
    let title = titled(item.title.as_deref());
    let mut out = format!("{}{name}{title} #{}\n", item.kind.word(), item.hash);
    let mut line = |text: &str| {
        out.push_str("  ");
        out.push_str(text);
        out.push('\n');
    };
    for cite in &item.cites {
        line(&format!("{CITES}{cite}"));
    }
    if item.layer != policy {
        line(&format!("{LAYER}{}", item.layer));
    }
    if item.unverified {
        line(UNVERIFIED);
    }
    for clause in &item.clauses {
        line(clause);
    }
    out
}

fn titled(title: Option<&str>) -> String {
    title.map_or(String::new(), |title| format!(" \"{title}\""))
}
