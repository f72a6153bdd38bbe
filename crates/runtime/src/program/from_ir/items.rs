//! Windows, defines and prices.

use std::cmp::Ordering;

use bylaws_dsl::ast::StepKind;
use bylaws_dsl::ir::{ArithmeticOp, Define, DefineId, ExprId, PriceId, PriceStep, Type, WindowId};

use super::scope::{Key, Scope};
use super::{Lower, Operand};
use crate::eval::{Plan, Step};
use crate::program::code::{Op, Place, Reg};

impl Lower {
    /// Goes through the plan of a policy, in which nothing waits for another.
    pub(super) fn steps(&mut self, scope: &mut Scope<'_>, plan: &Plan) {
        for step in plan.order() {
            match step {
                Step::Define(id) => {
                    self.define(scope, *id);
                }
                Step::Window(id) => {
                    self.window(scope, *id);
                }
                Step::Price(id) => {
                    self.price(scope, *id);
                }
                Step::Use(id) => self.used(scope, plan, *id),
                Step::Outcome => self.outcome(scope),
            }
        }
    }

    pub(super) fn window(&mut self, scope: &mut Scope<'_>, id: WindowId) -> Operand {
        if let Some(known) = scope.known(Key::Window(id)) {
            return known;
        }
        let operand = self.expr(scope, scope.policy.windows.at(id).is);
        scope.keep(Key::Window(id), operand)
    }

    pub(super) fn define(&mut self, scope: &mut Scope<'_>, id: DefineId) -> Operand {
        if let Some(known) = scope.known(Key::Define(id)) {
            return known;
        }
        let define = scope.policy.defines.at(id);
        let operand = if define.excepts.is_empty() {
            self.expr(scope, define.is)
        } else {
            self.exceptional(scope, define)
        };
        scope.keep(Key::Define(id), operand)
    }

    /// The default, unless an exception stands that no other overrides. Those that stand must
    /// agree.
    fn exceptional(&mut self, scope: &mut Scope<'_>, define: &Define) -> Operand {
        let mut asked = Vec::new();
        let mut rests = None;
        for except in &define.excepts {
            let (holds, holds_rests) = self.one(scope, except.when);
            rests = self.both_rest(rests, holds_rests);
            asked.push(holds);
        }
        let parts = define.excepts.iter().map(|except| except.value);
        let touched = parts.chain([define.is]).any(|part| scope.touches(part));
        let rests = if touched {
            let from = self.rests(rests);
            Some(self.unstable_with(from))
        } else {
            rests
        };
        let nothing = self.constant(0);
        let have = self.unstable_with(nothing);
        let mut joint: Option<Place> = None;
        for (place, except) in define.excepts.iter().enumerate() {
            let Some(holds) = asked.get(place).copied() else {
                continue;
            };
            let over = self.jump(|to| Op::JumpUnlessTrue { when: holds, to });
            let entered = self.enter(scope);
            let value = self.expr(scope, except.value);
            self.leave(scope, entered);
            if let (true, Some(to)) = (touched, rests) {
                // An exception that is overridden was asked all the same.
                let (a, b) = (to, self.rests(value.rests));
                self.emit(Op::Union { to, a, b });
            }
            let counts = self.counts(define, &asked, place);
            let overridden = self.jump(|to| Op::JumpUnlessTrue { when: counts, to });
            let to = *joint.get_or_insert_with(|| self.joint(value.place));
            self.agree(to, have, value.place);
            self.land(overridden);
            self.land(over);
        }
        let default_is_out = self.jump(|to| Op::JumpIfTrue { when: have, to });
        let entered = self.enter(scope);
        let default = self.expr(scope, define.is);
        self.leave(scope, entered);
        let to = joint.unwrap_or(Place::Nowhere);
        self.convert(to, default.place);
        if let (true, Some(to)) = (touched, rests) {
            let (a, b) = (to, self.rests(default.rests));
            self.emit(Op::Union { to, a, b });
        }
        self.land(default_is_out);
        for holds in asked {
            self.unknown_with(to, holds);
        }
        Operand { place: to, rests }
    }

