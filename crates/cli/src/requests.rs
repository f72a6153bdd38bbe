//! Requests from a file or from standard input: one object, an array, or a line each.

use bylaws_dsl::{Code, codes};
use bylaws_runtime::{DecisionError, Facts, Options, Program};
use serde_json::value::RawValue;

use crate::exit::{Exit, Stop};
use crate::input::{Input, Line};

/// Largest array of requests, in bytes: it is read as a whole, unlike lines.
const ARRAY_BYTES: usize = 1 << 30;

/// The requests of an input.
pub(crate) enum Requests {
    /// One object, or something that is no JSON at all.
    One(Request),
    /// An array or lines; the answer is a line each, in order.
    Many(Many),
}

/// One request as it was given.
pub(crate) struct Request {
    /// Where it stands, when it is one line of several.
    place: Option<String>,
    text: Result<String, DecisionError>,
}

/// Several requests, read as they are asked for.
pub(crate) enum Many {
    Array(Array),
    Lines(Lines),
}

/// The text of an array, and where its next element is to be looked for.
pub(crate) struct Array {
    text: String,
    at: usize,
}

/// Lines of requests (NDJSON), those first that were read to find out that they are lines.
pub(crate) struct Lines {
    first: std::vec::IntoIter<Line>,
    input: Input,
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
    /// That nothing is said twice.
    fn once(&self) -> Result<(), Stop> {
        let twice = |pairs: &[(String, String)], what: &str| {
            let mut rest = pairs;
            while let Some(((name, _), after)) = rest.split_first() {
                if after.iter().any(|(other, _)| other == name) {
                    return Err(Stop {
                        exit: Exit::Usage,
                        message: format!("error: the {what} `{name}` is given twice"),
                    });
                }
                rest = after;
            }
            Ok(())
        };
        twice(&self.fact, "fact")?;
        twice(&self.reading, "reading")
    }

    pub(crate) fn options(&self, trace: bylaws_runtime::Trace) -> Options {
        Options {
            as_of: self.as_of,
            readings: self.reading.clone(),
            trace,
        }
    }

    /// The requests of the file, or one without facts when there is no file.
    ///
    /// Whether one line is all that comes is known only after the next; where one request and
    /// several are answered `alike`, a first line that is whole is handed on without waiting.
    pub(crate) fn read(&self, alike: bool) -> Result<Requests, Stop> {
        self.once()?;
        match &self.facts {
            None => Ok(Requests::One(Request::alone("{}".to_owned()))),
            Some(path) => split(Input::open(path)?, alike),
        }
    }

