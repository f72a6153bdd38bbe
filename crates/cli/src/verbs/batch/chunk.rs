//! A piece of a batch: its requests decided one after the other.

use std::sync::Arc;

use bylaws_runtime::explain::decision_json;
use bylaws_runtime::{Options, Program};
use serde_json::json;

use super::Summary;
use crate::input::Line;

/// The decisions of a piece, as they are to be written.
pub(super) struct Decided {
    pub(super) decisions: Vec<u8>,
    pub(super) errors: Vec<u8>,
    pub(super) summary: Summary,
}

pub(super) fn decide(
    program: &Arc<Program>,
    options: &Options,
    input: &str,
    lines: Vec<Line>,
) -> Decided {
    let mut session = program.session();
    let mut decided = Decided {
        decisions: Vec::new(),
        errors: Vec::new(),
        summary: Summary::default(),
    };
    for line in lines {
        let row = line.number;
        let request = line.request(|number| format!("line {number} of {input}"));
        let decision = match request.facts(program) {
            Ok(facts) => session.decide(&facts, options),
            Err(errors) => program.invalid(errors),
        };
        decided
            .decisions
            .extend(decision_json(&decision).into_bytes());
        decided.decisions.push(b'\n');
        for error in &decision.errors {
            let line = json!({
                "row": row,
                "code": error.code.id(),
                "message": error.message,
                "fact": error.fact,
                "given": error.given,
                "allowed": error.allowed,
                "item": error.item,
            });
            decided.errors.extend(line.to_string().into_bytes());
            decided.errors.push(b'\n');
        }
        decided.summary.count(&decision);
    }
    decided
}
