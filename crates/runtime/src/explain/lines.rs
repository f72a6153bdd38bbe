//! The parts of the text that traces tell of, each put on one line once for all decisions.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

use bylaws_dsl::ir::Type;
use bylaws_dsl::{SourceMap, Span};

use super::words::one_line;
use crate::program::Program;

/// What stands at the places that steps are about, made when a trace is first told.
#[derive(Debug, Default)]
pub(crate) struct Lines(OnceLock<HashMap<Span, Box<str>>>);

/// What stands there, on one line.
pub(super) fn line(program: &Program, span: Span) -> Cow<'_, str> {
    let lines = program.lines.0.get_or_init(|| lines(program));
    match lines.get(&span) {
        Some(line) => Cow::Borrowed(line),
        None => Cow::Owned(one_line(program.sources().text(span))),
    }
}

fn lines(program: &Program) -> HashMap<Span, Box<str>> {
    let policy = program.policy();
    let tests = policy
        .exprs
        .values()
        .filter(|expr| expr.ty == Type::Boolean);
    let categories = policy.categories.values();
    let excepts = policy.defines.values().flat_map(|define| &define.excepts);
    let steps = policy.prices.values().flat_map(|price| &price.steps);
    let spans = tests
        .map(|expr| expr.span)
        .chain(
            categories
                .clone()
                .flat_map(|c| c.caps.iter().map(|cap| cap.span)),
        )
        .chain(categories.flat_map(|c| c.refers.iter().map(|refer| refer.span)))
        .chain(excepts.map(|except| except.span))
        .chain(steps.flat_map(|step| [step.span, policy.exprs.at(step.amount).span]));
    let sources: &SourceMap = program.sources();
    spans
        .map(|span| (span, one_line(sources.text(span)).into()))
        .collect()
}
