//! One policy, ready to decide.

mod calendar;
mod code;
mod decided;
mod encode;
mod fast;
mod from_ir;
mod machine;
#[cfg(feature = "native")]
mod native;
#[cfg(not(feature = "native"))]
#[path = "program/no_native.rs"]
mod native;
mod numbers;
mod op;
mod probe;
mod promises;
mod session;
mod table;
mod told;
mod wides;
mod wire;

pub use machine::Slots;
pub use promises::Part;
pub use session::{Answer, Counts, Session};

use std::sync::{Arc, OnceLock};

use bylaws_dsl::SourceMap;
use bylaws_dsl::ir::{FactId, Id, Policy, ReadingId};
use bylaws_dsl::value::{Date, Value};
use bylaws_dsl::{codes, suggest};

use crate::decision::{Data, Decision, Status};
use crate::error::DecisionError;
use crate::eval::{self, Plan, Run};
use crate::explain;
use crate::facts::{self, Facts, Schema};
use crate::hash::ContentHash;
use crate::limits::Limits;
use crate::script::{Scripts, Watch};
use code::Code;
use machine::Machine;
use native::Native;
use probe::CodeProbe;
use wire::{Reader, Writer};

/// A policy of a bundle, ready to decide any number of requests from any number of threads.
#[derive(Debug)]
pub struct Program {
    policy: Arc<Policy>,
    pub(crate) schema: Schema,
    plan: Plan,
    /// The policy as instructions; none when it is too large for them.
    code: Option<Code>,
    /// The same as machine code, once that was asked for; none when there can be none.
    native: OnceLock<Option<Native>>,
    reader: Reader,
    writer: Writer,
    /// The policies that are used, for what is told of them.
    used: Vec<Program>,
    /// The choice for each reading when a request makes none.
    readings: Vec<u16>,
    hash: ContentHash,
    sources: Arc<SourceMap>,
    /// The parts of the texts that traces tell of.
    pub(crate) lines: explain::Lines,
    pub(crate) limits: Limits,
    scripts: Scripts,
}

/// Why a policy has no machine code.
#[cfg(feature = "native")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoNative(String);

#[cfg(feature = "native")]
impl std::fmt::Display for NoNative {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "there is no machine code of the policy: {}", self.0)
    }
}

#[cfg(feature = "native")]
impl std::error::Error for NoNative {}

/// How much of the way to a decision is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Trace {
    /// Nothing; costs nothing.
    #[default]
    None,
    /// Each item, whether it held and why.
    Brief,
    /// Each item with every test in it.
    Full,
}

/// What a request may choose besides its facts.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Decides as of this date instead of the fact that the policy names.
    pub as_of: Option<Date>,
    /// Readings by name and choice.
    pub readings: Vec<(String, String)>,
    /// How much of the way is kept.
    pub trace: Trace,
}

impl Program {
    pub(crate) fn new(
        policy: Arc<Policy>,
        hash: ContentHash,
        sources: Arc<SourceMap>,
        limits: Limits,
        scripts: &Scripts,
    ) -> Self {
        let plan = Plan::of(&policy, scripts);
        let code = from_ir::code(&policy, &plan);
        let (reader, writer) = code.as_ref().map_or_else(Default::default, |code| {
            let reader = Reader::new(&policy, code, limits.list_elements);
            (reader, Writer::new(&policy, code, hash))
        });
        Self {
            schema: Schema::of(&policy),
            code,
            native: OnceLock::new(),
            reader,
            writer,
            plan,
            scripts: scripts.clone(),
            ..Self::to_tell(&policy, hash, &sources, limits)
        }
    }

    /// A policy that is used, of which things are told but which is asked nothing.
    fn to_tell(
        policy: &Arc<Policy>,
        hash: ContentHash,
        sources: &Arc<SourceMap>,
        limits: Limits,
    ) -> Self {
        let used = policy.uses.values();
        let readings = policy.readings.values();
        Self {
            schema: Schema::default(),
            plan: Plan::default(),
            code: None,
            native: OnceLock::new(),
            reader: Reader::default(),
            writer: Writer::default(),
            used: used
                .map(|used| Self::to_tell(&used.policy, hash, sources, limits))
                .collect(),
            readings: readings.map(|reading| reading.default).collect(),
            policy: Arc::clone(policy),
            hash,
            sources: Arc::clone(sources),
            lines: explain::Lines::default(),
            limits,
            scripts: Scripts::default(),
        }
    }

