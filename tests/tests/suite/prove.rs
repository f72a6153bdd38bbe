//! Proofs: every planted mistake is found and nothing else is, what is said to be wrong comes out
//! wrong when it is pasted into the policy, and what is said to be proved holds in every case.

use std::collections::BTreeSet;
use std::sync::Arc;

use bylaws_dsl::codes;
use bylaws_dsl::ir::{Id, Policy};
use bylaws_dsl::value::Value;
use bylaws_review::prove::{
    Answer, Asking, Finding, Host, Kind, Relation, Shown, Side, Solver, prove, relate,
};
use bylaws_runtime::{Program, examples};
use bylaws_tests::generate::{self, Random};
use bylaws_tests::reference::{Case, Output, decide, domain, keeps_assumptions};
use bylaws_tests::solver::z3;

use crate::support::{compile, diagnostics, program, repository};

fn asked(program: &Arc<Program>, solver: Option<&mut dyn Solver>, asking: &Asking) -> Vec<Answer> {
    let mut progress = |_: &str| {};
    let mut host = Host {
        solver: solver.map(|solver| solver as &mut dyn Solver),
        progress: &mut progress,
    };
    prove(program, asking, &mut host)
}

fn planted() -> Vec<(String, String)> {
    let folder = repository().join("tests/prove");
    let mut files: Vec<_> = walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(Result::unwrap)
        .filter(|file| file.file_type().is_file())
        .collect();
    files.retain(|file| file.path().extension().is_some_and(|end| end == "bylaw"));
    files
        .into_iter()
        .map(|file| {
            let name = file.file_name().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(file.path()).unwrap())
        })
        .collect()
}

fn expected(text: &str) -> BTreeSet<String> {
    let lines = text
        .lines()
        .filter_map(|line| line.strip_prefix("# wrong: "));
    lines.map(str::to_owned).collect()
}

fn wrong(answers: &[Answer]) -> BTreeSet<String> {
    let bad = answers.iter().filter(|answer| answer.is_bad());
    bad.map(|answer| answer.question.clone()).collect()
}

/// The case is an example that the policy takes, that stays as it is when laid out, and that comes
/// out as it says.
fn paste(text: &str, answer: &Answer, shown: &Shown) {
    let pasted = format!("{}\n\n{}", text.trim_end(), shown.example);
    let formatted = bylaws_dsl::format::format(
        bylaws_dsl::SourceId::default(),
        &pasted,
        &bylaws_dsl::Limits::default(),
    );
    let laid_out = formatted.text.as_deref().unwrap_or_default();
    assert!(
        laid_out.ends_with(&shown.example),
        "{laid_out}\n{}",
        shown.example
    );
    let compiled = compile([("policy.bylaw", pasted.as_str())]);
    let Some(bundle) = &compiled.bundle else {
        panic!("{}\n{pasted}", diagnostics(&compiled));
    };
    let program = bundle.programs().next().unwrap();
    let id = program.policy().examples.ids().last().unwrap();
    let outcome = examples::run(program, id);
    let mismatches: Vec<String> = outcome
        .mismatches
        .iter()
        .filter(|mismatch| !mismatch.what.starts_with("guarantee "))
        .map(|mismatch| format!("{} {} {}", mismatch.what, mismatch.expected, mismatch.found))
        .collect();
    assert_eq!(mismatches, Vec::<String>::new(), "{}", shown.example);
    if answer.kind == Kind::Guarantee && answer.is_bad() {
        let broken = outcome
            .mismatches
            .iter()
            .any(|found| found.what == answer.question);
        assert!(broken, "{} holds in\n{}", answer.question, shown.example);
    }
}

#[test]
fn planted_mistakes_are_found_and_nothing_else() {
    let Some(mut solver) = z3() else {
        return;
    };
    let mut count = 0;
    for (name, text) in planted() {
        let program = program(&text);
        let answers = asked(&program, Some(&mut solver), &Asking::default());
        assert_eq!(wrong(&answers), expected(&text), "{name}");
        for answer in &answers {
            match &answer.finding {
                Finding::Refuted(shown) | Finding::Possible(shown) => paste(&text, answer, shown),
                Finding::Proved | Finding::Impossible | Finding::Never => {}
                other => panic!("{name}: {} is {other:?}", answer.question),
            }
        }
        count += expected(&text).len();
    }
    assert!(count >= 40, "only {count} mistakes are planted");
}

