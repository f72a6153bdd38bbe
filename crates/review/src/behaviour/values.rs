//! The values of an axis that are worth trying: around every cut, near the other facts of a case,
//! and a few of every size.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use bylaws_dsl::value::{Date, Decimal, Duration, Money, MonthEnd};
use bylaws_runtime::Data;
use smol_str::SmolStr;

use super::axis::{Axis, Domain};
use super::cuts::Cuts;
use super::told::moved;

/// Constants of one type are tried with every fact of that type only where they are not more.
const FEW: usize = 60;

/// The order of two values of one type.
pub(crate) fn order(a: &Data, b: &Data) -> Option<Ordering> {
    Some(match (a, b) {
        (Data::Integer(a), Data::Integer(b)) => a.cmp(b),
        (Data::Decimal(a), Data::Decimal(b)) | (Data::Percent(a), Data::Percent(b)) => a.cmp(b),
        (Data::Money(a), Data::Money(b)) => a.cmp(b),
        (Data::Date(a), Data::Date(b)) => a.cmp(b),
        (Data::Open, Data::Open) => Ordering::Equal,
        (Data::Open, Data::Date(_)) => Ordering::Greater,
        (Data::Date(_), Data::Open) => Ordering::Less,
        _ => return None,
    })
}

/// Whether the declared range of an axis admits a value.
pub(crate) fn admits(axis: &Axis, value: &Data) -> bool {
    let low = axis.low.as_ref().and_then(|low| order(value, low));
    let high = axis.high.as_ref().and_then(|high| order(value, high));
    low.is_none_or(Ordering::is_ge) && high.is_none_or(Ordering::is_le)
}

/// A value on the next step up or down.
pub(crate) fn step(value: &Data, by: i64) -> Option<Data> {
    Some(match value {
        Data::Integer(n) => Data::Integer(n.checked_add(by)?),
        Data::Money(m) => Data::Money(Money::from_cents(m.cents().checked_add(by)?)),
        Data::Date(d) => Data::Date(d.add_days(by).ok()?),
        Data::Decimal(d) => Data::Decimal(d.checked_add(Decimal::new(by, 2))?),
        Data::Percent(d) => Data::Percent(d.checked_add(Decimal::new(by, 2))?),
        _ => return None,
    })
}

/// The values that are tried whatever the rest of the case is, in an order that is always the
/// same.
pub(crate) fn still(axis: &Axis, cuts: &Cuts) -> Vec<Option<Data>> {
    let mut all: Vec<Data> = Vec::new();
    let own = cuts.of_fact.get(&axis.name).into_iter().flatten();
    for value in own.take(400) {
        all.push(value.clone());
        all.extend([-1, 1].into_iter().filter_map(|by| step(value, by)));
    }
    for end in axis.low.iter().chain(&axis.high) {
        all.push(end.clone());
        all.extend([-1, 1].into_iter().filter_map(|by| step(end, by)));
    }
    let mut around = |values: Vec<Data>| {
        for value in values {
            all.extend([-1, 0, 1].into_iter().filter_map(|by| step(&value, by)));
        }
    };
    match &axis.domain {
        Domain::Boolean => all.extend([Data::Boolean(false), Data::Boolean(true)]),
        Domain::One(members) => all.extend(members.iter().cloned().map(Data::Member)),
        Domain::Set(members) => all.extend(sets(members)),
        Domain::Integer => {
            around(few(&cuts.integers, |n| Data::Integer(*n)));
            all.extend([0, 1, 2, 3, 5, 10, 50, 100, 1_000, 10_000, 100_000].map(Data::Integer));
        }
        Domain::Money => {
            around(few(&cuts.amounts, |m| Data::Money(*m)));
            around(scaled(cuts));
            let sizes = [
                0, 1, 100, 1_000, 3_333, 10_000, 99_999, 123_457, 1_000_000, 10_000_000,
            ];
            all.extend(sizes.map(|cents| Data::Money(Money::from_cents(cents))));
        }
        Domain::Percent => {
            around(few(&cuts.percents, |d| Data::Percent(*d)));
            all.extend([0, 1, 10, 50, 90, 100].map(|n| Data::Percent(Decimal::from(n))));
        }
        Domain::Decimal => {
            around(few(&cuts.decimals, |d| Data::Decimal(*d)));
            all.extend([0, 1, 10, 100, 1_000].map(|n| Data::Decimal(Decimal::from(n))));
        }
        Domain::Date | Domain::DateOrOpen => {
            around(few(&cuts.turns, |d| Data::Date(*d)));
            around(few(&cuts.dates, |d| Data::Date(*d)));
            if axis.domain == Domain::DateOrOpen {
                all.push(Data::Open);
            }
        }
        Domain::Duration => {
            let lengths = cuts.lengths.iter().take(FEW);
            all.extend(lengths.map(|(months, days)| {
                Data::Duration(Duration {
                    months: *months,
                    days: *days,
                })
            }));
        }
        Domain::Text => {
            all.extend(cuts.texts.iter().take(200).cloned().map(Data::Text));
            all.push(Data::Text("something else".into()));
        }
        Domain::List(_) => all.push(Data::List(Vec::new())),
        Domain::None => {}
    }
    finished(axis, all)
}

