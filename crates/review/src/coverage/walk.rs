//! What one decision shows: from the outputs inwards, only through what the decision hangs on.

mod category;

use std::collections::BTreeSet;

use bylaws_dsl::ast::{Quantifier, StepKind};
use bylaws_dsl::ir::{
    DefineId, ExprId, ExprKind, FactId, FieldRef, Head, ItemRef, Policy, PriceId, Supplied,
    TableId, VariableId,
};
use bylaws_dsl::value::Value;
use bylaws_runtime::Observed;

use super::bounds::{Apart, apart, bound, side};
use super::points::Points;
use super::{End, Subject};

/// Something optional.
#[derive(Clone, Copy)]
enum Asked {
    Fact(FactId),
    Field(FieldRef),
}

type Seen = BTreeSet<(Subject, bool)>;

/// Everything that a decision shows.
pub(super) fn seen(observed: &mut Observed<'_>, points: &Points) -> Seen {
    let policy = observed.policy();
    let mut walk = Walk {
        policy,
        observed,
        points,
        seen: Seen::new(),
        gone: BTreeSet::new(),
        waiting: Vec::new(),
    };
    walk.roots();
    while let Some(item) = walk.waiting.pop() {
        match item {
            ItemRef::Define(id) => walk.define(id),
            ItemRef::Price(id) => walk.price(id),
            ItemRef::Window(id) => walk.expr(policy.windows.at(id).is),
            ItemRef::Use(id) => {
                for supplied in &policy.uses.at(id).facts {
                    if let Supplied::Expr(expr) = supplied {
                        walk.expr(*expr);
                    }
                }
            }
            _ => {}
        }
    }
    walk.seen
}

struct Walk<'w, 'r> {
    policy: &'w Policy,
    observed: &'w mut Observed<'r>,
    points: &'w Points,
    seen: Seen,
    /// Expressions that are the same for the whole decision and have been gone through.
    gone: BTreeSet<ExprId>,
    /// Items that the decision hangs on and that have yet to be gone through. A list, and no
    /// recursion: chains of items may be long.
    waiting: Vec<ItemRef>,
}

impl Walk<'_, '_> {
    fn see(&mut self, subject: Subject, side: bool) {
        self.seen.insert((subject, side));
    }

    /// An item is asked for.
    fn item(&mut self, item: ItemRef) {
        if self.seen.insert((Subject::Item(item), true)) {
            self.waiting.push(item);
        }
    }

    fn roots(&mut self) {
        let policy = self.policy;
        for (id, assumption) in policy.assumptions.iter() {
            if self.present(ItemRef::Assumption(id), &assumption.head) {
                self.item(ItemRef::Assumption(id));
                self.expr(assumption.holds);
            }
        }
        if !self.observed.is_valid() {
            return;
        }
        for (id, require) in policy.requires.iter() {
            if self.present(ItemRef::Require(id), &require.head) {
                self.item(ItemRef::Require(id));
                self.expr(require.holds);
            }
        }
        if self.observed.gate() == Some(true) {
            for id in policy.categories.ids() {
                if self.present(ItemRef::Category(id), &policy.categories.at(id).head) {
                    self.category(id);
                }
            }
        }
        for (id, define) in policy.defines.iter() {
            if policy.is_output(id) && self.present(ItemRef::Define(id), &define.head) {
                self.item(ItemRef::Define(id));
            }
        }
        for (id, price) in policy.prices.iter() {
            if self.present(ItemRef::Price(id), &price.head) {
                self.item(ItemRef::Price(id));
            }
        }
        for (id, guarantee) in policy.guarantees.iter() {
            let present = self.present(ItemRef::Guarantee(id), &guarantee.head);
            let speaks = |walk: &mut Self| match guarantee.when {
                Some(when) => walk.truth(when) == Some(true),
                None => true,
            };
            if present && speaks(self) {
                self.see(Subject::Item(ItemRef::Guarantee(id)), true);
            }
        }
    }

