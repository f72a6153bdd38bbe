//! A policy and a script of the same rule decide alike, and scripts that misbehave disturb nobody.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bylaws_dsl::SourceMap;
use bylaws_runtime::{Bundle, Clock, Decision, Limits, Options, Program, ScriptLimits, Status};
use bylaws_tests::generate::Random;

use crate::support::{compile, diagnostics};

const FACTS: &str = "
type plan is one of basic, plus, premium
type need is one of acute, chronic, other

facts
  joined    : date 2025-12-30..2026-01-03
  served_on : date 2025-12-30..2026-03-05
  plan      : plan
  needs     : set of need
  visits    : integer 0..6
  emergency : boolean
  referred  : boolean
  billed    : money $0..
  share     : percent 0%..100%
  waived    : integer 1..3?

parameter most : integer
  is 4
  is 3 from 2026-02-01

reading edge \"Does the last day count?\"
  is one of inside, outside
  default inside

table copay by plan, visits -> money
  | basic   | 0..2 | $20 |
  | basic   | 3..  | $35 |
  | plus    | -    | $10 |
  | premium | -    | $0  |
";

const SAID: &str = "
define last_day : date is 1 month after joined
define in_time  : boolean is if edge = inside then served_on <= last_day else served_on < last_day
define free     : integer is waived otherwise 0

output allowed : boolean is emergency or (in_time and visits <= most and (referred or plan = premium))
output due     : money is
  if emergency then copay(plan, visits)
  else if visits <= free then $0
  else copay(plan, visits) + share of billed
output ends    : date or open is if needs includes chronic then open else last_day
output rate    : decimal is 6 / visits
output kinds   : set of need is if plan = basic then {acute} else needs
";

const SCRIPT: &str = r#"
fn decide(facts) {
    #{
        allowed: allowed(facts),
        due: due(facts),
        ends: if facts.needs.contains("chronic") { open() } else { last_day(facts) },
        rate: 6 / facts.visits,
        kinds: if facts.plan == "basic" { ["acute"] } else { facts.needs },
    }
}

fn last_day(facts) { facts.joined + months(1) }

fn allowed(facts) {
    if facts.emergency { return true; }
    let within = if reading("edge") == "inside" {
        facts.served_on <= last_day(facts)
    } else {
        facts.served_on < last_day(facts)
    };
    within && facts.visits <= param("most") && (facts.referred || facts.plan == "premium")
}

fn due(facts) {
    if facts.emergency { return lookup("copay", facts.plan, facts.visits); }
    let free = if facts.waived == () { 0 } else { facts.waived };
    if facts.visits <= free { return money(0); }
    lookup("copay", facts.plan, facts.visits) + facts.share.of(facts.billed)
}
"#;

/// The outputs that the script gives, each decided alone so that one does not wait for another.
fn alone(output: &str, ty: &str, value: &str) -> (String, String) {
    let header = "  as of served_on\n  months end on last day\n  money rounds half up\n";
    let policy = format!(
        "policy scripted.{output}\n{header}  decided by script \"{output}.rhai\"\n{FACTS}\noutput {output} : {ty}\n"
    );
    let start = SCRIPT.find("fn last_day").unwrap();
    let script = format!(
        "fn decide(facts) {{ #{{ {output}: {value} }} }}\n{}",
        &SCRIPT[start..]
    );
    (policy, script)
}

const OUTPUTS: [(&str, &str, &str); 5] = [
    ("allowed", "boolean", "allowed(facts)"),
    ("due", "money", "due(facts)"),
    (
        "ends",
        "date or open",
        "if facts.needs.contains(\"chronic\") { open() } else { last_day(facts) }",
    ),
    ("rate", "decimal", "6 / facts.visits"),
    (
        "kinds",
        "set of need",
        "if facts.plan == \"basic\" { [\"acute\"] } else { facts.needs }",
    ),
];

