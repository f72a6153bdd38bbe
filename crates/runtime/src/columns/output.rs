//! The columns of one output.

use std::sync::Arc;

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Decimal128Builder, Int32Builder, Int64Builder, ListBuilder,
    StringBuilder,
};
use arrow_array::types::Int32Type;
use arrow_array::{ArrayRef, DictionaryArray, StringArray};
use arrow_schema::{DataType, Field};
use bylaws_dsl::ir::{Output, Type};
use bylaws_dsl::value::{Date, Decimal};
use smol_str::SmolStr;

use super::write::type_of;
use crate::decision::Data;
use crate::explain::data_json;
use crate::program::Program;

/// The digits behind the point of a decimal or percentage: as many as the longest has, so that
/// none is rounded.
const DIGITS: u32 = 28;
const MOST_DIGITS: u8 = 38;
/// All cents that there are.
const MONEY: (u8, i8) = (19, 2);

/// The values of one output, row after row. Null stands for `none` and for what is not known.
pub(super) enum OutputColumn {
    Boolean(BooleanBuilder),
    Integer(Int64Builder),
    Money(Decimal128Builder),
    /// A decimal, or the number before the sign of a percentage.
    Number(Decimal128Builder),
    Date(Date32Builder),
    DateOrOpen(Last),
    /// The places of members, and their names.
    Member(Int32Builder, Vec<SmolStr>),
    Set(ListBuilder<StringBuilder>),
    Text(StringBuilder),
    /// By category the first and the last day.
    Periods(Vec<(SmolStr, Date32Builder, Last)>),
}

/// A last day, and beside it whether there is none since it goes on.
pub(super) struct Last {
    day: Date32Builder,
    is_open: BooleanBuilder,
}

impl Last {
    fn new(rows: usize) -> Self {
        Self {
            day: Date32Builder::with_capacity(rows),
            is_open: BooleanBuilder::with_capacity(rows),
        }
    }

    fn fields(name: &str) -> [Field; 2] {
        let open = format!("{name}.open");
        [
            Field::new(name, DataType::Date32, true),
            Field::new(open, DataType::Boolean, true),
        ]
    }

    fn push(&mut self, data: Option<&Data>) {
        self.day.append_option(days(data));
        self.is_open.append_option(match data {
            Some(Data::Open) => Some(true),
            Some(Data::Date(_)) => Some(false),
            _ => None,
        });
    }

    fn finish(mut self) -> [ArrayRef; 2] {
        [Arc::new(self.day.finish()), Arc::new(self.is_open.finish())]
    }
}

impl OutputColumn {
    pub(super) fn new(program: &Program, output: &Output, rows: usize) -> Self {
        let policy = program.policy();
        let decimals = |(precision, scale)| {
            let ty = DataType::Decimal128(precision, scale);
            Decimal128Builder::with_capacity(rows).with_data_type(ty)
        };
        match type_of(program, output.kind) {
            Some(Type::Boolean) => Self::Boolean(BooleanBuilder::with_capacity(rows)),
            Some(Type::Integer) => Self::Integer(Int64Builder::with_capacity(rows)),
            Some(Type::Money) => Self::Money(decimals(MONEY)),
            Some(Type::Decimal | Type::Percent) => {
                Self::Number(decimals((MOST_DIGITS, DIGITS as i8)))
            }
            Some(Type::Date) => Self::Date(Date32Builder::with_capacity(rows)),
            Some(Type::DateOrOpen) => Self::DateOrOpen(Last::new(rows)),
            Some(Type::Enum(of)) => {
                let members = policy.enums.at(of).members.iter();
                let names = members.map(|member| member.name.clone());
                Self::Member(Int32Builder::with_capacity(rows), names.collect())
            }
            Some(Type::Set(_)) => Self::Set(ListBuilder::new(StringBuilder::new())),
            Some(Type::Text | Type::Duration | Type::Window | Type::List(_)) => {
                Self::Text(StringBuilder::new())
            }
            None => {
                let categories = policy.categories.values();
                let own = categories.map(|category| {
                    let from = Date32Builder::with_capacity(rows);
                    (category.head.name.clone(), from, Last::new(rows))
                });
                Self::Periods(own.collect())
            }
        }
    }