    /// Whether an exception that holds counts: none that overrides it holds.
    fn counts(&mut self, define: &Define, asked: &[Reg], place: usize) -> Reg {
        let others = define.excepts.iter().zip(asked);
        let over = others.filter(|(other, _)| other.overrides.contains(&place));
        let over: Vec<Reg> = over.map(|(_, holds)| *holds).collect();
        let any = self.any(&over);
        self.not(any)
    }

    /// Kleene's or of registers.
    fn any(&mut self, parts: &[Reg]) -> Reg {
        let any = parts
            .iter()
            .copied()
            .reduce(|a, b| self.compute(|to| Op::Or { to, a, b }));
        any.unwrap_or_else(|| self.truth(false))
    }

    /// Takes in one of several values that must agree.
    fn agree(&mut self, to: Place, have: Reg, value: Place) {
        let one = |place| match place {
            Place::One(register) | Place::Scaled(register, _) => Some(register),
            _ => None,
        };
        // A value is brought into the same form before it is compared.
        let alike = self.like(to);
        self.convert(alike, value);
        match (one(to), one(alike)) {
            (Some(to), Some(a)) => self.emit(Op::Agree { to, have, a }),
            _ => {
                // Of two registers or a decimal the first is taken; a second is not compared here.
                let again = self.jump(|to| Op::JumpIfTrue { when: have, to });
                self.move_to(to, alike);
                let yes = self.truth(true);
                self.emit(Op::Move {
                    to: have,
                    from: yes,
                });
                let end = self.jump(|to| Op::Jump { to });
                self.land(again);
                self.forget(to);
                self.land(end);
            }
        }
    }

    pub(super) fn price(&mut self, scope: &mut Scope<'_>, id: PriceId) -> Operand {
        if let Some(known) = scope.known(Key::Price(id)) {
            return known;
        }
        let policy = scope.policy;
        let price = policy.prices.at(id);
        let parts = price.steps.iter();
        let mut parts = parts.flat_map(|step| step.condition.into_iter().chain([step.amount]));
        let touched = parts.any(|part| scope.touches(part));
        let nothing = self.constant(0);
        let rests = touched.then(|| self.unstable_with(nothing));
        let to = self.unstable();
        for (place, step) in price.steps.iter().enumerate() {
            let applied = self.step(scope, step, to, rests);
            scope.keep(Key::Applied(id, place), applied);
        }
        self.settle(rests.into_iter().chain([to]));
        let operand = Operand {
            place: Place::One(to),
            rests,
        };
        scope.keep(Key::Price(id), operand)
    }

    /// One step of a price: the running amount is in `amount`. Gives whether it applied.
    fn step(
        &mut self,
        scope: &mut Scope<'_>,
        step: &PriceStep,
        amount: Reg,
        rests: Option<Reg>,
    ) -> Operand {
        let ty = scope.policy.exprs.at(step.amount).ty;
        let Some(condition) = step.condition else {
            let by = self.expr(scope, step.amount);
            let beyond = self.beyond(step.kind, amount, by.place);
            self.rest_of_step(step.kind, rests, None, by.rests);
            self.change(step.kind, amount, by.place, ty);
            return self.applied(step.kind, beyond, None, rests);
        };
        let (holds, asked) = self.one(scope, condition);
        let no = self.truth(false);
        let applies = self.unstable_with(no);
        if let (Some(to), Some(asked)) = (rests, asked) {
            self.emit(Op::Union {
                to,
                a: to,
                b: asked,
            });
        }
        let over = self.jump(|to| Op::JumpIfFalse { when: holds, to });
        let entered = self.enter(scope);
        let by = self.expr(scope, step.amount);
        self.leave(scope, entered);
        let beyond = self.beyond(step.kind, amount, by.place);
        self.rest_of_step(step.kind, rests, asked, by.rests);
        self.change(step.kind, amount, by.place, ty);
        self.emit(Op::And {
            to: applies,
            a: holds,
            b: beyond,
        });
        // Where it is not known whether the step is taken, the amount is not known either.
        self.emit(Op::UnknownWith {
            to: amount,
            a: holds,
        });
        self.land(over);
        self.settle([applies]);
        self.applied(step.kind, applies, asked, rests)
    }

