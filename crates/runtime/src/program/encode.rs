//! Values as the 64-bit integers of registers, and back.

use bylaws_dsl::ir::Type;
use bylaws_dsl::value::{Date, Decimal, Money, Value};

use super::code::{NONE, OPEN};

/// The digits behind the point that registers keep of a decimal or percentage given as a fact.
pub(crate) const FACT_DIGITS: u8 = 6;

/// A value of a single register; none for one that does not fit there, and for those of other
/// shapes.
pub(crate) fn encode(value: &Value) -> Option<i64> {
    let number = match value {
        Value::Boolean(truth) => i64::from(*truth),
        Value::Integer(n) => *n,
        Value::Money(money) => money.cents(),
        Value::Date(date) => i64::from(date.days()),
        Value::Open => OPEN,
        Value::Member(_, index) => i64::from(*index),
        Value::Set(_, bits) => i64::from_ne_bytes(bits.to_ne_bytes()),
        Value::None => return Some(NONE),
        _ => return None,
    };
    Some(number).filter(|n| *n > NONE)
}

/// A decimal times a power of ten, if it is then a whole number that fits.
pub(crate) fn scaled(decimal: Decimal, digits: u8) -> Option<i64> {
    let (mantissa, scale) = (decimal.mantissa(), decimal.scale());
    let digits = u32::from(digits);
    let number = if scale <= digits {
        mantissa.checked_mul(10i128.checked_pow(digits - scale)?)?
    } else {
        let by = 10i128.checked_pow(scale - digits)?;
        (mantissa % by == 0).then_some(mantissa / by)?
    };
    i64::try_from(number).ok().filter(|n| *n > NONE)
}

/// The digits behind the point that a decimal needs.
pub(crate) fn digits(decimal: Decimal) -> u8 {
    decimal.normalize().scale() as u8
}

/// The value that a register stands for.
pub(crate) fn decode(number: i64, ty: Type) -> Option<Value> {
    if number == NONE {
        return Some(Value::None);
    }
    Some(match ty {
        Type::Boolean => Value::Boolean(number != 0),
        Type::Integer => Value::Integer(number),
        Type::Money => Value::Money(Money::from_cents(number)),
        Type::Date | Type::DateOrOpen if number == OPEN => Value::Open,
        Type::Date | Type::DateOrOpen => Value::Date(Date::from_days(number)?),
        Type::Enum(of) => Value::Member(of, u16::try_from(number).ok()?),
        Type::Set(of) => Value::Set(of, u64::from_ne_bytes(number.to_ne_bytes())),
        _ => return None,
    })
}
