//! `bylaws diff --driver`: one file as git shows its changes, within the bundle that it lies in.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bylaws_review::Effort;
use bylaws_review::report::{PolicyReview, Review};
use bylaws_runtime::{Bundle, Program};
use similar::TextDiff;

use super::diff::{Format, print};
use crate::bundle::{self, Instead};
use crate::exit::{Exit, Stop};
use crate::terminal;

/// Few enough that a log of many changes still scrolls.
const CASES: u64 = 20_000;

/// git gives the path, then file, hash and mode of the old version and of the new one. Whatever
/// happens, git is shown something and told that all is well: else it stops.
pub(crate) fn run(words: &[String]) -> Result<Exit, Stop> {
    let [path, old, _, _, new, ..] = words else {
        return Err(Stop {
            exit: Exit::Usage,
            message:
                "error: git gives a diff driver a path, and file, hash and mode of both versions"
                    .to_owned(),
        });
    };
    if let Some(review) = review(Path::new(path), Path::new(old), Path::new(new)) {
        if review.differs() {
            print(&review, Format::Human)?;
        }
        // Comments between items and the like are of no item.
        if review.differs() || read(old) == read(new) {
            return Ok(Exit::Fine);
        }
    }
    let (before, after) = (read(old), read(new));
    let text = TextDiff::from_lines(&before, &after);
    let text = text.unified_diff().header(path, path).to_string();
    terminal::print(&text)?;
    Ok(Exit::Fine)
}

/// The policies that the file is part of, in both versions; none where one of them does not
/// check.
fn review(path: &Path, old: &Path, new: &Path) -> Option<Review> {
    let full = std::env::current_dir().ok()?.join(path);
    let root = full
        .ancestors()
        .skip(1)
        .find(|folder| folder.join(crate::manifest::FILE).is_file())?;
    let with = |file: &Path| -> Option<Bundle> {
        let file = file.is_file().then(|| file.to_owned());
        let full = full.canonicalize().unwrap_or_else(|_| full.clone());
        let instead: Instead = [(full, file)].into_iter().collect::<Instead>();
        bundle::whole(bundle::load_with(Some(root), &instead).ok()?).ok()
    };
    let (before, after) = (with(old)?, with(new)?);
    let mut review = Review {
        old: format!("a/{}", path.display()),
        new: format!("b/{}", path.display()),
        ..Review::default()
    };
    let effort = Effort {
        cases: CASES,
        regions: 3,
    };
    let names = |bundle: &Bundle| -> Vec<(String, Arc<Program>)> {
        let all = bundle.programs();
        all.map(|program| (program.policy().name.to_string(), Arc::clone(program)))
            .collect()
    };
    let (before, after) = (names(&before), names(&after));
    let find = |all: &[(String, Arc<Program>)], name: &str| {
        all.iter()
            .find(|(other, _)| other == name)
            .map(|(_, program)| Arc::clone(program))
    };
    let gone = before
        .iter()
        .filter(|(name, _)| find(&after, name).is_none());
    for (name, _) in after.iter().chain(gone) {
        let (old, new) = (find(&before, name), find(&after, name));
        let found = PolicyReview::of_programs(old.as_ref(), new.as_ref(), &effort);
        if found.differs() {
            review.policies.push(found);
        }
    }
    Some(review)
}

/// The text of a version; nothing where the file is missing in it.
fn read(file: &str) -> String {
    bundle::fs_read(&PathBuf::from(file)).unwrap_or_default()
}
