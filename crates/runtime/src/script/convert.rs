//! Values of the language and values of scripts, one for one.

use bylaws_dsl::ir::{EnumId, Policy, Type};
use bylaws_dsl::suggest;
use bylaws_dsl::value::{Date, Decimal, Duration, Money, Value};
use rhai::{Array, Dynamic, ImmutableString};

/// A percentage; the number is what stands before the sign.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Percent(pub(super) Decimal);

/// A day, or *ongoing*, which is later than all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Day {
    On(Date),
    Open,
}

/// A member of an enumeration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Member(pub(super) EnumId, pub(super) u16);

/// A set of members.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Members(pub(super) EnumId, pub(super) u64);

/// A value as a script sees it. Lists and windows are handed over in other ways.
pub(super) fn to_script(value: &Value) -> Dynamic {
    match value {
        Value::Boolean(truth) => Dynamic::from_bool(*truth),
        Value::Integer(n) => Dynamic::from_int(*n),
        Value::Decimal(d) => Dynamic::from_decimal(*d),
        Value::Percent(d) => Dynamic::from(Percent(*d)),
        Value::Money(m) => Dynamic::from(*m),
        Value::Date(d) => Dynamic::from(Day::On(*d)),
        Value::Open => Dynamic::from(Day::Open),
        Value::Duration(d) => Dynamic::from(*d),
        Value::Text(t) => Dynamic::from(ImmutableString::from(t.as_str())),
        Value::Member(of, index) => Dynamic::from(Member(*of, *index)),
        Value::Set(of, bits) => Dynamic::from(Members(*of, *bits)),
        Value::None | Value::Window(..) | Value::List(..) => Dynamic::UNIT,
    }
}

/// The value that something of a script is, if it is one of the language; a text stays a text.
pub(super) fn to_value(given: &Dynamic) -> Option<Value> {
    if let Ok(truth) = given.as_bool() {
        return Some(Value::Boolean(truth));
    }
    if let Ok(n) = given.as_int() {
        return Some(Value::Integer(n));
    }
    if let Ok(d) = given.as_decimal() {
        return Some(Value::Decimal(d));
    }
    if let Ok(text) = given.as_immutable_string_ref() {
        return Some(Value::Text(text.as_str().into()));
    }
    let own = given.clone();
    own.clone()
        .try_cast::<Money>()
        .map(Value::Money)
        .or_else(|| {
            own.clone()
                .try_cast::<Percent>()
                .map(|p| Value::Percent(p.0))
        })
        .or_else(|| own.clone().try_cast::<Day>().map(day))
        .or_else(|| own.clone().try_cast::<Duration>().map(Value::Duration))
        .or_else(|| {
            own.clone()
                .try_cast::<Member>()
                .map(|m| Value::Member(m.0, m.1))
        })
        .or_else(|| own.try_cast::<Members>().map(|s| Value::Set(s.0, s.1)))
}

/// A day as a value.
pub(super) fn day(day: Day) -> Value {
    match day {
        Day::On(date) => Value::Date(date),
        Day::Open => Value::Open,
    }
}

/// The value of the declared type that a script gives.
///
/// # Errors
/// It is of another type; the words say what it is.
pub(super) fn of_type(policy: &Policy, ty: Type, given: &Dynamic) -> Result<Value, String> {
    if let Type::Set(of) = ty
        && let Ok(members) = given.as_array_ref()
    {
        return set(policy, of, &members);
    }
    let value = to_value(given);
    if let (Type::Enum(of), Some(Value::Text(name))) = (ty, &value) {
        return member(policy, of, name).map(|index| Value::Member(of, index));
    }
    let wanted = policy.type_words(ty);
    match value {
        Some(value) if is_of(ty, &value) => Ok(value),
        Some(value) => {
            let (words, kind) = (shown(&policy.value_words(&value)), kind_of(policy, &value));
            Err(format!("{words} is {kind}, and {wanted} is asked for"))
        }
        None => Err(format!(
            "{} stands there, and {wanted} is asked for",
            kind_words(given)
        )),
    }
}

/// The type of a value, in words.
fn kind_of(policy: &Policy, value: &Value) -> String {
    let ty = match value {
        Value::Boolean(_) => Type::Boolean,
        Value::Integer(_) => Type::Integer,
        Value::Decimal(_) => Type::Decimal,
        Value::Percent(_) => Type::Percent,
        Value::Money(_) => Type::Money,
        Value::Duration(_) => Type::Duration,
        Value::Text(_) => Type::Text,
        Value::Member(of, _) => Type::Enum(*of),
        Value::Set(of, _) => Type::Set(*of),
        Value::Date(_) => Type::Date,
        _ => Type::DateOrOpen,
    };
    policy.type_words(ty)
}

fn is_of(ty: Type, value: &Value) -> bool {
    match (ty, value) {
        (Type::Boolean, Value::Boolean(_))
        | (Type::Integer, Value::Integer(_))
        | (Type::Decimal, Value::Decimal(_))
        | (Type::Percent, Value::Percent(_))
        | (Type::Money, Value::Money(_))
        | (Type::Date | Type::DateOrOpen, Value::Date(_))
        | (Type::DateOrOpen, Value::Open)
        | (Type::Duration, Value::Duration(_))
        | (Type::Text, Value::Text(_)) => true,
        (Type::Enum(of), Value::Member(other, _)) | (Type::Set(of), Value::Set(other, _)) => {
            of == *other
        }
        _ => false,
    }
}

fn set(policy: &Policy, of: EnumId, members: &Array) -> Result<Value, String> {
    let mut bits = 0u64;
    for given in members {
        match of_type(policy, Type::Enum(of), given)? {
            Value::Member(_, index) => bits |= 1u64.checked_shl(u32::from(index)).unwrap_or(0),
            _ => return Err(format!("{} is no member of a set", kind_words(given))),
        }
    }
    Ok(Value::Set(of, bits))
}

/// The place of a member that a script calls by its name.
pub(super) fn member(policy: &Policy, of: EnumId, name: &str) -> Result<u16, String> {
    let Some(declared) = policy.enums.get(of) else {
        return Err(format!("there is no `{name}`"));
    };
    declared.index_of(name).ok_or_else(|| {
        let near = suggest::did_you_mean(name, declared.members.iter().map(|m| m.name.as_str()));
        let near = near.map_or(String::new(), |near| format!(": {near}"));
        format!("`{}` has no member `{}`{near}", declared.name, shown(name))
    })
}

/// What something of a script is, in words.
pub(super) fn kind_words(given: &Dynamic) -> &'static str {
    if given.is_unit() {
        "nothing"
    } else if given.is_array() {
        "an array"
    } else if given.is_map() {
        "a map"
    } else if given.is_fnptr() {
        "a function"
    } else {
        "this"
    }
}

/// A text of a script, no longer than a sentence bears.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or("")),
        None => text.to_owned(),
    }
}
