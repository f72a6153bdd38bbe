//! The built-in functions.

use std::cmp::Ordering;

use bylaws_dsl::codes;
use bylaws_dsl::ir::{Builtin, ShiftUnit};
use bylaws_dsl::value::{Decimal, Money, Rounding, Value};

use super::FactSet;
use super::arithmetic::between;
use super::expr::map;
use super::known::{Known, compare, larger, smaller};
use crate::error::Failure;

/// The value of a call; the checker has seen to the number and the types of the arguments.
pub(crate) fn call(builtin: Builtin, arguments: Vec<Known>, rounding: Rounding) -> Known {
    if let Some(failed) = arguments.iter().find(|k| k.failure().is_some()) {
        return failed.clone();
    }
    match builtin {
        Builtin::Min | Builtin::Earliest => fold(arguments, false),
        Builtin::Max | Builtin::Latest => fold(arguments, true),
        Builtin::Between(unit) => distance(unit, arguments),
        Builtin::Round => round(arguments, rounding),
        Builtin::Year => ordered(arguments, date_part(builtin)),
        Builtin::FirstOfMonth
        | Builtin::LastOfMonth
        | Builtin::Floor
        | Builtin::Ceil
        | Builtin::Decimal => ordered(arguments, one_value(builtin)),
        Builtin::Day | Builtin::Month => match arguments.into_iter().next() {
            Some(date) => map(date, date_part(builtin)),
            None => Known::unknown(FactSet::default()),
        },
    }
}

/// The smallest or the largest; what is known of each narrows the result.
pub(super) fn fold(arguments: Vec<Known>, largest: bool) -> Known {
    let mut all = arguments.into_iter();
    let Some(first) = all.next() else {
        return Known::unknown(FactSet::default());
    };
    all.fold(first, |a, b| extreme(a, b, largest))
}

pub(super) fn extreme(a: Known, b: Known, largest: bool) -> Known {
    let known = extreme_of(a.clone(), b.clone(), largest);
    known.failing_with(&a).failing_with(&b)
}

fn extreme_of(a: Known, b: Known, largest: bool) -> Known {
    if a.failure().is_some() {
        return a;
    }
    if b.failure().is_some() {
        return b;
    }
    if let (Some(x), Some(y)) = (a.value(), b.value()) {
        return Known::exactly(if largest { larger(x, y) } else { smaller(x, y) }.clone());
    }
    let ((low, high), (low_too, high_too)) = (a.ends(), b.ends());
    // One that is beyond the other for sure is the answer, and the other does not matter.
    let beyond = |low: Option<&Value>, high: Option<&Value>| {
        low.zip(high)
            .and_then(|(low, high)| compare(low, high))
            .is_some_and(Ordering::is_ge)
    };
    match largest {
        true if beyond(low, high_too) => return a,
        true if beyond(low_too, high) => return b,
        false if beyond(low_too, high) => return a,
        false if beyond(low, high_too) => return b,
        _ => {}
    }
    let pick = if largest { larger } else { smaller };
    // For the largest, an absent lower end leaves the other's; an absent upper end leaves none.
    let strict = |x: Option<&Value>, y: Option<&Value>| x.zip(y).map(|(x, y)| pick(x, y).clone());
    let lenient = |x: Option<&Value>, y: Option<&Value>| match (x, y) {
        (Some(x), Some(y)) => Some(pick(x, y).clone()),
        (x, y) => x.or(y).cloned(),
    };
    let cause = a.cause.union(&b.cause);
    match largest {
        true => Known::between(lenient(low, low_too), strict(high, high_too), cause),
        false => Known::between(strict(low, low_too), lenient(high, high_too), cause),
    }
}

fn distance(unit: ShiftUnit, arguments: Vec<Known>) -> Known {
    let [from, to] = arguments.as_slice() else {
        return Known::unknown(FactSet::default());
    };
    let units = |a: Option<&Value>, b: Option<&Value>| match (a, b) {
        (Some(Value::Date(a)), Some(Value::Date(b))) => Some(Value::Integer(between(unit, *a, *b))),
        _ => None,
    };
    let ((low, high), (low_too, high_too)) = (from.ends(), to.ends());
    Known::between(
        units(high, low_too),
        units(low, high_too),
        from.cause.union(&to.cause),
    )
}

/// A function that keeps the order of its argument, so that ends give ends.
fn ordered(arguments: Vec<Known>, function: impl Fn(&Value) -> Result<Value, Failure>) -> Known {
    let Some(known) = arguments.into_iter().next() else {
        return Known::unknown(FactSet::default());
    };
    if known.value().is_some() {
        return map(known, function);
    }
    let (low, high) = known.ends();
    let end = |value: Option<&Value>| value.and_then(|v| function(v).ok());
    Known::between(end(low), end(high), known.cause.clone())
}

fn round(arguments: Vec<Known>, rounding: Rounding) -> Known {
    let places = match arguments.get(1).and_then(Known::value) {
        Some(Value::Integer(n)) => u32::try_from(*n).unwrap_or(0),
        _ => 0,
    };
    ordered(arguments, |value| {
        Ok(match value {
            Value::Decimal(d) => Value::Decimal(rounding.round(*d, places)),
            Value::Percent(d) => Value::Percent(rounding.round(*d, places)),
            Value::Money(m) => Money::from_exact(rounding.round(m.to_decimal(), places.min(2)))
                .map(Value::Money)
                .ok_or_else(|| {
                    Failure::new(codes::OVERFLOW, "an amount of money is too large a number")
                })?,
            other => other.clone(),
        })
    })
}

fn date_part(builtin: Builtin) -> impl Fn(&Value) -> Result<Value, Failure> {
    move |value| {
        let Value::Date(date) = value else {
            return Ok(value.clone());
        };
        let (year, month, day) = date.ymd();
        Ok(Value::Integer(match builtin {
            Builtin::Year => i64::from(year),
            Builtin::Month => i64::from(month),
            _ => i64::from(day),
        }))
    }
}

fn one_value(builtin: Builtin) -> impl Fn(&Value) -> Result<Value, Failure> {
    move |value| {
        Ok(match (builtin, value) {
            (Builtin::FirstOfMonth, Value::Date(date)) => Value::Date(date.first_of_month()),
            (Builtin::LastOfMonth, Value::Date(date)) => Value::Date(date.last_day_of_month()),
            (Builtin::Floor, Value::Decimal(d)) => whole(d.floor())?,
            (Builtin::Ceil, Value::Decimal(d)) => whole(d.ceil())?,
            (Builtin::Decimal, Value::Integer(n)) => Value::Decimal(Decimal::from(*n)),
            (Builtin::Decimal, Value::Money(m)) => Value::Decimal(m.to_decimal()),
            (Builtin::Decimal, Value::Percent(d)) => d
                .checked_div(Decimal::ONE_HUNDRED)
                .map(Value::Decimal)
                .ok_or_else(|| {
                    Failure::new(codes::OVERFLOW, "a percentage is too large a number")
                })?,
            (_, other) => other.clone(),
        })
    }
}

fn whole(decimal: Decimal) -> Result<Value, Failure> {
    i64::try_from(decimal)
        .map(Value::Integer)
        .map_err(|_| Failure::new(codes::OVERFLOW, "a whole number is too large"))
}
