//! The pages on the codes of this stage: each example raises exactly its code, each repair nothing.

use super::read_all;
use crate::codes::ALL;
use crate::{SourceMap, lint};

/// Codes whose example would be too large for a page; a test of its own has it.
const DESCRIBED: [&str; 3] = ["E0410", "E0418", "E0462"];

/// The files of the fenced blocks of policy text below a heading.
fn blocks<'t>(page: &'t str, heading: &str) -> Vec<&'t str> {
    let section = page.split_once(heading).map_or("", |(_, section)| section);
    let section = section.split("\n## ").next().unwrap_or_default();
    section
        .split("```bylaw\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("```"))
        .map(|(block, _)| block)
        .collect()
}

/// The codes of this stage and of the lints behind it.
fn linted(texts: &[&str]) -> Vec<&'static str> {
    let (checked, all) = read_all(texts);
    let mut sources = SourceMap::default();
    for text in texts {
        sources.add("page.bylaw", *text);
    }
    let lints = lint::lint(&checked, &sources);
    all.iter().chain(&lints).map(|d| d.code.id()).collect()
}

#[test]
fn examples_raise_their_code_and_repairs_raise_nothing() {
    let stages = ["E02", "E03", "E04", "W05"];
    let pages: Vec<_> = ALL
        .iter()
        .filter(|code| stages.iter().any(|stage| code.id().starts_with(stage)))
        // Translations are checked where they are read; the suite has their pages.
        .filter(|code| !code.id().starts_with("W054"))
        .collect();
    assert!(
        pages.len() >= 30,
        "the stages of this list have their codes"
    );
    for code in pages {
        let page = code.page();
        let title = format!("# {}: {}\n\n", code.id(), code.summary());
        let text = page
            .strip_prefix(&title)
            .unwrap_or_else(|| panic!("{} has another title", code.id()));
        let why = text.split("\n## ").next().unwrap_or_default();
        assert!(
            why.matches(". ").count() + why.matches(".\n").count() >= 2,
            "{} does not say why",
            code.id()
        );
        let (example, repair) = (
            blocks(page, "\n## Example\n"),
            blocks(page, "\n## Repair\n"),
        );
        assert!(!repair.is_empty(), "{} has no repair", code.id());
        if !DESCRIBED.contains(&code.id()) {
            assert_eq!(
                linted(&example),
                [code.id()],
                "the example of {}",
                code.id()
            );
        }
        assert_eq!(linted(&repair), [""; 0], "the repair of {}", code.id());
    }
}
