//! A piece of text as words, numbers, texts and signs. The grammar does its own reading; this is
//! for finding slips before it and for saying what was found after it.

/// A stretch of text that belongs together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// What it looks like.
    pub(super) kind: TokenKind,
    /// First byte in the file.
    pub(super) start: u32,
    /// The byte after the last one.
    pub(super) end: u32,
    /// Whether it is the first of its line.
    pub(super) begins_line: bool,
}

/// What a stretch of text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Letters, digits, underscores, dots and dashes: a name or a word of the language.
    Word,
    /// Anything that begins like a number, a date or an amount of money.
    Number,
    /// A text in double quotes.
    Text,
    /// A text whose closing quote is missing: the rest of its line.
    OpenText,
    /// A text in quotes of another kind.
    ForeignText,
    /// One sign, or several that mean something together.
    Sign,
    /// What other languages begin a comment with, and the rest of the line.
    ForeignComment,
    /// A tab or another blank that is no ordinary one.
    OddBlank,
    /// A character that has no place outside texts and comments.
    Strange,
}

/// Signs of several characters, the longer ones first.
const LONG_SIGNS: &[&str] = &[
    "===", "!==", "..<", "==", "!=", "<=", ">=", "<>", "&&", "||", "=>", "=<", "->", ":=", "+=",
    "..", "**",
];

impl Token {
    /// The characters of the token.
    pub(super) fn text(self, file: &str) -> &str {
        file.get(self.start as usize..self.end as usize)
            .unwrap_or("")
    }

    /// Whether it is exactly this word or sign.
    pub(super) fn is(self, file: &str, wanted: &str) -> bool {
        matches!(self.kind, TokenKind::Word | TokenKind::Sign) && self.text(file) == wanted
    }
}

/// The tokens of `file[start..end]`; blanks and comments are left out.
pub(super) fn tokens(file: &str, start: u32, end: u32) -> Vec<Token> {
    let text = file.get(..end as usize).unwrap_or("");
    let mut found = Vec::new();
    let mut at = start as usize;
    let mut begins_line = true;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let (kind, length) = next(rest);
        match kind {
            Next::Blank => {}
            Next::LineEnd => begins_line = true,
            Next::Token(kind) => {
                found.push(Token {
                    kind,
                    start: at as u32,
                    end: (at + length) as u32,
                    begins_line,
                });
                begins_line &= kind == TokenKind::OddBlank;
            }
        }
        at += length;
    }
    found
}

enum Next {
    Blank,
    LineEnd,
    Token(TokenKind),
}

fn next(rest: &str) -> (Next, usize) {
    let Some(first) = rest.chars().next() else {
        return (Next::Blank, 1);
    };
    let token = |kind, length| (Next::Token(kind), length);
    match first {
        ' ' => (Next::Blank, 1),
        '\n' => (Next::LineEnd, 1),
        '\r' if rest.starts_with("\r\n") => (Next::Blank, 1),
        '#' => (Next::Blank, line_length(rest)),
        '"' => quoted(rest, "\"").map_or_else(
            || token(TokenKind::OpenText, line_length(rest)),
            |length| token(TokenKind::Text, length),
        ),
        '\'' | '‘' | '“' | '„' | '«' => foreign_text(rest, first),
        _ if rest.starts_with("//") || rest.starts_with("/*") => {
            token(TokenKind::ForeignComment, line_length(rest))
        }
        '$' => token(
            TokenKind::Number,
            1 + number_length(rest.get(1..).unwrap_or("")),
        ),
        '0'..='9' => token(TokenKind::Number, number_length(rest)),
        _ if first.is_whitespace() => token(TokenKind::OddBlank, first.len_utf8()),
        _ if first.is_alphabetic() || first == '_' => token(TokenKind::Word, word_length(rest)),
        _ => sign(rest, first),
    }
}

fn sign(rest: &str, first: char) -> (Next, usize) {
    if let Some(long) = LONG_SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        return (Next::Token(TokenKind::Sign), long.len());
    }
    let known = "(){}[],:?=<>+-*/.%!&|;".contains(first) || "≤≥≠×÷−–—".contains(first);
    let kind = if known {
        TokenKind::Sign
    } else {
        TokenKind::Strange
    };
    (Next::Token(kind), first.len_utf8())
}

/// The bytes up to the end of the line.
fn line_length(rest: &str) -> usize {
    let line = rest.split('\n').next().unwrap_or(rest);
    line.strip_suffix('\r').unwrap_or(line).len()
}

