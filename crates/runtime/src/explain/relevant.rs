//! What a reader of an explanation wants to see: what came near to mattering, and what that rests on.

use std::collections::HashSet;

use bylaws_dsl::ir::{DefineId, ExprId, ExprKind, ItemRef, OutputKind, Policy, PriceId};

use super::events::Event;

/// The items that a report tells about.
#[derive(Default)]
pub(super) struct Shown {
    defines: HashSet<DefineId>,
}

impl Shown {
    pub(super) fn of(policy: &Policy, trace: &[Event]) -> Self {
        let near = trace.iter().filter(|event| !is_far(event));
        let mut waiting: Vec<ExprId> = near.flat_map(|event| exprs(policy, event.item)).collect();
        let mut shown = Self::default();
        shown.defines.extend(
            policy
                .outputs
                .values()
                .filter_map(|output| match output.kind {
                    OutputKind::Define(id) => Some(id),
                    _ => None,
                }),
        );
        while let Some(id) = waiting.pop() {
            let kind = &policy.exprs.at(id).kind;
            match kind {
                ExprKind::Window(window) => waiting.push(policy.windows.at(*window).is),
                ExprKind::Define(define) if shown.defines.insert(*define) => {
                    waiting.extend(exprs_of_define(policy, *define));
                }
                _ => waiting.extend(kind.operands()),
            }
        }
        shown
    }

    pub(super) fn has(&self, item: ItemRef) -> bool {
        match item {
            ItemRef::Define(id) => self.defines.contains(&id),
            _ => true,
        }
    }
}

/// Whether a category did not come near to applying: its first test failed already.
pub(super) fn is_far(event: &Event) -> bool {
    let ItemRef::Category(_) = event.item else {
        return false;
    };
    let first = event.steps.first();
    let first = first.and_then(|step| step.parts.first()).or(first);
    event.holds == Some(false) && first.is_none_or(|step| step.holds == Some(false))
}

/// The expressions that an item rests on. An intermediate value rests on nothing by itself: it is
/// shown when something else asks for it.
fn exprs(policy: &Policy, item: ItemRef) -> Vec<ExprId> {
    match item {
        ItemRef::Require(id) => vec![policy.requires.at(id).holds],
        ItemRef::Category(id) => {
            let category = policy.categories.at(id);
            let ends = [category.when, category.from, category.through]
                .into_iter()
                .flatten();
            let caps = category
                .caps
                .iter()
                .flat_map(|cap| std::iter::once(cap.last_day).chain(cap.condition));
            ends.chain(caps)
                .chain(category.refers.iter().map(|refer| refer.when))
                .collect()
        }
        ItemRef::Define(id) => {
            let output = policy
                .outputs
                .values()
                .any(|output| output.kind == OutputKind::Define(id));
            if output {
                exprs_of_define(policy, id)
            } else {
                Vec::new()
            }
        }
        ItemRef::Price(id) => exprs_of_price(policy, id),
        _ => Vec::new(),
    }
}

fn exprs_of_price(policy: &Policy, id: PriceId) -> Vec<ExprId> {
    let steps = policy.prices.at(id).steps.iter();
    steps
        .flat_map(|step| step.condition.into_iter().chain([step.amount]))
        .collect()
}

fn exprs_of_define(policy: &Policy, id: DefineId) -> Vec<ExprId> {
    let define = policy.defines.at(id);
    let excepts = define
        .excepts
        .iter()
        .flat_map(|except| [except.when, except.value]);
    std::iter::once(define.is).chain(excepts).collect()
}
