//! Mistakes that can be told from the words and signs alone. Each has a code and help of its own,
//! and a piece with such a mistake is not read any further: one mistake, one finding.

mod chains;
mod characters;
mod nesting;
mod numbers;
mod spelling;

pub(super) use characters::{odd_blank, strange};
pub(super) use numbers::{read_duration, read_number};

use super::tokens::{Token, TokenKind, tokens};
use crate::{Diagnostic, Limits, SourceId, Span, codes};

/// Most words and signs in one piece; an expression of this length is made by a program.
const LONGEST_PIECE: usize = 200_000;

/// A piece of a file, taken apart.
pub(super) struct Look<'t> {
    /// The number of the file.
    pub(super) source: SourceId,
    /// The whole text of the file.
    pub(super) file: &'t str,
    /// What the piece consists of.
    pub(super) tokens: Vec<Token>,
}

impl<'t> Look<'t> {
    /// Takes `file[start..end]` apart.
    pub(super) fn new(source: SourceId, file: &'t str, start: u32, end: u32) -> Self {
        Self {
            source,
            file,
            tokens: tokens(file, start, end),
        }
    }

    /// The characters of a token.
    pub(super) fn text(&self, token: Token) -> &'t str {
        self.file
            .get(token.start as usize..token.end as usize)
            .unwrap_or("")
    }

    /// The place of a token.
    pub(super) fn span(&self, token: Token) -> Span {
        Span::new(self.source, token.start, token.end)
    }

    /// The token at an index.
    pub(super) fn get(&self, index: usize) -> Option<Token> {
        self.tokens.get(index).copied()
    }
}

/// What the words and signs of a piece tell.
pub(super) struct Slips {
    /// The mistakes.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether the grammar can read the piece all the same.
    pub(super) readable: bool,
}

/// Looks for every slip in a piece.
pub(super) fn find(look: &Look<'_>, limits: &Limits) -> Slips {
    if let Some(too_long) = too_long(look) {
        return Slips {
            diagnostics: vec![too_long],
            readable: false,
        };
    }
    let mut found = Vec::new();
    found.extend(characters::find(look));
    found.extend(spelling::find(look));
    found.extend(numbers::find(look));
    let texts_closed = !look
        .tokens
        .iter()
        .any(|token| token.kind == TokenKind::OpenText);
    if texts_closed {
        found.extend(nesting::find(look, limits));
        found.extend(chains::find(look));
    }
    // The grammar takes every blank for one, so that nothing else is hidden behind it.
    let readable = found.is_empty();
    found.extend(characters::blanks(look));
    Slips {
        diagnostics: found,
        readable,
    }
}

fn too_long(look: &Look<'_>) -> Option<Diagnostic> {
    let token = look.get(LONGEST_PIECE)?;
    let message = format!("this item has more than {LONGEST_PIECE} words and signs");
    Some(
        Diagnostic::new(codes::TOO_DEEP, look.span(token), message)
            .help("give its parts names with `define`"),
    )
}

/// Cuts a text that is quoted in a sentence.
pub(super) fn shown(text: &str) -> String {
    const LONGEST: usize = 40;
    let mut short: String = text
        .chars()
        .take(LONGEST)
        .filter(|c| !c.is_control())
        .collect();
    if text.chars().nth(LONGEST).is_some() {
        short.push('…');
    }
    short
}
