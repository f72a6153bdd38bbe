//! What a decision shows of a category: which of its tests and ends decided.

use bylaws_dsl::ir::{CategoryId, ExprId, ItemRef};
use bylaws_dsl::value::Value;

use super::Walk;
use crate::coverage::bounds::{Apart, apart};
use crate::coverage::{Limit, Subject};

impl Walk<'_, '_> {
    /// A category applies where it qualifies, the day lies in its period and nobody is referred
    /// to; each decides alone or all do together.
    pub(super) fn category(&mut self, id: CategoryId) {
        let policy = self.policy;
        let category = policy.categories.at(id);
        let Some(state) = self.observed.category(id) else {
            return;
        };
        let day = policy.covers.and_then(|fact| self.observed.fact(fact));
        let asked: Vec<Option<bool>> = category
            .refers
            .iter()
            .map(|refer| self.truth(refer.when))
            .collect();
        let is_referred = asked.contains(&Some(true));
        let mut limits: Vec<(Limit, Value)> = Vec::new();
        if let (Some(_), Some(from @ Value::Date(_))) = (category.from, &state.from) {
            limits.push((Limit::From, from.clone()));
        }
        // A case that waits for a person is not measured by the end that the person decides on.
        let through = category.through.filter(|_| !is_referred);
        if let Some(last) = through.and_then(|through| self.observed.value(through)) {
            limits.push((Limit::Through, last));
        }
        for (place, cap) in state.caps.iter().enumerate() {
            limits.extend(cap.clone().map(|cap| (Limit::Cap(place), cap)));
        }
        // How far the day lies outside each limit; inside where that is not positive.
        let outside = |limit: Limit, value: &Value| -> Option<i64> {
            match apart(day.as_ref()?, value)? {
                Apart::Steps(steps) if limit == Limit::From => steps.checked_neg(),
                Apart::Steps(steps) => Some(steps),
                Apart::Only(_) => None,
            }
        };
        let beyond: Vec<Limit> = limits
            .iter()
            .filter(|(limit, value)| outside(*limit, value).is_some_and(|steps| steps > 0))
            .map(|(limit, _)| *limit)
            .collect();
        let qualifies = match category.when {
            Some(when) => self.truth(when),
            None => Some(true),
        };
        if let Some(when) = category.when
            && beyond.is_empty()
        {
            self.expr(when);
        }
        if qualifies != Some(true) {
            return;
        }
        if policy.covers.is_none() {
            self.binding(id, &limits);
        }
        for (limit, value) in &limits {
            let alone = beyond.iter().all(|other| other == limit);
            match outside(*limit, value) {
                Some(0) if alone => self.see(Subject::Period(id, *limit), true),
                Some(1) if alone => self.see(Subject::Period(id, *limit), false),
                _ => {}
            }
        }
        let mut ends: Vec<ExprId> = category.from.into_iter().chain(through).collect();
        for cap in &category.caps {
            ends.extend(cap.condition);
            if cap
                .condition
                .is_none_or(|when| self.truth(when) == Some(true))
            {
                ends.push(cap.last_day);
            }
        }
        for end in ends {
            self.expr(end);
        }
        if beyond.is_empty() {
            for (place, refer) in category.refers.iter().enumerate() {
                self.expr(refer.when);
                if state.referred.get(place) == Some(&Some(true)) {
                    self.see(Subject::Refer(id, place), true);
                }
            }
        }
        if state.applies == Some(true) {
            self.item(ItemRef::Category(id));
        }
    }

    /// Which cap the last day comes from, for policies that only tell it.
    fn binding(&mut self, id: CategoryId, limits: &[(Limit, Value)]) {
        let ends = limits.iter().filter(|(limit, _)| *limit != Limit::From);
        let ends: Vec<&(Limit, Value)> = ends.collect();
        for (limit, value) in &ends {
            let Limit::Cap(_) = limit else { continue };
            let others = ends.iter().filter(|(other, _)| other != limit);
            let mut later = others.map(|(_, other)| match apart(other, value) {
                Some(Apart::Steps(steps)) => steps > 0,
                Some(Apart::Only(order)) => order.is_gt(),
                None => *other == Value::Open && *value != Value::Open,
            });
            let binds = *value != Value::Open && later.all(|later| later);
            self.see(Subject::Period(id, *limit), !binds);
        }
    }
}
