//! The code of a policy, instruction by instruction.

use std::collections::BTreeMap;

use bylaws_native::{Block, Comparison, Variable, Writer};

use super::arithmetic::Exact;
use super::tables::Dense;
use super::value::{Bool, Emit, NO, Num, Proven, Value, YES};
use crate::program::code::{Code, NONE, Op, Reg, UNKNOWN, Way};

/// Where jumps arrive: the block, and what is proven whichever of them is taken.
type Arrivals = BTreeMap<usize, (Block, Proven)>;

/// Writes what instructions do, one after the other.
pub(super) struct Translate<'c, 'w, 'f> {
    pub(super) emit: Emit<'w, 'f>,
    pub(super) code: &'c Code,
    pub(super) dense: &'c [Option<Dense>],
    registers: Vec<Variable>,
    arrivals: Arrivals,
    /// Whether the code that is being written is ever come to.
    is_reached: bool,
    at: usize,
}

impl<'c, 'w, 'f> Translate<'c, 'w, 'f> {
    /// `start` is what each register begins with.
    pub(super) fn new(
        mut emit: Emit<'w, 'f>,
        code: &'c Code,
        dense: &'c [Option<Dense>],
        start: Vec<Value>,
    ) -> Self {
        let variable = |value: Value| {
            let (number, known) = (emit.number(value.number), emit.truth(value.known));
            emit.writer.variable(number, known)
        };
        let registers = start.into_iter().map(variable).collect();
        Self {
            emit,
            code,
            dense,
            registers,
            arrivals: Arrivals::new(),
            is_reached: true,
            at: 0,
        }
    }

    /// Everything up to the end; false where the end is never come to.
    pub(super) fn ops(&mut self) -> bool {
        for (at, op) in self.code.ops.iter().enumerate() {
            self.at = at;
            self.arrive(at);
            if self.is_reached {
                self.op(*op);
            }
        }
        self.arrive(self.code.ops.len());
        self.is_reached
    }

    /// Begins the block that jumps to this instruction arrive at, if there are any.
    fn arrive(&mut self, at: usize) {
        let Some((block, proven)) = self.arrivals.remove(&at) else {
            return;
        };
        let proven = if self.is_reached {
            self.emit.writer.jump(block);
            both(proven, &self.emit.proven)
        } else {
            proven
        };
        self.emit.writer.begin(block);
        self.emit.proven = proven;
        self.is_reached = true;
    }

    /// The block at an instruction further on, to be jumped to with what is proven now.
    fn target(&mut self, to: u32) -> Block {
        let to = to as usize;
        if let Some((block, proven)) = self.arrivals.get_mut(&to) {
            *proven = both(std::mem::take(proven), &self.emit.proven);
            return *block;
        }
        let block = self.emit.writer.block();
        self.arrivals.insert(to, (block, self.emit.proven.clone()));
        block
    }

    fn jump(&mut self, to: u32) {
        let block = self.target(to);
        self.emit.writer.jump(block);
        self.is_reached = false;
    }

    /// Jumps where the register is that truth; where it is unknown, `if_unknown` tells.
    fn jump_if(&mut self, register: Reg, truth: bool, if_unknown: bool, to: u32) {
        let value = self.get(register);
        if value.known == NO {
            if if_unknown {
                self.jump(to);
            }
            return;
        }
        // What is not known here is rare, and settled by the instructions.
        self.emit.demand(value.known);
        let holds = self.emit.holds(value.number);
        match holds {
            Bool::Is(holds) if holds == truth => self.jump(to),
            Bool::Is(_) => {}
            Bool::In(condition) => {
                self.set(register, Value::known(holds.into()));
                let before = self.emit.proven.clone();
                self.emit.prove(condition, truth);
                let target = self.target(to);
                self.emit.proven = before;
                self.emit.prove(condition, !truth);
                let on = self.emit.writer.block();
                match truth {
                    true => self.emit.writer.branch(condition, target, on),
                    false => self.emit.writer.branch(condition, on, target),
                }
                self.emit.writer.begin(on);
            }
        }
    }

    /// What a register holds.
    pub(super) fn get(&mut self, register: Reg) -> Value {
        match self.registers.get(usize::from(register)) {
            Some(variable) => self.emit.get(*variable),
            None => Value::unknown(),
        }
    }

