//! The arithmetic of `calendar.rs` of the interpreter, without a jump.

use bylaws_dsl::ir::ShiftUnit;
use bylaws_dsl::value::{Date, MonthEnd};
use bylaws_native::{Comparison, Writer};

use super::value::{Bool, Emit, Num, Value, YES};
use crate::program::code::{DatePart, OPEN};

pub(super) const FIRST: i64 = Date::MIN.days() as i64;
pub(super) const LAST: i64 = Date::MAX.days() as i64;

/// Days from 0000-03-01, where the leap day ends a year, to 1970-01-01.
const EPOCH: i64 = 719_468;

/// March, May, July, August, October, December and January.
const LONG_MONTHS: i64 = 0b11_0101_1010_1000;

/// A date by its parts, of which a year begins in March; its months count from 3 to 14.
#[derive(Clone, Copy)]
struct Civil {
    year: Num,
    month: Num,
    /// From 0.
    day: Num,
}

impl Emit<'_, '_> {
    fn plus(&mut self, a: Num, b: i64) -> Num {
        self.sum(a, Num::Is(b))
    }

    fn sum(&mut self, a: Num, b: Num) -> Num {
        match (a, b) {
            (Num::Is(a), Num::Is(b)) => Num::Is(a.wrapping_add(b)),
            (other, Num::Is(0)) | (Num::Is(0), other) => other,
            (a, b) => self.wrapping(Writer::add, a, b),
        }
    }

    fn less(&mut self, a: Num, b: Num) -> Num {
        self.wrapping(Writer::subtract, a, b)
    }

    fn times(&mut self, a: Num, b: i64) -> Num {
        self.wrapping(Writer::multiply, a, Num::Is(b))
    }

    fn down(&mut self, a: Num, bits: i64) -> Num {
        self.wrapping(Writer::shift_down, a, Num::Is(bits))
    }

    fn low(&mut self, a: Num, bits: i64) -> Num {
        self.wrapping(Writer::bits_and, a, Num::Is(bits))
    }

    /// A number of less than 32 bits, not negative, by a constant.
    fn by(&mut self, a: Num, by: u64) -> Num {
        if by.is_power_of_two() {
            return self.down(a, i64::from(by.trailing_zeros()));
        }
        // Rounded up, so that no quotient comes out too small; with so many bits none comes out
        // too large for a number of 32 bits either.
        let bits = 32 + i64::from(64 - by.leading_zeros()) - 1;
        let factor = (1u64 << bits) / by + 1;
        let product = self.times(a, i64::from_ne_bytes(factor.to_ne_bytes()));
        self.down(product, bits)
    }

    /// The parts of a day, by the Euclidean affine functions of the calendar.
    fn civil(&mut self, day: Num) -> Civil {
        let days = self.plus(day, EPOCH);
        let quads = self.times(days, 4);
        let first = self.plus(quads, 3);
        let century = self.by(first, 146_097);
        let whole = self.times(century, 146_097);
        let rest = self.less(first, whole);
        let of_century = self.wrapping(Writer::bits_or, rest, Num::Is(3));
        let product = self.times(of_century, 2_939_745);
        let of_years = self.down(product, 32);
        let part = self.low(product, 0xffff_ffff);
        let part = self.by(part, 2_939_745);
        let of_year = self.down(part, 2);
        let months = self.times(of_year, 2_141);
        let months = self.plus(months, 197_913);
        let month = self.down(months, 16);
        let day = self.low(months, 0xffff);
        let day = self.by(day, 2_141);
        let hundreds = self.times(century, 100);
        let year = self.sum(hundreds, of_years);
        Civil { year, month, day }
    }

    /// The day of the parts of a date.
    fn days(&mut self, date: Civil) -> Num {
        let century = self.by(date.year, 100);
        let leaps = self.down(century, 2);
        let years = self.times(date.year, 1_461);
        let years = self.down(years, 2);
        let years = self.less(years, century);
        let years = self.sum(years, leaps);
        let months = self.times(date.month, 979);
        let months = self.plus(months, -2_919);
        let months = self.down(months, 5);
        let days = self.sum(years, months);
        let days = self.sum(days, date.day);
        self.plus(days, -EPOCH)
    }

    /// The last day of a month, counted from 0.
    fn last(&mut self, date: Civil) -> Num {
        // A bit for each month of 31 days, from March to January, which is the thirteenth here.
        let bit = self.wrapping(Writer::shift_down, Num::Is(LONG_MONTHS), date.month);
        let is_long = self.low(bit, 1);
        let usual = self.plus(is_long, 29);
        // February comes last: of the year that follows.
        let year = self.plus(date.year, 1);
        let fourth = self.low(year, 3);
        let century = self.by(year, 100);
        let hundreds = self.times(century, 100);
        let of_century = self.less(year, hundreds);
        let of_four = self.low(century, 3);
        let by_four = self.compare(Comparison::Equal, fourth, Num::Is(0));
        let no_century = self.compare(Comparison::NotEqual, of_century, Num::Is(0));
        let by_four_hundred = self.compare(Comparison::Equal, of_four, Num::Is(0));
        let counts = self.or(no_century, by_four_hundred);
        let is_leap = self.and(by_four, counts);
        let february = match Num::from(is_leap) {
            Num::Is(leap) => Num::Is(27 + leap),
            leap => self.plus(leap, 27),
        };
        let is_february = self.compare(Comparison::Equal, date.month, Num::Is(14));
        self.select(is_february, february, usual)
    }

    /// Whether it is a day of the calendar.
    pub(super) fn is_day(&mut self, day: Num) -> Bool {
        let low = self.compare(Comparison::SignedGreaterThanOrEqual, day, Num::Is(FIRST));
        let high = self.compare(Comparison::SignedLessThanOrEqual, day, Num::Is(LAST));
        self.and(low, high)
    }

