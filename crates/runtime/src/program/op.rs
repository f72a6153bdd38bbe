//! The instructions.

use bylaws_dsl::ir::{CompareOp, ShiftUnit};
use bylaws_dsl::value::{MonthEnd, Rounding};

use super::code::Reg;

/// One instruction. `to` is written, all else is read. Operands that are unknown make the result
/// unknown unless it is said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Op {
    Move {
        to: Reg,
        from: Reg,
    },
    Jump {
        to: u32,
    },
    JumpIfFalse {
        when: Reg,
        to: u32,
    },
    JumpIfTrue {
        when: Reg,
        to: u32,
    },
    JumpUnlessTrue {
        when: Reg,
        to: u32,
    },
    JumpUnlessFalse {
        when: Reg,
        to: u32,
    },
    Not {
        to: Reg,
        a: Reg,
    },
    /// Kleene's and: one no is enough.
    And {
        to: Reg,
        a: Reg,
        b: Reg,
    },
    /// Kleene's or: one yes is enough.
    Or {
        to: Reg,
        a: Reg,
        b: Reg,
    },
    Equal {
        to: Reg,
        a: Reg,
        b: Reg,
    },
    NotEqual {
        to: Reg,
        a: Reg,
        b: Reg,
    },
    Less {
        to: Reg,
        a: Reg,
        b: Reg,
    },
    LessEqual {
        to: Reg,
        a: Reg,
        b: Reg,
    },
    /// A comparison of which one side may be `none`, which has no order.
    CompareNone {
        op: CompareOp,
        to: Reg,
        a: Reg,
        b: Reg,
    },
    /// Months compare with months and days with days; each operand is two registers.
    CompareDurations {
        op: CompareOp,
        to: Reg,
        a: Reg,
        b: Reg,
    },
    TextEqual {
        to: Reg,
        a: Reg,
        b: Reg,
    },
    Includes {
        to: Reg,
        set: Reg,
        member: Reg,
    },
    IncludesAll {
        to: Reg,
        set: Reg,
        subset: Reg,
    },
    /// Puts a member into the set in `to`.
    Insert {
        to: Reg,
        member: Reg,
    },
    IsEmpty {
        to: Reg,
        set: Reg,
    },
    /// Whether it is anything but `none`.
    IsGiven {
        to: Reg,
        a: Reg,
    },
    /// The second where the first is `none`.
    OrElse {
        to: Reg,
        a: Reg,
        b: Reg,
    },
    /// Unknown where `none` has no business.
    Some {
        to: Reg,
        a: Reg,
    },
    Add {
        to: Reg,
        a: Reg,
        b: Reg,
    },
    Subtract {
        to: Reg,
        a: Reg,
        b: Reg,
    },
    Multiply {
        to: Reg,
        a: Reg,
        b: Reg,
    },
    Negate {
        to: Reg,
        a: Reg,
    },
    /// Times a power of ten.
    Scale {
        digits: u8,
        to: Reg,
        a: Reg,
    },
    /// Rounded to a power of ten below, and so many digits dropped.
    Round {
        way: Rounded,
        to: Reg,
        a: Reg,
    },
    /// The whole number not above; so many digits dropped.
    Floor {
        digits: u8,
        to: Reg,
        a: Reg,
    },
    /// The whole number not below; so many digits dropped.
    Ceil {
        digits: u8,
        to: Reg,
        a: Reg,
    },
    /// The product with so many digits dropped, rounded.
    Portion {
        way: Rounded,
        to: Reg,
        a: Reg,
        b: Reg,
    },
    /// The first, with so many digits more, by the second; rounded.
    Quotient {
        way: Rounded,
        to: Reg,
        a: Reg,
        b: Reg,
    },
    Min {
        to: Reg,
        a: Reg,
        b: Reg,
    },
    Max {
        to: Reg,
        a: Reg,
        b: Reg,
    },
    /// The value, unknown when it lies below the limit.
    NotBelow {
        to: Reg,
        a: Reg,
        limit: Reg,
    },
    /// The value, unknown when it lies above the limit.
    NotAbove {
        to: Reg,
        a: Reg,
        limit: Reg,
    },
    /// Unknown in `to` where the other is unknown.
    UnknownWith {
        to: Reg,
        a: Reg,
    },
    /// A day moved by days; `open` stays.
    AddDays {
        to: Reg,
        date: Reg,
        days: Reg,
    },
    /// A day moved by months; `open` stays.
    AddMonths {
        end: MonthEnd,
        to: Reg,
        date: Reg,
        months: Reg,
    },
    Between {
        unit: ShiftUnit,
        to: Reg,
        a: Reg,
        b: Reg,
    },
    DatePart {
        part: DatePart,
        to: Reg,
        a: Reg,
    },
    InForce {
        to: Reg,
        day: Reg,
        period: u16,
    },
    /// The value of a timeline on a day.
    On {
        to: Reg,
        day: Reg,
        timeline: u16,
    },
    /// Where a table leads for some arguments.
    Find {
        to: Reg,
        table: u16,
        arguments: u16,
    },
    /// Whether a row fits there.
    HasRow {
        to: Reg,
        leaf: Reg,
        table: u16,
    },
    /// What the rows there say.
    Answer {
        result: u8,
        to: Reg,
        leaf: Reg,
        table: u16,
    },
    InCodes {
        to: Reg,
        text: Reg,
        codes: u16,
    },
    /// Takes in one of several values that must agree; `have` tells whether there is one.
    Agree {
        to: Reg,
        have: Reg,
        a: Reg,
    },
    /// Puts the member into the set where the truth is yes; unknown where it is unknown.
    InsertIf {
        member: u8,
        to: Reg,
        truth: Reg,
    },
    /// Takes in one end of a period, as policies combine them.
    Combine {
        way: Way,
        to: Reg,
        have: Reg,
        a: Reg,
    },
    /// Takes in what a part of an `and` (`or` where `deciding`) rests on.
    ///
    /// A part that is unknown leaves open which part decides.
    Rest {
        deciding: bool,
        to: Reg,
        part: Reg,
        rests: Reg,
    },
    /// Whether the first is known or, where it is not, it is certain that nothing more can be said
    /// of it.
    Certain {
        to: Reg,
        a: Reg,
        certain: Reg,
    },
    /// The truth, taken for the given one where it is certainly unknown.
    Settle {
        truth: bool,
        to: Reg,
        a: Reg,
        certain: Reg,
    },
    Union {
        to: Reg,
        a: Reg,
        b: Reg,
    },
    /// A field of the element with that number.
    Field {
        to: Reg,
        column: u16,
        element: Reg,
    },
    /// Goes on to the next element.
    Next {
        element: Reg,
    },
    Wide {
        digits: u8,
        to: u16,
        a: Reg,
    },
    WideMove {
        to: u16,
        from: u16,
    },
    WideAdd {
        to: u16,
        a: u16,
        b: u16,
    },
    WideSubtract {
        to: u16,
        a: u16,
        b: u16,
    },
    WideMultiply {
        to: u16,
        a: u16,
        b: u16,
    },
    WideDivide {
        to: u16,
        a: u16,
        b: u16,
    },
    WideNegate {
        to: u16,
        a: u16,
    },
    /// The smaller, or the larger, of two.
    WideExtreme {
        largest: bool,
        to: u16,
        a: u16,
        b: u16,
    },
    WideCompare {
        op: CompareOp,
        to: Reg,
        a: u16,
        b: u16,
    },
    /// Rounded to so many places.
    WideRound {
        way: Rounded,
        to: u16,
        a: u16,
    },
    /// The whole number not above, or not below.
    WideWhole {
        up: bool,
        to: Reg,
        a: u16,
    },
    /// As whole cents, rounded.
    WideMoney {
        way: Rounded,
        to: Reg,
        a: u16,
    },
    /// With so many digits behind the point, of which the last only tells whether more follow:
    /// numbers with fewer digits lie on the side of it on which they lie of the decimal.
    WideSticky {
        digits: u8,
        to: Reg,
        a: u16,
    },
    /// Unknown in `to` where the register is unknown.
    WideUnknownWith {
        to: u16,
        a: Reg,
    },
}

