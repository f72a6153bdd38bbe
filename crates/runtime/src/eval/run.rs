//! One evaluation: the facts, the date and the readings of a request, and what was computed.

use std::rc::Rc;

use bylaws_dsl::codes;
use bylaws_dsl::ir::{
    AssumptionId, DefineId, Expr, ExprId, Fact, FactId, FieldRef, Id, InForce, ItemRef, Parameter,
    ParameterId, Policy, PriceId, ReadingId, Type, UseId, VariableId, WindowId,
};
use bylaws_dsl::value::{Date, Value};

use super::FactSet;
use super::known::Known;
use super::order::Plan;
use super::outcome::Outputs;
use super::price::Taken;
use super::uses::Supply;
use crate::error::Failure;
use crate::facts::{Facts, Held, SlotId};
use crate::script::{Around, Decided, operations};

/// The state of one evaluation. It belongs to one call and is thrown away with it.
pub(crate) struct Run<'a> {
    pub(crate) policy: &'a Policy,
    pub(super) plan: &'a Plan,
    pub(crate) facts: &'a Facts,
    readings: &'a [u16],
    /// The date that the request itself names.
    dated: Option<Date>,
    /// The date of the decision: of the request, or of the fact that the policy names.
    pub(crate) as_of: Known,
    computed: Vec<Option<Known>>,
    defines: Vec<Option<Known>>,
    /// The steps of each price that have been taken, and what they came to.
    prices: Vec<(Vec<Taken>, Option<Known>)>,
    /// The outputs of the policies that are used.
    uses: Vec<Option<Vec<Known>>>,
    /// The element that each variable stands for; none for any element whatever.
    at: Vec<Option<usize>>,
    /// How many elements may still be gone through.
    steps_left: usize,
    /// What the script came to that decides the policy.
    decided: Option<Rc<Decided>>,
    /// The readings that scripts asked for.
    asked: Vec<ReadingId>,
    /// The operations that scripts had taken when the evaluation began.
    since: u64,
    /// What may fail of the operands of the expression that is being computed; no second
    /// evaluation is needed to ask them.
    pub(super) failing: Option<Known>,
    most_steps: usize,
    pub(super) outputs: Option<Outputs>,
}

impl<'a> Run<'a> {
    pub(crate) fn new(
        policy: &'a Policy,
        plan: &'a Plan,
        facts: &'a Facts,
        readings: &'a [u16],
        as_of: Option<Date>,
        most_steps: usize,
    ) -> Self {
        let mut run = Self {
            policy,
            plan,
            facts,
            readings,
            dated: as_of,
            as_of: Known::unknown(FactSet::default()),
            computed: vec![None; policy.exprs.len()],
            defines: vec![None; policy.defines.len()],
            prices: vec![(Vec::new(), None); policy.prices.len()],
            uses: vec![None; policy.uses.len()],
            at: vec![None; policy.variables.len()],
            steps_left: most_steps,
            decided: None,
            asked: Vec::new(),
            since: operations(),
            failing: None,
            most_steps,
            outputs: None,
        };
        if let Some(date) = as_of {
            run.as_of = Known::exactly(Value::Date(date));
        } else if let Some(fact) = policy.as_of {
            run.as_of = run.fact(fact);
        }
        run
    }

    /// What is known of an expression, computed once unless it changes from element to element.
    pub(crate) fn expr(&mut self, id: ExprId) -> Known {
        let policy = self.policy;
        let expr = policy.exprs.at(id);
        let cached = self.computed.get(id.index()).and_then(Option::as_ref);
        let known = match cached.filter(|_| expr.varies == 0) {
            Some(known) => known.clone(),
            None => {
                let known = self.compute(expr);
                if expr.varies == 0
                    && let Some(place) = self.computed.get_mut(id.index())
                {
                    *place = Some(known.clone());
                }
                known
            }
        };
        if known.may_fail {
            let so_far = self.failing.take();
            let part = Known::unknown(FactSet::default()).failing_with(&known);
            self.failing = Some(match so_far {
                Some(other) => part.failing_with(&other),
                None => part,
            });
        }
        known
    }

