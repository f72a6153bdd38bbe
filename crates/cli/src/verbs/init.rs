//! `bylaws init`: a new bundle that checks and tests clean.

use std::fs;
use std::path::{Path, PathBuf};

use crate::exit::{Exit, Stop};
use crate::terminal;

/// Start a new bundle: a manifest, a policy with a table and examples, a file of cases, a request
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder, the working directory when there is none; it is made when it does not exist
    folder: Option<PathBuf>,
}

/// The files of a new bundle. `NAME` in the manifest becomes the folder's name.
const FILES: &[(&str, &str)] = &[
    ("bylaws.toml", include_str!("../../template/bylaws.toml")),
    ("gym.bylaw", include_str!("../../template/gym.bylaw")),
    (
        "cases/renewal.cases",
        include_str!("../../template/cases/renewal.cases"),
    ),
    ("request.json", include_str!("../../template/request.json")),
];

pub(crate) fn run(args: &Args, bundle: Option<&Path>) -> Result<Exit, Stop> {
    let folder = match (args.folder.as_deref(), bundle) {
        (Some(_), Some(_)) => {
            return Err(Stop {
                exit: Exit::Usage,
                message: "error: the folder is named twice, with -C and behind `init`".to_owned(),
            });
        }
        (folder, bundle) => folder.or(bundle).unwrap_or(Path::new(".")),
    };
    let taken: Vec<String> = FILES
        .iter()
        .map(|(name, _)| folder.join(name))
        .filter(|path| path.exists())
        .map(|path| path.display().to_string())
        .collect();
    if !taken.is_empty() {
        let message = format!(
            "error: nothing was written, since this exists already: {}",
            taken.join(", ")
        );
        return Err(Stop {
            exit: Exit::Usage,
            message,
        });
    }
    let name = bundle_name(folder);
    for (file, text) in FILES {
        let path = folder.join(file);
        write(&path, &text.replace("NAME", &name)).map_err(|error| Stop {
            exit: Exit::Input,
            message: format!("error: {} could not be written: {error}", path.display()),
        })?;
    }
    let at = match folder == Path::new(".") {
        true => String::new(),
        false => format!(" -C {}", pasted(folder)),
    };
    let request = pasted(&folder.join("request.json"));
    terminal::print(&format!(
        "A new bundle is in {}. Try:\n  bylaws{at} check\n  bylaws{at} test\n  bylaws{at} explain gym.membership --facts {request}\n",
        folder.display(),
    ))?;
    Ok(Exit::Fine)
}

/// A path as it can be pasted into a shell.
fn pasted(path: &Path) -> String {
    let shown = path.display().to_string();
    let plain =
        |c: char| c.is_alphanumeric() || "-._/:+,@%".contains(c) || (cfg!(windows) && c == '\\');
    match shown.chars().all(plain) && !shown.is_empty() {
        true => shown,
        false => format!("'{}'", shown.replace('\'', "'\\''")),
    }
}

/// Writes a new file, with the folder that it lies in.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    crate::files::write_whole(path, text)
}

fn bundle_name(folder: &Path) -> String {
    let full = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = full.file_name().map_or("policies".to_owned(), |name| {
        name.to_string_lossy().into_owned()
    });
    name.chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '-' || c == '_' {
                c
            } else {
                '-'
            }
        })
        .collect()
}
