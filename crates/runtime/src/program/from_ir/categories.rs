//! Categories: whether each applies, and its period.

use bylaws_dsl::ast::Combine;
use bylaws_dsl::ir::{Category, ExprId};

use super::Lower;
use super::scope::Scope;
use crate::program::code::{NONE, OPEN, Op, Reg, Way};

/// What is written while the categories are gone through.
pub(super) struct Totals {
    pub(super) covered: Reg,
    pub(super) from: Reg,
    pub(super) through: Reg,
    /// Whether some category applied before.
    pub(super) have: Reg,
    pub(super) rests: Option<Reg>,
}

/// What one category comes to.
pub(super) struct Considered {
    pub(super) period: [Reg; 3],
    /// Whether each referral stands.
    pub(super) referred: Vec<Reg>,
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

impl Lower {
    pub(super) fn category(
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
}
