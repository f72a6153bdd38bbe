//! The facts of a row. A cell is judged as the same value in JSON is, in the same words.

use bylaws_dsl::ir::{Fact, ListType, Type};
use bylaws_dsl::value::{Date, Decimal, Money, Row, Value};

use super::cells::Cells;
use super::matched::{Matched, Part, Shape};
use crate::decision::Data;
use crate::error::DecisionError;
use crate::facts::{self, Facts};
use crate::program::Program;

/// Puts the facts of a row in the place of those of the row before; tells what is wrong with them.
pub(super) fn row(
    program: &Program,
    matched: &[Matched],
    cells: &[Cells],
    row: usize,
    facts: &mut Facts,
) -> Vec<DecisionError> {
    let mut errors = facts::Errors::new(program.limits.errors);
    for (matched, cells) in matched.iter().zip(cells) {
        let Some(fact) = program.policy().facts.get(matched.fact) else {
            continue;
        };
        match value(program, fact, &fact.name, &matched.shape, cells, row) {
            Ok(value) => facts.put(matched.fact, value),
            Err(error) => errors.push(error),
        }
    }
    errors.into_vec()
}

/// The value of one cell; none for null.
fn value(
    program: &Program,
    fact: &Fact,
    name: &str,
    shape: &Shape,
    cells: &Cells,
    row: usize,
) -> Result<Option<Value>, DecisionError> {
    if cells.is_null(row) {
        return Ok(None);
    }
    let data = match shape {
        Shape::Boolean => cells.truth(row).map(Data::Boolean),
        Shape::Number(more) => match cells.number(row) {
            Some((number, digits)) => {
                let digits = digits + more;
                match exact(fact.ty, number, digits) {
                    Some(data) => Some(data),
                    None => {
                        return facts::of_json(program, fact, name, &json(fact.ty, number, digits));
                    }
                }
            }
            None => None,
        },
        Shape::Date => match cells.day(row) {
            Some(day) => match Date::from_days(day.into()) {
                Some(date) => Some(Data::Date(date)),
                // It is no day of the years 1 to 9999, which is told of its number.
                None => return facts::of_json(program, fact, name, &day.to_string()),
            },
            None => None,
        },
        Shape::Text => match (fact.ty, cells.text(row)) {
            (Type::Text | Type::Enum(_), text) => text.map(Data::from),
            (_, Some(text)) => return facts::of_text(program, fact, name, text),
            (_, None) => None,
        },
        Shape::Names => {
            let mut names = Vec::new();
            if let Some((inner, elements)) = cells.elements(row) {
                for element in elements {
                    match inner.text(element).filter(|_| !inner.is_null(element)) {
                        Some(name) => names.push(name.into()),
                        None => return facts::of_json(program, fact, name, "[null]"),
                    }
                }
            }
            Some(Data::Set(names))
        }
        Shape::Records(parts) => {
            let Type::List(list) = fact.ty else {
                return Ok(None);
            };
            let declared = program.policy().lists.at(list);
            let rows = records(program, declared, parts, cells, row)?;
            return Ok(Some(Value::List(list, rows.into())));
        }
    };
    facts::of_data(program, fact, name, &data.unwrap_or(Data::None))
}

fn records(
    program: &Program,
    list: &ListType,
    parts: &[Part],
    cells: &Cells,
    row: usize,
) -> Result<Vec<Row>, DecisionError> {
    let Some((inner, elements)) = cells.elements(row) else {
        return Ok(Vec::new());
    };
    if elements.len() > program.limits.list_elements {
        return Err(facts::too_many(
            list,
            elements.len(),
            program.limits.list_elements,
        ));
    }
    let mut records = Vec::with_capacity(elements.len());
    for (place, element) in elements.enumerate() {
        let mut record: Row = vec![None; list.fields.len()];
        for part in parts.iter().filter(|_| !inner.is_null(element)) {
            let (Some(field), Some(cells), Some(slot)) = (
                list.fields.get(part.field),
                inner.part(part.column),
                record.get_mut(part.field),
            ) else {
                continue;
            };
            let name = format!("{}[{place}].{}", list.name, field.name);
            *slot = value(program, field, &name, &part.shape, cells, element)?;
        }
        records.push(record);
    }
    Ok(records)
}

