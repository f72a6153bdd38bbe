//! `bylaws test --coverage`: which parts of each policy its own cases exercise.

use std::path::Path;
use std::sync::Arc;

use bylaws_review::coverage::{Covered, coverage, html, json, text};
use bylaws_runtime::{Bundle, Program};
use serde_json::json;

use super::excuses::Excuses;
use super::{Args, Format, Ran, document, human, run_one, usage};
use crate::exit::{Exit, Stop};
use crate::{files, terminal};

pub(super) fn run(args: &Args, bundle: &Bundle, root: &Path) -> Result<Exit, Stop> {
    let programs = chosen(args, bundle)?;
    let ran = tested(&programs);
    let mut all: Vec<Covered> = Vec::new();
    for program in &programs {
        terminal::progress(&format!("covering {}", program.policy().name));
        all.push(coverage(
            program,
            &Excuses::beside(program, root)?.unreachable,
        ));
    }
    terminal::progress("");
    if let Some(path) = &args.html {
        files::write_whole(path, &html(&all)).map_err(|error| Stop {
            exit: Exit::Input,
            message: format!("error: {} cannot be written: {error}", path.display()),
        })?;
    }
    let failed = ran.iter().any(|test| !test.passed());
    match args.format {
        Format::Html => terminal::print_raw(&html(&all))?,
        Format::Json => {
            let mut whole = document(&ran, &[]);
            if let Some(object) = whole.as_object_mut() {
                object.insert("coverage".to_owned(), json(&all));
            }
            terminal::print_raw(&format!("{}\n", json!(whole)))?;
        }
        Format::Human | Format::Junit => {
            if failed {
                terminal::print(&human(&ran))?;
            }
            terminal::print(&text(&all, &terminal::PALETTE))?;
        }
    }
    let below: Vec<&Covered> = all
        .iter()
        .filter(|covered| {
            args.min
                .is_some_and(|min| covered.share(None).percent() < min)
        })
        .collect();
    for covered in &below {
        let share = covered.share(None);
        anstream::eprintln!(
            "{}: {}% is exercised, and {}% is asked for",
            covered.program.policy().name,
            share.percent(),
            args.min.unwrap_or_default()
        );
    }
    let is_stale = all.iter().any(|covered| !covered.stale.is_empty());
    Ok(match failed || is_stale || !below.is_empty() {
        true => Exit::No,
        false => Exit::Fine,
    })
}

/// The policies whose names contain the pattern, or all.
pub(super) fn chosen<'b>(args: &Args, bundle: &'b Bundle) -> Result<Vec<&'b Arc<Program>>, Stop> {
    let wanted = |program: &&Arc<Program>| {
        let name = &program.policy().name;
        args.pattern
            .as_ref()
            .is_none_or(|pattern| name.contains(pattern.as_str()))
    };
    let programs: Vec<&Arc<Program>> = bundle.programs().filter(wanted).collect();
    match (&args.pattern, programs.is_empty()) {
        (Some(pattern), true) => Err(usage(&format!("no policy's name contains `{pattern}`"))),
        _ => Ok(programs),
    }
}

/// Every test of these policies, run.
pub(super) fn tested(programs: &[&Arc<Program>]) -> Vec<Ran> {
    let mut ran = Vec::new();
    for program in programs {
        let ids = program.policy().examples.ids();
        ran.extend(ids.filter_map(|id| run_one(program, id, None)));
    }
    ran
}
