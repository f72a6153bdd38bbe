//! `tests.toml` beside a policy: what no case can exercise, and which mutants no case can tell
//! apart, each with the reason that somebody has given.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bylaws_dsl::codes;
use bylaws_review::coverage::Excuse;
use bylaws_runtime::Program;
use serde::Deserialize;

use crate::bundle::{Unreadable, fs_read};
use crate::exit::{Exit, Stop};

const FILE: &str = "tests.toml";

/// What was said of a policy.
#[derive(Default)]
pub(super) struct Excuses {
    pub(super) unreachable: Vec<Excuse>,
    pub(super) equivalent: Vec<Excuse>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    unreachable: Vec<Unreachable>,
    #[serde(default)]
    equivalent: Vec<Equivalent>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unreachable {
    item: String,
    missing: String,
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Equivalent {
    item: String,
    change: String,
    reason: String,
}

impl Excuses {
    /// What the file beside a policy says; nothing where there is none.
    pub(super) fn beside(program: &Arc<Program>, root: &Path) -> Result<Self, Stop> {
        let Some(folder) = folder(program, root) else {
            return Ok(Self::default());
        };
        let path = folder.join(FILE);
        let text = match fs_read(&path) {
            Ok(text) => text,
            Err(Unreadable::Io(error)) if error.kind() == ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(problem) => return Err(unreadable(&path, &problem.words())),
        };
        let written: Written = toml::from_str(&text).map_err(|error| {
            let why = format!("cannot be read: {}", error.message());
            unreadable(&path, &why)
        })?;
        let unreachable = written.unreachable.into_iter().map(|found| Excuse {
            item: found.item,
            says: found.missing,
            reason: found.reason,
        });
        let equivalent = written.equivalent.into_iter().map(|found| Excuse {
            item: found.item,
            says: found.change,
            reason: found.reason,
        });
        Ok(Self {
            unreachable: unreachable.collect(),
            equivalent: equivalent.collect(),
        })
    }
}

/// The folder of the policy's own file.
pub(super) fn folder(program: &Arc<Program>, root: &Path) -> Option<PathBuf> {
    let (file, _) = program.policy().layers.last()?;
    let source = program.sources().get(*file)?;
    let path = root.join(&source.name);
    path.parent().map(Path::to_owned)
}

fn unreadable(path: &Path, why: &str) -> Stop {
    let message = format!("{} {why}", path.display());
    let help = "it has `[[unreachable]]` with `item`, `missing` and `reason`, and `[[equivalent]]` with `item`, `change` and `reason`";
    Stop::coded(
        Exit::Input,
        codes::UNREADABLE_FILE,
        message,
        Some(help.to_owned()),
    )
}
