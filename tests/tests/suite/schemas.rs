//! The JSON Schema of a policy against real requests and decisions: every request that is accepted
//! and every decision that is made fits the schema that the policy publishes.

use std::path::Path;
use std::sync::Arc;

use bylaws_runtime::{Options, Program, Status, examples, explain, schema};
use bylaws_tests::generate::Layout;
use jsonschema::Validator;
use serde_json::Value;

use crate::agreement::for_each_seed;
use crate::cases::{requests, sections};
use crate::support::{compile, repository};

/// The two halves of a policy's schema, each ready to judge.
struct Schemas {
    facts: Validator,
    decision: Validator,
}

impl Schemas {
    fn of(program: &Program) -> Self {
        let whole = schema(program.policy());
        let half = |name: &str| {
            let mut half = whole["$defs"][name].clone();
            half["$schema"] = whole["$schema"].clone();
            jsonschema::options()
                .should_validate_formats(true)
                .build(&half)
                .expect("the schema is one")
        };
        Self {
            facts: half("facts"),
            decision: half("decision"),
        }
    }

    /// What does not fit, of a decision and of a request that was accepted.
    fn misfits(&self, program: &Arc<Program>, request: &str, options: &Options) -> Vec<String> {
        let decision = program.decide_json(request, options);
        let told = explain::decision_json(&decision);
        let told: Value = serde_json::from_str(&told).unwrap();
        let mut misfits: Vec<String> = errors(&self.decision, &told);
        if decision.status != Status::Invalid {
            misfits.extend(errors(&self.facts, &serde_json::from_str(request).unwrap()));
        }
        misfits
    }
}

fn errors(schema: &Validator, document: &Value) -> Vec<String> {
    let errors = schema.iter_errors(document);
    errors
        .map(|error| format!("{error} at {} in {document}", error.instance_path()))
        .collect()
}

#[test]
fn the_suite_fits_its_schemas() {
    let mut decided = 0;
    let mut failed = Vec::new();
    for file in files(&repository().join("tests/suite"), "case") {
        let sections = sections(&std::fs::read_to_string(&file).unwrap());
        let ends = [".bylaw", ".cases", ".rhai"];
        let is_text = |name: &str| ends.iter().any(|end| name.ends_with(end));
        let texts = sections.iter().filter(|(name, _)| is_text(name));
        let compiled = compile(texts.map(|(name, text)| (name.as_str(), text.as_str())));
        let Some(program) = compiled.bundle.as_ref().and_then(|b| b.programs().next()) else {
            continue;
        };
        let schemas = Schemas::of(program);
        for (_, text) in sections.iter().filter(|(name, _)| name == "request") {
            for request in requests(text) {
                decided += 1;
                for misfit in schemas.misfits(program, request, &Options::default()) {
                    failed.push(format!("{}: {misfit}", file.display()));
                }
            }
        }
    }
    assert!(decided > 100, "the suite has lost its requests");
    assert!(failed.is_empty(), "{failed:#?}");
}

#[test]
fn the_examples_of_the_library_fit_their_schemas() {
    let root = repository().join("policies");
    let texts: Vec<(String, String)> = ["bylaw", "cases", "csv", "rhai"]
        .iter()
        .flat_map(|kind| files(&root, kind))
        .map(|file| {
            let text = std::fs::read_to_string(&file).unwrap();
            (file.display().to_string(), text)
        })
        .collect();
    let compiled = compile(
        texts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    );
    let bundle = compiled.bundle.expect("the library has no error");
    let mut decided = 0;
    for program in bundle.programs() {
        let schemas = Schemas::of(program);
        let policy = program.policy();
        for example in policy.examples.values() {
            let request = explain::facts_json(policy, &examples::facts(policy, example));
            let options = examples::options(policy, example);
            let misfits = schemas.misfits(program, &request, &options);
            assert!(misfits.is_empty(), "{}: {misfits:#?}", example.name);
            decided += 1;
        }
    }
    assert!(decided > 0);
}

#[test]
fn random_policies_fit_their_schemas() {
    for_each_seed(300, |seed, mut trial| {
        let schemas = Schemas::of(&trial.program);
        let json = trial.json(Layout::Nested);
        let misfits = schemas.misfits(&trial.program, &json, &trial.options);
        assert!(misfits.is_empty(), "seed {seed}: {misfits:#?}");
    });
}

fn files(root: &Path, kind: &str) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = walkdir::WalkDir::new(root)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|e| e == kind))
        .collect();
    files.sort();
    files
}
