//! The dimensions of a case: every fact and every reading that either version asks for.

use std::collections::BTreeMap;

use bylaws_dsl::ir::{Fact, FactId, Policy, Type};
use bylaws_dsl::value::Value;
use bylaws_runtime::Data;
use smol_str::SmolStr;

use crate::model::Kind;

/// Where the value of an axis goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    Fact(FactId),
    Reading,
}

/// One fact or reading, in both versions.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Axis {
    /// Its name in the new version, or in the old one where it is gone.
    pub(crate) name: String,
    /// Its name in the old version.
    pub(crate) old_name: String,
    pub(crate) old: Option<Of>,
    pub(crate) new: Option<Of>,
    pub(crate) domain: Domain,
    /// Whether leaving it out is a value: of optional facts, and of readings, whose default the
    /// policy chooses.
    pub(crate) optional: bool,
    pub(crate) low: Option<Data>,
    pub(crate) high: Option<Data>,
}

/// The values that an axis has.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Domain {
    Boolean,
    /// Members of an enumeration.
    One(Vec<SmolStr>),
    /// Sets of members.
    Set(Vec<SmolStr>),
    Integer,
    Decimal,
    Percent,
    Money,
    Date,
    DateOrOpen,
    Duration,
    Text,
    /// Records of these fields.
    List(Vec<Axis>),
    /// Nothing that is asked for.
    None,
}

impl Axis {
    pub(crate) fn is_reading(&self) -> bool {
        self.new.or(self.old) == Some(Of::Reading)
    }

    pub(crate) fn is_date(&self) -> bool {
        matches!(self.domain, Domain::Date | Domain::DateOrOpen)
    }

    /// Whether the values have an order.
    pub(crate) fn is_ordered(&self) -> bool {
        self.is_date()
            || matches!(
                self.domain,
                Domain::Integer | Domain::Decimal | Domain::Percent | Domain::Money
            )
    }
}

/// The axes of two versions, in the order of the new one; what only the old one asks for follows.
pub(crate) fn axes(
    old: &Policy,
    new: &Policy,
    renames: &BTreeMap<(Kind, String), String>,
) -> Vec<Axis> {
    let was = |kind: Kind, name: &str| -> String {
        let found = renames
            .iter()
            .find(|((k, _), now)| *k == kind && *now == name);
        found.map_or(name.to_owned(), |((_, was), _)| was.clone())
    };
    let mut axes = Vec::new();
    for (id, fact) in new.facts.iter() {
        let old_name = was(Kind::Fact, &fact.name);
        let before = old.fact_named(&old_name).map(|id| (id, old.facts.at(id)));
        let mut axis = of_fact(new, fact);
        axis.old = before.map(|(id, _)| Of::Fact(id));
        axis.new = Some(Of::Fact(id));
        axis.old_name = old_name;
        if let Some((_, before)) = before {
            widen(&mut axis, of_fact(old, before));
        }
        axes.push(axis);
    }
    for (id, fact) in old.facts.iter() {
        if !axes
            .iter()
            .any(|axis: &Axis| axis.old == Some(Of::Fact(id)))
        {
            let mut axis = of_fact(old, fact);
            axis.old = Some(Of::Fact(id));
            axes.push(axis);
        }
    }
    for reading in new.readings.values() {
        let name = reading.head.name.to_string();
        let before = old.reading_named(&was(Kind::Reading, &name));
        let choices = members(new, reading.choices);
        axes.push(Axis {
            old_name: was(Kind::Reading, &name),
            name,
            old: before.map(|_| Of::Reading),
            new: Some(Of::Reading),
            domain: Domain::One(choices),
            optional: true,
            low: None,
            high: None,
        });
    }
    axes
}

fn members(policy: &Policy, of: bylaws_dsl::ir::EnumId) -> Vec<SmolStr> {
    policy
        .enums
        .at(of)
        .members
        .iter()
        .map(|member| member.name.clone())
        .collect()
}

fn of_fact(policy: &Policy, fact: &Fact) -> Axis {
    let domain = match fact.ty {
        Type::Boolean => Domain::Boolean,
        Type::Integer => Domain::Integer,
        Type::Decimal => Domain::Decimal,
        Type::Percent => Domain::Percent,
        Type::Money => Domain::Money,
        Type::Date => Domain::Date,
        Type::DateOrOpen => Domain::DateOrOpen,
        Type::Duration => Domain::Duration,
        Type::Text => Domain::Text,
        Type::Enum(of) => Domain::One(members(policy, of)),
        Type::Set(of) => Domain::Set(members(policy, of)),
        Type::Window => Domain::None,
        Type::List(list) => {
            let fields = policy.lists.at(list).fields.iter();
            Domain::List(fields.map(|field| of_fact(policy, field)).collect())
        }
    };
    let end = |value: &Option<Value>| value.as_ref().map(|value| Data::of(policy, value));
    Axis {
        name: fact.name.to_string(),
        old_name: fact.name.to_string(),
        old: None,
        new: None,
        domain,
        optional: fact.optional,
        low: end(&fact.low),
        high: end(&fact.high),
    }
}

/// Takes in what the old version admits besides.
fn widen(axis: &mut Axis, old: Axis) {
    axis.optional |= old.optional;
    match (&mut axis.domain, old.domain) {
        (Domain::One(new), Domain::One(old)) | (Domain::Set(new), Domain::Set(old)) => {
            for member in old {
                if !new.contains(&member) {
                    new.push(member);
                }
            }
        }
        (new @ Domain::Date, Domain::DateOrOpen) => *new = Domain::DateOrOpen,
        _ => {}
    }
    for (mine, other, lower) in [
        (&mut axis.low, old.low, true),
        (&mut axis.high, old.high, false),
    ] {
        *mine = match (mine.take(), other) {
            (Some(a), Some(b)) => {
                let first = super::values::order(&a, &b).is_some_and(|o| o.is_le() == lower);
                Some(if first { a } else { b })
            }
            _ => None,
        };
    }
}
