//! From a checked policy to instructions.
//!
//! Items are taken in the order of the plan, so that nothing is nested deeper than one expression.
//! What was computed is remembered as long as the instructions are sure to have passed it: what
//! stands behind a jump is forgotten where the jump arrives.

mod builtins;
mod categories;
mod certain;
mod dates;
mod expr;
mod items;
mod lists;
mod numbers;
mod outcome;
mod parameters;
mod scope;
mod sure;
mod tables;
mod touched;
mod uses;

use std::collections::{HashMap, HashSet};

use bylaws_dsl::ir::{CodesId, FactId, Id, InForce, Policy, ReadingId, TableId, Type};
use bylaws_dsl::value::{Decimal, Rounding, Value};
use smol_str::SmolStr;

use super::code::{Code, Input, ListInput, NONE, Op, Place, Reg, Timeline, UNKNOWN};
use super::encode::{FACT_DIGITS, encode, scaled};
use crate::eval::Plan;
use scope::Scope;

/// So many instructions at most; longer policies are left to the general evaluator.
const MOST_OPS: usize = 1 << 20;

/// The code of a policy; none when it is too large to be numbered, or asks a script, which may fail
/// in ways that no instruction knows.
pub(crate) fn code(policy: &Policy, plan: &Plan) -> Option<Code> {
    if asks_script(policy) {
        return None;
    }
    let mut lower = Lower::default();
    let scope = lower.inputs(policy)?;
    lower.policy(policy, plan, scope);
    lower.finish()
}

/// Whether a policy, or one that it uses, has a script.
fn asks_script(policy: &Policy) -> bool {
    !policy.scripts.is_empty() || policy.uses.values().any(|used| asks_script(&used.policy))
}

/// What an expression becomes: where its value is, and what the value rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Operand {
    place: Place,
    /// The readings that the value rests on, a bit each; none when it can rest on none.
    rests: Option<Reg>,
}

impl Operand {
    fn of(place: Place) -> Self {
        Self { place, rests: None }
    }

    fn nowhere() -> Self {
        Self::of(Place::Nowhere)
    }
}

#[derive(Default)]
struct Lower {
    code: Code,
    constants: HashMap<i64, Reg>,
    wide_constants: HashMap<Decimal, u16>,
    texts: HashMap<SmolStr, i64>,
    /// The tables by policy and number, and the scale of their arguments.
    tables: HashMap<(usize, TableId), Option<tables::Lowered>>,
    codes: HashMap<(usize, CodesId), u16>,
    /// Which results are at hand, and the order in which they came to be.
    computed: HashMap<Op, Reg>,
    journal: Vec<Op>,
    /// Registers that are still written to.
    unstable: HashSet<Reg>,
    /// Where each list of arguments begins.
    argument_lists: HashMap<Vec<Reg>, u16>,
    /// How the policy that is being written rounds.
    rounding: Rounding,
    /// Numbers ran out.
    is_full: bool,
    /// The policies that were begun, counted.
    scopes: usize,
}

impl Lower {
    fn finish(mut self) -> Option<Code> {
        self.code.registers = self.code.start.len();
        (!self.is_full && self.code.ops.len() < MOST_OPS).then_some(self.code)
    }

    /// A register that nothing else has.
    fn register(&mut self) -> Reg {
        self.register_with(UNKNOWN)
    }

    fn register_with(&mut self, start: i64) -> Reg {
        let Ok(number) = Reg::try_from(self.code.start.len()) else {
            self.is_full = true;
            return 0;
        };
        self.code.start.push(start);
        number
    }

    /// Two registers side by side.
    fn two_registers(&mut self, start: [i64; 2]) -> Reg {
        let first = self.register_with(start[0]);
        self.register_with(start[1]);
        first
    }

    fn wide(&mut self) -> u16 {
        let Ok(number) = u16::try_from(self.code.wide_start.len()) else {
            self.is_full = true;
            return 0;
        };
        self.code.wide_start.push(None);
        number
    }

    /// The register that holds a number in every decision.
    fn constant(&mut self, number: i64) -> Reg {
        if let Some(register) = self.constants.get(&number) {
            return *register;
        }
        let register = self.register_with(number);
        self.constants.insert(number, register);
        register
    }

