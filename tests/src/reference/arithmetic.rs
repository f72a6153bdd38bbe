//! Values computed straight from the definitions of section 4 of the language.

use std::cmp::Ordering;

use bylaws_dsl::ir::{ArithmeticOp, Builtin, CompareOp, ShiftUnit, Type};
use bylaws_dsl::value::{Date, Decimal, Money, MonthEnd, Rounding, Value};
use bylaws_dsl::{Code, codes};
use chrono::{Datelike, Days, NaiveDate};

use super::Computed;

/// The order of two values of one type; `none` before and `open` after every date.
pub(super) fn order(a: &Value, b: &Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::None => 0,
        Value::Open => 2,
        _ => 1,
    };
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) | (Value::Percent(a), Value::Percent(b)) => a.cmp(b),
        (Value::Money(a), Value::Money(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.days().cmp(&b.days()),
        _ => rank(a).cmp(&rank(b)),
    }
}

pub(super) fn compare(op: CompareOp, a: &Value, b: &Value) -> Result<bool, Code> {
    let ordering = match (a, b) {
        (Value::Duration(a), Value::Duration(b)) if a.days == b.days => a.months.cmp(&b.months),
        (Value::Duration(a), Value::Duration(b)) if a.months == b.months => a.days.cmp(&b.days),
        (Value::Duration(_), Value::Duration(_)) => return Err(codes::MIXED_DURATIONS_AT_RUN),
        (Value::Boolean(_) | Value::Text(_) | Value::Member(..) | Value::Set(..), _) => {
            return Ok((a == b) == (op == CompareOp::Equal));
        }
        _ => order(a, b),
    };
    Ok(op.holds(ordering))
}

fn number(value: &Value) -> Decimal {
    match value {
        Value::Integer(n) => Decimal::from(*n),
        Value::Decimal(d) | Value::Percent(d) => *d,
        Value::Money(m) => Decimal::new(m.cents(), 2),
        other => panic!("{other:?} is no number"),
    }
}

/// `exact` as a whole number of units of `10^-places`, by the mode.
fn round(exact: Decimal, places: u32, mode: Rounding) -> i128 {
    let digits = exact.mantissa().unsigned_abs();
    let (whole, left, unit) = match exact.scale().checked_sub(places) {
        Some(extra) => (
            digits / 10u128.pow(extra),
            digits % 10u128.pow(extra),
            10u128.pow(extra),
        ),
        None => (digits * 10u128.pow(places - exact.scale()), 0, 1),
    };
    let away = match mode {
        Rounding::Up => left > 0,
        Rounding::Down => false,
        Rounding::HalfUp => left * 2 >= unit,
        Rounding::HalfEven => left * 2 > unit || left * 2 == unit && whole % 2 == 1,
    };
    let whole = whole as i128 + i128::from(away);
    if exact.is_sign_negative() {
        -whole
    } else {
        whole
    }
}

fn money(exact: Decimal, mode: Rounding) -> Computed {
    let cents = i64::try_from(round(exact, 2, mode)).map_err(|_| codes::OVERFLOW)?;
    Ok(Value::Money(Money::from_cents(cents)))
}

fn integer(n: Option<i64>) -> Computed {
    n.map(Value::Integer).ok_or(codes::OVERFLOW)
}

pub(super) fn negate(value: Value) -> Computed {
    match value {
        Value::Integer(n) => integer(n.checked_neg()),
        Value::Decimal(d) => Ok(Value::Decimal(-d)),
        Value::Percent(d) => Ok(Value::Percent(-d)),
        Value::Money(m) => {
            let cents = m.cents().checked_neg().ok_or(codes::OVERFLOW)?;
            Ok(Value::Money(Money::from_cents(cents)))
        }
        Value::Duration(d) => d.negated().map(Value::Duration).ok_or(codes::OVERFLOW),
        other => panic!("-{other:?}"),
    }
}

pub(super) fn arithmetic(
    op: ArithmeticOp,
    a: &Value,
    b: &Value,
    ty: Type,
    mode: Rounding,
) -> Computed {
    use ArithmeticOp::{Add, Divide, Multiply, Of, Subtract};
    if let (Value::Duration(a), Value::Duration(b)) = (a, b) {
        let b = if op == Subtract {
            b.negated()
        } else {
            Some(*b)
        };
        let sum = b.and_then(|b| a.plus(b)).ok_or(codes::OVERFLOW)?;
        return Ok(Value::Duration(sum));
    }
    if let (Value::Integer(a), Value::Integer(b), Type::Integer) = (a, b, ty) {
        return integer(match op {
            Add => a.checked_add(*b),
            Subtract => a.checked_sub(*b),
            Multiply => a.checked_mul(*b),
            Divide | Of => panic!("{op:?} gives no whole number"),
        });
    }
    let (a, b) = (number(a), number(b));
    let exact = match op {
        Divide if b.is_zero() => return Err(codes::DIVISION_BY_ZERO),
        Add => a.checked_add(b),
        Subtract => a.checked_sub(b),
        Multiply => a.checked_mul(b),
        Divide => a.checked_div(b),
        Of => (a / Decimal::ONE_HUNDRED).checked_mul(b),
    }
    .ok_or(codes::OVERFLOW)?;
    match ty {
        Type::Money => money(exact, mode),
        Type::Percent => Ok(Value::Percent(exact)),
        Type::Decimal => Ok(Value::Decimal(exact)),
        other => panic!("{op:?} gives no {other:?}"),
    }
}