    fn is_open(&mut self, day: Num) -> Bool {
        self.compare(Comparison::Equal, day, Num::Is(OPEN))
    }

    /// A day moved by days.
    pub(super) fn add_days(&mut self, date: Value, days: Value) -> Value {
        if days.number == Num::Is(0) && days.known == YES {
            // It stays where it is, if it is a day at all.
            return date;
        }
        let known = self.and(date.known, days.known);
        let is_open = self.is_open(date.number);
        let (sum, fits) =
            self.exact_number(super::arithmetic::Exact::Add, date.number, days.number);
        let is_day = self.is_day(sum);
        let is_day = self.and(is_day, fits);
        let number = self.select(is_open, Num::Is(OPEN), sum);
        let number = self.within(number, Some((FIRST, OPEN)));
        let fine = self.or(is_open, is_day);
        Value {
            number,
            known: self.and(known, fine),
        }
    }

    /// A day moved by months.
    pub(super) fn add_months(&mut self, end: MonthEnd, date: Value, months: Value) -> Value {
        if months.number == Num::Is(0) && months.known == YES {
            return date;
        }
        let known = self.and(date.known, months.known);
        let is_open = self.is_open(date.number);
        let no_months = self.compare(Comparison::Equal, months.number, Num::Is(0));
        let stays = self.or(is_open, no_months);
        // More months than the calendar has lead out of it, wherever one begins.
        let (few, many) = (Num::Is(-200_000), Num::Is(200_000));
        let not_less = self.compare(Comparison::SignedGreaterThan, months.number, few);
        let not_more = self.compare(Comparison::SignedLessThan, months.number, many);
        let sane = self.and(not_less, not_more);
        let from = self.civil(date.number);
        let (moved, fits) = self.moved(end, from, months.number);
        let number = self.select(stays, date.number, moved);
        let number = self.within(number, Some((FIRST, OPEN)));
        let fine = self.and(sane, fits);
        let fine = self.or(stays, fine);
        Value {
            number,
            known: self.and(known, fine),
        }
    }

    /// The day so many months after a date, and whether there is one.
    fn moved(&mut self, end: MonthEnd, from: Civil, by: Num) -> (Num, Bool) {
        let date = match by {
            Num::Is(months) if months % 12 == 0 => Civil {
                year: self.plus(from.year, months / 12),
                ..from
            },
            by => {
                // From the March before all, so that nothing is negative.
                let ahead = 20_000;
                let years = self.times(from.year, 12);
                let all = self.sum(years, from.month);
                let all = self.sum(all, by);
                let all = self.plus(all, ahead * 12 - 3);
                let year = self.by(all, 12);
                let twelves = self.times(year, 12);
                let month = self.less(all, twelves);
                Civil {
                    year: self.plus(year, -ahead),
                    month: self.plus(month, 3),
                    day: from.day,
                }
            }
        };
        let last = self.last(date);
        let (number, fits) = match end {
            MonthEnd::LastDay => {
                let day = self.extreme(false, date.day, last);
                (self.days(Civil { day, ..date }), YES)
            }
            MonthEnd::NextDay => {
                let behind = self.plus(last, 1);
                let day = self.extreme(false, date.day, behind);
                (self.days(Civil { day, ..date }), YES)
            }
            MonthEnd::Refuse => {
                let fits = self.compare(Comparison::SignedLessThanOrEqual, date.day, last);
                (self.days(date), fits)
            }
        };
        let is_day = self.is_day(number);
        (number, self.and(fits, is_day))
    }

    /// Whole units from one day to another.
    pub(super) fn between(&mut self, unit: ShiftUnit, a: Value, b: Value) -> Value {
        let known = self.and(a.known, b.known);
        let (a_open, b_open) = (self.is_open(a.number), self.is_open(b.number));
        let open = self.or(a_open, b_open);
        let closed = self.not(open);
        let known = self.and(known, closed);
        if unit == ShiftUnit::Days {
            let number = self.less(b.number, a.number);
            return Value { number, known };
        }
        let turned = self.compare(Comparison::SignedLessThan, b.number, a.number);
        let from = self.extreme(false, a.number, b.number);
        let to = self.extreme(true, a.number, b.number);
        let (from, to) = (self.civil(from), self.civil(to));
        let years = self.less(to.year, from.year);
        let months = self.times(years, 12);
        let apart = self.less(to.month, from.month);
        let months = self.sum(months, apart);
        let short = self.compare(Comparison::SignedLessThan, to.day, from.day);
        let months = self.wrapping(Writer::subtract, months, short.into());
        let units = match unit {
            ShiftUnit::Years => self.by(months, 12),
            _ => months,
        };
        let negative = self.less(Num::Is(0), units);
        Value {
            number: self.select(turned, negative, units),
            known,
        }
    }

    pub(super) fn date_part(&mut self, part: DatePart, a: Value) -> Value {
        let is_day = self.is_day(a.number);
        let known = self.and(a.known, is_day);
        let date = self.civil(a.number);
        let in_new_year = self.compare(Comparison::SignedGreaterThan, date.month, Num::Is(12));
        let number = match part {
            DatePart::Day => self.plus(date.day, 1),
            DatePart::Month => {
                let less = self.plus(date.month, -12);
                self.select(in_new_year, less, date.month)
            }
            DatePart::Year => self.sum(date.year, in_new_year.into()),
            DatePart::FirstOfMonth => self.less(a.number, date.day),
            DatePart::LastOfMonth => {
                let last = self.last(date);
                let first = self.less(a.number, date.day);
                self.sum(first, last)
            }
        };
        Value { number, known }
    }
}
