//! Rules that the source itself keeps.

use std::path::{Path, PathBuf};

use bylaws_dsl::codes;
use walkdir::WalkDir;

use crate::support::repository;

/// The files of the repository with one of these endings, without what is built.
fn files(endings: &[&str]) -> Vec<(PathBuf, String)> {
    let root = repository();
    let built = |path: &Path| path.ends_with("target") || path.ends_with(".git");
    WalkDir::new(&root)
        .into_iter()
        .filter_entry(|entry| !built(entry.path()))
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| {
            endings
                .iter()
                .any(|e| path.extension().is_some_and(|found| found == *e))
        })
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path.strip_prefix(&root).unwrap().to_owned(), text)
        })
        .collect()
}

/// The lines of Rust outside `allowed` that name one of `words` in code.
fn naming(words: &[&str], within: &[&str], allowed: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (path, text) in files(&["rs"]) {
        let searched = within.iter().any(|folder| path.starts_with(folder));
        // What only tests do is not part of the crate.
        let tests = path.file_stem().is_some_and(|name| name == "tests")
            || path.iter().any(|part| part == "tests");
        if tests || !searched || (!allowed.is_empty() && path.starts_with(allowed)) {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap();
            if words.iter().any(|word| code.contains(word)) {
                found.push(format!("{}:{}: {line}", path.display(), number + 1));
            }
        }
    }
    found
}

#[test]
fn one_folder_knows_the_parser_and_one_the_scripts() {
    assert_eq!(
        naming(
            &["pest::", "pest_derive"],
            &["crates"],
            "crates/dsl/src/parse"
        ),
        [""; 0]
    );
    assert_eq!(
        naming(&["rhai::"], &["crates"], "crates/runtime/src/script"),
        [""; 0]
    );
    assert_eq!(
        naming(
            &["fluent_bundle::", "fluent_syntax::"],
            &["crates"],
            "crates/runtime/src/locale"
        ),
        [""; 0]
    );
    assert_eq!(
        naming(
            &["arrow_array::", "arrow_buffer::", "arrow_schema::"],
            &["crates"],
            "crates/runtime/src/columns"
        ),
        [""; 0]
    );
}

#[test]
fn language_and_runtime_touch_nothing_outside() {
    let outside = [
        "std::fs",
        "std::net",
        "std::time",
        "std::env",
        "std::process",
        "std::thread",
    ];
    let pure = ["crates/dsl/src", "crates/review/src", "crates/runtime/src"];
    assert_eq!(naming(&outside, &pure, ""), [""; 0]);
}

#[test]
fn files_stay_small_and_say_what_they_are_for() {
    for (path, text) in files(&["rs"]) {
        let lines = text.lines().count();
        assert!(lines <= 600, "{} has {lines} lines", path.display());
        assert!(
            text.starts_with("//!"),
            "{} does not say what it is for",
            path.display()
        );
    }
}

#[test]
fn every_code_has_its_page() {
    let folder = repository().join("crates/dsl/codes");
    for code in codes::ALL {
        let title = format!("# {}: {}", code.id(), code.summary());
        assert_eq!(code.page().lines().next(), Some(title.as_str()));
    }
    let pages = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(pages, codes::ALL.len(), "a page without a code");
}

#[test]
fn nothing_points_into_the_machine_it_was_written_on() {
    // Written in two parts, so that this file does not find itself.
    let folders = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
    ];
    for (path, text) in files(&[
        "rs", "md", "toml", "bylaw", "cases", "case", "snap", "pest", "json", "ftl",
    ]) {
        for folder in folders {
            assert!(!text.contains(folder), "{} names {folder}", path.display());
        }
    }
}
