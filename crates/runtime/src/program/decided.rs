//! The decision that the registers hold, as a decision with names.

use std::sync::Arc;

use bylaws_dsl::ir::{Id, Output, OutputKind, Type};
use bylaws_dsl::value::Date;

use super::code::Answered;
use super::fast::{self, Verdict};
use super::machine::Machine;
use super::{Options, Program, encode};
use crate::decision::{Data, Decision, Reason, Status};
use crate::facts::Facts;

impl Program {
    /// The decision, if the code of the policy can tell all of it.
    pub(super) fn decide_fast(
        self: &Arc<Self>,
        facts: &Facts,
        readings: &[u16],
        options: &Options,
        machine: &mut Machine,
    ) -> Option<Decision> {
        let code = self.code.as_ref()?;
        if !fast::take_in(code, machine, &self.policy, facts, readings, options.as_of) {
            return None;
        }
        match fast::run(code, self.native(), machine) {
            Verdict::Open => return None,
            Verdict::Unassured => {
                let mut run = self.run(facts, readings, options);
                if !run.broken_assumptions().is_empty() {
                    return None;
                }
            }
            Verdict::Decided => {}
        }
        let mut decision = Decision::empty(self, Status::Decided);
        decision.as_of = Date::from_days(machine.get(code.as_of));
        for (output, answered) in self.policy.outputs.values().zip(&code.outputs) {
            let data = match answered {
                Answered::Value(place) => {
                    let ty = self.type_of(output);
                    let value = fast::value(code, machine, *place, ty?)?;
                    Data::of(&self.policy, &value)
                }
                Answered::Periods(periods) => {
                    let mut named = Vec::new();
                    for (category, [applies, from, through]) in
                        self.policy.categories.values().zip(periods)
                    {
                        if machine.get(*applies) == 1 {
                            let day = |register| {
                                let value =
                                    encode::decode(machine.get(register), Type::DateOrOpen)?;
                                Some(Data::of(&self.policy, &value))
                            };
                            let name = category.head.name.clone();
                            named.push((name, day(*from)?, day(*through)?));
                        }
                    }
                    Data::Periods(named)
                }
            };
            decision.outputs.push((output.name.clone(), data));
        }
        let messages = fast::reasons(code, machine).cloned();
        decision.reasons = messages.map(|message| Reason { message }).collect();
        let choices = fast::readings(code, machine);
        let choices = choices.filter_map(|id| Some((id, *readings.get(id.index())?)));
        decision.readings = choices.collect();
        Some(decision)
    }

    /// The type of the values of an output.
    pub(super) fn type_of(&self, output: &Output) -> Option<Type> {
        match output.kind {
            OutputKind::Outcome => self.policy.outcome.map(Type::Enum),
            OutputKind::Categories => self.policy.category.map(Type::Set),
            OutputKind::CoveredFrom | OutputKind::CoveredThrough => Some(Type::DateOrOpen),
            OutputKind::Define(id) => Some(self.policy.defines.at(id).ty),
            OutputKind::Price(_) => Some(Type::Money),
            OutputKind::Periods => None,
        }
    }
}
