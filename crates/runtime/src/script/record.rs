//! The facts as scripts see them: `facts.quality.score`, and `visit.cost` of an element of a list.

use std::collections::BTreeMap;

use bylaws_dsl::ir::{Fact, FactId, ListId, Need, Policy, Type};
use bylaws_dsl::suggest;
use bylaws_dsl::value::Value;
use rhai::{Array, Dynamic, Engine, ImmutableString};
use smol_str::SmolStr;

use super::convert::{shown, to_script};
use super::failure::{Caught, refuse, throw};
use super::state::{State, with};
use crate::error::Failure;
use crate::eval::{FactSet, input};
use crate::facts::SlotId;

/// A group of facts; the first is that of all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Record(usize);

/// An element of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Element(ListId, usize);

/// What a name within a group stands for.
#[derive(Clone, Copy, Debug)]
enum Named {
    Fact(FactId),
    Group(usize),
}

/// The facts of a policy by the parts of their names.
#[derive(Debug, Default)]
pub(super) struct Tree(Vec<BTreeMap<SmolStr, Named>>);

/// The group of all facts.
pub(super) const ALL: Record = Record(0);

impl Tree {
    pub(super) fn of(policy: &Policy) -> Self {
        let mut tree = Self(vec![BTreeMap::new()]);
        for (id, fact) in policy.facts.iter() {
            let mut group = 0;
            let mut parts = fact.name.split('.').peekable();
            while let Some(part) = parts.next() {
                let next = tree.0.len();
                let named = match parts.peek() {
                    Some(_) => Named::Group(next),
                    None => Named::Fact(id),
                };
                let Some(place) = tree.0.get_mut(group) else {
                    break;
                };
                let named = *place.entry(part.into()).or_insert(named);
                if let Named::Group(inner) = named {
                    if inner == next {
                        tree.0.push(BTreeMap::new());
                    }
                    group = inner;
                }
            }
        }
        tree
    }
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Record>("facts");
    engine.register_type_with_name::<Element>("element");
    engine.register_indexer_get(|record: &mut Record, name: ImmutableString| {
        let record = *record;
        with(|state| fact(state, record, &name))
    });
    engine.register_indexer_get(|element: &mut Element, name: ImmutableString| {
        let element = *element;
        with(|state| field(state, element, &name))
    });
}

fn fact(state: &mut State, record: Record, name: &str) -> Caught<Dynamic> {
    let group = state.ready.facts.0.get(record.0);
    let named = group.and_then(|group| group.get(name).copied());
    let id = match named {
        Some(Named::Group(inner)) => return Ok(Dynamic::from(Record(inner))),
        Some(Named::Fact(id)) => id,
        None => {
            let names = group.into_iter().flat_map(BTreeMap::keys);
            let message = unknown("fact", name, names.map(SmolStr::as_str));
            return refuse(message);
        }
    };
    let ready = std::sync::Arc::clone(&state.ready);
    let declared = ready.policy.facts.at(id);
    match declared.ty {
        Type::List(list) => elements(state, id, list),
        _ => value(state, id.into(), declared),
    }
}

fn unknown<'n>(what: &str, name: &str, names: impl Iterator<Item = &'n str>) -> String {
    let near = suggest::did_you_mean(name, names).map_or(String::new(), |near| format!(": {near}"));
    format!("there is no {what} `{}`{near}", shown(name))
}

/// The elements of a list, which may be missing as a whole.
fn elements(state: &mut State, fact: FactId, list: ListId) -> Caught<Dynamic> {
    let count = state.facts.as_ref().and_then(|facts| facts.elements(list));
    let Some(count) = count else {
        return state.needs(FactSet::of(fact));
    };
    note(state, fact.into());
    match state.elements_left.checked_sub(count) {
        Some(left) => state.elements_left = left,
        None => {
            let message = "the script goes through too many elements of lists";
            return throw(Failure::new(bylaws_dsl::codes::TOO_MANY_STEPS, message));
        }
    }
    let elements: Array = (0..count)
        .map(|place| Dynamic::from(Element(list, place)))
        .collect();
    Ok(elements.into())
}

fn field(state: &mut State, element: Element, name: &str) -> Caught<Dynamic> {
    let Element(list, place) = element;
    let ready = std::sync::Arc::clone(&state.ready);
    let declared = ready.policy.lists.at(list);
    let Some(field) = declared.index_of(name) else {
        let names = declared.fields.iter().map(|field| field.name.as_str());
        return refuse(unknown("field", name, names));
    };
    let slot = state
        .facts
        .as_ref()
        .and_then(|facts| facts.field(list, place, field));
    let Some(slot) = slot else {
        return state.needs(FactSet::of(declared.fact));
    };
    let need = Need::Field {
        list,
        element: place as u32,
        field,
    };
    value(state, slot, ready.policy.declaration(need))
}

/// The value of a fact or a field. Nobody knows what a script does with it, so that one of which
/// not all is known ends the call.
fn value(state: &mut State, slot: SlotId, declared: &Fact) -> Caught<Dynamic> {
    let known = match &state.facts {
        Some(facts) => input(&state.ready.policy, facts, slot, declared),
        None => return refuse("a function of a script is given no facts but its arguments"),
    };
    match known.settled() {
        Some(Value::None) => {
            note(state, slot);
            Ok(Dynamic::UNIT)
        }
        Some(value) => {
            let value = to_script(value);
            note(state, slot);
            Ok(value)
        }
        None => state.needs(known.cause),
    }
}

/// So many facts are told as read; a long list is many alike.
const MOST_TOLD: usize = 100;

fn note(state: &mut State, slot: SlotId) {
    if state.read.len() < MOST_TOLD && !state.read.contains(&slot) {
        state.read.push(slot);
    }
}
