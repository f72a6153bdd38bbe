//! The command `bylaws`: one file per verb under `verbs`, and what they share beside it.

mod bundle;
mod data;
mod exit;
mod files;
mod finding;
mod glob;
mod input;
mod locales;
mod manifest;
mod paths;
mod requests;
mod scripts;
mod solver;
mod terminal;
mod verbs;
mod versions;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use exit::{Exit, Stop};

/// Write, check, decide, explain and test policies.
#[derive(Parser)]
#[command(
    name = "bylaws",
    version,
    propagate_version = true,
    max_term_width = 100
)]
struct Cli {
    /// The folder of the bundle, instead of the nearest one above that has a bylaws.toml
    #[arg(short = 'C', long = "bundle", global = true, value_name = "DIR")]
    bundle: Option<PathBuf>,
    /// When to write in colour
    #[arg(long, global = true, value_enum, default_value_t = terminal::Colour::Auto)]
    color: terminal::Colour,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Init(verbs::init::Args),
    Check(verbs::check::Args),
    Fmt(verbs::fmt::Args),
    Decide(verbs::decide::Args),
    Batch(verbs::batch::Args),
    Explain(verbs::explain::Args),
    Ask(verbs::ask::Args),
    Test(verbs::test::Args),
    Snapshot(verbs::snapshot::Args),
    Review(verbs::review::Args),
    Diff(verbs::diff::Args),
    Prove(verbs::prove::Args),
    Show(verbs::show::Args),
    Schema(verbs::schema::Args),
    Watch(verbs::watch::Args),
    Completions(verbs::completions::Args),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli.color.apply();
    // A defect of ours must not look like an answer: it has an exit code of its own.
    std::panic::set_hook(Box::new(|info| {
        anstream::eprintln!("internal error: {info}\nplease report this")
    }));
    let result = std::panic::catch_unwind(|| run(cli)).unwrap_or(Ok(Exit::Internal));
    let exit = result.unwrap_or_else(|stop| {
        if !stop.message.is_empty() {
            anstream::eprintln!("{}", stop.message);
        }
        stop.exit
    });
    ExitCode::from(exit as u8)
}

fn run(cli: Cli) -> Result<Exit, Stop> {
    let folder = cli.bundle.as_deref();
    match cli.verb {
        Verb::Init(args) => verbs::init::run(&args, folder),
        Verb::Check(args) => verbs::check::run(&args, folder),
        Verb::Fmt(args) => verbs::fmt::run(&args, folder),
        Verb::Decide(args) => verbs::decide::run(&args, folder),
        Verb::Batch(args) => verbs::batch::run(&args, folder),
        Verb::Explain(args) => verbs::explain::run(&args, folder),
        Verb::Ask(args) => verbs::ask::run(&args, folder),
        Verb::Test(args) => verbs::test::run(&args, folder),
        Verb::Snapshot(args) => verbs::snapshot::run(&args, folder),
        Verb::Review(args) => verbs::review::run(&args, folder),
        Verb::Diff(args) => verbs::diff::run(&args, folder),
        Verb::Prove(args) => verbs::prove::run(&args, folder),
        Verb::Show(args) => verbs::show::run(&args, folder),
        Verb::Schema(args) => verbs::schema::run(&args, folder),
        Verb::Watch(args) => verbs::watch::run(&args, folder),
        Verb::Completions(args) => verbs::completions::run::<Cli>(&args),
    }
}
