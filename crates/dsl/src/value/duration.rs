//! A length of time: months and days, which are never converted into each other.

use std::fmt;

/// Months and days. A year is twelve months, a week seven days.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Duration {
    /// Calendar months.
    pub months: i32,
    /// Days.
    pub days: i32,
}

impl Duration {
    /// A length of calendar months.
    pub fn months(months: i32) -> Self {
        Self { months, days: 0 }
    }

    /// A length of days.
    pub fn days(days: i32) -> Self {
        Self { months: 0, days }
    }

    /// `count` of a unit of the language: `day`, `week`, `month` or `year`, singular or plural.
    pub fn of(count: i64, unit: &str) -> Option<Self> {
        let scaled = |by: i64| count.checked_mul(by).and_then(|n| i32::try_from(n).ok());
        match unit.strip_suffix('s').unwrap_or(unit) {
            "day" => scaled(1).map(Self::days),
            "week" => scaled(7).map(Self::days),
            "month" => scaled(1).map(Self::months),
            "year" => scaled(12).map(Self::months),
            _ => None,
        }
    }

    /// Reads `180 days`, `2 weeks`, `12 months` or `1 year`.
    ///
    /// ```
    /// # use bylaws_dsl::value::Duration;
    /// assert_eq!(Duration::parse("1 year"), Some(Duration::months(12)));
    /// assert_eq!(Duration::parse("soon"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let (count, unit) = text.trim().split_once(' ')?;
        let digits = count.replace('_', "");
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        Self::of(digits.parse().ok()?, unit.trim())
    }

    /// The same length backwards.
    pub fn negated(self) -> Option<Self> {
        Some(Self {
            months: self.months.checked_neg()?,
            days: self.days.checked_neg()?,
        })
    }

    /// Both lengths together, months with months and days with days.
    pub fn plus(self, other: Self) -> Option<Self> {
        Some(Self {
            months: self.months.checked_add(other.months)?,
            days: self.days.checked_add(other.days)?,
        })
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |f: &mut fmt::Formatter<'_>, n: i32, unit: &str| {
            write!(f, "{n} {unit}{}", if n.abs() == 1 { "" } else { "s" })
        };
        match (self.months, self.days) {
            (0, days) => part(f, days, "day"),
            (months, 0) => part(f, months, "month"),
            (months, days) => {
                part(f, months, "month")?;
                f.write_str(" ")?;
                part(f, days, "day")
            }
        }
    }
}
