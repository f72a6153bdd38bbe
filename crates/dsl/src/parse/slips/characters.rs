//! Tabs, quotes that are not closed, and characters that have no place in a policy.

use std::collections::BTreeSet;

use super::Look;
use crate::parse::tokens::{Token, TokenKind};
use crate::{Diagnostic, Span, codes};

/// The first tab and the first other odd blank between the words of a piece; those that indent a
/// line are found with the lines, and further ones are the same habit of the same editor.
pub(super) fn blanks(look: &Look<'_>) -> Vec<Diagnostic> {
    let odd = |token: &&Token| token.kind == TokenKind::OddBlank && !token.begins_line;
    let is_tab = |token: &&Token| look.text(**token) == "\t";
    let tab = look.tokens.iter().filter(odd).find(is_tab);
    let other = look.tokens.iter().filter(odd).find(|token| !is_tab(token));
    let found = tab.into_iter().chain(other);
    found
        .map(|token| odd_blank(look.span(*token), look.text(*token)))
        .collect()
}

/// The finding about a blank that is no ordinary one.
pub(in crate::parse) fn odd_blank(span: Span, blank: &str) -> Diagnostic {
    if blank == "\t" {
        return Diagnostic::new(codes::TAB, span, "a tab stands where blanks are expected")
            .label("a tab")
            .help("write blanks: an editor can be told to put them in for the tab key");
    }
    let c = blank.chars().next().unwrap_or(' ');
    let message = format!("this blank is the character {}", described(c));
    Diagnostic::new(codes::BAD_CHARACTER, span, message).help(
        "write an ordinary blank; copying from a web page or a word processor brings these in",
    )
}

/// Texts that are not closed, and characters that do not belong; each character once.
pub(super) fn find(look: &Look<'_>) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for token in &look.tokens {
        match token.kind {
            TokenKind::OpenText => found.push(unclosed(look, *token)),
            TokenKind::Text => found.extend(control_character(look, *token)),
            TokenKind::ForeignText => found.push(foreign_quotes(look, *token)),
            TokenKind::Strange if seen.insert(look.text(*token)) => {
                found.push(strange(look, *token))
            }
            _ => {}
        }
    }
    found
}

fn unclosed(look: &Look<'_>, token: Token) -> Diagnostic {
    Diagnostic::new(
        codes::UNCLOSED_TEXT,
        look.span(token),
        "this text is not closed on its line",
    )
    .label("begins here")
    .help("put `\"` at the end of the text; a text stands on one line and holds no `\"` itself")
}

fn control_character(look: &Look<'_>, token: Token) -> Option<Diagnostic> {
    let text = look.text(token);
    let (at, c) = text
        .char_indices()
        .find(|(_, c)| c.is_control() && *c != '\t')?;
    let start = token.start + at as u32;
    let span = Span::new(look.source, start, start + c.len_utf8() as u32);
    let message = format!("the character {} cannot stand in a text", described(c));
    Some(Diagnostic::new(codes::BAD_CHARACTER, span, message).help("delete it"))
}

fn foreign_quotes(look: &Look<'_>, token: Token) -> Diagnostic {
    let text = look.text(token);
    if text.starts_with('\'') {
        return Diagnostic::new(
            codes::FOREIGN_SPELLING,
            look.span(token),
            "a text stands in double quotes",
        )
        .label("in single quotes")
        .help(format!(
            "write `\"{}\"`",
            super::shown(text.trim_matches('\''))
        ));
    }
    let inside = text.trim_matches(|c| "“”„‘’«»\"'".contains(c));
    Diagnostic::new(
        codes::BAD_CHARACTER,
        look.span(token),
        "these are not the quotes of the language",
    )
    .label("curly quotes")
    .help(format!(
        "write straight quotes: `\"{}\"`",
        super::shown(inside)
    ))
}

/// The finding about a character that the language does not use.
pub(in crate::parse) fn strange(look: &Look<'_>, token: Token) -> Diagnostic {
    let text = look.text(token);
    let c = text.chars().next().unwrap_or(' ');
    let message = format!("the language has no use for the character {}", described(c));
    Diagnostic::new(codes::BAD_CHARACTER, look.span(token), message).help(advice(c))
}

/// A character as a reader knows it: itself, or its name or number where it cannot be seen.
fn described(c: char) -> String {
    let number = c as u32;
    match c {
        '\0' => "NUL (U+0000)".to_owned(),
        '\r' => "CR, a carriage return without a line feed (U+000D)".to_owned(),
        '\u{a0}' => "no-break space (U+00A0)".to_owned(),
        '\u{feff}' => "byte order mark (U+FEFF)".to_owned(),
        '`' => "backtick".to_owned(),
        _ if c.is_control() || c.is_whitespace() || is_unseen(number) => {
            format!("U+{number:04X}, which cannot be seen")
        }
        _ => format!("`{c}`"),
    }
}

/// Marks without a width of their own, those of direction among them, and what no script uses.
fn is_unseen(number: u32) -> bool {
    matches!(
        number,
        0xad | 0x61c | 0x180e | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f
            | 0xfe00..=0xfe0f | 0xfff0..=0xfffb | 0xe000..=0xf8ff | 0xe0000..=0x10ffff
    )
}

fn advice(c: char) -> &'static str {
    match c {
        '“' | '”' | '„' | '«' | '»' => "write a text in straight double quotes: `\"…\"`",
        '‘' | '’' | '\'' => "write a text in double quotes; a name has no apostrophe",
        '\\' => "a text holds no `\"`: write `'` inside it",
        '€' | '£' | '¥' => "an amount of money is written with `$`",
        _ => "delete it, or put it into a text or a comment",
    }
}
