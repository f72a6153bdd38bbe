//! What is different between two decisions, in words, and whether it is to the good of the person
//! whom they are about.

use bylaws_dsl::value::Date;
use bylaws_runtime::Status;
use smol_str::SmolStr;

use super::told::{Effect, Way, money};

/// Whether the new version is better for the person that decisions are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Favour {
    /// More is covered, or for longer.
    More,
    /// Less is covered, or for shorter.
    Less,
    /// Partly more and partly less.
    Mixed,
    /// Nothing that has a better side: an amount, an answer, a message.
    Neither,
}

impl Favour {
    /// The words of a report.
    pub fn words(self) -> &'static str {
        match self {
            Favour::More => "more favourable",
            Favour::Less => "less favourable",
            Favour::Mixed => "partly more, partly less favourable",
            Favour::Neither => "different",
        }
    }
}

/// Which way a change of coverage goes.
pub(crate) fn favour(effects: &[Effect]) -> Favour {
    let sides: Vec<bool> = effects.iter().filter_map(better).collect();
    match (sides.contains(&true), sides.contains(&false)) {
        (true, true) => Favour::Mixed,
        (true, false) => Favour::More,
        (false, true) => Favour::Less,
        (false, false) => Favour::Neither,
    }
}

fn better(effect: &Effect) -> Option<bool> {
    let begins = |name: &str| name == "covered_from" || name.ends_with(" begins");
    let ends = |name: &str| name == "covered_through" || name.ends_with(" ends");
    match effect {
        Effect::Value(name, old, new) if name == "outcome" => match (old.as_str(), new.as_str()) {
            (_, "covered") => Some(true),
            ("covered", _) => Some(false),
            _ => None,
        },
        Effect::Days(name, _, way) if ends(name) => Some(*way == Way::Up),
        Effect::Days(name, _, way) if begins(name) => Some(*way == Way::Down),
        _ => None,
    }
}

/// What cases have in common that differ in the same way.
pub(super) fn signature(effects: &[Effect]) -> String {
    let parts: Vec<String> = effects
        .iter()
        .map(|effect| match effect {
            Effect::Days(name, _, way) | Effect::Number(name, way, _) => format!("{name} {way:?}"),
            Effect::Amount(name, cents) => format!("{name} {}", *cents > 0),
            Effect::Value(name, old, new) => format!("{name} {} → {}", undated(old), undated(new)),
            other => phrase(other, None),
        })
        .collect();
    parts.join("; ")
}

/// One day is as good as another where cases are put together.
fn undated(value: &str) -> &str {
    match Date::parse(value) {
        Ok(_) => "a day",
        Err(_) if value == "open" => "a day",
        Err(_) => value,
    }
}

/// All effects in words; sizes as ranges where cases of several sizes were found.
pub(crate) fn phrases(effects: &[Effect], sizes: &[Option<(i64, i64)>]) -> Vec<String> {
    // Where nothing was covered, coverage has no days: the outcome says so already.
    let outcome = effects
        .iter()
        .any(|e| matches!(e, Effect::Value(name, ..) if name == "outcome"));
    let told = |effect: &Effect| match effect {
        Effect::Value(name, old, new) => {
            let days = name == "covered_from" || name == "covered_through";
            !(outcome && days && (old == "none" || new == "none"))
        }
        _ => true,
    };
    let sized = effects
        .iter()
        .enumerate()
        .filter(|(_, effect)| told(effect));
    sized
        .map(|(place, effect)| phrase(effect, sizes.get(place).copied().flatten()))
        .collect()
}

fn phrase(effect: &Effect, range: Option<(i64, i64)>) -> String {
    match effect {
        Effect::Status(old, new) => format!("{} → {}", status(*old), status(*new)),
        Effect::Value(name, old, new) => format!("{name} {old} → {new}"),
        Effect::Days(name, days, way) => {
            let word = if *way == Way::Up { "later" } else { "earlier" };
            match days {
                Some(days) => format!("{name} {} {word}", span(range, *days, &self::days)),
                None if *way == Way::Up => format!("{name} {word}, without an end"),
                None => format!("{name} {word}, no longer without an end"),
            }
        }
        Effect::Amount(name, cents) => {
            let word = if *cents > 0 { "higher" } else { "lower" };
            format!("{name} {} {word}", span(range, *cents, &money))
        }
        Effect::Number(name, way, by) => {
            let word = if *way == Way::Up { "higher" } else { "lower" };
            format!("{name} {} {word}", by.normalize())
        }
        Effect::Members(name, gained, lost) => {
            let list = |members: &[SmolStr]| members.join(", ");
            match (gained.is_empty(), lost.is_empty()) {
                (false, true) => format!("{name} gains {}", list(gained)),
                (true, false) => format!("{name} loses {}", list(lost)),
                _ => format!("{name} gains {}, loses {}", list(gained), list(lost)),
            }
        }
        Effect::Reasons => "other reasons are given".to_owned(),
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Invalid => "refused as invalid",
        status => status.word(),
    }
}

fn days(count: i64) -> String {
    let count = count.saturating_abs();
    format!("{count} day{}", if count == 1 { "" } else { "s" })
}

/// `1 to 90 days`, or one size alone.
fn span(range: Option<(i64, i64)>, size: i64, words: &dyn Fn(i64) -> String) -> String {
    let (a, b) = range.unwrap_or((size, size));
    let (a, b) = (a.saturating_abs(), b.saturating_abs());
    let (low, high) = (words(a.min(b)), words(a.max(b)));
    match low == high {
        true => low,
        false => format!(
            "{} to {high}",
            low.trim_end_matches(" days").trim_end_matches(" day")
        ),
    }
}
