//! Files of examples that are large or hostile, and their part in the hash of a bundle.

use std::fmt::Write;

use bylaws_dsl::ir::Id;
use bylaws_runtime::examples;
use bylaws_tests::generate::Random;

use crate::support::{compile, diagnostics};

const POLICY: &str = "policy due

type kind is one of office, emergency

facts
  a.kind : kind
  kinds : set of kind
  label : text
  on : date
  visits : list of
    cost : money

output due : money is sum of v.cost for v in visits where a.kind = office and on > 2026-01-01
output said : text is label
output seen : set of kind is kinds

";

const CSV: [&str; 24] = [
    "\"",
    "\"\"",
    ",",
    ",",
    ",",
    "\n",
    "\r\n",
    "{",
    "}",
    "office",
    "{office, emergency}",
    "$1",
    "2026-01-01",
    "2026-02-30",
    "unknown",
    "none",
    "-",
    "a.kind,kinds,expect due\n",
    "expect",
    "\u{feff}",
    "é",
    "\u{0}",
    "((((",
    "99999999999999999999",
];

const JSON: [&str; 32] = [
    "[",
    "]",
    "{",
    "}",
    "{",
    "}",
    ",",
    ",",
    ":",
    ":",
    "\"a.kind\":",
    "\"a\":",
    "\"kind\":",
    "\"kinds\":",
    "\"on\":",
    "\"visits\":",
    "\"cost\":",
    "\"expect\":",
    "\"due\":",
    "\"needs\":",
    "\"office\"",
    "\"2026-02-30\"",
    "\"",
    "\\u00e9",
    "1",
    "-1.5",
    "1e9",
    "null",
    "true",
    "\n",
    "é",
    "\"kinds[99999999999].x\"",
];

/// Compiles the policy with a file of examples that may be anything; every finding has a place.
fn hostile(name: &str, file: &str) {
    let policy = format!("{POLICY}examples from \"{name}\"\n");
    let compiled = compile([("due.bylaw", policy.as_str()), (name, file)]);
    assert!(!diagnostics(&compiled).is_empty() || compiled.bundle.is_some());
    for found in &compiled.diagnostics {
        let source = compiled.sources.get(found.span.source).unwrap();
        let range = found.span.start as usize..found.span.end as usize;
        assert!(source.text.get(range).is_some(), "{file:?}");
    }
}

#[test]
fn hostile_files_of_examples() {
    for seed in 0..2_000 {
        let mut random = Random::new(seed);
        let mut csv = String::new();
        if random.chance(80) {
            csv.push_str("name,a.kind,kinds,label,on,expect due,expect reasons,expect needs\n");
        }
        let mut json = String::from(if random.chance(80) { "[{" } else { "" });
        for _ in 0..random.below(40) {
            csv.push_str(CSV[random.below(CSV.len())]);
            json.push_str(JSON[random.below(JSON.len())]);
        }
        hostile("cases.csv", &csv);
        hostile("cases.json", &json);
    }
    hostile("cases.json", &"[{\"a\":".repeat(200_000));
    hostile("cases.csv", &"a,".repeat(200_000));
}

#[test]
fn the_hash_covers_the_examples_of_the_policy() {
    let hash = |file: &str| {
        let policy = format!("{POLICY}examples from \"cases.csv\"\n");
        let compiled = compile([("due.bylaw", policy.as_str()), ("cases.csv", file)]);
        compiled.bundle.unwrap().hash()
    };
    let one = hash("label,expect said\nx,x\n");
    assert_eq!(one, hash("label,expect said\nx,x\n"));
    assert_ne!(one, hash("label,expect said\ny,y\n"));
}

#[test]
fn many_rows_are_many_examples() {
    let mut csv = String::from("label,a.kind,expect said\n");
    let mut json = String::from("[");
    for row in 0..5_000 {
        writeln!(csv, "row {row},office,row {row}").unwrap();
        let comma = if row > 0 { "," } else { "" };
        write!(
            json,
            "{comma}{{\"label\": \"{row}\", \"expect\": {{\"said\": \"{row}\"}}}}"
        )
        .unwrap();
    }
    json.push(']');
    let policy = format!("{POLICY}examples from \"cases.csv\"\nexamples from \"cases.json\"\n");
    let files = [
        ("due.bylaw", policy.as_str()),
        ("cases.csv", csv.as_str()),
        ("cases.json", json.as_str()),
    ];
    let bundle = compile(files).bundle.unwrap();
    let program = bundle.program("due").unwrap();
    let ids: Vec<_> = program.policy().examples.ids().collect();
    assert_eq!(ids.len(), 10_000);
    for id in ids.into_iter().filter(|id| id.index() % 97 == 0) {
        assert!(examples::run(program, id).mismatches.is_empty());
    }
}
