//! What cannot be seen from outside: a function of ours that breaks down.

use std::sync::Arc;

use bylaws_dsl::SourceMap;

use super::compile::test_engine;
use crate::{Bundle, Data, Limits, Options};

const POLICY: &str = "policy demo\n  decided by script \"demo.rhai\"\n\nfacts\n  n : integer\n\noutput m : integer\n";

#[test]
fn a_function_that_breaks_down_ends_one_decision_alone() {
    test_engine::break_down(true);
    let mut sources = SourceMap::default();
    sources.add("demo.bylaw", POLICY);
    sources.add(
        "demo.rhai",
        "fn decide(facts) { if facts.n == 0 { break_down(); } #{ m: facts.n } }",
    );
    let bundle = Bundle::compile(sources, &Limits::default()).bundle.unwrap();
    test_engine::break_down(false);
    let program = Arc::clone(bundle.program("demo").unwrap());
    for _ in 0..3 {
        let broken = program.decide_json(r#"{"n": 0}"#, &Options::default());
        assert_eq!(broken.errors[0].code.id(), "E0730");
        let other = program.decide_json(r#"{"n": 7}"#, &Options::default());
        assert_eq!(other.output("m"), Some(&Data::Integer(7)));
    }
}
