//! What every item has: its name and title, the passages behind it, the dates on which it is there.

use smol_str::SmolStr;

use crate::ast::{self, Item, Text};
use crate::check::checker::Checker;
use crate::check::layers::Space;
use crate::ir::{Citation, Head, InForce};
use crate::{Diagnostic, Span, codes};

impl Checker<'_> {
    /// The head of an item. To be called once for each item, since it tells the mistakes in it.
    pub(super) fn head(
        &mut self,
        item: &Item,
        name: impl Into<SmolStr>,
        title: Option<&Text>,
    ) -> Head {
        Head {
            name: name.into(),
            title: title.map(|t| t.kind.clone()),
            cites: self.citations(&item.cites),
            in_force: self.in_force(item.in_force.as_ref()),
            unverified: item.unverified.is_some(),
            layer: self.layer(item.kind.span),
            span: item.kind.span,
        }
    }

    /// The policy that a place of the text belongs to.
    pub(super) fn layer(&self, span: Span) -> SmolStr {
        let layer = self.layers.iter().find(|(file, _)| *file == span.source);
        layer.map_or_else(|| self.policy.name.clone(), |(_, name)| name.clone())
    }

    /// The passages, without those whose source is not declared.
    pub(in crate::check) fn citations(&mut self, cites: &[ast::Citation]) -> Vec<Citation> {
        cites
            .iter()
            .filter_map(|citation| self.citation(citation))
            .collect()
    }

    fn citation(&mut self, written: &ast::Citation) -> Option<Citation> {
        let name = &written.source;
        let Some((source, _)) = self.names.sources.get(&name.kind).copied() else {
            return self.unknown_source(name);
        };
        if !self.policy.cited.contains(&source) {
            self.policy.cited.push(source);
        }
        let at = written.at.as_ref().map(|at| at.kind.clone());
        Some(Citation {
            source,
            at,
            unverified: written.unverified.is_some(),
        })
    }

    fn unknown_source<T>(&mut self, name: &ast::Name) -> Option<T> {
        if self.unread.may_declare(&name.kind) {
            return None;
        }
        if let Some(removed) = self.removed_name(Space::Source, &name.kind, name.span) {
            return self.refuse(removed);
        }
        let near = self.nearest(&name.kind, self.names.sources.keys().map(SmolStr::as_str));
        let message = format!("there is no source `{}`", name.kind);
        let otherwise = format!("declare it: `source {} \"Title\"`", name.kind);
        let diagnostic = self.with_nearest(
            codes::UNKNOWN_SOURCE,
            name.span,
            message,
            near,
            Some(otherwise),
        );
        self.refuse(diagnostic)
    }

    fn in_force(&mut self, written: Option<&ast::InForce>) -> InForce {
        let Some(written) = written else {
            return InForce::default();
        };
        self.dated.extend(in_force_span(written));
        if let (Some(from), Some(until)) = (written.from, written.until)
            && until.kind <= from.kind
        {
            let message = format!(
                "in force until {}, which is not after {}",
                until.kind, from.kind
            );
            self.report(
                Diagnostic::new(codes::NEVER_IN_FORCE, until.span, message)
                    .related(from.span, "in force from here")
                    .help("`until` is the first day on which the item is no longer in force: write a later day"),
            );
        }
        dates(Some(written))
    }
}

/// The dates as they are written.
pub(super) fn dates(written: Option<&ast::InForce>) -> InForce {
    let Some(written) = written else {
        return InForce::default();
    };
    InForce {
        from: written.from.map(|d| d.kind),
        until: written.until.map(|d| d.kind),
    }
}

/// Where the dates are written.
pub(in crate::check) fn in_force_span(written: &ast::InForce) -> Option<Span> {
    match (written.from, written.until) {
        (Some(from), Some(until)) => Some(from.span.to(until.span)),
        (Some(one), None) | (None, Some(one)) => Some(one.span),
        (None, None) => None,
    }
}
