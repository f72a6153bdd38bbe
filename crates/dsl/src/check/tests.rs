//! Checking through real text: each mistake gives its code and nothing else, and help that a
//! policy analyst can follow.

mod examples;
mod expressions;
mod hostile;
mod items;
mod layers;
mod meaning;
mod pages;
mod prices;

use super::{Checked, check_read};
use crate::ir::Policy;
use crate::parse::{Parsed, parse};
use crate::{Diagnostic, Limits, SourceId, diagnostic};

/// The first policy of the language's design, with its guarantee and its example.
const CONTINUITY: &str = include_str!("../../tests/parse/continuity_of_care.bylaw");

/// Facts of every type, for mistakes in expressions.
const FACTS: &str = "policy demo
  as of served_on
  months end on last day
  money rounds half up

type region is one of west, south, east
type color is one of red, green

facts
  served_on : date
  ends : date or open
  moved_on : date?
  reason : text?
  billed : money
  lives : integer
  rate : percent
  factor : decimal
  region : region
  home : region?
  regions : set of region
  color : color
  stay : duration
  insured : boolean

window month_after is 30 days after served_on
";

fn read_all(texts: &[&str]) -> (Checked, Vec<Diagnostic>) {
    let limits = Limits::default();
    let parsed: Vec<Parsed> = texts
        .iter()
        .enumerate()
        .map(|(place, text)| parse(SourceId(place as u32), text, &limits))
        .collect();
    let checked = check_read(&parsed, &limits);
    let mut all: Vec<Diagnostic> = parsed.into_iter().flat_map(|p| p.diagnostics).collect();
    all.extend(checked.diagnostics.iter().cloned());
    diagnostic::sort(&mut all);
    (checked, all)
}

/// Everything that is found in these files, as `CODE message [help]` lines.
fn found(texts: &[&str]) -> Vec<String> {
    let told = |d: &Diagnostic| format!("{} {} [{}]", d.code.id(), d.message, d.help.join("; "));
    read_all(texts).1.iter().map(told).collect()
}

fn codes(text: &str) -> Vec<&'static str> {
    codes_of(&[text])
}

fn codes_of(texts: &[&str]) -> Vec<&'static str> {
    read_all(texts).1.iter().map(|d| d.code.id()).collect()
}

/// The policy, which has no error.
fn policy(text: &str) -> Policy {
    let (mut checked, all) = read_all(&[text]);
    assert!(!all.iter().any(Diagnostic::is_error), "{:#?}", all);
    checked
        .policies
        .pop()
        .expect("a policy without errors is given")
}

/// The only finding for a text made of the common facts and these items.
fn only(items: &str) -> String {
    let text = format!("{FACTS}\n{items}\n");
    let found = found(&[&text]);
    assert_eq!(found.len(), 1, "{items}: {found:#?}");
    found.into_iter().next().unwrap_or_default()
}

/// The only finding for a condition.
fn condition(expression: &str) -> String {
    only(&format!("output it : boolean is {expression}"))
}

/// Whether everything that is listed stands in the finding.
#[track_caller]
fn says(finding: &str, parts: &[&str]) {
    for part in parts {
        assert!(finding.contains(part), "`{part}` is not in: {finding}");
    }
}

#[track_caller]
fn fine(items: &str) {
    let text = format!("{FACTS}\n{items}\n");
    assert_eq!(found(&[&text]), [""; 0], "{items}");
}

#[test]
fn the_first_policy_has_nothing_to_tell() {
    assert_eq!(found(&[CONTINUITY]), [""; 0]);
}
