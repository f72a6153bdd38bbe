//! The files that policies and cases read: CSV and JSON files and scripts that a text names, and
//! their neighbours, so that a misspelled name can be told with the right one. Scripts name further
//! scripts.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use crate::bundle::fs_read;

const SCRIPT: &str = "rhai";
const KINDS: [&str; 3] = ["csv", "json", SCRIPT];

/// What the texts of a bundle say about files.
#[derive(Default)]
pub(crate) struct DataFiles {
    /// The files that some text names.
    mentioned: BTreeSet<PathBuf>,
    /// The folders of the texts that name any, with the kind of file that is named.
    folders: BTreeSet<(PathBuf, &'static str)>,
}

impl DataFiles {
    /// Looks for names of files in quotes.
    pub(crate) fn note(&mut self, path: &Path, text: &str) {
        let folder = path.parent().unwrap_or(Path::new(""));
        let quoted = text
            .lines()
            .flat_map(|line| line.split('"').skip(1).step_by(2));
        for name in quoted {
            let Some(kind) = KINDS.into_iter().find(|kind| is_of(name, kind)) else {
                continue;
            };
            self.mentioned.insert(joined(folder, name));
            self.folders.insert((folder.to_owned(), kind));
        }
    }

    /// Every file that is there, and whether some text names it.
    pub(crate) fn found(mut self, root: &Path) -> BTreeMap<PathBuf, bool> {
        self.follow_imports(root);
        let mut found = BTreeMap::new();
        for (folder, kind) in &self.folders {
            let here = if folder.as_os_str().is_empty() {
                Path::new(".")
            } else {
                folder
            };
            for entry in std::fs::read_dir(here).into_iter().flatten().flatten() {
                let path = folder.join(entry.file_name());
                if path.extension().is_some_and(|extension| extension == *kind) && path.is_file() {
                    found.insert(path, false);
                }
            }
        }
        for path in self.mentioned.iter().filter(|path| path.is_file()) {
            found.insert(path.clone(), true);
        }
        found
    }

    /// The scripts that scripts of the bundle name.
    fn follow_imports(&mut self, root: &Path) {
        let mut seen = BTreeSet::new();
        loop {
            let is_new = |path: &&PathBuf| {
                let script = path
                    .extension()
                    .is_some_and(|extension| extension == SCRIPT);
                script && path.starts_with(root) && !seen.contains(*path)
            };
            let Some(path) = self.mentioned.iter().find(is_new).cloned() else {
                return;
            };
            if let Ok(text) = fs_read(&path) {
                self.note(&path, &text);
            }
            seen.insert(path);
        }
    }
}

/// Whether a name has this ending.
fn is_of(name: &str, kind: &str) -> bool {
    name.strip_suffix(kind)
        .is_some_and(|rest| rest.ends_with('.'))
}

/// A name beside a text, without the steps up and down again.
fn joined(folder: &Path, name: &str) -> PathBuf {
    let mut path = folder.to_owned();
    for part in Path::new(name).components() {
        match part {
            Component::ParentDir => {
                path.pop();
            }
            Component::Normal(part) => path.push(part),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    path
}
