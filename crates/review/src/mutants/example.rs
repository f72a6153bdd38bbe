//! A case as an example of the language, with the answer of the policy.

use bylaws_runtime::explain::data_words;
use bylaws_runtime::{Data, Status};

use crate::behaviour::{Effect, Told, Witness};

/// Whether an example can expect that this is not different.
/// The periods of single categories are no outputs that it could name.
pub(super) fn is_sayable(effect: &Effect, told: &Told) -> bool {
    match effect {
        Effect::Value(output, ..)
        | Effect::Days(output, ..)
        | Effect::Amount(output, _)
        | Effect::Number(output, ..)
        | Effect::Members(output, ..) => {
            output != "periods" && told.outputs.iter().any(|(name, _)| name == output)
        }
        Effect::Status(..) | Effect::Reasons => true,
    }
}

/// The example, laid out as the formatter does.
pub(super) fn written(name: &str, witness: &Witness, effects: &[Effect]) -> String {
    let mut out = format!("example \"{}\"\n", name);
    if !witness.facts.is_empty() || !witness.readings.is_empty() {
        out.push_str("  given\n");
    }
    for (reading, choice) in &witness.readings {
        out.push_str(&format!("    {reading} {choice}\n"));
    }
    for (name, data) in &witness.facts {
        out.push_str(&given(name, data));
    }
    out.push_str("  expect\n");
    let old = &witness.old;
    if old.status != Status::Decided {
        out.push_str(&format!("    status {}\n", old.status));
    }
    for (name, data) in &old.outputs {
        if !matches!(data, Data::Periods(_)) && name != "periods" {
            out.push_str(&format!("    {name} {}\n", value(data)));
        }
    }
    let is_quotable = |reason: &&smol_str::SmolStr| !reason.contains(['"', '\\']);
    let reasons: Vec<&smol_str::SmolStr> = old.reasons.iter().collect();
    if effects.contains(&Effect::Reasons) && reasons.iter().all(is_quotable) {
        let quoted: Vec<String> = reasons
            .iter()
            .map(|reason| format!("\"{reason}\""))
            .collect();
        out.push_str(&format!("    reasons {{{}}}\n", quoted.join(", ")));
    }
    out
}

/// A line of `given`; nothing where an optional fact is left out.
fn given(name: &str, data: &Data) -> String {
    match data {
        Data::None => String::new(),
        Data::List(rows) if rows.is_empty() => format!("    {name} {{}}\n"),
        Data::List(rows) => {
            let mut out = format!("    {name}\n");
            for row in rows {
                let fields = row.iter().filter(|(_, data)| *data != Data::None);
                let fields: Vec<String> = fields
                    .map(|(field, data)| format!("{field} {}", value(data)))
                    .collect();
                out.push_str(&format!("      - {}\n", fields.join(", ")));
            }
            out
        }
        data => format!("    {name} {}\n", value(data)),
    }
}

fn value(data: &Data) -> String {
    match data {
        Data::Text(text) => format!("\"{text}\""),
        data => data_words(data),
    }
}
