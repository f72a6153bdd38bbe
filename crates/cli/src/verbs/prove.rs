//! `bylaws prove`: what policies promise, for every request there is.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bylaws_review::prove::report::{json, text, totals, words};
use bylaws_review::prove::{Answer, Asking, Host, Kind, Solver, prove};
use bylaws_runtime::{Bundle, Program};
use serde_json::{Value, json as object};

use crate::exit::{Exit, Stop};
use crate::solver::Process;
use crate::{bundle, solver, terminal};

/// Prove what policies promise for every request there is, or show a case that they do not hold for
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only this policy
    policy: Option<String>,
    /// How the answers are written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Show every answer, those included that are as they should be
    #[arg(long)]
    all: bool,
    /// Only these questions
    #[arg(long, value_enum, value_name = "KIND", value_delimiter = ',')]
    only: Vec<Question>,
    /// The solver, z3 or cvc5; `none` searches without one. Else BYLAWS_SOLVER, else the path
    #[arg(long, value_name = "PATH")]
    solver: Option<PathBuf>,
    /// So many seconds are given to each question
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    timeout: u64,
    /// So many cases are decided where there is no proof
    #[arg(long, value_name = "N", default_value_t = 20_000)]
    effort: u64,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Human,
    Json,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Question {
    /// Guarantees
    Guarantee,
    /// Decisions that fail
    Failure,
    /// Dates and amounts that leave their range
    Range,
    /// Exceptions that clash
    Conflict,
    /// Days without a rule
    Gap,
    /// Rules and rows that never apply
    Dead,
    /// Categories that apply together
    Overlap,
    /// Readings that change a decision
    Reading,
}

impl Question {
    fn kind(self) -> Kind {
        match self {
            Question::Guarantee => Kind::Guarantee,
            Question::Failure => Kind::Failure,
            Question::Range => Kind::Range,
            Question::Conflict => Kind::Conflict,
            Question::Gap => Kind::Gap,
            Question::Dead => Kind::Dead,
            Question::Overlap => Kind::Overlap,
            Question::Reading => Kind::Reading,
        }
    }
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<Exit, Stop> {
    let loaded = bundle::load(folder)?;
    let bundle = bundle::whole(loaded)?;
    let programs = wanted(&bundle, args.policy.as_deref())?;
    let mut process = found(args)?;
    let asking = Asking {
        kinds: args.only.iter().map(|question| question.kind()).collect(),
        cases: args.effort,
    };
    let mut all: Vec<(Arc<Program>, Vec<Answer>)> = Vec::new();
    for program in programs {
        let answers = asked(&program, &asking, process.as_mut());
        if matches!(args.format, Format::Human) && !answers.is_empty() {
            let policy = program.policy().name.as_str();
            let told = text(policy, &answers, program.sources(), args.all, &terminal::PALETTE);
            terminal::print(&told)?;
        }
        all.push((program, answers));
    }
    let name = process.as_ref().map(Solver::name);
    match args.format {
        Format::Human => terminal::print(&summary(&all, name.as_deref()))?,
        Format::Json => terminal::print_raw(&format!("{}\n", document(&all, name.as_deref())))?,
    }
    let bad = all.iter().flat_map(|(_, answers)| answers).any(Answer::is_bad);
    Ok(if bad { Exit::No } else { Exit::Fine })
}

fn wanted(bundle: &Bundle, name: Option<&str>) -> Result<Vec<Arc<Program>>, Stop> {
    let Some(name) = name else {
        return Ok(bundle.programs().cloned().collect());
    };
    Ok(vec![bundle::named(bundle, name)?])
}

/// The solver; one that was named must work.
fn found(args: &Args) -> Result<Option<Process>, Stop> {
    let time = Duration::from_secs(args.timeout.max(1));
    let Some(mut process) = solver::find(args.solver.as_deref(), time) else {
        return Ok(None);
    };
    match process.works() {
        Ok(()) => Ok(Some(process)),
        Err(words) => Err(Stop {
            exit: Exit::Input,
            message: format!(
                "error: the solver `{}` cannot be used: {words}\n  help: name another with --solver, or go without one with `--solver none`",
                process.name()
            ),
        }),
    }
}

fn asked(program: &Arc<Program>, asking: &Asking, process: Option<&mut Process>) -> Vec<Answer> {
    let is_shown = std::io::stderr().is_terminal();
    let name = program.policy().name.clone();
    let mut progress = |question: &str| {
        if is_shown {
            let line: String = format!("{name}: {question}").chars().take(100).collect();
            anstream::eprint!("\r\u{1b}[K{line}");
        }
    };
    let answers = prove(
        program,
        asking,
        &mut Host {
            solver: process.map(|process| process as &mut dyn Solver),
            progress: &mut progress,
        },
    );
    if is_shown {
        anstream::eprint!("\r\u{1b}[K");
    }
    answers
}

fn summary(all: &[(Arc<Program>, Vec<Answer>)], solver: Option<&str>) -> String {
    let answers = all.iter().flat_map(|(_, answers)| answers);
    let count = answers.clone().count();
    let totals = totals(answers);
    let by = match solver {
        Some(name) => format!("proofs by {name}; every case was decided again before it was shown"),
        None => "no solver was found, so nothing is proved beyond what is plain: install z3, or name one with --solver".to_owned(),
    };
    let s = if count == 1 { "" } else { "s" };
    format!("{count} question{s}: {}\n{by}\n", words(totals))
}

fn document(all: &[(Arc<Program>, Vec<Answer>)], solver: Option<&str>) -> Value {
    let answers: Vec<Value> = all
        .iter()
        .flat_map(|(program, answers)| json(answers, program.sources()))
        .collect();
    let totals = totals(all.iter().flat_map(|(_, answers)| answers));
    object!({
        "version": 1,
        "solver": solver,
        "totals": {
            "proved": totals.proved,
            "possible": totals.possible,
            "wrong": totals.wrong,
            "searched": totals.searched,
            "unknown": totals.unknown,
            "time_out": totals.timed_out,
        },
        "answers": answers,
    })
}
