//! What an expression comes to in every case at once: a value made of terms, and when it fails.

use bylaws_dsl::value::{Date, Decimal, Value};

use super::number::Number;
use super::term::{T, Terms};

/// `open` as a day: behind the last one.
pub(super) const OPEN: i128 = Date::MAX.days() as i128 + 1;
/// Nothing at all as a day: before the first one.
pub(super) const NEVER: i128 = Date::MIN.days() as i128 - 1;

/// A value of each type.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Val {
    Truth(T),
    /// A whole number, cents, a day, the place of a member, the number of a text.
    Whole(T),
    /// A decimal; of a percentage what stands before its sign.
    Exact(Number),
    /// Whether each member of the enumeration is in.
    Set(Vec<T>),
    /// Months and days.
    Length(T, T),
    /// Nothing that terms can say: a list.
    Other,
}

/// A value, and the cases in which computing it fails.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sym {
    pub(super) val: Val,
    pub(super) fails: Fails,
}

/// When something fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fails {
    /// For a reason that lies in the policy: a conflict, no row, a division by zero.
    pub(super) bad: T,
    /// Since a number or a date leaves what can be written.
    pub(super) beyond: T,
    /// Since the day lies before the first value of a parameter.
    pub(super) early: T,
}

impl Fails {
    pub(super) fn never(terms: &mut Terms) -> Self {
        let no = terms.no();
        Self {
            bad: no,
            beyond: no,
            early: no,
        }
    }

    pub(super) fn at_all(self, terms: &mut Terms) -> T {
        terms.any([self.bad, self.beyond, self.early])
    }

    pub(super) fn or(self, other: Self, terms: &mut Terms) -> Self {
        Self {
            bad: terms.or(self.bad, other.bad),
            beyond: terms.or(self.beyond, other.beyond),
            early: terms.or(self.early, other.early),
        }
    }

    pub(super) fn any(all: impl IntoIterator<Item = Self>, terms: &mut Terms) -> Self {
        let never = Self::never(terms);
        all.into_iter()
            .fold(never, |so_far, other| so_far.or(other, terms))
    }

    /// These failures, where a condition holds.
    pub(super) fn where_(self, condition: T, terms: &mut Terms) -> Self {
        Self {
            bad: terms.and(condition, self.bad),
            beyond: terms.and(condition, self.beyond),
            early: terms.and(condition, self.early),
        }
    }

    pub(super) fn or_bad(self, bad: T, terms: &mut Terms) -> Self {
        Self {
            bad: terms.or(self.bad, bad),
            ..self
        }
    }

    pub(super) fn or_beyond(self, beyond: T, terms: &mut Terms) -> Self {
        Self {
            beyond: terms.or(self.beyond, beyond),
            ..self
        }
    }
}

impl Sym {
    pub(super) fn sure(val: Val, terms: &mut Terms) -> Self {
        Self {
            val,
            fails: Fails::never(terms),
        }
    }

    /// The term of a truth or of a whole number; something of no meaning for other values, which
    /// the checker has kept away from here.
    pub(super) fn term(&self, terms: &mut Terms) -> T {
        match &self.val {
            Val::Truth(t) | Val::Whole(t) => *t,
            _ => terms.whole(0),
        }
    }

    /// Where it is known to hold.
    pub(super) fn holds(&self, terms: &mut Terms) -> T {
        let (t, fails) = (self.term(terms), self.fails.at_all(terms));
        let fine = terms.not(fails);
        terms.and(t, fine)
    }

    /// Where it is known not to hold.
    pub(super) fn holds_not(&self, terms: &mut Terms) -> T {
        let (t, fails) = (self.term(terms), self.fails.at_all(terms));
        let (not, fine) = (terms.not(t), terms.not(fails));
        terms.and(not, fine)
    }
}

/// Kleene's and: one part that is no is enough, and without it one that fails fails the whole.
pub(super) fn all(parts: &[Sym], terms: &mut Terms) -> Sym {
    let no: Vec<T> = parts.iter().map(|part| part.holds_not(terms)).collect();
    let some_no = terms.any(no);
    let none_no = terms.not(some_no);
    let fails = Fails::any(parts.iter().map(|part| part.fails), terms);
    Sym {
        val: Val::Truth(none_no),
        fails: fails.where_(none_no, terms),
    }
}

/// Kleene's or.
pub(super) fn any(parts: &[Sym], terms: &mut Terms) -> Sym {
    let turned: Vec<Sym> = parts.iter().map(|part| not(part, terms)).collect();
    let none = all(&turned, terms);
    not(&none, terms)
}

pub(super) fn not(part: &Sym, terms: &mut Terms) -> Sym {
    let t = part.term(terms);
    Sym {
        val: Val::Truth(terms.not(t)),
        fails: part.fails,
    }
}

