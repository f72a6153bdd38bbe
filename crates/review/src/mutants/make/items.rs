//! Mutants of items: something dropped, another order, a date or an amount by one step, another
//! default.

use bylaws_dsl::ast::StepKind;
use bylaws_dsl::ir::{
    AssumptionId, CategoryId, DefineId, ExprId, ExprKind, InForce, ItemRef, ParameterId, Policy,
    PriceId, ReadingId, RequireId, Type,
};
use bylaws_dsl::value::{Date, Value};
use bylaws_runtime::explain::item_name;

use super::values::{moved, other};
use super::{Maker, constant, say};

impl Maker<'_> {
    pub(super) fn reading(&mut self, id: ReadingId) {
        let reading = self.policy.readings.at(id);
        let choices = self.policy.enums.at(reading.choices).members.len() as u16;
        let name = |choice| self.policy.member_name(reading.choices, choice);
        let Some(other) = (0..choices).find(|choice| *choice != reading.default) else {
            return;
        };
        let change = format!(
            "the default of `{}` becomes `{}` instead of `{}`",
            reading.head.name,
            name(other),
            name(reading.default)
        );
        self.add(reading.head.span, change, move |policy| {
            let mut reading = policy.readings.at(id).clone();
            reading.default = other;
            policy.readings.replace(id, reading);
        });
    }

    pub(super) fn parameter(&mut self, id: ParameterId) {
        let policy = self.policy;
        let parameter = policy.parameters.at(id);
        let (name, span) = (&parameter.head.name, parameter.head.span);
        for (place, (from, value)) in parameter.values.iter().enumerate() {
            let values = [moved(value, -1), moved(value, 1), other(policy, value)];
            for other in values.into_iter().flatten() {
                let change = format!(
                    "`{name}`: `{}` becomes `{}`",
                    self.words(value),
                    self.words(&other)
                );
                self.add(span, change, move |policy| {
                    edit_parameter(policy, id, place, |_, value| *value = other.clone());
                });
            }
            let Some(from) = *from else { continue };
            let before = place.checked_sub(1).and_then(|p| parameter.values.get(p));
            let after = parameter.values.get(place + 1);
            for by in [-1, 1] {
                let Some(other) = day(from, by) else { continue };
                let follows = before.is_none_or(|(from, _)| from.is_none_or(|from| from < other));
                let precedes = after.is_none_or(|(from, _)| from.is_none_or(|from| other < from));
                if !follows || !precedes || (place == 0 && by < 0) {
                    continue;
                }
                let change = format!("`{name}`: from {from} becomes from {other}");
                self.add(span, change, move |policy| {
                    edit_parameter(policy, id, place, |from, _| *from = Some(other));
                });
            }
        }
    }

    pub(super) fn define(&mut self, id: DefineId) {
        let policy = self.policy;
        let define = policy.defines.at(id);
        self.expr(define.is);
        for (place, except) in define.excepts.iter().enumerate() {
            if !self.guards(except.when) {
                let change = format!("the exception when `{}` is dropped", self.text(except.when));
                let when = except.when;
                self.add(except.span, change, move |policy| never(policy, when));
            }
            for (which, over) in except.overrides.iter().enumerate() {
                let label = define.excepts.get(*over).and_then(|e| e.label.clone());
                let change = format!("it no longer overrides `{}`", label.unwrap_or_default());
                self.add(except.span, change, move |policy| {
                    let mut define = policy.defines.at(id).clone();
                    if let Some(except) = define.excepts.get_mut(place) {
                        except.overrides.remove(which);
                    }
                    policy.defines.replace(id, define);
                });
            }
            self.expr(except.when);
            self.expr(except.value);
        }
    }

    pub(super) fn require(&mut self, id: RequireId) {
        let require = self.policy.requires.at(id);
        let holds = require.holds;
        if !self.guards(holds) {
            let name = item_name(self.policy, ItemRef::Require(id));
            self.add(
                require.head.span,
                format!("`{name}` is dropped"),
                move |policy| {
                    always(policy, holds);
                },
            );
        }
        self.expr(holds);
    }

    pub(super) fn assumption(&mut self, id: AssumptionId) {
        let assumption = self.policy.assumptions.at(id);
        let holds = assumption.holds;
        if !self.guards(holds) {
            let name = item_name(self.policy, ItemRef::Assumption(id));
            self.add(
                assumption.head.span,
                format!("`{name}` is dropped"),
                move |policy| {
                    always(policy, holds);
                },
            );
        }
        self.expr(holds);
    }

    pub(super) fn category(&mut self, id: CategoryId) {
        let policy = self.policy;
        let category = policy.categories.at(id);
        let (name, span) = (&category.head.name, category.head.span);
        self.add(span, format!("`{name}` is dropped"), move |policy| {
            let mut category = policy.categories.at(id).clone();
            let like = category.from.or(category.through).or(category.when);
            category.when = like.map(|like| truth(policy, like, false));
            policy.categories.replace(id, category);
        });
        if let Some(when) = category.when {
            if !self.guards(when) {
                let change = format!("`when {}` is dropped", self.text(when));
                self.add(policy.exprs.at(when).span, change, move |policy| {
                    always(policy, when);
                });
            }
            self.expr(when);
        }
        for refer in &category.refers {
            let when = refer.when;
            if !self.guards(when) {
                let change = format!("the referral when `{}` is dropped", self.text(when));
                self.add(refer.span, change, move |policy| never(policy, when));
            }
            self.expr(when);
        }
        for end in category.from.into_iter().chain(category.through) {
            if !self.has_length(end) {
                self.moved(end, false);
                self.moved(end, true);
            }
            self.expr(end);
        }
        for (place, cap) in category.caps.iter().enumerate() {
            let text = self.text(cap.last_day);
            self.add(
                cap.span,
                format!("the cap `{text}` is dropped"),
                move |policy| {
                    let mut category = policy.categories.at(id).clone();
                    category.caps.remove(place);
                    policy.categories.replace(id, category);
                },
            );
            if let Some(condition) = cap.condition {
                if !self.guards(condition) {
                    let change = format!("`if {}` is dropped", self.text(condition));
                    let span = policy.exprs.at(condition).span;
                    self.add(span, change, move |policy| always(policy, condition));
                }
                self.expr(condition);
            }
            if !self.has_length(cap.last_day) {
                self.moved(cap.last_day, false);
                self.moved(cap.last_day, true);
            }
            self.expr(cap.last_day);
        }
    }

    pub(super) fn price(&mut self, id: PriceId) {
        let policy = self.policy;
        let price = policy.prices.at(id);
        for (place, step) in price.steps.iter().enumerate() {
            let text = super::one_line(self.sources.text(step.span));
            if place > 0 {
                self.add(
                    step.span,
                    format!("the step `{text}` is dropped"),
                    move |policy| {
                        edit_step(policy, id, place, |policy, step| {
                            step.condition = Some(truth(policy, step.amount, false));
                        });
                    },
                );
            }
            let swapped = match step.kind {
                StepKind::Less => Some(("less", "plus", StepKind::Plus)),
                StepKind::Plus => Some(("plus", "less", StepKind::Less)),
                StepKind::AtMost => Some(("at most", "at least", StepKind::AtLeast)),
                StepKind::AtLeast => Some(("at least", "at most", StepKind::AtMost)),
                StepKind::Start | StepKind::Becomes => None,
            };
            if let Some((from, to, kind)) = swapped {
                let change = format!("`{text}`: {from} becomes {to}");
                self.add(step.span, change, move |policy| {
                    edit_step(policy, id, place, |_, step| step.kind = kind);
                });
            }
            if let Some(condition) = step.condition {
                if !self.guards(condition) {
                    let change = format!("the condition of `{text}` is dropped");
                    let span = policy.exprs.at(condition).span;
                    self.add(span, change, move |policy| {
                        edit_step(policy, id, place, |_, step| step.condition = None);
                    });
                }
                self.expr(condition);
            }
            self.expr(step.amount);
            let next = price.steps.get(place + 1).filter(|_| place > 0);
            if let Some(next) = next
                && !self.asks_for_steps(id)
            {
                let next = super::one_line(self.sources.text(next.span));
                let change = format!("`{text}` and `{next}` change places");
                self.add(step.span, change, move |policy| {
                    let mut price = policy.prices.at(id).clone();
                    price.steps.swap(place, place + 1);
                    policy.prices.replace(id, price);
                });
            }
        }
    }

    /// Whether a step asks whether another applied: steps are asked for by their places.
    fn asks_for_steps(&self, id: PriceId) -> bool {
        let mut kinds = self.policy.exprs.values().map(|expr| &expr.kind);
        kinds.any(|kind| matches!(kind, ExprKind::Applied(price, _) if *price == id))
    }

    /// Whether a day or a length of time is written out in an expression: it moves itself. `open`
    /// moves nowhere.
    fn has_length(&self, id: ExprId) -> bool {
        let expr = self.policy.exprs.at(id);
        let is_written = matches!(
            expr.kind,
            ExprKind::Constant(Value::Duration(_) | Value::Date(_) | Value::Open)
        );
        is_written || expr.kind.operands().iter().any(|id| self.has_length(*id))
    }

    /// The first day in force and the first day out, a day earlier and later.
    pub(super) fn in_force(&mut self, item: ItemRef) {
        let Some(head) = self.policy.head(item) else {
            return;
        };
        let (period, span) = (head.in_force, head.span);
        let name = item_name(self.policy, item);
        for by in [-1, 1] {
            if let Some(from) = period.from
                && let Some(other) = day(from, by)
                && period.until.is_none_or(|until| other < until)
            {
                let change = format!("`{name}`: in force from {from} becomes from {other}");
                let period = InForce {
                    from: Some(other),
                    ..period
                };
                self.add(span, change, move |policy| {
                    put_in_force(policy, item, period)
                });
            }
            if let Some(until) = period.until
                && let Some(other) = day(until, by)
                && period.from.is_none_or(|from| from < other)
            {
                let change = format!("`{name}`: in force until {until} becomes until {other}");
                let period = InForce {
                    until: Some(other),
                    ..period
                };
                self.add(span, change, move |policy| {
                    put_in_force(policy, item, period)
                });
            }
        }
    }

    /// Requirements in another order: the first that fails gives the outcome.
    pub(super) fn order(&mut self) {
        let policy = self.policy;
        let own: Vec<(RequireId, ItemRef)> = policy
            .requires
            .ids()
            .map(|id| (id, ItemRef::Require(id)))
            .filter(|(_, item)| *policy.layer(*item) == policy.name)
            .collect();
        for (first, second) in own.iter().zip(own.iter().skip(1)) {
            let ((a, item), (b, other)) = (*first, *second);
            if policy.requires.at(a).outcome == policy.requires.at(b).outcome {
                continue;
            }
            self.item = Some(item);
            let change = format!(
                "`{}` and `{}` change places",
                item_name(policy, item),
                item_name(policy, other)
            );
            self.add(policy.requires.at(a).head.span, change, move |policy| {
                let (first, second) =
                    (policy.requires.at(a).clone(), policy.requires.at(b).clone());
                policy.requires.replace(a, second);
                policy.requires.replace(b, first);
            });
        }
    }
}

