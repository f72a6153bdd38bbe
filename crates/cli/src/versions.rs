//! A version of a bundle, wherever it lies: in a folder, in snapshots, or in git.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bylaws_dsl::codes;
use bylaws_review::{Normal, normal, snapshot};
use bylaws_runtime::Bundle;

use crate::exit::{Exit, Stop};
use crate::{bundle, glob};

/// A version of a bundle.
pub(crate) enum Version {
    /// Policies that decide.
    Bundle(Bundle),
    /// What snapshots say of policies.
    Snapshots(Vec<Normal>),
}

impl Version {
    /// Every policy, normalized.
    pub(crate) fn normals(&self) -> Vec<Normal> {
        match self {
            Version::Bundle(bundle) => bundle
                .programs()
                .map(|program| normal(program, true))
                .collect(),
            Version::Snapshots(all) => all.clone(),
        }
    }
}

/// The version that a word of the command line names; git looks in the bundle's folder.
pub(crate) fn version(word: &str, folder: Option<&Path>) -> Result<Version, Stop> {
    let path = Path::new(word);
    if path.join(crate::manifest::FILE).is_file() {
        return Ok(Version::Bundle(bundle::whole(bundle::load(Some(path))?)?));
    }
    if path.is_dir() {
        let found = snapshots(path, "**/*.snap");
        if !found.is_empty() {
            let read: Result<Vec<Normal>, Stop> = found.iter().map(|file| read(file)).collect();
            return read.map(Version::Snapshots);
        }
    }
    if path.is_file() {
        return match word.ends_with(".bylaw") {
            true => Ok(Version::Bundle(bundle::whole(bundle::load_files(vec![
                path.to_owned(),
            ]))?)),
            false => Ok(Version::Snapshots(vec![read(path)?])),
        };
    }
    of_git(word, folder)
}

/// The snapshot files below a folder.
pub(crate) fn snapshots(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    glob::patterns(&[pattern.to_owned()])
        .map_or_else(|_| Vec::new(), |wanted| glob::files(folder, &wanted))
}

/// Reads one snapshot file.
pub(crate) fn read(path: &Path) -> Result<Normal, Stop> {
    let text = bundle::fs_read(path).map_err(|problem| {
        let message = format!("{}: {}", path.display(), problem.words());
        Stop::coded(Exit::Input, codes::UNREADABLE_FILE, message, None)
    })?;
    snapshot::read(&text).map_err(|error| {
        let message = format!("{}, line {}: {}", path.display(), error.line, error.message);
        let help = "`bylaws snapshot` writes it anew".to_owned();
        Stop::coded(Exit::Input, codes::BAD_SNAPSHOT, message, Some(help))
    })
}

/// A folder that is gone again at the end.
struct Aside(PathBuf);

impl Drop for Aside {
    fn drop(&mut self) {
        // What is left of it disturbs nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The bundle as it was at a revision.
fn of_git(revision: &str, folder: Option<&Path>) -> Result<Version, Stop> {
    let unknown = || {
        let message = format!("`{revision}` is no bundle, no snapshot and no git revision");
        let help = "a version is a folder with a bylaws.toml, a snapshot file, or a revision such as HEAD~1";
        Stop::coded(
            Exit::Input,
            codes::NO_SUCH_VERSION,
            message,
            Some(help.to_owned()),
        )
    };
    let root = bundle::root(folder).map_err(|_| unknown())?;
    let commit = format!("{revision}^{{commit}}");
    let verify = [
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &commit,
    ];
    let commit = git(&root, &verify).ok_or_else(unknown)?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let listed =
        git(&root, &["ls-tree", "-r", "-z", "--name-only", &commit, "."]).ok_or_else(unknown)?;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let aside = Aside(std::env::temp_dir().join(format!("bylaws-{}-{commit}", std::process::id())));
    for name in listed.split('\0').filter(|name| is_text(name)) {
        let Some(content) = git(&root, &["show", &format!("{commit}:./{name}")]) else {
            continue;
        };
        let path = aside.0.join(name);
        // A name that leads out of the folder is none of the bundle.
        if !path
            .components()
            .all(|part| part != std::path::Component::ParentDir)
        {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        write(&path, &content)?;
    }
    let loaded = bundle::load(Some(&aside.0)).map_err(|stop| Stop {
        message: format!("in the revision {revision}: {}", stop.message),
        ..stop
    })?;
    bundle::whole(loaded).map(Version::Bundle)
}

fn is_text(name: &str) -> bool {
    [".bylaw", ".cases", ".csv", ".toml", ".rhai"]
        .iter()
        .any(|end| name.ends_with(end))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command is the shell that writes files"
)]
fn write(path: &Path, content: &[u8]) -> std::io::Result<()> {
    fs::write(path, content)
}

/// What git answers; none where it refuses or is not there.
fn git(folder: &Path, arguments: &[&str]) -> Option<Vec<u8>> {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .output()
        .ok()?;
    output.status.success().then_some(output.stdout)
}
