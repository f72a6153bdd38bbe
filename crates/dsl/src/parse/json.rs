//! JSON files with examples: values with their places. Numbers keep their digits as written.

use std::borrow::Cow;

use super::slips::read_number;
use crate::ast::Literal;
use crate::{Diagnostic, Limits, SourceId, Span, codes};

/// A value of JSON with its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Json<'t> {
    pub(crate) kind: JsonKind<'t>,
    pub(crate) span: Span,
}

/// The forms of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum JsonKind<'t> {
    Null,
    Boolean(bool),
    /// The digits as they are written.
    Number(&'t str),
    Text(Cow<'t, str>),
    List(Vec<Json<'t>>),
    /// The entries in order, each with the place of its key.
    Object(Vec<(Key<'t>, Json<'t>)>),
}

/// The key of an entry, without its quotes.
pub(crate) type Key<'t> = (Cow<'t, str>, Span);

/// Reads a whole text as one value; at the first place that is no JSON there is no way on.
pub(crate) fn read<'t>(
    source: SourceId,
    text: &'t str,
    limits: &Limits,
) -> Result<Json<'t>, Diagnostic> {
    if let Some(refused) = super::too_large(source, text, limits) {
        return Err(refused);
    }
    let mut reader = Reader {
        source,
        text,
        at: if text.starts_with('\u{feff}') { 3 } else { 0 },
        depth: limits.nesting,
    };
    let value = reader.value()?;
    reader.blanks();
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.refuse("something stands behind the end of the value")),
    }
}

/// A number without its sign, an amount of money where one is wanted.
pub(crate) fn number(digits: &str, is_money: bool, span: Span) -> Result<Literal, Diagnostic> {
    if digits.contains(['e', 'E']) {
        let message = format!("`{digits}` is written with a power of ten");
        return Err(Diagnostic::new(codes::BAD_NUMBER, span, message).help("write its digits out"));
    }
    let read = match is_money {
        true => read_number(&format!("${digits}")),
        false => read_number(digits),
    };
    read.map_err(|slip| Diagnostic::new(slip.code, span, slip.message).help(slip.help))
}

struct Reader<'t> {
    source: SourceId,
    text: &'t str,
    at: usize,
    /// How many more levels may be opened.
    depth: usize,
}

