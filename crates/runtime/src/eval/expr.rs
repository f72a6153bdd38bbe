//! What is known of an expression, from what is known of its parts.

use bylaws_dsl::codes;
use bylaws_dsl::ir::{CompareOp, Expr, ExprId, ExprKind, Type, WindowKind};
use bylaws_dsl::value::{Duration, MonthEnd, Value};

use super::FactSet;
use super::arithmetic::{arithmetic, negate, shift};
use super::known::{Known, What, bit128, compare};
use super::run::Run;
use crate::error::Failure;

/// What is known of an expression. It fails where an operand does, unless its result does not hang
/// on that operand.
pub(super) fn compute<'a>(run: &mut Run<'a>, expr: &'a Expr) -> Known {
    let outer = run.failing.take();
    let known = value(run, expr);
    let operands = std::mem::replace(&mut run.failing, outer);
    let decides_itself = matches!(
        expr.kind,
        ExprKind::And(_) | ExprKind::Or(_) | ExprKind::If(..) | ExprKind::Within { .. }
    );
    match operands {
        Some(part)
            if !decides_itself
                && expr.kind.goes_through().is_none()
                && !expr.kind.operands().is_empty() =>
        {
            known.failing_with(&part)
        }
        _ => known,
    }
}

fn value<'a>(run: &mut Run<'a>, expr: &'a Expr) -> Known {
    match &expr.kind {
        ExprKind::Constant(value) => Known::exactly(value.clone()),
        ExprKind::Fact(id) => run.fact(*id),
        ExprKind::Reading(id) => run.reading(*id),
        ExprKind::Parameter(id) => run.parameter(*id),
        ExprKind::Define(id) => run.define(*id),
        ExprKind::Price(id) => run.price(*id),
        ExprKind::Applied(price, step) => run.applied(*price, *step),
        ExprKind::Output(id) => super::outcome::output(run, *id),
        ExprKind::Used(id, output) => super::uses::output(run, *id, *output),
        ExprKind::Scripted(id, arguments) => super::scripted::call(run, *id, arguments),
        ExprKind::Decided(define) => super::scripted::output(run, *define),
        ExprKind::Window(id) => {
            let (from, through) = run.window(*id);
            window_value(from, through)
        }
        ExprKind::MakeWindow { .. } => {
            let (from, through) = make_window(run, &expr.kind);
            window_value(from, through)
        }
        ExprKind::Set(members) => set(run, expr.ty, members),
        ExprKind::Not(inner) => not(run.expr(*inner)),
        ExprKind::And(parts) => connect(run, parts, false),
        ExprKind::Or(parts) => connect(run, parts, true),
        ExprKind::Compare(op, a, b) => {
            let (a, b) = (run.expr(*a), run.expr(*b));
            compared(*op, &a, &b)
        }
        ExprKind::Includes { set, member } => {
            let (set, member) = (run.expr(*set), run.expr(*member));
            includes(&set, &member)
        }
        ExprKind::IncludesAll { set, subset } => {
            let (set, subset) = (run.expr(*set), run.expr(*subset));
            includes_all(&set, &subset)
        }
        ExprKind::Within { date, window } => {
            let date = run.expr(*date);
            // Kept for those who tell of it; a window about an element is not kept.
            if run.policy.exprs.at(*window).varies == 0 {
                run.expr(*window);
            }
            let (from, through) = window_ends(run, *window);
            let after_start = compared(CompareOp::GreaterEqual, &date, &from);
            let before_end = compared(CompareOp::LessEqual, &date, &through);
            both(after_start, before_end)
        }
        ExprKind::IsGiven(fact) => Known::truth(run.is_given(*fact)),
        ExprKind::IsEmpty(set) => match run.expr(*set) {
            set if set.failure().is_some() => set,
            set => match set.set_ends() {
                Some((_, must, _)) if must != 0 => Known::truth(false),
                Some((_, _, 0)) => Known::truth(true),
                _ => Known::unknown(set.cause),
            },
        },
        ExprKind::Otherwise(fact, other) => {
            let other = run.expr(*other);
            if run.is_given(*fact) {
                run.fact(*fact)
            } else {
                other
            }
        }
        ExprKind::If(condition, then, otherwise) => {
            let condition = run.expr(*condition);
            // The other branch may go through lists that nobody asks about.
            match condition.value() {
                Some(Value::Boolean(true)) => run.expr(*then).failing_with(&condition),
                Some(Value::Boolean(false)) => run.expr(*otherwise).failing_with(&condition),
                _ => {
                    let (then, otherwise) = (run.expr(*then), run.expr(*otherwise));
                    choose(&condition, then, otherwise)
                }
            }
        }
        ExprKind::Negate(inner) => {
            let known = run.expr(*inner);
            match known.ends() {
                (Some(low), Some(high)) if matches!(known.what, What::Between(..)) => {
                    Known::between(negate(high).ok(), negate(low).ok(), known.cause.clone())
                }
                _ => map(known, negate),
            }
        }
        ExprKind::Arithmetic(op, a, b) => {
            let (a, b) = (run.expr(*a), run.expr(*b));
            let rounding = run.policy.rounding;
            match (a.value(), b.value()) {
                (Some(x), Some(y)) => from_result(arithmetic(*op, x, y, rounding)),
                _ => super::intervals::arithmetic(*op, a, b, rounding),
            }
        }
        ExprKind::Shift {
            date,
            by,
            back,
            month_end,
        } => {
            let (date, by) = (run.expr(*date), run.expr(*by));
            shifted(date, by, *back, *month_end)
        }
        ExprKind::Lookup {
            table,
            result,
            arguments,
        } => super::lookup::lookup(run, *table, *result, arguments),
        ExprKind::Has { table, arguments } => super::lookup::has(run, *table, arguments),
        ExprKind::InCodes(text, codes) => {
            let text = run.expr(*text);
            let codes = run.policy.codes.at(*codes);
            map(text, |text| match text {
                Value::Text(code) => Ok(Value::Boolean(codes.contains(code))),
                _ => Ok(Value::Boolean(false)),
            })
        }
        ExprKind::Call(builtin, arguments) => {
            let arguments = arguments.iter().map(|a| run.expr(*a)).collect();
            super::builtins::call(*builtin, arguments, run.policy.rounding)
        }
        ExprKind::Field(field) => run.field(*field),
        ExprKind::FieldGiven(field) => run.field_given(*field),
        ExprKind::FieldOtherwise(field, other) => {
            let other = run.expr(*other);
            let given = run.field_given(*field);
            choose(&given, run.field(*field), other)
        }
        ExprKind::Quantified {
            quantifier,
            variable,
            holds,
        } => super::lists::quantified(run, *quantifier, *variable, *holds),
        ExprKind::Folded { .. } => super::lists::folded(run, &expr.kind, expr.ty),
    }
}