    /// The facts of a request with those of the command line over them.
    pub(crate) fn facts(
        &self,
        program: &Program,
        request: &Request,
    ) -> Result<Facts, Vec<DecisionError>> {
        let mut errors = Vec::new();
        let mut facts = request.facts(program).unwrap_or_else(|wrong| {
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

impl Request {
    fn alone(text: String) -> Self {
        Self {
            place: None,
            text: Ok(text),
        }
    }

    pub(crate) fn facts(&self, program: &Program) -> Result<Facts, Vec<DecisionError>> {
        let text = self.text.as_ref().map_err(|error| vec![error.clone()])?;
        let facts = program.facts(text);
        let Some(place) = &self.place else {
            return facts;
        };
        facts.map_err(|errors| {
            let placed = |error: DecisionError| match error.code == codes::BAD_JSON {
                true => unreadable(error, place, text),
                false => error,
            };
            errors.into_iter().map(placed).collect()
        })
    }
}

/// What is wrong with a line that is no JSON, with the line's place in the input.
fn unreadable(mut error: DecisionError, place: &str, text: &str) -> DecisionError {
    error.message = match serde_json::from_str::<&RawValue>(text) {
        Ok(_) => format!("{place}: {}", error.message),
        Err(wrong) => {
            let within = format!(" at line {} column {}", wrong.line(), wrong.column());
            let words = wrong.to_string();
            let words = words.strip_suffix(&within).unwrap_or(&words);
            format!(
                "{place}, column {}, cannot be read as JSON: {words}",
                wrong.column()
            )
        }
    };
    error
}

impl Many {
    /// Whether the next request is there already, or has to be waited for.
    pub(crate) fn is_ready(&self) -> bool {
        match self {
            Many::Array(_) => true,
            Many::Lines(lines) => lines.first.len() > 0 || lines.input.has_line(),
        }
    }
}

impl Iterator for Many {
    type Item = Result<Request, Stop>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Many::Array(array) => array.next().map(|text| Ok(Request::alone(text))),
            Many::Lines(Lines { first, input }) => {
                let line = match first.next() {
                    Some(line) => Ok(Some(line)),
                    None => input.line(),
                };
                let place = |number| format!("line {number} of {}", input.name());
                line.map(|line| line.map(|line| line.request(place)))
                    .transpose()
            }
        }
    }
}

impl Array {
    /// The next element; the text is known to be an array.
    fn next(&mut self) -> Option<String> {
        let left = self.text.get(self.at..)?;
        let element = left.trim_start_matches([' ', '\t', '\r', '\n', ',']);
        let mut stream = serde_json::Deserializer::from_str(element).into_iter::<&RawValue>();
        let text = stream.next()?.ok()?.get().to_owned();
        self.at += left.len() - element.len() + stream.byte_offset();
        Some(text)
    }
}

impl Line {
    pub(crate) fn request(self, place: impl Fn(u64) -> String) -> Request {
        let place = place(self.number);
        let text = self.text.map_err(|problem| {
            let (code, words) = problem.words();
            of_input(code, format!("{place} {words}"))
        });
        Request {
            place: Some(place),
            text,
        }
    }
}

fn of_input(code: Code, message: String) -> DecisionError {
    DecisionError {
        code,
        message,
        fact: None,
        given: None,
        allowed: None,
        item: None,
        places: Vec::new(),
    }
}

/// The texts of the requests of a file, one after the other.
pub(crate) fn texts(
    path: &std::path::Path,
) -> Result<impl Iterator<Item = Result<String, Stop>>, Stop> {
    let (one, many) = match split(Input::open(path)?, true)? {
        Requests::One(request) => (Some(request), None),
        Requests::Many(many) => (None, Some(many)),
    };
    let all = one.map(Ok).into_iter().chain(many.into_iter().flatten());
    Ok(all.map(|request| {
        let text = request?.text;
        text.map_err(|error| Stop::coded(Exit::Input, error.code, error.message, None))
    }))
}

/// Finds out from the beginning of an input what it holds.
fn split(mut input: Input, alike: bool) -> Result<Requests, Stop> {
    if input.first()? == Some(b'[') {
        return array(input);
    }
    let Some(first) = input.line()? else {
        return Ok(Requests::One(Request {
            place: None,
            text: Err(of_input(
                codes::BAD_JSON,
                format!("{} is empty", input.noun()),
            )),
        }));
    };
    if is_object(&first) {
        let mut lines = vec![first];
        let several = match alike {
            true => true,
            false => input.line()?.map(|second| lines.push(second)).is_some(),
        };
        return Ok(match several {
            true => Requests::Many(Many::lines(lines, input)),
            false => Requests::One(Request::alone(text_of(&lines))),
        });
    }
    // An object over several lines, or lines of which the first is wrong.
    let mut lines = vec![first];
    let mut size = 0;
    loop {
        let Some(line) = input.line()? else {
            let whole = text_of(&lines);
            let several = !is_json(&whole) && lines.iter().skip(1).any(is_object);
            return Ok(match several {
                true => Requests::Many(Many::lines(lines, input)),
                false => Requests::One(input.alone(lines)?),
            });
        };
        size += line.text.as_ref().map_or(0, String::len) + size_of::<Line>();
        // Looked at for few lines only, since each look reads all of them.
        let is_early = lines.len() < 16;
        let object = is_object(&line);
        lines.push(line);
        let is_over = size > input.limit();
        if object && (is_over || (is_early && is_broken(&text_of(&lines)))) {
            return Ok(Requests::Many(Many::lines(lines, input)));
        }
        if is_over {
            return Err(input.too_large("in one request"));
        }
    }
}

impl Many {
    fn lines(first: Vec<Line>, input: Input) -> Self {
        Many::Lines(Lines {
            first: first.into_iter(),
            input,
        })
    }
}

impl Input {
    /// The one request that all lines are.
    fn alone(&self, lines: Vec<Line>) -> Result<Request, Stop> {
        let unreadable = lines.iter().find_map(|line| line.text.as_ref().err());
        match unreadable {
            Some(problem) => {
                let (code, words) = problem.words();
                let message = format!("{} {words}", self.name());
                Err(Stop::coded(Exit::Input, code, message, None))
            }
            None => Ok(Request::alone(text_of(&lines))),
        }
    }
}

fn array(mut input: Input) -> Result<Requests, Stop> {
    let text = input.rest(ARRAY_BYTES)?;
    if let Err(error) = serde_json::from_str::<&RawValue>(&text) {
        let message = format!("{} cannot be read as JSON: {error}", input.name());
        return Err(Stop::coded(Exit::Input, codes::BAD_JSON, message, None));
    }
    // Behind the bracket that opens it.
    Ok(Requests::Many(Many::Array(Array { text, at: 1 })))
}

fn text_of(lines: &[Line]) -> String {
    let lines = lines.iter().filter_map(|line| line.text.as_deref().ok());
    lines.collect::<Vec<_>>().join("\n")
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<&RawValue>(text).is_ok()
}

fn is_object(line: &Line) -> bool {
    let text = line.text.as_deref().unwrap_or_default();
    text.trim_start().starts_with('{') && is_json(text)
}

/// Whether nothing that may follow makes JSON of this.
fn is_broken(text: &str) -> bool {
    serde_json::from_str::<&RawValue>(text).is_err_and(|error| !error.is_eof())
}

pub(crate) fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.to_owned()))
        }
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

pub(crate) fn date(text: &str) -> Result<bylaws_dsl::value::Date, String> {
    bylaws_dsl::value::Date::parse(text)
        .map_err(|_| "write a date of the calendar, such as 2026-02-28".to_owned())
}
