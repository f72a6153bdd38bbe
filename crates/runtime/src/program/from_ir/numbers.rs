//! Arithmetic. Decimals and percentages stay scaled integers as long as their scale is known and
//! small; a quotient has none.

use std::cmp::Ordering;

use bylaws_dsl::ir::{ArithmeticOp, CompareOp, ExprId, Type};
use bylaws_dsl::value::Decimal;

use super::scope::Scope;
use super::{Lower, Operand};
use crate::program::code::{Op, Place, Reg, Rounded};

/// More digits behind the point are left to 28-digit decimals.
const MOST_DIGITS: u8 = 12;

impl Lower {
    pub(super) fn arithmetic(
        &mut self,
        scope: &mut Scope<'_>,
        op: ArithmeticOp,
        a: ExprId,
        b: ExprId,
        ty: Type,
    ) -> Operand {
        let policy = scope.policy;
        let types = (policy.exprs.at(a).ty, policy.exprs.at(b).ty);
        let (a, b) = (self.expr(scope, a), self.expr(scope, b));
        let rests = self.both_rest(a.rests, b.rests);
        let place = self.calculated(op, types, a.place, b.place, ty);
        Operand { place, rests }
    }

    fn calculated(
        &mut self,
        op: ArithmeticOp,
        types: (Type, Type),
        a: Place,
        b: Place,
        ty: Type,
    ) -> Place {
        use ArithmeticOp::{Add, Divide, Multiply, Of, Subtract};
        use Type::{Duration, Integer, Money};
        match (op, types) {
            (Add | Subtract, (Duration, Duration)) => {
                let (Place::Two(a), Place::Two(b)) = (a, b) else {
                    return Place::Nowhere;
                };
                let to = self.two_registers([super::UNKNOWN; 2]);
                for part in [0, 1] {
                    let [to, a, b] = [to, a, b].map(|register| register.wrapping_add(part));
                    let op = match op {
                        Add => Op::Add { to, a, b },
                        _ => Op::Subtract { to, a, b },
                    };
                    self.emit(op);
                    self.bounded(to, i64::from(i32::MIN), i64::from(i32::MAX));
                }
                Place::Two(to)
            }
            (Add | Subtract, (Money, Money)) | (Add | Subtract | Multiply, (Integer, Integer)) => {
                self.whole(op, a, b)
            }
            (Of, (_, Money)) => self.portion(b, a, 2),
            (Multiply, (Money, _)) => self.portion(a, b, 0),
            (Multiply, (_, Money)) => self.portion(b, a, 0),
            (Divide, (Money, Integer)) => match (a, b) {
                (Place::One(a), Place::One(b)) => {
                    let way = Rounded::new(0, self.rounding);
                    Place::One(self.compute(|to| Op::Quotient { way, to, a, b }))
                }
                _ => Place::Nowhere,
            },
            (Of, _) => self.scaled_or_wide(op, number(a, types.0), number(b, types.1), 2),
            _ => {
                let (a, b) = (number(a, types.0), number(b, types.1));
                let place = self.scaled_or_wide(op, a, b, 0);
                if ty == Money {
                    return self.as_money(place);
                }
                place
            }
        }
    }

    /// An exact number of the unit of money as whole cents.
    fn as_money(&mut self, place: Place) -> Place {
        let wide = self.as_wide(place);
        let way = Rounded::new(0, self.rounding);
        wide.map_or(Place::Nowhere, |a| {
            Place::One(self.compute(|to| Op::WideMoney { way, to, a }))
        })
    }

    /// Makes a register unknown outside some limits.
    pub(super) fn bounded(&mut self, to: Reg, low: i64, high: i64) {
        let (low, high) = (self.constant(low), self.constant(high));
        self.emit(Op::NotBelow {
            to,
            a: to,
            limit: low,
        });
        self.emit(Op::NotAbove {
            to,
            a: to,
            limit: high,
        });
    }

    /// Whole numbers, or whole cents.
    pub(super) fn whole(&mut self, op: ArithmeticOp, a: Place, b: Place) -> Place {
        let (Place::One(a), Place::One(b)) = (a, b) else {
            return Place::Nowhere;
        };
        Place::One(self.compute(|to| match op {
            ArithmeticOp::Add => Op::Add { to, a, b },
            ArithmeticOp::Subtract => Op::Subtract { to, a, b },
            _ => Op::Multiply { to, a, b },
        }))
    }

    /// Money times a number that has so many digits more than it shows, rounded.
    pub(super) fn portion(&mut self, money: Place, factor: Place, more: u8) -> Place {
        match (money, factor) {
            (Place::One(a), Place::One(b)) if more == 0 => {
                Place::One(self.compute(|to| Op::Multiply { to, a, b }))
            }
            (Place::One(a), Place::Scaled(b, digits)) => {
                let way = Rounded::new(digits + more, self.rounding);
                Place::One(self.compute(|to| Op::Portion { way, to, a, b }))
            }
            (Place::One(a), Place::Wide(b)) => {
                let money = self.compute_wide(|to| Op::Wide { digits: 2, to, a });
                let factor = if more == 0 { b } else { self.hundredth(b) };
                let a = self.compute_wide(|to| Op::WideMultiply {
                    to,
                    a: money,
                    b: factor,
                });
                self.as_money(Place::Wide(a))
            }
            _ => Place::Nowhere,
        }
    }

    fn hundredth(&mut self, a: u16) -> u16 {
        let b = self.wide_constant(Decimal::ONE_HUNDRED);
        self.compute_wide(|to| Op::WideDivide { to, a, b })
    }