/// The first and last day of an expression of type window.
pub(super) fn window_ends(run: &mut Run<'_>, id: ExprId) -> (Known, Known) {
    let policy = run.policy;
    match &policy.exprs.at(id).kind {
        ExprKind::Window(window) => run.window(*window),
        kind => make_window(run, kind),
    }
}

fn make_window(run: &mut Run<'_>, kind: &ExprKind) -> (Known, Known) {
    let ExprKind::MakeWindow {
        anchor,
        length,
        kind,
        month_end,
    } = kind
    else {
        return (
            Known::unknown(FactSet::default()),
            Known::unknown(FactSet::default()),
        );
    };
    let (anchor, length) = (run.expr(*anchor), run.expr(*length));
    let moved = |back| shifted(anchor.clone(), length.clone(), back, *month_end);
    match kind {
        WindowKind::After => (anchor.clone(), moved(false)),
        WindowKind::Before => (moved(true), anchor.clone()),
        WindowKind::Around => (moved(true), moved(false)),
        WindowKind::Beginning => {
            let one_day = Known::exactly(Value::Duration(Duration::days(1)));
            let through = shifted(moved(false), one_day, true, *month_end);
            (anchor.clone(), through)
        }
    }
}

fn window_value(from: Known, through: Known) -> Known {
    if from.failure().is_some() {
        return from;
    }
    if through.failure().is_some() {
        return through;
    }
    match (from.value(), through.value()) {
        (Some(Value::Date(a)), Some(Value::Date(b))) => Known::exactly(Value::Window(*a, *b)),
        _ => Known::unknown(from.cause.union(&through.cause)),
    }
}

pub(super) fn shifted(date: Known, by: Known, back: bool, month_end: MonthEnd) -> Known {
    if let Some(failed) = [&date, &by].into_iter().find(|k| k.failure().is_some()) {
        return failed.clone();
    }
    if date.value() == Some(&Value::Open) {
        return date;
    }
    let Some(Value::Duration(length)) = by.value() else {
        let unknown = Known::unknown(date.cause.union(&by.cause));
        let unknown = unknown.failing_with(&date).failing_with(&by);
        return match month_end {
            MonthEnd::Refuse => unknown.or_fails(&by.cause),
            _ => unknown,
        };
    };
    let may_refuse = month_end == MonthEnd::Refuse && length.months != 0;
    if let Some(day) = date.value() {
        return from_result(shift(day, *length, back, month_end))
            .failing_with(&date)
            .failing_with(&by);
    }
    // Moving keeps the order of dates, so the ends move; a refused end moves to a neighbour
    // that is not refused, and an end that leaves the calendar is no limit.
    let convention = |refused| {
        if month_end == MonthEnd::Refuse {
            refused
        } else {
            month_end
        }
    };
    let (low, high) = date.ends();
    let low = low.and_then(|d| shift(d, *length, back, convention(MonthEnd::LastDay)).ok());
    let high = high.and_then(|d| shift(d, *length, back, convention(MonthEnd::NextDay)).ok());
    let moved = Known::between(low, high, date.cause.clone())
        .failing_with(&date)
        .failing_with(&by);
    if may_refuse {
        moved.or_fails(&date.cause)
    } else {
        moved
    }
}

