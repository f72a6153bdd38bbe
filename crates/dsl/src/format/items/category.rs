//! `category`: a line for each clause, the two ends of the period on one, and the conditions of
//! neighbouring caps in one column.

use std::ops::Range;

use crate::format::WIDTH;
use crate::format::clauses::{Opening, cut, head, one, opening, opening_over, places};
use crate::format::item::Item;
use crate::format::line::{Column, Line};

const CLAUSES: [Opening; 7] = [
    opening(&["when"]),
    opening(&["unless"]),
    opening(&["from"]),
    opening(&["through"]),
    opening(&["until"]),
    opening(&["at", "most"]),
    opening_over(&["refer"], &["when"]),
];

const CAPS: Column = Column::new("cap");

pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    let cut = cut(item, &CLAUSES);
    let mut lines = vec![head(item, cut.head)];
    let mut clauses = cut.clauses.iter().peekable();
    while let Some(clause) = clauses.next() {
        match item.text(clause.start) {
            "from" => {
                let end = clauses.next_if(|next| period(item, clause, next));
                let whole = clause.start..end.unwrap_or(clause).end;
                match end {
                    Some(_) => lines.push(Line::plain(2, item.flat(whole.clone()), whole)),
                    None => lines.extend(one(item, clause, &[])),
                }
            }
            "at" => lines.extend(cap(item, clause)),
            "refer" => lines.extend(one(item, clause, &places(item, clause, &["when"]))),
            _ => lines.extend(one(item, clause, &[])),
        }
    }
    lines
}

/// Whether both ends of a period stand on one line: the author put them there, and they fit.
fn period(item: &Item<'_, '_>, from: &Range<usize>, end: &Range<usize>) -> bool {
    let whole = from.start..end.end;
    matches!(item.text(end.start), "through" | "until")
        && 2 + item.width(&whole) <= WIDTH
        && !item.is_broken(&whole)
}

fn cap(item: &Item<'_, '_>, clause: &Range<usize>) -> Vec<Line> {
    let condition = condition(item, clause);
    let parts: Vec<usize> = condition.into_iter().collect();
    let mut lines = one(item, clause, &parts);
    if let ([line], Some(condition)) = (lines.as_mut_slice(), condition) {
        line.cells = vec![
            item.flat(clause.start..condition),
            item.flat(condition..clause.end),
        ];
        line.column = Some(CAPS);
    }
    lines
}

/// The `if` of a cap: the last one that is not answered by a `then`.
fn condition(item: &Item<'_, '_>, clause: &Range<usize>) -> Option<usize> {
    let mut open = Vec::new();
    for at in places(item, clause, &["if", "then"]) {
        match item.text(at) {
            "if" => open.push(at),
            _ => {
                open.pop();
            }
        }
    }
    open.last().copied()
}
