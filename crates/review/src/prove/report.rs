//! Answers for people and for programs.

use std::fmt::Write as _;

use bylaws_dsl::SourceMap;
use bylaws_runtime::explain::Palette;
use serde_json::{Value, json as object};

use super::model::{Answer, Finding, Kind, Shown};

/// How many answers there are of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// For every request there is.
    pub proved: usize,
    /// Not so, with a case or with a proof that there is none.
    pub wrong: usize,
    /// A case shows what was to be possible.
    pub possible: usize,
    /// No proof, and nothing found.
    pub searched: usize,
    /// Nobody knows.
    pub unknown: usize,
    /// The solver was not done in time.
    pub timed_out: usize,
}

/// Counts answers.
pub fn totals<'a>(answers: impl IntoIterator<Item = &'a Answer>) -> Totals {
    let mut totals = Totals::default();
    for answer in answers {
        let count = match &answer.finding {
            Finding::Proved | Finding::Never => &mut totals.proved,
            Finding::Refuted(_) | Finding::Impossible => &mut totals.wrong,
            Finding::Possible(_) => &mut totals.possible,
            Finding::Searched { .. } => &mut totals.searched,
            Finding::Unknown(_) => &mut totals.unknown,
            Finding::TimedOut { .. } => &mut totals.timed_out,
        };
        *count += 1;
    }
    totals
}

/// What the answers of one policy come to, for people. What holds as it should is told only on
/// request.
pub fn text(
    policy: &str,
    answers: &[Answer],
    sources: &SourceMap,
    all: bool,
    palette: &Palette,
) -> String {
    let Palette {
        good,
        bad,
        open,
        strong,
        faint,
        reset,
    } = palette;
    let mut out = String::new();
    let totals = totals(answers);
    let _ = writeln!(
        out,
        "{strong}{policy}{reset}  {faint}{}{reset}",
        words(totals)
    );
    for answer in answers {
        let (mark, colour, is_shown) = match &answer.finding {
            Finding::Proved => ("✓", good, all || answer.kind == Kind::Guarantee),
            Finding::Possible(_) if is_told(answer.kind) => ("•", open, true),
            Finding::Possible(_) => ("✓", good, all),
            Finding::Never => ("✓", good, all),
            Finding::Refuted(_) | Finding::Impossible => ("✗", bad, true),
            Finding::Searched { .. } => ("~", open, true),
            Finding::Unknown(_) | Finding::TimedOut { .. } => ("?", open, true),
        };
        if !is_shown {
            continue;
        }
        let said = match &answer.finding {
            Finding::Proved => "proved".to_owned(),
            Finding::Never => "never: proved".to_owned(),
            Finding::Impossible => "no request does: proved".to_owned(),
            Finding::Possible(_) => "shown by a case".to_owned(),
            Finding::Refuted(_) => "does not hold".to_owned(),
            Finding::Searched { cases, why } => {
                format!("searched, not proved: nothing in {cases} cases; {why}")
            }
            Finding::Unknown(why) => format!("unknown: {why}"),
            Finding::TimedOut { cases } => {
                format!("time ran out; nothing in {cases} cases that were searched")
            }
        };
        let _ = writeln!(
            out,
            "  {colour}{mark}{reset} {}  {faint}{said}{reset}",
            answer.question
        );
        if let Some(title) = &answer.title {
            let _ = writeln!(out, "      {faint}{title}{reset}");
        }
        for within in &answer.within {
            let _ = writeln!(out, "      {faint}within {within}{reset}");
        }
        let is_long = answer.is_bad()
            || (matches!(answer.finding, Finding::Possible(_)) && all)
            || (answer.kind == Kind::Reading && matches!(answer.finding, Finding::Possible(_)));
        if !is_long {
            continue;
        }
        if let Some(place) = answer.span.and_then(|span| place(sources, span)) {
            let _ = writeln!(out, "      {faint}{place}{reset}");
        }
        if !answer.cites.is_empty() {
            let _ = writeln!(out, "      {faint}cites {}{reset}", answer.cites.join("; "));
        }
        if let Finding::Refuted(shown) | Finding::Possible(shown) = &answer.finding {
            case(&mut out, shown, palette);
        }
    }
    out
}

/// What is told, whichever way it is.
fn is_told(kind: Kind) -> bool {
    matches!(kind, Kind::Reading | Kind::Months | Kind::Overlap)
}

fn case(out: &mut String, shown: &Shown, palette: &Palette) {
    let Palette { faint, reset, .. } = palette;
    if !shown.says.is_empty() {
        let _ = writeln!(
            out,
            "      {faint}the decision:{reset} {}",
            shown.says.join(", ")
        );
    }
    for line in shown.example.lines() {
        let _ = writeln!(out, "      {faint}│{reset} {line}");
    }
}

fn place(sources: &SourceMap, span: bylaws_dsl::Span) -> Option<String> {
    let source = sources.get(span.source)?;
    Some(format!(
        "{}:{}",
        source.name,
        source.position(span.start).line
    ))
}

/// `3 proved, 1 wrong`.
pub fn words(totals: Totals) -> String {
    let parts = [
        (totals.proved, "proved"),
        (totals.possible, "shown"),
        (totals.wrong, "wrong"),
        (totals.searched, "searched"),
        (totals.unknown, "unknown"),
        (totals.timed_out, "out of time"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    match parts.is_empty() {
        true => "nothing to ask".to_owned(),
        false => parts.join(", "),
    }
}

/// The answers of one policy as JSON.
pub fn json(answers: &[Answer], sources: &SourceMap) -> Vec<Value> {
    answers.iter().map(|answer| one(answer, sources)).collect()
}

fn one(answer: &Answer, sources: &SourceMap) -> Value {
    let (cases, why) = match &answer.finding {
        Finding::Searched { cases, why } => (Some(*cases), Some(why.clone())),
        Finding::TimedOut { cases } => (Some(*cases), None),
        Finding::Unknown(why) => (None, Some(why.clone())),
        _ => (None, None),
    };
    let case = match &answer.finding {
        Finding::Refuted(shown) | Finding::Possible(shown) => Some(shown),
        _ => None,
    };
    let pairs = |pairs: &[(String, String)]| {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), Value::from(value.clone())))
            .collect::<serde_json::Map<_, _>>()
    };
    let case = case.map(|shown| {
        object!({
            "facts": pairs(&shown.facts),
            "readings": pairs(&shown.readings),
            "says": shown.says,
            "example": shown.example,
        })
    });
    let position = answer.span.and_then(|span| {
        let source = sources.get(span.source)?;
        Some((source.name.clone(), source.position(span.start).line))
    });
    object!({
        "policy": answer.policy,
        "kind": answer.kind.word(),
        "question": answer.question,
        "title": answer.title,
        "item": answer.item,
        "cites": answer.cites,
        "file": position.as_ref().map(|(file, _)| file),
        "line": position.as_ref().map(|(_, line)| line),
        "answer": answer.finding.word(),
        "holds": match answer.finding {
            Finding::Proved | Finding::Possible(_) | Finding::Never => Some(true),
            Finding::Refuted(_) | Finding::Impossible => Some(false),
            _ => None,
        },
        "within": answer.within,
        "cases": cases,
        "why": why,
        "case": case,
    })
}
