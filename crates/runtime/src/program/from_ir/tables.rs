//! Tables and sets of codes.

use bylaws_dsl::ir::{CodesId, ExprId, Table, TableId, Type};
use bylaws_dsl::value::{Decimal, Value};

use super::scope::Scope;
use super::sure::may_fail;
use super::{Lower, Operand};
use crate::eval::table_answer;
use crate::program::code::{Op, Place, Reg, UNKNOWN};
use crate::program::encode::{FACT_DIGITS, digits, encode, scaled};
use crate::program::table::{FlatTable, decimal, digits_of};

/// A table as the program has it.
#[derive(Clone, Debug)]
pub(super) struct Lowered {
    number: u16,
    /// The digits behind the point of each column.
    digits: Vec<u8>,
    results: Vec<Answer>,
}

/// Where the answers of a result are.
#[derive(Clone, Copy, Debug)]
enum Answer {
    One(u8),
    Scaled(u8, u8),
    Two(u8, u8),
    Nowhere,
}

impl Lower {
    pub(super) fn lookup(
        &mut self,
        scope: &mut Scope<'_>,
        id: TableId,
        result: usize,
        arguments: &[ExprId],
    ) -> Operand {
        let Some((leaf, lowered, rests)) = self.leaf(scope, id, arguments) else {
            return Operand::nowhere();
        };
        let table = lowered.number;
        let mut answer = |result| {
            self.compute(|to| Op::Answer {
                result,
                to,
                leaf,
                table,
            })
        };
        let place = match lowered.results.get(result) {
            Some(Answer::One(result)) => Place::One(answer(*result)),
            Some(Answer::Scaled(result, digits)) => Place::Scaled(answer(*result), *digits),
            Some(Answer::Two(first, second)) => {
                let parts = [answer(*first), answer(*second)];
                let to = self.two_registers([UNKNOWN; 2]);
                for (to, from) in [to, to.wrapping_add(1)].into_iter().zip(parts) {
                    self.emit(Op::Move { to, from });
                }
                Place::Two(to)
            }
            _ => Place::Nowhere,
        };
        // A table that is not in force has no row but `otherwise`.
        let in_force = scope.policy.tables.at(id).head.in_force;
        let present = self.in_force(scope.day, in_force);
        if self.is_constant(present) != Some(1) {
            let to = self.like(place);
            self.move_to(to, place);
            let here = self.jump(|to| Op::JumpIfTrue { when: present, to });
            self.forget(to);
            self.land(here);
            return Operand { place: to, rests };
        }
        Operand { place, rests }
    }

    pub(super) fn has(
        &mut self,
        scope: &mut Scope<'_>,
        id: TableId,
        arguments: &[ExprId],
    ) -> Operand {
        let Some((leaf, lowered, rests)) = self.leaf(scope, id, arguments) else {
            return Operand::nowhere();
        };
        let table = lowered.number;
        let found = self.compute(|to| Op::HasRow { to, leaf, table });
        let present = self.in_force(scope.day, scope.policy.tables.at(id).head.in_force);
        let mut has = self.all(&[present, found]);
        if self.is_constant(present) != Some(1) {
            // What is asked may fail where the table is not in force, too.
            has = self.unstable_with(has);
            for argument in arguments {
                if may_fail(scope.policy, *argument) {
                    let (a, _) = self.one(scope, *argument);
                    self.emit(Op::UnknownWith { to: has, a });
                }
            }
            self.settle([has]);
        }
        let place = Place::One(has);
        Operand { place, rests }
    }

    /// Where a table leads for some arguments.
    fn leaf(
        &mut self,
        scope: &mut Scope<'_>,
        id: TableId,
        arguments: &[ExprId],
    ) -> Option<(Reg, Lowered, Option<Reg>)> {
        let policy = scope.policy;
        let key = (scope.number, id);
        let lowered = match self.tables.get(&key) {
            Some(known) => known.clone(),
            None => {
                let lowered = self.table(policy, policy.tables.at(id));
                self.tables.insert(key, lowered.clone());
                lowered
            }
        }?;
        let mut rests = None;
        let mut registers = Vec::with_capacity(arguments.len());
        let mut strict = Vec::new();
        for (place, argument) in arguments.iter().enumerate() {
            let operand = self.expr(scope, *argument);
            rests = self.both_rest(rests, operand.rests);
            let digits = lowered.digits.get(place).copied().unwrap_or(0);
            let register = match operand.place {
                Place::One(register) => register,
                Place::Scaled(register, fewer) if fewer == digits => register,
                Place::Scaled(a, fewer) if fewer < digits => {
                    let digits = digits - fewer;
                    self.compute(|to| Op::Scale { digits, to, a })
                }
                Place::Wide(a) => self.compute(|to| Op::WideSticky { digits, to, a }),
                _ => return None,
            };
            registers.push(register);
            if may_fail(policy, *argument) {
                strict.push(register);
            }
        }
        let arguments = self.argument_list(&registers)?;
        let table = lowered.number;
        let leaf = self.compute(|to| Op::Find {
            to,
            table,
            arguments,
        });
        if strict.is_empty() {
            return Some((leaf, lowered, rests));
        }
        let guarded = self.unstable_with(leaf);
        for a in strict {
            self.emit(Op::UnknownWith { to: guarded, a });
        }
        self.settle([guarded]);
        Some((guarded, lowered, rests))
    }

