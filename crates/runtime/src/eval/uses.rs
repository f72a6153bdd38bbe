//! Policies that are used: each is evaluated like any policy, on facts that come from the policy
//! that uses it. What is known of a fact here is known of it there, and whatever hangs on it there
//! hangs here on what it came from.

use std::collections::HashMap;

use bylaws_dsl::codes;
use bylaws_dsl::ir::{FactId, Id, ItemRef, ListId, OutputId, Supplied, Use, UseId};
use bylaws_dsl::value::{Row, Value};

use super::known::{Known, What, compare};
use super::run::{Run, in_item};
use super::{FactSet, outcome};
use crate::error::Failure;
use crate::facts::{Facts, Held, Slot, SlotId};

/// What a policy that is used is decided on.
pub(crate) struct Supply {
    pub(crate) facts: Facts,
    pub(crate) readings: Vec<u16>,
    /// The facts here that each fact there hangs on.
    causes: Vec<FactSet>,
    /// The field here that each field of an element there is, where it is not given.
    fields: HashMap<SlotId, SlotId>,
    /// The facts on which it hangs whether everything can be handed over; none where it can.
    may_fail: Option<FactSet>,
}

/// What is known of an output of a policy that is used.
pub(crate) fn output(run: &mut Run<'_>, id: UseId, output: OutputId) -> Known {
    if run.used_outputs(id).is_none() {
        let outputs = evaluate(run, id);
        run.keep_used_outputs(id, outputs);
    }
    let known = run.used_outputs(id).and_then(|all| all.get(output.index()));
    known
        .cloned()
        .unwrap_or_else(|| Known::unknown(FactSet::default()))
}

/// Every output as the used policy has it, in the terms of the policy that uses it.
fn evaluate(run: &mut Run<'_>, id: UseId) -> Vec<Known> {
    let policy = run.policy;
    let used = policy.uses.at(id);
    let count = used.policy.outputs.len();
    let supply = match supply(run, id) {
        Ok(supply) => supply,
        Err(failure) => {
            let failed = in_item(Known::failed(failure), ItemRef::Use(id));
            return vec![failed; count];
        }
    };
    let mut inner = run.inner(id, &supply);
    inner.go_on_from(run);
    super::steps(&mut inner);
    let outputs: Vec<Known> = used
        .policy
        .outputs
        .ids()
        .map(|output| outcome::output(&mut inner, output))
        .collect();
    let left = inner.steps_left();
    run.go_on_with(left);
    outputs
        .into_iter()
        .map(|known| outward(id, used, &supply, known))
        .collect()
}

/// The facts and the readings of a policy that is used.
///
/// # Errors
/// One of the expressions that stand for its facts failed, or lies outside the range of its fact
/// whatever is still missing.
pub(crate) fn supply(run: &mut Run<'_>, id: UseId) -> Result<Supply, Failure> {
    let policy = run.policy;
    let used = policy.uses.at(id);
    let mut slots = Vec::with_capacity(used.facts.len());
    let mut causes = Vec::with_capacity(used.facts.len());
    let mut may_fail: Option<FactSet> = None;
    for (place, supplied) in used.facts.iter().enumerate() {
        let known = match supplied {
            Supplied::None => None,
            Supplied::Fact(fact) if policy.facts.at(*fact).optional && !run.is_given(*fact) => None,
            Supplied::Fact(fact) => Some(run.fact(*fact)),
            Supplied::Expr(expr) => {
                let known = run.expr(*expr);
                let fact = FactId::from_index(place);
                refuse_outside(used, fact, &known)?;
                if known.may_fail || !is_inside(used, fact, &known) {
                    may_fail = Some(may_fail.unwrap_or_default().union(&known.cause));
                }
                Some(known)
            }
        };
        match known {
            None => {
                slots.push(Slot::Missing);
                causes.push(FactSet::default());
            }
            Some(known) => {
                causes.push(known.cause);
                slots.push(match inward(used, known.what)? {
                    What::Exactly(value) => Slot::Given(value),
                    what => Slot::Within(what),
                });
            }
        }
    }
    let readings = used.readings.iter().map(|ours| run.choice(*ours));
    let readings = readings.collect();
    let mut facts = Facts::of_slots(slots);
    let mut fields = HashMap::new();
    for (list, _) in used.policy.lists.iter() {
        hand_over(run, used, list, &mut facts);
    }
    for (list, _) in used.policy.lists.iter() {
        leave_out(run, used, list, &mut facts, &mut fields);
    }
    Ok(Supply {
        facts,
        causes,
        fields,
        may_fail,
        readings,
    })
}

/// The elements of a list as the used policy sees them; none where the list is not given.
fn hand_over(run: &Run<'_>, used: &Use, list: ListId, facts: &mut Facts) {
    let Some(ours) = used.lists.get(list.index()) else {
        return;
    };
    let Some(count) = run.facts.elements(ours.list) else {
        return;
    };
    let element = |element: usize| -> Row {
        let values = ours.fields.iter().map(|field| {
            let slot = run.facts.field(ours.list, element, *field)?;
            match run.facts.held(slot) {
                Held::Given(value) => Some(used.inward_value(value.clone())),
                Held::Within(_) | Held::Missing => None,
            }
        });
        values.collect()
    };
    let rows: Vec<Row> = (0..count).map(element).collect();
    let fact = used.policy.lists.at(list).fact;
    facts.put(fact, Some(Value::List(list, rows.into())));
}

