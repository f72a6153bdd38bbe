//! A price: the running amount, step by step.

use std::cmp::Ordering;

use bylaws_dsl::ast::StepKind;
use bylaws_dsl::ir::{ArithmeticOp, CompareOp, ItemRef, PriceId, PriceStep};
use bylaws_dsl::value::{Decimal, Rounding, Value};

use super::FactSet;
use super::arithmetic::arithmetic;
use super::builtins::extreme;
use super::expr::{both, choose, compared, from_result};
use super::intervals;
use super::known::{Known, compare, larger, smaller};
use super::run::{Run, in_item};
use crate::error::Failure;

/// A step that was taken.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    /// Whether it applied: its condition held and, of a cap or a floor, the amount was beyond it.
    pub(crate) applies: Known,
    /// The running amount behind it.
    pub(crate) after: Known,
}

/// The amount behind the last step, once all steps have been taken.
pub(super) fn compute(run: &mut Run<'_>, id: PriceId) -> Known {
    let policy = run.policy;
    let mut after = Known::unknown(FactSet::default());
    for step in &policy.prices.at(id).steps {
        let taken = take(run, step, after);
        after = taken.after.clone();
        // Later steps may ask whether this one applied.
        run.took(id, taken);
    }
    in_item(after, ItemRef::Price(id))
}

fn take(run: &mut Run<'_>, step: &PriceStep, before: Known) -> Taken {
    let condition = match step.condition {
        Some(condition) => run.expr(condition),
        None => Known::truth(true),
    };
    if condition.holds() == Some(false) {
        return Taken {
            after: before.failing_with(&condition),
            applies: condition,
        };
    }
    let amount = run.expr(step.amount);
    let beyond = match step.kind {
        StepKind::AtMost => compared(CompareOp::Greater, &before, &amount),
        StepKind::AtLeast => compared(CompareOp::Less, &before, &amount),
        _ => Known::truth(true),
    };
    let changed = match step.kind {
        StepKind::Start | StepKind::Becomes => amount,
        StepKind::AtMost => extreme(before.clone(), amount, false),
        StepKind::AtLeast => extreme(before.clone(), amount, true),
        StepKind::Less => moved(ArithmeticOp::Subtract, &before, amount, run.policy.rounding),
        StepKind::Plus => moved(ArithmeticOp::Add, &before, amount, run.policy.rounding),
    };
    Taken {
        after: choose(&condition, changed, before),
        applies: both(condition, beyond),
    }
}

/// The amount with money, or with a percentage of itself, taken off or put on.
fn moved(op: ArithmeticOp, before: &Known, by: Known, rounding: Rounding) -> Known {
    let moved = moved_by(op, before, by.clone(), rounding);
    moved.failing_with(before).failing_with(&by)
}

fn moved_by(op: ArithmeticOp, before: &Known, by: Known, rounding: Rounding) -> Known {
    if let Some(failed) = [before, &by].into_iter().find(|k| k.failure().is_some()) {
        return failed.clone();
    }
    let is_percent = |end: Option<&Value>| matches!(end, Some(Value::Percent(_)));
    let (least, most) = by.ends();
    match (before.value(), by.value()) {
        (Some(amount), Some(by)) => from_result(exactly(op, amount, by, rounding)),
        _ if is_percent(least) || is_percent(most) => by_percent(op, before, &by, rounding),
        // Without an end it may be either, and nothing can be said.
        _ if least.is_none() && most.is_none() => Known::unknown(before.cause.union(&by.cause)),
        _ => intervals::arithmetic(op, before.clone(), by, rounding),
    }
}

fn exactly(
    op: ArithmeticOp,
    amount: &Value,
    by: &Value,
    rounding: Rounding,
) -> Result<Value, Failure> {
    let change = match by {
        Value::Percent(_) => arithmetic(ArithmeticOp::Of, by, amount, rounding)?,
        _ => by.clone(),
    };
    arithmetic(op, amount, &change, rounding)
}

