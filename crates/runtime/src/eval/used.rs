//! Which readings a decision used: those that the tests asked which made it, one way or the other.
//!
//! What a deciding test makes irrelevant is left aside: the other parts of an `and` that is no, the
//! branch not taken, the categories behind a requirement that is not met.

use std::collections::{BTreeMap, HashSet};

use bylaws_dsl::ast::StepKind;
use bylaws_dsl::ir::{
    Category, DefineId, ExprId, ExprKind, Id, OutputId, OutputKind, Policy, PriceId, PriceStep,
    ReadingId, Supplied, UseId,
};

use super::{CategoryResult, Run, supply};

/// The readings that the evaluation of `run` rests on, in the order of the policy.
pub(crate) fn readings_used(run: &mut Run<'_>) -> Vec<ReadingId> {
    let outputs: Vec<OutputId> = run.policy.outputs.ids().collect();
    readings_of(run, &outputs)
}

/// The readings that some outputs rest on, in the order of the policy.
fn readings_of(run: &mut Run<'_>, outputs: &[OutputId]) -> Vec<ReadingId> {
    let mut walk = Walk::default();
    let policy = run.policy;
    for output in outputs {
        walk.output(run, *output);
    }
    while !walk.waiting.is_empty() || !walk.asked.is_empty() {
        while let Some(id) = walk.waiting.pop() {
            walk.visit(run, id);
        }
        walk.uses(run);
    }
    let readings = policy.readings.ids();
    readings.filter(|id| walk.readings.contains(id)).collect()
}

#[derive(Default)]
struct Walk {
    waiting: Vec<ExprId>,
    seen: HashSet<ExprId>,
    defines: HashSet<DefineId>,
    prices: HashSet<PriceId>,
    uses: HashSet<(UseId, OutputId)>,
    /// Outputs of used policies that are still to be looked into.
    asked: BTreeMap<UseId, Vec<OutputId>>,
    readings: HashSet<ReadingId>,
    outcome: bool,
}

impl Walk {
    fn visit(&mut self, run: &mut Run<'_>, id: ExprId) {
        if !self.seen.insert(id) {
            return;
        }
        let policy: &Policy = run.policy;
        match &policy.exprs.at(id).kind {
            ExprKind::Decided(_) => self.readings.extend(run.asked()),
            ExprKind::Scripted(_, arguments) => {
                self.readings.extend(run.asked());
                self.waiting.extend(arguments);
            }
            ExprKind::Reading(reading) => drop(self.readings.insert(*reading)),
            ExprKind::Define(define) => self.define(run, *define),
            ExprKind::Price(price) => self.price(run, *price),
            ExprKind::Applied(price, place) => self.applied(run, *price, *place),
            ExprKind::Window(window) => self.waiting.push(policy.windows.at(*window).is),
            ExprKind::Output(output) => self.output(run, *output),
            ExprKind::Used(used, output) => {
                if self.uses.insert((*used, *output)) {
                    self.asked.entry(*used).or_default().push(*output);
                }
            }
            ExprKind::And(parts) => self.parts(run, parts, false),
            ExprKind::Or(parts) => self.parts(run, parts, true),
            ExprKind::If(condition, then, otherwise) => {
                self.waiting.push(*condition);
                match run.expr(*condition).holds() {
                    Some(true) => self.waiting.push(*then),
                    Some(false) => self.waiting.push(*otherwise),
                    None => self.waiting.extend([*then, *otherwise]),
                }
            }
            ExprKind::Otherwise(fact, _) if run.is_given(*fact) => {}
            kind => self.waiting.extend(kind.operands()),
        }
    }

    fn output(&mut self, run: &mut Run<'_>, id: OutputId) {
        match run.policy.outputs.at(id).kind {
            OutputKind::Define(define) => self.define(run, define),
            OutputKind::Price(price) => self.price(run, price),
            _ => self.outcome(run),
        }
    }

