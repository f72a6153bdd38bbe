//! How rules become an outcome: the gates in order, then the categories, then referrals.

use bylaws_dsl::ast::Combine;
use bylaws_dsl::ir::{
    Category, CategoryId, CompareOp, ItemRef, OutputId, OutputKind, Policy, RequireId,
};
use bylaws_dsl::value::Value;

use super::FactSet;
use super::builtins::extreme;
use super::expr::{both, choose, compared, join, not};
use super::known::Known;
use super::run::{Run, in_item};

/// Everything that requires and categories give.
#[derive(Clone)]
pub(crate) struct Outputs {
    /// Whether each require holds; those not in force hold.
    pub(crate) requires: Vec<Known>,
    /// What is known of each category.
    pub(crate) categories: Vec<CategoryResult>,
    /// Whether all requires hold.
    pub(crate) gate: Known,
    pub(crate) outcome: Known,
    pub(crate) covered: Known,
    pub(crate) covered_from: Known,
    pub(crate) covered_through: Known,
}

/// What is known of one category.
#[derive(Clone)]
pub(crate) struct CategoryResult {
    /// It is in force and its `when` holds.
    pub(crate) qualifies: Known,
    /// The day that must be covered lies in the period.
    pub(crate) in_period: Known,
    /// It covers the case.
    pub(crate) applies: Known,
    /// Each referral, whether it stands.
    pub(crate) referred: Vec<Known>,
    /// The first day; `none` without a lower end.
    pub(crate) from: Known,
    /// The last day, caps counted.
    pub(crate) through: Known,
    /// The caps that count, by place, with the last day of each.
    pub(crate) caps: Vec<Known>,
}

/// The value of an output that the requires and categories give.
pub(super) fn output(run: &mut Run<'_>, id: OutputId) -> Known {
    match run.policy.outputs.at(id).kind {
        OutputKind::Define(define) => run.define(define),
        OutputKind::Price(price) => run.price(price),
        kind => {
            let outputs = compute(run);
            match kind {
                OutputKind::Outcome => outputs.outcome,
                OutputKind::Categories => outputs.covered,
                OutputKind::CoveredFrom => outputs.covered_from,
                OutputKind::CoveredThrough => outputs.covered_through,
                OutputKind::Periods | OutputKind::Define(_) | OutputKind::Price(_) => {
                    Known::unknown(FactSet::default())
                }
            }
        }
    }
}

/// The outputs of requires and categories, computed once.
pub(crate) fn compute(run: &mut Run<'_>) -> Outputs {
    if let Some(outputs) = &run.outputs {
        return outputs.clone();
    }
    let policy = run.policy;
    let requires: Vec<Known> = policy.requires.ids().map(|id| require(run, id)).collect();
    let categories: Vec<CategoryResult> = policy
        .categories
        .ids()
        .map(|id| category(run, id))
        .collect();
    let gate = join(&requires, false);
    let nothing = || Known::exactly(Value::None);
    let outputs = Outputs {
        outcome: outcome(policy, &requires, &categories),
        covered: match policy.category {
            Some(of) => choose(
                &gate,
                covered_set(of, &categories),
                Known::exactly(Value::Set(of, 0)),
            ),
            None => nothing(),
        },
        covered_from: choose(
            &gate,
            combined(policy.combine, &categories, false),
            nothing(),
        ),
        covered_through: choose(
            &gate,
            combined(policy.combine, &categories, true),
            nothing(),
        ),
        gate,
        requires,
        categories,
    };
    run.outputs = Some(outputs.clone());
    outputs
}

/// The first failing require gives the outcome; else a category that applies; else a referral
/// that stands; else nothing is covered.
fn outcome(policy: &Policy, requires: &[Known], categories: &[CategoryResult]) -> Known {
    let Some(of) = policy.outcome else {
        return Known::exactly(Value::None);
    };
    let member = |index| Known::exactly(Value::Member(of, index));
    let mut outcome = member(if policy.categories.is_empty() {
        Policy::COVERED
    } else {
        Policy::NOT_COVERED
    });
    for ((_, category), result) in policy.categories.iter().zip(categories).rev() {
        for (refer, stands) in category.refers.iter().zip(&result.referred).rev() {
            outcome = choose(stands, member(refer.outcome), outcome);
        }
    }
    let applies: Vec<Known> = categories.iter().map(|c| c.applies.clone()).collect();
    outcome = choose(&join(&applies, true), member(Policy::COVERED), outcome);
    for ((_, require), holds) in policy.requires.iter().zip(requires).rev() {
        outcome = choose(holds, outcome, member(require.outcome));
    }
    outcome
}

fn require(run: &mut Run<'_>, id: RequireId) -> Known {
    let require = &run.policy.requires.at(id);
    let present = run.in_force(require.head.in_force);
    let holds = run.expr(require.holds);
    in_item(
        choose(&present, holds, Known::truth(true)),
        ItemRef::Require(id),
    )
}

