//! `assume` and `guarantee`: what holds, and what is told of it.

use crate::format::clauses::{cut, head, one, places, set};
use crate::format::expression::{self, Clause};
use crate::format::item::Item;
use crate::format::line::Line;
use crate::parse::surface::Shape;

pub(super) fn lines(item: &Item<'_, '_>) -> Vec<Line> {
    let cut = cut(item, &[]);
    let mut lines = match item.text(0) {
        "guarantee" => guarantee(item, cut.head.end),
        // A message that does not fit stands below.
        _ => {
            let message = cut.head.end.saturating_sub(1);
            let told = item.shape(message) == Some(Shape::Text) && message > 1;
            one(
                item,
                &cut.head,
                if told {
                    std::slice::from_ref(&message)
                } else {
                    &[]
                },
            )
        }
    };
    lines.extend(set(item, &cut.clauses));
    lines
}

/// The name, the title below it, and the claim below that.
fn guarantee(item: &Item<'_, '_>, end: usize) -> Vec<Line> {
    let mut lines = vec![head(item, 0..2.min(end))];
    let mut claim = 2;
    if item.shape(2) == Some(Shape::Text) {
        lines.push(Line::plain(2, item.flat(2..3), 2..3));
        claim = 3;
    }
    if claim < end {
        let words = claim..end;
        let clause = Clause {
            parts: &places(item, &words, &["when"]),
            words,
            indent: 2,
        };
        lines.extend(expression::lines(item, &clause));
    }
    lines
}