/// The values that are tried because of the other facts of a case.
pub(crate) fn near(
    place: usize,
    axes: &[Axis],
    case: &[Option<Data>],
    cuts: &Cuts,
    lengths: &BTreeSet<(i32, i32)>,
) -> Vec<Option<Data>> {
    let Some(axis) = axes.get(place) else {
        return Vec::new();
    };
    let mut all: Vec<Data> = Vec::new();
    let own = case.get(place).and_then(Option::as_ref);
    let others = || {
        axes.iter()
            .zip(case)
            .enumerate()
            .filter(|(other, _)| *other != place)
    };
    match &axis.domain {
        Domain::Date | Domain::DateOrOpen => {
            let anchors: BTreeSet<Date> = others()
                .filter_map(|(_, (_, value))| match value {
                    Some(Data::Date(day)) => Some(*day),
                    _ => None,
                })
                .collect();
            for anchor in anchors.iter().take(12) {
                let reached = lengths
                    .iter()
                    .take(FEW)
                    .flat_map(|(months, days)| reach(*anchor, *months, *days));
                for day in reached.chain([*anchor]) {
                    all.extend([-1, 0, 1].map(|by| Data::Date(moved(day, by))));
                }
            }
        }
        Domain::Set(members) => {
            if let Some(Data::Set(own)) = own {
                for member in members {
                    let mut other: Vec<SmolStr> =
                        own.iter().filter(|m| *m != member).cloned().collect();
                    if other.len() == own.len() {
                        other.push(member.clone());
                    }
                    all.push(Data::Set(other));
                }
            }
        }
        Domain::Integer | Domain::Decimal | Domain::Percent | Domain::Money => {
            for (_, (other, value)) in others() {
                let related = cuts
                    .together
                    .contains(&(axis.name.clone(), other.name.clone()));
                let Some(value) = value.as_ref().filter(|_| related) else {
                    continue;
                };
                for value in beside(&axis.domain, value, cuts) {
                    all.extend([-1, 0, 1].into_iter().filter_map(|by| step(&value, by)));
                }
            }
        }
        Domain::List(fields) => all.extend(super::lists::near(fields, own, cuts)),
        _ => {}
    }
    finished(axis, all)
}

/// The days that lie so far from another, to both sides, with either way that months may end.
fn reach(anchor: Date, months: i32, days: i32) -> Vec<Date> {
    let mut found = Vec::new();
    for sign in [1, -1] {
        let ends = if months == 0 {
            &[MonthEnd::LastDay][..]
        } else {
            &[MonthEnd::LastDay, MonthEnd::NextDay][..]
        };
        for end in ends {
            let day = anchor.add_months(sign * i64::from(months), *end);
            found.extend(
                day.and_then(|day| day.add_days(sign * i64::from(days)))
                    .ok(),
            );
        }
    }
    found
}

