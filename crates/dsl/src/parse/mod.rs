//! Text to syntax.
//!
//! A file is cut into items by its lines (`layout`), an item into pieces that are read each on
//! its own (`pieces`), and a piece is searched for common slips (`slips`) before the grammar
//! reads it. So an error in one piece hides none in another, and a slip is told in its own words.
//! Nothing outside this folder knows which parser is used.

mod build;
mod cells;
pub(crate) mod csv;
mod expected;
mod grammar;
pub(crate) mod json;
mod layout;
mod pieces;
mod read;
mod slips;
pub(crate) mod surface;
mod tokens;
mod vocabulary;
mod words;

#[cfg(test)]
mod tests;

use crate::ast::{File, Name};
use crate::{Diagnostic, Limits, SourceId, Span, codes};
use layout::{RawItem, layout};
use read::Reader;
use vocabulary::ITEM_WORDS;

/// What was read of a file: everything that could be read, and what could not.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// The file, without the items that could not be read.
    pub file: File,
    /// The names that those items would have declared, as far as they can be told: a use of one is
    /// not a second mistake.
    pub unread: Vec<Name>,
    /// What is wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads one file.
///
/// ```
/// use bylaws_dsl::{Limits, SourceId, parse::parse};
/// let parsed = parse(SourceId(0), "policy demo\n\nsource page \"Member page\"\n", &Limits::default());
/// assert!(parsed.diagnostics.is_empty());
/// assert_eq!(parsed.file.items.len(), 1);
/// ```
pub fn parse(source: SourceId, text: &str, limits: &Limits) -> Parsed {
    let mut parsed = Parsed {
        file: File {
            header: None,
            items: Vec::new(),
        },
        unread: Vec::new(),
        diagnostics: Vec::new(),
    };
    if let Some(refused) = too_large(source, text, limits) {
        parsed.diagnostics.push(refused);
        return parsed;
    }
    let cut = layout(source, text, limits.items);
    parsed.diagnostics.extend(cut.diagnostics);
    let reader = Reader {
        source,
        file: text,
        limits,
    };
    parsed.diagnostics.extend(headers(reader, &cut.items));
    for item in &cut.items {
        reader.item(item, &mut parsed);
    }
    crate::diagnostic::sort(&mut parsed.diagnostics);
    parsed
}

fn too_large(source: SourceId, text: &str, limits: &Limits) -> Option<Diagnostic> {
    let largest = limits.source_bytes.min(u32::MAX as usize);
    if text.len() <= largest {
        return None;
    }
    let message = format!(
        "the file has {} bytes, and the limit is {largest}",
        text.len()
    );
    Some(
        Diagnostic::new(codes::SOURCE_TOO_LARGE, Span::new(source, 0, 0), message)
            .help("cut the file into several"),
    )
}

fn is_header(word: &str) -> bool {
    matches!(word, "policy" | "cases")
}

/// What is wrong with the header: it is missing, it is late, or there are several.
fn headers(reader: Reader<'_>, items: &[RawItem]) -> Vec<Diagnostic> {
    let mut headers = items.iter().filter(|item| is_header(reader.word(item)));
    let Some(header) = headers.next() else {
        return missing_header(reader, items).into_iter().collect();
    };
    let (word, span) = (reader.word(header), first_word(reader, header));
    let is_late = items
        .first()
        .is_some_and(|first| !is_header(reader.word(first)));
    let late = is_late.then(|| {
        Diagnostic::new(
            codes::MISSING_HEADER,
            span,
            format!("`{word}` begins a file, and items stand before it"),
        )
        .help("move it, with the lines below it, to the top")
    });
    let further = headers.map(|again| {
        build::repeated(reader.word(again), first_word(reader, again), span)
            .help("put the second policy into a file of its own")
    });
    late.into_iter().chain(further).collect()
}

/// The finding that a file has no header, unless its first item is misspelled: then nobody knows.
fn missing_header(reader: Reader<'_>, items: &[RawItem]) -> Option<Diagnostic> {
    let span = match items.first() {
        Some(item) if !ITEM_WORDS.contains(&reader.word(item)) => return None,
        Some(item) => first_word(reader, item),
        None => Span::new(reader.source, 0, 0),
    };
    let help = "begin the file with `policy` and its name, such as `policy group_care.continuity \"Continuity of care\"`";
    Some(
        Diagnostic::new(
            codes::MISSING_HEADER,
            span,
            "the file does not say which policy it is",
        )
        .help(help),
    )
}

/// The place of an item's first word, or of its first character.
fn first_word(reader: Reader<'_>, item: &RawItem) -> Span {
    let whole = reader.whole(item);
    let length = (reader.word(item).len() as u32).max(1);
    let start = reader.file.get(whole.start as usize..).unwrap_or("");
    let character = start.chars().next().map_or(0, |c| c.len_utf8() as u32);
    Span::new(
        reader.source,
        whole.start,
        (whole.start + length.max(character)).min(whole.end),
    )
}
