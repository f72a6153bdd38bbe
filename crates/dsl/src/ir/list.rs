//! Lists of records, and the elements that expressions go through.

use smol_str::SmolStr;

use super::{Fact, FactId, ListId, Policy, VariableId};

/// A list of records that a request gives as one fact.
#[derive(Clone, Debug, PartialEq)]
pub struct ListType {
    /// The fact.
    pub fact: FactId,
    /// The name of the fact.
    pub name: SmolStr,
    /// What each element has, in the order of the declaration.
    pub fields: Vec<Fact>,
}

impl ListType {
    /// The place of a field.
    pub fn index_of(&self, name: &str) -> Option<u16> {
        let place = self.fields.iter().position(|field| field.name == name);
        place.map(|place| place as u16)
    }
}

/// What an expression calls the elements of a list, one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Its name.
    pub name: SmolStr,
    /// The list.
    pub list: ListId,
    /// How many others it stands within.
    pub depth: u8,
}

/// A field of the element that a variable stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FieldRef {
    /// The variable.
    pub variable: VariableId,
    /// The place of the field in its declaration.
    pub field: u16,
}

/// Something that a decision may need: a fact, or a field of an element of a list that is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// A fact.
    Fact(FactId),
    /// A field of one element.
    Field {
        /// The list.
        list: ListId,
        /// The place of the element, from 0.
        element: u32,
        /// The place of the field.
        field: u16,
    },
}

impl Policy {
    /// The declaration of a fact, or of the field of an element.
    pub fn declaration(&self, need: Need) -> &Fact {
        match need {
            Need::Fact(id) => self.facts.at(id),
            Need::Field { list, field, .. } => {
                let list = self.lists.at(list);
                // Fields are numbered by their list alone; the list itself stands in for none.
                let field = list.fields.get(usize::from(field));
                field.unwrap_or_else(|| self.facts.at(list.fact))
            }
        }
    }

    /// The name of a fact, or the path of a field: `visits[0].cost`, elements counted from 0.
    pub fn need_name(&self, need: Need) -> String {
        match need {
            Need::Fact(id) => self.facts.at(id).name.to_string(),
            Need::Field { list, element, .. } => {
                let field = &self.declaration(need).name;
                format!("{}[{element}].{field}", self.lists.at(list).name)
            }
        }
    }

    /// The list and the declaration of the field that an expression speaks of.
    pub fn field(&self, field: FieldRef) -> &Fact {
        let list = self.variables.at(field.variable).list;
        self.declaration(Need::Field {
            list,
            element: 0,
            field: field.field,
        })
    }
}
