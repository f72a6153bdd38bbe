//! `price` with its steps.

use super::expression::expression_in;
use super::items::report;
use super::{Place, Read, child, missing, once};
use crate::ast::{Price, PriceStep, StepKind};
use crate::parse::grammar::Rule;
use crate::{Diagnostic, Node};

/// `price NAME "title"` and the steps below.
pub(super) fn price(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Price> {
    let name = place.name_in(read, Rule::name)?;
    let lines = read
        .clone()
        .into_inner()
        .filter(|part| part.as_rule() == Rule::price_step);
    let steps = lines
        .map(|line| step(place, &line, found))
        .collect::<Option<Vec<_>>>()?;
    if steps.is_empty() {
        let help = "begin with `start` and an amount on an indented line, such as `start billed`";
        return report(found, missing(name.span, "price", "steps", help));
    }
    Some(Price {
        name,
        title: place.text_in(read, Rule::title),
        steps,
    })
}

/// `less E when C unless C as LABEL because "…"`, and likewise for the other kinds of step.
fn step(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<PriceStep> {
    let (mut when, mut unless, mut label, mut because) = (None, None, None, None);
    for part in read.clone().into_inner() {
        match part.as_rule() {
            Rule::when => {
                let condition = Node::new(expression_in(place, &part, found)?, place.span(&part));
                once(&mut when, condition, "when", found);
            }
            Rule::unless => {
                let condition = Node::new(expression_in(place, &part, found)?, place.span(&part));
                once(&mut unless, condition, "unless", found);
            }
            Rule::labelled => {
                let name = place.name_in(&part, Rule::name)?;
                once(&mut label, place.node(name, &part), "as", found);
            }
            Rule::because => {
                let text = place.text_in(&part, Rule::text)?;
                once(&mut because, place.node(text, &part), "because", found);
            }
            _ => {}
        }
    }
    Some(PriceStep {
        kind: kind(place, read)?,
        amount: expression_in(place, read, found)?,
        when: when.map(|node| node.kind),
        unless: unless.map(|node| node.kind),
        label: label.map(|node| node.kind),
        because: because.map(|node| node.kind),
        span: place.span(read),
    })
}

/// The word that a step begins with.
fn kind(place: Place, read: &Read<'_>) -> Option<Node<StepKind>> {
    const KINDS: [(Rule, StepKind); 6] = [
        (Rule::step_start, StepKind::Start),
        (Rule::step_becomes, StepKind::Becomes),
        (Rule::step_less, StepKind::Less),
        (Rule::step_plus, StepKind::Plus),
        (Rule::step_at_most, StepKind::AtMost),
        (Rule::step_at_least, StepKind::AtLeast),
    ];
    KINDS
        .iter()
        .find_map(|(rule, kind)| Some(place.node(*kind, &child(read, *rule)?)))
}
