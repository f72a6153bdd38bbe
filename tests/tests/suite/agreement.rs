//! The evaluator and the reference agree: on complete facts, and on what missing ones leave open.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use bylaws_dsl::codes;
use bylaws_dsl::ir::{Id, Need, Policy};
use bylaws_dsl::value::{Date, Value};
use bylaws_runtime::{Data, Decision, Options, Program, Status};
use bylaws_tests::generate::{self, Layout, Random};
use bylaws_tests::reference::{
    Case, Output, Partial, decide, decide_partial, domain, keeps_assumptions,
};

use crate::support::{compile, diagnostics};

/// How many policies a run tries, by `BYLAWS_POLICIES`; `BYLAWS_SEED` tries the one with that
/// number alone.
fn seeds(usual: u64) -> std::ops::Range<u64> {
    let number = |name| {
        std::env::var(name)
            .ok()
            .and_then(|n: String| n.parse::<u64>().ok())
    };
    match (number("BYLAWS_SEED"), number("BYLAWS_POLICIES")) {
        (Some(seed), _) => seed..seed + 1,
        (None, count) => 0..count.unwrap_or(usual),
    }
}

/// A random policy and a request for it.
pub(crate) struct Trial {
    pub(crate) random: Random,
    pub(crate) text: String,
    /// The files of the bundle, the policy last.
    files: Vec<(String, String)>,
    pub(crate) program: Arc<Program>,
    pub(crate) facts: Vec<Option<Value>>,
    pub(crate) options: Options,
    readings: Vec<u16>,
}

impl Trial {
    /// The trial of a seed; none where the policy is refused.
    pub(crate) fn new(seed: u64) -> Option<Self> {
        let mut random = Random::new(seed);
        // One policy in four uses another.
        let files = match seed % 4 {
            3 => generate::using(&mut random),
            _ => vec![("random.bylaw".to_owned(), generate::policy(&mut random))],
        };
        let text = files.last().map_or(String::new(), |(_, text)| text.clone());
        let compiled = compile(
            files
                .iter()
                .map(|(name, text)| (name.as_str(), text.as_str())),
        );
        let Some(bundle) = &compiled.bundle else {
            if std::env::var("BYLAWS_REFUSED").is_ok() {
                println_all(&format!("{}{text}", diagnostics(&compiled)));
            }
            return None;
        };
        let program = Arc::clone(bundle.program("random.policy")?);
        let mut trial = Self {
            random,
            text,
            files: files
                .iter()
                .map(|(name, text)| (name.to_string(), text.clone()))
                .collect(),
            readings: program
                .policy()
                .readings
                .values()
                .map(|r| r.default)
                .collect(),
            program,
            facts: Vec::new(),
            options: Options::default(),
        };
        trial.choose();
        trial.draw();
        Some(trial)
    }

    /// The policy as another text says it, beside the other files of the trial.
    pub(crate) fn with_text(&self, text: &str) -> Arc<Program> {
        let mut files = self.files.clone();
        if let Some((_, last)) = files.last_mut() {
            text.clone_into(last);
        }
        let files = files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()));
        let compiled = compile(files);
        let bundle = compiled.bundle.as_ref();
        let bundle = bundle.unwrap_or_else(|| panic!("{}\n{text}", diagnostics(&compiled)));
        Arc::clone(bundle.program("random.policy").expect("the policy"))
    }

    /// Chooses a date and readings in place of those of the policy, now and then.
    fn choose(&mut self) {
        if self.random.chance(10) {
            self.options.as_of = Date::from_ymd(2024, 2, 1);
        }
        let policy = self.program.policy();
        for (place, reading) in policy.readings.values().enumerate() {
            if self.random.chance(50) {
                let choices = policy.enums.at(reading.choices);
                let choice = self.random.below(choices.members.len());
                self.readings[place] = choice as u16;
                let name = choices.members[choice].name.to_string();
                self.options
                    .readings
                    .push((reading.head.name.to_string(), name));
            }
        }
    }

    /// The text of the policy, if it is all that the trial consists of.
    pub(crate) fn only_text(&self) -> Option<String> {
        (self.files.len() == 1).then(|| self.text.clone())
    }

    /// Other facts.
    pub(crate) fn draw(&mut self) {
        let policy = self.program.policy();
        let random = &mut self.random;
        self.facts = policy
            .facts
            .values()
            .map(|fact| generate::value(random, policy, fact))
            .collect();
    }

    pub(crate) fn json(&mut self, layout: Layout) -> String {
        generate::json(&mut self.random, self.program.policy(), &self.facts, layout)
    }

    fn case(&self) -> Case<'_> {
        Case {
            policy: self.program.policy(),
            facts: &self.facts,
            as_of: self.options.as_of,
            readings: &self.readings,
            elements: &[],
        }
    }

    /// The trial as a case of the suite.
    pub(crate) fn as_case(&self, request: &str) -> String {
        let files = self.files.iter();
        let files = files.map(|(name, text)| format!("--- {name} ---\n{text}\n"));
        let mut text = files.collect::<String>() + "--- options ---\npolicy random.policy\n";
        if let Some(date) = self.options.as_of {
            writeln!(text, "as of {date}").unwrap();
        }
        for (name, choice) in &self.options.readings {
            writeln!(text, "reading {name} = {choice}").unwrap();
        }
        format!("{text}--- request ---\n{request}\n")
    }
}

