//! Facts from JSON. Numbers are read from their digits, never through a binary float.

use std::borrow::Cow;
use std::fmt;

use bylaws_dsl::ir::{EnumId, Fact, FactId, Id, Policy, Type};
use bylaws_dsl::value::{Date, DateError, Duration, Money, Value};
use bylaws_dsl::{Code, codes, suggest};
use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::lists::{self, Errors};
use super::number::{self, MOST_DIGITS, NoNumber};
use super::{Facts, Schema};
use crate::error::DecisionError;
use crate::eval::compare;
use crate::limits::Limits;

pub(super) fn object(
    policy: &Policy,
    schema: &Schema,
    json: &str,
    limits: &Limits,
) -> Result<Facts, Vec<DecisionError>> {
    let mut reader = Reader {
        policy,
        schema,
        facts: Facts::none(policy),
        seen: vec![false; policy.facts.len()],
        errors: Errors::new(limits.errors),
        list_elements: limits.list_elements,
    };
    reader.group(String::new(), json);
    let errors = reader.errors.into_vec();
    if errors.is_empty() {
        Ok(reader.facts)
    } else {
        Err(errors)
    }
}

struct Reader<'a> {
    policy: &'a Policy,
    schema: &'a Schema,
    facts: Facts,
    seen: Vec<bool>,
    errors: Errors,
    list_elements: usize,
}

impl Reader<'_> {
    /// Reads an object whose keys stand below `prefix`.
    fn group(&mut self, prefix: String, json: &str) {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let entries = Entries {
            reader: self,
            prefix: &prefix,
        };
        let read = deserializer
            .deserialize_map(entries)
            .and_then(|()| deserializer.end());
        if let Err(error) = read {
            let message = if json.trim().is_empty() {
                "the request is empty".to_owned()
            } else if error.is_data() {
                "the facts of a request are a JSON object".to_owned()
            } else {
                format!("the request cannot be read as JSON: {error}")
            };
            self.errors.push(
                DecisionError::new(codes::BAD_JSON, message)
                    .given(shown(json))
                    .allowed("a JSON object"),
            );
        }
    }

    fn entry(&mut self, name: String, raw: &str) {
        if let Some(id) = self.schema.fact(&name) {
            return self.fact(id, raw);
        }
        if self.schema.is_group(&name) {
            return match raw {
                "null" => {}
                _ if raw.starts_with('{') => self.group(name, raw),
                _ => {
                    let message = format!("`{name}` is a group of facts");
                    let error = DecisionError::of_fact(codes::WRONG_FACT_TYPE, &name, message);
                    self.errors
                        .push(error.given(shown(raw)).allowed("an object"));
                }
            };
        }
        let policy = self.policy;
        self.errors.add(|| super::unknown_fact(policy, &name, raw));
    }

    fn fact(&mut self, id: FactId, raw: &str) {
        let name = &self.policy.facts.at(id).name;
        match self.seen.get_mut(id.index()) {
            Some(true) => {
                let message = format!("`{name}` is given twice");
                return self.errors.push(
                    DecisionError::of_fact(codes::REPEATED_FACT, name, message).given(shown(raw)),
                );
            }
            Some(seen) => *seen = true,
            None => {}
        }
        let fact = self.policy.facts.at(id);
        let value = match fact.ty {
            Type::List(list) => {
                let (most, errors) = (self.list_elements, &mut self.errors);
                lists::value(self.policy, list, raw, most, errors)
            }
            _ => match value(self.policy, fact, &fact.name, raw) {
                Ok(value) => value,
                Err(error) => return self.errors.push(error),
            },
        };
        self.facts.put(id, value);
    }
}

/// The entries of one object, each handed on as it is written.
struct Entries<'r, 'a> {
    reader: &'r mut Reader<'a>,
    prefix: &'r str,
}

impl<'de> Visitor<'de> for Entries<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            let raw: &'de RawValue = map.next_value()?;
            let name = if self.prefix.is_empty() {
                key.into_owned()
            } else {
                format!("{}.{key}", self.prefix)
            };
            self.reader.entry(name, raw.get());
        }
        Ok(())
    }
}

/// The value of a fact or field as JSON writes it; none for null. `name` is what a message calls
/// it: for a field of an element, the way to it.
pub(super) fn value(
    policy: &Policy,
    fact: &Fact,
    name: &str,
    raw: &str,
) -> Result<Option<Value>, DecisionError> {
    if raw == "null" {
        return Ok(None);
    }
    let value = of_type(policy, fact, name, raw)?;
    in_range(policy, fact, name, value, || raw.to_owned()).map(Some)
}

