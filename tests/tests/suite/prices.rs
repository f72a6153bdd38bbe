//! The waterfall of a price in every form that it is told in.

use std::sync::Arc;

use bylaws_runtime::{Decision, Options, Program, Trace, explain, schema};
use serde_json::Value as Json;

use crate::support::{compile, diagnostics};

const POLICY: &str = "policy prices \"Prices\"
  money rounds half up

source contract \"Contract\"

facts
  billed  : money $0..
  lives   : integer 1..
  package : boolean

price allowed \"Allowed amount\"
  cites contract \"Schedule 1\"
  start   billed
  becomes $900 when package as bundled because \"a <package> has one price\"
  less    5% when lives > 50 and billed > $1 unless bundled as volume
  at most billed

price share
  start 20% of allowed
";

fn program() -> Arc<Program> {
    let compiled = compile([("prices.bylaw", POLICY)]);
    let bundle = compiled.bundle.as_ref();
    let bundle = bundle.unwrap_or_else(|| panic!("{}", diagnostics(&compiled)));
    bundle.programs().next().unwrap().clone()
}

fn decided(request: &str, trace: Trace) -> Decision {
    let options = Options {
        trace,
        ..Options::default()
    };
    program().decide_json(request, &options)
}

fn item(decision: &Decision, place: usize) -> Json {
    let json: Json = serde_json::from_str(&explain::decision_json(decision)).unwrap();
    json["trace"][place].clone()
}

const BUNDLED: &str = r#"{"billed": 1000.10, "lives": 60, "package": true}"#;
const VOLUME: &str = r#"{"billed": 1000.10, "lives": 60, "package": false}"#;

#[test]
fn every_step_is_in_the_trace() {
    let item = item(&decided(VOLUME, Trace::Full), 0);
    assert_eq!(item["item"], "price.allowed");
    assert_eq!(item["cites"][0]["at"], "Schedule 1");
    assert_eq!(item["because"], "it is $950.09");
    let steps = item["steps"].as_array().unwrap();
    let amounts: Vec<String> = steps
        .iter()
        .map(|step| {
            format!(
                "{} {} {} {}",
                step["label"], step["holds"], step["change"], step["after"]
            )
        })
        .collect();
    // The change has been rounded, and only once: 5% of $1,000.10 is $50.005.
    assert_eq!(
        amounts,
        [
            r#"null true 1000.1 1000.1"#,
            r#""bundled" false 0.0 1000.1"#,
            r#""volume" true -50.01 950.09"#,
            r#"null false 0.0 950.09"#,
        ]
    );
    assert_eq!(steps[0]["before"], Json::Null);
    // Read by this test, a number loses its last zero; written, it has both decimals.
    let written = explain::decision_json(&decided(VOLUME, Trace::Full));
    assert!(
        written.contains(r#""before":1000.10,"change":-50.01,"after":950.09"#),
        "{written}"
    );
    assert_eq!(
        steps[2]["test"],
        "less 5% when lives > 50 and billed > $1 unless bundled as volume"
    );
    assert_eq!(steps[3]["because"], "not reached");
    let tests = steps[2]["steps"][0]["steps"].as_array().unwrap();
    assert_eq!(tests.len(), 2, "{tests:?}");
}

#[test]
fn a_brief_trace_keeps_the_amounts_and_leaves_the_tests_out() {
    let item = item(&decided(BUNDLED, Trace::Brief), 0);
    let steps = item["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 4);
    assert_eq!(steps[1]["because"], "a <package> has one price");
    assert_eq!(steps[1]["change"].to_string(), "-100.1");
    assert_eq!(steps[2]["because"], "does not apply: `bundled` is yes");
    assert!(
        steps
            .iter()
            .all(|step| step["steps"] == Json::Array(Vec::new()))
    );
}

#[test]
fn what_is_not_known_is_null() {
    let item = item(&decided(r#"{"billed": 1000, "lives": 60}"#, Trace::Full), 0);
    let steps = item["steps"].as_array().unwrap();
    assert_eq!(steps[1]["holds"], Json::Null);
    assert_eq!(steps[1]["after"], Json::Null);
    assert_eq!(steps[2]["change"], Json::Null);
}

#[test]
fn markdown_and_html_have_a_table_with_the_amounts_on_the_right() {
    let report = explain::report(&decided(BUNDLED, Trace::Full));
    let markdown = explain::markdown(&report);
    assert!(
        markdown.contains("| --- | --- | ---: | ---: | --- |"),
        "{markdown}"
    );
    let line = "| ✓ | bundled: becomes $900 | -$100.10 | $900.00 | a \\<package\\> has one price |";
    assert!(markdown.contains(line), "{markdown}");
    let html = explain::html(std::slice::from_ref(&report));
    assert!(html.contains("<table class=\"waterfall\">"), "{html}");
    assert!(
        html.contains("<td class=\"amount\">-$100.10</td>"),
        "{html}"
    );
    assert!(html.contains("a &lt;package&gt; has one price"), "{html}");
    // The largest amount has the longest bar, $900.00 of $1,000.10 has 89 hundredths of it.
    assert!(
        html.contains("width:100%") && html.contains("width:89%"),
        "{html}"
    );
}

#[test]
fn a_price_is_shown_and_in_the_schema() {
    let program = program();
    let shown = explain::text(&explain::show(&program), &explain::Palette::default());
    assert!(shown.contains("Prices\n"), "{shown}");
    assert!(shown.contains("less 5% when lives > 50 and billed > $1 unless bundled as volume"));
    let schema = schema(program.policy());
    let outputs = &schema["$defs"]["decision"]["properties"]["outputs"]["properties"];
    assert!(
        outputs["allowed"]["type"].to_string().contains("number"),
        "{schema}"
    );
    assert!(outputs.get("share").is_some());
}
