//! Everything of a policy that a case can exercise.

use std::collections::BTreeSet;

use bylaws_dsl::Span;
use bylaws_dsl::ast::StepKind;
use bylaws_dsl::ir::{
    Category, CategoryId, ExprId, ExprKind, Id, InForce, ItemRef, Policy, Range, Supplied, TableId,
    Type,
};
use bylaws_dsl::value::Value;

use super::bounds::{Apart, apart, bound, is_counted, is_ordered};
use super::{End, Group, Limit, Subject};

/// One side of something that a case can exercise.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) subject: Subject,
    pub(super) side: bool,
    pub(super) group: Group,
    pub(super) item: ItemRef,
    pub(super) span: Span,
    /// The `and` or the `or` that it is an operand of.
    pub(super) within: Option<ExprId>,
}

/// An end of a range in a column of a table, wherever it stands in that column.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    pub(super) table: TableId,
    pub(super) column: usize,
    pub(super) end: End,
    pub(super) value: Value,
    /// Whether the value itself belongs to the range.
    pub(super) inclusive: bool,
}

/// The parts of a policy.
#[derive(Default)]
pub(super) struct Points {
    pub(super) all: Vec<Found>,
    pub(super) cuts: Vec<Cut>,
}

/// The parts of those items that were written in the policy itself.
pub(super) fn points(policy: &Policy) -> Points {
    let mut declare = Declare {
        policy,
        item: None,
        known: BTreeSet::new(),
        found: Points::default(),
    };
    for item in &policy.items {
        if *policy.layer(*item) == policy.name {
            declare.item = Some(*item);
            declare.item(*item);
        }
    }
    declare.found
}

struct Declare<'p> {
    policy: &'p Policy,
    item: Option<ItemRef>,
    known: BTreeSet<(Subject, bool)>,
    found: Points,
}

