//! CSV files with the rows of tables, or with examples: fields with their places, and what stands in a field.

use std::borrow::Cow;

use csv_core::{ReadFieldResult, Reader};
use pest::Parser;

use super::build::{self, Place, Read};
use super::cells;
use super::grammar::{Grammar, Rule};
use super::slips::{self, Look};
use crate::ast::{Cell, CellKind, Expr, ExprKind};
use crate::{Diagnostic, Limits, Node, SourceId, Span, codes};

/// A CSV file, taken apart.
#[derive(Debug, Default)]
pub(crate) struct CsvFile<'t> {
    /// The fields of the first line; empty when the file has none.
    pub(crate) header: Vec<Field<'t>>,
    /// The fields of all other lines that say something.
    pub(crate) rows: Vec<Vec<Field<'t>>>,
    /// What is wrong with the file as such.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// A field without its quotes and without the blanks around it.
#[derive(Clone, Debug)]
pub(crate) struct Field<'t> {
    /// What stands in it.
    pub(crate) text: Cow<'t, str>,
    /// Where.
    pub(crate) span: Span,
    /// Where it stands with its quotes.
    pub(crate) raw: Span,
}

/// Takes a CSV file apart, of at most so many rows.
pub(crate) fn read<'t>(source: SourceId, text: &'t str, limits: &Limits) -> CsvFile<'t> {
    let mut file = CsvFile::default();
    if let Some(refused) = super::too_large(source, text, limits) {
        file.diagnostics.push(refused);
        return file;
    }
    let mut fields = Fields::new(source, text);
    let mut record = Vec::new();
    let mut is_header = true;
    while let Some((field, ends_record)) = fields.next() {
        record.push(field);
        if !ends_record {
            continue;
        }
        let record = std::mem::take(&mut record);
        if is_header {
            file.header = record;
            is_header = false;
        } else if file.rows.len() == limits.table_rows {
            file.diagnostics.extend(
                record
                    .first()
                    .map(|field| too_many_rows(field.span, limits)),
            );
            break;
        } else if record.iter().any(|field| !field.text.is_empty()) {
            file.rows.push(record);
        }
    }
    file.diagnostics.extend(fields.unclosed.map(unclosed));
    file
}

/// The finding that a table has more rows than the limit.
pub(crate) fn too_many_rows(span: Span, limits: &Limits) -> Diagnostic {
    let message = format!("there are more than {} rows", limits.table_rows);
    Diagnostic::new(codes::TOO_MANY_ROWS, span, message)
        .help("cut them into several tables or files, for example by the values of one column")
}

fn unclosed(span: Span) -> Diagnostic {
    Diagnostic::new(
        codes::BAD_CSV,
        span,
        "this field begins with a quote that is never closed",
    )
    .help("close the quote; a quote within a field in quotes is written twice: `\"\"`")
}

/// The fields of a file, one after the other.
struct Fields<'t> {
    source: SourceId,
    text: &'t str,
    at: usize,
    reader: Reader,
    /// What a field is written into while its quotes are taken off.
    buffer: Vec<u8>,
    begins_record: bool,
    unclosed: Option<Span>,
}

impl<'t> Fields<'t> {
    fn new(source: SourceId, text: &'t str) -> Self {
        Self {
            source,
            text,
            at: if text.starts_with('\u{feff}') { 3 } else { 0 },
            reader: Reader::new(),
            buffer: vec![0; 256],
            begins_record: true,
            unclosed: None,
        }
    }

    /// The next field, and whether its record ends with it.
    fn next(&mut self) -> Option<(Field<'t>, bool)> {
        let start = self.at;
        let mut written = 0;
        loop {
            let input = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let output = self.buffer.get_mut(written..).unwrap_or_default();
            let (result, read, wrote) = self.reader.read_field(input, output);
            self.at += read;
            written += wrote;
            match result {
                ReadFieldResult::InputEmpty => {}
                ReadFieldResult::OutputFull => self.buffer.resize(self.buffer.len() * 2, 0),
                ReadFieldResult::Field { record_end } => {
                    let field = self.field(start, written);
                    self.begins_record = record_end;
                    return Some((field, record_end));
                }
                ReadFieldResult::End => return None,
            }
        }
    }

