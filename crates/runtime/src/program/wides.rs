//! Decimals that do not fit into whole numbers: registers of their own.

use bylaws_dsl::value::{Decimal, Money};

use super::code::{NONE, Op, UNKNOWN};
use super::machine::{Registers, real};
use super::numbers;

/// Registers for decimals.
pub(super) struct Wides<'m>(pub(super) &'m mut Vec<Option<Decimal>>);

impl Wides<'_> {
    fn get(&self, register: u16) -> Option<Decimal> {
        self.0.get(usize::from(register)).copied().flatten()
    }

    fn set(&mut self, register: u16, value: Option<Decimal>) {
        if let Some(place) = self.0.get_mut(usize::from(register)) {
            *place = value;
        }
    }

    fn two(
        &mut self,
        to: u16,
        a: u16,
        b: u16,
        function: impl FnOnce(Decimal, Decimal) -> Option<Decimal>,
    ) {
        let both = self.get(a).zip(self.get(b));
        self.set(to, both.and_then(|(a, b)| function(a, b)));
    }

    #[inline(never)]
    pub(super) fn run<const N: usize>(&mut self, op: Op, r: &mut Registers<'_, N>) {
        match op {
            Op::Wide { digits, to, a } => {
                let a = r.get(a);
                let value = Decimal::try_from_i128_with_scale(i128::from(a), u32::from(digits));
                self.set(to, value.ok().filter(|_| a > NONE));
            }
            Op::WideMove { to, from } => self.set(to, self.get(from)),
            Op::WideAdd { to, a, b } => self.two(to, a, b, |a, b| a.checked_add(b)),
            Op::WideSubtract { to, a, b } => self.two(to, a, b, |a, b| a.checked_sub(b)),
            Op::WideMultiply { to, a, b } => self.two(to, a, b, |a, b| a.checked_mul(b)),
            Op::WideDivide { to, a, b } => self.two(to, a, b, |a, b| a.checked_div(b)),
            Op::WideNegate { to, a } => self.set(to, self.get(a).map(|a| -a)),
            Op::WideExtreme { largest, to, a, b } => self.two(to, a, b, |a, b| {
                Some(if largest { a.max(b) } else { a.min(b) })
            }),
            Op::WideCompare { op, to, a, b } => {
                let both = self.get(a).zip(self.get(b));
                let holds = both.map(|(a, b)| i64::from(op.holds(a.cmp(&b))));
                r.set(to, holds.unwrap_or(UNKNOWN));
            }
            Op::WideRound { way, to, a } => {
                let rounded = self.get(a);
                let rounded = rounded.map(|a| way.way().round(a, u32::from(way.digits())));
                self.set(to, rounded);
            }
            Op::WideWhole { up, to, a } => {
                let whole = self.get(a).map(|a| if up { a.ceil() } else { a.floor() });
                let whole = whole.and_then(|whole| i64::try_from(whole).ok());
                r.set(to, whole.and_then(real).unwrap_or(UNKNOWN));
            }
            Op::WideMoney { way, to, a } => {
                let money = self.get(a).and_then(|a| Money::rounded(a, way.way()));
                let cents = money.map(Money::cents).and_then(real);
                r.set(to, cents.unwrap_or(UNKNOWN));
            }
            Op::WideSticky { digits, to, a } => {
                let number = self.get(a).and_then(|a| sticky(a, digits));
                r.set(to, number.unwrap_or(UNKNOWN));
            }
            Op::WideUnknownWith { to, a } if r.get(a) == UNKNOWN => self.set(to, None),
            _ => {}
        }
    }
}

/// A decimal with so many digits behind the point, the last of them raised where more follow.
fn sticky(decimal: Decimal, digits: u8) -> Option<i64> {
    let floor = decimal.checked_mul(Decimal::from(numbers::power(digits)?))?;
    let whole = floor.floor();
    let number = i64::try_from(whole).ok()?;
    let follows = whole != floor && number.rem_euclid(10) == 0;
    real(number.checked_add(i64::from(follows))?)
}
