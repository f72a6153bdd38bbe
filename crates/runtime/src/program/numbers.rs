//! Arithmetic on scaled integers, exact before it is rounded once.

use std::cmp::Ordering;

use bylaws_dsl::ir::CompareOp;
use bylaws_dsl::value::Rounding;

use super::code::{NONE, UNKNOWN};

/// A power of ten.
pub(crate) fn power(digits: u8) -> Option<i64> {
    10i64.checked_pow(u32::from(digits))
}

/// `number` with so many digits dropped, rounded.
pub(crate) fn round(number: i128, digits: u8, way: Rounding) -> Option<i64> {
    divided(number, i128::from(power(digits)?), way)
}

/// The product of two numbers with so many digits dropped, rounded. A product of more than 64
/// bits may have more digits than the language's decimals keep, and is left to those.
pub(crate) fn portion(a: i64, b: i64, digits: u8, way: Rounding) -> Option<i64> {
    let (product, by) = (a.checked_mul(b)?, power(digits)?);
    let (whole, left) = (product / by, product % by);
    let twice = left.unsigned_abs().checked_mul(2)?.cmp(&by.unsigned_abs());
    let away = goes_away(way, left != 0, twice, whole % 2 != 0);
    let rounded = whole.checked_add(if away { product.signum() } else { 0 })?;
    Some(rounded).filter(|n| *n > NONE)
}

/// `a`, with so many digits more, by `b`; rounded.
pub(crate) fn quotient(a: i64, b: i64, digits: u8, way: Rounding) -> Option<i64> {
    if b == 0 {
        return None;
    }
    let a = i128::from(a).checked_mul(i128::from(power(digits)?))?;
    let sign = if b < 0 { -1 } else { 1 };
    divided(a * sign, i128::from(b) * sign, way)
}

/// A whole number by a positive one, rounded.
fn divided(number: i128, by: i128, way: Rounding) -> Option<i64> {
    let (whole, left) = (number / by, number % by);
    let twice = left.unsigned_abs().checked_mul(2)?.cmp(&by.unsigned_abs());
    let away = goes_away(way, left != 0, twice, whole % 2 != 0);
    let rounded = whole + if away { number.signum() } else { 0 };
    i64::try_from(rounded).ok().filter(|n| *n > NONE)
}

/// Whether a quotient is rounded away from zero: `twice` compares twice what is left with the
/// divisor.
fn goes_away(way: Rounding, is_left: bool, twice: Ordering, is_odd: bool) -> bool {
    match way {
        Rounding::HalfUp => twice.is_ge(),
        Rounding::HalfEven => twice.is_gt() || (twice.is_eq() && is_odd),
        Rounding::Up => is_left,
        Rounding::Down => false,
    }
}

/// Months compare with months and days with days; one with the other has no answer.
pub(crate) fn compare_durations(op: CompareOp, months: (i64, i64), days: (i64, i64)) -> i64 {
    if [months.0, months.1, days.0, days.1].contains(&UNKNOWN) {
        return UNKNOWN;
    }
    let order = match (months.0 == months.1, days.0 == days.1) {
        (_, true) => months.0.cmp(&months.1),
        (true, _) => days.0.cmp(&days.1),
        _ => return UNKNOWN,
    };
    i64::from(op.holds(order))
}

#[cfg(test)]
mod tests {
    use bylaws_dsl::value::{Decimal, Money};

    use super::*;

    /// Every way of rounding, on both sides of zero, as decimals do it.
    #[test]
    fn rounds_as_decimals_do() {
        let ways = [
            Rounding::HalfUp,
            Rounding::HalfEven,
            Rounding::Up,
            Rounding::Down,
        ];
        for way in ways {
            for cents in -305..305i64 {
                for share in [-1500i64, -50, -5, 0, 1, 5, 15, 25, 50, 75, 100, 250, 1250] {
                    let exact = Decimal::new(cents, 2) * Decimal::new(share, 3);
                    let expected = Money::rounded(exact, way).unwrap().cents();
                    assert_eq!(
                        portion(cents, share, 3, way),
                        Some(expected),
                        "{cents} {share}"
                    );
                }
                for by in [-7i64, -3, -2, 1, 2, 3, 4, 6, 8, 11] {
                    let exact = Decimal::new(cents, 2) / Decimal::from(by);
                    let expected = Money::rounded(exact, way).unwrap().cents();
                    assert_eq!(quotient(cents, by, 0, way), Some(expected), "{cents} {by}");
                }
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_unknown() {
        assert_eq!(portion(i64::MAX, 101, 2, Rounding::HalfUp), None);
        assert_eq!(quotient(1, 0, 0, Rounding::HalfUp), None);
        assert_eq!(quotient(i64::MAX, 1, 2, Rounding::HalfUp), None);
    }
}
