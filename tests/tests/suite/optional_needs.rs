//! The optional facts that would change a decision, which an interview asks for.

use bylaws_dsl::ir::Need;
use bylaws_runtime::Options;

use crate::support::program;

const POLICY: &str = "policy optional

type kind is one of a, b

facts
  day     : date
  since   : date?
  other   : kind?
  note    : text?
  enough  : integer 0..3?
  unasked : boolean?

assume enough is given or day < 2030-01-01 \"Later on somebody has counted\"

output early : boolean is since is given and since < day
output of_b : boolean is other is given and other = b and day > 2026-01-01
output same : boolean is note is given or not (note is given)
output late : boolean is day > 2028-01-01
output few : boolean is (enough otherwise 0) <= 3
";

fn needs(json: &str) -> Vec<String> {
    let program = program(POLICY);
    let facts = program.facts(json).unwrap();
    let needs = program.optional_needs(&facts, &Options::default());
    let name = |need: Need| program.policy().need_name(need).to_string();
    needs.into_iter().map(name).collect()
}

#[test]
fn those_that_would_change_the_decision() {
    assert_eq!(needs(r#"{"day": "2026-01-02"}"#), ["since", "other"]);
    assert_eq!(needs(r#"{"day": "2026-01-01"}"#), ["since"]);
    assert_eq!(
        needs(r#"{"day": "2026-01-02", "since": "2025-01-01"}"#),
        ["other"]
    );
    // No day is before the first, and other facts come first where the decision waits for them.
    assert_eq!(needs(r#"{"day": "0001-01-01"}"#), [""; 0]);
    assert_eq!(needs("{}"), [""; 0]);
}
