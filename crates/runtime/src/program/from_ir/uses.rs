//! Policies that are used: their instructions stand among those of the policy that uses them.

use bylaws_dsl::ir::{CompareOp, ExprKind, Fact, Id, OutputId, Supplied, Use, UseId};

use super::scope::{Key, Scope};
use super::sure::may_fail;
use super::{Lower, Operand, reading_of};
use crate::eval::Plan;
use crate::program::code::{NONE, Op, Place};

impl Lower {
    pub(super) fn used(&mut self, scope: &mut Scope<'_>, plan: &Plan, id: UseId) {
        let policy = scope.policy;
        let used = policy.uses.at(id);
        let (mut facts, mut strict, mut rests) = (Vec::new(), Vec::new(), None);
        for (supplied, fact) in used.facts.iter().zip(used.policy.facts.values()) {
            let place = match supplied {
                Supplied::None => Place::One(self.constant(NONE)),
                Supplied::Fact(outer) => {
                    let place = scope.fact(*outer);
                    let may_be_none = policy.facts.at(*outer).optional && !fact.optional;
                    match place {
                        Place::One(a) if may_be_none => {
                            Place::One(self.compute(|to| Op::Some { to, a }))
                        }
                        place => place,
                    }
                }
                Supplied::Expr(expr) => {
                    let operand = self.expr(scope, *expr);
                    rests = self.both_rest(rests, operand.rests);
                    let inside = self.inside(fact, operand.place);
                    if may_fail(policy, *expr) || inside != operand.place {
                        strict.push(inside);
                    }
                    inside
                }
            };
            facts.push(place);
        }
        let readings = used.readings.iter();
        let readings = readings
            .map(|ours| reading_of(&scope.readings, *ours).unwrap_or((0, super::UNKNOWN)))
            .collect();
        let fact_place = |fact: bylaws_dsl::ir::FactId| facts.get(fact.index()).copied();
        let as_of = used.policy.as_of.and_then(fact_place);
        let as_of = as_of.map(|place| self.register_of(place));
        let number = self.next_scope();
        let mut inner = Scope::new(&used.policy, number, facts, readings, as_of);
        let supplied = used.facts.iter().map(|supplied| match supplied {
            Supplied::Fact(outer) => scope.declared(*outer),
            _ => None,
        });
        inner.declared = supplied.collect();
        let rounding = std::mem::replace(&mut self.rounding, used.policy.rounding);
        self.day(&mut inner);
        self.steps(&mut inner, plan.of_use(id));
        for output in asked_of(scope, used, id) {
            let operand = self.output(&mut inner, output);
            let place = self.failing_with(operand.place, &strict);
            let rests = self.both_rest(rests, operand.rests);
            scope.keep(Key::Used(id, output), Operand { place, rests });
        }
        let assumptions = self.assumptions(&mut inner);
        self.code.assumptions.extend(assumptions);
        self.rounding = rounding;
    }

    /// What stands for a fact, unknown outside the range of the fact.
    fn inside(&mut self, fact: &Fact, place: Place) -> Place {
        let limits = [
            (&fact.low, CompareOp::GreaterEqual),
            (&fact.high, CompareOp::LessEqual),
        ];
        let mut place = place;
        for (limit, op) in limits {
            let Some(limit) = limit else { continue };
            let limit = self.value(limit);
            place = match (place, limit) {
                (Place::One(a), Place::One(limit)) => Place::One(self.compute(|to| match op {
                    CompareOp::GreaterEqual => Op::NotBelow { to, a, limit },
                    _ => Op::NotAbove { to, a, limit },
                })),
                (Place::Scaled(value, digits), limit) => {
                    let Place::One(kept) = self.compare_decimals(op, place, limit) else {
                        return Place::Nowhere;
                    };
                    let yes = self.truth(true);
                    let kept = self.compute(|to| Op::NotBelow {
                        to,
                        a: kept,
                        limit: yes,
                    });
                    let to = self.unstable_with(value);
                    self.emit(Op::UnknownWith { to, a: kept });
                    self.settle([to]);
                    Place::Scaled(to, digits)
                }
                _ => return Place::Nowhere,
            };
        }
        place
    }

    /// The value, unknown where one of the others is.
    fn failing_with(&mut self, place: Place, others: &[Place]) -> Place {
        if others.is_empty() {
            return place;
        }
        let to = self.like(place);
        self.move_to(to, place);
        for other in others {
            match other {
                Place::One(a) | Place::Scaled(a, _) => self.unknown_with(to, *a),
                Place::Two(a) => {
                    self.unknown_with(to, *a);
                    self.unknown_with(to, a.wrapping_add(1));
                }
                Place::Wide(_) | Place::Nowhere => self.forget(to),
            }
        }
        to
    }
}

/// The outputs of a used policy that something asks for.
fn asked_of(scope: &Scope<'_>, used: &Use, id: UseId) -> Vec<OutputId> {
    let exprs = scope.policy.exprs.values();
    let asked = exprs.filter_map(|expr| match expr.kind {
        ExprKind::Used(of, output) if of == id => Some(output),
        _ => None,
    });
    let asked: std::collections::BTreeSet<OutputId> = asked.collect();
    let known = used.policy.outputs.len();
    asked
        .into_iter()
        .filter(|output| output.index() < known)
        .collect()
}
