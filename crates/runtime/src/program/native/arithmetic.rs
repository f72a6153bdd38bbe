//! Whole numbers: exact, with what does not fit told apart, and rounded once.

use bylaws_dsl::value::Rounding;
use bylaws_native::{Comparison, Writer};

use super::value::{Bool, Emit, NO, Num, Value, YES};
use crate::program::code::NONE;
use crate::program::numbers;

/// An operation of which the result may not fit.
#[derive(Clone, Copy)]
pub(super) enum Exact {
    Add,
    Subtract,
    Multiply,
}

impl Emit<'_, '_> {
    /// The result of an operation; unknown where it does not fit.
    pub(super) fn exact(&mut self, op: Exact, a: Value, b: Value) -> Value {
        let known = self.and(a.known, b.known);
        if known == NO {
            return Value::unknown();
        }
        let (number, fits) = self.exact_number(op, a.number, b.number);
        Value {
            number,
            known: self.and(known, fits),
        }
    }

    /// The result, and whether it fits a register.
    pub(super) fn exact_number(&mut self, op: Exact, a: Num, b: Num) -> (Num, Bool) {
        let ranges = self.range(a).zip(self.range(b));
        let range = ranges.and_then(|(a, b)| reach(op, a, b));
        if let Some((low, high)) = range {
            if low == high {
                return (Num::Is(low), YES);
            }
            let number = match op {
                Exact::Add => self.wrapping(Writer::add, a, b),
                Exact::Subtract => self.wrapping(Writer::subtract, a, b),
                Exact::Multiply => self.wrapping(Writer::multiply, a, b),
            };
            return (self.within(number, range), YES);
        }
        let (a, b) = (self.number(a), self.number(b));
        let (number, over) = match op {
            Exact::Add => self.writer.add_checked(a, b),
            Exact::Subtract => self.writer.subtract_checked(a, b),
            Exact::Multiply => self.writer.multiply_checked(a, b),
        };
        let number = Num::In(number);
        let fits = self.not(Bool::In(over));
        let is_real = self.is_real(number);
        (number, self.and(fits, is_real))
    }

    /// A number with so many digits dropped, rounded.
    pub(super) fn round(&mut self, number: Num, digits: u8, way: Rounding) -> Value {
        let Some(by) = numbers::power(digits) else {
            return Value::unknown();
        };
        if by == 1 {
            return Value {
                number,
                known: self.is_real(number),
            };
        }
        let (half, less) = (by / 2, by - 1);
        let (size, sign) = self.size(number);
        let bias = match way {
            Rounding::HalfUp => half,
            Rounding::Up => less,
            Rounding::HalfEven | Rounding::Down => 0,
        };
        let raised = if bias == 0 {
            size
        } else {
            self.wrapping(Writer::add, size, Num::Is(bias))
        };
        let raised = self.number(raised);
        let mut quotient = Num::In(self.writer.divide(raised, by.unsigned_abs()));
        if way == Rounding::HalfEven {
            let whole = self.wrapping(Writer::multiply, quotient, Num::Is(by));
            let left = self.wrapping(Writer::subtract, size, whole);
            let over = self.compare(Comparison::SignedGreaterThan, left, Num::Is(half));
            let is_half = self.compare(Comparison::Equal, left, Num::Is(half));
            let odd = self.wrapping(Writer::bits_and, quotient, Num::Is(1));
            let odd = self.holds(odd);
            let to_even = self.and(is_half, odd);
            let away = self.or(over, to_even);
            quotient = self.wrapping(Writer::add, quotient, away.into());
        }
        let range = self.range(number);
        let scaled = range.map(|(low, high)| (low / by - 1, high / by + 1));
        let rounded = self.signed(quotient, sign);
        Value::known(self.within(rounded, scaled))
    }

    /// The whole number not above (or not below) a number with so many digits dropped.
    pub(super) fn whole(&mut self, number: Num, digits: u8, up: bool) -> Value {
        let Some(by) = numbers::power(digits) else {
            return Value::unknown();
        };
        let (size, sign) = self.size(number);
        let away = Num::Is(by - 1);
        let bias = match sign {
            None if up => away,
            None => Num::Is(0),
            Some(sign) => {
                let is_negative = self.holds(sign);
                let (negative, positive) = if up {
                    (Num::Is(0), away)
                } else {
                    (away, Num::Is(0))
                };
                self.select(is_negative, negative, positive)
            }
        };
        let raised = self.wrapping(Writer::add, size, bias);
        let raised = self.number(raised);
        let quotient = Num::In(self.writer.divide(raised, by.unsigned_abs()));
        let whole = self.signed(quotient, sign);
        Value {
            number: whole,
            known: self.is_real(whole),
        }
    }

    /// A number without its sign, and its sign as all bits or none; no sign where it has none for
    /// certain.
    fn size(&mut self, number: Num) -> (Num, Option<Num>) {
        if self.range(number).is_some_and(|(low, _)| low >= 0) {
            return (number, None);
        }
        let sign = self.wrapping(Writer::shift_down_signed, number, Num::Is(63));
        let size = self.wrapping(Writer::bits_xor, number, sign);
        (self.wrapping(Writer::subtract, size, sign), Some(sign))
    }

    fn signed(&mut self, size: Num, sign: Option<Num>) -> Num {
        let Some(sign) = sign else {
            return size;
        };
        let number = self.wrapping(Writer::bits_xor, size, sign);
        self.wrapping(Writer::subtract, number, sign)
    }

    /// The smaller, or the larger, of two.
    pub(super) fn extreme(&mut self, largest: bool, a: Num, b: Num) -> Num {
        let ranges = self.range(a).zip(self.range(b));
        if let Some(((a_low, a_high), (b_low, b_high))) = ranges {
            // One of the two is never the other side of the other.
            if a_low >= b_high {
                return if largest { a } else { b };
            }
            if a_high <= b_low {
                return if largest { b } else { a };
            }
        }
        let range = ranges.map(|((a_low, a_high), (b_low, b_high))| match largest {
            true => (a_low.max(b_low), a_high.max(b_high)),
            false => (a_low.min(b_low), a_high.min(b_high)),
        });
        let number = match largest {
            true => self.wrapping(Writer::largest, a, b),
            false => self.wrapping(Writer::smallest, a, b),
        };
        self.within(number, range)
    }
}

/// The least and the most that a result can be, if all of it fits.
fn reach(
    op: Exact,
    (a_low, a_high): (i64, i64),
    (b_low, b_high): (i64, i64),
) -> Option<(i64, i64)> {
    let (low, high) = match op {
        Exact::Add => (a_low.checked_add(b_low)?, a_high.checked_add(b_high)?),
        Exact::Subtract => (a_low.checked_sub(b_high)?, a_high.checked_sub(b_low)?),
        Exact::Multiply => {
            let ends = [
                a_low.checked_mul(b_low)?,
                a_low.checked_mul(b_high)?,
                a_high.checked_mul(b_low)?,
                a_high.checked_mul(b_high)?,
            ];
            (ends.into_iter().min()?, ends.into_iter().max()?)
        }
    };
    (low > NONE).then_some((low, high))
}
