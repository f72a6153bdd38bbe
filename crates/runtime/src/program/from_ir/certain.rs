//! Whether a test that is unknown here is unknown for certain: both answers are possible, however
//! closely one looks at what its facts may be. What a decision rests on hangs on that.

use bylaws_dsl::ir::{ExprId, ExprKind, Fact, Type};
use bylaws_dsl::value::{Date, Value};

use super::Lower;
use super::scope::Scope;
use crate::program::code::{OPEN, Op, Place, Reg};
use crate::program::encode::encode;

impl Lower {
    /// A register that is yes where the test, if it is unknown, is so for certain; none when that
    /// is never known. The test itself has been computed.
    pub(super) fn certain(&mut self, scope: &mut Scope<'_>, id: ExprId) -> Option<Reg> {
        let policy = scope.policy;
        match &policy.exprs.at(id).kind {
            ExprKind::Fact(_) | ExprKind::Field(_) => {
                left_open(scope, id)?;
                Some(self.truth(true))
            }
            // Of an element about which nothing is known.
            ExprKind::FieldGiven(_) => Some(self.truth(true)),
            ExprKind::Not(inner) => self.certain(scope, *inner),
            ExprKind::And(parts) | ExprKind::Or(parts) => self.certain_parts(scope, parts),
            ExprKind::Includes { set, member } => {
                let is_constant = matches!(policy.exprs.at(*member).kind, ExprKind::Constant(_));
                left_open(scope, *set).filter(|_| is_constant)?;
                Some(self.truth(true))
            }
            ExprKind::IsEmpty(fact) | ExprKind::InCodes(fact, _) => {
                left_open(scope, *fact)?;
                Some(self.truth(true))
            }
            ExprKind::Compare(_, a, b) => match (left_open(scope, *a), left_open(scope, *b)) {
                (Some(fact), None) => self.certain_comparison(scope, fact, *b),
                (None, Some(fact)) => self.certain_comparison(scope, fact, *a),
                // Whichever of the two is known.
                (Some(one), Some(other)) => {
                    let a = self.certain_comparison(scope, other, *a);
                    let b = self.certain_comparison(scope, one, *b);
                    let either = a.into_iter().chain(b);
                    either.reduce(|a, b| self.compute(|to| Op::Or { to, a, b }))
                }
                (None, None) => None,
            },
            ExprKind::Within { date, window } => {
                let fact = left_open(scope, *date)?;
                let window = self.expr(scope, *window);
                let Place::Two(from) = window.place else {
                    return None;
                };
                let ends = [from, from.wrapping_add(1)];
                let ends = ends.map(|end| self.strictly_inside(fact, end));
                let [Some(from), Some(through)] = ends else {
                    return None;
                };
                Some(self.all(&[from, through]))
            }
            _ => None,
        }
    }

    /// Of parts that are known nothing is asked.
    fn certain_parts(&mut self, scope: &mut Scope<'_>, parts: &[ExprId]) -> Option<Reg> {
        let mut all = Vec::with_capacity(parts.len());
        for part in parts {
            // A part that was jumped over is computed again; what decided stands before it.
            let (a, _) = self.one(scope, *part);
            let certain = self.certain(scope, *part);
            let certain = certain.unwrap_or_else(|| self.truth(false));
            all.push(self.compute(|to| Op::Certain { to, a, certain }));
        }
        Some(self.all(&all))
    }

    /// A fact that is missing against a value that is known: open where the value lies strictly
    /// within all that the fact may be.
    fn certain_comparison(
        &mut self,
        scope: &mut Scope<'_>,
        fact: &Fact,
        other: ExprId,
    ) -> Option<Reg> {
        match fact.ty {
            Type::Text => Some(self.truth(true)),
            Type::Enum(of) => {
                let kind = &scope.policy.exprs.at(other).kind;
                let several = scope.policy.enums.at(of).members.len() > 1;
                let is_open = several && matches!(kind, ExprKind::Constant(_));
                is_open.then(|| self.truth(true))
            }
            _ => match self.expr(scope, other).place {
                Place::One(register) => self.strictly_inside(fact, register),
                // Without a range, any number that is known lies inside.
                Place::Scaled(a, _) if fact.low.is_none() && fact.high.is_none() => {
                    Some(self.compute(|to| Op::Equal { to, a, b: a }))
                }
                _ => None,
            },
        }
    }

    /// Whether an end of a period that is missing may lie on either side of a day.
    pub(super) fn end_is_open(&mut self, scope: &Scope<'_>, end: ExprId, day: Reg) -> Option<Reg> {
        let fact = left_open(scope, end)?;
        self.strictly_inside(fact, day)
    }

    /// Whether a number lies strictly within the range of a fact.
    fn strictly_inside(&mut self, fact: &Fact, number: Reg) -> Option<Reg> {
        let end = |end: &Option<Value>, natural: Option<i64>| match end {
            Some(value) => encode(value).map(Some),
            None => Some(natural),
        };
        let day = |date: Date| Some(i64::from(date.days()));
        let (first, last) = match fact.ty {
            Type::Date => (day(Date::MIN), day(Date::MAX)),
            Type::DateOrOpen => (day(Date::MIN), Some(OPEN)),
            Type::Integer | Type::Money => (None, None),
            _ => return None,
        };
        let (low, high) = (end(&fact.low, first)?, end(&fact.high, last)?);
        // Known to be a number at all.
        let mut tests = vec![self.compute(|to| Op::Equal {
            to,
            a: number,
            b: number,
        })];
        if let Some(low) = low {
            let a = self.constant(low);
            tests.push(self.compute(|to| Op::Less { to, a, b: number }));
        }
        if let Some(high) = high {
            let b = self.constant(high);
            tests.push(self.compute(|to| Op::Less { to, a: number, b }));
        }
        Some(self.all(&tests))
    }
}

/// The declaration of a fact or field that may be missing, if the expression is one.
fn left_open<'p>(scope: &Scope<'p>, id: ExprId) -> Option<&'p Fact> {
    let policy = scope.policy;
    let fact = match &policy.exprs.at(id).kind {
        ExprKind::Fact(fact) => scope.declared(*fact)?,
        // Asked of elements about which nothing is known; there it may be anything.
        ExprKind::Field(field) => return Some(policy.field(*field)),
        _ => return None,
    };
    (!fact.optional).then_some(fact)
}
