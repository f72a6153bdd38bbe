//! Defines and outputs: a value, and the exceptions to it.

use indexmap::IndexMap;
use smol_str::SmolStr;

use crate::ast::{self, Item, ItemKind, Name};
use crate::check::checker::{Checker, next};
use crate::check::cycles::Part;
use crate::check::expr::Hint;
use crate::check::graph;
use crate::check::names::Named;
use crate::check::types::TypePlace;
use crate::ir::{Define, DefineId, Except, ExprId, Id, ItemRef, Type};
use crate::{Diagnostic, codes};

/// The exceptions of one define by their labels.
type Labels<'a> = IndexMap<&'a SmolStr, usize>;

impl Checker<'_> {
    /// Numbers the defines and their types, so that they can be used before they are checked.
    pub(super) fn declare_defines(&mut self, items: &[Item]) {
        let defines = items.iter().filter_map(|item| match &item.kind.kind {
            ItemKind::Define(define) => Some((item.kind.span, define)),
            _ => None,
        });
        for (place, (span, define)) in defines.enumerate() {
            let id = DefineId::from_index(place);
            self.list(span, ItemRef::Define(id));
            if let Some(declared) = self.declared(&define.ty, TypePlace::Elsewhere) {
                let named = Named::Define(id, declared.ty);
                self.names
                    .settle(&define.name.kind, define.name.span, named);
                self.define_types.push(Some(declared.ty));
            } else {
                self.define_types.push(None);
            }
        }
    }

    pub(super) fn define(&mut self, item: &Item, written: &ast::Define) {
        let head = self.head(item, written.name.kind.clone(), written.title.as_ref());
        let id: DefineId = next(&mut self.counts.defines);
        let ty = self.define_types.get(id.index()).copied().flatten();
        self.uses
            .begin(Part::Define(id), written.name.kind.as_str());
        let is = match &written.is {
            Some(is) => self.define_value(is, ty, &written.name),
            None => self.decided_value(written, id),
        };
        let labels = self.labels(&written.excepts);
        let excepts: Vec<Option<Except>> = written
            .excepts
            .iter()
            .map(|except| self.except(except, ty, &written.name, &labels))
            .collect();
        self.uses.end();
        self.refuse_override_circles(&written.excepts, &excepts);
        let (Some(ty), Some(is), Some(excepts)) =
            (ty, is, excepts.into_iter().collect::<Option<Vec<_>>>())
        else {
            return;
        };
        if ty == Type::Duration {
            self.months.length(
                id,
                std::iter::once(is)
                    .chain(excepts.iter().map(|e| e.value))
                    .collect(),
            );
        }
        self.policy.defines.push(Define {
            head,
            ty,
            is,
            excepts,
        });
    }

    fn define_value(&mut self, expr: &ast::Expr, ty: Option<Type>, name: &Name) -> Option<ExprId> {
        match ty {
            Some(ty) => self.expect(expr, ty, &format!("`{}`", name.kind)),
            None => self.value(expr, Hint::Lost),
        }
    }

    fn except(
        &mut self,
        written: &ast::Except,
        ty: Option<Type>,
        name: &Name,
        labels: &Labels<'_>,
    ) -> Option<Except> {
        let when = self.condition(&written.when);
        let mark = self.given.mark();
        self.learn(&written.when, true);
        let value = self.define_value(&written.value, ty, name);
        self.given.forget(mark);
        let overrides: Vec<Option<usize>> = written
            .overrides
            .iter()
            .map(|l| self.overridden(l, labels))
            .collect();
        Some(Except {
            when: when?,
            value: value?,
            because: written.because.as_ref().map(|b| b.kind.clone()),
            label: written.label.as_ref().map(|l| l.kind.clone()),
            overrides: overrides.into_iter().collect::<Option<Vec<_>>>()?,
            span: written.span,
        })
    }

    fn labels<'e>(&mut self, excepts: &'e [ast::Except]) -> Labels<'e> {
        let mut labels = Labels::new();
        for (place, except) in excepts.iter().enumerate() {
            let Some(label) = &except.label else { continue };
            if let Some(first) = labels
                .get(&label.kind)
                .and_then(|first| excepts.get(*first))
            {
                let first = first.label.as_ref().map_or(first.span, |l| l.span);
                self.duplicate("the label", &label.kind, label.span, first);
            } else {
                labels.insert(&label.kind, place);
            }
        }
        labels
    }

    fn overridden(&mut self, label: &Name, labels: &Labels<'_>) -> Option<usize> {
        if let Some(place) = labels.get(&label.kind) {
            return Some(*place);
        }
        let near = self.nearest(&label.kind, labels.keys().map(|l| l.as_str()));
        let message = format!("no exception here is labelled `{}`", label.kind);
        let otherwise = format!(
            "put `as {}` behind the exception that gives way",
            label.kind
        );
        let diagnostic = self.with_nearest(
            codes::UNKNOWN_LABEL,
            label.span,
            message,
            near,
            Some(otherwise),
        );
        self.refuse(diagnostic)
    }

    /// Exceptions that take precedence over each other.
    fn refuse_override_circles(&mut self, written: &[ast::Except], excepts: &[Option<Except>]) {
        let edges: Vec<Vec<usize>> = excepts
            .iter()
            .map(|e| e.as_ref().map(|e| e.overrides.clone()).unwrap_or_default())
            .collect();
        for circle in graph::circles(&edges) {
            let mut places = circle
                .iter()
                .filter_map(|place| written.get(*place))
                .map(|e| e.span);
            let Some(first) = places.next() else { continue };
            let message = if circle.len() == 1 {
                "this exception overrides itself"
            } else {
                "these exceptions override each other in a circle"
            };
            const SHOWN: usize = 8;
            let mut diagnostic = Diagnostic::new(codes::CYCLE, first, message);
            for place in places.take(SHOWN) {
                diagnostic = diagnostic.related(place, "part of the circle");
            }
            self.report(diagnostic.help("let one of them give way: leave its `overrides` out"));
        }
    }
}