    fn compute(&mut self, expr: &'a Expr) -> Known {
        super::expr::compute(self, expr)
    }

    /// What was computed of a define, if the evaluation came to it.
    pub(crate) fn seen_define(&self, id: DefineId) -> Option<&Known> {
        self.defines.get(id.index()).and_then(Option::as_ref)
    }

    /// What is known of a fact: its value, or all that it may still be.
    pub(crate) fn fact(&self, id: FactId) -> Known {
        self.input(id.into(), self.policy.facts.at(id))
    }

    fn input(&self, slot: SlotId, declared: &Fact) -> Known {
        input(self.policy, self.facts, slot, declared)
    }

    /// Whether an optional fact was given.
    pub(crate) fn is_given(&self, id: FactId) -> bool {
        self.has(id.into())
    }

    fn has(&self, slot: SlotId) -> bool {
        match self.facts.held(slot) {
            Held::Given(value) => *value != Value::None,
            Held::Within(_) => true,
            Held::Missing => false,
        }
    }

    /// How many elements the list of a variable has, if it is given.
    pub(crate) fn elements(&self, variable: VariableId) -> Option<usize> {
        let list = self.policy.variables.at(variable).list;
        self.facts.elements(list)
    }

    /// On what it hangs which elements the list of a variable has.
    pub(super) fn without_list(&self, variable: VariableId) -> FactSet {
        let list = self.policy.variables.at(variable).list;
        FactSet::of(self.policy.lists.at(list).fact)
    }

    /// What is known of an expression about an element, or about any element whatever.
    pub(crate) fn of_element(
        &mut self,
        variable: VariableId,
        element: Option<usize>,
        id: ExprId,
    ) -> Known {
        let before = self.stand_at(variable, element);
        let known = self.expr(id);
        self.stand_at(variable, before);
        known
    }

    /// Lets the variable stand for another element; gives the one that it stood for.
    pub(crate) fn stand_at(
        &mut self,
        variable: VariableId,
        element: Option<usize>,
    ) -> Option<usize> {
        let place = self.at.get_mut(variable.index())?;
        std::mem::replace(place, element)
    }

    /// Goes on to an element.
    pub(super) fn step(&mut self) -> Result<(), Failure> {
        match self.steps_left.checked_sub(1) {
            Some(left) => {
                self.steps_left = left;
                Ok(())
            }
            None => Err(Failure::new(
                codes::TOO_MANY_STEPS,
                format!(
                    "the lists of the request have too many elements: more than {} are gone through",
                    self.most_steps
                ),
            )),
        }
    }

    /// Lets as many elements be gone through again: what explains a decision is no part of it.
    pub(crate) fn begin_again(&mut self) {
        self.steps_left = self.most_steps;
    }

    /// Goes through no more elements than another evaluation has left.
    pub(super) fn go_on_from(&mut self, outer: &Run<'_>) {
        self.go_on_with(outer.steps_left);
    }

    pub(super) fn go_on_with(&mut self, steps_left: usize) {
        self.steps_left = steps_left;
    }

    /// How many elements may still be gone through.
    pub(super) fn steps_left(&self) -> usize {
        self.steps_left
    }

    /// How many elements have been gone through.
    pub(super) fn steps(&self) -> usize {
        self.most_steps - self.steps_left
    }

    /// The number of a field of the element that its variable stands for.
    fn slot_of(&self, field: FieldRef) -> Option<SlotId> {
        let element = self.at.get(field.variable.index()).copied().flatten()?;
        let list = self.policy.variables.at(field.variable).list;
        self.facts.field(list, element, field.field)
    }

    /// What is known of a field of the element.
    pub(super) fn field(&self, field: FieldRef) -> Known {
        let declared = self.policy.field(field);
        match self.slot_of(field) {
            Some(slot) => self.input(slot, declared),
            None => possible(self.policy, declared, self.without_list(field.variable)),
        }
    }

