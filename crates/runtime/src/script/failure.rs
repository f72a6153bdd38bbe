//! What goes wrong within a script, as failures of the decision.

use bylaws_dsl::{Code, Span, codes};
use rhai::{Dynamic, EvalAltResult, Position};

use super::convert::shown;
use crate::error::Failure;

pub(super) type Caught<T> = Result<T, Box<EvalAltResult>>;

/// A failure of a function that every script has, on its way out of the script.
#[derive(Clone, Debug)]
struct Thrown(Failure);

/// Lets the script fail where it stands. It can catch that as it can catch any error of its own.
pub(super) fn throw<T>(failure: Failure) -> Caught<T> {
    let thrown = Dynamic::from(Thrown(failure));
    Err(EvalAltResult::ErrorRuntime(thrown, Position::NONE).into())
}

/// The same at a place of the script.
pub(super) fn throw_at<T>(failure: Failure, at: Position) -> Caught<T> {
    Err(EvalAltResult::ErrorRuntime(Dynamic::from(Thrown(failure)), at).into())
}

/// The same, with a sentence.
pub(super) fn refuse<T>(message: impl Into<String>) -> Caught<T> {
    throw(Failure::new(codes::SCRIPT_FAILED, message))
}

/// Ends the script; nothing in it can catch that.
pub(super) fn end<T>() -> Caught<T> {
    Err(EvalAltResult::ErrorTerminated(Dynamic::UNIT, Position::NONE).into())
}

/// The innermost error and where it is: the name of the text, where that is not the script that was
/// called, and the innermost place that is known.
pub(super) fn innermost(error: EvalAltResult) -> (EvalAltResult, Option<String>, Position) {
    let (mut error, mut source) = (error, None);
    let mut at = (source.clone(), error.position());
    loop {
        let (text, inner) = match error {
            EvalAltResult::ErrorInFunctionCall(_, text, inner, _) => (text, *inner),
            EvalAltResult::ErrorInModule(text, inner, _) => (text, *inner),
            _ => return (error, at.0, at.1),
        };
        if !text.is_empty() {
            source = Some(text);
        }
        if !inner.position().is_none() {
            at = (source.clone(), inner.position());
        }
        error = inner;
    }
}

/// An error as a failure that happened at this place.
pub(super) fn failure(error: EvalAltResult, place: Option<Span>) -> Failure {
    let mut failure = match error {
        EvalAltResult::ErrorRuntime(value, _) => match value.clone().try_cast::<Thrown>() {
            Some(thrown) => thrown.0,
            None => Failure::new(codes::SCRIPT_FAILED, thrown_words(&value)),
        },
        other => {
            let (code, message) = words(other);
            Failure::new(code, message)
        }
    };
    failure.clauses = place.into_iter().collect();
    failure
}

fn thrown_words(value: &Dynamic) -> String {
    match value.as_immutable_string_ref() {
        Ok(text) => format!("the script gives up: {}", shown(&text)),
        Err(_) => "the script gives up".to_owned(),
    }
}

fn words(error: EvalAltResult) -> (Code, String) {
    use EvalAltResult as E;
    let failed = |message: String| (codes::SCRIPT_FAILED, message);
    let limit = |message: &str| (codes::SCRIPT_LIMIT, message.to_owned());
    match error {
        E::ErrorTooManyOperations(_) => limit("the script takes more operations than its limit"),
        E::ErrorStackOverflow(_) => {
            limit("the script calls functions within each other too deeply")
        }
        E::ErrorTooManyVariables(_) => limit("the script has more variables than its limit"),
        E::ErrorTooManyModules(_) => limit("the script imports more than its limit"),
        E::ErrorDataTooLarge(what, _) => match what.to_lowercase() {
            what if what.contains("string") => {
                limit("a text of the script is longer than its limit")
            }
            what if what.contains("map") => {
                limit("a map of the script has more entries than its limit")
            }
            _ => limit("an array of the script has more items than its limit"),
        },
        E::ErrorTerminated(..) => limit("the script was stopped"),
        E::ErrorVariableNotFound(name, _) => failed(format!("there is no `{}`", shown(&name))),
        E::ErrorFunctionNotFound(name, _) => {
            let name = types(&name).replace(" (", "(");
            failed(format!("there is no function `{}`", shown(&name)))
        }
        E::ErrorPropertyNotFound(name, _) => {
            failed(format!("there is no `{}` in it", shown(&name)))
        }
        E::ErrorDotExpr(text, _) => {
            let name = text.split('\'').nth(1).unwrap_or_default();
            failed(format!(
                "`{}` is not there to be read or changed",
                shown(name)
            ))
        }
        E::ErrorModuleNotFound(name, _) => {
            failed(format!("the bundle has no script \"{}\"", shown(&name)))
        }
        E::ErrorMismatchDataType(wanted, found, _)
        | E::ErrorMismatchOutputType(wanted, found, _)
            if !wanted.is_empty() =>
        {
            failed(format!(
                "{} is asked for, and this is {}",
                types(&wanted),
                types(&found)
            ))
        }
        E::ErrorArrayBounds(count, index, _) => failed(format!(
            "there is no item {index} in an array that has {count}, counted from 0"
        )),
        mut other => {
            other.clear_position();
            let text = other.to_string();
            let text = text.trim_end_matches('.');
            let mut letters = text.chars();
            let first: String = letters
                .next()
                .map(|c| c.to_lowercase().to_string())
                .unwrap_or_default();
            failed(shown(&format!("{first}{}", letters.as_str())))
        }
    }
}

/// The types of the engine under the names of the language.
fn types(words: &str) -> String {
    words
        .replace("&str | ImmutableString | String", "text")
        .replace("string", "text")
        .replace("i64", "integer")
        .replace("bool", "boolean")
}
