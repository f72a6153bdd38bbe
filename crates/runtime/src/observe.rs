//! What a decision came to on its way, expression by expression, for those who ask which parts of
//! a policy a case exercises. It asks an evaluation that has been gone through, so it costs a
//! decision nothing, and nothing is computed in another way than decisions are.

use std::sync::Arc;

use bylaws_dsl::ir::{
    CategoryId, ExprId, FactId, InForce, Policy, PriceId, ReadingId, RequireId, TableId, VariableId,
};
use bylaws_dsl::value::{Date, Value};

use crate::eval::{self, CategoryResult, Known, Run};
use crate::facts::Facts;
use crate::program::{Options, Program};
use crate::script::Watch;

/// An evaluation that can be asked what it came to.
pub struct Observed<'r> {
    run: Run<'r>,
    kept: bool,
}

/// What a decision came to about a category; none where facts that are missing leave it open.
#[derive(Clone, Debug)]
pub struct CategoryState {
    /// It is in force and its `when` holds.
    pub qualifies: Option<bool>,
    /// It covers the case.
    pub applies: Option<bool>,
    /// The first day; `none` without a lower end.
    pub from: Option<Value>,
    /// The last day, caps counted.
    pub through: Option<Value>,
    /// The last day that each cap allows; `open` where its condition does not hold.
    pub caps: Vec<Option<Value>>,
    /// Whether each referral stands.
    pub referred: Vec<Option<bool>>,
}

impl Program {
    /// Evaluates a request and lets the evaluation be asked; nothing comes of a request that
    /// chooses readings which do not exist.
    pub fn observe<T>(
        self: &Arc<Self>,
        facts: &Facts,
        options: &Options,
        ask: impl FnOnce(&mut Observed<'_>) -> T,
    ) -> Option<T> {
        let readings = self.readings_of(options).ok()?;
        let _watch = Watch::begin(&self.limits.scripts);
        let mut run = self.run(facts, &readings, options);
        let kept = run.broken_assumptions().is_empty();
        if kept {
            eval::evaluate(&mut run);
        }
        run.begin_again();
        Some(ask(&mut Observed { run, kept }))
    }
}

impl<'r> Observed<'r> {
    /// The policy.
    pub fn policy(&self) -> &'r Policy {
        self.run.policy
    }

    /// Whether the facts keep every assumption; if not, nothing is decided.
    pub fn is_valid(&self) -> bool {
        self.kept
    }

    /// The date of the decision.
    pub fn as_of(&self) -> Option<Date> {
        match self.run.as_of.settled() {
            Some(Value::Date(date)) => Some(*date),
            _ => None,
        }
    }

    /// Whether an item is present on the date of the decision.
    pub fn in_force(&self, period: InForce) -> Option<bool> {
        truth(&self.run.in_force(period))
    }

    /// The value of an expression, of the elements at which its variables stand.
    pub fn value(&mut self, id: ExprId) -> Option<Value> {
        self.run.expr(id).settled().cloned()
    }

    /// The value of a fact.
    pub fn fact(&self, id: FactId) -> Option<Value> {
        self.run.fact(id).settled().cloned()
    }

    /// Whether an optional fact was given.
    pub fn is_given(&self, id: FactId) -> bool {
        self.run.is_given(id)
    }

    /// The choice made for a reading.
    pub fn choice(&self, id: ReadingId) -> Option<u16> {
        match self.run.reading(id).settled() {
            Some(Value::Member(_, choice)) => Some(*choice),
            _ => None,
        }
    }

    /// How many elements the list of a variable has; none where the list is missing.
    pub fn elements(&self, variable: VariableId) -> usize {
        self.run.elements(variable).unwrap_or(0)
    }

    /// Lets a variable stand for an element while something is asked.
    pub fn at<T>(
        &mut self,
        variable: VariableId,
        element: usize,
        ask: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = self.run.stand_at(variable, Some(element));
        let answer = ask(self);
        self.run.stand_at(variable, before);
        answer
    }

    /// Whether each step of a price applied.
    pub fn steps(&self, id: PriceId) -> Vec<Option<bool>> {
        let taken = self.run.taken(id).iter();
        taken.map(|taken| truth(&taken.applies)).collect()
    }

    /// The rows of a table that arguments hit whatever is missing; the `otherwise` row has the
    /// number behind the last.
    pub fn rows(&mut self, id: TableId, arguments: &[ExprId]) -> Vec<usize> {
        eval::rows_for_sure(&mut self.run, id, arguments)
    }

    /// Whether a requirement holds; one that is not in force does.
    pub fn require(&self, id: RequireId) -> Option<bool> {
        use bylaws_dsl::ir::Id;
        let outputs = self.run.outputs()?;
        outputs.requires.get(id.index()).and_then(truth)
    }

    /// Whether all requirements hold.
    pub fn gate(&self) -> Option<bool> {
        truth(&self.run.outputs()?.gate)
    }

    /// What the decision came to about a category.
    pub fn category(&self, id: CategoryId) -> Option<CategoryState> {
        use bylaws_dsl::ir::Id;
        let outputs = self.run.outputs()?;
        outputs.categories.get(id.index()).map(state)
    }
}

fn state(result: &CategoryResult) -> CategoryState {
    let value = |known: &Known| known.settled().cloned();
    CategoryState {
        qualifies: truth(&result.qualifies),
        applies: truth(&result.applies),
        from: value(&result.from),
        through: value(&result.through),
        caps: result.caps.iter().map(value).collect(),
        referred: result.referred.iter().map(truth).collect(),
    }
}

fn truth(known: &Known) -> Option<bool> {
    match known.settled() {
        Some(Value::Boolean(holds)) => Some(*holds),
        _ => None,
    }
}
