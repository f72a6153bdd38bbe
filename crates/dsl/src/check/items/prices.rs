//! Prices: a running amount, and the steps that change it.

use crate::ast::{self, Expr, Item, ItemKind, StepKind};
use crate::check::checker::{Checker, next, unless_failed};
use crate::check::cycles::Part;
use crate::check::expr::Hint;
use crate::check::names::Named;
use crate::check::words::{quoted, spelling};
use crate::ir::{ExprId, ExprKind, Id, ItemRef, Price, PriceId, PriceStep, Type};
use crate::{Diagnostic, codes};

impl Checker<'_> {
    /// Numbers the prices, so that they can be used before they are checked.
    pub(super) fn declare_prices(&mut self, items: &[Item]) {
        let prices = items.iter().filter_map(|item| match &item.kind.kind {
            ItemKind::Price(price) => Some((item.kind.span, price)),
            _ => None,
        });
        for (place, (span, price)) in prices.enumerate() {
            let id = PriceId::from_index(place);
            self.list(span, ItemRef::Price(id));
            let name = &price.name;
            self.names.settle(&name.kind, name.span, Named::Price(id));
        }
    }

    pub(super) fn price(&mut self, item: &Item, written: &ast::Price) {
        let head = self.head(item, written.name.kind.clone(), written.title.as_ref());
        let id: PriceId = next(&mut self.counts.prices);
        self.uses.begin(Part::Price(id), written.name.kind.as_str());
        self.refuse_starts(written);
        self.note_labels(id, &written.steps);
        let mut steps = Vec::with_capacity(written.steps.len());
        for (place, step) in written.steps.iter().enumerate() {
            self.labels.reach(place);
            steps.push(self.step(step));
        }
        self.forget_labels();
        self.uses.end();
        if let Some(steps) = steps.into_iter().collect::<Option<Vec<_>>>() {
            self.policy.prices.push(Price { head, steps });
        }
    }

    /// The first step alone is `start`, and there is no decision without its amount.
    fn refuse_starts(&mut self, written: &ast::Price) {
        let is_start = |step: &&ast::PriceStep| step.kind.kind == StepKind::Start;
        let mut starts = written.steps.iter().filter(is_start);
        let (first, start) = (written.steps.first(), starts.next());
        if let Some(first) = first.filter(|step| !is_start(step)) {
            let word = first.kind.kind.words();
            let message =
                format!("a price begins with `start`, and there is no amount yet for `{word}`");
            let mut diagnostic = Diagnostic::new(codes::NO_START, first.kind.span, message);
            if let Some(start) = start {
                diagnostic = diagnostic.related(start.kind.span, "the amount begins only here");
            }
            self.report(diagnostic.help(match start {
                Some(_) => "put the `start` step first",
                None => "write the amount that the price begins with first, such as `start billed`",
            }));
        }
        if let Some(start) = start {
            let condition = start.when.as_ref().or(start.unless.as_ref());
            if let Some(condition) = condition {
                let message =
                    "`start` has a condition, and there is no amount where it does not hold";
                self.report(
                    Diagnostic::new(codes::CONDITIONAL_START, condition.span, message).help(
                        "start with the usual amount, and let a `becomes` step have the condition",
                    ),
                );
            }
            for again in starts {
                let message = "a price starts once, and this one has started already";
                self.report(
                    Diagnostic::new(codes::START_TWICE, again.kind.span, message)
                        .related(start.kind.span, "it starts here")
                        .help(format!(
                            "write `becomes {}` to give the amount another value",
                            spelling(&again.amount)
                        )),
                );
            }
        }
    }

    fn step(&mut self, written: &ast::PriceStep) -> Option<PriceStep> {
        let mark = self.given.mark();
        let condition = self.step_condition(written);
        let amount = self.step_amount(written.kind.kind, &written.amount);
        self.given.forget(mark);
        Some(PriceStep {
            kind: written.kind.kind,
            amount: amount?,
            condition: unless_failed(condition)?,
            label: written.label.as_ref().map(|label| label.kind.clone()),
            because: written.because.as_ref().map(|text| text.kind.clone()),
            span: written.span,
        })
    }

    /// `when C unless D` as one condition; what it tells is known for the amount.
    fn step_condition(&mut self, written: &ast::PriceStep) -> Option<Option<ExprId>> {
        let when = written.when.as_ref().map(|when| {
            let id = self.condition(when);
            self.learn(when, true);
            id
        });
        let unless = written.unless.as_ref().map(|unless| {
            let id = self.condition(unless);
            self.learn(unless, false);
            id.map(|id| self.push(ExprKind::Not(id), Type::Boolean, unless.span))
        });
        match (when, unless) {
            (Some(when), Some(unless)) => Some(when.zip(unless).map(|(when, unless)| {
                let span = self.checked(when).span.to(self.checked(unless).span);
                self.push(ExprKind::And(vec![when, unless]), Type::Boolean, span)
            })),
            (one, other) => one.or(other),
        }
    }

    /// Money, or a percentage where the step can say of what.
    fn step_amount(&mut self, kind: StepKind, amount: &Expr) -> Option<ExprId> {
        let id = self.value(amount, Hint::Of(Type::Money))?;
        match self.ty(id) {
            Type::Money => Some(id),
            Type::Percent if kind.takes_percent() => Some(id),
            found => {
                let diagnostic = self.wrong_amount(kind, amount, found);
                self.refuse(diagnostic)
            }
        }
    }

    fn wrong_amount(&self, kind: StepKind, amount: &Expr, found: Type) -> Diagnostic {
        let takes = if kind.takes_percent() {
            "money, or a percentage of the running amount"
        } else {
            "money"
        };
        let words = kind.words();
        let message = format!(
            "{} is {}, but `{words}` takes {takes}",
            quoted(amount),
            self.phrase(found)
        );
        let written = spelling(amount);
        let help = match found {
            Type::Percent => Some(format!(
                "say of what: `{words} {written} of X`, with an amount for X"
            )),
            Type::Decimal | Type::Integer if kind.takes_percent() => {
                let percent = self.repair(Type::Percent, amount, found);
                let money = self.repair(Type::Money, amount, found);
                percent.zip(money).map(|(percent, money)| {
                    format!("{percent}, or {}", money.trim_start_matches("write "))
                })
            }
            _ => self.repair(Type::Money, amount, found),
        };
        Diagnostic::new(codes::WRONG_STEP_AMOUNT, amount.span, message).help_if(help)
    }
}
