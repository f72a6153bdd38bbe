//! The labels of a price's steps: names that later steps of the same price can test.

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::checker::Checker;
use crate::ast::PriceStep;
use crate::ir::{ExprId, ExprKind, PriceId, Type};
use crate::{Diagnostic, Span, codes};

/// The place of each label's step, and where the label is written.
type Places = IndexMap<SmolStr, (usize, Span)>;

/// The labels of the price whose steps are being checked; empty elsewhere.
#[derive(Debug, Default)]
pub(super) struct Labels {
    /// The price and its labels.
    of: Option<(PriceId, Places)>,
    /// The place of the step that is being checked: labels before it can be tested.
    reached: usize,
}

impl Labels {
    /// The steps are checked one after the other.
    pub(super) fn reach(&mut self, place: usize) {
        self.reached = place;
    }
}

impl Checker<'_> {
    /// Takes in the labels of a price; until [`Self::forget_labels`], they are names.
    pub(super) fn note_labels(&mut self, id: PriceId, steps: &[PriceStep]) {
        let mut labels = Places::new();
        for (place, step) in steps.iter().enumerate() {
            let Some(label) = &step.label else { continue };
            if let Some((_, first)) = labels.get(&label.kind).copied() {
                self.duplicate("the label", &label.kind, label.span, first);
                continue;
            }
            let Some(declared) = self.names.values.get(&label.kind).copied() else {
                labels.insert(label.kind.clone(), (place, label.span));
                continue;
            };
            let message = format!("`{}` is a declared name and cannot be a label", label.kind);
            self.report(
                Diagnostic::new(codes::LABEL_HIDES_NAME, label.span, message)
                    .related(declared.span, "declared here")
                    .help(
                        "give the step another label, so that a test of it can mean one thing only",
                    ),
            );
        }
        self.labels = Labels {
            of: Some((id, labels)),
            reached: 0,
        };
    }

    pub(super) fn forget_labels(&mut self) {
        self.labels = Labels::default();
    }

    /// A name that is a label here: the test of its step, or nothing when the step comes later,
    /// which has been told.
    pub(super) fn label(&mut self, name: &str, span: Span) -> Option<Option<ExprId>> {
        let (price, labels) = self.labels.of.as_ref()?;
        let (place, declared) = *labels.get(name)?;
        if place < self.labels.reached {
            let kind = ExprKind::Applied(*price, place);
            return Some(Some(self.push(kind, Type::Boolean, span)));
        }
        let whose = if place == self.labels.reached {
            "this step itself"
        } else {
            "a later step"
        };
        let message = format!("`{name}` is the label of {whose}, which has not been taken yet");
        Some(
            self.refuse(
                Diagnostic::new(codes::LABEL_OF_LATER_STEP, span, message)
                    .related(declared, "labelled here")
                    .help("test facts, or the labels of steps that stand above"),
            ),
        )
    }
}
