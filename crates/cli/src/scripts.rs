//! What a manifest says about scripts in `[scripts]`, and the clock that ends those that take too long.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use bylaws_dsl::codes;
use bylaws_runtime::{Clock, ScriptLimits};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::manifest::Problem;

/// The keys of the table.
pub(crate) const KEYS: &[&str] = &[
    "max_operations",
    "max_call_depth",
    "max_string_bytes",
    "max_array_items",
    "max_map_items",
    "timeout_ms",
];

/// The limits where a manifest says nothing.
pub(crate) fn limits() -> ScriptLimits {
    ScriptLimits {
        clock: Some(Clock(elapsed)),
        ..ScriptLimits::default()
    }
}

/// The time since the first question.
#[expect(
    clippy::disallowed_methods,
    reason = "the command is the shell that has a clock"
)]
fn elapsed() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// Reads the table `[scripts]`.
pub(crate) fn read(
    found: Option<&Spanned<DeValue<'_>>>,
    problems: &mut Vec<Problem>,
) -> ScriptLimits {
    let mut limits = limits();
    let Some(found) = found else {
        return limits;
    };
    let DeValue::Table(table) = found.get_ref() else {
        let message = "`scripts` must be a table, written [scripts]";
        problems.push(Problem::new(codes::BAD_MANIFEST, &found.span(), message));
        return limits;
    };
    let mut number = |key: &str, most: u64| number(table, key, most, problems);
    const ANY: u64 = i64::MAX as u64;
    if let Some(operations) = number("max_operations", ANY) {
        limits.operations = operations;
    }
    let sizes: [(&str, u64, &mut usize); 4] = [
        (
            "max_call_depth",
            ScriptLimits::DEEPEST as u64,
            &mut limits.call_depth,
        ),
        ("max_string_bytes", ANY, &mut limits.string_bytes),
        ("max_array_items", ANY, &mut limits.array_items),
        ("max_map_items", ANY, &mut limits.map_items),
    ];
    for (key, most, size) in sizes {
        if let Some(given) = number(key, most) {
            *size = usize::try_from(given).unwrap_or(usize::MAX);
        }
    }
    if let Some(timeout) = number("timeout_ms", ANY) {
        limits.timeout = Duration::from_millis(timeout);
    }
    limits
}

/// The whole number of a key, if it is there.
fn number(table: &DeTable<'_>, key: &str, most: u64, problems: &mut Vec<Problem>) -> Option<u64> {
    let (_, found) = table.iter().find(|(name, _)| name.get_ref() == key)?;
    let number = match found.get_ref() {
        DeValue::Integer(number) => u64::from_str_radix(number.as_str(), number.radix()).ok(),
        _ => None,
    };
    match number {
        Some(number) if (1..=most).contains(&number) => Some(number),
        _ => {
            let range = match most == i64::MAX as u64 {
                true => "1 or more".to_owned(),
                false => format!("1 to {most}"),
            };
            let message = format!("`{key}` in [scripts] must be a whole number, {range}");
            problems.push(Problem::new(codes::BAD_MANIFEST, &found.span(), message));
            None
        }
    }
}
