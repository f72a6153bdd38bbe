//! One fact given as plain text, on a command line or in an interview.

use bylaws_dsl::ir::{FactId, Policy, Type};
use bylaws_dsl::value::Value;

use crate::error::DecisionError;

/// The value of a fact written in the words of the language; none for `unknown`.
pub(super) fn value(
    policy: &Policy,
    id: FactId,
    text: &str,
) -> Result<Option<Value>, DecisionError> {
    let text = text.trim();
    if matches!(text, "unknown" | "none") {
        return Ok(None);
    }
    super::decode::value(policy, id, &json(policy.facts.at(id).ty, text))
}

/// The same value as JSON writes it, so that one decoder judges both.
fn json(ty: Type, text: &str) -> String {
    match ty {
        Type::Boolean => match text {
            "yes" => "true".to_owned(),
            "no" => "false".to_owned(),
            other => other.to_owned(),
        },
        Type::Integer => text.replace('_', ""),
        Type::Money => quoted(&text.replacen('$', "", 1).replace([',', '_'], "")),
        Type::Set(_) => {
            let inner = text
                .strip_prefix('{')
                .and_then(|t| t.strip_suffix('}'))
                .unwrap_or(text);
            let members = inner
                .split(',')
                .map(str::trim)
                .filter(|m| !m.is_empty())
                .map(quoted);
            format!("[{}]", members.collect::<Vec<_>>().join(","))
        }
        Type::Text => quoted(
            text.strip_prefix('"')
                .and_then(|t| t.strip_suffix('"'))
                .unwrap_or(text),
        ),
        _ => quoted(text),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
