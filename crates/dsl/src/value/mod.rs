//! The values that a policy speaks of. Underneath they are integers or exact decimals, never
//! binary floats.

mod date;
mod duration;
mod money;

use std::fmt;
use std::sync::Arc;

pub use date::{Date, DateError, MonthEnd};
pub use duration::Duration;
pub use money::{Money, Rounding};
pub use rust_decimal::Decimal;
use smol_str::SmolStr;

use crate::ir::{EnumId, ListId};

/// A value of the language, as a literal in a policy and as a fact or output of a decision.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// `yes` or `no`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// An exact number of up to 28 digits.
    Decimal(Decimal),
    /// An exact percentage; the number is what stands before the sign, so `12.5%` holds 12.5.
    Percent(Decimal),
    /// A whole number of cents.
    Money(Money),
    /// A day of the calendar.
    Date(Date),
    /// *Ongoing*: later than every date.
    Open,
    /// Months and days.
    Duration(Duration),
    /// Text, which is only ever compared.
    Text(SmolStr),
    /// A member of an enumeration, by its place in the declaration.
    Member(EnumId, u16),
    /// A set of members, one bit each.
    Set(EnumId, u64),
    /// The days from the first to the last, both included.
    Window(Date, Date),
    /// An optional fact that was left out.
    None,
    /// Records.
    List(ListId, Arc<[Row]>),
}

/// One record: the values of its fields, in the order of their declaration; none for a field that
/// it does not have.
pub type Row = Vec<Option<Value>>;

/// `yes` and `no`, as a policy writes truth.
pub fn yes_no(truth: bool) -> &'static str {
    if truth { "yes" } else { "no" }
}

/// Writes a decimal without trailing zeros: `0.70` is `0.7`.
pub fn plain(decimal: Decimal) -> impl fmt::Display {
    decimal.normalize()
}
