//! What every item has: its name and title, the passages behind it, the dates on which it is there.

use smol_str::SmolStr;

use crate::ast::{self, Item, ItemKind, Text};
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
            in_force: self.in_force(item),
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

    fn in_force(&mut self, item: &Item) -> InForce {
        let Some(written) = item.in_force.as_ref() else {
            return InForce::default();
        };
        if !is_dated(&item.kind.kind) {
            self.refuse_dates(item);
            return InForce::default();
        }
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

impl Checker<'_> {
    /// Things that are there on every date.
    pub(super) fn refuse_dates(&mut self, item: &Item) {
        let Some(span) = item.in_force.as_ref().and_then(in_force_span) else {
            return;
        };
        let help = match &item.kind.kind {
            ItemKind::Parameter(_) => {
                "write `is VALUE from DATE` for each value, and `in force` at the items that use the parameter"
            }
            ItemKind::Define(_) => {
                "make it an `output`, or write `in force` at the items that use it"
            }
            ItemKind::Window { .. } | ItemKind::Reading(_) | ItemKind::Codes(_) => {
                "write `in force` at the items that use it"
            }
            _ => "leave `in force` out here",
        };
        let message = "`in force` is for rules; this is there on every date";
        self.report(Diagnostic::new(codes::NOT_DATED, span, message).help(help));
    }
}

/// Whether an item can be there on some dates only: what a decision gives or is held against, and
/// tables, which have no row on the others.
fn is_dated(item: &ItemKind) -> bool {
    match item {
        ItemKind::Define(define) => define.output,
        ItemKind::Require(_)
        | ItemKind::Category(_)
        | ItemKind::Price(_)
        | ItemKind::Table(_)
        | ItemKind::Guarantee(_)
        | ItemKind::Assume { .. } => true,
        _ => false,
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
