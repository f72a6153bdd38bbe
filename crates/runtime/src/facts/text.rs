//! One fact given as plain text, on a command line or in an interview.

use bylaws_dsl::ir::{Fact, Policy, Type};
use bylaws_dsl::value::Value;

use super::lists;
use crate::error::DecisionError;
use crate::limits::Limits;

/// The value of a fact or field written in the words of the language; none for `unknown`.
pub(super) fn value(
    policy: &Policy,
    fact: &Fact,
    name: &str,
    text: &str,
    limits: &Limits,
) -> Result<Option<Value>, DecisionError> {
    let text = text.trim();
    if matches!(text, "unknown" | "none") {
        return Ok(None);
    }
    if let Type::List(list) = fact.ty {
        let mut errors = lists::Errors::new(1);
        let value = lists::value(policy, list, text, limits.list_elements, &mut errors);
        return match errors.into_vec().into_iter().next() {
            Some(error) => Err(error),
            None => Ok(value),
        };
    }
    super::decode::value(policy, fact, name, &json(fact.ty, text))
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
