//! What to write instead of a value whose type does not fit its place.

use super::checker::Checker;
use super::words::{bare, spelling};
use crate::ast::{Expr, ExprKind, Literal};
use crate::ir::Type;
use crate::value::{Date, plain};

impl Checker<'_> {
    /// Help for `expr`, which is of type `found` where `wanted` is expected.
    pub(super) fn repair(&self, wanted: Type, expr: &Expr, found: Type) -> Option<String> {
        let literal = match &bare(expr).kind {
            ExprKind::Literal(literal) => Some(literal),
            _ => None,
        };
        if let Some(help) = literal.and_then(|literal| self.repair_literal(wanted, literal)) {
            return Some(help);
        }
        let text = spelling(expr);
        Some(match (wanted, found) {
            (Type::Decimal, Type::Integer | Type::Percent | Type::Money) => format!("write `decimal({text})`"),
            (Type::Integer, Type::Decimal) => format!("write `floor({text})` or `ceil({text})`"),
            (Type::Date, Type::DateOrOpen) => {
                format!("choose a day for when it is open: `earliest({text}, DATE)`")
            }
            (Type::Set(_), Type::Enum(_)) => format!("write `{{{text}}}`"),
            (Type::Boolean, Type::Enum(_)) => format!("compare it: `{text} = …`"),
            (Type::Boolean, Type::Set(_)) => format!("write `{text} includes …` or `not ({text} is empty)`"),
            (Type::Boolean, Type::Date | Type::DateOrOpen) => format!("compare it: `{text} <= DATE`"),
            (Type::Boolean, Type::Integer | Type::Decimal | Type::Percent | Type::Money | Type::Duration) => {
                format!("compare it: `{text} <= …`")
            }
            (Type::Boolean, Type::Text) => format!("compare it: `{text} = \"…\"`"),
            (Type::Date | Type::DateOrOpen, Type::Duration) => format!("write `{text} after DATE`"),
            _ => return None,
        })
    }

    fn repair_literal(&self, wanted: Type, literal: &Literal) -> Option<String> {
        Some(match (wanted, literal) {
            (Type::Money, Literal::Integer(n)) => format!("write `${n}`"),
            (Type::Money, Literal::Decimal(d)) => format!("write `${}`", plain(*d)),
            (Type::Percent, Literal::Integer(n)) => format!("write `{n}%`"),
            (Type::Percent, Literal::Decimal(d)) => {
                let hundredfold = d.checked_mul(rust_decimal::Decimal::ONE_HUNDRED)?;
                format!("write `{}%`", plain(hundredfold))
            }
            (Type::Decimal, Literal::Percent(d)) => {
                let hundredth = d.checked_div(rust_decimal::Decimal::ONE_HUNDRED)?;
                format!("write `{}`", plain(hundredth))
            }
            (Type::Duration, Literal::Integer(n)) => format!("write `{n} days`, or another unit of time"),
            (Type::Boolean, Literal::Integer(_)) => "write `yes` or `no`".into(),
            (Type::Date | Type::DateOrOpen, Literal::Text(t)) if Date::parse(t).is_ok() => {
                format!("write `{t}` without the quotes")
            }
            (Type::Enum(id), Literal::Text(t)) if self.names.member(id, t).is_some() => {
                format!("write `{t}` without the quotes")
            }
            (Type::Enum(id), Literal::Text(_) | Literal::Boolean(_)) => self.members_listed(id)?,
            (Type::Text, Literal::Integer(n)) => format!("write `\"{n}\"`"),
            _ => return None,
        })
    }
}