    /// Whether the element has an optional field.
    pub(super) fn field_given(&self, field: FieldRef) -> Known {
        match self.slot_of(field) {
            Some(slot) => Known::truth(self.has(slot)),
            None => Known::unknown(self.without_list(field.variable)),
        }
    }

    pub(crate) fn reading(&self, id: ReadingId) -> Known {
        let choices = self.policy.readings.at(id).choices;
        Known::exactly(Value::Member(choices, self.choice(id)))
    }

    /// The choice made for a reading.
    pub(super) fn choice(&self, id: ReadingId) -> u16 {
        let chosen = self.readings.get(id.index()).copied();
        chosen.unwrap_or_else(|| self.policy.readings.at(id).default)
    }

    /// What a script can see of the request besides facts.
    pub(super) fn around(&self) -> Around<'_> {
        Around {
            as_of: &self.as_of,
            readings: self.readings,
            since: self.since,
        }
    }

    /// What the script came to, if the evaluation came to it.
    pub(crate) fn seen_decided(&self) -> Option<Rc<Decided>> {
        self.decided.clone()
    }

    pub(super) fn keep_decided(&mut self, decided: Decided) -> Rc<Decided> {
        let decided = Rc::new(decided);
        self.decided = Some(Rc::clone(&decided));
        decided
    }

    /// Notes down what scripts asked for.
    pub(super) fn asked_by_scripts(&mut self, readings: Vec<ReadingId>) {
        self.asked.extend(readings);
    }

    /// The readings that scripts asked for.
    pub(super) fn asked(&self) -> &[ReadingId] {
        &self.asked
    }

    /// The evaluation of a policy that is used.
    pub(crate) fn inner<'s>(&self, id: UseId, supply: &'s Supply) -> Run<'s>
    where
        'a: 's,
    {
        Run::new(
            &self.policy.uses.at(id).policy,
            self.plan.of_use(id),
            &supply.facts,
            &supply.readings,
            self.dated,
            self.most_steps,
        )
    }

    /// The outputs of a policy that is used, if the evaluation came to them.
    pub(super) fn used_outputs(&self, id: UseId) -> Option<&Vec<Known>> {
        self.uses.get(id.index()).and_then(Option::as_ref)
    }

    pub(super) fn keep_used_outputs(&mut self, id: UseId, outputs: Vec<Known>) {
        if let Some(place) = self.uses.get_mut(id.index()) {
            *place = Some(outputs);
        }
    }

    pub(crate) fn parameter(&mut self, id: ParameterId) -> Known {
        parameter(self.policy.parameters.at(id), &self.as_of)
    }

    pub(crate) fn define(&mut self, id: DefineId) -> Known {
        if let Some(known) = self.seen_define(id) {
            return known.clone();
        }
        let known = super::define::compute(self, id);
        if let Some(place) = self.defines.get_mut(id.index()) {
            *place = Some(known.clone());
        }
        known
    }

    /// The amount of a price, its steps taken once.
    pub(crate) fn price(&mut self, id: PriceId) -> Known {
        if let Some((_, Some(known))) = self.prices.get(id.index()) {
            return known.clone();
        }
        let known = super::price::compute(self, id);
        if let Some((_, place)) = self.prices.get_mut(id.index()) {
            *place = Some(known.clone());
        }
        known
    }

    pub(super) fn took(&mut self, id: PriceId, taken: Taken) {
        if let Some((steps, _)) = self.prices.get_mut(id.index()) {
            steps.push(taken);
        }
    }

    /// The steps of a price that have been taken.
    pub(crate) fn taken(&self, id: PriceId) -> &[Taken] {
        self.prices.get(id.index()).map_or(&[], |(steps, _)| steps)
    }

    /// Whether a step of a price applied; only later steps ask.
    pub(crate) fn applied(&self, id: PriceId, step: usize) -> Known {
        let taken = self.taken(id).get(step);
        taken.map_or_else(
            || Known::unknown(FactSet::default()),
            |taken| taken.applies.clone(),
        )
    }

    /// The first and the last day of a window.
    pub(crate) fn window(&mut self, id: WindowId) -> (Known, Known) {
        let is = self.policy.windows.at(id).is;
        super::expr::window_ends(self, is)
    }

    /// What came of requires and categories, if the evaluation came to them.
    pub(crate) fn outputs(&self) -> Option<&Outputs> {
        self.outputs.as_ref()
    }

    /// The assumptions in force that the facts break for sure, those of the policies that are used
    /// as well. One that cannot be computed is not kept either.
    pub(crate) fn broken_assumptions(&mut self) -> Vec<Broken> {
        let policy = self.policy;
        let mut broken = Vec::new();
        for id in policy.assumptions.ids() {
            let kept = self.assumption(id);
            if kept.failure().is_some() || kept.settled() == Some(&Value::Boolean(false)) {
                broken.push(Broken {
                    path: Vec::new(),
                    id,
                    why: kept.failure().cloned(),
                });
            }
        }
        for id in self.assuming_uses() {
            let Ok(supply) = super::uses::supply(self, id) else {
                continue;
            };
            let inner = self.inner(id, &supply).broken_assumptions();
            broken.extend(inner.into_iter().map(|mut inner| {
                inner.path.insert(0, id);
                inner
            }));
        }
        broken
    }

    /// The missing facts on which it hangs whether the assumptions are kept.
    pub(crate) fn open_assumptions(&mut self) -> FactSet {
        let ids = self.policy.assumptions.ids();
        let mut open = ids.fold(FactSet::default(), |open, id| {
            open.union(&self.assumption(id).cause)
        });
        for id in self.assuming_uses() {
            if let Ok(supply) = super::uses::supply(self, id) {
                let inner = self.inner(id, &supply).open_assumptions();
                open = open.union(&supply.causes_of(&inner));
            }
        }
        open
    }

    /// The uses of policies that make assumptions, when there is any: what stands for their facts
    /// may rest on long chains of items, so that these are gone through before.
    fn assuming_uses(&mut self) -> Vec<UseId> {
        let uses = self.policy.uses.iter();
        let assuming: Vec<UseId> = uses
            .filter(|(_, used)| assumes(&used.policy))
            .map(|(id, _)| id)
            .collect();
        if !assuming.is_empty() {
            super::steps(self);
        }
        assuming
    }

    /// Whether an assumption is kept; one that is not in force is.
    fn assumption(&mut self, id: AssumptionId) -> Known {
        let assumption = &self.policy.assumptions.at(id);
        let present = self.in_force(assumption.head.in_force);
        let holds = self.expr(assumption.holds);
        super::expr::choose(&present, holds, Known::truth(true))
    }

    /// Whether an item is present on the date of the decision.
    pub(crate) fn in_force(&self, period: InForce) -> Known {
        in_force(period, &self.as_of)
    }
}

