//! Equality of the clauses that hold a bare place: as with [`Node`](crate::Node), the place does
//! not count. Every field is named, so that a new one is not forgotten.

use super::{Cap, Except, Refer};

impl PartialEq for Except {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            value,
            when,
            because,
            label,
            overrides,
            span: _,
        } = self;
        *value == other.value
            && *when == other.when
            && *because == other.because
            && *label == other.label
            && *overrides == other.overrides
    }
}

impl PartialEq for Cap {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            length,
            direction,
            anchor,
            ending,
            less,
            condition,
            span: _,
        } = self;
        *length == other.length
            && *direction == other.direction
            && *anchor == other.anchor
            && *ending == other.ending
            && *less == other.less
            && *condition == other.condition
    }
}

impl PartialEq for Refer {
    fn eq(&self, other: &Self) -> bool {
        let Self {
            outcome,
            reason,
            when,
            span: _,
        } = self;
        *outcome == other.outcome && *reason == other.reason && *when == other.when
    }
}