    pub(super) fn set(&mut self, register: Reg, value: Value) {
        if let Some(variable) = self.registers.get(usize::from(register)) {
            self.emit.set(*variable, value);
        }
    }

    /// A value as registers of the interpreter hold it.
    pub(super) fn marked(&mut self, value: Value) -> Num {
        self.emit
            .select(value.known, value.number, Num::Is(UNKNOWN))
    }

    /// What the host makes of the instruction.
    pub(super) fn ask(&mut self, arguments: &[Value]) -> Value {
        let marked: Vec<_> = arguments
            .iter()
            .map(|value| {
                let number = self.marked(*value);
                self.emit.number(number)
            })
            .collect();
        let answer = Num::In(self.emit.writer.ask(self.at as u32, &marked));
        let known = self
            .emit
            .compare(Comparison::NotEqual, answer, Num::Is(UNKNOWN));
        Value {
            number: answer,
            known,
        }
    }

    fn compare(&mut self, how: Comparison, to: Reg, a: Reg, b: Reg) {
        let (a, b) = (self.get(a), self.get(b));
        let holds = self.emit.compare(how, a.number, b.number);
        let known = self.emit.and(a.known, b.known);
        self.set(
            to,
            Value {
                number: holds.into(),
                known,
            },
        );
    }

    /// A function of numbers that is known where both are.
    fn two(
        &mut self,
        to: Reg,
        a: Reg,
        b: Reg,
        function: impl FnOnce(&mut Emit<'w, 'f>, Num, Num) -> Value,
    ) {
        let (a, b) = (self.get(a), self.get(b));
        let both = self.emit.and(a.known, b.known);
        let value = function(&mut self.emit, a.number, b.number);
        let known = self.emit.and(both, value.known);
        self.set(to, Value { known, ..value });
    }

    /// A function of a number that is known where that is.
    pub(super) fn one(
        &mut self,
        to: Reg,
        a: Reg,
        function: impl FnOnce(&mut Emit<'w, 'f>, Num) -> Value,
    ) {
        self.two(to, a, a, |emit, a, _| function(emit, a));
    }

    /// Kleene's and (`deciding` is no) or or.
    fn connect(&mut self, deciding: bool, to: Reg, a: Reg, b: Reg) {
        let (a, b) = (self.get(a), self.get(b));
        let emit = &mut self.emit;
        let (a_holds, b_holds) = (emit.holds(a.number), emit.holds(b.number));
        let decides = |emit: &mut Emit<'w, 'f>, holds: Bool, known: Bool| {
            let holds = if deciding { holds } else { emit.not(holds) };
            emit.and(holds, known)
        };
        let a_decides = decides(emit, a_holds, a.known);
        let b_decides = decides(emit, b_holds, b.known);
        let decided = emit.or(a_decides, b_decides);
        let both = emit.and(a.known, b.known);
        let known = emit.or(both, decided);
        let holds = if deciding { decided } else { emit.not(decided) };
        self.set(
            to,
            Value {
                number: holds.into(),
                known,
            },
        );
    }

    /// What both rest on.
    fn union(&mut self, a: Value, b: Value) -> Value {
        let known = self.emit.and(a.known, b.known);
        Value {
            number: self.bits_or(a.number, b.number),
            known,
        }
    }

    pub(super) fn bits_or(&mut self, a: Num, b: Num) -> Num {
        match (a, b) {
            (Num::Is(a), Num::Is(b)) => Num::Is(a | b),
            (other, Num::Is(0)) | (Num::Is(0), other) => other,
            (a, b) if a == b => a,
            (a, b) => self.emit.wrapping(Writer::bits_or, a, b),
        }
    }