/// A percentage of the amount, one of them or both not known exactly.
///
/// For one percentage the result grows with the amount (or, beyond 100% taken off, shrinks), in
/// spite of the rounding: a cent more changes the rounded share by less than a cent or by none
/// too many. For one amount it grows or shrinks with the percentage. So the ends lie in corners.
fn by_percent(op: ArithmeticOp, amount: &Known, share: &Known, rounding: Rounding) -> Known {
    let cause = amount.cause.union(&share.cause);
    let ((low, high), (least, most)) = (amount.ends(), share.ends());
    let corner = |amount: Option<&Value>, share: Option<&Value>| {
        let (amount, share) = amount.zip(share)?;
        exactly(op, amount, share, rounding).ok()
    };
    let of_low = [corner(low, least), corner(low, most)];
    let of_high = [corner(high, least), corner(high, most)];
    let (lowest, highest) = if grows(op, least, most) {
        (outermost(of_low, smaller), outermost(of_high, larger))
    } else {
        let all = || of_low.iter().chain(&of_high).cloned();
        (outermost(all(), smaller), outermost(all(), larger))
    };
    Known::between(lowest, highest, cause)
}

/// Whether the result never shrinks when the amount grows.
fn grows(op: ArithmeticOp, least: Option<&Value>, most: Option<&Value>) -> bool {
    let whole = Value::Percent(Decimal::ONE_HUNDRED);
    let none_below = Value::Percent(-Decimal::ONE_HUNDRED);
    match op {
        ArithmeticOp::Subtract => most
            .and_then(|most| compare(most, &whole))
            .is_some_and(Ordering::is_le),
        _ => least
            .and_then(|least| compare(least, &none_below))
            .is_some_and(Ordering::is_ge),
    }
}

/// The outermost of the corners; none when one of them is no limit.
fn outermost(
    corners: impl IntoIterator<Item = Option<Value>>,
    pick: for<'v> fn(&'v Value, &'v Value) -> &'v Value,
) -> Option<Value> {
    let mut corners = corners.into_iter();
    let first = corners.next()??;
    corners.try_fold(first, |picked, corner| {
        corner.map(|corner| pick(&picked, &corner).clone())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use bylaws_dsl::value::Money;

    fn money(cents: i64) -> Value {
        Value::Money(Money::from_cents(cents))
    }

    fn percent(tenths: i64) -> Value {
        Value::Percent(Decimal::new(tenths, 1))
    }

    /// Every amount and percentage within two ranges stays between the ends that the ranges give.
    #[test]
    fn a_range_holds_every_value_in_it() {
        let shares = [
            -2005, -1000, -125, 0, 5, 333, 500, 999, 1000, 1001, 1500, 2500,
        ];
        let amounts: Vec<i64> = (-21..=21).collect();
        let modes = [
            Rounding::HalfUp,
            Rounding::HalfEven,
            Rounding::Up,
            Rounding::Down,
        ];
        for op in [ArithmeticOp::Add, ArithmeticOp::Subtract] {
            for mode in modes {
                for (from, least) in shares.iter().enumerate() {
                    for to in from..shares.len() {
                        let range = &shares[from..=to];
                        let most = range[range.len() - 1];
                        for low in [-21, -4, -1, 0, 1, 7] {
                            for high in [-3, 0, 2, 9, 21] {
                                if low > high {
                                    continue;
                                }
                                let amount = Known::between(
                                    Some(money(low)),
                                    Some(money(high)),
                                    FactSet::default(),
                                );
                                let share = Known::between(
                                    Some(percent(*least)),
                                    Some(percent(most)),
                                    FactSet::default(),
                                );
                                let known = moved(op, &amount, share, mode);
                                let (lowest, highest) = known.ends();
                                let (lowest, highest) = (lowest.unwrap(), highest.unwrap());
                                for cents in amounts.iter().filter(|c| (low..=high).contains(c)) {
                                    for share in range {
                                        let exact =
                                            exactly(op, &money(*cents), &percent(*share), mode)
                                                .unwrap();
                                        assert_ne!(compare(&exact, lowest), Some(Ordering::Less));
                                        assert_ne!(
                                            compare(&exact, highest),
                                            Some(Ordering::Greater)
                                        );
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn an_end_that_is_not_there_limits_nothing() {
        let amount = Known::between(Some(money(0)), None, FactSet::default());
        let share = Known::between(Some(percent(0)), Some(percent(500)), FactSet::default());
        let known = moved(ArithmeticOp::Subtract, &amount, share, Rounding::HalfUp);
        assert_eq!(known.ends(), (Some(&money(0)), None));
        let any = Known::between(None, None, FactSet::default());
        let known = moved(ArithmeticOp::Add, &amount, any, Rounding::HalfUp);
        assert_eq!(known.ends(), (None, None));
    }
}
