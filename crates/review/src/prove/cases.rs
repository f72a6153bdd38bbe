//! From what a solver says to a case, and from a case to the least that shows the same.

use bylaws_dsl::value::{Date, Decimal, Duration, Money};
use bylaws_runtime::Data;

use super::asker::Case;
use super::scope::{Encoder, Given, PLACES};
use super::smt::{Model, Value};
use super::term::{Node, T};
use super::value::{OPEN, Val};
use crate::behaviour::axis::{Axis, Domain};
use crate::behaviour::values::plain;

/// The variables of a request, and of the readings.
pub(super) fn wanted(encoder: &Encoder<'_>, readings: &[T]) -> Vec<T> {
    let mut all: Vec<T> = readings.to_vec();
    for (_, given) in encoder.inputs() {
        all.extend(given.given);
        match &given.val {
            Val::Truth(t) | Val::Whole(t) => all.push(*t),
            Val::Exact(number) => all.push(number.over),
            Val::Set(members) => all.extend(members),
            Val::Length(a, b) => all.extend([*a, *b]),
            Val::Other => {}
        }
    }
    all.retain(|t| matches!(encoder.terms.node(*t), Node::Var(..)));
    all
}

/// The case that a model is. What the question does not hang on is left out.
pub(super) fn case(encoder: &Encoder<'_>, axes: &[Axis], readings: &[T], model: &Model) -> Case {
    let inputs: std::collections::HashMap<&String, &Given> = encoder.inputs().collect();
    let mut readings = readings.iter();
    axes.iter()
        .map(|axis| {
            if axis.is_reading() {
                let choice = readings.next()?;
                let place = whole(encoder, model, *choice)?;
                return member(axis, place);
            }
            let given = inputs.get(&axis.name)?;
            if let Some(is_given) = given.given
                && truth(encoder, model, is_given) == Some(false)
            {
                return None;
            }
            data(encoder, axis, &given.val, model)
        })
        .collect()
}

fn truth(encoder: &Encoder<'_>, model: &Model, t: T) -> Option<bool> {
    match model.get(&t) {
        Some(Value::Truth(truth)) => Some(*truth),
        _ => encoder.terms.as_truth(t),
    }
}

fn whole(encoder: &Encoder<'_>, model: &Model, t: T) -> Option<i128> {
    match model.get(&t) {
        Some(Value::Whole(n)) => Some(*n),
        _ => encoder.terms.as_whole(t),
    }
}

fn member(axis: &Axis, place: i128) -> Option<Data> {
    match &axis.domain {
        Domain::One(members) => members
            .get(usize::try_from(place).ok()?)
            .cloned()
            .map(Data::Member),
        _ => None,
    }
}

fn data(encoder: &Encoder<'_>, axis: &Axis, val: &Val, model: &Model) -> Option<Data> {
    let whole = |t: T| whole(encoder, model, t);
    match (val, &axis.domain) {
        (Val::Truth(t), _) => truth(encoder, model, *t).map(Data::Boolean),
        (Val::Whole(t), Domain::Integer) => i64::try_from(whole(*t)?).ok().map(Data::Integer),
        (Val::Whole(t), Domain::Money) => {
            let cents = i64::try_from(whole(*t)?).ok()?;
            Some(Data::Money(Money::from_cents(cents)))
        }
        (Val::Whole(t), Domain::Date | Domain::DateOrOpen) => match whole(*t)? {
            OPEN => Some(Data::Open),
            day => Date::from_days(i64::try_from(day).ok()?).map(Data::Date),
        },
        (Val::Whole(t), Domain::One(_)) => member(axis, whole(*t)?),
        (Val::Whole(t), Domain::Text) => {
            let place = usize::try_from(whole(*t)?).ok()?;
            encoder.texts.at(place).cloned().map(Data::Text)
        }
        (Val::Exact(number), domain) => {
            let number = Decimal::try_from_i128_with_scale(whole(number.over)?, PLACES).ok()?;
            let number = number.normalize();
            Some(match domain {
                Domain::Percent => Data::Percent(number),
                _ => Data::Decimal(number),
            })
        }
        (Val::Set(bits), Domain::Set(members)) => {
            let mut any = false;
            let mut chosen = Vec::new();
            for (bit, member) in bits.iter().zip(members) {
                match truth(encoder, model, *bit) {
                    Some(true) => {
                        any = true;
                        chosen.push(member.clone());
                    }
                    Some(false) => any = true,
                    None => {}
                }
            }
            any.then_some(Data::Set(chosen))
        }
        (Val::Length(months, days), _) => {
            let months = whole(*months).unwrap_or(0);
            let days = whole(*days).unwrap_or(0);
            Some(Data::Duration(Duration {
                months: i32::try_from(months).ok()?,
                days: i32::try_from(days).ok()?,
            }))
        }
        _ => None,
    }
}

/// The same with something plain for everything that is left out.
pub(super) fn filled(axes: &[Axis], case: &Case) -> Case {
    let pairs = axes.iter().zip(case);
    pairs
        .map(|(axis, value)| match value {
            Some(value) => Some(value.clone()),
            None if axis.is_reading() => None,
            None => plain(axis),
        })
        .collect()
}

/// The least of a case that still is one: what can be left out is, and of what cannot, each value
/// is as plain as may be.
pub(super) fn least(axes: &[Axis], case: &Case, is: &mut dyn FnMut(&Case) -> bool) -> Case {
    let mut best = case.clone();
    for (place, axis) in axes.iter().enumerate() {
        let mut tries: Vec<Option<Data>> = vec![None];
        if !axis.is_reading() {
            tries.push(plain(axis));
        }
        if let Some(Some(Data::Set(members))) = best.get(place)
            && members.len() > 1
        {
            for member in members {
                tries.push(Some(Data::Set(vec![member.clone()])));
            }
        }
        for value in tries {
            let own = best.get(place).cloned().flatten();
            if own == value {
                break;
            }
            let mut other = best.clone();
            if let Some(slot) = other.get_mut(place) {
                *slot = value;
            }
            if is(&other) {
                best = other;
                break;
            }
        }
    }
    best
}
