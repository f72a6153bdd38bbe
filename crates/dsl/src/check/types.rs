//! Types as written: built-in ones, enumerations, sets, optional facts and ranges.

use super::checker::{Checker, unless_failed};
use super::layers::Space;
use super::words::spelling;
use crate::ast::{Expr, Name, TypeExpr, TypeName};
use crate::ir::{EnumId, Type};
use crate::value::Value;
use crate::{Diagnostic, Span, codes};

/// The types that need no declaration.
const BUILT_IN: &[(&str, Type)] = &[
    ("boolean", Type::Boolean),
    ("integer", Type::Integer),
    ("decimal", Type::Decimal),
    ("percent", Type::Percent),
    ("money", Type::Money),
    ("date", Type::Date),
    ("duration", Type::Duration),
    ("text", Type::Text),
];

/// What other languages call them.
const FOREIGN: &[(&str, &str)] = &[
    ("bool", "boolean"),
    ("int", "integer"),
    ("number", "integer"),
    ("float", "decimal"),
    ("double", "decimal"),
    ("string", "text"),
    ("str", "text"),
    ("datetime", "date"),
    ("timestamp", "date"),
    ("percentage", "percent"),
    ("currency", "money"),
];

/// Where a type stands.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum TypePlace {
    /// Of a fact, which may be optional and have a range.
    Fact,
    /// Of anything else.
    Elsewhere,
}

/// A type with what only facts may add to it.
#[derive(Clone, Debug)]
pub(super) struct Declared {
    pub(super) ty: Type,
    pub(super) optional: bool,
    pub(super) low: Option<Value>,
    pub(super) high: Option<Value>,
}

impl Declared {
    fn plain(ty: Type) -> Self {
        Self {
            ty,
            optional: false,
            low: None,
            high: None,
        }
    }
}

