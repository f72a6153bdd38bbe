//! W0525: exceptions of one definition that hold together with different values, so that the
//! decision fails. Pairs that a third exception overrides are left alone.

use std::collections::HashSet;

use super::Seen;
use super::constants::order;
use super::truth::{Literal, conjuncts};
use crate::ir::{Define, Except, ExprId};
use crate::{Diagnostic, codes};

/// More exceptions of one definition than this are not compared with each other.
const COMPARED: usize = 200;

pub(super) fn lint(seen: &Seen<'_>, found: &mut Vec<Diagnostic>) {
    for define in seen.policy.defines.values() {
        let overridden: HashSet<usize> = define
            .excepts
            .iter()
            .flat_map(|except| except.overrides.iter().copied())
            .collect();
        let standing = define.excepts.iter().enumerate().take(COMPARED);
        let standing: Vec<(&Except, HashSet<Literal>)> = standing
            .filter(|(place, except)| {
                !overridden.contains(place) && seen.truths.get(except.when) != Some(false)
            })
            .map(|(_, except)| (except, conditions(seen, except.when)))
            .collect();
        for (later, second) in standing.iter().enumerate() {
            let mut earlier = standing.iter().take(later);
            if let Some(first) = earlier.find(|first| clash(seen, first, second)) {
                found.push(told(define, first.0, second));
            }
        }
    }
}

/// What all must hold for the condition to hold; nothing where it is always yes.
fn conditions(seen: &Seen<'_>, when: ExprId) -> HashSet<Literal> {
    match seen.truths.get(when) {
        Some(true) => HashSet::new(),
        _ => conjuncts(seen.policy, &seen.same, (when, true))
            .into_iter()
            .collect(),
    }
}

/// Whether one holds wherever the other does, with another value.
fn clash(
    seen: &Seen<'_>,
    (first, conditions): &(&Except, HashSet<Literal>),
    (second, others): &(&Except, HashSet<Literal>),
) -> bool {
    let together = conditions.is_subset(others) || others.is_subset(conditions);
    if !together || seen.same.are(first.value, second.value) {
        return false;
    }
    let constants = [first, second].map(|except| seen.truths.constant(except.value));
    match constants {
        [Some(a), Some(b)] => match order(a, b) {
            Some(order) => order.is_ne(),
            None => a != b,
        },
        _ => conditions == others,
    }
}

fn told(define: &Define, first: &Except, second: &(&Except, HashSet<Literal>)) -> Diagnostic {
    let message = format!(
        "two exceptions of `{}` hold together, with different values",
        define.head.name
    );
    let label = first.label.as_ref().map_or("LABEL", |label| label.as_str());
    let help = match first.label {
        Some(_) => format!("let one give way: write `overrides {label}` behind the one that counts"),
        None => "let one give way: write `as LABEL` behind it, and `overrides LABEL` behind the one that counts".to_owned(),
    };
    Diagnostic::new(codes::EXCEPTIONS_CLASH, second.0.span, message)
        .related(
            first.span,
            "holds together with it, and says something else",
        )
        .help(help)
}