/// A request; some facts are left out, but of `billed` and `share` only where they cannot matter.
fn request(random: &mut Random) -> String {
    let date = |random: &mut Random, days: &[&str]| format!("\"{}\"", random.pick(days));
    let mut facts = vec![
        (
            "joined",
            date(
                random,
                &["2025-12-30", "2025-12-31", "2026-01-01", "2026-01-03"],
            ),
        ),
        (
            "served_on",
            date(
                random,
                &[
                    "2026-01-30",
                    "2026-01-31",
                    "2026-02-01",
                    "2026-02-03",
                    "2026-02-28",
                    "2026-03-05",
                ],
            ),
        ),
        ("plan", date(random, &["basic", "plus", "premium"])),
        ("visits", random.between(0, 6).to_string()),
        ("emergency", random.chance(30).to_string()),
        ("referred", random.chance(50).to_string()),
        ("waived", random.between(1, 3).to_string()),
    ];
    let needs: Vec<&str> = ["\"acute\"", "\"chronic\"", "\"other\""]
        .into_iter()
        .filter(|_| random.chance(40))
        .collect();
    facts.push(("needs", format!("[{}]", needs.join(", "))));
    let left_out = random.below(4);
    for _ in 0..left_out {
        let place = random.below(facts.len());
        facts.remove(place);
    }
    facts.push((
        "billed",
        format!("{}.{:02}", random.between(0, 900), random.between(0, 99)),
    ));
    facts.push(("share", format!("\"{}.5%\"", random.between(0, 40))));
    let facts: Vec<String> = facts
        .into_iter()
        .map(|(name, value)| format!("\"{name}\": {value}"))
        .collect();
    format!("{{{}}}", facts.join(", "))
}

/// The rule said in the language and by a script: whole, and for each output alone.
struct Programs {
    said: Arc<Program>,
    whole: Arc<Program>,
    pairs: Vec<(&'static str, Arc<Program>, Arc<Program>)>,
}

fn programs() -> Programs {
    let header = "  as of served_on\n  months end on last day\n  money rounds half up\n";
    let mut files = vec![
        (
            "said.bylaw".to_owned(),
            format!("policy said\n{header}{FACTS}{SAID}"),
        ),
        ("whole.rhai".to_owned(), SCRIPT.to_owned()),
    ];
    let declared: String = OUTPUTS
        .iter()
        .map(|(name, ty, _)| format!("output {name} : {ty}\n"))
        .collect();
    files.push((
        "whole.bylaw".to_owned(),
        format!(
            "policy scripted.whole\n{header}  decided by script \"whole.rhai\"\n{FACTS}\n{declared}"
        ),
    ));
    for (name, ty, value) in OUTPUTS {
        let (policy, script) = alone(name, ty, value);
        files.push((format!("{name}.bylaw"), policy));
        files.push((format!("{name}.rhai"), script));
        let at = SAID.find(&format!("output {name}")).unwrap();
        let rest = &SAID[at..];
        let end = rest[1..].find("\noutput").map_or(rest.len(), |end| end + 2);
        let defines = &SAID[..SAID.find("output").unwrap()];
        files.push((
            format!("said_{name}.bylaw"),
            format!(
                "policy said.{name}\n{header}{FACTS}{defines}{}",
                &rest[..end]
            ),
        ));
    }
    let compiled = compile(
        files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    );
    let bundle = compiled.bundle.as_ref();
    let bundle = bundle.unwrap_or_else(|| panic!("{}", diagnostics(&compiled)));
    let find = |name: &str| Arc::clone(bundle.program(name).unwrap());
    let pairs = OUTPUTS.iter().map(|(name, _, _)| {
        let (said, scripted) = (format!("said.{name}"), format!("scripted.{name}"));
        (*name, find(&said), find(&scripted))
    });
    Programs {
        said: find("said"),
        whole: find("scripted.whole"),
        pairs: pairs.collect(),
    }
}

fn told(decision: &Decision) -> (Status, Vec<String>, Vec<String>, Vec<&'static str>) {
    let outputs = decision.outputs.iter().map(|output| format!("{output:?}"));
    let mut needs: Vec<String> = decision.needs().collect();
    needs.sort();
    let codes = decision.errors.iter().map(|error| error.code.id());
    (decision.status, outputs.collect(), needs, codes.collect())
}

#[test]
fn a_policy_and_a_script_of_the_same_rule_decide_alike() {
    let Programs { said, whole, pairs } = programs();
    let mut random = Random::new(4);
    let (mut decided, mut open) = (0, 0);
    for _ in 0..10_000 / pairs.len() {
        let json = request(&mut random);
        let mut options = Options::default();
        if random.chance(30) {
            options
                .readings
                .push(("edge".to_owned(), "outside".to_owned()));
        }
        for (name, said, scripted) in &pairs {
            let (said, scripted) = (
                said.decide_json(&json, &options),
                scripted.decide_json(&json, &options),
            );
            assert_eq!(told(&said), told(&scripted), "{name} of {json}");
            match said.status {
                Status::Undetermined => open += 1,
                _ => decided += 1,
            }
        }
        // One script of all outputs stops at the first missing fact: it never says anything else, and
        // says it where nothing is missing.
        let (said, whole) = (
            said.decide_json(&json, &options),
            whole.decide_json(&json, &options),
        );
        if whole.status == Status::Decided
            || said.status == Status::Failed && whole.status == Status::Failed
        {
            assert_eq!(told(&said), told(&whole), "all of {json}");
        }
        let claimed = whole
            .outputs
            .iter()
            .all(|(name, value)| said.output(name) == Some(value));
        assert!(claimed || said.status == Status::Failed, "{json}");
    }
    assert!(
        decided > 1_000 && open > 1_000,
        "{decided} decided and {open} open"
    );
}

/// A policy that is decided by this script, with these limits.
fn scripted(script: &str, limits: ScriptLimits) -> Arc<Program> {
    let policy = "policy demo\n  decided by script \"demo.rhai\"\n\nfacts\n  n : integer\n\noutput m : integer\n";
    let mut sources = SourceMap::default();
    sources.add("demo.bylaw", policy);
    sources.add("demo.rhai", script);
    let limits = Limits {
        scripts: limits,
        ..Limits::default()
    };
    let compiled = Bundle::compile(sources, &limits);
    let bundle = compiled.bundle.as_ref();
    let bundle = bundle.unwrap_or_else(|| panic!("{}", diagnostics(&compiled)));
    Arc::clone(bundle.program("demo").unwrap())
}

fn codes(decision: &Decision) -> Vec<&'static str> {
    decision
        .errors
        .iter()
        .map(|error| error.code.id())
        .collect()
}

