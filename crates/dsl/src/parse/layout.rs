//! Cuts a file into items by its lines alone: an item begins in the first column, and what is
//! indented below belongs to it. Lines that stand at the wrong indentation are put where they
//! belong and reported, so that nothing else is said about them.

use super::slips::odd_blank;
use super::vocabulary::{CLAUSE_WORDS, ITEM_WORDS, is_reserved};
use crate::{Diagnostic, SourceId, Span, codes};

/// A line that is neither empty nor only a comment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// The first byte that is not blank.
    pub(super) start: u32,
    /// The end of the line, without the line break.
    pub(super) end: u32,
    /// How many blanks stand before it, in bytes.
    pub(super) indent: u32,
    /// Whether a tab or another odd blank is among them, so that nobody knows how deep it looks.
    pub(super) odd: bool,
}

impl Line {
    /// How deep the line looks at most.
    pub(super) fn depth(&self) -> u32 {
        if self.odd { u32::MAX } else { self.indent }
    }
}

/// The lines of one item.
#[derive(Clone, Debug)]
pub(super) struct RawItem {
    /// Never empty.
    pub(super) lines: Vec<Line>,
}

/// A file cut into items.
pub(super) struct Layout {
    /// In the order of the file.
    pub(super) items: Vec<RawItem>,
    /// The lines that stand at the wrong indentation.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Cuts `file` into items; at most `limit` of them.
pub(super) fn layout(source: SourceId, file: &str, limit: usize) -> Layout {
    let mut cutter = Cutter {
        source,
        file,
        items: Vec::new(),
        diagnostics: Vec::new(),
        entries: Entries::None,
        slipped: None,
        odd_reported: false,
    };
    for line in lines(file) {
        if cutter.begins_item(line) {
            if cutter.items.len() == limit {
                let span = Span::new(source, line.start, line.end);
                cutter.diagnostics.push(
                    Diagnostic::new(
                        codes::TOO_MANY_ITEMS,
                        span,
                        format!("the file has more than {limit} items"),
                    )
                    .help("cut the policy into several, or keep the values in a table"),
                );
                break;
            }
            cutter.items.push(RawItem { lines: vec![line] });
            cutter.odd_reported = false;
        } else if let Some(item) = cutter.items.last_mut() {
            item.lines.push(line);
        }
        cutter.report_odd_blank(line);
        cutter.follow(line);
    }
    Layout {
        items: cutter.items,
        diagnostics: cutter.diagnostics,
    }
}

/// The lines of a file that say something.
fn lines(file: &str) -> impl Iterator<Item = Line> {
    let skipped = if file.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let mut at = skipped;
    file.get(skipped..)
        .unwrap_or("")
        .split_inclusive('\n')
        .filter_map(move |whole| {
            let line_start = at;
            at += whole.len();
            let line = whole.trim_end_matches(['\n', '\r']);
            let said = line.trim_start_matches(is_blank);
            let start = line_start + line.len() - said.len();
            if said.is_empty() || said.starts_with('#') {
                return None;
            }
            Some(Line {
                start: start as u32,
                end: (line_start + line.len()) as u32,
                indent: (start - line_start) as u32,
                odd: file
                    .get(line_start..start)
                    .is_some_and(|blanks| blanks.contains(|c| c != ' ')),
            })
        })
}

/// Blanks of every kind indent a line; those that are not allowed are reported.
fn is_blank(c: char) -> bool {
    c.is_whitespace()
}

/// The word at the beginning of a text, and what follows it.
pub(super) fn first_word(text: &str) -> (&str, &str) {
    let length = text
        .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.'))
        .unwrap_or(text.len());
    let (word, rest) = text.split_at(length);
    (word, rest.trim_start_matches(is_blank))
}

/// Whether a line consists of this word alone.
pub(super) fn is_alone(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with('#')
}

/// Where the lines of `given` and `expect` stand, while such a block is open.
#[derive(Clone, Copy, PartialEq)]
enum Entries {
    None,
    /// Below the line `given` or `expect`, which stands at this depth.
    Begin(u32),
    At(u32),
}

struct Cutter<'t> {
    source: SourceId,
    file: &'t str,
    items: Vec<RawItem>,
    diagnostics: Vec<Diagnostic>,
    entries: Entries,
    /// The word of the last line, if that line was put back into its item.
    slipped: Option<&'t str>,
    /// Whether an odd blank of the item has been reported: further ones are the same habit.
    odd_reported: bool,
}

