//! The lines of an item, old and new: which changed into which, and the words that differ.

use std::collections::HashMap;

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// What became of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// It says something else.
    Changed(String, String),
    /// It is new.
    Added(String),
    /// It is gone.
    Removed(String),
}

/// What became of the lines; lines that stayed are left out. Lines with the same key are one line
/// on both sides; where keys are not unique, their order tells which is which.
pub(super) fn changed(old: &[String], new: &[String], key: impl Fn(&str) -> String) -> Vec<Line> {
    if let (Some(a), Some(b)) = (unique(old, &key), unique(new, &key)) {
        let mut lines = Vec::new();
        for line in new {
            match a.get(&key(line)) {
                Some(before) if *before == line => {}
                Some(before) => lines.push(Line::Changed((*before).clone(), line.clone())),
                None => lines.push(Line::Added(line.clone())),
            }
        }
        let gone = old.iter().filter(|line| !b.contains_key(&key(line)));
        lines.extend(gone.map(|line| Line::Removed(line.clone())));
        return lines;
    }
    let mut lines = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        let (tag, from, to) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            continue;
        }
        let mut before: Vec<&String> = old.get(from).unwrap_or_default().iter().collect();
        for line in new.get(to).unwrap_or_default() {
            let same = before.iter().position(|old| key(old) == key(line));
            lines.push(match same {
                Some(place) => Line::Changed(before.remove(place).clone(), line.clone()),
                None => Line::Added(line.clone()),
            });
        }
        lines.extend(before.into_iter().map(|line| Line::Removed(line.clone())));
    }
    lines
}

fn unique<'a>(
    lines: &'a [String],
    key: &impl Fn(&str) -> String,
) -> Option<HashMap<String, &'a String>> {
    let mut found = HashMap::with_capacity(lines.len());
    for line in lines {
        if found.insert(key(line), line).is_some() {
            return None;
        }
    }
    Some(found)
}

/// `180 days → 270 days after enrollment_date`: the words that differ, between those that stay.
pub(super) fn inline(old: &str, new: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (words(old), words(new));
    let mut start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let mut end = a
        .iter()
        .skip(start)
        .rev()
        .zip(b.iter().skip(start).rev())
        .take_while(|(x, y)| x == y)
        .count();
    let middle = |all: &[&str], start: usize, end: usize| -> String {
        all.get(start..all.len() - end)
            .unwrap_or_default()
            .join(" ")
    };
    // A number stays with its unit.
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit()) && !text.is_empty();
    let next = a.len().checked_sub(end).and_then(|place| a.get(place));
    if end > 0
        && is_number(&middle(&a, start, end))
        && is_number(&middle(&b, start, end))
        && next.is_some_and(|word| UNITS.contains(&word.trim_end_matches('s')))
    {
        end -= 1;
    }
    // Where words were only put in or taken out, one word around them says where.
    let one_side = |start: usize, end: usize| {
        middle(&a, start, end).is_empty() || middle(&b, start, end).is_empty()
    };
    if one_side(start, end) {
        if start > 0 {
            start -= 1;
        } else if end > 0 {
            end -= 1;
        }
    }
    let (from, to) = (middle(&a, start, end), middle(&b, start, end));
    let head = b.get(..start).unwrap_or_default().join(" ");
    let tail = b.get(b.len() - end..).unwrap_or_default().join(" ");
    [head.as_str(), &from, "→", &to, &tail]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

const UNITS: [&str; 4] = ["day", "week", "month", "year"];

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_words_that_differ_are_told_twice() {
        let told = [
            (
                "180 days after enrolled",
                "270 days after enrolled",
                "180 days → 270 days after enrolled",
            ),
            (
                "180 days after enrolled",
                "6 months after enrolled",
                "180 days → 6 months after enrolled",
            ),
            ("a >= 2", "a > 2", "a >= → > 2"),
            ("$1", "$2", "$1 → $2"),
            ("less 5%", "less 5% when gold", "less 5% → 5% when gold"),
        ];
        for (old, new, expected) in told {
            assert_eq!(inline(old, new), expected);
        }
    }
}
