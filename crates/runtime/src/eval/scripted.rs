//! Functions of scripts within expressions, and outputs that a script gives.

use std::rc::Rc;

use bylaws_dsl::ir::{DefineId, ExprId, FunctionId, ItemRef, Policy};

use super::FactSet;
use super::known::Known;
use super::run::{Run, in_item};
use crate::script::{self, Decided};

/// The value of a function of a script.
pub(super) fn call(run: &mut Run<'_>, function: FunctionId, arguments: &[ExprId]) -> Known {
    let given: Vec<Known> = arguments.iter().map(|id| run.expr(*id)).collect();
    let Some(ready) = &run.plan.scripts else {
        return Known::unknown(FactSet::default());
    };
    let (known, asked) = script::call(ready, function, &given, run.around());
    run.asked_by_scripts(asked);
    known
}

/// What the script gives for an output.
pub(super) fn output(run: &mut Run<'_>, define: DefineId) -> Known {
    match decided(run) {
        Some(decided) => in_item(decided.output(define), ItemRef::Define(define)),
        None => Known::unknown(FactSet::default()),
    }
}

/// What the script came to, run once.
pub(crate) fn decided(run: &mut Run<'_>) -> Option<Rc<Decided>> {
    if let Some(decided) = run.seen_decided() {
        return Some(decided);
    }
    let ready = run.plan.scripts.as_ref()?;
    let (decided, asked) = script::decide(ready, run.facts, run.around());
    run.asked_by_scripts(asked);
    Some(run.keep_decided(decided))
}

/// Whether a script decides the policy, or one that it uses: which facts the decision hangs on is
/// then seen only step by step.
pub(super) fn is_opaque(policy: &Policy) -> bool {
    policy.decided_by.is_some() || policy.uses.values().any(|used| is_opaque(&used.policy))
}
