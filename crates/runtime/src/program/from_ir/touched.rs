//! Which expressions may rest on a reading. The others need no account of it.

use bylaws_dsl::ir::{ExprId, ExprKind, Id, OutputKind, Policy};

/// Whether each expression of a policy may rest on a reading, by its number.
pub(super) fn touched(policy: &Policy) -> Vec<bool> {
    let mut touched = vec![false; policy.exprs.len()];
    if !has_readings(policy) {
        return touched;
    }
    // Items name each other in any order, so that one pass may not be enough.
    loop {
        let mut changed = false;
        for (id, expr) in policy.exprs.iter() {
            let is = touched.get(id.index()).copied().unwrap_or(true);
            if !is && touches(policy, &expr.kind, &touched) {
                changed = true;
                if let Some(place) = touched.get_mut(id.index()) {
                    *place = true;
                }
            }
        }
        if !changed {
            return touched;
        }
    }
}

fn has_readings(policy: &Policy) -> bool {
    let mut uses = policy.uses.values();
    !policy.readings.is_empty() || uses.any(|used| has_readings(&used.policy))
}

fn touches(policy: &Policy, kind: &ExprKind, touched: &[bool]) -> bool {
    let is = |id: &ExprId| touched.get(id.index()).copied().unwrap_or(true);
    let any = |ids: &[ExprId]| ids.iter().any(is);
    match kind {
        ExprKind::Reading(_) | ExprKind::Used(..) => true,
        ExprKind::Window(window) => is(&policy.windows.at(*window).is),
        ExprKind::Define(id) => any(&define(policy, *id)),
        ExprKind::Price(id) | ExprKind::Applied(id, _) => any(&price(policy, *id)),
        ExprKind::Output(output) => match policy.outputs.at(*output).kind {
            OutputKind::Define(id) => any(&define(policy, id)),
            OutputKind::Price(id) => any(&price(policy, id)),
            _ => any(&outcome(policy)),
        },
        kind => any(&kind.operands()),
    }
}

fn define(policy: &Policy, id: bylaws_dsl::ir::DefineId) -> Vec<ExprId> {
    let define = policy.defines.at(id);
    let excepts = define.excepts.iter();
    let excepts = excepts.flat_map(|except| [except.when, except.value]);
    excepts.chain([define.is]).collect()
}

fn price(policy: &Policy, id: bylaws_dsl::ir::PriceId) -> Vec<ExprId> {
    let steps = policy.prices.at(id).steps.iter();
    let parts = steps.flat_map(|step| step.condition.into_iter().chain([step.amount]));
    parts.collect()
}

/// What requires and categories are made of.
pub(super) fn outcome(policy: &Policy) -> Vec<ExprId> {
    let requires = policy.requires.values().map(|require| require.holds);
    let categories = policy.categories.values().flat_map(|category| {
        let ends = [category.when, category.from, category.through];
        let caps = category.caps.iter();
        let caps = caps.flat_map(|cap| cap.condition.into_iter().chain([cap.last_day]));
        let refers = category.refers.iter().map(|refer| refer.when);
        let ends = ends.into_iter().flatten();
        ends.chain(caps).chain(refers).collect::<Vec<_>>()
    });
    requires.chain(categories).collect()
}
