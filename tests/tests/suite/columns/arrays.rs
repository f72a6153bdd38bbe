//! Facts as the columns of a batch, in one of the forms that each may have.

use std::sync::Arc;

use arrow_array::builder::{ListBuilder, StringBuilder};
use arrow_array::types::Int16Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, DictionaryArray, Int64Array,
    LargeStringArray, ListArray, RecordBatch, StringArray, StringViewArray, StructArray,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{Field, Fields, Schema};
use bylaws_dsl::ir::{Fact, Policy, Type};
use bylaws_dsl::value::{Decimal, Value};
use bylaws_runtime::columns::Unit;
use bylaws_runtime::{Data, Program, explain};
use bylaws_tests::generate::Random;

/// The rows, each the values of all facts, with a column for each fact or for its group.
pub(super) fn batch(
    random: &mut Random,
    program: &Program,
    rows: &[Vec<Option<Value>>],
) -> RecordBatch {
    let policy = program.policy();
    let mut columns: Vec<(Field, ArrayRef)> = Vec::new();
    for (place, fact) in policy.facts.values().enumerate() {
        let values: Vec<_> = rows.iter().map(|row| row[place].as_ref()).collect();
        let (unit, array) = column(random, policy, fact, &values);
        let nested = random.chance(50);
        match fact.name.split_once('.') {
            Some((group, name)) if nested && !columns.iter().any(|(f, _)| f.name() == group) => {
                // Where all of a group is missing, the group itself may be.
                let nulls = array.logical_nulls().filter(|_| random.chance(50));
                let inner = field(name, &array, unit);
                let outer = StructArray::new(Fields::from(vec![inner]), vec![array], nulls);
                let outer: ArrayRef = Arc::new(outer);
                columns.push((field(group, &outer, None), outer));
            }
            _ => columns.push((field(&fact.name, &array, unit), array)),
        }
    }
    let (fields, arrays): (Vec<Field>, Vec<_>) = columns.into_iter().unzip();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap()
}

fn field(name: &str, array: &ArrayRef, unit: Option<Unit>) -> Field {
    let field = Field::new(name, array.data_type().clone(), true);
    match unit {
        Some(unit) => field.with_metadata([(Unit::KEY.to_owned(), unit.to_string())].into()),
        None => field,
    }
}

type Values<'a> = [Option<&'a Value>];

fn column(
    random: &mut Random,
    policy: &Policy,
    fact: &Fact,
    values: &Values<'_>,
) -> (Option<Unit>, ArrayRef) {
    let plain = |array: ArrayRef| (None, array);
    let has_open = values.contains(&Some(&Value::Open));
    match fact.ty {
        Type::Boolean if random.chance(70) => plain(Arc::new(BooleanArray::from_iter(
            values.iter().map(|v| v.map(|v| *v == Value::Boolean(true))),
        ))),
        Type::Date | Type::DateOrOpen if !has_open && random.chance(70) => plain(Arc::new(
            Date32Array::from_iter(values.iter().map(|value| match value {
                Some(Value::Date(day)) => Some(day.days()),
                _ => None,
            })),
        )),
        Type::Integer if random.chance(70) => plain(Arc::new(Int64Array::from_iter(
            values.iter().map(|value| match value {
                Some(Value::Integer(number)) => Some(*number),
                _ => None,
            }),
        ))),
        Type::Money if random.chance(70) => {
            let cents = values.iter().map(|value| match value {
                Some(Value::Money(money)) => Some(money.cents()),
                _ => None,
            });
            match random.chance(50) {
                true => (Some(Unit::Cents), Arc::new(Int64Array::from_iter(cents))),
                false => {
                    let cents = cents.map(|cents| cents.map(i128::from));
                    plain(decimals(cents, 2))
                }
            }
        }
        Type::Decimal | Type::Percent if random.chance(70) => {
            let unit = *random.pick(&[Unit::Percent, Unit::Fraction, Unit::BasisPoints]);
            let more = match (fact.ty, unit) {
                (Type::Percent, Unit::Fraction) => 2,
                (Type::Percent, Unit::BasisPoints) => -2,
                _ => 0,
            };
            let digits = |value: &Value| match value {
                Value::Decimal(number) | Value::Percent(number) => {
                    number.mantissa() * 10i128.pow(12 - number.scale())
                }
                _ => 0,
            };
            let numbers = values.iter().map(|value| value.map(digits));
            let unit = (fact.ty == Type::Percent).then_some(unit);
            (unit, decimals(numbers, (12 + more) as i8))
        }
        Type::Set(of) if random.chance(70) => {
            let mut lists = ListBuilder::new(StringBuilder::new());
            for value in values {
                if let Some(Value::Set(_, bits)) = value {
                    for name in policy.set_members(of, *bits) {
                        lists.values().append_value(name);
                    }
                }
                lists.append(value.is_some());
            }
            plain(Arc::new(lists.finish()))
        }
        Type::List(list) if random.chance(70) => {
            let rows = |value: &Option<&Value>| match value {
                Some(Value::List(_, rows)) => rows.to_vec(),
                _ => Vec::new(),
            };
            let rows: Vec<_> = values.iter().map(rows).collect();
            let all: Vec<_> = rows.iter().flatten().collect();
            let declared = policy.lists.at(list).fields.iter().enumerate();
            let columns = declared.map(|(place, inner)| {
                let own: Vec<_> = all.iter().map(|row| row[place].as_ref()).collect();
                let (unit, array) = column(random, policy, inner, &own);
                (field(&inner.name, &array, unit), array)
            });
            let (fields, arrays): (Vec<Field>, Vec<_>) = columns.unzip();
            let records = StructArray::new(Fields::from(fields), arrays, None);
            let element = Field::new_list_field(records_type(&records), true);
            let nulls: NullBuffer = values.iter().map(Option::is_some).collect();
            let ends = OffsetBuffer::from_lengths(rows.iter().map(Vec::len));
            plain(Arc::new(ListArray::new(
                Arc::new(element),
                ends,
                Arc::new(records),
                Some(nulls),
            )))
        }
        ty => plain(texts(random, policy, ty, values)),
    }
}

fn records_type(records: &StructArray) -> arrow_schema::DataType {
    arrow_schema::DataType::Struct(records.fields().clone())
}

fn decimals(numbers: impl Iterator<Item = Option<i128>>, scale: i8) -> ArrayRef {
    let column = Decimal128Array::from_iter(numbers);
    Arc::new(column.with_precision_and_scale(38, scale).unwrap())
}

/// The values in words, in one of the forms of columns of text.
fn texts(random: &mut Random, policy: &Policy, ty: Type, values: &Values<'_>) -> ArrayRef {
    let word = |value: &Value| match value {
        Value::Decimal(number) => Decimal::normalize(number).to_string(),
        value => match (Data::of(policy, value), ty) {
            (Data::Text(text) | Data::Member(text), _) => text.to_string(),
            (Data::Set(names), _) => format!("{{{}}}", names.join(", ")),
            (data, Type::List(_)) => explain::data_json(&data),
            (data, _) => explain::data_json(&data).trim_matches('"').to_owned(),
        },
    };
    let words: Vec<Option<String>> = values.iter().map(|value| value.map(word)).collect();
    match random.below(4) {
        0 => Arc::new(StringArray::from(words)),
        1 => Arc::new(LargeStringArray::from(words)),
        2 => Arc::new(StringViewArray::from_iter(words)),
        _ => Arc::new(DictionaryArray::<Int16Type>::from_iter(
            words.iter().map(Option::as_deref),
        )),
    }
}