/// Months one by one, then days; the convention where the month reached has no such day.
pub(super) fn shift(date: Value, by: Value, back: bool, month_end: MonthEnd) -> Computed {
    let (Value::Date(start), Value::Duration(by)) = (&date, &by) else {
        return Ok(date);
    };
    let by = if back {
        by.negated().ok_or(codes::OVERFLOW)?
    } else {
        *by
    };
    let (mut year, mut month, day) = start.ymd();
    for _ in 0..by.months.unsigned_abs() {
        (year, month) = match (by.months > 0, month) {
            (true, 12) => (year + 1, 1),
            (true, _) => (year, month + 1),
            (false, 1) => (year - 1, 12),
            (false, _) => (year, month - 1),
        };
        if !(1..=9999).contains(&year) {
            return Err(codes::DATE_OUT_OF_RANGE);
        }
    }
    let reached = match (NaiveDate::from_ymd_opt(year, month, day), month_end) {
        (Some(date), _) => date,
        (None, MonthEnd::Refuse) => return Err(codes::REFUSED_MONTH_END),
        (None, MonthEnd::LastDay) => (1..day)
            .rev()
            .find_map(|day| NaiveDate::from_ymd_opt(year, month, day))
            .unwrap(),
        (None, MonthEnd::NextDay) => NaiveDate::from_ymd_opt(year, month + 1, 1).unwrap(),
    };
    let days = Days::new(u64::from(by.days.unsigned_abs()));
    let moved = match by.days >= 0 {
        true => reached.checked_add_days(days),
        false => reached.checked_sub_days(days),
    };
    let date = moved.and_then(|date| Date::from_ymd(date.year(), date.month(), date.day()));
    date.map(Value::Date).ok_or(codes::DATE_OUT_OF_RANGE)
}

/// Complete units from `a` to `b`, counted one by one.
fn between(unit: ShiftUnit, a: Date, b: Date) -> i64 {
    if b.days() < a.days() {
        return -between(unit, b, a);
    }
    let ((mut year, mut month, day), end) = (a.ymd(), b.ymd());
    let mut months = -1;
    while (year, month, day) <= end {
        (year, month) = if month == 12 {
            (year + 1, 1)
        } else {
            (year, month + 1)
        };
        months += 1;
    }
    match unit {
        ShiftUnit::Days => i64::from(b.days() - a.days()),
        ShiftUnit::Months => months,
        ShiftUnit::Years => months / 12,
    }
}

pub(super) fn call(builtin: Builtin, arguments: Vec<Value>, mode: Rounding) -> Computed {
    let mut arguments = arguments.into_iter();
    let first = arguments.next().unwrap();
    let of_date = |part: fn(i32, u32, u32) -> i64| match &first {
        Value::Date(date) => {
            let (year, month, day) = date.ymd();
            Ok(Value::Integer(part(year, month, day)))
        }
        other => panic!("{other:?} is no date"),
    };
    match builtin {
        Builtin::Min | Builtin::Earliest => {
            Ok(arguments.fold(first, |a, b| if order(&b, &a).is_lt() { b } else { a }))
        }
        Builtin::Max | Builtin::Latest => {
            Ok(arguments.fold(first, |a, b| if order(&b, &a).is_gt() { b } else { a }))
        }
        Builtin::Between(unit) => match (first, arguments.next()) {
            (Value::Date(a), Some(Value::Date(b))) => Ok(Value::Integer(between(unit, a, b))),
            other => panic!("{other:?}"),
        },
        Builtin::Day => of_date(|_, _, day| i64::from(day)),
        Builtin::Month => of_date(|_, month, _| i64::from(month)),
        Builtin::Year => of_date(|year, _, _| i64::from(year)),
        Builtin::FirstOfMonth | Builtin::LastOfMonth => {
            let Value::Date(mut date) = first else {
                return Ok(first);
            };
            let step = if builtin == Builtin::FirstOfMonth {
                -1
            } else {
                1
            };
            let month = date.ymd().1;
            while let Ok(next) = date.add_days(step)
                && next.ymd().1 == month
            {
                date = next;
            }
            Ok(Value::Date(date))
        }
        Builtin::Round => {
            let Some(Value::Integer(places)) = arguments.next() else {
                panic!("no places")
            };
            let at = |exact: Decimal| match u32::try_from(places).unwrap() {
                places if places >= exact.scale() => exact,
                places => Decimal::from_i128_with_scale(round(exact, places, mode), places),
            };
            Ok(match first {
                Value::Decimal(d) => Value::Decimal(at(d)),
                Value::Percent(d) => Value::Percent(at(d)),
                Value::Money(m) => money(at(Decimal::new(m.cents(), 2)), mode)?,
                other => panic!("round({other:?})"),
            })
        }
        Builtin::Floor | Builtin::Ceil => {
            let exact = number(&first);
            let away = exact.is_sign_negative() == (builtin == Builtin::Floor);
            let mode = if away { Rounding::Up } else { Rounding::Down };
            integer(i64::try_from(round(exact, 0, mode)).ok())
        }
        Builtin::Decimal => Ok(Value::Decimal(match first {
            Value::Percent(d) => d / Decimal::ONE_HUNDRED,
            other => number(&other),
        })),
    }
}
