//! A list of records from JSON: an array of objects.

use std::borrow::Cow;
use std::fmt;

use bylaws_dsl::ir::{ListId, ListType, Policy};
use bylaws_dsl::value::{Row, Value};
use bylaws_dsl::{codes, suggest};
use serde::de::{Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::decode::{self, shown};
use crate::error::DecisionError;

/// What is wrong with a request, so many errors of it.
pub(crate) struct Errors {
    found: Vec<DecisionError>,
    most: usize,
    left_off: usize,
}

impl Errors {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            found: Vec::new(),
            most,
            left_off: 0,
        }
    }

    /// Takes an error in, which is made only if there is room for it.
    pub(super) fn add(&mut self, error: impl FnOnce() -> DecisionError) {
        if self.found.len() >= self.most {
            self.left_off += 1;
        } else {
            self.found.push(error());
        }
    }

    pub(crate) fn push(&mut self, error: DecisionError) {
        self.add(|| error);
    }

    /// The errors, and how many more there are.
    pub(crate) fn into_vec(mut self) -> Vec<DecisionError> {
        if self.left_off > 0 {
            self.found.push(DecisionError::new(
                codes::TOO_MANY_ERRORS,
                format!("{} more errors are not shown", self.left_off),
            ));
        }
        self.found
    }
}

/// The list as JSON writes it; none for null, and where it is wrong.
pub(super) fn value(
    policy: &Policy,
    list: ListId,
    raw: &str,
    most: usize,
    errors: &mut Errors,
) -> Option<Value> {
    if raw == "null" {
        return None;
    }
    let declared = policy.lists.at(list);
    let mut reader = Reader {
        policy,
        list: declared,
        rows: Vec::new(),
        beyond: 0,
        most,
        errors,
    };
    let mut deserializer = serde_json::Deserializer::from_str(raw);
    let read = deserializer
        .deserialize_seq(Elements(&mut reader))
        .and_then(|()| deserializer.end());
    let (rows, beyond) = (reader.rows, reader.beyond);
    let name = &declared.name;
    if read.is_err() {
        let message = format!("`{name}` must be a list of objects");
        let error = DecisionError::of_fact(codes::WRONG_FACT_TYPE, name, message);
        errors.push(error.given(shown(raw)).allowed(allowed(declared)));
        return None;
    }
    if beyond > 0 {
        errors.push(too_many(declared, rows.len() + beyond, most));
        return None;
    }
    Some(Value::List(list, rows.into()))
}

/// That a list has more elements than the limit.
pub(super) fn too_many(list: &ListType, count: usize, most: usize) -> DecisionError {
    let name = &list.name;
    let message = format!("`{name}` has {count} elements, and the limit is {most}");
    DecisionError::of_fact(codes::TOO_MANY_ELEMENTS, name, message)
        .allowed(format!("at most {most} elements"))
}

fn allowed(list: &ListType) -> String {
    format!("a list; each element is {}", an_object(list))
}

fn an_object(list: &ListType) -> String {
    let names = list.fields.iter().map(|field| field.name.as_str());
    format!("an object with {}", names.collect::<Vec<_>>().join(", "))
}

struct Reader<'a> {
    policy: &'a Policy,
    list: &'a ListType,
    rows: Vec<Row>,
    /// How many elements there are beyond the limit.
    beyond: usize,
    most: usize,
    errors: &'a mut Errors,
}

impl Reader<'_> {
    fn element(&mut self, raw: &str) {
        let place = self.rows.len();
        if place >= self.most {
            self.beyond += 1;
            return;
        }
        self.rows.push(vec![None; self.list.fields.len()]);
        let mut deserializer = serde_json::Deserializer::from_str(raw);
        let mut seen = vec![false; self.list.fields.len()];
        let fields = Fields {
            reader: self,
            seen: &mut seen,
        };
        if deserializer.deserialize_map(fields).is_err() {
            let (list, name) = (self.list, format!("{}[{place}]", self.list.name));
            self.errors.add(|| {
                let message = format!("`{name}` must be an object");
                let error = DecisionError::of_fact(codes::WRONG_FACT_TYPE, &name, message);
                error.given(shown(raw)).allowed(an_object(list))
            });
        }
    }

    fn field(&mut self, key: &str, raw: &str, seen: &mut [bool]) {
        let place = self.rows.len().saturating_sub(1);
        let (list, policy) = (self.list, self.policy);
        let path = || format!("{}[{place}].{}", list.name, shown(key));
        let Some(field) = list.index_of(key).map(usize::from) else {
            return self.errors.add(|| unknown_field(list, key, &path(), raw));
        };
        let Some(declared) = list.fields.get(field) else {
            return;
        };
        match seen.get_mut(field) {
            Some(true) => {
                return self.errors.add(|| {
                    let message = format!("`{}` is given twice", path());
                    let error = DecisionError::of_fact(codes::REPEATED_FACT, &path(), message);
                    error.given(shown(raw))
                });
            }
            Some(seen) => *seen = true,
            None => {}
        }
        match decode::value(policy, declared, &path(), raw) {
            Ok(value) => {
                let row = self.rows.last_mut();
                if let Some(slot) = row.and_then(|row| row.get_mut(field)) {
                    *slot = value;
                }
            }
            Err(error) => self.errors.push(error),
        }
    }
}

/// That the elements of a list have no such field.
pub(super) fn unknown_field(list: &ListType, key: &str, path: &str, raw: &str) -> DecisionError {
    let names = list.fields.iter().map(|field| field.name.as_str());
    let nearest =
        suggest::did_you_mean(key, names).map_or(String::new(), |hint| format!(": {hint}"));
    let message = format!(
        "the elements of `{}` have no field `{}`{nearest}",
        list.name,
        shown(key)
    );
    DecisionError::of_fact(codes::UNKNOWN_FACT, path, message).given(shown(raw))
}

/// The elements of the array, each handed on as it is written.
struct Elements<'r, 'a>(&'r mut Reader<'a>);

impl<'de> Visitor<'de> for Elements<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut array: A) -> Result<(), A::Error> {
        while let Some(raw) = array.next_element::<&'de RawValue>()? {
            self.0.element(raw.get());
        }
        Ok(())
    }
}

/// The fields of one element, each handed on as it is written.
struct Fields<'r, 'a> {
    reader: &'r mut Reader<'a>,
    seen: &'r mut [bool],
}

impl<'de> Visitor<'de> for Fields<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            let raw: &'de RawValue = map.next_value()?;
            self.reader.field(&key, raw.get(), self.seen);
        }
        Ok(())
    }
}
