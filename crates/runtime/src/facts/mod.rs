//! A request's facts, checked once against the declared schema and put into numbered slots.

#[cfg(feature = "columns")]
mod cell;
mod decode;
mod given;
mod inputs;
mod lists;
mod number;
mod text;
mod typed;

use std::collections::HashMap;

use bylaws_dsl::ir::{FactId, Id, Policy};
use bylaws_dsl::value::Value;
use bylaws_dsl::{codes, suggest};
use smol_str::SmolStr;

#[cfg(feature = "columns")]
pub(crate) use cell::{
    is_group, named, of_data, of_json, of_text, too_many, unknown, unknown_field,
};
pub use decode::range_words;
#[cfg(feature = "columns")]
pub(crate) use lists::Errors;

use crate::decision::Data;
use crate::error::DecisionError;
use crate::eval::What;
use crate::limits::Limits;
use inputs::Elements;
pub(crate) use inputs::{Held, SlotId, declaration};

/// What a request says of one fact.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) enum Slot {
    /// Nothing: *unknown*, or `none` for an optional fact.
    #[default]
    Missing,
    /// This value, of the declared type and within the declared range.
    Given(Value),
    /// Not given, and for the time being only some of the values that its declaration allows.
    Within(What),
}

/// The facts of one request.
///
/// They are made of JSON by [`Program::facts`](crate::Program::facts), of values by
/// [`Program::facts_of`](crate::Program::facts_of), or one by one with
/// [`Program::put`](crate::Program::put) and [`Program::set`](crate::Program::set), and always fit the
/// schema of the policy they were made for.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    slots: Vec<Slot>,
    /// The elements of each list, by the number of the list.
    lists: Vec<Option<Elements>>,
    /// What stands for the time being in the place of fields that elements do not have, by number.
    narrowed: Vec<(SlotId, Slot)>,
}

impl Facts {
    pub(crate) fn none(policy: &Policy) -> Self {
        Self {
            slots: vec![Slot::Missing; policy.facts.len()],
            lists: Vec::new(),
            narrowed: Vec::new(),
        }
    }

    /// The facts of a policy, in the order of their numbers, lists still without elements.
    pub(crate) fn of_slots(slots: Vec<Slot>) -> Self {
        Self {
            slots,
            lists: Vec::new(),
            narrowed: Vec::new(),
        }
    }

    /// The value of a fact, if the request gives one.
    pub fn get(&self, fact: FactId) -> Option<&Value> {
        match self.slots.get(fact.index()) {
            Some(Slot::Given(value)) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn put(&mut self, fact: FactId, value: Option<Value>) {
        self.put_elements(fact, value.as_ref());
        if let Some(slot) = self.slots.get_mut(fact.index()) {
            *slot = value.map_or(Slot::Missing, Slot::Given);
        }
    }
}

/// The names of a policy's facts, ready to be looked up.
#[derive(Debug, Default)]
pub(crate) struct Schema {
    facts: HashMap<SmolStr, FactId>,
    /// Beginnings of dotted names, which are objects in JSON.
    groups: HashMap<SmolStr, ()>,
}

impl Schema {
    pub(crate) fn of(policy: &Policy) -> Self {
        let mut schema = Self::default();
        for (id, fact) in policy.facts.iter() {
            schema.facts.insert(fact.name.clone(), id);
            for (dot, _) in fact.name.match_indices('.') {
                schema
                    .groups
                    .insert(SmolStr::from(fact.name.get(..dot).unwrap_or_default()), ());
            }
        }
        schema
    }

    fn fact(&self, name: &str) -> Option<FactId> {
        self.facts.get(name).copied()
    }

    fn is_group(&self, name: &str) -> bool {
        self.groups.contains_key(name)
    }
}

/// Reads a JSON object of facts; reports everything that is wrong with it.
pub(crate) fn from_json(
    policy: &Policy,
    schema: &Schema,
    json: &str,
    limits: &Limits,
) -> Result<Facts, Vec<DecisionError>> {
    decode::object(policy, schema, json, limits)
}

/// Puts one fact given as plain text, in the words of the language (`yes`, `2026-02-28`, `$12.50`,
/// `{acute, terminal}`), into `facts`.
pub(crate) fn from_text(
    policy: &Policy,
    schema: &Schema,
    facts: &mut Facts,
    name: &str,
    text: &str,
    limits: &Limits,
) -> Result<(), DecisionError> {
    if let Some(field) = facts.field_at(policy, name) {
        let value = text::value(policy, policy.declaration(field), name, text, limits)?;
        facts.put_field(policy, field, value);
        return Ok(());
    }
    let Some(id) = schema.fact(name) else {
        return Err(unknown_fact(policy, name, text));
    };
    let fact = policy.facts.at(id);
    let value = text::value(policy, fact, &fact.name, text, limits)?;
    facts.put(id, value);
    Ok(())
}

/// Puts one fact given as a value with names into `facts`, or takes it out; whether it fits.
pub(crate) fn from_data(
    policy: &Policy,
    facts: &mut Facts,
    id: FactId,
    data: Option<&Data>,
) -> bool {
    let Some(fact) = policy.facts.get(id) else {
        return false;
    };
    let value = data.map(|data| given::value(policy, fact, data));
    let fits = value.as_ref().is_none_or(Option::is_some);
    facts.put(id, value.flatten());
    fits
}

fn unknown_fact(policy: &Policy, name: &str, given: &str) -> DecisionError {
    let names = policy.facts.values().map(|f| f.name.as_str());
    let shown = decode::shown(name);
    let mut message = format!("the policy has no fact `{shown}`");
    let nearest = (policy.facts.len() < 10_000)
        .then(|| suggest::did_you_mean(name, names))
        .flatten();
    if let Some(nearest) = nearest {
        message = format!("{message}: {nearest}");
    }
    DecisionError::of_fact(codes::UNKNOWN_FACT, &shown, message).given(decode::shown(given))
}
