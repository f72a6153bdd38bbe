//! Equality of the clauses that hold a bare place: as with [`Node`](crate::Node), the place does
//! not count, so that two texts can be compared by what they say.

use super::{Cap, CellValue, Except, PriceStep, Record, Refer, Row};

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
    Row { cells }
    Record { fields }
    PriceStep { kind, amount, when, unless, label, because }
}

impl PartialEq for CellValue {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (CellValue::One(a), CellValue::One(b)) => a == b,
            (
                CellValue::Range {
                    low,
                    high,
                    below,
                    span: _,
                },
                CellValue::Range {
                    low: low_too,
                    high: high_too,
                    below: below_too,
                    span: _,
                },
            ) => (low, high, below) == (low_too, high_too, below_too),
            _ => false,
        }
    }
}
