//! Requires, categories and referrals, and what the policy answers with.

use bylaws_dsl::ir::{OutputId, OutputKind, Policy};
use smol_str::SmolStr;

use super::categories::{Considered, Totals};
use super::scope::Scope;
use super::{Lower, Operand};
use crate::program::code::{Answered, NONE, Op, Place, Reg};

/// Where the outputs of requires and categories are.
#[derive(Clone)]
pub(super) struct Outcome {
    outcome: Reg,
    covered: Reg,
    from: Reg,
    through: Reg,
    /// Of each category: whether it applies, its first and its last day.
    periods: Vec<[Reg; 3]>,
    reasons: Vec<(SmolStr, Reg)>,
    rests: Option<Reg>,
}

impl Lower {
    /// Requires in order, then categories, then referrals.
    pub(super) fn outcome(&mut self, scope: &mut Scope<'_>) {
        let policy = scope.policy;
        let (none, nothing) = (self.constant(NONE), self.constant(0));
        if policy.outcome.is_none() && policy.category.is_none() {
            // A policy of definitions and prices has nothing to give here.
            scope.outcome = Some(Outcome {
                outcome: none,
                covered: none,
                from: none,
                through: none,
                periods: Vec::new(),
                reasons: Vec::new(),
                rests: None,
            });
            return;
        }
        let mut holds = Vec::new();
        for require in policy.requires.values() {
            let present = self.in_force(scope.day, require.head.in_force);
            let (test, rests) = self.one(scope, require.holds);
            holds.push((self.unless_absent(present, test), rests));
        }
        let touched = scope.outcome_touches();
        let [outcome, covered, from, through, have] = [(); 5].map(|()| self.unstable());
        let totals = Totals {
            covered,
            from,
            through,
            have,
            rests: touched.then(|| self.unstable_with(nothing)),
        };
        let empty = if policy.category.is_some() {
            nothing
        } else {
            none
        };
        let mut refused = Vec::new();
        for (test, rests) in &holds {
            self.union_into(totals.rests, *rests);
            let when = *test;
            refused.push(self.jump(|to| Op::JumpUnlessTrue { when, to }));
        }
        let entered = self.enter(scope);
        for (to, value) in [
            (covered, empty),
            (from, none),
            (through, none),
            (have, nothing),
        ] {
            self.emit(Op::Move { to, from: value });
        }
        let categories: Vec<Considered> = policy
            .categories
            .iter()
            .enumerate()
            .map(|(place, (_, category))| self.category(scope, category, place, &totals))
            .collect();
        for to in [from, through] {
            self.emit(Op::UnknownWith { to, a: covered });
        }
        let reasons = self.referrals(policy, &categories, outcome, covered);
        let decided = self.jump(|to| Op::Jump { to });
        self.leave(scope, entered);
        // A require that does not hold gives the outcome, and nothing is covered.
        let mut told = Vec::new();
        for ((require, (test, _)), jump) in policy.requires.values().zip(&holds).zip(refused) {
            self.land(jump);
            let member = self.constant(i64::from(require.outcome));
            let no = *test;
            self.emit(Op::Move {
                to: outcome,
                from: member,
            });
            for (to, value) in [(covered, empty), (from, none), (through, none)] {
                self.emit(Op::Move { to, from: value });
            }
            for to in [outcome, covered, from, through] {
                self.emit(Op::UnknownWith { to, a: no });
            }
            told.push(self.jump(|to| Op::Jump { to }));
        }
        self.land_all(told);
        for considered in &categories {
            let [applies, ..] = considered.period;
            self.emit(Op::Move {
                to: applies,
                from: nothing,
            });
        }
        for (_, given) in &reasons {
            self.emit(Op::Move {
                to: *given,
                from: nothing,
            });
        }
        self.land(decided);
        let requires = policy.requires.values().zip(&holds);
        let mut messages = Vec::new();
        for (require, (test, _)) in requires {
            messages.push((require.reason.clone(), self.not(*test)));
        }
        messages.extend(reasons);
        self.settle([outcome, covered, from, through, have]);
        scope.outcome = Some(Outcome {
            outcome: if policy.outcome.is_some() {
                outcome
            } else {
                none
            },
            covered,
            from,
            through,
            periods: categories.into_iter().map(|c| c.period).collect(),
            reasons: messages,
            rests: totals.rests,
        });
    }

    /// A test that counts only where its item is in force.
    fn unless_absent(&mut self, present: Reg, test: Reg) -> Reg {
        if self.is_constant(present) == Some(1) {
            return test;
        }
        let absent = self.not(present);
        self.compute(|to| Op::Or {
            to,
            a: absent,
            b: test,
        })
    }

