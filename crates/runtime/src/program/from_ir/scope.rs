//! What is known of a policy while its instructions are written, and for how long.

use std::collections::HashMap;

use bylaws_dsl::ir::{
    DefineId, ExprId, Id, OutputId, Policy, PriceId, UseId, VariableId, WindowId,
};

use super::{Operand, Readings};
use crate::program::code::{Place, Reg};

/// A policy that is being written: the one that is decided, or one that it uses.
pub(super) struct Scope<'p> {
    pub(super) policy: &'p Policy,
    /// Tells apart the tables of policies.
    pub(super) number: usize,
    /// The fact of the request that each fact is, if it is one.
    pub(super) declared: Vec<Option<&'p bylaws_dsl::ir::Fact>>,
    pub(super) facts: Vec<Place>,
    pub(super) readings: Readings,
    /// The fact that dates the decision.
    pub(super) as_of: Option<Reg>,
    /// The date of the decision.
    pub(super) day: Reg,
    /// Where each list is among those of the request.
    pub(super) lists: Vec<Option<usize>>,
    /// What things rest on is not asked here: it has been asked before.
    pub(super) is_muted: bool,
    /// Which expressions may rest on a reading.
    touched: Vec<bool>,
    /// The element that each variable stands for, by its number.
    pub(super) elements: HashMap<VariableId, Reg>,
    known: HashMap<Key, Operand>,
    /// What is known, in the order in which it came to be.
    journal: Vec<Key>,
    pub(super) outcome: Option<super::outcome::Outcome>,
}

/// What is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Expr(ExprId),
    Define(DefineId),
    Window(WindowId),
    Price(PriceId),
    /// Whether a step of a price applied.
    Applied(PriceId, usize),
    Used(UseId, OutputId),
}

impl<'p> Scope<'p> {
    pub(super) fn new(
        policy: &'p Policy,
        number: usize,
        facts: Vec<Place>,
        readings: Readings,
        as_of: Option<Reg>,
    ) -> Self {
        Self {
            policy,
            number,
            declared: Vec::new(),
            facts,
            readings,
            as_of,
            day: 0,
            lists: vec![None; policy.lists.len()],
            is_muted: false,
            touched: super::touched::touched(policy),
            elements: HashMap::new(),
            known: HashMap::new(),
            journal: Vec::new(),
            outcome: None,
        }
    }

    pub(super) fn fact(&self, fact: bylaws_dsl::ir::FactId) -> Place {
        self.facts
            .get(fact.index())
            .copied()
            .unwrap_or(Place::Nowhere)
    }

    /// The declaration of the fact of the request that a fact is.
    pub(super) fn declared(
        &self,
        fact: bylaws_dsl::ir::FactId,
    ) -> Option<&'p bylaws_dsl::ir::Fact> {
        self.declared.get(fact.index()).copied().flatten()
    }

    /// The place of a list among those of the request.
    pub(super) fn list(&self, list: bylaws_dsl::ir::ListId) -> Option<usize> {
        self.lists.get(list.index()).copied().flatten()
    }

    /// Whether anything that makes the outcome may rest on a reading.
    pub(super) fn outcome_touches(&self) -> bool {
        super::touched::outcome(self.policy)
            .into_iter()
            .any(|part| self.touches(part))
    }

    /// Whether the expression may rest on a reading.
    pub(super) fn touches(&self, id: ExprId) -> bool {
        !self.is_muted && self.touched.get(id.index()).copied().unwrap_or(true)
    }

    pub(super) fn known(&self, key: Key) -> Option<Operand> {
        self.known.get(&key).copied()
    }

    pub(super) fn keep(&mut self, key: Key, operand: Operand) -> Operand {
        if self.known.insert(key, operand).is_none() {
            self.journal.push(key);
        }
        operand
    }

    /// The beginning of a stretch that may be jumped over.
    pub(super) fn enter(&self) -> usize {
        self.journal.len()
    }

    /// The end of it: what was computed there may not be there.
    pub(super) fn leave(&mut self, entered: usize) {
        for key in self.journal.drain(entered..) {
            self.known.remove(&key);
        }
    }
}
