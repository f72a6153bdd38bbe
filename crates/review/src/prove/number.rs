//! Exact numbers as fractions of whole ones, and rounding.

use bylaws_dsl::value::Rounding;

use super::term::{Axiom, T, Terms};

/// A number: `over / under`, where `under` is above zero.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Number {
    pub(super) over: T,
    pub(super) under: T,
    /// How many of its digits the runtime keeps.
    pub(super) digits: Digits,
}

/// How exact the runtime is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Digits {
    /// All of them.
    All,
    /// The first 28 of a quotient, which compares with numbers of few digits as the quotient does.
    Quotient,
    /// What was computed of such a quotient: which side of a number it lies on where it is just
    /// that number, terms do not say.
    Worn,
}

impl Digits {
    /// Of something computed from both.
    fn after(self, other: Self) -> Self {
        match self.max(other) {
            Digits::All => Digits::All,
            _ => Digits::Worn,
        }
    }
}

/// What terms do not say of quotients.
const LAST: &str = "the last digits of a quotient";

impl Number {
    pub(super) fn fraction(over: i128, under: Option<i128>, terms: &mut Terms) -> Self {
        match under {
            Some(under) => Self {
                over: terms.whole(over),
                under: terms.whole(under),
                digits: Digits::All,
            },
            None => Self::anything(terms),
        }
    }

    pub(super) fn whole(over: T, under: i128, terms: &mut Terms) -> Self {
        Self {
            over,
            under: terms.whole(under),
            digits: Digits::All,
        }
    }

    /// A number that nothing is known of.
    pub(super) fn anything(terms: &mut Terms) -> Self {
        let over = terms.fresh_whole(None, None);
        terms
            .guesses
            .insert(over, "a number of too many digits".to_owned());
        Self {
            over,
            under: terms.whole(1_000_000),
            digits: Digits::All,
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
            digits: a.digits.max(b.digits),
        }
    }

    pub(super) fn equal(a: &Self, b: &Self, terms: &mut Terms) -> T {
        let (p, q, _) = Self::level(a, b, terms);
        let equal = terms.equal(p, q);
        match Self::is_clear(a, b) {
            true => equal,
            false => {
                let guess = terms.guess(LAST);
                terms.and(equal, guess)
            }
        }
    }

    pub(super) fn at_most(a: &Self, b: &Self, terms: &mut Terms) -> T {
        let (p, q, _) = Self::level(a, b, terms);
        match Self::is_clear(a, b) {
            true => terms.at_most(p, q),
            false => {
                let (less, equal) = (terms.less(p, q), terms.equal(p, q));
                let guess = terms.guess(LAST);
                let equal = terms.and(equal, guess);
                terms.or(less, equal)
            }
        }
    }

    /// Whether the runtime compares two numbers as fractions compare.
    fn is_clear(a: &Self, b: &Self) -> bool {
        matches!(
            (a.digits, b.digits),
            (Digits::All, Digits::All)
                | (Digits::All, Digits::Quotient)
                | (Digits::Quotient, Digits::All)
        )
    }

    pub(super) fn add(a: &Self, b: &Self, terms: &mut Terms) -> Self {
        let (p, q, under) = Self::level(a, b, terms);
        Self {
            over: terms.add(p, q),
            under,
            digits: a.digits.after(b.digits),
        }
    }

    pub(super) fn negate(&self, terms: &mut Terms) -> Self {
        Self {
            over: terms.negate(self.over),
            ..self.clone()
        }
    }

    pub(super) fn multiply(a: &Self, b: &Self, terms: &mut Terms) -> Self {
        Self {
            over: terms.multiply(a.over, b.over),
            under: terms.multiply(a.under, b.under),
            digits: a.digits.after(b.digits),
        }
    }

    /// The quotient; of no meaning where `b` is zero.
    pub(super) fn divide(a: &Self, b: &Self, terms: &mut Terms) -> Self {
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
            digits: match a.digits.after(b.digits) {
                Digits::All if ends => Digits::All,
                Digits::All => Digits::Quotient,
                worn => worn,
            },
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
        if self.digits == Digits::Worn {
            // It is one of the two whole numbers beside it, or that which it is.
            let down = terms.divide(scaled, under);
            let near = terms.fresh_whole(None, None);
            terms.guesses.insert(near, LAST.to_owned());
            let (low, high) = (terms.add_to(down, -1), terms.add_to(down, 1));
            let parts = [terms.at_most(low, near), terms.at_most(near, high)];
            let holds = terms.all(parts);
            terms.axioms.push(Axiom {
                of: vec![near],
                holds,
                is_hard: false,
            });
            return near;
        }
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
        if self.digits == Digits::Worn {
            return self.round(1, Rounding::Down, terms);
        }
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
