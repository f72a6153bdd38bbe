//! Signs and words of other languages, and names that are not in snake_case.

use super::{Look, shown};
use crate::parse::tokens::{Token, TokenKind};
use crate::parse::vocabulary::is_reserved;
use crate::{Diagnostic, codes};

/// Every word and sign that is spelled as elsewhere.
pub(super) fn find(look: &Look<'_>) -> Vec<Diagnostic> {
    look.tokens
        .iter()
        .enumerate()
        .filter_map(|(index, token)| one(look, index, *token))
        .collect()
}

fn one(look: &Look<'_>, index: usize, token: Token) -> Option<Diagnostic> {
    match token.kind {
        TokenKind::Word => foreign_word(look, index, token).or_else(|| {
            if is_prose(look, index) {
                None
            } else {
                bad_name(look, token)
            }
        }),
        TokenKind::Sign if is_mark(look, index) || is_of_table(look, token) => None,
        TokenKind::Sign => foreign_sign(look, token),
        TokenKind::ForeignComment => Some(foreign(
            look,
            token,
            "a comment begins with `#`",
            "write `#` instead",
        )),
        _ => None,
    }
}

fn foreign(look: &Look<'_>, token: Token, message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(codes::FOREIGN_SPELLING, look.span(token), message).help(help)
}

/// Whether words that are none of the language stand on both sides: a text without its quotes,
/// about which the grammar says more.
fn is_prose(look: &Look<'_>, index: usize) -> bool {
    let plain = |token: Token| token.kind == TokenKind::Word && !is_reserved(look.text(token));
    let (Some(before), Some(this), Some(after)) = (
        index.checked_sub(1).and_then(|i| look.get(i)),
        look.get(index),
        look.get(index + 1),
    ) else {
        return false;
    };
    plain(before) && plain(after) && !this.begins_line && !after.begins_line
}

/// Whether a sign is a bracket of the mark `[unverified]`, or of an element such as `visits[0].cost`.
fn is_mark(look: &Look<'_>, index: usize) -> bool {
    let says = |index: Option<usize>, word: &str| {
        index
            .and_then(|i| look.get(i))
            .is_some_and(|token| look.text(token) == word)
    };
    let is_place = |index: usize| {
        let number = look.get(index).map(|token| token.kind);
        number == Some(TokenKind::Number) && says(Some(index + 2), ".")
    };
    match look.get(index).map(|token| look.text(token)) {
        Some("[") => says(Some(index + 1), "unverified") || is_place(index + 1),
        Some("]") => {
            let inside = index.checked_sub(1);
            says(inside, "unverified") || inside.is_some_and(is_place)
        }
        _ => false,
    }
}

/// Whether a sign is the arrow of a table's head, or a bar of one of its rows.
fn is_of_table(look: &Look<'_>, token: Token) -> bool {
    let first = look.get(0).map_or("", |first| look.text(first));
    match look.text(token) {
        "->" => matches!(first, "table" | "fn"),
        "|" | "||" => first.starts_with('|'),
        _ => false,
    }
}

/// A sign that other languages have, and what is written here.
fn foreign_sign(look: &Look<'_>, token: Token) -> Option<Diagnostic> {
    let sign = look.text(token);
    let (means, write) = match sign {
        "==" | "===" => ("equal", "`=`"),
        "!==" | "<>" | "≠" => ("not equal", "`!=`"),
        "&&" | "&" => ("both", "`and`"),
        "||" | "|" => ("either", "`or`"),
        "!" => ("not", "`not`"),
        "=>" | "≥" => ("greater or equal", "`>=`"),
        "=<" | "≤" => ("less or equal", "`<=`"),
        "×" | "**" => ("times", "`*`"),
        "÷" => ("divided by", "`/`"),
        "−" | "–" | "—" => ("minus", "an ordinary `-`"),
        ":=" => ("a value is given", "`is`"),
        "+=" => ("a sum", "`+`"),
        "->" => ("a type is given", "`:`"),
        "[" => ("a set", "`{` and `}`"),
        ";" => (
            "the end of a line",
            "nothing: the end of the line is enough",
        ),
        "%" => return Some(lone_percent(look, token)),
        _ => return None,
    };
    let message = format!("`{sign}` is not a sign of the language");
    Some(
        Diagnostic::new(codes::FOREIGN_SPELLING, look.span(token), message)
            .label(format!("for \"{means}\""))
            .help(format!("write {write}")),
    )
}

fn lone_percent(look: &Look<'_>, token: Token) -> Diagnostic {
    Diagnostic::new(
        codes::BAD_NUMBER,
        look.span(token),
        "the percent sign follows its number at once",
    )
    .help("write `10%`, without a blank")
}

fn foreign_word(look: &Look<'_>, index: usize, token: Token) -> Option<Diagnostic> {
    let word = look.text(token);
    let lower = word.to_lowercase();
    let write = match lower.as_str() {
        "true" => "yes",
        "false" => "no",
        "null" | "nil" | "undefined" => return Some(null(look, token)),
        "elif" | "elseif" | "elsif" => "else if",
        _ if word != lower && is_reserved(&lower) && index > 0 => lower.as_str(),
        _ => return None,
    };
    let message = format!("`{word}` is not a word of the language");
    Some(foreign(look, token, &message, &format!("write `{write}`")))
}

fn null(look: &Look<'_>, token: Token) -> Diagnostic {
    let message = format!("`{}` is not a word of the language", look.text(token));
    foreign(
        look,
        token,
        &message,
        "write `none` for an optional fact that is left out",
    )
    .help("write `unknown` in an example for a fact that nobody has supplied")
}

/// A name with capitals, dashes or letters of other alphabets.
fn bad_name(look: &Look<'_>, token: Token) -> Option<Diagnostic> {
    let name = look.text(token);
    if name.split('.').all(is_snake_case) {
        return None;
    }
    let suggestion = name
        .split('.')
        .map(snake_case)
        .collect::<Vec<_>>()
        .join(".");
    let help = if suggestion.split('.').all(is_snake_case) {
        format!("write `{}`", shown(&suggestion))
    } else {
        "a name has small letters a to z, digits and `_`, and begins with a letter".to_owned()
    };
    let found = Diagnostic::new(
        codes::BAD_NAME,
        look.span(token),
        format!("`{}` is not a name in snake_case", shown(name)),
    )
    .help(help);
    let Some((left, right)) = name.split_once('-') else {
        return Some(found);
    };
    Some(found.help(format!(
        "for a difference, put blanks around the minus: `{} - {}`",
        shown(left),
        shown(right)
    )))
}

fn is_snake_case(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_lowercase())
        && part
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// `EnrollmentDate`, `enrollment-date` and `ENROLLMENT_DATE` as `enrollment_date`.
fn snake_case(part: &str) -> String {
    let mut snake = String::with_capacity(part.len() + 4);
    let mut after_small = false;
    for c in part.chars() {
        if c.is_uppercase() && after_small {
            snake.push('_');
        }
        after_small = c.is_lowercase() || c.is_ascii_digit();
        if c == '-' {
            snake.push('_')
        } else {
            snake.extend(c.to_lowercase())
        }
    }
    snake.trim_start_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_the_snake_case_form() {
        assert_eq!(snake_case("EnrollmentDate"), "enrollment_date");
        assert_eq!(snake_case("enrollment-date"), "enrollment_date");
        assert_eq!(snake_case("ENROLLMENT_DATE"), "enrollment_date");
        assert_eq!(snake_case("_x"), "x");
    }
}
