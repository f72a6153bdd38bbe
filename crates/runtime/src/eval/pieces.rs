//! A missing fact in pieces: together they hold every value that it may still have, and none
//! holds more than the whole. So what is true of each piece is true of the fact.

use std::cmp::Ordering;

use bylaws_dsl::ir::{Policy, Type};
use bylaws_dsl::value::{Date, Decimal, Money, Value};

use super::known::{Known, What, bit128, compare};
use super::possible::Landmarks;
use super::run::allowed;
use crate::facts::{Facts, Held, Slot, SlotId, declaration};

/// The pieces of a fact that is not given; none when it cannot be taken apart any further.
pub(super) fn pieces(
    policy: &Policy,
    landmarks: &Landmarks,
    facts: &Facts,
    fact: SlotId,
) -> Vec<Slot> {
    let declared = declaration(policy, facts, fact);
    let what = match facts.held(fact) {
        Held::Within(what) => what.clone(),
        Held::Given(_) => return Vec::new(),
        Held::Missing => allowed(policy, declared, Default::default()).what,
    };
    let ty = declared.ty;
    match (what, ty) {
        (What::Anything, Type::Boolean) => [true, false]
            .map(|truth| Slot::Given(Value::Boolean(truth)))
            .into(),
        (What::Anything, Type::Enum(of)) => (0..policy.enums.at(of).members.len() as u16)
            .map(|index| Slot::Given(Value::Member(of, index)))
            .collect(),
        (What::Anything, Type::Text) => {
            landmarks.texts(fact).into_iter().map(Slot::Given).collect()
        }
        (What::OneOf(of, mask), _) => (0..128)
            .filter(|index| mask & bit128(*index) != 0)
            .map(|index| Slot::Given(Value::Member(of, index)))
            .collect(),
        (What::SetBetween(of, must, may), _) => {
            let open = may & !must;
            let member = open & open.wrapping_neg();
            let with = |must, may| slot(Known::set_between(of, must, may, Default::default()));
            vec![with(must | member, may), with(must, may & !member)]
        }
        (What::Between(low, high), ty) => of_interval(landmarks, ty, low, high),
        _ => Vec::new(),
    }
}

fn slot(known: Known) -> Slot {
    match known.what {
        What::Exactly(value) => Slot::Given(value),
        what => Slot::Within(what),
    }
}

/// A value in the middle, what is below it and what is above: a landmark while there is one,
/// since that is where decisions turn.
fn of_interval(
    landmarks: &Landmarks,
    ty: Type,
    low: Option<Value>,
    high: Option<Value>,
) -> Vec<Slot> {
    if high == Some(Value::Open) {
        let dated = between(low, Some(Value::Date(Date::MAX)));
        return std::iter::once(Slot::Given(Value::Open))
            .chain(dated)
            .collect();
    }
    let middle = landmarks
        .within(ty, low.as_ref(), high.as_ref())
        .or_else(|| middle(ty, low.as_ref(), high.as_ref()));
    let Some(middle) = middle else {
        return Vec::new();
    };
    // A middle without a neighbour is the last of its type on that side.
    let below = beside(&middle, false).and_then(|end| between(low, Some(end)));
    let above = beside(&middle, true).and_then(|end| between(Some(end), high));
    std::iter::once(Slot::Given(middle))
        .chain(below)
        .chain(above)
        .collect()
}

/// Everything from one end to the other; nothing when they have crossed.
fn between(low: Option<Value>, high: Option<Value>) -> Option<Slot> {
    if let (Some(low), Some(high)) = (&low, &high)
        && compare(low, high).is_none_or(Ordering::is_gt)
    {
        return None;
    }
    Some(slot(Known::between(low, high, Default::default())))
}

/// The next value of the type, or the one before.
fn beside(value: &Value, above: bool) -> Option<Value> {
    let step = if above { 1 } else { -1 };
    match value {
        Value::Integer(n) => n.checked_add(step).map(Value::Integer),
        Value::Money(m) => {
            let cents = m.cents().checked_add(step)?;
            Some(Value::Money(Money::from_cents(cents)))
        }
        Value::Date(date) => date.add_days(step).ok().map(Value::Date),
        Value::Decimal(d) => neighbour(*d, above).map(Value::Decimal),
        Value::Percent(d) => neighbour(*d, above).map(Value::Percent),
        _ => None,
    }
}

/// The nearest decimal that can be written beside another.
fn neighbour(decimal: Decimal, above: bool) -> Option<Decimal> {
    (0..=Decimal::MAX_SCALE).rev().find_map(|scale| {
        let step = Decimal::new(1, scale);
        let next = if above {
            decimal.checked_add(step)
        } else {
            decimal.checked_sub(step)
        };
        next.filter(|next| *next != decimal)
    })
}

/// A value half-way between two, or between the ends of the type.
fn middle(ty: Type, low: Option<&Value>, high: Option<&Value>) -> Option<Value> {
    let half = |a: i64, b: i64| (a & b) + ((a ^ b) >> 1);
    match ty {
        Type::Integer => {
            let end = |value: Option<&Value>, other| match value {
                Some(Value::Integer(n)) => *n,
                _ => other,
            };
            Some(Value::Integer(half(
                end(low, i64::MIN),
                end(high, i64::MAX),
            )))
        }
        Type::Money => {
            let end = |value: Option<&Value>, other| match value {
                Some(Value::Money(m)) => m.cents(),
                _ => other,
            };
            let cents = half(end(low, i64::MIN), end(high, i64::MAX));
            Some(Value::Money(Money::from_cents(cents)))
        }
        Type::Date | Type::DateOrOpen => {
            let end = |value: Option<&Value>, other: Date| match value {
                Some(Value::Date(date)) => i64::from(date.days()),
                _ => i64::from(other.days()),
            };
            let days = half(end(low, Date::MIN), end(high, Date::MAX));
            Date::from_days(days).map(Value::Date)
        }
        Type::Decimal | Type::Percent => {
            let end = |value: Option<&Value>, other| match value {
                Some(Value::Decimal(d) | Value::Percent(d)) => *d,
                _ => other,
            };
            let (low, high) = (end(low, Decimal::MIN), end(high, Decimal::MAX));
            let two = Decimal::from(2);
            let half = low.checked_div(two)?.checked_add(high.checked_div(two)?)?;
            Some(match ty {
                Type::Percent => Value::Percent(half),
                _ => Value::Decimal(half),
            })
            .filter(|_| low <= half && half <= high)
        }
        _ => None,
    }
}