    fn op(&mut self, op: Op) {
        match op {
            Op::Move { to, from } => {
                let value = self.get(from);
                self.set(to, value);
            }
            Op::Jump { to } => self.jump(to),
            Op::JumpIfFalse { when, to } => self.jump_if(when, false, false, to),
            Op::JumpIfTrue { when, to } => self.jump_if(when, true, false, to),
            Op::JumpUnlessTrue { when, to } => self.jump_if(when, false, true, to),
            Op::JumpUnlessFalse { when, to } => self.jump_if(when, true, true, to),
            Op::Not { to, a } => self.one(to, a, |emit, a| {
                let holds = emit.holds(a);
                Value::known(emit.not(holds).into())
            }),
            Op::And { to, a, b } => self.connect(false, to, a, b),
            Op::Or { to, a, b } => self.connect(true, to, a, b),
            Op::Equal { to, a, b } => self.compare(Comparison::Equal, to, a, b),
            Op::NotEqual { to, a, b } => self.compare(Comparison::NotEqual, to, a, b),
            Op::Less { to, a, b } => self.compare(Comparison::SignedLessThan, to, a, b),
            Op::LessEqual { to, a, b } => {
                self.compare(Comparison::SignedLessThanOrEqual, to, a, b);
            }
            Op::IsEmpty { to, set } => self.one(to, set, |emit, set| {
                Value::known(emit.compare(Comparison::Equal, set, Num::Is(0)).into())
            }),
            Op::IsGiven { to, a } => self.one(to, a, |emit, a| {
                Value::known(emit.compare(Comparison::NotEqual, a, Num::Is(NONE)).into())
            }),
            Op::OrElse { to, a, b } => {
                let (a, b) = (self.get(a), self.get(b));
                let is_none = self
                    .emit
                    .compare(Comparison::Equal, a.number, Num::Is(NONE));
                let chosen = self.emit.choose(is_none, b, Value::known(a.number));
                let known = self.emit.and(a.known, chosen.known);
                self.set(to, Value { known, ..chosen });
            }
            Op::Some { to, a } => self.one(to, a, |emit, number| Value {
                number,
                known: emit.is_real(number),
            }),
            Op::UnknownWith { to, a } => {
                let (value, a) = (self.get(to), self.get(a));
                let known = self.emit.and(value.known, a.known);
                self.set(to, Value { known, ..value });
            }
            Op::Agree { to, have, a } => self.agree(to, have, a),
            Op::Combine { way, to, have, a } => self.combine(way, to, have, a),
            Op::Rest {
                deciding,
                to,
                part,
                rests,
            } => self.rest(deciding, to, part, rests),
            Op::Certain { to, a, certain } => {
                let (a, certain) = (self.get(a), self.get(certain));
                let holds = self.emit.holds(certain.number);
                let certain = self.emit.and(certain.known, holds);
                let is = self.emit.or(a.known, certain);
                self.set(to, Value::known(is.into()));
            }
            Op::Settle {
                truth,
                to,
                a,
                certain,
            } => {
                let (a, certain) = (self.get(a), self.get(certain));
                let holds = self.emit.holds(certain.number);
                let certain = self.emit.and(certain.known, holds);
                let number = self.emit.holds(a.number);
                let given = Num::Is(i64::from(truth));
                let number = self.emit.select(a.known, number.into(), given);
                let known = self.emit.or(a.known, certain);
                self.set(to, Value { number, known });
            }
            Op::Union { to, a, b } => {
                let (a, b) = (self.get(a), self.get(b));
                let union = self.union(a, b);
                self.set(to, union);
            }
            op => self.plain(op),
        }
    }