/// The number as a value of its type, if it is one.
fn exact(ty: Type, number: i128, digits: i32) -> Option<Data> {
    let cents = digits == 2 && ty == Type::Money;
    if cents {
        return Some(Data::Money(Money::from_cents(number.try_into().ok()?)));
    }
    let (number, digits) = match u32::try_from(digits) {
        Ok(digits) => (number, digits),
        Err(_) => {
            let by = 10i128.checked_pow(digits.unsigned_abs())?;
            (number.checked_mul(by)?, 0)
        }
    };
    let decimal = match Decimal::try_from_i128_with_scale(number, digits) {
        Ok(decimal) => decimal,
        Err(_) => {
            let (number, digits) = shortest(number, digits);
            Decimal::try_from_i128_with_scale(number, digits).ok()?
        }
    };
    Some(match ty {
        Type::Integer => {
            let (number, digits) = shortest(number, digits);
            Data::Integer((digits == 0).then_some(number)?.try_into().ok()?)
        }
        Type::Decimal => Data::Decimal(decimal),
        Type::Percent => Data::Percent(decimal),
        Type::Money => Data::Money(Money::from_exact(decimal)?),
        _ => return None,
    })
}

/// Without the zeros at the end that say nothing.
fn shortest(mut number: i128, mut digits: u32) -> (i128, u32) {
    while digits > 0 && number % 10 == 0 {
        number /= 10;
        digits -= 1;
    }
    (number, digits)
}

/// The same number as JSON writes it.
fn json(ty: Type, number: i128, digits: i32) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let all = number.unsigned_abs().to_string();
    let written = match usize::try_from(digits) {
        Ok(0) => all,
        Ok(digits) => {
            let all = format!("{all:0>width$}", width = digits + 1);
            let (whole, part) = all
                .split_at_checked(all.len() - digits)
                .unwrap_or((&all, ""));
            format!("{whole}.{part}")
        }
        Err(_) => format!("{all}{}", "0".repeat(digits.unsigned_abs() as usize)),
    };
    match ty {
        Type::Percent => format!("\"{sign}{written}%\""),
        _ => format!("{sign}{written}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_exactly_or_not_at_all() {
        let money = |cents| Some(Data::Money(Money::from_cents(cents)));
        assert_eq!(exact(Type::Money, 1250, 2), money(1250));
        assert_eq!(exact(Type::Money, 12, 0), money(1200));
        assert_eq!(exact(Type::Money, 125_000, 4), money(1250));
        assert_eq!(exact(Type::Money, 125_001, 4), None);
        assert_eq!(exact(Type::Money, i128::MAX, 2), None);
        let percent = |number, scale| Some(Data::Percent(Decimal::new(number, scale)));
        assert_eq!(exact(Type::Percent, 125, 3 - 2), percent(125, 1));
        assert_eq!(exact(Type::Percent, 1, -2), percent(100, 0));
        assert_eq!(exact(Type::Integer, 700, 2), Some(Data::Integer(7)));
        assert_eq!(exact(Type::Integer, 701, 2), None);
        let long = 10i128.pow(37);
        assert_eq!(
            exact(Type::Decimal, long, 37),
            Some(Data::Decimal(Decimal::ONE))
        );
        assert_eq!(exact(Type::Decimal, i128::MAX, 0), None);
    }

    #[test]
    fn numbers_are_told_as_they_were_given() {
        assert_eq!(json(Type::Money, -5, 3), "-0.005");
        assert_eq!(json(Type::Money, 12_345, 2), "123.45");
        assert_eq!(json(Type::Integer, 7, 0), "7");
        assert_eq!(json(Type::Percent, -1, -2), "\"-100%\"");
    }
}
