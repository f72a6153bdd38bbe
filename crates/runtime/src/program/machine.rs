//! Goes through the instructions of a policy for one request.

use bylaws_dsl::ir::CompareOp;
use bylaws_dsl::value::{Date, Decimal};
use smol_str::SmolStr;

use super::calendar;
use super::code::{Code, DatePart, NONE, OPEN, Op, Reg, UNKNOWN, Way};
use super::native::Native;
use super::numbers;
use super::wides::Wides;

/// So many registers are enough for most policies; they lie on two pages.
const FEW: usize = 1 << 9;
/// As many as instructions can name.
const MANY: usize = 1 << 16;

/// So many elements are gone through here; beyond them the general evaluator counts.
const MOST_STEPS: u32 = 100_000;

/// The state of decisions, one after the other. It belongs to one thread at a time.
#[derive(Debug)]
pub(crate) struct Machine {
    registers: Vec<i64>,
    wides: Vec<Option<Decimal>>,
    /// The texts of the request, numbered behind those of the policy.
    texts: Vec<SmolStr>,
    /// The fields of elements of lists, column by column.
    columns: Vec<Vec<i64>>,
    /// What registers hold before a request comes in.
    inputs: usize,
    /// Whether the request leaves all readings as they usually are.
    is_usual: bool,
    /// How many decisions machine code told.
    pub(crate) native: u64,
}

/// The facts of a request as numbers in their slots, ready to be decided any number of times by
/// the policy that they were made for.
#[derive(Clone, Debug)]
pub struct Slots {
    registers: Box<[i64]>,
    texts: Vec<SmolStr>,
    columns: Vec<Vec<i64>>,
    is_usual: bool,
}

impl Machine {
    /// What was taken in, to be loaded again.
    pub(crate) fn slots(&self) -> Slots {
        let inputs = self.registers.get(..self.inputs).unwrap_or_default();
        Slots {
            registers: inputs.into(),
            texts: self.texts.clone(),
            columns: self.columns.clone(),
            is_usual: self.is_usual,
        }
    }

    /// Takes in what was taken in before.
    #[inline]
    pub(crate) fn load(&mut self, slots: &Slots) {
        let inputs = self.registers.get_mut(..slots.registers.len());
        if let Some(inputs) = inputs {
            inputs.copy_from_slice(&slots.registers);
        }
        if !(slots.texts.is_empty() && self.texts.is_empty()) {
            self.texts.clone_from(&slots.texts);
        }
        if !slots.columns.is_empty() {
            self.columns.clone_from(&slots.columns);
        }
        self.is_usual = slots.is_usual;
    }

    pub(crate) fn new(code: &Code) -> Self {
        let size = if code.registers <= FEW { FEW } else { MANY };
        let mut registers = code.start.clone();
        registers.resize(size, UNKNOWN);
        Self {
            registers,
            wides: code.wide_start.clone(),
            texts: Vec::new(),
            columns: vec![Vec::new(); code.columns],
            inputs: code.inputs,
            is_usual: false,
            native: 0,
        }
    }

    /// Forgets the request before.
    pub(crate) fn clear(&mut self, code: &Code) {
        let inputs = self.registers.get_mut(..self.inputs);
        if let Some((inputs, start)) = inputs.zip(code.start.get(..self.inputs)) {
            inputs.copy_from_slice(start);
        }
        self.texts.clear();
        for column in &mut self.columns {
            column.clear();
        }
    }

    pub(crate) fn get(&self, register: Reg) -> i64 {
        let value = self.registers.get(usize::from(register));
        value.copied().unwrap_or(UNKNOWN)
    }

    pub(crate) fn set(&mut self, register: Reg, value: i64) {
        if let Some(place) = self.registers.get_mut(usize::from(register)) {
            *place = value;
        }
    }

    pub(crate) fn wide(&self, register: u16) -> Option<Decimal> {
        self.wides.get(usize::from(register)).copied().flatten()
    }