    /// Instructions of numbers, dates, sets and tables.
    fn plain(&mut self, op: Op) {
        match op {
            Op::Add { to, a, b } => self.exact(Exact::Add, to, a, b),
            Op::Subtract { to, a, b } => self.exact(Exact::Subtract, to, a, b),
            Op::Multiply { to, a, b } => self.exact(Exact::Multiply, to, a, b),
            Op::Negate { to, a } => {
                let (a, none) = (self.get(a), Value::known(Num::Is(0)));
                let value = self.emit.exact(Exact::Subtract, none, a);
                self.set(to, value);
            }
            Op::Scale { digits, to, a } => {
                let by = crate::program::numbers::power(digits);
                let by = by.map_or(Value::unknown(), |by| Value::known(Num::Is(by)));
                let a = self.get(a);
                let value = self.emit.exact(Exact::Multiply, a, by);
                self.set(to, value);
            }
            Op::Portion { way, to, a, b } => self.two(to, a, b, |emit, a, b| {
                let (product, fits) = emit.exact_number(Exact::Multiply, a, b);
                let value = emit.round(product, way.digits(), way.way());
                let known = emit.and(fits, value.known);
                Value { known, ..value }
            }),
            Op::Round { way, to, a } => {
                self.one(to, a, |emit, a| emit.round(a, way.digits(), way.way()));
            }
            Op::Floor { digits, to, a } => self.one(to, a, |emit, a| emit.whole(a, digits, false)),
            Op::Ceil { digits, to, a } => self.one(to, a, |emit, a| emit.whole(a, digits, true)),
            Op::Min { to, a, b } => {
                self.two(to, a, b, |emit, a, b| {
                    Value::known(emit.extreme(false, a, b))
                });
            }
            Op::Max { to, a, b } => {
                self.two(to, a, b, |emit, a, b| {
                    Value::known(emit.extreme(true, a, b))
                });
            }
            Op::NotBelow { to, a, limit } => self.two(to, a, limit, |emit, number, limit| {
                let known = emit.compare(Comparison::SignedGreaterThanOrEqual, number, limit);
                Value { number, known }
            }),
            Op::NotAbove { to, a, limit } => self.two(to, a, limit, |emit, number, limit| {
                let known = emit.compare(Comparison::SignedLessThanOrEqual, number, limit);
                Value { number, known }
            }),
            Op::Includes { to, set, member } => self.two(to, set, member, |emit, set, member| {
                let bit = bit(emit, member);
                let both = emit.wrapping(Writer::bits_and, set, bit);
                Value::known(emit.compare(Comparison::NotEqual, both, Num::Is(0)).into())
            }),
            Op::IncludesAll { to, set, subset } => {
                self.two(to, set, subset, |emit, set, subset| {
                    let both = emit.wrapping(Writer::bits_and, set, subset);
                    Value::known(emit.compare(Comparison::Equal, both, subset).into())
                })
            }
            Op::Insert { to, member } => self.two(to, to, member, |emit, set, member| {
                let bit = bit(emit, member);
                let number = emit.wrapping(Writer::bits_or, set, bit);
                Value {
                    number,
                    known: emit.is_real(number),
                }
            }),
            Op::InsertIf { member, to, truth } => self.insert_if(member, to, truth),
            Op::CompareNone { op, to, a, b } => {
                let (a, b) = (self.get(a), self.get(b));
                let value = self.compare_none(op, a, b);
                self.set(to, value);
            }
            Op::AddDays { to, date, days } => {
                let (date, days) = (self.get(date), self.get(days));
                let value = self.emit.add_days(date, days);
                self.set(to, value);
            }
            Op::AddMonths {
                end,
                to,
                date,
                months,
            } => {
                let (date, months) = (self.get(date), self.get(months));
                let value = self.emit.add_months(end, date, months);
                self.set(to, value);
            }
            Op::Between { unit, to, a, b } => {
                let (a, b) = (self.get(a), self.get(b));
                let value = self.emit.between(unit, a, b);
                self.set(to, value);
            }
            Op::DatePart { part, to, a } => {
                let a = self.get(a);
                let value = self.emit.date_part(part, a);
                self.set(to, value);
            }
            Op::InForce { to, day, period } => self.in_force(to, day, period),
            Op::On { to, day, timeline } => self.on(to, day, timeline),
            Op::Find {
                to,
                table,
                arguments,
            } => self.find(to, table, arguments),
            Op::HasRow { to, leaf, table } => self.has_row(to, leaf, table),
            Op::Answer {
                result,
                to,
                leaf,
                table,
            } => self.answer(result, to, leaf, table),
            Op::TextEqual { to, a, b } | Op::Quotient { to, a, b, .. } => {
                let (a, b) = (self.get(a), self.get(b));
                let value = self.ask(&[a, b]);
                self.set(to, value);
            }
            Op::CompareDurations { to, a, b, .. } => {
                let parts = [a, a.wrapping_add(1), b, b.wrapping_add(1)];
                let parts = parts.map(|register| self.get(register));
                let value = self.ask(&parts);
                self.set(to, value);
            }
            Op::InCodes { to, text, .. } => {
                let text = self.get(text);
                let value = self.ask(&[text]);
                self.set(to, value);
            }
            // `is_possible` has refused all others.
            _ => {}
        }
    }

    fn exact(&mut self, op: Exact, to: Reg, a: Reg, b: Reg) {
        let (a, b) = (self.get(a), self.get(b));
        let value = self.emit.exact(op, a, b);
        self.set(to, value);
    }

    fn agree(&mut self, to: Reg, have: Reg, a: Reg) {
        let (before, have_one, value) = (self.get(to), self.get(have), self.get(a));
        let emit = &mut self.emit;
        emit.demand(have_one.known);
        let some = emit.holds(have_one.number);
        let same = emit.compare(Comparison::Equal, before.number, value.number);
        let both = emit.and(before.known, value.known);
        let agree = emit.and(both, same);
        let known = emit.choose_truth(some, agree, value.known);
        self.set(to, Value { known, ..value });
        self.set(have, Value::known(Num::Is(1)));
    }

