//! Policy text to the same text in its canonical layout.
//!
//! ```text
//! text ──surface──▶ words and comments ──items──▶ lines of cells ──page──▶ text
//! ```
//!
//! The formatter moves blanks and line ends, never words: what was written stays in its order and
//! its spelling. How each kind of item is laid out stands in a file of its own under `items`; a kind
//! without one is kept as it is. The rules:
//!
//! - Two blanks before what belongs to an item, four before what belongs to that. An empty line
//!   between items, save between neighbours of one line and one kind that the author set together:
//!   their titles, types or outcomes stand in columns.
//! - A line for each clause. Facts, members, exceptions, caps and values by date stand in columns,
//!   as long as no column begins beyond the eightieth character (rows of tables and steps of prices
//!   may go further).
//! - What was written on one line and fits there stays there. A clause that was broken, or is longer
//!   than a line, is broken at its parts; a condition before each of its outermost `or`, else
//!   `and`, one blank deeper; a conditional before `then` and `else`; a list in brackets where it
//!   is full, and between all of its members if they are texts.
//! - The members of an enumeration stay on one line, or get a line each, or fill lines, as they did.
//! - Empty lines between facts, members, choices and lines of examples stay, as one; elsewhere within
//!   an item they go.
//! - Numbers, amounts, dates, texts and brackets stay as they were written: `5000` and `5_000`,
//!   `$5` and `$5.00` are their author's choice. Commas of lists come and go with their line ends.
//! - A comment stays with the word that it stands above or behind. Behind a line there is room for
//!   one, after two blanks; where lines are joined, the others go above.

mod align;
mod clauses;
mod expression;
mod item;
mod items;
mod line;
mod page;
mod spacing;

#[cfg(test)]
mod tests;

use crate::ast::File;
use crate::parse::parse;
use crate::parse::surface::{Surface, surface};
use crate::{Diagnostic, Limits, SourceId, Span, codes};

/// The longest line, in characters, that is not broken where it can be.
const WIDTH: usize = 120;

/// What formatting a text gives.
#[derive(Clone, Debug)]
pub struct Formatted {
    /// The text in its canonical layout; none if the text has errors.
    pub text: Option<String>,
    /// What is wrong with the text, in its order.
    pub diagnostics: Vec<Diagnostic>,
}

/// Lays a file out as every file is laid out.
///
/// A file with errors is not formatted. The result is read again: it says the same, with the same
/// comments, or it is refused.
///
/// ```
/// use bylaws_dsl::{Limits, SourceId, format::format};
/// let text = "policy   demo\nfacts\n age:integer 0..150 # in years\n service_on : date\n";
/// let formatted = format(SourceId(0), text, &Limits::default());
/// assert_eq!(
///     formatted.text.as_deref(),
///     Some("policy demo\n\nfacts\n  age        : integer 0..150  # in years\n  service_on : date\n")
/// );
/// ```
pub fn format(source: SourceId, text: &str, limits: &Limits) -> Formatted {
    let parsed = parse(source, text, limits);
    let mut diagnostics = parsed.diagnostics;
    if diagnostics.iter().any(Diagnostic::is_error) {
        return Formatted {
            text: None,
            diagnostics,
        };
    }
    let plain = plain(text);
    let output = page::page(&plain, &surface(&plain));
    if says_the_same(source, &output, &parsed.file, &plain, limits) {
        return Formatted {
            text: Some(output),
            diagnostics,
        };
    }
    let message = "the formatted text would not say the same as this file";
    diagnostics.push(
        Diagnostic::new(codes::FORMAT_WOULD_CHANGE, Span::new(source, 0, 0), message)
            .help("the file stays as it is; please report it"),
    );
    Formatted {
        text: None,
        diagnostics,
    }
}

/// Whether a new text says what the old one said, and has its comments.
fn says_the_same(source: SourceId, new: &str, said: &File, old: &str, limits: &Limits) -> bool {
    let again = parse(source, new, limits);
    !again.diagnostics.iter().any(Diagnostic::is_error)
        && again.file == *said
        && comments(&surface(new)) == comments(&surface(old))
}

/// The text without a byte order mark, without blanks at the ends of its lines, and with one kind
/// of line end.
fn plain(text: &str) -> String {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut plain = String::with_capacity(text.len());
    for line in text.split('\n') {
        plain.push_str(line.trim_end());
        plain.push('\n');
    }
    plain
}

/// Every comment, in order.
fn comments<'t>(surface: &Surface<'t>) -> Vec<&'t str> {
    let mut comments = Vec::new();
    for lexeme in &surface.lexemes {
        comments.extend(lexeme.above.iter().map(|comment| comment.text));
        comments.extend(lexeme.behind);
    }
    comments.extend(surface.rest.iter().map(|comment| comment.text));
    comments
}
