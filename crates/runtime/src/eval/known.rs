//! What is known of a value: exactly which one it is, or which ones it may still be.
//!
//! Every unknown carries its cause, the missing facts that it hangs on. A failure (an overflow, a
//! conflict) is a value too, so that one in a branch that is not taken never fails a decision.

use std::cmp::Ordering;

use bylaws_dsl::ir::EnumId;
use bylaws_dsl::value::Value;

use super::FactSet;
use crate::error::Failure;

/// What is known of a value, and on which missing facts the rest hangs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Known {
    pub(crate) what: What,
    /// Empty when nothing about the value is open.
    pub(crate) cause: FactSet,
    /// Whether some values of the missing facts make it fail; `what` is what it is for the others.
    pub(crate) may_fail: bool,
}

/// Which values are possible.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    /// This one.
    Exactly(Value),
    /// None, since computing it failed.
    Failed(Box<Failure>),
    /// Any between the two, both included; an absent end is no limit. Of ordered types only.
    Between(Option<Value>, Option<Value>),
    /// One of these members.
    OneOf(EnumId, u128),
    /// A set with all of the first members and none outside the second.
    SetBetween(EnumId, u64, u64),
    /// Any of its type.
    Anything,
}

impl Known {
    pub(crate) fn exactly(value: Value) -> Self {
        Self {
            what: What::Exactly(value),
            cause: FactSet::default(),
            may_fail: false,
        }
    }

    pub(crate) fn truth(holds: bool) -> Self {
        Self::exactly(Value::Boolean(holds))
    }

    pub(crate) fn failed(failure: Failure) -> Self {
        Self {
            what: What::Failed(Box::new(failure)),
            cause: FactSet::default(),
            may_fail: false,
        }
    }

    pub(crate) fn unknown(cause: FactSet) -> Self {
        Self {
            what: What::Anything,
            cause,
            may_fail: false,
        }
    }

    /// Something between two ends, which is exact when they meet.
    pub(crate) fn between(low: Option<Value>, high: Option<Value>, cause: FactSet) -> Self {
        match (&low, &high) {
            (Some(a), Some(b)) if compare(a, b) == Some(Ordering::Equal) => {
                Self::exactly(a.clone())
            }
            _ => Self {
                what: What::Between(low, high),
                cause,
                may_fail: false,
            },
        }
    }

    /// One of some members, which is exact when there is one alone.
    pub(crate) fn one_of(of: EnumId, mask: u128, cause: FactSet) -> Self {
        if mask.count_ones() == 1 {
            return Self::exactly(Value::Member(of, mask.trailing_zeros() as u16));
        }
        Self {
            what: What::OneOf(of, mask),
            cause,
            may_fail: false,
        }
    }

    /// A set between two others, which is exact when they are the same.
    pub(crate) fn set_between(of: EnumId, must: u64, may: u64, cause: FactSet) -> Self {
        if must == may {
            return Self::exactly(Value::Set(of, must));
        }
        Self {
            what: What::SetBetween(of, must, may),
            cause,
            may_fail: false,
        }
    }

    /// The same, which some values of the facts of `cause` make fail.
    pub(crate) fn or_fails(self, cause: &FactSet) -> Self {
        if self.failure().is_some() {
            return self;
        }
        Self {
            cause: self.cause.union(cause),
            may_fail: true,
            ..self
        }
    }

    /// The same, failing where `part` fails.
    pub(crate) fn failing_with(self, part: &Known) -> Self {
        if !part.may_fail {
            return self;
        }
        match self.what {
            What::Failed(failure) if failure.is_edge() => Self::failed(failure.among_others()),
            _ => self.or_fails(&part.cause),
        }
    }

