//! Lines of blocks: members of an enumeration, declarations of facts with their types, and the
//! values of examples.

use super::expression::{self, value_in};
use super::{Place, Read, child};
use crate::ast::{Binding, Expr, ExprKind, FactDecl, Member, Name, Text, TypeExpr, TypeName};
use crate::parse::grammar::Rule;
use crate::{Diagnostic, Node};

/// The head of a `type`: its name and title, whether `is one of` stands there, and the members
/// behind it on the same line.
pub(in crate::parse) struct TypeHead {
    /// Its name.
    pub(in crate::parse) name: Name,
    /// What people call it.
    pub(in crate::parse) title: Option<Text>,
    /// Whether `is one of` stands there.
    pub(in crate::parse) lists: bool,
    /// The members on the line of `is one of`.
    pub(in crate::parse) members: Vec<Member>,
}

/// `type NAME "title" is one of …`.
pub(in crate::parse) fn type_head(place: Place, read: &Read<'_>) -> Option<TypeHead> {
    Some(TypeHead {
        name: place.name_in(read, Rule::name)?,
        title: place.text_in(read, Rule::title),
        lists: child(read, Rule::one_of).is_some(),
        members: members(place, read)?,
    })
}

/// Every member that stands within.
pub(in crate::parse) fn members(place: Place, read: &Read<'_>) -> Option<Vec<Member>> {
    let parts = read
        .clone()
        .into_inner()
        .filter(|part| part.as_rule() == Rule::member);
    parts.map(|part| member(place, &part)).collect()
}

/// `NAME "title"`.
fn member(place: Place, read: &Read<'_>) -> Option<Member> {
    Some(Member {
        name: place.name_in(read, Rule::name)?,
        title: place.text_in(read, Rule::title),
    })
}

/// `NAME : TYPE "title"`, of a fact or of a field; the fields of a list are lines of their own.
pub(in crate::parse) fn fact(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<FactDecl> {
    let ty = match child(read, Rule::list_of) {
        Some(words) => place.node(TypeName::List(Vec::new()), &words),
        None => type_name(place, &child(read, Rule::type_name)?, found)?,
    };
    Some(FactDecl {
        name: place.name_in(read, Rule::name)?,
        ty,
        title: place.text_in(read, Rule::title),
    })
}

/// A type, with `?` behind it if it is optional.
pub(super) fn type_name(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<TypeExpr> {
    let form = read.clone().into_inner().next()?;
    let span = place.span(&form);
    let kind = match form.as_rule() {
        Rule::date_or_open => TypeName::DateOrOpen,
        Rule::set_of => TypeName::Set(place.name_in(&form, Rule::name)?),
        Rule::plain_type => plain_type(place, &form, found)?,
        _ => return None,
    };
    let ty = Node::new(kind, span);
    if child(read, Rule::optional_mark).is_some() {
        return Some(place.node(TypeName::Optional(Box::new(ty)), read));
    }
    Some(ty)
}

/// `NAME LOW..HIGH`.
fn plain_type(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<TypeName> {
    let name = place.name_in(read, Rule::name)?;
    let Some(range) = child(read, Rule::range) else {
        return Some(TypeName::Plain {
            name,
            low: None,
            high: None,
        });
    };
    let low = bound(place, &range, Rule::low, found)?;
    let high = bound(place, &range, Rule::high, found)?;
    Some(TypeName::Plain { name, low, high })
}

/// One end of a range; the inner None when it is open.
fn bound(
    place: Place,
    range: &Read<'_>,
    rule: Rule,
    found: &mut Vec<Diagnostic>,
) -> Option<Option<Expr>> {
    match child(range, rule) {
        Some(end) => value_in(place, &end, found).map(Some),
        None => Some(None),
    }
}

/// `NAME VALUE`.
pub(in crate::parse) fn binding(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Binding> {
    assigned(place, read, found)
}

/// A name and its value, in a line of its own or in a record.
pub(super) fn assigned(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Binding> {
    let name = place.name_in(read, Rule::name)?;
    let Some(given) = child(read, Rule::binding_value) else {
        return Some(Binding { name, value: None });
    };
    let value = value(place, &given, found)?;
    Some(Binding {
        name,
        value: Some(value),
    })
}

/// The value behind a name.
pub(in crate::parse) fn value(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Expr> {
    expression::value(place, read.clone().into_inner().next()?, found)
}

/// The name of a list, whose elements are lines of their own below.
pub(in crate::parse) fn list_binding(place: Place, read: &Read<'_>) -> Option<Binding> {
    let name = place.name_in(read, Rule::name)?;
    let value = Node::new(ExprKind::Records(Vec::new()), name.span);
    Some(Binding {
        name,
        value: Some(value),
    })
}
