//! What missing facts mean: everything that they may still be, one combination after the other.

use std::collections::{BTreeSet, HashMap};

use bylaws_dsl::ir::{Fact, Id, Need, Policy, Type};
use bylaws_dsl::value::{Date, Value};
use bylaws_dsl::{Code, codes};
use smol_str::SmolStr;

use super::{Case, Output, decide, keeps_assumptions};

/// What is known with some facts missing.
#[derive(Clone, Debug)]
pub struct Partial {
    /// How many combinations do not break an assumption.
    pub combinations: usize,
    /// How many of these keep every assumption; of the others the facts of a policy that is used
    /// cannot be computed.
    pub certain: usize,
    /// Of each output: the value if all combinations agree on one, the code if all fail; none
    /// when they differ. Combinations that leave what can be written as a number or a date are
    /// left out, unless all do.
    pub outputs: Vec<Option<Result<Output, Code>>>,
    /// The facts, and fields of elements, for which two combinations that differ in nothing else give some output two
    /// values.
    pub needs: BTreeSet<Need>,
    /// Whether every combination is allowed and none is left out. Where not, two combinations
    /// may give two values although no two of them differ in one fact alone.
    pub total: bool,
    /// The messages that every combination gives.
    pub reasons: Vec<SmolStr>,
}

/// Decides for every combination of the values that the missing facts may have.
pub fn decide_partial(case: Case<'_>, missing: &[(Need, Vec<Value>)]) -> Partial {
    let mut combinations: Vec<Vec<usize>> = vec![Vec::new()];
    for (_, values) in missing {
        let longer = |so_far: &Vec<usize>| {
            let so_far = so_far.clone();
            (0..values.len()).map(move |i| [so_far.as_slice(), &[i]].concat())
        };
        combinations = combinations.iter().flat_map(longer).collect();
    }
    let all = combinations.len();
    let mut facts = case.facts.to_vec();
    let (mut found, mut certain) = (Vec::new(), 0);
    for combination in combinations {
        for ((fact, values), i) in missing.iter().zip(&combination) {
            fill_in(case.policy, &mut facts, *fact, values[*i].clone());
        }
        let case = Case {
            facts: &facts,
            ..case
        };
        let kept = keeps_assumptions(case);
        certain += usize::from(kept == Ok(true));
        if kept != Ok(false) {
            found.push((combination, decide(case)));
        }
    }
    let fails = |outputs: &[Result<Output, Code>]| outputs.iter().any(is_beyond);
    let mut partial = Partial {
        combinations: found.len(),
        certain,
        outputs: Vec::new(),
        needs: BTreeSet::new(),
        total: found.len() == all && !found.iter().any(|(_, outcome)| fails(&outcome.outputs)),
        reasons: Vec::new(),
    };
    let messages = found
        .first()
        .map_or(0, |(_, outcome)| outcome.reasons.len());
    for place in 0..messages {
        let of = |(_, outcome): &(_, super::Outcome)| outcome.reasons[place].1;
        let mut given = found
            .iter()
            .map(of)
            .filter(|given| !is_beyond(given))
            .peekable();
        if given.peek().is_some() && given.all(|given| given == Ok(true)) {
            partial.reasons.push(found[0].1.reasons[place].0.clone());
        }
    }
    for place in 0..case.policy.outputs.len() {
        let of = |(_, outcome): &(_, super::Outcome)| outcome.outputs[place].clone();
        let values: Vec<_> = found.iter().map(of).collect();
        let mut counted = values.iter().filter(|value| !is_beyond(value));
        let first = counted.next().or(values.first());
        let agree = first.filter(|first| counted.all(|other| is_same(other, first)));
        partial.outputs.push(agree.cloned());
        for (which, (fact, _)) in missing.iter().enumerate() {
            let mut seen: HashMap<Vec<usize>, &Result<Output, Code>> = HashMap::new();
            for ((combination, _), value) in found.iter().zip(&values) {
                if is_beyond(value) {
                    continue;
                }
                let mut others = combination.clone();
                others.remove(which);
                if !is_same(seen.entry(others).or_insert(value), value) {
                    partial.needs.insert(*fact);
                }
            }
        }
    }
    partial
}

/// Whether a number or a date left what can be written.
fn is_beyond<T>(computed: &Result<T, Code>) -> bool {
    matches!(computed, Err(code) if [codes::OVERFLOW, codes::DATE_OUT_OF_RANGE].contains(code))
}

/// Whether two combinations come to the same: the same value, or both to a failure.
fn is_same(a: &Result<Output, Code>, b: &Result<Output, Code>) -> bool {
    a == b || (a.is_err() && b.is_err())
}

/// Gives a fact, or a field of an element, a value.
fn fill_in(policy: &Policy, facts: &mut [Option<Value>], need: Need, value: Value) {
    match need {
        Need::Fact(id) => facts[id.index()] = Some(value),
        Need::Field {
            list,
            element,
            field,
        } => {
            let fact = policy.lists.at(list).fact.index();
            let Some(Value::List(_, rows)) = &facts[fact] else {
                panic!("a field of a list that is missing")
            };
            let mut rows = rows.to_vec();
            rows[element as usize][usize::from(field)] = Some(value);
            facts[fact] = Some(Value::List(list, rows.into()));
        }
    }
}

/// Every value that the declaration of a fact or field allows, if they are few.
pub fn domain(policy: &Policy, fact: &Fact) -> Option<Vec<Value>> {
    const FEW: i64 = 64;
    Some(match (fact.ty, &fact.low, &fact.high) {
        (Type::Boolean, ..) => vec![Value::Boolean(false), Value::Boolean(true)],
        (Type::Enum(of), ..) => {
            let members = policy.enums.at(of).members.len() as u16;
            (0..members).map(|i| Value::Member(of, i)).collect()
        }
        (Type::Set(of), ..) => {
            let members = policy.enums.at(of).members.len();
            (0..1u64 << members)
                .map(|bits| Value::Set(of, bits))
                .collect()
        }
        (_, Some(Value::Integer(low)), Some(Value::Integer(high))) if high - low < FEW => {
            (*low..=*high).map(Value::Integer).collect()
        }
        (Type::Date, Some(Value::Date(low)), Some(Value::Date(high)))
            if i64::from(high.days() - low.days()) < FEW =>
        {
            let days = i64::from(low.days())..=i64::from(high.days());
            days.filter_map(Date::from_days).map(Value::Date).collect()
        }
        _ => return None,
    })
}
