//! The rows of tables and the entries of sets of codes that were hit.

use bylaws_dsl::ir::{CodeEntry, CodesId, ExprId, ExprKind, Policy, TableId};
use bylaws_dsl::value::Value;
use smol_str::SmolStr;

use crate::eval::{Run, rows_hit};

/// A row of a table that was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowHit {
    /// The table.
    pub table: TableId,
    /// The number of the row; the `otherwise` row stands behind the last.
    pub row: usize,
}

/// A code that was found in a set of codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeHit {
    /// The set.
    pub codes: CodesId,
    /// The code as it was given.
    pub code: SmolStr,
    /// The entry that it was found under.
    pub entry: CodeEntry,
}

/// The rows that were hit in these expressions, each once, in the order in which they are asked.
pub(super) fn rows(run: &mut Run<'_>, exprs: &[ExprId]) -> Vec<RowHit> {
    let mut found = Vec::new();
    if run.policy.tables.is_empty() {
        return found;
    }
    for_each_asked(run, exprs, |run, kind| {
        let ExprKind::Lookup {
            table, arguments, ..
        } = kind
        else {
            return;
        };
        for row in rows_hit(run, *table, arguments) {
            let hit = RowHit { table: *table, row };
            if !found.contains(&hit) {
                found.push(hit);
            }
        }
    });
    found
}

/// The codes that were found in sets of codes, each once, in the order in which they are asked. Of
/// those that the elements of a list have, none is told.
pub(super) fn codes(run: &mut Run<'_>, exprs: &[ExprId]) -> Vec<CodeHit> {
    let mut found = Vec::new();
    if run.policy.codes.is_empty() {
        return found;
    }
    for_each_asked(run, exprs, |run, kind| {
        let ExprKind::InCodes(text, id) = kind else {
            return;
        };
        let policy: &Policy = run.policy;
        if policy.exprs.at(*text).varies != 0 {
            return;
        }
        if let Some(Value::Text(code)) = run.expr(*text).value()
            && let Some(entry) = policy.codes.at(*id).entry_of(code)
        {
            let hit = CodeHit {
                codes: *id,
                code: code.clone(),
                entry,
            };
            if !found.contains(&hit) {
                found.push(hit);
            }
        }
    });
    found
}

fn for_each_asked(
    run: &mut Run<'_>,
    exprs: &[ExprId],
    mut asked: impl FnMut(&mut Run<'_>, &ExprKind),
) {
    let policy: &Policy = run.policy;
    let mut waiting: Vec<ExprId> = exprs.iter().rev().copied().collect();
    while let Some(id) = waiting.pop() {
        let kind = &policy.exprs.at(id).kind;
        asked(run, kind);
        match kind {
            // Only the branch that is taken asks.
            ExprKind::If(condition, then, otherwise) => match run.expr(*condition).holds() {
                Some(true) => waiting.extend([*then, *condition]),
                Some(false) => waiting.extend([*otherwise, *condition]),
                None => waiting.push(*condition),
            },
            _ => waiting.extend(kind.operands().into_iter().rev()),
        }
    }
}
