//! What an evaluation found, as data: ids and values, no sentences.

use bylaws_dsl::ir::{
    CategoryId, DefineId, ExprId, ExprKind, FactId, ItemRef, Need, OutputId, OutputKind,
    ParameterId, Policy, PriceId, ReadingId, RequireId, UseId, WindowId,
};
use bylaws_dsl::value::{Date, Money, Value};

use super::gap::{Gap, Tested, gap_of};
use super::hits::{CodeHit, RowHit, codes, rows};
use super::lists::{ListFinding, in_expression};
use super::unverified::unverified;
use super::{price, scripts};
use crate::eval::{
    self, CategoryResult, FactSet, Known, Rests, Run, evaluate, supply, used_output,
};
use crate::script::Because;

/// What was found of one item.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The item.
    pub item: ItemRef,
    /// Whether it held: a require is met, a category applies, a define has its value; none when
    /// that is not known.
    pub holds: Option<bool>,
    /// Whether the item is present on the date of the decision; none when that is not known.
    pub in_force: Option<bool>,
    /// The value of a define.
    pub value: Option<Value>,
    /// The first and the last day of a category, where known.
    pub period: Option<(Value, Value)>,
    /// The place of the cap that sets the last day of a category.
    pub capped_by: Option<usize>,
    /// The place of the referral that stands.
    pub referred: Option<usize>,
    /// The tests that failed, with what would have held.
    pub gaps: Vec<Gap>,
    /// Whether a requirement that is not met keeps a category from covering anything.
    pub closed: bool,
    /// What was found in the lists that a require or a define goes through.
    pub lists: Vec<ListFinding>,
    /// The missing facts that it hangs on.
    pub hangs_on: Vec<Need>,
    /// Why it could not be computed.
    pub failed: Option<String>,
    /// The values that the item asked for; none for those not known.
    pub values: Vec<(Subject, Option<Value>)>,
    /// The rows of tables that were hit, where all that they were asked for is known.
    pub rows: Vec<RowHit>,
    /// The entries of sets of codes that a code was found under.
    pub codes: Vec<CodeHit>,
    /// The first day of the value of a parameter, if it has one.
    pub since: Option<Date>,
    /// Whether the decision rests on the item: it held or decided, or what did asked for it.
    pub rests: bool,
    /// Of the item and all that it asked for, what the decision rests on and nobody has confirmed.
    pub unverified: Vec<ItemRef>,
    /// Every test, kept in a full trace.
    pub steps: Vec<Step>,
    /// What was found of the items of a policy that is used, in the terms of that policy.
    pub used: Vec<Event>,
}

/// Something with a name and a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each holds the id of what it is named after")]
pub enum Subject {
    Fact(FactId),
    Reading(ReadingId),
    Parameter(ParameterId),
    Window(WindowId),
    Define(DefineId),
    Price(PriceId),
    /// An output of a policy that is used.
    Used(UseId, OutputId),
}

/// One test of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What was tested.
    pub kind: StepKind,
    /// Whether it held, where known.
    pub holds: Option<bool>,
    /// Why it did not.
    pub gap: Option<Gap>,
    /// What was found in the lists that the test goes through.
    pub lists: Vec<ListFinding>,
    /// The parts of an `and` or `or`.
    pub parts: Vec<Step>,
}

/// What a step tested.
#[derive(Clone, Debug, PartialEq)]
pub enum StepKind {
    /// A condition.
    Test(ExprId),
    /// That the service lies in the category's period.
    Period,
    /// A cap: its place and the last day that it allows, `open` where it does not count.
    Cap(usize, Option<Value>),
    /// A referral, by its place: whether its condition holds.
    Refer(usize),
    /// An exception of a define, by its place.
    Except(usize),
    /// A step of a price, by its place, and what it did to the running amount.
    Amount(usize, Moved),
    /// A reason that a script gave.
    Because(Because),
}

