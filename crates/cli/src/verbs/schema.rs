//! `bylaws schema`: JSON Schema of a policy's facts and of its decisions.

use std::path::Path;

use crate::exit::{Exit, Stop};
use crate::{bundle, terminal};

/// Print the JSON Schema of a policy's facts, and of its decisions under $defs
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The policy's name
    policy: String,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<Exit, Stop> {
    let program = bundle::program(folder, &args.policy)?;
    let schema = bylaws_runtime::schema(program.policy());
    terminal::print_raw(&format!("{schema:#}\n"))?;
    Ok(Exit::Fine)
}
