//! `because`: the reasons that a script gives, with the passages behind them.

use bylaws_dsl::ir::{Id, SourceRef};
use bylaws_dsl::suggest;
use rhai::{Engine, ImmutableString};

use super::convert::shown;
use super::failure::{Caught, refuse, throw};
use super::state::{Because, with};
use crate::error::Failure;

/// So many reasons a script can give.
const MOST_REASONS: usize = 1_000;

/// The names that every script has and none may take for a function of its own.
pub(super) const NAMES: [&str; 8] = [
    "param", "reading", "lookup", "has_row", "because", "money", "percent", "date",
];

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("because", |label: ImmutableString| {
        because(&label, None, None)
    });
    engine.register_fn(
        "because",
        |label: ImmutableString, source: ImmutableString| because(&label, Some(&source), None),
    );
    engine.register_fn(
        "because",
        |label: ImmutableString, source: ImmutableString, at: ImmutableString| {
            because(&label, Some(&source), Some(&at))
        },
    );
}

fn because(label: &str, source: Option<&str>, at: Option<&str>) -> Caught<()> {
    with(|state| {
        let sources = &state.ready.policy.sources;
        let found = source.map(|name| {
            let place = sources.values().position(|source| source.head.name == name);
            place.map(SourceRef::from_index).ok_or(name)
        });
        let source = match found.transpose() {
            Ok(source) => source,
            Err(name) => {
                let names = sources.values().map(|source| source.head.name.as_str());
                let near = suggest::did_you_mean(name, names);
                let near = near.map_or(String::new(), |near| format!(": {near}"));
                return refuse(format!("the policy has no source `{}`{near}", shown(name)));
            }
        };
        if state.because.len() >= MOST_REASONS {
            let message = format!("the script gives more than {MOST_REASONS} reasons");
            return throw(Failure::new(bylaws_dsl::codes::SCRIPT_LIMIT, message));
        }
        state.because.push(Because {
            label: label.into(),
            source,
            at: at.map(Into::into),
        });
        Ok(())
    })
}