    pub(super) fn fields(&self, name: &str) -> Vec<Field> {
        let ty = match self {
            Self::Boolean(_) => DataType::Boolean,
            Self::Integer(_) => DataType::Int64,
            Self::Money(_) => DataType::Decimal128(MONEY.0, MONEY.1),
            Self::Number(_) => DataType::Decimal128(MOST_DIGITS, DIGITS as i8),
            Self::Date(_) => DataType::Date32,
            Self::Member(..) => {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
            }
            Self::Set(_) => DataType::new_list(DataType::Utf8, true),
            Self::Text(_) => DataType::Utf8,
            Self::DateOrOpen(_) => return Last::fields(name).into(),
            Self::Periods(categories) => {
                let own = categories.iter().flat_map(|(category, ..)| {
                    let from = format!("{name}.{category}.from");
                    let from = Field::new(from, DataType::Date32, true);
                    let through = Last::fields(&format!("{name}.{category}.through"));
                    std::iter::once(from).chain(through)
                });
                return own.collect();
            }
        };
        vec![Field::new(name, ty, true)]
    }

    /// Whether the column has room for all digits of a value.
    pub(super) fn fits(&self, data: &Data) -> bool {
        match (self, data) {
            (Self::Number(_), Data::Decimal(number) | Data::Percent(number)) => {
                mantissa(*number).is_some()
            }
            _ => true,
        }
    }

    pub(super) fn push(&mut self, data: Option<&Data>) {
        let data = data.filter(|data| **data != Data::None);
        match self {
            Self::Boolean(column) => column.append_option(match data {
                Some(Data::Boolean(truth)) => Some(*truth),
                _ => None,
            }),
            Self::Integer(column) => column.append_option(match data {
                Some(Data::Integer(number)) => Some(*number),
                _ => None,
            }),
            Self::Money(column) => column.append_option(match data {
                Some(Data::Money(money)) => Some(money.cents().into()),
                _ => None,
            }),
            Self::Number(column) => column.append_option(match data {
                Some(Data::Decimal(number) | Data::Percent(number)) => mantissa(*number),
                _ => None,
            }),
            Self::Date(column) => column.append_option(days(data)),
            Self::DateOrOpen(last) => last.push(data),
            Self::Member(column, names) => column.append_option(match data {
                Some(Data::Member(name)) => {
                    let place = names.iter().position(|member| member == name);
                    place.and_then(|place| i32::try_from(place).ok())
                }
                _ => None,
            }),
            Self::Set(column) => {
                let names = match data {
                    Some(Data::Set(names)) => Some(names),
                    _ => None,
                };
                for name in names.into_iter().flatten() {
                    column.values().append_value(name);
                }
                column.append(names.is_some());
            }
            Self::Text(column) => match data {
                None => column.append_null(),
                Some(Data::Text(text)) => column.append_value(text),
                Some(data) => column.append_value(data_json(data).trim_matches('"')),
            },
            Self::Periods(categories) => {
                let periods = match data {
                    Some(Data::Periods(periods)) => periods.as_slice(),
                    _ => &[],
                };
                for (category, first, last) in categories {
                    let own = periods.iter().find(|(name, ..)| name == category);
                    first.append_option(days(own.map(|(_, from, _)| from)));
                    last.push(own.map(|(.., through)| through));
                }
            }
        }
    }

    pub(super) fn finish(self) -> Vec<ArrayRef> {
        match self {
            Self::Boolean(mut column) => vec![Arc::new(column.finish())],
            Self::Integer(mut column) => vec![Arc::new(column.finish())],
            Self::Money(mut column) | Self::Number(mut column) => vec![Arc::new(column.finish())],
            Self::Date(mut column) => vec![Arc::new(column.finish())],
            Self::DateOrOpen(last) => last.finish().into(),
            Self::Member(mut places, names) => {
                let names = StringArray::from_iter_values(names);
                // Each place is one of the names.
                let member = DictionaryArray::<Int32Type>::new(places.finish(), Arc::new(names));
                vec![Arc::new(member)]
            }
            Self::Set(mut column) => vec![Arc::new(column.finish())],
            Self::Text(mut column) => vec![Arc::new(column.finish())],
            Self::Periods(categories) => {
                let own = categories.into_iter().flat_map(|(_, mut first, last)| {
                    let first: ArrayRef = Arc::new(first.finish());
                    std::iter::once(first).chain(last.finish())
                });
                own.collect()
            }
        }
    }
}

fn days(data: Option<&Data>) -> Option<i32> {
    match data {
        Some(Data::Date(date)) => Some(Date::days(*date)),
        _ => None,
    }
}

/// The number with all digits that the column has behind the point.
fn mantissa(number: Decimal) -> Option<i128> {
    let by = 10i128.checked_pow(DIGITS.checked_sub(number.scale())?)?;
    let mantissa = number.mantissa().checked_mul(by)?;
    (mantissa.unsigned_abs() < 10u128.pow(MOST_DIGITS.into())).then_some(mantissa)
}