    pub(crate) fn with_hash(&self, hash: ContentHash) -> Self {
        let policy = Arc::clone(&self.policy);
        Self {
            readings: self.readings.clone(),
            ..Self::new(
                policy,
                hash,
                Arc::clone(&self.sources),
                self.limits,
                &self.scripts,
            )
        }
    }

    /// The same program with a policy that says something else in places, such as what mutants of
    /// it are made of. Whoever edits keeps what the checker has seen to: types, ids, and optional
    /// facts that are only asked where they are given.
    pub fn altered(&self, edit: impl FnOnce(&mut Policy)) -> Arc<Self> {
        let mut policy = Policy::clone(&self.policy);
        edit(&mut policy);
        let before = self.policy.readings.values().zip(&self.readings);
        let readings = policy.readings.values().zip(before);
        // What the manifest chose stays chosen; another default of the policy itself counts.
        let readings = readings.map(|(now, (before, chosen))| match now.default {
            default if default == before.default => *chosen,
            default => default,
        });
        let readings = readings.collect();
        let sources = Arc::clone(&self.sources);
        let policy = Arc::new(policy);
        Arc::new(Self {
            readings,
            ..Self::new(policy, self.hash, sources, self.limits, &self.scripts)
        })
    }

    pub(crate) fn choose(&mut self, name: &str, choice: &str) -> Result<(), DecisionError> {
        let (reading, choice) = self.reading(name, choice)?;
        if let Some(place) = self.readings.get_mut(reading.index()) {
            *place = choice;
        }
        if let Some(code) = &mut self.code {
            code.usual.clone_from(&self.readings);
        }
        Ok(())
    }

    /// What stands before the names of a policy wherever it is used, such as `coc.`.
    pub(crate) fn uses_of(&self, policy: &str) -> Vec<String> {
        let mut prefixes = Vec::new();
        for (used, inner) in self.policy.uses.values().zip(&self.used) {
            let alias = format!("{}.", used.head.name);
            if used.policy.name == policy {
                prefixes.push(alias.clone());
            }
            let nested = inner.uses_of(policy);
            prefixes.extend(nested.into_iter().map(|nested| format!("{alias}{nested}")));
        }
        prefixes
    }

    /// The choice for each reading when a request makes none, by their names: those of the policy,
    /// or of the manifest of its bundle.
    pub fn choices(&self) -> Vec<(String, String)> {
        let readings = self.policy.readings.values().zip(&self.readings);
        readings
            .map(|(reading, choice)| {
                let choice = self.policy.member_name(reading.choices, *choice);
                (reading.head.name.to_string(), choice.to_owned())
            })
            .collect()
    }

    /// The checked policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The hash of everything that decisions can depend on.
    pub fn hash(&self) -> ContentHash {
        self.hash
    }