    /// Whether an item is in force; notes on which of its days the decision falls.
    fn present(&mut self, item: ItemRef, head: &Head) -> bool {
        if let Some(day) = self.observed.as_of() {
            let ends = [
                (End::First, head.in_force.from, true),
                // The first day that is out lies behind the last that is in.
                (End::Last, head.in_force.until, false),
            ];
            for (end, date, day_itself) in ends {
                let Some(date) = date else { continue };
                match day.days() - date.days() {
                    0 => self.see(Subject::Force(item, end), day_itself),
                    -1 => self.see(Subject::Force(item, end), !day_itself),
                    _ => {}
                }
            }
        }
        self.observed.in_force(head.in_force) == Some(true)
    }

    fn truth(&mut self, id: ExprId) -> Option<bool> {
        match self.observed.value(id) {
            Some(Value::Boolean(holds)) => Some(holds),
            _ => None,
        }
    }

    /// Goes through an expression that the decision hangs on.
    fn expr(&mut self, id: ExprId) {
        let expr = self.policy.exprs.at(id);
        if expr.varies == 0 && !self.gone.insert(id) {
            return;
        }
        match &expr.kind {
            ExprKind::And(parts) => self.joined(parts, false),
            ExprKind::Or(parts) => self.joined(parts, true),
            ExprKind::Not(inner) => self.expr(*inner),
            ExprKind::If(condition, then, otherwise) => {
                self.expr(*condition);
                match self.truth(*condition) {
                    Some(true) => self.expr(*then),
                    Some(false) => self.expr(*otherwise),
                    None => {}
                }
            }
            kind => {
                if let Some(holds) = self.truth(id) {
                    self.see(Subject::Truth(id), holds);
                }
                self.leaf(id, kind);
            }
        }
    }

    /// Operands of an `and` (`deciding` is no) or an `or` (`deciding` is yes): one decides alone,
    /// or all do together.
    fn joined(&mut self, parts: &[ExprId], deciding: bool) {
        let truths: Vec<Option<bool>> = parts.iter().map(|part| self.truth(*part)).collect();
        let decisive = |truth: &Option<bool>| *truth == Some(deciding);
        // Where something is not given, what speaks of it says nothing of its own.
        let absent: Vec<Asked> = parts
            .iter()
            .zip(&truths)
            .filter(|(_, truth)| decisive(truth))
            .filter_map(|(part, _)| self.absence(*part))
            .collect();
        let speaks = |walk: &Self, part: ExprId| {
            let mut absent = absent.iter();
            walk.absence(part).is_none() && absent.any(|asked| walk.speaks_of(part, *asked))
        };
        let counted = parts.iter().zip(&truths);
        let counted = counted.filter(|(part, truth)| decisive(truth) && !speaks(self, **part));
        let alone = counted.count() == 1;
        let together = truths.iter().all(|truth| *truth == Some(!deciding));
        for (part, truth) in parts.iter().zip(&truths) {
            if together || (alone && decisive(truth) && !speaks(self, *part)) {
                self.expr(*part);
            }
        }
    }

    /// What a test asks for, where it only asks whether something is given.
    fn absence(&self, id: ExprId) -> Option<Asked> {
        match &self.policy.exprs.at(id).kind {
            ExprKind::IsGiven(fact) => Some(Asked::Fact(*fact)),
            ExprKind::FieldGiven(field) => Some(Asked::Field(*field)),
            ExprKind::Not(inner) => self.absence(*inner),
            _ => None,
        }
    }

    fn speaks_of(&self, id: ExprId, asked: Asked) -> bool {
        let kind = &self.policy.exprs.at(id).kind;
        let itself = match (kind, asked) {
            (ExprKind::Fact(fact), Asked::Fact(asked)) => *fact == asked,
            (ExprKind::Field(field), Asked::Field(asked)) => *field == asked,
            _ => false,
        };
        let operands = kind.operands();
        itself
            || operands
                .iter()
                .any(|operand| self.speaks_of(*operand, asked))
    }