/// What is known of a fact or a field: its value, or all that it may still be.
pub(crate) fn input(policy: &Policy, facts: &Facts, slot: SlotId, declared: &Fact) -> Known {
    match facts.held(slot) {
        Held::Given(value) => Known::exactly(value.clone()),
        Held::Within(what) => Known {
            what: what.clone(),
            cause: FactSet::of(slot),
            may_fail: false,
        },
        Held::Missing => allowed(policy, declared, FactSet::of(slot)),
    }
}

/// The value of a parameter on the date of the decision.
pub(crate) fn parameter(parameter: &Parameter, as_of: &Known) -> Known {
    if let [(None, only)] = parameter.values.as_slice() {
        return Known::exactly(only.clone());
    }
    if let Some(Value::Date(day)) = as_of.value() {
        return value_on(parameter, *day);
    }
    let why = as_of.cause.clone();
    let (first_day, last_day) = days(as_of);
    if parameter.on(last_day).is_none() {
        return value_on(parameter, last_day);
    }
    let mut values = parameter
        .between(first_day, last_day)
        .map(|value| Known::exactly(value.clone()));
    let first = values.next().unwrap_or_else(|| Known::unknown(why.clone()));
    let known = values.fold(first, |known, value| known.either(value, &why));
    match parameter.on(first_day) {
        Some(_) => known,
        None => known.or_fails(&why),
    }
}

