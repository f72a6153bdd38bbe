//! What a policy decides: requires, categories and their periods, outputs.

use bylaws_dsl::ast::Combine;
use bylaws_dsl::ir::{Category, OutputId, OutputKind, Policy};

use super::expr::compare;
use super::scope::{Encoder, ScopeId};
use super::term::T;
use super::value::{Fails, NEVER, OPEN, Sym, Val, all, any, choose, not};
use super::value::{earlier, pick};

/// What requires and categories come to.
#[derive(Clone, Debug)]
pub(super) struct Coverage {
    /// Whether each require that is in force holds; those that are not do.
    pub(super) requires: Vec<Sym>,
    /// Whether all do.
    pub(super) gate: Sym,
    pub(super) categories: Vec<Applying>,
}

/// What a category comes to.
#[derive(Clone, Debug)]
pub(super) struct Applying {
    pub(super) applies: Sym,
    /// Each referral stands.
    pub(super) refers: Vec<Sym>,
    pub(super) from: Sym,
    pub(super) through: Sym,
}

impl Encoder<'_> {
    pub(super) fn coverage(&mut self, scope: ScopeId) -> Coverage {
        if let Some(found) = &self.scope(scope).coverage {
            return found.clone();
        }
        let policy = self.policy_of(scope);
        let mut requires = Vec::new();
        for require in policy.requires.values() {
            let holds = self.expr(scope, require.holds);
            let present = self.in_force(scope, require.head.in_force);
            let yes = self.terms.yes();
            let yes = Sym::sure(Val::Truth(yes), &mut self.terms);
            requires.push(pick(present, &holds, &yes, &mut self.terms));
        }
        let gate = all(&requires, &mut self.terms);
        let mut categories = Vec::new();
        for category in policy.categories.values() {
            categories.push(self.category(scope, category));
        }
        let made = Coverage {
            requires,
            gate,
            categories,
        };
        self.scope_mut(scope).coverage = Some(made.clone());
        made
    }

    fn category(&mut self, scope: ScopeId, category: &Category) -> Applying {
        let yes = self.terms.yes();
        let yes = Sym::sure(Val::Truth(yes), &mut self.terms);
        let present = self.in_force(scope, category.head.in_force);
        let when = match category.when {
            Some(when) => self.expr(scope, when),
            None => yes,
        };
        let no = self.terms.no();
        let no = Sym::sure(Val::Truth(no), &mut self.terms);
        let qualifies = pick(present, &when, &no, &mut self.terms);
        let never = self.terms.whole(NEVER);
        let from = match category.from {
            Some(from) => self.expr(scope, from),
            None => Sym::sure(Val::Whole(never), &mut self.terms),
        };
        let open = self.terms.whole(OPEN);
        let open = Sym::sure(Val::Whole(open), &mut self.terms);
        let mut capped = open.clone();
        for cap in &category.caps {
            let day = self.expr(scope, cap.last_day);
            let limited = earlier(&capped, &day, &mut self.terms);
            capped = match cap.condition {
                None => limited,
                Some(condition) => {
                    let condition = self.expr(scope, condition);
                    let holds = condition.term(&mut self.terms);
                    let picked = pick(holds, &limited, &capped, &mut self.terms);
                    Sym {
                        fails: picked.fails.or(condition.fails, &mut self.terms),
                        ..picked
                    }
                }
            };
        }
        let through = match category.through {
            Some(through) => self.expr(scope, through),
            None => open,
        };
        let through = earlier(&through, &capped, &mut self.terms);
        let mut tests = vec![qualifies.clone()];
        let mut referring = Vec::new();
        for refer in &category.refers {
            let when = self.expr(scope, refer.when);
            tests.push(not(&when, &mut self.terms));
            referring.push(when);
        }
        tests.push(self.covers(scope, &from, &through));
        let in_time = self.covers(scope, &from, &capped);
        let refers = referring
            .into_iter()
            .map(|when| all(&[qualifies.clone(), when, in_time.clone()], &mut self.terms))
            .collect();
        Applying {
            applies: all(&tests, &mut self.terms),
            refers,
            from,
            through,
        }
    }

    /// Whether the day that services are covered on lies in a period.
    fn covers(&mut self, scope: ScopeId, from: &Sym, last: &Sym) -> Sym {
        let policy = self.policy_of(scope);
        let Some(covers) = policy.covers else {
            let yes = self.terms.yes();
            return Sym::sure(Val::Truth(yes), &mut self.terms);
        };
        let day = self.given(scope, covers).val;
        let day = Sym::sure(day, &mut self.terms);
        use bylaws_dsl::ir::CompareOp::{GreaterEqual, LessEqual};
        // A period without a first day begins before every day.
        let begun = compare(GreaterEqual, &day, from, &mut self.terms);
        let not_over = compare(LessEqual, &day, last, &mut self.terms);
        all(&[begun, not_over], &mut self.terms)
    }

    /// An output, and whether there is one: what is not in force gives nothing.
    pub(super) fn output(&mut self, scope: ScopeId, id: OutputId) -> (Sym, T) {
        let policy = self.policy_of(scope);
        let yes = self.terms.yes();
        let present = match policy.outputs.at(id).kind {
            OutputKind::Define(define) => {
                let period = policy.defines.at(define).head.in_force;
                self.in_force(scope, period)
            }
            OutputKind::Price(price) => {
                let period = policy.prices.at(price).head.in_force;
                self.in_force(scope, period)
            }
            _ => yes,
        };
        if let Some(found) = self.scope(scope).outputs.get(&id) {
            return (found.clone(), present);
        }
        let made = match policy.outputs.at(id).kind {
            OutputKind::Define(define) => self.define(scope, define),
            OutputKind::Price(price) => self.price(scope, price),
            OutputKind::Outcome => self.outcome(scope),
            OutputKind::Categories => self.categories(scope),
            OutputKind::CoveredFrom => self.combined(scope, false),
            OutputKind::CoveredThrough => self.combined(scope, true),
            OutputKind::Periods => {
                let (from, through) = (self.combined(scope, false), self.combined(scope, true));
                Sym {
                    val: Val::Other,
                    fails: from.fails.or(through.fails, &mut self.terms),
                }
            }
        };
        let made = Sym {
            fails: made.fails.where_(present, &mut self.terms),
            ..made
        };
        self.scope_mut(scope).outputs.insert(id, made.clone());
        (made, present)
    }

    fn outcome(&mut self, scope: ScopeId) -> Sym {
        let policy = self.policy_of(scope);
        let coverage = self.coverage(scope);
        let applying: Vec<Sym> = coverage
            .categories
            .iter()
            .map(|category| category.applies.clone())
            .collect();
        let covered = any(&applying, &mut self.terms);
        let last = match policy.categories.is_empty() {
            true => Policy::COVERED,
            false => Policy::NOT_COVERED,
        };
        let mut whole = |n: u16| {
            let n = self.terms.whole(n.into());
            Sym::sure(Val::Whole(n), &mut self.terms)
        };
        // From the last question to the first.
        let mut outcome = whole(last);
        let of_covered = whole(Policy::COVERED);
        let mut refers: Vec<(Sym, Sym)> = Vec::new();
        for (category, found) in policy.categories.values().zip(&coverage.categories) {
            for (refer, stands) in category.refers.iter().zip(&found.refers) {
                refers.push((stands.clone(), whole(refer.outcome)));
            }
        }
        let refusals = policy
            .requires
            .values()
            .map(|r| whole(r.outcome))
            .collect::<Vec<_>>();
        for (stands, of_refer) in refers.iter().rev() {
            outcome = super::value::if_(stands, of_refer, &outcome, &mut self.terms);
        }
        outcome = super::value::if_(&covered, &of_covered, &outcome, &mut self.terms);
        for (holds, refused) in coverage.requires.iter().zip(&refusals).rev() {
            outcome = super::value::if_(holds, &outcome, refused, &mut self.terms);
        }
        outcome
    }

    fn categories(&mut self, scope: ScopeId) -> Sym {
        let coverage = self.coverage(scope);
        let terms = &mut self.terms;
        let closed = coverage.gate.holds_not(terms);
        let open = terms.not(closed);
        let bits: Vec<T> = coverage
            .categories
            .iter()
            .map(|category| {
                let applies = category.applies.term(terms);
                terms.and(open, applies)
            })
            .collect();
        let all = coverage
            .categories
            .iter()
            .map(|category| category.applies.fails);
        let fails = Fails::any(all.chain([coverage.gate.fails]), terms);
        Sym {
            val: Val::Set(bits),
            fails: fails.where_(open, terms),
        }
    }

    /// The first or the last day over all categories that apply.
    fn combined(&mut self, scope: ScopeId, last: bool) -> Sym {
        let combine = self.policy_of(scope).combine;
        let coverage = self.coverage(scope);
        let terms = &mut self.terms;
        let gate = coverage.gate.term(terms);
        let never = terms.whole(NEVER);
        let mut val = Val::Whole(never);
        let mut some = terms.no();
        // A failing condition fails the whole; a gate that is closed asks nothing of categories.
        let closed = coverage.gate.holds_not(terms);
        let open = terms.not(closed);
        let mut fails = coverage.gate.fails;
        for category in &coverage.categories {
            fails = fails.or(category.applies.fails.where_(open, terms), terms);
        }
        for category in &coverage.categories {
            let applies = category.applies.term(terms);
            let applies = terms.and(gate, applies);
            let day = if last {
                &category.through
            } else {
                &category.from
            };
            let this = day.term(terms);
            let before = match val {
                Val::Whole(t) => t,
                _ => never,
            };
            let is_first = terms.not(some);
            let better = match combine {
                Combine::First => terms.no(),
                Combine::Latest | Combine::Earliest => match (combine == Combine::Latest) == last {
                    true => terms.at_most(before, this),
                    false => terms.at_most(this, before),
                },
            };
            let takes = terms.or(is_first, better);
            let takes = terms.and(applies, takes);
            let asked = match combine {
                Combine::First => takes,
                _ => applies,
            };
            fails = fails.or(day.fails.where_(asked, terms), terms);
            val = choose(takes, &Val::Whole(this), &val, terms);
            some = terms.or(some, applies);
        }
        Sym { val, fails }
    }

    /// Whether a category applies in a decision.
    pub(super) fn is_covered_by(&mut self, scope: ScopeId, place: usize) -> T {
        let coverage = self.coverage(scope);
        let gate = coverage.gate.holds(&mut self.terms);
        match coverage.categories.get(place) {
            Some(category) => {
                let applies = category.applies.holds(&mut self.terms);
                self.terms.and(gate, applies)
            }
            None => self.terms.no(),
        }
    }

    /// Whether a referral stands in a decision: nothing is covered, and all requires hold.
    pub(super) fn is_referred(&mut self, scope: ScopeId, category: usize, refer: usize) -> T {
        let coverage = self.coverage(scope);
        let mut parts = vec![coverage.gate.holds(&mut self.terms)];
        for category in &coverage.categories {
            parts.push(category.applies.holds_not(&mut self.terms));
        }
        let stands = coverage
            .categories
            .get(category)
            .and_then(|category| category.refers.get(refer));
        parts.push(match stands {
            Some(stands) => stands.holds(&mut self.terms),
            None => self.terms.no(),
        });
        self.terms.all(parts)
    }

    pub(super) fn output_named(&mut self, scope: ScopeId, name: &str) -> Option<(Sym, T)> {
        let policy = self.policy_of(scope);
        let (id, _) = policy
            .outputs
            .iter()
            .find(|(_, output)| output.name == name)?;
        Some(self.output(scope, id))
    }

    /// Whether the outcome is `covered`.
    pub(super) fn is_covered(&mut self, scope: ScopeId) -> Option<T> {
        let (outcome, _) = self.output_named(scope, "outcome")?;
        let covered = self.terms.whole(Policy::COVERED.into());
        let outcome_is = outcome.term(&mut self.terms);
        let is = self.terms.equal(outcome_is, covered);
        let fails = outcome.fails.at_all(&mut self.terms);
        let fine = self.terms.not(fails);
        Some(self.terms.and(is, fine))
    }
}
