//! Texts that nobody writes: each is refused or read, quickly and in order.

use std::fmt::Write;

use super::{codes, read};
use crate::parse::parse;
use crate::{Limits, SourceId};

const MANY: usize = 100_000;

fn assumed(expression: &str) -> Vec<&'static str> {
    codes(&format!("policy p\nassume {expression}\n"))
}

#[test]
fn deep_nesting_is_refused_before_it_is_read() {
    assert_eq!(
        assumed(&format!("{}a{}", "(".repeat(MANY), ")".repeat(MANY))),
        ["E0004"]
    );
    assert_eq!(
        assumed(&format!("{}a{}", "{".repeat(MANY), "}".repeat(MANY))),
        ["E0004"]
    );
    assert_eq!(
        assumed(&format!("{}a{}", "f(".repeat(MANY), ")".repeat(MANY))),
        ["E0004"]
    );
    assert_eq!(assumed(&format!("{}a", "not ".repeat(MANY))), ["E0004"]);
    assert_eq!(assumed(&format!("{}a", "- ".repeat(MANY))), ["E0004"]);
    assert_eq!(
        assumed(&format!("{}c", "if a then b else ".repeat(MANY / 4))),
        ["E0004"]
    );
    assert_eq!(assumed(&"if ".repeat(MANY)), ["E0004"]);
    assert_eq!(
        assumed(&format!("{}a", "if a then ".repeat(MANY))),
        ["E0004"]
    );
}

#[test]
fn chains_that_would_be_deep_trees_are_refused() {
    for between in [" + ", " - ", " * ", " of ", " after ", " otherwise "] {
        assert_eq!(
            assumed(&vec!["a"; MANY].join(between)),
            ["E0004"],
            "{between}"
        );
    }
    let endings = format!("a{}", " ending on last day".repeat(MANY / 4));
    assert_eq!(assumed(&endings), ["E0004"]);
    assert_eq!(assumed(&vec!["a"; MANY + 1].join(" and ")), ["E0004"]);
}

#[test]
fn comparisons_and_tests_do_not_pile_up() {
    assert!(
        assumed(&vec!["a"; MANY / 10].join(" = "))
            .iter()
            .all(|code| *code == "E0109")
    );
    assert_eq!(
        assumed(&format!("a{}", " is given".repeat(MANY / 4))),
        ["E0109"]
    );
}

#[test]
fn long_lists_of_conditions_are_fine() {
    let list: Vec<_> = (0..5_000)
        .map(|i| format!("a = {i} or b is given and c + d < e"))
        .collect();
    assert_eq!(assumed(&list.join(" and ")), [""; 0]);
}

#[test]
fn nesting_up_to_the_limit_is_read() {
    let nested = |levels: usize| format!("{}a{}", "(".repeat(levels), ")".repeat(levels));
    assert_eq!(assumed(&nested(60)), [""; 0]);
    assert_eq!(assumed(&nested(65)), ["E0004"]);
    let caps = "  at most 12 months after d if a = b\n".repeat(500);
    assert_eq!(codes(&format!("policy p\ncategory c\n{caps}")), [""; 0]);
    let generous = Limits {
        nesting: usize::MAX,
        ..Limits::default()
    };
    let count = |levels| {
        parse(
            SourceId(0),
            &format!("policy p\nassume {}\n", nested(levels)),
            &generous,
        )
        .diagnostics
        .len()
    };
    assert_eq!((count(120), count(MANY)), (0, 1));
}

#[test]
fn limits_on_size_are_coded() {
    let small = Limits {
        source_bytes: 10,
        items: 2,
        ..Limits::default()
    };
    let code = |text: &str| {
        parse(SourceId(0), text, &small)
            .diagnostics
            .first()
            .map(|d| d.code.id())
    };
    assert_eq!(code("policy long_name\n"), Some("E0002"));
    let few = Limits {
        items: 2,
        ..Limits::default()
    };
    let parsed = parse(
        SourceId(0),
        "policy p\nsource a\nsource b\nsource c\n",
        &few,
    );
    assert_eq!(
        parsed
            .diagnostics
            .iter()
            .map(|d| d.code.id())
            .collect::<Vec<_>>(),
        ["E0003"]
    );
    assert_eq!(parsed.file.items.len(), 1);
}

#[test]
fn long_tokens_and_many_lines_are_no_trouble() {
    let long = "a".repeat(1_000_000);
    read(&format!("policy {long}\n"));
    read(&format!("policy p\n{long} x\n"));
    read(&format!("policy p\nassume {}\n", "1".repeat(1_000_000)));
    read(&format!("policy p\nassume \"{long}\n"));
    read(&format!("policy p\nassume {}\n", ")".repeat(MANY)));
    read(&"when\n".repeat(MANY));
    read(&"example \"e\"\ngiven\n".repeat(MANY / 4));
    read(&format!(
        "policy p\nexample \"e\"\n{}",
        "  given\n  expect\n".repeat(MANY / 4)
    ));
    read(&format!("policy p\nfacts\n{}", " a\n".repeat(MANY)));
    read(&"\u{a0}\t\r".repeat(MANY));
    read(&format!("policy p\nassume {}\n", "‘".repeat(MANY)));
    read(&format!("policy p\nassume {}\n", "«".repeat(MANY)));
}

/// A file of about this many bytes, mostly in one block.
fn file_of(bytes: usize) -> String {
    let mut text = String::from("policy p\n\nfacts\n");
    let mut n = 0;
    while text.len() < bytes {
        let _ = writeln!(
            text,
            "  a_fact_with_a_long_name_{n} : date or open # {:0>400}",
            n
        );
        n += 1;
    }
    text
}

#[test]
fn a_file_of_the_largest_size_is_read() {
    assert!(read(&file_of(16_000_000)).diagnostics.is_empty());
}

/// Small pseudo-random numbers, the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

#[test]
fn edits_of_a_policy_never_panic_and_mark_places_within_it() {
    let sample = include_str!("../../../tests/parse/every_kind_of_item.bylaw");
    let scraps = [
        "(",
        ")",
        "{",
        "\"",
        "\n",
        "\t",
        "  ",
        " is ",
        " else ",
        " and ",
        " if ",
        "..",
        "$",
        "%",
        "5",
        "\u{0}",
        "é",
        "#",
        "category x\n",
        ":",
        ",",
        "-",
        "not ",
    ];
    let mut dice = Dice(42);
    for _ in 0..2_000 {
        let mut chars: Vec<char> = sample.chars().collect();
        for _ in 0..=dice.below(4) {
            let at = dice.below(chars.len());
            match dice.below(3) {
                0 => drop(chars.drain(at..(at + 1 + dice.below(6)).min(chars.len()))),
                1 => drop(chars.splice(at..at, scraps[dice.below(scraps.len())].chars())),
                _ => {
                    let other = dice.below(chars.len());
                    chars.swap(at, other);
                }
            }
        }
        let text: String = chars.into_iter().collect();
        for found in read(&text).diagnostics {
            let marked = text.get(found.span.start as usize..found.span.end as usize);
            assert!(marked.is_some(), "{found:?} is not a place in the text");
            assert!(!found.message.is_empty() && !found.message.ends_with('.'));
        }
    }
}

#[test]
fn every_beginning_of_a_policy_is_read() {
    let sample = include_str!("../../../tests/parse/every_kind_of_item.bylaw");
    for (at, _) in sample.char_indices().step_by(3) {
        read(&sample[..at]);
    }
}
