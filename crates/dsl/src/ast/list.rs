//! Lists of records as written: tests and totals over the elements of a list, and the elements of
//! a list that an example gives.
//!
//! ```text
//! any v in visits has v.emergency            is it so of one element at least?
//! every v in visits has v.cost <= $500       is it so of each? (yes of a list without elements)
//! count of v in visits where v.emergency     how many are there? `count of visits` counts all
//! sum of v.cost for v in visits where …      their total, zero where there are none
//! (earliest of v.day for v in visits where …) otherwise enrollment_date
//! (latest of v.day for v in visits) otherwise enrollment_date
//! ```
//!
//! What stands behind `has` and `where` goes as far as it can: brackets end it.

use super::{Binding, Expr, Name};
use crate::Span;

/// Of how many elements a condition must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// Of one at least.
    Any,
    /// Of each.
    Every,
}

impl Quantifier {
    /// The word of the language.
    pub fn word(self) -> &'static str {
        match self {
            Quantifier::Any => "any",
            Quantifier::Every => "every",
        }
    }
}

/// How the elements of a list become one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fold {
    /// How many there are.
    Count,
    /// Their total.
    Sum,
    /// The earliest of their dates.
    Earliest,
    /// The latest of their dates.
    Latest,
}

impl Fold {
    /// The word of the language.
    pub fn word(self) -> &'static str {
        match self {
            Fold::Count => "count",
            Fold::Sum => "sum",
            Fold::Earliest => "earliest",
            Fold::Latest => "latest",
        }
    }
}

/// `any VARIABLE in LIST has C`.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantified {
    /// `any` or `every`.
    pub quantifier: Quantifier,
    /// What the condition calls an element.
    pub variable: Name,
    /// The list.
    pub list: Name,
    /// The condition.
    pub holds: Box<Expr>,
}

/// `sum of E for VARIABLE in LIST where C`, `count of VARIABLE in LIST where C`, `count of LIST`.
#[derive(Clone, Debug, PartialEq)]
pub struct Folded {
    /// What becomes of the elements.
    pub fold: Fold,
    /// The value of an element; none for `count`.
    pub value: Option<Box<Expr>>,
    /// What value and condition call an element; none for `count of LIST`.
    pub variable: Option<Name>,
    /// The list.
    pub list: Name,
    /// Which elements count; all when absent.
    pub filter: Option<Box<Expr>>,
}

/// `visits[0].cost`: a field of one element. Elements are counted from 0, as in JSON.
#[derive(Clone, Debug, PartialEq)]
pub struct ElementField {
    /// The list.
    pub list: Name,
    /// The place of the element.
    pub element: u32,
    /// The field.
    pub field: Name,
}

/// `- day 2025-03-01, cost $120`: an element of a list that an example gives.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its fields.
    pub fields: Vec<Binding>,
    /// The whole line.
    pub span: Span,
}
