//! What is asked of a request besides its decision: which guarantees it breaks, and which optional
//! facts would change it, and what parts of the policy come to.

use bylaws_dsl::ir::{ExprId, GuaranteeId, InForce, Need, OutputId, PriceId};
use bylaws_dsl::value::Value;

use super::{Options, Program, Watch};
use crate::eval;
use crate::facts::Facts;

/// A part of a policy that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The value of an expression that speaks of no element of a list.
    Expr(ExprId),
    /// Whether something with these dates is present.
    InForce(InForce),
    /// Whether the step at this place of a price applies.
    Step(PriceId, usize),
    /// The code of what an output fails by, as a text.
    Failure(OutputId),
}

impl Program {
    /// What parts of the policy come to on these facts, one by one; nothing for what is unknown or
    /// fails. None at all where the facts contradict an assumption or the options choose what does
    /// not exist.
    pub fn parts(
        &self,
        facts: &Facts,
        options: &Options,
        parts: &[Part],
    ) -> Option<Vec<Option<Value>>> {
        let readings = self.readings_of(options).ok()?;
        let _watch = Watch::begin(&self.limits.scripts);
        let mut run = self.run(facts, &readings, options);
        if !run.broken_assumptions().is_empty() {
            return None;
        }
        let outputs = eval::evaluate(&mut run);
        let values = parts.iter().map(|part| {
            let known = match *part {
                Part::Failure(id) => {
                    let (_, result) = outputs.iter().find(|(output, _)| *output == id)?;
                    return Some(Value::Text(result.failure()?.code.id().into()));
                }
                Part::Expr(id) => run.expr(id),
                Part::InForce(period) => run.in_force(period),
                Part::Step(price, step) => {
                    run.price(price);
                    run.applied(price, step)
                }
            };
            known.settled().cloned()
        });
        Some(values.collect())
    }

    /// The optional facts that the request leaves out, and of which some value would change its
    /// decision, in the order of their declaration; none unless the request is decided.
    pub fn optional_needs(&self, facts: &Facts, options: &Options) -> Vec<Need> {
        let Ok(readings) = self.readings_of(options) else {
            return Vec::new();
        };
        let mut results = eval::evaluate(&mut self.run(facts, &readings, options));
        let question = self.question(facts, &readings, options);
        eval::settle(&question, &mut results);
        if results.iter().any(|(_, result)| result.cause().is_some()) {
            return Vec::new();
        }
        let needed = eval::optional_needs(&question, &results);
        needed.into_iter().map(Need::Fact).collect()
    }

    /// The guarantees that do not hold of the decision on these facts. One of which it is not known
    /// whether it speaks of the decision, or whether it holds, is not among them; facts that
    /// contradict an assumption are none that a guarantee is about.
    pub fn broken_guarantees(&self, facts: &Facts, options: &Options) -> Vec<GuaranteeId> {
        let Ok(readings) = self.readings_of(options) else {
            return Vec::new();
        };
        let _watch = Watch::begin(&self.limits.scripts);
        let mut run = self.run(facts, &readings, options);
        if !run.broken_assumptions().is_empty() {
            return Vec::new();
        }
        eval::evaluate(&mut run);
        let mut broken = Vec::new();
        for (id, guarantee) in self.policy.guarantees.iter() {
            let present = run.in_force(guarantee.head.in_force).holds() == Some(true);
            let concerned = guarantee
                .when
                .is_none_or(|when| run.expr(when).holds() == Some(true));
            if present && concerned && run.expr(guarantee.holds).holds() == Some(false) {
                broken.push(id);
            }
        }
        broken
    }
}
