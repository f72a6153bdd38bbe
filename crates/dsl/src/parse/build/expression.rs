//! Expressions: operators by precedence, everything else by its rule.

use std::cell::Cell;

use pest::pratt_parser::{Assoc, ConstPrattParser, Op, pratt_precedence};
use smol_str::SmolStr;

use super::header::month_end;
use super::lists::{element, folded, quantified};
use super::{Place, Read, child};
use crate::ast::{BinaryOp, Expr, ExprKind, Literal};
use crate::parse::grammar::Rule;
use crate::parse::slips::{read_duration, read_number};
use crate::{Diagnostic, Node, Span, codes};

/// From the loosest to the tightest; `or`, `and` and `not` are looser still and stand in the grammar.
static PRECEDENCE: ConstPrattParser<Rule, 23> = ConstPrattParser::new_const(pratt_precedence![
    Op::infix(Rule::op_equal, Assoc::Left)
        | Op::infix(Rule::op_not_equal, Assoc::Left)
        | Op::infix(Rule::op_less, Assoc::Left)
        | Op::infix(Rule::op_less_equal, Assoc::Left)
        | Op::infix(Rule::op_greater, Assoc::Left)
        | Op::infix(Rule::op_greater_equal, Assoc::Left)
        | Op::infix(Rule::op_in, Assoc::Left)
        | Op::infix(Rule::op_includes, Assoc::Left)
        | Op::infix(Rule::op_within, Assoc::Left)
        | Op::postfix(Rule::is_given)
        | Op::postfix(Rule::is_empty),
    Op::infix(Rule::op_add, Assoc::Left) | Op::infix(Rule::op_subtract, Assoc::Left),
    Op::infix(Rule::op_multiply, Assoc::Left)
        | Op::infix(Rule::op_divide, Assoc::Left)
        | Op::infix(Rule::op_of, Assoc::Left),
    Op::prefix(Rule::op_minus),
    Op::postfix(Rule::ending),
    Op::infix(Rule::op_after, Assoc::Right)
        | Op::infix(Rule::op_before, Assoc::Right)
        | Op::infix(Rule::op_beginning, Assoc::Right)
        | Op::infix(Rule::op_around, Assoc::Right),
    Op::infix(Rule::op_otherwise, Assoc::Left),
]);

