//! `table`: its head, and a line for each row with the cells in columns.

use std::ops::Range;

use super::entries::starting;
use crate::format::clauses::{Opening, cut, one, opening_on_own_line, places, set};
use crate::format::item::Item;
use crate::format::line::{Blank, Column, Line};

const CLAUSES: [Opening; 4] = [
    opening_on_own_line(&["unique"]),
    opening_on_own_line(&["first"]),
    opening_on_own_line(&["collect"]),
    opening_on_own_line(&["from"]),
];

/// Rows are tables: their cells may stand further right than other columns.
const ROWS: Column = Column {
    furthest: 400,
    ..Column::new("row")
};

pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    let is_row = |index: usize| item.begins_line(index) && item.text(index).starts_with('|');
    let first = (1..item.len()).find(|index| is_row(*index));
    let first = first.unwrap_or(item.len());
    let cut = cut(item, &CLAUSES);
    let above = cut.clauses.iter().filter(|clause| clause.start < first);
    let above: Vec<Range<usize>> = above
        .map(|clause| clause.start..clause.end.min(first))
        .collect();
    let head = 0..cut.head.end.min(first);
    let mut lines = one(item, &head, &places(item, &head, &["by", "->"]));
    lines.extend(set(item, &above));
    let clause =
        |index: usize| item.begins_line(index) && cut.clauses.iter().any(|c| c.start == index);
    let rows = starting(first..item.len(), |index| is_row(index) || clause(index));
    let set_rows = rows.iter().filter(|words| is_row(words.start));
    let most = set_rows.map(|words| cells(item, words).len()).max();
    let most = most.unwrap_or_default();
    for (place, words) in rows.into_iter().enumerate() {
        if !is_row(words.start) {
            lines.extend(set(item, [&words]));
            continue;
        }
        let blank = if place == 0 {
            Blank::Opening
        } else {
            Blank::Kept
        };
        lines.push(Line {
            cells: spread(cells(item, &words), most),
            column: Some(ROWS),
            blank,
            ..Line::plain(2, String::new(), words)
        });
    }
    lines
}

/// The cell `otherwise` reaches over all columns, so that what it says stands below the others.
fn spread(mut cells: Vec<String>, most: usize) -> Vec<String> {
    if cells.first().is_some_and(|cell| cell == "| otherwise") {
        let missing = most.saturating_sub(cells.len());
        cells.splice(1..1, std::iter::repeat_n(String::new(), missing));
    }
    cells
}

/// The cells of a row, each with the bar before it.
fn cells(item: &Item<'_, '_>, row: &Range<usize>) -> Vec<String> {
    let mut cells = Vec::new();
    let mut from = row.start;
    for index in row.start + 1..=row.end {
        let bars = item.text(from).len();
        let is_bar = index < row.end && item.text(index).starts_with('|');
        if !is_bar && index < row.end {
            continue;
        }
        // Two bars without a blank between them have an empty cell between them.
        cells.extend((1..bars).map(|_| "|".to_owned()));
        let said = item.flat(from + 1..index);
        cells.push(format!("| {said}").trim_end().to_owned());
        from = index;
    }
    cells
}
