//! Comparisons that are chained: `1 <= a <= 3` means nothing that both of its readers agree on.

use super::{Look, shown};
use crate::parse::tokens::{Token, TokenKind};
use crate::parse::vocabulary::{COMPARISONS, parts_expressions};
use crate::{Diagnostic, codes};

/// The comparison that is open at one level of brackets.
#[derive(Default)]
struct Level {
    /// Where the left operand begins.
    operand: Option<Token>,
    /// The comparison.
    sign: Option<Token>,
    /// Whether the chain has been reported: its third comparison is the same mistake.
    reported: bool,
}

/// The second sign of every chained comparison.
pub(super) fn find(look: &Look<'_>) -> Vec<Diagnostic> {
    let mut levels = vec![Level::default()];
    let mut found = Vec::new();
    for (index, token) in look.tokens.iter().enumerate() {
        let depth = levels.len();
        let Some(level) = levels.last_mut() else {
            break;
        };
        let text = look.text(*token);
        if depth == 1 && is_mapping(look, index) {
            *level = Level::default();
            continue;
        }
        if is_comparison(look, index, *token) {
            if let (Some(operand), Some(sign), false) = (level.operand, level.sign, level.reported)
            {
                level.reported = true;
                found.push(chained(look, operand, sign, *token));
            }
            level.sign = Some(*token);
            continue;
        }
        match (token.kind, text) {
            (TokenKind::Sign, "(" | "{") => {
                level.operand.get_or_insert(*token);
                levels.push(Level::default());
            }
            (TokenKind::Sign, ")" | "}") => {
                levels.pop();
            }
            (TokenKind::Word | TokenKind::Sign, _)
                if parts_expressions(text) || text == "in" || text == "is" =>
            {
                *level = Level::default();
            }
            _ => {
                level.operand.get_or_insert(*token);
            }
        }
    }
    found
}

/// Whether a token is the sign of `use … with FACT = E`, which compares nothing.
fn is_mapping(look: &Look<'_>, index: usize) -> bool {
    let text = |index: usize| look.get(index).map_or("", |token| look.text(token));
    let before = index.checked_sub(2).map_or("", text);
    text(0) == "use" && text(index) == "=" && matches!(before, "with" | ",")
}

/// Whether a token compares; `in force`, `is one of` and the `in` of `any v in visits` do not.
fn is_comparison(look: &Look<'_>, index: usize, token: Token) -> bool {
    if !matches!(token.kind, TokenKind::Word | TokenKind::Sign) {
        return false;
    }
    let next = look.get(index + 1).map_or("", |token| look.text(token));
    match look.text(token) {
        "in" => next != "force" && !names_element(look, index),
        text => COMPARISONS.contains(&text),
    }
}

/// Whether an `in` stands behind the name of an element: `any v in`, `count of v in`, `for v in`.
fn names_element(look: &Look<'_>, index: usize) -> bool {
    let before = |steps: usize| {
        let token = index.checked_sub(steps).and_then(|i| look.get(i));
        token.map_or("", |token| look.text(token))
    };
    match before(2) {
        "any" | "every" | "for" => true,
        "of" => before(3) == "count",
        _ => false,
    }
}

fn chained(look: &Look<'_>, operand: Token, first: Token, second: Token) -> Diagnostic {
    let between = |from: u32, to: u32| {
        shown(
            look.file
                .get(from as usize..to as usize)
                .unwrap_or("")
                .trim(),
        )
    };
    let left = between(operand.start, first.start);
    let middle = between(first.end, second.start);
    let (first_sign, second_sign) = (look.text(first), look.text(second));
    Diagnostic::new(
        codes::CHAINED_COMPARISON,
        look.span(second),
        "comparisons cannot be chained",
    )
    .label("the second comparison")
    .related(look.span(first), "the first comparison")
    .help(format!(
        "write `{left} {first_sign} {middle} and {middle} {second_sign} …`"
    ))
}
