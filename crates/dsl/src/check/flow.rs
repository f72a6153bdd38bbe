//! Which optional facts are known to be given at a place, from the tests that stand before it.

use std::collections::HashMap;

use smol_str::SmolStr;

use super::checker::Checker;
use super::names::Named;
use super::words::bare;
use crate::ast::{BinaryOp, Expr, ExprKind};
use crate::ir::{FactId, FieldRef};

/// Something that a request may leave out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Input {
    Fact(FactId),
    /// Of the element that a variable stands for.
    Field(FieldRef),
}

/// The optional facts known to be given where the checker stands, forgotten in reverse order.
#[derive(Debug, Default)]
pub(super) struct Given {
    learned: Vec<Input>,
    known: HashMap<Input, usize>,
    /// The tables that are known to have a row, each with what it was asked for, as written.
    rows: Vec<(SmolStr, Vec<Expr>)>,
}

/// A point to go back to with [`Given::forget`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(usize, usize);

impl Given {
    pub(super) fn mark(&self) -> Mark {
        Mark(self.learned.len(), self.rows.len())
    }

    /// Forgets what was learned since.
    pub(super) fn forget(&mut self, mark: Mark) {
        self.rows.truncate(mark.1);
        for fact in self.learned.drain(mark.0.min(self.learned.len())..) {
            if let Some(times) = self.known.get_mut(&fact) {
                *times = times.saturating_sub(1);
            }
        }
    }

    fn learn(&mut self, fact: Input) {
        self.learned.push(fact);
        *self.known.entry(fact).or_insert(0) += 1;
    }

    pub(super) fn knows(&self, fact: Input) -> bool {
        self.known.get(&fact).is_some_and(|times| *times > 0)
    }

    /// Whether the table is known to have a row for exactly these arguments.
    pub(super) fn knows_row(&self, table: &str, arguments: &[Expr]) -> bool {
        let same = |known: &[Expr]| {
            let pairs = known.iter().zip(arguments);
            known.len() == arguments.len() && pairs.into_iter().all(|(a, b)| bare(a) == bare(b))
        };
        self.rows
            .iter()
            .any(|(name, known)| name == table && same(known))
    }
}

impl Checker<'_> {
    /// Learns which facts are given when the condition is `truth`. This looks at the condition as
    /// written, so that a mistake elsewhere in it does not make its tests forgotten.
    pub(super) fn learn(&mut self, condition: &Expr, truth: bool) {
        let mut open = vec![(condition, truth)];
        while let Some((expr, truth)) = open.pop() {
            match &bare(expr).kind {
                ExprKind::Not(inner) => open.push((inner, !truth)),
                ExprKind::Binary(op, left, right) if decides(op.kind, truth) => {
                    open.push((left, truth));
                    open.push((right, truth));
                }
                ExprKind::IsGiven(fact) if truth => self.learn_given(fact),
                ExprKind::Has(table, arguments) if truth => {
                    let asked = (table.kind.clone(), arguments.clone());
                    self.given.rows.push(asked);
                }
                _ => {}
            }
        }
    }

    fn learn_given(&mut self, fact: &Expr) {
        let ExprKind::Name(name) = &bare(fact).kind else {
            return;
        };
        if let Some(field) = self.known_field(name) {
            self.given.learn(Input::Field(field));
        } else if let Some(Named::Fact(id, _)) = self.names.get(name) {
            self.given.learn(Input::Fact(id));
        }
    }

    /// The field that a name speaks of, if it does.
    fn known_field(&self, name: &str) -> Option<FieldRef> {
        let (head, rest) = name.split_once('.')?;
        let (_, variable) = self.scope.iter().rev().find(|(known, _)| known == head)?;
        let variable = (*variable)?;
        let list = self.policy.variables.at(variable).list;
        let field = self.policy.lists.at(list).index_of(rest)?;
        Some(FieldRef { variable, field })
    }
}

/// Whether both operands are `truth` when the whole is.
fn decides(op: BinaryOp, truth: bool) -> bool {
    matches!((op, truth), (BinaryOp::And, true) | (BinaryOp::Or, false))
}
