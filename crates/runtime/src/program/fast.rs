//! A request through the code of a policy: facts in, and the answer if the code can tell it.

use bylaws_dsl::ir::{Id, ListId, Policy, ReadingId, Type};
use bylaws_dsl::value::{Date, Decimal, Value};
use smol_str::SmolStr;

use super::code::{Answered, Code, Input, NONE, Place, UNKNOWN};
use super::encode::{decode, encode, scaled};
use super::machine::Machine;
use super::native::Native;
use crate::facts::{Facts, Held};

/// How far the code came with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Every output is known, and every message.
    Decided,
    /// The same, but whether the facts keep the assumptions of the policy is not known.
    Unassured,
    /// Something hangs on what the code cannot tell.
    Open,
}

/// Takes in the facts of a request; false when one does not fit a register.
pub(crate) fn take_in(
    code: &Code,
    machine: &mut Machine,
    policy: &Policy,
    facts: &Facts,
    readings: &[u16],
    as_of: Option<Date>,
) -> bool {
    machine.clear(code);
    let ids = policy.facts.iter().zip(&code.facts);
    for ((id, fact), input) in ids {
        match facts.held(id.into()) {
            Held::Missing => {}
            Held::Within(_) => return false,
            Held::Given(_) if matches!(fact.ty, Type::List(_)) => {}
            Held::Given(value) => {
                let Some(numbers) = numbers(code, machine, *input, value) else {
                    return false;
                };
                put(machine, input.place, numbers);
            }
        }
    }
    for (place, list) in code.lists.iter().enumerate() {
        let id = ListId::from_index(place);
        let Some(count) = facts.elements(id) else {
            continue;
        };
        machine.set(list.length, count as i64);
        for (field, input) in list.fields.iter().enumerate() {
            for element in 0..count {
                let slot = facts.field(id, element, field as u16);
                let number = match slot.map(|slot| facts.held(slot)) {
                    Some(Held::Given(value)) => match numbers(code, machine, *input, value) {
                        Some(numbers) => numbers,
                        None => return false,
                    },
                    Some(Held::Missing) => [input.missing; 2],
                    _ => return false,
                };
                push(machine, input.place, number);
            }
        }
    }
    choose(code, machine, readings, as_of);
    true
}

/// Takes in what a request chooses besides its facts.
pub(crate) fn choose(code: &Code, machine: &mut Machine, readings: &[u16], as_of: Option<Date>) {
    machine.choose(code, readings);
    if let Some(day) = as_of {
        machine.set(code.asked_day, i64::from(day.days()));
    }
}

/// The numbers that stand for a value in its one or two registers.
pub(crate) fn numbers(
    code: &Code,
    machine: &mut Machine,
    input: Input,
    value: &Value,
) -> Option<[i64; 2]> {
    Some(match (input.place, value) {
        (Place::One(_), Value::Text(text)) => [machine.text(code, text); 2],
        (Place::One(_), value) => [encode(value)?; 2],
        (Place::Scaled(_, digits), Value::Decimal(d) | Value::Percent(d)) => {
            [scaled(*d, digits)?; 2]
        }
        (Place::Two(_), Value::Duration(d)) => [i64::from(d.months), i64::from(d.days)],
        (_, Value::None) => [NONE; 2],
        _ => return None,
    })
}

pub(crate) fn put(machine: &mut Machine, place: Place, [first, second]: [i64; 2]) {
    match place {
        Place::One(register) | Place::Scaled(register, _) => machine.set(register, first),
        Place::Two(register) => {
            machine.set(register, first);
            machine.set(register.wrapping_add(1), second);
        }
        Place::Wide(_) | Place::Nowhere => {}
    }
}

/// Puts a field of one more element into the columns of its list.
pub(crate) fn push(machine: &mut Machine, place: Place, [first, second]: [i64; 2]) {
    let mut add = |column: u16, number| {
        if let Some(column) = machine.column(usize::from(column)) {
            column.push(number);
        }
    };
    match place {
        Place::One(column) | Place::Scaled(column, _) => add(column, first),
        Place::Two(column) => {
            add(column, first);
            add(column.wrapping_add(1), second);
        }
        Place::Wide(_) | Place::Nowhere => {}
    }
}

/// Runs the code on the request that was taken in, as machine code where there is some.
#[inline]
pub(crate) fn run(code: &Code, native: Option<&Native>, machine: &mut Machine) -> Verdict {
    match native {
        Some(native) if machine.run_native(code, native) => Verdict::Decided,
        _ => interpret(code, machine),
    }
}

