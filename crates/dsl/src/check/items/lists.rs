//! Facts that are lists of records.

use std::collections::HashMap;

use smol_str::SmolStr;

use crate::ast::{FactDecl, TypeName};
use crate::check::checker::Checker;
use crate::check::names::Named;
use crate::check::types::TypePlace;
use crate::ir::{Fact, ItemRef, ListType, Type};
use crate::{Diagnostic, Span, codes};

/// How many fields an element may have.
const MOST_FIELDS: usize = 100;

impl Checker<'_> {
    /// `NAME : list of` with its fields.
    pub(super) fn list_fact(&mut self, written: &FactDecl, fields: &[FactDecl]) {
        let name = &written.name;
        self.refuse_count(written, fields);
        let mut first: HashMap<&SmolStr, Span> = HashMap::new();
        let mut declared = Vec::new();
        for field in fields.iter().take(MOST_FIELDS) {
            if let Some(span) = first.insert(&field.name.kind, field.name.span) {
                self.duplicate("the field", &field.name.kind, field.name.span, span);
            }
            declared.push(self.field_of_list(field));
        }
        let Some(fields) = declared.into_iter().collect::<Option<Vec<Fact>>>() else {
            return;
        };
        let id = self.policy.facts.push(Fact {
            name: name.kind.clone(),
            ty: Type::Boolean,
            optional: false,
            low: None,
            high: None,
            title: written.title.as_ref().map(|t| t.kind.clone()),
            span: name.span,
        });
        let list = self.policy.lists.push(ListType {
            fact: id,
            name: name.kind.clone(),
            fields,
        });
        if let Some(fact) = self.policy.facts.get_mut(id) {
            fact.ty = Type::List(list);
        }
        self.list(name.span, ItemRef::Fact(id));
        let named = Named::Fact(id, Type::List(list));
        self.names.settle(&name.kind, name.span, named);
    }

    fn refuse_count(&mut self, written: &FactDecl, fields: &[FactDecl]) {
        if let Some(beyond) = fields.get(MOST_FIELDS) {
            let message = format!("an element has more than {MOST_FIELDS} fields");
            let help = "put into the list what the rules ask for, and leave the rest out";
            let found = Diagnostic::new(codes::TOO_MANY_ITEMS, beyond.name.span, message);
            self.report(found.help(help));
        }
        if fields.is_empty() && self.unread.is_empty() {
            let message = format!(
                "the list `{}` says not what its elements have",
                written.name.kind
            );
            let help = "declare each field on a deeper line below it: `day : date`";
            let found = Diagnostic::new(codes::MISSING_CLAUSE, written.ty.span, message);
            self.report(found.help(help));
        }
    }

    fn field_of_list(&mut self, written: &FactDecl) -> Option<Fact> {
        let name = &written.name;
        let refused = if matches!(written.ty.kind, TypeName::List(_)) {
            Some((
                "a list cannot hold lists",
                "declare a list of its own, with a field that says which element it belongs to",
            ))
        } else if name.kind.contains('.') {
            Some((
                "a field's name has no points in it",
                "join its parts with `_`",
            ))
        } else {
            None
        };
        if let Some((message, help)) = refused {
            let found = Diagnostic::new(codes::BAD_FIELD, written.name.span, message);
            return self.refuse(found.help(help));
        }
        let declared = self.declared(&written.ty, TypePlace::Fact)?;
        Some(Fact {
            name: name.kind.clone(),
            ty: declared.ty,
            optional: declared.optional,
            low: declared.low,
            high: declared.high,
            title: written.title.as_ref().map(|t| t.kind.clone()),
            span: name.span,
        })
    }
}
