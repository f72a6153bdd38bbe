//! Another policy's outputs within a policy.

use std::sync::Arc;

use smol_str::SmolStr;

use super::{EnumId, ExprId, FactId, Head, ListId, OutputId, Policy, ReadingId, Type};
use crate::value::Value;

/// A policy that is decided on the facts of this one.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// The name before its outputs, the passages behind the use.
    pub head: Head,
    /// The policy, without its examples.
    pub policy: Arc<Policy>,
    /// What each of its facts is here, by the number of the fact.
    pub facts: Vec<Supplied>,
    /// What each of its lists is here, by the number of the list.
    pub lists: Vec<UsedList>,
    /// The reading of this policy that stands for each of its readings.
    pub readings: Vec<ReadingId>,
    /// The enumeration of this policy that stands for each of its enumerations.
    pub enums: Vec<EnumId>,
    /// The same the other way, in the order of the enumerations here.
    pub inward: Vec<(EnumId, EnumId)>,
    /// The name of each of its outputs here, such as `coc.outcome`.
    pub outputs: Vec<SmolStr>,
}

/// What a list of a policy that is used is in the policy that uses it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedList {
    /// The list here.
    pub list: ListId,
    /// The field here that stands for each field there, by the number of the field.
    pub fields: Vec<u16>,
}

/// What a fact of a policy that is used is in the policy that uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supplied {
    /// A fact of the same name and type, or a list that stands for a list.
    Fact(FactId),
    /// An expression. One that fails, or that lies outside the range of the fact, fails every
    /// output that is used.
    Expr(ExprId),
    /// Nothing: the fact is optional and counts as left out.
    None,
}

impl Use {
    /// A type of the used policy in the policy that uses it.
    pub fn outward_type(&self, ty: Type) -> Type {
        match ty {
            Type::Enum(of) => Type::Enum(self.outward(of)),
            Type::Set(of) => Type::Set(self.outward(of)),
            other => other,
        }
    }

    /// A value of the used policy in the policy that uses it.
    pub fn outward_value(&self, value: Value) -> Value {
        match value {
            Value::Member(of, index) => Value::Member(self.outward(of), index),
            Value::Set(of, bits) => Value::Set(self.outward(of), bits),
            other => other,
        }
    }

    /// A value of the policy that uses in the policy that is used.
    pub fn inward_value(&self, value: Value) -> Value {
        match value {
            Value::Member(of, index) => Value::Member(self.inward(of), index),
            Value::Set(of, bits) => Value::Set(self.inward(of), bits),
            other => other,
        }
    }

    /// An enumeration of the used policy in the policy that uses it.
    pub fn outward(&self, of: EnumId) -> EnumId {
        use super::Id;
        self.enums.get(of.index()).copied().unwrap_or(of)
    }

    /// An enumeration of the policy that uses in the policy that is used.
    pub fn inward(&self, of: EnumId) -> EnumId {
        let place = self.inward.binary_search_by_key(&of, |(outer, _)| *outer);
        let pair = place.ok().and_then(|place| self.inward.get(place));
        pair.map_or(of, |(_, inner)| *inner)
    }

    /// The name of an output here.
    pub fn output_name(&self, output: OutputId) -> &str {
        use super::Id;
        self.outputs.get(output.index()).map_or("", SmolStr::as_str)
    }
}