/// The running amount around a step of a price; none where it is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Before the step; none at `start`.
    pub before: Option<Money>,
    /// How much more it is behind the step, less than nothing where it became less.
    pub change: Option<Money>,
    /// Behind the step.
    pub after: Option<Money>,
}

/// Tells what `run` found of every require, category, define and price, in the order of the text.
///
/// `results` are the outputs as the decision gives them: what was known of one at first may have
/// been settled since.
pub(crate) fn events(
    run: &mut Run<'_>,
    results: &[(OutputId, eval::Result)],
    full: bool,
) -> Vec<Event> {
    let rests = Rests::of(run);
    events_of(run, results, full, &rests)
}

fn events_of(
    run: &mut Run<'_>,
    results: &[(OutputId, eval::Result)],
    full: bool,
    rests: &Rests,
) -> Vec<Event> {
    let policy = run.policy;
    run.begin_again();
    let mut events = Vec::new();
    for item in &policy.items {
        let event = match item {
            ItemRef::Require(id) => require(run, *id),
            ItemRef::Category(id) => category(run, *id),
            ItemRef::Define(id) => define(run, *id),
            ItemRef::Price(id) => Some(price::event(run, *id)),
            ItemRef::Use(id) => Some(used(run, *id, full, rests)),
            ItemRef::Parameter(id) if rests.has(*item) => Some(parameter(run, *id)),
            ItemRef::Script(id) if policy.decided_by == Some(*id) => scripts::event(run, *id),
            _ => continue,
        };
        let Some(mut event) = event else {
            continue;
        };
        event.rests = rests.has(*item);
        if event.in_force == Some(false) {
            event.forget_tests();
        } else {
            event.unverified = unverified(policy, *item, rests);
        }
        events.push(event);
    }
    for (id, result) in results {
        let item = match policy.outputs.at(*id).kind {
            OutputKind::Define(define) => ItemRef::Define(define),
            OutputKind::Price(price) => ItemRef::Price(price),
            _ => continue,
        };
        if let eval::Result::Value(known) = result
            && let Some(event) = events.iter_mut().find(|event| event.item == item)
        {
            event.settle(known);
        }
    }
    if !full {
        events.iter_mut().for_each(brief);
    }
    events
}

/// Without the tests; the steps of a price stay, since they are what it came to, and so do the
/// reasons of a script.
fn brief(event: &mut Event) {
    event
        .steps
        .retain(|step| matches!(step.kind, StepKind::Amount(..) | StepKind::Because(_)));
    event.steps.iter_mut().for_each(|step| step.parts.clear());
}

impl Event {
    /// What an item that is not in force would have asked is worth nothing.
    fn forget_tests(&mut self) {
        self.steps.clear();
        self.values.clear();
        self.rows.clear();
        self.codes.clear();
        self.gaps.clear();
        self.lists.clear();
        self.hangs_on.clear();
        self.referred = None;
    }

    /// Tells the value of a define or a price as it is known in the end.
    fn settle(&mut self, known: &Known) {
        if let Some(value) = known.value() {
            self.holds = Some(*value != Value::Boolean(false));
            self.value = Some(value.clone());
            self.hangs_on.clear();
        }
    }
}

pub(super) fn blank(run: &Run<'_>, item: ItemRef, known: &Known) -> Event {
    Event {
        item,
        holds: known.settled().and_then(|_| known.holds()),
        in_force: Some(true),
        value: None,
        period: None,
        capped_by: None,
        referred: None,
        gaps: Vec::new(),
        closed: false,
        lists: Vec::new(),
        hangs_on: known
            .cause
            .iter()
            .map(|slot| run.facts.need(slot))
            .collect(),
        failed: known.failure().map(|failure| failure.message.clone()),
        values: Vec::new(),
        rows: Vec::new(),
        codes: Vec::new(),
        since: None,
        rests: false,
        unverified: Vec::new(),
        steps: Vec::new(),
        used: Vec::new(),
    }
}

