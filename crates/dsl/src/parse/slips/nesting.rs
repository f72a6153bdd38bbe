//! Brackets that do not match, and expressions that are nested too deeply to be read by anybody.
//! One walk with a list of what is open, so that no input can use up the stack.

use super::Look;
use crate::parse::tokens::{Token, TokenKind};
use crate::parse::vocabulary::{COMPARISONS, DEEPENING, parts_expressions};
use crate::{Diagnostic, Limits, codes};

/// Beyond this no limit is granted: the readers behind this one go down level by level.
const DEEPEST: usize = 128;

/// The first bracket that has no partner, or the place where the nesting becomes too deep.
pub(super) fn find(look: &Look<'_>, limits: &Limits) -> Option<Diagnostic> {
    let mut walk = Walk {
        look,
        limit: limits.nesting.min(DEEPEST),
        open: vec![Level::new(None)],
    };
    for (index, token) in look.tokens.iter().enumerate() {
        if let Some(found) = walk.step(index, *token) {
            return Some(found);
        }
    }
    walk.finish()
}

/// A bracket or an `if` that is open, and how deep what it holds has become.
struct Level {
    /// None for the piece itself.
    opened: Option<Token>,
    /// `else` of an `if` has been passed.
    at_else: bool,
    /// Operators since the expression at this level began: each makes it deeper by one.
    operators: usize,
    /// The deepest bracket since then.
    inner: usize,
    /// The deepest expression so far.
    deepest: usize,
    /// How many `and`s and `or`s; they are kept as a balanced tree.
    joined: usize,
}

impl Level {
    fn new(opened: Option<Token>) -> Self {
        Self {
            opened,
            at_else: false,
            operators: 0,
            inner: 0,
            deepest: 0,
            joined: 0,
        }
    }

    /// Another expression begins at this level.
    fn part(&mut self) {
        self.deepest = self.depth_of_part().max(self.deepest);
        self.operators = 0;
        self.inner = 0;
    }

    fn depth_of_part(&self) -> usize {
        self.operators + self.inner + 1
    }

    /// The depth of the whole level.
    fn depth(&self) -> usize {
        let joints = usize::BITS - self.joined.leading_zeros();
        self.depth_of_part().max(self.deepest) + joints as usize
    }
}

struct Walk<'l, 't> {
    look: &'l Look<'t>,
    limit: usize,
    open: Vec<Level>,
}

impl Walk<'_, '_> {
    fn step(&mut self, index: usize, token: Token) -> Option<Diagnostic> {
        if !matches!(token.kind, TokenKind::Word | TokenKind::Sign) {
            return None;
        }
        match self.look.text(token) {
            "(" | "{" => self.open.push(Level::new(Some(token))),
            ")" | "}" => return self.close(token),
            "if" if self.is_conditional(index) => self.open.push(Level::new(Some(token))),
            "has" | "where" => self.open.push(Level::new(Some(token))),
            "then" => {
                self.close_tests();
                self.part(false);
            }
            "else" => {
                self.close_tests();
                self.pass_else();
            }
            "and" | "or" => self.part(true),
            word if COMPARISONS.contains(&word) => self.part(false),
            word if parts_expressions(word) => {
                self.close_conditions();
                self.part(false);
            }
            word if DEEPENING.contains(&word) => {
                if let Some(level) = self.open.last_mut() {
                    level.operators += 1;
                }
            }
            _ => return None,
        }
        self.too_deep(token)
    }

    /// The `if` of a cap stands behind an operand; that of a condition where a value is expected.
    fn is_conditional(&self, index: usize) -> bool {
        let before = index.checked_sub(1).and_then(|i| self.look.get(i));
        before.is_none_or(|before| {
            let text = self.look.text(before);
            let ends_value = matches!(before.kind, TokenKind::Number | TokenKind::Text)
                || matches!(text, ")" | "}" | "yes" | "no" | "open" | "none")
                || (before.kind == TokenKind::Word
                    && !parts_expressions(text)
                    && !DEEPENING.contains(&text)
                    && !COMPARISONS.contains(&text)
                    && !matches!(text, "is"));
            !ends_value
        })
    }

