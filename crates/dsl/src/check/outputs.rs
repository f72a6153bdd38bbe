//! What a decision gives: the outputs that follow from requires and categories, and those that
//! the policy declares.

use smol_str::SmolStr;

use super::checker::Checker;
use super::names::Named;
use crate::ast::{Item, ItemKind, Name};
use crate::ir::{DefineId, Output, OutputKind, PriceId, Type};
use crate::{Diagnostic, Span, codes};

/// The names of the outputs that no text declares.
pub(super) const BUILT_IN: [&str; 5] = [
    "outcome",
    "categories",
    "covered_from",
    "covered_through",
    "periods",
];

/// What every decision has besides its outputs, which an output of this name would hide.
const OF_EVERY_DECISION: [&str; 3] = ["status", "needs", "reasons"];

impl Checker<'_> {
    /// The outputs that follow from requires and categories, as names that rules can use.
    pub(super) fn built_in_outputs(&mut self, span: Span) {
        let Some(outcome) = self.policy.outcome else {
            return;
        };
        self.built_in_output(
            "outcome",
            Some(Type::Enum(outcome)),
            OutputKind::Outcome,
            span,
        );
        let Some(category) = self.policy.category else {
            return;
        };
        self.built_in_output(
            "categories",
            Some(Type::Set(category)),
            OutputKind::Categories,
            span,
        );
        self.built_in_output(
            "covered_from",
            Some(Type::DateOrOpen),
            OutputKind::CoveredFrom,
            span,
        );
        self.built_in_output(
            "covered_through",
            Some(Type::DateOrOpen),
            OutputKind::CoveredThrough,
            span,
        );
        self.built_in_output("periods", None, OutputKind::Periods, span);
    }

    fn built_in_output(&mut self, name: &str, ty: Option<Type>, kind: OutputKind, span: Span) {
        let name = SmolStr::new(name);
        let id = self.policy.outputs.push(Output {
            name: name.clone(),
            ty,
            kind,
        });
        self.output_ids.insert(name.clone(), id);
        if let Some(ty) = ty {
            self.names.claim_built_in(name, Named::Output(id, ty), span);
        }
    }

    /// The outputs that the policy declares, behind the others.
    pub(super) fn declared_outputs(&mut self, items: &[Item]) {
        let (mut defines, mut prices) = (0, 0);
        for item in items {
            let (declared, kind) = match &item.kind.kind {
                ItemKind::Define(define) => {
                    defines += 1;
                    if !define.output {
                        continue;
                    }
                    (&define.name, OutputKind::Define(DefineId(defines - 1)))
                }
                ItemKind::Price(price) => {
                    prices += 1;
                    (&price.name, OutputKind::Price(PriceId(prices - 1)))
                }
                _ => continue,
            };
            self.refuse_hidden(declared);
            let ty = self.names.get(&declared.kind).and_then(Named::ty);
            let name = declared.kind.clone();
            let id = self.policy.outputs.push(Output {
                name: name.clone(),
                ty,
                kind,
            });
            self.output_ids.entry(name).or_insert(id);
        }
    }

    fn refuse_hidden(&mut self, name: &Name) {
        let periods = self.policy.category.is_some() && name.kind == "periods";
        if !periods && !OF_EVERY_DECISION.contains(&name.kind.as_str()) {
            return;
        }
        let message = format!("every decision has `{}` already", name.kind);
        let help = "give the output another name";
        self.report(Diagnostic::new(codes::DUPLICATE_NAME, name.span, message).help(help));
    }
}
