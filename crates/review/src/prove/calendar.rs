//! Months: a day as a month and a day of that month. Months are counted from the March of the
//! year 0, so that the day of a leap year comes last.

use std::collections::HashMap;

use bylaws_dsl::value::{Date, MonthEnd};

use super::term::{Axiom, Sort, T, Terms};
use super::value::OPEN;

/// Days from 1 March of the year 0 to 1970-01-01.
const MARCH: i128 = 719_468;

/// Days of which the month was asked for, and days that were moved by months.
#[derive(Default)]
pub(super) struct Calendar {
    parts: HashMap<T, (T, T)>,
    moved: HashMap<(T, T), Moved>,
}

/// A day moved by months.
#[derive(Clone, Copy)]
struct Moved {
    /// The last day of the month, where the month has no such day.
    last: T,
    /// Whether it has none.
    is_missing: T,
}

impl Calendar {
    /// The number of the month, and the day of it.
    pub(super) fn parts(&mut self, day: T, terms: &mut Terms) -> (T, T) {
        if let Some(found) = self.parts.get(&day) {
            return *found;
        }
        if let Some((month, of_month)) = terms.as_whole(day).and_then(known) {
            let parts = (terms.whole(month), terms.whole(of_month));
            self.parts.insert(day, parts);
            return parts;
        }
        let ends = terms.bounds(day);
        let end = |end: Option<i128>| end.map(|end| (end + MARCH) * 4_800 / 146_097);
        let month = terms.fresh(
            Sort::Whole,
            (
                end(ends.0).map(|end| end - 2),
                end(ends.1).map(|end| end + 2),
            ),
        );
        let of_month = terms.fresh_whole(Some(1), Some(31));
        let first = first(month, terms);
        let length = length(month, terms);
        let before = terms.add_to(of_month, -1);
        let whole = terms.add(first, before);
        let holds = [terms.equal(day, whole), terms.at_most(of_month, length)];
        let holds = terms.all(holds);
        terms.axioms.push(Axiom {
            of: vec![month],
            holds,
            is_hard: true,
        });
        terms.axioms.push(Axiom {
            of: vec![of_month],
            holds,
            is_hard: true,
        });
        self.parts.insert(day, (month, of_month));
        (month, of_month)
    }

    /// A day some months later, and whether that month has no such day and the policy refuses it.
    pub(super) fn later(&mut self, day: T, months: T, end: MonthEnd, terms: &mut Terms) -> (T, T) {
        if terms.as_whole(months) == Some(0) {
            return (day, terms.no());
        }
        let moved = self.moved(day, months, terms);
        let no = terms.no();
        match end {
            MonthEnd::LastDay => (moved.last, no),
            MonthEnd::NextDay => {
                let next = terms.add_to(moved.last, 1);
                (terms.choose(moved.is_missing, next, moved.last), no)
            }
            MonthEnd::Refuse => (moved.last, moved.is_missing),
        }
    }

    fn moved(&mut self, day: T, months: T, terms: &mut Terms) -> Moved {
        if let Some(found) = self.moved.get(&(day, months)) {
            return *found;
        }
        let (month, of_month) = self.parts(day, terms);
        let reached = terms.add(month, months);
        let (first, length) = (first(reached, terms), length(reached, terms));
        let is_missing = terms.less(length, of_month);
        let kept = terms.least(of_month, length);
        let kept = terms.add_to(kept, -1);
        let exact = terms.add(first, kept);
        let made = match (terms.as_whole(exact), terms.as_whole(months)) {
            (None, Some(n)) => {
                let by = n.checked_mul(146_097).map(|days| days / 4_800);
                let ends = terms.bounds(day);
                let near = |end: Option<i128>, more: i128| Some(end? + by? + more);
                let last = terms.fresh_whole(near(ends.0, -33), near(ends.1, 33));
                let is_exact = terms.equal(last, exact);
                terms.axioms.push(Axiom {
                    of: vec![last],
                    holds: is_exact,
                    is_hard: true,
                });
                self.about(day, last, n, terms);
                Moved { last, is_missing }
            }
            _ => Moved {
                last: exact,
                is_missing,
            },
        };
        self.moved.insert((day, months), made);
        made
    }

    /// What is known without the calendar: how far so many months reach, and that an earlier day
    /// is never moved behind a later one.
    fn about(&self, day: T, last: T, months: i128, terms: &mut Terms) {
        if let Some((fewest, most)) = reach(months) {
            let (low, high) = (terms.add_to(day, fewest), terms.add_to(day, most));
            let holds = [terms.at_most(low, last), terms.at_most(last, high)];
            let holds = terms.all(holds);
            terms.axioms.push(Axiom {
                of: vec![last],
                holds,
                is_hard: false,
            });
        }
        for ((other, by), moved) in &self.moved {
            if terms.as_whole(*by) != Some(months) || *other == day {
                continue;
            }
            for (a, b, x, y) in [
                (day, *other, last, moved.last),
                (*other, day, moved.last, last),
            ] {
                let (before, kept) = (terms.at_most(a, b), terms.at_most(x, y));
                let holds = terms.implies(before, kept);
                terms.axioms.push(Axiom {
                    of: vec![last, moved.last],
                    holds,
                    is_hard: false,
                });
            }
        }
    }