    /// The field that was read from `start` on, and is now in the buffer.
    fn field(&mut self, start: usize, written: usize) -> Field<'t> {
        let raw = self.text.get(start..self.at).unwrap_or("");
        let before = match self.begins_record {
            true => raw.len() - raw.trim_start_matches(['\r', '\n']).len(),
            false => 0,
        };
        let raw = raw.get(before..).unwrap_or("");
        let raw = raw.strip_suffix([',', '\n', '\r']).unwrap_or(raw);
        let blanks = raw.len() - raw.trim_start().len();
        let start = start + before + blanks;
        let raw = raw.trim();
        let span = self.span(start, raw.len());
        if !raw.contains('"') {
            return Field {
                text: Cow::Borrowed(raw),
                span,
                raw: span,
            };
        }
        if raw.starts_with('"') && raw.matches('"').count() % 2 == 1 {
            self.unclosed.get_or_insert(self.span(start, 1));
        }
        let inside = raw
            .strip_prefix('"')
            .and_then(|inside| inside.strip_suffix('"'))
            .filter(|inside| !inside.contains('"'));
        if let Some(inside) = inside {
            let blanks = inside.len() - inside.trim_start().len();
            let text = inside.trim();
            return Field {
                text: Cow::Borrowed(text),
                span: self.span(start + 1 + blanks, text.len()),
                raw: span,
            };
        }
        let text = self.buffer.get(..written).unwrap_or_default();
        let text = String::from_utf8_lossy(text).trim().to_owned();
        Field {
            text: Cow::Owned(text),
            span,
            raw: span,
        }
    }

    fn span(&self, start: usize, length: usize) -> Span {
        Span::new(self.source, start as u32, (start + length) as u32)
    }
}

/// What stands in a field, read as a cell of a table. Most fields hold one word or number; only
/// others are given to the grammar.
pub(crate) fn cell(
    field: &Field<'_>,
    file: &str,
    limits: &Limits,
    found: &mut Vec<Diagnostic>,
) -> Option<Cell> {
    let text = field.text.as_ref();
    let kind = match text {
        "" => CellKind::Empty,
        "-" => CellKind::Any,
        "otherwise" => CellKind::Otherwise,
        _ => {
            return cells::plain(text, field.span)
                .or_else(|| by_grammar(field, file, limits, found));
        }
    };
    Some(Node::new(kind, field.span))
}

fn by_grammar(
    field: &Field<'_>,
    file: &str,
    limits: &Limits,
    found: &mut Vec<Diagnostic>,
) -> Option<Cell> {
    let help = "write a value, a range such as `1..50`, several of them as `a, b`, or `-` for any";
    let refused = |field: &Field<'_>| {
        let message = format!("`{}` is no cell of a table", slips::shown(&field.text));
        Diagnostic::new(codes::UNEXPECTED, field.span, message).help(help)
    };
    let cell = within(
        field,
        file,
        limits,
        found,
        Rule::csv_field,
        build::cell,
        refused,
    )?;
    Some(match is_as_written(field) {
        true => cell,
        false => Node::new(cell.kind, field.span),
    })
}

/// What stands in a field, read as a value of an example; the inner None for `unknown`.
pub(crate) fn value(
    field: &Field<'_>,
    file: &str,
    limits: &Limits,
    found: &mut Vec<Diagnostic>,
) -> Option<Option<Expr>> {
    if field.text == "unknown" {
        return Some(None);
    }
    if let Some(kind) = cells::one(&field.text) {
        return Some(Some(Expr::new(kind, field.span)));
    }
    let refused = |field: &Field<'_>| {
        let message = format!("`{}` is no value", slips::shown(&field.text));
        Diagnostic::new(codes::UNEXPECTED, field.span, message).help(
            "write what stands behind the name in an `example`: a value, a set such as `{a, b}`, or `unknown`; nothing where the example says nothing",
        )
    };
    let value = within(
        field,
        file,
        limits,
        found,
        Rule::csv_value,
        build::value,
        refused,
    )?;
    Some(Some(match is_as_written(field) {
        true => value,
        false => spread(value, field.span),
    }))
}

/// A value of which each part has the place of the whole.
fn spread(value: Expr, span: Span) -> Expr {
    let kind = match value.kind {
        ExprKind::Set(members) => {
            let members = members.into_iter().map(|member| spread(member, span));
            ExprKind::Set(members.collect())
        }
        kind => kind,
    };
    Expr::new(kind, span)
}

/// Whether the places within a field are those of its text: not where quotes were taken off.
fn is_as_written(field: &Field<'_>) -> bool {
    matches!(field.text, Cow::Borrowed(_))
}

/// Reads a field by a rule of the grammar, slips first.
fn within<T>(
    field: &Field<'_>,
    file: &str,
    limits: &Limits,
    found: &mut Vec<Diagnostic>,
    rule: Rule,
    build: fn(Place, &Read<'_>, &mut Vec<Diagnostic>) -> Option<T>,
    refused: impl Fn(&Field<'_>) -> Diagnostic,
) -> Option<T> {
    let place = Place {
        source: field.span.source,
        start: field.span.start,
    };
    if is_as_written(field) {
        let look = Look::new(field.span.source, file, field.span.start, field.span.end);
        let slips = slips::find(&look, limits);
        let readable = slips.readable;
        found.extend(slips.diagnostics);
        if !readable {
            return None;
        }
    }
    let before = found.len();
    let read = Grammar::parse(rule, &field.text)
        .ok()
        .and_then(|mut pairs| pairs.next()?.into_inner().next());
    let built = read.and_then(|read| build(place, &read, found));
    if built.is_none() && found.len() == before {
        found.push(refused(field));
    }
    built
}
