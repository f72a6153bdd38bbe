//! Puts the lines of all items under each other, with the comments between them.

use super::align::align;
use super::item::Item;
use super::items;
use super::line::{Blank, Line};
use crate::parse::surface::{Comment, Surface};

/// A line of the result.
pub(super) enum Row {
    Blank,
    /// A comment and how far it is indented.
    Comment(usize, String),
    /// A line, the comment behind it, and how far behind its beginning each of its cells stood.
    Line(Line, Option<String>, Vec<usize>),
}

/// The blanks before the clauses of an item.
const BODY: usize = 2;

/// The text in its canonical layout.
pub(super) fn page(text: &str, surface: &Surface<'_>) -> String {
    let mut rows = Vec::new();
    let mut previous: Option<Neighbour> = None;
    for (number, start) in surface.items.iter().enumerate() {
        let end = surface.items.get(number + 1).copied();
        let lexemes = surface
            .lexemes
            .get(*start..end.unwrap_or(surface.lexemes.len()))
            .unwrap_or_default();
        let Some(first) = lexemes.first() else {
            continue;
        };
        let following = match end {
            Some(next) => surface.lexemes.get(next).map_or(&[][..], |l| &l.above),
            None => &surface.rest,
        };
        let (own, _) = shared_out(following);
        let item = Item::new(lexemes, written(text, lexemes), own);
        // The comments above the first item are all its own.
        let (_, lead) = match number {
            0 => (&[][..], &first.above[..]),
            _ => shared_out(&first.above),
        };
        let lines = items::lines(&item);
        let neighbour = Neighbour {
            keyword: item.text(0).to_owned(),
            is_one_line: lines.len() == 1 && item.rest.is_empty(),
        };
        let parted = lead.first().map_or(first.blank, |comment| comment.blank);
        if let Some(previous) = &previous
            && (parted || !previous.goes_with(&neighbour))
        {
            rows.push(Row::Blank);
        }
        comments(lead, 0, &mut rows);
        if first.blank && !lead.is_empty() {
            rows.push(Row::Blank);
        }
        set(&item, lines, &mut rows);
        previous = Some(neighbour);
    }
    let (_, tail) = shared_out(&surface.rest);
    if !tail.is_empty() {
        rows.push(Row::Blank);
        comments(tail, 0, &mut rows);
    }
    align(&mut rows);
    printed(&rows)
}

/// What an item must know of the one above it.
struct Neighbour {
    keyword: String,
    is_one_line: bool,
}

impl Neighbour {
    /// Whether no empty line has to stand between two items.
    fn goes_with(&self, next: &Neighbour) -> bool {
        let kind = |keyword: &str| {
            if keyword == "output" {
                "define".to_owned()
            } else {
                keyword.to_owned()
            }
        };
        self.is_one_line && next.is_one_line && kind(&self.keyword) == kind(&next.keyword)
    }
}

/// The comments between two items: those that belong to the one above, since they are indented,
/// and those that belong to the one below.
fn shared_out<'c, 't>(comments: &'c [Comment<'t>]) -> (&'c [Comment<'t>], &'c [Comment<'t>]) {
    let own = comments.iter().take_while(|comment| comment.column > 0);
    comments.split_at(own.count())
}

/// The lines of an item as its author wrote them, up to the end of its last one.
fn written<'t>(text: &'t str, lexemes: &[crate::parse::surface::Lexeme<'t>]) -> &'t str {
    let start = lexemes.first().map_or(0, |first| first.start);
    let last = lexemes.last().map_or(start, |last| last.start);
    let end = text
        .get(last..)
        .and_then(|rest| rest.find('\n'))
        .map_or(text.len(), |length| last + length);
    text.get(start..end).unwrap_or("")
}

/// Comments that belong together, with at most one empty line between two.
fn comments(comments: &[Comment<'_>], indent: usize, rows: &mut Vec<Row>) {
    for (place, comment) in comments.iter().enumerate() {
        if comment.blank && place > 0 {
            rows.push(Row::Blank);
        }
        rows.push(Row::Comment(indent, comment.text.to_owned()));
    }
}

/// The lines of an item with its comments.
fn set(item: &Item<'_, '_>, lines: Vec<Line>, rows: &mut Vec<Row>) {
    let (mut last_indent, mut last_column, mut last_blank) = (0, 0, Blank::Dropped);
    for (number, line) in lines.into_iter().enumerate() {
        let mut opening = line.blank == Blank::Opening;
        let words = item.lexemes.get(line.words.clone()).unwrap_or_default();
        // A line can hold one comment, behind it; the others go above it, in their order.
        let behind = words.iter().rposition(|word| word.behind.is_some());
        let last = behind.filter(|place| {
            words
                .iter()
                .skip(place + 1)
                .all(|word| word.above.is_empty())
        });
        for (place, word) in words.iter().enumerate() {
            let first_of_item = number == 0 && place == 0;
            for comment in word.above.iter().filter(|_| !first_of_item) {
                let blank = comment.blank && place == 0;
                if blank && line.blank != Blank::Dropped && !opening {
                    rows.push(Row::Blank);
                }
                opening = false;
                rows.push(Row::Comment(line.indent, comment.text.to_owned()));
            }
            let blank = word.blank && place == 0 && !first_of_item;
            if blank && line.blank != Blank::Dropped && !opening {
                rows.push(Row::Blank);
            }
            if let Some(comment) = word.behind.filter(|_| Some(place) != last) {
                rows.push(Row::Comment(line.indent, comment.to_owned()));
            }
        }
        (last_indent, last_blank) = (line.indent, line.blank);
        last_column = words
            .first()
            .and_then(|word| word.column)
            .unwrap_or(last_column);
        let comment = last
            .and_then(|place| words.get(place))
            .and_then(|word| word.behind);
        let stood = stood(item, &line).unwrap_or_default();
        rows.push(Row::Line(line, comment.map(str::to_owned), stood));
    }
    for comment in item.rest {
        let indent = match comment.column >= last_column {
            true => last_indent.max(BODY),
            false => BODY,
        };
        if comment.blank && last_blank != Blank::Dropped {
            rows.push(Row::Blank);
        }
        rows.push(Row::Comment(indent, comment.text.to_owned()));
    }
}

/// Where the author began each cell of a line that stood on one line, counted from its first.
fn stood(item: &Item<'_, '_>, line: &Line) -> Option<Vec<usize>> {
    let words = item.lexemes.get(line.words.clone())?;
    let (first, whole) = (words.first()?.start, item.lexemes.first()?.start);
    let signs = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    let mut words = words.iter();
    let (mut passed, mut wanted) = (0, 0);
    let mut places = Vec::with_capacity(line.cells.len());
    for cell in &line.cells {
        while passed < wanted {
            passed += signs(words.next()?.text);
        }
        let start = match words.as_slice().first() {
            Some(word) => word.start,
            None => first,
        };
        let before = item.written.get(first - whole..start.checked_sub(whole)?)?;
        if passed != wanted || before.contains('\n') {
            return None;
        }
        places.push(before.chars().count());
        wanted += signs(cell);
    }
    Some(places)
}

fn printed(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        match row {
            Row::Blank => {}
            Row::Comment(indent, comment) => {
                text.push_str(&" ".repeat(*indent));
                text.push_str(comment);
            }
            Row::Line(line, comment, _) => {
                text.push_str(&" ".repeat(line.indent));
                text.push_str(line.cells.join(" ").trim_end());
                if let Some(comment) = comment {
                    text.push_str("  ");
                    text.push_str(comment);
                }
            }
        }
        text.push('\n');
    }
    text
}
