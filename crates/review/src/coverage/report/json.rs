//! Coverage for programs.

use bylaws_runtime::explain::item_name;
use serde_json::{Map, Value, json};

use super::{place, total};
use crate::coverage::{Covered, Group, Share};

/// Every policy with its shares and all that its cases leave out.
pub fn json(all: &[Covered]) -> Value {
    let policies: Vec<Value> = all.iter().map(policy).collect();
    json!({ "policies": policies, "together": shares(|group| total(all, group)) })
}

fn shares(of: impl Fn(Option<Group>) -> Share) -> Value {
    let one = |share: Share| json!({ "covered": share.covered, "all": share.all, "percent": share.percent() });
    let mut shares = Map::new();
    for group in Group::ALL {
        shares.insert(group.word().to_owned(), one(of(Some(group))));
    }
    shares.insert("all".to_owned(), one(of(None)));
    Value::Object(shares)
}

fn policy(covered: &Covered) -> Value {
    let policy = covered.program.policy();
    let missing: Vec<Value> = covered
        .missing()
        .map(|point| {
            let (file, line) = place(covered.program.sources(), point.span);
            json!({
                "kind": point.group.word(),
                "item": item_name(policy, point.item).to_string(),
                "file": file,
                "line": line,
                "missing": point.missing,
                "suggestion": point.suggestion,
            })
        })
        .collect();
    let excused = covered.points.iter().filter(|point| point.excuse.is_some());
    let excused: Vec<Value> = excused
        .map(|point| json!({ "item": item_name(policy, point.item).to_string(), "missing": point.missing, "reason": point.excuse }))
        .collect();
    let stale = covered.stale.iter();
    let stale: Vec<Value> = stale
        .map(|excuse| json!({ "item": excuse.item, "missing": excuse.says }))
        .collect();
    json!({
        "policy": policy.name.as_str(),
        "cases": covered.examples,
        "shares": shares(|group| covered.share(group)),
        "missing": missing,
        "unreachable": excused,
        "stale": stale,
    })
}
