//! The instructions of a policy as machine code, for requests that leave every reading as it is.
//!
//! What the code tells is what the instructions tell. It may tell less: whatever is not known where
//! a choice is made, and any decision that is not known whole, is left to them. So it needs neither
//! the ways around what is unknown nor a word about it.

mod arithmetic;
mod by_date;
mod calendar;
mod emit;
mod tables;
#[cfg(test)]
mod tests;
mod value;
mod verdict;

use bylaws_dsl::ir::{Fact, Policy, Type};
use bylaws_dsl::value::Value as Constant;
use bylaws_native::{Comparison, Function, Host, compile};
use smol_str::SmolStr;

use super::code::{Answered, Code, NONE, OPEN, Op, Place, UNKNOWN};
use super::encode::{encode, scaled};
use super::machine::text_of;
use super::numbers;
use emit::Translate;
use tables::Dense;
use value::{Emit, Num, Value};

/// Longer policies are left to the instructions: their code would take long to make.
const MOST_OPS: usize = 1 << 14;

/// What the code ends with where it has told all.
const DECIDED: i64 = 1;

/// The machine code of a policy.
#[derive(Debug)]
pub(crate) struct Native {
    function: Function,
    /// So many registers come in; it writes to those behind them.
    inputs: usize,
}

/// The machine code of a policy; none when some instruction has none.
pub(crate) fn native(policy: &Policy, code: &Code) -> Result<Native, String> {
    possible(code)?;
    let mut arrays = Vec::new();
    let tables = code.tables.iter();
    let dense: Vec<_> = tables.map(|table| Dense::of(table, &mut arrays)).collect();
    let outputs = code.registers.saturating_sub(code.inputs);
    let function = compile(code.inputs, outputs, arrays, |writer| {
        let mut emit = Emit::new(writer);
        let start = start(policy, code, &mut emit);
        let mut translate = Translate::new(emit, code, &dense, start);
        if translate.ops() {
            translate.verdict();
        }
        translate.emit.finish();
    });
    Ok(Native {
        function: function.map_err(|refused| refused.to_string())?,
        inputs: code.inputs,
    })
}

impl Native {
    /// Decides the request that is in the registers; false where it is left to the instructions.
    #[inline]
    pub(crate) fn decide(&self, code: &Code, registers: &mut [i64], texts: &[SmolStr]) -> bool {
        let Some((inputs, rest)) = registers.split_at_mut_checked(self.inputs) else {
            return false;
        };
        let host = Asked { code, texts };
        self.function.call(inputs, rest, &host) == Some(DECIDED)
    }

    /// The size of the machine code in bytes.
    pub(crate) fn size(&self) -> usize {
        self.function.size()
    }
}

/// Whether all instructions have machine code, and what stands in the way.
fn possible(code: &Code) -> Result<(), String> {
    if code.ops.len() > MOST_OPS {
        return Err(format!("it has {} instructions", code.ops.len()));
    }
    for (at, op) in code.ops.iter().enumerate() {
        match *op {
            Op::Jump { to }
            | Op::JumpIfFalse { to, .. }
            | Op::JumpIfTrue { to, .. }
            | Op::JumpUnlessTrue { to, .. }
            | Op::JumpUnlessFalse { to, .. }
                if to as usize <= at =>
            {
                return Err("it goes through lists".to_owned());
            }
            Op::Field { .. } | Op::Next { .. } => return Err("it goes through lists".to_owned()),
            Op::Wide { .. }
            | Op::WideMove { .. }
            | Op::WideAdd { .. }
            | Op::WideSubtract { .. }
            | Op::WideMultiply { .. }
            | Op::WideDivide { .. }
            | Op::WideNegate { .. }
            | Op::WideExtreme { .. }
            | Op::WideCompare { .. }
            | Op::WideRound { .. }
            | Op::WideWhole { .. }
            | Op::WideMoney { .. }
            | Op::WideSticky { .. }
            | Op::WideUnknownWith { .. } => {
                return Err("it computes with decimals of 28 digits".to_owned());
            }
            _ => {}
        }
    }
    let has_register = |answered: &Answered| match answered {
        Answered::Value(place) => !matches!(place, Place::Wide(_) | Place::Nowhere),
        Answered::Periods(_) => true,
    };
    if !code.outputs.iter().all(has_register) {
        return Err("it answers with a decimal of 28 digits".to_owned());
    }
    Ok(())
}

