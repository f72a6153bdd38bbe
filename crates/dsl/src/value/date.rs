//! Days of the calendar and the arithmetic of months, whose conventions are always named.

use std::fmt;

use chrono::{Datelike, NaiveDate};

/// A day of the proleptic Gregorian calendar, of the years 1 to 9999, counted from 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Date(i32);

/// What happens when months are added and the day does not exist in the month reached, such as
/// 31 January plus one month.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum MonthEnd {
    /// The last day of that month: 28 or 29 February.
    #[default]
    LastDay,
    /// The first day of the month after it: 1 March.
    NextDay,
    /// No date at all: the decision fails and says so.
    Refuse,
}

/// Why a date could not be had.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum DateError {
    /// The text is not of the form `2026-02-28`.
    Form,
    /// The form is right, but there is no such day.
    NoSuchDay,
    /// Before the year 1 or after the year 9999.
    OutOfRange,
    /// The month reached does not have that day, and the policy says to refuse.
    RefusedMonthEnd,
}

/// Days from 0001-01-01 to 1970-01-01.
const EPOCH_FROM_CE: i32 = 719_163;

impl Date {
    /// 1 January of the year 1.
    pub const MIN: Date = Date(1 - EPOCH_FROM_CE);
    /// 31 December 9999.
    pub const MAX: Date = Date(3_652_059 - EPOCH_FROM_CE);

    /// The day with this number counted from 1970-01-01, if it is in range.
    pub fn from_days(days: i64) -> Option<Self> {
        let days = i32::try_from(days).ok()?;
        (Self::MIN.0..=Self::MAX.0)
            .contains(&days)
            .then_some(Self(days))
    }

    /// Days since 1970-01-01.
    pub const fn days(self) -> i32 {
        self.0
    }

    /// The day with this year, month (1 to 12) and day of the month.
    ///
    /// ```
    /// # use bylaws_dsl::value::Date;
    /// assert_eq!(Date::from_ymd(2026, 2, 28).unwrap().to_string(), "2026-02-28");
    /// assert!(Date::from_ymd(2026, 2, 29).is_none());
    /// ```
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, day)
            .map(|d| Self(d.num_days_from_ce() - EPOCH_FROM_CE))
    }

    /// Reads `2026-02-28`, and nothing looser.
    ///
    /// # Errors
    /// [`DateError::Form`] when the text has another form, [`DateError::NoSuchDay`] when the
    /// calendar has no such day.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let bytes = text.as_bytes();
        let digits = |range: std::ops::Range<usize>| -> Option<u32> {
            let part = bytes.get(range)?;
            part.iter().all(u8::is_ascii_digit).then(|| {
                part.iter()
                    .fold(0, |n, digit| n * 10 + u32::from(digit - b'0'))
            })
        };
        if bytes.len() != 10 || bytes.get(4) != Some(&b'-') || bytes.get(7) != Some(&b'-') {
            return Err(DateError::Form);
        }
        let (Some(year), Some(month), Some(day)) = (digits(0..4), digits(5..7), digits(8..10))
        else {
            return Err(DateError::Form);
        };
        Self::from_ymd(year as i32, month, day).ok_or(DateError::NoSuchDay)
    }

    /// Year, month and day of the month.
    pub fn ymd(self) -> (i32, u32, u32) {
        let date =
            NaiveDate::from_num_days_from_ce_opt(self.0 + EPOCH_FROM_CE).unwrap_or(NaiveDate::MIN);
        (date.year(), date.month(), date.day())
    }

    /// The day `days` later, or earlier when negative.
    pub fn add_days(self, days: i64) -> Result<Self, DateError> {
        i64::from(self.0)
            .checked_add(days)
            .and_then(Self::from_days)
            .ok_or(DateError::OutOfRange)
    }

    /// The same day of the month `months` later, or earlier when negative; `month_end` decides
    /// when that month has no such day.
    ///
    /// ```
    /// # use bylaws_dsl::value::{Date, MonthEnd};
    /// let day = Date::parse("2026-01-31").unwrap();
    /// assert_eq!(day.add_months(1, MonthEnd::LastDay), Date::parse("2026-02-28"));
    /// assert_eq!(day.add_months(1, MonthEnd::NextDay), Date::parse("2026-03-01"));
    /// assert!(day.add_months(1, MonthEnd::Refuse).is_err());
    /// ```
    ///
    /// # Errors
    /// [`DateError::OutOfRange`] outside the years 1 to 9999, [`DateError::RefusedMonthEnd`]
    /// when the day is missing and the convention is [`MonthEnd::Refuse`].
    pub fn add_months(self, months: i64, month_end: MonthEnd) -> Result<Self, DateError> {
        let (year, month, day) = self.ymd();
        let from_year_zero = i64::from(year) * 12 + i64::from(month) - 1;
        let reached = from_year_zero
            .checked_add(months)
            .ok_or(DateError::OutOfRange)?;
        let (year, month) = (reached.div_euclid(12), reached.rem_euclid(12) as u32 + 1);
        let year = i32::try_from(year)
            .ok()
            .filter(|y| (1..=9999).contains(y))
            .ok_or(DateError::OutOfRange)?;
        if let Some(date) = Self::from_ymd(year, month, day) {
            return Ok(date);
        }
        let last = Self::last_of_month(year, month).ok_or(DateError::OutOfRange)?;
        match month_end {
            MonthEnd::LastDay => Ok(last),
            MonthEnd::NextDay => last.add_days(1),
            MonthEnd::Refuse => Err(DateError::RefusedMonthEnd),
        }
    }

    /// The first day of this day's month.
    pub fn first_of_month(self) -> Self {
        let (_, _, day) = self.ymd();
        Self(self.0 - day as i32 + 1)
    }

    /// The last day of this day's month.
    pub fn last_day_of_month(self) -> Self {
        let (year, month, _) = self.ymd();
        Self::last_of_month(year, month).unwrap_or(Self::MAX)
    }

    fn last_of_month(year: i32, month: u32) -> Option<Self> {
        (28..=31)
            .rev()
            .find_map(|day| Self::from_ymd(year, month, day))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl MonthEnd {
    /// The words of the language.
    pub fn words(self) -> &'static str {
        match self {
            MonthEnd::LastDay => "last day",
            MonthEnd::NextDay => "next day",
            MonthEnd::Refuse => "refuse",
        }
    }
}
