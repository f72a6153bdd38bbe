//! The pages on the codes of this stage: each example raises exactly its code, each repair nothing.

use super::codes;
use crate::codes::ALL;

/// The fenced block of policy text below a heading.
fn block<'t>(page: &'t str, heading: &str) -> Option<&'t str> {
    let (_, section) = page.split_once(heading)?;
    let section = section.split("\n## ").next()?;
    let (_, rest) = section.split_once("```bylaw\n")?;
    rest.split_once("```").map(|(block, _)| block)
}

#[test]
fn examples_raise_their_code_and_repairs_raise_nothing() {
    for code in ALL.iter().filter(|code| code.id().starts_with("E01") || code.id().starts_with("E00")) {
        let page = code.page();
        assert!(page.starts_with(&format!("# {}: {}\n", code.id(), code.summary())), "{} has another title", code.id());
        let example = block(page, "\n## Example\n");
        let repair = block(page, "\n## Repair\n").unwrap_or_else(|| panic!("{} has no repair", code.id()));
        match example {
            Some(example) => assert_eq!(codes(example), [code.id()], "the example of {}", code.id()),
            None => assert!(code.id().starts_with("E00") && page.contains("```text"), "{} has no example", code.id()),
        }
        assert_eq!(codes(repair), [""; 0], "the repair of {}", code.id());
    }
}
