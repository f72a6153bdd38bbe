//! Tables: their columns, their rows, and what the rows say together.

use std::sync::Arc;

use super::csv_rows::RowSource;
use crate::ast::{self, Aggregate, CellKind, Hit, Item, ItemKind, Name};
use crate::check::checker::Checker;
use crate::check::names::Named;
use crate::check::types::TypePlace;
use crate::ir::{self, Column, Domain, Index, ItemRef, MOST_COLUMNS, Range, Row, Table, Type};
use crate::parse::csv::too_many_rows;
use crate::value::Value;
use crate::{Diagnostic, Span, codes};

/// So many findings of one kind are told about one table.
pub(in crate::check) const TOLD: usize = 20;

impl Checker<'_> {
    pub(super) fn declare_tables(&mut self, items: &[Item]) {
        for item in items {
            if let ItemKind::Table(table) = &item.kind.kind {
                self.table(item, table);
            }
        }
    }

    fn table(&mut self, item: &Item, written: &ast::Table) {
        let name = &written.name;
        let head = self.head(item, name.kind.clone(), written.title.as_ref());
        let columns = self.columns(written);
        let results = self.results(written);
        let (Some(columns), Some(results)) = (columns, results) else {
            return;
        };
        let hit = written.hit.map(|hit| hit.kind).unwrap_or_default();
        if self.refuse_collect(written, &results).is_none() {
            return;
        }
        let (rows, otherwise, mut sound) = self.rows(written, &columns, &results);
        let types: Vec<Type> = columns.iter().map(|column| column.ty).collect();
        let index = match Index::new(columns.len(), &rows, hit) {
            Ok(index) => index,
            Err(ir::Tangled) => {
                self.report(tangled(name, columns.len()));
                sound = false;
                Index::default()
            }
        };
        let table = Table {
            head,
            columns,
            results,
            hit,
            rows: rows.into(),
            otherwise,
            index: Arc::new(index),
        };
        if sound {
            let domains: Vec<Domain> = types.iter().map(|ty| self.whole(*ty)).collect();
            match hit {
                Hit::Unique => self.refuse_overlapping_rows(&table, &types, &domains),
                Hit::First => self.warn_of_shadows(&table),
                Hit::Collect(_) => {}
            }
        }
        let id = self.policy.tables.push(table);
        if !sound {
            self.flawed_tables.insert(id);
        }
        self.list(item.kind.span, ItemRef::Table(id));
        self.names.settle(&name.kind, name.span, Named::Table(id));
    }

    fn columns(&mut self, written: &ast::Table) -> Option<Vec<Column>> {
        self.refuse_same_names(written.columns.iter().map(|column| &column.name));
        let columns: Vec<Option<Column>> = written
            .columns
            .iter()
            .map(|column| self.column(column))
            .collect();
        columns.into_iter().collect()
    }

    fn column(&mut self, written: &ast::Column) -> Option<Column> {
        let name = &written.name;
        let (ty, span) = match &written.ty {
            Some(ty) => (self.declared(ty, TypePlace::Elsewhere)?.ty, ty.span),
            None => (self.type_of_column(name)?, name.span),
        };
        if matches!(ty, Type::Set(_) | Type::Duration | Type::Window) {
            let message = format!("a column cannot ask for {}", self.phrase(ty));
            let help = "columns are for numbers, percentages, money, dates, texts, `boolean` and enumerations; put anything else into a `define` of such a type";
            return self
                .refuse(Diagnostic::new(codes::WRONG_COLUMN_TYPE, span, message).help(help));
        }
        Some(Column {
            name: name.kind.clone(),
            ty,
        })
    }

    /// The type of the value that a column is named after.
    fn type_of_column(&mut self, name: &Name) -> Option<Type> {
        match self.names.get(&name.kind) {
            Some(Named::Broken) => None,
            Some(named) => match named.ty() {
                Some(ty) => Some(ty),
                None => {
                    let message = format!("`{}` has no value that a column can ask for", name.kind);
                    let help = format!("give the column a type of its own: `{} : TYPE`", name.kind);
                    self.refuse(
                        Diagnostic::new(codes::WRONG_COLUMN_TYPE, name.span, message).help(help),
                    )
                }
            },
            None if self.unread.may_declare(&name.kind) => None,
            None => {
                let near = self.nearest_value(&name.kind, None);
                let message = format!("`{}` is not declared", name.kind);
                let otherwise = format!(
                    "declare it, or give the column a type of its own: `{} : TYPE`",
                    name.kind
                );
                let diagnostic = self.with_nearest(
                    codes::UNKNOWN_NAME,
                    name.span,
                    message,
                    near,
                    Some(otherwise),
                );
                self.refuse(diagnostic)
            }
        }
    }

    fn results(&mut self, written: &ast::Table) -> Option<Vec<Column>> {
        self.refuse_same_names(written.results.iter().filter_map(|r| r.name.as_ref()));
        let results: Vec<Option<Column>> = written
            .results
            .iter()
            .map(|result| {
                Some(Column {
                    name: result
                        .name
                        .as_ref()
                        .map(|n| n.kind.clone())
                        .unwrap_or_default(),
                    ty: self.declared(&result.ty, TypePlace::Elsewhere)?.ty,
                })
            })
            .collect();
        results.into_iter().collect()
    }

    fn refuse_same_names<'n>(&mut self, names: impl Iterator<Item = &'n Name> + Clone) {
        for (place, name) in names.clone().enumerate() {
            if let Some(first) = names.clone().take(place).find(|first| *first == name) {
                self.duplicate("the column", &name.kind, name.span, first.span);
            }
        }
    }

    /// The results of several rows make one only where their type allows it.
    fn refuse_collect(&mut self, written: &ast::Table, results: &[Column]) -> Option<()> {
        let Some((Hit::Collect(aggregate), span)) = written.hit.map(|hit| (hit.kind, hit.span))
        else {
            return Some(());
        };
        let [only] = results else {
            let message = "a table that collects has one column of results";
            let help = "write a table for each of the results";
            return self.refuse(Diagnostic::new(codes::WRONG_COLLECT, span, message).help(help));
        };
        let (fits, wanted) = match (aggregate, only.ty) {
            (Aggregate::Set, Type::Enum(id)) => {
                self.refuse_large(id, span)?;
                (true, "")
            }
            (Aggregate::Set, _) => (false, "members of an enumeration"),
            (Aggregate::Sum, Type::Integer | Type::Decimal | Type::Percent | Type::Money)
            | (Aggregate::Count, _) => (true, ""),
            (Aggregate::Sum, _) => (false, "numbers, percentages or money"),
            (Aggregate::Min | Aggregate::Max, ty) => {
                (ty.is_ordered(), "numbers, percentages, money or dates")
            }
        };
        if fits {
            return Some(());
        }
        let message = format!(
            "`{}` is for {wanted}, but the result is {}",
            Hit::Collect(aggregate).words(),
            self.phrase(only.ty)
        );
        let help =
            "write `collect count` to know how many rows fit, or `first` for the first of them";
        self.refuse(Diagnostic::new(codes::WRONG_COLLECT, span, message).help(help))
    }

    /// The rows, the `otherwise` row, and whether all of them could be used.
    fn rows(
        &mut self,
        written: &ast::Table,
        columns: &[Column],
        results: &[Column],
    ) -> (Vec<Row>, Option<Row>, bool) {
        let before = self.found.len();
        let mut found = Rows::default();
        match &written.from {
            Some(from) => self.rows_of_file(written, from, columns, results, &mut found),
            None => {
                if let Some(beyond) = written.rows.get(self.limits.table_rows) {
                    self.report(too_many_rows(beyond.span, &self.limits));
                }
                for row in written.rows.iter().take(self.limits.table_rows) {
                    self.row(row, columns, results, RowSource::Policy, &mut found);
                }
            }
        }
        let errors = self.found.iter().skip(before);
        let sound = written.whole && !errors.into_iter().any(Diagnostic::is_error);
        (found.rows, found.otherwise, sound)
    }

    pub(super) fn row(
        &mut self,
        written: &ast::Row,
        columns: &[Column],
        results: &[Column],
        source: RowSource,
        found: &mut Rows,
    ) {
        let Some((asked, said)) = self.parts(written, columns.len(), results.len()) else {
            return;
        };
        let is_otherwise =
            matches!(written.cells.first(), Some(cell) if cell.kind == CellKind::Otherwise);
        let cells: Vec<Option<Vec<Range>>> = if is_otherwise {
            Vec::new()
        } else {
            let pairs = asked.iter().zip(columns);
            pairs
                .map(|(cell, column)| self.cell(cell, column, source))
                .collect()
        };
        let pairs = said.iter().zip(results);
        let values: Vec<Option<Value>> = pairs
            .map(|(cell, result)| self.result(cell, result, source))
            .collect();
        let (Some(cells), Some(values)) = (
            cells.into_iter().collect::<Option<Vec<_>>>(),
            values.into_iter().collect::<Option<Vec<_>>>(),
        ) else {
            return;
        };
        let row = Row {
            cells,
            values,
            span: written.span,
        };
        match (&found.otherwise, is_otherwise) {
            (_, false) => found.rows.push(row),
            (None, true) => found.otherwise = Some(row),
            (Some(first), true) => {
                let message = "`otherwise` stands in two rows, and one is all there can be";
                let diagnostic = Diagnostic::new(codes::REPEATED_CLAUSE, row.span, message);
                let diagnostic = diagnostic.related(first.span, "first here");
                self.report(diagnostic.help("delete one of the two rows"));
            }
        }
    }

    /// The cells that ask and those that say. The first cell of an `otherwise` row may stand for
    /// all that ask.
    fn parts<'r>(
        &mut self,
        row: &'r ast::Row,
        columns: usize,
        results: usize,
    ) -> Option<(&'r [ast::Cell], &'r [ast::Cell])> {
        let cells = row.cells.as_slice();
        let is_otherwise = matches!(cells.first(), Some(cell) if cell.kind == CellKind::Otherwise);
        if is_otherwise && cells.len() == results + 1 {
            return cells.split_at_checked(1);
        }
        if cells.len() != columns + results {
            self.report(wrong_count(row.span, cells.len(), columns + results));
            return None;
        }
        let parts = cells.split_at_checked(columns)?;
        let more = parts.0.iter().skip(1);
        let is_blank = |cell: &&ast::Cell| !matches!(cell.kind, CellKind::Empty | CellKind::Any);
        if is_otherwise && let Some(cell) = more.clone().find(is_blank) {
            let message = "an `otherwise` row asks for nothing else";
            let diagnostic = Diagnostic::new(codes::BAD_CELL, cell.span, message);
            return self.refuse(diagnostic.help("write `-`, or the value in place of `otherwise`"));
        }
        Some(parts)
    }

    fn refuse_overlapping_rows(&mut self, table: &Table, types: &[Type], domains: &[Domain]) {
        for (region, first, second) in table.index.overlaps(domains, TOLD) {
            let Some(witness) = table.index.witness(&region, types, domains) else {
                continue;
            };
            let rows = [first, second].map(|row| table.rows.get(row as usize));
            let [Some(first), Some(second)] = rows else {
                continue;
            };
            let message = format!(
                "two rows of `{}` fit {}",
                table.head.name,
                self.witness_words(&table.columns, &witness)
            );
            self.report(
                Diagnostic::new(codes::TABLE_OVERLAP, second.span, message)
                    .label("the second of them")
                    .related(first.span, "the first of them")
                    .help("let one row end where the other begins, or write `first` behind the results if the first row that fits is to count"),
            );
        }
    }

    fn warn_of_shadows(&mut self, table: &Table) {
        let reached = table.index.first_rows();
        let hidden = (0..table.rows.len() as u32).filter(|row| !reached.contains(row));
        for row in hidden.take(TOLD) {
            let Some(row) = table.rows.get(row as usize) else {
                continue;
            };
            let corner: Option<Vec<Value>> = row
                .cells
                .iter()
                .zip(&table.columns)
                .map(|(cell, column)| {
                    let range = cell.first();
                    let end = range.and_then(|range| range.low.clone().or(range.high.clone()));
                    end.or_else(|| self.whole(column.ty).0)
                })
                .collect();
            let first = corner.and_then(|corner| table.index.rows(&corner).first().copied());
            let first = first.and_then(|first| table.rows.get(first as usize));
            let message = format!("this row of `{}` can never be hit", table.head.name);
            let mut diagnostic = Diagnostic::new(codes::SHADOWED_ROW, row.span, message)
                .label("the rows above take all that it fits");
            if let Some(first) = first.filter(|first| first.span != row.span) {
                diagnostic = diagnostic.related(first.span, "one of these rows");
            }
            self.report(diagnostic.help("move it up, or delete it"));
        }
    }
}

/// The rows of a table as far as they are read.
#[derive(Default)]
pub(super) struct Rows {
    rows: Vec<Row>,
    otherwise: Option<Row>,
}

/// The finding that a row has too many or too few cells.
pub(super) fn wrong_count(span: Span, found: usize, wanted: usize) -> Diagnostic {
    let cells = |n: usize| {
        if n == 1 {
            "1 cell".to_owned()
        } else {
            format!("{n} cells")
        }
    };
    let message = format!(
        "this row has {}, and the table has {wanted} columns, those of the results included",
        cells(found)
    );
    Diagnostic::new(codes::WRONG_CELL_COUNT, span, message)
        .help(format!("write {}; `-` stands for any value", cells(wanted)))
}

fn tangled(name: &Name, columns: usize) -> Diagnostic {
    let message = match columns > MOST_COLUMNS {
        true => format!("`{}` has more than {MOST_COLUMNS} columns", name.kind),
        false => format!(
            "the rows of `{}` cut each other in too many ways",
            name.kind
        ),
    };
    Diagnostic::new(codes::TANGLED_TABLE, name.span, message)
        .help("cut the table into several, for example by the values of one column")
}
