//! `bylaws fmt`: policies and cases in their canonical layout.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use bylaws_dsl::format::{Formatted, format};
use bylaws_dsl::{Limits, SourceId, SourceMap, codes, render};
use similar::TextDiff;

use crate::bundle::{self, Unreadable};
use crate::exit::{Exit, Stop};
use crate::files::write_whole;
use crate::{glob, terminal};

/// Lay policies and cases out as all are laid out; comments and meaning stay
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Files or folders; the whole bundle when there is none, standard input to standard output for `-`
    paths: Vec<PathBuf>,
    /// Write nothing; list the files that differ and end with 1 if there are any
    #[arg(long)]
    check: bool,
    /// Write nothing; show what would change and end with 1 if something would
    #[arg(long)]
    diff: bool,
}

/// What standard input is called in findings.
const INPUT: &str = "standard input";

/// What became of the files, for the summary and the exit code.
#[derive(Default)]
struct Tally {
    changed: usize,
    unchanged: usize,
    broken: usize,
    unreadable: usize,
    /// Whether the formatter found a defect of its own.
    defect: bool,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<Exit, Stop> {
    let mut tally = Tally::default();
    let mut sources = SourceMap::default();
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
        if args.paths.len() > 1 {
            return Err(Stop {
                exit: Exit::Usage,
                message: "error: `-` stands alone: standard input goes to standard output".into(),
            });
        }
        let text = standard_input();
        input(args, text, &mut sources, &mut tally)?;
        return Ok(tally.exit(args));
    }
    for path in files(args, folder)? {
        file(args, &path, &mut sources, &mut tally)?;
    }
    anstream::eprintln!("{}", tally.summary(args));
    Ok(tally.exit(args))
}

/// The files that are meant, each once.
fn files(args: &Args, folder: Option<&Path>) -> Result<Vec<PathBuf>, Stop> {
    if args.paths.is_empty() {
        return bundle::files(&bundle::root(folder)?);
    }
    let patterns = ["**/*.bylaw".to_owned(), "**/*.cases".to_owned()];
    let wanted = glob::patterns(&patterns).map_err(|_| Stop::silent(Exit::Internal))?;
    let mut files = Vec::new();
    for path in &args.paths {
        // As with `check`, a path may be one within the bundle.
        let within = folder.map(|folder| folder.join(path));
        let path = match within {
            Some(within) if !path.exists() && within.exists() => within,
            _ => path.clone(),
        };
        let found = match path.is_dir() {
            true => glob::files(&path, &wanted),
            false => vec![path],
        };
        for path in found {
            if !files.contains(&path) {
                files.push(path);
            }
        }
    }
    Ok(files)
}

fn file(args: &Args, path: &Path, sources: &mut SourceMap, tally: &mut Tally) -> Result<(), Stop> {
    let name = path.to_string_lossy().replace('\\', "/");
    let text = match bundle::fs_read(path) {
        Ok(text) => text,
        Err(problem) => {
            tally.unreadable += 1;
            anstream::eprintln!("{}\n", problem.finding(&name).human());
            return Ok(());
        }
    };
    let Some(formatted) = formatted(&name, &text, sources, tally) else {
        return Ok(());
    };
    if formatted == text {
        tally.unchanged += 1;
        return Ok(());
    }
    tally.changed += 1;
    if args.diff {
        terminal::print(&difference(&name, &text, &formatted))?;
    } else if args.check {
        terminal::print(&format!("{name}\n"))?;
    } else if let Err(error) = write_whole(path, &formatted) {
        tally.changed -= 1;
        tally.unreadable += 1;
        anstream::eprintln!("error: {name} could not be written: {error}\n");
    }
    Ok(())
}

fn input(
    args: &Args,
    text: Result<String, Unreadable>,
    sources: &mut SourceMap,
    tally: &mut Tally,
) -> Result<(), Stop> {
    let text = match text {
        Ok(text) => text,
        Err(problem) => {
            tally.unreadable += 1;
            anstream::eprintln!("{}", problem.finding(INPUT).human());
            return Ok(());
        }
    };
    let Some(formatted) = formatted(INPUT, &text, sources, tally) else {
        return Ok(());
    };
    tally.changed += usize::from(formatted != text);
    if args.diff {
        terminal::print(&difference(INPUT, &text, &formatted))?;
    } else if args.check && formatted != text {
        terminal::print(&format!("{INPUT}\n"))?;
    } else if !args.check {
        terminal::print_raw(&formatted)?;
    }
    Ok(())
}

/// The text in its layout; what is wrong with it is shown, and nothing given then.
fn formatted(name: &str, text: &str, sources: &mut SourceMap, tally: &mut Tally) -> Option<String> {
    let source: SourceId = sources.add(name, text);
    let Formatted { text, diagnostics } = format(source, text, &Limits::default());
    if text.is_none() {
        tally.broken += 1;
        for found in diagnostics.iter().filter(|found| found.is_error()) {
            tally.defect |= found.code == codes::FORMAT_WOULD_CHANGE;
            anstream::eprintln!("{}\n", render::human(found, sources, true));
        }
    }
    text
}

/// What would change, as a unified diff.
fn difference(name: &str, old: &str, new: &str) -> String {
    let diff = TextDiff::from_lines(old, new);
    let plain = diff
        .unified_diff()
        .header(name, &format!("{name} (formatted)"))
        .to_string();
    let palette = terminal::PALETTE;
    let mut text = String::new();
    for line in plain.split_inclusive('\n') {
        let colour = match line.chars().next() {
            _ if line.starts_with("--- ") || line.starts_with("+++ ") => palette.strong,
            Some('-') => palette.bad,
            Some('+') => palette.good,
            Some('@') => palette.faint,
            _ => "",
        };
        let said = line.trim_end_matches('\n');
        match colour {
            "" => text.push_str(line),
            _ => text.push_str(&format!("{colour}{said}{}\n", palette.reset)),
        }
    }
    text
}

fn standard_input() -> Result<String, Unreadable> {
    let limit = Limits::default().source_bytes;
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .take(limit as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(Unreadable::Io)?;
    if bytes.len() > limit {
        return Err(Unreadable::TooLarge(bytes.len() as u64, limit));
    }
    bundle::utf8(bytes)
}

impl Tally {
    fn exit(&self, args: &Args) -> Exit {
        match self {
            Tally { defect: true, .. } => Exit::Internal,
            Tally {
                unreadable: 1.., ..
            } => Exit::Input,
            Tally { broken: 1.., .. } => Exit::No,
            Tally { changed: 1.., .. } if args.check || args.diff => Exit::No,
            _ => Exit::Fine,
        }
    }

    fn summary(&self, args: &Args) -> String {
        let files = |n: usize| format!("{n} file{}", if n == 1 { "" } else { "s" });
        let changed = match (args.check || args.diff, self.changed) {
            (true, 1) => "1 file differs".to_owned(),
            (true, n) => format!("{n} files differ"),
            (false, n) => format!("{} formatted", files(n)),
        };
        let mut summary = format!("{changed}, {} unchanged", self.unchanged);
        if self.broken > 0 {
            summary.push_str(&format!(", {} with errors", self.broken));
        }
        if self.unreadable > 0 {
            summary.push_str(&format!(
                ", {} could not be read or written",
                self.unreadable
            ));
        }
        summary
    }
}
