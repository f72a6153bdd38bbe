//! The first item of a policy: its name, its conventions, and the facts that date the decision.

use smol_str::SmolStr;

use crate::ast::Name;
use crate::check::checker::Checker;
use crate::check::layers::Space;
use crate::check::names::Named;
use crate::ir::{FactId, Type};
use crate::{Diagnostic, codes};

impl Checker<'_> {
    pub(super) fn header_conventions(&mut self) {
        let Some(header) = self.header else { return };
        self.policy.name = header.name.kind.clone();
        self.policy.layers = self.layers.to_vec();
        self.policy.title = header.title.as_ref().map(|t| t.kind.clone());
        self.policy.months_end = header.months_end.map(|m| m.kind).unwrap_or_default();
        self.policy.rounding = header.rounding.map(|r| r.kind).unwrap_or_default();
        self.policy.combine = header.combine.map(|c| c.kind).unwrap_or_default();
    }

    pub(super) fn header_facts(&mut self) {
        let Some(header) = self.header else { return };
        self.policy.as_of = header
            .as_of
            .as_ref()
            .and_then(|name| self.dating_fact(name, "as of"));
        self.policy.covers = header
            .covers
            .as_ref()
            .and_then(|name| self.dating_fact(name, "covers services on"));
    }

    /// A fact that is a date and always asked for.
    fn dating_fact(&mut self, name: &Name, line: &str) -> Option<FactId> {
        let message = match self.names.get(&name.kind) {
            Some(Named::Fact(id, Type::Date)) => {
                let fact = self.policy.facts.get(id)?;
                if !fact.optional {
                    return Some(id);
                }
                format!("`{line}` names an optional fact, and a decision needs its date")
            }
            Some(Named::Broken) => return None,
            Some(Named::Fact(_, ty)) => {
                format!(
                    "`{line}` names a date, and `{}` is {}",
                    name.kind,
                    self.phrase(ty)
                )
            }
            Some(_) => format!("`{line}` names a fact, and `{}` is none", name.kind),
            None if self.unread.may_declare(&name.kind) => return None,
            None => format!("`{line}` names a fact, and `{}` is not declared", name.kind),
        };
        if let Some(removed) = self.removed_name(Space::Value, &name.kind, name.span) {
            return self.refuse(removed);
        }
        let near = self.nearest(&name.kind, self.dates_declared());
        let near = near.filter(|near| *near != name.kind);
        let otherwise = "name a fact declared as `date`".to_owned();
        let diagnostic = self.with_nearest(
            codes::WRONG_HEADER_FACT,
            name.span,
            message,
            near,
            Some(otherwise),
        );
        let declared = self.names.values.get(&name.kind).map(|entry| entry.span);
        let diagnostic: Diagnostic = match declared {
            Some(span) => diagnostic.related(span, "declared here"),
            None => diagnostic,
        };
        self.refuse(diagnostic)
    }

    fn dates_declared(&self) -> impl Iterator<Item = &str> {
        let is_date = |named: Named| matches!(named, Named::Fact(_, Type::Date));
        self.names
            .values
            .iter()
            .filter(move |(_, e)| is_date(e.named))
            .map(|(name, _): (&SmolStr, _)| name.as_str())
    }
}
