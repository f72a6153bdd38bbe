//! Numbers, percentages, money and dates, computed exactly; every failure is a value.

use bylaws_dsl::codes;
use bylaws_dsl::ir::{ArithmeticOp, ShiftUnit};
use bylaws_dsl::value::{Date, DateError, Decimal, Duration, Money, MonthEnd, Rounding, Value};

use crate::error::Failure;

type Computed = Result<Value, Failure>;

fn overflow(what: &str) -> Failure {
    Failure::new(codes::OVERFLOW, format!("{what} is too large a number"))
}

/// `a op b`; the checker allows the combinations that are here.
pub(crate) fn arithmetic(op: ArithmeticOp, a: &Value, b: &Value, rounding: Rounding) -> Computed {
    use ArithmeticOp::{Add, Divide, Multiply, Of, Subtract};
    if matches!(op, Divide) && is_zero(b) {
        return Err(Failure::new(codes::DIVISION_BY_ZERO, "a division by zero"));
    }
    match (op, a, b) {
        (Add, Value::Integer(a), Value::Integer(b)) => integer(a.checked_add(*b), "a sum"),
        (Subtract, Value::Integer(a), Value::Integer(b)) => {
            integer(a.checked_sub(*b), "a difference")
        }
        (Multiply, Value::Integer(a), Value::Integer(b)) => integer(a.checked_mul(*b), "a product"),
        (Add, Value::Money(a), Value::Money(b)) => {
            cents(a.cents().checked_add(b.cents()), "a sum of money")
        }
        (Subtract, Value::Money(a), Value::Money(b)) => {
            cents(a.cents().checked_sub(b.cents()), "a difference of money")
        }
        (Add, Value::Duration(a), Value::Duration(b)) => a
            .plus(*b)
            .map(Value::Duration)
            .ok_or_else(|| overflow("a duration")),
        (Subtract, Value::Duration(a), Value::Duration(b)) => b
            .negated()
            .and_then(|b| a.plus(b))
            .map(Value::Duration)
            .ok_or_else(|| overflow("a duration")),
        (Divide, Value::Money(a), Value::Money(b)) => a
            .to_decimal()
            .checked_div(b.to_decimal())
            .map(Value::Decimal)
            .ok_or_else(|| overflow("a quotient")),
        (Of, Value::Percent(share), of) => {
            let factor = share
                .checked_div(Decimal::ONE_HUNDRED)
                .ok_or_else(|| overflow("a percentage"))?;
            let part = number(of)
                .and_then(|n| n.checked_mul(factor))
                .ok_or_else(|| overflow("a percentage"))?;
            like(of, part, rounding)
        }
        (_, a, b) => {
            let (x, y) = number(a)
                .zip(number(b))
                .ok_or_else(|| overflow("an operand"))?;
            let exact = match op {
                Add => x.checked_add(y),
                Subtract => x.checked_sub(y),
                Multiply | Of => x.checked_mul(y),
                Divide => x.checked_div(y),
            };
            let exact = exact.ok_or_else(|| overflow("the result of a calculation"))?;
            let kind = if matches!(b, Value::Money(_) | Value::Percent(_)) {
                b
            } else {
                a
            };
            match kind {
                Value::Integer(_) => Ok(Value::Decimal(exact)),
                kind => like(kind, exact, rounding),
            }
        }
    }
}

/// The value with its sign changed.
pub(crate) fn negate(value: &Value) -> Computed {
    match value {
        Value::Integer(n) => integer(n.checked_neg(), "a number"),
        Value::Money(m) => cents(m.cents().checked_neg(), "an amount"),
        Value::Decimal(d) => Ok(Value::Decimal(-*d)),
        Value::Percent(d) => Ok(Value::Percent(-*d)),
        Value::Duration(d) => d
            .negated()
            .map(Value::Duration)
            .ok_or_else(|| overflow("a duration")),
        other => Ok(other.clone()),
    }
}

/// The plain number under a value: 12.5% is 12.5, money is in the unit of its currency.
fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Integer(n) => Some(Decimal::from(*n)),
        Value::Decimal(d) | Value::Percent(d) => Some(*d),
        Value::Money(m) => Some(m.to_decimal()),
        _ => None,
    }
}

fn is_zero(value: &Value) -> bool {
    number(value).is_some_and(|n| n.is_zero())
}

/// `exact` as a value of the kind of `kind`; money is rounded to whole cents.
fn like(kind: &Value, exact: Decimal, rounding: Rounding) -> Computed {
    match kind {
        Value::Money(_) => Money::rounded(exact, rounding)
            .map(Value::Money)
            .ok_or_else(|| overflow("an amount of money")),
        Value::Percent(_) => Ok(Value::Percent(exact)),
        _ => Ok(Value::Decimal(exact)),
    }
}

fn integer(n: Option<i64>, what: &str) -> Computed {
    n.map(Value::Integer).ok_or_else(|| overflow(what))
}

fn cents(n: Option<i64>, what: &str) -> Computed {
    n.map(|n| Value::Money(Money::from_cents(n)))
        .ok_or_else(|| overflow(what))
}

/// A date moved by months, then by days; `open` stays open.
pub(crate) fn shift(date: &Value, by: Duration, back: bool, month_end: MonthEnd) -> Computed {
    let Value::Date(start) = date else {
        return Ok(date.clone());
    };
    let sign = if back { -1 } else { 1 };
    let moved = if by.months == 0 {
        Ok(*start)
    } else {
        start.add_months(sign * i64::from(by.months), month_end)
    };
    moved
        .and_then(|date| date.add_days(sign * i64::from(by.days)))
        .map(Value::Date)
        .map_err(|error| match error {
            DateError::RefusedMonthEnd => Failure::new(
                codes::REFUSED_MONTH_END,
                format!(
                    "{by} {} {start} is a day that its month does not have",
                    if back { "before" } else { "after" }
                ),
            ),
            _ => Failure::new(
                codes::DATE_OUT_OF_RANGE,
                format!(
                    "{by} {} {start} is outside the years 1 to 9999",
                    if back { "before" } else { "after" }
                ),
            ),
        })
}

/// Whole units from `a` to `b`: complete ones, so that the day of the month decides, and
/// negative when `b` is the earlier.
pub(crate) fn between(unit: ShiftUnit, a: Date, b: Date) -> i64 {
    match unit {
        ShiftUnit::Days => i64::from(b.days()) - i64::from(a.days()),
        ShiftUnit::Months => months_between(a, b),
        ShiftUnit::Years => months_between(a, b) / 12,
    }
}

fn months_between(a: Date, b: Date) -> i64 {
    if b < a {
        return -months_between(b, a);
    }
    let ((year, month, day), (year_too, month_too, day_too)) = (a.ymd(), b.ymd());
    let months = i64::from(year_too - year) * 12 + i64::from(month_too) - i64::from(month);
    if day_too < day { months - 1 } else { months }
}
