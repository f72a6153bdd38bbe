//! `bylaws batch`: the decisions on a whole file of requests.
//!
//! Requests are read in pieces of a bounded size, each piece is decided on a thread of its own, and
//! the decisions are written in the order of the requests: memory does not grow with the file.

mod chunk;
mod output;
mod summary;

use std::path::{Path, PathBuf};
use std::time::Instant;

use bylaws_dsl::codes;
use bylaws_runtime::Options;

use crate::exit::{Exit, Stop};
use crate::input::{Input, Line};
use crate::requests::{date, pair};
use crate::{bundle, terminal};
use chunk::Decided;
use output::Output;
use summary::Summary;

/// Requests and bytes that one thread takes at a time.
const ROWS: usize = 2_000;
const BYTES: usize = 4 << 20;

/// Decide a whole file of requests by a policy
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The policy's name
    policy: String,
    /// The requests, a line of JSON each (.ndjson or .jsonl); - is standard input
    #[arg(long, value_name = "FILE", value_parser = lines)]
    input: PathBuf,
    /// The decisions, a line of JSON each, in the order of the requests
    #[arg(long, value_name = "FILE", value_parser = lines)]
    output: PathBuf,
    /// What is wrong with requests, or failed in them: a line of JSON for each error
    #[arg(long, value_name = "FILE", value_parser = lines)]
    errors: Option<PathBuf>,
    /// How many threads decide; as many as there are processors, if it is not said
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    threads: Option<u16>,
    /// Decide as of this date
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<bylaws_dsl::value::Date>,
    /// Choose how an ambiguous passage is read
    #[arg(long = "reading", value_name = "NAME=CHOICE", value_parser = pair)]
    reading: Vec<(String, String)>,
    /// How the summary is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Format {
    Human,
    Json,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<Exit, Stop> {
    if args.errors.as_ref() == Some(&args.output) {
        return Err(Stop {
            exit: Exit::Usage,
            message: "error: --output and --errors are the same file".to_owned(),
        });
    }
    let program = bundle::program(folder, &args.policy)?;
    let options = Options {
        as_of: args.as_of,
        readings: args.reading.clone(),
        ..Options::default()
    };
    // What is wrong with the options is wrong with every row, and told once.
    let unasked = program.decide(&program.no_facts(), &options).errors;
    if let Some(error) = unasked.iter().find(|e| e.code == codes::UNKNOWN_READING) {
        let help = error
            .allowed
            .as_ref()
            .map(|allowed| format!("write {allowed}"));
        return Err(Stop::coded(Exit::Usage, error.code, &error.message, help));
    }
    let mut input = Input::open(&args.input)?;
    let mut output = Output::create(&args.output)?;
    let mut errors = args.errors.as_deref().map(Output::create).transpose()?;
    let threads = args.threads.map_or_else(processors, usize::from);
    let mut progress = Progress::begin(&args.input);
    let mut summary = Summary::default();
    let mut round = read_round(&mut input, threads)?;
    while !round.is_empty() {
        let name = input.name().to_owned();
        let bytes: usize = round.iter().flatten().map(size).sum();
        // The next requests are read while these are decided.
        let (decided, next) = std::thread::scope(|scope| {
            let decide = |lines| {
                let (program, options, name) = (&program, &options, name.as_str());
                scope.spawn(move || chunk::decide(program, options, name, lines))
            };
            let running: Vec<_> = round.into_iter().map(decide).collect();
            let next = read_round(&mut input, threads);
            let decided = running.into_iter().map(|thread| match thread.join() {
                Ok(decided) => decided,
                // A defect of ours, which is told as one.
                Err(defect) => std::panic::resume_unwind(defect),
            });
            (decided.collect::<Vec<Decided>>(), next)
        });
        for part in decided {
            output.write(&part.decisions)?;
            if let Some(errors) = &mut errors {
                errors.write(&part.errors)?;
            }
            summary.add(part.summary);
        }
        progress.tell(summary.rows, bytes);
        round = next?;
    }
    progress.end();
    output.finish()?;
    if let Some(errors) = errors {
        errors.finish()?;
    }
    match args.format {
        Format::Human => terminal::print(&summary.text())?,
        Format::Json => terminal::print_raw(&format!("{}\n", summary.json(&program)))?,
    }
    Ok(match summary.is_fine() {
        true => Exit::Fine,
        false => Exit::No,
    })
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// A piece for each thread, as far as there are requests.
fn read_round(input: &mut Input, threads: usize) -> Result<Vec<Vec<Line>>, Stop> {
    let mut round = Vec::new();
    for _ in 0..threads {
        let (mut lines, mut bytes) = (Vec::new(), 0);
        while lines.len() < ROWS && bytes < BYTES {
            let Some(line) = input.line()? else {
                break;
            };
            bytes += size(&line);
            lines.push(line);
        }
        if lines.is_empty() {
            break;
        }
        round.push(lines);
    }
    Ok(round)
}

fn size(line: &Line) -> usize {
    line.text.as_ref().map_or(0, String::len) + 1
}

/// How far it is, told on a terminal about once a second.
struct Progress {
    began: Instant,
    told: Instant,
    /// The bytes of the input, if it is a file.
    all: Option<u64>,
    done: u64,
}

impl Progress {
    #[expect(
        clippy::disallowed_methods,
        reason = "the command tells how long it takes; no decision depends on it"
    )]
    fn begin(input: &Path) -> Self {
        let now = Instant::now();
        let file = std::fs::metadata(input).ok();
        Self {
            began: now,
            told: now,
            all: file.map(|file| file.len()).filter(|len| *len > 0),
            done: 0,
        }
    }

    fn tell(&mut self, rows: u64, bytes: usize) {
        self.done += bytes as u64;
        if self.told.elapsed().as_millis() < 500 {
            return;
        }
        self.told += self.told.elapsed();
        let seconds = self.began.elapsed().as_secs_f64();
        let rate = rows as f64 / seconds.max(0.001);
        let left = self.all.map_or(String::new(), |all| {
            let left = all.saturating_sub(self.done) as f64 / self.done.max(1) as f64 * seconds;
            format!(", {left:.0} s left")
        });
        terminal::progress(&format!("{rows} decided, {rate:.0} a second{left}"));
    }

    fn end(&self) {
        terminal::progress("");
    }
}

/// The name of a file of lines.
fn lines(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let ending = path.extension().and_then(|ending| ending.to_str());
    match ending {
        Some("ndjson" | "jsonl") => Ok(path),
        _ if text == "-" => Ok(path),
        _ => Err(
            "requests and decisions are lines of JSON: name a file .ndjson or .jsonl".to_owned(),
        ),
    }
}
