//! The facts that a request gives.

use crate::ast::{FactDecl, Item, ItemKind, TypeName};
use crate::check::checker::Checker;
use crate::check::names::Named;
use crate::check::types::TypePlace;
use crate::ir::{Fact, ItemRef};

impl Checker<'_> {
    pub(super) fn declare_facts(&mut self, items: &[Item]) {
        for item in items {
            if let ItemKind::Facts(facts) = &item.kind.kind {
                facts.iter().for_each(|fact| self.fact(fact));
            }
        }
    }

    fn fact(&mut self, written: &FactDecl) {
        self.names.add_groups(&written.name.kind);
        if let TypeName::List(fields) = &written.ty.kind {
            return self.list_fact(written, fields);
        }
        let Some(declared) = self.declared(&written.ty, TypePlace::Fact) else {
            return;
        };
        let name = &written.name;
        let id = self.policy.facts.push(Fact {
            name: name.kind.clone(),
            ty: declared.ty,
            optional: declared.optional,
            low: declared.low,
            high: declared.high,
            title: written.title.as_ref().map(|t| t.kind.clone()),
            span: name.span,
        });
        self.list(name.span, ItemRef::Fact(id));
        self.names
            .settle(&name.kind, name.span, Named::Fact(id, declared.ty));
    }
}