/// What each register begins with: what the request puts there, the usual readings, constants.
fn start(policy: &Policy, code: &Code, emit: &mut Emit<'_, '_>) -> Vec<Value> {
    let constants = code.start.iter().map(|number| Value::start(*number));
    let mut start: Vec<Value> = constants.collect();
    let mut load = |emit: &mut Emit<'_, '_>, register: u16, fact: Option<&Fact>, digits: u8| {
        let register = usize::from(register);
        let raw = Num::In(emit.writer.input(register));
        let known = emit.compare(Comparison::NotEqual, raw, Num::Is(UNKNOWN));
        let number = match fact {
            Some(fact) if fact.optional => raw,
            Some(fact) if fact.ty == Type::Boolean => {
                emit.compare(Comparison::Equal, raw, Num::Is(1)).into()
            }
            Some(fact) => emit.within(raw, range(policy, fact, digits)),
            None => raw,
        };
        if let Some(place) = start.get_mut(register) {
            *place = Value { number, known };
        }
    };
    for (fact, input) in policy.facts.values().zip(&code.facts) {
        match input.place {
            Place::One(register) => load(emit, register, Some(fact), 0),
            Place::Scaled(register, digits) => load(emit, register, Some(fact), digits),
            Place::Two(register) => {
                load(emit, register, None, 0);
                load(emit, register.wrapping_add(1), None, 0);
            }
            Place::Wide(_) | Place::Nowhere => {}
        }
    }
    load(emit, code.asked_day, None, 0);
    for (register, choice) in code.readings.iter().zip(&code.usual) {
        if let Some(place) = start.get_mut(usize::from(*register)) {
            *place = Value::known(Num::Is(i64::from(*choice)));
        }
    }
    start
}

/// The least and the most that a fact is, as registers hold it.
fn range(policy: &Policy, fact: &Fact, digits: u8) -> Option<(i64, i64)> {
    let (low, high) = match fact.ty {
        Type::Date => (calendar::FIRST, calendar::LAST),
        Type::DateOrOpen => (calendar::FIRST, OPEN),
        Type::Enum(of) => (0, policy.enums.at(of).members.len() as i64 - 1),
        Type::Integer | Type::Money | Type::Decimal | Type::Percent => (NONE + 1, i64::MAX),
        _ => return None,
    };
    let end = |end: &Option<Constant>, natural: i64| match end {
        Some(Constant::Decimal(d) | Constant::Percent(d)) => scaled(*d, digits),
        Some(value) => encode(value),
        None => Some(natural),
    };
    Some((end(&fact.low, low)?, end(&fact.high, high)?))
}

/// Answers what machine code has no words for.
struct Asked<'m> {
    code: &'m Code,
    texts: &'m [SmolStr],
}

impl Host for Asked<'_> {
    fn answer(&self, question: u32, arguments: &[i64]) -> i64 {
        self.result(question, arguments).unwrap_or(UNKNOWN)
    }
}

impl<'m> Asked<'m> {
    fn text(&self, number: i64) -> Option<&'m str> {
        text_of(self.code, self.texts, number)
    }

    /// The result of an instruction by its place; none where it is not known.
    fn result(&self, at: u32, arguments: &[i64]) -> Option<i64> {
        let code = self.code;
        let argument = |place: usize| arguments.get(place).copied().unwrap_or(UNKNOWN);
        let op = *code.ops.get(at as usize)?;
        if let Op::Find { table, .. } = op {
            let table = code.tables.get(usize::from(table))?;
            return table.find(argument, |number| self.text(number));
        }
        if arguments.contains(&UNKNOWN) {
            return None;
        }
        let (a, b) = (argument(0), argument(1));
        match op {
            Op::HasRow { table, .. } => {
                Some(i64::from(code.tables.get(usize::from(table))?.has_row(a)))
            }
            Op::Answer { result, table, .. } => {
                Some(code.tables.get(usize::from(table))?.answer(a, result))
            }
            Op::TextEqual { .. } => Some(i64::from(a == b || self.text(a) == self.text(b))),
            Op::InCodes { codes, .. } => {
                let codes = code.codes.get(usize::from(codes))?;
                Some(i64::from(codes.contains(self.text(a)?)))
            }
            Op::On { timeline, .. } => Some(code.timelines.get(usize::from(timeline))?.on(a)),
            Op::Quotient { way, .. } => numbers::quotient(a, b, way.digits(), way.way()),
            Op::CompareDurations { op, .. } => {
                let days = (argument(1), argument(3));
                Some(numbers::compare_durations(op, (a, argument(2)), days))
            }
            _ => None,
        }
    }
}
