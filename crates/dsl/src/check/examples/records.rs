//! Lists that an example gives: an element a line, with its fields by name.

use std::collections::HashMap;

use smol_str::SmolStr;

use crate::ast::{Binding, ElementField, Expr, ExprKind, Record};
use crate::check::checker::Checker;
use crate::check::words::{bare, quoted};
use crate::ir::{ListId, Need};
use crate::value::{Row, Value};
use crate::{Diagnostic, Span, codes};

impl Checker<'_> {
    /// The elements that are written for a list.
    pub(super) fn given_list(&mut self, list: ListId, written: &Expr) -> Option<Value> {
        let records: &[Record] = match &bare(written).kind {
            ExprKind::Records(records) => records,
            ExprKind::Set(members) if members.is_empty() => &[],
            _ => return self.refuse_no_elements(list, written),
        };
        let mut rows: Vec<Option<Row>> = Vec::with_capacity(records.len());
        for (place, record) in records.iter().enumerate() {
            rows.push(self.given_record(list, place, record));
        }
        let rows: Option<Vec<Row>> = rows.into_iter().collect();
        rows.map(|rows| Value::List(list, rows.into()))
    }

    fn refuse_no_elements<T>(&mut self, list: ListId, written: &Expr) -> Option<T> {
        let name = self.policy.lists.at(list).name.clone();
        let message = format!(
            "`{name}` is a list, and {} is no element of one",
            quoted(written)
        );
        let help = format!(
            "write `{name}` alone on its line and each element on a line below it, such as `- FIELD VALUE, FIELD VALUE`; `{name} {{}}` has none"
        );
        self.refuse(Diagnostic::new(codes::LIST_AS_VALUE, written.span, message).help(help))
    }

    /// The fields of one element; those that are not written are unknown, or `none`.
    fn given_record(&mut self, list: ListId, place: usize, record: &Record) -> Option<Row> {
        let mut row: Row = vec![None; self.policy.lists.at(list).fields.len()];
        let mut first: HashMap<&SmolStr, Span> = HashMap::new();
        let mut sound = true;
        for binding in &record.fields {
            let name = &binding.name;
            if let Some(span) = first.insert(&name.kind, name.span) {
                self.duplicate("the value for", &name.kind, name.span, span);
            }
            match self.given_field(list, place, binding) {
                Some((field, value)) => {
                    if let Some(slot) = row.get_mut(usize::from(field)) {
                        *slot = value;
                    }
                }
                None => sound = false,
            }
        }
        sound.then_some(row)
    }

    fn given_field(
        &mut self,
        list: ListId,
        place: usize,
        binding: &Binding,
    ) -> Option<(u16, Option<Value>)> {
        let name = &binding.name;
        let Some(field) = self.policy.lists.at(list).index_of(&name.kind) else {
            return self.unknown_field(&name.kind, list, "", name.span);
        };
        let need = Need::Field {
            list,
            element: place as u32,
            field,
        };
        self.value_given(need, binding.value.as_ref())
            .map(|value| (field, value))
    }

    /// `visits[0].cost` among the needs that an example expects.
    pub(super) fn needed_element(&mut self, element: &ElementField) -> Option<Need> {
        let Some(list) = self.list_named(&element.list.kind) else {
            if self.unread.may_declare(&element.list.kind) {
                return None;
            }
            let lists = self.policy.lists.values().map(|list| list.name.as_str());
            let near = self.nearest(&element.list.kind, lists);
            let message = format!("there is no list `{}`", element.list.kind);
            let otherwise = Some("list facts that the policy declares".to_owned());
            let (code, span) = (codes::UNKNOWN_NAME, element.list.span);
            let found = self.with_nearest(code, span, message, near, otherwise);
            return self.refuse(found);
        };
        let name = &element.field;
        let Some(field) = self.policy.lists.at(list).index_of(&name.kind) else {
            return self.unknown_field(&name.kind, list, "", name.span);
        };
        Some(Need::Field {
            list,
            element: element.element,
            field,
        })
    }
}
