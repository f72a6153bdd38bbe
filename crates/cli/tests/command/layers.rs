//! Policies that amend and use others, and what guarantees say of examples and cases.

use super::{Folder, bylaws, code, json, stderr, stdout};

const STATUTE: &str = "policy statute \"The statute\"
  as of served_on
  covers services on served_on
  months end on last day
source act \"Care Act\"
facts
  served_on : date
  began_on : date
  severe : boolean
reading edge \"Is the last day inside?\"
  is one of inside, outside
  default inside
require severe else not_severe \"Not severe\" as severe_only
  cites act \"1\"
category care
  cites act \"2\" [unverified]
  from began_on
  at most 3 months after began_on            if edge = inside
  at most 3 months after began_on less 1 day if edge = outside
guarantee short \"Never more than three months\"
  covered_through <= 3 months after began_on when outcome = covered
";

const PLAN: &str = "policy plan \"The plan\"
  amends statute
source contract \"Group contract\"
replace category care
  cites contract \"rider\"
  from began_on
  at most 6 months after began_on
remove reading edge because \"the rider says it\"
example \"longer than the statute\"
  given
    served_on 2026-05-01
    began_on 2026-01-01
    severe yes
  expect
    covered_through 2026-07-01
example \"nothing is known of what is severe\"
  given
    served_on 2026-05-01
    began_on 2026-01-01
  expect
    status undetermined
";

const CASES: &str = "cases for plan
given
  began_on 2026-01-01
  severe yes
example \"in the first month <&>\"
  given
    served_on 2026-01-31
  expect
    outcome covered
example \"after the end\"
  given
    served_on 2026-07-02
  expect
    outcome not_covered
";

const CLAIM: &str = "policy claim
  as of served_on
facts
  served_on : date
  began_on : date
  grave : boolean
use statute as law
  with severe = grave
output pays : boolean is law.outcome = covered
";

fn bundle(test: &str) -> (Folder, String) {
    let folder = Folder::new(test);
    folder.write(
        "bylaws.toml",
        "[bundle]\nname = \"layers\"\nversion = \"1\"\nlanguage = 1\n",
    );
    folder.write("statute.bylaw", STATUTE);
    folder.write("plan.bylaw", PLAN);
    folder.write("claim.bylaw", CLAIM);
    let at = folder.0.to_str().unwrap().to_owned();
    (folder, at)
}

#[test]
fn shows_and_decides_an_amended_policy() {
    let (_folder, at) = bundle("amended");
    let output = bylaws(&["-C", &at, "check"]);
    assert_eq!(code(&output), 0, "{}{}", stdout(&output), stderr(&output));
    let shown = bylaws(&["-C", &at, "show", "plan"]);
    for part in [
        "amends",
        "from statute",
        "at most 6 months after began_on",
        "as severe_only",
    ] {
        assert!(stdout(&shown).contains(part), "{part}: {}", stdout(&shown));
    }
    assert!(!stdout(&shown).contains("edge"), "{}", stdout(&shown));
    let shown = json(&bylaws(&["-C", &at, "show", "plan", "--format", "json"]));
    let layers: Vec<(&str, &str)> = shown["sections"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|section| section["items"].as_array().unwrap())
        .map(|item| {
            (
                item["item"].as_str().unwrap(),
                item["layer"].as_str().unwrap(),
            )
        })
        .collect();
    assert!(layers.contains(&("care", "plan")) && layers.contains(&("severe", "statute")));
    let facts = [
        "--fact",
        "served_on=2026-05-01",
        "--fact",
        "began_on=2026-01-01",
        "--fact",
        "severe=yes",
    ];
    let decide = |policy: &str| {
        let mut arguments = vec![
            "-C", &at, "decide", policy, "--format", "json", "--trace", "brief",
        ];
        arguments.extend(facts);
        json(&bylaws(&arguments))
    };
    let plan = decide("plan");
    assert_eq!(plan["outputs"]["covered_through"], "2026-07-01");
    let trace = |decision: &serde_json::Value, item: &str, key: &str| {
        let events = decision["trace"].as_array().unwrap();
        events.iter().find(|event| event["item"] == item).unwrap()[key].clone()
    };
    assert_eq!(trace(&plan, "category.care", "layer"), "plan");
    assert_eq!(trace(&plan, "require.severe_only", "layer"), "statute");
    let statute = decide("statute");
    assert_eq!(statute["outputs"]["outcome"], "not_covered");
    assert_eq!(
        trace(&statute, "category.care", "unverified")[0],
        "category.care"
    );
    assert_eq!(
        trace(&statute, "category.care", "cites")[0]["unverified"],
        true
    );
}