/// The outputs of a policy that is used, with all that was found of its items.
fn used(run: &mut Run<'_>, id: UseId, full: bool, rests: &Rests) -> Event {
    let policy = run.policy;
    let mut event = blank(run, ItemRef::Use(id), &Known::unknown(FactSet::default()));
    let mut cause = FactSet::default();
    for (output, declared) in policy.uses.at(id).policy.outputs.iter() {
        if declared.ty.is_some() {
            let known = used_output(run, id, output);
            cause = cause.union(&known.cause);
            event
                .values
                .push((Subject::Used(id, output), known.value().cloned()));
        }
    }
    event.hangs_on = cause.iter().map(|slot| run.facts.need(slot)).collect();
    if let Ok(supply) = supply(run, id) {
        let mut inner = run.inner(id, &supply);
        let results = evaluate(&mut inner);
        let rests = Rests::of_outputs(&mut inner, &rests.of_use(id));
        event.used = events_of(&mut inner, &results, full, &rests);
    }
    event
}

/// The value of a parameter, and since when it has it.
fn parameter(run: &mut Run<'_>, id: ParameterId) -> Event {
    let known = run.parameter(id);
    let mut event = blank(run, ItemRef::Parameter(id), &known);
    event.value = known.value().cloned();
    event.holds = event.value.as_ref().map(|_| true);
    if let Some(Value::Date(day)) = run.as_of.value() {
        let values = run.policy.parameters.at(id).values.iter();
        let begun = values.filter_map(|(from, _)| from.filter(|from| from <= day));
        event.since = begun.max();
    }
    event
}

fn require(run: &mut Run<'_>, id: RequireId) -> Option<Event> {
    use bylaws_dsl::ir::Id;
    let require = &run.policy.requires.at(id);
    let holds = run.outputs()?.requires.get(id.index())?.clone();
    let mut event = blank(run, ItemRef::Require(id), &holds);
    event.in_force = run.in_force(require.head.in_force).holds();
    let step = test(run, require.holds);
    event.lists = lists_in(&step);
    event.steps = vec![step];
    event.gaps = gaps(run.policy, &event.steps);
    event.values = values(run, &[require.holds]);
    event.rows = rows(run, &[require.holds]);
    event.codes = codes(run, &[require.holds]);
    Some(event)
}

fn category(run: &mut Run<'_>, id: CategoryId) -> Option<Event> {
    use bylaws_dsl::ir::Id;
    let policy = run.policy;
    let category = &policy.categories.at(id);
    let result = run.outputs()?.categories.get(id.index())?.clone();
    let mut event = blank(run, ItemRef::Category(id), &result.applies);
    event.in_force = run.in_force(category.head.in_force).holds();
    event.period = result
        .from
        .value()
        .cloned()
        .zip(result.through.value().cloned());
    event.capped_by = capped_by(&result);
    event.referred = result
        .referred
        .iter()
        .position(|stands| stands.holds() == Some(true));
    event
        .steps
        .extend(category.when.map(|when| test(run, when)));
    if result.qualifies.holds() != Some(false) {
        for (place, refer) in category.refers.iter().enumerate() {
            let inner = test(run, refer.when);
            event.steps.push(Step {
                kind: StepKind::Refer(place),
                holds: inner.holds,
                gap: None,
                lists: Vec::new(),
                parts: vec![inner],
            });
        }
        event.steps.extend(caps(&result));
        event.steps.extend(period_step(run, &result));
    }
    event.gaps = gaps(policy, &event.steps);
    let gate = run.outputs()?.gate.holds();
    if gate == Some(false) && event.holds != Some(false) {
        event.closed = true;
        event.holds = Some(false);
        event.referred = None;
    }
    let when = category.when.into_iter();
    let ends = category.from.into_iter().chain(category.through);
    let caps = category
        .caps
        .iter()
        .flat_map(|cap| std::iter::once(cap.last_day).chain(cap.condition));
    let refers = category.refers.iter().map(|refer| refer.when);
    let exprs: Vec<ExprId> = if result.qualifies.holds() == Some(false) {
        when.collect()
    } else {
        when.chain(ends).chain(caps).chain(refers).collect()
    };
    event.values = values(run, &exprs);
    event.rows = rows(run, &exprs);
    event.codes = codes(run, &exprs);
    if let Some(covers) = policy
        .covers
        .filter(|_| result.qualifies.holds() != Some(false))
    {
        let subject = Subject::Fact(covers);
        if !event.values.iter().any(|(other, _)| *other == subject) {
            event
                .values
                .push((subject, run.fact(covers).value().cloned()));
        }
    }
    Some(event)
}

