//! Whole files in, syntax and findings out.
//!
//! Each `tests/parse/*.bylaw` has its findings beside it in a `.found` file, one on a line: the
//! code, line and column, and the marked text. `BLESS=1 cargo test -p bylaws-dsl` writes them anew.

#![expect(clippy::disallowed_methods, reason = "the cases are files")]

mod expressions;
mod hostile;
mod pages;

use std::path::{Path, PathBuf};

use super::{Parsed, parse};
use crate::ast::{BinaryOp, Combine, ExprKind, ItemKind, TypeName};
use crate::value::{MonthEnd, Rounding};
use crate::{Limits, SourceId, SourceMap};

/// Reads a text with the default limits.
fn read(text: &str) -> Parsed {
    parse(SourceId(0), text, &Limits::default())
}

/// The codes of what is wrong, in the order of the text.
fn codes(text: &str) -> Vec<&'static str> {
    read(text).diagnostics.iter().map(|d| d.code.id()).collect()
}

/// The one item of a policy that has nothing wrong.
fn item(text: &str) -> ItemKind {
    let parsed = read(&format!("policy p\n{text}\n"));
    assert_eq!(parsed.diagnostics, [], "{text}");
    parsed.file.items.into_iter().next().unwrap().kind.kind
}

/// What is wrong with a text, a line for each.
fn findings(text: &str) -> String {
    let mut sources = SourceMap::default();
    let id = sources.add("case", text);
    let mut lines = String::new();
    for found in parse(id, text, &Limits::default()).diagnostics {
        let at = sources.get(id).unwrap().position(found.span.start);
        lines += &format!(
            "{} {}:{} {}\n",
            found.code.id(),
            at.line,
            at.column,
            sources.text(found.span)
        );
        assert!(!found.help.is_empty(), "{} has no help", found.message);
    }
    lines
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parse");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "bylaw")
    });
    paths.sort();
    paths
}

#[test]
fn every_case_has_the_findings_beside_it() {
    let bless = std::env::var("BLESS").is_ok();
    for path in cases() {
        let found = findings(&std::fs::read_to_string(&path).unwrap());
        let beside = path.with_extension("found");
        if bless {
            std::fs::write(&beside, &found).unwrap();
        }
        assert_eq!(
            found,
            std::fs::read_to_string(&beside).unwrap_or_default(),
            "{}",
            path.display()
        );
    }
}

#[test]
fn the_sample_policy_is_read_completely() {
    let text = include_str!("../../tests/parse/continuity_of_care.bylaw");
    let parsed = read(text);
    assert_eq!(parsed.diagnostics, []);
    let header = parsed.file.header.unwrap();
    assert_eq!(header.name.kind, "group_care.continuity_of_care");
    assert_eq!(header.as_of.unwrap().kind, "service_on");
    assert_eq!(header.months_end.unwrap().kind, MonthEnd::LastDay);
    assert_eq!(parsed.file.items.len(), 18);
    let facts = parsed
        .file
        .items
        .iter()
        .find_map(|item| match &item.kind.kind {
            ItemKind::Facts(facts) => Some(facts.len()),
            _ => None,
        });
    assert_eq!(facts, Some(21));
    let ItemKind::Category(chronic) = &parsed.file.items[13].kind.kind else {
        panic!("not a category")
    };
    assert_eq!(
        (
            chronic.name.kind.as_str(),
            chronic.caps.len(),
            chronic.refers.len()
        ),
        ("serious_chronic", 2, 1)
    );
    assert_eq!(parsed.file.items[13].cites.len(), 1);
}