#[test]
fn without_a_solver_nothing_is_wrong_that_is_not_planted() {
    let (mut found, mut planted_count) = (0, 0);
    for (name, text) in planted() {
        let program = program(&text);
        let answers = asked(
            &program,
            None,
            &Asking {
                cases: 4_000,
                ..Asking::default()
            },
        );
        let (wrong, expected) = (wrong(&answers), expected(&text));
        assert!(
            wrong.is_subset(&expected),
            "{name}: {:?}",
            wrong.difference(&expected)
        );
        for answer in &answers {
            match &answer.finding {
                Finding::Refuted(shown) => paste(&text, answer, shown),
                // Proofs without a solver are of what is plain: no case is left at all.
                Finding::Proved => assert!(!expected.contains(&answer.question), "{name}"),
                _ => {}
            }
        }
        found += wrong.len();
        planted_count += expected.len();
    }
    // Dead rules need a proof; of the others a search finds most.
    assert!(found * 2 > planted_count, "{found} of {planted_count}");
}

/// So many values of a fact that is not small are tried.
const TRIED: usize = 4;
/// So many cases of a policy.
const MOST: usize = 3_000;

/// Complete requests of a random policy: all there are, where the facts are small and few.
fn cases(policy: &Policy, random: &mut Random) -> Vec<Vec<Option<Value>>> {
    let mut values: Vec<Vec<Option<Value>>> = Vec::new();
    for fact in policy.facts.values() {
        let mut all: Vec<Option<Value>> = match domain(policy, fact) {
            Some(all) if all.len() <= 12 => all.into_iter().map(Some).collect(),
            _ => (0..TRIED)
                .map(|_| generate::value(random, policy, fact))
                .collect(),
        };
        if fact.optional {
            all.push(None);
        }
        values.push(all);
    }
    let count = values
        .iter()
        .try_fold(1usize, |n, all| n.checked_mul(all.len()));
    match count {
        Some(count) if count <= MOST => {
            let mut cases = vec![Vec::new()];
            for all in &values {
                cases = cases
                    .into_iter()
                    .flat_map(|case: Vec<Option<Value>>| {
                        all.iter().map(move |value| {
                            let mut case = case.clone();
                            case.push(value.clone());
                            case
                        })
                    })
                    .collect();
            }
            cases
        }
        _ => (0..MOST)
            .map(|_| {
                values
                    .iter()
                    .map(|all| all[random.below(all.len())].clone())
                    .collect()
            })
            .collect(),
    }
}

/// Whether the reference evaluator has a case against what was proved.
fn contradicts(
    answer: &Answer,
    policy: &Policy,
    outputs: &[Result<Output, bylaws_dsl::Code>],
) -> bool {
    let early = [
        codes::OVERFLOW,
        codes::DATE_OUT_OF_RANGE,
        codes::NO_VALUE_YET,
    ];
    let output = |name: &str| {
        let place = policy
            .outputs
            .values()
            .position(|output| output.name == name);
        place.and_then(|place| outputs.get(place))
    };
    match (&answer.finding, answer.kind) {
        (Finding::Proved, Kind::Failure) => {
            let name = answer.question.split(' ').next().unwrap();
            // Of two ways to fail at once the reference may tell the other.
            matches!(output(name), Some(Err(code)) if !early.contains(code))
        }
        (Finding::Proved, Kind::Guarantee) => match output("outcome") {
            Some(Ok(Output::Value(Value::Member(_, outcome)))) => *outcome == Policy::COVERED,
            _ => false,
        },
        (Finding::Impossible, Kind::Dead) => {
            let category = policy.categories.iter().find(|(_, category)| {
                answer.question == format!("category `{}` can apply", category.head.name)
            });
            match (category, output("categories")) {
                (Some((id, _)), Some(Ok(Output::Value(Value::Set(_, bits))))) => {
                    bits >> id.index() & 1 == 1
                }
                _ => false,
            }
        }
        _ => false,
    }
}

