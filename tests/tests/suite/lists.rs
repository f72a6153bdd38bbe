//! Lists of records at their limits, and in examples.

use bylaws_runtime::{Decision, Limits, Options, Status, Trace, examples, explain};

use crate::cases::sections;
use crate::support::{compile, diagnostics, program, repository};

const HEAD: &str = "policy hostile

facts
  visits : list of
    day       : date
    emergency : boolean
    cost      : money
  claims : list of
    day : date

";

/// Decides a request for a policy with one rule, trace and all.
fn decided(rule: &str, request: &str) -> Decision {
    let program = program(&format!("{HEAD}{rule}\n"));
    let options = Options {
        trace: Trace::Full,
        ..Options::default()
    };
    let decision = program.decide_json(request, &options);
    assert!(!explain::decision_json(&decision).is_empty());
    decision
}

fn list(name: &str, count: usize, element: impl Fn(usize) -> String) -> String {
    let elements: Vec<String> = (0..count).map(element).collect();
    format!("\"{name}\": [{}]", elements.join(","))
}

fn codes(decision: &Decision) -> Vec<&'static str> {
    decision
        .errors
        .iter()
        .map(|error| error.code.id())
        .collect()
}

#[test]
fn a_list_beyond_the_limit() {
    let rule = "output x : integer is count of v in visits where v.emergency";
    let element = |_| "{\"emergency\": true}".to_owned();
    let request = format!("{{{}}}", list("visits", 100_000, element));
    let decision = decided(rule, &request);
    assert_eq!(decision.status, Status::Invalid);
    assert_eq!(codes(&decision), ["E0610"]);
    let most = Limits::default().list_elements;
    let request = format!("{{{}}}", list("visits", most, element));
    assert_eq!(decided(rule, &request).status, Status::Decided);
    let request = format!("{{{}}}", list("visits", most + 1, element));
    assert_eq!(codes(&decided(rule, &request)), ["E0610"]);
}

#[test]
fn more_steps_than_the_limit() {
    let rule =
        "output x : integer is\n  count of v in visits where every c in claims has c.day != v.day";
    let day = |i: usize| format!("{{\"day\": \"2{:03}-01-01\"}}", i % 1_000);
    let request = |count, days: fn(usize) -> usize| {
        let visits = list("visits", count, day);
        let claims = list("claims", count, |i| day(days(i)));
        format!("{{{visits}, {claims}}}")
    };
    let decision = decided(rule, &request(2_000, |_| 0));
    assert_eq!(decision.status, Status::Failed);
    assert_eq!(codes(&decision), ["E0720"]);
    assert_eq!(decided(rule, &request(900, |_| 0)).status, Status::Decided);
}

#[test]
fn a_branch_that_is_not_taken_goes_through_nothing() {
    let nested = "count of v in visits where (count of w in visits where w.day <= v.day) >= 1";
    let rule = format!(
        "output x : integer is if visits is empty then {nested} else count of v in visits where v.emergency\n\noutput y : integer is count of v in visits where v.emergency"
    );
    let element = |_| "{\"emergency\": true, \"day\": \"2026-01-01\"}".to_owned();
    let request = format!("{{{}}}", list("visits", 2_000, element));
    assert_eq!(decided(&rule, &request).status, Status::Decided);
    let taken = rule
        .replace("if visits", "if not (visits")
        .replace("empty then", "empty) then");
    assert_eq!(codes(&decided(&taken, &request)), ["E0720", "E0720"]);
}

#[test]
fn thousands_of_missing_fields() {
    for rule in [
        "output x : boolean is any v in visits has v.emergency and v.cost > $5",
        "output x : money is sum of v.cost for v in visits where v.emergency",
        "output x : date is (earliest of v.day for v in visits) otherwise 2026-01-01",
        "output x : boolean is every v in visits has any w in visits has v.day = w.day",
    ] {
        for count in [900, 10_000] {
            let request = format!("{{{}}}", list("visits", count, |_| "{}".to_owned()));
            let decision = decided(rule, &request);
            match decision.status {
                Status::Failed => assert_eq!(codes(&decision), ["E0720"], "{rule}"),
                status => {
                    assert_eq!(status, Status::Undetermined, "{rule}");
                    assert!(decision.needs.len() >= count, "{rule}");
                }
            }
        }
    }
}

#[test]
fn errors_in_every_element() {
    let rule = "output x : boolean is visits is empty";
    let element = |_| "{\"day\": 1, \"day\": 2, \"dai\": 3, \"cost\": \"x\"}".to_owned();
    let request = format!("{{{}}}", list("visits", 10_000, element));
    let decision = decided(rule, &request);
    assert_eq!(decision.status, Status::Invalid);
    assert_eq!(codes(&decision).len(), Limits::default().errors + 1);
    assert_eq!(codes(&decision).last(), Some(&"E0609"));
}

