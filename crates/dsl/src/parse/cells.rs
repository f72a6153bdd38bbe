//! Cells of tables that need no grammar: a name, a number, a range of numbers. Large tables hold
//! hardly anything else, and are read many times faster so. What is read here is read as the
//! grammar would; anything else is left to it.

use super::slips::read_number;
use super::vocabulary::is_reserved;
use crate::ast::{Cell, CellKind, CellValue, Expr, ExprKind, Literal, Row};
use crate::{Node, SourceId, Span};

/// A longer row is looked at by those who refuse what is too long.
const LONGEST: usize = 10_000;

/// Words of other languages, of which a row is told in words of their own.
const FOREIGN: [&str; 8] = [
    "true",
    "false",
    "null",
    "nil",
    "undefined",
    "elif",
    "elseif",
    "elsif",
];

/// A row in which every cell is plain; none for any other.
pub(super) fn plain_row(source: SourceId, file: &str, start: u32, end: u32) -> Option<Row> {
    let text = file.get(start as usize..end as usize)?.trim_end();
    if text.len() > LONGEST || !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return None;
    }
    let inside = text.strip_prefix('|')?.strip_suffix('|')?;
    let mut cells = Vec::new();
    let mut at = start + 1;
    for cell in inside.split('|') {
        let blanks = cell.len() - cell.trim_start().len();
        let said = cell.trim();
        let from = at + blanks as u32;
        let span = Span::new(source, from, from + said.len() as u32);
        cells.push(match said {
            "-" => Cell::new(CellKind::Any, span),
            _ if FOREIGN.contains(&said) => return None,
            _ => plain(said, span)?,
        });
        at += cell.len() as u32 + 1;
    }
    let span = Span::new(source, start, start + text.len() as u32);
    Some(Row { cells, span })
}

/// A cell that holds one name, one number or one range of numbers, without blanks in it.
pub(super) fn plain(text: &str, span: Span) -> Option<Cell> {
    let value = match text.split_once("..") {
        None => CellValue::One(Expr::new(one(text)?, span)),
        Some(ends) => range(ends, span)?,
    };
    Some(Node::new(CellKind::Values(vec![value]), span))
}

fn range((low, rest): (&str, &str), span: Span) -> Option<CellValue> {
    let (below, high) = match rest.strip_prefix('<') {
        Some(high) => (true, high),
        None => (false, rest),
    };
    let end = |text: &str, start: u32| match text {
        "" => Some(None),
        _ => {
            let span = Span::new(span.source, start, start + text.len() as u32);
            number(text).map(|literal| Some(Expr::new(ExprKind::Literal(literal), span)))
        }
    };
    let (low, high) = (
        end(low, span.start)?,
        end(high, span.end - high.len() as u32)?,
    );
    let is_range = high.is_some() || (low.is_some() && !below);
    is_range.then_some(CellValue::Range {
        low,
        high,
        below,
        span,
    })
}

/// A name, or a number without anything around it.
pub(super) fn one(text: &str) -> Option<ExprKind> {
    if let Some(literal) = number(text) {
        return Some(ExprKind::Literal(literal));
    }
    let is_word = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
    if !text.starts_with(|c: char| c.is_ascii_lowercase()) || !text.bytes().all(is_word) {
        return None;
    }
    match text {
        "yes" => Some(ExprKind::Literal(Literal::Boolean(true))),
        "no" => Some(ExprKind::Literal(Literal::Boolean(false))),
        _ => (!is_reserved(text)).then(|| ExprKind::Name(text.into())),
    }
}

fn number(text: &str) -> Option<Literal> {
    let first = text.bytes().next()?;
    let is_number = first.is_ascii_digit() || first == b'$';
    let ends_in_point =
        |(_, fraction): (&str, &str)| !fraction.starts_with(|c: char| c.is_ascii_digit());
    if !is_number
        || text.contains([' ', ';', '/'])
        || text.split_once('.').is_some_and(ends_in_point)
    {
        return None;
    }
    let short = text.len() < 18 && text.bytes().all(|byte| byte.is_ascii_digit());
    match short {
        true => text.parse().ok().map(Literal::Integer),
        false => read_number(text).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Limits;
    use crate::parse::build::{self, Place};
    use crate::parse::grammar::{Grammar, Rule};
    use crate::parse::slips::{self, Look};
    use pest::Parser;

    /// The row as it is read otherwise: slips first, then the grammar.
    fn by_grammar(text: &str) -> Option<Row> {
        let source = SourceId(0);
        let look = Look::new(source, text, 0, text.len() as u32);
        let slips = slips::find(&look, &Limits::default());
        if !slips.diagnostics.is_empty() {
            return None;
        }
        let read = Grammar::parse(Rule::row, text).ok()?.next()?;
        build::row(Place { source, start: 0 }, &read, &mut Vec::new())
    }

    #[test]
    fn a_plain_row_is_read_as_the_grammar_reads_it() {
        const CELLS: [&str; 65] = [
            "1",
            "50",
            "5_000",
            "007",
            "1..50",
            "1..<50",
            "..50",
            "..<50",
            "50..",
            "50..<",
            "..",
            "..<",
            "1...5",
            "1....",
            "$1",
            "$1,500.50",
            "$1.5",
            "$1..$2",
            "$..",
            "10%",
            "0%..<10%",
            "%",
            "1.5",
            "1.5..2.5",
            "1.",
            "5.%",
            ".5",
            "2026-01-01",
            "2026-01-01..2026-12-31",
            "2026-02-30",
            "2026-1-1",
            "1/2",
            "yes",
            "no",
            "west",
            "a_b",
            "a.b",
            "A",
            "true",
            "null",
            "elif",
            "open",
            "none",
            "otherwise",
            "-",
            "- 5",
            "-5",
            "-5..-1",
            "-5..5",
            "",
            " ",
            "5 days",
            "1 ..5",
            "a, b",
            "1,2",
            "1,000",
            "1;2",
            "\"E08\"",
            "\"a|b\"",
            "when",
            "is",
            "12k",
            "1_",
            "é",
            "99999999999999999999",
        ];
        let mut plain = 0;
        for first in CELLS {
            for second in CELLS {
                for row in [
                    format!("|{first}|{second}|"),
                    format!("| {first}  |  {second} |"),
                ] {
                    let fast = plain_row(SourceId(0), &row, 0, row.len() as u32);
                    if let Some(fast) = fast {
                        plain += 1;
                        let slow = by_grammar(&row);
                        assert_eq!(format!("{:?}", Some(fast)), format!("{slow:?}"), "{row}");
                    }
                }
            }
        }
        assert!(plain > 800, "{plain}");
    }
}
