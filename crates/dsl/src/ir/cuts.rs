//! A column of a table as a line that the ends of its ranges cut into pieces. Within one piece
//! every value fits the same cells, so pieces stand for values in everything that follows.

use std::cmp::Ordering;

use super::{Range, Type};
use crate::value::{Date, Decimal, Money, Value};

/// A place between two values: before one, or behind it.
#[derive(Clone, Debug, PartialEq)]
struct Cut {
    value: Value,
    behind: bool,
}

impl Cut {
    /// The cut behind a value: for types whose values can be counted, the one before the next
    /// value. None behind the last value of the type.
    fn behind(value: &Value) -> Option<Cut> {
        let (value, behind) = match next(value) {
            Next::Is(next) => (next, false),
            Next::Dense => (value.clone(), true),
            Next::Last => return None,
        };
        Some(Cut { value, behind })
    }

    fn before(value: &Value) -> Cut {
        Cut {
            value: value.clone(),
            behind: false,
        }
    }

    fn order(&self, other: &Cut) -> Ordering {
        order(&self.value, &other.value).then(self.behind.cmp(&other.behind))
    }

    /// Whether the value stands behind the cut.
    fn is_left_of(&self, value: &Value) -> bool {
        match order(&self.value, value) {
            Ordering::Less => true,
            Ordering::Equal => !self.behind,
            Ordering::Greater => false,
        }
    }
}

/// The value that follows another.
enum Next {
    Is(Value),
    Last,
    /// Between any two values there is another.
    Dense,
}

fn next(value: &Value) -> Next {
    let next = match value {
        Value::Boolean(false) => Some(Value::Boolean(true)),
        Value::Integer(n) => n.checked_add(1).map(Value::Integer),
        Value::Money(m) => m
            .cents()
            .checked_add(1)
            .map(|cents| Value::Money(Money::from_cents(cents))),
        Value::Date(date) if *date == Date::MAX => Some(Value::Open),
        Value::Date(date) => date.add_days(1).ok().map(Value::Date),
        Value::Member(of, index) => index.checked_add(1).map(|next| Value::Member(*of, next)),
        Value::Boolean(true) | Value::Open => None,
        _ => return Next::Dense,
    };
    next.map_or(Next::Last, Next::Is)
}

/// The order of two values of one type; texts by their letters, members by their places.
pub(crate) fn order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) | (Value::Percent(a), Value::Percent(b)) => a.cmp(b),
        (Value::Money(a), Value::Money(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Open, Value::Date(_)) => Ordering::Greater,
        (Value::Date(_), Value::Open) => Ordering::Less,
        (Value::Member(_, a), Value::Member(_, b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        _ => Ordering::Equal,
    }
}

/// From the first piece to before the last.
pub(crate) type Stretch = (u32, u32);

/// The pieces of one column, numbered from the lowest values on.
#[derive(Clone, Debug, PartialEq, Default)]
pub(crate) struct Line {
    cuts: Vec<Cut>,
}

impl Line {
    /// The line that these ranges cut.
    pub(crate) fn of<'r>(ranges: impl Iterator<Item = &'r Range>) -> Self {
        let mut cuts: Vec<Cut> = ranges
            .flat_map(|range| [start(range), end(range)])
            .flatten()
            .collect();
        cuts.sort_unstable_by(Cut::order);
        cuts.dedup();
        Self { cuts }
    }

    /// The cut at which a piece begins: its value, and whether only behind the value.
    pub(crate) fn cut_before(&self, piece: u32) -> Option<(&Value, bool)> {
        let cut = self.cuts.get(piece.checked_sub(1)? as usize)?;
        Some((&cut.value, cut.behind))
    }

    /// All pieces.
    pub(crate) fn whole(&self) -> Stretch {
        (0, self.cuts.len() as u32 + 1)
    }

    /// The piece in which a value lies.
    pub(crate) fn piece(&self, value: &Value) -> u32 {
        self.cuts.partition_point(|cut| cut.is_left_of(value)) as u32
    }

    /// The pieces from one value to another, both included.
    pub(crate) fn between(&self, low: Option<&Value>, high: Option<&Value>) -> Stretch {
        let (first, past) = self.whole();
        let from = low.map_or(first, |low| self.piece(low));
        (from, high.map_or(past, |high| self.piece(high) + 1))
    }

    /// The pieces that a range consists of; none when it is empty.
    pub(crate) fn stretch(&self, range: &Range) -> Option<Stretch> {
        let at = |cut: Cut| self.cuts.partition_point(|other| other.order(&cut).is_lt()) as u32 + 1;
        let (first, past) = self.whole();
        let from = start(range).map_or(first, at);
        let to = end(range).map_or(past, at);
        (from < to).then_some((from, to))
    }

    /// A value of a piece that also lies between two others; none when no value can be named.
    pub(crate) fn value_in(&self, piece: u32, ty: Type, domain: &Domain) -> Option<Value> {
        let left = piece
            .checked_sub(1)
            .and_then(|at| self.cuts.get(at as usize));
        let right = self.cuts.get(piece as usize);
        let low = domain.0.clone().or_else(|| lowest(ty));
        let high = domain.1.clone().or_else(|| highest(ty));
        let inside = |value: &Value| {
            left.is_none_or(|cut| cut.is_left_of(value))
                && right.is_none_or(|cut| !cut.is_left_of(value))
                && low.as_ref().is_none_or(|low| order(low, value).is_le())
                && high.as_ref().is_none_or(|high| order(value, high).is_le())
        };
        if ty == Type::Text {
            // Other texts are not worth naming.
            let text = left.map(|cut| cut.value.clone());
            return text.filter(inside);
        }
        let zero = zero(ty);
        let (left, right) = (left.map(|cut| &cut.value), right.map(|cut| &cut.value));
        let between = left.zip(right).and_then(|(a, b)| middle(a, b));
        let beside = [
            left.and_then(|a| beside(a, true)),
            right.and_then(|b| beside(b, false)),
        ];
        [
            left.cloned(),
            low.clone(),
            right.cloned(),
            high.clone(),
            between,
        ]
        .into_iter()
        .chain(beside)
        .chain([zero])
        .flatten()
        .find(inside)
    }

    /// The ends of some pieces as the ends of a range; None where a range cannot say them, since
    /// they begin just behind a value.
    pub(crate) fn range(&self, (from, to): Stretch) -> Option<Range> {
        let left = from
            .checked_sub(1)
            .and_then(|at| self.cuts.get(at as usize));
        let right = to.checked_sub(1).and_then(|at| self.cuts.get(at as usize));
        let right = right.filter(|_| to < self.whole().1);
        if left.is_some_and(|cut| cut.behind) {
            return None;
        }
        let (high, below) = match right {
            None => (None, false),
            Some(cut) if cut.behind => (Some(cut.value.clone()), false),
            Some(cut) => match before(&cut.value) {
                Some(last) => (Some(last), false),
                None => (Some(cut.value.clone()), true),
            },
        };
        Some(Range {
            low: left.map(|cut| cut.value.clone()),
            high,
            below,
        })
    }
}

