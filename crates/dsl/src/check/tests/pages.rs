//! The pages on the codes of this stage: each example raises exactly its code, each repair nothing.

use super::{codes_of, found};
use crate::codes::ALL;

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

#[test]
fn examples_raise_their_code_and_repairs_raise_nothing() {
    let stages = ["E02", "E03", "E04", "W05"];
    let pages: Vec<_> = ALL
        .iter()
        .filter(|code| stages.iter().any(|stage| code.id().starts_with(stage)))
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
                codes_of(&example),
                [code.id()],
                "the example of {}",
                code.id()
            );
        }
        assert_eq!(found(&repair), [""; 0], "the repair of {}", code.id());
    }
}
