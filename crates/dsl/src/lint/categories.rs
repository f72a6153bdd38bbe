//! W0524: categories that can never apply.

use super::Seen;
use super::constants::order;
use super::decided::culprits;
use super::tests_of::Root;
use crate::ir::{Category, ExprId, ExprKind, ParameterId};
use crate::value::Value;
use crate::{Diagnostic, Span, codes};

pub(super) fn lint(seen: &Seen<'_>, found: &mut Vec<Diagnostic>) {
    for category in seen.policy.categories.values() {
        let Some((why, related, help)) = never(seen, category) else {
            continue;
        };
        let name = &category.head.name;
        let message = format!("the category `{name}` can never apply: {why}");
        let span = seen.opening(category.head.span);
        let mut diagnostic = Diagnostic::new(codes::CATEGORY_NEVER_APPLIES, span, message);
        for (span, label) in related {
            diagnostic = diagnostic.related(span, label);
        }
        found.push(diagnostic.help(help));
    }
}

/// Why, the places that have to do with it, and what to do.
type Reason = (&'static str, Vec<(Span, String)>, &'static str);

fn never(seen: &Seen<'_>, category: &Category) -> Option<Reason> {
    unmet(seen, category)
        .or_else(|| backwards(seen, category))
        .or_else(|| missed(seen, category))
        .or_else(|| no_value_yet(seen, category))
}

/// What qualifies is always no.
fn unmet(seen: &Seen<'_>, category: &Category) -> Option<Reason> {
    let when = category.when?;
    if seen.truths.get(when) != Some(false) {
        return None;
    }
    let root = Root {
        id: when,
        is_test: true,
    };
    let all = culprits(seen, root).into_iter();
    let related = all
        .filter(|(_, truth)| !truth)
        .map(|(id, _)| (seen.policy.exprs.at(id).span, "always no".to_owned()));
    Some((
        "what it asks for is always no",
        related.collect(),
        "write the condition that was meant, or delete the category",
    ))
}

/// The period ends before it begins.
fn backwards(seen: &Seen<'_>, category: &Category) -> Option<Reason> {
    let from = category.from?;
    let first = seen.truths.constant(from)?;
    let (last, end) = last_day(seen, category)?;
    if !order(first, &last)?.is_gt() {
        return None;
    }
    let words = |value: &Value| seen.policy.value_words(value);
    Some((
        "its period ends before it begins",
        vec![
            (
                seen.policy.exprs.at(from).span,
                format!("from {}", words(first)),
            ),
            (end, format!("through {}", words(&last))),
        ],
        "write a last day that is not before the first",
    ))
}

/// The earliest last day that is the same in every decision, of the period and of the caps that
/// always count.
fn last_day(seen: &Seen<'_>, category: &Category) -> Option<(Value, Span)> {
    let caps = category.caps.iter().filter(|cap| cap.condition.is_none());
    let days = category
        .through
        .into_iter()
        .chain(caps.map(|cap| cap.last_day));
    let known = days.filter_map(|id| {
        let value = seen.truths.constant(id)?;
        Some((value.clone(), seen.policy.exprs.at(id).span))
    });
    known.reduce(|a, b| match order(&b.0, &a.0) {
        Some(order) if order.is_lt() => b,
        _ => a,
    })
}

/// The day that must be covered is never within the period, because of its declared range.
fn missed(seen: &Seen<'_>, category: &Category) -> Option<Reason> {
    let fact = seen.policy.facts.at(seen.policy.covers?);
    let first = category.from.and_then(|id| {
        let day = seen.truths.constant(id)?.clone();
        Some((day, seen.policy.exprs.at(id).span))
    });
    let apart = |a: &Value, b: &Value| order(a, b).is_some_and(std::cmp::Ordering::is_lt);
    let early = fact.high.as_ref().zip(first);
    let early = early.filter(|(latest, (first, _))| apart(latest, first));
    let late = fact.low.as_ref().zip(last_day(seen, category));
    let late = late.filter(|(earliest, (last, _))| apart(last, earliest));
    let ((day, (end, span)), words) = match (early, late) {
        (Some(early), _) => (early, ["through", "from"]),
        (None, Some(late)) => (late, ["from", "through"]),
        (None, None) => return None,
    };
    let [declared, period] = words;
    let day = seen.policy.value_words(day);
    let end = seen.policy.value_words(&end);
    Some((
        "the day that must be covered is never within its period",
        vec![
            (fact.span, format!("declared {declared} {day}")),
            (span, format!("the period goes {period} {end}")),
        ],
        "write a period that the day can lie in, or delete the category",
    ))
}

/// It is no longer in force when a parameter that it asks for gets its first value.
fn no_value_yet(seen: &Seen<'_>, category: &Category) -> Option<Reason> {
    let until = category.head.in_force.until?;
    let roots = [category.when, category.from, category.through];
    let mut asked = roots
        .into_iter()
        .flatten()
        .flat_map(|id| always_asked(seen, id));
    let (parameter, span, first) = asked.find_map(|(parameter, span)| {
        let parameter = seen.policy.parameters.at(parameter);
        let first = parameter
            .values
            .first()?
            .0
            .filter(|first| *first >= until)?;
        Some((parameter, span, first))
    })?;
    let name = &parameter.head.name;
    Some((
        "a parameter that it asks for has its first value too late",
        vec![
            (
                seen.opening(parameter.head.span),
                format!("`{name}` begins on {first}"),
            ),
            (span, format!("asked for here, in force until {until}")),
        ],
        "give the parameter an earlier value, or keep the category in force for longer",
    ))
}

/// The parameters that every way through an expression asks for, with the places.
fn always_asked(seen: &Seen<'_>, id: ExprId) -> Vec<(ParameterId, Span)> {
    let mut asked = Vec::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let expr = seen.policy.exprs.at(id);
        match &expr.kind {
            ExprKind::Parameter(parameter) => asked.push((*parameter, expr.span)),
            ExprKind::And(_)
            | ExprKind::Compare(..)
            | ExprKind::Within { .. }
            | ExprKind::MakeWindow { .. }
            | ExprKind::Arithmetic(..)
            | ExprKind::Shift { .. } => open.extend(expr.kind.operands()),
            _ => {}
        }
    }
    asked
}
