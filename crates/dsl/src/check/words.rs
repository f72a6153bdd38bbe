//! How expressions and types are told back to their author, in the words of the language.

use super::checker::Checker;
use crate::ast::{Expr, ExprKind, Folded, Literal};
use crate::ir::Type;
use crate::value::{plain, yes_no};

/// Longer expressions are pointed at instead of repeated.
const QUOTED: usize = 60;

/// The expression between backticks, or `this` when it is long.
pub(super) fn quoted(expr: &Expr) -> String {
    let text = spelling(expr);
    if text.chars().count() > QUOTED {
        "this".into()
    } else {
        format!("`{text}`")
    }
}

/// The expression as one would write it on one line.
pub(super) fn spelling(expr: &Expr) -> String {
    let mut text = String::new();
    write(expr, &mut text);
    text
}

fn write(expr: &Expr, text: &mut String) {
    match &expr.kind {
        ExprKind::Literal(literal) => text.push_str(&literal_words(literal)),
        ExprKind::Name(name) => text.push_str(name),
        ExprKind::Set(members) => list("{", members, "}", text),
        ExprKind::Paren(inner) => around("(", inner, ")", text),
        ExprKind::Not(inner) => around("not ", inner, "", text),
        ExprKind::Negate(inner) => around("-", inner, "", text),
        ExprKind::Binary(op, left, right) => {
            write(left, text);
            text.push(' ');
            text.push_str(op.kind.words());
            text.push(' ');
            write(right, text);
        }
        ExprKind::Ending(inner, month_end) => {
            write(inner, text);
            text.push_str(" ending on ");
            text.push_str(month_end.kind.words());
        }
        ExprKind::IsGiven(inner) => around("", inner, " is given", text),
        ExprKind::IsEmpty(inner) => around("", inner, " is empty", text),
        ExprKind::If(condition, then, otherwise) => {
            around("if ", condition, " then ", text);
            around("", then, " else ", text);
            write(otherwise, text);
        }
        ExprKind::Call(name, arguments) => {
            text.push_str(&name.kind);
            list("(", arguments, ")", text);
        }
        ExprKind::Result(call, name) => {
            write(call, text);
            text.push('.');
            text.push_str(&name.kind);
        }
        ExprKind::Has(name, arguments) => {
            text.push_str(&name.kind);
            text.push_str(" has ");
            list("(", arguments, ")", text);
        }
        ExprKind::Quantified(q) => {
            let (word, variable) = (q.quantifier.word(), &q.variable.kind);
            let before = format!("{word} {variable} in {} has ", q.list.kind);
            around(&before, &q.holds, "", text);
        }
        ExprKind::Folded(folded) => write_folded(folded, text),
        ExprKind::Element(element) => {
            let (list, field) = (&element.list.kind, &element.field.kind);
            text.push_str(&format!("{list}[{}].{field}", element.element));
        }
        ExprKind::Records(records) => text.push_str(&format!("{} elements", records.len())),
    }
}

fn write_folded(folded: &Folded, text: &mut String) {
    text.push_str(folded.fold.word());
    text.push_str(" of ");
    if let Some(value) = &folded.value {
        around("", value, " for ", text);
    }
    if let Some(variable) = &folded.variable {
        text.push_str(&variable.kind);
        text.push_str(" in ");
    }
    text.push_str(&folded.list.kind);
    if let Some(filter) = &folded.filter {
        around(" where ", filter, "", text);
    }
}

fn around(before: &str, inner: &Expr, behind: &str, text: &mut String) {
    text.push_str(before);
    write(inner, text);
    text.push_str(behind);
}

fn list(open: &str, parts: &[Expr], close: &str, text: &mut String) {
    text.push_str(open);
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            text.push_str(", ");
        }
        write(part, text);
    }
    text.push_str(close);
}

fn literal_words(literal: &Literal) -> String {
    match literal {
        Literal::Boolean(truth) => yes_no(*truth).into(),
        Literal::Integer(n) => n.to_string(),
        Literal::Decimal(d) => plain(*d).to_string(),
        Literal::Percent(d) => format!("{}%", plain(*d)),
        Literal::Money(m) => m.to_string(),
        Literal::Date(d) => d.to_string(),
        Literal::Open => "open".into(),
        Literal::None => "none".into(),
        Literal::Duration(d) => d.to_string(),
        Literal::Text(t) => format!("\"{t}\""),
    }
}

/// The expression without the brackets around it.
pub(super) fn bare(mut expr: &Expr) -> &Expr {
    while let ExprKind::Paren(inner) = &expr.kind {
        expr = inner;
    }
    expr
}

impl Checker<'_> {
    /// The type behind "is": a date, money, one of `region`.
    pub(super) fn phrase(&self, ty: Type) -> String {
        match ty {
            Type::Boolean => "yes or no".into(),
            Type::Integer => "a whole number".into(),
            Type::Decimal => "a decimal number".into(),
            Type::Percent => "a percentage".into(),
            Type::Money => "money".into(),
            Type::Date => "a date".into(),
            Type::DateOrOpen => "a date or open".into(),
            Type::Duration => "a length of time".into(),
            Type::Text => "text".into(),
            Type::Window => "a window".into(),
            Type::List(_) => "a list".into(),
            Type::Enum(id) => format!("one of `{}`", self.enum_name(id)),
            Type::Set(id) => format!("a set of `{}`", self.enum_name(id)),
        }
    }

    /// The name of an enumeration.
    pub(super) fn enum_name(&self, id: crate::ir::EnumId) -> &str {
        self.policy.enums.get(id).map_or("?", |e| e.name.as_str())
    }
}