fn day(date: Date, by: i64) -> Option<Date> {
    date.add_days(by).ok()
}

fn edit_parameter(
    policy: &mut Policy,
    id: ParameterId,
    place: usize,
    edit: impl FnOnce(&mut Option<Date>, &mut Value),
) {
    let mut parameter = policy.parameters.at(id).clone();
    if let Some((from, value)) = parameter.values.get_mut(place) {
        edit(from, value);
    }
    policy.parameters.replace(id, parameter);
}

fn edit_step(
    policy: &mut Policy,
    id: PriceId,
    place: usize,
    edit: impl FnOnce(&mut Policy, &mut bylaws_dsl::ir::PriceStep),
) {
    let mut price = policy.prices.at(id).clone();
    if let Some(step) = price.steps.get_mut(place) {
        edit(policy, step);
    }
    policy.prices.replace(id, price);
}

/// A truth of its own, written where another expression stands.
fn truth(policy: &mut Policy, like: ExprId, holds: bool) -> ExprId {
    constant(policy, like, Type::Boolean, Value::Boolean(holds))
}

fn never(policy: &mut Policy, id: ExprId) {
    say(policy, id, ExprKind::Constant(Value::Boolean(false)));
}

fn always(policy: &mut Policy, id: ExprId) {
    say(policy, id, ExprKind::Constant(Value::Boolean(true)));
}

fn put_in_force(policy: &mut Policy, item: ItemRef, period: InForce) {
    // Copies an item, edits its head and puts it back.
    macro_rules! edit {
        ($arena:ident, $id:expr) => {{
            let mut item = policy.$arena.at($id).clone();
            item.head.in_force = period;
            policy.$arena.replace($id, item);
        }};
    }
    match item {
        ItemRef::Define(id) => edit!(defines, id),
        ItemRef::Require(id) => edit!(requires, id),
        ItemRef::Category(id) => edit!(categories, id),
        ItemRef::Price(id) => edit!(prices, id),
        ItemRef::Assumption(id) => edit!(assumptions, id),
        ItemRef::Table(id) => edit!(tables, id),
        // Nothing else that decides can be in force for a while.
        _ => {}
    }
}