#[test]
fn places_are_exact_also_behind_a_byte_order_mark() {
    let text = "\u{feff}policy p\r\n\r\nwindow w \"é\" is 180 days after start\r\n  in force from 2026-01-01 until 2027-01-01\r\n";
    let mut sources = SourceMap::default();
    let id = sources.add("case", text);
    let parsed = parse(id, text, &Limits::default());
    assert_eq!(parsed.diagnostics, []);
    let item = &parsed.file.items[0];
    let ItemKind::Window { name, title, is } = &item.kind.kind else {
        panic!("not a window")
    };
    assert_eq!(sources.text(name.span), "w");
    assert_eq!(sources.text(title.as_ref().unwrap().span), "\"é\"");
    assert_eq!(sources.text(is.span), "180 days after start");
    let ExprKind::Binary(op, left, right) = &is.kind else {
        panic!("not an operation")
    };
    assert_eq!((op.kind, sources.text(op.span)), (BinaryOp::After, "after"));
    assert_eq!(
        (sources.text(left.span), sources.text(right.span)),
        ("180 days", "start")
    );
    assert!(sources.text(item.kind.span).ends_with("until 2027-01-01"));
    assert_eq!(
        item.in_force
            .as_ref()
            .unwrap()
            .until
            .unwrap()
            .kind
            .to_string(),
        "2027-01-01"
    );
}

#[test]
fn a_place_ends_where_the_last_word_ends() {
    let text = "policy p\nfacts\n  a : integer # note\n    \"title\"\ncategory c\n  at most 1 day after d # note\n  when d\n";
    let mut sources = SourceMap::default();
    let id = sources.add("case", text);
    let parsed = parse(id, text, &Limits::default());
    assert_eq!(parsed.diagnostics, []);
    let ItemKind::Facts(facts) = &parsed.file.items[0].kind.kind else {
        panic!("not facts")
    };
    assert_eq!(sources.text(facts[0].ty.span), "integer");
    let ItemKind::Category(category) = &parsed.file.items[1].kind.kind else {
        panic!("not a category")
    };
    assert_eq!(sources.text(category.caps[0].span), "at most 1 day after d");
    assert_eq!(sources.text(category.caps[0].anchor.span), "d");
}

#[test]
fn header_lines_are_kept() {
    let parsed = read(
        "policy p \"P\"\n  combine earliest\n  money rounds half even\n  months end on refuse\n  covers services on d\n",
    );
    let header = parsed.file.header.unwrap();
    assert_eq!(header.combine.unwrap().kind, Combine::Earliest);
    assert_eq!(header.rounding.unwrap().kind, Rounding::HalfEven);
    assert_eq!(header.months_end.unwrap().kind, MonthEnd::Refuse);
    assert_eq!(header.covers.unwrap().kind, "d");
    assert_eq!(
        codes("cases for p\n\ngiven\n  a yes\n\nexample \"e\"\n  expect\n    outcome covered\n"),
        [""; 0]
    );
}

#[test]
fn types_are_kept() {
    let ItemKind::Facts(facts) = item(
        "facts\n  a : integer 1..3?\n  b : date or open\n  c : set of e \"t\"\n  d : money ..$5\n  f : integer -5..",
    ) else {
        panic!("not facts")
    };
    assert!(
        matches!(&facts[0].ty.kind, TypeName::Optional(inner) if matches!(inner.kind, TypeName::Plain { low: Some(_), high: Some(_), .. }))
    );
    assert_eq!(facts[1].ty.kind, TypeName::DateOrOpen);
    assert!(matches!(&facts[2].ty.kind, TypeName::Set(name) if name.kind == "e"));
    assert!(matches!(
        &facts[3].ty.kind,
        TypeName::Plain {
            low: None,
            high: Some(_),
            ..
        }
    ));
    assert!(
        matches!(&facts[4].ty.kind, TypeName::Plain { low: Some(low), high: None, .. } if matches!(low.kind, ExprKind::Negate(_)))
    );
}

#[test]
fn an_exception_keeps_its_parts_in_any_order() {
    let text = "define d : percent \"t\" is 10%\n  except 20% when a overrides x, y as z because \"why\"\n  cites s \"1\" [unverified]";
    let ItemKind::Define(define) = item(text) else {
        panic!("not a define")
    };
    let except = &define.excepts[0];
    assert_eq!(except.overrides.len(), 2);
    assert_eq!(except.label.as_ref().unwrap().kind, "z");
    assert_eq!(except.because.as_ref().unwrap().kind, "why");
}

#[test]
fn a_cap_takes_its_own_convention() {
    let text = "category c\n  at most 12 months beginning d ending on next day less 1 day if r = a\n  at most cap after d";
    let ItemKind::Category(category) = item(text) else {
        panic!("not a category")
    };
    assert_eq!(category.caps[0].ending.unwrap().kind, MonthEnd::NextDay);
    assert!(category.caps[0].less.is_some() && category.caps[0].condition.is_some());
    assert!(category.caps[1].ending.is_none());
}

