//! The header: `policy …` or `cases for …` with the lines below it.

use super::{Place, Read, child, once};
use crate::ast::{Combine, Header, HeaderKind, Name, Text};
use crate::parse::grammar::Rule;
use crate::value::{MonthEnd, Rounding};
use crate::{Diagnostic, Node, Span};

/// The lines of a header, each with the place of the whole line.
#[derive(Default)]
struct Lines {
    amends: Option<Node<Name>>,
    as_of: Option<Node<Name>>,
    covers: Option<Node<Name>>,
    months_end: Option<Node<Node<MonthEnd>>>,
    rounding: Option<Node<Node<Rounding>>>,
    combine: Option<Node<Node<Combine>>>,
    decided: Option<Node<Text>>,
}

/// `policy NAME "title"` or `cases for NAME "title"`.
pub(in crate::parse) fn header(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Header> {
    let mut lines = Lines::default();
    for part in read.clone().into_inner() {
        line(place, &part, &mut lines, found)?;
    }
    let kind = if read.as_rule() == Rule::cases {
        HeaderKind::Cases
    } else {
        HeaderKind::Policy
    };
    Some(Header {
        kind,
        name: place.name_in(read, Rule::name)?,
        title: place.text_in(read, Rule::title),
        amends: lines.amends.map(|line| line.kind),
        as_of: lines.as_of.map(|line| line.kind),
        covers: lines.covers.map(|line| line.kind),
        months_end: lines.months_end.map(|line| line.kind),
        rounding: lines.rounding.map(|line| line.kind),
        combine: lines.combine.map(|line| line.kind),
        decided: lines.decided.map(|line| line.kind),
    })
}

/// One line of the header; other parts are left alone.
fn line(
    place: Place,
    part: &Read<'_>,
    lines: &mut Lines,
    found: &mut Vec<Diagnostic>,
) -> Option<()> {
    let span: Span = place.span(part);
    match part.as_rule() {
        Rule::amends => once(
            &mut lines.amends,
            Node::new(place.name_in(part, Rule::name)?, span),
            "amends",
            found,
        ),
        Rule::as_of => once(
            &mut lines.as_of,
            Node::new(place.name_in(part, Rule::name)?, span),
            "as of",
            found,
        ),
        Rule::covers => {
            let fact = Node::new(place.name_in(part, Rule::name)?, span);
            once(&mut lines.covers, fact, "covers services on", found);
        }
        Rule::months_end => once(
            &mut lines.months_end,
            Node::new(month_end(place, part)?, span),
            "months end on",
            found,
        ),
        Rule::money_rounds => once(
            &mut lines.rounding,
            Node::new(rounding(place, part)?, span),
            "money rounds",
            found,
        ),
        Rule::combine => once(
            &mut lines.combine,
            Node::new(combination(place, part)?, span),
            "combine",
            found,
        ),
        Rule::decided_by => {
            let file = Node::new(place.text_in(part, Rule::text)?, span);
            once(&mut lines.decided, file, "decided by", found);
        }
        _ => {}
    }
    Some(())
}

/// The choice that a rule such as `month_end` made.
fn choice<'t>(read: &Read<'t>, rule: Rule) -> Option<Read<'t>> {
    child(read, rule)?.into_inner().next()
}

/// `last day`, `next day` or `refuse`.
pub(super) fn month_end(place: Place, read: &Read<'_>) -> Option<Node<MonthEnd>> {
    let chosen = choice(read, Rule::month_end)?;
    let convention = match chosen.as_rule() {
        Rule::last_day => MonthEnd::LastDay,
        Rule::next_day => MonthEnd::NextDay,
        Rule::refuse => MonthEnd::Refuse,
        _ => return None,
    };
    Some(place.node(convention, &chosen))
}

/// `half up`, `half even`, `up` or `down`.
fn rounding(place: Place, read: &Read<'_>) -> Option<Node<Rounding>> {
    let chosen = choice(read, Rule::rounding)?;
    let mode = match chosen.as_rule() {
        Rule::half_up => Rounding::HalfUp,
        Rule::half_even => Rounding::HalfEven,
        Rule::round_up => Rounding::Up,
        Rule::round_down => Rounding::Down,
        _ => return None,
    };
    Some(place.node(mode, &chosen))
}

/// `latest`, `earliest` or `first`.
fn combination(place: Place, read: &Read<'_>) -> Option<Node<Combine>> {
    let chosen = choice(read, Rule::combination)?;
    let combine = match chosen.as_rule() {
        Rule::latest => Combine::Latest,
        Rule::earliest => Combine::Earliest,
        Rule::first => Combine::First,
        _ => return None,
    };
    Some(place.node(combine, &chosen))
}
