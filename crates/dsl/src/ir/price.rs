//! Prices of a checked policy.

use smol_str::SmolStr;

use super::{ExprId, Head};
use crate::Span;
use crate::ast::StepKind;

/// A running amount of money and the steps that change it; the amount behind the last step is
/// the price.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// Name, title, passage.
    pub head: Head,
    /// The steps, in order. The first alone is [`StepKind::Start`], and it has no condition.
    pub steps: Vec<PriceStep>,
}

/// One step of a price.
///
/// A step applies where its condition holds; a cap or a floor only where the running amount is
/// beyond it as well. A step that does not apply leaves the running amount as it is.
#[derive(Clone, Debug, PartialEq)]
pub struct PriceStep {
    /// What the step does to the running amount.
    pub kind: StepKind,
    /// Of type money; of `less` and `plus` possibly a percentage of the running amount, which
    /// becomes whole cents before it is taken off or put on.
    pub amount: ExprId,
    /// `when C` and not `unless D`, as one condition; none where the step always applies.
    pub condition: Option<ExprId>,
    /// The name by which later steps ask whether this one applied.
    pub label: Option<SmolStr>,
    /// Why, for the reader.
    pub because: Option<SmolStr>,
    /// The whole step.
    pub span: Span,
}