    fn leaf(&mut self, id: ExprId, kind: &ExprKind) {
        match kind {
            ExprKind::Compare(op, a, b) => {
                let apart = self.apart(*a, *b);
                if let (Some(apart), Some((end, inclusive))) = (apart, bound(*op))
                    && let Some(side) = side(apart, end, inclusive)
                {
                    self.see(Subject::Edge(id, end), side);
                }
            }
            ExprKind::Within { date, window } => {
                let date = self.observed.value(*date);
                if let (Some(date), Some(Value::Window(first, last))) =
                    (date, self.observed.value(*window))
                {
                    for (end, day) in [(End::First, first), (End::Last, last)] {
                        let apart = apart(&date, &Value::Date(day));
                        if let Some(side) = apart.and_then(|apart| side(apart, end, true)) {
                            self.see(Subject::Edge(id, end), side);
                        }
                    }
                }
            }
            ExprKind::Define(define) => self.item(ItemRef::Define(*define)),
            ExprKind::Window(window) => self.item(ItemRef::Window(*window)),
            ExprKind::Price(price) => self.item(ItemRef::Price(*price)),
            ExprKind::Used(used, _) => self.item(ItemRef::Use(*used)),
            ExprKind::InCodes(_, codes) => self.item(ItemRef::Codes(*codes)),
            ExprKind::Scripted(function, _) => {
                let script = self.policy.functions.at(*function).script;
                self.item(ItemRef::Script(script));
            }
            ExprKind::Decided(_) => {
                if let Some(script) = self.policy.decided_by {
                    self.item(ItemRef::Script(script));
                }
            }
            ExprKind::Reading(reading) => {
                self.item(ItemRef::Reading(*reading));
                if let Some(choice) = self.observed.choice(*reading) {
                    self.see(Subject::Choice(*reading, choice), true);
                }
            }
            ExprKind::Parameter(parameter) => {
                self.item(ItemRef::Parameter(*parameter));
                let Some(day) = self.observed.as_of() else {
                    return;
                };
                let values = &self.policy.parameters.at(*parameter).values;
                for (place, (from, _)) in values.iter().enumerate() {
                    let Some(from) = from else { continue };
                    match day.days() - from.days() {
                        0 => self.see(Subject::Since(*parameter, place), true),
                        -1 => self.see(Subject::Since(*parameter, place), false),
                        _ => {}
                    }
                }
            }
            ExprKind::Otherwise(fact, other) => {
                let given = self.observed.is_given(*fact);
                self.see(Subject::Given(id), given);
                if given {
                    return;
                }
                return self.expr(*other);
            }
            ExprKind::FieldOtherwise(_, other) => {
                // What stands in is asked for where the field does not have the value itself.
                let (value, stand_in) = (self.observed.value(id), self.observed.value(*other));
                self.see(Subject::Given(id), value != stand_in);
            }
            ExprKind::Lookup {
                table, arguments, ..
            }
            | ExprKind::Has { table, arguments } => self.table(*table, arguments),
            ExprKind::Quantified {
                quantifier,
                variable,
                holds,
            } => return self.quantified(*quantifier == Quantifier::Any, *variable, *holds),
            ExprKind::Folded {
                variable,
                filter,
                value,
                otherwise,
                ..
            } => return self.folded(*variable, *filter, *value, *otherwise),
            _ => {}
        }
        for operand in kind.operands() {
            self.expr(operand);
        }
    }

    fn apart(&mut self, a: ExprId, b: ExprId) -> Option<Apart> {
        let (a, b) = (self.observed.value(a)?, self.observed.value(b)?);
        apart(&a, &b)
    }

    fn quantified(&mut self, deciding: bool, variable: VariableId, holds: ExprId) {
        let count = self.observed.elements(variable);
        let truths: Vec<Option<bool>> = (0..count)
            .map(|element| self.at(variable, element, |walk| walk.truth(holds)))
            .collect();
        // Elements are no operands of their own: each that decides shows the condition deciding.
        let together = truths.iter().all(|truth| *truth == Some(!deciding));
        for (element, truth) in truths.iter().enumerate() {
            if together || *truth == Some(deciding) {
                self.at(variable, element, |walk| walk.expr(holds));
            }
        }
    }

