//! `bylaws prove`: what policies promise, for every request there is.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bylaws_review::prove::report::{json, text, totals, words};
use bylaws_review::prove::{
    Answer, Asking, Host, Kind, Relation, Side, Solver, Unlike, prove, relate,
};
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
    /// Whether P gives at least what Q does, for every request; POLICY:NAME is a policy that POLICY uses
    #[arg(long, num_args = 2, value_names = ["P", "Q"], conflicts_with = "policy")]
    refines: Vec<String>,
    /// Whether P and Q decide alike for every request
    #[arg(long, num_args = 2, value_names = ["P", "Q"], conflicts_with_all = ["policy", "refines"])]
    equivalent: Vec<String>,
    /// With --refines: amounts that P must not make higher than Q does
    #[arg(long, value_name = "OUTPUT", value_delimiter = ',')]
    member_pays: Vec<String>,
    /// With --refines: amounts that P must not make lower than Q does
    #[arg(long, value_name = "OUTPUT", value_delimiter = ',')]
    member_gets: Vec<String>,
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
    let mut process = found(args)?;
    let asking = Asking {
        kinds: args.only.iter().map(|question| question.kind()).collect(),
        cases: args.effort,
    };
    if let Some((sides, relation)) = related(args, &bundle)? {
        return compare(args, &sides, &relation, &asking, process.as_mut());
    }
    let programs = wanted(&bundle, args.policy.as_deref())?;
    let mut all: Vec<(Arc<Program>, Vec<Answer>)> = Vec::new();
    for program in programs {
        let answers = asked(&program, &asking, process.as_mut());
        if matches!(args.format, Format::Human) && !answers.is_empty() {
            let policy = program.policy().name.as_str();
            let told = text(
                policy,
                &answers,
                program.sources(),
                args.all,
                &terminal::PALETTE,
            );
            terminal::print(&told)?;
        }
        all.push((program, answers));
    }
    let name = process.as_ref().map(Solver::name);
    match args.format {
        Format::Human => terminal::print(&summary(&all, name.as_deref()))?,
        Format::Json => terminal::print_raw(&format!("{}\n", document(&all, name.as_deref())))?,
    }
    let bad = all
        .iter()
        .flat_map(|(_, answers)| answers)
        .any(Answer::is_bad);
    Ok(if bad { Exit::No } else { Exit::Fine })
}

fn wanted(bundle: &Bundle, name: Option<&str>) -> Result<Vec<Arc<Program>>, Stop> {
    let Some(name) = name else {
        return Ok(bundle.programs().cloned().collect());
    };
    Ok(vec![bundle::named(bundle, name)?])
}

/// The two policies that are to be compared, and how.
fn related(args: &Args, bundle: &Bundle) -> Result<Option<([Side; 2], Relation)>, Stop> {
    let (names, relation) = match (args.refines.as_slice(), args.equivalent.as_slice()) {
        ([p, q], _) => {
            let relation = Relation::Refines {
                member_pays: args.member_pays.clone(),
                member_gets: args.member_gets.clone(),
            };
            ([p, q], relation)
        }
        (_, [p, q]) => ([p, q], Relation::Equivalent),
        _ => return Ok(None),
    };
    let [p, q] = names.map(|name| {
        // A policy that does not exist is told as everywhere.
        let policy = name.split(':').next().unwrap_or(name);
        bundle::named(bundle, policy)?;
        Side::named(bundle, name).map_err(usage)
    });
    let sides = [p?, q?];
    if let Relation::Refines {
        member_pays,
        member_gets,
    } = &relation
    {
        for name in member_pays.iter().chain(member_gets) {
            if !sides.iter().all(|side| side.has_amount(name)) {
                return Err(usage(Unlike(format!(
                    "`{name}` is no amount of money that both policies give"
                ))));
            }
        }
    }
    Ok(Some((sides, relation)))
}

fn usage(unlike: Unlike) -> Stop {
    Stop {
        exit: Exit::Usage,
        message: format!("error: {}", unlike.0),
    }
}

fn compare(
    args: &Args,
    [first, second]: &[Side; 2],
    relation: &Relation,
    asking: &Asking,
    process: Option<&mut Process>,
) -> Result<Exit, Stop> {
    let name = process.as_ref().map(|process| process.name());
    let line = Progress::new("");
    let mut progress = |question: &str| line.show(question);
    let mut host = Host {
        solver: process.map(|process| process as &mut dyn Solver),
        progress: &mut progress,
    };
    let answers = relate(first, second, relation, asking, &mut host).map_err(usage)?;
    line.clear();
    if answers.is_empty() {
        return Err(usage(Unlike(
            "the two have no output in common that could be compared".to_owned(),
        )));
    }
    let program = &first.program;
    match args.format {
        Format::Human => {
            let words = match (args.refines.as_slice(), args.equivalent.as_slice()) {
                ([p, q], _) => format!("{p} gives at least what {q} does"),
                (_, [p, q]) => format!("{p} decides as {q} does"),
                _ => String::new(),
            };
            let told = text(
                &words,
                &answers,
                program.sources(),
                true,
                &terminal::PALETTE,
            );
            terminal::print(&told)?;
            let all = vec![(Arc::clone(program), answers.clone())];
            terminal::print(&summary(&all, name.as_deref()))?;
        }
        Format::Json => {
            let all = vec![(Arc::clone(program), answers.clone())];
            terminal::print_raw(&format!("{}\n", document(&all, name.as_deref())))?;
        }
    }
    Ok(match answers.iter().any(Answer::is_bad) {
        true => Exit::No,
        false => Exit::Fine,
    })
}

/// The question that is being asked, on a terminal.
struct Progress {
    is_shown: bool,
    before: String,
}

impl Progress {
    fn new(before: &str) -> Self {
        Self {
            is_shown: std::io::stderr().is_terminal(),
            before: before.to_owned(),
        }
    }

    fn show(&self, question: &str) {
        if self.is_shown {
            let line = format!("{}{question}", self.before);
            let line: String = line.chars().take(100).collect();
            anstream::eprint!("\r\u{1b}[K{line}");
        }
    }

    fn clear(&self) {
        if self.is_shown {
            anstream::eprint!("\r\u{1b}[K");
        }
    }
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
    let line = Progress::new(&format!("{}: ", program.policy().name));
    let mut progress = |question: &str| line.show(question);
    let mut host = Host {
        solver: process.map(|process| process as &mut dyn Solver),
        progress: &mut progress,
    };
    let answers = prove(program, asking, &mut host);
    line.clear();
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
