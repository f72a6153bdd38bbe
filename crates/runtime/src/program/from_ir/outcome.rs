//! Requires, categories and referrals, and what the policy answers with.

use bylaws_dsl::ast::Combine;
use bylaws_dsl::ir::{Category, ExprId, OutputId, OutputKind, Policy};
use smol_str::SmolStr;

use super::scope::Scope;
use super::{Lower, Operand};
use crate::program::code::{Answered, NONE, OPEN, Op, Place, Reg, Way};

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

/// What is written while the categories are gone through.
struct Totals {
    covered: Reg,
    from: Reg,
    through: Reg,
    /// Whether some category applied before.
    have: Reg,
    rests: Option<Reg>,
}

/// What one category comes to.
struct Considered {
    period: [Reg; 3],
    /// Whether each referral stands.
    referred: Vec<Reg>,
}

impl Lower {
    /// Requires in order, then categories, then referrals.
    pub(super) fn outcome(&mut self, scope: &mut Scope<'_>) {
        let policy = scope.policy;
        let (none, nothing) = (self.constant(NONE), self.constant(0));
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

    fn category(
        &mut self,
        scope: &mut Scope<'_>,
        category: &Category,
        place: usize,
        totals: &Totals,
    ) -> Considered {
        let no = self.truth(false);
        let applies = self.unstable_with(no);
        let referred = category.refers.iter();
        let referred: Vec<Reg> = referred.map(|_| self.unstable_with(no)).collect();
        let present = self.in_force(scope.day, category.head.in_force);
        let (when, when_rests) = self.holds(scope, category.when);
        let qualifies = self.all(&[present, when]);
        let mut ends = Vec::new();
        match (totals.rests, when_rests) {
            (Some(_), Some(_)) => {
                let goes_on = self.jump(|to| Op::JumpUnlessFalse {
                    when: qualifies,
                    to,
                });
                self.union_into(totals.rests, when_rests);
                ends.push(self.jump(|to| Op::Jump { to }));
                self.land(goes_on);
            }
            _ => ends.push(self.jump(|to| Op::JumpIfFalse {
                when: qualifies,
                to,
            })),
        }
        let entered = self.enter(scope);
        let period = self.period(scope, category, totals.rests.is_some());
        self.union_into(totals.rests, period.rests);
        let mut asked = Vec::new();
        let mut rests = when_rests;
        for refer in &category.refers {
            let (test, refer_rests) = self.one(scope, refer.when);
            asked.push(test);
            rests = self.both_rest(rests, refer_rests);
        }
        if let (Some(to), Some(rests)) = (totals.rests, rests) {
            let outside = self.jump(|to| Op::JumpIfFalse {
                when: period.within,
                to,
            });
            self.emit(Op::Union {
                to,
                a: to,
                b: rests,
            });
            self.land(outside);
        }
        if let Some(to) = totals.rests
            && (rests.is_some() || period.rests.is_some())
        {
            // Which of the two it hangs on is told only where no closer look can tell more.
            let when = match category.when {
                Some(test) => self.settled(scope, test, qualifies, true),
                None => qualifies,
            };
            for a in [when, period.certain_within] {
                self.emit(Op::UnknownWith { to, a });
            }
        }
        for (to, test) in referred.iter().zip(&asked) {
            let stands = self.all(&[qualifies, *test, period.reached]);
            self.emit(Op::Move {
                to: *to,
                from: stands,
            });
        }
        let mut needed = vec![qualifies];
        for test in asked {
            needed.push(self.not(test));
        }
        needed.push(period.within);
        let all = self.all(&needed);
        self.emit(Op::Move {
            to: applies,
            from: all,
        });
        ends.push(self.jump(|to| Op::JumpIfFalse { when: applies, to }));
        self.take_in(scope.policy.combine, place, applies, &period, totals);
        self.leave(scope, entered);
        self.land_all(ends);
        self.settle(referred.iter().copied());
        Considered {
            period: [applies, period.from, period.through],
            referred,
        }
    }

    /// Adds a category that applies to the outputs.
    fn take_in(
        &mut self,
        combine: Combine,
        place: usize,
        applies: Reg,
        period: &Period,
        totals: &Totals,
    ) {
        let Ok(member) = u8::try_from(place) else {
            self.is_full = true;
            return;
        };
        self.emit(Op::InsertIf {
            member,
            to: totals.covered,
            truth: applies,
        });
        let (first, last) = match combine {
            Combine::First => (Way::First, Way::First),
            Combine::Latest => (Way::Smallest, Way::Largest),
            Combine::Earliest => (Way::Largest, Way::Smallest),
        };
        let have = totals.have;
        for (way, to, a) in [
            (first, totals.from, period.from),
            (last, totals.through, period.through),
        ] {
            self.emit(Op::Combine { way, to, have, a });
        }
        let yes = self.truth(true);
        self.emit(Op::Move {
            to: have,
            from: yes,
        });
    }

    fn period(&mut self, scope: &mut Scope<'_>, category: &Category, touched: bool) -> Period {
        let policy = scope.policy;
        let day = policy.covers.map(|fact| scope.fact(fact));
        let day = day.map(|place| self.register_of(place));
        let (open, none) = (self.constant(OPEN), self.constant(NONE));
        let mut rests = None;
        let from = category.from.map(|id| self.one(scope, id));
        if let Some((_, from_rests)) = from {
            rests = self.both_rest(rests, from_rests);
        }
        let from = from.map_or(none, |(from, _)| from);
        // Each limit on the last day, with the expressions that it comes from.
        let mut limits: Vec<(Reg, Vec<ExprId>)> = Vec::new();
        for cap in &category.caps {
            let (last_day, cap_rests) = match cap.condition {
                None => self.one(scope, cap.last_day),
                Some(condition) => self.conditional_cap(scope, condition, cap.last_day, open),
            };
            rests = self.both_rest(rests, cap_rests);
            let parts = cap.condition.into_iter().chain([cap.last_day]);
            limits.push((last_day, parts.collect()));
        }
        let capped = self.earliest(limits.iter().map(|(limit, _)| *limit), open);
        let caps = self.not_past(scope, day, &limits);
        let through = category.through.map(|id| (id, self.one(scope, id)));
        let last_day = through.map(|(_, (last_day, _))| last_day);
        let (through, not_past) = match through {
            Some((id, (last_day, through_rests))) => {
                rests = self.both_rest(rests, through_rests);
                let limit = [(last_day, vec![id])];
                let own = self.not_past(scope, day, &limit);
                (
                    self.earliest([last_day, capped].into_iter(), open),
                    self.guarded_and(scope, own, caps, id, last_day, &limits),
                )
            }
            None => (capped, caps),
        };
        let started = match day {
            Some(day) if from != none => self.compute(|to| Op::LessEqual {
                to,
                a: from,
                b: day,
            }),
            _ => self.truth(true),
        };
        let within = self.all(&[started, not_past]);
        let certain_within = match day {
            Some(day) if touched => {
                let ends = category.from.map(|id| (id, from)).into_iter();
                let ends = ends.chain(category.through.zip(last_day));
                let ends = ends.map(|(id, end)| (end, Some(id)));
                let caps = limits.iter().map(|(limit, _)| (*limit, None));
                let ends: Vec<(Reg, Option<ExprId>)> = ends.chain(caps).collect();
                self.certainly_within(scope, day, within, &ends)
            }
            _ => within,
        };
        Period {
            from,
            through,
            within,
            certain_within,
            reached: self.all(&[started, caps]),
            rests,
        }
    }

    /// Whether the day lies within, taken for yes where that is certainly unknown: the ends that
    /// are missing are facts that may lie on either side of it.
    fn certainly_within(
        &mut self,
        scope: &Scope<'_>,
        day: Reg,
        within: Reg,
        ends: &[(Reg, Option<ExprId>)],
    ) -> Reg {
        let mut all = Vec::with_capacity(ends.len());
        for (a, id) in ends {
            let a = *a;
            let certain = id.and_then(|id| self.end_is_open(scope, id, day));
            let certain = certain.unwrap_or_else(|| self.truth(false));
            all.push(self.compute(|to| Op::Certain { to, a, certain }));
        }
        let certain = self.all(&all);
        self.compute(|to| Op::Settle {
            truth: true,
            to,
            a: within,
            certain,
        })
    }

    /// A cap that counts only where its condition holds, with what it rests on.
    fn conditional_cap(
        &mut self,
        scope: &mut Scope<'_>,
        condition: ExprId,
        last_day: ExprId,
        open: Reg,
    ) -> (Reg, Option<Reg>) {
        let (holds, asked) = self.one(scope, condition);
        // What it rests on is told even where the condition does not hold.
        let mut rests = asked;
        if scope.touches(last_day) {
            let (_, day_rests) = self.one(scope, last_day);
            rests = self.both_rest(asked, day_rests);
        }
        let to = self.unstable_with(open);
        let over = self.jump(|to| Op::JumpIfFalse { when: holds, to });
        let entered = self.enter(scope);
        let (last_day, _) = self.one(scope, last_day);
        self.leave(scope, entered);
        self.emit(Op::Move { to, from: last_day });
        self.emit(Op::UnknownWith { to, a: holds });
        self.land(over);
        self.settle([to]);
        (to, rests)
    }

    fn earliest(&mut self, days: impl Iterator<Item = Reg>, open: Reg) -> Reg {
        let limits = days.filter(|day| *day != open);
        let earliest = limits.reduce(|a, b| self.compute(|to| Op::Min { to, a, b }));
        earliest.unwrap_or(open)
    }

    /// Whether the day is past none of some limits. One limit that is past is enough to tell,
    /// unless another may fail.
    fn not_past(
        &mut self,
        scope: &Scope<'_>,
        day: Option<Reg>,
        limits: &[(Reg, Vec<ExprId>)],
    ) -> Reg {
        let Some(day) = day else {
            return self.truth(true);
        };
        let mut tests = Vec::new();
        for (limit, _) in limits {
            let b = *limit;
            tests.push(self.compute(|to| Op::LessEqual { to, a: day, b }));
        }
        let all = self.all(&tests);
        self.guarded(scope, all, limits)
    }

    /// The test, unknown where a limit that may fail is.
    fn guarded(&mut self, scope: &Scope<'_>, test: Reg, limits: &[(Reg, Vec<ExprId>)]) -> Reg {
        let fails = |(_, parts): &&(Reg, Vec<ExprId>)| {
            parts
                .iter()
                .any(|part| super::sure::may_fail(scope.policy, *part))
        };
        let failing: Vec<Reg> = limits
            .iter()
            .filter(fails)
            .map(|(limit, _)| *limit)
            .collect();
        // Alone, a limit that is unknown makes its own test unknown already.
        if failing.is_empty() || limits.len() == 1 {
            return test;
        }
        let guarded = self.unstable_with(test);
        for a in failing {
            self.emit(Op::UnknownWith { to: guarded, a });
        }
        self.settle([guarded]);
        guarded
    }

    fn guarded_and(
        &mut self,
        scope: &Scope<'_>,
        own: Reg,
        caps: Reg,
        through: ExprId,
        last_day: Reg,
        limits: &[(Reg, Vec<ExprId>)],
    ) -> Reg {
        let both = self.all(&[own, caps]);
        let mut every = limits.to_vec();
        every.push((last_day, vec![through]));
        self.guarded(scope, both, &every)
    }

    fn union_into(&mut self, to: Option<Reg>, rests: Option<Reg>) {
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

/// When a category counts.
struct Period {
    from: Reg,
    through: Reg,
    /// The day that is asked about lies within.
    within: Reg,
    /// The same, yes where it is unknown for certain.
    certain_within: Reg,
    /// It lies within the caps, whatever the last day otherwise is.
    reached: Reg,
    rests: Option<Reg>,
}