type Read<T> = Result<T, Diagnostic>;

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Goes past a sign, if it stands here.
    fn sign(&mut self, sign: u8) -> bool {
        self.blanks();
        let found = self.peek() == Some(sign);
        self.at += usize::from(found);
        found
    }

    fn span(&self, from: usize) -> Span {
        Span::new(self.source, from as u32, self.at as u32)
    }

    /// The finding that what stands here is no JSON.
    fn refuse(&self, message: &str) -> Diagnostic {
        let here = self
            .text
            .get(self.at..)
            .and_then(|rest| rest.chars().next());
        let end = self.at + here.map_or(0, char::len_utf8);
        let span = Span::new(self.source, self.at as u32, end as u32);
        Diagnostic::new(codes::BAD_JSON_FILE, span, message)
            .help("mend the file from here on: nothing behind this place can be read")
    }

    fn value(&mut self) -> Read<Json<'t>> {
        self.blanks();
        let start = self.at;
        let kind = match self.peek() {
            Some(b'"') => JsonKind::Text(self.quoted()?),
            Some(b'[') => self.deeper(Self::list)?,
            Some(b'{') => self.deeper(Self::object)?,
            Some(b'-' | b'0'..=b'9') => JsonKind::Number(self.number()?),
            Some(b'a'..=b'z') => self.word()?,
            Some(_) => return Err(self.refuse("a value of JSON cannot begin with this")),
            None => return Err(self.refuse("a value of JSON is missing at the end")),
        };
        Ok(Json {
            kind,
            span: self.span(start),
        })
    }

    fn deeper(&mut self, read: fn(&mut Self) -> Read<JsonKind<'t>>) -> Read<JsonKind<'t>> {
        let Some(depth) = self.depth.checked_sub(1) else {
            return Err(self.refuse("brackets are nested too deeply here"));
        };
        self.depth = depth;
        self.at += 1;
        let kind = read(self)?;
        self.depth += 1;
        Ok(kind)
    }

    fn list(&mut self) -> Read<JsonKind<'t>> {
        let mut elements = Vec::new();
        if self.sign(b']') {
            return Ok(JsonKind::List(elements));
        }
        loop {
            elements.push(self.value()?);
            if self.sign(b']') {
                return Ok(JsonKind::List(elements));
            }
            if !self.sign(b',') {
                return Err(self.refuse("a comma or `]` is missing here"));
            }
        }
    }

    fn object(&mut self) -> Read<JsonKind<'t>> {
        let mut entries = Vec::new();
        if self.sign(b'}') {
            return Ok(JsonKind::Object(entries));
        }
        loop {
            self.blanks();
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.refuse("a name in double quotes is missing here"));
            }
            let key = (self.quoted()?, self.span(start));
            if !self.sign(b':') {
                return Err(self.refuse("a colon is missing between a name and its value"));
            }
            entries.push((key, self.value()?));
            if self.sign(b'}') {
                return Ok(JsonKind::Object(entries));
            }
            if !self.sign(b',') {
                return Err(self.refuse("a comma or `}` is missing here"));
            }
        }
    }

    fn word(&mut self) -> Read<JsonKind<'t>> {
        let rest = self.text.get(self.at..).unwrap_or("");
        let length = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let kind = match rest.get(..length) {
            Some("true") => JsonKind::Boolean(true),
            Some("false") => JsonKind::Boolean(false),
            Some("null") => JsonKind::Null,
            _ => {
                return Err(
                    self.refuse("words stand in double quotes, but for `true`, `false` and `null`")
                );
            }
        };
        self.at += length;
        Ok(kind)
    }

    /// A number in the form of JSON: no zero before other digits, digits around the point.
    fn number(&mut self) -> Read<&'t str> {
        let start = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        let whole = self.digits();
        let digits = self.text.get(self.at - whole..self.at).unwrap_or("");
        let mut sound = whole == 1 || (whole > 1 && !digits.starts_with('0'));
        if self.peek() == Some(b'.') {
            self.at += 1;
            sound &= self.digits() > 0;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            sound &= self.digits() > 0;
        }
        match sound {
            true => Ok(self.text.get(start..self.at).unwrap_or("")),
            false => {
                self.at = start;
                Err(self.refuse("this is no number as JSON writes numbers"))
            }
        }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }

    /// A text in quotes; the place is at its first quote.
    fn quoted(&mut self) -> Read<Cow<'t, str>> {
        let open = self.at;
        self.at += 1;
        let mut start = self.at;
        let mut owned: Option<String> = None;
        loop {
            match self.peek() {
                Some(b'"') => {
                    let piece = self.text.get(start..self.at).unwrap_or("");
                    self.at += 1;
                    return Ok(match owned {
                        None => Cow::Borrowed(piece),
                        Some(before) => Cow::Owned(before + piece),
                    });
                }
                Some(b'\\') => {
                    let piece = self.text.get(start..self.at).unwrap_or("");
                    let text = owned.get_or_insert_default();
                    text.push_str(piece);
                    let escaped = self.escape()?;
                    owned.get_or_insert_default().push(escaped);
                    start = self.at;
                }
                Some(0..0x20) | None => {
                    self.at = open;
                    return Err(self.refuse("this text is not closed on its line"));
                }
                Some(_) => self.at += 1,
            }
        }
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> Read<char> {
        let unknown =
            "a backslash stands before `\"`, `\\`, `/`, `b`, `f`, `n`, `r`, `t` or `u` only";
        let sign = self.text.as_bytes().get(self.at + 1).copied();
        let plain = match sign {
            Some(sign @ (b'"' | b'\\' | b'/')) => char::from(sign),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.refuse(unknown)),
        };
        self.at += 2;
        Ok(plain)
    }

    /// `\u` and four digits, twice for the characters beyond the first 65,536.
    fn unicode(&mut self) -> Read<char> {
        let wrong = "`\\u` needs the four digits of a character";
        let high = self.four(self.at).ok_or_else(|| self.refuse(wrong))?;
        if !(0xd800..0xdc00).contains(&high) {
            let plain = char::from_u32(high).ok_or_else(|| self.refuse(wrong))?;
            self.at += 6;
            return Ok(plain);
        }
        let low = self
            .four(self.at + 6)
            .filter(|low| (0xdc00..0xe000).contains(low));
        let pair =
            low.and_then(|low| char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)));
        let pair = pair.ok_or_else(|| self.refuse(wrong))?;
        self.at += 12;
        Ok(pair)
    }

    fn four(&self, at: usize) -> Option<u32> {
        let digits = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
        let all = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        all.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Json<'_>, u32> {
        read(SourceId(0), text, &Limits::default()).map_err(|found| found.span.start)
    }

    #[test]
    fn values_have_their_places() {
        let read = read_text(" [ {\"a\": -1.50e3}, true,null ]\n").unwrap();
        let JsonKind::List(elements) = read.kind else {
            panic!("no list")
        };
        assert_eq!((read.span.start, read.span.end), (1, 30));
        let JsonKind::Object(entries) = &elements[0].kind else {
            panic!("no object")
        };
        assert_eq!(entries[0].0.0, "a");
        assert_eq!(entries[0].0.1.start, 4);
        assert_eq!(entries[0].1.kind, JsonKind::Number("-1.50e3"));
        assert_eq!(elements[1].kind, JsonKind::Boolean(true));
        assert_eq!(elements[2].kind, JsonKind::Null);
    }

    #[test]
    fn escapes_are_read() {
        let text = r#""a\"\\\/\n\u00e9\ud83d\ude00z""#;
        let read = read_text(text).unwrap();
        assert_eq!(read.kind, JsonKind::Text("a\"\\/\né😀z".into()));
    }

    #[test]
    fn what_is_no_json_is_refused_where_it_is() {
        for (text, place) in [
            ("", 0),
            ("[1,]", 3),
            ("[1 2]", 3),
            ("{a: 1}", 1),
            ("{\"a\" 1}", 5),
            ("01", 0),
            ("-", 0),
            ("1.", 0),
            ("1e", 0),
            ("nul", 0),
            ("\"a", 0),
            ("\"a\nb\"", 0),
            ("\"\\x\"", 1),
            ("\"\\ud800\"", 1),
            ("\"\\u12\"", 1),
            ("[1] 2", 4),
            ("é", 0),
        ] {
            assert_eq!(read_text(text), Err(place), "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(read_text(&deep), Err(64));
    }
}
