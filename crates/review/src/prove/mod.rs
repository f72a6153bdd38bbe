//! What a policy promises, for every request there is: each question is put to a solver, and what
//! the solver says against the policy is decided again by the runtime before anybody sees it.
//!
//! ```text
//! Policy ──scope, expr, items, coverage──▶ terms ──smt──▶ text ──Solver──▶ proved
//!                                                                   └──▶ a case ──asker──▶ an example
//! ```
//!
//! A request that leaves facts out needs no questions of its own: what is decided of it is what
//! every way of filling it in decides, and these are what is asked about. `docs/decisions/0008`.

mod asker;
mod builtins;
mod calendar;
mod cases;
mod coverage;
mod example;
mod expr;
mod items;
mod model;
mod number;
mod questions;
mod relate;
pub mod report;
mod rows;
mod scope;
mod search;
mod smt;
mod tables;
mod term;
mod texts;
mod value;

use std::collections::BTreeMap;
use std::sync::Arc;

use bylaws_dsl::ir::ItemRef;
use bylaws_runtime::explain::{data_words, item_name};
use bylaws_runtime::{Program, Status};

use crate::behaviour::axis::{Axis, axes};
use asker::{Asker, Case};
use cases::{case, filled, least, wanted};
use questions::{Asked, Question, Sense, ask, questions};
use scope::Encoder;
use term::T;
use texts::Texts;

pub use model::{Answer, Finding, Kind, Shown};
pub use relate::{Relation, Side, Unlike, relate};
pub use smt::{Solver, Verdict};

/// How much is asked and searched.
#[derive(Clone, Debug)]
pub struct Asking {
    /// Only these kinds of questions; all where empty.
    pub kinds: Vec<Kind>,
    /// So many cases are decided where there is no proof.
    pub cases: u64,
}

impl Default for Asking {
    fn default() -> Self {
        Self {
            kinds: Vec::new(),
            cases: 20_000,
        }
    }
}

/// A host that runs the solver, if there is one, and shows how far the work has come.
pub struct Host<'h> {
    /// Answers questions.
    pub solver: Option<&'h mut dyn Solver>,
    /// Is told each question before it is asked.
    pub progress: &'h mut dyn FnMut(&str),
}

/// Asks everything about one policy.
pub fn prove(program: &Arc<Program>, asking: &Asking, host: &mut Host<'_>) -> Vec<Answer> {
    let policy = program.policy();
    let axes = axes(policy, policy, &BTreeMap::new());
    let mut encoder = Encoder::new(Texts::of([policy]));
    let asked = ask(&mut encoder, policy);
    let mut all = questions(&mut encoder, &asked, program);
    all.retain(|question| asking.kinds.is_empty() || asking.kinds.contains(&question.kind));
    let mut asker = Asker::new(program, &axes);
    let bases = search::bases(program, &axes);
    // What an example shows already needs no solver.
    let mut found = search::begin(&mut asker, &bases, &all);
    let mut findings: Vec<Option<Finding>> = Vec::new();
    let mut reasons: Vec<Why> = Vec::new();
    for (question, found) in all.iter().zip(&mut found) {
        let mut why = Why::NoSolver;
        let finding = match found.take() {
            Some(case) if question.within.is_none() => Some(shown(&mut asker, question, &case)),
            _ => {
                (host.progress)(&question.name);
                let (finding, reason) = solve(&mut encoder, &asked, question, &mut asker, host);
                why = reason;
                finding
            }
        };
        findings.push(finding);
        reasons.push(why);
    }
    let open: Vec<usize> = (0..all.len())
        .filter(|place| findings.get(*place).is_some_and(Option::is_none))
        .collect();
    if !open.is_empty() {
        (host.progress)("a search for what could not be proved");
        let waiting: Vec<Question> = open
            .iter()
            .filter_map(|place| all.get(*place).cloned())
            .collect();
        let mut cases: search::Found = vec![None; waiting.len()];
        let decided = search::search(&[program], &axes, &bases, asking.cases, &mut |case| {
            search::look(&mut asker, case, &waiting, &mut cases)
        });
        for ((place, question), case) in open.iter().zip(&waiting).zip(cases) {
            let why = reasons.get(*place).cloned().unwrap_or(Why::NoSolver);
            let finding = match case.filter(|_| question.within.is_none()) {
                Some(case) => shown(&mut asker, question, &case),
                None => why.finding(decided),
            };
            if let Some(slot) = findings.get_mut(*place) {
                *slot = Some(finding);
            }
        }
    }
    let pairs = all.iter().zip(findings);
    pairs
        .map(|(question, finding)| {
            let finding = finding.unwrap_or_else(|| Finding::Unknown(String::new()));
            answer(program, question, finding)
        })
        .collect()
}

