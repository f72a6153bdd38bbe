//! What missing facts mean: everything that they may still be, one combination after the other.

use std::collections::{BTreeSet, HashMap};

use bylaws_dsl::Code;
use bylaws_dsl::ir::{FactId, Id, Policy, Type};
use bylaws_dsl::value::{Date, Value};
use smol_str::SmolStr;

use super::{Case, Output, decide, keeps_assumptions};

/// What is known with some facts missing.
#[derive(Clone, Debug)]
pub struct Partial {
    /// How many combinations do not break an assumption.
    pub combinations: usize,
    /// How many of these keep every assumption; of the others one cannot be computed.
    pub certain: usize,
    /// Of each output: the value if all combinations that do not fail agree on one, the code if
    /// all fail; none when they differ.
    pub outputs: Vec<Option<Result<Output, Code>>>,
    /// The facts for which two combinations that differ in nothing else give some output two
    /// values.
    pub needs: BTreeSet<FactId>,
    /// Whether every combination is allowed and none fails. Where not, two combinations may
    /// give two values although no two of them differ in one fact alone.
    pub total: bool,
    /// The messages that every combination gives in which they do not fail.
    pub reasons: Vec<SmolStr>,
}

/// Decides for every combination of the values that the missing facts may have.
pub fn decide_partial(case: Case<'_>, missing: &[(FactId, Vec<Value>)]) -> Partial {
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
            facts[fact.index()] = Some(values[*i].clone());
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
    let fails = |outputs: &[Result<Output, Code>]| outputs.iter().any(Result::is_err);
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
        let of = |(_, outcome): &(_, super::Outcome)| outcome.reasons[place].1.ok();
        let mut given = found.iter().filter_map(of).peekable();
        if given.peek().is_some() && given.all(|given| given) {
            partial.reasons.push(found[0].1.reasons[place].0.clone());
        }
    }
    for place in 0..case.policy.outputs.len() {
        let of = |(_, outcome): &(_, super::Outcome)| outcome.outputs[place].clone();
        let values: Vec<_> = found.iter().map(of).collect();
        let mut good = values.iter().filter(|value| value.is_ok());
        let first = good.next().or(values.first());
        let agree = first.filter(|first| good.all(|other| other == *first));
        partial.outputs.push(agree.cloned());
        for (which, (fact, _)) in missing.iter().enumerate() {
            let mut seen: HashMap<Vec<usize>, &Output> = HashMap::new();
            for ((combination, _), value) in found.iter().zip(&values) {
                let Ok(value) = value else { continue };
                let mut others = combination.clone();
                others.remove(which);
                if *seen.entry(others).or_insert(value) != value {
                    partial.needs.insert(*fact);
                }
            }
        }
    }
    partial
}

/// Every value that the declaration of a fact allows, if they are few.
pub fn domain(policy: &Policy, id: FactId) -> Option<Vec<Value>> {
    const FEW: i64 = 64;
    let fact = policy.facts.at(id);
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