    fn applied(
        &mut self,
        kind: StepKind,
        applies: Reg,
        asked: Option<Reg>,
        rests: Option<Reg>,
    ) -> Operand {
        // Whether a cap or a floor applied hangs on the amount as well.
        let rests = match (kind.is_limit(), rests) {
            (true, Some(from)) => {
                let kept = self.unstable_with(from);
                self.settle([kept]);
                Some(kept)
            }
            _ => asked,
        };
        Operand {
            place: Place::One(applies),
            rests,
        }
    }

    /// What the amount rests on behind a step that is taken.
    fn rest_of_step(
        &mut self,
        kind: StepKind,
        rests: Option<Reg>,
        asked: Option<Reg>,
        by: Option<Reg>,
    ) {
        let Some(to) = rests else {
            return;
        };
        let by = self.rests(by);
        match kind {
            StepKind::Start | StepKind::Becomes => {
                let asked = self.rests(asked);
                self.emit(Op::Union {
                    to,
                    a: asked,
                    b: by,
                });
            }
            _ => self.emit(Op::Union { to, a: to, b: by }),
        }
    }

    /// Whether the running amount is beyond a cap or a floor; yes for other steps.
    fn beyond(&mut self, kind: StepKind, amount: Reg, by: Place) -> Reg {
        let by = self.register_of(by);
        match kind {
            StepKind::AtMost => self.compute(|to| Op::Less {
                to,
                a: by,
                b: amount,
            }),
            StepKind::AtLeast => self.compute(|to| Op::Less {
                to,
                a: amount,
                b: by,
            }),
            _ => self.truth(true),
        }
    }

    fn change(&mut self, kind: StepKind, amount: Reg, by: Place, ty: Type) {
        let before = Place::One(amount);
        let by = match ty {
            Type::Percent => self.portion(before, by, 2),
            _ => by,
        };
        let after = match kind {
            StepKind::Start | StepKind::Becomes => by,
            StepKind::AtMost => self.extreme(before, by, Ordering::Less),
            StepKind::AtLeast => self.extreme(before, by, Ordering::Greater),
            StepKind::Less => self.whole(ArithmeticOp::Subtract, before, by),
            StepKind::Plus => self.whole(ArithmeticOp::Add, before, by),
        };
        self.move_to(before, after);
    }

    /// The value of an item where it is in force, and `none` where it is not.
    pub(super) fn present(&mut self, value: Place, present: Reg) -> Place {
        if self.is_constant(present) == Some(1) {
            return value;
        }
        let to = self.like(value);
        let none = self.constant(super::NONE);
        let absent = self.jump(|to| Op::JumpUnlessTrue { when: present, to });
        self.move_to(to, value);
        let end = self.jump(|to| Op::Jump { to });
        self.land(absent);
        match to {
            Place::One(to) | Place::Scaled(to, _) | Place::Two(to) => {
                self.emit(Op::Move { to, from: none });
            }
            Place::Wide(_) | Place::Nowhere => self.forget(to),
        }
        self.unknown_with(to, present);
        self.land(end);
        to
    }

    /// Whether an expression holds; yes where there is none.
    pub(super) fn holds(
        &mut self,
        scope: &mut Scope<'_>,
        id: Option<ExprId>,
    ) -> (Reg, Option<Reg>) {
        match id {
            Some(id) => self.one(scope, id),
            None => (self.truth(true), None),
        }
    }
}