#[test]
fn elements_that_are_no_elements() {
    let rule = "output x : boolean is visits is empty";
    for (open, close) in [("[", "]"), ("{\"day\":", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        let decision = decided(rule, &format!("{{\"visits\": [{deep}]}}"));
        assert_eq!(decision.status, Status::Invalid);
    }
    for wrong in ["[1]", "{}", "\"[]\"", "true", "[{}, null]", "[[]]"] {
        let decision = decided(rule, &format!("{{\"visits\": {wrong}}}"));
        assert_eq!(codes(&decision), ["E0603"], "{wrong}");
    }
}

#[test]
fn deep_nesting_of_lists() {
    let first_code = |rule: &str| {
        let compiled = compile([("hostile.bylaw", format!("{HEAD}{rule}\n").as_str())]);
        assert!(compiled.bundle.is_none(), "the text is accepted");
        compiled.diagnostics.first().map(|found| found.code.id())
    };
    for (open, middle, close) in [
        ("any v in visits has ", "v.emergency", ""),
        ("every v in visits has not ", "v.emergency", ""),
        ("any v in visits has (", "v.emergency", ")"),
        ("any v in visits has yes and ", "v.emergency", ""),
        ("sum of ", "$1", " for v in visits"),
        ("count of v in visits where 1 = ", "1", ""),
        (
            "(earliest of ",
            "2026-01-01",
            " for v in visits) otherwise 2026-01-01",
        ),
        ("if any v in visits has ", "yes", " then yes else no"),
    ] {
        for count in [50, 70, 100_000] {
            let rule = format!(
                "output x : boolean is {}{middle}{}",
                open.repeat(count),
                close.repeat(count)
            );
            let code = first_code(&rule).unwrap_or("nothing");
            let expected = if count == 50 { "E0442" } else { "E0004" };
            let found = code == expected || code == "E0446" || (count == 50 && code == "E0004");
            assert!(found, "{open} {count} {code}");
        }
    }
}

#[test]
fn a_field_of_an_element_is_set_by_its_path() {
    let program = program(&format!(
        "{HEAD}output x : money is sum of v.cost for v in visits where v.emergency\n"
    ));
    let mut facts = program.facts("{\"visits\": [{\"cost\": 5}, {}]}").unwrap();
    let set = [
        ("visits[0].emergency", "yes"),
        ("visits[1].emergency", "no"),
        ("claims", "[{\"day\": \"2026-01-01\"}]"),
    ];
    for (name, text) in set {
        program.set(&mut facts, name, text).unwrap();
    }
    let decision = program.decide(&facts, &Options::default());
    assert!(explain::decision_json(&decision).contains("\"x\":5.00"));
    for (name, text, code) in [
        ("visits[2].cost", "$5", "E0602"),
        ("visits[0].price", "$5", "E0602"),
        ("visits[0].cost", "five", "E0603"),
        ("claims", "[{\"date\": 1}]", "E0602"),
    ] {
        let error = program.set(&mut facts, name, text).unwrap_err();
        assert_eq!(error.code.id(), code, "{name}");
    }
}

#[test]
fn examples_give_lists() {
    let file = repository().join("tests/suite/lists/pre_existing_relationship.case");
    let case = std::fs::read_to_string(file).unwrap();
    let (_, text) = sections(&case).into_iter().next().unwrap();
    let wrong = text.replace("last_visit 2025-10-01", "last_visit 2025-10-02");
    let needs = text.replace("needs {visits[0].emergency}", "needs {visits[1].emergency}");
    for (text, failing) in [(&text, 0), (&wrong, 1), (&needs, 1)] {
        let compiled = compile([("policy.bylaw", text.as_str())]);
        let bundle = compiled.bundle.as_ref();
        let program = bundle.unwrap_or_else(|| panic!("{}", diagnostics(&compiled)));
        let program = program.programs().next().unwrap();
        let ids = program.policy().examples.ids();
        let runs: Vec<_> = ids.map(|id| examples::run(program, id)).collect();
        assert_eq!(runs.len(), 3);
        let failed = runs.iter().filter(|run| !run.mismatches.is_empty());
        assert_eq!(failed.count(), failing);
    }
}

/// What an explanation goes through again is no part of the decision: it neither fails nor says
/// something false where the decision has gone through nearly as much as it may.
#[test]
fn explanations_of_long_lists() {
    let rule = "output x : boolean is any a in visits has any b in visits has a.day > b.day";
    for count in [700, 999] {
        let request = format!(
            "{{{}}}",
            list("visits", count, |_| "{\"day\": \"2026-01-01\"}".to_owned())
        );
        let options = Options {
            trace: Trace::Full,
            ..Options::default()
        };
        let decision = program(&format!("{HEAD}{rule}\n")).decide_json(&request, &options);
        assert_eq!(decision.status, Status::Decided);
        let words = explain::text(&explain::report(&decision), &explain::Palette::default());
        assert!(words.contains("it is no"), "{words}");
        assert!(!words.contains("not known"), "{words}");
        let told = format!("it holds of 0 of {count} elements of `visits`");
        assert!(words.contains(&told), "{words}");
    }
}
