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
    let (a, b) = (words(old), words(new));
    let same = |(x, y): &(&Word<'_>, &Word<'_>)| x.text == y.text;
    let mut start = a.iter().zip(&b).take_while(same).count();
    let mut end = a
        .iter()
        .skip(start)
        .rev()
        .zip(b.iter().skip(start).rev())
        .take_while(same)
        .count();
    let middle = |all: &[Word<'_>], start: usize, end: usize| -> String {
        joined(all.get(start..all.len() - end).unwrap_or_default())
    };
    // A number stays with its unit.
    let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit()) && !text.is_empty();
    let next = a.len().checked_sub(end).and_then(|place| a.get(place));
    if end > 0
        && is_number(&middle(&a, start, end))
        && is_number(&middle(&b, start, end))
        && next.is_some_and(|word| UNITS.contains(&word.text.trim_end_matches('s')))
    {
        end -= 1;
    }
    // Where words were only put in or taken out, one word around them says where.
    if middle(&a, start, end).is_empty() || middle(&b, start, end).is_empty() {
        if start > 0 {
            start -= 1;
        } else {
            end = end.saturating_sub(1);
        }
    }
    let (from, to) = (middle(&a, start, end), middle(&b, start, end));
    let head = joined(b.get(..start).unwrap_or_default());
    let tail = b.get(b.len() - end..).unwrap_or_default();
    // What stood close stays close: `2 → 3)`.
    let is_close = |word: Option<&Word<'_>>| word.is_some_and(|word| word.close);
    let gap = if is_close(tail.first()) { "" } else { " " };
    let open = if is_close(b.get(start)) { "" } else { " " };
    let parts = [head.as_str(), open, &from, " → ", &to, gap, &joined(tail)];
    parts.concat().trim().to_owned()
}

/// A word or a bracket, and whether it stands close to what is before it.
struct Word<'a> {
    text: &'a str,
    close: bool,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut all = Vec::new();
    for part in text.split_whitespace() {
        let mut close = false;
        let mut rest = part;
        while !rest.is_empty() {
            let end = match rest.find(|c: char| "(){},".contains(c)) {
                Some(0) => 1,
                // A comma within a number groups thousands.
                Some(at)
                    if rest
                        .get(at..)
                        .is_some_and(|r| r.starts_with(',') && r.len() > 1) =>
                {
                    rest.len()
                }
                Some(at) => at,
                None => rest.len(),
            };
            let (word, next) = rest.split_at(end);
            all.push(Word { text: word, close });
            close = true;
            rest = next;
        }
    }
    all
}

fn joined(words: &[Word<'_>]) -> String {
    let mut out = String::new();
    for word in words {
        if !out.is_empty() && !word.close {
            out.push(' ');
        }
        out.push_str(word.text);
    }
    out
}

const UNITS: [&str; 4] = ["day", "week", "month", "year"];

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
            ("$1,000.00", "$2,000.00", "$1,000.00 → $2,000.00"),
            ("(a or b >= 2)", "(a or b >= 3)", "(a or b >= 2 → 3)"),
            ("f(a, b)", "f(c, b)", "f(a → c, b)"),
            ("less 5%", "less 5% when gold", "less 5% → 5% when gold"),
        ];
        for (old, new, expected) in told {
            assert_eq!(inline(old, new), expected);
        }
    }
}
