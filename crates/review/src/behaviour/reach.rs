//! What an expression hangs on: the facts and the values that it is made of, through windows,
//! parameters, defines, prices and tables.

use std::collections::{BTreeSet, HashSet};

use bylaws_dsl::ir::{
    DefineId, ExprId, ExprKind, FactId, ItemRef, OutputKind, Policy, PriceId, ReadingId, Supplied,
};
use bylaws_dsl::value::Value;

/// So many expressions are gone through for one question; what lies beyond is not looked at.
const MOST: usize = 20_000;

/// What was found.
#[derive(Default)]
pub(super) struct Reach {
    pub(super) facts: BTreeSet<FactId>,
    pub(super) readings: BTreeSet<ReadingId>,
    pub(super) values: Vec<Value>,
    /// The items that it goes through.
    pub(super) items: HashSet<ItemRef>,
}

/// What the expressions hang on.
pub(super) fn reach(policy: &Policy, start: impl IntoIterator<Item = ExprId>) -> Reach {
    let mut found = Reach::default();
    let mut waiting: Vec<ExprId> = start.into_iter().collect();
    let mut seen: HashSet<ExprId> = waiting.iter().copied().collect();
    while let Some(id) = waiting.pop() {
        if seen.len() > MOST {
            break;
        }
        let kind = &policy.exprs.at(id).kind;
        let mut next = kind.operands();
        match kind {
            ExprKind::Constant(value) => found.values.push(value.clone()),
            ExprKind::Fact(id) | ExprKind::IsGiven(id) | ExprKind::Otherwise(id, _) => {
                found.facts.insert(*id);
                found.items.insert(ItemRef::Fact(*id));
            }
            ExprKind::Reading(id) => {
                found.readings.insert(*id);
                found.items.insert(ItemRef::Reading(*id));
            }
            ExprKind::Parameter(id) => {
                found.items.insert(ItemRef::Parameter(*id));
                let values = policy.parameters.at(*id).values.iter();
                found.values.extend(values.map(|(_, value)| value.clone()));
                found.facts.extend(policy.as_of);
            }
            ExprKind::Window(id) => {
                found.items.insert(ItemRef::Window(*id));
                next.push(policy.windows.at(*id).is);
            }
            ExprKind::Define(id) => {
                found.items.insert(ItemRef::Define(*id));
                next.extend(define(policy, *id));
            }
            ExprKind::Price(id) => {
                found.items.insert(ItemRef::Price(*id));
                next.extend(price(policy, *id));
            }
            ExprKind::InCodes(_, id) => {
                found.items.insert(ItemRef::Codes(*id));
            }
            ExprKind::Output(id) => match policy.outputs.at(*id).kind {
                OutputKind::Define(id) => next.extend(define(policy, id)),
                OutputKind::Price(id) => next.extend(price(policy, id)),
                _ => next.extend(outcome(policy)),
            },
            ExprKind::Scripted(id, _) => {
                found
                    .items
                    .insert(ItemRef::Script(policy.functions.at(*id).script));
            }
            // A script may ask for anything.
            ExprKind::Decided(_) => {
                found.items.extend(policy.decided_by.map(ItemRef::Script));
                found.facts.extend(policy.facts.ids());
            }
            ExprKind::Used(id, _) => {
                found.items.insert(ItemRef::Use(*id));
                next.extend(supplied(policy, *id, &mut found));
            }
            ExprKind::Lookup { table, .. } => {
                found.items.insert(ItemRef::Table(*table));
                let rows = policy.tables.at(*table).rows.iter().take(200);
                found
                    .values
                    .extend(rows.flat_map(|row| row.values.iter().cloned()));
            }
            ExprKind::Has { table, .. } => {
                found.items.insert(ItemRef::Table(*table));
            }
            _ => {}
        }
        let list = kind.goes_through().map(|v| policy.variables.at(v).list);
        let list = list.or_else(|| {
            kind.own_field()
                .map(|field| policy.variables.at(field.variable).list)
        });
        found
            .facts
            .extend(list.map(|list| policy.lists.at(list).fact));
        waiting.extend(next.into_iter().filter(|id| seen.insert(*id)));
    }
    found
}

/// So many items of a policy are asked what they hang on.
const MOST_ITEMS: usize = 5_000;

/// The items that hang on one of these, and these.
pub(super) fn hanging_on(policy: &Policy, items: HashSet<ItemRef>) -> HashSet<ItemRef> {
    let hangs = |item: &&ItemRef| {
        let found = reach(policy, of_item(policy, **item));
        found.items.iter().any(|other| items.contains(other))
    };
    let more: Vec<ItemRef> = policy
        .items
        .iter()
        .take(MOST_ITEMS)
        .filter(hangs)
        .copied()
        .collect();
    let mut all = items;
    all.extend(more);
    all
}

fn define(policy: &Policy, id: DefineId) -> Vec<ExprId> {
    let define = policy.defines.at(id);
    let excepts = define
        .excepts
        .iter()
        .flat_map(|except| [except.when, except.value]);
    excepts.chain([define.is]).collect()
}

fn price(policy: &Policy, id: PriceId) -> Vec<ExprId> {
    let steps = policy.prices.at(id).steps.iter();
    steps
        .flat_map(|step| [Some(step.amount), step.condition])
        .flatten()
        .collect()
}

fn outcome(policy: &Policy) -> Vec<ExprId> {
    let items = policy.requires.ids().map(ItemRef::Require);
    let items = items.chain(policy.categories.ids().map(ItemRef::Category));
    items.flat_map(|item| of_item(policy, item)).collect()
}

fn supplied(policy: &Policy, id: bylaws_dsl::ir::UseId, found: &mut Reach) -> Vec<ExprId> {
    let mut next = Vec::new();
    for supplied in &policy.uses.at(id).facts {
        match supplied {
            Supplied::Fact(fact) => {
                found.facts.insert(*fact);
            }
            Supplied::Expr(id) => next.push(*id),
            Supplied::None => {}
        }
    }
    next
}

/// The expressions that stand in an item itself.
pub(super) fn of_item(policy: &Policy, item: ItemRef) -> Vec<ExprId> {
    match item {
        ItemRef::Window(id) => vec![policy.windows.at(id).is],
        ItemRef::Define(id) => define(policy, id),
        ItemRef::Price(id) => price(policy, id),
        ItemRef::Require(id) => vec![policy.requires.at(id).holds],
        ItemRef::Assumption(id) => vec![policy.assumptions.at(id).holds],
        ItemRef::Category(id) => {
            let category = policy.categories.at(id);
            let period = [category.when, category.from, category.through];
            let caps = category
                .caps
                .iter()
                .flat_map(|cap| [Some(cap.last_day), cap.condition]);
            let refers = category.refers.iter().map(|refer| Some(refer.when));
            period
                .into_iter()
                .chain(caps)
                .chain(refers)
                .flatten()
                .collect()
        }
        ItemRef::Use(id) => {
            let mut unused = Reach::default();
            supplied(policy, id, &mut unused)
        }
        _ => Vec::new(),
    }
}
