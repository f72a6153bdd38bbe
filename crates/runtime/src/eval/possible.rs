//! A few telling values of a fact: those at which a decision may turn.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use bylaws_dsl::ir::{CodeSet, ExprKind, Fact, Policy, Table, Type};
use bylaws_dsl::value::{Date, Decimal, Duration, Money, MonthEnd, Value};

use super::arithmetic::shift;
use super::compare;
use crate::facts::{Facts, SlotId, declaration};

/// How many values of a list are of interest: those of a long one are many alike.
const MOST_OF_LIST: usize = 1_000;

/// The dates, amounts and numbers that a policy and a request mention.
pub(crate) struct Landmarks {
    dates: BTreeSet<Date>,
    /// The dates once more, and the numbers of each type, in their order.
    days: Vec<Value>,
    integers: Vec<Value>,
    decimals: Vec<Value>,
    percents: Vec<Value>,
    money: Vec<Value>,
    durations: Vec<Duration>,
    texts: Vec<Value>,
}

impl Landmarks {
    pub(super) fn of(policy: &Policy, facts: &Facts) -> Self {
        let mut marks = Self {
            dates: BTreeSet::new(),
            days: Vec::new(),
            integers: Vec::new(),
            decimals: Vec::new(),
            percents: Vec::new(),
            money: Vec::new(),
            durations: Vec::new(),
            texts: Vec::new(),
        };
        marks.note_policy(policy);
        for (id, fact) in policy.facts.iter() {
            marks.note_range(fact);
            match facts.get(id) {
                Some(Value::List(_, rows)) => {
                    let values = rows.iter().flatten().flatten();
                    values.take(MOST_OF_LIST).for_each(|v| marks.note(v));
                }
                Some(value) => marks.note(value),
                None => {}
            }
        }
        for table in policy.tables.values() {
            marks.note_table(table);
        }
        marks.texts.extend(policy.codes.values().flat_map(of_codes));
        let fields = policy.lists.values().flat_map(|list| &list.fields);
        fields.for_each(|field| marks.note_range(field));
        marks.durations.sort_by_key(|d| (d.months, d.days));
        marks.durations.dedup();
        let moved: Vec<Date> = marks
            .dates
            .iter()
            .flat_map(|date| marks.moved(*date))
            .collect();
        marks.dates.extend(moved);
        marks.days = marks.dates.iter().copied().map(Value::Date).collect();
        for numbers in [
            &mut marks.integers,
            &mut marks.decimals,
            &mut marks.percents,
            &mut marks.money,
        ] {
            numbers.sort_by(|a, b| compare(a, b).unwrap_or(Ordering::Equal));
            numbers.dedup();
        }
        marks
    }

    /// Notes what the policy, and those that it uses, mention.
    fn note_policy(&mut self, policy: &Policy) {
        for expr in policy.exprs.values() {
            if let ExprKind::Constant(value) = &expr.kind {
                self.note(value);
            }
        }
        for (from, value) in policy.parameters.values().flat_map(|p| &p.values) {
            self.note(value);
            self.dates.extend(from);
        }
        for used in policy.uses.values() {
            self.note_policy(&used.policy);
            let ends = used
                .policy
                .facts
                .values()
                .flat_map(|fact| [&fact.low, &fact.high]);
            ends.flatten().for_each(|end| self.note(end));
        }
    }

    fn note_range(&mut self, fact: &Fact) {
        let ends = fact.low.iter().chain(&fact.high);
        ends.for_each(|end| self.note(end));
    }

    fn note(&mut self, value: &Value) {
        match value {
            Value::Date(date) => {
                self.dates.insert(*date);
            }
            Value::Duration(duration) => self.durations.push(*duration),
            Value::Integer(_) => self.integers.push(value.clone()),
            Value::Decimal(_) => self.decimals.push(value.clone()),
            Value::Percent(_) => self.percents.push(value.clone()),
            Value::Money(_) => self.money.push(value.clone()),
            Value::Text(_) => self.texts.push(value.clone()),
            _ => {}
        }
    }

    /// The texts that a table asks for, and the ends of its ranges unless they are many: numbers
    /// and dates can be taken apart without them.
    fn note_table(&mut self, table: &Table) {
        const MOST_ROWS: usize = 1_000;
        let few = table.rows.len() <= MOST_ROWS;
        let ranges = table.rows.iter().flat_map(|row| row.cells.iter().flatten());
        for value in ranges.flat_map(|range| [&range.low, &range.high]).flatten() {
            if few || matches!(value, Value::Text(_)) {
                self.note(value);
            }
        }
        let results = table.rows.iter().chain(&table.otherwise);
        for value in results.flat_map(|row| &row.values) {
            if few || matches!(value, Value::Text(_)) {
                self.note(value);
            }
        }
    }

    /// The date moved by each duration of the policy, either way.
    fn moved(&self, date: Date) -> Vec<Date> {
        let ways = self
            .durations
            .iter()
            .flat_map(|by| [(*by, false), (*by, true)]);
        ways.filter_map(
            |(by, back)| match shift(&Value::Date(date), by, back, MonthEnd::LastDay) {
                Ok(Value::Date(moved)) => Some(moved),
                _ => None,
            },
        )
        .collect()
    }

    /// Texts that the policy and the request tell apart, and two that neither mentions: one for
    /// all facts and one for this alone, so that two facts can be the same and can differ.
    pub(super) fn texts(&self, fact: SlotId) -> Vec<Value> {
        let own = format!("another text {}", fact.0);
        let others = ["another text".into(), own.into()].map(Value::Text);
        self.texts.iter().cloned().chain(others).collect()
    }

