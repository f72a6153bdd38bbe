//! Text to syntax.
//!
//! A file is cut into items by its lines ([`layout`]), an item into pieces that are read each on
//! its own ([`pieces`]), and a piece is searched for common slips ([`slips`]) before the grammar
//! reads it. So an error in one piece hides none in another, and a slip is told in its own words.
//! Nothing outside this folder knows which parser is used.

mod build;
mod expected;
mod grammar;
mod layout;
mod pieces;
mod read;
mod slips;
mod tokens;
mod vocabulary;
mod words;

#[cfg(test)]
mod tests;

use crate::ast::{File, Header, Name};
use crate::{Diagnostic, Limits, SourceId, Span, codes};
use layout::{RawItem, layout};
use read::{Outcome, Reader};
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
    parsed
        .diagnostics
        .extend(misplaced_header(reader, &cut.items));
    for item in &cut.items {
        read_item(reader, item, &mut parsed);
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

/// Whether the first item is misspelled: then nobody knows whether it is the header.
fn begins_with_unknown(reader: Reader<'_>, items: &[RawItem]) -> bool {
    items
        .first()
        .is_some_and(|item| !ITEM_WORDS.contains(&reader.word(item)))
}

fn is_header(word: &str) -> bool {
    matches!(word, "policy" | "cases")
}

/// The finding that a file does not begin with its header, or has several.
fn misplaced_header(reader: Reader<'_>, items: &[RawItem]) -> Option<Diagnostic> {
    let mut headers = items
        .iter()
        .enumerate()
        .filter(|(_, item)| is_header(reader.word(item)));
    let help = "begin the file with `policy` and its name, such as `policy group_care.continuity \"Continuity of care\"`";
    match headers.next() {
        None if begins_with_unknown(reader, items) => None,
        None => {
            let span = items
                .first()
                .map_or(Span::new(reader.source, 0, 0), |item| {
                    first_word(reader, item)
                });
            Some(
                Diagnostic::new(
                    codes::MISSING_HEADER,
                    span,
                    "the file does not say which policy it is",
                )
                .help(help),
            )
        }
        Some((0, first)) => {
            let (_, second) = headers.next()?;
            let found = build::repeated(
                reader.word(second),
                first_word(reader, second),
                first_word(reader, first),
            );
            Some(found.help("put the second policy into a file of its own"))
        }
        Some((_, late)) => {
            let message = format!("`{}` is the first item of a file", reader.word(late));
            let span = first_word(reader, late);
            Some(
                Diagnostic::new(codes::MISSING_HEADER, span, message)
                    .help("move it, with the lines below it, to the top"),
            )
        }
    }
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

fn read_item(reader: Reader<'_>, item: &RawItem, parsed: &mut Parsed) {
    match reader.item(item, &mut parsed.diagnostics, &mut parsed.unread) {
        Outcome::Header(header) => keep_first(&mut parsed.file.header, header),
        Outcome::Item(item) => parsed.file.items.push(item),
        Outcome::Nothing => {}
    }
}

fn keep_first(slot: &mut Option<Header>, header: Header) {
    if slot.is_none() {
        *slot = Some(header);
    }
}