    /// The same, failing where one of `parts` fails.
    pub(crate) fn failing_with_all<'a>(self, parts: impl IntoIterator<Item = &'a Known>) -> Self {
        parts.into_iter().fold(self, Self::failing_with)
    }

    /// The value, where nothing about it is open.
    pub(crate) fn settled(&self) -> Option<&Value> {
        self.value().filter(|_| !self.may_fail)
    }

    /// The value that it has wherever it does not fail.
    pub(crate) fn value(&self) -> Option<&Value> {
        match &self.what {
            What::Exactly(value) => Some(value),
            _ => None,
        }
    }

    pub(crate) fn failure(&self) -> Option<&Failure> {
        match &self.what {
            What::Failed(failure) => Some(failure),
            _ => None,
        }
    }

    /// The truth, when it is known.
    pub(crate) fn holds(&self) -> Option<bool> {
        match self.value() {
            Some(Value::Boolean(holds)) => Some(*holds),
            _ => None,
        }
    }

    /// The lowest and the highest possible value of an ordered type.
    pub(crate) fn ends(&self) -> (Option<&Value>, Option<&Value>) {
        match &self.what {
            What::Exactly(value) => (Some(value), Some(value)),
            What::Between(low, high) => (low.as_ref(), high.as_ref()),
            _ => (None, None),
        }
    }

    /// The possible members, as a mask.
    pub(crate) fn members(&self) -> Option<(EnumId, u128)> {
        match &self.what {
            What::Exactly(Value::Member(of, index)) => Some((*of, bit128(*index))),
            What::OneOf(of, mask) => Some((*of, *mask)),
            _ => None,
        }
    }

    /// The members that a set has for sure, and those that it may have.
    pub(crate) fn set_ends(&self) -> Option<(EnumId, u64, u64)> {
        match &self.what {
            What::Exactly(Value::Set(of, bits)) => Some((*of, *bits, *bits)),
            What::SetBetween(of, must, may) => Some((*of, *must, *may)),
            _ => None,
        }
    }

    /// Either of two, when it is not known which; `why` is what that hangs on.
    pub(crate) fn either(self, other: Known, why: &FactSet) -> Known {
        match (&self.what, &other.what) {
            (What::Exactly(a), What::Exactly(b)) if a == b => {
                let may_fail = self.may_fail || other.may_fail;
                let known = self.failing_with(&other);
                return if may_fail { known.or_fails(why) } else { known };
            }
            (What::Failed(_), What::Failed(_)) => return self,
            (What::Failed(failure), _) if failure.is_edge() => return other,
            (_, What::Failed(failure)) if failure.is_edge() => return self,
            (What::Failed(_), _) => return other.or_fails(why),
            (_, What::Failed(_)) => return self.or_fails(why),
            _ => {}
        }
        let (a, b) = (self.clone(), other.clone());
        self.between_both(other, why)
            .failing_with(&a)
            .failing_with(&b)
    }

    /// Either of two that do not fail.
    fn between_both(self, other: Known, why: &FactSet) -> Known {
        let cause = self.cause.union(&other.cause).union(why);
        if let (Some((of, a)), Some((_, b))) = (self.members(), other.members()) {
            return Known::one_of(of, a | b, cause);
        }
        if let (Some((of, must, may)), Some((_, must_too, may_too))) =
            (self.set_ends(), other.set_ends())
        {
            return Known::set_between(of, must & must_too, may | may_too, cause);
        }
        if let (Some(ends), Some(ends_too)) = (self.ordered_ends(), other.ordered_ends()) {
            let low = ends.0.zip(ends_too.0).map(|(a, b)| smaller(a, b).clone());
            let high = ends.1.zip(ends_too.1).map(|(a, b)| larger(a, b).clone());
            return Known::between(low, high, cause);
        }
        Known::unknown(cause)
    }

    /// The ends, if the value is of an ordered type for sure.
    fn ordered_ends(&self) -> Option<(Option<&Value>, Option<&Value>)> {
        match &self.what {
            What::Exactly(value) if compare(value, value).is_some() => Some(self.ends()),
            What::Between(..) => Some(self.ends()),
            _ => None,
        }
    }
}

/// `1 << index` for members of enumerations of up to 128 members; larger ones have no mask.
pub(crate) fn bit128(index: u16) -> u128 {
    1u128.checked_shl(u32::from(index)).unwrap_or(0)
}

/// The order of two values of one ordered type; none for values that have no order.
pub(crate) fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    Some(match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) | (Value::Percent(a), Value::Percent(b)) => a.cmp(b),
        (Value::Money(a), Value::Money(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Open, Value::Open) => Ordering::Equal,
        (Value::Open, Value::Date(_)) => Ordering::Greater,
        (Value::Date(_), Value::Open) => Ordering::Less,
        _ => return None,
    })
}

pub(crate) fn smaller<'a>(a: &'a Value, b: &'a Value) -> &'a Value {
    if compare(a, b) == Some(Ordering::Greater) {
        b
    } else {
        a
    }
}

pub(crate) fn larger<'a>(a: &'a Value, b: &'a Value) -> &'a Value {
    if compare(a, b) == Some(Ordering::Less) {
        b
    } else {
        a
    }
}