fn interpret(code: &Code, machine: &mut Machine) -> Verdict {
    if !machine.run(code) {
        return Verdict::Open;
    }
    let known = code.outputs.iter().all(|output| match output {
        Answered::Value(place) => is_known(machine, *place),
        Answered::Periods(periods) => periods.iter().all(|[applies, from, through]| match machine
            .get(*applies)
        {
            0 => true,
            1 => machine.get(*from) != UNKNOWN && machine.get(*through) != UNKNOWN,
            _ => false,
        }),
    });
    let told = code
        .reasons
        .iter()
        .all(|(_, given)| machine.get(*given) != UNKNOWN);
    let rests = code.rests.is_none_or(|rests| machine.get(rests) != UNKNOWN);
    if !(known && told && rests) {
        return Verdict::Open;
    }
    let mut verdict = Verdict::Decided;
    for kept in &code.assumptions {
        match machine.get(*kept) {
            1 => {}
            0 => return Verdict::Open,
            _ => verdict = Verdict::Unassured,
        }
    }
    verdict
}

fn is_known(machine: &Machine, place: Place) -> bool {
    match place {
        Place::One(register) | Place::Scaled(register, _) => machine.get(register) != UNKNOWN,
        Place::Two(register) => {
            let first = machine.get(register);
            first == NONE || first != UNKNOWN && machine.get(register.wrapping_add(1)) != UNKNOWN
        }
        Place::Wide(register) => machine.wide(register).is_some(),
        Place::Nowhere => false,
    }
}

/// The value in a place.
pub(crate) fn value(code: &Code, machine: &Machine, place: Place, ty: Type) -> Option<Value> {
    match place {
        Place::One(register) => match (ty, machine.get(register)) {
            (Type::Text, number) if number != NONE => machine
                .text_of(code, number)
                .map(|text| Value::Text(text.into())),
            (_, number) => decode(number, ty),
        },
        Place::Scaled(register, digits) => match machine.get(register) {
            NONE => Some(Value::None),
            number => {
                let number = i128::from(number);
                decimal(
                    Decimal::try_from_i128_with_scale(number, u32::from(digits)).ok()?,
                    ty,
                )
            }
        },
        Place::Wide(register) => decimal(machine.wide(register)?, ty),
        Place::Two(register) => {
            let (first, second) = (machine.get(register), machine.get(register.wrapping_add(1)));
            two(first, second, ty)
        }
        Place::Nowhere => None,
    }
}

fn decimal(number: Decimal, ty: Type) -> Option<Value> {
    match ty {
        Type::Decimal => Some(Value::Decimal(number)),
        Type::Percent => Some(Value::Percent(number)),
        _ => None,
    }
}

fn two(first: i64, second: i64, ty: Type) -> Option<Value> {
    if first == NONE {
        return Some(Value::None);
    }
    Some(match ty {
        Type::Duration => Value::Duration(bylaws_dsl::value::Duration {
            months: i32::try_from(first).ok()?,
            days: i32::try_from(second).ok()?,
        }),
        Type::Window => Value::Window(Date::from_days(first)?, Date::from_days(second)?),
        _ => return None,
    })
}

/// The messages that are given, in the order of the policy.
pub(crate) fn reasons<'c>(
    code: &'c Code,
    machine: &'c Machine,
) -> impl Iterator<Item = &'c SmolStr> {
    let given = code
        .reasons
        .iter()
        .filter(|(_, given)| machine.get(*given) == 1);
    given.map(|(message, _)| message)
}

/// The readings that the decision rests on.
pub(crate) fn readings<'c>(
    code: &'c Code,
    machine: &Machine,
) -> impl Iterator<Item = ReadingId> + use<'c> {
    let bits = code.rests.map_or(0, |rests| machine.get(rests));
    let numbers = 0..code.readings.len();
    numbers
        .filter(move |number| bits >> number & 1 == 1)
        .map(ReadingId::from_index)
}

/// Writes a field of the last element over what stands there.
pub(crate) fn replace_last(machine: &mut Machine, place: Place, [first, second]: [i64; 2]) {
    let mut replace = |column: u16, number| {
        let column = machine.column(usize::from(column));
        if let Some(last) = column.and_then(|column| column.last_mut()) {
            *last = number;
        }
    };
    match place {
        Place::One(column) | Place::Scaled(column, _) => replace(column, first),
        Place::Two(column) => {
            replace(column, first);
            replace(column.wrapping_add(1), second);
        }
        Place::Wide(_) | Place::Nowhere => {}
    }
}