    /// The month, 1 to 12.
    pub(super) fn month(&mut self, day: T, terms: &mut Terms) -> T {
        let (month, _) = self.parts(day, terms);
        let twelve = terms.whole(12);
        let of_year = terms.remainder(month, twelve);
        let (late, early) = (terms.add_to(of_year, 3), terms.add_to(of_year, -9));
        let ten = terms.whole(10);
        let is_early = terms.at_most(ten, of_year);
        terms.choose(is_early, early, late)
    }

    /// The year.
    pub(super) fn year(&mut self, day: T, terms: &mut Terms) -> T {
        let (month, _) = self.parts(day, terms);
        let twelve = terms.whole(12);
        let from_january = terms.add_to(month, 2);
        terms.divide(from_january, twelve)
    }

    /// Complete months from one day to another, negative when it is earlier.
    pub(super) fn months_between(&mut self, a: T, b: T, terms: &mut Terms) -> T {
        let ((a_month, a_day), (b_month, b_day)) = (self.parts(a, terms), self.parts(b, terms));
        let mut count = |from: (T, T), to: (T, T)| {
            let whole = terms.subtract(to.0, from.0);
            let less = terms.add_to(whole, -1);
            let is_short = terms.less(to.1, from.1);
            terms.choose(is_short, less, whole)
        };
        let forth = count((a_month, a_day), (b_month, b_day));
        let back = count((b_month, b_day), (a_month, a_day));
        let back = terms.negate(back);
        let in_order = terms.at_most(a, b);
        terms.choose(in_order, forth, back)
    }

    /// The first or the last day of the month; `open` stays open.
    pub(super) fn end_of_month(&mut self, day: T, last: bool, terms: &mut Terms) -> T {
        let (month, of_month) = self.parts(day, terms);
        let end = if last {
            let next = terms.add_to(month, 1);
            let next = first(next, terms);
            terms.add_to(next, -1)
        } else {
            let minus = terms.negate(of_month);
            let before = terms.add(day, minus);
            terms.add_to(before, 1)
        };
        let open = terms.whole(OPEN);
        let is_open = terms.equal(day, open);
        terms.choose(is_open, open, end)
    }
}

fn known(day: i128) -> Option<(i128, i128)> {
    let date = Date::from_days(i64::try_from(day).ok()?)?;
    let (year, month, of_month) = date.ymd();
    Some((
        i128::from(year) * 12 + i128::from(month) - 3,
        i128::from(of_month),
    ))
}

/// The first day of a month.
fn first(month: T, terms: &mut Terms) -> T {
    let (twelve, five) = (terms.whole(12), terms.whole(5));
    let year = terms.divide(month, twelve);
    let of_year = terms.remainder(month, twelve);
    let mut sum = terms.times(year, 365);
    for (by, sign) in [(4, 1), (100, -1), (400, 1)] {
        let by = terms.whole(by);
        let leaps = terms.divide(year, by);
        let leaps = terms.times(leaps, sign);
        sum = terms.add(sum, leaps);
    }
    let days = terms.times(of_year, 153);
    let days = terms.add_to(days, 2);
    let days = terms.divide(days, five);
    let sum = terms.add(sum, days);
    terms.add_to(sum, -MARCH)
}

/// How many days a month has.
fn length(month: T, terms: &mut Terms) -> T {
    let next = terms.add_to(month, 1);
    let (this, next) = (first(month, terms), first(next, terms));
    let days = terms.subtract(next, this);
    match terms.as_whole(days) {
        Some(_) => days,
        // Said once more, so that nobody has to find it out.
        None => {
            let length = terms.fresh_whole(Some(28), Some(31));
            let holds = terms.equal(length, days);
            terms.axioms.push(Axiom {
                of: vec![length],
                holds,
                is_hard: true,
            });
            length
        }
    }
}

/// How many days so many months are, at the fewest and at the most; where the day of the month does
/// not exist, its last counts. The calendar begins again after 400 years, and between two days
/// without a month in between that is too short, the first day of a month reaches as far as others.
fn reach(months: i128) -> Option<(i128, i128)> {
    let months = i64::try_from(months).ok().filter(|n| n.abs() <= 4_800)?;
    let (mut fewest, mut most) = (i128::MAX, i128::MIN);
    for month in 0..4_800 {
        let (year, of_year) = (3_000 + month / 12, month % 12 + 1);
        for day in [1, 28, 29, 30, 31] {
            let Some(date) = Date::from_ymd(year, of_year as u32, day) else {
                continue;
            };
            let moved = date.add_months(months, MonthEnd::LastDay).ok()?;
            let days = i128::from(moved.days()) - i128::from(date.days());
            (fewest, most) = (fewest.min(days), most.max(days));
        }
    }
    Some((fewest, most))
}
