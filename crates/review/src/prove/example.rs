//! A case as an `example` of the policy language, to be pasted into the policy.

use bylaws_dsl::value::plain;
use bylaws_runtime::{Data, Decision, Status};

use super::asker::Case;
use crate::behaviour::axis::Axis;

/// The example; none where a value cannot be written as one, as elements of lists cannot.
pub(super) fn example(axes: &[Axis], case: &Case, name: &str, decision: &Decision) -> String {
    let mut text = format!("example \"{}\"\n", name.replace('"', "'"));
    let given: Vec<String> = axes
        .iter()
        .zip(case)
        .filter_map(|(axis, value)| {
            let value = value.as_ref()?;
            Some(format!("    {} {}\n", axis.name, literal(value)?))
        })
        .collect();
    if !given.is_empty() {
        text.push_str("  given\n");
        text.push_str(&given.concat());
    }
    text.push_str("  expect\n");
    text.push_str(&format!("    status {}\n", decision.status.word()));
    if decision.status == Status::Decided {
        for (name, value) in &decision.outputs {
            // `none` is written of coverage alone.
            let is_written = *value != Data::None || name.starts_with("covered_");
            if let Some(value) = literal(value).filter(|_| is_written) {
                text.push_str(&format!("    {name} {value}\n"));
            }
        }
    }
    text
}

/// A value as a policy writes it.
pub(super) fn literal(data: &Data) -> Option<String> {
    Some(match data {
        Data::Text(text) => format!("\"{text}\""),
        Data::Decimal(d) => {
            let text = plain(*d).to_string();
            match text.contains('.') {
                true => text,
                false => format!("{text}.0"),
            }
        }
        Data::Periods(_) | Data::List(_) | Data::Window(..) => return None,
        other => bylaws_runtime::explain::data_words(other),
    })
}