/// Values of the type of the axis that another fact makes: its own value, and each share of it.
fn beside(domain: &Domain, value: &Data, cuts: &Cuts) -> Vec<Data> {
    let hundred = Decimal::ONE_HUNDRED;
    let shares = |number: Decimal| -> Vec<Decimal> {
        let parts = cuts.percents.iter().take(FEW).flat_map(|percent| {
            let part = number
                .checked_mul(*percent)
                .and_then(|n| n.checked_div(hundred));
            let whole = number
                .checked_mul(hundred)
                .and_then(|n| n.checked_div(*percent));
            [part, whole]
        });
        parts.flatten().chain([number]).collect()
    };
    match (domain, value) {
        (Domain::Integer, Data::Integer(n)) => vec![Data::Integer(*n)],
        (Domain::Money, Data::Money(m)) => {
            let amounts = shares(m.to_decimal()).into_iter();
            amounts
                .filter_map(|d| Money::rounded(d, bylaws_dsl::value::Rounding::HalfUp))
                .map(Data::Money)
                .collect()
        }
        (Domain::Percent, Data::Percent(d)) => shares(*d)
            .into_iter()
            .map(|d| Data::Percent(d.round_dp(6)))
            .collect(),
        (Domain::Decimal, Data::Decimal(d)) => shares(*d)
            .into_iter()
            .map(|d| Data::Decimal(d.round_dp(6)))
            .collect(),
        _ => Vec::new(),
    }
}

/// Every amount, and the amounts of which it is one of the percentages.
fn scaled(cuts: &Cuts) -> Vec<Data> {
    let mut all = BTreeSet::new();
    for amount in cuts.amounts.iter().take(30) {
        for percent in cuts.percents.iter().take(20) {
            for share in [*percent, Decimal::ONE_HUNDRED - percent] {
                let whole = amount.to_decimal().checked_mul(Decimal::ONE_HUNDRED);
                let whole = whole.and_then(|n| n.checked_div(share));
                all.extend(
                    whole.and_then(|n| Money::rounded(n, bylaws_dsl::value::Rounding::HalfUp)),
                );
            }
        }
    }
    all.into_iter().map(Data::Money).collect()
}

fn few<T>(all: &BTreeSet<T>, data: impl Fn(&T) -> Data) -> Vec<Data> {
    let spacing = all.len().div_ceil(FEW).max(1);
    all.iter().step_by(spacing).map(data).collect()
}

/// No member, one, all but one, all; and pairs where there are few.
fn sets(members: &[SmolStr]) -> Vec<Data> {
    let mut all = vec![Data::Set(Vec::new()), Data::Set(members.to_vec())];
    all.extend(members.iter().map(|member| Data::Set(vec![member.clone()])));
    if members.len() <= 12 {
        for (place, a) in members.iter().enumerate() {
            let rest = members.iter().skip(place + 1);
            all.extend(rest.map(|b| Data::Set(vec![a.clone(), b.clone()])));
        }
    }
    all
}

/// What the axis admits, without repetitions, with what leaving it out means.
fn finished(axis: &Axis, all: Vec<Data>) -> Vec<Option<Data>> {
    let mut kept: Vec<Option<Data>> = Vec::with_capacity(all.len() + 1);
    if axis.optional {
        kept.push(None);
    }
    let is_ordered = axis.is_ordered();
    let mut all: Vec<Data> = all
        .into_iter()
        .filter(|value| admits(axis, value))
        .collect();
    if is_ordered {
        all.sort_by(|a, b| order(a, b).unwrap_or(Ordering::Equal));
        all.dedup();
        kept.extend(all.into_iter().map(Some));
    } else {
        for value in all {
            let value = Some(value);
            if !kept.contains(&value) {
                kept.push(value);
            }
        }
    }
    kept
}

/// A value to begin with.
pub(crate) fn plain(axis: &Axis) -> Option<Data> {
    if axis.optional {
        return None;
    }
    let value = match &axis.domain {
        Domain::Boolean => Data::Boolean(false),
        Domain::One(members) => Data::Member(members.first()?.clone()),
        Domain::Set(_) => Data::Set(Vec::new()),
        Domain::Integer => Data::Integer(1),
        Domain::Decimal => Data::Decimal(Decimal::ONE),
        Domain::Percent => Data::Percent(Decimal::TEN),
        Domain::Money => Data::Money(Money::from_cents(100_000)),
        Domain::Date | Domain::DateOrOpen => Data::Date(Date::from_ymd(2026, 1, 15)?),
        Domain::Duration => Data::Duration(Duration::days(30)),
        Domain::Text => Data::Text("something else".into()),
        Domain::List(_) => Data::List(Vec::new()),
        Domain::None => return None,
    };
    match admits(axis, &value) {
        true => Some(value),
        false => axis.low.clone().or_else(|| axis.high.clone()),
    }
}
