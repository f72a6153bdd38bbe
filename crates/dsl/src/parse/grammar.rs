//! The parser that pest makes of `grammar.pest`.

#![allow(missing_docs, reason = "the rules are described in grammar.pest")]

use pest_derive::Parser;

/// Reads one piece by the rule for its kind.
#[derive(Parser)]
#[grammar = "parse/grammar.pest"]
pub(super) struct Grammar;