fn category(run: &mut Run<'_>, id: CategoryId) -> CategoryResult {
    let policy = run.policy;
    let category = &policy.categories.at(id);
    let item = ItemRef::Category(id);
    let present = run.in_force(category.head.in_force);
    let when = category
        .when
        .map_or_else(|| Known::truth(true), |when| run.expr(when));
    let qualifies = in_item(both(present, when), item);
    let from = category.from.map_or_else(
        || Known::exactly(Value::None),
        |from| in_item(run.expr(from), item),
    );
    let caps: Vec<Known> = caps(run, category)
        .into_iter()
        .map(|cap| in_item(cap, item))
        .collect();
    let open = Known::exactly(Value::Open);
    let capped = caps.iter().fold(open, |end, cap| earlier(end, cap.clone()));
    let through = match category.through {
        Some(through) => earlier(in_item(run.expr(through), item), capped.clone()),
        None => capped.clone(),
    };
    let reached = in_period(run, &from, &capped);
    let within = in_period(run, &from, &through);
    let asked: Vec<Known> = category
        .refers
        .iter()
        .map(|refer| in_item(run.expr(refer.when), item))
        .collect();
    let referred = asked
        .iter()
        .map(|asked| join(&[qualifies.clone(), asked.clone(), reached.clone()], false))
        .collect();
    let mut needed = vec![qualifies.clone()];
    needed.extend(asked.into_iter().map(not));
    needed.push(within.clone());
    let applies = join(&needed, false);
    CategoryResult {
        qualifies,
        in_period: within,
        applies,
        referred,
        from,
        through,
        caps,
    }
}

/// The last day that each cap allows; `open` where its condition does not hold.
fn caps(run: &mut Run<'_>, category: &Category) -> Vec<Known> {
    let mut caps = Vec::with_capacity(category.caps.len());
    for cap in &category.caps {
        let last_day = run.expr(cap.last_day);
        caps.push(match cap.condition {
            None => last_day,
            Some(condition) => choose(&run.expr(condition), last_day, Known::exactly(Value::Open)),
        });
    }
    caps
}

fn earlier(a: Known, b: Known) -> Known {
    extreme(a, b, false)
}

/// Whether the day that the policy covers services on lies between two days, both included.
fn in_period(run: &Run<'_>, from: &Known, through: &Known) -> Known {
    let Some(fact) = run.policy.covers else {
        return Known::truth(true);
    };
    let day = run.fact(fact);
    let started = match from.value() {
        Some(Value::None) => Known::truth(true),
        _ => compared(CompareOp::GreaterEqual, &day, from),
    };
    both(started, compared(CompareOp::LessEqual, &day, through))
}

fn covered_set(of: bylaws_dsl::ir::EnumId, categories: &[CategoryResult]) -> Known {
    let applies = categories.iter().map(|result| &result.applies);
    covered_bits(of, categories).failing_with_all(applies)
}

fn covered_bits(of: bylaws_dsl::ir::EnumId, categories: &[CategoryResult]) -> Known {
    let (mut must, mut may, mut cause) = (0u64, 0u64, FactSet::default());
    for (place, result) in categories.iter().enumerate() {
        let bit = 1u64.checked_shl(place as u32).unwrap_or(0);
        match result.applies.holds() {
            Some(true) => (must, may) = (must | bit, may | bit),
            Some(false) => {}
            None if result.applies.failure().is_some() => return result.applies.clone(),
            None => {
                may |= bit;
                cause = cause.union(&result.applies.cause);
            }
        }
    }
    Known::set_between(of, must, may, cause)
}

/// The first or the last day of coverage, over the categories that apply.
fn combined(combine: Combine, categories: &[CategoryResult], end: bool) -> Known {
    let counted = categories
        .iter()
        .filter(|c| c.applies.holds() != Some(false));
    let days = counted.map(|c| if end { &c.through } else { &c.from });
    let applies = categories.iter().map(|c| &c.applies);
    combined_day(combine, categories, end).failing_with_all(days.chain(applies))
}

fn combined_day(combine: Combine, categories: &[CategoryResult], end: bool) -> Known {
    let day = |result: &CategoryResult| if end { &result.through } else { &result.from }.clone();
    if let Some(failed) = categories.iter().find(|c| c.applies.failure().is_some()) {
        return failed.applies.clone();
    }
    if combine == Combine::First {
        return categories
            .iter()
            .rev()
            .fold(Known::exactly(Value::None), |later, result| {
                choose(&result.applies, day(result), later)
            });
    }
    // The widest period for `latest`, the narrowest for `earliest`.
    let largest = (combine == Combine::Latest) == end;
    let pick = |a: Known, b: Known| match (a.value(), b.value()) {
        _ if a.failure().is_some() => a,
        _ if b.failure().is_some() => b,
        (Some(Value::None), _) if end => b,
        (_, Some(Value::None)) if end => a,
        // Without a lower end a period begins before all others.
        (Some(Value::None), _) | (_, Some(Value::None)) if !largest => Known::exactly(Value::None),
        (Some(Value::None), _) => b,
        (_, Some(Value::None)) => a,
        _ => extreme(a, b, largest),
    };
    let certain = categories
        .iter()
        .filter(|c| c.applies.holds() == Some(true))
        .map(day)
        .reduce(pick);
    categories
        .iter()
        .filter(|c| c.applies.holds().is_none())
        .fold(
            certain.unwrap_or_else(|| Known::exactly(Value::None)),
            |so_far, result| {
                let with = match so_far.value() {
                    Some(Value::None) => day(result),
                    _ if so_far.value().is_none()
                        && matches!(so_far.what, super::known::What::Anything) =>
                    {
                        Known::unknown(so_far.cause.union(&day(result).cause))
                    }
                    _ => pick(so_far.clone(), day(result)),
                };
                with.either(so_far, &result.applies.cause)
            },
        )
}
