//! The book under `docs`: every block of it is checked or run, and shows what really comes out.
//!
//! | block | what happens |
//! | --- | --- |
//! | `bylaw` | a whole policy, alone: it checks without any finding, and decides the requests below |
//! | `bylaw,file=NAME` | a policy or its cases as a file of the bundle, checked together with the other files |
//! | `bylaw,error=CODE` | as either of these, but it gives this code and no other |
//! | `bylaw,file=NAME,untidy` | as a file, but not in the layout of `fmt`, as all others are |
//! | `bylaw,fragment` | lines that stand so in a whole policy of the page or of the bundle |
//! | `toml,file=bylaws.toml` | a manifest; it begins a new bundle, which goes on over the pages behind it |
//! | `csv,file=NAME`, `rhai,file=NAME`, `json,file=NAME`, `ftl,file=NAME` | another file of the bundle |
//! | `json` | requests for the policy above: an object, or an object a line |
//! | `json,decision` | the decisions on them, each without what is empty in it; `decision=whole` has everything |
//! | `text,decision` | the explanation of each |
//! | `text,findings` | what `check` finds in the policy above |
//! | `text,codes` | every code with what it stands for |
//! | `console` | `$ bylaws …` in the folder of the bundle, with its output; `exit=1` is the code it ends with |
//! | `rust` | compiled and run by the documentation tests of `tests` |
//!
//! Any other block fails. `BYLAWS_BLESS=1` writes what came out into the pages; the diff is the review.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test stops where it is wrong, and reads its pages from files"
)]

mod blocks;
mod files;
mod reader;
mod shown;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use blocks::blocks;
use files::files;
use reader::Reader;

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs")
}

/// What stands in brackets behind `]` in a text.
fn links(text: &str) -> impl Iterator<Item = &str> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
}

/// What a link calls a heading.
fn anchor(line: &str) -> Option<String> {
    let words = line
        .strip_prefix('#')?
        .trim_start_matches('#')
        .trim()
        .to_lowercase();
    let kept = words.replace(' ', "-");
    Some(
        kept.chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
            .collect(),
    )
}

/// The pages in the order of the table of contents.
fn pages() -> Vec<String> {
    let summary = fs::read_to_string(docs().join("src/SUMMARY.md")).unwrap();
    links(&summary).map(str::to_owned).collect()
}

#[test]
fn every_block_is_checked_or_run() {
    let bless = std::env::var_os("BYLAWS_BLESS").is_some();
    let mut reader = Reader::new("pages");
    for page in pages() {
        let path = docs().join("src").join(&page);
        let text = fs::read_to_string(&path).unwrap();
        let shown = reader.page(&page, &text);
        if bless && shown != text {
            fs::write(&path, shown).unwrap();
        }
    }
    let told = reader.wrong.join("\n\n");
    assert!(
        told.is_empty(),
        "{told}\n\nBYLAWS_BLESS=1 writes what came out into the pages"
    );
}

#[test]
fn every_page_is_listed_and_every_link_leads_somewhere() {
    let source = docs().join("src");
    let listed: BTreeSet<String> = pages().into_iter().collect();
    for path in files(&source)
        .iter()
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
    {
        let name = path
            .strip_prefix(&source)
            .unwrap()
            .to_str()
            .unwrap()
            .replace('\\', "/");
        assert!(
            name == "SUMMARY.md" || listed.contains(&name),
            "{name} is not listed"
        );
        let text = fs::read_to_string(path).unwrap();
        for link in links(&text).filter(|link| !link.contains("://")) {
            let file = link.split('#').next().unwrap();
            let target = path.parent().unwrap().join(file);
            assert!(file.is_empty() || target.exists(), "{name} links to {link}");
            if let Some((_, heading)) = link.split_once('#') {
                let target = if file.is_empty() { path } else { &target };
                let headings = fs::read_to_string(target).unwrap();
                let mut anchors = headings.lines().filter_map(anchor);
                assert!(
                    anchors.any(|anchor| anchor == heading),
                    "{name} links to {link}"
                );
            }
        }
    }
}

#[test]
fn all_rust_is_run_by_the_documentation_tests() {
    let run = fs::read_to_string(docs().join("../tests/src/lib.rs")).unwrap();
    for page in pages() {
        let text = fs::read_to_string(docs().join("src").join(&page)).unwrap();
        let shows_rust = blocks(&text).iter().any(|block| block.kind == "rust");
        assert!(
            !shows_rust || run.contains(&format!("docs/src/{page}\"")),
            "nothing runs {page}"
        );
    }
}

#[test]
fn the_readme_shows_a_policy_and_what_it_answers() {
    let readme = fs::read_to_string(docs().join("../README.md")).unwrap();
    let blocks = blocks(&readme);
    let shown = |kind| &blocks.iter().find(|b| b.kind == kind).unwrap().text;
    let mut reader = Reader::new("readme");
    reader.policy("README.md", shown("bylaw"), None, None);
    assert!(reader.wrong.is_empty(), "{}", reader.wrong.join("\n"));
    let late = r#"{"enrollment_date": "2026-01-01", "service_on": "2026-07-01", "authorized": true, "planned_for": "2026-07-01"}"#;
    reader.requests = vec![late.to_owned()];
    let told = reader.explanations();
    for line in shown("text").lines() {
        assert!(
            told.contains(line.trim()),
            "`{line}` does not stand in\n{told}"
        );
    }
}

#[test]
fn every_decision_record_is_a_page() {
    let included: String = files(&docs().join("src/decisions"))
        .into_iter()
        .map(|page| fs::read_to_string(page).unwrap())
        .collect();
    for record in files(&docs().join("decisions")) {
        let name = record.file_name().unwrap().to_str().unwrap();
        let line = format!("{{{{#include ../../decisions/{name}}}}}");
        assert!(included.contains(&line), "no page has the line {line}");
    }
}
