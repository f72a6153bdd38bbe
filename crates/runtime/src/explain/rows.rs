//! The row of a table, as people read it.

use bylaws_dsl::ir::{Policy, Range, Row};
use bylaws_dsl::value::Value;

use super::hits::RowHit;
use crate::program::Program;

/// The line on which a row stands, and what stands there. A row of a file is told the way a policy
/// writes its rows, with the columns in the order of the table.
pub(super) fn row_words(program: &Program, hit: RowHit) -> (String, String) {
    let policy = program.policy();
    let table = policy.tables.at(hit.table);
    let Some(row) = table.row(hit.row) else {
        return (String::new(), String::new());
    };
    let sources = program.sources();
    let at = sources
        .get(row.span.source)
        .map_or(String::new(), |source| {
            let line = source.position(row.span.start).line;
            format!("{}:{line}", source.name)
        });
    if row.span.source == table.head.span.source {
        let words = sources.text(row.span).split_whitespace();
        return (at, words.collect::<Vec<_>>().join(" "));
    }
    let is_otherwise = hit.row == table.rows.len();
    (at, cells(policy, row, is_otherwise))
}

/// `| imaging | - | $650.00 |`.
fn cells(policy: &Policy, row: &Row, is_otherwise: bool) -> String {
    let mut words = Vec::new();
    if is_otherwise {
        words.push("otherwise".to_owned());
    }
    for cell in &row.cells {
        let ranges = cell.iter().map(|range| range_as_written(policy, range));
        words.push(match cell.is_empty() {
            true => "-".to_owned(),
            false => ranges.collect::<Vec<_>>().join(", "),
        });
    }
    words.extend(row.values.iter().map(|value| policy.value_words(value)));
    format!("| {} |", words.join(" | "))
}

fn range_as_written(policy: &Policy, range: &Range) -> String {
    let end = |end: &Option<Value>| {
        end.as_ref()
            .map_or(String::new(), |value| policy.value_words(value))
    };
    if range.low == range.high && !range.below {
        return end(&range.low);
    }
    let dots = if range.below { "..<" } else { ".." };
    format!("{}{dots}{}", end(&range.low), end(&range.high))
}
