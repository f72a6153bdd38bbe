//! Which words and signs stand apart on a line.

use crate::parse::surface::{Lexeme, Shape};

/// Words that are no names before a bracket, though they could be names elsewhere.
const NO_FUNCTIONS: &[&str] = &[
    "most",
    "least",
    "start",
    "becomes",
    "plus",
    "has",
    "where",
    "every",
    "any",
    "by",
    "with",
    "beginning",
    "on",
];

const DOTS: &[&str] = &["..", "..<"];

/// Whether a blank stands before the lexeme at an index that is not the first of its line.
pub(super) fn apart(lexemes: &[Lexeme<'_>], index: usize) -> bool {
    let at = |back: usize| index.checked_sub(back).and_then(|index| lexemes.get(index));
    let (Some(here), Some(before)) = (at(0), at(1)) else {
        return false;
    };
    let sign = |lexeme: &Lexeme<'_>, signs: &[&str]| {
        lexeme.shape == Shape::Sign && signs.contains(&lexeme.text)
    };
    if sign(here, &[")", "}", "]", ",", "?"]) || sign(before, &["(", "{", "["]) {
        return false;
    }
    if sign(before, &["-"]) && is_unary(lexemes, index - 1) {
        return is_element(lexemes, index - 1);
    }
    if sign(here, &["("]) {
        return before.shape != Shape::Word || NO_FUNCTIONS.contains(&before.text);
    }
    // `fn name(a: T)`.
    if sign(here, &[":"]) && lexemes.first().is_some_and(|first| first.text == "script") {
        return false;
    }
    if sign(here, &["."]) || sign(before, &["."]) {
        return false;
    }
    // `lines[1].amount` is one element of a list; `[unverified]` stands apart.
    if sign(here, &["["]) && is_number(lexemes.get(index + 1)) {
        return false;
    }
    if sign(here, DOTS) {
        return !matches!(before.shape, Shape::Number | Shape::Text);
    }
    if sign(before, DOTS) {
        let of_texts = at(2).is_some_and(|low| low.shape == Shape::Text);
        let closes = here.shape == Shape::Number
            || sign(here, &["-"])
            || (here.shape == Shape::Text && of_texts);
        return !closes;
    }
    true
}

/// Whether a minus belongs to the number or name behind it: nothing that could be subtracted from
/// stands before it.
fn is_unary(lexemes: &[Lexeme<'_>], index: usize) -> bool {
    let at = |back: usize| index.checked_sub(back).and_then(|index| lexemes.get(index));
    let Some(before) = at(1).filter(|_| !is_case(lexemes)) else {
        return true;
    };
    match before.shape {
        Shape::Number | Shape::Text => false,
        Shape::Sign => !matches!(before.text, ")" | "}" | "]" | "?"),
        Shape::Keyword => !matches!(before.text, "yes" | "no" | "open" | "none"),
        // `: integer -5..5`.
        Shape::Word => {
            at(2).is_some_and(|colon| colon.text == ":") || NO_FUNCTIONS.contains(&before.text)
        }
    }
}

/// Whether a minus begins an element of a list that an example gives.
fn is_element(lexemes: &[Lexeme<'_>], index: usize) -> bool {
    let is = |index: usize, test: fn(&Lexeme<'_>) -> bool| lexemes.get(index).is_some_and(test);
    is_case(lexemes)
        && is(index, |minus| minus.column.is_some())
        && is(index + 1, |name| name.shape == Shape::Word)
}

/// Whether the item gives values, and has no expressions.
fn is_case(lexemes: &[Lexeme<'_>]) -> bool {
    let begins = |first: &Lexeme<'_>| matches!(first.text, "example" | "given");
    lexemes.first().is_some_and(begins)
}

fn is_number(lexeme: Option<&Lexeme<'_>>) -> bool {
    lexeme.is_some_and(|lexeme| lexeme.shape == Shape::Number)
}