/// Why a question was not answered by the solver.
#[derive(Clone, Debug)]
enum Why {
    NoSolver,
    TimedOut,
    /// Terms do not say what it hangs on.
    Opaque(String),
    Other(String),
}

impl Why {
    fn finding(self, cases: u64) -> Finding {
        match self {
            Why::NoSolver => Finding::Searched {
                cases,
                why: "there is no solver".to_owned(),
            },
            Why::Opaque(words) => Finding::Searched {
                cases,
                why: format!("it hangs on {words}, into which no proof looks"),
            },
            Why::TimedOut => Finding::TimedOut { cases },
            Why::Other(words) => Finding::Unknown(words),
        }
    }
}

/// Asks the solver; none where the question stays open, and why.
fn solve(
    encoder: &mut Encoder<'_>,
    asked: &Asked<'_>,
    question: &Question,
    asker: &mut Asker<'_>,
    host: &mut Host<'_>,
) -> (Option<Finding>, Why) {
    let axes = asker.axes;
    let mut is = |case: &Case| asker.is(case, &question.check);
    match put(
        encoder,
        question.goal,
        (axes, &asked.readings),
        host,
        &mut is,
    ) {
        Ok(None) => {
            let nothing = match question.sense {
                Sense::Never => Finding::Proved,
                Sense::Some => Finding::Impossible,
                Sense::Told => Finding::Never,
            };
            (Some(nothing), Why::NoSolver)
        }
        Ok(Some(case)) => (Some(shown(asker, question, &case)), Why::NoSolver),
        Err(why) => (None, why),
    }
}

/// Puts one question to the solver: the case that it names, once the runtime says the same of it;
/// none where there is none for any request.
fn put(
    encoder: &mut Encoder<'_>,
    goal: T,
    (axes, readings): (&[Axis], &[T]),
    host: &mut Host<'_>,
    is: &mut dyn FnMut(&Case) -> bool,
) -> Result<Option<Case>, Why> {
    if encoder.terms.as_truth(goal) == Some(false) {
        return Ok(None);
    }
    let Some(solver) = host.solver.as_deref_mut() else {
        return Err(Why::NoSolver);
    };
    let variables = wanted(encoder, readings);
    let mut ask = |encoder: &Encoder<'_>, goal: &[T], hard: bool| {
        let written = smt::write(&encoder.terms, goal, &variables, hard);
        (solver.solve(&written.text), written.is_loose)
    };
    let (mut verdict, is_loose) = ask(encoder, &[goal], false);
    if verdict == Verdict::Unsatisfiable {
        return Ok(None);
    }
    let mut models = Vec::new();
    // A case that people like to see, if there is one; else any.
    let plain = encoder.plain();
    let (liked, _) = ask(encoder, &[goal, plain], true);
    let is_liked = matches!(liked, Verdict::Satisfiable(_));
    if let Verdict::Satisfiable(model) = liked {
        models.push(model);
    }
    if is_loose && !is_liked {
        (verdict, _) = ask(encoder, &[goal], true);
    }
    match verdict {
        Verdict::Unsatisfiable => return Ok(None),
        Verdict::Satisfiable(model) => models.push(model),
        _ if is_liked => {}
        Verdict::TimedOut => return Err(Why::TimedOut),
        Verdict::Unknown(words) => {
            return Err(Why::Other(format!("the solver gave up: {words}")));
        }
        Verdict::Broken(words) => return Err(Why::Other(words)),
    }
    for model in models {
        let model = smt::read(&model, &variables);
        let case = case(encoder, axes, readings, &model);
        for case in [case.clone(), filled(axes, &case)] {
            if is(&case) {
                return Ok(Some(case));
            }
        }
    }
    let hangs = smt::hangs_on(&encoder.terms, goal, &encoder.terms.guesses);
    Err(match hangs.is_empty() {
        true => Why::Other(
            "the case that the solver named is not decided as it says: a defect of the proof, not of the policy"
                .to_owned(),
        ),
        false => {
            let words: Vec<&str> = hangs.into_iter().map(String::as_str).collect();
            Why::Opaque(words.join(", "))
        }
    })
}

