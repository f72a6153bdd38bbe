//! Comparisons. Values of different types are never compared in silence: what would be no for every
//! value is an error.

use std::cmp::Ordering;

use bylaws_dsl::ir::{Builtin, CompareOp};
use bylaws_dsl::value::{Decimal, Value};
use rhai::{Dynamic, Engine};

use super::arithmetic::builtin;
use super::convert::{kind_words, member, to_value};
use super::failure::{Caught, refuse, throw};
use super::state::{peek, with};
use crate::eval::{self, compare};

const OPERATORS: [(&str, CompareOp); 6] = [
    ("==", CompareOp::Equal),
    ("!=", CompareOp::NotEqual),
    ("<", CompareOp::Less),
    ("<=", CompareOp::LessEqual),
    (">", CompareOp::Greater),
    (">=", CompareOp::GreaterEqual),
];

pub(super) fn register(engine: &mut Engine) {
    for (name, op) in OPERATORS {
        engine.register_fn(name, move |a: Dynamic, b: Dynamic| compared(op, &a, &b));
    }
    engine.register_fn("!", |truth: bool| !truth);
    engine.register_fn("min", |a: Dynamic, b: Dynamic| {
        extreme(Builtin::Min, &a, &b)
    });
    engine.register_fn("max", |a: Dynamic, b: Dynamic| {
        extreme(Builtin::Max, &a, &b)
    });
}

fn compared(op: CompareOp, a: &Dynamic, b: &Dynamic) -> Caught<bool> {
    let equality = matches!(op, CompareOp::Equal | CompareOp::NotEqual);
    if equality && (a.is_unit() || b.is_unit()) {
        let equal = a.is_unit() && b.is_unit();
        return Ok(equal == (op == CompareOp::Equal));
    }
    let (Some(x), Some(y)) = (to_value(a), to_value(b)) else {
        return incomparable(a, b);
    };
    let (x, y) = alike(x, y)?;
    if let Some(ordering) = ordering(&x, &y) {
        return Ok(op.holds(ordering));
    }
    match (&x, &y) {
        (Value::Duration(_), Value::Duration(_)) => {
            let known = eval::compared(op, &x, &y);
            match (known.holds(), known.failure()) {
                (Some(holds), _) => Ok(holds),
                (_, Some(failure)) => throw(failure.clone()),
                _ => incomparable(a, b),
            }
        }
        (Value::Member(of, _), Value::Member(other, _))
        | (Value::Set(of, _), Value::Set(other, _))
            if of != other || !equality =>
        {
            incomparable(a, b)
        }
        _ if equality && same_kind(&x, &y) => Ok((x == y) == (op == CompareOp::Equal)),
        _ => incomparable(a, b),
    }
}

/// The order of texts is that of their letters; all others have the order of the language.
fn ordering(x: &Value, y: &Value) -> Option<Ordering> {
    match (x, y) {
        (Value::Text(x), Value::Text(y)) => Some(x.cmp(y)),
        _ => compare(x, y),
    }
}

fn same_kind(x: &Value, y: &Value) -> bool {
    std::mem::discriminant(x) == std::mem::discriminant(y)
}

/// Two values of one type: a text beside a member is the name of one, a whole number beside a
/// decimal is one too.
fn alike(x: Value, y: Value) -> Caught<(Value, Value)> {
    Ok(match (x, y) {
        (Value::Member(of, x), Value::Text(name)) => (Value::Member(of, x), named(of, &name)?),
        (Value::Text(name), Value::Member(of, y)) => (named(of, &name)?, Value::Member(of, y)),
        (Value::Integer(x), Value::Decimal(y)) => {
            (Value::Decimal(Decimal::from(x)), Value::Decimal(y))
        }
        (Value::Decimal(x), Value::Integer(y)) => {
            (Value::Decimal(x), Value::Decimal(Decimal::from(y)))
        }
        both => both,
    })
}

fn named(of: bylaws_dsl::ir::EnumId, name: &str) -> Caught<Value> {
    with(|state| match member(state.policy(), of, name) {
        Ok(index) => Ok(Value::Member(of, index)),
        Err(message) => refuse(message),
    })
}

fn extreme(function: Builtin, a: &Dynamic, b: &Dynamic) -> Caught<Dynamic> {
    let (Some(x), Some(y)) = (to_value(a), to_value(b)) else {
        return incomparable(a, b);
    };
    let (x, y) = alike(x, y)?;
    if compare(&x, &y).is_none() {
        return incomparable(a, b);
    }
    builtin(function, vec![x, y])
}

fn incomparable<T>(a: &Dynamic, b: &Dynamic) -> Caught<T> {
    refuse(format!("{} and {} cannot be compared", words(a), words(b)))
}

/// A value as the policy writes it.
pub(super) fn words(given: &Dynamic) -> String {
    let value = to_value(given);
    let written = value.and_then(|value| peek(|state| state.policy().value_words(&value)));
    written.map_or_else(
        || kind_words(given).to_owned(),
        |text| super::convert::shown(&text),
    )
}
