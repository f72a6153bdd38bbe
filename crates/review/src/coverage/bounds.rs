//! How far two values lie apart, in the smallest steps that values of their kind can take.

use std::cmp::Ordering;

use bylaws_dsl::ir::{CompareOp, Type};
use bylaws_dsl::value::Value;

use super::End;

/// How far a value lies beyond another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Apart {
    /// So many days, cents, months or units; negative where it lies before.
    Steps(i64),
    /// Between any two such values there is another, or one of them is open.
    Only(Ordering),
}

/// How far `a` lies beyond `b`; none for values without an order.
pub(super) fn apart(a: &Value, b: &Value) -> Option<Apart> {
    Some(match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => Apart::Steps(a.checked_sub(*b)?),
        (Value::Money(a), Value::Money(b)) => Apart::Steps(a.cents().checked_sub(b.cents())?),
        (Value::Date(a), Value::Date(b)) => {
            Apart::Steps(i64::from(a.days()).checked_sub(i64::from(b.days()))?)
        }
        (Value::Duration(a), Value::Duration(b)) if a.months == b.months => {
            Apart::Steps(i64::from(a.days).checked_sub(i64::from(b.days))?)
        }
        (Value::Duration(a), Value::Duration(b)) if a.days == b.days => {
            Apart::Steps(i64::from(a.months).checked_sub(i64::from(b.months))?)
        }
        (Value::Percent(a), Value::Percent(b)) | (Value::Decimal(a), Value::Decimal(b)) => {
            Apart::Only(a.cmp(b))
        }
        (Value::Open, Value::Date(_)) => Apart::Only(Ordering::Greater),
        (Value::Date(_), Value::Open) => Apart::Only(Ordering::Less),
        _ => return None,
    })
}

/// Whether values of a type lie in countable steps.
pub(super) fn is_counted(ty: Type) -> bool {
    matches!(
        ty,
        Type::Integer | Type::Money | Type::Date | Type::DateOrOpen | Type::Duration
    )
}

/// Whether values of a type have an order that comparisons ask for.
pub(super) fn is_ordered(ty: Type) -> bool {
    is_counted(ty) || matches!(ty, Type::Percent | Type::Decimal)
}

/// The bound of a comparison by order: which end of the values on the left it is, and whether the
/// value on the right is allowed itself. None for `=` and `!=`, which have no sides.
pub(super) fn bound(op: CompareOp) -> Option<(End, bool)> {
    match op {
        CompareOp::Less => Some((End::Last, false)),
        CompareOp::LessEqual => Some((End::Last, true)),
        CompareOp::Greater => Some((End::First, false)),
        CompareOp::GreaterEqual => Some((End::First, true)),
        CompareOp::Equal | CompareOp::NotEqual => None,
    }
}

/// The side of a bound that a value shows: the last one inside, or the first one outside. None
/// for a value that lies further off.
pub(super) fn side(apart: Apart, end: End, inclusive: bool) -> Option<bool> {
    // Outwards is positive from here on.
    let outwards = match (apart, end) {
        (Apart::Steps(steps), End::Last) => steps,
        (Apart::Steps(steps), End::First) => steps.checked_neg()?,
        (Apart::Only(Ordering::Equal), _) => return Some(inclusive),
        (Apart::Only(_), _) => return None,
    };
    match (outwards, inclusive) {
        (0, inclusive) => Some(inclusive),
        (1, true) => Some(false),
        (-1, false) => Some(true),
        _ => None,
    }
}