    fn folded(
        &mut self,
        variable: VariableId,
        filter: Option<ExprId>,
        value: Option<ExprId>,
        otherwise: Option<ExprId>,
    ) {
        let mut counted = false;
        for element in 0..self.observed.elements(variable) {
            self.at(variable, element, |walk| {
                let counts = match filter {
                    Some(filter) => {
                        walk.expr(filter);
                        walk.truth(filter) == Some(true)
                    }
                    None => true,
                };
                counted |= counts;
                if let (true, Some(value)) = (counts, value) {
                    walk.expr(value);
                }
            });
        }
        if let (false, Some(otherwise)) = (counted, otherwise) {
            self.expr(otherwise);
        }
    }

    fn at<T>(
        &mut self,
        variable: VariableId,
        element: usize,
        ask: impl FnOnce(&mut Walk<'_, '_>) -> T,
    ) -> T {
        let (policy, points) = (self.policy, self.points);
        let (seen, gone, waiting) = (&mut self.seen, &mut self.gone, &mut self.waiting);
        self.observed.at(variable, element, |observed| {
            let mut walk = Walk {
                policy,
                observed,
                points,
                seen: std::mem::take(seen),
                gone: std::mem::take(gone),
                waiting: std::mem::take(waiting),
            };
            let answer = ask(&mut walk);
            (*seen, *gone, *waiting) = (walk.seen, walk.gone, walk.waiting);
            answer
        })
    }

    fn define(&mut self, id: DefineId) {
        let define = self.policy.defines.at(id);
        let holds: Vec<bool> = define
            .excepts
            .iter()
            .map(|except| self.truth(except.when) == Some(true))
            .collect();
        let mut stands = false;
        for (place, except) in define.excepts.iter().enumerate() {
            let mut others = define.excepts.iter().zip(&holds);
            if others.any(|(other, holds)| *holds && other.overrides.contains(&place)) {
                continue;
            }
            self.expr(except.when);
            if holds.get(place) == Some(&true) {
                stands = true;
                self.see(Subject::Except(id, place), true);
                self.expr(except.value);
            }
        }
        if !stands {
            self.see(Subject::Default(id), true);
            self.expr(define.is);
        }
    }

    fn price(&mut self, id: PriceId) {
        let applied = self.observed.steps(id);
        for (place, step) in self.policy.prices.at(id).steps.iter().enumerate() {
            let mut condition = Some(true);
            if let Some(expr) = step.condition {
                self.expr(expr);
                condition = self.truth(expr);
            }
            if condition != Some(true) {
                continue;
            }
            self.expr(step.amount);
            if let (StepKind::AtMost | StepKind::AtLeast, Some(Some(applied))) =
                (step.kind, applied.get(place))
            {
                // A cap that takes nothing away has held the amount.
                self.see(Subject::Step(id, place), !*applied);
            }
        }
    }

    fn table(&mut self, id: TableId, arguments: &[ExprId]) {
        let table = self.policy.tables.at(id);
        if !self.present(ItemRef::Table(id), &table.head) {
            return;
        }
        self.item(ItemRef::Table(id));
        let rows = self.observed.rows(id, arguments);
        for row in &rows {
            self.see(Subject::Row(id, *row), true);
        }
        let hit: Vec<_> = rows.iter().filter_map(|row| table.row(*row)).collect();
        let points = self.points;
        let cuts = points.cuts.iter().enumerate();
        for (place, cut) in cuts.filter(|(_, cut)| cut.table == id) {
            let argument = arguments.get(cut.column).copied();
            let Some(argument) = argument.and_then(|argument| self.observed.value(argument)) else {
                continue;
            };
            let inside = hit.iter().any(|row| {
                let cell = row.cells.get(cut.column).into_iter().flatten();
                cell.into_iter().any(|range| match cut.end {
                    End::First => range.low.as_ref() == Some(&cut.value),
                    End::Last => range.high.as_ref() == Some(&cut.value),
                })
            });
            let shown =
                apart(&argument, &cut.value).and_then(|apart| side(apart, cut.end, cut.inclusive));
            match shown {
                Some(true) if inside => self.see(Subject::Cut(place), true),
                Some(false) => self.see(Subject::Cut(place), false),
                _ => {}
            }
        }
    }
}