    fn combine(&mut self, way: Way, to: Reg, have: Reg, a: Reg) {
        let (before, have_one, value) = (self.get(to), self.get(have), self.get(a));
        let emit = &mut self.emit;
        emit.demand(have_one.known);
        let some = emit.holds(have_one.number);
        if some == NO {
            self.set(to, value);
            return;
        }
        let number = match way {
            Way::First => before.number,
            Way::Smallest => emit.extreme(false, before.number, value.number),
            Way::Largest => emit.extreme(true, before.number, value.number),
        };
        let known = emit.and(before.known, value.known);
        let combined = emit.choose(some, Value { number, known }, value);
        self.set(to, combined);
    }

    fn rest(&mut self, deciding: bool, to: Reg, part: Reg, rests: Reg) {
        let part = self.get(part);
        if part.known == NO {
            self.set(to, Value::unknown());
            return;
        }
        self.emit.demand(part.known);
        let (so_far, rests) = (self.get(to), self.get(rests));
        let holds = self.emit.holds(part.number);
        let decides = if deciding {
            holds
        } else {
            self.emit.not(holds)
        };
        // A part alone decides only where all before it are known.
        let alone = self.emit.and(decides, so_far.known);
        let union = self.union(so_far, rests);
        let value = self.emit.choose(alone, rests, union);
        self.set(to, value);
    }

    fn insert_if(&mut self, member: u8, to: Reg, truth: Reg) {
        let (set, truth) = (self.get(to), self.get(truth));
        let emit = &mut self.emit;
        let known = emit.and(set.known, truth.known);
        let holds = emit.holds(truth.number);
        let bit = 1i64 << (member & 63);
        let number = match holds {
            Bool::Is(false) => set.number,
            Bool::Is(true) => match set.number {
                Num::Is(set) => Num::Is(set | bit),
                set => emit.wrapping(Writer::bits_or, set, Num::Is(bit)),
            },
            holds => {
                let bit = emit.wrapping(
                    Writer::shift_up,
                    holds.into(),
                    Num::Is(i64::from(member & 63)),
                );
                emit.wrapping(Writer::bits_or, set.number, bit)
            }
        };
        let is_real = match member & 63 {
            63 => emit.is_real(number),
            _ => YES,
        };
        let known = emit.and(known, is_real);
        self.set(to, Value { number, known });
    }

    fn compare_none(&mut self, op: bylaws_dsl::ir::CompareOp, a: Value, b: Value) -> Value {
        use bylaws_dsl::ir::CompareOp;
        let emit = &mut self.emit;
        let known = emit.and(a.known, b.known);
        let equal = |emit: &mut Emit<'w, 'f>| emit.compare(Comparison::Equal, a.number, b.number);
        let how = match op {
            CompareOp::Equal => None,
            CompareOp::NotEqual => {
                let holds = emit.compare(Comparison::NotEqual, a.number, b.number);
                let number = holds.into();
                return Value { number, known };
            }
            CompareOp::Less => Some(Comparison::SignedLessThan),
            CompareOp::LessEqual => Some(Comparison::SignedLessThanOrEqual),
            CompareOp::Greater => Some(Comparison::SignedGreaterThan),
            CompareOp::GreaterEqual => Some(Comparison::SignedGreaterThanOrEqual),
        };
        let is_equal = equal(emit);
        let Some(how) = how else {
            let number = is_equal.into();
            return Value { number, known };
        };
        let (a_real, b_real) = (emit.is_real(a.number), emit.is_real(b.number));
        let both = emit.and(a_real, b_real);
        let holds = emit.compare(how, a.number, b.number);
        let holds = emit.choose_truth(both, holds, is_equal);
        Value {
            number: holds.into(),
            known,
        }
    }
}

/// The bit of a member of a set.
fn bit<'w, 'f>(emit: &mut Emit<'w, 'f>, member: Num) -> Num {
    match member {
        Num::Is(member) => Num::Is(1i64 << (member & 63)),
        member => emit.wrapping(Writer::shift_up, Num::Is(1), member),
    }
}

/// What is proven on both ways.
fn both(mut a: Proven, b: &Proven) -> Proven {
    a.retain(|truth, holds| b.get(truth) == Some(holds));
    a
}