#[test]
fn examples_keep_unknown_and_sets() {
    let text = "example \"e\"\n  given\n    a unknown\n    b -5\n    cites page \"p\"\n    c {x,\n      y}\n  expect\n    reasons {\"r\"}\n    needs {}\n    given yes";
    let ItemKind::Example(example) = item(text) else {
        panic!("not an example")
    };
    assert_eq!(example.given.len(), 3);
    assert!(example.given[0].value.is_none());
    assert_eq!(example.expect.len(), 3);
}

#[test]
fn words_used_in_one_place_are_ordinary_names() {
    for name in [
        "day", "month", "min", "given", "empty", "last", "next", "first", "latest", "earliest",
        "force", "expect", "on",
    ] {
        item(&format!("define {name} : integer is {name} + {name}(a, b)"));
        item(&format!("facts\n  {name} : {name}"));
    }
    item("define x : boolean is provider.open and in.network");
}

#[test]
fn a_file_indented_with_tabs_is_read_and_reported_once_for_each_item() {
    let text = "policy p\n\tas of d\nexample \"e\"\n\tgiven\n\t\ta 1\n    b 2\n\texpect\n\t\toutcome covered\nfacts\n  d :\tdate\n";
    assert_eq!(codes(text), ["E0103", "E0103", "E0103"]);
    let parsed = read(text);
    assert!(parsed.file.header.unwrap().as_of.is_some());
    let ItemKind::Example(example) = &parsed.file.items[0].kind.kind else {
        panic!("not an example")
    };
    assert_eq!((example.given.len(), example.expect.len()), (2, 1));
}

#[test]
fn lines_at_the_wrong_depth_are_read_as_what_they_are_meant_to_be() {
    let text = "policy p\nfacts\na : date\nb : date\n  c : date\n  category x\n    when a is given\nfrom a\n";
    assert_eq!(codes(text), ["E0104", "E0104", "E0104"]);
    let parsed = read(text);
    assert!(matches!(&parsed.file.items[0].kind.kind, ItemKind::Facts(facts) if facts.len() == 3));
    assert!(
        matches!(&parsed.file.items[1].kind.kind, ItemKind::Category(category) if category.from.is_some())
    );
}

#[test]
fn characters_that_cannot_be_seen_are_named() {
    for (text, number) in [
        ("\0\0\0", "U+0000"),
        ("\u{202e}policy p\n", "U+202E"),
        ("policy p\n\noutput x : boolean is \u{2066}yes\n", "U+2066"),
    ] {
        let found = read(text).diagnostics;
        let codes: Vec<&str> = found.iter().map(|found| found.code.id()).collect();
        assert_eq!(codes, ["E0117"], "{text:?}");
        assert!(found[0].message.contains(number), "{}", found[0].message);
    }
}

#[test]
fn the_header_is_first_and_single() {
    assert_eq!(codes(""), ["E0101"]);
    assert_eq!(codes("source s\n"), ["E0101"]);
    assert_eq!(codes("source s\npolicy p\n"), ["E0101"]);
    assert_eq!(codes("policy p\npolicy q\n"), ["E0114"]);
    assert_eq!(codes("polcy p\nsource s\n"), ["E0102"]);
    assert_eq!(
        codes("policy p\ngiven\n  a 1\nexample \"e\"\ngiven\n  a 1\n  expect\n    outcome x\n"),
        ["E0104"]
    );
}

#[test]
fn what_could_not_be_read_leaves_its_names() {
    let parsed = read(
        "policy p\ndefine a : integer is\nfacts\n  b date\n  c : date\ntype t is one of\n  x y\n  z\n",
    );
    let names: Vec<_> = parsed
        .unread
        .iter()
        .map(|name| name.kind.as_str())
        .collect();
    assert_eq!(
        names,
        ["a", "b", "date", "x", "y"]
            .into_iter()
            .filter(|n| *n != "date")
            .collect::<Vec<_>>()
    );
    assert_eq!(parsed.diagnostics.len(), 3);
    assert_eq!(parsed.file.items.len(), 2);
}
