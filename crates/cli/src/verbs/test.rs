//! `bylaws test`: every example and every case, against what it expects and what the policy
//! guarantees; and what they exercise.

mod coverage;
mod excuses;
mod mutants;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bylaws_dsl::SourceMap;
use bylaws_dsl::ir::{ExampleId, Id};
use bylaws_runtime::examples::{self, Mismatch};
use bylaws_runtime::{Bundle, Program};
use comfy_table::{Cell, Table, presets};
use serde_json::json;

use crate::exit::{Exit, Stop};
use crate::finding::Finding;
use crate::{bundle, terminal};

/// Run examples and case files
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only tests whose policy, name or file contains this
    pattern: Option<String>,
    /// How the result is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Tell which parts of each policy its examples and cases exercise, and which they leave out
    #[arg(long)]
    coverage: bool,
    /// Write the coverage as a page as well
    #[arg(long, value_name = "FILE", requires = "coverage")]
    html: Option<PathBuf>,
    /// Change one thing of each policy at a time, and tell which changes its cases do not notice
    #[arg(long, conflicts_with = "coverage")]
    mutants: bool,
    /// Add the examples that would notice them to `cases/mutants.cases` beside the policy
    #[arg(long, requires = "mutants")]
    write: bool,
    /// So many cases are decided for each change that no case notices, in search of one that does
    #[arg(long, value_name = "N", default_value_t = 20_000, requires = "mutants")]
    effort: u64,
    /// End after so many seconds; what was not run is told
    #[arg(long, value_name = "SECONDS", requires = "mutants")]
    time_limit: Option<u64>,
    /// End with 1 where less than so many hundredths of a policy are exercised, or of its mutants
    /// killed
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    min: Option<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    Human,
    Json,
    Junit,
    /// The coverage as a page
    Html,
}

/// One test that was run.
pub(crate) struct Ran {
    policy: String,
    name: String,
    file: String,
    line: u32,
    failures: Vec<Failure>,
}

impl Ran {
    pub(crate) fn passed(&self) -> bool {
        self.failures.is_empty()
    }
}

