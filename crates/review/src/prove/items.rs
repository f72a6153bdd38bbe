//! Defines and prices as terms.

use bylaws_dsl::ast::StepKind;
use bylaws_dsl::ir::{DefineId, PriceId, Type};

use super::expr::{number, whole};
use super::number::Number;
use super::scope::{Encoder, ScopeId};
use super::term::T;
use super::value::pick;
use super::value::{Fails, Sym, Val, choose, same};

/// A step of a price.
#[derive(Clone, Debug)]
pub(super) struct Step {
    /// Whether it applies.
    pub(super) applies: Sym,
    /// The running amount behind it.
    pub(super) amount: Sym,
}

/// An exception of a define.
pub(super) struct Exception {
    /// It holds, and nothing that holds overrides it.
    pub(super) counts: T,
    pub(super) value: Sym,
}

impl Encoder<'_> {
    /// The exceptions of a define, and the cases in which one of their conditions fails.
    pub(super) fn exceptions(&mut self, scope: ScopeId, id: DefineId) -> (Vec<Exception>, Fails) {
        let define = self.policy_of(scope).defines.at(id);
        let mut holds = Vec::new();
        for except in &define.excepts {
            holds.push(self.expr(scope, except.when));
        }
        let failing = Fails::any(holds.iter().map(|holds| holds.fails), &mut self.terms);
        let truths: Vec<T> = holds
            .iter()
            .map(|holds| holds.term(&mut self.terms))
            .collect();
        let mut found = Vec::new();
        for (place, except) in define.excepts.iter().enumerate() {
            let mut parts: Vec<T> = truths.get(place).copied().into_iter().collect();
            for (other, truth) in define.excepts.iter().zip(&truths) {
                if other.overrides.contains(&place) {
                    parts.push(self.terms.not(*truth));
                }
            }
            found.push(Exception {
                counts: self.terms.all(parts),
                value: self.expr(scope, except.value),
            });
        }
        (found, failing)
    }

    /// Whether two exceptions that count have different values, for each two of them.
    pub(super) fn conflicts(&mut self, exceptions: &[Exception]) -> Vec<(usize, usize, T)> {
        let mut found = Vec::new();
        for (i, a) in exceptions.iter().enumerate() {
            for (j, b) in exceptions.iter().enumerate().skip(i + 1) {
                let terms = &mut self.terms;
                let both = terms.and(a.counts, b.counts);
                if terms.as_truth(both) == Some(false) {
                    continue;
                }
                let alike = same(&a.value.val, &b.value.val, terms);
                let differ = terms.not(alike);
                found.push((i, j, terms.and(both, differ)));
            }
        }
        found
    }

    pub(super) fn define(&mut self, scope: ScopeId, id: DefineId) -> Sym {
        if let Some(found) = self.scope(scope).defines.get(&id) {
            return found.clone();
        }
        let define = self.policy_of(scope).defines.at(id);
        let (exceptions, mut fails) = self.exceptions(scope, id);
        let conflicts = self.conflicts(&exceptions);
        let otherwise = self.expr(scope, define.is);
        let terms = &mut self.terms;
        let some = terms.any(exceptions.iter().map(|exception| exception.counts));
        let none = terms.not(some);
        let mut val = otherwise.val;
        fails = fails.or(otherwise.fails.where_(none, terms), terms);
        for exception in exceptions.iter().rev() {
            val = choose(exception.counts, &exception.value.val, &val, terms);
            let failing = exception.value.fails.where_(exception.counts, terms);
            fails = fails.or(failing, terms);
        }
        let conflict = terms.any(conflicts.into_iter().map(|(.., differ)| differ));
        let made = Sym {
            val,
            fails: fails.or_bad(conflict, terms),
        };
        self.scope_mut(scope).defines.insert(id, made.clone());
        made
    }

    pub(super) fn price(&mut self, scope: ScopeId, id: PriceId) -> Sym {
        let last = self.steps(scope, id, None).pop();
        match last {
            Some(step) => step.amount,
            None => Sym::sure(Val::Other, &mut self.terms),
        }
    }

    pub(super) fn applied(&mut self, scope: ScopeId, id: PriceId, step: usize) -> Sym {
        let found = self.steps(scope, id, Some(step + 1)).into_iter().nth(step);
        match found {
            Some(step) => step.applies,
            None => {
                let no = self.terms.no();
                Sym::sure(Val::Truth(no), &mut self.terms)
            }
        }
    }

    /// The steps of a price, or the first of them: a later step may ask for an earlier one.
    pub(super) fn steps(&mut self, scope: ScopeId, id: PriceId, most: Option<usize>) -> Vec<Step> {
        let price = self.policy_of(scope).prices.at(id);
        let wanted = most.unwrap_or(price.steps.len()).min(price.steps.len());
        let mut done = self
            .scope(scope)
            .prices
            .get(&id)
            .cloned()
            .unwrap_or_default();
        while done.len() < wanted {
            let Some(step) = price.steps.get(done.len()) else {
                break;
            };
            let condition = match step.condition {
                Some(condition) => self.expr(scope, condition),
                None => {
                    let yes = self.terms.yes();
                    Sym::sure(Val::Truth(yes), &mut self.terms)
                }
            };
            let amount = self.expr(scope, step.amount);
            let is_share = self.policy_of(scope).exprs.at(step.amount).ty == Type::Percent;
            let before = done.last().map(|step| step.amount.clone());
            let made = self.step(scope, step.kind, (condition, amount), is_share, before);
            done.push(made);
            self.scope_mut(scope).prices.insert(id, done.clone());
        }
        done.truncate(wanted);
        done
    }

    fn step(
        &mut self,
        scope: ScopeId,
        kind: StepKind,
        (condition, amount): (Sym, Sym),
        is_share: bool,
        before: Option<Sym>,
    ) -> Step {
        let rounding = self.policy_of(scope).rounding;
        let terms = &mut self.terms;
        let before = match before {
            Some(before) => before,
            None => Sym::sure(Val::Whole(terms.whole(0)), terms),
        };
        let holds = condition.term(terms);
        let mut applies = condition.clone();
        let after = match kind {
            StepKind::Start | StepKind::Becomes => amount,
            StepKind::Less | StepKind::Plus => {
                let fails = before.fails.or(amount.fails, terms);
                let change = match is_share {
                    true => {
                        let (share, all) = (
                            number(&amount, Type::Percent, terms),
                            number(&before, Type::Money, terms),
                        );
                        let product = Number::multiply(&share, &all, terms);
                        let exact = Number {
                            under: terms.times(product.under, 100),
                            ..product
                        };
                        let cents = exact.round(100, rounding, terms);
                        whole(cents, fails, terms)
                    }
                    false => amount,
                };
                let (a, b) = (before.term(terms), change.term(terms));
                let sum = match kind {
                    StepKind::Plus => terms.add(a, b),
                    _ => terms.subtract(a, b),
                };
                let fails = fails.or(change.fails, terms);
                whole(sum, fails, terms)
            }
            StepKind::AtMost | StepKind::AtLeast => {
                let (a, b) = (before.term(terms), amount.term(terms));
                let is_beyond = match kind {
                    StepKind::AtMost => terms.less(b, a),
                    _ => terms.less(a, b),
                };
                let fails = before.fails.or(amount.fails, terms);
                applies = Sym {
                    val: Val::Truth(terms.and(holds, is_beyond)),
                    fails: condition.fails.or(fails.where_(holds, terms), terms),
                };
                Sym {
                    val: Val::Whole(terms.choose(is_beyond, b, a)),
                    fails,
                }
            }
        };
        let taken = pick(holds, &after, &before, terms);
        Step {
            applies,
            amount: Sym {
                fails: taken.fails.or(condition.fails, terms),
                ..taken
            },
        }
    }
}
