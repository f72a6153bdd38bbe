//! Tables, row by row, and codes, entry by entry.

use bylaws_dsl::ast::{Aggregate, Hit};
use bylaws_dsl::ir::{ArithmeticOp, CodeSet, Range, Row, Table, Type};
use bylaws_dsl::value::{Decimal, Money, Rounding, Value};
use bylaws_dsl::{Code, codes};

use super::arithmetic::{arithmetic, order};

/// The rows that fit, from the top; without the `otherwise` row.
pub(super) fn fitting<'t>(table: &'t Table, asked: &[Value]) -> Vec<&'t Row> {
    let fits = |row: &&Row| {
        let mut pairs = row.cells.iter().zip(asked);
        pairs.all(|(cell, value)| cell.is_empty() || cell.iter().any(|range| holds(range, value)))
    };
    table.rows.iter().filter(fits).collect()
}

/// Whether a value lies in a range.
fn holds(range: &Range, value: &Value) -> bool {
    if range.low == range.high {
        return range.low.as_ref() == Some(value) || same_number(range.low.as_ref(), value);
    }
    let above = |low: &Value| order(value, low).is_ge();
    let below = |high: &Value| match range.below {
        true => order(value, high).is_lt(),
        false => order(value, high).is_le(),
    };
    range.low.as_ref().is_none_or(above) && range.high.as_ref().is_none_or(below)
}

/// `0.5` and `0.50` are one number.
fn same_number(known: Option<&Value>, value: &Value) -> bool {
    match (known, value) {
        (Some(Value::Decimal(a)), Value::Decimal(b))
        | (Some(Value::Percent(a)), Value::Percent(b)) => a == b,
        _ => false,
    }
}

/// What the rows that fit say.
pub(super) fn lookup(
    table: &Table,
    result: usize,
    asked: &[Value],
    rounding: Rounding,
) -> Result<Value, Code> {
    let mut rows = fitting(table, asked);
    if rows.is_empty() {
        rows.extend(&table.otherwise);
    }
    let ty = table.results[result].ty;
    let values: Vec<Value> = rows.iter().map(|row| row.values[result].clone()).collect();
    let Hit::Collect(aggregate) = table.hit else {
        assert!(table.hit == Hit::First || rows.len() < 2, "two rows fit");
        return values.first().cloned().ok_or(codes::NO_ROW);
    };
    match (aggregate, ty) {
        (Aggregate::Count, _) => Ok(Value::Integer(values.len() as i64)),
        (Aggregate::Set, Type::Enum(of)) => {
            let mut bits = 0;
            for value in values {
                let Value::Member(_, index) = value else {
                    panic!("{value:?}")
                };
                bits |= 1 << index;
            }
            Ok(Value::Set(of, bits))
        }
        (Aggregate::Sum, ty) => {
            let mut sum = match ty {
                Type::Integer => Value::Integer(0),
                Type::Decimal => Value::Decimal(Decimal::ZERO),
                Type::Percent => Value::Percent(Decimal::ZERO),
                _ => Value::Money(Money::from_cents(0)),
            };
            for value in values {
                sum = arithmetic(ArithmeticOp::Add, &sum, &value, ty, rounding)?;
            }
            Ok(sum)
        }
        (aggregate, _) => {
            let mut best: Option<Value> = None;
            for value in values {
                let better = best.as_ref().is_none_or(|best| {
                    let order = order(&value, best);
                    if aggregate == Aggregate::Min {
                        order.is_lt()
                    } else {
                        order.is_gt()
                    }
                });
                if better {
                    best = Some(value);
                }
            }
            best.ok_or(codes::NO_ROW)
        }
    }
}

/// Whether a code is one of a set: dots, blanks and capitals make no difference, and a range goes
/// up to all codes that begin with its last.
pub(super) fn is_code(code: &str, codes: &CodeSet) -> bool {
    let mut plain = String::new();
    for letter in code.chars() {
        if letter != '.' && !letter.is_whitespace() {
            plain.extend(letter.to_uppercase());
        }
    }
    if codes.exact.iter().any(|exact| *exact == plain) {
        return true;
    }
    for (low, high) in &codes.ranges {
        let shortest = low.len().min(high.len());
        let up_to_high = plain.starts_with(high.as_str()) || plain.as_str() < high.as_str();
        if plain.len() >= shortest && plain.as_str() >= low.as_str() && up_to_high {
            return true;
        }
    }
    false
}
