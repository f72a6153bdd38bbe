//! `bylaws check`: everything that is wrong with a bundle, in one run.

use std::path::{Path, PathBuf};

use bylaws_dsl::render;
use serde_json::json;

use crate::bundle::{self, Loaded};
use crate::exit::{Exit, Stop};
use crate::finding::{Finding, sarif};
use crate::{glob, terminal};

/// Check policies: reading, names, types, and what looks like a slip
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Files or folders to tell about; the whole bundle when there is none
    paths: Vec<PathBuf>,
    /// How findings are written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    Human,
    Json,
    Sarif,
    Github,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<Exit, Stop> {
    let loaded = load(args, folder)?;
    let wanted =
        |file: &str| args.paths.is_empty() || args.paths.iter().any(|path| names(path, file));
    let unreadable: Vec<&Finding> = loaded
        .unreadable
        .iter()
        .filter(|f| wanted(&f.place.file))
        .collect();
    let diagnostics: Vec<_> = loaded
        .diagnostics
        .iter()
        .filter(|d| {
            loaded
                .sources
                .get(d.span.source)
                .is_none_or(|source| wanted(&source.name))
        })
        .collect();
    let errors = unreadable.len() + diagnostics.iter().filter(|d| d.is_error()).count();
    let warnings = unreadable.len() + diagnostics.len() - errors;
    let findings = || {
        let located = diagnostics.iter().map(|d| Finding::of(d, &loaded.sources));
        unreadable
            .iter()
            .copied()
            .cloned()
            .chain(located)
            .collect::<Vec<_>>()
    };
    match args.format {
        Format::Human => {
            let mut text: String = unreadable
                .iter()
                .map(|f| format!("{}\n\n", f.human()))
                .collect();
            for diagnostic in &diagnostics {
                text.push_str(&format!(
                    "{}\n\n",
                    render::human(diagnostic, &loaded.sources, true)
                ));
            }
            text.push_str(&summary(&loaded, errors, warnings));
            terminal::print(&text)?;
        }
        Format::Json => {
            let all: Vec<_> = findings().iter().map(Finding::json).collect();
            let document = json!({ "errors": errors, "warnings": warnings, "diagnostics": all });
            terminal::print_raw(&format!("{document}\n"))?;
        }
        Format::Sarif => terminal::print_raw(&format!("{}\n", sarif(&findings())))?,
        Format::Github => {
            let lines: String = findings()
                .iter()
                .map(|f| format!("{}\n", f.github()))
                .collect();
            terminal::print_raw(&lines)?;
        }
    }
    Ok(if errors > 0 { Exit::No } else { Exit::Fine })
}

/// The bundle that the paths belong to; files outside any bundle are checked by themselves.
fn load(args: &Args, folder: Option<&Path>) -> Result<Loaded, Stop> {
    match bundle::root(folder) {
        Ok(root) if args.paths.iter().all(|path| is_within(path, &root)) => {
            bundle::load(Some(&root))
        }
        Ok(_) => Ok(bundle::load_files(files(&args.paths)?)),
        Err(_) if folder.is_none() && !args.paths.is_empty() => {
            Ok(bundle::load_files(files(&args.paths)?))
        }
        Err(stop) => Err(stop),
    }
}

fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    let patterns = ["**/*.bylaw".to_owned(), "**/*.cases".to_owned()];
    let wanted = glob::patterns(&patterns).map_err(|_| Stop::silent(Exit::Internal))?;
    let mut files = Vec::new();
    for path in paths {
        match path.is_dir() {
            true => files.extend(glob::files(path, &wanted)),
            false => files.push(path.clone()),
        }
    }
    Ok(files)
}

fn is_within(path: &Path, root: &Path) -> bool {
    match (path.canonicalize(), root.canonicalize()) {
        (Ok(path), Ok(root)) => path.starts_with(root),
        _ => false,
    }
}

/// Whether a path of the command line names a file of the bundle (whose name is relative to it).
fn names(path: &Path, file: &str) -> bool {
    let plain: PathBuf = path
        .components()
        .filter(|c| !matches!(c, std::path::Component::CurDir))
        .collect();
    let shown = plain.to_string_lossy().replace('\\', "/");
    let full = path
        .canonicalize()
        .unwrap_or(plain.clone())
        .to_string_lossy()
        .replace('\\', "/");
    shown.is_empty()
        || shown == file
        || file.starts_with(&format!("{shown}/"))
        || full.ends_with(&format!("/{file}"))
        || (path.is_dir()
            && Path::new(file)
                .parent()
                .is_some_and(|parent| inside(parent, &full)))
}

/// Whether a folder of the bundle is the folder with this full path, or below it.
fn inside(parent: &Path, full: &str) -> bool {
    parent
        .ancestors()
        .any(|ancestor| match ancestor.to_string_lossy() {
            name if name.is_empty() => false,
            name => full.ends_with(&format!("/{name}")),
        })
}

fn summary(loaded: &Loaded, errors: usize, warnings: usize) -> String {
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let files = loaded.sources.iter().count() + loaded.unreadable.len();
    let (strong, reset) = (terminal::PALETTE.strong, terminal::PALETTE.reset);
    let mut line = format!("{strong}{} checked{reset}: ", count(files, "file"));
    line.push_str(&match (errors, warnings) {
        (0, 0) => "nothing to mend".to_owned(),
        (0, warnings) => count(warnings, "warning"),
        (errors, 0) => count(errors, "error"),
        (errors, warnings) => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    });
    if errors > 0 {
        line.push_str("\n`bylaws explain CODE` tells more about a code");
    }
    line.push('\n');
    line
}
