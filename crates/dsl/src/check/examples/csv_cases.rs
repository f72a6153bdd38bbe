//! Examples in a CSV file, a row each. Its first line has the facts and readings by their names,
//! `expect` before what must come out, and `name` where the examples have names.

use std::collections::HashMap;

use super::files::{Case, by_place};
use super::givens::Subject;
use crate::ast::{Binding, Example, ExpectKey, Expr, ExprKind, Literal, Name, Text};
use crate::check::checker::Checker;
use crate::check::data::{Opened, without_header};
use crate::ir::Type;
use crate::parse::csv::{self, Field};
use crate::{Diagnostic, Node, Span, codes};

/// What the fields of a column say.
enum Column {
    /// What the example is called.
    Name,
    Given(Name, Holds),
    Expect(Name, Holds),
    /// Nothing, since its heading has been refused.
    Nothing,
}

/// How a field is read.
#[derive(Clone, Copy, PartialEq)]
enum Holds {
    /// As a value of the language.
    Value,
    /// As a text without quotes.
    Text,
    /// As one reason, or as a set of them.
    Reasons,
}

const EXPECT: &str = "write in a column such as `expect outcome` what must come out";

impl Checker<'_> {
    pub(super) fn cases_of_csv(&mut self, from: &Text) -> Option<Vec<Case>> {
        let limits = self.limits;
        let Opened { csv, text } = self.open(from, &limits)?;
        if csv.header.is_empty() {
            let help = "write on its first line the names of facts, and `expect` before each output that must come out";
            self.report(without_header(from, help));
            return None;
        }
        let columns = self.headings(&csv.header);
        let expects = |column: &Column| matches!(column, Column::Expect(..));
        let whole = columns.iter().all(|c| !matches!(c, Column::Nothing));
        if whole && !columns.iter().any(expects) {
            let span = span_of(&csv.header);
            let message = "no column of this file says what must come out";
            let found = Diagnostic::new(codes::WRONG_CSV_HEADER, span, message);
            self.report(found.help("name one after an output, such as `expect outcome`"));
            return None;
        }
        let mut cases = Vec::with_capacity(csv.rows.len());
        for (place, record) in csv.rows.iter().enumerate() {
            let span = span_of(record);
            if record.len() != columns.len() {
                self.refuse_fields(span, record.len(), columns.len());
                continue;
            }
            let mut example = Example {
                name: Node::new(by_place("row", place, from).into(), span),
                given: Vec::new(),
                expect: Vec::new(),
            };
            let before = self.found.len();
            for (column, field) in columns.iter().zip(record) {
                self.field_of_case(column, field, text, &mut example);
            }
            let sound = whole && self.found.len() == before;
            if sound && example.expect.is_empty() {
                self.refuse_nothing_expected(span, EXPECT);
            }
            cases.push((span, example));
        }
        Some(cases)
    }

    fn headings(&mut self, header: &[Field<'_>]) -> Vec<Column> {
        let mut first: HashMap<&str, Span> = HashMap::new();
        let mut columns = Vec::with_capacity(header.len());
        for field in header {
            columns.push(match first.insert(&field.text, field.span) {
                None => self.heading(field),
                Some(span) => {
                    self.duplicate("the column", &field.text, field.span, span);
                    Column::Nothing
                }
            });
        }
        columns
    }

    fn heading(&mut self, field: &Field<'_>) -> Column {
        let text = field.text.as_ref();
        if text == "name" && self.names_cases() {
            return Column::Name;
        }
        let expected = text
            .strip_prefix("expect")
            .filter(|rest| rest.starts_with([' ', '\t']))
            .map(str::trim_start);
        let column = match expected {
            Some(output) => {
                let end = field.span.end;
                let start = end.saturating_sub(output.len() as u32);
                let name = Name::new(output.into(), Span::new(field.span.source, start, end));
                self.expecting(&name)
                    .map(|holds| Column::Expect(name, holds))
            }
            None => {
                let name = Name::new(text.into(), field.span);
                self.giving(&name).map(|holds| Column::Given(name, holds))
            }
        };
        column.unwrap_or(Column::Nothing)
    }

    fn giving(&mut self, name: &Name) -> Option<Holds> {
        match self.subject(name)? {
            (Subject::Fact(_), Type::List(_)) => {
                let message = format!("`{}` is a list, which a field cannot hold", name.kind);
                let help = "write these examples as JSON, or each as an `example`";
                let code = codes::LIST_AS_VALUE;
                self.refuse(Diagnostic::new(code, name.span, message).help(help))
            }
            (_, Type::Text) => Some(Holds::Text),
            _ => Some(Holds::Value),
        }
    }

    fn expecting(&mut self, name: &Name) -> Option<Holds> {
        match ExpectKey::named(&name.kind) {
            Some(ExpectKey::Reasons) => Some(Holds::Reasons),
            Some(_) => Some(Holds::Value),
            None => match self.expected_output(name)?.1 {
                Type::Text => Some(Holds::Text),
                _ => Some(Holds::Value),
            },
        }
    }

    fn refuse_fields(&mut self, span: Span, found: usize, wanted: usize) {
        let fields = |n: usize| match n {
            1 => "1 field".to_owned(),
            n => format!("{n} fields"),
        };
        let message = format!(
            "this row has {}, and the first line has {}",
            fields(found),
            fields(wanted)
        );
        let help = "a field that says nothing is empty; one that holds a comma stands in quotes";
        self.report(Diagnostic::new(codes::WRONG_CELL_COUNT, span, message).help(help));
    }

    /// What a field says, put into its example; an empty one says nothing.
    fn field_of_case(
        &mut self,
        column: &Column,
        field: &Field<'_>,
        file: &str,
        example: &mut Example,
    ) {
        if field.text.is_empty() {
            return;
        }
        let (name, holds, lines) = match column {
            Column::Nothing => return,
            Column::Name => {
                example.name = Text::new(field.text.as_ref().into(), field.span);
                return;
            }
            Column::Given(name, holds) => (name, *holds, &mut example.given),
            Column::Expect(name, holds) => (name, *holds, &mut example.expect),
        };
        if let Some(value) = self.value_of_field(holds, field, file) {
            lines.push(Binding {
                name: Name::new(name.kind.clone(), field.span),
                value,
            });
        }
    }

    fn value_of_field(
        &mut self,
        holds: Holds,
        field: &Field<'_>,
        file: &str,
    ) -> Option<Option<Expr>> {
        let text = field.text.as_ref();
        let is_plain = match holds {
            Holds::Value => false,
            Holds::Text => !matches!(text, "unknown" | "none") && !text.starts_with('"'),
            Holds::Reasons => !text.starts_with('{'),
        };
        if !is_plain {
            let limits = self.limits;
            return csv::value(field, file, &limits, &mut self.found);
        }
        let literal = ExprKind::Literal(Literal::Text(text.into()));
        let plain = Expr::new(literal, field.span);
        Some(Some(match holds {
            Holds::Reasons => Expr::new(ExprKind::Set(vec![plain]), field.span),
            _ => plain,
        }))
    }
}

/// From the first field of a row to its last.
fn span_of(record: &[Field<'_>]) -> Span {
    let ends = record.first().zip(record.last());
    ends.map_or(Span::default(), |(first, last)| first.raw.to(last.raw))
}