    /// The number that a register always holds.
    fn is_constant(&self, register: Reg) -> Option<i64> {
        let number = *self.code.start.get(usize::from(register))?;
        (self.constants.get(&number) == Some(&register)).then_some(number)
    }

    fn truth(&mut self, holds: bool) -> Reg {
        self.constant(i64::from(holds))
    }

    fn wide_constant(&mut self, number: Decimal) -> u16 {
        if let Some(register) = self.wide_constants.get(&number) {
            return *register;
        }
        let register = self.wide();
        if let Some(place) = self.code.wide_start.get_mut(usize::from(register)) {
            *place = Some(number);
        }
        self.wide_constants.insert(number, register);
        register
    }

    fn text(&mut self, text: &SmolStr) -> i64 {
        if let Some(number) = self.texts.get(text) {
            return *number;
        }
        let number = self.code.texts.len() as i64;
        self.code.texts.push(text.clone());
        self.texts.insert(text.clone(), number);
        number
    }

    /// The place of a value that is the same in every decision.
    fn value(&mut self, value: &Value) -> Place {
        match value {
            Value::Decimal(d) | Value::Percent(d) => {
                let digits = super::encode::digits(*d);
                match scaled(*d, digits).filter(|_| digits <= FACT_DIGITS) {
                    Some(number) => Place::Scaled(self.constant(number), digits),
                    None => Place::Wide(self.wide_constant(*d)),
                }
            }
            Value::Duration(d) => self.pair([i64::from(d.months), i64::from(d.days)]),
            Value::Window(from, through) => {
                self.pair([i64::from(from.days()), i64::from(through.days())])
            }
            Value::Text(text) => {
                let number = self.text(text);
                Place::One(self.constant(number))
            }
            value => encode(value).map_or(Place::Nowhere, |n| Place::One(self.constant(n))),
        }
    }

    /// Two constants side by side.
    fn pair(&mut self, numbers: [i64; 2]) -> Place {
        Place::Two(self.two_registers(numbers))
    }

    fn emit(&mut self, op: Op) {
        self.code.ops.push(op);
    }

    /// The register of a result, computed unless it is at hand already.
    fn compute(&mut self, op: impl Fn(Reg) -> Op) -> Reg {
        let key = op(0);
        let is_stable = |register: &Reg| !self.unstable.contains(register);
        let reusable = match key {
            // A number here is no register, but the column of a list.
            Op::Field { element, .. } => is_stable(&element),
            key => key.pure().is_some_and(|parts| parts.iter().all(is_stable)),
        };
        if let Some(known) = self.computed.get(&key).filter(|_| reusable) {
            return *known;
        }
        let to = self.register();
        self.emit(op(to));
        if reusable {
            self.computed.insert(key, to);
            self.journal.push(key);
        }
        to
    }

    /// A register that is written more than once.
    fn unstable(&mut self) -> Reg {
        let register = self.register();
        self.unstable.insert(register);
        register
    }

    /// The same, which begins as another.
    fn unstable_with(&mut self, from: Reg) -> Reg {
        let to = self.unstable();
        self.emit(Op::Move { to, from });
        to
    }

    /// Nothing more is written to these registers.
    fn settle(&mut self, registers: impl IntoIterator<Item = Reg>) {
        for register in registers {
            self.unstable.remove(&register);
        }
    }

    /// The beginning of a stretch that may be jumped over.
    fn enter(&mut self, scope: &Scope<'_>) -> Entered {
        (scope.enter(), self.journal.len())
    }

    /// The end of it: what was computed there may not be there.
    fn leave(&mut self, scope: &mut Scope<'_>, (kept, computed): Entered) {
        scope.leave(kept);
        for key in self.journal.drain(computed..) {
            self.computed.remove(&key);
        }
    }

    fn compute_wide(&mut self, op: impl FnOnce(u16) -> Op) -> u16 {
        let to = self.wide();
        self.emit(op(to));
        to
    }

    /// A jump whose end is told later.
    fn jump(&mut self, op: impl FnOnce(u32) -> Op) -> usize {
        self.emit(op(0));
        self.code.ops.len() - 1
    }