/// The case that shows the answer to a question, with nothing in it that it does not need.
fn shown(asker: &mut Asker<'_>, question: &Question, found: &Case) -> Finding {
    let axes = asker.axes;
    let mut best = least(axes, found, &mut |case| asker.is(case, &question.check));
    // An example ought to be decided; where leaving facts out keeps it from that, they stay in.
    if !is_settled(asker, &best) && is_settled(asker, found) {
        best = least(axes, found, &mut |case| {
            asker.is(case, &question.check) && is_settled(asker, case)
        });
    }
    let shown = Shown {
        facts: axes
            .iter()
            .zip(&best)
            .filter(|(axis, _)| !axis.is_reading())
            .filter_map(|(axis, value)| Some((axis.name.clone(), data_words(value.as_ref()?))))
            .collect(),
        readings: axes
            .iter()
            .zip(&best)
            .filter(|(axis, _)| axis.is_reading())
            .filter_map(|(axis, value)| Some((axis.name.clone(), data_words(value.as_ref()?))))
            .collect(),
        ..describe(asker, question, &best)
    };
    match question.sense {
        Sense::Never => Finding::Refuted(shown),
        Sense::Some | Sense::Told => Finding::Possible(shown),
    }
}

fn is_settled(asker: &mut Asker<'_>, case: &Case) -> bool {
    asker.load(case).is_some_and(|mut loaded| {
        matches!(
            asker.decision(&mut loaded).status,
            Status::Decided | Status::Failed
        )
    })
}

fn describe(asker: &mut Asker<'_>, question: &Question, case: &Case) -> Shown {
    let mut shown = Shown {
        facts: Vec::new(),
        readings: Vec::new(),
        example: String::new(),
        says: Vec::new(),
    };
    let Some(mut loaded) = asker.load(case) else {
        return shown;
    };
    let decision = asker.decision(&mut loaded);
    shown.example = example::example(asker.axes, case, &question.name, decision);
    shown.says = match decision.status {
        Status::Failed => decision
            .errors
            .iter()
            .map(bylaws_runtime::explain::error_words)
            .collect(),
        _ => decision
            .outputs
            .iter()
            .filter(|(name, _)| name != "periods")
            .map(|(name, value)| format!("{name} {}", data_words(value)))
            .collect(),
    };
    shown
}

fn answer(program: &Program, question: &Question, finding: Finding) -> Answer {
    let policy = program.policy();
    let head = question.item.and_then(|item| policy.head(item));
    let cites = head.map(|head| {
        let cites = head.cites.iter().map(|cite| {
            let source = &policy.sources.at(cite.source).head.name;
            match &cite.at {
                Some(at) => format!("{source}, {at}"),
                None => source.to_string(),
            }
        });
        cites.collect()
    });
    let span = question.item.and_then(|item| match item {
        ItemRef::Fact(id) => Some(policy.facts.at(id).span),
        item => policy.head(item).map(|head| head.span),
    });
    Answer {
        policy: policy.name.to_string(),
        kind: question.kind,
        question: question.name.clone(),
        title: question.title.clone(),
        item: question
            .item
            .map(|item| item_name(policy, item).to_string()),
        cites: cites.unwrap_or_default(),
        span,
        finding,
        within: question.within.map(str::to_owned).into_iter().collect(),
    }
}
