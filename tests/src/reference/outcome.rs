//! Requirements, categories and referrals, and the outputs that come of them.

use bylaws_dsl::Code;
use bylaws_dsl::ast::Combine;
use bylaws_dsl::ir::{Category, ExprId, Id, OutputId, OutputKind, Policy, Require};
use bylaws_dsl::value::Value;

use smol_str::SmolStr;

use super::arithmetic::order;
use super::{Case, Computed, Output, all, any};

impl Case<'_> {
    pub(super) fn output(&self, id: OutputId) -> Result<Output, Code> {
        let policy = self.policy;
        let nothing = Ok(Output::Value(Value::None));
        Ok(match policy.outputs.at(id).kind {
            OutputKind::Define(id) if !self.in_force(policy.defines.at(id).head.in_force) => {
                return nothing;
            }
            OutputKind::Define(id) => Output::Value(self.define(id)?),
            OutputKind::Price(id) if !self.in_force(policy.prices.at(id).head.in_force) => {
                return nothing;
            }
            OutputKind::Price(id) => Output::Value(self.price(id)?),
            OutputKind::Outcome => {
                Output::Value(Value::Member(policy.outcome.unwrap(), self.outcome()?))
            }
            OutputKind::Categories => {
                let mut bits = 0;
                for (id, category) in policy
                    .categories
                    .iter()
                    .filter(|_| self.gate() != Ok(false))
                {
                    bits |= u64::from(self.gate()? && self.applies(category)?) << id.index();
                }
                Output::Value(Value::Set(policy.category.unwrap(), bits))
            }
            OutputKind::CoveredFrom => Output::Value(self.combined(false)?),
            OutputKind::CoveredThrough => Output::Value(self.combined(true)?),
            OutputKind::Periods => {
                let mut periods = Vec::new();
                for category in self.applying()? {
                    let (from, through) = (self.from(category)?, self.through(category)?);
                    periods.push((category.head.name.clone(), from, through));
                }
                Output::Periods(periods)
            }
        })
    }

    /// Whether every require in force holds.
    fn gate(&self) -> Result<bool, Code> {
        all(self.policy.requires.values().map(|r| {
            let present = self.in_force(r.head.in_force);
            if present {
                self.holds(r.holds)
            } else {
                Ok(true)
            }
        }))
    }

    fn first_failing(&self) -> Result<Option<u16>, Code> {
        for require in self.policy.requires.values() {
            if self.in_force(require.head.in_force) && !self.holds(require.holds)? {
                return Ok(Some(require.outcome));
            }
        }
        Ok(None)
    }

    fn outcome(&self) -> Result<u16, Code> {
        if let Some(outcome) = self.first_failing()? {
            return Ok(outcome);
        }
        if any(self.policy.categories.values().map(|c| self.applies(c)))? {
            return Ok(Policy::COVERED);
        }
        for category in self.policy.categories.values() {
            for refer in &category.refers {
                if self.is_referred(category, refer.when)? {
                    return Ok(refer.outcome);
                }
            }
        }
        Ok(match self.policy.categories.is_empty() {
            true => Policy::COVERED,
            false => Policy::NOT_COVERED,
        })
    }

    fn qualifies(&self, category: &Category) -> Result<bool, Code> {
        Ok(self.in_force(category.head.in_force)
            && category.when.map_or(Ok(true), |when| self.holds(when))?)
    }

    fn applies(&self, category: &Category) -> Result<bool, Code> {
        let mut tests = vec![self.qualifies(category)];
        for refer in &category.refers {
            tests.push(self.holds(refer.when).map(|refer| !refer));
        }
        tests.push(self.is_day_between(category, self.through(category)));
        all(tests)
    }

    fn is_referred(&self, category: &Category, when: ExprId) -> Result<bool, Code> {
        all([
            self.qualifies(category),
            self.holds(when),
            self.is_day_between(category, self.capped(category)),
        ])
    }

    /// Whether the day that the policy covers services on lies from the category's first day to
    /// `last`; always, where the policy names no such day.
    fn is_day_between(&self, category: &Category, last: Computed) -> Result<bool, Code> {
        let Some(covers) = self.policy.covers else {
            return Ok(true);
        };
        let day = self.fact(covers);
        all([
            self.from(category)
                .map(|from| from == Value::None || order(&day, &from).is_ge()),
            last.map(|last| order(&day, &last).is_le()),
        ])
    }

    fn from(&self, category: &Category) -> Computed {
        category
            .from
            .map_or(Ok(Value::None), |from| self.eval(from))
    }

    fn through(&self, category: &Category) -> Computed {
        let written = category
            .through
            .map_or(Ok(Value::Open), |last| self.eval(last))?;
        Ok(earlier(written, self.capped(category)?))
    }

    /// The earliest day that a cap which counts allows.
    fn capped(&self, category: &Category) -> Computed {
        let mut last = Value::Open;
        for cap in &category.caps {
            if cap
                .condition
                .map_or(Ok(true), |condition| self.holds(condition))?
            {
                last = earlier(last, self.eval(cap.last_day)?);
            }
        }
        Ok(last)
    }

    fn applying(&self) -> Result<Vec<&Category>, Code> {
        let mut applying = Vec::new();
        if self.gate()? {
            for category in self.policy.categories.values() {
                if self.applies(category)? {
                    applying.push(category);
                }
            }
        }
        Ok(applying)
    }

    /// The first or the last day of coverage over all categories that apply; a period without a
    /// first day begins before all others.
    fn combined(&self, last: bool) -> Computed {
        let applying = self.applying()?;
        let day = |category: &&Category| match last {
            true => self.through(category),
            false => self.from(category),
        };
        if self.policy.combine == Combine::First {
            return applying.first().map_or(Ok(Value::None), day);
        }
        let mut days = applying.iter().map(day).collect::<Result<Vec<_>, _>>()?;
        days.sort_by(order);
        let largest = (self.policy.combine == Combine::Latest) == last;
        let chosen = if largest { days.last() } else { days.first() };
        Ok(chosen.cloned().unwrap_or(Value::None))
    }

    /// Every message, and whether it is given: those of requires that fail and, where all hold
    /// and nothing is covered, those of referrals that stand.
    pub(super) fn reasons(&self) -> Vec<(SmolStr, Result<bool, Code>)> {
        let fails = |r: &Require| Ok(self.in_force(r.head.in_force) && !self.holds(r.holds)?);
        let requires = self.policy.requires.values();
        let mut reasons: Vec<_> = requires.map(|r| (r.reason.clone(), fails(r))).collect();
        for category in self.policy.categories.values() {
            for refer in &category.refers {
                let covered = any(self.policy.categories.values().map(|c| self.applies(c)));
                let stands = self.is_referred(category, refer.when);
                let given = all([self.gate(), covered.map(|covered| !covered), stands]);
                reasons.push((refer.reason.clone(), given));
            }
        }
        reasons
    }
}

fn earlier(a: Value, b: Value) -> Value {
    if order(&b, &a).is_lt() { b } else { a }
}