    fn part(&mut self, joins: bool) {
        if let Some(level) = self.open.last_mut() {
            level.part();
            level.joined += usize::from(joins);
        }
    }

    /// `else` belongs to the nearest `if` that has none yet; those behind it end here.
    fn pass_else(&mut self) {
        while self
            .open
            .last()
            .is_some_and(|level| self.is_if(level) && level.at_else)
        {
            self.pop();
        }
        self.part(false);
        if let Some(level) = self.open.last_mut() {
            level.at_else = true;
        }
    }

    fn is_if(&self, level: &Level) -> bool {
        level
            .opened
            .is_some_and(|token| token.is(self.look.file, "if"))
    }

    /// What stands behind `has` or `where`, which no sign of its own ends.
    fn is_test(&self, level: &Level) -> bool {
        let is =
            |token: Token| token.is(self.look.file, "has") || token.is(self.look.file, "where");
        level.opened.is_some_and(is)
    }

    /// The tests behind `has` and `where` end that stand within the innermost `if` or bracket.
    fn close_tests(&mut self) {
        while self.open.last().is_some_and(|level| self.is_test(level)) {
            self.pop();
        }
    }

    /// Every `if` and every test of elements ends that is open within the innermost bracket.
    fn close_conditions(&mut self) {
        let ends = |walk: &Self, level: &Level| walk.is_if(level) || walk.is_test(level);
        while self.open.last().is_some_and(|level| ends(self, level)) {
            self.pop();
        }
    }

    fn pop(&mut self) {
        if let Some(done) = self.open.pop()
            && let Some(level) = self.open.last_mut()
        {
            level.inner = level.inner.max(done.depth());
        }
    }

    fn close(&mut self, token: Token) -> Option<Diagnostic> {
        self.close_conditions();
        let closing = self.look.text(token);
        let Some(opening) = self.open.last().and_then(|level| level.opened) else {
            return Some(self.unmatched(
                token,
                format!("`{closing}` closes nothing"),
                "delete it, or open it before",
            ));
        };
        let wanted = partner(self.look.text(opening));
        if wanted != closing {
            let message = format!("`{}` is closed with `{closing}`", self.look.text(opening));
            let found = self.unmatched(opening, message, &format!("close it with `{wanted}`"));
            return Some(found.related(self.look.span(token), "closed here"));
        }
        let token = self
            .open
            .last()
            .and_then(|level| level.opened)
            .unwrap_or(token);
        self.pop();
        self.too_deep(token)
    }

    fn unmatched(&self, token: Token, message: String, help: &str) -> Diagnostic {
        Diagnostic::new(codes::UNCLOSED_BRACKET, self.look.span(token), message).help(help)
    }

    fn too_deep(&self, token: Token) -> Option<Diagnostic> {
        let here = self.open.last().map_or(0, Level::depth);
        if self.open.len().max(here) <= self.limit {
            return None;
        }
        let message = format!("this is nested more than {} levels deep", self.limit);
        Some(
            Diagnostic::new(codes::TOO_DEEP, self.look.span(token), message)
                .label("the limit is passed here")
                .help("give the inner parts names with `define` and use the names"),
        )
    }

    fn finish(mut self) -> Option<Diagnostic> {
        self.close_conditions();
        let opening = self.open.iter().rev().find_map(|level| level.opened);
        let Some(opening) = opening else {
            let last = self.look.tokens.last()?;
            return self.too_deep(*last);
        };
        let sign = self.look.text(opening);
        let help = format!("put `{}` where it ends", partner(sign));
        Some(
            self.unmatched(opening, format!("`{sign}` is not closed"), &help)
                .label("opened here"),
        )
    }
}

fn partner(opening: &str) -> &'static str {
    if opening == "(" { ")" } else { "}" }
}
