//! `bylaws decide`: the decision of a policy on the facts of a request.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use bylaws_dsl::codes;
use bylaws_runtime::explain::{decision_json, report, text};
use bylaws_runtime::{Decision, Options, Program, Status, Trace};

use crate::exit::{Exit, Stop};
use crate::requests::{Request, RequestArgs, Requests};
use crate::{bundle, terminal};

/// Decide requests by a policy
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The policy's name
    policy: String,
    #[command(flatten)]
    request: RequestArgs,
    /// How decisions are written; several requests always give a line of JSON each
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// How much of the way to the decision is told
    #[arg(long, value_enum)]
    trace: Option<Level>,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Format {
    Human,
    Json,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Level {
    None,
    Brief,
    Full,
}

impl From<Level> for Trace {
    fn from(level: Level) -> Self {
        match level {
            Level::None => Trace::None,
            Level::Brief => Trace::Brief,
            Level::Full => Trace::Full,
        }
    }
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<Exit, Stop> {
    let program = bundle::program(folder, &args.policy)?;
    let json = args.format == Some(Format::Json);
    match args.request.read(json)? {
        Requests::One(request) => {
            let trace = args
                .trace
                .map_or(if json { Trace::Brief } else { Trace::None }, Trace::from);
            let decision = decide(
                &program,
                &args.request,
                &request,
                &args.request.options(trace),
            );
            if json {
                terminal::print_raw(&format!("{}\n", decision_json(&decision)))?;
            } else {
                terminal::print(&text(&report(&decision), &terminal::PALETTE))?;
            }
            Ok(exit(&decision))
        }
        Requests::Many(mut requests) => {
            let trace = args.trace.map_or(Trace::Brief, Trace::from);
            let options = args.request.options(trace);
            let mut out = std::io::BufWriter::new(std::io::stdout().lock());
            let mut worst = Exit::Fine;
            while let Some(request) = requests.next() {
                let decision = decide(&program, &args.request, &request?, &options);
                writeln!(out, "{}", decision_json(&decision))?;
                // Whoever writes the next line only after this answer must get it now.
                if !requests.is_ready() {
                    out.flush()?;
                }
                if exit(&decision) != Exit::Fine {
                    worst = Exit::No;
                }
            }
            out.flush()?;
            Ok(worst)
        }
    }
}

/// Decides one request; what is wrong with its facts becomes an invalid decision.
pub(crate) fn decide(
    program: &Arc<Program>,
    args: &RequestArgs,
    request: &Request,
    options: &Options,
) -> Decision {
    match args.facts(program, request) {
        Ok(facts) => program.decide(&facts, options),
        Err(errors) => program.invalid(errors),
    }
}

/// A request that cannot be read is bad input; one that is wrong, or that the policy fails on,
/// has no for an answer.
pub(crate) fn exit(decision: &Decision) -> Exit {
    let unreadable = decision
        .errors
        .iter()
        .any(|error| error.code == codes::BAD_JSON);
    match decision.status {
        Status::Decided | Status::Undetermined => Exit::Fine,
        Status::Invalid if unreadable => Exit::Input,
        Status::Invalid | Status::Failed => Exit::No,
    }
}
