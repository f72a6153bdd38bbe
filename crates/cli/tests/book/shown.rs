//! Requests, decisions and findings as the pages show them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::value::RawValue;

/// The requests of a block: one a line where each line is an object of its own, else one in all.
pub(crate) fn requests(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    match lines
        .iter()
        .all(|line| line.starts_with('{') && line.ends_with('}'))
    {
        true => lines.into_iter().map(str::to_owned).collect(),
        false => vec![text.to_owned()],
    }
}

/// The keys of a decision, in its order; the first three and the last are shown when it is whole.
pub(crate) const KEYS: [&str; 10] = [
    "policy", "bundle", "as_of", "status", "outputs", "reasons", "needs", "readings", "errors",
    "trace",
];

/// A decision, a key a line where it is long; unless it is whole, without what is empty in it.
pub(crate) fn written(json: &str, whole: bool) -> String {
    let parts: BTreeMap<String, Box<RawValue>> = serde_json::from_str(json).unwrap();
    let keys = if whole { &KEYS[..] } else { &KEYS[3..9] };
    let kept: Vec<String> = keys
        .iter()
        .filter_map(|key| Some((key, parts.get(*key)?.get())))
        .filter(|(_, value)| whole || !matches!(*value, "[]" | "{}"))
        .map(|(key, value)| format!("\"{key}\": {}", spread(value)))
        .collect();
    let line = format!("{{{}}}\n", kept.join(", "));
    match line.chars().count() > 110 {
        true => format!("{{{}}}\n", kept.join(",\n ")),
        false => line,
    }
}

/// A list of objects with one a line.
pub(crate) fn spread(json: &str) -> String {
    match serde_json::from_str::<Vec<Box<RawValue>>>(json) {
        Ok(all) if json.starts_with("[{") => {
            let all: Vec<&str> = all.iter().map(|one| one.get()).collect();
            format!("[\n  {}]", all.join(",\n  "))
        }
        _ => json.to_owned(),
    }
}

pub(crate) fn codes_in(findings: &[u8]) -> BTreeSet<String> {
    let told: serde_json::Value = serde_json::from_slice(findings).unwrap();
    let list = told
        .as_array()
        .or_else(|| told.get("diagnostics")?.as_array());
    let code = |found: &serde_json::Value| found.get("code")?.as_str().map(str::to_owned);
    list.expect("findings").iter().filter_map(code).collect()
}

pub(crate) fn codes() -> String {
    let line = |code: &bylaws_dsl::Code| format!("{}  {}\n", code.id(), code.summary());
    bylaws_dsl::codes::ALL.iter().map(line).collect()
}

pub(crate) fn without_hash(text: &str) -> String {
    let mut parts = text.split("sha256:");
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |shown, part| {
        let rest = part.trim_start_matches(|c: char| c.is_ascii_hexdigit());
        format!("{shown}sha256:…{rest}")
    })
}