    /// Lets a jump arrive here.
    fn land(&mut self, jump: usize) {
        let here = self.code.ops.len() as u32;
        if let Some(
            Op::Jump { to }
            | Op::JumpIfFalse { to, .. }
            | Op::JumpIfTrue { to, .. }
            | Op::JumpUnlessTrue { to, .. }
            | Op::JumpUnlessFalse { to, .. },
        ) = self.code.ops.get_mut(jump)
        {
            *to = here;
        }
    }

    fn land_all(&mut self, jumps: Vec<usize>) {
        for jump in jumps {
            self.land(jump);
        }
    }

    /// A place of the same shape to be written more than once.
    fn like(&mut self, place: Place) -> Place {
        match place {
            Place::One(_) => Place::One(self.register()),
            Place::Scaled(_, digits) => Place::Scaled(self.register(), digits),
            Place::Wide(_) => Place::Wide(self.wide()),
            Place::Two(_) => Place::Two(self.two_registers([UNKNOWN; 2])),
            Place::Nowhere => Place::Nowhere,
        }
    }

    /// Writes a value into a place of the same shape.
    fn move_to(&mut self, to: Place, from: Place) {
        match (to, from) {
            (Place::One(to), Place::One(from)) | (Place::Scaled(to, _), Place::Scaled(from, _)) => {
                self.emit(Op::Move { to, from })
            }
            (Place::Wide(to), Place::Wide(from)) => self.emit(Op::WideMove { to, from }),
            (Place::Two(to), Place::Two(from)) => {
                self.emit(Op::Move { to, from });
                let (to, from) = (to.wrapping_add(1), from.wrapping_add(1));
                self.emit(Op::Move { to, from });
            }
            // Shapes were made the same beforehand; else nothing is known.
            (to, _) => self.forget(to),
        }
    }

    /// Makes a place unknown.
    fn forget(&mut self, place: Place) {
        let unknown = self.constant(UNKNOWN);
        match place {
            Place::One(to) | Place::Scaled(to, _) => self.emit(Op::Move { to, from: unknown }),
            Place::Wide(to) => self.emit(Op::WideUnknownWith { to, a: unknown }),
            Place::Two(to) => {
                self.emit(Op::Move { to, from: unknown });
                let to = to.wrapping_add(1);
                self.emit(Op::Move { to, from: unknown });
            }
            Place::Nowhere => {}
        }
    }

    /// Makes a place unknown where a register is.
    fn unknown_with(&mut self, place: Place, a: Reg) {
        match place {
            Place::One(to) | Place::Scaled(to, _) => self.emit(Op::UnknownWith { to, a }),
            Place::Wide(to) => self.emit(Op::WideUnknownWith { to, a }),
            Place::Two(to) => {
                self.emit(Op::UnknownWith { to, a });
                let to = to.wrapping_add(1);
                self.emit(Op::UnknownWith { to, a });
            }
            Place::Nowhere => {}
        }
    }

    /// What two values rest on together.
    fn both_rest(&mut self, a: Option<Reg>, b: Option<Reg>) -> Option<Reg> {
        match (a, b) {
            (Some(a), Some(b)) if a != b => Some(self.compute(|to| Op::Union { to, a, b })),
            (a, b) => a.or(b),
        }
    }

    /// The register of what a value rests on, where one is asked for in any case.
    fn rests(&mut self, rests: Option<Reg>) -> Reg {
        match rests {
            Some(register) => register,
            None => self.constant(0),
        }
    }

    /// Whether an item is present on a day.
    fn in_force(&mut self, day: Reg, period: InForce) -> Reg {
        if period.is_always() {
            return self.truth(true);
        }
        let known = self.code.periods.iter().position(|other| *other == period);
        let number = known.unwrap_or_else(|| {
            self.code.periods.push(period);
            self.code.periods.len() - 1
        });
        let Ok(period) = u16::try_from(number) else {
            self.is_full = true;
            return 0;
        };
        self.compute(|to| Op::InForce { to, day, period })
    }

    fn timeline(&mut self, timeline: Timeline) -> u16 {
        self.code.timelines.push(timeline);
        u16::try_from(self.code.timelines.len() - 1).unwrap_or_else(|_| {
            self.is_full = true;
            0
        })
    }