    /// Takes in a text of the request; gives what stands for it in a register.
    pub(crate) fn text(&mut self, code: &Code, text: &str) -> i64 {
        self.texts.push(text.into());
        (code.texts.len() + self.texts.len() - 1) as i64
    }

    /// The text that a register stands for.
    pub(crate) fn text_of<'m>(&'m self, code: &'m Code, number: i64) -> Option<&'m str> {
        text_of(code, &self.texts, number)
    }

    /// The values of one field, element by element.
    pub(crate) fn column(&mut self, column: usize) -> Option<&mut Vec<i64>> {
        self.columns.get_mut(column)
    }

    /// Takes in what is chosen for the readings.
    pub(crate) fn choose(&mut self, code: &Code, readings: &[u16]) {
        for (register, choice) in code.readings.iter().zip(readings) {
            self.set(*register, i64::from(*choice));
        }
        self.is_usual = code.usual == readings;
    }

    /// Lets machine code decide the request that was taken in. False where it is left to the
    /// instructions.
    #[inline]
    pub(crate) fn run_native(&mut self, code: &Code, native: &Native) -> bool {
        let told = self.is_usual && native.decide(code, &mut self.registers, &self.texts);
        self.native += u64::from(told);
        told
    }

    /// Runs the code on the request that was taken in. False when a limit was met, and nothing is
    /// known.
    pub(crate) fn run(&mut self, code: &Code) -> bool {
        let rest = Rest {
            wides: &mut self.wides,
            texts: &self.texts,
            columns: &self.columns,
        };
        if let Ok(registers) = <&mut [i64; FEW]>::try_from(self.registers.as_mut_slice()) {
            return run(code, registers, rest);
        }
        match <&mut [i64; MANY]>::try_from(self.registers.as_mut_slice()) {
            Ok(registers) => run(code, registers, rest),
            Err(_) => false,
        }
    }
}

/// What instructions reach besides registers.
struct Rest<'m> {
    wides: &'m mut Vec<Option<Decimal>>,
    texts: &'m [SmolStr],
    columns: &'m [Vec<i64>],
}

pub(crate) fn text_of<'m>(code: &'m Code, texts: &'m [SmolStr], number: i64) -> Option<&'m str> {
    let number = usize::try_from(number).ok()?;
    let own = code.texts.get(number);
    let text = own.or_else(|| texts.get(number.checked_sub(code.texts.len())?));
    text.map(SmolStr::as_str)
}

/// Registers by their numbers; the mask keeps every number within.
pub(super) struct Registers<'m, const N: usize>(&'m mut [i64; N]);

impl<const N: usize> Registers<'_, N> {
    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "the mask keeps it within")]
    pub(super) fn get(&self, register: Reg) -> i64 {
        self.0[usize::from(register) & (N - 1)]
    }

    #[inline(always)]
    #[expect(clippy::indexing_slicing, reason = "the mask keeps it within")]
    pub(super) fn set(&mut self, register: Reg, value: i64) {
        self.0[usize::from(register) & (N - 1)] = value;
    }

    /// A function of one value that is known.
    #[inline(always)]
    fn one(&mut self, to: Reg, a: Reg, function: impl FnOnce(i64) -> Option<i64>) {
        let a = self.get(a);
        let value = if a == UNKNOWN { None } else { function(a) };
        self.set(to, value.unwrap_or(UNKNOWN));
    }

    /// A function of two values that are known.
    #[inline(always)]
    fn two(&mut self, to: Reg, a: Reg, b: Reg, function: impl FnOnce(i64, i64) -> Option<i64>) {
        let (a, b) = (self.get(a), self.get(b));
        let unknown = (a == UNKNOWN) | (b == UNKNOWN);
        let value = if unknown { None } else { function(a, b) };
        self.set(to, value.unwrap_or(UNKNOWN));
    }

    #[inline(always)]
    fn test(&mut self, to: Reg, a: Reg, b: Reg, test: impl FnOnce(i64, i64) -> bool) {
        let (a, b) = (self.get(a), self.get(b));
        let unknown = (a == UNKNOWN) | (b == UNKNOWN);
        let value = if unknown {
            UNKNOWN
        } else {
            i64::from(test(a, b))
        };
        self.set(to, value);
    }
}