#[test]
fn decides_with_the_readings_of_a_policy_that_is_used() {
    let (folder, at) = bundle("used");
    let decide = |more: &[&str]| {
        let facts = [
            "-C",
            &at,
            "decide",
            "claim",
            "--format",
            "json",
            "--trace",
            "brief",
            "--fact",
            "served_on=2026-04-01",
            "--fact",
            "began_on=2026-01-01",
            "--fact",
            "grave=yes",
        ];
        json(&bylaws(&[&facts, more].concat()))
    };
    let usual = decide(&[]);
    assert_eq!(usual["outputs"]["pays"], true, "{usual}");
    assert_eq!(usual["readings"]["law.edge"], "inside");
    let items: Vec<&str> = usual["trace"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["item"].as_str().unwrap())
        .collect();
    assert_eq!(
        items,
        [
            "use.law",
            "law.require.severe_only",
            "law.category.care",
            "output.pays"
        ]
    );
    assert_eq!(usual["trace"][0]["values"]["law.outcome"], "covered");
    assert_eq!(usual["trace"][2]["cites"][0]["source"], "act");
    assert_eq!(usual["trace"][2]["layer"], "statute");
    let chosen = decide(&["--reading", "law.edge=outside"]);
    assert_eq!(chosen["outputs"]["pays"], false, "{chosen}");
    folder.write(
        "bylaws.toml",
        "[bundle]\nname = \"layers\"\nversion = \"1\"\nlanguage = 1\n\n[readings.statute]\nedge = \"outside\"\n",
    );
    let chosen = decide(&[]);
    assert_eq!(chosen["readings"]["law.edge"], "outside", "{chosen}");
}

#[test]
fn a_broken_guarantee_fails_the_examples_that_break_it() {
    let (folder, at) = bundle("guarantee");
    folder.write("cases/plan.cases", CASES);
    let output = bylaws(&["-C", &at, "test", "--format", "json"]);
    assert_eq!(code(&output), 1, "{}", stdout(&output));
    let tests = json(&output)["tests"].as_array().unwrap().clone();
    let broken: Vec<(&str, &str)> = tests
        .iter()
        .flat_map(|test| {
            let failures = test["failures"].as_array().unwrap();
            failures.iter().map(|failure| {
                (
                    test["name"].as_str().unwrap(),
                    failure["what"].as_str().unwrap(),
                )
            })
        })
        .collect();
    // Where the outcome is not known, or is another one, the guarantee says nothing.
    assert_eq!(
        broken,
        [
            ("longer than the statute", "guarantee short"),
            ("in the first month <&>", "guarantee short"),
        ]
    );
    let failure = &tests.iter().find(|test| test["passed"] == false).unwrap()["failures"][0];
    assert_eq!(failure["file"], "statute.bylaw");
    assert_eq!(failure["expected"], "Never more than three months");
    let human = stdout(&bylaws(&["-C", &at, "test"]));
    for part in [
        "guarantee short",
        "longer than the statute",
        "cases/plan.cases:",
        "statute.bylaw:",
        "2 failed",
    ] {
        assert!(human.contains(part), "{part}: {human}");
    }
    let junit = stdout(&bylaws(&["-C", &at, "test", "--format", "junit"]));
    assert!(
        junit.contains("failures=\"2\"")
            && junit.contains("name=\"in the first month &lt;&amp;&gt;\"")
    );
    assert!(
        junit.contains("<failure message=\"guarantee short: expected Never more than three months"),
        "{junit}"
    );
}
