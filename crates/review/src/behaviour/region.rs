//! The region around a witness: how far each fact can go while the two versions go on to differ
//! in the same way, with edges exact to the day, the cent or the unit.

use std::cmp::Ordering;

use bylaws_dsl::value::{Date, Money};
use bylaws_runtime::Data;
use bylaws_runtime::explain::data_words;

use super::axis::{Axis, Domain};
use super::cuts::Cuts;
use super::search::Case;
use super::told::{Both, effects};
use super::values::{near, order, still};
use super::words::signature;

/// So many values of an axis are looked at on each side of the witness.
const MOST: usize = 80;

pub(super) struct Around<'a> {
    pub(super) axes: &'a [Axis],
    pub(super) cuts: &'a Cuts,
    pub(super) both: &'a mut Both,
    pub(super) case: &'a Case,
    pub(super) wanted: &'a str,
}

impl Around<'_> {
    /// What must hold of each of the axes, in words, while the others are as in the witness.
    pub(super) fn conditions(&mut self, places: &[usize]) -> Vec<String> {
        self.both.load(self.axes, self.case);
        let mut conditions = Vec::new();
        for place in places {
            let Some(axis) = self.axes.get(*place) else {
                continue;
            };
            let own = self.case.get(*place).cloned().flatten();
            conditions.extend(self.condition(*place, axis, own.as_ref()));
            self.both.set(*place, axis, own.as_ref());
        }
        conditions
    }

    fn holds(&mut self, place: usize, value: Option<&Data>) -> bool {
        if let Some(axis) = self.axes.get(place) {
            self.both.set(place, axis, value);
        }
        let (old, new) = self.both.decide();
        let effects = effects(&old, &new);
        !effects.is_empty() && signature(&effects) == self.wanted
    }

    fn condition(&mut self, place: usize, axis: &Axis, own: Option<&Data>) -> Option<String> {
        let name = &axis.name;
        let mut values = still(axis, self.cuts);
        values.extend(near(
            place,
            self.axes,
            self.case,
            self.cuts,
            &self.cuts.lengths,
        ));
        if axis.is_ordered()
            && let Some(own) = own
        {
            let values: Vec<Data> = values.into_iter().flatten().collect();
            return self.range(place, axis, own, values);
        }
        if let (Domain::Set(members), Some(Data::Set(own))) = (&axis.domain, own) {
            return self.members(place, axis, members, own);
        }
        let (mut kept, mut others) = (Vec::new(), 0);
        let mut distinct: Vec<Option<Data>> = Vec::new();
        for value in values.into_iter().take(MOST) {
            if !distinct.contains(&value) {
                distinct.push(value);
            }
        }
        for value in distinct {
            match self.holds(place, value.as_ref()) {
                true => kept.push(value),
                false => others += 1,
            }
        }
        if others == 0 {
            return None;
        }
        // What a policy chooses by itself is one of the choices, and named as such.
        if axis.is_reading() && kept.iter().any(Option::is_some) {
            kept.retain(Option::is_some);
        }
        let words = |value: &Option<Data>| match value {
            Some(value) => data_words(value),
            None if axis.is_reading() => "as the policy chooses".to_owned(),
            None => "left out".to_owned(),
        };
        Some(match &axis.domain {
            Domain::One(_) if kept.len() > 1 && kept.len() <= 8 => {
                let all: Vec<String> = kept.iter().map(words).collect();
                format!("{name} is one of {}", all.join(", "))
            }
            Domain::List(_) => format!("{name} as in the case"),
            _ => format!("{name} is {}", words(&own.cloned())),
        })
    }

    /// The members that a set must have and must not have.
    fn members(
        &mut self,
        place: usize,
        axis: &Axis,
        members: &[smol_str::SmolStr],
        own: &[smol_str::SmolStr],
    ) -> Option<String> {
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for member in members.iter().take(64) {
            let has = own.contains(member);
            let mut other: Vec<_> = own.iter().filter(|m| *m != member).cloned().collect();
            if !has {
                other.push(member.clone());
            }
            if !self.holds(place, Some(&Data::Set(other))) {
                if has {
                    with.push(member.as_str())
                } else {
                    without.push(member.as_str())
                }
            }
        }
        let list = |members: &[&str]| members.join(", ");
        match (with.is_empty(), without.is_empty()) {
            (true, true) => None,
            (false, true) => Some(format!("{} includes {}", axis.name, list(&with))),
            (true, false) => Some(format!("{} without {}", axis.name, list(&without))),
            (false, false) => Some(format!(
                "{} includes {}, without {}",
                axis.name,
                list(&with),
                list(&without)
            )),
        }
    }

    fn range(
        &mut self,
        place: usize,
        axis: &Axis,
        own: &Data,
        mut values: Vec<Data>,
    ) -> Option<String> {
        values.sort_by(|a, b| order(a, b).unwrap_or(Ordering::Equal));
        values.dedup();
        let below = values
            .iter()
            .filter(|v| order(v, own).is_some_and(Ordering::is_lt));
        let below: Vec<Data> = below.rev().take(MOST).cloned().collect();
        let above = values
            .iter()
            .filter(|v| order(v, own).is_some_and(Ordering::is_gt));
        let above: Vec<Data> = above.take(MOST).cloned().collect();
        let low = self.edge(place, own, &below);
        let high = self.edge(place, own, &above);
        let words = |value: &Data| self.placed(place, axis, value);
        Some(match (low, high) {
            (None, None) => return None,
            (Some(low), Some(high)) if low == high => format!("{} is {}", axis.name, words(&low)),
            (Some(low), Some(high)) if axis.is_date() => {
                format!(
                    "{} from {} through {}",
                    axis.name,
                    words(&low),
                    words(&high)
                )
            }
            (Some(low), Some(high)) => {
                format!("{} from {} to {}", axis.name, words(&low), words(&high))
            }
            (Some(Data::Open), _) => format!("{} is open", axis.name),
            (Some(low), None) if axis.is_date() => {
                format!("{} on or after {}", axis.name, words(&low))
            }
            (None, Some(high)) if axis.is_date() => {
                format!("{} on or before {}", axis.name, words(&high))
            }
            (Some(low), None) => format!("{} at least {}", axis.name, words(&low)),
            (None, Some(high)) => format!("{} at most {}", axis.name, words(&high)),
        })
    }

    /// The last value to one side at which the versions still differ in the same way; none where
    /// they do so as far as was looked.
    fn edge(&mut self, place: usize, own: &Data, outward: &[Data]) -> Option<Data> {
        let mut good = own.clone();
        for value in outward {
            if self.holds(place, Some(value)) {
                good = value.clone();
                continue;
            }
            // Halve the way between the last that does and the first that does not.
            let (Some(mut a), Some(mut b)) = (number(&good), number(value)) else {
                return Some(good);
            };
            while a.abs_diff(b) > 1 {
                let middle = a.midpoint(b);
                let Some(tried) = with_number(value, middle) else {
                    break;
                };
                match self.holds(place, Some(&tried)) {
                    true => {
                        a = middle;
                        good = tried;
                    }
                    false => b = middle,
                }
            }
            return Some(good);
        }
        None
    }

    /// A date with its distance from a fact that it is tested together with.
    fn placed(&self, place: usize, axis: &Axis, value: &Data) -> String {
        let words = data_words(value);
        let Data::Date(day) = value else { return words };
        // Only a distance that the policy speaks of tells a reader something.
        let spoken = |at: Date| {
            let days = i64::from(day.days()) - i64::from(at.days());
            let lengths = &self.cuts.lengths;
            days == 0
                || lengths.iter().any(|(months, count)| {
                    *months == 0 && (days.abs() - i64::from(*count)).abs() <= 1
                })
        };
        let anchors = self.axes.iter().zip(self.case).enumerate();
        let mut anchors = anchors.filter_map(|(other, (anchor, at))| {
            let related = self
                .cuts
                .together
                .contains(&(axis.name.clone(), anchor.name.clone()));
            match at {
                Some(Data::Date(at)) if other != place && related => Some((anchor, *at)),
                _ => None,
            }
        });
        match anchors.find(|(_, at)| spoken(*at)) {
            Some((anchor, at)) => format!("{words} ({} {})", distance(*day, at), anchor.name),
            None => words,
        }
    }
}

fn distance(day: Date, anchor: Date) -> String {
    let days = i64::from(day.days()) - i64::from(anchor.days());
    let count = days.abs();
    let s = if count == 1 { "" } else { "s" };
    match days {
        0 => "the day of".to_owned(),
        1.. => format!("{count} day{s} after"),
        _ => format!("{count} day{s} before"),
    }
}

/// A value as a whole number of its smallest steps.
fn number(value: &Data) -> Option<i64> {
    match value {
        Data::Integer(n) => Some(*n),
        Data::Money(m) => Some(m.cents()),
        Data::Date(d) => Some(i64::from(d.days())),
        _ => None,
    }
}

/// The value of the same type with this number.
fn with_number(like: &Data, number: i64) -> Option<Data> {
    Some(match like {
        Data::Integer(_) => Data::Integer(number),
        Data::Money(_) => Data::Money(Money::from_cents(number)),
        Data::Date(_) => Data::Date(Date::from_days(number)?),
        _ => return None,
    })
}
