//! Requires and assumptions: what every decision and every request must satisfy.

use smol_str::SmolStr;

use crate::ast::{self, Expr, Item, Name, Text};
use crate::check::checker::{Checker, next};
use crate::check::cycles::{Part, numbered};
use crate::check::words::spelling;
use crate::ir::{Assumption, AssumptionId, Id, ItemRef, Policy, Require, RequireId};
use crate::{Diagnostic, codes};

impl Checker<'_> {
    pub(super) fn require(&mut self, item: &Item, written: &ast::Require) {
        let id: RequireId = next(&mut self.counts.requires);
        let name = labelled("require", id, written.label.as_ref());
        let head = self.head(item, name.clone(), None);
        self.list(item.kind.span, ItemRef::Require(id));
        self.uses.begin(Part::Require(id), name);
        let holds = self.condition(&written.holds);
        self.uses.end();
        let reason = self.reason(written.reason.as_ref(), || {
            format!("not ({})", spelling(&written.holds))
        });
        let outcome = self.outcome(&written.outcome);
        let (Some(holds), Some(outcome)) = (holds, outcome) else {
            return;
        };
        self.policy.requires.push(Require {
            head,
            holds,
            outcome,
            reason,
        });
    }

    pub(super) fn assumption(
        &mut self,
        item: &Item,
        holds: &Expr,
        message: Option<&Text>,
        label: Option<&Name>,
    ) {
        let id: AssumptionId = next(&mut self.counts.assumptions);
        let name = labelled("assume", id, label);
        let head = self.head(item, name.clone(), None);
        self.list(item.kind.span, ItemRef::Assumption(id));
        self.uses.begin(Part::Assumption(id), name);
        let holds_id = self.condition(holds);
        self.uses.end();
        let message = message.map_or_else(
            || SmolStr::from(format!("not ({})", spelling(holds))),
            |m| m.kind.clone(),
        );
        if let Some(holds) = holds_id {
            self.policy.assumptions.push(Assumption {
                head,
                holds,
                message,
            });
        }
    }

    /// What the decision tells; where the text does not say, the condition itself.
    pub(super) fn reason(
        &mut self,
        written: Option<&Text>,
        instead: impl FnOnce() -> String,
    ) -> SmolStr {
        let reason = written.map_or_else(|| SmolStr::from(instead()), |text| text.kind.clone());
        self.reasons.insert(reason.clone());
        reason
    }

    /// The place of an outcome among the outcomes, of which every one that is named is a member.
    ///
    /// A requirement that fails and a referral that stands cover nothing, so neither can give
    /// `covered` (or `met`, where a policy has no categories).
    pub(super) fn outcome(&mut self, name: &Name) -> Option<u16> {
        let outcome = self.names.member(self.policy.outcome?, &name.kind)?;
        if outcome == Policy::COVERED {
            let message = format!(
                "`{}` is the outcome where every requirement holds; it cannot stand here",
                name.kind
            );
            self.report(
                Diagnostic::new(codes::COVERED_IS_NO_REFUSAL, name.span, message)
                    .help("name what the decision is instead, such as `not_covered`"),
            );
        }
        Some(outcome)
    }
}

/// The name of an item by its label, or by its place where it has none.
fn labelled(kind: &str, id: impl Id, label: Option<&Name>) -> String {
    label.map_or_else(
        || numbered(kind, id),
        |label| format!("{kind}.{}", label.kind),
    )
}
