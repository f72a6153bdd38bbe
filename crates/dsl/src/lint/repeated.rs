//! W0523: a condition that stands twice among conditions that are joined by `and` or `or`, or in
//! two `when` of a category.

use std::collections::{HashMap, HashSet};

use super::Seen;
use crate::ir::{ExprId, ExprKind};
use crate::{Diagnostic, codes};

pub(super) fn lint(seen: &Seen<'_>, found: &mut Vec<Diagnostic>) {
    let exprs = &seen.policy.exprs;
    // A row within a row of the same word is part of it.
    let mut within: HashSet<ExprId> = HashSet::new();
    for (id, expr) in exprs.iter().rev() {
        if !matches!(expr.kind, ExprKind::And(_) | ExprKind::Or(_)) || within.contains(&id) {
            continue;
        }
        let mut first = HashMap::new();
        for operand in row(seen, id, &mut within) {
            let span = exprs.at(operand).span;
            let Some(earlier) = first.insert(seen.same.first(operand), span) else {
                continue;
            };
            let message = "this condition stands there already";
            found.push(
                Diagnostic::new(codes::REPEATED_TEST, span, message)
                    .related(earlier, "the same")
                    .help("leave it out, or write the condition that was meant"),
            );
        }
    }
}

/// The operands of a row, those of rows of the same word within it too, in the order of the text.
fn row(seen: &Seen<'_>, id: ExprId, within: &mut HashSet<ExprId>) -> Vec<ExprId> {
    let is_and = |kind: &ExprKind| matches!(kind, ExprKind::And(_));
    let whole = is_and(&seen.policy.exprs.at(id).kind);
    let mut operands = Vec::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        match &seen.policy.exprs.at(id).kind {
            kind @ (ExprKind::And(ids) | ExprKind::Or(ids)) if is_and(kind) == whole => {
                within.insert(id);
                open.extend(ids.iter().rev());
            }
            _ => operands.push(id),
        }
    }
    operands
}
