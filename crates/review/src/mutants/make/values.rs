//! The values beside a value: a day, a month, a cent or a unit more and less.

use bylaws_dsl::ir::{Policy, Type};
use bylaws_dsl::value::{Decimal, Duration, Money, Value};

/// The value one step less and one step more, where there are such.
pub(super) fn beside(policy: &Policy, value: &Value) -> Vec<Value> {
    [-1, 1]
        .into_iter()
        .filter_map(|by| moved(value, by))
        .chain(other(policy, value))
        .collect()
}

/// The value so many steps further.
pub(super) fn moved(value: &Value, by: i32) -> Option<Value> {
    Some(match value {
        Value::Integer(n) => Value::Integer(n.checked_add(i64::from(by))?),
        Value::Money(m) => Value::Money(Money::from_cents(m.cents().checked_add(i64::from(by))?)),
        Value::Date(date) => Value::Date(date.add_days(i64::from(by)).ok()?),
        Value::Duration(length) => {
            let (months, days) = match (length.months, length.days) {
                (0, days) => (0, days.checked_add(by)?),
                (months, days) => (months.checked_add(by)?, days),
            };
            match months < 0 || days < 0 {
                true => return None,
                false => Value::Duration(Duration { months, days }),
            }
        }
        Value::Percent(n) => Value::Percent(n.checked_add(step(*n, by))?),
        Value::Decimal(n) => Value::Decimal(n.checked_add(step(*n, by))?),
        _ => return None,
    })
}

/// One unit of the last digit that is written.
fn step(number: Decimal, by: i32) -> Decimal {
    Decimal::new(i64::from(by), number.normalize().scale())
}

/// Another value of a type without steps.
pub(super) fn other(policy: &Policy, value: &Value) -> Option<Value> {
    match value {
        Value::Boolean(truth) => Some(Value::Boolean(!truth)),
        Value::Member(of, index) => {
            let count = policy.enums.at(*of).members.len() as u16;
            let next = (index + 1).checked_rem(count)?;
            (next != *index).then_some(Value::Member(*of, next))
        }
        _ => None,
    }
}

/// One step of a type, and the type of the step itself.
pub(super) fn unit(ty: Type) -> Option<(Value, Type)> {
    Some(match ty {
        Type::Integer => (Value::Integer(1), Type::Integer),
        Type::Money => (Value::Money(Money::from_cents(1)), Type::Money),
        Type::Date | Type::DateOrOpen => (Value::Duration(Duration::days(1)), Type::Duration),
        _ => return None,
    })
}
