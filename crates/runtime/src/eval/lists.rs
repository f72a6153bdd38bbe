//! Tests and totals over the elements of a list.
//!
//! A list that is not given may have any elements. Nothing goes through all such lists: what holds
//! of an element about which nothing is known holds of every element, and beyond that the result
//! hangs on the list.

use bylaws_dsl::ast::{Fold, Quantifier};
use bylaws_dsl::ir::{ArithmeticOp, ExprId, ExprKind, Type, VariableId};
use bylaws_dsl::value::{Decimal, Money, Value};

use super::FactSet;
use super::arithmetic::arithmetic;
use super::builtins::extreme;
use super::expr::{choose, from_result, join};
use super::known::{Known, compare};
use super::run::Run;

/// `any v in LIST has C`, `every v in LIST has C`.
pub(super) fn quantified(
    run: &mut Run<'_>,
    quantifier: Quantifier,
    variable: VariableId,
    holds: ExprId,
) -> Known {
    let deciding = quantifier == Quantifier::Any;
    let Some(count) = run.elements(variable) else {
        let part = run.of_element(variable, None, holds);
        if part.settled() == Some(&Value::Boolean(!deciding)) {
            return Known::truth(!deciding);
        }
        let cause = run.without_list(variable).union(&part.cause);
        return unknown_if(part.holds() == Some(!deciding), !deciding, cause, &[&part]);
    };
    let mut parts = Vec::new();
    for element in 0..count {
        if let Err(failure) = run.step() {
            return Known::failed(failure);
        }
        let part = run.of_element(variable, Some(element), holds);
        match part.settled() {
            Some(Value::Boolean(holds)) if *holds == deciding => return Known::truth(deciding),
            Some(_) => {}
            None => parts.push(part),
        }
    }
    join(&parts, deciding)
}

/// A truth if it is known, failing where one of `parts` may fail.
fn unknown_if(known: bool, truth: bool, cause: FactSet, parts: &[&Known]) -> Known {
    let fails = parts.iter().any(|part| may_fail(part));
    let result = match known {
        true => Known::truth(truth),
        false => Known::unknown(cause.clone()),
    };
    if fails {
        result.or_fails(&cause)
    } else {
        result
    }
}

/// Whether some list makes this fail, of an element of it.
fn may_fail(part: &Known) -> bool {
    part.may_fail || part.failure().is_some_and(|failure| !failure.is_edge())
}

/// `count of …`, `sum of …`, `earliest of …`, `latest of …`.
pub(super) fn folded(run: &mut Run<'_>, kind: &ExprKind, ty: Type) -> Known {
    let ExprKind::Folded {
        fold,
        variable,
        filter,
        value,
        otherwise,
    } = kind
    else {
        return Known::unknown(FactSet::default());
    };
    let otherwise = otherwise.map(|other| run.expr(other));
    let mut total = Total::new(*fold, ty, otherwise);
    let Some(count) = run.elements(*variable) else {
        let (counts, value) = element(run, *variable, None, *filter, *value);
        return total.of_any(&counts, value, run.without_list(*variable));
    };
    for place in 0..count {
        if let Err(failure) = run.step() {
            return Known::failed(failure);
        }
        let (counts, value) = element(run, *variable, Some(place), *filter, *value);
        if let Some(failed) = total.add(run, &counts, value) {
            return failed;
        }
    }
    total.finish()
}

/// Whether an element counts, and its value; that of one that does not count is not asked for.
fn element(
    run: &mut Run<'_>,
    variable: VariableId,
    place: Option<usize>,
    filter: Option<ExprId>,
    value: Option<ExprId>,
) -> (Known, Known) {
    let one = Known::exactly(Value::Integer(1));
    let counts = filter.map_or_else(
        || Known::truth(true),
        |filter| run.of_element(variable, place, filter),
    );
    if counts.holds() == Some(false) || counts.failure().is_some() {
        return (counts, one);
    }
    let value = value.map_or(one, |value| run.of_element(variable, place, value));
    (counts, value)
}

/// What the elements so far come to.
struct Total {
    fold: Fold,
    /// The count or the sum, or the earliest or latest date if there is one.
    so_far: Option<Known>,
    /// Whether some element counts for sure.
    sure: bool,
    /// On what it hangs whether the others count.
    why: FactSet,
    /// On what it hangs whether asking that fails, if it may.
    risk: Option<FactSet>,
    zero: Known,
    otherwise: Option<Known>,
}

