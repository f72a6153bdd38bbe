//! What the names of a policy stand for. Each kind of name has a space of its own; facts, readings,
//! parameters, windows, defines, outputs and guarantees share one.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use smol_str::SmolStr;

use crate::Span;
use crate::ir::{
    CodesId, DefineId, EnumId, FactId, FunctionId, Id, Member, OutputId, ParameterId, PriceId,
    ReadingId, SourceRef, TableId, Type, UseId, WindowId,
};

/// What a name of the shared space stands for.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Named {
    Fact(FactId, Type),
    Reading(ReadingId, EnumId),
    Parameter(ParameterId, Type),
    Window(WindowId),
    Define(DefineId, Type),
    Price(PriceId),
    Output(OutputId, Type),
    Guarantee,
    Table(TableId),
    Codes(CodesId),
    Function(FunctionId),
    /// An output of a policy that is used.
    Used(UseId, OutputId, Type),
    /// The policy that is used itself.
    Policy,
    /// Declared, but with a mistake that has been told already.
    Broken,
}

impl Named {
    /// The type of the value that the name stands for, if it stands for one.
    pub(super) fn ty(self) -> Option<Type> {
        match self {
            Named::Fact(_, ty)
            | Named::Parameter(_, ty)
            | Named::Define(_, ty)
            | Named::Output(_, ty)
            | Named::Used(_, _, ty) => Some(ty),
            Named::Reading(_, id) => Some(Type::Enum(id)),
            Named::Price(_) => Some(Type::Money),
            Named::Window(_) => Some(Type::Window),
            Named::Guarantee
            | Named::Policy
            | Named::Table(_)
            | Named::Codes(_)
            | Named::Function(_)
            | Named::Broken => None,
        }
    }
}

/// A declared name with the place of its declaration; built-in outputs have the place of the
/// policy's own name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) named: Named,
    pub(super) span: Span,
    /// Whether the name comes from the language and not from the text.
    pub(super) built_in: bool,
}

/// A declared enumeration; none when its declaration has failed.
#[derive(Clone, Copy, Debug)]
pub(super) struct TypeEntry {
    pub(super) id: Option<EnumId>,
    pub(super) span: Span,
}

/// Every declared name of one policy.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) values: IndexMap<SmolStr, Entry>,
    pub(super) types: IndexMap<SmolStr, TypeEntry>,
    pub(super) sources: IndexMap<SmolStr, (SourceRef, Span)>,
    /// The members of each enumeration, by the number of the enumeration.
    members: Vec<HashMap<SmolStr, u16>>,
    /// The first enumeration that has a member of this name.
    member_of: HashMap<SmolStr, EnumId>,
    /// The beginnings of dotted names of facts.
    groups: HashSet<SmolStr>,
}

impl Names {
    /// Takes the name in, or tells where it is taken already.
    pub(super) fn claim(&mut self, name: &SmolStr, span: Span) -> Result<(), Entry> {
        if let Some(first) = self.values.get(name) {
            return Err(*first);
        }
        self.values.insert(
            name.clone(),
            Entry {
                named: Named::Broken,
                span,
                built_in: false,
            },
        );
        Ok(())
    }

    /// Takes in the beginnings of a fact's name.
    pub(super) fn add_groups(&mut self, name: &str) {
        for (dot, _) in name.match_indices('.') {
            self.groups.extend(name.get(..dot).map(SmolStr::new));
        }
    }

    /// Whether the name is the beginning of a fact's.
    pub(super) fn is_group(&self, name: &str) -> bool {
        self.groups.contains(name)
    }

    /// Takes in a name that the language itself brings.
    pub(super) fn claim_built_in(&mut self, name: SmolStr, named: Named, span: Span) {
        self.values.insert(
            name,
            Entry {
                named,
                span,
                built_in: true,
            },
        );
    }

    /// Says what a claimed name stands for. The second of two declarations says nothing.
    pub(super) fn settle(&mut self, name: &str, span: Span, named: Named) {
        if let Some(entry) = self.values.get_mut(name)
            && entry.span == span
        {
            entry.named = named;
        }
    }

    /// What the name stands for.
    pub(super) fn get(&self, name: &str) -> Option<Named> {
        self.values.get(name).map(|entry| entry.named)
    }

    /// Takes the members of the enumeration in; enumerations come in the order of their ids.
    /// Where two members share a name, the first has it.
    pub(super) fn add_members(&mut self, id: EnumId, members: &[Member]) {
        let mut places = HashMap::with_capacity(members.len());
        for (place, member) in members.iter().enumerate() {
            places.entry(member.name.clone()).or_insert(place as u16);
            self.member_of.entry(member.name.clone()).or_insert(id);
        }
        self.members.push(places);
    }

    /// The place of a member in its enumeration.
    pub(super) fn member(&self, id: EnumId, name: &str) -> Option<u16> {
        self.members.get(id.index())?.get(name).copied()
    }

    /// An enumeration that has a member of this name.
    pub(super) fn enum_with(&self, member: &str) -> Option<EnumId> {
        self.member_of.get(member).copied()
    }
}