/// The expression that stands within a clause.
pub(super) fn expression_in(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Expr> {
    expression(place, child(read, Rule::expression)?, found)
}

/// `A or B`.
pub(super) fn expression(
    place: Place,
    read: Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Expr> {
    joined(place, read, BinaryOp::Or, found, conjunction)
}

/// `A and B`.
fn conjunction(place: Place, read: Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Expr> {
    joined(place, read, BinaryOp::And, found, negation)
}

type Operand = fn(Place, Read<'_>, &mut Vec<Diagnostic>) -> Option<Expr>;

/// Operands with the same word between them.
fn joined(
    place: Place,
    read: Read<'_>,
    op: BinaryOp,
    found: &mut Vec<Diagnostic>,
    operand: Operand,
) -> Option<Expr> {
    let mut operands = Vec::new();
    let mut words = Vec::new();
    for part in read.into_inner() {
        match part.as_rule() {
            Rule::op_or | Rule::op_and => words.push(place.node(op, &part)),
            _ => operands.push(operand(place, part, found)?),
        }
    }
    balanced(operands, words)
}

/// Joins neighbours until one is left, so that the tree of a list of thousands stays low. The
/// order of the operands is kept; `a and b and c` is `(a and b) and c`.
fn balanced(mut operands: Vec<Expr>, mut words: Vec<Node<BinaryOp>>) -> Option<Expr> {
    while operands.len() > 1 {
        let mut between = words.into_iter();
        let mut kept = Vec::new();
        let mut paired = Vec::with_capacity(operands.len() / 2 + 1);
        let mut left = operands.into_iter();
        while let Some(first) = left.next() {
            match (left.next(), between.next()) {
                (Some(second), Some(word)) => paired.push(binary(first, word, second)),
                _ => paired.push(first),
            }
            kept.extend(between.next());
        }
        (operands, words) = (paired, kept);
    }
    operands.pop()
}

fn binary(left: Expr, op: Node<BinaryOp>, right: Expr) -> Expr {
    let span = left.span.to(right.span);
    Node::new(ExprKind::Binary(op, Box::new(left), Box::new(right)), span)
}

/// `not A`.
fn negation(place: Place, read: Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Expr> {
    let mut words = Vec::new();
    let mut operand = None;
    for part in read.into_inner() {
        match part.as_rule() {
            Rule::op_not => words.push(place.span(&part)),
            _ => operand = operation(place, part, found),
        }
    }
    words.into_iter().rev().fold(operand, |inner, word| {
        let inner = inner?;
        let span = word.to(inner.span);
        Some(Node::new(ExprKind::Not(Box::new(inner)), span))
    })
}

/// Operators of all other kinds.
fn operation(place: Place, read: Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Expr> {
    let chained = Cell::new(None);
    let result = PRECEDENCE
        .map_primary(|part| value(place, part, found))
        .map_prefix(|sign, operand| {
            let operand: Expr = operand?;
            let span = place.span(&sign).to(operand.span);
            Some(Node::new(ExprKind::Negate(Box::new(operand)), span))
        })
        .map_infix(|left, sign, right| {
            let (left, op, right) = (left?, infix(place, &sign)?, right?);
            if is_comparing(op.kind) && (compares(&left) || compares(&right)) {
                chained.set(Some(op.span));
                return None;
            }
            Some(binary(left, op, right))
        })
        .map_postfix(|operand, words| {
            let operand: Expr = operand?;
            if words.as_rule() != Rule::ending && compares(&operand) {
                chained.set(Some(place.span(&words)));
                return None;
            }
            postfix(place, operand, &words)
        })
        .parse(read.into_inner());
    found.extend(chained.get().map(chained_comparison));
    result
}

fn is_comparing(op: BinaryOp) -> bool {
    op.is_comparison() || matches!(op, BinaryOp::In | BinaryOp::Includes | BinaryOp::Within)
}

/// Whether an expression is a comparison that does not stand in brackets.
fn compares(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Binary(op, ..) => is_comparing(op.kind),
        ExprKind::IsGiven(_) | ExprKind::IsEmpty(_) => true,
        _ => false,
    }
}

fn chained_comparison(span: Span) -> Diagnostic {
    Diagnostic::new(
        codes::CHAINED_COMPARISON,
        span,
        "comparisons cannot be chained",
    )
    .label("the second comparison")
    .help("put the first comparison in brackets, or join two with `and`")
}

fn infix(place: Place, sign: &Read<'_>) -> Option<Node<BinaryOp>> {
    let op = match sign.as_rule() {
        Rule::op_equal => BinaryOp::Equal,
        Rule::op_not_equal => BinaryOp::NotEqual,
        Rule::op_less => BinaryOp::Less,
        Rule::op_less_equal => BinaryOp::LessEqual,
        Rule::op_greater => BinaryOp::Greater,
        Rule::op_greater_equal => BinaryOp::GreaterEqual,
        Rule::op_in => BinaryOp::In,
        Rule::op_includes => BinaryOp::Includes,
        Rule::op_within => BinaryOp::Within,
        Rule::op_add => BinaryOp::Add,
        Rule::op_subtract => BinaryOp::Subtract,
        Rule::op_multiply => BinaryOp::Multiply,
        Rule::op_divide => BinaryOp::Divide,
        Rule::op_of => BinaryOp::Of,
        Rule::op_after => BinaryOp::After,
        Rule::op_before => BinaryOp::Before,
        Rule::op_beginning => BinaryOp::Beginning,
        Rule::op_around => BinaryOp::Around,
        Rule::op_otherwise => BinaryOp::Otherwise,
        _ => return None,
    };
    Some(place.node(op, sign))
}

/// `is given`, `is empty`, `ending on …`.
fn postfix(place: Place, operand: Expr, words: &Read<'_>) -> Option<Expr> {
    let span = operand.span.to(place.span(words));
    let operand = Box::new(operand);
    let kind = match words.as_rule() {
        Rule::is_given => ExprKind::IsGiven(operand),
        Rule::is_empty => ExprKind::IsEmpty(operand),
        Rule::ending => ExprKind::Ending(operand, month_end(place, words)?),
        _ => return None,
    };
    Some(Node::new(kind, span))
}

/// Something that stands where an operand is expected.
pub(super) fn value(place: Place, read: Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Expr> {
    let span = place.span(&read);
    let kind = match read.as_rule() {
        Rule::name => ExprKind::Name(SmolStr::new(read.as_str())),
        Rule::set => ExprKind::Set(expressions(place, read, found)?),
        Rule::brackets => ExprKind::Paren(Box::new(expression_in(place, &read, found)?)),
        Rule::named => named(place, read, found)?,
        Rule::conditional => conditional(place, read, found)?,
        Rule::quantified => quantified(place, &read, found)?,
        Rule::counted | Rule::folded => folded(place, &read, found)?,
        Rule::element => element(place, &read)?,
        Rule::negative => {
            ExprKind::Negate(Box::new(value(place, read.into_inner().nth(1)?, found)?))
        }
        _ => ExprKind::Literal(literal(place, &read)?),
    };
    Some(Node::new(kind, span))
}

/// A name, a function or table with what it is given, or the question whether a table has a row.
fn named(place: Place, read: Read<'_>, found: &mut Vec<Diagnostic>) -> Option<ExprKind> {
    let name = place.name_in(&read, Rule::name)?;
    if let Some(has) = child(&read, Rule::has) {
        return Some(ExprKind::Has(name, expressions(place, has, found)?));
    }
    let Some(close) = child(&read, Rule::close_bracket) else {
        return Some(ExprKind::Name(name.kind));
    };
    let result = child(&read, Rule::result_of);
    let result = result.and_then(|result| place.name_in(&result, Rule::result_name));
    let call = name.span.to(place.span(&close));
    let kind = ExprKind::Call(name, expressions(place, read, found)?);
    Some(match result {
        Some(result) => ExprKind::Result(Box::new(Node::new(kind, call)), result),
        None => kind,
    })
}

/// The first value within a rule.
pub(super) fn value_in(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Expr> {
    value(place, read.clone().into_inner().next()?, found)
}

/// The expressions of a list.
fn expressions(place: Place, read: Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Vec<Expr>> {
    let parts = read
        .into_inner()
        .filter(|part| part.as_rule() == Rule::expression);
    parts.map(|part| expression(place, part, found)).collect()
}

/// `if C then A else B`.
fn conditional(place: Place, read: Read<'_>, found: &mut Vec<Diagnostic>) -> Option<ExprKind> {
    let mut parts = expressions(place, read, found)?.into_iter().map(Box::new);
    Some(ExprKind::If(parts.next()?, parts.next()?, parts.next()?))
}

/// A value written out.
fn literal(place: Place, read: &Read<'_>) -> Option<Literal> {
    Some(match read.as_rule() {
        Rule::word_yes => Literal::Boolean(true),
        Rule::word_no => Literal::Boolean(false),
        Rule::word_open => Literal::Open,
        Rule::word_none => Literal::None,
        Rule::text => Literal::Text(place.text(read).kind),
        Rule::duration => {
            let (count, unit) = (child(read, Rule::integer)?, child(read, Rule::unit)?);
            Literal::Duration(read_duration(count.as_str(), unit.as_str())?)
        }
        _ => read_number(read.as_str()).ok()?,
    })
}
