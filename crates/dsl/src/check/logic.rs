//! `and`, `or`, `not` and `if`: what holds on one side is known on the other.

use super::checker::Checker;
use super::expr::{Hint, common};
use super::words::quoted;
use crate::ast::{BinaryOp, Expr, ExprKind};
use crate::ir::{self, ExprId, Type};
use crate::{Diagnostic, Span, codes};

impl Checker<'_> {
    /// A row of `and`s or of `or`s becomes one expression with all operands. Brackets keep a row
    /// of its own, so that an explanation follows the text.
    pub(super) fn joined(&mut self, op: BinaryOp, whole: &Expr) -> Option<ExprId> {
        let mark = self.given.mark();
        let mut operands = Vec::new();
        let mut sound = true;
        for operand in row(op, whole) {
            match self.expect(operand, Type::Boolean, "a condition") {
                Some(id) => operands.push(id),
                None => sound = false,
            }
            self.learn(operand, op == BinaryOp::And);
        }
        self.given.forget(mark);
        let kind = if op == BinaryOp::And { ir::ExprKind::And(operands) } else { ir::ExprKind::Or(operands) };
        sound.then(|| self.push(kind, Type::Boolean, whole.span))
    }

    pub(super) fn not(&mut self, inner: &Expr, span: Span) -> Option<ExprId> {
        let id = self.expect(inner, Type::Boolean, "what `not` denies")?;
        Some(self.push(ir::ExprKind::Not(id), Type::Boolean, span))
    }

    pub(super) fn conditional(
        &mut self,
        condition: &Expr,
        branches: [&Expr; 2],
        span: Span,
        hint: Hint,
    ) -> Option<ExprId> {
        let condition_id = self.expect(condition, Type::Boolean, "the condition of `if`");
        let [then, otherwise] = branches;
        let (then_id, otherwise_id) = if hint == Hint::Nothing && self.doubt(then) > self.doubt(otherwise) {
            let otherwise_id = self.branch(condition, false, otherwise, hint);
            let like = Hint::like(self, otherwise_id);
            (self.branch(condition, true, then, like), otherwise_id)
        } else {
            let then_id = self.branch(condition, true, then, hint);
            let like = if hint == Hint::Nothing { Hint::like(self, then_id) } else { hint };
            (then_id, self.branch(condition, false, otherwise, like))
        };
        let (then_id, otherwise_id) = (then_id?, otherwise_id?);
        let Some(ty) = common(self.ty(then_id), self.ty(otherwise_id)) else {
            return self.refuse_branches([then, otherwise], [then_id, otherwise_id]);
        };
        Some(self.push(ir::ExprKind::If(condition_id?, then_id, otherwise_id), ty, span))
    }

    /// One branch, with what the condition tells when it is `truth`.
    fn branch(&mut self, condition: &Expr, truth: bool, branch: &Expr, hint: Hint) -> Option<ExprId> {
        let mark = self.given.mark();
        self.learn(condition, truth);
        let id = self.value(branch, hint);
        self.given.forget(mark);
        id
    }

    fn refuse_branches(&mut self, written: [&Expr; 2], ids: [ExprId; 2]) -> Option<ExprId> {
        let [(then, then_ty), (otherwise, otherwise_ty)] = {
            let [a, b] = ids.map(|id| self.ty(id));
            let [then, otherwise] = written;
            [(then, a), (otherwise, b)]
        };
        let message = format!(
            "{} behind `then` is {}, but {} behind `else` is {}",
            quoted(then),
            self.phrase(then_ty),
            quoted(otherwise),
            self.phrase(otherwise_ty)
        );
        let help = self.repair(then_ty, otherwise, otherwise_ty);
        let diagnostic = Diagnostic::new(codes::WRONG_TYPE, otherwise.span, message).related(then.span, "the other value");
        self.refuse(diagnostic.help(help.unwrap_or_else(|| "give both values one type".into())))
    }
}

/// The operands of a row of one operator, in the order written.
fn row(op: BinaryOp, whole: &Expr) -> Vec<&Expr> {
    let mut operands = Vec::new();
    let mut open = vec![whole];
    while let Some(expr) = open.pop() {
        match &expr.kind {
            ExprKind::Binary(found, left, right) if found.kind == op => open.extend([&**right, &**left]),
            _ => operands.push(expr),
        }
    }
    operands
}