impl<'t> Cutter<'t> {
    fn text(&self, line: Line) -> &'t str {
        self.file
            .get(line.start as usize..line.end as usize)
            .unwrap_or("")
    }

    /// The keyword of the item that is being gathered.
    fn current(&self) -> &'t str {
        self.items
            .last()
            .and_then(|item| item.lines.first())
            .map_or("", |line| first_word(self.text(*line)).0)
    }

    /// Whether a new item begins with this line, after reporting it if it stands at the wrong place.
    fn begins_item(&mut self, line: Line) -> bool {
        let (word, rest) = first_word(self.text(line));
        if line.indent > 0 {
            self.slipped = None;
            return self.begins_indented_item(line, word, rest);
        }
        if self.items.is_empty() || !self.belongs_to_item(word, rest) {
            self.slipped = None;
            return true;
        }
        if self.slipped.is_none() {
            self.report_clause(line, word);
        }
        self.slipped = Some(word);
        false
    }

    fn begins_indented_item(&mut self, line: Line, word: &str, rest: &str) -> bool {
        if !ITEM_WORDS.contains(&word) || !looks_like_item(word, rest) {
            return false;
        }
        let is_entry = match self.entries {
            Entries::None => false,
            Entries::Begin(depth) => line.indent > depth,
            Entries::At(depth) => line.indent == depth,
        };
        let opens_block = word == "given" && matches!(self.current(), "example" | "given");
        if (is_entry || opens_block) && !self.items.is_empty() {
            return false;
        }
        if line.odd {
            // The blank itself is reported, and is all that is wrong.
            return true;
        }
        let span = Span::new(self.source, line.start, line.start + word.len() as u32);
        self.diagnostics.push(
            Diagnostic::new(
                codes::STRAY_INDENTATION,
                span,
                format!("`{word}` begins an item, but it is indented"),
            )
            .label("move it to the first column")
            .help(format!(
                "write `{word}` in the first column; what belongs to it is indented below"
            )),
        );
        true
    }

    /// Whether a line in the first column can only be a part of the item before it.
    fn belongs_to_item(&self, word: &str, rest: &str) -> bool {
        if self.current() == "facts" && rest.starts_with(':') {
            return true;
        }
        if self.current() == "table" && rest.starts_with('|') {
            return true;
        }
        if word == "given" && self.current() == "example" {
            let block = |line: &Line| matches!(first_word(self.text(*line)).0, "given" | "expect");
            return !self
                .items
                .last()
                .is_some_and(|item| item.lines.iter().any(block));
        }
        CLAUSE_WORDS.contains(&word) && !rest.starts_with(':')
    }

    fn report_clause(&mut self, line: Line, word: &str) {
        let word = if word.is_empty() { "|" } else { word };
        let span = Span::new(self.source, line.start, line.start + word.len() as u32);
        let item = self.current();
        self.diagnostics.push(
            Diagnostic::new(
                codes::STRAY_INDENTATION,
                span,
                format!("`{word}` belongs to an item, but it stands in the first column"),
            )
            .label("indent it")
            .help(format!(
                "indent this line below the `{item}` that it belongs to"
            )),
        );
    }

    fn report_odd_blank(&mut self, line: Line) {
        if !line.odd || self.odd_reported {
            return;
        }
        self.odd_reported = true;
        let start = line.start - line.indent;
        let blanks = self
            .file
            .get(start as usize..line.start as usize)
            .unwrap_or("");
        if let Some((at, odd)) = blanks.match_indices(|c| c != ' ').next() {
            let start = start + at as u32;
            let span = Span::new(self.source, start, start + odd.len() as u32);
            self.diagnostics.push(odd_blank(span, odd));
        }
    }

    /// Keeps track of where the lines of `given` and `expect` stand.
    fn follow(&mut self, line: Line) {
        let (word, rest) = first_word(self.text(line));
        let opens = matches!(word, "given" | "expect") && is_alone(rest);
        self.entries = match self.entries {
            _ if opens => Entries::Begin(line.indent),
            Entries::Begin(_) => Entries::At(line.indent),
            Entries::At(_) if line.indent == 0 => Entries::None,
            unchanged => unchanged,
        };
    }
}

/// Whether what follows an item's keyword is what follows it there, and not in an expression or a
/// declaration that merely uses the word.
fn looks_like_item(word: &str, rest: &str) -> bool {
    let (next, _) = first_word(rest);
    let named = next.starts_with(|c: char| c.is_alphabetic() || c == '_') && !is_reserved(next);
    match word {
        "facts" | "given" => is_alone(rest),
        "example" | "script" => rest.starts_with('"'),
        "cases" => next == "for",
        "replace" => ITEM_WORDS.contains(&next),
        "remove" => ITEM_WORDS.contains(&next) || next == "fact",
        "require" | "assume" => named || next == "not" || rest.starts_with('('),
        _ => named,
    }
}