    fn argument_list(&mut self, registers: &[Reg]) -> Option<u16> {
        if let Some(known) = self.argument_lists.get(registers) {
            return Some(*known);
        }
        let number = u16::try_from(self.code.arguments.len()).ok()?;
        self.code.arguments.extend(registers);
        self.argument_lists.insert(registers.to_vec(), number);
        Some(number)
    }

    fn table(&mut self, policy: &bylaws_dsl::ir::Policy, table: &Table) -> Option<Lowered> {
        let columns = table.columns.iter().enumerate();
        let digits: Vec<u8> = columns
            .map(|(place, column)| match column.ty {
                // One digit more than any cut has: see `Op::WideSticky`.
                Type::Decimal | Type::Percent => digits_of(table, place).max(FACT_DIGITS) + 1,
                _ => 0,
            })
            .collect();
        let mut flat = FlatTable::new(policy, table, &digits)?;
        let mut results = Vec::with_capacity(table.results.len());
        for (place, column) in table.results.iter().enumerate() {
            let values = table_answers(policy, table, place);
            results.push(self.answers(&mut flat, &values, column.ty));
        }
        self.code.tables.push(flat);
        let number = u16::try_from(self.code.tables.len() - 1).ok()?;
        Some(Lowered {
            number,
            digits,
            results,
        })
    }

    fn answers(&mut self, flat: &mut FlatTable, values: &[Option<Value>], ty: Type) -> Answer {
        let mut add = |numbers: Vec<i64>| flat.add_answers(numbers);
        match values.iter().flatten().next() {
            Some(Value::Decimal(_) | Value::Percent(_)) => {
                let decimals = || values.iter().map(|v| v.as_ref().and_then(decimal));
                let most = decimals().flatten().map(digits).max().unwrap_or(0);
                if most > FACT_DIGITS {
                    return Answer::Nowhere;
                }
                let number = |d: Option<Decimal>| d.map_or(Some(UNKNOWN), |d| scaled(d, most));
                let numbers: Option<Vec<i64>> = decimals().map(number).collect();
                let answer = numbers.and_then(add);
                answer.map_or(Answer::Nowhere, |answer| Answer::Scaled(answer, most))
            }
            Some(Value::Duration(_)) => {
                let part = |days: bool| {
                    let number = move |value: &Option<Value>| match value {
                        Some(Value::Duration(d)) if days => i64::from(d.days),
                        Some(Value::Duration(d)) => i64::from(d.months),
                        _ => UNKNOWN,
                    };
                    values.iter().map(number).collect::<Vec<i64>>()
                };
                match (add(part(false)), add(part(true))) {
                    (Some(months), Some(days)) => Answer::Two(months, days),
                    _ => Answer::Nowhere,
                }
            }
            _ => {
                let mut numbers = Vec::with_capacity(values.len());
                for value in values {
                    numbers.push(match value {
                        Some(Value::Text(text)) => self.text(text),
                        Some(value) => encode(value).unwrap_or(UNKNOWN),
                        None => UNKNOWN,
                    });
                }
                if matches!(ty, Type::Decimal | Type::Percent | Type::Duration) {
                    return Answer::Nowhere;
                }
                flat.add_answers(numbers)
                    .map_or(Answer::Nowhere, Answer::One)
            }
        }
    }

    pub(super) fn in_codes(
        &mut self,
        scope: &mut Scope<'_>,
        text: ExprId,
        codes: CodesId,
    ) -> Operand {
        let (text, rests) = self.one(scope, text);
        let key = (scope.number, codes);
        let number = match self.codes.get(&key) {
            Some(known) => *known,
            None => {
                self.code.codes.push(scope.policy.codes.at(codes).clone());
                let number = u16::try_from(self.code.codes.len() - 1).unwrap_or_else(|_| {
                    self.is_full = true;
                    0
                });
                self.codes.insert(key, number);
                number
            }
        };
        let place = Place::One(self.compute(|to| Op::InCodes {
            to,
            text,
            codes: number,
        }));
        Operand { place, rests }
    }
}

/// What a result is at each end of the index of a table; none where the table has no answer.
fn table_answers(
    policy: &bylaws_dsl::ir::Policy,
    table: &Table,
    result: usize,
) -> Vec<Option<Value>> {
    let steps = table.index.steps();
    let leaves = steps.filter_map(|step| match step {
        bylaws_dsl::ir::IndexStep::Rows(rows) => Some(rows),
        bylaws_dsl::ir::IndexStep::Split { .. } => None,
    });
    leaves
        .map(|rows| table_answer(policy, table, rows, result))
        .collect()
}