/// The value, if its declaration has it within range.
pub(super) fn in_range(
    policy: &Policy,
    fact: &Fact,
    name: &str,
    value: Value,
    raw: impl FnOnce() -> String,
) -> Result<Value, DecisionError> {
    let below = fact
        .low
        .as_ref()
        .and_then(|low| compare(&value, low))
        .is_some_and(|o| o.is_lt());
    let above = fact
        .high
        .as_ref()
        .and_then(|high| compare(&value, high))
        .is_some_and(|o| o.is_gt());
    if below || above {
        let words = policy.value_words(&value);
        let message = format!("`{name}` is {words}, outside its range");
        return Err(
            DecisionError::of_fact(codes::FACT_OUT_OF_RANGE, name, message)
                .given(shown(&raw()))
                .allowed(allowed(policy, fact)),
        );
    }
    Ok(value)
}

/// That a value is not of the declared type.
pub(super) fn wrong_type(policy: &Policy, fact: &Fact, name: &str, raw: &str) -> DecisionError {
    let message = format!("`{name}` must be {}", with_article(policy, fact.ty));
    DecisionError::of_fact(codes::WRONG_FACT_TYPE, name, message)
        .given(shown(raw))
        .allowed(allowed(policy, fact))
}

fn of_type(policy: &Policy, fact: &Fact, path: &str, raw: &str) -> Result<Value, DecisionError> {
    let wrong = |code: Code, why: &str| {
        let message = format!("`{path}` {why}");
        DecisionError::of_fact(code, path, message)
            .given(shown(raw))
            .allowed(allowed(policy, fact))
    };
    let wrong_type = || wrong_type(policy, fact, path, raw);
    let not_exact = |error: NoNumber| match error {
        NoNumber::Malformed => wrong_type(),
        NoNumber::TooLong => wrong(
            codes::WRONG_FACT_TYPE,
            &format!("needs more than {MOST_DIGITS} digits, the most that a number may have"),
        ),
    };
    let beyond = |is_negative: bool, what: &str, least: Value, most: Value| {
        let (way, end, last) = match is_negative {
            true => ("small", "smallest", least),
            false => ("large", "largest", most),
        };
        let last = policy.value_words(&last);
        let why = format!("is too {way}: the {end} {what} is {last}");
        wrong(codes::WRONG_FACT_TYPE, &why)
    };
    let number = || number::exact(raw).map_err(not_exact);
    match fact.ty {
        Type::Boolean => match raw {
            "true" => Ok(Value::Boolean(true)),
            "false" => Ok(Value::Boolean(false)),
            _ => Err(wrong_type()),
        },
        Type::Integer => raw.parse().map(Value::Integer).map_err(|_| {
            let digits = raw.strip_prefix('-').unwrap_or(raw);
            let is_whole = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            let (least, most) = (Value::Integer(i64::MIN), Value::Integer(i64::MAX));
            match is_whole {
                true => beyond(raw.starts_with('-'), "whole number", least, most),
                false => wrong_type(),
            }
        }),
        Type::Decimal => number().map(Value::Decimal),
        Type::Money => {
            let amount = number()?;
            Money::from_exact(amount).map(Value::Money).ok_or_else(|| {
                if amount.normalize().scale() <= 2 {
                    let end = |cents| Value::Money(Money::from_cents(cents));
                    let (least, most) = (end(i64::MIN), end(i64::MAX));
                    return beyond(amount.is_sign_negative(), "amount", least, most);
                }
                wrong(
                    codes::WRONG_FACT_TYPE,
                    "must be a whole number of cents, with two decimals at most",
                )
            })
        }
        Type::Percent => {
            let text = string(raw).unwrap_or_default();
            let number = text.strip_suffix('%').map(number::digits);
            match number.unwrap_or(Err(NoNumber::Malformed)) {
                Ok(number) => Ok(Value::Percent(number)),
                Err(NoNumber::TooLong) => Err(not_exact(NoNumber::TooLong)),
                Err(NoNumber::Malformed) => Err(wrong(
                    codes::WRONG_FACT_TYPE,
                    "must be a percentage with its sign, since 12.5 and 0.125 cannot be told apart",
                )),
            }
        }
        Type::Date | Type::DateOrOpen => {
            let text = string(raw).ok_or_else(wrong_type)?;
            if text == "open" && fact.ty == Type::DateOrOpen {
                return Ok(Value::Open);
            }
            Date::parse(&text)
                .map(Value::Date)
                .map_err(|error| match error {
                    DateError::NoSuchDay => wrong(
                        codes::WRONG_FACT_TYPE,
                        "is a day that the calendar does not have",
                    ),
                    _ => wrong_type(),
                })
        }
        Type::Duration => string(raw)
            .and_then(|text| Duration::parse(&text))
            .map(Value::Duration)
            .ok_or_else(wrong_type),
        Type::Text => string(raw)
            .map(|text| Value::Text(text.as_ref().into()))
            .ok_or_else(wrong_type),
        Type::Enum(of) => {
            let name = string(raw).ok_or_else(wrong_type)?;
            member(policy, (fact, path), of, &name, || raw.to_owned())
                .map(|index| Value::Member(of, index))
        }
        Type::Set(of) => {
            let elements: Vec<&RawValue> = serde_json::from_str(raw).map_err(|_| wrong_type())?;
            let mut bits = 0u64;
            for element in elements {
                let name = string(element.get()).ok_or_else(wrong_type)?;
                let raw = || element.get().to_owned();
                let place = member(policy, (fact, path), of, &name, raw)?;
                let bit = 1u64.checked_shl(u32::from(place)).unwrap_or(0);
                if bits & bit != 0 {
                    // A set holds it once; who wrote it twice may have meant another one.
                    let why = format!("has `{}` twice", shown(&name));
                    return Err(wrong(codes::REPEATED_FACT, &why));
                }
                bits |= bit;
            }
            Ok(Value::Set(of, bits))
        }
        Type::Window | Type::List(_) => Err(wrong_type()),
    }
}