#[test]
fn random_policies_raise_no_false_alarm_and_no_false_proof() {
    let Some(mut solver) = z3() else {
        return;
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "the number of policies is chosen from outside"
    )]
    let number = |name: &str| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let seeds = match number("BYLAWS_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("BYLAWS_POLICIES").unwrap_or(12).min(2_000),
    };
    let mut counts = [0usize; 3];
    for seed in seeds {
        let mut random = Random::new(seed);
        let mut text = generate::policy(&mut random);
        if text.contains("category ") || text.contains("require ") {
            text.push_str("\n\nguarantee never_covered\n  outcome != covered\n");
        }
        let compiled = compile([("random.bylaw", text.as_str())]);
        let Some(bundle) = &compiled.bundle else {
            continue;
        };
        let program = bundle.programs().next().unwrap();
        let policy = program.policy();
        let asking = Asking {
            kinds: vec![Kind::Guarantee, Kind::Failure, Kind::Dead],
            cases: 300,
        };
        let answers = asked(program, Some(&mut solver), &asking);
        let cases = cases(policy, &mut random);
        for answer in &answers {
            match &answer.finding {
                Finding::Refuted(shown) => {
                    counts[0] += 1;
                    // Elements of lists are not written in examples.
                    if policy.lists.is_empty() {
                        paste(&text, answer, shown);
                    }
                }
                Finding::Proved | Finding::Impossible => counts[1] += 1,
                Finding::Unknown(why) if why.contains("defect") => {
                    panic!("seed {seed}: {}: {why}\n{text}", answer.question)
                }
                _ => counts[2] += 1,
            }
        }
        for facts in cases {
            for choice in 0..2u16 {
                let readings = policy.readings.values().map(|reading| {
                    let last = policy.enums.at(reading.choices).members.len() as u16 - 1;
                    choice.min(last)
                });
                let readings: Vec<u16> = readings.collect();
                let case = Case {
                    policy,
                    facts: &facts,
                    as_of: None,
                    readings: &readings,
                    elements: &[],
                };
                if keeps_assumptions(case) != Ok(true) {
                    continue;
                }
                let outcome = decide(case);
                for answer in &answers {
                    assert!(
                        !contradicts(answer, policy, &outcome.outputs),
                        "seed {seed}: {} is not so in {facts:?} with {readings:?}\n{text}",
                        answer.question
                    );
                }
            }
        }
    }
    assert!(counts[0] + counts[1] > 0, "{counts:?}");
}

#[test]
fn the_page_is_below_the_statute_where_it_is_known_to_be() {
    let Some(mut solver) = z3() else {
        return;
    };
    let policies = repository().join("policies");
    let mut files = Vec::new();
    for folder in [
        "group_care/continuity_of_care",
        "california/completion_of_services",
    ] {
        for file in walkdir::WalkDir::new(policies.join(folder)).sort_by_file_name() {
            let file = file.unwrap();
            if file.path().extension().is_some_and(|end| end == "bylaw") {
                let text = std::fs::read_to_string(file.path()).unwrap();
                files.push((file.path().to_string_lossy().into_owned(), text));
            }
        }
    }
    let floor = std::fs::read_to_string(repository().join("tests/prove/page.floor")).unwrap();
    files.push(("floor.bylaw".to_owned(), floor.clone()));
    let compiled = compile(
        files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    );
    let Some(bundle) = &compiled.bundle else {
        panic!("{}", diagnostics(&compiled));
    };
    let [page, law] = ["page", "law"]
        .map(|side| Side::named(bundle, &format!("group_care.same_member:{side}")).unwrap());
    let relation = Relation::Refines {
        member_pays: Vec::new(),
        member_gets: Vec::new(),
    };
    let mut progress = |_: &str| {};
    let mut host = Host {
        solver: Some(&mut solver),
        progress: &mut progress,
    };
    let answers = relate(&page, &law, &relation, &Asking::default(), &mut host).unwrap();
    assert_eq!(wrong(&answers), expected(&floor));
    let said = |name: &str| {
        let answer = answers
            .iter()
            .find(|answer| answer.question.contains(name))
            .unwrap();
        match &answer.finding {
            Finding::Refuted(shown) => shown.facts.clone(),
            other => panic!("{name}: {other:?}"),
        }
    };
    let pregnant = said("by `pregnancy` alone is given");
    let has = |name: &str, value: &str| {
        let fact = (name.to_owned(), value.to_owned());
        assert!(
            pregnant.contains(&fact),
            "{name} {value} is not in {pregnant:?}"
        );
    };
    has("conditions", "{pregnancy}");
    has("pregnancy.high_risk", "no");
    has("pregnancy.trimester", "1");
    let child = said("by `newborn_child` alone is given");
    assert!(
        child.iter().any(|(name, _)| name == "child.born_on"),
        "{child:?}"
    );
}
