//! W0521: rules without a passage, in a policy that has sources. A policy without any source is
//! not meant to have passages.

use super::Seen;
use crate::ir::{ItemRef, Policy};
use crate::{Diagnostic, codes};

pub(super) fn lint(seen: &Seen<'_>, found: &mut Vec<Diagnostic>) {
    let policy = seen.policy;
    let mut sources = policy.items.iter().filter_map(|item| match item {
        ItemRef::Source(id) => Some(policy.sources.at(*id)),
        _ => None,
    });
    let Some(source) = sources.next() else {
        return;
    };
    for item in &policy.items {
        let (Some(what), Some(head)) = (decides(policy, *item), policy.head(*item)) else {
            continue;
        };
        if !head.cites.is_empty() || head.unverified {
            continue;
        }
        let message = match item {
            ItemRef::Require(_) => "this requirement does not say where it stands".to_owned(),
            _ => format!("the {what} `{}` does not say where it stands", head.name),
        };
        let help = format!(
            "write the passage below its first line: `cites {} \"PASSAGE\"`",
            source.head.name
        );
        let diagnostic = Diagnostic::new(codes::UNCITED, seen.opening(head.span), message);
        found.push(diagnostic.help(help));
    }
}

/// What the item is called, if it decides something by itself.
fn decides(policy: &Policy, item: ItemRef) -> Option<&'static str> {
    Some(match item {
        ItemRef::Require(_) => "requirement",
        ItemRef::Category(_) => "category",
        ItemRef::Parameter(_) => "parameter",
        ItemRef::Window(_) => "window",
        ItemRef::Reading(_) => "reading",
        ItemRef::Price(_) => "price",
        ItemRef::Table(_) => "table",
        ItemRef::Define(id) if policy.defines.at(id).excepts.is_empty() => return None,
        ItemRef::Define(id) if policy.is_output(id) => "output",
        ItemRef::Define(_) => "definition",
        _ => return None,
    })
}
