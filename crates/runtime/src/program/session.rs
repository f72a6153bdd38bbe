//! Decisions one after the other, without setting anything up for each.

use std::sync::Arc;

use bylaws_dsl::ir::{Id, OutputId, OutputKind};
use bylaws_dsl::value::Value;

use super::code::{Answered, Code};
use super::fast::{self, Verdict};
use super::machine::{Machine, Slots};
use super::{Options, Program};
use crate::decision::Decision;
use crate::explain::decision_json;
use crate::facts::Facts;

/// The state in which one thread decides many requests, one after the other.
///
/// A decision that a session gives is the one that [`Program::decide`] gives; the session only
/// spares it the setting up. Make one for each thread, with [`Program::session`].
///
/// ```
/// use bylaws_runtime::{Bundle, Limits, Options};
/// let mut sources = bylaws_dsl::SourceMap::default();
/// sources.add("age.bylaw", "policy age\n\nfacts\n  age : integer 0..150\n\n\
///     output adult : boolean is age >= 18\n");
/// let bundle = Bundle::compile(sources, &Limits::default()).bundle.unwrap();
/// let mut session = bundle.program("age").unwrap().session();
/// let mut out = Vec::new();
/// for request in [r#"{"age": 20}"#, r#"{"age": 7}"#] {
///     out.clear();
///     session.decide_json(request.as_bytes(), &Options::default(), &mut out);
///     assert!(out.starts_with(br#"{"policy":"age","#));
/// }
/// ```
#[derive(Debug)]
pub struct Session {
    program: Arc<Program>,
    machine: Option<Machine>,
    counts: Counts,
}

/// How many decisions of a session went which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Told by the instructions of the policy alone, in well under a microsecond.
    pub quick: u64,
    /// Those of them that machine code told, slots included.
    pub native: u64,
    /// Left to the general evaluator, which knows what is missing, what failed and what is wrong.
    pub general: u64,
}

impl Session {
    pub(super) fn new(program: &Arc<Program>) -> Self {
        Self {
            machine: program.code.as_ref().map(Machine::new),
            program: Arc::clone(program),
            counts: Counts::default(),
        }
    }

    /// The policy that decides.
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// Decides facts that were put into slots beforehand, without a word of explanation and
    /// without allocating; none where the slots leave something open, or an assumption of the
    /// policy is not kept for certain: then [`decide`](Session::decide) tells more.
    ///
    /// ```
    /// use bylaws_runtime::{Bundle, Limits, Options};
    /// let mut sources = bylaws_dsl::SourceMap::default();
    /// sources.add("age.bylaw", "policy age\n\nfacts\n  age : integer 0..150\n\n\
    ///     output adult : boolean is age >= 18\n");
    /// let bundle = Bundle::compile(sources, &Limits::default()).bundle.unwrap();
    /// let program = bundle.program("age").unwrap();
    /// let facts = program.facts(r#"{"age": 20}"#).unwrap();
    /// let slots = program.slots(&facts, &Options::default()).unwrap();
    /// let mut session = program.session();
    /// let adult = program.policy().outputs.ids().last().unwrap();
    /// let answer = session.answer(&slots).unwrap();
    /// assert_eq!(answer.value(adult), Some(bylaws_dsl::value::Value::Boolean(true)));
    /// ```
    #[inline]
    pub fn answer(&mut self, slots: &Slots) -> Option<Answer<'_>> {
        let program = &*self.program;
        let (code, machine) = (program.code.as_ref()?, self.machine.as_mut()?);
        machine.load(slots);
        match fast::run(code, program.native(), machine) {
            Verdict::Decided => Some(Answer {
                program,
                code,
                machine,
            }),
            Verdict::Unassured | Verdict::Open => None,
        }
    }

    /// How many decisions by JSON went which way so far.
    pub fn counts(&self) -> Counts {
        let native = self.machine.as_ref().map_or(0, |machine| machine.native);
        Counts {
            native,
            ..self.counts
        }
    }

    /// Decides a request.
    pub fn decide(&mut self, facts: &Facts, options: &Options) -> Decision {
        self.program
            .decide_with(facts, options, self.machine.as_mut())
    }

    /// Decides a request given as JSON and adds the decision, one line of JSON without its end,
    /// to `out`. A request that is wrong gives an invalid decision.
    pub fn decide_json(&mut self, request: &[u8], options: &Options, out: &mut Vec<u8>) {
        let before = out.len();
        if self.decided_fast(request, options, out) {
            self.counts.quick += 1;
            return;
        }
        self.counts.general += 1;
        out.truncate(before);
        let decision = match std::str::from_utf8(request) {
            Ok(json) => match self.program.facts(json) {
                Ok(facts) => self.program.decide_with(&facts, options, None),
                Err(errors) => self.program.invalid(errors),
            },
            Err(_) => self.program.invalid(vec![Program::not_text()]),
        };
        out.extend_from_slice(decision_json(&decision).as_bytes());
    }

    /// Whether the code of the policy could read the request and tell all of the decision.
    fn decided_fast(&mut self, request: &[u8], options: &Options, out: &mut Vec<u8>) -> bool {
        let program = &*self.program;
        let (Some(code), Some(machine)) = (&program.code, &mut self.machine) else {
            return false;
        };
        let usual = options.readings.is_empty() && options.trace == super::Trace::None;
        if !usual
            || request.len() > program.limits.request_bytes
            || !program.reader.read(code, machine, request)
        {
            return false;
        }
        fast::choose(code, machine, &program.readings, options.as_of);
        fast::run(code, program.native(), machine) == Verdict::Decided
            && program.writer.write(&program.policy, code, machine, out)
    }
}

/// What slots were decided to be.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'s> {
    program: &'s Program,
    code: &'s Code,
    machine: &'s Machine,
}

impl Answer<'_> {
    /// The value of an output; [`Value::None`] where there is none, such as the first day of
    /// coverage where nothing is covered. None for `periods`, which are no single value.
    pub fn value(&self, output: OutputId) -> Option<Value> {
        let Answered::Value(place) = self.code.outputs.get(output.index())? else {
            return None;
        };
        let ty = self
            .program
            .type_of(self.program.policy.outputs.at(output))?;
        fast::value(self.code, self.machine, *place, ty)
    }

    /// The name of the outcome, if the policy has one.
    pub fn outcome(&self) -> Option<&str> {
        let policy = self.program.policy();
        let mut outputs = policy.outputs.iter();
        let (id, _) = outputs.find(|(_, output)| output.kind == OutputKind::Outcome)?;
        match self.value(id)? {
            Value::Member(of, index) => Some(policy.member_name(of, index)),
            _ => None,
        }
    }
}
