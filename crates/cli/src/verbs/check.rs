//! `bylaws check`: everything that is wrong with a bundle, in one run.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bylaws_dsl::{codes, render};
use serde_json::json;

use crate::bundle::{self, Loaded};
use crate::exit::{Exit, Stop};
use crate::finding::{Finding, sarif};
use crate::{glob, manifest, paths, terminal};

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
    let loaded = load(&args.paths, folder)?;
    let is_wanted = |file: &str| {
        let path = loaded.root.join(file);
        let named = |wanted: &PathBuf| {
            paths::is_below(&path, wanted) || paths::is_below(&path, &loaded.root.join(wanted))
        };
        file == manifest::FILE || args.paths.is_empty() || args.paths.iter().any(named)
    };
    let findings: Vec<Finding> = loaded.findings();
    let findings = findings.iter().filter(|f| is_wanted(&f.place.file));
    let findings: Vec<&Finding> = findings.collect();
    let errors = findings.iter().filter(|f| f.is_error()).count();
    let warnings = findings.len() - errors;
    match args.format {
        Format::Human => {
            let mut text = String::new();
            for finding in loaded
                .unreadable
                .iter()
                .filter(|f| is_wanted(&f.place.file))
            {
                text.push_str(&format!("{}\n\n", finding.human()));
            }
            for found in &loaded.diagnostics {
                let source = loaded.sources.get(found.span.source);
                if source.is_none_or(|source| is_wanted(&source.name)) {
                    let shown = render::human(found, &loaded.sources, true);
                    text.push_str(&format!("{shown}\n\n"));
                }
            }
            text.push_str(&summary(&loaded, errors, warnings));
            terminal::print(&text)?;
        }
        Format::Json => {
            let all: Vec<_> = findings.iter().map(|f| f.json()).collect();
            let document = json!({ "errors": errors, "warnings": warnings, "diagnostics": all });
            terminal::print_raw(&format!("{document}\n"))?;
        }
        Format::Sarif => {
            let here = std::env::current_dir()?;
            let moved = moved(&findings, &loaded.root);
            terminal::print_raw(&format!("{}\n", sarif(&moved, &here)))?;
        }
        Format::Github => {
            let lines = moved(&findings, &loaded.root);
            let lines: String = lines.iter().map(|f| format!("{}\n", f.github())).collect();
            terminal::print_raw(&lines)?;
        }
    }
    Ok(match errors {
        0 => Exit::Fine,
        _ => loaded.on_error,
    })
}

/// The findings with their files as the working directory sees them.
fn moved(findings: &[&Finding], root: &Path) -> Vec<Finding> {
    let findings = findings.iter().map(|f| (*f).clone());
    findings.map(|f| f.seen_from_here(root)).collect()
}

/// The bundle that the paths belong to; files outside any bundle are checked by themselves.
fn load(paths: &[PathBuf], folder: Option<&Path>) -> Result<Loaded, Stop> {
    let root = match bundle::root(folder) {
        Ok(root) => Some(root),
        Err(_) if folder.is_none() && !paths.is_empty() => None,
        Err(stop) => return Err(stop),
    };
    let paths = paths
        .iter()
        .map(|path| existing(path, root.as_deref()))
        .collect::<Result<Vec<_>, _>>()?;
    let loaded = match root {
        Some(root) if paths.iter().all(|path| paths::is_below(path, &root)) => {
            bundle::load(Some(&root))?
        }
        _ => bundle::load_files(files(&paths)?),
    };
    for path in &paths {
        let names = loaded.sources.iter().map(|(_, source)| &source.name);
        let mut names = names.chain(loaded.unreadable.iter().map(|f| &f.place.file));
        if !names.any(|name| paths::is_below(&loaded.root.join(name), path)) {
            let message = match path.is_dir() {
                true => format!("`{}` holds no policy and no cases", path.display()),
                false => format!("`{}` is no policy of the bundle", path.display()),
            };
            return Err(Stop::coded(Exit::Input, codes::NO_SUCH_FILE, message, None));
        }
    }
    Ok(loaded)
}

/// A path of the command line: from the working directory, or else from the bundle's folder.
fn existing(path: &Path, root: Option<&Path>) -> Result<PathBuf, Stop> {
    let within = root.map(|root| root.join(path));
    let found = std::iter::once(path.to_owned()).chain(within);
    let mut found = found.filter(|path| path.exists());
    found.next().ok_or_else(|| {
        let message = format!("there is no file or folder `{}`", path.display());
        Stop::coded(Exit::Input, codes::NO_SUCH_FILE, message, None)
    })
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

fn summary(loaded: &Loaded, errors: usize, warnings: usize) -> String {
    let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    let names = loaded.sources.iter().map(|(_, source)| &source.name);
    let files = names.filter(|name| *name != manifest::FILE).count() + loaded.unreadable.len();
    let (strong, reset) = (terminal::PALETTE.strong, terminal::PALETTE.reset);
    let mut line = format!("{strong}{} checked{reset}: ", count(files, "file"));
    line.push_str(&match (errors, warnings) {
        (0, 0) => "nothing to mend".to_owned(),
        (0, warnings) => count(warnings, "warning"),
        (errors, 0) => count(errors, "error"),
        (errors, warnings) => format!("{}, {}", count(errors, "error"), count(warnings, "warning")),
    });
    let programs = loaded.bundle.iter().flat_map(|bundle| bundle.programs());
    let scripts = programs.flat_map(|program| program.policy().scripts.values());
    let scripts: BTreeSet<_> = scripts.map(|script| script.source).collect();
    if !scripts.is_empty() {
        let scripts = count(scripts.len(), "script");
        line.push_str(&format!("; {scripts}, opaque to every analysis"));
    }
    if errors > 0 {
        line.push_str("\n`bylaws explain CODE` tells more about a code");
    }
    line.push('\n');
    line
}
