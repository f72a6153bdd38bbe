//! W0520: facts, types, readings and so on that nothing uses. Examples and cases do not count as
//! a use. Of things that only an unused one uses nothing is told: they are used as it stands.

use std::collections::HashSet;

use super::Seen;
use crate::ir::{ExprKind, ItemRef, Policy, Supplied, Type};
use crate::{Diagnostic, Span, codes};

pub(super) fn lint(seen: &Seen<'_>, above: &HashSet<Span>, found: &mut Vec<Diagnostic>) {
    let policy = seen.policy;
    let used = used(policy);
    for item in policy.items.iter().filter(|item| !used.contains(*item)) {
        let Some((what, name, span, help)) = told(policy, *item) else {
            continue;
        };
        if above.contains(&span) {
            continue;
        }
        let message = format!("nothing uses the {what} `{name}`");
        let diagnostic = Diagnostic::new(codes::UNUSED, seen.opening(span), message);
        found.push(diagnostic.help(help));
    }
}

/// The items that a policy uses which has them from the one that it amends.
pub(super) fn used_above(policies: &[Policy]) -> HashSet<Span> {
    let layered = policies.iter().filter(|policy| policy.layers.len() > 1);
    layered
        .flat_map(|policy| {
            let used = used(policy).into_iter();
            used.filter_map(|item| Some(told(policy, item)?.2))
        })
        .collect()
}

/// What is said of an item that nothing uses; nothing of those that count by themselves.
fn told(policy: &Policy, item: ItemRef) -> Option<(&'static str, &str, Span, &'static str)> {
    let (what, help) = match item {
        ItemRef::Fact(id) => {
            let fact = policy.facts.at(id);
            let help = "delete it, or write the rule that asks for it";
            return Some(("fact", &fact.name, fact.span, help));
        }
        ItemRef::Type(id) => {
            let declared = policy.enums.at(id);
            let help = "delete it, or declare a fact of this type";
            return Some(("type", &declared.name, declared.span, help));
        }
        ItemRef::Source(_) => (
            "source",
            "delete it, or cite it in the items that follow from it",
        ),
        ItemRef::Reading(_) => ("reading", "delete it, or let a rule depend on the choice"),
        ItemRef::Parameter(_) => ("parameter", "delete it, or use it in a rule"),
        ItemRef::Window(_) => ("window", "delete it, or ask whether a date is `within` it"),
        ItemRef::Define(id) if !policy.is_output(id) => (
            "definition",
            "delete it, use it in a rule, or make it an `output`",
        ),
        ItemRef::Table(_) => ("table", "delete it, or look something up in it"),
        ItemRef::Use(_) => ("policy", "delete it, or use one of its outputs"),
        ItemRef::Script(id) if policy.decided_by != Some(id) => {
            ("script", "delete it, or call one of its functions")
        }
        ItemRef::Codes(_) => ("codes", "delete them, or ask whether a code is `in` them"),
        ItemRef::Define(_)
        | ItemRef::Require(_)
        | ItemRef::Category(_)
        | ItemRef::Price(_)
        | ItemRef::Guarantee(_)
        | ItemRef::Assumption(_)
        | ItemRef::Script(_)
        | ItemRef::Example(_) => return None,
    };
    let head = policy.head(item)?;
    Some((what, &head.name, head.span, help))
}

/// Everything that something uses.
fn used(policy: &Policy) -> HashSet<ItemRef> {
    let mut used: HashSet<ItemRef> = HashSet::new();
    let header = [policy.as_of, policy.covers];
    used.extend(header.into_iter().flatten().map(ItemRef::Fact));
    used.extend(policy.cited.iter().copied().map(ItemRef::Source));
    for expr in policy.exprs.values() {
        used.extend(item_of(&expr.kind));
        if let ExprKind::Scripted(id, _) = expr.kind {
            used.insert(ItemRef::Script(policy.functions.at(id).script));
        }
    }
    used.extend(asked_by_scripts(policy));
    let lists = policy.variables.values();
    used.extend(lists.map(|variable| ItemRef::Fact(policy.lists.at(variable.list).fact)));
    for supplied in policy.uses.values().flat_map(|other| &other.facts) {
        if let Supplied::Fact(fact) = supplied {
            used.insert(ItemRef::Fact(*fact));
        }
    }
    let facts = policy.facts.values().map(|fact| fact.ty);
    let parameters = policy.parameters.values().map(|parameter| parameter.ty);
    let defines = policy.defines.values().map(|define| define.ty);
    let columns = policy.tables.values();
    let columns = columns.flat_map(|table| table.columns.iter().chain(&table.results));
    let computed = policy.exprs.values().map(|expr| expr.ty);
    let fields = policy.lists.values().flat_map(|list| &list.fields);
    let facts = facts.chain(fields.map(|field| field.ty));
    let functions = policy.functions.values().flat_map(|function| {
        let given = function.parameters.iter().map(|(_, ty)| *ty);
        given.chain([function.result])
    });
    let types = facts.chain(parameters).chain(defines).chain(functions);
    for ty in types.chain(columns.map(|column| column.ty)).chain(computed) {
        if let Type::Enum(id) | Type::Set(id) = ty {
            used.insert(ItemRef::Type(id));
        }
    }
    used
}

/// What scripts may ask for: nobody looks into them.
fn asked_by_scripts(policy: &Policy) -> impl Iterator<Item = ItemRef> {
    let any = !policy.scripts.is_empty();
    let decides = policy.decided_by.is_some();
    policy.items.iter().copied().filter(move |item| match item {
        ItemRef::Fact(_) => decides,
        ItemRef::Source(_) | ItemRef::Reading(_) | ItemRef::Parameter(_) | ItemRef::Table(_) => any,
        _ => false,
    })
}

/// The item that an expression asks for by itself.
fn item_of(kind: &ExprKind) -> Option<ItemRef> {
    Some(match kind {
        ExprKind::Fact(id) | ExprKind::IsGiven(id) | ExprKind::Otherwise(id, _) => {
            ItemRef::Fact(*id)
        }
        ExprKind::Reading(id) => ItemRef::Reading(*id),
        ExprKind::Parameter(id) => ItemRef::Parameter(*id),
        ExprKind::Window(id) => ItemRef::Window(*id),
        ExprKind::Define(id) => ItemRef::Define(*id),
        ExprKind::Lookup { table, .. } | ExprKind::Has { table, .. } => ItemRef::Table(*table),
        ExprKind::Used(id, _) => ItemRef::Use(*id),
        ExprKind::InCodes(_, id) => ItemRef::Codes(*id),
        _ => return None,
    })
}
