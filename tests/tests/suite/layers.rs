//! A policy that is cut into layers decides as it does in one piece.

use bylaws_runtime::explain;
use bylaws_tests::generate::{self, Layout};

use crate::agreement::for_each_seed;
use crate::support::{compile, diagnostics, without_places};

#[test]
fn layers_decide_like_the_whole() {
    for_each_seed(1_000, |seed, mut trial| {
        let Some(text) = trial.only_text() else {
            return;
        };
        let layered = generate::layered(&mut trial.random, &text);
        let whole = compile([("whole.bylaw", layered.whole.as_str())]);
        let files = layered.files.iter();
        let put_together = compile(files.map(|(name, text)| (name.as_str(), text.as_str())));
        let shown = || {
            let files = layered.files.iter();
            let files = files.map(|(name, text)| format!("--- {name} ---\n{text}\n"));
            format!(
                "--- whole.bylaw ---\n{}\n{}",
                layered.whole,
                files.collect::<String>()
            )
        };
        let program = |compiled: &bylaws_runtime::Compiled| {
            let bundle = compiled.bundle.as_ref();
            let bundle = bundle
                .unwrap_or_else(|| panic!("seed {seed}: {}{}", diagnostics(compiled), shown()));
            bundle.program("random.policy").expect("the policy").clone()
        };
        let (whole, put_together) = (program(&whole), program(&put_together));
        for _ in 0..3 {
            trial.draw();
            let missing = trial.random.below(4);
            for _ in 0..missing {
                let place = trial.random.below(trial.facts.len());
                trial.facts[place] = None;
            }
            let request = trial.json(Layout::Nested);
            let decide = |program: &std::sync::Arc<bylaws_runtime::Program>| {
                // The clauses stand in other files.
                let decision = without_places(program.decide_json(&request, &trial.options));
                explain::decision_json(&decision).replace(&program.hash().to_string(), "")
            };
            let (expected, found) = (decide(&whole), decide(&put_together));
            assert_eq!(
                expected,
                found,
                "seed {seed}: {}\n--- request ---\n{request}",
                shown()
            );
        }
    });
}