/// So many digits, and how what they say is rounded; in one byte, so that instructions stay small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Rounded(u8);

impl Rounded {
    pub(crate) fn new(digits: u8, way: Rounding) -> Self {
        let way = match way {
            Rounding::HalfUp => 0,
            Rounding::HalfEven => 1,
            Rounding::Up => 2,
            Rounding::Down => 3,
        };
        Self(digits.min(63) << 2 | way)
    }

    pub(crate) fn digits(self) -> u8 {
        self.0 >> 2
    }

    pub(crate) fn way(self) -> Rounding {
        match self.0 & 3 {
            0 => Rounding::HalfUp,
            1 => Rounding::HalfEven,
            2 => Rounding::Up,
            _ => Rounding::Down,
        }
    }
}

/// How the ends of periods make one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    /// The first that comes.
    First,
    /// The smallest; `none` is smaller than all.
    Smallest,
    /// The largest; `none` is smaller than all.
    Largest,
}

/// What is asked of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum DatePart {
    Day,
    Month,
    Year,
    FirstOfMonth,
    LastOfMonth,
}

impl Op {
    /// The registers that a result is computed from, where equal ones give equal results and
    /// nothing else is done.
    pub(crate) fn pure(&self) -> Option<[Reg; 2]> {
        Some(match *self {
            Op::Not { a, .. }
            | Op::IsEmpty { set: a, .. }
            | Op::IsGiven { a, .. }
            | Op::Some { a, .. }
            | Op::Negate { a, .. }
            | Op::Scale { a, .. }
            | Op::Round { a, .. }
            | Op::Floor { a, .. }
            | Op::Ceil { a, .. }
            | Op::DatePart { a, .. }
            | Op::InForce { day: a, .. }
            | Op::On { day: a, .. }
            | Op::HasRow { leaf: a, .. }
            | Op::Answer { leaf: a, .. }
            | Op::InCodes { text: a, .. } => [a, a],
            Op::And { a, b, .. }
            | Op::Or { a, b, .. }
            | Op::Equal { a, b, .. }
            | Op::NotEqual { a, b, .. }
            | Op::Less { a, b, .. }
            | Op::LessEqual { a, b, .. }
            | Op::CompareNone { a, b, .. }
            | Op::TextEqual { a, b, .. }
            | Op::Includes {
                set: a, member: b, ..
            }
            | Op::IncludesAll {
                set: a, subset: b, ..
            }
            | Op::OrElse { a, b, .. }
            | Op::Add { a, b, .. }
            | Op::Subtract { a, b, .. }
            | Op::Multiply { a, b, .. }
            | Op::Portion { a, b, .. }
            | Op::Quotient { a, b, .. }
            | Op::Min { a, b, .. }
            | Op::Max { a, b, .. }
            | Op::NotBelow { a, limit: b, .. }
            | Op::NotAbove { a, limit: b, .. }
            | Op::AddDays {
                date: a, days: b, ..
            }
            | Op::AddMonths {
                date: a, months: b, ..
            }
            | Op::Between { a, b, .. }
            | Op::Union { a, b, .. }
            | Op::Certain { a, certain: b, .. }
            | Op::Settle { a, certain: b, .. }
            | Op::Field {
                element: a,
                column: b,
                ..
            } => [a, b],
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A cache line holds eight of them.
    #[test]
    fn instructions_are_small() {
        assert_eq!(size_of::<Op>(), 8);
    }
}
