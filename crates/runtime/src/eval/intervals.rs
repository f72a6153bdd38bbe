//! Arithmetic where an operand is not known exactly: what the result lies between.

use std::cmp::Ordering;

use bylaws_dsl::ir::ArithmeticOp;
use bylaws_dsl::value::{Money, Rounding, Value};

use super::arithmetic;
use super::expr::from_result;
use super::known::{Known, compare};

/// `a op b` where not both are exact. An end that overflows is no limit.
///
/// It may fail where the divisor may be zero.
pub(super) fn arithmetic(op: ArithmeticOp, a: Known, b: Known, rounding: Rounding) -> Known {
    let may_be_zero = op == ArithmeticOp::Divide
        && b.failure().is_none()
        && match b.ends() {
            (Some(low), _) if sign(low).is_gt() => false,
            (_, Some(high)) if sign(high).is_lt() => false,
            _ => true,
        };
    let cause = b.cause.clone();
    let known = possible(op, a, b, rounding);
    if may_be_zero {
        known.or_fails(&cause)
    } else {
        known
    }
}

fn possible(op: ArithmeticOp, a: Known, b: Known, rounding: Rounding) -> Known {
    if let Some(failed) = [&a, &b].into_iter().find(|k| k.failure().is_some()) {
        return failed.clone();
    }
    // Whatever is divided, zero divides nothing.
    if let (ArithmeticOp::Divide, Some(by)) = (op, b.value())
        && sign(by).is_eq()
    {
        return from_result(arithmetic::arithmetic(op, by, by, rounding));
    }
    let cause = a.cause.union(&b.cause);
    let compute = |x: Option<&Value>, y: Option<&Value>| {
        x.zip(y)
            .and_then(|(x, y)| arithmetic::arithmetic(op, x, y, rounding).ok())
    };
    let ((low, high), (low_too, high_too)) = (a.ends(), b.ends());
    match op {
        ArithmeticOp::Add => Known::between(compute(low, low_too), compute(high, high_too), cause),
        ArithmeticOp::Subtract => {
            Known::between(compute(low, high_too), compute(high, low_too), cause)
        }
        ArithmeticOp::Multiply | ArithmeticOp::Of | ArithmeticOp::Divide => {
            let scaled = match (a.value(), b.value()) {
                (None, Some(by)) => {
                    Some((sign(by), compute(low, Some(by)), compute(high, Some(by))))
                }
                (Some(by), None) if op != ArithmeticOp::Divide => Some((
                    sign(by),
                    compute(Some(by), low_too),
                    compute(Some(by), high_too),
                )),
                _ => None,
            };
            match scaled {
                Some((Ordering::Less, low, high)) => Known::between(high, low, cause),
                Some((Ordering::Greater, low, high)) => Known::between(low, high, cause),
                // Of nothing, every share is nothing.
                Some((Ordering::Equal, Some(low), Some(high))) => {
                    Known::between(Some(low), Some(high), cause)
                }
                _ => Known::unknown(cause),
            }
        }
    }
}

fn sign(value: &Value) -> Ordering {
    let zero = match value {
        Value::Integer(_) => Value::Integer(0),
        Value::Money(_) => Value::Money(Money::default()),
        Value::Percent(_) => Value::Percent(Default::default()),
        _ => Value::Decimal(Default::default()),
    };
    compare(value, &zero).unwrap_or(Ordering::Equal)
}