    fn sorted(&self, ty: Type) -> &[Value] {
        match ty {
            Type::Integer => &self.integers,
            Type::Decimal => &self.decimals,
            Type::Percent => &self.percents,
            Type::Money => &self.money,
            _ => &self.days,
        }
    }

    /// The landmark in the middle of those from `low` to `high`.
    pub(super) fn within(
        &self,
        ty: Type,
        low: Option<&Value>,
        high: Option<&Value>,
    ) -> Option<Value> {
        let sorted = self.sorted(ty);
        let below = |end: &Value, value: &Value| compare(value, end).is_some_and(Ordering::is_lt);
        let above = |end: &Value, value: &Value| compare(value, end).is_some_and(Ordering::is_gt);
        let start = low.map_or(0, |low| sorted.partition_point(|v| below(low, v)));
        let end = high.map_or(sorted.len(), |high| {
            sorted.partition_point(|v| !above(high, v))
        });
        let inside = sorted.get(start..end)?;
        inside.get(inside.len() / 2).cloned()
    }

    /// Values of the fact that its declaration allows, at and beside the landmarks.
    pub(crate) fn values(&self, policy: &Policy, facts: &Facts, id: SlotId) -> Vec<Value> {
        let fact = declaration(policy, facts, id);
        let mut values: Vec<Value> = match fact.ty {
            Type::Boolean => vec![Value::Boolean(true), Value::Boolean(false)],
            Type::Enum(of) => (0..policy.enums.at(of).members.len() as u16)
                .map(|i| Value::Member(of, i))
                .collect(),
            Type::Set(of) => sets(policy.enums.at(of).members.len())
                .map(|bits| Value::Set(of, bits))
                .collect(),
            Type::Date | Type::DateOrOpen => self.around_dates(fact.ty == Type::DateOrOpen),
            Type::Duration => self
                .durations
                .iter()
                .copied()
                .map(Value::Duration)
                .collect(),
            Type::Text => self.texts(id),
            Type::List(list) => vec![Value::List(list, Vec::new().into())],
            ty => self.around_numbers(ty),
        };
        values.extend(fact.low.clone());
        values.extend(fact.high.clone());
        let inside = |value: &Value| {
            let below = fact
                .low
                .as_ref()
                .and_then(|low| compare(value, low))
                .is_some_and(|o| o.is_lt());
            let above = fact
                .high
                .as_ref()
                .and_then(|high| compare(value, high))
                .is_some_and(|o| o.is_gt());
            !below && !above
        };
        values.retain(inside);
        values.dedup();
        values
    }

    fn around_dates(&self, open: bool) -> Vec<Value> {
        let beside = self.dates.iter().flat_map(|date| {
            [-1, 0, 1]
                .into_iter()
                .filter_map(|days| date.add_days(days).ok())
        });
        let mut all: BTreeSet<Date> = beside.collect();
        all.extend([Date::MIN, Date::MAX]);
        let dates = all.into_iter().map(Value::Date);
        if open {
            std::iter::once(Value::Open).chain(dates).collect()
        } else {
            dates.collect()
        }
    }

    fn around_numbers(&self, ty: Type) -> Vec<Value> {
        let beside = |n: i64| {
            [n.checked_sub(1), Some(n), n.checked_add(1)]
                .into_iter()
                .flatten()
        };
        let tenth = Decimal::new(1, 1);
        let mut values = match ty {
            Type::Integer => vec![Value::Integer(0), Value::Integer(i64::from(i32::MAX))],
            Type::Money => vec![
                Value::Money(Money::default()),
                Value::Money(Money::from_cents(10_000_000_000)),
            ],
            Type::Percent => vec![
                Value::Percent(Decimal::ZERO),
                Value::Percent(Decimal::ONE_HUNDRED),
            ],
            Type::Decimal => vec![
                Value::Decimal(Decimal::ZERO),
                Value::Decimal(Decimal::ONE_THOUSAND),
            ],
            _ => Vec::new(),
        };
        for number in self.sorted(ty) {
            match (ty, number) {
                (Type::Integer, Value::Integer(n)) => values.extend(beside(*n).map(Value::Integer)),
                (Type::Money, Value::Money(m)) => {
                    values.extend(
                        beside(m.cents()).map(|cents| Value::Money(Money::from_cents(cents))),
                    );
                }
                (Type::Percent, Value::Percent(d)) => {
                    values.extend([*d - tenth, *d, *d + tenth].map(Value::Percent));
                }
                (Type::Decimal, Value::Decimal(d)) => {
                    values.extend([*d - tenth, *d, *d + tenth].map(Value::Decimal));
                }
                _ => {}
            }
        }
        values
    }
}

/// Texts of which every two that a set of codes may tell apart have one of their kind: each code
/// and each end of a range, what follows it at once, what begins with it and comes last, and what
/// follows all that begin with it.
fn of_codes(codes: &CodeSet) -> impl Iterator<Item = Value> + '_ {
    let ends = codes.ranges.iter().flat_map(|(low, high)| [low, high]);
    ends.chain(&codes.exact).flat_map(|code| {
        let mut next: Vec<char> = code.chars().collect();
        if let Some(last) = next.last_mut() {
            *last = char::from_u32(u32::from(*last) + 1).unwrap_or(*last);
        }
        let next: String = next.into_iter().collect();
        [
            code.to_string(),
            format!("{code}!"),
            format!("{code}~"),
            next,
        ]
        .map(|text| Value::Text(text.into()))
    })
}

/// The empty set, the full one, and each with one member more or less.
fn sets(members: usize) -> impl Iterator<Item = u64> {
    let all = if members >= 64 {
        u64::MAX
    } else {
        (1u64 << members) - 1
    };
    let singles = (0..members.min(64)).flat_map(move |i| [1u64 << i, all & !(1u64 << i)]);
    [0, all].into_iter().chain(singles)
}