/// One of two values of a type.
pub(super) fn choose(condition: T, then: &Val, otherwise: &Val, terms: &mut Terms) -> Val {
    match (then, otherwise) {
        (Val::Truth(a), Val::Truth(b)) => Val::Truth(terms.choose(condition, *a, *b)),
        (Val::Whole(a), Val::Whole(b)) => Val::Whole(terms.choose(condition, *a, *b)),
        (Val::Exact(a), Val::Exact(b)) => Val::Exact(Number::choose(condition, a, b, terms)),
        (Val::Set(a), Val::Set(b)) => {
            let no = terms.no();
            let members = a.len().max(b.len());
            let bit = |set: &Vec<T>, place: usize| set.get(place).copied().unwrap_or(no);
            let pairs: Vec<(T, T)> = (0..members).map(|i| (bit(a, i), bit(b, i))).collect();
            Val::Set(
                pairs
                    .into_iter()
                    .map(|(a, b)| terms.choose(condition, a, b))
                    .collect(),
            )
        }
        (Val::Length(a, b), Val::Length(c, d)) => Val::Length(
            terms.choose(condition, *a, *c),
            terms.choose(condition, *b, *d),
        ),
        _ => Val::Other,
    }
}

/// `if`: a failure counts only where its branch is taken.
pub(super) fn if_(condition: &Sym, then: &Sym, otherwise: &Sym, terms: &mut Terms) -> Sym {
    let c = condition.term(terms);
    let not = terms.not(c);
    let (a, b) = (
        then.fails.where_(c, terms),
        otherwise.fails.where_(not, terms),
    );
    let fails = condition.fails.or(a, terms).or(b, terms);
    Sym {
        val: choose(c, &then.val, &otherwise.val, terms),
        fails,
    }
}

/// Whether two values of one type are the same.
pub(super) fn same(a: &Val, b: &Val, terms: &mut Terms) -> T {
    match (a, b) {
        (Val::Truth(a), Val::Truth(b)) | (Val::Whole(a), Val::Whole(b)) => terms.equal(*a, *b),
        (Val::Exact(a), Val::Exact(b)) => Number::equal(a, b, terms),
        (Val::Set(a), Val::Set(b)) => {
            let no = terms.no();
            let bit = |set: &Vec<T>, place: usize| set.get(place).copied().unwrap_or(no);
            let members = a.len().max(b.len());
            let pairs: Vec<(T, T)> = (0..members).map(|i| (bit(a, i), bit(b, i))).collect();
            let equal: Vec<T> = pairs.into_iter().map(|(a, b)| terms.equal(a, b)).collect();
            terms.all(equal)
        }
        (Val::Length(a, b), Val::Length(c, d)) => {
            let parts = [terms.equal(*a, *c), terms.equal(*b, *d)];
            terms.all(parts)
        }
        // Nobody knows.
        _ => terms.fresh_truth(),
    }
}

/// The value of a constant. Texts have numbers of their own and are not told here.
pub(super) fn constant(value: &Value, members: usize, terms: &mut Terms) -> Val {
    match value {
        Value::Boolean(truth) => Val::Truth(terms.truth(*truth)),
        Value::Integer(n) => Val::Whole(terms.whole((*n).into())),
        Value::Money(m) => Val::Whole(terms.whole(m.cents().into())),
        Value::Date(day) => Val::Whole(terms.whole(day.days().into())),
        Value::Open => Val::Whole(terms.whole(OPEN)),
        Value::None => Val::Whole(terms.whole(NEVER)),
        Value::Member(_, place) => Val::Whole(terms.whole((*place).into())),
        Value::Decimal(d) | Value::Percent(d) => Val::Exact(exact(*d, terms)),
        Value::Duration(d) => Val::Length(terms.whole(d.months.into()), terms.whole(d.days.into())),
        Value::Set(_, bits) => Val::Set(
            (0..members)
                .map(|place| terms.truth(bits >> place & 1 == 1))
                .collect(),
        ),
        Value::Text(_) | Value::Window(..) | Value::List(..) => Val::Other,
    }
}

pub(super) fn exact(d: Decimal, terms: &mut Terms) -> Number {
    let d = d.normalize();
    Number::fraction(d.mantissa(), 10i128.checked_pow(d.scale()), terms)
}

/// The lesser of two days.
pub(super) fn earlier(a: &Sym, b: &Sym, terms: &mut Terms) -> Sym {
    let fails = a.fails.or(b.fails, terms);
    let (x, y) = (a.term(terms), b.term(terms));
    Sym {
        val: Val::Whole(terms.least(x, y)),
        fails,
    }
}

/// One value or the other, by a condition that never fails.
pub(super) fn pick(condition: T, a: &Sym, b: &Sym, terms: &mut Terms) -> Sym {
    let not = terms.not(condition);
    let (x, y) = (a.fails.where_(condition, terms), b.fails.where_(not, terms));
    Sym {
        val: choose(condition, &a.val, &b.val, terms),
        fails: x.or(y, terms),
    }
}

/// Whether two outputs are not the same.
pub(super) fn differ((a, a_there): (&Sym, T), (b, b_there): (&Sym, T), terms: &mut Terms) -> T {
    let equal = same(&a.val, &b.val, terms);
    let not_equal = terms.not(equal);
    let both = terms.and(a_there, b_there);
    let as_there = terms.equal(a_there, b_there);
    let one_only = terms.not(as_there);
    let different = terms.and(both, not_equal);
    terms.or(one_only, different)
}
