//! Calls of the built-in functions.

use std::cmp::Ordering;

use bylaws_dsl::ir::{Builtin, ExprId, ExprKind, Type};
use bylaws_dsl::value::Value;

use super::scope::Scope;
use super::{Lower, Operand};
use crate::program::code::{DatePart, Op, Place, Rounded};

impl Lower {
    pub(super) fn call(
        &mut self,
        scope: &mut Scope<'_>,
        builtin: Builtin,
        arguments: &[ExprId],
        ty: Type,
    ) -> Operand {
        let policy = scope.policy;
        let mut rests = None;
        let mut places = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let operand = self.expr(scope, *argument);
            rests = self.both_rest(rests, operand.rests);
            places.push((operand.place, policy.exprs.at(*argument).ty));
        }
        let Some(((first, first_ty), others)) = places.split_first() else {
            return Operand::nowhere();
        };
        let place = match builtin {
            Builtin::Min | Builtin::Earliest => self.extremes(*first, others, Ordering::Less),
            Builtin::Max | Builtin::Latest => self.extremes(*first, others, Ordering::Greater),
            Builtin::Between(unit) => match (first, others) {
                (Place::One(a), [(Place::One(b), _)]) => {
                    let (a, b) = (*a, *b);
                    Place::One(self.compute(|to| Op::Between { unit, to, a, b }))
                }
                _ => Place::Nowhere,
            },
            Builtin::Day => self.date_part(*first, DatePart::Day),
            Builtin::Month => self.date_part(*first, DatePart::Month),
            Builtin::Year => self.date_part(*first, DatePart::Year),
            Builtin::FirstOfMonth => self.date_part(*first, DatePart::FirstOfMonth),
            Builtin::LastOfMonth => self.date_part(*first, DatePart::LastOfMonth),
            Builtin::Round => {
                let places =
                    arguments
                        .get(1)
                        .and_then(|argument| match &policy.exprs.at(*argument).kind {
                            ExprKind::Constant(Value::Integer(n)) => u8::try_from(*n).ok(),
                            _ => None,
                        });
                places.map_or(Place::Nowhere, |places| self.round(*first, ty, places))
            }
            Builtin::Floor => self.whole_number(*first, *first_ty, false),
            Builtin::Ceil => self.whole_number(*first, *first_ty, true),
            Builtin::Decimal => match (first, first_ty) {
                (Place::One(a), Type::Integer) => Place::Scaled(*a, 0),
                (Place::One(a), Type::Money) => Place::Scaled(*a, 2),
                (Place::Scaled(a, digits), Type::Percent) => Place::Scaled(*a, digits + 2),
                (place, Type::Decimal) => *place,
                _ => Place::Nowhere,
            },
        };
        Operand { place, rests }
    }

    fn extremes(&mut self, first: Place, others: &[(Place, Type)], wanted: Ordering) -> Place {
        let others = others.iter();
        others.fold(first, |so_far, (place, _)| {
            self.extreme(so_far, *place, wanted)
        })
    }

    fn date_part(&mut self, date: Place, part: DatePart) -> Place {
        match date {
            Place::One(a) => Place::One(self.compute(|to| Op::DatePart { part, to, a })),
            _ => Place::Nowhere,
        }
    }

    fn round(&mut self, place: Place, ty: Type, places: u8) -> Place {
        match (place, ty) {
            (Place::One(a), Type::Money) => {
                let digits = 2u8.saturating_sub(places);
                if digits == 0 {
                    return place;
                }
                let way = Rounded::new(digits, self.rounding);
                let a = self.compute(|to| Op::Round { way, to, a });
                Place::One(self.compute(|to| Op::Scale { digits, to, a }))
            }
            (Place::Scaled(_, digits), _) if digits <= places => place,
            (Place::Scaled(a, digits), _) => {
                let way = Rounded::new(digits - places, self.rounding);
                Place::Scaled(self.compute(|to| Op::Round { way, to, a }), places)
            }
            (Place::Wide(a), _) => {
                let way = Rounded::new(places, self.rounding);
                Place::Wide(self.compute_wide(|to| Op::WideRound { way, to, a }))
            }
            _ => Place::Nowhere,
        }
    }

    fn whole_number(&mut self, place: Place, ty: Type, up: bool) -> Place {
        match (place, ty) {
            (Place::One(_), Type::Integer) => place,
            (Place::Scaled(a, digits), _) => Place::One(self.compute(|to| match up {
                true => Op::Ceil { digits, to, a },
                false => Op::Floor { digits, to, a },
            })),
            (Place::Wide(a), _) => Place::One(self.compute(|to| Op::WideWhole { up, to, a })),
            _ => Place::Nowhere,
        }
    }
}