fn println_all(text: &str) {
    use std::io::Write as _;
    std::io::stderr().write_all(text.as_bytes()).unwrap();
}

/// Runs a test for each seed and tells all seeds that fail, the first in full.
pub(crate) fn for_each_seed(usual: u64, test: impl Fn(u64, Trial)) {
    let (mut tried, mut failed) = (0, Vec::new());
    let seeds = seeds(usual);
    let all = seeds.end - seeds.start;
    for seed in seeds {
        let result = catch_unwind(AssertUnwindSafe(|| {
            let Some(trial) = Trial::new(seed) else {
                return false;
            };
            test(seed, trial);
            true
        }));
        match result {
            Ok(accepted) => tried += u64::from(accepted),
            Err(_) => failed.push(seed),
        }
        if failed.len() >= 10 {
            break;
        }
    }
    assert!(failed.is_empty(), "seeds {failed:?} fail; see BYLAWS_SEED");
    assert!(
        tried * 20 >= all * 19 || all < 20,
        "only {tried} of {all} random policies compile"
    );
}

#[test]
fn complete_facts() {
    for_each_seed(2_000, |seed, mut trial| {
        for _ in 0..5 {
            trial.draw();
            let json = trial.json(Layout::Nested);
            let decision = trial.program.decide_json(&json, &trial.options);
            if let Some(difference) = compared_complete(trial.case(), &decision) {
                panic!("seed {seed}: {difference}\n{}", trial.as_case(&json));
            }
        }
    });
}

fn compared_complete(case: Case<'_>, decision: &Decision) -> Option<String> {
    if keeps_assumptions(case) == Ok(false) {
        let codes: Vec<&str> = decision.errors.iter().map(|e| e.code.id()).collect();
        let told = decision.status == Status::Invalid && codes.iter().all(|code| *code == "E0607");
        return (!told)
            .then(|| format!("an assumption is broken, but {} {codes:?}", decision.status));
    }
    let expected = decide(case);
    let failed: BTreeSet<&str> = expected
        .outputs
        .iter()
        .filter_map(|o| o.as_ref().err())
        .map(|code| code.id())
        .collect();
    let codes: BTreeSet<&str> = decision.errors.iter().map(|e| e.code.id()).collect();
    if failed != codes {
        return Some(format!(
            "errors {codes:?}, not {failed:?}: {:?}",
            decision.errors
        ));
    }
    let status = if failed.is_empty() {
        Status::Decided
    } else {
        Status::Failed
    };
    if decision.status != status {
        return Some(format!("{}, not {status}", decision.status));
    }
    if status == Status::Failed {
        return (!decision.outputs.is_empty()).then(|| "outputs of a failed decision".to_owned());
    }
    for (output, expected) in case.policy.outputs.values().zip(&expected.outputs) {
        let expected = expected.as_ref().ok().map(|value| data(case.policy, value));
        let found = decision.output(&output.name);
        if found != expected.as_ref() {
            return Some(format!("`{}` is {found:?}, not {expected:?}", output.name));
        }
    }
    let reasons: Vec<_> = decision.reasons.iter().map(|r| r.message.clone()).collect();
    let given = expected
        .reasons
        .iter()
        .filter(|(_, given)| *given == Ok(true));
    let expected: Vec<_> = given.map(|(message, _)| message.clone()).collect();
    (reasons != expected).then(|| format!("the reasons are {reasons:?}, not {expected:?}"))
}

#[test]
fn missing_facts() {
    for_each_seed(1_500, |seed, mut trial| {
        for _ in 0..2 {
            trial.draw();
            let (missing, exact) = forget(&mut trial);
            let json = trial.json(Layout::Nested);
            let decision = trial.program.decide_json(&json, &trial.options);
            let expected = decide_partial(trial.case(), &missing);
            if let Some(difference) =
                compared_partial(trial.program.policy(), &expected, exact, &decision)
            {
                panic!("seed {seed}: {difference}\n{}", trial.as_case(&json));
            }
        }
    });
}

