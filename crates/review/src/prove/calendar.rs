//! Months: a day as a year, a month and a day of that month. Years begin with March here, so that
//! the day of a leap year comes last, and a year is told as so many times 400, 100, 4 and 1 of
//! them: all of the calendar is then sums, and solvers are good at sums.

use std::collections::HashMap;

use bylaws_dsl::value::{Date, MonthEnd};

use super::term::{Axiom, T, Terms};
use super::value::OPEN;

/// Days from 1 March of the year 0 to 1970-01-01.
const MARCH: i128 = 719_468;
/// The days before each month of a year that begins with March.
const BEFORE: [i128; 12] = [0, 31, 61, 92, 122, 153, 184, 214, 245, 275, 306, 337];
/// The days of each month but February, which comes last.
const DAYS: [i128; 11] = [31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31];

/// Days of which the month was asked for, and days that were moved by months.
#[derive(Default)]
pub(super) struct Calendar {
    parts: HashMap<T, Parts>,
    years: HashMap<T, Year>,
    moved: HashMap<(T, T), Moved>,
}

/// A day of the calendar.
#[derive(Clone, Copy)]
pub(super) struct Parts {
    /// The year, which begins with March.
    year: T,
    /// The month, counted from March, which is 0.
    month: T,
    /// The day of the month.
    pub(super) day: T,
}

/// A year that begins with March.
#[derive(Clone, Copy)]
struct Year {
    /// The days before it, counted from 1970-01-01.
    before: T,
    /// The days of the February at its end.
    february: T,
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
    /// The year, the month and the day of the month.
    pub(super) fn parts(&mut self, day: T, terms: &mut Terms) -> Parts {
        if let Some(found) = self.parts.get(&day) {
            return *found;
        }
        let parts = match terms.as_whole(day).and_then(known) {
            Some((year, month, of_month)) => Parts {
                year: terms.whole(year),
                month: terms.whole(month),
                day: terms.whole(of_month),
            },
            None => {
                let ends = terms.bounds(day);
                let near =
                    |end: Option<i128>, more: i128| Some((end? + MARCH).div_euclid(366) + more);
                let year = terms.fresh_whole(near(ends.0, -30), near(ends.1, 30));
                let parts = Parts {
                    year,
                    month: terms.fresh_whole(Some(0), Some(11)),
                    day: terms.fresh_whole(Some(1), Some(31)),
                };
                let first = self.first(parts.year, parts.month, terms);
                let length = self.length(parts.year, parts.month, terms);
                let before = terms.add_to(parts.day, -1);
                let whole = terms.add(first, before);
                let holds = [terms.equal(day, whole), terms.at_most(parts.day, length)];
                let holds = terms.all(holds);
                for of in [parts.year, parts.month, parts.day] {
                    terms.axioms.push(Axiom {
                        of: vec![of],
                        holds,
                        is_hard: true,
                    });
                }
                parts
            }
        };
        self.parts.insert(day, parts);
        parts
    }

    fn year(&mut self, year: T, terms: &mut Terms) -> Year {
        if let Some(found) = self.years.get(&year) {
            return *found;
        }
        let sum = |parts: [(T, i128); 4], terms: &mut Terms| {
            parts
                .into_iter()
                .fold(terms.whole(0), |sum, (part, times)| {
                    let part = terms.times(part, times);
                    terms.add(sum, part)
                })
        };
        let digits = match terms.as_whole(year) {
            Some(n) => [
                n.div_euclid(400),
                n.rem_euclid(400) / 100,
                n.rem_euclid(100) / 4,
                n.rem_euclid(4),
            ]
            .map(|n| terms.whole(n)),
            None => {
                let ends = terms.bounds(year);
                let end = |end: Option<i128>| end.map(|end| end.div_euclid(400));
                let digits = [
                    terms.fresh_whole(end(ends.0), end(ends.1)),
                    terms.fresh_whole(Some(0), Some(3)),
                    terms.fresh_whole(Some(0), Some(24)),
                    terms.fresh_whole(Some(0), Some(3)),
                ];
                let [a, b, c, d] = digits;
                let whole = sum([(a, 400), (b, 100), (c, 4), (d, 1)], terms);
                let holds = terms.equal(year, whole);
                for of in digits {
                    terms.axioms.push(Axiom {
                        of: vec![of],
                        holds,
                        is_hard: true,
                    });
                }
                digits
            }
        };
        let [a, b, c, d] = digits;
        let leaps = sum([(a, 97), (b, 24), (c, 1), (d, 0)], terms);
        let days = terms.times(year, 365);
        let before = terms.add(days, leaps);
        // The February at the end is in a year that 4 divides, and not 100, or 400 does.
        let (three, last) = (terms.whole(3), terms.whole(24));
        let is_fourth = terms.equal(d, three);
        let parts = [terms.equal(c, last), terms.equal(b, three)];
        let [is_hundredth, is_four_hundredth] = parts;
        let no_hundredth = terms.not(is_hundredth);
        let counts = terms.or(no_hundredth, is_four_hundredth);
        let is_leap = terms.and(is_fourth, counts);
        let (long, short) = (terms.whole(29), terms.whole(28));
        let made = Year {
            before: terms.add_to(before, -MARCH),
            february: terms.choose(is_leap, long, short),
        };
        self.years.insert(year, made);
        made
    }

