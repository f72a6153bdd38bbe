//! Which row of a table answers.

use std::cmp::Ordering;

use bylaws_dsl::ast::Hit;
use bylaws_dsl::ir::{Range, Row, Table};
use bylaws_dsl::value::Value;

/// Whether a row of a table answers these values.
pub(super) fn hits(table: &Table, row: usize, asked: &[Value]) -> bool {
    if row == table.rows.len() {
        return !table.rows.iter().any(|row| fits(row, asked));
    }
    let Some(wanted) = table.rows.get(row) else {
        return false;
    };
    let is_first = || !table.rows.iter().take(row).any(|row| fits(row, asked));
    fits(wanted, asked) && (table.hit != Hit::First || is_first())
}

fn fits(row: &Row, asked: &[Value]) -> bool {
    let mut pairs = row.cells.iter().zip(asked);
    pairs.all(|(cell, value)| cell.is_empty() || cell.iter().any(|range| contains(range, value)))
}

fn contains(range: &Range, value: &Value) -> bool {
    if range.low == range.high {
        return range
            .low
            .as_ref()
            .is_some_and(|only| order(only, value) == Some(Ordering::Equal));
    }
    let above = |low: &Value| order(low, value).is_some_and(Ordering::is_le);
    let below = |high: &Value| {
        order(value, high).is_some_and(|order| match range.below {
            true => order.is_lt(),
            false => order.is_le(),
        })
    };
    range.low.as_ref().is_none_or(above) && range.high.as_ref().is_none_or(below)
}

fn order(a: &Value, b: &Value) -> Option<Ordering> {
    Some(match (a, b) {
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) | (Value::Percent(a), Value::Percent(b)) => a.cmp(b),
        (Value::Money(a), Value::Money(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Open, Value::Open) => Ordering::Equal,
        (Value::Open, Value::Date(_)) => Ordering::Greater,
        (Value::Date(_), Value::Open) => Ordering::Less,
        (Value::Member(_, a), Value::Member(_, b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        _ => return None,
    })
}