fn caps(result: &CategoryResult) -> impl Iterator<Item = Step> + '_ {
    result.caps.iter().enumerate().map(|(place, cap)| Step {
        kind: StepKind::Cap(place, cap.value().cloned()),
        holds: cap.value().map(|day| *day != Value::Open),
        gap: None,
        lists: Vec::new(),
        parts: Vec::new(),
    })
}

/// The cap that sets the last day, if one does.
fn capped_by(result: &CategoryResult) -> Option<usize> {
    let through = result.through.value().filter(|day| **day != Value::Open)?;
    result
        .caps
        .iter()
        .position(|cap| cap.value() == Some(through))
}

fn period_step(run: &Run<'_>, result: &CategoryResult) -> Option<Step> {
    let covers = run.policy.covers?;
    let day = run.fact(covers);
    let gap = match result.in_period.holds() {
        Some(false) => Gap::outside(Subject::Fact(covers), &day, &result.from, &result.through),
        _ => None,
    };
    Some(Step {
        kind: StepKind::Period,
        holds: result.in_period.holds(),
        gap,
        lists: Vec::new(),
        parts: Vec::new(),
    })
}

fn define(run: &mut Run<'_>, id: DefineId) -> Option<Event> {
    let define = &run.policy.defines.at(id);
    let known = run.seen_define(id)?.clone();
    let mut event = blank(run, ItemRef::Define(id), &known);
    event.value = known.settled().cloned();
    event.holds = known.settled().map(|value| *value != Value::Boolean(false));
    event.in_force = run.in_force(define.head.in_force).holds();
    for (place, except) in define.excepts.iter().enumerate() {
        let inner = test(run, except.when);
        event.steps.push(Step {
            kind: StepKind::Except(place),
            holds: inner.holds,
            gap: None,
            lists: Vec::new(),
            parts: vec![inner],
        });
    }
    let excepted = event.steps.iter().any(|step| step.holds != Some(false));
    if matches!(event.value, Some(Value::Boolean(_))) && !excepted {
        let step = test(run, define.is);
        event.lists = lists_in(&step);
        event.steps.push(step);
        event.gaps = gaps(run.policy, &event.steps);
    } else {
        event.lists = in_expression(run, define.is);
    }
    let excepts = define
        .excepts
        .iter()
        .flat_map(|except| [except.when, except.value]);
    let exprs: Vec<ExprId> = std::iter::once(define.is).chain(excepts).collect();
    event.values = values(run, &exprs);
    let asked = exprs_asked(run, id);
    event.rows = rows(run, &asked);
    event.codes = codes(run, &asked);
    Some(event)
}

/// The expressions whose values count: every condition, and the values of what holds.
fn exprs_asked(run: &mut Run<'_>, id: DefineId) -> Vec<ExprId> {
    let define = &run.policy.defines.at(id);
    let mut asked = Vec::new();
    let mut any_holds = false;
    for except in &define.excepts {
        asked.push(except.when);
        if run.expr(except.when).holds() == Some(true) {
            any_holds = true;
            asked.push(except.value);
        }
    }
    if !any_holds {
        asked.insert(0, define.is);
    }
    asked
}

