//! Lists of records: tests and totals over their elements, and the elements that an example gives.

use super::entries::assigned;
use super::expression::{expression, expression_in};
use super::{Place, Read, child};
use crate::Diagnostic;
use crate::ast::{Binding, ElementField, ExprKind, Fold, Folded, Quantified, Quantifier, Record};
use crate::parse::grammar::Rule;

/// `any VARIABLE in LIST has C`.
pub(super) fn quantified(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<ExprKind> {
    let word = child(read, Rule::quantifier)?;
    let quantifier = match child(&word, Rule::word_any) {
        Some(_) => Quantifier::Any,
        None => Quantifier::Every,
    };
    Some(ExprKind::Quantified(Box::new(Quantified {
        quantifier,
        variable: place.name_in(read, Rule::variable)?,
        list: place.name_in(read, Rule::list_name)?,
        holds: Box::new(expression_in(place, read, found)?),
    })))
}

/// `count of VARIABLE in LIST where C`, `sum of E for VARIABLE in LIST where C` and so on.
pub(super) fn folded(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<ExprKind> {
    let word = child(read, Rule::fold).and_then(|fold| fold.into_inner().next());
    let fold = match word.map(|word| word.as_rule()) {
        None => Fold::Count,
        Some(Rule::latest) => Fold::Latest,
        Some(Rule::earliest) => Fold::Earliest,
        Some(_) => Fold::Sum,
    };
    let value = match child(read, Rule::expression) {
        Some(value) => Some(Box::new(expression(place, value, found)?)),
        None => None,
    };
    let filter = match child(read, Rule::filter) {
        Some(filter) => Some(Box::new(expression_in(place, &filter, found)?)),
        None => None,
    };
    Some(ExprKind::Folded(Box::new(Folded {
        fold,
        value,
        variable: place.name_in(read, Rule::variable),
        list: place.name_in(read, Rule::list_name)?,
        filter,
    })))
}

/// `LIST[0].FIELD`.
pub(super) fn element(place: Place, read: &Read<'_>) -> Option<ExprKind> {
    let mut names = read
        .clone()
        .into_inner()
        .filter(|part| part.as_rule() == Rule::name);
    let (list, field) = (names.next()?, names.next()?);
    let number = child(read, Rule::integer)?;
    Some(ExprKind::Element(Box::new(ElementField {
        list: place.name(&list),
        // A number beyond the largest names no element of any list, as the largest does.
        element: number.as_str().replace('_', "").parse().unwrap_or(u32::MAX),
        field: place.name(&field),
    })))
}

/// `- FIELD VALUE, FIELD VALUE`.
pub(in crate::parse) fn record(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Record> {
    let fields = read
        .clone()
        .into_inner()
        .filter(|part| part.as_rule() == Rule::assignment);
    let fields: Option<Vec<Binding>> = fields.map(|field| assigned(place, &field, found)).collect();
    Some(Record {
        fields: fields?,
        span: place.span(read),
    })
}
