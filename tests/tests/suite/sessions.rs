//! Sessions decide like the general evaluator: the same bytes for every request, and mostly
//! without its help.

use std::cell::Cell;

use bylaws_dsl::ir::Policy;
use bylaws_runtime::{Options, Status, Trace, explain};
use bylaws_tests::generate::Layout;

use super::agreement::for_each_seed;

#[test]
fn sessions_decide_like_the_general_evaluator() {
    let counts = compare_with_the_general_evaluator(false);
    assert_eq!(counts.native, 0, "machine code that nobody asked for");
}

/// The same with machine code, and as readily: most policies have some, and it tells nearly all
/// that their instructions tell of complete facts.
#[test]
fn machine_code_decides_like_the_general_evaluator() {
    let Told {
        native, compiled, ..
    } = compare_with_the_general_evaluator(true);
    assert!(
        compiled < 50 || native * 10 > compiled * 8,
        "only {native} of {compiled} were told by machine code"
    );
}

/// How much was told by what.
struct Told {
    native: u64,
    /// Decisions on complete facts and the usual readings by policies with machine code, which their
    /// instructions tell.
    compiled: u64,
}

fn compare_with_the_general_evaluator(with_native: bool) -> Told {
    let (quick, complete) = (Cell::new(0), Cell::new(0));
    let (native, compiled) = (Cell::new(0), Cell::new(0));
    for_each_seed(1_500, |seed, mut trial| {
        let has_native = with_native && trial.program.compile_native().is_ok();
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
            let before = session.counts();
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
                let after = session.counts();
                quick.set(quick.get() + after.quick - before.quick);
                native.set(native.get() + after.native - before.native);
                if has_native {
                    compiled.set(compiled.get() + after.quick - before.quick);
                }
            }
        }
    });
    let (quick, complete) = (quick.get(), complete.get());
    assert!(
        complete < 50 || quick * 10 > complete * 8,
        "only {quick} of {complete} were told by code"
    );
    Told {
        native: native.get(),
        compiled: compiled.get(),
    }
}

/// Whether the policy, or one that it uses, asks a script: the general evaluator decides those.
fn asks_a_script(policy: &Policy) -> bool {
    let mut uses = policy.uses.values();
    !policy.scripts.is_empty() || uses.any(|used| asks_a_script(&used.policy))
}
