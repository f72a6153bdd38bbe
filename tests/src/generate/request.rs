//! Random facts for a policy, and the same facts written as JSON in different ways.

use bylaws_dsl::ir::{Fact, Id, ListId, Need, Policy, Type};
use bylaws_dsl::value::{Date, Decimal, Duration, Money, Row, Value, plain};

use super::Random;

/// How a request writes dotted names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// `{"a": {"b": 1}}`.
    Nested,
    /// `{"a.b": 1}`.
    Dotted,
}

/// A value for a fact; none, now and then, for one that may be left out.
pub fn value(random: &mut Random, policy: &Policy, fact: &Fact) -> Option<Value> {
    if fact.optional && random.chance(40) {
        return None;
    }
    Some(some_value(random, policy, fact))
}

/// A value that the declaration of the fact allows.
pub fn some_value(random: &mut Random, policy: &Policy, fact: &Fact) -> Value {
    let end = |value: &Option<Value>| match value {
        Some(Value::Integer(n)) => Some(*n),
        Some(Value::Money(m)) => Some(m.cents()),
        Some(Value::Date(d)) => Some(i64::from(d.days())),
        // Thousandths, for decimals and percentages.
        Some(Value::Decimal(d) | Value::Percent(d)) => {
            Some(i64::try_from(*d * Decimal::ONE_THOUSAND).unwrap())
        }
        _ => None,
    };
    let (low, high) = (end(&fact.low), end(&fact.high));
    let within = |random: &mut Random, usual: (i64, i64), most: i64| {
        let (least, most) = (low.unwrap_or(-most), high.unwrap_or(most));
        if random.chance(2) {
            return if random.chance(50) { least } else { most };
        }
        let (from, to) = (usual.0.max(least), usual.1.min(most));
        if from > to {
            least
        } else {
            random.between(from, to)
        }
    };
    let thousandths = |n: i64| Decimal::new(n, 3).normalize();
    match fact.ty {
        Type::Boolean => Value::Boolean(random.chance(50)),
        Type::Integer => Value::Integer(within(random, (-5, 30), i64::MAX)),
        Type::Decimal => Value::Decimal(thousandths(within(random, (-3_000, 10_000), i64::MAX))),
        Type::Percent => Value::Percent(thousandths(within(random, (0, 150_000), i64::MAX))),
        Type::Money => Value::Money(Money::from_cents(within(
            random,
            (-5_000, 500_000),
            i64::MAX,
        ))),
        Type::Date => day(within(random, (18_990, 21_000), 2_932_896)),
        Type::DateOrOpen if random.chance(20) => Value::Open,
        Type::DateOrOpen => day(within(random, (18_990, 21_000), 2_932_896)),
        Type::Duration if random.chance(50) => {
            Value::Duration(Duration::months(random.between(0, 30) as i32))
        }
        Type::Duration => Value::Duration(Duration::days(random.between(0, 400) as i32)),
        Type::Text => Value::Text(["north", "south", "two words"][random.below(3)].into()),
        Type::Enum(of) => Value::Member(of, random.below(policy.enums.at(of).members.len()) as u16),
        Type::Set(of) => {
            let members = policy.enums.at(of).members.len();
            Value::Set(of, random.bits() & ((1 << members) - 1))
        }
        Type::List(list) => rows(random, policy, list),
        Type::Window => panic!("no fact is a window"),
    }
}

/// A few elements.
fn rows(random: &mut Random, policy: &Policy, list: ListId) -> Value {
    let count = [0, 1, 1, 2, 2, 3, 5][random.below(7)];
    let fields = &policy.lists.at(list).fields;
    let rows = (0..count).map(|_| {
        let row = fields.iter().map(|field| value(random, policy, field));
        row.collect()
    });
    Value::List(list, rows.collect())
}

/// Every field of every element.
pub fn fields(policy: &Policy, facts: &[Option<Value>]) -> Vec<Need> {
    let mut needs = Vec::new();
    for value in facts.iter().flatten() {
        let Value::List(list, rows) = value else {
            continue;
        };
        for element in 0..rows.len() as u32 {
            for field in 0..policy.lists.at(*list).fields.len() as u16 {
                needs.push(Need::Field {
                    list: *list,
                    element,
                    field,
                });
            }
        }
    }
    needs
}