/// Whether an item is present on the date of the decision.
pub(crate) fn in_force(period: InForce, as_of: &Known) -> Known {
    if period.is_always() {
        return Known::truth(true);
    }
    if let Some(Value::Date(day)) = as_of.value() {
        return Known::truth(period.contains(*day));
    }
    let (first, last) = days(as_of);
    if period.covers(first, last) {
        return Known::truth(true);
    }
    if period.misses(first, last) {
        return Known::truth(false);
    }
    Known::unknown(as_of.cause.clone())
}

/// The first and the last day that the date of the decision may be.
fn days(as_of: &Known) -> (Date, Date) {
    let end = |value: Option<&Value>, otherwise| match value {
        Some(Value::Date(day)) => *day,
        _ => otherwise,
    };
    let (low, high) = as_of.ends();
    (end(low, Date::MIN), end(high, Date::MAX))
}

/// An assumption that the facts break.
pub(crate) struct Broken {
    /// The uses that lead to its policy, the outermost first.
    pub(crate) path: Vec<UseId>,
    pub(crate) id: AssumptionId,
    /// Why it cannot be computed, where that is what is wrong.
    pub(crate) why: Option<Failure>,
}

/// Whether a policy, or one that it uses, makes an assumption.
fn assumes(policy: &Policy) -> bool {
    !policy.assumptions.is_empty() || policy.uses.values().any(|used| assumes(&used.policy))
}

fn value_on(parameter: &Parameter, day: Date) -> Known {
    match parameter.on(day) {
        Some(value) => Known::exactly(value.clone()),
        None => Known::failed(Failure::new(
            codes::NO_VALUE_YET,
            format!(
                "`{}` has no value on {day}: its first is later",
                parameter.head.name
            ),
        )),
    }
}

/// Says in which item a failure happened, unless an inner item already has.
pub(crate) fn in_item(mut known: Known, item: ItemRef) -> Known {
    if let super::known::What::Failed(failure) = &mut known.what {
        failure.item.get_or_insert(item);
    }
    known
}

/// All that the declaration of a fact allows; `none` for an optional one.
pub(super) fn allowed(policy: &Policy, fact: &Fact, cause: FactSet) -> Known {
    if fact.optional {
        return Known::exactly(Value::None);
    }
    possible(policy, fact, cause)
}

/// All values that the declaration allows.
pub(super) fn possible(policy: &Policy, fact: &Fact, cause: FactSet) -> Known {
    match fact.ty {
        Type::Enum(of) => match policy.enums.at(of).members.len() {
            n @ 1..128 => Known::one_of(of, (1u128 << n) - 1, cause),
            128 => Known::one_of(of, u128::MAX, cause),
            _ => Known::unknown(cause),
        },
        Type::Set(of) => {
            let n = policy.enums.at(of).members.len();
            let all = if n >= 64 { u64::MAX } else { (1u64 << n) - 1 };
            Known::set_between(of, 0, all, cause)
        }
        Type::Date => Known::between(
            fact.low.clone().or(Some(Value::Date(Date::MIN))),
            fact.high.clone().or(Some(Value::Date(Date::MAX))),
            cause,
        ),
        Type::DateOrOpen => Known::between(
            fact.low.clone().or(Some(Value::Date(Date::MIN))),
            fact.high.clone().or(Some(Value::Open)),
            cause,
        ),
        ty if ty.is_ordered() => Known::between(fact.low.clone(), fact.high.clone(), cause),
        _ => Known::unknown(cause),
    }
}
