//! Days moved by months and days, and windows.

use bylaws_dsl::ir::{ExprId, WindowKind};
use bylaws_dsl::value::MonthEnd;

use super::scope::Scope;
use super::{Lower, Operand};
use crate::program::code::{Op, Place, Reg, UNKNOWN};

impl Lower {
    pub(super) fn within(
        &mut self,
        scope: &mut Scope<'_>,
        date: ExprId,
        window: ExprId,
    ) -> Operand {
        let (date, date_rests) = self.one(scope, date);
        let window = self.expr(scope, window);
        let rests = self.both_rest(date_rests, window.rests);
        let Place::Two(from) = window.place else {
            return Operand {
                place: Place::Nowhere,
                rests,
            };
        };
        let through = from.wrapping_add(1);
        let started = self.compute(|to| Op::LessEqual {
            to,
            a: from,
            b: date,
        });
        let not_over = self.compute(|to| Op::LessEqual {
            to,
            a: date,
            b: through,
        });
        let place = Place::One(self.all(&[started, not_over]));
        Operand { place, rests }
    }

    /// A day moved by months and days.
    pub(super) fn shift(&mut self, date: Reg, by: Place, back: bool, end: MonthEnd) -> Reg {
        let to = self.register();
        self.shift_to(to, date, by, back, end);
        to
    }

    fn shift_to(&mut self, to: Reg, date: Reg, by: Place, back: bool, end: MonthEnd) {
        let Place::Two(months) = by else {
            return self.forget(Place::One(to));
        };
        let days = months.wrapping_add(1);
        let (has_months, has_days) = (self.start_of(months) != 0, self.start_of(days) != 0);
        let mut date = date;
        if has_months || !has_days {
            let months = self.directed(months, back);
            let into = if has_days { self.register() } else { to };
            self.emit(Op::AddMonths {
                end,
                to: into,
                date,
                months,
            });
            date = into;
        }
        if has_days {
            let days = self.directed(days, back);
            self.emit(Op::AddDays { to, date, days });
        }
    }

    /// What a register holds before the first instruction: of a constant, what it always holds.
    fn start_of(&self, register: Reg) -> i64 {
        let register = usize::from(register);
        let start = self.code.start.get(register);
        let start = start.filter(|_| register >= self.code.inputs);
        start.copied().unwrap_or(UNKNOWN)
    }

    fn directed(&mut self, number: Reg, back: bool) -> Reg {
        match (back, self.start_of(number)) {
            (false, _) => number,
            (true, UNKNOWN) => self.compute(|to| Op::Negate { to, a: number }),
            (true, constant) => self.constant(-constant),
        }
    }

    pub(super) fn make_window(
        &mut self,
        anchor: Reg,
        length: Place,
        kind: WindowKind,
        end: MonthEnd,
    ) -> Place {
        let from = self.two_registers([UNKNOWN; 2]);
        let through = from.wrapping_add(1);
        let at_anchor = |to| Op::Move { to, from: anchor };
        match kind {
            WindowKind::After => {
                self.emit(at_anchor(from));
                self.shift_to(through, anchor, length, false, end);
            }
            WindowKind::Before => {
                self.shift_to(from, anchor, length, true, end);
                self.emit(at_anchor(through));
            }
            WindowKind::Around => {
                self.shift_to(from, anchor, length, true, end);
                self.shift_to(through, anchor, length, false, end);
            }
            WindowKind::Beginning => {
                self.emit(at_anchor(from));
                let behind = self.shift(anchor, length, false, end);
                let day_before = self.constant(-1);
                self.emit(Op::AddDays {
                    to: through,
                    date: behind,
                    days: day_before,
                });
            }
        }
        Place::Two(from)
    }
}
