//! What each lint tells, and above all what it must not tell.

use super::lint;
use crate::check::check_bundle;
use crate::parse::parse;
use crate::{Diagnostic, Limits, SourceMap};

const FACTS: &str = "policy demo
  months end on last day

type region is one of west, south, east

facts
  a : boolean
  b : boolean
  day : date 2020-01-01..2030-12-31
  ends : date or open
  lives : integer 1..100
  other : integer 200..
  rate : percent
  region : region
  home : region
  regions : set of region
  moved : date?
  name : text
";

/// The codes with the marked text of each.
fn found(text: &str) -> Vec<String> {
    let mut sources = SourceMap::default();
    let id = sources.add("demo.bylaw", text);
    let limits = Limits::default();
    let parsed = parse(id, text, &limits);
    assert_eq!(parsed.diagnostics, [], "{text}");
    let checked = check_bundle(&[parsed], &sources, &limits);
    let is_error = |d: &&Diagnostic| d.is_error();
    assert_eq!(checked.diagnostics.iter().find(is_error), None, "{text}");
    let told = |d: &Diagnostic| format!("{} {}", d.code.id(), sources.text(d.span));
    lint(&checked, &sources).iter().map(told).collect()
}

/// What is found in items beside the common facts, but for facts that they do not use.
fn among(items: &str) -> Vec<String> {
    let found = found(&format!("{FACTS}\n{items}\n"));
    let kept = |told: &String| !told.starts_with("W0520 ") || told.contains(" : ");
    found.into_iter().filter(kept).collect()
}

#[track_caller]
fn condition(expression: &str, expected: &[&str]) {
    let told = among(&format!("output it : boolean is {expression}"));
    assert_eq!(told, expected, "{expression}");
}

#[test]
fn tests_that_are_decided() {
    for always in [
        "lives >= 1",
        "lives < 101",
        "lives != 0",
        "0 = lives",
        "lives < other",
        "a = a",
        "lives > lives",
        "1 + 1 = 2",
        "$5 < $3",
        "day < 2019-01-01",
        "a and not a",
        "a or not a",
        "a and b = yes and a = no",
        "region = west and region = south",
        "region != west or region != south",
        "region = west or region = south or region = east",
        "region != west and region != south and region != east",
        "lives >= 50 and lives < 50",
        "lives < 50 or lives > 40",
        "a and lives < 5 and other > 300 and lives >= 5",
        "home = region and home != region",
        "home = region or home != region",
        "rate > 5% and rate < 5%",
        "name = \"x\" and name = \"y\"",
        "30 days after 2026-01-01 > 2026-01-15",
    ] {
        condition(always, &[&format!("W0522 {always}")]);
    }
}

#[test]
fn only_the_smallest_test_is_told() {
    condition("a and lives >= 1", &["W0522 lives >= 1"]);
    condition("not (lives >= 1) or b", &["W0522 lives >= 1"]);
    condition(
        "a and (lives = 0 or other = 0)",
        &["W0522 lives = 0", "W0522 other = 0"],
    );
    condition("a and yes", &["W0522 yes"]);
    condition("if lives >= 1 then a else b", &["W0522 lives >= 1"]);
}

#[test]
fn tests_that_may_come_out_either_way() {
    for open in [
        "lives > 1",
        "lives != 1",
        "lives <= 99",
        "a and not b",
        "yes",
        "region = west and home = south",
        "region = west or region = south",
        "region != west and region != south",
        "regions includes west and regions includes south",
        "regions = {west} or regions = {south}",
        "lives >= 50 and lives <= 50",
        "other > lives + 100",
        "day <= 2030-12-30",
        "ends = open or ends < 2026-01-01",
        "moved is given and moved > 2026-01-01",
        "not (moved is given) or moved > 2026-01-01",
        "12 months after day > day",
        "rate >= 5% and rate <= 5%",
        "if a then lives > 5 else lives > 6",
        "day within 12 months after 2021-01-31",
    ] {
        condition(open, &[]);
    }
}

#[test]
fn conditions_that_repeat() {
    condition("a and b and a", &["W0523 a"]);
    condition("a or (lives > 5 or a)", &["W0523 a"]);
    condition("a and (b or a)", &[]);
    let twice = "category c\n  when a\n  when b and a";
    assert_eq!(among(twice), ["W0523 a"]);
}

