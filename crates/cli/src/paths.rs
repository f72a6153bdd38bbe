//! Where things lie, as seen from the working directory.

use std::path::{Component, Path, PathBuf};

/// Whether a path is another one or lies below it, whatever way both are written. Neither must
/// exist, as long as the folders above it do.
pub(crate) fn is_below(path: &Path, other: &Path) -> bool {
    full(path).starts_with(full(other))
}

/// A file of a folder as a path from the working directory.
pub(crate) fn from_here(folder: &Path, file: &str) -> PathBuf {
    let file = full(folder).join(file);
    match std::env::current_dir() {
        Ok(here) => between(&full(&here), &file),
        Err(_) => file,
    }
}

/// The way from a folder to another place, both written in full.
fn between(from: &Path, to: &Path) -> PathBuf {
    let shared = from
        .components()
        .zip(to.components())
        .take_while(|(a, b)| a == b)
        .count();
    // Two drives of one machine share nothing.
    if shared == 0 {
        return to.to_owned();
    }
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

fn full(path: &Path) -> PathBuf {
    // The empty path is the working directory, but no system call takes it.
    let path = match path.as_os_str().is_empty() {
        true => Path::new("."),
        false => path,
    };
    if let Ok(full) = path.canonicalize() {
        return full;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if parent != path => full(parent).join(name),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_go_up_and_down() {
        let way = |from: &str, to: &str| between(Path::new(from), Path::new(to));
        assert_eq!(way("/a/b", "/a/b/c d"), Path::new("c d"));
        assert_eq!(way("/a/b", "/a/c"), Path::new("../c"));
        assert_eq!(way("/a/b", "/a/b"), Path::new(""));
    }
}