/// Fields of elements that are not given are unknown there as far as they are here.
fn leave_out(
    run: &Run<'_>,
    used: &Use,
    list: ListId,
    facts: &mut Facts,
    fields: &mut HashMap<SlotId, SlotId>,
) {
    let Some(ours) = used.lists.get(list.index()) else {
        return;
    };
    let declared = run.policy.lists.at(ours.list);
    for element in 0..run.facts.elements(ours.list).unwrap_or(0) {
        for (place, field) in ours.fields.iter().enumerate() {
            let here = run.facts.field(ours.list, element, *field);
            let there = facts.field(list, element, place as u16);
            let (Some(here), Some(there)) = (here, there) else {
                continue;
            };
            if matches!(run.facts.held(here), Held::Given(_)) {
                continue;
            }
            fields.insert(there, here);
            let Some(declared) = declared.fields.get(usize::from(*field)) else {
                continue;
            };
            let known = super::run::input(run.policy, run.facts, here, declared);
            let narrowed = match inward(used, known.what) {
                Ok(What::Exactly(Value::None)) | Err(_) => continue,
                Ok(What::Exactly(value)) => Slot::Given(value),
                Ok(what) => Slot::Within(what),
            };
            facts.narrow(there, narrowed);
        }
    }
}

/// A value for a fact that its declaration does not allow.
fn refuse_outside(used: &Use, id: FactId, known: &Known) -> Result<(), Failure> {
    let fact = used.policy.facts.at(id);
    let (low, high) = known.ends();
    let beyond = |end: Option<&Value>, limit: &Option<Value>, above: bool| {
        let order = end
            .zip(limit.as_ref())
            .and_then(|(end, limit)| compare(end, limit));
        order.is_some_and(|order| if above { order.is_gt() } else { order.is_lt() })
    };
    if !beyond(high, &fact.low, false) && !beyond(low, &fact.high, true) {
        return Ok(());
    }
    let words = |end: &Option<Value>| {
        end.as_ref()
            .map_or(String::new(), |v| used.policy.value_words(v))
    };
    let message = format!(
        "what stands for `{}` of `{}` lies outside {}..{}",
        fact.name,
        used.policy.name,
        words(&fact.low),
        words(&fact.high)
    );
    Err(Failure::new(codes::FACT_OUT_OF_RANGE, message))
}

/// Whether all that a value may be is what the declaration of a fact allows.
fn is_inside(used: &Use, id: FactId, known: &Known) -> bool {
    let fact = used.policy.facts.at(id);
    let (low, high) = known.ends();
    let kept = |limit: &Option<Value>, end: Option<&Value>, above: bool| match (limit, end) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(limit), Some(end)) => compare(end, limit)
            .is_some_and(|order| if above { order.is_ge() } else { order.is_le() }),
    };
    kept(&fact.low, low, true) && kept(&fact.high, high, false)
}

/// What is known of a value here, as the used policy sees it.
fn inward(used: &Use, what: What) -> Result<What, Failure> {
    Ok(match what {
        What::Exactly(value) => What::Exactly(used.inward_value(value)),
        What::OneOf(of, mask) => What::OneOf(used.inward(of), mask),
        What::SetBetween(of, must, may) => What::SetBetween(used.inward(of), must, may),
        What::Failed(failure) => return Err(*failure),
        other @ (What::Between(..) | What::Anything) => other,
    })
}

/// What the used policy knows of a value, as it is seen here.
fn outward(id: UseId, used: &Use, supply: &Supply, known: Known) -> Known {
    let what = match known.what {
        What::Exactly(value) => What::Exactly(used.outward_value(value)),
        What::OneOf(of, mask) => What::OneOf(used.outward(of), mask),
        What::SetBetween(of, must, may) => What::SetBetween(used.outward(of), must, may),
        What::Failed(mut failure) => {
            if failure.item.is_some() {
                failure.path.insert(0, id);
            }
            What::Failed(failure)
        }
        other @ (What::Between(..) | What::Anything) => other,
    };
    let known = Known {
        what,
        cause: supply.causes_of(&known.cause),
        ..known
    };
    match &supply.may_fail {
        Some(why) if known.failure().is_none() => known.or_fails(why),
        _ => known,
    }
}

impl Supply {
    /// The facts here that stand behind facts there.
    pub(crate) fn causes_of(&self, facts: &FactSet) -> FactSet {
        let mut all = FactSet::default();
        for slot in facts.iter() {
            if let Some(cause) = self.causes.get(slot.0) {
                all.absorb(cause);
            } else if let Some(field) = self.fields.get(&slot) {
                all.insert(*field);
            }
        }
        all
    }
}
