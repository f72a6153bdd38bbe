//! Sessions decide like the general evaluator: the same bytes for every request, and mostly
//! without its help.

use std::cell::Cell;

use bylaws_dsl::ir::Policy;
use bylaws_runtime::{Options, Status, Trace, explain};
use bylaws_tests::generate::Layout;

use super::agreement::for_each_seed;

#[test]
fn sessions_decide_like_the_general_evaluator() {
    let (quick, complete) = (Cell::new(0), Cell::new(0));
    for_each_seed(1_500, |seed, mut trial| {
        let mut session = trial.program.session();
        for round in 0..6 {
            trial.draw();
            for _ in 0..round {
                let missing = trial.random.below(trial.facts.len());
                trial.facts[missing] = None;
            }
            let layout = if round % 2 == 0 {
                Layout::Nested
            } else {
                Layout::Dotted
            };
            let json = trial.json(layout);
            // A trace is told by the general evaluator alone.
            let mut general = trial.program.decide_json(
                &json,
                &Options {
                    trace: Trace::Brief,
                    ..trial.options.clone()
                },
            );
            general.trace.clear();
            let expected = explain::decision_json(&general);
            let mut out = b"before".to_vec();
            let before = session.counts().quick;
            session.decide_json(json.as_bytes(), &trial.options, &mut out);
            let told = String::from_utf8(out).unwrap();
            assert_eq!(
                told,
                format!("before{expected}"),
                "seed {seed}\n{}",
                trial.as_case(&json)
            );
            let is_usual = round == 0
                && trial.options.readings.is_empty()
                && !asks_a_script(trial.program.policy());
            if is_usual && general.status == Status::Decided {
                complete.set(complete.get() + 1);
                quick.set(quick.get() + session.counts().quick - before);
            }
        }
    });
    let (quick, complete) = (quick.get(), complete.get());
    assert!(
        complete < 50 || quick * 10 > complete * 8,
        "only {quick} of {complete} were told by code"
    );
}

/// Whether the policy, or one that it uses, asks a script: the general evaluator decides those.
fn asks_a_script(policy: &Policy) -> bool {
    let mut uses = policy.uses.values();
    !policy.scripts.is_empty() || uses.any(|used| asks_a_script(&used.policy))
}
