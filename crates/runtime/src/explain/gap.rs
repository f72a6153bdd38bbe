//! By how much a test failed, and what would have held.

use bylaws_dsl::ir::{CodesId, CompareOp, ExprId, ExprKind};
use bylaws_dsl::value::Value;

use super::events::Subject;
use crate::eval::{Known, Run, compare};

/// A test that failed: what was there, and what would have held.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// What was tested.
    pub tested: Tested,
    /// The value that it had.
    pub value: Value,
    /// What would have held.
    pub limit: Limit,
}

/// What a test looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tested {
    /// Something with a name.
    Named(Subject),
    /// A longer expression.
    Expression(ExprId),
}

/// What would have held.
#[derive(Clone, Debug, PartialEq)]
pub enum Limit {
    /// This or anything below; the expression that gave it, where it was not written out.
    AtMost(Value, Option<ExprId>),
    /// This or anything above.
    AtLeast(Value, Option<ExprId>),
    /// Anything below this.
    Below(Value, Option<ExprId>),
    /// Anything above this.
    Above(Value, Option<ExprId>),
    /// Exactly this.
    Is(Value),
    /// Anything but this.
    IsNot(Value),
    /// A set that has this.
    Has(Value),
    /// A day from the first to the last of a window.
    Within(Value, Value, Option<Subject>),
    /// A day from the first to the last of a category's period; the first is `none` where the
    /// period has no beginning.
    Period(Value, Value),
    /// A day not beyond this, the latest that the period can last.
    NotBeyond(Value),
    /// Any value at all.
    Given,
    /// A code of this set.
    Code(CodesId),
}

impl Gap {
    /// A day outside a category's period.
    pub(super) fn outside(
        subject: Subject,
        day: &Known,
        from: &Known,
        through: &Known,
    ) -> Option<Gap> {
        let limit = match (from.value(), through.value()) {
            (Some(from), Some(through)) => Limit::Period(from.clone(), through.clone()),
            // Not all of the period is known, but enough to tell that the day is outside.
            (Some(from), None)
                if day
                    .value()
                    .and_then(|d| compare(d, from))
                    .is_some_and(|o| o.is_lt()) =>
            {
                Limit::AtLeast(from.clone(), None)
            }
            _ => Limit::NotBeyond(through.ends().1?.clone()),
        };
        Some(Gap {
            tested: Tested::Named(subject),
            value: day.value()?.clone(),
            limit,
        })
    }
}

/// Why a test that does not hold does not; none when it has no single value to tell of.
pub(super) fn gap_of(run: &mut Run<'_>, id: ExprId) -> Option<Gap> {
    let policy = run.policy;
    match &policy.exprs.at(id).kind {
        ExprKind::Not(inner) => match &policy.exprs.at(*inner).kind {
            ExprKind::Compare(CompareOp::Equal, a, b) => {
                let limit = Limit::IsNot(run.expr(*b).value()?.clone());
                gap(run, *a, limit)
            }
            _ => gap(run, *inner, Limit::Is(Value::Boolean(false))),
        },
        ExprKind::Compare(op, a, b) => {
            let (left, right) = (run.expr(*a), run.expr(*b));
            // The side that the request can change is the one that the sentence is about.
            if is_fixed(run, *a) && !is_fixed(run, *b) {
                let limit = limit(mirrored(*op), left.value()?.clone(), named(run, *a));
                return gap(run, *b, limit);
            }
            let limit = limit(*op, right.value()?.clone(), named(run, *b));
            gap(run, *a, limit)
        }
        ExprKind::Within { date, window } => {
            let subject = match &policy.exprs.at(*window).kind {
                ExprKind::Window(id) => Some(Subject::Window(*id)),
                _ => None,
            };
            let Some(Value::Window(from, through)) = run.expr(*window).value().cloned() else {
                return None;
            };
            gap(
                run,
                *date,
                Limit::Within(Value::Date(from), Value::Date(through), subject),
            )
        }
        ExprKind::Includes { set, member } => {
            let limit = Limit::Has(run.expr(*member).value()?.clone());
            gap(run, *set, limit)
        }
        ExprKind::IncludesAll { set, subset } => {
            let limit = Limit::Has(run.expr(*subset).value()?.clone());
            gap(run, *set, limit)
        }
        ExprKind::InCodes(text, codes) => gap(run, *text, Limit::Code(*codes)),
        ExprKind::IsGiven(fact) => Some(Gap {
            tested: Tested::Named(Subject::Fact(*fact)),
            value: Value::None,
            limit: Limit::Given,
        }),
        _ => gap(run, id, Limit::Is(Value::Boolean(true))),
    }
}

fn gap(run: &mut Run<'_>, tested: ExprId, limit: Limit) -> Option<Gap> {
    let value = match run.policy.exprs.at(tested).kind {
        // What counts in place of a fact that is not given is no value of the fact.
        ExprKind::Otherwise(fact, _) if !run.is_given(fact) => Value::None,
        _ => run.expr(tested).value()?.clone(),
    };
    Some(Gap {
        tested: subject(run, tested),
        value,
        limit,
    })
}

fn subject(run: &Run<'_>, id: ExprId) -> Tested {
    Tested::Named(match &run.policy.exprs.at(id).kind {
        ExprKind::Fact(fact) | ExprKind::Otherwise(fact, _) => Subject::Fact(*fact),
        ExprKind::Define(define) => Subject::Define(*define),
        ExprKind::Price(price) => Subject::Price(*price),
        ExprKind::Reading(reading) => Subject::Reading(*reading),
        ExprKind::Parameter(parameter) => Subject::Parameter(*parameter),
        ExprKind::Used(used, output) => Subject::Used(*used, *output),
        _ => return Tested::Expression(id),
    })
}

/// Whether no request changes the value.
fn is_fixed(run: &Run<'_>, id: ExprId) -> bool {
    matches!(
        run.policy.exprs.at(id).kind,
        ExprKind::Constant(_) | ExprKind::Parameter(_) | ExprKind::Reading(_)
    )
}

/// The expression, unless the value was written out.
fn named(run: &Run<'_>, id: ExprId) -> Option<ExprId> {
    (!matches!(run.policy.exprs.at(id).kind, ExprKind::Constant(_))).then_some(id)
}

fn limit(op: CompareOp, value: Value, of: Option<ExprId>) -> Limit {
    match op {
        CompareOp::Equal => Limit::Is(value),
        CompareOp::NotEqual => Limit::IsNot(value),
        CompareOp::Less => Limit::Below(value, of),
        CompareOp::LessEqual => Limit::AtMost(value, of),
        CompareOp::Greater => Limit::Above(value, of),
        CompareOp::GreaterEqual => Limit::AtLeast(value, of),
    }
}

fn mirrored(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Less => CompareOp::Greater,
        CompareOp::LessEqual => CompareOp::GreaterEqual,
        CompareOp::Greater => CompareOp::Less,
        CompareOp::GreaterEqual => CompareOp::LessEqual,
        same => same,
    }
}