    /// The outputs of used policies that were asked for: what they rest on there, and what stands
    /// for the facts. All of one policy at once, since each may ask for several of the next.
    fn uses(&mut self, run: &mut Run<'_>) {
        for (id, outputs) in std::mem::take(&mut self.asked) {
            let used = run.policy.uses.at(id);
            for supplied in &used.facts {
                if let Supplied::Expr(expr) = supplied {
                    self.waiting.push(*expr);
                }
            }
            let Ok(supply) = supply(run, id) else {
                continue;
            };
            let mut inner = run.inner(id, &supply);
            super::steps(&mut inner);
            let theirs = readings_of(&mut inner, &outputs);
            let ours = theirs
                .into_iter()
                .filter_map(|reading| used.readings.get(reading.index()));
            self.readings.extend(ours);
        }
    }

    /// The first part that decides, or all.
    fn parts(&mut self, run: &mut Run<'_>, parts: &[ExprId], deciding: bool) {
        let first = parts
            .iter()
            .find(|part| run.expr(**part).holds() == Some(deciding));
        match first {
            Some(part) => self.waiting.push(*part),
            None => self.waiting.extend(parts),
        }
    }

    fn define(&mut self, run: &mut Run<'_>, id: DefineId) {
        if !self.defines.insert(id) {
            return;
        }
        let define = &run.policy.defines.at(id);
        let mut is_default = true;
        for except in &define.excepts {
            self.waiting.push(except.when);
            let holds = run.expr(except.when).holds();
            if holds != Some(false) {
                self.waiting.push(except.value);
            }
            is_default &= holds != Some(true);
        }
        if is_default {
            self.waiting.push(define.is);
        }
    }

    fn price(&mut self, run: &mut Run<'_>, id: PriceId) {
        if self.prices.insert(id) {
            self.steps(run, &run.policy.prices.at(id).steps);
        }
    }

    /// Whether a step applied hangs on its condition; of a cap or a floor, on the amount as well.
    fn applied(&mut self, run: &mut Run<'_>, id: PriceId, place: usize) {
        let steps = &run.policy.prices.at(id).steps;
        match steps.get(place) {
            Some(step) if step.kind.is_limit() => {
                self.steps(run, steps.get(..=place).unwrap_or_default());
            }
            Some(step) => self.waiting.extend(step.condition),
            None => {}
        }
    }

    /// The steps from the last on, up to one that gave the amount whatever it was before.
    fn steps(&mut self, run: &mut Run<'_>, steps: &[PriceStep]) {
        for step in steps.iter().rev() {
            self.waiting.extend(step.condition);
            let holds = match step.condition {
                Some(condition) => run.expr(condition).holds(),
                None => Some(true),
            };
            if holds != Some(false) {
                self.waiting.push(step.amount);
            }
            if holds == Some(true) && matches!(step.kind, StepKind::Start | StepKind::Becomes) {
                return;
            }
        }
    }

    fn outcome(&mut self, run: &mut Run<'_>) {
        if std::mem::replace(&mut self.outcome, true) {
            return;
        }
        let policy = run.policy;
        let Some(outputs) = run.outputs().cloned() else {
            return;
        };
        for (require, holds) in policy.requires.values().zip(&outputs.requires) {
            self.waiting.push(require.holds);
            if holds.holds() == Some(false) {
                return;
            }
        }
        for (category, result) in policy.categories.values().zip(&outputs.categories) {
            self.category(category, result);
        }
    }

    fn category(&mut self, category: &Category, result: &CategoryResult) {
        if result.qualifies.holds() == Some(false) {
            self.waiting.extend(category.when);
            return;
        }
        let ends = [category.from, category.through];
        let caps = category
            .caps
            .iter()
            .flat_map(|cap| std::iter::once(cap.last_day).chain(cap.condition));
        if result.in_period.holds() == Some(false) {
            self.waiting.extend(ends.into_iter().flatten().chain(caps));
            return;
        }
        let refers = category.refers.iter().map(|refer| refer.when);
        let ends = ends.into_iter().chain([category.when]).flatten();
        self.waiting.extend(ends.chain(caps).chain(refers));
    }
}
