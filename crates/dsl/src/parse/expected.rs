//! Turns the grammar's "no rule fits here" into a finding that a reader can act on.

use pest::error::{Error, ErrorVariant, InputLocation};

use super::grammar::Rule;
use super::pieces::Piece;
use super::slips::{Look, shown};
use super::tokens::{Token, TokenKind};
use super::vocabulary::is_reserved;
use super::words::{clause_word, is_operator, is_value, keyword, words};
use crate::suggest::{self, one_of};
use crate::{Diagnostic, Span, codes};

/// The place where reading stopped, and what would have let it go on.
struct Stop<'l, 't> {
    look: &'l Look<'t>,
    piece: Piece,
    rules: &'l [Rule],
    before: Option<Token>,
    found: Option<Token>,
}

/// Says what is wrong with a piece that fits no rule.
pub(super) fn diagnose(look: &Look<'_>, piece: Piece, error: &Error<Rule>) -> Diagnostic {
    let ErrorVariant::ParsingError { positives, .. } = &error.variant else { return too_deep(look) };
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
    let at = piece.start + at as u32;
    let after = look.tokens.partition_point(|token| token.start < at);
    let real = |token: &&Token| token.kind != TokenKind::Tab;
    let stop = Stop {
        look,
        piece,
        rules: positives,
        before: look.tokens.get(..after).and_then(|before| before.iter().rev().find(real)).copied(),
        found: look.tokens.get(after..).and_then(|rest| rest.iter().find(real)).copied(),
    };
    missing_else(&stop)
        .or_else(|| missing_outcome(&stop))
        .or_else(|| reserved_name(&stop))
        .or_else(|| unknown_clause(&stop))
        .unwrap_or_else(|| unexpected(&stop))
}

/// A piece that was read but fits nothing; no text is known that leads here.
pub(super) fn unreadable(look: &Look<'_>) -> Diagnostic {
    let span = match (look.tokens.first(), look.tokens.last()) {
        (Some(first), Some(last)) => look.span(*first).to(look.span(*last)),
        _ => Span::new(look.source, 0, 0),
    };
    Diagnostic::new(codes::UNEXPECTED, span, "this cannot be read").help("write it in smaller parts")
}

fn too_deep(look: &Look<'_>) -> Diagnostic {
    let span = look.tokens.first().map_or(Span::new(look.source, 0, 0), |token| look.span(*token));
    Diagnostic::new(codes::TOO_DEEP, span, "this is nested too deeply to be read")
        .help("give the inner parts names with `define` and use the names")
}

impl Stop<'_, '_> {
    fn expects(&self, wanted: impl Fn(Rule) -> bool) -> bool {
        self.rules.iter().any(|rule| wanted(*rule))
    }

    fn found_text(&self) -> &str {
        self.found.map_or("", |token| self.look.text(token))
    }

    /// The found token, unless the line ends before it: then the mistake is where the line ends.
    fn found_on_line(&self) -> Option<Token> {
        self.found.filter(|token| !token.begins_line || self.before.is_none())
    }

    fn span(&self) -> Span {
        match (self.found_on_line(), self.before) {
            (Some(token), _) => self.look.span(token),
            (None, Some(before)) => Span::new(self.look.source, before.end, before.end),
            (None, None) => Span::new(self.look.source, self.piece.start, self.piece.end),
        }
    }

    /// How often a word stands in the piece.
    fn count(&self, word: &str) -> usize {
        self.look.tokens.iter().filter(|token| token.is(self.look.file, word)).count()
    }
}

