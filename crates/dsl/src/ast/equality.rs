//! Equality of the clauses that hold a bare place: as with [`Node`](crate::Node), the place does
//! not count, so that two texts can be compared by what they say.

use super::{Cap, Except, PriceStep, Refer};

/// Compares the fields that are named; all but `span` must be, so that a new one is not forgotten.
macro_rules! equal_but_for_the_place {
    ($($clause:ident { $($field:ident),* })*) => {$(
        impl PartialEq for $clause {
            fn eq(&self, other: &Self) -> bool {
                let Self { $($field,)* span: _ } = self;
                $(*$field == other.$field)&&*
            }
        }
    )*};
}

equal_but_for_the_place! {
    Cap { length, direction, anchor, ending, less, condition }
    Except { value, when, because, label, overrides }
    Refer { outcome, reason, when }
    PriceStep { kind, amount, when, unless, label, because }
}