/// Leaves out some required facts. Gives the values that each may have, and whether these are
/// all.
fn forget(trial: &mut Trial) -> (Vec<(Need, Vec<Value>)>, bool) {
    const COMBINATIONS: usize = 120;
    let Trial {
        random,
        program,
        facts,
        ..
    } = trial;
    let policy = program.policy();
    let mut ids: Vec<Need> = policy
        .facts
        .ids()
        .map(Need::Fact)
        .chain(generate::fields(policy, facts))
        .filter(|need| !policy.declaration(*need).optional)
        .collect();
    random.shuffle(&mut ids);
    let samples = random.chance(30);
    let (mut missing, mut combinations, mut exact) = (Vec::new(), 1, true);
    for id in ids {
        let fact = policy.declaration(id);
        let values = match domain(policy, fact) {
            Some(values) => values,
            None if samples => (0..6)
                .map(|_| generate::some_value(random, policy, fact))
                .collect(),
            None => continue,
        };
        // The fields of a list that is missing itself are no facts of the request.
        let of_missing_list = match id {
            Need::Field { list, .. } => facts[policy.lists.at(list).fact.index()].is_none(),
            Need::Fact(fact) => missing.iter().any(|(other, _)| match other {
                Need::Field { list, .. } => policy.lists.at(*list).fact == fact,
                Need::Fact(_) => false,
            }),
        };
        if missing.len() == 4 || combinations * values.len() > COMBINATIONS || of_missing_list {
            continue;
        }
        combinations *= values.len();
        exact &= domain(policy, fact).is_some();
        generate::forget(policy, facts, id);
        missing.push((id, values));
    }
    (missing, exact)
}

/// With all values of the missing facts at hand, and no way of filling them in that is left out of
/// account, the decision must be exactly as the reference has it. Otherwise it must not claim
/// anything that some way contradicts.
fn compared_partial(
    policy: &Policy,
    expected: &Partial,
    exact: bool,
    decision: &Decision,
) -> Option<String> {
    if expected.combinations == 0 {
        return None;
    }
    if decision.status == Status::Invalid {
        return (expected.certain > 0).then(|| format!("invalid: {:?}", decision.errors));
    }
    let exact = exact && expected.total;
    let failed = expected.outputs.iter().any(|o| matches!(o, Some(Err(_))));
    let open = expected.outputs.iter().any(Option::is_none);
    let beyond = |o: &Option<Result<Output, _>>| matches!(o, Some(Err(code)) if [codes::OVERFLOW, codes::DATE_OUT_OF_RANGE].contains(code));
    let fails = failed && !expected.outputs.iter().any(beyond);
    let right = match decision.status {
        Status::Failed => failed,
        Status::Decided => !open && !fails,
        _ => !exact || open && !failed,
    };
    if !right {
        return Some(format!(
            "{} with {:?}, not {:?}",
            decision.status, decision.errors, expected.outputs
        ));
    }
    if decision.status == Status::Failed {
        return (!decision.outputs.is_empty()).then(|| "outputs of a failed decision".to_owned());
    }
    for (output, expected) in policy.outputs.values().zip(&expected.outputs) {
        let found = decision.output(&output.name);
        let known = match expected {
            Some(Ok(known)) => Some(data(policy, known)),
            Some(Err(_)) => continue,
            None => None,
        };
        if found != known.as_ref() && (exact || found.is_some()) {
            return Some(format!("`{}` is {found:?}, not {known:?}", output.name));
        }
    }
    let reasons: Vec<_> = decision.reasons.iter().map(|r| r.message.clone()).collect();
    if exact && decision.status == Status::Decided && reasons != expected.reasons {
        return Some(format!(
            "the reasons are {reasons:?}, not {:?}",
            expected.reasons
        ));
    }
    if let Some(wrong) = reasons
        .iter()
        .find(|r| !failed && !expected.reasons.contains(r))
    {
        return Some(format!("the reason \"{wrong}\" does not always hold"));
    }
    let needs: BTreeSet<Need> = decision.needs.iter().copied().collect();
    if decision.status != Status::Undetermined {
        return (!needs.is_empty()).then(|| format!("{} and needs {needs:?}", decision.status));
    }
    let names = |needs: &BTreeSet<Need>| {
        needs
            .iter()
            .map(|need| policy.need_name(*need))
            .collect::<Vec<_>>()
    };
    let same = match exact {
        true => needs == expected.needs,
        false => needs.is_superset(&expected.needs) && !needs.is_empty(),
    };
    (!same).then(|| {
        format!(
            "needs {:?}, not {:?}",
            names(&needs),
            names(&expected.needs)
        )
    })
}

/// What the reference computed, as a decision shows it.
fn data(policy: &Policy, output: &Output) -> Data {
    match output {
        Output::Value(value) => shown(policy, value),
        Output::Periods(periods) => Data::Periods(
            periods
                .iter()
                .map(|(name, from, through)| {
                    (name.clone(), shown(policy, from), shown(policy, through))
                })
                .collect(),
        ),
    }
}

fn shown(policy: &Policy, value: &Value) -> Data {
    match value.clone() {
        Value::Boolean(truth) => Data::Boolean(truth),
        Value::Integer(n) => Data::Integer(n),
        Value::Decimal(d) => Data::Decimal(d),
        Value::Percent(d) => Data::Percent(d),
        Value::Money(m) => Data::Money(m),
        Value::Date(d) => Data::Date(d),
        Value::Open => Data::Open,
        Value::Duration(d) => Data::Duration(d),
        Value::Text(t) => Data::Text(t),
        Value::Member(of, index) => Data::Member(policy.member_name(of, index).into()),
        Value::Set(of, bits) => Data::Set(policy.set_members(of, bits).map(Into::into).collect()),
        Value::Window(from, through) => Data::Window(from, through),
        Value::None => Data::None,
        Value::List(..) => panic!("no output is a list"),
    }
}
