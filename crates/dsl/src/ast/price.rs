//! Prices as written: a running amount and the steps that change it.

use super::{Expr, Name, Text};
use crate::{Node, Span};

/// `price NAME "title"` with its steps.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub title: Option<Text>,
    /// The steps, in the order written; never empty.
    pub steps: Vec<PriceStep>,
}

/// One step: `less E when C unless C as LABEL because "…"`.
#[derive(Clone, Debug)]
pub struct PriceStep {
    /// What the step does to the running amount.
    pub kind: Node<StepKind>,
    /// The amount that it does it with.
    pub amount: Expr,
    /// `when C`.
    pub when: Option<Expr>,
    /// `unless C`.
    pub unless: Option<Expr>,
    /// `as LABEL`.
    pub label: Option<Name>,
    /// `because "…"`.
    pub because: Option<Text>,
    /// The whole step.
    pub span: Span,
}

/// What a step does to the running amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepKind {
    /// The running amount begins with this.
    Start,
    /// The running amount is this from here on, whatever it was.
    Becomes,
    /// Money, or a percentage of the running amount, is taken off.
    Less,
    /// Money, or a percentage of the running amount, is put on.
    Plus,
    /// A cap on the running amount.
    AtMost,
    /// A floor under the running amount.
    AtLeast,
}

impl StepKind {
    /// The words of the language.
    pub fn words(self) -> &'static str {
        match self {
            StepKind::Start => "start",
            StepKind::Becomes => "becomes",
            StepKind::Less => "less",
            StepKind::Plus => "plus",
            StepKind::AtMost => "at most",
            StepKind::AtLeast => "at least",
        }
    }

    /// Whether the step may take a percentage of the running amount.
    pub fn takes_percent(self) -> bool {
        matches!(self, StepKind::Less | StepKind::Plus)
    }

    /// Whether the step only bounds the running amount.
    pub fn is_limit(self) -> bool {
        matches!(self, StepKind::AtMost | StepKind::AtLeast)
    }
}
