//! What a decision rests on: the items, and among them the readings, that the tests asked which made
//! it, one way or the other.
//!
//! What a deciding test makes irrelevant is left aside: the other parts of an `and` that is no, the
//! branch not taken, the categories behind a requirement that is not met.

use std::collections::{BTreeMap, HashSet};

use bylaws_dsl::ast::StepKind;
use bylaws_dsl::ir::{
    Category, CategoryId, DefineId, ExprId, ExprKind, Head, Id, ItemRef, OutputId, OutputKind,
    Policy, PriceId, PriceStep, ReadingId, Supplied, UseId,
};

use super::{CategoryResult, Run, supply};

/// The readings that the evaluation of `run` rests on, in the order of the policy.
pub(crate) fn readings_used(run: &mut Run<'_>) -> Vec<ReadingId> {
    let outputs: Vec<OutputId> = run.policy.outputs.ids().collect();
    readings_of(run, &outputs)
}

/// The readings that some outputs rest on, in the order of the policy.
fn readings_of(run: &mut Run<'_>, outputs: &[OutputId]) -> Vec<ReadingId> {
    let walk = walk(run, outputs, Walk::default());
    let readings = run.policy.readings.ids();
    let used = |id: &ReadingId| walk.items.contains(&ItemRef::Reading(*id));
    readings.filter(used).collect()
}

/// What outputs of a policy rest on.
#[derive(Default)]
pub(crate) struct Rests {
    items: HashSet<ItemRef>,
    used: HashSet<(UseId, OutputId)>,
}

impl Rests {
    /// What the evaluation of `run` rests on.
    pub(crate) fn of(run: &mut Run<'_>) -> Self {
        let outputs: Vec<OutputId> = run.policy.outputs.ids().collect();
        Self::of_outputs(run, &outputs)
    }

    /// What some outputs rest on.
    pub(crate) fn of_outputs(run: &mut Run<'_>, outputs: &[OutputId]) -> Self {
        let start = Walk {
            in_force: true,
            ..Walk::default()
        };
        let walk = walk(run, outputs, start);
        Self {
            items: walk.items,
            used: walk.uses,
        }
    }

    /// Whether an item is among it: a rule that held or that decided, or what such a rule asked for.
    pub(crate) fn has(&self, item: ItemRef) -> bool {
        self.items.contains(&item)
    }

    /// The outputs of a policy that is used which are among it.
    pub(crate) fn of_use(&self, id: UseId) -> Vec<OutputId> {
        let asked = self.used.iter().filter(|(used, _)| *used == id);
        let mut outputs: Vec<OutputId> = asked.map(|(_, output)| *output).collect();
        outputs.sort();
        outputs
    }
}

fn walk(run: &mut Run<'_>, outputs: &[OutputId], mut walk: Walk) -> Walk {
    for output in outputs {
        walk.output(run, *output);
    }
    while !walk.waiting.is_empty() || !walk.asked.is_empty() {
        while let Some(id) = walk.waiting.pop() {
            walk.visit(run, id);
        }
        walk.uses(run);
    }
    walk
}

#[derive(Default)]
struct Walk {
    waiting: Vec<ExprId>,
    seen: HashSet<ExprId>,
    uses: HashSet<(UseId, OutputId)>,
    /// Outputs of used policies that are still to be looked into.
    asked: BTreeMap<UseId, Vec<OutputId>>,
    items: HashSet<ItemRef>,
    outcome: bool,
    /// Whether items that are not in force are left aside. The readings of a decision have always
    /// been told without that.
    in_force: bool,
}

impl Walk {
    fn visit(&mut self, run: &mut Run<'_>, id: ExprId) {
        if !self.seen.insert(id) {
            return;
        }
        let policy: &Policy = run.policy;
        match &policy.exprs.at(id).kind {
            ExprKind::Decided(_) => {
                self.items.extend(policy.decided_by.map(ItemRef::Script));
                self.read(run);
            }
            ExprKind::Scripted(_, arguments) => {
                self.read(run);
                self.waiting.extend(arguments);
            }
            ExprKind::Reading(reading) => self.item(ItemRef::Reading(*reading)),
            ExprKind::Parameter(parameter) => self.item(ItemRef::Parameter(*parameter)),
            ExprKind::Define(define) => self.define(run, *define),
            ExprKind::Price(price) => self.price(run, *price),
            ExprKind::Applied(price, place) => self.applied(run, *price, *place),
            ExprKind::Window(window) => {
                self.item(ItemRef::Window(*window));
                self.waiting.push(policy.windows.at(*window).is);
            }
            ExprKind::Lookup {
                table, arguments, ..
            }
            | ExprKind::Has { table, arguments } => {
                self.item(ItemRef::Table(*table));
                self.waiting.extend(arguments);
            }
            ExprKind::InCodes(text, codes) => {
                self.item(ItemRef::Codes(*codes));
                self.waiting.push(*text);
            }
            ExprKind::Output(output) => self.output(run, *output),
            ExprKind::Used(used, output) => {
                self.item(ItemRef::Use(*used));
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

    /// The readings that scripts have asked for.
    fn read(&mut self, run: &Run<'_>) {
        self.items
            .extend(run.asked().iter().copied().map(ItemRef::Reading));
    }

    fn item(&mut self, item: ItemRef) {
        self.items.insert(item);
    }

    /// Whether an item is left aside, as it is not in force.
    fn is_absent(&self, run: &Run<'_>, head: &Head) -> bool {
        self.in_force && run.in_force(head.in_force).holds() == Some(false)
    }

    fn output(&mut self, run: &mut Run<'_>, id: OutputId) {
        let policy = run.policy;
        match policy.outputs.at(id).kind {
            OutputKind::Define(id) if self.is_absent(run, &policy.defines.at(id).head) => {}
            OutputKind::Price(id) if self.is_absent(run, &policy.prices.at(id).head) => {}
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
            self.items.extend(ours.copied().map(ItemRef::Reading));
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
        if !self.items.insert(ItemRef::Define(id)) {
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
        if self.items.insert(ItemRef::Price(id)) {
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
        for ((id, require), holds) in policy.requires.iter().zip(&outputs.requires) {
            if self.is_absent(run, &require.head) {
                continue;
            }
            self.item(ItemRef::Require(id));
            self.waiting.push(require.holds);
            if holds.holds() == Some(false) {
                return;
            }
        }
        let mut results = outputs.categories.iter();
        let applies = results.any(|result| result.applies.holds() == Some(true));
        for ((id, category), result) in policy.categories.iter().zip(&outputs.categories) {
            if self.is_absent(run, &category.head) {
                continue;
            }
            let qualifies = result.qualifies.holds() != Some(false);
            if qualifies || !applies && came_near(run, id) {
                self.item(ItemRef::Category(id));
            }
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

/// Whether the first test of a category that does not qualify held. Where no category applies, a
/// decision rests on those as well; on the others hardly anybody would have looked.
fn came_near(run: &mut Run<'_>, id: CategoryId) -> bool {
    let policy = run.policy;
    policy.categories.at(id).when.is_some_and(|when| {
        let first = match &policy.exprs.at(when).kind {
            ExprKind::And(parts) => parts.first().copied(),
            _ => None,
        };
        run.expr(first.unwrap_or(when)).holds() != Some(false)
    })
}
