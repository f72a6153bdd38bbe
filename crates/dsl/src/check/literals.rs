//! Values that must be written out: of parameters, ranges and examples.

use smol_str::SmolStr;

use super::checker::Checker;
use super::expr::accepts;
use super::words::{bare, quoted};
use crate::ast::{Expr, ExprKind, Literal};
use crate::ir::{EnumId, Type};
use crate::value::{Money, Value};
use crate::{Diagnostic, Span, codes};

impl Checker<'_> {
    /// The value that is written out, of this type; `what` says whose value it is.
    pub(super) fn written(&mut self, expr: &Expr, ty: Type, what: &str) -> Option<Value> {
        match (&bare(expr).kind, ty) {
            (ExprKind::Name(name), Type::Enum(id)) => self.written_member(name, id, expr.span),
            (ExprKind::Name(name), Type::Set(id)) if self.names.member(id, name).is_some() => {
                let message = format!("`{name}` is one member, but {what} is {}", self.phrase(ty));
                let help = format!("write `{{{name}}}`");
                self.refuse(Diagnostic::new(codes::WRONG_TYPE, expr.span, message).help(help))
            }
            (ExprKind::Set(members), Type::Set(id)) => self.written_set(members, id),
            (ExprKind::Set(_), _) => {
                let message = format!(
                    "{} is a set, but {what} is {}",
                    quoted(expr),
                    self.phrase(ty)
                );
                self.refuse(
                    Diagnostic::new(codes::WRONG_TYPE, expr.span, message).help("write one value"),
                )
            }
            (ExprKind::Records(_), _) => {
                let message = format!("{what} is {}, and no list of elements", self.phrase(ty));
                let help = "write its value behind the name, on the same line";
                self.refuse(Diagnostic::new(codes::NOT_A_LIST, expr.span, message).help(help))
            }
            (ExprKind::Literal(literal), _) => self.written_literal(literal, expr, ty, what),
            (ExprKind::Negate(inner), _) => self.written_negative(inner, expr, ty, what),
            _ => self.refuse_computed(expr, ty, what),
        }
    }

    fn refuse_computed<T>(&mut self, expr: &Expr, ty: Type, what: &str) -> Option<T> {
        let message = format!(
            "{} must be computed, but {what} is written out",
            quoted(expr)
        );
        let example = match ty {
            Type::Boolean => "`yes` or `no`".to_owned(),
            Type::Integer => "a number such as `12`".to_owned(),
            Type::Decimal => "a number such as `0.7`".to_owned(),
            Type::Percent => "a percentage such as `20%`".to_owned(),
            Type::Money => "an amount such as `$1,500`".to_owned(),
            Type::Date => "a day such as `2026-01-31`".to_owned(),
            Type::DateOrOpen => "a day such as `2026-01-31`, or `open`".to_owned(),
            Type::Duration => "a length such as `12 months`".to_owned(),
            Type::Text => "a text between double quotes".to_owned(),
            Type::Enum(_) | Type::Set(_) | Type::Window | Type::List(_) => {
                format!("a member of {}", self.phrase(ty))
            }
        };
        self.refuse(
            Diagnostic::new(codes::NOT_A_LITERAL, expr.span, message)
                .help(format!("write {example}")),
        )
    }

    fn written_member(&mut self, name: &SmolStr, id: EnumId, span: Span) -> Option<Value> {
        match self.names.member(id, name) {
            Some(place) => Some(Value::Member(id, place)),
            None => {
                let members = self
                    .policy
                    .enums
                    .get(id)
                    .into_iter()
                    .flat_map(|e| &e.members);
                let near = self.nearest(name, members.map(|m| m.name.as_str()));
                self.refuse_member(name, id, near, span)
            }
        }
    }

    fn written_set(&mut self, members: &[Expr], id: EnumId) -> Option<Value> {
        let mut bits = Some(0u64);
        for member in members {
            let place = match &bare(member).kind {
                ExprKind::Name(name) => self.written_member(name, id, member.span),
                _ => self.refuse_computed(member, Type::Enum(id), "a member of this set"),
            };
            bits = match (bits, place) {
                (Some(bits), Some(Value::Member(_, place))) => {
                    1u64.checked_shl(u32::from(place)).map(|bit| bits | bit)
                }
                _ => None,
            };
        }
        bits.map(|bits| Value::Set(id, bits))
    }

    fn written_literal(
        &mut self,
        literal: &Literal,
        expr: &Expr,
        ty: Type,
        what: &str,
    ) -> Option<Value> {
        if let Some(value) = plain(literal, ty) {
            return Some(value);
        }
        let Some((_, found)) = typed(literal, ty) else {
            return self.refuse_written_none(expr.span, what);
        };
        let message = format!(
            "{} is {}, but {what} is {}",
            quoted(expr),
            self.phrase(found),
            self.phrase(ty)
        );
        let help = self.repair(ty, expr, found);
        self.refuse(Diagnostic::new(codes::WRONG_TYPE, expr.span, message).help_if(help))
    }

    fn refuse_written_none(&mut self, span: Span, what: &str) -> Option<Value> {
        let message = format!("`none` is not a value, and {what} is written out");
        let help = "`none` is for optional facts that are left out, and for dates of coverage where nothing is covered";
        self.refuse(Diagnostic::new(codes::WRONG_TYPE, span, message).help(help))
    }

    fn written_negative(
        &mut self,
        inner: &Expr,
        expr: &Expr,
        ty: Type,
        what: &str,
    ) -> Option<Value> {
        let value = self.written(inner, ty, what)?;
        let negative = match value {
            Value::Integer(n) => n.checked_neg().map(Value::Integer),
            Value::Decimal(d) => Some(Value::Decimal(-d)),
            Value::Percent(d) => Some(Value::Percent(-d)),
            Value::Money(m) => m
                .cents()
                .checked_neg()
                .map(|cents| Value::Money(Money::from_cents(cents))),
            _ => None,
        };
        match negative {
            Some(value) => Some(value),
            None => {
                let message = format!("{} has no opposite", quoted(inner));
                let help = "`-` stands before numbers, percentages and money";
                self.refuse(Diagnostic::new(codes::WRONG_ARITHMETIC, expr.span, message).help(help))
            }
        }
    }
}

/// The value of a literal, if it is one of this type.
pub(super) fn plain(literal: &Literal, ty: Type) -> Option<Value> {
    let (value, found) = typed(literal, ty)?;
    accepts(ty, found).then_some(value)
}

/// A literal where a type is wanted: its value and its own type; none for `none`.
fn typed(literal: &Literal, wanted: Type) -> Option<(Value, Type)> {
    Some(match literal {
        Literal::Integer(n) if wanted == Type::Decimal => {
            (Value::Decimal((*n).into()), Type::Decimal)
        }
        Literal::Boolean(truth) => (Value::Boolean(*truth), Type::Boolean),
        Literal::Integer(n) => (Value::Integer(*n), Type::Integer),
        Literal::Decimal(d) => (Value::Decimal(*d), Type::Decimal),
        Literal::Percent(d) => (Value::Percent(*d), Type::Percent),
        Literal::Money(m) => (Value::Money(*m), Type::Money),
        Literal::Date(d) => (Value::Date(*d), Type::Date),
        Literal::Open => (Value::Open, Type::DateOrOpen),
        Literal::Duration(d) => (Value::Duration(*d), Type::Duration),
        Literal::Text(t) => (Value::Text(t.clone()), Type::Text),
        Literal::None => return None,
    })
}
