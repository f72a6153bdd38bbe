//! Exact numbers as fractions of whole ones, and rounding.

use bylaws_dsl::value::Rounding;

use super::term::{T, Terms};

/// A number: `over / under`, where `under` is above zero.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    pub(super) over: T,
    pub(super) under: T,
    /// Whether the runtime may keep fewer digits of it than it has: what is computed from it
    /// further is not told by terms.
    pub(super) is_rough: bool,
}

impl Number {
    pub(super) fn fraction(over: i128, under: Option<i128>, terms: &mut Terms) -> Self {
        match under {
            Some(under) => Self {
                over: terms.whole(over),
                under: terms.whole(under),
                is_rough: false,
            },
            None => Self::anything(terms),
        }
    }

    pub(super) fn whole(over: T, under: i128, terms: &mut Terms) -> Self {
        Self {
            over,
            under: terms.whole(under),
            is_rough: false,
        }
    }

    /// A number that nothing is known of.
    pub(super) fn anything(terms: &mut Terms) -> Self {
        Self {
            over: terms.fresh_whole(None, None),
            under: terms.whole(1_000_000),
            is_rough: true,
        }
    }

    /// Both over one denominator.
    fn level(a: &Self, b: &Self, terms: &mut Terms) -> (T, T, T) {
        if a.under == b.under {
            return (a.over, b.over, a.under);
        }
        if let (Some(x), Some(y)) = (terms.as_whole(a.under), terms.as_whole(b.under))
            && let Some(both) = lcm(x, y)
        {
            let (p, q) = (terms.times(a.over, both / x), terms.times(b.over, both / y));
            return (p, q, terms.whole(both));
        }
        let (p, q) = (
            terms.multiply(a.over, b.under),
            terms.multiply(b.over, a.under),
        );
        (p, q, terms.multiply(a.under, b.under))
    }

    pub(super) fn choose(condition: T, a: &Self, b: &Self, terms: &mut Terms) -> Self {
        let (p, q, under) = Self::level(a, b, terms);
        Self {
            over: terms.choose(condition, p, q),
            under,
            is_rough: a.is_rough || b.is_rough,
        }
    }

    pub(super) fn equal(a: &Self, b: &Self, terms: &mut Terms) -> T {
        if a.is_rough && b.is_rough {
            return terms.fresh_truth();
        }
        let (p, q, _) = Self::level(a, b, terms);
        terms.equal(p, q)
    }

    pub(super) fn at_most(a: &Self, b: &Self, terms: &mut Terms) -> T {
        if a.is_rough && b.is_rough {
            return terms.fresh_truth();
        }
        let (p, q, _) = Self::level(a, b, terms);
        terms.at_most(p, q)
    }

    pub(super) fn add(a: &Self, b: &Self, terms: &mut Terms) -> Self {
        if a.is_rough || b.is_rough {
            return Self::anything(terms);
        }
        let (p, q, under) = Self::level(a, b, terms);
        Self {
            over: terms.add(p, q),
            under,
            is_rough: false,
        }
    }

    pub(super) fn negate(&self, terms: &mut Terms) -> Self {
        Self {
            over: terms.negate(self.over),
            ..self.clone()
        }
    }

    pub(super) fn multiply(a: &Self, b: &Self, terms: &mut Terms) -> Self {
        if a.is_rough || b.is_rough {
            return Self::anything(terms);
        }
        Self {
            over: terms.multiply(a.over, b.over),
            under: terms.multiply(a.under, b.under),
            is_rough: false,
        }
    }

    /// The quotient; of no meaning where `b` is zero.
    pub(super) fn divide(a: &Self, b: &Self, terms: &mut Terms) -> Self {
        if a.is_rough || b.is_rough {
            return Self::anything(terms);
        }
        let zero = terms.whole(0);
        let is_negative = terms.less(b.over, zero);
        let (minus_a, minus_b) = (terms.negate(a.over), terms.negate(b.over));
        let over = terms.choose(is_negative, minus_a, a.over);
        let by = terms.choose(is_negative, minus_b, b.over);
        // Halves, fifths and tenths end; other fractions do not.
        let ends = terms.as_whole(by).is_some_and(|mut by| {
            for prime in [2, 5] {
                while by != 0 && by % prime == 0 {
                    by /= prime;
                }
            }
            by == 1
        });
        Self {
            over: terms.multiply(over, b.under),
            under: terms.multiply(a.under, by),
            is_rough: !ends,
        }
    }

    /// A whole number of units, `units` of which are one, by the mode.
    pub(super) fn round(&self, units: i128, mode: Rounding, terms: &mut Terms) -> T {
        let scaled = terms.times(self.over, units);
        let under = self.under;
        // What both are multiples of is taken out, so that the numbers stay small.
        let (scaled, under) = match terms.as_whole(under) {
            Some(under) => {
                let by = gcd(units, under);
                let scaled = terms.times(self.over, units / by);
                (scaled, terms.whole(under / by))
            }
            None => (scaled, under),
        };
        if terms.as_whole(under) == Some(1) {
            return scaled;
        }
        let up = away_from_zero(scaled, under, mode, terms);
        if terms.bounds(scaled).0.is_some_and(|low| low >= 0) {
            return up;
        }
        let minus = terms.negate(scaled);
        let down = away_from_zero(minus, under, mode, terms);
        let down = terms.negate(down);
        let zero = terms.whole(0);
        let positive = terms.at_most(zero, scaled);
        terms.choose(positive, up, down)
    }

    /// The largest whole number not above, or the smallest not below.
    pub(super) fn whole_beside(&self, below: bool, terms: &mut Terms) -> T {
        if below {
            return terms.divide(self.over, self.under);
        }
        let minus = terms.negate(self.over);
        let down = terms.divide(minus, self.under);
        terms.negate(down)
    }
}

/// A fraction that is not below zero, rounded.
fn away_from_zero(over: T, under: T, mode: Rounding, terms: &mut Terms) -> T {
    match mode {
        Rounding::Down => terms.divide(over, under),
        Rounding::Up => {
            let minus = terms.negate(over);
            let down = terms.divide(minus, under);
            terms.negate(down)
        }
        Rounding::HalfUp => {
            let twice = terms.times(over, 2);
            let more = terms.add(twice, under);
            let under = terms.times(under, 2);
            terms.divide(more, under)
        }
        Rounding::HalfEven => {
            let down = terms.divide(over, under);
            let rest = terms.remainder(over, under);
            let rest = terms.times(rest, 2);
            let two = terms.whole(2);
            let odd = terms.remainder(down, two);
            let one = terms.whole(1);
            let odd = terms.equal(odd, one);
            let (more, half) = (terms.less(under, rest), terms.equal(rest, under));
            let half = terms.and(half, odd);
            let up = terms.or(more, half);
            let next = terms.add_to(down, 1);
            terms.choose(up, next, down)
        }
    }
}

fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

fn lcm(a: i128, b: i128) -> Option<i128> {
    (a / gcd(a, b)).checked_mul(b)
}
