//! `price`: a line for each step, its word, its amount, its condition and its label in columns.

use std::ops::Range;

use crate::format::WIDTH;
use crate::format::clauses::{Opening, cut, head, one, opening, opening_first, places, set};
use crate::format::item::Item;
use crate::format::line::{Column, Line};

const STEPS: [Opening; 6] = [
    opening_first(&["start"]),
    opening(&["becomes"]),
    opening(&["less"]),
    opening(&["plus"]),
    opening(&["at", "most"]),
    opening(&["at", "least"]),
];

/// Conditions of steps are long, and their labels stand behind them.
const STEP: Column = Column {
    furthest: WIDTH,
    ..Column::new("step")
};

pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    let cut = cut(item, &STEPS);
    let mut lines = vec![head(item, cut.head)];
    for clause in &cut.clauses {
        match item.text(clause.start) {
            "start" | "becomes" | "less" | "plus" => lines.extend(step(item, clause, 1)),
            "at" => lines.extend(step(item, clause, 2)),
            _ => lines.extend(set(item, [clause])),
        }
    }
    lines
}

/// A step that begins with so many words.
fn step(item: &Item<'_, '_>, clause: &Range<usize>, words: usize) -> Vec<Line> {
    let mut parts = places(item, clause, &["when", "unless", "as", "because"]);
    parts.retain(|at| !item.at(*at, &["as", "decimal"]));
    let mut lines = one(item, clause, &parts);
    if let [line] = lines.as_mut_slice() {
        let amount = clause.start + words;
        let condition = parts.first().copied().unwrap_or(clause.end);
        let is_test = |at: &usize| matches!(item.text(*at), "when" | "unless");
        let label = parts.iter().copied().find(|at| !is_test(at));
        let label = label.unwrap_or(clause.end);
        let ends = [amount, condition, label, clause.end];
        let starts = [clause.start, amount, condition, label];
        let cells = starts.into_iter().zip(ends);
        line.cells = cells.map(|(from, to)| item.flat(from..to)).collect();
        while line.cells.last().is_some_and(String::is_empty) {
            line.cells.pop();
        }
        line.column = Some(STEP);
    }
    lines
}
