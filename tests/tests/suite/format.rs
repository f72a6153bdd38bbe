//! The formatter keeps what a policy says, its comments and its decisions, and is done after one
//! time; the policies of the repository are laid out as it lays them out.

use bylaws_dsl::ast::File;
use bylaws_dsl::format::format;
use bylaws_dsl::parse::parse;
use bylaws_dsl::{Limits, SourceId};
use bylaws_runtime::explain;
use bylaws_tests::generate::{Disturbance, Layout, Random, untidy};
use walkdir::WalkDir;

use crate::agreement::for_each_seed;
use crate::support::{repository, without_places};

fn formatted(text: &str) -> String {
    let formatted = format(SourceId(0), text, &Limits::default());
    let found = formatted.diagnostics;
    formatted
        .text
        .unwrap_or_else(|| panic!("{found:?} in\n{text}"))
}

fn read(text: &str) -> File {
    let parsed = parse(SourceId(0), text, &Limits::default());
    assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
    parsed.file
}

/// The numbers of the notes of a text, in order.
fn notes(text: &str) -> Vec<usize> {
    let notes = text.split("# note ").skip(1);
    notes
        .map(|rest| rest.lines().next().unwrap().trim().parse().unwrap())
        .collect()
}

#[test]
fn a_policy_says_the_same_afterwards() {
    for_each_seed(200, |seed, mut trial| {
        let said = read(&trial.text);
        let (text, count) = untidy(&mut trial.random, &trial.text, Disturbance::Lines);
        assert_eq!(read(&text), said, "seed {seed}: the untidy text\n{text}");
        let once = formatted(&text);
        assert_eq!(read(&once), said, "seed {seed}:\n{text}\n{once}");
        assert_eq!(formatted(&once), once, "seed {seed}: again\n{text}");
        let all: Vec<usize> = (0..count).collect();
        assert_eq!(notes(&once), all, "seed {seed}: comments\n{text}\n{once}");
        assert!(!once.lines().any(|line| line.ends_with(' ')), "seed {seed}");

        let json = trial.json(Layout::Nested);
        let decided = |program: &std::sync::Arc<bylaws_runtime::Program>| {
            let decision = without_places(program.decide_json(&json, &trial.options));
            explain::decision_json(&decision).replace(&program.hash().to_string(), "")
        };
        let before = decided(&trial.program);
        assert_eq!(
            decided(&trial.with_text(&once)),
            before,
            "seed {seed}:\n{once}"
        );
    });
}

#[test]
fn the_policies_of_the_repository_say_the_same_afterwards() {
    for (path, tidy) in policies() {
        let said = read(&tidy);
        for seed in 0..3 {
            let mut random = Random::new(seed);
            let (text, count) = untidy(&mut random, &tidy, Disturbance::Lines);
            assert_eq!(
                read(&text),
                said,
                "{path}, seed {seed}: the untidy text\n{text}"
            );
            let once = formatted(&text);
            assert_eq!(read(&once), said, "{path}, seed {seed}:\n{once}");
            assert_eq!(formatted(&once), once, "{path}, seed {seed}: again");
            let all: Vec<usize> = (0..count).collect();
            assert_eq!(notes(&once), all, "{path}, seed {seed}:\n{text}\n{once}");
        }
    }
}

/// The policies and cases of the repository, with their places.
fn policies() -> Vec<(String, String)> {
    let root = repository();
    let folders = ["policies", "crates/cli/template"].into_iter();
    let entries = folders.flat_map(|folder| WalkDir::new(root.join(folder)).sort_by_file_name());
    let paths = entries.map(|entry| entry.unwrap().into_path());
    let kinds = ["bylaw", "cases"];
    let found: Vec<_> = paths
        .filter(|path| {
            path.extension()
                .is_some_and(|kind| kinds.iter().any(|k| kind == *k))
        })
        .map(|path| {
            (
                path.display().to_string(),
                std::fs::read_to_string(&path).unwrap(),
            )
        })
        .collect();
    assert!(found.len() >= 10, "only {} files were found", found.len());
    found
}

#[test]
fn blanks_make_no_difference() {
    for_each_seed(200, |seed, mut trial| {
        let (text, _) = untidy(&mut trial.random, &trial.text, Disturbance::Blanks);
        assert_eq!(
            formatted(&text),
            formatted(&trial.text),
            "seed {seed}:\n{text}"
        );
    });
}

#[test]
fn the_policies_of_the_repository_are_laid_out() {
    for (path, text) in policies() {
        assert_eq!(formatted(&text), text, "{path}");
    }
}

#[test]
fn the_policies_of_the_readme_are_laid_out() {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let blocks = readme.split("```bylaw\n").skip(1);
    let mut seen = 0;
    for block in blocks {
        let text = block.split("```").next().unwrap();
        assert_eq!(formatted(text), text);
        seen += 1;
    }
    assert!(seen > 0, "the README has lost its policy");
}
