//! What a reader knows of a policy: keys, members, ranges.

use std::collections::HashMap;

use bylaws_dsl::ir::{EnumId, Fact, Id, Policy, Type};
use bylaws_dsl::value::Value;
use smol_str::SmolStr;

use crate::program::code::{Code, Input, NONE};
use crate::program::encode::{FACT_DIGITS, encode, scaled};

/// The names of facts as a request writes them, and what each fact allows.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    /// The objects of a request: the whole, and one for each beginning of dotted names.
    pub(super) objects: Vec<Object>,
    pub(super) facts: Vec<Known>,
    pub(super) lists: Vec<Vec<Known>>,
    /// The objects that the elements of lists are.
    pub(super) elements: Vec<Object>,
    pub(super) enums: Vec<Members>,
    pub(super) most_elements: usize,
}

/// The keys of an object, in the order of the declarations.
#[derive(Debug, Default)]
pub(super) struct Object {
    keys: Vec<(SmolStr, Entry)>,
    places: HashMap<SmolStr, usize>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Entry {
    Fact(usize),
    Object(usize),
}

/// What is known of a fact beforehand.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) input: Input,
    pub(super) kind: Kind,
    pub(super) low: i64,
    pub(super) high: i64,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Boolean,
    Integer,
    Decimal,
    Percent,
    Money,
    Date,
    DateOrOpen,
    Duration,
    Text,
    Enum(usize),
    Set(usize),
    List(usize),
    /// A value that the general reader alone reads.
    Other,
}

/// The members of an enumeration by name.
#[derive(Debug)]
pub(super) struct Members {
    names: Vec<SmolStr>,
    /// Of large enumerations.
    places: HashMap<SmolStr, usize>,
}

/// So many names are compared one by one.
const FEW: usize = 12;

impl Members {
    pub(super) fn index_of(&self, name: &str) -> Option<i64> {
        let place = if self.places.is_empty() {
            self.names.iter().position(|member| member == name)
        } else {
            self.places.get(name).copied()
        };
        place.map(|place| place as i64)
    }
}

impl Object {
    fn add(&mut self, key: &str, entry: Entry) {
        if !self.places.contains_key(key) {
            self.places.insert(key.into(), self.keys.len());
            self.keys.push((key.into(), entry));
        }
    }

    /// The entry of a key; requests mostly keep to the order of the declarations.
    pub(super) fn entry(&self, expected: usize, key: &str) -> Option<(usize, Entry)> {
        match self.keys.get(expected) {
            Some((name, entry)) if name == key => Some((expected, *entry)),
            _ => {
                let place = *self.places.get(key)?;
                let (_, entry) = self.keys.get(place)?;
                Some((place, *entry))
            }
        }
    }
}

impl Reader {
    pub(crate) fn new(policy: &Policy, code: &Code, most_elements: usize) -> Self {
        let enums = policy.enums.values().map(|declared| {
            let names: Vec<SmolStr> = declared.members.iter().map(|m| m.name.clone()).collect();
            let many = names
                .iter()
                .cloned()
                .enumerate()
                .filter(|_| names.len() > FEW);
            let places = many.map(|(place, name)| (name, place)).collect();
            Members { names, places }
        });
        let mut reader = Self {
            objects: vec![Object::default()],
            enums: enums.collect(),
            most_elements,
            ..Self::default()
        };
        let mut nested = Vec::new();
        for ((id, fact), input) in policy.facts.iter().zip(&code.facts) {
            reader.facts.push(known(fact, *input));
            let entry = Entry::Fact(id.index());
            reader.declare(0, &fact.name, entry);
            if fact.name.contains('.') {
                nested.push((fact.name.clone(), entry));
            }
        }
        // The whole names may be keys as well.
        for (name, entry) in nested {
            if let Some(object) = reader.objects.first_mut() {
                object.add(&name, entry);
            }
        }
        for (list, input) in policy.lists.values().zip(&code.lists) {
            let fields = list.fields.iter().zip(&input.fields);
            let mut object = Object::default();
            for (place, field) in list.fields.iter().enumerate() {
                object.add(&field.name, Entry::Fact(place));
            }
            reader.elements.push(object);
            reader
                .lists
                .push(fields.map(|(field, input)| known(field, *input)).collect());
        }
        reader
    }

    /// Declares a name below an object, with objects for what stands before its dots.
    fn declare(&mut self, object: usize, name: &str, entry: Entry) {
        let (first, rest) = match name.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (name, None),
        };
        let Some(rest) = rest else {
            if let Some(object) = self.objects.get_mut(object) {
                object.add(first, entry);
            }
            return;
        };
        let below = self
            .objects
            .get(object)
            .and_then(|object| object.entry(0, first));
        let below = match below {
            Some((_, Entry::Object(below))) => below,
            _ => {
                self.objects.push(Object::default());
                let below = self.objects.len() - 1;
                if let Some(object) = self.objects.get_mut(object) {
                    object.add(first, Entry::Object(below));
                }
                below
            }
        };
        self.declare(below, rest, entry);
    }
}

fn known(fact: &Fact, input: Input) -> Known {
    let number = |end: &Option<Value>, none: i64| match end {
        None => Some(none),
        Some(Value::Decimal(d) | Value::Percent(d)) => scaled(*d, FACT_DIGITS),
        Some(value) => encode(value),
    };
    let place = |of: EnumId| of.index();
    let limits = number(&fact.low, NONE + 1).zip(number(&fact.high, i64::MAX));
    let kind = match fact.ty {
        _ if limits.is_none() => Kind::Other,
        Type::Boolean => Kind::Boolean,
        Type::Integer => Kind::Integer,
        Type::Decimal => Kind::Decimal,
        Type::Percent => Kind::Percent,
        Type::Money => Kind::Money,
        Type::Date => Kind::Date,
        Type::DateOrOpen => Kind::DateOrOpen,
        // Durations have no order that a number keeps.
        Type::Duration if fact.low.is_some() || fact.high.is_some() => Kind::Other,
        Type::Duration => Kind::Duration,
        Type::Text => Kind::Text,
        Type::Enum(of) => Kind::Enum(place(of)),
        Type::Set(of) => Kind::Set(place(of)),
        Type::List(list) => Kind::List(list.index()),
        Type::Window => Kind::Other,
    };
    let (low, high) = limits.unwrap_or((0, 0));
    Known {
        input,
        kind,
        low,
        high,
    }
}
