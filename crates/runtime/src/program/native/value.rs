//! Values while machine code is written: what is certain already is worked out here and now.
//!
//! A value is a number and whether it is known. Where the number says nothing about that, it is
//! without meaning until the other has been asked.

use std::collections::HashMap;

use bylaws_native::{Block, Comparison, Number, Truth, Variable, Writer};

use crate::program::code::{NONE, UNKNOWN};

/// A number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Num {
    Is(i64),
    In(Number),
    /// 1 for yes, 0 for no.
    Truth(Truth),
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bool {
    Is(bool),
    In(Truth),
}

pub(super) const YES: Bool = Bool::Is(true);
pub(super) const NO: Bool = Bool::Is(false);

/// A number and whether it is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) number: Num,
    pub(super) known: Bool,
}

/// What a truth is made of.
#[derive(Clone, Copy, Debug)]
enum Made {
    And(Truth, Truth),
    Or(Truth, Truth),
    Not(Truth),
}

/// What is certain in a stretch of code.
pub(super) type Proven = HashMap<Truth, bool>;

/// Writes code, and knows what is certain of it.
pub(super) struct Emit<'w, 'f> {
    pub(super) writer: &'w mut Writer<'f>,
    /// Numbers that stand for a constant.
    constants: HashMap<Number, i64>,
    /// Numbers that are 1 for yes and 0 for no.
    extended: HashMap<Number, Truth>,
    /// The least and the most that numbers are, where they are known.
    ranges: HashMap<Number, (i64, i64)>,
    made: HashMap<Truth, Made>,
    /// The two truths that are certain.
    certain: [Truth; 2],
    /// The truths that the branches taken so far have settled.
    pub(super) proven: Proven,
    /// Where everything ends that is left to the instructions.
    left: Option<Block>,
}

impl Value {
    pub(super) fn known(number: Num) -> Self {
        Self { number, known: YES }
    }

    pub(super) fn unknown() -> Self {
        Self {
            number: Num::Is(0),
            known: NO,
        }
    }

    /// What a register begins with.
    pub(super) fn start(number: i64) -> Self {
        match number {
            UNKNOWN => Self::unknown(),
            number => Self::known(Num::Is(number)),
        }
    }
}

impl From<Bool> for Num {
    fn from(truth: Bool) -> Self {
        match truth {
            Bool::Is(truth) => Num::Is(i64::from(truth)),
            Bool::In(truth) => Num::Truth(truth),
        }
    }
}

impl<'w, 'f> Emit<'w, 'f> {
    pub(super) fn new(writer: &'w mut Writer<'f>) -> Self {
        let certain = [writer.truth(false), writer.truth(true)];
        Self {
            writer,
            certain,
            constants: HashMap::new(),
            extended: HashMap::new(),
            ranges: HashMap::new(),
            made: HashMap::new(),
            proven: Proven::new(),
            left: None,
        }
    }

    /// The value of 64 bits.
    pub(super) fn number(&mut self, number: Num) -> Number {
        match number {
            Num::Is(constant) => {
                let number = self.writer.number(constant);
                self.constants.insert(number, constant);
                number
            }
            Num::In(number) => number,
            Num::Truth(truth) => {
                let number = self.writer.as_number(truth);
                self.extended.insert(number, truth);
                number
            }
        }
    }

    /// What is known of a value of 64 bits.
    pub(super) fn of(&self, number: Number) -> Num {
        if let Some(constant) = self.constants.get(&number) {
            return Num::Is(*constant);
        }
        match self.extended.get(&number) {
            Some(truth) => self.bool(*truth).into(),
            None => Num::In(number),
        }
    }

    pub(super) fn bool(&self, truth: Truth) -> Bool {
        let [no, yes] = self.certain;
        match self.proven.get(&truth) {
            _ if truth == no => NO,
            _ if truth == yes => YES,
            Some(holds) => Bool::Is(*holds),
            None => Bool::In(truth),
        }
    }

    pub(super) fn truth(&mut self, truth: Bool) -> Truth {
        let [no, yes] = self.certain;
        match truth {
            Bool::Is(holds) => {
                if holds {
                    yes
                } else {
                    no
                }
            }
            Bool::In(truth) => truth,
        }
    }

