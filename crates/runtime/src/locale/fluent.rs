//! A file of translations read: its messages with their places, and what is wrong in it.

use std::collections::BTreeMap;

use bylaws_dsl::{Diagnostic, SourceId, Span, codes};
use fluent_syntax::ast::{
    CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement,
};
use fluent_syntax::parser::{ErrorKind, ParserError, parse_runtime};

/// How many braces and brackets an entry may open: what is read is gone through recursively.
const OPENED: usize = 200;

/// What is in a file of translations.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// Messages by name.
    pub(super) messages: BTreeMap<String, Message>,
    /// Whether messages refer to each message.
    used: Vec<String>,
}

/// A message of a file.
#[derive(Debug)]
pub(super) struct Message {
    /// Its name.
    pub(super) at: Span,
    /// Whether it has words, and not only attributes.
    pub(super) has_value: bool,
    /// Its attributes.
    pub(super) attributes: BTreeMap<String, Span>,
}

impl Read {
    /// Whether another message of the file uses it.
    pub(super) fn uses(&self, id: &str) -> bool {
        self.used.iter().any(|used| used == id)
    }
}

/// Reads a file; everything that is wrong with it alone goes to `found`. A file that is not Fluent
/// gives nothing: half of it would be told as missing once more.
pub(super) fn read(source: SourceId, text: &str, found: &mut Vec<Diagnostic>) -> Option<Read> {
    let text_span = |at: std::ops::Range<usize>| {
        // The parser may stand in the midst of a character.
        let mut start = at.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = at.end.clamp(start, text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        Span::new(source, start as u32, end as u32)
    };
    if let Some(at) = too_deep(text) {
        let message = "this message opens too many braces and brackets";
        found.push(
            Diagnostic::new(codes::BAD_TRANSLATIONS, text_span(at..at + 1), message).help(format!(
                "at most {OPENED} can be read; split it into several messages"
            )),
        );
        return None;
    }
    if let Some(at) = torn_escape(text) {
        let message = "this escape is not complete";
        found.push(
            Diagnostic::new(codes::BAD_TRANSLATIONS, text_span(at..at + 2), message)
                .help("write four hexadecimal digits behind `\\u`, six behind `\\U`, or the letter itself"),
        );
        return None;
    }
    let resource = match parse_runtime(text) {
        Ok(resource) => resource,
        Err((_, errors)) => {
            found.extend(errors.iter().map(|error| {
                let (message, help) = words(error);
                Diagnostic::new(
                    codes::BAD_TRANSLATIONS,
                    text_span(error.pos.clone()),
                    message,
                )
                .help(help)
            }));
            return None;
        }
    };
    let span = |part: &str| {
        let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        text_span(start..start + part.len())
    };
    let mut read = Read::default();
    let mut asked = Asked::default();
    let mut terms: Vec<&str> = Vec::new();
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => {
                let at = span(message.id.name);
                let mut attributes = BTreeMap::new();
                for attribute in &message.attributes {
                    let name = attribute.id.name;
                    let first = attributes.insert(name.to_owned(), span(name));
                    if let Some(first) = first {
                        let what = format!("{}.{name}", message.id.name);
                        found.push(twice(&what, span(name), first));
                    }
                    asked.pattern(&attribute.value);
                }
                if let Some(value) = &message.value {
                    asked.pattern(value);
                }
                let new = Message {
                    at,
                    has_value: message.value.is_some(),
                    attributes,
                };
                if let Some(first) = read.messages.get(message.id.name) {
                    found.push(twice(message.id.name, at, first.at));
                } else {
                    read.messages.insert(message.id.name.to_owned(), new);
                }
            }
            Entry::Term(term) => {
                terms.push(term.id.name);
                asked.pattern(&term.value);
                term.attributes
                    .iter()
                    .for_each(|attribute| asked.pattern(&attribute.value));
            }
            _ => {}
        }
    }
    for (name, what) in &asked.all {
        let (message, help) = match what {
            What::Variable => (
                format!("`${name}` is not given: the words of a policy get no variables"),
                Some("write the words out".to_owned()),
            ),
            What::Function => (
                format!("`{name}` is no function that the words of a policy can call"),
                Some("write the words out".to_owned()),
            ),
            What::Message if !read.messages.contains_key(*name) => {
                let names = read.messages.keys().map(String::as_str);
                let help = bylaws_dsl::suggest::did_you_mean(name, names);
                (format!("the file has no message `{name}`"), help)
            }
            What::Term if !terms.contains(name) => {
                let help = bylaws_dsl::suggest::did_you_mean(name, terms.iter().copied());
                (format!("the file has no term `-{name}`"), help)
            }
            What::Message => {
                read.used.push((*name).to_owned());
                continue;
            }
            What::Term => continue,
        };
        found.push(Diagnostic::new(codes::DOUBTFUL_TRANSLATION, span(name), message).help_if(help));
    }
    Some(read)
}

fn twice(what: &str, at: Span, first: Span) -> Diagnostic {
    let message = format!("`{what}` stands twice in this file");
    Diagnostic::new(codes::DOUBTFUL_TRANSLATION, at, message)
        .related(first, "the first is here")
        .help("remove one of them")
}

/// Where an entry opens more than can be read.
fn too_deep(text: &str) -> Option<usize> {
    let mut opened = 0;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        // An entry begins in the first column with its name and an equals sign.
        let begins = line.split_once('=').is_some_and(|(name, _)| {
            let name = name.trim_end_matches(' ');
            let name = name.strip_prefix('-').unwrap_or(name);
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        });
        if begins {
            opened = 0;
        }
        for (at, c) in line.char_indices() {
            opened += usize::from(matches!(c, '{' | '('));
            if opened > OPENED {
                return Some(offset + at);
            }
        }
        offset += line.len();
    }
    None
}

