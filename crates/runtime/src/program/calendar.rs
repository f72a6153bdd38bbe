//! Months in constant time: civil arithmetic without a table and without a loop.

use bylaws_dsl::ir::ShiftUnit;
use bylaws_dsl::value::{Date, MonthEnd};

use super::code::OPEN;

const FIRST: i64 = Date::MIN.days() as i64;
const LAST: i64 = Date::MAX.days() as i64;

/// The day, if it is one of the calendar.
#[inline(always)]
pub(crate) fn within(day: i64) -> Option<i64> {
    if (FIRST..=LAST).contains(&day) {
        Some(day)
    } else {
        None
    }
}

/// A day moved by months; none where there is no such day, or none that the calendar has.
#[inline]
pub(crate) fn add_months(day: i64, months: i64, end: MonthEnd) -> Option<i64> {
    let (year, month, day) = civil(day);
    let reached = (year * 12 + month - 1).checked_add(months)?;
    let (year, month) = (reached.div_euclid(12), reached.rem_euclid(12) + 1);
    if !(1..=9999).contains(&year) {
        return None;
    }
    let last = last_of_month(year, month);
    if day <= last {
        return Some(days(year, month, day));
    }
    match end {
        MonthEnd::LastDay => Some(days(year, month, last)),
        MonthEnd::NextDay => within(days(year, month, last) + 1),
        MonthEnd::Refuse => None,
    }
}

/// Whole units from one day to another: complete ones, negative when the second is the earlier.
pub(crate) fn between(unit: ShiftUnit, from: i64, to: i64) -> Option<i64> {
    if from == OPEN || to == OPEN {
        return None;
    }
    Some(match unit {
        ShiftUnit::Days => to - from,
        ShiftUnit::Months => months_between(from, to),
        ShiftUnit::Years => months_between(from, to) / 12,
    })
}

fn months_between(from: i64, to: i64) -> i64 {
    let (sign, (from, to)) = if to < from {
        (-1, (to, from))
    } else {
        (1, (from, to))
    };
    let ((year, month, day), (year_too, month_too, day_too)) = (civil(from), civil(to));
    let months = (year_too - year) * 12 + month_too - month;
    sign * if day_too < day { months - 1 } else { months }
}

/// Days from 0000-03-01, where the leap day ends a year, to 1970-01-01.
const EPOCH: i64 = 719_468;
const DAYS_OF_400_YEARS: i64 = 146_097;

/// Year, month and day of the month. The calendar repeats every 400 years; counted from March,
/// 153 days are five months.
#[inline]
pub(crate) fn civil(day: i64) -> (i64, i64, i64) {
    let day = day + EPOCH;
    let era = day.div_euclid(DAYS_OF_400_YEARS);
    let of_era = day.rem_euclid(DAYS_OF_400_YEARS) as u32;
    let leaps = of_era / 1_460 + of_era / 146_096;
    let year = (of_era + of_era / 36_524 - leaps) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = i64::from(year) + era * 400 + i64::from(month <= 2);
    (year, i64::from(month), i64::from(day))
}

/// The day of a date.
#[inline]
pub(crate) fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let from_march = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * from_march + 2) / 5 + day - 1;
    era * DAYS_OF_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH
}

#[inline]
pub(crate) fn last_of_month(year: i64, month: i64) -> i64 {
    if month == 2 {
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        28 + i64::from(is_leap)
    } else {
        30 + ((month + month / 8) & 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The calendar of the language, day by day.
    #[test]
    fn agrees_with_the_calendar_of_the_language() {
        for number in FIRST..=LAST {
            let date = Date::from_days(number).unwrap();
            let (year, month, day) = date.ymd();
            let civil_too = civil(number);
            assert_eq!(
                civil_too,
                (i64::from(year), i64::from(month), i64::from(day))
            );
            assert_eq!(days(civil_too.0, civil_too.1, civil_too.2), number);
        }
    }

    #[test]
    fn months_go_where_the_language_says() {
        let ends = [MonthEnd::LastDay, MonthEnd::NextDay, MonthEnd::Refuse];
        let far = [-120_000i64, 120_000, 60_000];
        for number in (FIRST..=LAST).step_by(97).chain([FIRST, LAST]) {
            let date = Date::from_days(number).unwrap();
            for months in (-40..40).chain(far) {
                for end in ends {
                    let expected = date.add_months(months, end).ok();
                    let expected = expected.map(|date| i64::from(date.days()));
                    assert_eq!(add_months(number, months, end), expected, "{date} {months}");
                }
            }
        }
    }

    #[test]
    fn the_last_day_of_each_month() {
        for year in [1, 4, 100, 400, 1900, 2000, 2023, 2024, 9999] {
            for month in 1..=12 {
                let first = Date::from_ymd(year as i32, month as u32, 1).unwrap();
                let (_, _, day) = first.last_day_of_month().ymd();
                assert_eq!(last_of_month(year, month), i64::from(day));
            }
        }
    }
}