    /// Whether it is anything but 0.
    pub(super) fn holds(&mut self, number: Num) -> Bool {
        match number {
            Num::Is(number) => Bool::Is(number != 0),
            Num::Truth(truth) => self.bool(truth),
            Num::In(_) => self.compare(Comparison::NotEqual, number, Num::Is(0)),
        }
    }

    pub(super) fn set(&mut self, variable: Variable, value: Value) {
        let (number, known) = (self.number(value.number), self.truth(value.known));
        self.writer.set(variable, number, known);
    }

    pub(super) fn get(&mut self, variable: Variable) -> Value {
        let (number, known) = self.writer.get(variable);
        Value {
            number: self.of(number),
            known: self.bool(known),
        }
    }

    /// Notes the least and the most that a number is.
    pub(super) fn within(&mut self, number: Num, range: Option<(i64, i64)>) -> Num {
        if let (Num::In(number), Some(range)) = (number, range) {
            self.ranges.insert(number, range);
        }
        number
    }

    pub(super) fn range(&self, number: Num) -> Option<(i64, i64)> {
        match number {
            Num::Is(number) => Some((number, number)),
            Num::In(number) => self.ranges.get(&number).copied(),
            Num::Truth(_) => Some((0, 1)),
        }
    }

    pub(super) fn and(&mut self, a: Bool, b: Bool) -> Bool {
        match (a, b) {
            (Bool::Is(true), other) | (other, Bool::Is(true)) => other,
            (Bool::Is(false), _) | (_, Bool::Is(false)) => NO,
            (Bool::In(a), Bool::In(b)) if a == b => self.bool(a),
            (Bool::In(a), Bool::In(b)) => {
                let both = self.writer.and(a, b);
                self.made.insert(both, Made::And(a, b));
                self.bool(both)
            }
        }
    }

    pub(super) fn or(&mut self, a: Bool, b: Bool) -> Bool {
        match (a, b) {
            (Bool::Is(false), other) | (other, Bool::Is(false)) => other,
            (Bool::Is(true), _) | (_, Bool::Is(true)) => YES,
            (Bool::In(a), Bool::In(b)) if a == b => self.bool(a),
            (Bool::In(a), Bool::In(b)) => {
                let one = self.writer.or(a, b);
                self.made.insert(one, Made::Or(a, b));
                self.bool(one)
            }
        }
    }

    pub(super) fn not(&mut self, a: Bool) -> Bool {
        match a {
            Bool::Is(holds) => Bool::Is(!holds),
            Bool::In(a) => {
                if let Some(Made::Not(inner)) = self.made.get(&a).copied() {
                    return self.bool(inner);
                }
                let not = self.writer.not(a);
                self.made.insert(not, Made::Not(a));
                self.bool(not)
            }
        }
    }

    pub(super) fn compare(&mut self, how: Comparison, a: Num, b: Num) -> Bool {
        if let Some(holds) = self.compared(how, a, b) {
            return Bool::Is(holds);
        }
        let (a, b) = (self.number(a), self.number(b));
        let truth = self.writer.compare(how, a, b);
        self.bool(truth)
    }

    /// The comparison, where the ranges of both say how it ends.
    fn compared(&self, how: Comparison, a: Num, b: Num) -> Option<bool> {
        let is_same = a == b;
        let ((a_low, a_high), (b_low, b_high)) = match (self.range(a), self.range(b)) {
            (Some(a), Some(b)) => (a, b),
            _ if is_same => ((0, 0), (0, 0)),
            _ => return None,
        };
        let less = is_same.then_some(false);
        let less = less.or_else(|| (a_high < b_low).then_some(true));
        let less = less.or_else(|| (a_low >= b_high).then_some(false));
        let more = is_same.then_some(false);
        let more = more.or_else(|| (a_low > b_high).then_some(true));
        let more = more.or_else(|| (a_high <= b_low).then_some(false));
        let equal = match (less, more) {
            (Some(true), _) | (_, Some(true)) => Some(false),
            (Some(false), Some(false)) => Some(true),
            _ => None,
        };
        match how {
            Comparison::Equal => equal,
            Comparison::NotEqual => equal.map(|equal| !equal),
            Comparison::SignedLessThan => less,
            Comparison::SignedGreaterThan => more,
            Comparison::SignedLessThanOrEqual => more.map(|more| !more),
            Comparison::SignedGreaterThanOrEqual => less.map(|less| !less),
            _ => None,
        }
    }

