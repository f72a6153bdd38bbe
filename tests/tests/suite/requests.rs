//! What a request says counts, not how it is written; and telling of a decision never changes it.

use bylaws_runtime::{Decision, Options, Status, Trace, explain};
use bylaws_tests::generate::Layout;

use crate::agreement::for_each_seed;

/// Everything of a decision but its trace.
fn gist(decision: &Decision) -> String {
    let mut plain = decision.clone();
    plain.trace.clear();
    explain::decision_json(&plain)
}

#[test]
fn telling_changes_nothing() {
    for_each_seed(600, |seed, mut trial| {
        let missing = trial.random.below(trial.facts.len());
        trial.facts[missing] = None;
        let json = trial.json(Layout::Nested);
        let decide = |trace| {
            let options = Options {
                trace,
                ..trial.options.clone()
            };
            trial.program.decide_json(&json, &options)
        };
        let silent = decide(Trace::None);
        for trace in [Trace::None, Trace::Brief, Trace::Full] {
            let told = decide(trace);
            assert_eq!(
                gist(&told),
                gist(&silent),
                "seed {seed} with trace {trace:?}"
            );
            let line = explain::decision_json(&told);
            assert_eq!(
                line,
                explain::decision_json(&decide(trace)),
                "seed {seed} twice"
            );
            assert!(
                serde_json::from_str::<serde_json::Value>(&line).is_ok(),
                "seed {seed}: {line}"
            );
            let report = explain::report(&told);
            assert!(!explain::text(&report, &explain::Palette::default()).is_empty());
            assert!(!explain::markdown(&report).is_empty());
            let traced = trace != Trace::None && told.status != Status::Invalid;
            assert!(traced || told.trace.is_empty(), "seed {seed}");
        }
    });
}

#[test]
fn order_and_layout_do_not_matter() {
    for_each_seed(600, |seed, mut trial| {
        let requests = [
            trial.json(Layout::Nested),
            trial.json(Layout::Nested),
            trial.json(Layout::Dotted),
            trial.json(Layout::Dotted),
        ];
        let lines = requests
            .each_ref()
            .map(|json| explain::decision_json(&trial.program.decide_json(json, &trial.options)));
        for (line, request) in lines.iter().zip(&requests) {
            assert_eq!(
                *line, lines[0],
                "seed {seed}: {request} and {}",
                requests[0]
            );
        }
    });
}

#[test]
fn broken_requests_are_told_of() {
    for_each_seed(600, |seed, mut trial| {
        for _ in 0..20 {
            let layout = if trial.random.chance(50) {
                Layout::Nested
            } else {
                Layout::Dotted
            };
            let mut json: Vec<char> = trial.json(layout).chars().collect();
            for _ in 0..1 + trial.random.below(3) {
                if json.is_empty() {
                    break;
                }
                let at = trial.random.below(json.len());
                match trial.random.below(4) {
                    0 => json[at] = *trial.random.pick(&['{', '}', '"', ',', '9', '-', '\u{e9}']),
                    1 => drop(json.remove(at)),
                    2 => json.insert(
                        at,
                        *trial.random.pick(&['[', ']', ':', 'e', '0', '\\', ' ']),
                    ),
                    _ => json.truncate(at.max(1)),
                }
            }
            let json: String = json.into_iter().collect();
            let decision = trial.program.decide_json(&json, &trial.options);
            let told = decision.status != Status::Invalid || !decision.errors.is_empty();
            assert!(told, "seed {seed}: {json}");
            let line = explain::decision_json(&decision);
            assert!(
                serde_json::from_str::<serde_json::Value>(&line).is_ok(),
                "seed {seed}: {line}"
            );
        }
    });
}
