//! `type … is one of`: members on one line as they were written, or each on a line of its own.

use super::entries::members;
use crate::format::clauses::{Opening, cut, head, opening, set};
use crate::format::item::Item;
use crate::format::line::{Column, Line};

const LIST: [Opening; 1] = [opening(&["is", "one", "of"])];

const MEMBERS: Column = Column::new("member");

pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    let cut = cut(item, &LIST);
    let mut lines = vec![head(item, cut.head.clone())];
    for clause in cut.clauses {
        if !item.at(clause.start, &["is", "one", "of"]) {
            lines.extend(set(item, [&clause]));
            continue;
        }
        let list = clause.start + 3..clause.end;
        let own_lines = list.clone().any(|index| item.begins_line(index));
        let mut words = match own_lines {
            true => clause.start..list.start,
            false => clause.clone(),
        };
        let on_head = clause.start == cut.head.end && !item.begins_line(clause.start);
        if on_head {
            words.start = 0;
            lines.pop();
        }
        let indent = if on_head { 0 } else { 2 };
        lines.push(Line::plain(indent, item.flat(words.clone()), words));
        if own_lines {
            lines.extend(members(item, indent + 2, list, MEMBERS));
        }
    }
    lines
}