/// The values that can be asked for: from one to another.
pub(crate) type Domain = (Option<Value>, Option<Value>);

fn start(range: &Range) -> Option<Cut> {
    range.low.as_ref().map(Cut::before)
}

fn end(range: &Range) -> Option<Cut> {
    let high = range.high.as_ref()?;
    if range.below {
        Some(Cut::before(high))
    } else {
        Cut::behind(high)
    }
}

/// The value before another, where values can be counted.
fn before(value: &Value) -> Option<Value> {
    match value {
        Value::Boolean(true) => Some(Value::Boolean(false)),
        Value::Integer(n) => n.checked_sub(1).map(Value::Integer),
        Value::Money(m) => m
            .cents()
            .checked_sub(1)
            .map(|cents| Value::Money(Money::from_cents(cents))),
        Value::Date(date) => date.add_days(-1).ok().map(Value::Date),
        Value::Open => Some(Value::Date(Date::MAX)),
        Value::Member(of, index) => index
            .checked_sub(1)
            .map(|before| Value::Member(*of, before)),
        _ => None,
    }
}

/// A value somewhere above or below another, of a type without a lowest and a highest.
fn beside(value: &Value, above: bool) -> Option<Value> {
    let one = if above { Decimal::ONE } else { -Decimal::ONE };
    match value {
        Value::Decimal(d) => d.checked_add(one).map(Value::Decimal),
        Value::Percent(d) => d.checked_add(one).map(Value::Percent),
        Value::Integer(_) | Value::Money(_) | Value::Date(_) if !above => before(value),
        _ => None,
    }
}

fn middle(a: &Value, b: &Value) -> Option<Value> {
    let half = |a: &Decimal, b: &Decimal| {
        let sum = a.checked_add(*b)?;
        sum.checked_div(Decimal::TWO)
    };
    match (a, b) {
        (Value::Decimal(a), Value::Decimal(b)) => half(a, b).map(Value::Decimal),
        (Value::Percent(a), Value::Percent(b)) => half(a, b).map(Value::Percent),
        _ => None,
    }
}

fn lowest(ty: Type) -> Option<Value> {
    match ty {
        Type::Boolean => Some(Value::Boolean(false)),
        Type::Enum(of) => Some(Value::Member(of, 0)),
        Type::Date | Type::DateOrOpen => Some(Value::Date(Date::MIN)),
        _ => None,
    }
}

fn highest(ty: Type) -> Option<Value> {
    match ty {
        Type::Boolean => Some(Value::Boolean(true)),
        Type::Date => Some(Value::Date(Date::MAX)),
        Type::DateOrOpen => Some(Value::Open),
        _ => None,
    }
}

fn zero(ty: Type) -> Option<Value> {
    match ty {
        Type::Integer => Some(Value::Integer(0)),
        Type::Decimal => Some(Value::Decimal(Decimal::ZERO)),
        Type::Percent => Some(Value::Percent(Decimal::ZERO)),
        Type::Money => Some(Value::Money(Money::from_cents(0))),
        _ => None,
    }
}