impl Declare<'_> {
    fn one(&mut self, group: Group, subject: Subject, side: bool, span: Span) {
        self.within(group, subject, side, span, None);
    }

    fn both(&mut self, group: Group, subject: Subject, span: Span) {
        self.one(group, subject, true, span);
        self.one(group, subject, false, span);
    }

    fn within(
        &mut self,
        group: Group,
        subject: Subject,
        side: bool,
        span: Span,
        within: Option<ExprId>,
    ) {
        let Some(item) = self.item else { return };
        if !self.known.insert((subject, side)) {
            return;
        }
        self.found.all.push(Found {
            subject,
            side,
            group,
            item,
            span,
            within,
        });
    }

    fn item(&mut self, item: ItemRef) {
        let policy = self.policy;
        let Some(head) = policy.head(item) else {
            return;
        };
        let span = head.span;
        if matches!(item, ItemRef::Source(_)) || self.only_scripts_ask(item) {
            return;
        }
        self.one(Group::Items, Subject::Item(item), true, span);
        self.force(item, head.in_force, span);
        match item {
            ItemRef::Reading(id) => {
                let choices = policy.enums.at(policy.readings.at(id).choices);
                for choice in 0..choices.members.len() as u16 {
                    self.one(Group::Readings, Subject::Choice(id, choice), true, span);
                }
            }
            ItemRef::Parameter(id) => {
                for (place, (from, _)) in policy.parameters.at(id).values.iter().enumerate() {
                    if from.is_none() {
                        continue;
                    }
                    self.one(Group::Dates, Subject::Since(id, place), true, span);
                    // Before the first value there is none to decide with.
                    if place > 0 {
                        self.one(Group::Dates, Subject::Since(id, place), false, span);
                    }
                }
            }
            ItemRef::Window(id) => self.expr(policy.windows.at(id).is, None),
            ItemRef::Define(id) => {
                let define = policy.defines.at(id);
                self.expr(define.is, None);
                if !define.excepts.is_empty() {
                    let is = policy.exprs.at(define.is).span;
                    self.one(Group::Exceptions, Subject::Default(id), true, is);
                }
                for (place, except) in define.excepts.iter().enumerate() {
                    let subject = Subject::Except(id, place);
                    self.one(Group::Exceptions, subject, true, except.span);
                    self.expr(except.when, None);
                    self.expr(except.value, None);
                }
            }
            ItemRef::Require(id) => self.expr(policy.requires.at(id).holds, None),
            ItemRef::Category(id) => self.category(id, policy.categories.at(id)),
            ItemRef::Price(id) => {
                for (place, step) in policy.prices.at(id).steps.iter().enumerate() {
                    self.expr(step.amount, None);
                    if let Some(condition) = step.condition {
                        self.expr(condition, None);
                    }
                    if matches!(step.kind, StepKind::AtMost | StepKind::AtLeast) {
                        self.both(Group::Bounds, Subject::Step(id, place), step.span);
                    }
                }
            }
            ItemRef::Assumption(id) => self.expr(policy.assumptions.at(id).holds, None),
            ItemRef::Use(id) => {
                for supplied in &policy.uses.at(id).facts {
                    if let Supplied::Expr(expr) = supplied {
                        self.expr(*expr, None);
                    }
                }
            }
            ItemRef::Table(id) => self.table(id),
            // A guarantee is a claim about decisions, and no part of any.
            ItemRef::Guarantee(_)
            | ItemRef::Codes(_)
            | ItemRef::Script(_)
            | ItemRef::Source(_)
            | ItemRef::Type(_)
            | ItemRef::Fact(_)
            | ItemRef::Example(_) => {}
        }
    }

    /// What a script reads of parameters, readings and tables is not seen from outside.
    fn only_scripts_ask(&self, item: ItemRef) -> bool {
        let policy = self.policy;
        let asks = |kind: &ExprKind| match (item, kind) {
            (ItemRef::Parameter(id), ExprKind::Parameter(asked)) => *asked == id,
            (ItemRef::Reading(id), ExprKind::Reading(asked)) => *asked == id,
            (ItemRef::Table(id), ExprKind::Lookup { table, .. } | ExprKind::Has { table, .. }) => {
                *table == id
            }
            (ItemRef::Parameter(_) | ItemRef::Reading(_) | ItemRef::Table(_), _) => false,
            _ => true,
        };
        if policy.scripts.is_empty() {
            return false;
        }
        // What a guarantee asks for decides nothing.
        let mut promised = BTreeSet::new();
        for guarantee in policy.guarantees.values() {
            let mut waiting: Vec<ExprId> = guarantee.when.into_iter().collect();
            waiting.push(guarantee.holds);
            while let Some(id) = waiting.pop() {
                waiting.extend(policy.exprs.at(id).kind.operands());
                promised.insert(id);
            }
        }
        let mut decide = policy.exprs.iter();
        !decide.any(|(id, expr)| !promised.contains(&id) && asks(&expr.kind))
    }

    fn force(&mut self, item: ItemRef, period: InForce, span: Span) {
        if period.from.is_some() {
            self.both(Group::Dates, Subject::Force(item, End::First), span);
        }
        if period.until.is_some() {
            self.both(Group::Dates, Subject::Force(item, End::Last), span);
        }
    }

    fn category(&mut self, id: CategoryId, category: &Category) {
        let span = |expr: ExprId| self.policy.exprs.at(expr).span;
        let mut limits = Vec::new();
        limits.extend(category.from.map(|from| (Limit::From, span(from))));
        limits.extend(category.through.map(|last| (Limit::Through, span(last))));
        let caps = category.caps.iter().enumerate();
        limits.extend(caps.map(|(place, cap)| (Limit::Cap(place), cap.span)));
        for expr in category.when.into_iter().chain(category.from) {
            self.expr(expr, None);
        }
        for refer in &category.refers {
            self.expr(refer.when, None);
        }
        if let Some(through) = category.through {
            self.expr(through, None);
        }
        for cap in &category.caps {
            self.expr(cap.last_day, None);
            if let Some(condition) = cap.condition {
                self.expr(condition, None);
            }
        }
        for (place, refer) in category.refers.iter().enumerate() {
            self.one(Group::Items, Subject::Refer(id, place), true, refer.span);
        }
        let is_open = |id: ExprId| {
            matches!(
                self.policy.exprs.at(id).kind,
                ExprKind::Constant(Value::Open)
            )
        };
        if category.through.is_some_and(is_open) {
            limits.retain(|(limit, _)| *limit != Limit::Through);
        }
        for (limit, span) in limits {
            // Without a day that must be covered, an end is only ever told.
            if self.policy.covers.is_some() || matches!(limit, Limit::Cap(_)) {
                self.both(Group::Bounds, Subject::Period(id, limit), span);
            }
        }
    }

    fn expr(&mut self, id: ExprId, within: Option<ExprId>) {
        let policy = self.policy;
        let expr = policy.exprs.at(id);
        let connects = matches!(
            expr.kind,
            ExprKind::And(_) | ExprKind::Or(_) | ExprKind::Not(_) | ExprKind::If(..)
        );
        if expr.ty == Type::Boolean && !connects && !matches!(expr.kind, ExprKind::Constant(_)) {
            for side in [true, false] {
                self.within(Group::Branches, Subject::Truth(id), side, expr.span, within);
            }
        }
        match &expr.kind {
            ExprKind::Compare(op, a, b) => {
                let (a, b) = (policy.exprs.at(*a), policy.exprs.at(*b));
                if let Some((end, inclusive)) = bound(*op)
                    && is_ordered(a.ty)
                {
                    let subject = Subject::Edge(id, end);
                    if is_counted(a.ty) && is_counted(b.ty) {
                        self.both(Group::Bounds, subject, expr.span);
                    } else {
                        self.one(Group::Bounds, subject, inclusive, expr.span);
                    }
                }
            }
            ExprKind::Within { .. } => {
                for end in [End::First, End::Last] {
                    self.both(Group::Bounds, Subject::Edge(id, end), expr.span);
                }
            }
            ExprKind::Otherwise(..) | ExprKind::FieldOtherwise(..) => {
                self.both(Group::Branches, Subject::Given(id), expr.span);
            }
            _ => {}
        }
        let inner = match &expr.kind {
            ExprKind::And(_) | ExprKind::Or(_) => Some(id),
            ExprKind::Not(_) => within,
            _ => None,
        };
        for operand in expr.kind.operands() {
            self.expr(operand, inner);
        }
    }

    fn table(&mut self, id: TableId) {
        let table = self.policy.tables.at(id);
        let numbered = table.rows.iter().chain(&table.otherwise).enumerate();
        for (number, row) in numbered {
            self.one(Group::Rows, Subject::Row(id, number), true, row.span);
        }
        for row in table.rows.iter() {
            for (column, cell) in row.cells.iter().enumerate() {
                for range in cell.iter().filter(|range| range.low != range.high) {
                    self.ends(id, column, range, row.span);
                }
            }
        }
    }

    fn ends(&mut self, table: TableId, column: usize, range: &Range, span: Span) {
        let ends = [
            (End::First, &range.low, true),
            (End::Last, &range.high, !range.below),
        ];
        for (end, value, inclusive) in ends {
            let Some(value) = value else { continue };
            if apart(value, value).is_none() {
                continue;
            }
            let known = |cut: &Cut| {
                (cut.table, cut.column, cut.end, cut.inclusive) == (table, column, end, inclusive)
                    && cut.value == *value
            };
            if self.found.cuts.iter().any(known) {
                continue;
            }
            let subject = Subject::Cut(self.found.cuts.len());
            self.found.cuts.push(Cut {
                table,
                column,
                end,
                value: value.clone(),
                inclusive,
            });
            let sides: &[bool] = match apart(value, value) {
                Some(Apart::Steps(_)) if !inclusive => &[true, false],
                Some(Apart::Steps(_)) if self.reaches_beyond(table, column, end, value) => {
                    &[true, false]
                }
                Some(Apart::Steps(_)) => &[true],
                _ if inclusive => &[true],
                _ => &[false],
            };
            for side in sides {
                self.one(Group::Bounds, subject, *side, span);
            }
        }
    }

    /// Whether some value that the table is asked with may lie beyond an end: one that is a fact
    /// lies within the range of the fact.
    fn reaches_beyond(&self, table: TableId, column: usize, end: End, value: &Value) -> bool {
        let policy = self.policy;
        policy.exprs.values().any(|expr| {
            let arguments = match &expr.kind {
                ExprKind::Lookup {
                    table: asked,
                    arguments,
                    ..
                }
                | ExprKind::Has {
                    table: asked,
                    arguments,
                } if asked.index() == table.index() => arguments,
                _ => return false,
            };
            let fact = arguments
                .get(column)
                .and_then(|id| match &policy.exprs.at(*id).kind {
                    ExprKind::Fact(fact) => Some(policy.facts.at(*fact)),
                    ExprKind::Field(field) => Some(policy.field(*field)),
                    _ => None,
                });
            let limit = fact.and_then(|fact| match end {
                End::First => fact.low.as_ref(),
                End::Last => fact.high.as_ref(),
            });
            limit.is_none_or(|limit| apart(limit, value) != Some(Apart::Steps(0)))
        })
    }
}