/// `require` or `if` without its `else`.
fn missing_else(stop: &Stop<'_, '_>) -> Option<Diagnostic> {
    let from = stop.found.map_or(u32::MAX, |token| token.start);
    let comes_later = stop.look.tokens.iter().any(|token| token.start >= from && token.is(stop.look.file, "else"));
    if comes_later || !stop.expects(|rule| rule == Rule::word_else) {
        return None;
    }
    let of_if = stop.count("then") > stop.count("else");
    let (word, help) = if of_if {
        ("if", "write `if … then … else …`: every `if` has a value for both cases")
    } else {
        ("require", "write `else` and the outcome, such as `else not_covered \"why\"`")
    };
    Some(
        Diagnostic::new(codes::MISSING_ELSE, stop.span(), format!("this `{word}` has no `else`"))
            .label("expected `else` here")
            .help(help),
    )
}

/// `require C else` or `refer` without the name of the outcome.
fn missing_outcome(stop: &Stop<'_, '_>) -> Option<Diagnostic> {
    let nothing = stop.found_on_line().is_none_or(|token| token.kind == TokenKind::Text);
    let word = match stop.before.map_or("", |token| stop.look.text(token)) {
        "else" if stop.piece.rule == Rule::require => "require",
        "refer" => "refer",
        _ => return None,
    };
    if !nothing || !stop.expects(|rule| rule == Rule::name) {
        return None;
    }
    let help = "name the outcome before its reason, such as `not_covered \"why\"`";
    Some(
        Diagnostic::new(codes::MISSING_CLAUSE, stop.span(), format!("this `{word}` names no outcome"))
            .label("expected the name of an outcome here")
            .help(help),
    )
}

/// A word of the language where only a name can stand.
fn reserved_name(stop: &Stop<'_, '_>) -> Option<Diagnostic> {
    let token = stop.found_on_line()?;
    let word = stop.look.text(token);
    let is_name = |rule: &Rule| matches!(rule, Rule::name | Rule::member | Rule::choice_list);
    if !is_reserved(word) || !stop.rules.iter().all(is_name) {
        return None;
    }
    let message = format!("`{word}` is a word of the language and cannot be a name");
    Some(
        Diagnostic::new(codes::RESERVED_WORD, stop.look.span(token), message)
            .help(format!("put another word to it, such as `plan_{word}`")),
    )
}

/// A line within an item that begins with no clause of it.
fn unknown_clause(stop: &Stop<'_, '_>) -> Option<Diagnostic> {
    if stop.expects(is_value) || !stop.expects(|rule| clause_word(rule).is_some()) {
        return None;
    }
    let begins_line = |token: &Token| token.begins_line && token.kind == TokenKind::Word;
    let misread = |token: &Token| begins_line(token) && did_you_mean(stop, stop.look.text(*token)).is_some();
    let token = stop.before.filter(misread).or(stop.found.filter(begins_line))?;
    let word = stop.look.text(token);
    let item = stop.look.tokens.first().map_or("", |first| stop.look.text(*first));
    let clauses = listed(stop, |rule| clause_word(rule));
    let help = did_you_mean(stop, word).unwrap_or_else(|| format!("what can stand here: {}", clauses.join(", ")));
    let message = format!("`{}` begins no line of this `{item}`", shown(word));
    Some(Diagnostic::new(codes::UNEXPECTED, stop.look.span(token), message).help(help))
}

fn unexpected(stop: &Stop<'_, '_>) -> Diagnostic {
    let wanted = wanted(stop);
    let message = match (stop.found_on_line(), stop.before) {
        (Some(token), _) => format!("expected {wanted}, but found {}", described(stop.look, token)),
        (None, Some(before)) => format!("expected {wanted} after {}", described(stop.look, before)),
        (None, None) => format!("expected {wanted}"),
    };
    let found = Diagnostic::new(codes::UNEXPECTED, stop.span(), message).label("reading stopped here");
    let help = advice(stop).or_else(|| did_you_mean(stop, stop.found_text()));
    found.help(help.unwrap_or_else(|| match stop.found_on_line() {
        Some(token) => format!("write {wanted} here, or delete `{}`", shown(stop.look.text(token))),
        None => format!("write {wanted} here"),
    }))
}