    /// The outcome behind the categories; gives the messages of referrals.
    fn referrals(
        &mut self,
        policy: &Policy,
        categories: &[Considered],
        outcome: Reg,
        covered: Reg,
    ) -> Vec<(SmolStr, Reg)> {
        let yes = self.constant(i64::from(Policy::COVERED));
        if policy.categories.is_empty() {
            self.emit(Op::Move {
                to: outcome,
                from: yes,
            });
            return Vec::new();
        }
        let uncovered = self.compute(|to| Op::IsEmpty { to, set: covered });
        let no = self.constant(i64::from(Policy::NOT_COVERED));
        self.emit(Op::Move {
            to: outcome,
            from: no,
        });
        let refers = policy.categories.values().map(|category| &category.refers);
        let all: Vec<_> = refers
            .zip(categories)
            .flat_map(|(refers, considered)| refers.iter().zip(considered.referred.clone()))
            .collect();
        for (refer, stands) in all.iter().rev() {
            let over = self.jump(|to| Op::JumpIfFalse { when: *stands, to });
            let member = self.constant(i64::from(refer.outcome));
            self.emit(Op::Move {
                to: outcome,
                from: member,
            });
            self.emit(Op::UnknownWith {
                to: outcome,
                a: *stands,
            });
            self.land(over);
        }
        let nothing_covered = self.jump(|to| Op::JumpIfTrue {
            when: uncovered,
            to,
        });
        self.emit(Op::Move {
            to: outcome,
            from: yes,
        });
        self.emit(Op::UnknownWith {
            to: outcome,
            a: covered,
        });
        self.land(nothing_covered);
        all.into_iter()
            .map(|(refer, stands)| {
                let given = self.unstable();
                self.emit(Op::And {
                    to: given,
                    a: uncovered,
                    b: stands,
                });
                (refer.reason.clone(), given)
            })
            .collect()
    }

    pub(super) fn union_into(&mut self, to: Option<Reg>, rests: Option<Reg>) {
        if let (Some(to), Some(b)) = (to, rests) {
            self.emit(Op::Union { to, a: to, b });
        }
    }

    /// The value of an output within an expression.
    pub(super) fn output(&mut self, scope: &mut Scope<'_>, id: OutputId) -> Operand {
        let kind = scope.policy.outputs.at(id).kind;
        match kind {
            OutputKind::Define(define) => return self.define(scope, define),
            OutputKind::Price(price) => return self.price(scope, price),
            _ => {}
        }
        if scope.outcome.is_none() {
            self.outcome(scope);
        }
        let Some(outcome) = &scope.outcome else {
            return Operand::nowhere();
        };
        let register = match kind {
            OutputKind::Outcome => outcome.outcome,
            OutputKind::Categories => outcome.covered,
            OutputKind::CoveredFrom => outcome.from,
            OutputKind::CoveredThrough => outcome.through,
            _ => return Operand::nowhere(),
        };
        Operand {
            place: Place::One(register),
            rests: outcome.rests,
        }
    }

    /// Everything that the policy answers with, and what each output rests on.
    pub(super) fn outputs(&mut self, scope: &mut Scope<'_>) -> Vec<(Answered, Option<Reg>)> {
        let policy = scope.policy;
        let mut all = Vec::with_capacity(policy.outputs.len());
        for (id, output) in policy.outputs.iter() {
            let in_force = match output.kind {
                OutputKind::Define(define) => policy.defines.at(define).head.in_force,
                OutputKind::Price(price) => policy.prices.at(price).head.in_force,
                OutputKind::Periods => {
                    let periods = scope.outcome.as_ref();
                    let rests = periods.and_then(|outcome| outcome.rests);
                    let periods = periods.map(|outcome| outcome.periods.clone());
                    all.push((Answered::Periods(periods.unwrap_or_default()), rests));
                    continue;
                }
                _ => bylaws_dsl::ir::InForce::default(),
            };
            let operand = self.output(scope, id);
            let present = self.in_force(scope.day, in_force);
            let place = self.present(operand.place, present);
            all.push((Answered::Value(place), operand.rests));
        }
        all
    }

    /// The messages of the policy, each with whether it is given.
    pub(super) fn reasons(&mut self, scope: &mut Scope<'_>) -> Vec<(SmolStr, Reg)> {
        let outcome = scope.outcome.as_ref();
        outcome.map_or(Vec::new(), |outcome| outcome.reasons.clone())
    }

    /// Whether each assumption is kept; one that is not in force is.
    pub(super) fn assumptions(&mut self, scope: &mut Scope<'_>) -> Vec<Reg> {
        let policy = scope.policy;
        let mut kept = Vec::new();
        for assumption in policy.assumptions.values() {
            let present = self.in_force(scope.day, assumption.head.in_force);
            let (holds, _) = self.one(scope, assumption.holds);
            kept.push(self.unless_absent(present, holds));
        }
        kept
    }
}
