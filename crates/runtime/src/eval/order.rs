//! The order of evaluation: whatever a define, a window or the outcome uses comes before it, so
//! that a chain of a thousand defines never becomes a thousand nested calls.

use std::collections::HashSet;
use std::sync::Arc;

use bylaws_dsl::ir::{
    DefineId, ExprId, ExprKind, Id, OutputKind, Policy, PriceId, Supplied, UseId, WindowId,
};

use crate::script::{Ready, Scripts};

/// One thing to evaluate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Step {
    Define(DefineId),
    Window(WindowId),
    Price(PriceId),
    Use(UseId),
    Outcome,
}

/// The order of a policy, and of each that it uses.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(super) order: Vec<Step>,
    uses: Vec<Plan>,
    /// The scripts of the policy, if it has any.
    pub(super) scripts: Option<Arc<Ready>>,
}

impl Plan {
    pub(crate) fn of(policy: &Arc<Policy>, scripts: &Scripts) -> Self {
        let uses = policy.uses.values();
        Self {
            order: order(policy),
            uses: uses.map(|used| Self::of(&used.policy, scripts)).collect(),
            scripts: scripts.of(policy),
        }
    }

    /// Everything to evaluate, each after all that it uses.
    pub(crate) fn order(&self) -> &[Step] {
        &self.order
    }

    pub(crate) fn of_use(&self, id: UseId) -> &Plan {
        self.uses.get(id.index()).unwrap_or(self)
    }
}

/// Every define, window, price and use, and the outcome, each after all that it uses.
fn order(policy: &Policy) -> Vec<Step> {
    let mut order = Vec::new();
    let mut done: HashSet<Step> = HashSet::new();
    let mut entered: HashSet<Step> = HashSet::new();
    let all = policy
        .defines
        .ids()
        .map(Step::Define)
        .chain(policy.windows.ids().map(Step::Window))
        .chain(policy.prices.ids().map(Step::Price))
        .chain(policy.uses.ids().map(Step::Use));
    for start in all.chain([Step::Outcome]) {
        let mut waiting = vec![start];
        while let Some(step) = waiting.last().copied() {
            if done.contains(&step) || !entered.insert(step) {
                // Everything that the step uses has been placed (the checker admits no circle).
                waiting.pop();
                if done.insert(step) {
                    order.push(step);
                }
                continue;
            }
            waiting.extend(
                uses(policy, step)
                    .into_iter()
                    .filter(|used| !entered.contains(used)),
            );
        }
    }
    order
}

/// What a step uses directly.
fn uses(policy: &Policy, step: Step) -> Vec<Step> {
    let mut found = Vec::new();
    let mut exprs = roots(policy, step);
    while let Some(id) = exprs.pop() {
        let kind = &policy.exprs.at(id).kind;
        match kind {
            ExprKind::Define(define) => found.push(Step::Define(*define)),
            ExprKind::Window(window) => found.push(Step::Window(*window)),
            ExprKind::Price(price) => found.push(Step::Price(*price)),
            ExprKind::Used(used, _) => found.push(Step::Use(*used)),
            ExprKind::Output(output) => found.push(match policy.outputs.at(*output).kind {
                OutputKind::Define(define) => Step::Define(define),
                OutputKind::Price(price) => Step::Price(price),
                _ => Step::Outcome,
            }),
            _ => exprs.extend(kind.operands()),
        }
    }
    found
}

/// The expressions that a step stands for.
fn roots(policy: &Policy, step: Step) -> Vec<ExprId> {
    match step {
        Step::Window(id) => vec![policy.windows.at(id).is],
        Step::Use(id) => {
            let facts = policy.uses.at(id).facts.iter();
            let exprs = facts.filter_map(|supplied| match supplied {
                Supplied::Expr(expr) => Some(*expr),
                Supplied::Fact(_) | Supplied::None => None,
            });
            exprs.collect()
        }
        Step::Define(id) => {
            let define = &policy.defines.at(id);
            let excepts = define
                .excepts
                .iter()
                .flat_map(|except| [except.when, except.value]);
            std::iter::once(define.is).chain(excepts).collect()
        }
        Step::Price(id) => {
            let steps = policy.prices.at(id).steps.iter();
            steps
                .flat_map(|step| step.condition.into_iter().chain([step.amount]))
                .collect()
        }
        Step::Outcome => {
            let requires = policy.requires.values().map(|require| require.holds);
            let categories = policy.categories.values().flat_map(|category| {
                let ends = [category.when, category.from, category.through]
                    .into_iter()
                    .flatten();
                let caps = category
                    .caps
                    .iter()
                    .flat_map(|cap| std::iter::once(cap.last_day).chain(cap.condition));
                ends.chain(caps)
                    .chain(category.refers.iter().map(|refer| refer.when))
                    .collect::<Vec<_>>()
            });
            requires.chain(categories).collect()
        }
    }
}
