//! A decision from registers to JSON, byte for byte what the general writer writes.

use bylaws_dsl::ir::{EnumId, Id, Output, OutputKind, Policy, Type};
use bylaws_dsl::value::{Date, Money};

use crate::decision::Data;
use crate::explain::data_json;
use crate::hash::ContentHash;
use crate::program::calendar;
use crate::program::code::{Answered, Code, NONE, OPEN, Place, Reg};
use crate::program::fast;
use crate::program::machine::Machine;

/// The parts of decisions that do not change.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    /// All before the date of the decision.
    start: Vec<u8>,
    outputs: Vec<Written>,
    /// The messages as JSON.
    reasons: Vec<Vec<u8>>,
    /// Each reading's key, and its choices.
    readings: Vec<(Vec<u8>, Vec<Vec<u8>>)>,
}

#[derive(Debug)]
struct Written {
    key: Vec<u8>,
    ty: Option<Type>,
    /// The members of its enumeration as JSON, or the categories with their colon.
    names: Vec<Vec<u8>>,
}

impl Writer {
    pub(crate) fn new(policy: &Policy, code: &Code, hash: ContentHash) -> Self {
        let start = format!(
            "{{\"policy\":{},\"bundle\":{},\"as_of\":",
            text(&policy.name),
            text(&hash.to_string())
        );
        let members = |of: EnumId| {
            let members = policy.enums.at(of).members.iter();
            members
                .map(|member| text(&member.name).into_bytes())
                .collect()
        };
        let readings = policy.readings.values().map(|reading| {
            let key = format!("{}:", text(&reading.head.name));
            (key.into_bytes(), members(reading.choices))
        });
        Self {
            start: start.into_bytes(),
            outputs: policy
                .outputs
                .values()
                .map(|output| written(policy, output))
                .collect(),
            reasons: code
                .reasons
                .iter()
                .map(|(message, _)| text(message).into_bytes())
                .collect(),
            readings: readings.collect(),
        }
    }

    /// Writes the decision that the registers hold; false when a value has no form here, and
    /// what was written is to be taken back.
    pub(crate) fn write(
        &self,
        policy: &Policy,
        code: &Code,
        machine: &Machine,
        out: &mut Vec<u8>,
    ) -> bool {
        out.extend_from_slice(&self.start);
        match machine.get(code.as_of) {
            day if day > NONE && day < OPEN => quoted_date(day, out),
            _ => out.extend_from_slice(b"null"),
        }
        out.extend_from_slice(b",\"status\":\"decided\",\"outputs\":{");
        for (place, (written, answered)) in self.outputs.iter().zip(&code.outputs).enumerate() {
            if place > 0 {
                out.push(b',');
            }
            out.extend_from_slice(&written.key);
            let is_written = match answered {
                Answered::Value(place) => value(policy, code, machine, *place, written, out),
                Answered::Periods(all) => {
                    periods(machine, all, written, out);
                    true
                }
            };
            if !is_written {
                return false;
            }
        }
        out.extend_from_slice(b"},\"reasons\":[");
        let given = code.reasons.iter().zip(&self.reasons);
        let given = given.filter(|((_, given), _)| machine.get(*given) == 1);
        separated(given.map(|(_, message)| message), out);
        out.extend_from_slice(b"],\"needs\":[],\"readings\":{");
        let mut is_first = true;
        for id in fast::readings(code, machine) {
            let (Some((key, choices)), Some(register)) =
                (self.readings.get(id.index()), code.readings.get(id.index()))
            else {
                return false;
            };
            if !std::mem::take(&mut is_first) {
                out.push(b',');
            }
            out.extend_from_slice(key);
            let choice = usize::try_from(machine.get(*register)).ok();
            match choice.and_then(|choice| choices.get(choice)) {
                Some(choice) => out.extend_from_slice(choice),
                None => return false,
            }
        }
        out.extend_from_slice(b"},\"errors\":[],\"trace\":[]}");
        true
    }
}

