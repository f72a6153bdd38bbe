//! Decisions one after the other, without setting anything up for each.

use std::sync::Arc;

use super::fast::{self, Verdict};
use super::machine::Machine;
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

    /// How many decisions by JSON went which way so far.
    pub fn counts(&self) -> Counts {
        self.counts
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
        fast::run(code, machine) == Verdict::Decided
            && program.writer.write(&program.policy, code, machine, out)
    }

    #[doc(hidden)]
    pub fn decide_machine(&mut self, facts: &Facts) -> bool {
        let program = &*self.program;
        let (Some(code), Some(machine)) = (&program.code, &mut self.machine) else {
            return false;
        };
        fast::take_in(code, machine, &program.policy, facts, &program.readings, None)
            && fast::run(code, machine) == Verdict::Decided
    }

    #[doc(hidden)]
    pub fn ops(&self) -> usize {
        self.program.code.as_ref().map_or(0, |code| code.ops.len())
    }

    #[doc(hidden)]
    pub fn why(&mut self, json: &[u8]) -> String {
        let program = &*self.program;
        let (Some(code), Some(machine)) = (&program.code, &mut self.machine) else {
            return "no code".into();
        };
        if !program.reader.read(code, machine, json) { return "not read".into(); }
        fast::choose(code, machine, &program.readings, None);
        let v = fast::run(code, machine);
        let mut s = format!("{v:?} rests {:?} ", code.rests.map(|r| machine.get(r)));
        for (o, a) in program.policy.outputs.values().zip(&code.outputs) { if let super::code::Answered::Value(super::code::Place::One(r)|super::code::Place::Scaled(r,_)) = a { s += &format!("{}={} ", o.name, machine.get(*r)); } else { s+= &format!("{} {:?} ", o.name, a); } }
        for (m, r) in &code.reasons { if machine.get(*r) == i64::MIN { s += &format!("[{m}] "); } }
        for r in &code.assumptions { s += &format!("a{} ", machine.get(*r)); }
        s
    }
    #[doc(hidden)]
    pub fn dump(&self) -> String {
        let code = self.program.code.as_ref().unwrap();
        let mut s = String::new();
        for (i, op) in code.ops.iter().enumerate() { s += &format!("{i:4} {op:?}\n"); }
        for (i, v) in code.start.iter().enumerate() { s += &format!("r{i}={v} "); }
        s
    }
}
