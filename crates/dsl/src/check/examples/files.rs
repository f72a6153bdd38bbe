//! Examples that stand in a file: each row or element becomes an example as a policy writes it,
//! with the places of the file, so that everything that is told of examples is told of these.

use crate::ast::{Example, Text};
use crate::check::checker::Checker;
use crate::{Diagnostic, Span, codes};

/// An example with the place of its row or element.
pub(super) type Case = (Span, Example);

impl Checker<'_> {
    /// The examples of the file that `examples from` names.
    pub(super) fn cases_of_file(&mut self, from: &Text) -> Vec<Case> {
        let cases = match from.kind.rsplit_once('.') {
            Some((_, "csv")) => self.cases_of_csv(from),
            Some((_, "json")) => self.cases_of_json(from),
            _ => {
                let message = format!("\"{}\" is neither a `.csv` nor a `.json` file", from.kind);
                let help =
                    "examples stand in a CSV file, a row each, or in a JSON file, an object each";
                let found = Diagnostic::new(codes::WRONG_CASE_FILE, from.span, message);
                self.refuse(found.help(help))
            }
        };
        cases.unwrap_or_default()
    }

    /// Whether `name` may say what an example is called: not where a fact has the name.
    pub(super) fn names_cases(&self) -> bool {
        self.names.get("name").is_none() && !self.names.is_group("name")
    }

    /// A row or an element must expect something.
    pub(super) fn refuse_nothing_expected(&mut self, span: Span, help: &str) {
        let message = "this example expects nothing";
        self.report(Diagnostic::new(codes::MISSING_CLAUSE, span, message).help(help));
    }
}

/// What an example without a name is called: by its place in its file.
pub(super) fn by_place(word: &str, place: usize, from: &Text) -> String {
    format!("{word} {} of {}", place + 1, from.kind)
}