/// Leaves out a fact, or a field of an element.
pub fn forget(policy: &Policy, facts: &mut [Option<Value>], need: Need) {
    match need {
        Need::Fact(id) => facts[id.index()] = None,
        Need::Field {
            list,
            element,
            field,
        } => {
            let fact = &mut facts[policy.lists.at(list).fact.index()];
            let Some(Value::List(_, rows)) = fact else {
                panic!("a field of a list that is missing")
            };
            let mut rows = rows.to_vec();
            rows[element as usize][usize::from(field)] = None;
            *fact = Some(Value::List(list, rows.into()));
        }
    }
}

/// A day, counted from 1970 and brought into the calendar.
fn day(days: i64) -> Value {
    let days = days.clamp(i64::from(Date::MIN.days()), i64::from(Date::MAX.days()));
    Value::Date(Date::from_days(days).unwrap())
}

/// The facts as a JSON object, in an order of the random numbers' choosing.
pub fn json(
    random: &mut Random,
    policy: &Policy,
    facts: &[Option<Value>],
    layout: Layout,
) -> String {
    let mut entries: Vec<(Vec<&str>, String)> = Vec::new();
    for (id, fact) in policy.facts.iter() {
        let value = match &facts[id.index()] {
            Some(Value::List(list, rows)) => array(random, policy, *list, rows),
            Some(value) => of_value(policy, value),
            None if random.chance(30) => "null".to_owned(),
            None => continue,
        };
        let path = match layout {
            Layout::Nested => fact.name.split('.').collect(),
            Layout::Dotted => vec![fact.name.as_str()],
        };
        entries.push((path, value));
    }
    random.shuffle(&mut entries);
    object(&entries)
}

fn object(entries: &[(Vec<&str>, String)]) -> String {
    let mut written: Vec<&str> = Vec::new();
    let mut parts = Vec::new();
    for (path, value) in entries {
        let first = path[0];
        if path.len() == 1 {
            parts.push(format!("\"{first}\": {value}"));
        } else if !written.contains(&first) {
            written.push(first);
            let below: Vec<_> = entries
                .iter()
                .filter(|(other, _)| other[0] == first)
                .map(|(other, value)| (other[1..].to_vec(), value.clone()))
                .collect();
            parts.push(format!("\"{first}\": {}", object(&below)));
        }
    }
    format!("{{{}}}", parts.join(", "))
}

/// A list as JSON; what an element does not have is null or not there.
fn array(random: &mut Random, policy: &Policy, list: ListId, rows: &[Row]) -> String {
    let fields = &policy.lists.at(list).fields;
    let mut elements = Vec::new();
    for row in rows {
        let mut entries = Vec::new();
        for (field, value) in fields.iter().zip(row) {
            match value {
                Some(value) => {
                    entries.push(format!("\"{}\": {}", field.name, of_value(policy, value)));
                }
                None if random.chance(30) => entries.push(format!("\"{}\": null", field.name)),
                None => {}
            }
        }
        random.shuffle(&mut entries);
        elements.push(format!("{{{}}}", entries.join(", ")));
    }
    format!("[{}]", elements.join(", "))
}

fn of_value(policy: &Policy, value: &Value) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    match value {
        Value::Boolean(truth) => truth.to_string(),
        Value::Integer(n) => n.to_string(),
        Value::Decimal(d) => d.to_string(),
        Value::Percent(d) => format!("\"{}%\"", plain(*d)),
        Value::Money(m) => m.digits(),
        Value::Set(of, bits) => {
            let members: Vec<_> = policy.set_members(*of, *bits).map(quoted).collect();
            format!("[{}]", members.join(","))
        }
        Value::Member(of, index) => quoted(policy.member_name(*of, *index)),
        Value::Text(text) => quoted(text),
        other => quoted(&policy.value_words(other)),
    }
}
