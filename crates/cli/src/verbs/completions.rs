//! `bylaws completions`: what a shell needs to complete our words.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::exit::{Exit, Stop};
use crate::terminal;

/// Print the completion script of a shell
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run<C: CommandFactory>(args: &Args) -> Result<Exit, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut C::command(), "bylaws", &mut script);
    terminal::print_raw(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Fine)
}
