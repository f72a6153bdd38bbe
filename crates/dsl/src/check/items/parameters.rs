//! Parameters: values by date.

use crate::ast::{self, Item, ItemKind};
use crate::check::checker::Checker;
use crate::check::names::Named;
use crate::check::types::TypePlace;
use crate::ir::{ItemRef, Parameter, Type};
use crate::value::{Date, Value};
use crate::{Diagnostic, Span, codes};

impl Checker<'_> {
    pub(super) fn declare_parameters(&mut self, items: &[Item]) {
        for item in items {
            if let ItemKind::Parameter(parameter) = &item.kind.kind {
                self.parameter(item, parameter);
            }
        }
    }

    fn parameter(&mut self, item: &Item, written: &ast::Parameter) {
        let name = &written.name;
        let head = self.head(item, name.kind.clone(), written.title.as_ref());
        self.dated.extend(written.values.iter().filter_map(|value| value.from.map(|from| from.span)));
        let Some(declared) = self.declared(&written.ty, TypePlace::Elsewhere) else { return };
        let values = self.parameter_values(written, declared.ty);
        let id = self.policy.parameters.push(Parameter { head, ty: declared.ty, values });
        self.list(item.kind.span, ItemRef::Parameter(id));
        self.names.settle(&name.kind, name.span, Named::Parameter(id, declared.ty));
    }

    /// The values, earliest first; one without a date counts before all others.
    fn parameter_values(&mut self, written: &ast::Parameter, ty: Type) -> Vec<(Option<Date>, Value)> {
        let what = format!("`{}`", written.name.kind);
        let mut dated: Vec<(Option<Date>, Span, Option<Value>)> = Vec::new();
        for value in &written.values {
            let span = value.from.map_or(value.value.span, |from| from.span);
            dated.push((value.from.map(|from| from.kind), span, self.written(&value.value, ty, &what)));
        }
        dated.sort_by_key(|(from, span, _)| (*from, *span));
        for ((first, first_span, _), (second, second_span, _)) in dated.iter().zip(dated.iter().skip(1)) {
            if first == second {
                self.refuse_same_date(&what, *second, *second_span, *first_span);
            }
        }
        dated.into_iter().filter_map(|(from, _, value)| Some((from, value?))).collect()
    }

    fn refuse_same_date(&mut self, what: &str, from: Option<Date>, second: Span, first: Span) {
        let message = match from {
            Some(from) => format!("{what} has two values from {from}"),
            None => format!("{what} has two values without a first day"),
        };
        self.report(
            Diagnostic::new(codes::SAME_DATE_TWICE, second, message)
                .related(first, "the first of them")
                .help("delete one of them, or give it another first day: `is VALUE from DATE`"),
        );
    }
}
