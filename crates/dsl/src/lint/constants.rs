//! Expressions whose value is the same in every decision, computed from what is written alone.

use std::cmp::Ordering;

use crate::ir::{ArithmeticOp, ExprId, ExprKind, Id, Policy};
use crate::value::{Date, Duration, Money, MonthEnd, Value};

/// The value of each expression that has one and the same everywhere.
pub(super) struct Constants(Vec<Option<Value>>);

impl Constants {
    pub(super) fn of(policy: &Policy) -> Self {
        let mut known = Self(Vec::with_capacity(policy.exprs.len()));
        // Operands are numbered before what is made of them.
        for expr in policy.exprs.values() {
            let value = known.value(&expr.kind);
            known.0.push(value);
        }
        known
    }

    pub(super) fn get(&self, id: ExprId) -> Option<&Value> {
        self.0.get(id.index())?.as_ref()
    }

    fn value(&self, kind: &ExprKind) -> Option<Value> {
        match kind {
            ExprKind::Constant(value) => Some(value.clone()),
            ExprKind::Negate(one) => negated(self.get(*one)?),
            ExprKind::Arithmetic(op, a, b) => arithmetic(*op, self.get(*a)?, self.get(*b)?),
            ExprKind::Set(members) => self.set(members),
            ExprKind::Shift {
                date,
                by,
                back,
                month_end,
            } => shifted(self.get(*date)?, self.get(*by)?, *back, *month_end),
            _ => None,
        }
    }

    fn set(&self, members: &[ExprId]) -> Option<Value> {
        let mut all = None;
        for member in members {
            let Value::Member(of, place) = self.get(*member)? else {
                return None;
            };
            let bit = 1u64.checked_shl(u32::from(*place))?;
            let (_, bits) = all.unwrap_or((*of, 0));
            all = Some((*of, bits | bit));
        }
        all.map(|(of, bits)| Value::Set(of, bits))
    }
}

fn negated(value: &Value) -> Option<Value> {
    match value {
        Value::Integer(n) => n.checked_neg().map(Value::Integer),
        Value::Decimal(d) => Some(Value::Decimal(-*d)),
        Value::Percent(d) => Some(Value::Percent(-*d)),
        Value::Money(m) => m.cents().checked_neg().map(cents),
        _ => None,
    }
}

fn cents(cents: i64) -> Value {
    Value::Money(Money::from_cents(cents))
}

/// What can be computed without rounding and without failing.
fn arithmetic(op: ArithmeticOp, a: &Value, b: &Value) -> Option<Value> {
    use ArithmeticOp::{Add, Multiply, Subtract};
    match (op, a, b) {
        (Add, Value::Integer(a), Value::Integer(b)) => a.checked_add(*b).map(Value::Integer),
        (Subtract, Value::Integer(a), Value::Integer(b)) => a.checked_sub(*b).map(Value::Integer),
        (Multiply, Value::Integer(a), Value::Integer(b)) => a.checked_mul(*b).map(Value::Integer),
        (Add, Value::Decimal(a), Value::Decimal(b)) => a.checked_add(*b).map(Value::Decimal),
        (Subtract, Value::Decimal(a), Value::Decimal(b)) => a.checked_sub(*b).map(Value::Decimal),
        (Add, Value::Percent(a), Value::Percent(b)) => a.checked_add(*b).map(Value::Percent),
        (Subtract, Value::Percent(a), Value::Percent(b)) => a.checked_sub(*b).map(Value::Percent),
        (Add, Value::Money(a), Value::Money(b)) => a.cents().checked_add(b.cents()).map(cents),
        (Subtract, Value::Money(a), Value::Money(b)) => a.cents().checked_sub(b.cents()).map(cents),
        _ => None,
    }
}

fn shifted(date: &Value, by: &Value, back: bool, month_end: MonthEnd) -> Option<Value> {
    let (date, by) = match (date, by) {
        (Value::Open, Value::Duration(_)) => return Some(Value::Open),
        (Value::Date(date), Value::Duration(by)) => (*date, *by),
        _ => return None,
    };
    let Duration { months, days } = if back { by.negated()? } else { by };
    let moved = |date: Date| match months {
        0 => date.add_days(i64::from(days)).ok(),
        _ if days == 0 => date.add_months(i64::from(months), month_end).ok(),
        _ => None,
    };
    moved(date).map(Value::Date)
}

/// The order of two values of one type, where the type has an order.
pub(super) fn order(a: &Value, b: &Value) -> Option<Ordering> {
    Some(match (a, b) {
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) | (Value::Percent(a), Value::Percent(b)) => a.cmp(b),
        (Value::Money(a), Value::Money(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Open, Value::Open) => Ordering::Equal,
        (Value::Open, Value::Date(_)) => Ordering::Greater,
        (Value::Date(_), Value::Open) => Ordering::Less,
        (Value::Member(of, a), Value::Member(other, b)) if of == other => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        _ => return None,
    })
}
