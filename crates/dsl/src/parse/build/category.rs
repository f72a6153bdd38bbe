//! `category` with its clauses.

use super::expression::{expression_in, value_in};
use super::items::{outcome, report};
use super::{Place, Read, child, missing, once};
use crate::ast::{BoundEnd, Cap, Category, Direction, Expr, ExprKind, Refer};
use crate::parse::grammar::Rule;
use crate::value::MonthEnd;
use crate::{Diagnostic, Node};

/// What has been read of a category.
#[derive(Default)]
struct Clauses {
    when: Vec<Expr>,
    unless: Vec<Expr>,
    from: Option<Node<Expr>>,
    end: Option<Node<BoundEnd>>,
    caps: Vec<Cap>,
    refers: Vec<Refer>,
}

impl Clauses {
    fn is_empty(&self) -> bool {
        self.when.is_empty()
            && self.unless.is_empty()
            && self.from.is_none()
            && self.end.is_none()
            && self.caps.is_empty()
            && self.refers.is_empty()
    }
}

/// `category NAME "title"` and the clauses below.
pub(super) fn category(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Category> {
    let name = place.name_in(read, Rule::name)?;
    let mut clauses = Clauses::default();
    for part in read.clone().into_inner() {
        clause(place, &part, &mut clauses, found)?;
    }
    if clauses.is_empty() {
        let help = "say below it when it applies: `when`, `unless`, `from`, `through` or `until`, `at most`, `refer`";
        return report(found, missing(name.span, "category", "clauses", help));
    }
    Some(Category {
        name,
        title: place.text_in(read, Rule::title),
        when: clauses.when,
        unless: clauses.unless,
        from: clauses.from.map(|node| node.kind),
        end: clauses.end,
        caps: clauses.caps,
        refers: clauses.refers,
    })
}

/// One clause; other parts are left alone.
fn clause(
    place: Place,
    part: &Read<'_>,
    clauses: &mut Clauses,
    found: &mut Vec<Diagnostic>,
) -> Option<()> {
    match part.as_rule() {
        Rule::when => clauses.when.push(expression_in(place, part, found)?),
        Rule::unless => clauses.unless.push(expression_in(place, part, found)?),
        Rule::from => {
            let from = place.node(expression_in(place, part, found)?, part);
            once(&mut clauses.from, from, "from", found);
        }
        Rule::through | Rule::until => {
            let end = place.node(end(place, part, found)?, part);
            let word = if end.kind.inclusive {
                "through"
            } else {
                "until"
            };
            once(&mut clauses.end, end, word, found);
        }
        Rule::cap => clauses.caps.push(cap(place, part, found)?),
        Rule::refer => clauses.refers.push(refer(place, part, found)?),
        _ => {}
    }
    Some(())
}

/// `through E` or `until E`.
fn end(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<BoundEnd> {
    Some(BoundEnd {
        date: expression_in(place, read, found)?,
        inclusive: read.as_rule() == Rule::through,
    })
}

/// `at most LENGTH after DATE ending on … less LENGTH if C`.
fn cap(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Cap> {
    let (anchor, ending) = without_ending(expression_in(place, read, found)?);
    let less = match child(read, Rule::less) {
        Some(clause) => Some(value_in(place, &child(&clause, Rule::length)?, found)?),
        None => None,
    };
    let condition = match child(read, Rule::provided) {
        Some(clause) => Some(expression_in(place, &clause, found)?),
        None => None,
    };
    Some(Cap {
        length: value_in(place, &child(read, Rule::length)?, found)?,
        direction: direction(place, read)?,
        anchor,
        ending,
        less,
        condition,
        span: place.span(read),
    })
}

/// `after` or `beginning`.
fn direction(place: Place, read: &Read<'_>) -> Option<Node<Direction>> {
    match child(read, Rule::op_after) {
        Some(word) => Some(place.node(Direction::After, &word)),
        None => child(read, Rule::op_beginning).map(|word| place.node(Direction::Beginning, &word)),
    }
}

/// `ending on …` behind the date of a cap is the convention of the whole cap.
fn without_ending(anchor: Expr) -> (Expr, Option<Node<MonthEnd>>) {
    match anchor.kind {
        ExprKind::Ending(date, convention) => (*date, Some(convention)),
        kind => (Node::new(kind, anchor.span), None),
    }
}

/// `refer OUTCOME "reason" when C`.
fn refer(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Refer> {
    let (outcome, reason) = outcome(place, read)?;
    let when = expression_in(place, &child(read, Rule::when)?, found)?;
    Some(Refer {
        outcome,
        reason,
        when,
        span: place.span(read),
    })
}
