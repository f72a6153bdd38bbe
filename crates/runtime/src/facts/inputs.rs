//! Everything that a request may leave out, numbered: the facts of the policy, then the fields of
//! the elements of the lists that the request gives.

use std::sync::Arc;

use bylaws_dsl::ir::{FactId, Id, ListId, Need, Policy};
use bylaws_dsl::value::{Row, Value};

use super::{Facts, Slot};
use crate::eval::What;

/// The number of a fact, or of a field of one element, within a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct SlotId(pub(crate) usize);

impl From<FactId> for SlotId {
    fn from(fact: FactId) -> Self {
        Self(fact.index())
    }
}

/// What is there for a fact or a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Held<'a> {
    /// Nothing.
    Missing,
    /// This value.
    Given(&'a Value),
    /// For the time being some of the values that the declaration allows.
    Within(&'a What),
}

impl<'a> From<&'a Slot> for Held<'a> {
    fn from(slot: &'a Slot) -> Self {
        match slot {
            Slot::Missing => Held::Missing,
            Slot::Given(value) => Held::Given(value),
            Slot::Within(what) => Held::Within(what),
        }
    }
}

/// The elements of a list that a request gives.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Elements {
    fact: FactId,
    /// The number of the first field of the first element.
    first: usize,
    /// How many fields each has.
    width: usize,
    rows: Arc<[Row]>,
}

impl Facts {
    /// How many elements a list has, if the request gives it.
    pub(crate) fn elements(&self, list: ListId) -> Option<usize> {
        self.of_list(list).map(|elements| elements.rows.len())
    }

    fn of_list(&self, list: ListId) -> Option<&Elements> {
        self.lists.get(list.index()).and_then(Option::as_ref)
    }

    /// The number of a field.
    pub(crate) fn field(&self, list: ListId, element: usize, field: u16) -> Option<SlotId> {
        let elements = self.of_list(list)?;
        Some(SlotId(
            elements.first + element * elements.width + usize::from(field),
        ))
    }

    /// What has this number.
    pub(crate) fn need(&self, slot: SlotId) -> Need {
        let lists = self.lists.iter().enumerate();
        let given = lists.filter_map(|(id, list)| Some((ListId::from_index(id), list.as_ref()?)));
        let mut found = given.filter_map(|(list, elements)| {
            let place = slot.0.checked_sub(elements.first)?;
            let element = place.checked_div(elements.width)?;
            (element < elements.rows.len()).then(|| Need::Field {
                list,
                element: element as u32,
                field: (place % elements.width) as u16,
            })
        });
        found
            .next()
            .unwrap_or_else(|| Need::Fact(FactId::from_index(slot.0)))
    }

    /// What is there under a number.
    pub(crate) fn held(&self, slot: SlotId) -> Held<'_> {
        if let Some(slot) = self.slots.get(slot.0) {
            return slot.into();
        }
        if let Ok(place) = self.narrowed.binary_search_by_key(&slot, |(id, _)| *id)
            && let Some((_, narrowed)) = self.narrowed.get(place)
        {
            return narrowed.into();
        }
        let Need::Field {
            list,
            element,
            field,
        } = self.need(slot)
        else {
            return Held::Missing;
        };
        let elements = self.of_list(list);
        let row = elements.and_then(|elements| elements.rows.get(element as usize));
        match row.and_then(|row| row.get(usize::from(field))) {
            Some(Some(value)) => Held::Given(value),
            _ => Held::Missing,
        }
    }

    /// Puts a value, or some values, in the place of something that is not given.
    pub(crate) fn narrow(&mut self, slot: SlotId, to: Slot) {
        if let Some(place) = self.slots.get_mut(slot.0) {
            *place = to;
            return;
        }
        match self.narrowed.binary_search_by_key(&slot, |(id, _)| *id) {
            Ok(place) => {
                if let Some((_, narrowed)) = self.narrowed.get_mut(place) {
                    *narrowed = to;
                }
            }
            Err(place) => self.narrowed.insert(place, (slot, to)),
        }
    }

    /// The field of an element that a name such as `visits[0].cost` speaks of, if the element is there.
    pub(super) fn field_at(&self, policy: &Policy, name: &str) -> Option<Need> {
        let (list_name, rest) = name.split_once('[')?;
        let (element, field) = rest.split_once("].")?;
        let mut lists = policy.lists.iter();
        let (list, declared) = lists.find(|(_, list)| list.name == list_name)?;
        let element: u32 = element.parse().ok()?;
        let field = declared.index_of(field)?;
        let count = self.elements(list).unwrap_or(0);
        ((element as usize) < count).then_some(Need::Field {
            list,
            element,
            field,
        })
    }

    /// Gives a field of an element another value.
    pub(super) fn put_field(&mut self, policy: &Policy, need: Need, value: Option<Value>) {
        let Need::Field {
            list,
            element,
            field,
        } = need
        else {
            return;
        };
        let Some(elements) = self.of_list(list) else {
            return;
        };
        let mut rows = elements.rows.to_vec();
        let row = rows.get_mut(element as usize);
        if let Some(place) = row.and_then(|row| row.get_mut(usize::from(field))) {
            *place = value;
        }
        let fact = policy.lists.at(list).fact;
        self.put(fact, Some(Value::List(list, rows.into())));
    }

    /// Takes in the elements of a list, or forgets them.
    pub(super) fn put_elements(&mut self, fact: FactId, value: Option<&Value>) {
        if let Some(Value::List(list, rows)) = value {
            if self.lists.len() <= list.index() {
                self.lists.resize(list.index() + 1, None);
            }
            if let Some(place) = self.lists.get_mut(list.index()) {
                *place = Some(Elements {
                    fact,
                    first: 0,
                    width: rows.first().map_or(1, Vec::len),
                    rows: Arc::clone(rows),
                });
            }
        } else {
            let mut lists = self.lists.iter_mut();
            let Some(list) = lists.find(|list| list.as_ref().is_some_and(|l| l.fact == fact))
            else {
                return;
            };
            *list = None;
        }
        // Lists are numbered in the order of their declaration, whatever order they came in.
        let mut first = self.slots.len();
        for list in self.lists.iter_mut().flatten() {
            list.first = first;
            first += list.rows.len() * list.width;
        }
        self.narrowed.clear();
    }
}

/// What a slot stands for, and its declaration.
pub(crate) fn declaration<'p>(
    policy: &'p Policy,
    facts: &Facts,
    slot: SlotId,
) -> &'p bylaws_dsl::ir::Fact {
    policy.declaration(facts.need(slot))
}