/// A token as a sentence speaks of it.
fn described(look: &Look<'_>, token: Token) -> String {
    match token.kind {
        TokenKind::Text => format!("the text {}", shown(look.text(token))),
        _ => format!("`{}`", shown(look.text(token))),
    }
}

/// What could stand here, in human words: words of the language first, the end of the line last.
fn wanted(stop: &Stop<'_, '_>) -> String {
    let operators = stop.expects(is_operator);
    let mut list = listed(stop, |rule| keyword(rule).filter(|_| !(operators && is_postfix(rule))));
    list.extend(listed(stop, |rule| words(rule).filter(|_| keyword(rule).is_none() && rule != Rule::EOI && !is_operator(rule))));
    if operators {
        list.push("an operator");
    }
    if list.is_empty() || stop.expects(|rule| rule == Rule::EOI) && stop.found.is_some() && list.len() < 3 {
        list.push("the end of the line");
    }
    let Some((last, rest)) = list.split_last() else { return String::new() };
    if rest.is_empty() { (*last).to_owned() } else { format!("{} or {last}", rest.join(", ")) }
}

fn is_postfix(rule: Rule) -> bool {
    matches!(rule, Rule::is_given | Rule::is_empty | Rule::ending | Rule::word_ending)
}

/// The different words for the expected rules, in the order of the grammar.
fn listed(stop: &Stop<'_, '_>, word: impl Fn(Rule) -> Option<&'static str>) -> Vec<&'static str> {
    let mut list = Vec::new();
    for word in stop.rules.iter().filter_map(|rule| word(*rule)) {
        if !list.contains(&word) {
            list.push(word);
        }
    }
    list
}

/// The word of the language that a misspelled one was probably meant to be.
fn did_you_mean(stop: &Stop<'_, '_>, word: &str) -> Option<String> {
    let operators = ["and", "or", "in", "includes", "within", "after", "before", "beginning", "around", "otherwise", "of"];
    let operators = operators.into_iter().filter(|_| stop.expects(is_operator));
    let keywords = stop.rules.iter().filter_map(|rule| keyword(*rule)).flat_map(|words| {
        words.split('`').filter_map(|word| word.split_whitespace().next()).filter(|word| *word != "or")
    });
    let candidates: Vec<&str> = keywords.chain(operators).filter(|candidate| candidate.len() > 1).collect();
    suggest::did_you_mean(word, candidates).filter(|_| word.len() > 1 && !is_reserved(word))
}

/// What to write in the cases that come up most.
fn advice(stop: &Stop<'_, '_>) -> Option<String> {
    let found = stop.found_on_line();
    let text = found.map_or("", |token| stop.look.text(token));
    if stop.expects(|rule| matches!(rule, Rule::word_given | Rule::word_empty)) {
        return Some(match text {
            "not" => "write `not` before the whole test, such as `not last_day is given`".to_owned(),
            _ => "to compare, write `=`; `is` only asks `is given` or `is empty`".to_owned(),
        });
    }
    if stop.piece.rule == Rule::binding && matches!(text, "=" | ":") {
        return Some("write the value right behind the name: `covered_lives 12`".to_owned());
    }
    if stop.piece.rule == Rule::fact && stop.expects(|rule| rule == Rule::colon) {
        return Some("a fact is declared as `name : type`".to_owned());
    }
    let is_word = found.is_some_and(|token| token.kind == TokenKind::Word);
    if is_word && stop.expects(|rule| rule == Rule::text) && !stop.expects(is_value) && !is_reserved(text) {
        return Some("a title or a reason stands in double quotes".to_owned());
    }
    if stop.expects(|rule| matches!(rule, Rule::type_name | Rule::plain_type)) {
        let types = ["boolean", "integer", "decimal", "percent", "money", "date", "duration", "text"];
        return Some(format!("a type is {}, or the name of a `type`", one_of(types)));
    }
    None
}