/// A condition with the tests in it.
pub(super) fn test(run: &mut Run<'_>, id: ExprId) -> Step {
    let policy = run.policy;
    let holds = run.expr(id).holds();
    let parts: Vec<Step> = match &policy.exprs.at(id).kind {
        ExprKind::And(parts) | ExprKind::Or(parts) => {
            parts.iter().map(|part| test(run, *part)).collect()
        }
        _ => Vec::new(),
    };
    let gap = if holds == Some(false) && parts.is_empty() {
        gap_of(run, id)
    } else {
        None
    };
    let lists = match parts.is_empty() {
        true => in_expression(run, id),
        false => Vec::new(),
    };
    Step {
        kind: StepKind::Test(id),
        holds,
        gap,
        lists,
        parts,
    }
}

/// What was found in the lists that a test and its parts go through.
fn lists_in(step: &Step) -> Vec<ListFinding> {
    let mut lists = step.lists.clone();
    lists.extend(step.parts.iter().flat_map(lists_in));
    lists
}

/// What failed in the steps: where an `or` failed, all its parts did. That a passage is read one
/// way and not another is told only where nothing else failed, since a request cannot change it;
/// the other parts of an `and` that is ruled out so are not told at all.
pub(super) fn gaps(policy: &Policy, steps: &[Step]) -> Vec<Gap> {
    let mut found = Vec::new();
    let mut waiting: Vec<&Step> = steps.iter().rev().collect();
    while let Some(step) = waiting.pop() {
        let told_apart = matches!(
            step.kind,
            StepKind::Refer(_) | StepKind::Except(_) | StepKind::Amount(..)
        );
        if told_apart || step.holds == Some(true) {
            continue;
        }
        found.extend(step.gap.clone());
        let ruled_out = match step.kind {
            StepKind::Test(id) if matches!(policy.exprs.at(id).kind, ExprKind::And(_)) => step
                .parts
                .iter()
                .find(|part| part.gap.as_ref().is_some_and(is_of_reading)),
            _ => None,
        };
        match ruled_out {
            Some(part) => waiting.push(part),
            None => waiting.extend(step.parts.iter().rev()),
        }
    }
    if !found.iter().all(is_of_reading) {
        found.retain(|gap| !is_of_reading(gap));
    }
    found
}

fn is_of_reading(gap: &Gap) -> bool {
    matches!(gap.tested, Tested::Named(Subject::Reading(_)))
}

/// The values of everything with a name in these expressions, in the order in which they stand.
pub(super) fn values(run: &mut Run<'_>, exprs: &[ExprId]) -> Vec<(Subject, Option<Value>)> {
    let policy: &Policy = run.policy;
    let mut found: Vec<(Subject, Option<Value>)> = Vec::new();
    let mut waiting: Vec<ExprId> = exprs.iter().rev().copied().collect();
    while let Some(id) = waiting.pop() {
        let kind = &policy.exprs.at(id).kind;
        let subject = match kind {
            ExprKind::Fact(fact) | ExprKind::IsGiven(fact) | ExprKind::Otherwise(fact, _) => {
                Some(Subject::Fact(*fact))
            }
            ExprKind::Reading(reading) => Some(Subject::Reading(*reading)),
            ExprKind::Parameter(parameter) => Some(Subject::Parameter(*parameter)),
            ExprKind::Window(window) => Some(Subject::Window(*window)),
            ExprKind::Define(define) => Some(Subject::Define(*define)),
            ExprKind::Price(price) => Some(Subject::Price(*price)),
            ExprKind::Used(used, output) => Some(Subject::Used(*used, *output)),
            _ => None,
        };
        if let Some(subject) = subject
            && !found.iter().any(|(other, _)| *other == subject)
        {
            let known = match subject {
                Subject::Fact(fact) => run.fact(fact),
                _ => run.expr(id),
            };
            found.push((subject, known.value().cloned()));
        }
        waiting.extend(kind.operands().into_iter().rev());
    }
    found
}
