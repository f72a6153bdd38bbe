//! How long the scripts of a decision may take, and how much they did. A thread decides one request
//! at a time, so both are kept in a place of the thread.

use core::time::Duration;
use std::cell::Cell;

use crate::limits::ScriptLimits;

/// So many times the time of one call is the most for all calls of one decision.
const CALLS: u32 = 10;

thread_local! {
    /// When the scripts of the decision that is being made must have ended.
    static LAST: Cell<Option<Duration>> = const { Cell::new(None) };
    /// Whether a script of it had to be stopped.
    static STOPPED: Cell<bool> = const { Cell::new(false) };
    /// The operations that scripts of this thread have taken, ever.
    static OPERATIONS: Cell<u64> = const { Cell::new(0) };
    /// What the call that is going on may still use up.
    static CALL: Cell<Call> = const {
        Cell::new(Call {
            left: 0,
            end: None,
            over: None,
        })
    };
}

/// What one call may still use up.
#[derive(Clone, Copy)]
struct Call {
    left: u64,
    end: Option<Duration>,
    over: Option<Over>,
}

/// What a call has used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Over {
    Operations,
    Time,
}

/// The clock is asked once in so many operations.
const OPERATIONS_OF_A_LOOK: u64 = 64;

/// A call begins, in an evaluation whose scripts have taken so many operations already.
pub(super) fn call(limits: &ScriptLimits, taken: u64) {
    CALL.set(Call {
        left: limits.operations.saturating_sub(taken),
        end: deadline(limits),
        over: None,
    });
}

/// One operation more, wherever it is taken: what the engine counts by itself begins anew in a
/// function that is handed to another. Whether the call has to end.
pub(super) fn step(limits: &ScriptLimits) -> bool {
    let mut call = CALL.get();
    OPERATIONS.set(OPERATIONS.get().saturating_add(1));
    match call.left.checked_sub(1) {
        Some(left) => call.left = left,
        None => call.over = Some(Over::Operations),
    }
    if call.left.is_multiple_of(OPERATIONS_OF_A_LOOK)
        && let (Some(clock), Some(end)) = (limits.clock, call.end)
        && clock.0() >= end
    {
        call.over = Some(Over::Time);
    }
    CALL.set(call);
    call.over.is_some()
}

/// What the call has used up, if it has.
pub(super) fn over() -> Option<Over> {
    CALL.get().over
}

/// Watches the scripts of one decision.
pub(crate) struct Watch;

impl Watch {
    /// From here on to the end of the watch all scripts together have some time.
    pub(crate) fn begin(limits: &ScriptLimits) -> Self {
        let now = limits.clock.map(|clock| clock.0());
        LAST.set(now.and_then(|now| now.checked_add(limits.timeout.saturating_mul(CALLS))));
        STOPPED.set(false);
        Self
    }

    /// Whether a script had to be stopped, so that nothing is to be believed of the decision.
    pub(crate) fn stopped(&self) -> bool {
        STOPPED.get()
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        LAST.set(None);
        STOPPED.set(false);
    }
}

/// The operations that scripts of this thread have taken so far.
pub(crate) fn operations() -> u64 {
    OPERATIONS.get()
}

/// Stops all scripts of the decision from here on.
pub(super) fn stop() {
    STOPPED.set(true);
}

/// Whether a script of the decision was stopped, so that no other needs to begin.
pub(super) fn is_stopped() -> bool {
    STOPPED.get()
}

/// When a call that begins now must have ended.
fn deadline(limits: &ScriptLimits) -> Option<Duration> {
    let end = limits.clock?.0().checked_add(limits.timeout)?;
    Some(LAST.get().map_or(end, |last| last.min(end)))
}