/// A result that is not taken for one of the marks.
#[inline(always)]
pub(super) fn real(value: i64) -> Option<i64> {
    if value > NONE { Some(value) } else { None }
}

fn run<const N: usize>(code: &Code, registers: &mut [i64; N], other: Rest<'_>) -> bool {
    let ops = code.ops.as_slice();
    let mut r = Registers(registers);
    let mut at = 0usize;
    let mut steps = 0u32;
    while let Some(op) = ops.get(at) {
        at += 1;
        match *op {
            Op::Move { to, from } => r.set(to, r.get(from)),
            Op::Jump { to } => at = to as usize,
            Op::JumpIfFalse { when, to } => {
                if r.get(when) == 0 {
                    at = to as usize;
                }
            }
            Op::JumpIfTrue { when, to } => {
                if r.get(when) == 1 {
                    at = to as usize;
                }
            }
            Op::JumpUnlessTrue { when, to } => {
                if r.get(when) != 1 {
                    at = to as usize;
                }
            }
            Op::JumpUnlessFalse { when, to } => {
                if r.get(when) != 0 {
                    at = to as usize;
                }
            }
            Op::Not { to, a } => r.one(to, a, |a| Some(a ^ 1)),
            Op::And { to, a, b } => {
                let (a, b) = (r.get(a), r.get(b));
                // As numbers no, yes and unknown are 0, 1 and the least of all.
                r.set(to, if (a == 0) | (b == 0) { 0 } else { a.min(b) });
            }
            Op::Or { to, a, b } => {
                let (a, b) = (r.get(a), r.get(b));
                r.set(to, if (a == 1) | (b == 1) { 1 } else { a.min(b) });
            }
            Op::Equal { to, a, b } => r.test(to, a, b, |a, b| a == b),
            Op::NotEqual { to, a, b } => r.test(to, a, b, |a, b| a != b),
            Op::Less { to, a, b } => r.test(to, a, b, |a, b| a < b),
            Op::LessEqual { to, a, b } => r.test(to, a, b, |a, b| a <= b),
            Op::CompareNone { op, to, a, b } => r.test(to, a, b, |a, b| {
                if a > NONE && b > NONE {
                    op.holds(a.cmp(&b))
                } else if op == CompareOp::NotEqual {
                    a != b
                } else {
                    a == b
                }
            }),
            Op::CompareDurations { op, to, a, b } => {
                let months = (r.get(a), r.get(b));
                let days = (r.get(a.wrapping_add(1)), r.get(b.wrapping_add(1)));
                r.set(to, numbers::compare_durations(op, months, days));
            }
            Op::TextEqual { to, a, b } => r.test(to, a, b, |a, b| {
                a == b || text_of(code, other.texts, a) == text_of(code, other.texts, b)
            }),
            Op::Includes { to, set, member } => {
                r.test(to, set, member, |set, member| {
                    (set >> (member & 63)) & 1 == 1
                });
            }
            Op::IncludesAll { to, set, subset } => r.test(to, set, subset, |a, b| b & !a == 0),
            Op::Insert { to, member } => r.two(to, to, member, |set, member| {
                real(set | (1i64 << (member & 63)))
            }),
            Op::IsEmpty { to, set } => r.one(to, set, |set| Some(i64::from(set == 0))),
            Op::IsGiven { to, a } => r.one(to, a, |a| Some(i64::from(a != NONE))),
            Op::OrElse { to, a, b } => {
                let a = r.get(a);
                r.set(to, if a == NONE { r.get(b) } else { a });
            }
            Op::Some { to, a } => r.one(to, a, real),
            Op::Add { to, a, b } => r.two(to, a, b, |a, b| a.checked_add(b).and_then(real)),
            Op::Subtract { to, a, b } => r.two(to, a, b, |a, b| a.checked_sub(b).and_then(real)),
            Op::Multiply { to, a, b } => r.two(to, a, b, |a, b| a.checked_mul(b).and_then(real)),
            Op::Negate { to, a } => r.one(to, a, |a| a.checked_neg().and_then(real)),
            Op::Scale { digits, to, a } => r.one(to, a, |a| {
                a.checked_mul(numbers::power(digits)?).and_then(real)
            }),
            Op::Round { way, to, a } => {
                r.one(to, a, |a| {
                    numbers::round(i128::from(a), way.digits(), way.way())
                });
            }
            Op::Floor { digits, to, a } => {
                r.one(to, a, |a| real(a.div_euclid(numbers::power(digits)?)));
            }
            Op::Ceil { digits, to, a } => r.one(to, a, |a| {
                let by = numbers::power(digits)?;
                real(a.div_euclid(by) + i64::from(a.rem_euclid(by) != 0))
            }),
            Op::Portion { way, to, a, b } => r.two(to, a, b, |a, b| {
                numbers::portion(a, b, way.digits(), way.way())
            }),
            Op::Quotient { way, to, a, b } => r.two(to, a, b, |a, b| {
                numbers::quotient(a, b, way.digits(), way.way())
            }),
            Op::Min { to, a, b } => r.two(to, a, b, |a, b| Some(a.min(b))),
            Op::Max { to, a, b } => r.two(to, a, b, |a, b| Some(a.max(b))),
            Op::NotBelow { to, a, limit } => r.two(to, a, limit, |a, low| (a >= low).then_some(a)),
            Op::NotAbove { to, a, limit } => {
                r.two(to, a, limit, |a, high| (a <= high).then_some(a));
            }
            Op::UnknownWith { to, a } => {
                if r.get(a) == UNKNOWN {
                    r.set(to, UNKNOWN);
                }
            }
            Op::AddDays { to, date, days } => r.two(to, date, days, |date, days| {
                if date == OPEN {
                    return Some(OPEN);
                }
                calendar::within(date.checked_add(days)?)
            }),
            Op::AddMonths {
                end,
                to,
                date,
                months,
            } => r.two(to, date, months, |date, months| {
                if date == OPEN || months == 0 {
                    return Some(date);
                }
                calendar::add_months(date, months, end)
            }),
            Op::Between { unit, to, a, b } => r.two(to, a, b, |a, b| calendar::between(unit, a, b)),
            Op::DatePart { part, to, a } => r.one(to, a, |a| date_part(part, a)),
            Op::InForce { to, day, period } => r.one(to, day, |day| {
                let period = code.periods.get(usize::from(period))?;
                Some(i64::from(period.contains(Date::from_days(day)?)))
            }),
            Op::On { to, day, timeline } => r.one(to, day, |day| {
                Some(code.timelines.get(usize::from(timeline))?.on(day))
            }),
            Op::Find {
                to,
                table,
                arguments,
            } => {
                let leaf = code.tables.get(usize::from(table)).and_then(|table| {
                    let arguments = code.arguments.get(usize::from(arguments)..)?;
                    let argument = |column: usize| {
                        arguments
                            .get(column)
                            .map_or(UNKNOWN, |register| r.get(*register))
                    };
                    table.find(argument, |text| text_of(code, other.texts, text))
                });
                r.set(to, leaf.unwrap_or(UNKNOWN));
            }
            Op::HasRow { to, leaf, table } => r.one(to, leaf, |leaf| {
                let table = code.tables.get(usize::from(table))?;
                Some(i64::from(table.has_row(leaf)))
            }),
            Op::Answer {
                result,
                to,
                leaf,
                table,
            } => r.one(to, leaf, |leaf| {
                Some(code.tables.get(usize::from(table))?.answer(leaf, result))
            }),
            Op::InCodes { to, text, codes } => r.one(to, text, |text| {
                let codes = code.codes.get(usize::from(codes))?;
                Some(i64::from(codes.contains(text_of(code, other.texts, text)?)))
            }),
            Op::Agree { to, have, a } => {
                let a = r.get(a);
                let agreed = match r.get(have) {
                    0 => a,
                    _ if r.get(to) == a => a,
                    _ => UNKNOWN,
                };
                r.set(to, agreed);
                r.set(have, 1);
            }
            Op::InsertIf { member, to, truth } => {
                let bit = 1i64 << (member & 63);
                match r.get(truth) {
                    0 => {}
                    1 if r.get(to) != UNKNOWN => {
                        r.set(to, real(r.get(to) | bit).unwrap_or(UNKNOWN));
                    }
                    _ => r.set(to, UNKNOWN),
                }
            }
            Op::Combine { way, to, have, a } => {
                let (before, a) = (r.get(to), r.get(a));
                let value = if r.get(have) == 0 {
                    a
                } else if (before == UNKNOWN) | (a == UNKNOWN) {
                    UNKNOWN
                } else {
                    match way {
                        Way::First => before,
                        Way::Smallest => before.min(a),
                        Way::Largest => before.max(a),
                    }
                };
                r.set(to, value);
            }
            Op::Rest {
                deciding,
                to,
                part,
                rests,
            } => {
                let value = match r.get(part) {
                    UNKNOWN => UNKNOWN,
                    part => rest(r.get(to), part == i64::from(deciding), r.get(rests)),
                };
                r.set(to, value);
            }
            Op::Certain { to, a, certain } => {
                let is = r.get(a) != UNKNOWN || r.get(certain) == 1;
                r.set(to, i64::from(is));
            }
            Op::Settle {
                truth,
                to,
                a,
                certain,
            } => {
                let value = match (r.get(a), r.get(certain)) {
                    (UNKNOWN, 1) => i64::from(truth),
                    (value, _) => value,
                };
                r.set(to, value);
            }
            Op::Union { to, a, b } => r.set(to, union(r.get(a), r.get(b))),
            Op::Field {
                to,
                column,
                element,
            } => {
                let column = other.columns.get(usize::from(column));
                let value = column.and_then(|column| {
                    let element = usize::try_from(r.get(element)).ok()?;
                    column.get(element).copied()
                });
                r.set(to, value.unwrap_or(UNKNOWN));
            }
            Op::Next { element } => {
                steps += 1;
                if steps > MOST_STEPS {
                    return false;
                }
                r.set(element, r.get(element).wrapping_add(1));
            }
            op => {
                let mut wides = Wides(other.wides);
                wides.run(op, &mut r);
            }
        }
    }
    true
}

/// What a connection rests on after one more part.
#[inline(always)]
fn rest(so_far: i64, decides: bool, part: i64) -> i64 {
    if decides && so_far != UNKNOWN {
        part
    } else {
        union(so_far, part)
    }
}

/// What both rest on; unknown where one of the two is.
#[inline(always)]
fn union(a: i64, b: i64) -> i64 {
    if (a == UNKNOWN) | (b == UNKNOWN) {
        UNKNOWN
    } else {
        a | b
    }
}

fn date_part(part: DatePart, day: i64) -> Option<i64> {
    if day == OPEN {
        return None;
    }
    let date = Date::from_days(day)?;
    let (year, month, day) = date.ymd();
    Some(match part {
        DatePart::Day => i64::from(day),
        DatePart::Month => i64::from(month),
        DatePart::Year => i64::from(year),
        DatePart::FirstOfMonth => i64::from(date.first_of_month().days()),
        DatePart::LastOfMonth => i64::from(date.last_day_of_month().days()),
    })
}
