//! Money: whole cents, and the written-down ways of getting back to them.

use std::fmt;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// An amount in whole cents.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Money(i64);

/// How an amount that is not a whole number of cents becomes one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Rounding {
    /// To the nearest; a half away from zero.
    #[default]
    HalfUp,
    /// To the nearest; a half to the even cent.
    HalfEven,
    /// Away from zero.
    Up,
    /// Toward zero.
    Down,
}

impl Rounding {
    /// The words of the language.
    pub fn words(self) -> &'static str {
        match self {
            Rounding::HalfUp => "half up",
            Rounding::HalfEven => "half even",
            Rounding::Up => "up",
            Rounding::Down => "down",
        }
    }

    /// Rounds to `places` decimal places.
    pub fn round(self, exact: Decimal, places: u32) -> Decimal {
        let strategy = match self {
            Rounding::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Rounding::HalfEven => RoundingStrategy::MidpointNearestEven,
            Rounding::Up => RoundingStrategy::AwayFromZero,
            Rounding::Down => RoundingStrategy::ToZero,
        };
        exact.round_dp_with_strategy(places, strategy)
    }
}

impl Money {
    /// The largest amount.
    pub const MAX: Money = Money(i64::MAX);
    /// The smallest amount.
    pub const MIN: Money = Money(i64::MIN);

    /// An amount in cents.
    pub fn from_cents(cents: i64) -> Self {
        Self(cents)
    }

    /// The amount in cents.
    pub fn cents(self) -> i64 {
        self.0
    }

    /// The amount in the unit of the currency, exact.
    pub fn to_decimal(self) -> Decimal {
        Decimal::new(self.0, 2)
    }

    /// Exactly this amount, if it is a whole number of cents and in range.
    ///
    /// ```
    /// # use bylaws_dsl::value::{Decimal, Money};
    /// assert_eq!(Money::from_exact(Decimal::new(285, 1)).unwrap().to_string(), "$28.50");
    /// assert_eq!(Money::from_exact(Decimal::new(1, 3)), None);
    /// ```
    pub fn from_exact(amount: Decimal) -> Option<Self> {
        let cents = amount.checked_mul(Decimal::ONE_HUNDRED)?;
        if !cents.is_integer() {
            return None;
        }
        cents.to_i64().map(Self)
    }

    /// The nearest whole number of cents, as `rounding` says; none when out of range.
    ///
    /// ```
    /// # use bylaws_dsl::value::{Decimal, Money, Rounding};
    /// let half = Decimal::new(-2345, 3); // -2.345
    /// assert_eq!(Money::rounded(half, Rounding::HalfUp), Some(Money::from_cents(-235)));
    /// assert_eq!(Money::rounded(half, Rounding::HalfEven), Some(Money::from_cents(-234)));
    /// ```
    pub fn rounded(amount: Decimal, rounding: Rounding) -> Option<Self> {
        Self::from_exact(rounding.round(amount, 2))
    }

    /// The digits without sign of currency or grouping: `28500.00`.
    pub fn digits(self) -> String {
        let cents = self.0.unsigned_abs();
        format!(
            "{}{}.{:02}",
            if self.0 < 0 { "-" } else { "" },
            cents / 100,
            cents % 100
        )
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let cents = self.0.unsigned_abs();
        let whole = (cents / 100).to_string();
        let mut grouped = String::with_capacity(whole.len() + whole.len() / 3);
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        write!(
            f,
            "{}${grouped}.{:02}",
            if self.0 < 0 { "-" } else { "" },
            cents % 100
        )
    }
}
