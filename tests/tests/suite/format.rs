//! The formatter keeps what a policy says, its comments and its decisions, and is done after one
//! time; the policies of the repository are laid out as it lays them out.

use bylaws_dsl::ast::File;
use bylaws_dsl::format::format;
use bylaws_dsl::parse::parse;
use bylaws_dsl::{Limits, SourceId};
use bylaws_runtime::{Options, explain};
use bylaws_tests::generate::{Disturbance, Layout, Random, untidy};
use walkdir::WalkDir;

use crate::agreement::for_each_seed;
use crate::support::{compile, repository, without_places};

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

/// A text with one blank where there are several within a line: how far apart columns stand is
/// the author's choice, where they are lined up.
fn squeezed(text: &str) -> String {
    let line = |line: &str| {
        let indent = line.len() - line.trim_start().len();
        let words: Vec<&str> = line.split(' ').filter(|word| !word.is_empty()).collect();
        format!("{}{}\n", " ".repeat(indent), words.join(" "))
    };
    text.lines().map(line).collect()
}

#[test]
fn blanks_make_no_difference_but_for_columns() {
    for_each_seed(200, |seed, mut trial| {
        let (text, _) = untidy(&mut trial.random, &trial.text, Disturbance::Blanks);
        assert_eq!(
            squeezed(&formatted(&text)),
            squeezed(&formatted(&trial.text)),
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

/// The two policies by which the language was designed.
#[test]
fn the_policies_of_the_design_are_laid_out_already_and_decide() {
    let read = |name: &str| {
        std::fs::read_to_string(repository().join("tests/language").join(name)).unwrap()
    };
    let (continuity, pricing, bundles) = (
        read("continuity.bylaw"),
        read("pricing.bylaw"),
        read("bundles.csv"),
    );
    for text in [&continuity, &pricing] {
        let formatted = format(SourceId(0), text, &Limits::default());
        assert_eq!(formatted.text.as_ref(), Some(text));
    }
    let compiled = compile([
        ("continuity.bylaw", continuity.as_str()),
        ("pricing.bylaw", pricing.as_str()),
        ("bundles.csv", bundles.as_str()),
    ]);
    let bundle = compiled.bundle.unwrap();
    let continuity = bundle.program("group_care.continuity_of_care").unwrap();
    for id in continuity.policy().examples.ids() {
        let outcome = bylaws_runtime::examples::run(continuity, id);
        assert!(outcome.mismatches.is_empty(), "{:?}", outcome.mismatches);
    }
    // $28,500 for the bundle, 2% more for quality, and 20% of it up to $1,500 for the member.
    let request = r#"{"service_on": "2026-03-01", "covered_lives": 60000, "service_line": "joint_replacement",
        "region": "west", "billed": 40000, "center_of_excellence": true,
        "quality": {"complication_rate": "1%", "benchmark_rate": "2%"}}"#;
    let pricing = bundle.program("alliance.pricing").unwrap();
    let decision = pricing.decide_json(request, &Options::default());
    let json = explain::decision_json(&decision);
    assert!(
        json.contains(r#""outputs":{"allowed":29070.00,"member_share":1500.00}"#),
        "{json}"
    );
}