    /// Numbers as exact ones; the result has so many digits more than its operands show.
    fn scaled_or_wide(&mut self, op: ArithmeticOp, a: Place, b: Place, more: u8) -> Place {
        use ArithmeticOp::{Add, Divide, Multiply, Of, Subtract};
        if let (Place::Scaled(x, x_digits), Place::Scaled(y, y_digits)) = (a, b) {
            match op {
                Add | Subtract => {
                    let digits = x_digits.max(y_digits);
                    let x = self.rescaled(x, x_digits, digits);
                    let y = self.rescaled(y, y_digits, digits);
                    let sum = self.whole(op, Place::One(x), Place::One(y));
                    return Place::Scaled(self.register_of(sum), digits);
                }
                Multiply | Of if x_digits + y_digits + more <= MOST_DIGITS => {
                    let product = self.compute(|to| Op::Multiply { to, a: x, b: y });
                    return Place::Scaled(product, x_digits + y_digits + more);
                }
                _ => {}
            }
        }
        let (Some(a), Some(b)) = (self.as_wide(a), self.as_wide(b)) else {
            return Place::Nowhere;
        };
        let a = if op == Of { self.hundredth(a) } else { a };
        Place::Wide(self.compute_wide(|to| match op {
            Add => Op::WideAdd { to, a, b },
            Subtract => Op::WideSubtract { to, a, b },
            Multiply | Of => Op::WideMultiply { to, a, b },
            Divide => Op::WideDivide { to, a, b },
        }))
    }

    fn rescaled(&mut self, a: Reg, from: u8, digits: u8) -> Reg {
        match digits.saturating_sub(from) {
            0 => a,
            digits => self.compute(|to| Op::Scale { digits, to, a }),
        }
    }

    /// The number in a register for decimals.
    pub(super) fn as_wide(&mut self, place: Place) -> Option<u16> {
        match place {
            Place::Wide(register) => Some(register),
            Place::Scaled(a, digits) => Some(self.compute_wide(|to| Op::Wide { digits, to, a })),
            _ => None,
        }
    }

    /// Two numbers of the same scale, or both as decimals.
    pub(super) fn alike(&mut self, a: Place, b: Place) -> (Place, Place) {
        match (a, b) {
            (Place::Scaled(x, x_digits), Place::Scaled(y, y_digits)) => {
                let digits = x_digits.max(y_digits);
                let x = self.rescaled(x, x_digits, digits);
                let y = self.rescaled(y, y_digits, digits);
                (Place::Scaled(x, digits), Place::Scaled(y, digits))
            }
            (a, b) => match (self.as_wide(a), self.as_wide(b)) {
                (Some(a), Some(b)) => (Place::Wide(a), Place::Wide(b)),
                _ => (Place::Nowhere, Place::Nowhere),
            },
        }
    }

    pub(super) fn compare_decimals(&mut self, op: CompareOp, a: Place, b: Place) -> Place {
        match self.alike(a, b) {
            (Place::Scaled(a, _), Place::Scaled(b, _)) => {
                Place::One(self.compare_registers(op, a, b))
            }
            (Place::Wide(a), Place::Wide(b)) => {
                Place::One(self.compute(|to| Op::WideCompare { op, to, a, b }))
            }
            _ => Place::Nowhere,
        }
    }

    pub(super) fn negate(&mut self, scope: &mut Scope<'_>, inner: ExprId) -> Operand {
        let operand = self.expr(scope, inner);
        let mut minus = |a| self.compute(|to| Op::Negate { to, a });
        let place = match operand.place {
            Place::One(a) => Place::One(minus(a)),
            Place::Scaled(a, digits) => Place::Scaled(minus(a), digits),
            Place::Two(a) => {
                let first = self.two_registers([super::UNKNOWN; 2]);
                for part in [0, 1] {
                    let [to, a] = [first, a].map(|register| register.wrapping_add(part));
                    self.emit(Op::Negate { to, a });
                    self.bounded(to, i64::from(i32::MIN), i64::from(i32::MAX));
                }
                Place::Two(first)
            }
            Place::Wide(a) => Place::Wide(self.compute_wide(|to| Op::WideNegate { to, a })),
            Place::Nowhere => Place::Nowhere,
        };
        Operand {
            place,
            rests: operand.rests,
        }
    }

    /// The smaller or the larger of two values of one type.
    pub(super) fn extreme(&mut self, a: Place, b: Place, wanted: Ordering) -> Place {
        let largest = wanted.is_gt();
        let mut pick = |a, b| {
            self.compute(|to| match largest {
                true => Op::Max { to, a, b },
                false => Op::Min { to, a, b },
            })
        };
        if let (Place::One(a), Place::One(b)) = (a, b) {
            return Place::One(pick(a, b));
        }
        match self.alike(a, b) {
            (Place::Scaled(a, digits), Place::Scaled(b, _)) => {
                let extreme = self.compute(|to| match largest {
                    true => Op::Max { to, a, b },
                    false => Op::Min { to, a, b },
                });
                Place::Scaled(extreme, digits)
            }
            (Place::Wide(a), Place::Wide(b)) => {
                Place::Wide(self.compute_wide(|to| Op::WideExtreme { largest, to, a, b }))
            }
            _ => Place::Nowhere,
        }
    }
}

/// A value as an exact number: a whole number has no digits behind the point, money has two.
fn number(place: Place, ty: Type) -> Place {
    match (place, ty) {
        (Place::One(register), Type::Integer) => Place::Scaled(register, 0),
        (Place::One(register), Type::Money) => Place::Scaled(register, 2),
        (place, _) => place,
    }
}
