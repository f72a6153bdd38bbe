//! Policy text to the same text in its canonical layout.
//!
//! ```text
//! text ──surface──▶ words and comments ──items──▶ lines of cells ──page──▶ text
//! ```
//!
//! The formatter moves blanks and line ends, never words: what was written stays in its order and
//! its spelling, brackets and numbers included. How each kind of item is laid out stands in a file
//! of its own under `items`; a kind without one is kept as it is.

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
    let again = parse(source, &output, limits);
    let same = !again.diagnostics.iter().any(Diagnostic::is_error)
        && again.file == parsed.file
        && comments(&surface(&output)) == comments(&surface(&plain));
    if same {
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