/// The place of a member in the declaration of its enumeration.
pub(super) fn member(
    policy: &Policy,
    (fact, path): (&Fact, &str),
    of: EnumId,
    name: &str,
    raw: impl FnOnce() -> String,
) -> Result<u16, DecisionError> {
    let declared = &policy.enums.at(of);
    declared.index_of(name).ok_or_else(|| {
        let names = declared.members.iter().map(|m| m.name.as_str());
        let nearest =
            suggest::did_you_mean(name, names).map_or(String::new(), |hint| format!(": {hint}"));
        let message = format!(
            "`{}` of `{path}` is not a {}{nearest}",
            shown(name),
            declared.name
        );
        DecisionError::of_fact(codes::UNKNOWN_FACT_MEMBER, path, message)
            .given(shown(&raw()))
            .allowed(allowed(policy, fact))
    })
}

/// What a fact allows, in words.
pub(super) fn allowed(policy: &Policy, fact: &Fact) -> String {
    let members =
        |of: EnumId| suggest::one_of(policy.enums.at(of).members.iter().map(|m| m.name.as_str()));
    let form = match fact.ty {
        Type::Boolean => "true or false".to_owned(),
        Type::Integer => "a whole number".to_owned(),
        Type::Decimal => "a number, or its digits as text".to_owned(),
        Type::Money => "an amount such as 28500.00".to_owned(),
        Type::Percent => "a percentage such as \"12.5%\"".to_owned(),
        Type::Date => "a date such as \"2026-02-28\"".to_owned(),
        Type::DateOrOpen => "a date such as \"2026-02-28\", or \"open\"".to_owned(),
        Type::Duration => "a duration such as \"180 days\" or \"12 months\"".to_owned(),
        Type::Text => "text".to_owned(),
        Type::Enum(of) => members(of),
        Type::Set(of) => format!("a list of {}", members(of)),
        Type::List(_) => "a list of objects".to_owned(),
        Type::Window => "nothing".to_owned(),
    };
    match range_words(policy, fact) {
        Some(range) if fact.ty == Type::Integer && fact.low.is_some() && fact.high.is_some() => {
            format!("{form} {range}")
        }
        Some(range) => format!("{form}, {range}"),
        None => form,
    }
}

/// The declared range of a fact, in words.
pub fn range_words(policy: &Policy, fact: &Fact) -> Option<String> {
    let words = |end: &Option<Value>| end.as_ref().map(|value| policy.value_words(value));
    let is_date = matches!(fact.ty, Type::Date | Type::DateOrOpen);
    Some(match (words(&fact.low), words(&fact.high)) {
        (None, None) => return None,
        (Some(low), Some(high)) if is_date => format!("from {low} through {high}"),
        (Some(low), None) if is_date => format!("not before {low}"),
        (None, Some(high)) if is_date => format!("not after {high}"),
        (Some(low), Some(high)) => format!("from {low} to {high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("at most {high}"),
    })
}

fn with_article(policy: &Policy, ty: Type) -> String {
    match ty {
        Type::Boolean => "yes or no, which JSON writes as true or false".to_owned(),
        Type::Integer => "a whole number".to_owned(),
        Type::Money => "an amount of money".to_owned(),
        Type::Set(of) => format!("a list of {}", policy.enums.at(of).name),
        Type::Enum(of) => format!("one of {}", policy.enums.at(of).name),
        Type::Text => "text".to_owned(),
        ty => format!("a {}", policy.type_words(ty)),
    }
}

pub(super) fn string(raw: &str) -> Option<Cow<'_, str>> {
    if !raw.starts_with('"') {
        return None;
    }
    match raw.get(1..raw.len().saturating_sub(1)) {
        Some(plain) if !plain.contains('\\') => Some(Cow::Borrowed(plain)),
        _ => serde_json::from_str::<String>(raw).ok().map(Cow::Owned),
    }
}

/// What was given, cut to a length that fits a message.
pub(super) fn shown(raw: &str) -> String {
    const LONGEST: usize = 80;
    let raw = raw.trim();
    match raw.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", raw.get(..end).unwrap_or_default()),
        None => raw.to_owned(),
    }
}
