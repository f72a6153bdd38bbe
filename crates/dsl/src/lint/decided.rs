//! W0522: tests that are always yes or always no. The smallest test that explains it is told; a
//! category whose `when` is always no is told by itself (W0524).

use super::Seen;
use super::tests_of::{Root, asks, parts, roots};
use crate::ir::{ExprId, ExprKind, FactId};
use crate::value::yes_no;
use crate::{Diagnostic, codes};

pub(super) fn lint(seen: &Seen<'_>, found: &mut Vec<Diagnostic>) {
    let mut places = Vec::new();
    for root in roots(seen.policy) {
        places.extend(culprits(seen, root));
    }
    for when in seen.policy.categories.values().filter_map(|c| c.when) {
        let never = seen.truths.get(when) == Some(false);
        let root = Root {
            id: when,
            is_test: true,
        };
        let all = culprits(seen, root);
        places.extend(all.into_iter().filter(|(_, truth)| *truth || !never));
    }
    found.extend(places.into_iter().map(|(id, truth)| told(seen, id, truth)));
}

fn told(seen: &Seen<'_>, id: ExprId, truth: bool) -> Diagnostic {
    let span = seen.policy.exprs.at(id).span;
    let message = format!("this test is always {}", yes_no(truth));
    let mut diagnostic = Diagnostic::new(codes::DECIDED_TEST, span, message);
    for fact in ranged(seen, id) {
        let fact = seen.policy.facts.at(fact);
        let ends = [&fact.low, &fact.high].map(|end| {
            end.as_ref()
                .map_or(String::new(), |v| seen.policy.value_words(v))
        });
        diagnostic = diagnostic.related(fact.span, format!("declared as {}", ends.join("..")));
    }
    diagnostic.help(match truth {
        true => "leave it out, or write the test that was meant",
        false => "delete what hangs on it, or write the test that was meant",
    })
}

/// The facts below a test whose declared range may be the reason.
fn ranged(seen: &Seen<'_>, id: ExprId) -> Vec<FactId> {
    let mut facts = Vec::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let kind = &seen.policy.exprs.at(id).kind;
        if let ExprKind::Fact(fact) = kind {
            let declared = seen.policy.facts.at(*fact);
            let is_ranged = declared.low.is_some() || declared.high.is_some();
            if is_ranged && !facts.contains(fact) {
                facts.push(*fact);
            }
        }
        open.extend(kind.operands().into_iter().rev());
    }
    facts
}

/// The smallest tests below an expression that always come out the same.
pub(super) fn culprits(seen: &Seen<'_>, root: Root) -> Vec<(ExprId, bool)> {
    let mut found = Vec::new();
    let mut open = vec![root];
    while let Some(root) = open.pop() {
        if let Some(truth) = seen.truths.get(root.id).filter(|_| asks(seen.policy, root))
            && !is_explained(seen, root.id, truth)
        {
            found.push((root.id, truth));
        }
        open.extend(parts(seen.policy, root.id).into_iter().rev());
    }
    found
}

/// Whether what is below says already why the test is what it is.
fn is_explained(seen: &Seen<'_>, id: ExprId, truth: bool) -> bool {
    let is = |id: &ExprId| seen.truths.get(*id);
    match &seen.policy.exprs.at(id).kind {
        ExprKind::Not(_) => true,
        ExprKind::And(ids) => truth || ids.iter().any(|id| is(id) == Some(false)),
        ExprKind::Or(ids) => !truth || ids.iter().any(|id| is(id) == Some(true)),
        ExprKind::If(condition, ..) => is(condition).is_some(),
        _ => false,
    }
}
