//! Tests and totals over the elements of a list: loops.

use bylaws_dsl::ast::{Fold, Quantifier};
use bylaws_dsl::ir::{ExprId, ExprKind, Type, VariableId};

use super::scope::Scope;
use super::{Lower, Operand};
use crate::program::code::{Op, Place, Reg, Way};

/// A loop that is being written.
struct Loop {
    element: Reg,
    head: u32,
    exit: usize,
    entered: super::Entered,
    was_muted: bool,
}

impl Lower {
    pub(super) fn quantified(
        &mut self,
        scope: &mut Scope<'_>,
        quantifier: Quantifier,
        variable: VariableId,
        holds: ExprId,
    ) -> Operand {
        let deciding = quantifier == Quantifier::Any;
        let rests = self.loop_rests(scope, variable, &[holds]);
        let start = self.truth(!deciding);
        let to = self.unstable_with(start);
        let Some(around) = self.begin(scope, variable, to, &[holds]) else {
            return Operand::nowhere();
        };
        let (part, _) = self.one(scope, holds);
        self.emit(match deciding {
            false => Op::And { to, a: to, b: part },
            true => Op::Or { to, a: to, b: part },
        });
        let decided = self.jump(|at| match deciding {
            false => Op::JumpIfFalse { when: to, to: at },
            true => Op::JumpIfTrue { when: to, to: at },
        });
        self.end(scope, variable, around);
        self.land(decided);
        self.settle([to]);
        Operand {
            place: Place::One(to),
            rests,
        }
    }

    pub(super) fn folded(&mut self, scope: &mut Scope<'_>, kind: &ExprKind, ty: Type) -> Operand {
        let ExprKind::Folded {
            fold,
            variable,
            filter,
            value,
            otherwise,
        } = kind
        else {
            return Operand::nowhere();
        };
        let parts: Vec<ExprId> = [*filter, *value].into_iter().flatten().collect();
        let mut rests = self.loop_rests(scope, *variable, &parts);
        if let Some(otherwise) = otherwise.filter(|other| scope.touches(*other)) {
            // It is asked of the policy even where an element counts.
            let other_rests = self.expr(scope, otherwise).rests;
            rests = self.both_rest(rests, other_rests);
        }
        let nothing = self.constant(0);
        let to = self.unstable_with(nothing);
        let have = self.unstable_with(nothing);
        let Some(around) = self.begin(scope, *variable, to, &parts) else {
            return Operand::nowhere();
        };
        let counts = filter.map(|filter| {
            let (counts, _) = self.one(scope, filter);
            let skip = self.jump(|to| Op::JumpIfFalse { when: counts, to });
            (counts, skip)
        });
        let entered = self.enter(scope);
        let operand = value.map(|value| self.expr(scope, value).place);
        self.leave(scope, entered);
        let operand = operand.unwrap_or_else(|| Place::One(self.constant(1)));
        let place = match operand {
            Place::Scaled(_, digits) => Place::Scaled(to, digits),
            _ => Place::One(to),
        };
        match operand {
            Place::One(a) | Place::Scaled(a, _) => match fold {
                Fold::Count | Fold::Sum => self.emit(Op::Add { to, a: to, b: a }),
                Fold::Earliest => self.combine(Way::Smallest, to, have, a),
                Fold::Latest => self.combine(Way::Largest, to, have, a),
            },
            _ => self.forget(Place::One(to)),
        }
        if let Some((counts, skip)) = counts {
            self.emit(Op::UnknownWith { to, a: counts });
            self.land(skip);
        }
        self.end(scope, *variable, around);
        if let Some(otherwise) = otherwise {
            let some = self.jump(|to| Op::JumpIfTrue { when: have, to });
            // A list that is not given has no earliest element that is known.
            let is_unknown = self.jump(|at| Op::JumpUnlessFalse { when: to, to: at });
            let entered = self.enter(scope);
            let other = self.expr(scope, *otherwise);
            self.leave(scope, entered);
            self.convert(place, other.place);
            self.land(is_unknown);
            self.land(some);
        }
        self.settle([to, have]);
        let fits = matches!(
            (ty, place),
            (Type::Decimal | Type::Percent, Place::Scaled(..))
        ) || !matches!(ty, Type::Decimal | Type::Percent);
        Operand {
            place: if fits { place } else { Place::Nowhere },
            rests,
        }
    }

    fn combine(&mut self, way: Way, to: Reg, have: Reg, a: Reg) {
        self.emit(Op::Combine { way, to, have, a });
        let yes = self.truth(true);
        self.emit(Op::Move {
            to: have,
            from: yes,
        });
    }

    /// What a loop rests on, whatever the elements are: nothing is known of them where that is
    /// asked.
    fn loop_rests(
        &mut self,
        scope: &mut Scope<'_>,
        variable: VariableId,
        parts: &[ExprId],
    ) -> Option<Reg> {
        let touched = parts.iter().any(|part| scope.touches(*part));
        if !touched {
            return None;
        }
        let before = scope.elements.remove(&variable);
        let entered = self.enter(scope);
        let mut rests = None;
        for part in parts {
            let part_rests = self.expr(scope, *part).rests;
            rests = self.both_rest(rests, part_rests);
        }
        self.leave(scope, entered);
        if let Some(element) = before {
            scope.elements.insert(variable, element);
        }
        rests
    }

    /// The head of a loop over the elements of a list; `to` becomes unknown where the list is.
    fn begin(
        &mut self,
        scope: &mut Scope<'_>,
        variable: VariableId,
        to: Reg,
        parts: &[ExprId],
    ) -> Option<Loop> {
        let list = scope.policy.variables.at(variable).list;
        let list = self.code.lists.get(scope.list(list)?)?;
        let length = list.length;
        let length = self.compute(|to| Op::Some { to, a: length });
        self.emit(Op::UnknownWith { to, a: length });
        for part in parts {
            self.hoist(scope, *part);
        }
        let nothing = self.constant(0);
        let element = self.unstable_with(nothing);
        let head = self.code.ops.len() as u32;
        let entered = self.enter(scope);
        let goes_on = self.compute(|to| Op::Less {
            to,
            a: element,
            b: length,
        });
        let exit = self.jump(|to| Op::JumpUnlessTrue { when: goes_on, to });
        scope.elements.insert(variable, element);
        Some(Loop {
            element,
            head,
            exit,
            entered,
            was_muted: std::mem::replace(&mut scope.is_muted, true),
        })
    }

    fn end(&mut self, scope: &mut Scope<'_>, variable: VariableId, around: Loop) {
        self.emit(Op::Next {
            element: around.element,
        });
        self.emit(Op::Jump { to: around.head });
        self.land(around.exit);
        self.leave(scope, around.entered);
        scope.elements.remove(&variable);
        scope.is_muted = around.was_muted;
    }

    /// Computes what is the same for every element before the loop.
    fn hoist(&mut self, scope: &mut Scope<'_>, id: ExprId) {
        let policy = scope.policy;
        let expr = policy.exprs.at(id);
        if expr.varies == 0 {
            self.expr(scope, id);
            return;
        }
        for part in expr.kind.operands() {
            self.hoist(scope, part);
        }
    }
}