struct Failure {
    mismatch: Mismatch,
    file: String,
    line: u32,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<Exit, Stop> {
    if args.min.is_some() && !args.coverage && !args.mutants {
        return Err(usage("`--min` goes with `--coverage` or `--mutants`"));
    }
    match (args.format, args.coverage) {
        (Format::Html, false) => {
            return Err(usage("a page is made of the coverage: add `--coverage`"));
        }
        (Format::Junit, true) => {
            return Err(usage(
                "coverage has no JUnit form: take human, json or html",
            ));
        }
        _ => {}
    }
    let loaded = bundle::load(folder)?;
    if loaded.bundle.is_none() || !loaded.unreadable.is_empty() {
        // A program that reads the result is told in its own format, a person on standard error.
        let findings = loaded.findings();
        let errors: Vec<&Finding> = findings.iter().filter(|f| f.is_error()).collect();
        match args.format {
            Format::Human | Format::Html => {}
            Format::Json => terminal::print_raw(&format!("{}\n", document(&[], &errors)))?,
            Format::Junit => terminal::print_raw(&junit(&[], &errors))?,
        }
        return Err(bundle::broken(&loaded));
    }
    let root = loaded.root.clone();
    let bundle = bundle::whole(loaded)?;
    if args.coverage {
        return coverage::run(args, &bundle, &root);
    }
    if args.mutants {
        return mutants::run(args, &bundle, &root);
    }
    let ran = run_all(&bundle, args.pattern.as_deref());
    if ran.is_empty() {
        match &args.pattern {
            Some(pattern) => return Err(usage(&format!("no test contains `{pattern}`"))),
            None => anstream::eprintln!("{NOTHING_TO_TEST}"),
        }
    }
    match args.format {
        Format::Human | Format::Html => terminal::print(&human(&ran))?,
        Format::Json => terminal::print_raw(&format!("{}\n", document(&ran, &[])))?,
        Format::Junit => terminal::print_raw(&junit(&ran, &[]))?,
    }
    Ok(match ran.iter().all(Ran::passed) {
        true => Exit::Fine,
        false => Exit::No,
    })
}

fn usage(message: &str) -> Stop {
    Stop {
        exit: Exit::Usage,
        message: format!("error: {message}"),
    }
}

/// A run of nothing passes, and must not look like one that tested something.
pub(crate) const NOTHING_TO_TEST: &str =
    "warning: nothing was tested: the bundle has no `example` and no file of cases";

/// Runs the tests of a bundle that a pattern names, or all.
pub(crate) fn run_all(bundle: &Bundle, pattern: Option<&str>) -> Vec<Ran> {
    let mut ran = Vec::new();
    for program in bundle.programs() {
        let ids = program.policy().examples.ids();
        ran.extend(ids.filter_map(|id| run_one(program, id, pattern)));
    }
    ran
}

fn run_one(program: &Arc<Program>, id: ExampleId, pattern: Option<&str>) -> Option<Ran> {
    let policy = program.policy();
    let example = policy.examples.at(id);
    let (file, line) = place(program.sources(), example.span);
    let wanted = |pattern: &str| {
        [policy.name.as_str(), &example.name, &file]
            .iter()
            .any(|text| text.contains(pattern))
    };
    if !pattern.is_none_or(wanted) {
        return None;
    }
    let failures = examples::run(program, id)
        .mismatches
        .into_iter()
        .map(|mismatch| {
            let (file, line) = place(program.sources(), mismatch.span);
            Failure {
                mismatch,
                file,
                line,
            }
        });
    Some(Ran {
        policy: policy.name.to_string(),
        name: match example.name.is_empty() {
            true => format!("example {}", id.index() + 1),
            false => example.name.to_string(),
        },
        file,
        line,
        failures: failures.collect(),
    })
}

fn place(sources: &SourceMap, span: bylaws_dsl::Span) -> (String, u32) {
    sources
        .get(span.source)
        .map_or((String::new(), 0), |source| {
            (source.name.clone(), source.position(span.start).line)
        })
}

/// What failed, and a line for each policy.
pub(crate) fn human(ran: &[Ran]) -> String {
    let palette = terminal::PALETTE;
    let mut out = String::new();
    for test in ran.iter().filter(|test| !test.failures.is_empty()) {
        out.push_str(&format!(
            "{}✗{} {}  {}:{}\n",
            palette.bad, palette.reset, test.name, test.file, test.line
        ));
        let mut table = Table::new();
        table
            .load_style(presets::NOTHING)
            .set_header(["", "expected", "found", ""]);
        for Failure {
            mismatch,
            file,
            line,
        } in &test.failures
        {
            table.add_row(
                [
                    &mismatch.what,
                    &mismatch.expected,
                    &mismatch.found,
                    &format!("{file}:{line}"),
                ]
                .map(Cell::new),
            );
        }
        out.push_str(&format!("{table}\n\n"));
    }
    let mut by_policy: Vec<(&str, usize, usize)> = Vec::new();
    for test in ran {
        let failed = usize::from(!test.failures.is_empty());
        match by_policy
            .iter_mut()
            .find(|(policy, _, _)| *policy == test.policy)
        {
            Some((_, passed, failures)) => {
                (*passed, *failures) = (*passed + 1 - failed, *failures + failed)
            }
            None => by_policy.push((&test.policy, 1 - failed, failed)),
        }
    }
    for (policy, passed, failed) in &by_policy {
        let (colour, sign) = if *failed == 0 {
            (palette.good, "✓")
        } else {
            (palette.bad, "✗")
        };
        out.push_str(&format!(
            "{colour}{sign}{} {policy}: {passed} passed, {failed} failed\n",
            palette.reset
        ));
    }
    let failed = ran.iter().filter(|test| !test.failures.is_empty()).count();
    out.push_str(&format!(
        "{}{} passed, {failed} failed{}\n",
        palette.strong,
        ran.len() - failed,
        palette.reset
    ));
    out
}

fn document(ran: &[Ran], errors: &[&Finding]) -> serde_json::Value {
    let tests: Vec<serde_json::Value> = ran
        .iter()
        .map(|test| {
            let failures: Vec<serde_json::Value> = test
                .failures
                .iter()
                .map(|Failure { mismatch, file, line }| {
                    json!({
                        "what": mismatch.what, "expected": mismatch.expected, "found": mismatch.found,
                        "file": file, "line": line
                    })
                })
                .collect();
            json!({
                "policy": test.policy, "name": test.name, "file": test.file, "line": test.line,
                "passed": failures.is_empty(), "failures": failures
            })
        })
        .collect();
    let failed = ran.iter().filter(|test| !test.failures.is_empty()).count();
    let errors: Vec<serde_json::Value> = errors.iter().map(|error| error.json()).collect();
    json!({ "passed": ran.len() - failed, "failed": failed, "tests": tests, "errors": errors })
}

fn junit(ran: &[Ran], errors: &[&Finding]) -> String {
    let escaped = |text: &str| {
        // XML has no way to write most control characters.
        text.replace(
            |c: char| c.is_control() && !"\t\n\r".contains(c),
            "\u{fffd}",
        )
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
    };
    let failed = ran.iter().filter(|test| !test.failures.is_empty()).count();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"bylaws\" tests=\"{}\" failures=\"{failed}\" errors=\"{}\">\n",
        ran.len() + errors.len(),
        errors.len()
    );
    for error in errors {
        let (file, line) = (escaped(&error.place.file), error.place.start.line);
        out.push_str(&format!(
            "<testcase classname=\"check\" name=\"{} {file}:{line}\" file=\"{file}\" line=\"{line}\">\
             <error type=\"{}\" message=\"{}\">{}</error></testcase>\n",
            error.code.id(),
            error.code.id(),
            escaped(&error.message),
            escaped(&error.help.join("; "))
        ));
    }
    for test in ran {
        let (policy, name, file) = (
            escaped(&test.policy),
            escaped(&test.name),
            escaped(&test.file),
        );
        out.push_str(&format!(
            "<testcase classname=\"{policy}\" name=\"{name}\" file=\"{file}\" line=\"{}\">",
            test.line
        ));
        for Failure {
            mismatch,
            file,
            line,
        } in &test.failures
        {
            let message = format!(
                "{}: expected {}, found {}",
                mismatch.what, mismatch.expected, mismatch.found
            );
            out.push_str(&format!(
                "<failure message=\"{}\">{}:{line}</failure>",
                escaped(&message),
                escaped(file)
            ));
        }
        out.push_str("</testcase>\n");
    }
    out.push_str("</testsuite>\n</testsuites>\n");
    out
}