    /// The registers that a request fills in, and the scope of the policy that is decided.
    fn inputs<'p>(&mut self, policy: &'p Policy) -> Option<Scope<'p>> {
        for fact in policy.facts.values() {
            let missing = if fact.optional { NONE } else { UNKNOWN };
            let place = match fact.ty {
                Type::Duration => Place::Two(self.two_registers([missing; 2])),
                Type::Decimal | Type::Percent => {
                    Place::Scaled(self.register_with(missing), FACT_DIGITS)
                }
                Type::Window => Place::Nowhere,
                _ => Place::One(self.register_with(missing)),
            };
            self.code.facts.push(Input { place, missing });
        }
        for list in policy.lists.values() {
            let input = self.code.facts.get(list.fact.index())?;
            let Place::One(length) = input.place else {
                return None;
            };
            let mut fields = Vec::new();
            for field in &list.fields {
                let column = u16::try_from(self.code.columns).ok()?;
                let (place, columns) = match field.ty {
                    Type::Duration => (Place::Two(column), 2),
                    Type::Decimal | Type::Percent => (Place::Scaled(column, FACT_DIGITS), 1),
                    _ => (Place::One(column), 1),
                };
                self.code.columns += columns;
                let missing = if field.optional { NONE } else { UNKNOWN };
                fields.push(Input { place, missing });
            }
            self.code.lists.push(ListInput { length, fields });
        }
        self.code.asked_day = self.register_with(NONE);
        let mut readings = Vec::new();
        for (id, reading) in policy.readings.iter() {
            let register = self.register_with(i64::from(reading.default));
            self.code.readings.push(register);
            self.code.usual.push(reading.default);
            // Where there are more than bits, what a decision rests on is not told here.
            let bit = 1i64.checked_shl(id.index() as u32).filter(|bit| *bit > 0);
            readings.push((register, bit.unwrap_or(UNKNOWN)));
        }
        self.code.inputs = self.code.start.len();
        self.rounding = policy.rounding;
        let facts = self.code.facts.iter().map(|input| input.place).collect();
        let as_of = policy.as_of.and_then(|fact| self.fact_register(fact));
        let mut scope = Scope::new(policy, self.next_scope(), facts, readings, as_of);
        scope.declared = policy.facts.values().map(Some).collect();
        scope.lists = (0..policy.lists.len()).map(Some).collect();
        Some(scope)
    }

    fn next_scope(&mut self) -> usize {
        self.scopes += 1;
        self.scopes
    }

    fn fact_register(&self, fact: FactId) -> Option<Reg> {
        match self.code.facts.get(fact.index())?.place {
            Place::One(register) => Some(register),
            _ => None,
        }
    }

    /// Everything that the policy decides.
    fn policy(&mut self, policy: &Policy, plan: &Plan, mut scope: Scope<'_>) {
        self.day(&mut scope);
        self.code.as_of = scope.day;
        self.steps(&mut scope, plan);
        let outputs = self.outputs(&mut scope);
        let mut rests = None;
        for (answered, output_rests) in outputs {
            self.code.outputs.push(answered);
            rests = self.both_rest(rests, output_rests);
        }
        self.code.rests = rests;
        self.code.reasons = self.reasons(&mut scope);
        let assumptions = self.assumptions(&mut scope);
        self.code.assumptions.extend(assumptions);
        debug_assert_eq!(self.code.outputs.len(), policy.outputs.len());
    }

    /// The date of the decision: the one that the request names, or else the fact's.
    fn day(&mut self, scope: &mut Scope<'_>) {
        let (a, b) = (self.code.asked_day, scope.as_of);
        let b = b.unwrap_or_else(|| self.constant(UNKNOWN));
        scope.day = self.compute(|to| Op::OrElse { to, a, b });
    }
}

/// How far things were known at the beginning of a stretch.
type Entered = (usize, usize);

/// What readings there are of the policy, numbered as bits.
type Readings = Vec<(Reg, i64)>;

fn reading_of(readings: &Readings, id: ReadingId) -> Option<(Reg, i64)> {
    readings.get(id.index()).copied()
}