impl Checker<'_> {
    /// The type that is written; nothing when it has a mistake.
    pub(super) fn declared(&mut self, written: &TypeExpr, place: TypePlace) -> Option<Declared> {
        match &written.kind {
            TypeName::DateOrOpen => Some(Declared::plain(Type::DateOrOpen)),
            TypeName::Set(of) => self.set_type(of).map(Declared::plain),
            TypeName::List(_) => {
                let message = "only a fact can be a list";
                let help = "declare the list among the facts, and ask its elements here";
                self.refuse(Diagnostic::new(codes::BAD_FIELD, written.span, message).help(help))
            }
            TypeName::Optional(inner) => self.optional_type(inner, written.span, place),
            TypeName::Plain { name, low, high } => {
                let ty = self.named_type(name)?;
                if low.is_none() && high.is_none() {
                    return Some(Declared::plain(ty));
                }
                self.ranged(ty, low.as_ref(), high.as_ref(), written.span, place)
            }
        }
    }

    fn named_type(&mut self, name: &Name) -> Option<Type> {
        if let Some((_, ty)) = BUILT_IN.iter().find(|(known, _)| *known == name.kind) {
            return Some(*ty);
        }
        self.enum_named(name).map(Type::Enum)
    }

    fn set_type(&mut self, of: &Name) -> Option<Type> {
        if BUILT_IN.iter().any(|(known, _)| *known == of.kind) {
            let message = format!("there are no sets of `{}`", of.kind);
            let help = "a set is of an enumeration: `type NAME is one of a, b` and `set of NAME`";
            return self.refuse(Diagnostic::new(codes::WRONG_TYPE, of.span, message).help(help));
        }
        let id = self.enum_named(of)?;
        self.refuse_large(id, of.span)?;
        Some(Type::Set(id))
    }

    fn enum_named(&mut self, name: &Name) -> Option<EnumId> {
        if let Some(entry) = self.names.types.get(&name.kind) {
            return entry.id;
        }
        if self.unread.may_declare(&name.kind) {
            return None;
        }
        if let Some(removed) = self.removed_name(Space::Type, &name.kind, name.span) {
            return self.refuse(removed);
        }
        let foreign = FOREIGN
            .iter()
            .find(|(other, _)| *other == name.kind)
            .map(|(_, ours)| smol_str::SmolStr::new(ours));
        let known = BUILT_IN
            .iter()
            .map(|(known, _)| *known)
            .chain(self.names.types.keys().map(|k| k.as_str()));
        let near = foreign.or_else(|| self.nearest(&name.kind, known));
        let message = format!("there is no type `{}`", name.kind);
        let otherwise =
            match name.kind.as_str() {
                "set" => "write `set of NAME`, with a type declared as `type NAME is one of a, b`"
                    .to_owned(),
                "list" => "write `list of`, and each field of an element on a deeper line below"
                    .to_owned(),
                other => format!("declare it: `type {other} is one of a, b`"),
            };
        let diagnostic = self.with_nearest(
            codes::UNKNOWN_TYPE,
            name.span,
            message,
            near,
            Some(otherwise),
        );
        self.refuse(diagnostic)
    }

    fn optional_type(
        &mut self,
        inner: &TypeExpr,
        span: Span,
        place: TypePlace,
    ) -> Option<Declared> {
        let declared = self.declared(inner, place)?;
        let (message, help) = match (place, declared.ty) {
            (TypePlace::Elsewhere, _) => (
                "only a fact can be optional",
                "leave `?` out; every rule has a value".to_owned(),
            ),
            (TypePlace::Fact, _) if declared.optional => {
                ("`?` stands twice", "write one `?`".to_owned())
            }
            (TypePlace::Fact, Type::Set(_)) => (
                "a set cannot be optional",
                "leave `?` out; a request gives an empty set instead".to_owned(),
            ),
            (TypePlace::Fact, _) => {
                return Some(Declared {
                    optional: true,
                    ..declared
                });
            }
        };
        self.refuse(Diagnostic::new(codes::WRONG_TYPE, span, message).help(help))
    }

    fn ranged(
        &mut self,
        ty: Type,
        low: Option<&Expr>,
        high: Option<&Expr>,
        span: Span,
        place: TypePlace,
    ) -> Option<Declared> {
        if place == TypePlace::Elsewhere {
            let help = "leave the range out, or write a `guarantee` that the value stays in it";
            return self.refuse(
                Diagnostic::new(codes::BAD_RANGE, span, "only a fact can have a range").help(help),
            );
        }
        if !ty.is_ordered() {
            let message = format!("{} has no order, so it can have no range", self.phrase(ty));
            let help = "ranges are for numbers, percentages, money and dates";
            return self.refuse(Diagnostic::new(codes::BAD_RANGE, span, message).help(help));
        }
        let low_value = low.map(|low| self.written(low, ty, "the lowest value"));
        let high_value = high.map(|high| self.written(high, ty, "the highest value"));
        let (low_value, high_value) = (unless_failed(low_value)?, unless_failed(high_value)?);
        if let (Some(l), Some(h)) = (&low_value, &high_value)
            && order(l, h).is_gt()
        {
            let words = |bound: Option<&Expr>| bound.map(spelling).unwrap_or_default();
            let message = format!(
                "the range is empty: {} is above {}",
                words(low),
                words(high)
            );
            let help = format!("write `{}..{}`", words(high), words(low));
            return self.refuse(Diagnostic::new(codes::BAD_RANGE, span, message).help(help));
        }
        Some(Declared {
            ty,
            optional: false,
            low: low_value,
            high: high_value,
        })
    }
}

/// The order of two values of one ordered type.
pub(super) fn order(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
        (Value::Decimal(a), Value::Decimal(b)) | (Value::Percent(a), Value::Percent(b)) => a.cmp(b),
        (Value::Money(a), Value::Money(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Open, Value::Date(_)) => std::cmp::Ordering::Greater,
        (Value::Date(_), Value::Open) => std::cmp::Ordering::Less,
        _ => std::cmp::Ordering::Equal,
    }
}