    /// The first number where it holds, else the second.
    pub(super) fn select(&mut self, holds: Bool, a: Num, b: Num) -> Num {
        let holds = match holds {
            Bool::Is(true) => return a,
            Bool::Is(false) => return b,
            Bool::In(_) if a == b => return a,
            Bool::In(holds) => holds,
        };
        let both = self.range(a).zip(self.range(b));
        let range = both.map(|(a, b)| (a.0.min(b.0), a.1.max(b.1)));
        let (a, b) = (self.number(a), self.number(b));
        let number = Num::In(self.writer.select(holds, a, b));
        self.within(number, range)
    }

    /// The first value where it holds, else the second.
    pub(super) fn choose(&mut self, holds: Bool, a: Value, b: Value) -> Value {
        Value {
            number: self.select(holds, a.number, b.number),
            known: self.choose_truth(holds, a.known, b.known),
        }
    }

    /// The first truth where it holds, else the second.
    pub(super) fn choose_truth(&mut self, holds: Bool, a: Bool, b: Bool) -> Bool {
        match (holds, a, b) {
            (Bool::Is(true), one, _) | (Bool::Is(false), _, one) => one,
            (_, a, b) if a == b => a,
            (holds, YES, other) => self.or(holds, other),
            (holds, other, NO) => self.and(holds, other),
            (Bool::In(condition), a, b) => {
                let (a, b) = (self.truth(a), self.truth(b));
                let truth = self.writer.select_truth(condition, a, b);
                self.bool(truth)
            }
        }
    }

    /// Goes on only where it holds; all else is left to the instructions.
    pub(super) fn demand(&mut self, holds: Bool) {
        let condition = match holds {
            Bool::Is(true) => return,
            Bool::Is(false) => self.writer.truth(false),
            Bool::In(condition) => condition,
        };
        let on = self.writer.block();
        let left = self.left();
        self.writer.branch(condition, on, left);
        self.writer.begin(on);
        self.prove(condition, true);
    }

    /// Where all goes that is left to the instructions.
    fn left(&mut self) -> Block {
        let writer = &mut *self.writer;
        *self.left.get_or_insert_with(|| writer.cold_block())
    }

    /// Ends the code of what is left to the instructions.
    pub(super) fn finish(&mut self) {
        if let Some(left) = self.left.take() {
            self.writer.begin(left);
            self.writer.end(0);
        }
    }

    /// Takes a truth for settled, and what follows from it.
    pub(super) fn prove(&mut self, truth: Truth, holds: bool) {
        let mut left = vec![(truth, holds)];
        while let Some((truth, holds)) = left.pop() {
            if self.proven.insert(truth, holds).is_some() {
                continue;
            }
            match (self.made.get(&truth), holds) {
                (Some(Made::And(a, b)), true) => left.extend([(*a, true), (*b, true)]),
                (Some(Made::Or(a, b)), false) => left.extend([(*a, false), (*b, false)]),
                (Some(Made::Not(inner)), holds) => left.push((*inner, !holds)),
                _ => {}
            }
        }
    }

    /// Whether a number is more than the two marks.
    pub(super) fn is_real(&mut self, number: Num) -> Bool {
        self.compare(Comparison::SignedGreaterThan, number, Num::Is(NONE))
    }

    /// An operation on numbers of 64 bits that wraps around.
    pub(super) fn wrapping(
        &mut self,
        op: fn(&mut Writer<'f>, Number, Number) -> Number,
        a: Num,
        b: Num,
    ) -> Num {
        let (a, b) = (self.number(a), self.number(b));
        Num::In(op(self.writer, a, b))
    }
}
