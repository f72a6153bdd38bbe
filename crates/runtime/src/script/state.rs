//! What one call of a script needs and what it finds, in a place of the thread while it lasts.

use std::cell::RefCell;
use std::sync::Arc;

use bylaws_dsl::ir::{Policy, ReadingId, SourceRef};
use bylaws_dsl::value::Rounding;
use smol_str::SmolStr;

use super::compile::Ready;
use super::failure::{Caught, end, refuse};
use crate::eval::{FactSet, Known};
use crate::facts::{Facts, SlotId};

/// A reason that a script gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Because {
    /// What it says.
    pub label: SmolStr,
    /// The source behind it.
    pub source: Option<SourceRef>,
    /// The passage within it.
    pub at: Option<SmolStr>,
}

/// One call.
pub(super) struct State {
    pub(super) ready: Arc<Ready>,
    /// The facts; a function of a script is given values instead.
    pub(super) facts: Option<Facts>,
    pub(super) as_of: Known,
    pub(super) readings: Vec<u16>,
    /// The operations of the thread when the evaluation began.
    pub(super) since: u64,
    /// How many elements of lists may still be handed over.
    pub(super) elements_left: usize,
    /// The missing facts that ended it.
    pub(super) need: Option<FactSet>,
    pub(super) because: Vec<Because>,
    /// The facts that were read, in order.
    pub(super) read: Vec<SlotId>,
    pub(super) asked: Vec<ReadingId>,
}

thread_local! {
    static STATE: RefCell<Option<State>> = const { RefCell::new(None) };
}

/// Puts the state of a call in its place; gives back the one that was there.
pub(super) fn put(state: Option<State>) -> Option<State> {
    STATE.with(|place| {
        place
            .try_borrow_mut()
            .ok()
            .and_then(|mut place| std::mem::replace(&mut *place, state))
    })
}

/// Looks into the state of the call that is going on; none while scripts are read.
pub(super) fn peek<T>(look: impl FnOnce(&mut State) -> T) -> Option<T> {
    STATE.with(|place| {
        let mut place = place.try_borrow_mut().ok()?;
        Some(look(place.as_mut()?))
    })
}

/// The same for what only a call can ask.
pub(super) fn with<T>(look: impl FnOnce(&mut State) -> Caught<T>) -> Caught<T> {
    peek(look).unwrap_or_else(|| {
        refuse("this can only be asked within a function: what stands outside of all functions is the same for every policy")
    })
}

impl State {
    pub(super) fn policy(&self) -> &Policy {
        &self.ready.policy
    }

    /// The call cannot go on without these facts.
    pub(super) fn needs<T>(&mut self, facts: FactSet) -> Caught<T> {
        let so_far = self.need.take().unwrap_or_default();
        self.need = Some(so_far.union(&facts));
        end()
    }

    /// The value of something of which it is known what it is; without, the call ends.
    pub(super) fn value(&mut self, known: Known) -> Caught<bylaws_dsl::value::Value> {
        if let Some(failure) = known.failure() {
            return super::failure::throw(failure.clone());
        }
        match known.settled() {
            Some(value) => Ok(value.clone()),
            None => self.needs(known.cause),
        }
    }
}

/// How the policy rounds money.
pub(super) fn rounding() -> Caught<Rounding> {
    with(|state| Ok(state.policy().rounding))
}
