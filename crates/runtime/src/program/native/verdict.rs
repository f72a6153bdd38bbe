//! How the code of a policy ends: whether all is known, and the registers that tell it.

use std::collections::BTreeSet;

use super::DECIDED;
use super::emit::Translate;
use super::value::{Bool, Num, YES};
use crate::program::code::{Answered, NONE, Place, Reg};

impl Translate<'_, '_, '_> {
    /// Ends the code: the decision is in the registers, or it is left to the instructions.
    pub(super) fn verdict(&mut self) {
        let code = self.code;
        let mut told = YES;
        let mut registers = BTreeSet::new();
        for output in &code.outputs {
            let known = match output {
                Answered::Value(place) => self.is_known(*place, &mut registers),
                Answered::Periods(periods) => {
                    let mut known = YES;
                    for period in periods {
                        registers.extend(period);
                        let is = self.is_known_period(*period);
                        known = self.emit.and(known, is);
                    }
                    known
                }
            };
            told = self.emit.and(told, known);
        }
        let reasons = code.reasons.iter().map(|(_, given)| *given);
        let alone: Vec<Reg> = reasons.chain(code.rests).collect();
        registers.extend(alone.iter().copied());
        for register in alone {
            let value = self.get(register);
            told = self.emit.and(told, value.known);
        }
        for kept in &code.assumptions {
            let kept = self.get(*kept);
            let holds = self.emit.holds(kept.number);
            let kept = self.emit.and(kept.known, holds);
            told = self.emit.and(told, kept);
        }
        self.emit.demand(told);
        for register in registers {
            let value = self.get(register);
            self.output(register, value.number);
        }
        let as_of = self.get(code.as_of);
        let as_of = self.marked(as_of);
        self.output(code.as_of, as_of);
        self.emit.writer.end(DECIDED);
    }

    /// Writes a register; those of the request hold what they hold.
    fn output(&mut self, register: Reg, number: Num) {
        if let Some(place) = usize::from(register).checked_sub(self.code.inputs) {
            let number = self.emit.number(number);
            self.emit.writer.output(place, number);
        }
    }

    fn is_known(&mut self, place: Place, registers: &mut BTreeSet<Reg>) -> Bool {
        match place {
            Place::One(register) | Place::Scaled(register, _) => {
                registers.insert(register);
                self.get(register).known
            }
            Place::Two(register) => {
                let second = register.wrapping_add(1);
                registers.extend([register, second]);
                let (first, second) = (self.get(register), self.get(second));
                let how = bylaws_native::Comparison::Equal;
                let is_none = self.emit.compare(how, first.number, Num::Is(NONE));
                let fine = self.emit.or(is_none, second.known);
                self.emit.and(first.known, fine)
            }
            // `possible` has refused these.
            Place::Wide(_) | Place::Nowhere => super::value::NO,
        }
    }

    fn is_known_period(&mut self, [applies, from, through]: [Reg; 3]) -> Bool {
        let [applies, from, through] = [applies, from, through].map(|register| self.get(register));
        let holds = self.emit.holds(applies.number);
        let not = self.emit.not(holds);
        let ends = self.emit.and(from.known, through.known);
        let fine = self.emit.or(not, ends);
        self.emit.and(applies.known, fine)
    }
}
