//! `reading`: its clauses, and its choices on one line or each on a line of its own.

use super::entries::members;
use crate::format::clauses::{Opening, cut, head, one, opening};
use crate::format::item::Item;
use crate::format::line::{Column, Line};

const CLAUSES: [Opening; 2] = [opening(&["is", "one", "of"]), opening(&["default"])];

const CHOICES: Column = Column::new("choice");

pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    let cut = cut(item, &CLAUSES);
    let mut lines = vec![head(item, cut.head)];
    for clause in &cut.clauses {
        let list = clause.start + 3..clause.end;
        let lists = item.at(clause.start, &["is", "one", "of"]);
        if lists && list.clone().any(|index| item.begins_line(index)) {
            let words = clause.start..list.start;
            lines.push(Line::plain(2, item.flat(words.clone()), words));
            lines.extend(members(item, 4, list, CHOICES));
        } else if lists {
            let words = clause.clone();
            lines.push(Line::plain(2, item.flat(words.clone()), words));
        } else {
            lines.extend(one(item, clause, &[]));
        }
    }
    lines
}
