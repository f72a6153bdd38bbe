//! Mistakes in examples and cases.

use super::{fine, found, only, policy, says};
use crate::ir::Expected;
use crate::value::Value;

const RULES: &str = "facts
  age : integer 0..130
require insured else not_insured \"The member is not insured\"
category a
  when regions includes west
  through ends
define young : boolean is age < 18
output fee : money is $5
reading counts \"Which day counts?\"
  is one of first, last
  default first
";

fn given(lines: &str) -> String {
    only(&format!(
        "{RULES}\nexample \"one\"\n  given\n    {lines}\n  expect\n    fee $5\n"
    ))
}

fn expects(lines: &str) -> String {
    only(&format!(
        "{RULES}\nexample \"one\"\n  given\n    insured yes\n  expect\n    {lines}\n"
    ))
}

#[test]
fn what_is_given() {
    says(&given("insred yes"), &["E0201", "did you mean `insured`?"]);
    says(&given("fee $5"), &["E0201", "cannot be given"]);
    says(&given("young yes"), &["E0201", "cannot be given"]);
    says(&given("insured 5"), &["E0303", "write `yes` or `no`"]);
    says(&given("served_on open"), &["E0303", "a date"]);
    says(&given("region wets"), &["E0203", "did you mean `west`?"]);
    says(&given("regions west"), &["E0303", "write `{west}`"]);
    says(&given("regions {wets}"), &["E0203"]);
    says(&given("region {west}"), &["E0303", "is a set"]);
    says(&given("billed served_on"), &["E0311", "an amount such as"]);
    says(
        &given("age 131"),
        &["E0310", "`age` is declared 0..130, and 131 lies outside"],
    );
    says(&given("age -1"), &["E0310"]);
    says(&given("age none"), &["E0303", "write `unknown`"]);
    says(
        &given("counts middle"),
        &["E0203", "write `first` or `last`"],
    );
    says(
        &given("insured yes\n    insured no"),
        &["E0204", "`insured`"],
    );
}

#[test]
fn what_is_expected() {
    says(&expects("fees $5"), &["E0209", "did you mean `fee`?"]);
    says(
        &expects("young yes"),
        &["E0209", "`output` in place of `define`"],
    );
    says(&expects("periods {a}"), &["E0209", "covered_from"]);
    says(&expects("fee 5"), &["E0303", "write `$5`"]);
    says(
        &expects("outcome coverd"),
        &["E0203", "did you mean `covered`?"],
    );
    says(&expects("categories {b}"), &["E0203"]);
    says(
        &expects("status deceided"),
        &["E0203", "did you mean `decided`?"],
    );
    says(
        &expects("needs {insurd}"),
        &["E0201", "did you mean `insured`?"],
    );
    says(&expects("needs insured"), &["E0303", "is no list"]);
    says(
        &expects("reasons {\"The member is not insurd\"}"),
        &["E0408", "did you mean"],
    );
    says(
        &expects("status decided\n    needs {insured}"),
        &["E0408", "needs nothing more"],
    );
    says(&expects("status undetermined\n    needs {}"), &["E0408"]);
    says(
        &expects("status decided\n    fee unknown"),
        &["E0408", "knows all its outputs"],
    );
    says(&expects("fee $5\n    fee $6"), &["E0204"]);
    fine(&format!(
        "{RULES}\nexample \"one\"\n  given\n    insured no\n    moved_on none\n    ends open\n    age unknown\n  expect\n    \
         outcome not_insured\n    covered_through none\n    categories {{}}\n    status decided\n    needs {{}}\n    \
         reasons {{\"The member is not insured\"}}\n"
    ));
}

#[test]
fn two_examples_of_one_name() {
    let example = "example \"one\"\n  given\n    insured yes\n  expect\n    fee $5\n";
    says(
        &only(&format!("{RULES}\n{example}{example}")),
        &["E0204", "the example `one`"],
    );
}

#[test]
fn an_example_has_its_own_lines_over_the_shared_ones() {
    let text = "policy demo\n\nfacts\n  a : boolean\n  b : boolean\n  c : integer\n\n\
        output it : boolean is a and b or c > 1\n\n\
        given\n  a yes\n  b yes\n  c 5\n\n\
        example \"one\"\n  given\n    b no\n    c unknown\n  expect\n    it no\n";
    let policy = policy(text);
    let example = policy.examples.values().next().expect("one example");
    let facts: Vec<_> = example
        .given
        .iter()
        .map(|(id, value)| (policy.facts.at(*id).name.as_str(), value.clone()))
        .collect();
    assert_eq!(
        facts,
        [("a", Value::Boolean(true)), ("b", Value::Boolean(false))]
    );
    let expected = &example.expect.first().expect("one line").expected;
    assert!(
        matches!(expected, Expected::Output(_, Some(Value::Boolean(false)))),
        "{expected:?}"
    );
}

#[test]
fn cases_hold_examples_only() {
    let policy = "policy demo\n\nfacts\n  a : boolean\n\noutput it : boolean is a\n";
    let told = found(&[
        policy,
        "cases for demo\n  as of on\n\nfacts\n  b : boolean\n",
    ])
    .join("\n");
    says(
        &told,
        &[
            "E0113 a file of cases has no conventions",
            "E0113 a file of cases holds",
        ],
    );
}