#[test]
fn categories_that_never_apply() {
    let never = |clauses: &str| among(&format!("category c\n{clauses}"));
    let told = ["W0524 category c"];
    assert_eq!(never("  when a\n  unless a"), told);
    assert_eq!(never("  when lives > 100 and b"), told);
    assert_eq!(never("  from 2026-02-01 through 2026-01-31"), told);
    assert_eq!(never("  from 2026-02-01 until 2026-02-01"), told);
    assert_eq!(
        never("  from 2026-02-01 through day\n  at most 1 month after 2025-12-01"),
        told
    );
    assert_eq!(never("  from 2026-02-01 through 2026-02-01"), [""; 0]);
    assert_eq!(never("  from day through 2026-02-01"), [""; 0]);
    let conditional = "  from 2026-02-01\n  at most 1 month after 2025-12-01 if a";
    assert_eq!(never(conditional), [""; 0]);
}

#[test]
fn days_that_are_never_within_the_period() {
    let header = "  covers services on day\n  as of day\n";
    let found = |items: &str| {
        let text = format!("{FACTS}\n{items}\n").replacen('\n', &format!("\n{header}"), 1);
        let kept = |told: &String| !told.starts_with("W0520 ");
        found(&text).into_iter().filter(kept).collect::<Vec<_>>()
    };
    let told = ["W0524 category c"];
    assert_eq!(found("category c\n  through 2019-12-31"), told);
    assert_eq!(found("category c\n  from 2031-01-01"), told);
    assert_eq!(found("category c\n  from 2030-12-31"), [""; 0]);
    let parameter = "parameter cap : duration\n  is 6 months from 2025-01-01\n\ncategory c\n";
    let with = |clauses: &str| found(&format!("{parameter}{clauses}"));
    let through = "  from day through cap after day";
    assert_eq!(
        with(&format!(
            "  in force from 2023-01-01 until 2025-01-01\n{through}"
        )),
        told
    );
    assert_eq!(
        with(&format!(
            "  in force from 2023-01-01 until 2025-01-02\n{through}"
        )),
        [""; 0]
    );
    let maybe = "  when a or 3 months after day > cap after day";
    assert_eq!(
        with(&format!("  in force until 2025-01-01\n{maybe}")),
        [""; 0]
    );
}

#[test]
fn exceptions_that_clash() {
    let fee = |excepts: &str| {
        let told = among(&format!("output fee : money is $20\n{excepts}"));
        told.iter()
            .map(|told| told[..5].to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(fee("  except $0 when a\n  except $5 when a"), ["W0525"]);
    assert_eq!(
        fee("  except $0 when a\n  except $5 when b and a"),
        ["W0525"]
    );
    assert_eq!(fee("  except $0 when a\n  except $0 when b and a"), [""; 0]);
    assert_eq!(fee("  except $0 when a\n  except $5 when b"), [""; 0]);
    assert_eq!(
        fee("  except $0 when a as x\n  except $5 when b and a overrides x"),
        [""; 0]
    );
    assert_eq!(fee("  except $0 when a or b\n  except $5 when b"), [""; 0]);
    assert_eq!(
        fee("  except $0 when a and not a\n  except $5 when b"),
        ["W0522"]
    );
}

#[test]
fn what_nothing_uses() {
    let text = "policy demo
  as of on

source book \"Book\"
source other \"Other\"

type kind is one of x, y
type unseen is one of p, q

facts
  on : date
  kind : kind
  amount : money
  spare : money
  checked : boolean

assume checked \"It was checked\"

parameter cap : money
  cites book
  is $5

parameter idle : money
  cites book
  is $6

define lost : money is deep

define deep : money is amount

codes heart icd10 \"I20\"

table fee by kind -> money
  cites book
  | x | $1 |
  | y | $2 |

output due : money is cap

example \"it uses the spare amount\"
  given
    spare $4
  expect
    due $5
";
    let told = found(text);
    let expected = [
        "W0520 source other \"Other\"",
        "W0520 unseen",
        "W0520 spare",
        "W0520 parameter idle : money",
        "W0520 define lost : money is deep",
        "W0520 codes heart icd10 \"I20\"",
        "W0520 table fee by kind -> money",
    ];
    assert_eq!(told[..1], expected[..1]);
    for one in &expected {
        assert!(told.iter().any(|told| told == one), "{one}: {told:#?}");
    }
    let kind = told.iter().filter(|told| told.starts_with("W0520 kind"));
    assert_eq!(told.len() - kind.count(), expected.len(), "{told:#?}");
}

#[test]
fn rules_without_a_passage() {
    let rules = "parameter cap : money is $5\n\noutput due : money is cap\n  except $0 when a\n\n\
                 output plain : money is cap\n\nrequire b else not_covered \"No\"\n";
    assert_eq!(among(rules), [""; 0]);
    let cited = format!("source book \"Book\"\n\n{rules}\nguarantee g due >= $0\n  cites book");
    let told = among(&cited);
    assert_eq!(
        told,
        [
            "W0521 parameter cap : money is $5",
            "W0521 output due : money is cap",
            "W0521 require b else not_covered \"No\"",
        ]
    );
}