/// `then` if the condition holds, `otherwise` if it does not, either when that is not known.
pub(super) fn choose(condition: &Known, then: Known, otherwise: Known) -> Known {
    if condition.failure().is_some() {
        return condition.clone();
    }
    let chosen = match condition.holds() {
        Some(true) => then,
        Some(false) => otherwise,
        None => then.either(otherwise, &condition.cause),
    };
    chosen.failing_with(condition)
}

pub(super) fn not(known: Known) -> Known {
    match known.holds() {
        Some(holds) => Known {
            what: What::Exactly(Value::Boolean(!holds)),
            ..known
        },
        None => known,
    }
}

/// Kleene's and, of two.
pub(super) fn both(a: Known, b: Known) -> Known {
    join(&[a, b], false)
}

/// Kleene's and (`deciding` is no) or or (`deciding` is yes), of any number.
fn connect(run: &mut Run<'_>, parts: &[ExprId], deciding: bool) -> Known {
    let parts: Vec<Known> = parts.iter().map(|part| run.expr(*part)).collect();
    join(&parts, deciding)
}

/// One operand that decides is enough, in whatever order they stand and whatever the others are:
/// an unknown or a failure counts only where the result hangs on it.
pub(super) fn join(parts: &[Known], deciding: bool) -> Known {
    let decides = |part: &&Known| part.holds() == Some(deciding);
    if parts.iter().filter(decides).any(|part| !part.may_fail) {
        return Known::truth(deciding);
    }
    let failed = parts.iter().find(|part| part.failure().is_some());
    let unknown = parts
        .iter()
        .filter(|part| part.value().is_none() && part.failure().is_none());
    let known = match (parts.iter().find(decides), unknown.clone().next(), failed) {
        // What decides may fail, and an unknown may decide in its place.
        (Some(part), _, _) => unknown
            .fold(Known::truth(deciding).failing_with(part), |known, part| {
                known.or_fails(&part.cause)
            }),
        // An unknown may still decide, so nothing has failed yet.
        (None, Some(_), failed) => {
            let cause = unknown.fold(FactSet::default(), |cause, part| cause.union(&part.cause));
            match failed.and_then(Known::failure) {
                Some(failure) if !failure.is_edge() => {
                    Known::unknown(cause.clone()).or_fails(&cause)
                }
                _ => Known::unknown(cause),
            }
        }
        (None, None, Some(failed)) => return failed.clone(),
        (None, None, None) => Known::truth(!deciding),
    };
    parts.iter().fold(known, Known::failing_with)
}

pub(super) fn compared(op: CompareOp, a: &Known, b: &Known) -> Known {
    if let Some(failed) = [a, b].into_iter().find(|k| k.failure().is_some()) {
        return failed.clone();
    }
    let cause = a.cause.union(&b.cause);
    let is_duration = |known: &Known| matches!(known.value(), Some(Value::Duration(_)));
    let answer = match (a.value(), b.value()) {
        (Some(x), Some(y)) => exactly_compared(op, x, y),
        _ => match possible_answers(op, a, b) {
            Some(answer) => Known::truth(answer),
            // Months may meet days.
            None if is_duration(a) || is_duration(b) => {
                Known::unknown(cause.clone()).or_fails(&cause)
            }
            None => Known::unknown(cause),
        },
    };
    answer.failing_with(a).failing_with(b)
}

pub(super) fn exactly_compared(op: CompareOp, a: &Value, b: &Value) -> Known {
    if let Some(ordering) = compare(a, b) {
        return Known::truth(op.holds(ordering));
    }
    if let (Value::Duration(x), Value::Duration(y)) = (a, b) {
        return compared_durations(op, *x, *y);
    }
    Known::truth(match op {
        CompareOp::NotEqual => a != b,
        _ => a == b,
    })
}

