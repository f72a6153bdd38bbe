//! The type of an expression.

use super::{EnumId, ListId};

/// The types of the language. Whether a fact may be left out is a property of the fact.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// `yes` or `no`.
    Boolean,
    /// A whole number.
    Integer,
    /// An exact number.
    Decimal,
    /// A percentage.
    Percent,
    /// Whole cents.
    Money,
    /// A day.
    Date,
    /// A day, or *ongoing*.
    DateOrOpen,
    /// Months and days.
    Duration,
    /// Text.
    Text,
    /// One of an enumeration.
    Enum(EnumId),
    /// A set of members of an enumeration.
    Set(EnumId),
    /// The days from one to another, for `within`.
    Window,
    /// Records, of a fact alone: no expression is of this type.
    List(ListId),
}

impl Type {
    /// Whether the values of this type have an order that `<` can ask for.
    pub fn is_ordered(self) -> bool {
        use Type::{Date, DateOrOpen, Decimal, Integer, Money, Percent};
        matches!(
            self,
            Integer | Decimal | Percent | Money | Date | DateOrOpen
        )
    }
}
