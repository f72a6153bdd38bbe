//! A fact given as a value with names in place of numbers, as decisions give their outputs.

use bylaws_dsl::ir::{Fact, Policy, Type};
use bylaws_dsl::value::{Row, Value};

use smol_str::SmolStr;

use crate::decision::Data;
use crate::eval::compare;

/// The value of a fact or field, if it is of the declared type and within the declared range.
pub(super) fn value(policy: &Policy, fact: &Fact, data: &Data) -> Option<Value> {
    let value = match (fact.ty, data) {
        (Type::Boolean, Data::Boolean(truth)) => Value::Boolean(*truth),
        (Type::Integer, Data::Integer(n)) => Value::Integer(*n),
        (Type::Decimal, Data::Decimal(d)) => Value::Decimal(*d),
        (Type::Percent, Data::Percent(d)) => Value::Percent(*d),
        (Type::Money, Data::Money(m)) => Value::Money(*m),
        (Type::Date | Type::DateOrOpen, Data::Date(d)) => Value::Date(*d),
        (Type::DateOrOpen, Data::Open) => Value::Open,
        (Type::Duration, Data::Duration(d)) => Value::Duration(*d),
        (Type::Text, Data::Text(text)) => Value::Text(text.clone()),
        (Type::Enum(of), Data::Member(name)) => {
            Value::Member(of, policy.enums.get(of)?.index_of(name)?)
        }
        (Type::Set(of), Data::Set(names)) => {
            let declared = policy.enums.get(of)?;
            let mut bits = 0;
            for name in names {
                bits |= 1 << declared.index_of(name)?;
            }
            Value::Set(of, bits)
        }
        (Type::List(list), Data::List(rows)) => {
            let fields = &policy.lists.get(list)?.fields;
            let row = |row: &Vec<(SmolStr, Data)>| -> Option<Row> {
                let mut values = vec![None; fields.len()];
                for (name, data) in row {
                    let place = policy.lists.at(list).index_of(name)?;
                    let field = fields.get(usize::from(place))?;
                    *values.get_mut(usize::from(place))? = Some(self::value(policy, field, data)?);
                }
                Some(values)
            };
            let rows: Option<Vec<Row>> = rows.iter().map(row).collect();
            Value::List(list, rows?.into())
        }
        _ => return None,
    };
    let low = fact.low.as_ref().and_then(|low| compare(&value, low));
    let high = fact.high.as_ref().and_then(|high| compare(&value, high));
    (low.is_none_or(|order| order.is_ge()) && high.is_none_or(|order| order.is_le()))
        .then_some(value)
}
