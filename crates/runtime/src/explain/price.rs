//! The waterfall of a price: what each step did to the running amount.

use bylaws_dsl::ast::StepKind as Kind;
use bylaws_dsl::ir::{ExprId, ItemRef, PriceId, PriceStep};
use bylaws_dsl::value::{Money, Value};

use super::events::{Event, Moved, Step, StepKind, blank, gaps, test, values};
use super::hits::{codes, rows};
use super::report::Mark;
use super::words::{gap_words, source_text};
use crate::eval::{Known, Run};
use crate::program::Program;

/// One line of a waterfall, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Whether the step applied.
    pub mark: Mark,
    /// The label of the step and what it does.
    pub head: String,
    /// Why it did or did not.
    pub note: Option<String>,
    /// By how much the amount changed; empty where it did not.
    pub change: String,
    /// The running amount behind the step.
    pub amount: String,
    /// The length of a bar for the amount, in hundredths of the largest of the waterfall.
    pub share: u8,
}

/// What was found of a price.
pub(super) fn event(run: &mut Run<'_>, id: PriceId) -> Event {
    let policy = run.policy;
    let price = policy.prices.at(id);
    let known = run.price(id);
    let mut event = blank(run, ItemRef::Price(id), &known);
    event.value = known.value().cloned();
    event.holds = known.value().map(|_| true);
    event.in_force = run.in_force(price.head.in_force).holds();
    let taken = run.taken(id).to_vec();
    let mut before = None;
    let mut asked = Vec::new();
    for ((place, step), taken) in price.steps.iter().enumerate().zip(&taken) {
        let after = money(&taken.after);
        let parts: Vec<Step> = step.condition.iter().map(|when| test(run, *when)).collect();
        event.steps.push(Step {
            kind: StepKind::Amount(place, moved(step, before, after)),
            holds: taken.applies.holds(),
            gap: gaps(policy, &parts).into_iter().next(),
            lists: Vec::new(),
            parts,
        });
        before = after;
        // The amount of a step that did not apply does not count.
        let counts = taken.applies.holds() != Some(false);
        asked.extend(step.condition);
        asked.extend(counts.then_some(step.amount));
    }
    event.rows = rows(run, &asked);
    event.codes = codes(run, &asked);
    let exprs: Vec<ExprId> = price
        .steps
        .iter()
        .flat_map(|step| [step.amount].into_iter().chain(step.condition))
        .collect();
    event.values = values(run, &exprs);
    event
}

fn money(known: &Known) -> Option<Money> {
    match known.value() {
        Some(Value::Money(money)) => Some(*money),
        _ => None,
    }
}

fn moved(step: &PriceStep, before: Option<Money>, after: Option<Money>) -> Moved {
    if step.kind == Kind::Start {
        return Moved {
            before: None,
            change: after,
            after,
        };
    }
    let change = before.zip(after);
    Moved {
        before,
        change: change
            .and_then(|(before, after)| after.cents().checked_sub(before.cents()))
            .map(Money::from_cents),
        after,
    }
}

/// The waterfall of a price; nothing for other items.
pub(super) fn lines(program: &Program, event: &Event) -> Vec<Line> {
    let mut lines = Vec::with_capacity(event.steps.len());
    let largest = event.steps.iter().filter_map(after).max().unwrap_or(0);
    for step in &event.steps {
        let (StepKind::Amount(_, moved), Some(written)) =
            (&step.kind, written(program, event.item, step))
        else {
            continue;
        };
        lines.push(Line {
            mark: mark(written, step.holds),
            head: step_head(program, written),
            note: note(program, written, step),
            change: change(written, step.holds, moved),
            amount: moved
                .after
                .map_or("?".to_owned(), |money| money.to_string()),
            share: after(step).map_or(0, |cents| share(cents, largest)),
        });
    }
    lines
}

fn after(step: &Step) -> Option<i64> {
    match &step.kind {
        StepKind::Amount(_, moved) => moved.after.map(Money::cents),
        _ => None,
    }
}

fn share(cents: i64, largest: i64) -> u8 {
    if cents <= 0 || largest <= 0 {
        return 0;
    }
    let hundredths = i128::from(cents) * 100 / i128::from(largest);
    u8::try_from(hundredths.clamp(0, 100)).unwrap_or(100)
}

fn mark(step: &PriceStep, applied: Option<bool>) -> Mark {
    match applied {
        _ if step.kind == Kind::Start => Mark::Plain,
        Some(true) => Mark::Yes,
        Some(false) => Mark::Plain,
        None => Mark::Unknown,
    }
}

/// The step of a price as the policy has it; nothing for steps of other items.
pub(super) fn written<'p>(
    program: &'p Program,
    item: ItemRef,
    step: &Step,
) -> Option<&'p PriceStep> {
    match (item, &step.kind) {
        (ItemRef::Price(id), StepKind::Amount(place, _)) => {
            program.policy().prices.at(id).steps.get(*place)
        }
        _ => None,
    }
}

/// `volume: less volume_discount(covered_lives)`.
fn step_head(program: &Program, step: &PriceStep) -> String {
    let label = step
        .label
        .as_ref()
        .map_or(String::new(), |label| format!("{label}: "));
    let amount = source_text(program, step.amount);
    format!("{label}{} {amount}", step.kind.words())
}

/// The author's reason for a step that applied; why another did not.
pub(super) fn note(program: &Program, written: &PriceStep, step: &Step) -> Option<String> {
    match step.holds {
        Some(true) => written.because.as_ref().map(|because| because.to_string()),
        Some(false) => Some(match &step.gap {
            Some(gap) => format!("does not apply: {}", gap_words(program, gap)),
            None if written.kind.is_limit() => "not reached".to_owned(),
            None => "does not apply".to_owned(),
        }),
        None => Some("not known whether it applies".to_owned()),
    }
}

fn change(written: &PriceStep, applied: Option<bool>, moved: &Moved) -> String {
    match moved.change {
        _ if written.kind == Kind::Start || applied == Some(false) => String::new(),
        Some(change) if change.cents() > 0 => format!("+{change}"),
        Some(change) => change.to_string(),
        None => "?".to_owned(),
    }
}
