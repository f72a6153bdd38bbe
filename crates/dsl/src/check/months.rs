//! Where months are added and the policy does not say what happens where the day does not exist.

use std::collections::{HashMap, HashSet};

use super::checker::Checker;
use crate::ast::Header;
use crate::ir::{DefineId, ExprId, ExprKind, Policy, Type};
use crate::value::{MonthEnd, Value};
use crate::{Diagnostic, Node, Span, codes};

/// The convention of the header, and the places that need one.
#[derive(Debug, Default)]
pub(super) struct Months {
    convention: Option<MonthEnd>,
    /// Nothing is asked of a file whose header could not be read.
    asks: bool,
    unsaid: Vec<(Span, ExprId)>,
    /// The clauses that say one themselves, with the length that each is for.
    said: Vec<(Node<MonthEnd>, ExprId)>,
    /// The possible values of each define that is a length of time.
    lengths: Vec<(DefineId, Vec<ExprId>)>,
}

impl Months {
    pub(super) fn new(header: Option<&Header>) -> Self {
        Self {
            convention: header.and_then(|h| h.months_end).map(|m| m.kind),
            asks: header.is_some(),
            unsaid: Vec::new(),
            said: Vec::new(),
            lengths: Vec::new(),
        }
    }

    /// The convention for a length that is added at this place: the clause's own, the header's,
    /// or the last day of the month, which is noted down.
    pub(super) fn at(&mut self, own: Option<MonthEnd>, length: ExprId, span: Span) -> MonthEnd {
        if let Some(convention) = own.or(self.convention) {
            return convention;
        }
        if self.asks {
            self.unsaid.push((span, length));
        }
        MonthEnd::default()
    }

    /// Notes down `ending on …` at a length.
    pub(super) fn ending(&mut self, ending: Node<MonthEnd>, length: ExprId) {
        self.said.push((ending, length));
    }

    /// Notes down the possible values of a define, for when the define is added to a date.
    pub(super) fn length(&mut self, define: DefineId, values: Vec<ExprId>) {
        self.lengths.push((define, values));
    }
}

impl Checker<'_> {
    /// Warns at each place that may add months without a convention, and at each convention for a
    /// length that has none.
    pub(super) fn warn_of_months(&mut self) {
        let months = std::mem::take(&mut self.months);
        if months.unsaid.is_empty() && months.said.is_empty() {
            return;
        }
        let defines = defines_with_months(&self.policy, &months.lengths);
        for (span, length) in months.unsaid {
            let parts = parts(&self.policy, length);
            if parts.months || parts.defines.iter().any(|d| defines.contains(d)) {
                self.report(warning(span));
            }
        }
        // A define with an error has no values here.
        let known: HashSet<DefineId> = months.lengths.iter().map(|(define, _)| *define).collect();
        for (ending, length) in months.said {
            let parts = parts(&self.policy, length);
            let without = |define| known.contains(define) && !defines.contains(define);
            if !parts.months && parts.defines.iter().all(without) {
                let length = self.checked(length).span;
                self.report(without_effect(ending, length));
            }
        }
    }
}

fn without_effect(ending: Node<MonthEnd>, length: Span) -> Diagnostic {
    let words = ending.kind.words();
    let message = format!("`ending on {words}` stands at a length that never has months");
    Diagnostic::new(codes::ENDING_WITHOUT_MONTHS, ending.span, message)
        .related(length, "the length that it belongs to")
        .help(format!(
            "put brackets around the length with the months and its date, `(12 months after DATE ending on {words})`, or leave it out"
        ))
}

fn warning(span: Span) -> Diagnostic {
    let message =
        "months are added here and nothing says what happens where the day does not exist";
    Diagnostic::new(codes::MONTHS_WITHOUT_CONVENTION, span, message)
        .label("`last day` of the month is used")
        .help("add `months end on last day` (or `next day`, or `refuse`) below the policy's name, or `ending on last day` here")
}

/// What a length of time is made of.
#[derive(Default)]
struct Parts {
    /// It may hold months by itself.
    months: bool,
    /// The defines that it is computed from.
    defines: Vec<DefineId>,
}

fn parts(policy: &Policy, length: ExprId) -> Parts {
    let mut parts = Parts::default();
    let mut open = vec![length];
    while let Some(id) = open.pop() {
        let Some(expr) = policy.exprs.get(id) else {
            continue;
        };
        match &expr.kind {
            ExprKind::Constant(value) => parts.months |= has_months(value),
            ExprKind::Fact(_) | ExprKind::Field(_) => parts.months |= expr.ty == Type::Duration,
            ExprKind::Parameter(id) => {
                parts.months |= policy
                    .parameters
                    .get(*id)
                    .is_some_and(|p| p.values.iter().any(|(_, v)| has_months(v)));
            }
            ExprKind::Used(..) => parts.months |= expr.ty == Type::Duration,
            ExprKind::Define(id) => parts.defines.push(*id),
            ExprKind::Lookup { table, result, .. } if expr.ty == Type::Duration => {
                let rows = policy.tables.get(*table).into_iter();
                let rows = rows.flat_map(|t| t.rows.iter().chain(&t.otherwise));
                parts.months |= rows
                    .filter_map(|row| row.values.get(*result))
                    .any(has_months);
            }
            ExprKind::If(_, a, b) | ExprKind::Arithmetic(_, a, b) => open.extend([*a, *b]),
            ExprKind::Otherwise(_, instead) | ExprKind::FieldOtherwise(_, instead) => {
                parts.months = true;
                open.push(*instead);
            }
            ExprKind::Call(_, arguments) => open.extend(arguments),
            _ => {}
        }
    }
    parts
}

fn has_months(value: &Value) -> bool {
    matches!(value, Value::Duration(d) if d.months != 0)
}

/// The defines whose value may hold months: those that say so, and those computed from them.
fn defines_with_months(policy: &Policy, lengths: &[(DefineId, Vec<ExprId>)]) -> HashSet<DefineId> {
    let mut users: HashMap<DefineId, Vec<DefineId>> = HashMap::new();
    let mut open = Vec::new();
    for (define, values) in lengths {
        for value in values {
            let parts = parts(policy, *value);
            if parts.months {
                open.push(*define);
            }
            for used in parts.defines {
                users.entry(used).or_default().push(*define);
            }
        }
    }
    let mut found = HashSet::new();
    while let Some(define) = open.pop() {
        if found.insert(define) {
            open.extend(users.get(&define).into_iter().flatten());
        }
    }
    found
}