fn written(policy: &Policy, output: &Output) -> Written {
    let members = |of: EnumId| {
        let members = policy.enums.at(of).members.iter();
        members
            .map(|member| text(&member.name).into_bytes())
            .collect()
    };
    let (ty, names) = match output.kind {
        OutputKind::Outcome => (policy.outcome.map(Type::Enum), Vec::new()),
        OutputKind::Categories => (policy.category.map(Type::Set), Vec::new()),
        OutputKind::CoveredFrom | OutputKind::CoveredThrough => {
            (Some(Type::DateOrOpen), Vec::new())
        }
        OutputKind::Define(id) => (Some(policy.defines.at(id).ty), Vec::new()),
        OutputKind::Price(_) => (Some(Type::Money), Vec::new()),
        OutputKind::Periods => {
            let names = policy.categories.values();
            let names = names.map(|c| format!("{}:", text(&c.head.name)).into_bytes());
            (None, names.collect())
        }
    };
    let names = match ty {
        Some(Type::Enum(of) | Type::Set(of)) => members(of),
        _ => names,
    };
    Written {
        key: format!("{}:", text(&output.name)).into_bytes(),
        ty,
        names,
    }
}

fn value(
    policy: &Policy,
    code: &Code,
    machine: &Machine,
    place: Place,
    written: &Written,
    out: &mut Vec<u8>,
) -> bool {
    let Some(ty) = written.ty else {
        return false;
    };
    let Place::One(register) = place else {
        // Rarer shapes go through a value.
        let value = fast::value(code, machine, place, ty);
        return general(policy, value, out);
    };
    let number = machine.get(register);
    if number == NONE {
        out.extend_from_slice(b"null");
        return true;
    }
    match ty {
        Type::Boolean if number == 0 => out.extend_from_slice(b"false"),
        Type::Boolean => out.extend_from_slice(b"true"),
        Type::Integer => out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes()),
        Type::Money => money(number, out),
        Type::Date | Type::DateOrOpen => day(number, out),
        Type::Enum(_) => {
            let name = usize::try_from(number).ok();
            match name.and_then(|name| written.names.get(name)) {
                Some(name) => out.extend_from_slice(name),
                None => return false,
            }
        }
        Type::Set(_) => {
            out.push(b'[');
            let names = written.names.iter().enumerate();
            let members = names.filter(|(place, _)| number >> place & 1 == 1);
            separated(members.map(|(_, name)| name), out);
            out.push(b']');
        }
        ty => return general(policy, fast::value(code, machine, place, ty), out),
    }
    true
}

fn general(policy: &Policy, value: Option<bylaws_dsl::value::Value>, out: &mut Vec<u8>) -> bool {
    match value {
        Some(value) => {
            out.extend_from_slice(data_json(&Data::of(policy, &value)).as_bytes());
            true
        }
        None => false,
    }
}

fn periods(machine: &Machine, all: &[[Reg; 3]], written: &Written, out: &mut Vec<u8>) {
    out.push(b'{');
    let mut is_first = true;
    for ([applies, from, through], key) in all.iter().zip(&written.names) {
        if machine.get(*applies) != 1 {
            continue;
        }
        if !std::mem::take(&mut is_first) {
            out.push(b',');
        }
        out.extend_from_slice(key);
        out.extend_from_slice(b"{\"from\":");
        day(machine.get(*from), out);
        out.extend_from_slice(b",\"through\":");
        day(machine.get(*through), out);
        out.push(b'}');
    }
    out.push(b'}');
}

fn day(day: i64, out: &mut Vec<u8>) {
    match day {
        NONE => out.extend_from_slice(b"null"),
        OPEN => out.extend_from_slice(b"\"open\""),
        day => quoted_date(day, out),
    }
}

fn quoted_date(day: i64, out: &mut Vec<u8>) {
    debug_assert!(Date::from_days(day).is_some());
    let (year, month, day) = calendar::civil(day);
    let two = |n: i64| [b'0' + (n / 10 % 10) as u8, b'0' + (n % 10) as u8];
    let ([y0, y1], [y2, y3]) = (two(year / 100), two(year % 100));
    let ([m0, m1], [d0, d1]) = (two(month), two(day));
    let quoted = [b'"', y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1, b'"'];
    out.extend_from_slice(&quoted);
}

fn money(cents: i64, out: &mut Vec<u8>) {
    if cents < 0 {
        out.push(b'-');
    }
    let cents = Money::from_cents(cents).cents().unsigned_abs();
    out.extend_from_slice(itoa::Buffer::new().format(cents / 100).as_bytes());
    let (tens, ones) = (cents / 10 % 10, cents % 10);
    out.extend_from_slice(&[b'.', b'0' + tens as u8, b'0' + ones as u8]);
}

fn separated<'p>(parts: impl Iterator<Item = &'p Vec<u8>>, out: &mut Vec<u8>) {
    for (place, part) in parts.enumerate() {
        if place > 0 {
            out.push(b',');
        }
        out.extend_from_slice(part);
    }
}

fn text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
