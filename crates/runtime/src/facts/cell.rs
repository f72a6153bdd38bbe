//! Single values for the columns of batches, judged like those of requests.

use bylaws_dsl::ir::{Fact, FactId, ListType};
use bylaws_dsl::value::Value;

use super::{decode, lists, text, typed};
use crate::decision::Data;
use crate::error::DecisionError;
use crate::program::Program;

type Read = Result<Option<Value>, DecisionError>;

/// The value of a fact or field as JSON writes it.
pub(crate) fn of_json(program: &Program, fact: &Fact, name: &str, json: &str) -> Read {
    decode::value(program.policy(), fact, name, json)
}

/// The same in the words of the language.
pub(crate) fn of_text(program: &Program, fact: &Fact, name: &str, words: &str) -> Read {
    text::value(program.policy(), fact, name, words, &program.limits)
}

/// The same as a value with names.
pub(crate) fn of_data(program: &Program, fact: &Fact, name: &str, data: &Data) -> Read {
    typed::value(program.policy(), fact, name, data)
}

/// The fact of this name.
pub(crate) fn named(program: &Program, name: &str) -> Option<FactId> {
    program.schema.fact(name)
}

/// Whether names of facts begin with this one.
pub(crate) fn is_group(program: &Program, name: &str) -> bool {
    program.schema.is_group(name)
}

/// That there is no fact of this name.
pub(crate) fn unknown(program: &Program, name: &str) -> DecisionError {
    DecisionError {
        given: None,
        ..super::unknown_fact(program.policy(), name, "")
    }
}

/// That the elements of a list have no field of this name.
pub(crate) fn unknown_field(list: &ListType, name: &str, path: &str) -> DecisionError {
    DecisionError {
        given: None,
        ..lists::unknown_field(list, name, path, "")
    }
}

/// That a list has more elements than the limit.
pub(crate) fn too_many(list: &ListType, count: usize, most: usize) -> DecisionError {
    lists::too_many(list, count, most)
}
