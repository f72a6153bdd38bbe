//! `parameter`: a line for each value, with the days from which they count in one column.

use crate::format::clauses::{Opening, cut, head, opening, places, set};
use crate::format::item::Item;
use crate::format::line::{Column, Line};

const CLAUSES: [Opening; 1] = [opening(&["is"])];

const VALUES: Column = Column::new("value");

pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    let cut = cut(item, &CLAUSES);
    let mut lines = vec![head(item, cut.head)];
    for clause in &cut.clauses {
        let from = places(item, clause, &["from"]).first().copied();
        match from.filter(|_| item.at(clause.start, &["is"])) {
            Some(from) => lines.push(Line {
                cells: vec![item.flat(clause.start..from), item.flat(from..clause.end)],
                column: Some(VALUES),
                ..Line::plain(2, String::new(), clause.clone())
            }),
            None => lines.extend(set(item, [clause])),
        }
    }
    lines
}
