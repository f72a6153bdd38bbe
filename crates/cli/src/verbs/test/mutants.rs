//! `bylaws test --mutants`: which slips of the pen the cases of each policy would notice.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use bylaws_dsl::{Limits as TextLimits, SourceId, SourceMap};
use bylaws_review::mutants::{Mutants, Mutated, Ran as MutantRan, json, text};
use bylaws_runtime::{Bundle, Program};
use serde_json::json;

use super::coverage::{chosen, tested};
use super::excuses::{Excuses, folder};
use super::{Args, Format, Ran, document, human};
use crate::bundle::fs_read;
use crate::exit::{Exit, Stop};
use crate::{files, terminal};

/// Where the examples go, beside the policy.
const FILE: &str = "cases/mutants.cases";

pub(super) fn run(args: &Args, bundle: &Bundle, root: &Path) -> Result<Exit, Stop> {
    let programs = chosen(args, bundle)?;
    let ran = tested(&programs);
    if !ran.iter().all(Ran::passed) {
        // A case that fails kills every mutant, and says nothing of any.
        match args.format {
            Format::Json => terminal::print_raw(&format!("{}\n", document(&ran, &[])))?,
            _ => terminal::print(&human(&ran))?,
        }
        return Ok(Exit::No);
    }
    let end = args.time_limit.map(Duration::from_secs);
    let end = end.and_then(|limit| now().checked_add(limit));
    let mut all = Vec::new();
    for program in &programs {
        let excuses = Excuses::beside(program, root)?;
        let mutants = Mutants::of(program, &excuses.equivalent, args.effort);
        let ran = run_all(&mutants, &program.policy().name, end);
        all.push(mutants.told(ran));
    }
    terminal::progress("");
    match args.format {
        Format::Json => {
            let mut whole = document(&ran, &[]);
            if let Some(object) = whole.as_object_mut() {
                object.insert("mutants".to_owned(), json(&all));
            }
            terminal::print_raw(&format!("{}\n", json!(whole)))?;
        }
        _ => terminal::print(&text(&all, &terminal::PALETTE))?,
    }
    if args.write {
        for mutated in &all {
            add(mutated, bundle, root)?;
        }
    }
    let below = |mutated: &&Mutated| args.min.is_some_and(|min| mutated.share().percent() < min);
    for mutated in all.iter().filter(below) {
        anstream::eprintln!(
            "{}: {}% of its mutants are killed, and {}% is asked for",
            mutated.program.policy().name,
            mutated.share().percent(),
            args.min.unwrap_or_default()
        );
    }
    let is_stale = all.iter().any(|mutated| !mutated.stale.is_empty());
    Ok(
        match is_stale || all.iter().any(|mutated| below(&mutated)) {
            true => Exit::No,
            false => Exit::Fine,
        },
    )
}

/// Runs mutants on all processors until they are done or the time is over.
fn run_all(mutants: &Mutants<'_>, name: &str, end: Option<Instant>) -> Vec<Option<MutantRan>> {
    let count = mutants.count();
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let results: Vec<Mutex<Option<MutantRan>>> = (0..count).map(|_| Mutex::new(None)).collect();
    let work = || {
        while end.is_none_or(|end| now() < end) {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(result) = results.get(place) else {
                return;
            };
            let ran = mutants.run(place);
            if let Ok(mut result) = result.lock() {
                *result = ran;
            }
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            terminal::progress(&format!("{name}: {done} of {count} mutants"));
        }
    };
    thread::scope(|scope| {
        for _ in 1..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
        work();
    });
    let results = results.into_iter();
    results
        .map(|result| result.into_inner().ok().flatten())
        .collect()
}

/// Adds the examples that would kill survivors to the file of cases, once the whole bundle has
/// been seen to check and to pass with them.
fn add(mutated: &Mutated, bundle: &Bundle, root: &Path) -> Result<(), Stop> {
    let examples: Vec<&str> = mutated.examples().collect();
    let program = &mutated.program;
    let (Some(folder), false) = (folder(program, root), examples.is_empty()) else {
        return Ok(());
    };
    let name = &program.policy().name;
    let path = folder.join(FILE);
    let mut text = match path.exists() {
        true => fs_read(&path).map_err(|problem| Stop {
            exit: Exit::Input,
            message: format!("error: {} {}", path.display(), problem.words()),
        })?,
        false => format!("cases for {name} \"what its mutants asked for\"\n"),
    };
    for example in &examples {
        text.push('\n');
        text.push_str(example);
    }
    let formatted = bylaws_dsl::format::format(SourceId(0), &text, &TextLimits::default());
    let Some(text) = formatted.text else {
        return Err(refused(&path, "they cannot be laid out"));
    };
    passes(program, bundle, root, &path, &text)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| cannot(&path, error))?;
    }
    files::write_whole(&path, &text).map_err(|error| cannot(&path, error))?;
    anstream::eprintln!("{}: {} examples added", path.display(), examples.len());
    Ok(())
}

/// Sees to it that the bundle checks with the file, and that every case of the policy passes.
fn passes(
    program: &Arc<Program>,
    bundle: &Bundle,
    root: &Path,
    path: &Path,
    text: &str,
) -> Result<(), Stop> {
    let name = path.strip_prefix(root).unwrap_or(path);
    let name = name.to_string_lossy().replace('\\', "/");
    let mut sources = SourceMap::default();
    let mut is_there = false;
    for (_, source) in program.sources().iter() {
        let is_this = source.name == name;
        is_there |= is_this;
        let kept = if is_this { text } else { &source.text };
        sources.add(source.name.clone(), kept);
    }
    if !is_there {
        sources.add(name, text);
    }
    let compiled = Bundle::compile(sources, program.limits());
    let errors: Vec<String> = compiled
        .diagnostics
        .iter()
        .filter(|found| found.is_error())
        .map(|found| bylaws_dsl::render::human(found, &compiled.sources, true))
        .collect();
    let Some(mut with) = compiled.bundle else {
        return Err(refused(path, &errors.join("\n\n")));
    };
    for program in bundle.programs() {
        let policy = &program.policy().name;
        with = with
            .with_readings(policy, &program.choices())
            .map_err(|error| refused(path, &error.message))?;
    }
    let again = with.program(&program.policy().name);
    let ran = tested(&again.into_iter().collect::<Vec<_>>());
    match ran.iter().all(Ran::passed) {
        true => Ok(()),
        false => Err(refused(path, &human(&ran))),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a limit of time counts what really goes by"
)]
fn now() -> Instant {
    Instant::now()
}

fn cannot(path: &Path, error: impl std::fmt::Display) -> Stop {
    Stop {
        exit: Exit::Input,
        message: format!("error: {} cannot be written: {error}", path.display()),
    }
}

fn refused(path: &Path, why: &str) -> Stop {
    Stop {
        exit: Exit::Internal,
        message: format!(
            "error: the examples were not written to {}: {why}",
            path.display()
        ),
    }
}
