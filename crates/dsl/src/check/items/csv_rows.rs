//! The rows of a table that stand in a CSV file: its first line names the columns, in any order.

use super::tables::{Rows, wrong_count};
use crate::ast::{self, Cell, CellKind, CellValue, Expr, ExprKind, Literal, Text};
use crate::check::checker::Checker;
use crate::check::data::{Opened, without_header};
use crate::ir::{Column, Type};
use crate::parse::csv::{self, Field};
use crate::{Diagnostic, Node, Span, codes};

/// Where a row stands.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum RowSource {
    /// Below the head of its table.
    Policy,
    /// In a CSV file.
    File,
}

impl Checker<'_> {
    pub(super) fn rows_of_file(
        &mut self,
        written: &ast::Table,
        from: &Text,
        columns: &[Column],
        results: &[Column],
        found: &mut Rows,
    ) {
        let limits = self.limits;
        let Some(Opened { csv, text }) = self.open(from, &limits) else {
            return;
        };
        if csv.header.is_empty() {
            let help = format!(
                "write the columns on its first line: {}",
                wanted(columns, results)
            );
            self.report(without_header(from, &help));
            return;
        }
        let Some(order) = self.order_of_columns(&csv.header, columns, results, from, written)
        else {
            return;
        };
        for record in &csv.rows {
            let span = whole(record);
            if record.len() != csv.header.len() {
                self.report(wrong_count(span, record.len(), csv.header.len()));
                continue;
            }
            let mut cells = Vec::with_capacity(order.len());
            for (column, place) in columns.iter().chain(results).zip(&order) {
                let cell = record.get(*place).and_then(|field| {
                    let is_first = cells.is_empty();
                    let asks = cells.len() < columns.len();
                    self.field(field, column.ty, is_first, asks, text)
                });
                // A cell that could not be read is told; the other cells are read on.
                cells.extend(cell);
            }
            if cells.len() == order.len() {
                self.row(
                    &ast::Row { cells, span },
                    columns,
                    results,
                    RowSource::File,
                    found,
                );
            }
        }
    }

    /// Where each column stands in the file; the only result without a name is what is left.
    fn order_of_columns(
        &mut self,
        header: &[Field<'_>],
        columns: &[Column],
        results: &[Column],
        from: &Text,
        written: &ast::Table,
    ) -> Option<Vec<usize>> {
        let named = |column: &&Column| !column.name.is_empty();
        let all = columns.iter().chain(results);
        let mut order: Vec<Option<usize>> = Vec::new();
        let mut missing = Vec::new();
        for column in all.clone() {
            let place = header
                .iter()
                .position(|field| field.text == column.name.as_str());
            if place.is_none() && named(&column) {
                missing.push(column.name.as_str());
            }
            order.push(place.filter(|_| named(&column)));
        }
        let before = self.found.len();
        let mut others = Vec::new();
        for (place, field) in header.iter().enumerate() {
            let text = field.text.as_ref();
            if header
                .iter()
                .take(place)
                .any(|first| first.text == field.text)
            {
                let message = format!("the column `{text}` stands twice");
                self.report(
                    Diagnostic::new(codes::WRONG_CSV_HEADER, field.span, message)
                        .help("delete one of the two"),
                );
            } else if !all.clone().filter(named).any(|column| column.name == text) {
                others.push((place, field));
            }
        }
        // The one column that no name is known for holds the result that has none.
        let nameless = results.iter().any(|result| result.name.is_empty());
        if nameless && missing.is_empty() && others.len() == 1 {
            let place = others.pop().map(|(place, _)| place);
            return order.into_iter().map(|known| known.or(place)).collect();
        }
        if nameless && missing.is_empty() && others.is_empty() {
            let message = format!(
                "this file has no column for the result of `{}`",
                written.name.kind
            );
            let help = "add a column with a name of your choice; it holds the results";
            self.report(
                Diagnostic::new(codes::WRONG_CSV_HEADER, whole(header), message)
                    .related(from.span, "read from here")
                    .help(help),
            );
        }
        let mut holds_result = nameless;
        for (_, field) in &others {
            let near = self.nearest(&field.text, missing.iter().copied());
            if let Some(near) = &near {
                missing.retain(|name| *name != near.as_str());
            } else if std::mem::take(&mut holds_result) {
                continue;
            }
            let name = &written.name.kind;
            let message = format!("the table `{name}` has no column `{}`", field.text);
            let otherwise = format!("the columns are {}", wanted(columns, results));
            let diagnostic = self.with_nearest(
                codes::WRONG_CSV_HEADER,
                field.span,
                message,
                near,
                Some(otherwise),
            );
            self.report(diagnostic.related(from.span, "read from here"));
        }
        for name in missing {
            let message = format!("this file has no column `{name}`");
            let help = format!("the columns are {}", wanted(columns, results));
            self.report(
                Diagnostic::new(codes::WRONG_CSV_HEADER, whole(header), message)
                    .related(from.span, "read from here")
                    .help(help),
            );
        }
        if self.found.len() > before {
            return None;
        }
        order.into_iter().collect()
    }

    /// A field as a cell. In a column of texts it is the text itself, unless it begins with a
    /// quote of its own.
    fn field(
        &mut self,
        field: &Field<'_>,
        ty: Type,
        is_first: bool,
        asks: bool,
        file: &str,
    ) -> Option<Cell> {
        let text = field.text.as_ref();
        let is_word = match text {
            "otherwise" => is_first,
            "-" | "" => asks,
            _ => text.starts_with('"'),
        };
        if ty == Type::Text && !is_word {
            let literal = ExprKind::Literal(Literal::Text(text.into()));
            let value = CellValue::One(Expr::new(literal, field.span));
            return Some(Node::new(CellKind::Values(vec![value]), field.span));
        }
        let limits = self.limits;
        csv::cell(field, file, &limits, &mut self.found)
    }
}

/// From the first to the last field.
fn whole(fields: &[Field<'_>]) -> Span {
    match (fields.first(), fields.last()) {
        (Some(first), Some(last)) => first.raw.to(last.raw),
        _ => Span::default(),
    }
}

/// The names that the first line is to have.
fn wanted(columns: &[Column], results: &[Column]) -> String {
    let names = columns
        .iter()
        .chain(results)
        .map(|column| match column.name.as_str() {
            "" => "and one for the result".to_owned(),
            name => format!("`{name}`"),
        });
    names.collect::<Vec<_>>().join(", ")
}
