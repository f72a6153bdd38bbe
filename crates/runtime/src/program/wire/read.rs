//! A request from JSON into registers, without a value in between.
//!
//! This reader tells nothing of what is wrong: it stops, and the general one reads the request
//! again and tells everything.

use std::fmt;

use bylaws_dsl::value::Duration;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::digits::{date, exact, unquoted};
use super::names::{Entry, Kind, Known, Members, Object, Reader};
use crate::program::code::{Code, NONE, OPEN, Place};
use crate::program::encode::FACT_DIGITS;
use crate::program::fast;
use crate::program::machine::Machine;

impl Reader {
    /// Takes a request in; false when it is not one that this reader reads.
    pub(crate) fn read(&self, code: &Code, machine: &mut Machine, json: &[u8]) -> bool {
        machine.clear(code);
        let Some(object) = self.objects.first() else {
            return false;
        };
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let mut state = State {
            reader: self,
            code,
            machine,
        };
        let entries = Entries {
            state: &mut state,
            object,
        };
        let read = deserializer.deserialize_map(entries);
        read.is_ok() && deserializer.end().is_ok()
    }
}

struct State<'r> {
    reader: &'r Reader,
    code: &'r Code,
    machine: &'r mut Machine,
}

impl State<'_> {
    /// Puts a value where its fact lies; false when the fact has one already.
    fn put(&mut self, known: &Known, numbers: [i64; 2]) -> bool {
        let first = match known.input.place {
            Place::One(register) | Place::Scaled(register, _) | Place::Two(register) => register,
            Place::Wide(_) | Place::Nowhere => return false,
        };
        if self.machine.get(first) != known.input.missing {
            return false;
        }
        fast::put(self.machine, known.input.place, numbers);
        true
    }
}

fn refused<E: Error>() -> E {
    E::custom("left to the general reader")
}

/// The entries of an object of facts.
struct Entries<'s, 'r> {
    state: &'s mut State<'r>,
    object: &'r Object,
}

impl<'de> Visitor<'de> for Entries<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut expected = 0;
        while let Some(found) = map.next_key_seed(Key {
            object: self.object,
            expected,
        })? {
            let (place, entry) = found.ok_or_else(refused)?;
            expected = place + 1;
            match entry {
                Entry::Fact(fact) => {
                    let known = self.state.reader.facts.get(fact).ok_or_else(refused)?;
                    if let Kind::List(list) = known.kind {
                        let state = &mut *self.state;
                        map.next_value_seed(List { state, known, list })?;
                        continue;
                    }
                    let numbers = map.next_value_seed(Item {
                        state: self.state,
                        known,
                    })?;
                    if let Some(numbers) = numbers
                        && !self.state.put(known, numbers)
                    {
                        return Err(refused());
                    }
                }
                Entry::Object(below) => {
                    let object = self.state.reader.objects.get(below).ok_or_else(refused)?;
                    let state = &mut *self.state;
                    map.next_value_seed(Below(Entries { state, object }))?;
                }
            }
        }
        Ok(())
    }
}

/// An object within an object.
struct Below<'s, 'r>(Entries<'s, 'r>);

impl<'de> DeserializeSeed<'de> for Below<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self.0)
    }
}

/// A key, looked up as it is read.
struct Key<'r> {
    object: &'r Object,
    expected: usize,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<(usize, Entry)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<(usize, Entry)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.object.entry(self.expected, key))
    }
}

/// A list of records.
struct List<'s, 'r> {
    state: &'s mut State<'r>,
    known: &'r Known,
    list: usize,
}

impl<'de> DeserializeSeed<'de> for List<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for List<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let mut count = 0;
        let state = self.state;
        loop {
            let list = self.list;
            let element = elements.next_element_seed(Element { state, list })?;
            if element.is_none() {
                break;
            }
            count += 1;
            if count > state.reader.most_elements {
                return Err(refused());
            }
        }
        match state.put(self.known, [count as i64; 2]) {
            true => Ok(()),
            false => Err(refused()),
        }
    }
}

/// One element of a list.
struct Element<'s, 'r> {
    state: &'s mut State<'r>,
    list: usize,
}