    /// The limits that it was compiled with.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The texts that the policy was read from.
    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }

    /// No facts at all, to be filled in with [`Program::set`].
    pub fn no_facts(&self) -> Facts {
        Facts::none(&self.policy)
    }

    /// The facts of a JSON object.
    ///
    /// # Errors
    /// Everything that is wrong with it, each naming the fact, what was given and what is allowed.
    pub fn facts(&self, json: &str) -> Result<Facts, Vec<DecisionError>> {
        if json.len() > self.limits.request_bytes {
            let message = format!(
                "the request is larger than {} bytes",
                self.limits.request_bytes
            );
            return Err(vec![DecisionError::new(codes::BAD_JSON, message)]);
        }
        facts::from_json(&self.policy, &self.schema, json, &self.limits)
    }

    /// Sets one fact from plain text: `yes`, `2026-02-28`, `$12.50`, `acute, terminal`, `unknown`.
    ///
    /// # Errors
    /// What is wrong with the name or the value.
    pub fn set(&self, facts: &mut Facts, name: &str, text: &str) -> Result<(), DecisionError> {
        facts::from_text(&self.policy, &self.schema, facts, name, text, &self.limits)
    }

    /// Sets one fact to a value with names in place of numbers, or takes it out. A value that is
    /// not of the type of the fact or not within its range leaves it out; the answer says whether
    /// the value fits.
    pub fn give(&self, facts: &mut Facts, fact: FactId, data: Option<&Data>) -> bool {
        facts::from_data(&self.policy, facts, fact, data)
    }

    /// Decides a request given as JSON. A request that is wrong gives an invalid decision.
    pub fn decide_json(self: &Arc<Self>, json: &str, options: &Options) -> Decision {
        match self.facts(json) {
            Ok(facts) => self.decide(&facts, options),
            Err(errors) => self.invalid(errors),
        }
    }

    /// The decision on a request whose facts are wrong.
    pub fn invalid(self: &Arc<Self>, errors: Vec<DecisionError>) -> Decision {
        Decision {
            errors,
            ..Decision::empty(self, Status::Invalid)
        }
    }

    /// The state for deciding many requests on one thread.
    pub fn session(self: &Arc<Self>) -> Session {
        Session::new(self)
    }

    /// The machine code of the policy, if it was asked for and there can be some.
    fn native(&self) -> Option<&Native> {
        self.native.get()?.as_ref()
    }

    /// Makes machine code of the policy, which decides in place of its instructions from now on; what
    /// it decides is the same. Gives its size in bytes. It is made once, whoever asks again.
    ///
    /// # Errors
    /// Why there can be none; then the instructions go on deciding.
    #[cfg(feature = "native")]
    pub fn compile_native(&self) -> Result<usize, NoNative> {
        let code = self.code.as_ref();
        let mut why = "it has no machine code".to_owned();
        let native = self.native.get_or_init(|| {
            let code = code.ok_or_else(|| "it asks a script or is too large".to_owned());
            let native = code.and_then(|code| native::native(&self.policy, code));
            native.inspect_err(|error| why.clone_from(error)).ok()
        });
        native.as_ref().map(Native::size).ok_or(NoNative(why))
    }

    /// The facts of a request in slots, for [`Session::answer`]; none when the policy is too large
    /// for slots, when a fact has more digits than a slot keeps, or when the options choose what
    /// does not exist.
    pub fn slots(&self, facts: &Facts, options: &Options) -> Option<Slots> {
        let code = self.code.as_ref()?;
        let readings = self.readings_of(options).ok()?;
        let mut machine = Machine::new(code);
        let policy = &self.policy;
        fast::take_in(code, &mut machine, policy, facts, &readings, options.as_of)
            .then(|| machine.slots())
    }

    /// What is wrong with a request that is no text at all.
    fn not_text() -> DecisionError {
        let message = "the request cannot be read as JSON: it is not UTF-8".to_owned();
        DecisionError::new(codes::BAD_JSON, message).allowed("a JSON object")
    }

    /// Decides a request.
    pub fn decide(self: &Arc<Self>, facts: &Facts, options: &Options) -> Decision {
        let mut machine = self.code.as_ref().map(Machine::new);
        self.decide_with(facts, options, machine.as_mut())
    }

    /// Decides a request by the general evaluator alone, as it decides those that ask for a trace. It
    /// is the same decision, and takes longer: for comparing the two.
    pub fn decide_generally(self: &Arc<Self>, facts: &Facts, options: &Options) -> Decision {
        self.decide_with(facts, options, None)
    }

    /// Decides a request with the state of a session, if there is one.
    fn decide_with(
        self: &Arc<Self>,
        facts: &Facts,
        options: &Options,
        machine: Option<&mut Machine>,
    ) -> Decision {
        let readings = match self.readings_of(options) {
            Ok(readings) => readings,
            Err(errors) => {
                return Decision {
                    errors,
                    ..Decision::empty(self, Status::Invalid)
                };
            }
        };
        let watch = Watch::begin(&self.limits.scripts);
        if options.trace == Trace::None
            && let Some(machine) = machine
            && let Some(decision) = self.decide_fast(facts, &readings, options, machine)
        {
            return decision;
        }
        let mut run = self.run(facts, &readings, options);
        let broken = self.broken_assumptions(&mut run);
        if !broken.is_empty() {
            return Decision {
                errors: broken,
                ..Decision::empty(self, Status::Invalid)
            };
        }
        let mut results = eval::evaluate(&mut run);
        let probe = self.code.as_ref().map(|code| CodeProbe {
            policy: &self.policy,
            code,
            facts,
            readings: &readings,
            as_of: options.as_of,
        });
        let probe = probe.as_ref().map(|probe| probe as &dyn eval::Probe);
        let question = eval::Question {
            probe,
            ..self.question(facts, &readings, options)
        };
        let mut decision = Decision::empty(self, Status::Decided);
        decision.as_of = match run.as_of.value() {
            Some(Value::Date(date)) => Some(*date),
            _ => None,
        };
        decision.errors = self.failures(&results);
        if !decision.errors.is_empty() {
            decision.status = Status::Failed;
        } else if results.iter().any(|(_, result)| result.cause().is_some()) {
            decision.needs = eval::settle(&question, &mut results);
            decision.errors = self.failures(&results);
            if !decision.errors.is_empty() {
                decision.status = Status::Failed;
                decision.needs.clear();
            } else if results.iter().any(|(_, result)| result.cause().is_some()) {
                decision.status = Status::Undetermined;
            }
        }
        if watch.stopped() && decision.status != Status::Failed {
            // A machine that was faster might have come to something else.
            decision.status = Status::Failed;
            decision.needs.clear();
            let message = "a script that the decision hangs on took longer than its limit";
            decision.errors = vec![DecisionError::new(codes::SCRIPT_TIMEOUT, message)];
        }
        // A failed decision gives no output at all: none that a host could take for the answer.
        if decision.status != Status::Failed {
            decision.outputs = results
                .iter()
                .filter_map(|(id, result)| {
                    Some((self.policy.outputs.at(*id).name.clone(), self.data(result)?))
                })
                .collect();
            if let Some(outputs) = run.outputs() {
                decision.reasons = self.reasons(&question, outputs, decision.status);
            }
        }
        decision.readings = eval::readings_used(&mut run)
            .into_iter()
            .map(|id| {
                (
                    id,
                    readings
                        .get(id.index())
                        .copied()
                        .unwrap_or(self.policy.readings.at(id).default),
                )
            })
            .collect();
        if options.trace != Trace::None {
            decision.trace = explain::events(&mut run, &results, options.trace == Trace::Full);
        }
        decision
    }

    pub(crate) fn run<'a>(
        &'a self,
        facts: &'a Facts,
        readings: &'a [u16],
        options: &Options,
    ) -> Run<'a> {
        let steps = self.limits.list_steps;
        Run::new(
            &self.policy,
            &self.plan,
            facts,
            readings,
            options.as_of,
            steps,
        )
    }

    fn question<'a>(
        &'a self,
        facts: &'a Facts,
        readings: &'a [u16],
        options: &Options,
    ) -> eval::Question<'a> {
        eval::Question {
            probe: None,
            policy: &self.policy,
            plan: &self.plan,
            facts,
            readings,
            as_of: options.as_of,
            evaluations: self.limits.evaluations,
            list_steps: self.limits.list_steps,
        }
    }

    pub(crate) fn readings_of(&self, options: &Options) -> Result<Vec<u16>, Vec<DecisionError>> {
        let mut readings = self.readings.clone();
        let mut errors = Vec::new();
        for (name, choice) in &options.readings {
            match self.reading(name, choice) {
                Ok((id, choice)) => {
                    if let Some(place) = readings.get_mut(id.index()) {
                        *place = choice;
                    }
                }
                Err(error) => errors.push(error),
            }
        }
        if errors.is_empty() {
            Ok(readings)
        } else {
            Err(errors)
        }
    }

    fn reading(&self, name: &str, choice: &str) -> Result<(ReadingId, u16), DecisionError> {
        let Some(id) = self.policy.reading_named(name) else {
            let names = self.policy.readings.values().map(|r| r.head.name.as_str());
            let hint = suggest::did_you_mean(name, names)
                .map_or(String::new(), |hint| format!(": {hint}"));
            let message = format!("the policy has no reading `{name}`{hint}");
            return Err(
                DecisionError::of_fact(codes::UNKNOWN_READING, name, message).given(choice),
            );
        };
        let choices = &self.policy.enums.at(self.policy.readings.at(id).choices);
        let index = choices.index_of(choice).ok_or_else(|| {
            let allowed = suggest::one_of(choices.members.iter().map(|m| m.name.as_str()));
            let message = format!("`{choice}` is not one of the readings of `{name}`");
            DecisionError::of_fact(codes::UNKNOWN_READING, name, message)
                .given(choice)
                .allowed(allowed)
        })?;
        Ok((id, index))
    }
}