impl Total {
    fn new(fold: Fold, ty: Type, otherwise: Option<Known>) -> Self {
        let zero = Known::exactly(match ty {
            Type::Money => Value::Money(Money::default()),
            Type::Decimal => Value::Decimal(Decimal::ZERO),
            Type::Percent => Value::Percent(Decimal::ZERO),
            _ => Value::Integer(0),
        });
        Self {
            fold,
            so_far: matches!(fold, Fold::Count | Fold::Sum).then(|| zero.clone()),
            sure: false,
            why: FactSet::default(),
            risk: None,
            zero,
            otherwise,
        }
    }

    /// Takes an element in; gives a failure that nothing behind it changes.
    fn add(&mut self, run: &Run<'_>, counts: &Known, value: Known) -> Option<Known> {
        if counts.failure().is_some() {
            return Some(counts.clone());
        }
        if counts.may_fail {
            let risk = self.risk.take().unwrap_or_default();
            self.risk = Some(risk.union(&counts.cause));
        }
        if counts.holds() == Some(false) {
            return None;
        }
        let certain = counts.holds() == Some(true);
        if certain && value.failure().is_some() {
            return Some(value);
        }
        let next = match (self.fold, self.so_far.take()) {
            (Fold::Count | Fold::Sum, so_far) => {
                let term = choose(counts, value, self.zero.clone());
                let so_far = so_far.unwrap_or_else(|| self.zero.clone());
                let sum = added(run, so_far, term);
                if sum.failure().is_some() {
                    return Some(sum);
                }
                sum
            }
            (_, None) => value,
            (fold, Some(before)) => {
                let both = extreme(before.clone(), value.clone(), fold == Fold::Latest);
                match (self.sure, certain) {
                    (true, true) => both,
                    // The elements before may all not count.
                    (false, true) => both.either(value, &self.why),
                    (true, false) => both.either(before, &counts.cause),
                    (false, false) => {
                        let why = self.why.union(&counts.cause);
                        both.either(before, &why).either(value, &why)
                    }
                }
            }
        };
        self.so_far = Some(next);
        self.sure |= certain;
        if !certain {
            self.why.absorb(&counts.cause);
        }
        None
    }

    fn finish(self) -> Known {
        let risk = self.risk.clone();
        let known = self.known();
        match risk {
            Some(risk) => known.or_fails(&risk),
            None => known,
        }
    }

    fn known(self) -> Known {
        match (self.so_far, self.otherwise) {
            (Some(so_far), None) => so_far,
            (Some(so_far), Some(_)) if self.sure => so_far,
            (Some(so_far), Some(otherwise)) => so_far.either(otherwise, &self.why),
            (None, Some(otherwise)) => otherwise,
            (None, None) => self.zero,
        }
    }

    /// What a list that is not given comes to; `counts` and `value` are of any element.
    fn of_any(&mut self, counts: &Known, value: Known, list: FactSet) -> Known {
        let none = self.otherwise.take().unwrap_or_else(|| self.zero.clone());
        let cause = list.union(&counts.cause).union(&value.cause);
        let fails = may_fail(counts) || (counts.holds() != Some(false) && may_fail(&value));
        let known = self.possible_of_any(counts, value, none, cause.clone());
        if fails { known.or_fails(&cause) } else { known }
    }

    fn possible_of_any(&self, counts: &Known, value: Known, none: Known, cause: FactSet) -> Known {
        if counts.holds() == Some(false) {
            return none;
        }
        if value.failure().is_some() || counts.failure().is_some() {
            return Known::unknown(cause);
        }
        if !matches!(self.fold, Fold::Count | Fold::Sum) {
            return value.either(none, &cause);
        }
        let zero = self.zero.value();
        let at_least = |a: Option<&Value>, b: Option<&Value>| {
            a.zip(b)
                .and_then(|(a, b)| compare(a, b))
                .is_some_and(|order| order.is_ge())
        };
        let (low, high) = value.ends();
        let low = at_least(low, zero).then(|| zero.cloned()).flatten();
        let high = at_least(zero, high).then(|| zero.cloned()).flatten();
        Known::between(low, high, cause)
    }
}

fn added(run: &Run<'_>, a: Known, b: Known) -> Known {
    let rounding = run.policy.rounding;
    let known = match (a.value(), b.value()) {
        (Some(x), Some(y)) => from_result(arithmetic(ArithmeticOp::Add, x, y, rounding)),
        _ => {
            let (a, b) = (a.clone(), b.clone());
            super::intervals::arithmetic(ArithmeticOp::Add, a, b, rounding)
        }
    };
    known.failing_with_all([&a, &b])
}