/// Months compare with months and days with days; one with the other has no answer.
fn compared_durations(op: CompareOp, a: Duration, b: Duration) -> Known {
    let ordering = match (a.months == b.months, a.days == b.days) {
        (_, true) => a.months.cmp(&b.months),
        (true, _) => a.days.cmp(&b.days),
        _ => {
            return Known::failed(Failure::new(
                codes::MIXED_DURATIONS_AT_RUN,
                format!("{a} and {b} cannot be compared: a month has no fixed number of days"),
            ));
        }
    };
    Known::truth(op.holds(ordering))
}

/// The answer that all possible values give, if they agree.
fn possible_answers(op: CompareOp, a: &Known, b: &Known) -> Option<bool> {
    if let (Some((_, x)), Some((_, y))) = (a.members(), b.members()) {
        return (x & y == 0).then_some(op == CompareOp::NotEqual);
    }
    if let (Some((_, must, may)), Some((_, must_too, may_too))) = (a.set_ends(), b.set_ends()) {
        let differ = must & !may_too != 0 || must_too & !may != 0;
        return differ.then_some(op == CompareOp::NotEqual);
    }
    let ((low, high), (low_too, high_too)) = (a.ends(), b.ends());
    let below = |x: Option<&Value>, y: Option<&Value>| x.zip(y).and_then(|(x, y)| compare(x, y));
    let (first, last) = (below(high, low_too), below(low, high_too));
    let always_less = first.is_some_and(|o| o.is_lt());
    let always_greater = last.is_some_and(|o| o.is_gt());
    let never_greater = first.is_some_and(|o| o.is_le());
    let never_less = last.is_some_and(|o| o.is_ge());
    match op {
        CompareOp::Less if always_less => Some(true),
        CompareOp::Less if never_less => Some(false),
        CompareOp::LessEqual if never_greater => Some(true),
        CompareOp::LessEqual if always_greater => Some(false),
        CompareOp::Greater if always_greater => Some(true),
        CompareOp::Greater if never_greater => Some(false),
        CompareOp::GreaterEqual if never_less => Some(true),
        CompareOp::GreaterEqual if always_less => Some(false),
        CompareOp::Equal if always_less || always_greater => Some(false),
        CompareOp::NotEqual if always_less || always_greater => Some(true),
        _ => None,
    }
}

fn includes(set: &Known, member: &Known) -> Known {
    if let Some(failed) = [set, member].into_iter().find(|k| k.failure().is_some()) {
        return failed.clone();
    }
    match (set.set_ends(), member.members()) {
        (Some((_, must, _)), Some((_, mask))) if mask & !u128::from(must) == 0 => {
            Known::truth(true)
        }
        (Some((_, _, may)), Some((_, mask))) if mask & u128::from(may) == 0 => Known::truth(false),
        _ => Known::unknown(set.cause.union(&member.cause)),
    }
}

fn includes_all(set: &Known, subset: &Known) -> Known {
    if let Some(failed) = [set, subset].into_iter().find(|k| k.failure().is_some()) {
        return failed.clone();
    }
    match (set.set_ends(), subset.set_ends()) {
        (Some((_, must, _)), Some((_, _, may))) if may & !must == 0 => Known::truth(true),
        (Some((_, _, may)), Some((_, must, _))) if must & !may != 0 => Known::truth(false),
        _ => Known::unknown(set.cause.union(&subset.cause)),
    }
}

fn set(run: &mut Run<'_>, ty: Type, members: &[ExprId]) -> Known {
    let Type::Set(of) = ty else {
        return Known::unknown(FactSet::default());
    };
    let (mut must, mut may, mut cause) = (0u64, 0u64, FactSet::default());
    for member in members {
        let member = run.expr(*member);
        if member.failure().is_some() {
            return member;
        }
        match (member.value(), member.members()) {
            (Some(Value::Member(_, index)), _) => {
                let bit = bit128(*index) as u64;
                (must, may) = (must | bit, may | bit);
            }
            (_, Some((_, mask))) => {
                may |= mask as u64;
                cause = cause.union(&member.cause);
            }
            _ => {
                may = u64::MAX;
                cause = cause.union(&member.cause);
            }
        }
    }
    Known::set_between(of, must, may, cause)
}

/// A function of an exact value; an unknown stays unknown.
pub(super) fn map(known: Known, function: impl FnOnce(&Value) -> Result<Value, Failure>) -> Known {
    match &known.what {
        What::Exactly(value) => from_result(function(value)),
        What::Failed(_) => known,
        _ => Known::unknown(known.cause),
    }
}

pub(super) fn from_result(result: Result<Value, Failure>) -> Known {
    match result {
        Ok(value) => Known::exactly(value),
        Err(failure) => Known::failed(failure),
    }
}
