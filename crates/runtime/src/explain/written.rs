//! JSON as it is written: one text that grows, and nothing put together twice.

use std::fmt::{Display, Write};

/// An object that is being written.
pub(super) struct Object<'o> {
    out: &'o mut String,
    is_empty: bool,
}

impl<'o> Object<'o> {
    pub(super) fn new(out: &'o mut String) -> Self {
        out.push('{');
        Self {
            out,
            is_empty: true,
        }
    }

    /// Writes a key, which is a name and so has nothing to escape; the value is to follow.
    pub(super) fn key(&mut self, key: &str) -> &mut String {
        if !std::mem::take(&mut self.is_empty) {
            self.out.push(',');
        }
        self.out.push('"');
        self.out.push_str(key);
        self.out.push_str("\":");
        self.out
    }

    pub(super) fn text(&mut self, key: &str, value: &str) {
        text(self.key(key), value);
    }

    /// `null` where there is none.
    pub(super) fn optional(&mut self, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.text(key, value),
            None => self.key(key).push_str("null"),
        }
    }

    pub(super) fn truth(&mut self, key: &str, holds: Option<bool>) {
        self.key(key).push_str(match holds {
            Some(true) => "true",
            Some(false) => "false",
            None => "null",
        });
    }

    pub(super) fn end(self) {
        self.out.push('}');
    }
}

/// A list that is being written.
pub(super) struct Array<'o> {
    out: &'o mut String,
    is_empty: bool,
}

impl<'o> Array<'o> {
    pub(super) fn new(out: &'o mut String) -> Self {
        out.push('[');
        Self {
            out,
            is_empty: true,
        }
    }

    /// Begins the next element; it is to follow.
    pub(super) fn next(&mut self) -> &mut String {
        if !std::mem::take(&mut self.is_empty) {
            self.out.push(',');
        }
        self.out
    }

    pub(super) fn end(self) {
        self.out.push(']');
    }
}

/// A list of texts.
pub(super) fn texts<'t>(out: &mut String, all: impl IntoIterator<Item = &'t str>) {
    let mut array = Array::new(out);
    for one in all {
        text(array.next(), one);
    }
    array.end();
}

/// A text in quotes.
pub(super) fn text(out: &mut String, text: &str) {
    // All of it, without a way out in between: so it goes by many bytes at a time.
    let escapes = |byte: u8| (byte < b' ') | (byte == b'"') | (byte == b'\\');
    if !text.bytes().fold(false, |any, byte| any | escapes(byte)) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        let _ = write!(out, "{}", serde_json::Value::from(text));
    }
}

/// What has neither quotes nor control characters in it, in quotes.
pub(super) fn quoted(out: &mut String, value: impl Display) {
    let _ = write!(out, "\"{value}\"");
}

/// What stands for itself.
pub(super) fn plainly(out: &mut String, value: impl Display) {
    let _ = write!(out, "{value}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_as_json_says() {
        for given in [
            "",
            "plain ",
            "a\"b",
            "back\\slash",
            "line\nend",
            "\u{7f}é\u{1}",
        ] {
            let mut out = String::new();
            text(&mut out, given);
            assert_eq!(out, serde_json::Value::from(given).to_string());
        }
    }
}
