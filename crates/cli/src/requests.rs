//! Requests from a file or from standard input: one object, an array, or a line each.

use std::io::Read;
use std::path::Path;

use bylaws_dsl::codes;
use bylaws_runtime::{Facts, Options, Program};
use serde_json::value::RawValue;

use crate::bundle::{Unreadable, utf8};
use crate::exit::{Exit, Stop};

/// The requests of an input.
pub(crate) enum Requests {
    /// One object, or something that is no JSON at all.
    One(String),
    /// An array or lines; the answer is a line each, in order.
    Many(Vec<String>),
}

/// How requests are given on the command line.
#[derive(clap::Args)]
pub(crate) struct RequestArgs {
    /// Facts: a JSON object, an array of them, or a line each (NDJSON); - is standard input
    #[arg(long, value_name = "FILE")]
    facts: Option<std::path::PathBuf>,
    /// One fact, over those of the file
    #[arg(long = "fact", value_name = "NAME=VALUE", value_parser = pair)]
    fact: Vec<(String, String)>,
    /// Decide as of this date
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<bylaws_dsl::value::Date>,
    /// Choose how an ambiguous passage is read
    #[arg(long = "reading", value_name = "NAME=CHOICE", value_parser = pair)]
    reading: Vec<(String, String)>,
}

impl RequestArgs {
    pub(crate) fn options(&self, trace: bylaws_runtime::Trace) -> Options {
        Options {
            as_of: self.as_of,
            readings: self.reading.clone(),
            trace,
        }
    }

    /// The requests of the file, or one without facts when there is no file.
    pub(crate) fn read(&self) -> Result<Requests, Stop> {
        let Some(path) = &self.facts else {
            return Ok(Requests::One("{}".to_owned()));
        };
        let shown = if path.as_os_str() == "-" {
            "standard input".to_owned()
        } else {
            path.display().to_string()
        };
        let text = read(path).map_err(|problem| {
            let code = match problem {
                Unreadable::NotUtf8(_) => codes::NOT_UTF8,
                _ => codes::UNREADABLE_FILE,
            };
            Stop::coded(
                Exit::Input,
                code,
                format!("{shown} {}", problem.words()),
                None,
            )
        })?;
        split(&text, &shown)
    }

    /// The facts of a request with those of the command line over them.
    pub(crate) fn facts(
        &self,
        program: &Program,
        request: &str,
    ) -> Result<Facts, Vec<bylaws_runtime::DecisionError>> {
        let mut errors = Vec::new();
        let mut facts = program.facts(request).unwrap_or_else(|wrong| {
            errors = wrong;
            program.no_facts()
        });
        for (name, value) in &self.fact {
            if let Err(error) = program.set(&mut facts, name, value) {
                errors.push(error);
            }
        }
        if errors.is_empty() {
            Ok(facts)
        } else {
            Err(errors)
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command is the shell that reads files"
)]
fn read(path: &Path) -> Result<String, Unreadable> {
    let bytes = if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    utf8(bytes.map_err(Unreadable::Io)?)
}

fn split(text: &str, shown: &str) -> Result<Requests, Stop> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.starts_with('[') {
        let elements: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| {
            Stop::coded(
                Exit::Input,
                codes::BAD_JSON,
                format!("{shown} cannot be read as JSON: {error}"),
                None,
            )
        })?;
        return Ok(Requests::Many(
            elements
                .into_iter()
                .map(|element| element.get().to_owned())
                .collect(),
        ));
    }
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let is_json = |text: &str| serde_json::from_str::<&RawValue>(text).is_ok();
    let is_lines = !is_json(text) && text.lines().nth(1).is_some() && lines.clone().any(is_json);
    match is_lines {
        true => Ok(Requests::Many(lines.by_ref().map(str::to_owned).collect())),
        false => Ok(Requests::One(text.to_owned())),
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

fn date(text: &str) -> Result<bylaws_dsl::value::Date, String> {
    bylaws_dsl::value::Date::parse(text)
        .map_err(|_| "write a date of the calendar, such as 2026-02-28".to_owned())
}
