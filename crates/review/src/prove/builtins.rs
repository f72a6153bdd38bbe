//! Built-in functions as terms.

use bylaws_dsl::ir::{Builtin, CompareOp, Policy, ShiftUnit, Type};

use super::expr::{compare, number, whole};
use super::number::Number;
use super::scope::Encoder;
use super::value::{Fails, Sym, Val, choose};

impl Encoder<'_> {
    pub(super) fn call(
        &mut self,
        policy: &Policy,
        builtin: Builtin,
        arguments: &[Sym],
        types: &[Type],
        ty: Type,
    ) -> Sym {
        let terms = &mut self.terms;
        let fails = Fails::any(arguments.iter().map(|argument| argument.fails), terms);
        let (Some(first), first_ty) = (arguments.first(), types.first().copied().unwrap_or(ty))
        else {
            return Sym::sure(Val::Other, terms);
        };
        let day = first.term(terms);
        let val = match builtin {
            Builtin::Min | Builtin::Earliest | Builtin::Max | Builtin::Latest => {
                let op = match builtin {
                    Builtin::Min | Builtin::Earliest => CompareOp::Less,
                    _ => CompareOp::Greater,
                };
                let mut best = first.val.clone();
                for other in arguments.iter().skip(1) {
                    let (a, b) = (
                        Sym::sure(other.val.clone(), terms),
                        Sym::sure(best.clone(), terms),
                    );
                    let better = compare(op, &a, &b, terms);
                    let better = better.term(terms);
                    best = choose(better, &other.val, &best, terms);
                }
                best
            }
            Builtin::Between(unit) => {
                let other = arguments.get(1).map_or(day, |other| other.term(terms));
                Val::Whole(match unit {
                    ShiftUnit::Days => terms.subtract(other, day),
                    ShiftUnit::Months => self.calendar.months_between(day, other, terms),
                    ShiftUnit::Years => {
                        // Complete years, counted from the earlier of the two.
                        let months = self.calendar.months_between(day, other, terms);
                        let years = Number::whole(months, 12, terms);
                        years.round(1, bylaws_dsl::value::Rounding::Down, terms)
                    }
                })
            }
            Builtin::Day => Val::Whole(self.calendar.parts(day, terms).day),
            Builtin::Month => Val::Whole(self.calendar.month(day, terms)),
            Builtin::Year => Val::Whole(self.calendar.calendar_year(day, terms)),
            Builtin::FirstOfMonth => Val::Whole(self.calendar.end_of_month(day, false, terms)),
            Builtin::LastOfMonth => Val::Whole(self.calendar.end_of_month(day, true, terms)),
            Builtin::Round => {
                let places = arguments.get(1).map(|places| places.term(terms));
                let places = places.and_then(|places| terms.as_whole(places));
                let units =
                    places.and_then(|places| 10i128.checked_pow(u32::try_from(places).ok()?));
                let Some(units) = units else {
                    return self.anything(policy, ty, "a number of places that varies".to_owned());
                };
                let exact = number(first, first_ty, terms);
                let rounded = exact.round(units, policy.rounding, terms);
                let rounded = Number::whole(rounded, units, terms);
                match ty {
                    Type::Money => {
                        let cents = rounded.round(100, policy.rounding, terms);
                        return whole(cents, fails, terms);
                    }
                    _ => Val::Exact(rounded),
                }
            }
            Builtin::Floor | Builtin::Ceil => {
                let exact = number(first, first_ty, terms);
                let n = exact.whole_beside(builtin == Builtin::Floor, terms);
                return whole(n, fails, terms);
            }
            Builtin::Decimal => {
                let exact = number(first, first_ty, terms);
                Val::Exact(match first_ty {
                    Type::Percent => Number {
                        under: terms.times(exact.under, 100),
                        ..exact
                    },
                    _ => exact,
                })
            }
        };
        Sym { val, fails }
    }
}
