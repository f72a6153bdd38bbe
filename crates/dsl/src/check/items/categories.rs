//! Categories of coverage: what qualifies, and from when to when.

use crate::ast::{self, BinaryOp, BoundEnd, Direction, Expr, Item};
use crate::check::checker::{Checker, next, unless_failed};
use crate::check::cycles::Part;
use crate::check::words::spelling;
use crate::ir::{Cap, Category, CategoryId, ExprId, ExprKind, ItemRef, Refer, Type};

impl Checker<'_> {
    pub(super) fn category(&mut self, item: &Item, written: &ast::Category) {
        let id: CategoryId = next(&mut self.counts.categories);
        let name = &written.name.kind;
        let head = self.head(item, name.clone(), written.title.as_ref());
        self.list(item.kind.span, ItemRef::Category(id));
        self.uses.begin(Part::Category(id), name.as_str());
        let mark = self.given.mark();
        let when = self.qualifies(written);
        let from = written.from.as_ref().map(|from| self.period_date(from, &format!("the first day of `{name}`")));
        let through = written.end.as_ref().map(|end| self.last_day(&end.kind, &format!("the last day of `{name}`")));
        let caps: Vec<Option<Cap>> = written.caps.iter().map(|cap| self.cap(cap)).collect();
        let refers: Vec<Option<Refer>> = written.refers.iter().map(|refer| self.refer(refer)).collect();
        self.given.forget(mark);
        self.uses.end();
        let category = || {
            Some(Category {
                head,
                when: unless_failed(when)?,
                from: unless_failed(from)?,
                through: unless_failed(through)?,
                caps: caps.into_iter().collect::<Option<Vec<_>>>()?,
                refers: refers.into_iter().collect::<Option<Vec<_>>>()?,
            })
        };
        if let Some(category) = category() {
            self.policy.categories.push(category);
        }
    }

    /// All `when` and no `unless`, as one condition; what they tell is known from here on.
    fn qualifies(&mut self, written: &ast::Category) -> Option<Option<ExprId>> {
        let mut parts = Vec::new();
        for when in &written.when {
            parts.push(self.condition(when));
            self.learn(when, true);
        }
        for unless in &written.unless {
            let id = self.condition(unless);
            parts.push(id.map(|id| self.push(ExprKind::Not(id), Type::Boolean, unless.span)));
            self.learn(unless, false);
        }
        if parts.is_empty() {
            return None;
        }
        let parts = parts.into_iter().collect::<Option<Vec<ExprId>>>();
        Some(parts.and_then(|parts| self.all_of(parts)))
    }

    fn all_of(&mut self, parts: Vec<ExprId>) -> Option<ExprId> {
        if let [one] = parts.as_slice() {
            return Some(*one);
        }
        let spans: Vec<_> = parts.iter().map(|id| self.checked(*id).span).collect();
        let span = spans.iter().copied().reduce(|a, b| a.to(b))?;
        Some(self.push(ExprKind::And(parts), Type::Boolean, span))
    }

    fn period_date(&mut self, date: &Expr, role: &str) -> Option<ExprId> {
        self.expect(date, Type::DateOrOpen, role)
    }

    /// `through D` includes the day, `until D` ends the day before.
    fn last_day(&mut self, end: &BoundEnd, role: &str) -> Option<ExprId> {
        let date = self.period_date(&end.date, role)?;
        if end.inclusive {
            return Some(date);
        }
        Some(self.day_before(date, end.date.span))
    }

    fn cap(&mut self, written: &ast::Cap) -> Option<Cap> {
        let condition = written.condition.as_ref().map(|condition| self.condition(condition));
        let mark = self.given.mark();
        if let Some(condition) = &written.condition {
            self.learn(condition, true);
        }
        let last_day = self.cap_day(written);
        self.given.forget(mark);
        Some(Cap { last_day: last_day?, condition: unless_failed(condition)?, span: written.span })
    }

    /// The last day that the cap allows, as a plain date.
    fn cap_day(&mut self, written: &ast::Cap) -> Option<ExprId> {
        let direction = match written.direction.kind {
            Direction::After => BinaryOp::After,
            Direction::Beginning => BinaryOp::Beginning,
        };
        let span = written.length.span.to(written.anchor.span);
        let by = self.length(direction, &written.length, &written.anchor);
        let anchor = self.period_date(&written.anchor, &format!("what stands behind `{}`", direction.words()));
        let less = written.less.as_ref().map(|less| self.expect(less, Type::Duration, "what stands behind `less`"));
        let mut day = self.shifted(anchor?, by?, false, written.ending, span)?;
        if written.direction.kind == Direction::Beginning {
            day = self.day_before(day, span);
        }
        match unless_failed(less)? {
            Some(less) => Some(self.moved(day, less, true, written.ending.map(|e| e.kind), written.span)),
            None => Some(day),
        }
    }

    fn refer(&mut self, written: &ast::Refer) -> Option<Refer> {
        let when = self.condition(&written.when);
        let reason = self.reason(written.reason.as_ref(), || spelling(&written.when));
        let outcome = self.outcome(&written.outcome)?;
        Some(Refer { outcome, reason, when: when?, span: written.span })
    }
}