/// A clock on which a millisecond goes by at every look, so that no test waits.
fn looked_at() -> Duration {
    use std::sync::atomic::{AtomicU64, Ordering};
    static LOOKS: AtomicU64 = AtomicU64::new(0);
    Duration::from_millis(LOOKS.fetch_add(1, Ordering::Relaxed))
}

#[test]
fn a_script_that_takes_too_long_is_stopped_and_no_other() {
    let limits = ScriptLimits {
        clock: Some(Clock(looked_at)),
        ..ScriptLimits::default()
    };
    let script = "fn decide(facts) { while facts.n != 1 { } #{ m: facts.n } }";
    let program = scripted(script, limits);
    let options = Options::default();
    assert_eq!(
        codes(&program.decide_json(r#"{"n": 0}"#, &options)),
        ["E0732"]
    );
    assert_eq!(
        program.decide_json(r#"{"n": 1}"#, &options).status,
        Status::Decided
    );
    // The search for what is missing comes to the endless loop: nothing is believed then.
    assert_eq!(codes(&program.decide_json("{}", &options)), ["E0732"]);
    // Without a clock the operations end it.
    let program = scripted(script, ScriptLimits::default());
    assert_eq!(
        codes(&program.decide_json(r#"{"n": 0}"#, &options)),
        ["E0731"]
    );
    assert_eq!(
        program.decide_json("{}", &options).status,
        Status::Undetermined
    );
}

#[test]
fn a_real_clock_stops_what_few_operations_make_long() {
    fn elapsed() -> Duration {
        static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
        START.get_or_init(Instant::now).elapsed()
    }
    let limits = ScriptLimits {
        operations: u64::MAX,
        timeout: Duration::from_millis(20),
        clock: Some(Clock(elapsed)),
        ..ScriptLimits::default()
    };
    let script = r#"fn decide(facts) { let s = ""; s.pad(60_000, 'x'); loop { s.replace("x", "y"); s.contains("z"); } }"#;
    let decision = scripted(script, limits).decide_json(r#"{"n": 0}"#, &Options::default());
    assert_eq!(codes(&decision), ["E0732"]);
}

#[test]
fn limits_are_those_of_the_host() {
    let few = ScriptLimits {
        operations: 50,
        call_depth: 2,
        string_bytes: 20,
        array_items: 3,
        map_items: 3,
        ..ScriptLimits::default()
    };
    let attempts = [
        "let x = 0; for i in 0..100 { x += i; } #{ m: x }",
        "let f = |g, n| if n == 0 { 0 } else { g.call(g, n - 1) }; #{ m: f.call(f, 9) }",
        "let s = \"ten letters\"; s += s; #{ m: 1 }",
        "let a = [1, 2]; a += a; #{ m: 1 }",
        "let m = #{ a: 1 }; m.b = 1; m.c = 1; m.d = 1; #{ m: 1 }",
    ];
    for attempt in attempts {
        let script = format!("fn decide(facts) {{ {attempt} }}");
        let options = Options::default();
        let decision = scripted(&script, few).decide_json(r#"{"n": 0}"#, &options);
        assert_eq!(
            codes(&decision),
            ["E0731"],
            "{attempt}: {:?}",
            decision.errors
        );
        let decision =
            scripted(&script, ScriptLimits::default()).decide_json(r#"{"n": 0}"#, &options);
        assert_eq!(
            decision.status,
            Status::Decided,
            "{attempt}: {:?}",
            decision.errors
        );
    }
}

#[test]
fn calls_for_each_element_share_the_operations() {
    let policy = "policy demo\n\nfacts\n  days : list of\n    n : integer\n\nscript \"demo.rhai\"\n  fn spun(n: integer) -> integer\n\noutput m : integer is sum of spun(d.n) for d in days\n";
    let script = "fn spun(n) { for i in 0..n { } n }";
    let compiled = compile([("demo.bylaw", policy), ("demo.rhai", script)]);
    let bundle = compiled.bundle.as_ref();
    let bundle = bundle.unwrap_or_else(|| panic!("{}", diagnostics(&compiled)));
    let program = bundle.program("demo").unwrap();
    let decide = |count: usize| {
        let days = vec![r#"{"n": 50000}"#; count].join(",");
        program.decide_json(&format!(r#"{{"days": [{days}]}}"#), &Options::default())
    };
    assert_eq!(decide(2).status, Status::Decided);
    assert_eq!(codes(&decide(60)), ["E0731"]);
}

#[test]
fn the_deepest_calls_fit_on_a_small_stack() {
    let deepest = ScriptLimits {
        call_depth: usize::MAX,
        ..ScriptLimits::default()
    };
    let nested = format!("{}down(n + 1){}", "(1 + ".repeat(5), ")".repeat(5));
    let script = format!(
        "fn down(n) {{ if n < 0 {{ return n; }} else {{ return {nested}; }} }} fn decide(facts) {{ #{{ m: down(0) }} }}"
    );
    let program = scripted(&script, deepest);
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024);
    let decide = move || codes(&program.decide_json(r#"{"n": 0}"#, &Options::default()));
    assert_eq!(thread.spawn(decide).unwrap().join().unwrap(), ["E0731"]);
}

#[test]
fn threads_share_a_script_and_nothing_of_a_call() {
    let script = "const START = 0; fn decide(facts) { let n = global::START; for i in 0..facts.n { n += 1; } #{ m: n } }";
    let program = scripted(script, ScriptLimits::default());
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let program = &program;
            scope.spawn(move || {
                for n in 0..200 {
                    let n = n + thread;
                    let json = format!(r#"{{"n": {n}}}"#);
                    let decision = program.decide_json(&json, &Options::default());
                    assert_eq!(
                        decision.output("m"),
                        Some(&bylaws_runtime::Data::Integer(n))
                    );
                }
            });
        }
    });
}

#[test]
fn every_script_counts_for_the_hash() {
    let hash = |common: &str| {
        let policy = "policy demo\n  decided by script \"demo.rhai\"\n\nfacts\n  n : integer\n\noutput m : integer\n";
        let script = "fn decide(facts) { let name = \"com\" + \"mon.rhai\"; import name as common; #{ m: common::of(facts.n) } }";
        let compiled = compile([
            ("demo.bylaw", policy),
            ("demo.rhai", script),
            ("common.rhai", common),
        ]);
        let bundle = compiled.bundle.as_ref();
        let bundle = bundle.unwrap_or_else(|| panic!("{}", diagnostics(&compiled)));
        let decision = bundle
            .program("demo")
            .unwrap()
            .decide_json(r#"{"n": 5}"#, &Options::default());
        assert_eq!(decision.status, Status::Decided, "{:?}", decision.errors);
        bundle.hash()
    };
    assert_eq!(hash("fn of(n) { n }"), hash("fn of(n) { n }"));
    assert_ne!(hash("fn of(n) { n }"), hash("fn of(n) { n + 1 }"));
}