impl<'de> DeserializeSeed<'de> for Element<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Element<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let reader = self.state.reader;
        let fields = reader.lists.get(self.list).ok_or_else(refused)?;
        let object = reader.elements.get(self.list).ok_or_else(refused)?;
        // Every field takes its place first as missing; what is given is written over it.
        for field in fields {
            fast::push(
                self.state.machine,
                field.input.place,
                [field.input.missing; 2],
            );
        }
        let mut expected = 0;
        let mut seen = 0u64;
        while let Some(found) = map.next_key_seed(Key { object, expected })? {
            let (place, entry) = found.ok_or_else(refused)?;
            expected = place + 1;
            let Entry::Fact(field) = entry else {
                return Err(refused());
            };
            let bit = 1u64.checked_shl(field as u32).ok_or_else(refused)?;
            if seen & bit != 0 {
                return Err(refused());
            }
            seen |= bit;
            let known = fields.get(field).ok_or_else(refused)?;
            let state = &mut *self.state;
            if let Some(numbers) = map.next_value_seed(Item { state, known })? {
                fast::replace_last(self.state.machine, known.input.place, numbers);
            }
        }
        Ok(())
    }
}

/// The value of one fact or field; none for null.
struct Item<'s, 'r> {
    state: &'s mut State<'r>,
    known: &'r Known,
}

impl<'de> DeserializeSeed<'de> for Item<'_, '_> {
    type Value = Option<[i64; 2]>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        match self.known.kind {
            Kind::Money | Kind::Decimal => {
                // Read from its digits, never through a binary float.
                let raw = <&RawValue as serde::Deserialize>::deserialize(deserializer)?.get();
                if raw == "null" {
                    return Ok(None);
                }
                let digits = if matches!(self.known.kind, Kind::Money) {
                    2
                } else {
                    FACT_DIGITS
                };
                let number = exact(unquoted(raw), digits).ok_or_else(refused)?;
                self.within(number)
            }
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl Item<'_, '_> {
    /// A number that lies within the declared range.
    fn within<E: Error>(&self, number: i64) -> Result<Option<[i64; 2]>, E> {
        if number < self.known.low || number > self.known.high {
            return Err(refused());
        }
        Ok(Some([number; 2]))
    }

    fn member(&self, of: usize, name: &str) -> Option<i64> {
        self.state.reader.enums.get(of)?.index_of(name)
    }
}

impl<'de> Visitor<'de> for Item<'_, '_> {
    type Value = Option<[i64; 2]>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value of a fact")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<Self::Value, E> {
        match self.known.kind {
            Kind::Boolean => self.within(i64::from(truth)),
            _ => Err(refused()),
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        match self.known.kind {
            Kind::Integer => self.within(number),
            _ => Err(refused()),
        }
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        let number = i64::try_from(number).map_err(|_| refused())?;
        self.visit_i64(number)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        let number = match self.known.kind {
            Kind::Date => date(text),
            Kind::DateOrOpen if text == "open" => Some(OPEN),
            Kind::DateOrOpen => date(text),
            Kind::Percent => text
                .strip_suffix('%')
                .and_then(|digits| exact(digits, FACT_DIGITS)),
            Kind::Enum(of) => self.member(of, text),
            Kind::Text => return Ok(Some([self.state.machine.text(self.state.code, text); 2])),
            Kind::Duration => {
                let length = Duration::parse(text).ok_or_else(refused)?;
                return Ok(Some([i64::from(length.months), i64::from(length.days)]));
            }
            _ => None,
        };
        self.within(number.ok_or_else(refused)?)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let Kind::Set(of) = self.known.kind else {
            return Err(refused());
        };
        let names = self.state.reader.enums.get(of).ok_or_else(refused)?;
        let mut bits = 0i64;
        while let Some(member) = members.next_element_seed(Name(names))? {
            let bit = member.and_then(|member| 1i64.checked_shl(u32::try_from(member).ok()?));
            let bit = bit.filter(|bit| bits & bit == 0).ok_or_else(refused)?;
            bits |= bit;
        }
        match bits > NONE {
            true => Ok(Some([bits; 2])),
            false => Err(refused()),
        }
    }
}

/// The name of a member, looked up as it is read.
struct Name<'r>(&'r Members);

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = Option<i64>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Option<i64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.index_of(name))
    }
}
