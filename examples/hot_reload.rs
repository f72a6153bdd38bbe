//! A folder of policies that may change while the host decides by them: the shell watches and
//! reads, the library compiles aside and swaps.
//!
//! `cargo run -p bylaws-examples --example hot_reload -- FOLDER`, then save a policy in it

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;
use std::{fs, io};

use bylaws_dsl::SourceMap;
use bylaws_runtime::{Bundle, Compiled, ContentHash, Engine, Limits};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};

/// An editor writes a file in several steps; a reload waits until nothing happened for so long.
const QUIET: Duration = Duration::from_millis(100);

/// Reads every policy and table of a folder and compiles them aside.
#[expect(
    clippy::disallowed_methods,
    reason = "the host is the shell that reads files"
)]
fn compile(folder: &Path) -> io::Result<Compiled> {
    let mut sources = SourceMap::default();
    let mut paths: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    paths.sort();
    for path in paths {
        let kind = path.extension().and_then(|kind| kind.to_str());
        if matches!(kind, Some("bylaw" | "cases" | "csv")) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            sources.add(name, fs::read_to_string(&path)?);
        }
    }
    Ok(Bundle::compile(sources, &Limits::default()))
}

/// What came of a change in the folder.
#[derive(Debug)]
enum Reload {
    /// This bundle decides from now on.
    Swapped(ContentHash),
    /// The old bundle goes on deciding, and why.
    Refused(String),
}

/// Takes up what changed. A file that is gone between two steps of a save is no reason to stop: the
/// end of the save is one more change.
fn reload(engine: &Engine, folder: &Path) -> Reload {
    let compiled = match compile(folder) {
        Ok(compiled) => compiled,
        Err(error) => return Reload::Refused(error.to_string()),
    };
    match engine.swap(compiled) {
        Ok(_old) => Reload::Swapped(engine.bundle().hash()),
        Err(refused) => Reload::Refused(refused.to_string()),
    }
}

/// Tells of every change in a folder for as long as the watcher lives.
fn watch(folder: &Path) -> notify::Result<(RecommendedWatcher, Receiver<()>)> {
    let (sender, changes) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access()) {
            // Nobody listens any more when the host ends.
            let _ = sender.send(());
        }
    })?;
    watcher.watch(folder, RecursiveMode::NonRecursive)?;
    Ok((watcher, changes))
}

/// Waits for a change and for the end of what belongs to it; false when the watch is over.
fn changed(changes: &Receiver<()>) -> bool {
    if changes.recv().is_err() {
        return false;
    }
    loop {
        match changes.recv_timeout(QUIET) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}

#[expect(clippy::print_stdout, reason = "an example shows what it does")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args_os().nth(1).ok_or("which folder?")?);
    // The watch begins before the first reading, so that no save falls between the two.
    let (_watcher, changes) = watch(&folder)?;
    let engine = Arc::new(Engine::new(compile(&folder)?)?);
    // Here the threads of the host would start, each with a clone of the `Arc`.
    println!("deciding by {}", engine.bundle().hash());
    while changed(&changes) {
        match reload(&engine, &folder) {
            Reload::Swapped(hash) => println!("deciding by {hash}"),
            Reload::Refused(why) => println!("{why}\n\nthe policies from before go on deciding"),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "policy age\n\nfacts\n  age : integer 0..150\n\noutput adult : boolean is age >= 18\n";

    #[expect(clippy::disallowed_methods, reason = "the test saves like an editor")]
    fn save(folder: &Path, text: &str) {
        fs::write(folder.join("age.bylaw"), text).unwrap();
    }

    #[test]
    fn a_save_is_taken_up_and_a_broken_one_is_refused() {
        let folder = format!("bylaws-hot-reload-{}", std::process::id());
        let folder = std::env::temp_dir().join(folder);
        fs::create_dir_all(&folder).unwrap();
        save(&folder, TEXT);
        let (_watcher, changes) = watch(&folder).unwrap();
        let engine = Engine::new(compile(&folder).unwrap()).unwrap();
        let first = engine.bundle().hash();

        save(&folder, &TEXT.replace("18", "21"));
        assert!(changed(&changes));
        let Reload::Swapped(second) = reload(&engine, &folder) else {
            panic!("the text is right");
        };
        assert_ne!(second, first);

        save(&folder, &TEXT.replace("age >= 18", "agee >= 18"));
        assert!(changed(&changes));
        let Reload::Refused(why) = reload(&engine, &folder) else {
            panic!("the text has an error");
        };
        assert!(
            why.contains("age.bylaw:6") && why.contains("`age`"),
            "{why}"
        );
        assert_eq!(engine.bundle().hash(), second);
        fs::remove_dir_all(&folder).unwrap();
    }
}
