//! Sets of codes: single codes, prefixes and ranges, written out or in a CSV file.

use smol_str::SmolStr;

use crate::ast::{self, CodeEntry, Item, ItemKind, Text};
use crate::check::checker::Checker;
use crate::check::data::{Opened, without_header};
use crate::check::names::Named;
use crate::ir::{CodeSet, ItemRef};
use crate::parse::csv::Field;
use crate::{Diagnostic, Node, codes};

/// The codes of a set as far as they are read.
#[derive(Default)]
struct Entries {
    exact: Vec<SmolStr>,
    ranges: Vec<(SmolStr, SmolStr)>,
}

impl Checker<'_> {
    pub(super) fn declare_codes(&mut self, items: &[Item]) {
        for item in items {
            if let ItemKind::Codes(codes) = &item.kind.kind {
                self.code_set(item, codes);
            }
        }
    }

    fn code_set(&mut self, item: &Item, written: &ast::Codes) {
        let name = &written.name;
        let head = self.head(item, name.kind.clone(), written.title.as_ref());
        let mut entries = Entries::default();
        match &written.from {
            Some(from) => self.codes_of_file(from, &mut entries),
            None => {
                for entry in &written.entries {
                    self.code(entry, &mut entries);
                }
            }
        }
        entries.exact.sort_unstable();
        entries.exact.dedup();
        let id = self.policy.codes.push(CodeSet {
            head,
            system: written.system.kind.clone(),
            exact: entries.exact,
            ranges: entries.ranges,
        });
        self.list(item.kind.span, ItemRef::Codes(id));
        self.names.settle(&name.kind, name.span, Named::Codes(id));
    }

    /// The codes in the column `code` of a file, or in its first column; a column `through` may
    /// hold the last code of a range.
    fn codes_of_file(&mut self, from: &Text, entries: &mut Entries) {
        let limits = self.limits;
        let Some(Opened { csv, .. }) = self.open(from, &limits) else {
            return;
        };
        let place = |name: &str| csv.header.iter().position(|field| field.text == name);
        let Some(first) = place("code") else {
            let help = "write a first line with the columns; `code` holds the codes, and `through`, where a range is meant, its last code";
            let diagnostic = match csv.header.first() {
                None => without_header(from, help),
                Some(field) => Diagnostic::new(
                    codes::WRONG_CSV_HEADER,
                    field.span,
                    "this file has no column `code`",
                )
                .related(from.span, "read from here")
                .help(help),
            };
            return self.report(diagnostic);
        };
        let last = place("through");
        for record in &csv.rows {
            if record.len() != csv.header.len() {
                let span = record.first().map_or(from.span, |field| field.span);
                let diagnostic = super::tables::wrong_count(span, record.len(), csv.header.len());
                self.report(diagnostic);
                continue;
            }
            let text = |field: &Field<'_>| Node::new(SmolStr::new(&field.text), field.span);
            let high = last.and_then(|last| record.get(last));
            let Some(low) = record.get(first).map(text) else {
                continue;
            };
            let high = high.filter(|field| !field.text.is_empty()).map(text);
            self.code(&CodeEntry { low, high }, entries);
        }
    }

    fn code(&mut self, entry: &CodeEntry, entries: &mut Entries) {
        match &entry.high {
            Some(high) => {
                let ends = (self.plain_code(&entry.low), self.plain_code(high));
                let (Some(low), Some(last)) = ends else {
                    return;
                };
                if low > last && !low.starts_with(&last) {
                    let message = format!(
                        "the range is empty: {} comes after {}",
                        entry.low.kind, high.kind
                    );
                    let span = entry.low.span.to(high.span);
                    let help = format!("write \"{}\"..\"{}\"", high.kind, entry.low.kind);
                    self.report(Diagnostic::new(codes::BAD_CODE, span, message).help(help));
                    return;
                }
                entries.ranges.push((low.into(), last.into()));
            }
            None => match entry.low.kind.strip_suffix('*') {
                Some(prefix) => {
                    let prefix = self.plain_code(&Node::new(prefix.into(), entry.low.span));
                    entries.ranges.extend(prefix.map(|prefix| {
                        let prefix = SmolStr::from(prefix);
                        (prefix.clone(), prefix)
                    }));
                }
                None => entries
                    .exact
                    .extend(self.plain_code(&entry.low).map(SmolStr::from)),
            },
        }
    }

    /// A code in the form in which codes are compared.
    fn plain_code(&mut self, code: &Text) -> Option<String> {
        let normal = CodeSet::normal(&code.kind);
        if normal.is_empty() {
            let help = "write the code, such as \"E11.9\", or a prefix such as \"E11*\"";
            return self.refuse(
                Diagnostic::new(codes::BAD_CODE, code.span, "this code is empty").help(help),
            );
        }
        if normal.contains('*') {
            let message = "`*` stands at the end of a single code, for all that begin with it";
            let help = "write a prefix such as \"E11*\", or a range such as \"E08\"..\"E13\"";
            return self.refuse(Diagnostic::new(codes::BAD_CODE, code.span, message).help(help));
        }
        Some(normal)
    }
}