/// The length of a text with its quotes, if it is closed on its line.
fn quoted(rest: &str, close: &str) -> Option<usize> {
    let line = rest.get(..line_length(rest))?;
    let open = line.chars().next()?.len_utf8();
    let inside = line.get(open..)?.find(close)?;
    Some(open + inside + close.len())
}

/// Only so far is looked for the end of a text in other quotes: an apostrophe is no quote.
const LONGEST_FOREIGN_TEXT: usize = 400;

fn foreign_text(rest: &str, open: char) -> (Next, usize) {
    let closes: &[&str] = match open {
        '\'' => &["'"],
        '‘' => &["’", "'"],
        '«' => &["»", "\""],
        _ => &["”", "“", "\""],
    };
    let near = rest
        .get(..rest.floor_char_boundary(LONGEST_FOREIGN_TEXT))
        .unwrap_or(rest);
    let length = closes.iter().filter_map(|close| quoted(near, close)).min();
    match length {
        Some(length) => (Next::Token(TokenKind::ForeignText), length),
        None => (Next::Token(TokenKind::Strange), open.len_utf8()),
    }
}

/// A word goes on over a dot or a dash if a letter follows it at once.
fn word_length(rest: &str) -> usize {
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let letter_follows = chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
        let goes_on = c.is_alphanumeric() || c == '_' || ((c == '.' || c == '-') && letter_follows);
        if !goes_on {
            return at;
        }
    }
    rest.len()
}

/// A number takes in what people write into numbers: points, commas and letters; and the
/// slashes or dashes of a date.
fn number_length(rest: &str) -> usize {
    if let Some(length) = date_length(rest) {
        return length;
    }
    let bytes = rest.as_bytes();
    let digit_at = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let goes_on = byte.is_ascii_alphanumeric()
            || *byte == b'_'
            || (matches!(byte, b'.' | b',') && at > 0 && digit_at(at + 1));
        if !goes_on {
            break;
        }
        at += 1;
    }
    at + usize::from(bytes.get(at) == Some(&b'%'))
}

/// The length of `2026-2-28`, `28/02/2026` and the like: three numbers with the same sign between
/// them, of which one is a year.
fn date_length(rest: &str) -> Option<usize> {
    let digits = |from: usize| {
        rest.bytes()
            .skip(from)
            .take(5)
            .take_while(u8::is_ascii_digit)
            .count()
    };
    let first = digits(0);
    let sign = rest
        .as_bytes()
        .get(first)
        .copied()
        .filter(|b| matches!(b, b'-' | b'/'))?;
    let second = digits(first + 1);
    let third_at = first + 1 + second + 1;
    if rest.as_bytes().get(third_at - 1) != Some(&sign) {
        return None;
    }
    let third = digits(third_at);
    let end = third_at + third;
    let ends_there = !rest
        .as_bytes()
        .get(end)
        .is_some_and(u8::is_ascii_alphanumeric);
    let is_date = matches!(
        (first, second, third),
        (4, 1 | 2, 1 | 2) | (1 | 2, 1 | 2, 4)
    );
    (is_date && ends_there).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<&str> {
        tokens(line, 0, line.len() as u32)
            .into_iter()
            .map(|t| t.text(line))
            .collect()
    }

    #[test]
    fn takes_a_line_apart() {
        assert_eq!(texts("a.b >= $1,500.00 # x"), ["a.b", ">=", "$1,500.00"]);
        assert_eq!(texts("integer 1..3?"), ["integer", "1", "..", "3", "?"]);
        assert_eq!(
            texts("x-y 3-1 28/02/2026"),
            ["x-y", "3", "-", "1", "28/02/2026"]
        );
        assert_eq!(texts("{5,000, 12.5%}"), ["{", "5,000", ",", "12.5%", "}"]);
        assert_eq!(
            texts("2026-01-01..2026-12-31"),
            ["2026-01-01", "..", "2026-12-31"]
        );
    }

    #[test]
    fn tells_texts_from_texts_that_are_not_closed() {
        let kind = |line: &str| tokens(line, 0, line.len() as u32).first().map(|t| t.kind);
        assert_eq!(kind("\"a\" b"), Some(TokenKind::Text));
        assert_eq!(kind("\"a"), Some(TokenKind::OpenText));
        assert_eq!(kind("“a”"), Some(TokenKind::ForeignText));
        assert_eq!(kind("\u{0}"), Some(TokenKind::Strange));
    }
}