    /// The first day of a month.
    fn first(&mut self, year: T, month: T, terms: &mut Terms) -> T {
        let before = self.year(year, terms).before;
        let in_year = by_month(month, &BEFORE, terms);
        terms.add(before, in_year)
    }

    /// How many days a month has.
    fn length(&mut self, year: T, month: T, terms: &mut Terms) -> T {
        let february = self.year(year, terms).february;
        let other = by_month(month, &DAYS, terms);
        let eleven = terms.whole(11);
        let is_february = terms.equal(month, eleven);
        terms.choose(is_february, february, other)
    }

    /// A month some months later.
    fn month_later(&self, parts: Parts, months: T, terms: &mut Terms) -> (T, T) {
        let Some(n) = terms.as_whole(months) else {
            let all = terms.times(parts.year, 12);
            let all = terms.add(all, parts.month);
            let all = terms.add(all, months);
            let twelve = terms.whole(12);
            return (terms.divide(all, twelve), terms.remainder(all, twelve));
        };
        let (years, more) = (n.div_euclid(12), n.rem_euclid(12));
        let year = terms.add_to(parts.year, years);
        if more == 0 {
            return (year, parts.month);
        }
        let month = terms.add_to(parts.month, more);
        let twelve = terms.whole(12);
        let is_over = terms.at_most(twelve, month);
        let (next_year, next_month) = (terms.add_to(year, 1), terms.add_to(month, -12));
        (
            terms.choose(is_over, next_year, year),
            terms.choose(is_over, next_month, month),
        )
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
        let parts = self.parts(day, terms);
        let (year, month) = self.month_later(parts, months, terms);
        let (first, length) = (
            self.first(year, month, terms),
            self.length(year, month, terms),
        );
        let is_missing = terms.less(length, parts.day);
        let kept = terms.least(parts.day, length);
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
        let month = self.parts(day, terms).month;
        let (late, early) = (terms.add_to(month, 3), terms.add_to(month, -9));
        let ten = terms.whole(10);
        let is_early = terms.at_most(ten, month);
        terms.choose(is_early, early, late)
    }

    /// The year.
    pub(super) fn calendar_year(&mut self, day: T, terms: &mut Terms) -> T {
        let parts = self.parts(day, terms);
        let ten = terms.whole(10);
        let is_early = terms.at_most(ten, parts.month);
        let next = terms.add_to(parts.year, 1);
        terms.choose(is_early, next, parts.year)
    }

    /// Complete months from one day to another, negative when it is earlier.
    pub(super) fn months_between(&mut self, a: T, b: T, terms: &mut Terms) -> T {
        let (from, to) = (self.parts(a, terms), self.parts(b, terms));
        let mut count = |from: Parts, to: Parts| {
            let years = terms.subtract(to.year, from.year);
            let months = terms.subtract(to.month, from.month);
            let years = terms.times(years, 12);
            let whole = terms.add(years, months);
            let less = terms.add_to(whole, -1);
            let is_short = terms.less(to.day, from.day);
            terms.choose(is_short, less, whole)
        };
        let forth = count(from, to);
        let back = count(to, from);
        let back = terms.negate(back);
        let in_order = terms.at_most(a, b);
        terms.choose(in_order, forth, back)
    }

    /// The first or the last day of the month; `open` stays open.
    pub(super) fn end_of_month(&mut self, day: T, last: bool, terms: &mut Terms) -> T {
        let parts = self.parts(day, terms);
        let minus = terms.negate(parts.day);
        let before = terms.add(day, minus);
        let end = if last {
            let length = self.length(parts.year, parts.month, terms);
            terms.add(before, length)
        } else {
            terms.add_to(before, 1)
        };
        let open = terms.whole(OPEN);
        let is_open = terms.equal(day, open);
        terms.choose(is_open, open, end)
    }
}

fn known(day: i128) -> Option<(i128, i128, i128)> {
    let date = Date::from_days(i64::try_from(day).ok()?)?;
    let (year, month, of_month) = date.ymd();
    let from_march = i128::from(year) * 12 + i128::from(month) - 3;
    Some((
        from_march.div_euclid(12),
        from_march.rem_euclid(12),
        i128::from(of_month),
    ))
}

/// What belongs to a month; that of the last for all that come behind it.
fn by_month(month: T, of: &[i128], terms: &mut Terms) -> T {
    let mut chosen = terms.whole(of.last().copied().unwrap_or(0));
    for (place, value) in of.iter().enumerate().rev().skip(1) {
        let (place, value) = (terms.whole(place as i128), terms.whole(*value));
        let is = terms.at_most(month, place);
        chosen = terms.choose(is, value, chosen);
    }
    chosen
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