/// Where an escape breaks off before a letter beyond ASCII: the parser would cut the letter in two.
fn torn_escape(text: &str) -> Option<usize> {
    let escapes = text.match_indices("\\u").chain(text.match_indices("\\U"));
    let torn = escapes.filter(|(at, escape)| {
        let rest = text.get(at + escape.len()..).unwrap_or_default();
        let wanted = if *escape == "\\u" { 4 } else { 6 };
        let mut behind = rest.chars().skip_while(char::is_ascii_hexdigit);
        let digits = rest.chars().take_while(char::is_ascii_hexdigit).count();
        digits < wanted && behind.next().is_some_and(|c| !c.is_ascii())
    });
    torn.map(|(at, _)| at).min()
}

/// What is wrong, and what to write.
fn words(error: &ParserError) -> (String, String) {
    let message = match &error.kind {
        ErrorKind::ExpectedToken('=') => "a message needs `=` behind its name".to_owned(),
        ErrorKind::ExpectedToken(c) => format!("`{c}` is expected here"),
        ErrorKind::ExpectedMessageField { entry_id } => format!("`{entry_id}` has no words"),
        ErrorKind::ExpectedTermField { entry_id } => format!("`-{entry_id}` has no words"),
        ErrorKind::MissingValue => "words are missing here".to_owned(),
        ErrorKind::UnbalancedClosingBrace => "this brace closes nothing".to_owned(),
        ErrorKind::UnterminatedStringLiteral => {
            "a quoted text is not closed on its line".to_owned()
        }
        ErrorKind::MissingDefaultVariant => {
            "none of the variants is marked with `*` as the one that counts otherwise".to_owned()
        }
        ErrorKind::MultipleDefaultVariants => "two variants are marked with `*`".to_owned(),
        ErrorKind::ExpectedCharRange { .. } => "a name is expected here".to_owned(),
        ErrorKind::ExpectedInlineExpression => {
            "the braces hold nothing that can be put in".to_owned()
        }
        _ => "this is not written as Fluent writes it".to_owned(),
    };
    let help = match &error.kind {
        ErrorKind::UnbalancedClosingBrace => "a brace that is meant as such is written {\"}\"}",
        _ => "a message is written `name = words`, with further lines indented",
    };
    (message, help.to_owned())
}

#[derive(Clone, Copy)]
enum What {
    Variable,
    Function,
    Message,
    Term,
}

/// What the words of a file ask for.
#[derive(Default)]
struct Asked<'t> {
    all: Vec<(&'t str, What)>,
}

impl<'t> Asked<'t> {
    fn pattern(&mut self, pattern: &Pattern<&'t str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&'t str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                variants
                    .iter()
                    .for_each(|variant| self.pattern(&variant.value));
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&'t str>) {
        match inline {
            InlineExpression::VariableReference { id } => self.all.push((id.name, What::Variable)),
            InlineExpression::MessageReference { id, .. } => {
                self.all.push((id.name, What::Message))
            }
            InlineExpression::TermReference { id, arguments, .. } => {
                self.all.push((id.name, What::Term));
                arguments
                    .iter()
                    .for_each(|arguments| self.arguments(arguments));
            }
            InlineExpression::FunctionReference { id, arguments } => {
                self.all.push((id.name, What::Function));
                self.arguments(arguments);
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        }
    }

    fn arguments(&mut self, arguments: &CallArguments<&'t str>) {
        arguments
            .positional
            .iter()
            .for_each(|inline| self.inline(inline));
        arguments
            .named
            .iter()
            .for_each(|named| self.inline(&named.value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&'static str> {
        let mut found = Vec::new();
        let _ = read(SourceId::default(), text, &mut found);
        for diagnostic in &found {
            let span = diagnostic.span;
            let place = text.get(span.start as usize..span.end as usize);
            assert!(
                place.is_some(),
                "{span:?} lies within characters of {text:?}"
            );
        }
        found.iter().map(|found| found.code.id()).collect()
    }

    #[test]
    fn nesting_has_a_limit() {
        for opened in ["{", "{\n", "{ FOO(", "{\nFOO(\n", "{ $x ->\n [a] "] {
            let text = format!("a = b\nc = {}", opened.repeat(100_000));
            assert_eq!(found(&text), ["E0840"], "{opened:?}");
        }
        let short = "a = { b }\n".repeat(1_000);
        assert!(
            !found(&short).contains(&"E0840"),
            "many messages are no nesting"
        );
        let text = format!("b = B\na = {}\n", "{ b } (".repeat(90));
        assert_eq!(found(&text), [""; 0]);
        let deep = format!("a = {}\"b\"{}\n", "{".repeat(199), "}".repeat(199));
        assert_eq!(found(&deep), [""; 0]);
    }

    #[test]
    fn no_text_is_too_strange() {
        let text = "# Lời\n-gym = Phòng\n    .a = b\nđ = e\na = Tuổi { -gym } { b.c } { $x ->\n    [one] ngày\n   \
            *[other] { \"\\u00e9\" }\n}\n    .ask = mấy?\na = b\n";
        found(text);
        for (at, c) in text.char_indices() {
            found(&text[..at]);
            for other in [
                "{", "}", "=", "\n", "\r", "\"", "*", "[", ".", "-", "ộ", "\0",
            ] {
                let after = &text[at + c.len_utf8()..];
                found(&format!("{}{other}{after}", &text[..at]));
            }
        }
    }

    #[test]
    fn messages_that_use_each_other_in_a_circle_are_read() {
        assert_eq!(found("a = { b }\nb = { a }\n"), [""; 0]);
    }
}
