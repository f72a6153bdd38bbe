//! `bylaws watch`: check and test again at every save.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecursiveMode, Watcher};

use crate::exit::{Exit, Stop};
use crate::verbs::test;
use crate::{bundle, terminal};

/// Check and test again at every save of a file of the bundle, until Ctrl-C
#[derive(clap::Args)]
pub(crate) struct Args {
    /// End after so many runs
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    runs: Option<u64>,
}

/// An editor writes a file in several steps; a run waits until nothing happened for so long.
const QUIET: Duration = Duration::from_millis(80);
/// A folder in which something happens all the time is checked all the same after so long.
const PATIENCE: Duration = Duration::from_secs(1);

/// Something that the watch reacts to.
enum Signal {
    Saved,
    Interrupted,
    /// The files can no longer be watched, and why.
    Lost(String),
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<Exit, Stop> {
    let root = bundle::root(folder)?;
    let (sender, signals) = mpsc::channel();
    let interrupt = sender.clone();
    let failed = |what: &str, error: &dyn std::fmt::Display| Stop {
        exit: Exit::Internal,
        message: format!("error: {what}: {error}"),
    };
    // The watch begins before the first run, so that no save falls between the two.
    let within = root.canonicalize().unwrap_or_else(|_| root.clone());
    let watched = within.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        let signal = match event {
            Ok(event) if is_save(&event, &watched) => Signal::Saved,
            Ok(_) => return,
            Err(error) => Signal::Lost(error.to_string()),
        };
        // Nobody listens any more when the command ends.
        let _ = sender.send(signal);
    })
    .map_err(|error| failed("the bundle cannot be watched", &error))?;
    watcher
        .watch(&within, RecursiveMode::Recursive)
        .map_err(|error| failed("the bundle cannot be watched", &error))?;
    ctrlc::set_handler(move || drop(interrupt.send(Signal::Interrupted)))
        .map_err(|error| failed("Ctrl-C cannot be listened for", &error))?;

    let mut done = 0;
    loop {
        once(&root)?;
        done += 1;
        if args.runs.is_some_and(|runs| done >= runs) {
            return Ok(Exit::Fine);
        }
        terminal::print("waiting for a save; Ctrl-C ends\n")?;
        match next(&signals) {
            Signal::Saved => {}
            Signal::Interrupted => return Ok(Exit::Fine),
            Signal::Lost(error) => return Err(failed("the bundle is no longer watched", &error)),
        }
    }
}

/// Waits for a save and for the end of what belongs to it.
fn next(signals: &Receiver<Signal>) -> Signal {
    let lost = || Signal::Lost("nothing more is told of it".to_owned());
    match signals.recv() {
        Ok(Signal::Saved) => {}
        Ok(other) => return other,
        Err(_) => return lost(),
    }
    let begun = now();
    while begun.elapsed() < PATIENCE {
        match signals.recv_timeout(QUIET) {
            Ok(Signal::Saved) => {}
            Ok(other) => return other,
            Err(mpsc::RecvTimeoutError::Timeout) => break,
            Err(mpsc::RecvTimeoutError::Disconnected) => return lost(),
        }
    }
    Signal::Saved
}

/// Whether a file of the bundle changed, and not only was read.
fn is_save(event: &Event, root: &Path) -> bool {
    let changed = matches!(
        event.kind,
        EventKind::Any | EventKind::Create(_) | EventKind::Modify(_) | EventKind::Remove(_)
    );
    let is_ours = |path: &std::path::PathBuf| {
        let within = path.strip_prefix(root).unwrap_or(path);
        let hidden = within.iter().any(|part| {
            let part = part.to_string_lossy();
            part.starts_with('.') || part == "target"
        });
        let kind = within.extension().and_then(|kind| kind.to_str());
        // A whole folder may come or go, and has no kind.
        !hidden && kind.is_none_or(|kind| KINDS.contains(&kind))
    };
    changed && event.paths.iter().any(is_ours)
}

/// The kinds of files that a bundle is made of.
const KINDS: &[&str] = &["bylaw", "cases", "csv", "json", "rhai", "toml"];

/// One check and, where nothing is wrong, one run of the tests.
fn once(root: &Path) -> Result<(), Stop> {
    let begun = now();
    let mut text = String::new();
    if std::io::stdout().is_terminal() {
        text.push_str("\u{1b}[2J\u{1b}[H");
    }
    // Between two steps of a save a file may be gone: that is told, and the next save mends it.
    match bundle::load(Some(root)) {
        Err(stop) => text.push_str(&format!("{}\n\n", stop.message)),
        Ok(loaded) => {
            for finding in &loaded.unreadable {
                text.push_str(&format!("{}\n\n", finding.human()));
            }
            for found in &loaded.diagnostics {
                let shown = bylaws_dsl::render::human(found, &loaded.sources, true);
                text.push_str(&format!("{shown}\n\n"));
            }
            let errors = loaded.errors().count() + loaded.unreadable.len();
            match &loaded.bundle {
                Some(bundle) if errors == 0 => {
                    let ran = test::run_all(bundle, None);
                    if ran.is_empty() {
                        text.push_str(&format!("{}\n", test::NOTHING_TO_TEST));
                    }
                    text.push_str(&test::human(&ran));
                }
                _ => {
                    let s = if errors == 1 { "" } else { "s" };
                    let palette = terminal::PALETTE;
                    text.push_str(&format!(
                        "{}{errors} error{s}{}; nothing was tested\n",
                        palette.bad, palette.reset
                    ));
                }
            }
        }
    }
    text.push_str(&format!("checked in {} ms\n", begun.elapsed().as_millis()));
    terminal::print(&text)?;
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command tells how long it took; no decision sees it"
)]
fn now() -> Instant {
    Instant::now()
}
