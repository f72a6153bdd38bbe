//! The reference evaluator: the meaning of the language, as slow and as obvious as can be.
//!
//! It reads a checked policy from left to right, remembers nothing, and shares no code with the
//! runtime. [`decide`] takes complete facts; what missing ones mean is [`decide_partial`].

mod arithmetic;
mod lists;
mod partial;
mod price;
mod scripted;
mod tables;
mod used;

use bylaws_dsl::ast::Combine;
use bylaws_dsl::ir::{
    Category, DefineId, ExprId, ExprKind, FactId, Id, InForce, OutputId, OutputKind, Policy,
    Require, WindowKind,
};
use bylaws_dsl::value::{Date, Duration, MonthEnd, Value};
use bylaws_dsl::{Code, codes};
use smol_str::SmolStr;

use arithmetic::{arithmetic, call, compare, negate, order, shift};
pub use lists::Element;
pub use partial::{Partial, decide_partial, domain};

type Computed = Result<Value, Code>;

/// A request: every fact that the policy requires has a value.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// The facts by number; none for an optional one that is left out.
    pub facts: &'a [Option<Value>],
    /// The date of the decision, where the request names one itself.
    pub as_of: Option<Date>,
    /// The choice for each reading.
    pub readings: &'a [u16],
    /// The elements that the variables stand for, within an expression about them.
    pub elements: &'a [Element<'a>],
}

/// The value of an output.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Output {
    /// A value.
    Value(Value),
    /// The first and the last day of each category that applies.
    Periods(Vec<(SmolStr, Value, Value)>),
}

/// What a complete request comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// Each output of the policy, or the code of what failed.
    pub outputs: Vec<Result<Output, Code>>,
    /// The messages of requires and of referrals, and whether each is given.
    pub reasons: Vec<(SmolStr, Result<bool, Code>)>,
}

/// Decides a complete request.
pub fn decide(case: Case<'_>) -> Outcome {
    Outcome {
        outputs: case
            .policy
            .outputs
            .ids()
            .map(|id| case.output(id))
            .collect(),
        reasons: case.reasons(),
    }
}

/// Whether the facts keep every assumption that is in force, those of the policies that are used
/// as well. One that cannot be computed is not kept: nobody can say that what it states is so. An
/// error where the facts of a policy that is used cannot be computed, so that nothing is assumed of them.
pub fn keeps_assumptions(case: Case<'_>) -> Result<bool, Code> {
    let own = case.policy.assumptions.values().map(|a| {
        let present = case.in_force(a.head.in_force);
        Ok(!present || case.holds(a.holds) == Ok(true))
    });
    all(own.chain(case.used_assumptions()))
}

impl Case<'_> {
    fn fact(&self, id: FactId) -> Value {
        self.facts[id.index()].clone().unwrap_or(Value::None)
    }

    fn today(&self) -> Option<Date> {
        self.as_of.or_else(|| match self.fact(self.policy.as_of?) {
            Value::Date(day) => Some(day),
            _ => None,
        })
    }

    fn in_force(&self, period: InForce) -> bool {
        self.today().is_none_or(|day| period.contains(day))
    }

    fn holds(&self, id: ExprId) -> Result<bool, Code> {
        Ok(self.eval(id)? == Value::Boolean(true))
    }

    fn all(&self, ids: &[ExprId]) -> Result<Vec<Value>, Code> {
        ids.iter().map(|id| self.eval(*id)).collect()
    }

    fn eval(&self, id: ExprId) -> Computed {
        let expr = self.policy.exprs.at(id);
        let yes = Value::Boolean;
        Ok(match &expr.kind {
            ExprKind::Constant(value) => value.clone(),
            ExprKind::Fact(id) => self.fact(*id),
            ExprKind::Reading(id) => Value::Member(
                self.policy.readings.at(*id).choices,
                self.readings[id.index()],
            ),
            ExprKind::Parameter(id) => {
                let parameter = self.policy.parameters.at(*id);
                let started = |from: &Option<Date>| from.is_none() || *from <= self.today();
                let current = parameter.values.iter().rfind(|(from, _)| started(from));
                current.ok_or(codes::NO_VALUE_YET)?.1.clone()
            }
            ExprKind::Define(id) => self.define(*id)?,
            ExprKind::Price(id) => self.price(*id)?,
            ExprKind::Applied(price, step) => yes(self.applied(*price, *step)?),
            ExprKind::Output(id) => match self.output(*id)? {
                Output::Value(value) => value,
                Output::Periods(_) => panic!("periods are no value"),
            },
            ExprKind::Used(id, output) => self.used(*id, *output)?,
            ExprKind::Window(_) | ExprKind::MakeWindow { .. } => {
                panic!("a window stands only behind `within`")
            }
            ExprKind::Set(members) => {
                let mut bits = 0;
                let mut of = None;
                for member in self.all(members)? {
                    let Value::Member(id, index) = member else {
                        panic!("{member:?}")
                    };
                    (of, bits) = (Some(id), bits | 1 << index);
                }
                match (of, expr.ty) {
                    (Some(of), _) | (None, bylaws_dsl::ir::Type::Set(of)) => Value::Set(of, bits),
                    _ => panic!("a set of {:?}", expr.ty),
                }
            }
            ExprKind::Not(inner) => yes(!self.holds(*inner)?),
            ExprKind::And(parts) => yes(all(parts.iter().map(|part| self.holds(*part)))?),
            ExprKind::Or(parts) => yes(any(parts.iter().map(|part| self.holds(*part)))?),
            ExprKind::Compare(op, a, b) => yes(compare(*op, &self.eval(*a)?, &self.eval(*b)?)?),
            ExprKind::Includes { set, member } => match (self.eval(*set)?, self.eval(*member)?) {
                (Value::Set(_, bits), Value::Member(_, index)) => yes(bits >> index & 1 == 1),
                other => panic!("{other:?}"),
            },
            ExprKind::IncludesAll { set, subset } => {
                match (self.eval(*set)?, self.eval(*subset)?) {
                    (Value::Set(_, all), Value::Set(_, some)) => yes(all & some == some),
                    other => panic!("{other:?}"),
                }
            }
            ExprKind::Within { date, window } => yes(self.within(*date, *window)?),
            ExprKind::IsGiven(id) => yes(self.fact(*id) != Value::None),
            ExprKind::IsEmpty(set) => yes(matches!(self.eval(*set)?, Value::Set(_, 0))),
            ExprKind::Otherwise(id, other) => match self.fact(*id) {
                Value::None => self.eval(*other)?,
                given => given,
            },
            ExprKind::If(condition, then, otherwise) => match self.holds(*condition)? {
                true => self.eval(*then)?,
                false => self.eval(*otherwise)?,
            },
            ExprKind::Negate(inner) => negate(self.eval(*inner)?)?,
            ExprKind::Arithmetic(op, a, b) => {
                let (a, b) = (self.eval(*a)?, self.eval(*b)?);
                arithmetic(*op, &a, &b, expr.ty, self.policy.rounding)?
            }
            ExprKind::Shift {
                date,
                by,
                back,
                month_end,
            } => shift(self.eval(*date)?, self.eval(*by)?, *back, *month_end)?,
            ExprKind::Lookup {
                table,
                result,
                arguments,
            } => {
                let asked = self.all(arguments)?;
                let table = self.policy.tables.at(*table);
                if !self.in_force(table.head.in_force) {
                    return Err(codes::NO_ROW);
                }
                tables::lookup(table, *result, &asked, self.policy.rounding)?
            }
            ExprKind::Has { table, arguments } => {
                let asked = self.all(arguments)?;
                let table = self.policy.tables.at(*table);
                let fits = !tables::fitting(table, &asked).is_empty();
                yes(self.in_force(table.head.in_force) && fits)
            }
            ExprKind::InCodes(text, codes) => match self.eval(*text)? {
                Value::Text(code) => yes(tables::is_code(&code, self.policy.codes.at(*codes))),
                other => panic!("{other:?}"),
            },
            ExprKind::Call(builtin, arguments) => {
                call(*builtin, self.all(arguments)?, self.policy.rounding)?
            }
            ExprKind::Scripted(id, arguments) => {
                let given = self.all(arguments)?;
                self.scripted(&self.policy.functions.at(*id).name, &given)?
            }
            ExprKind::Decided(_) => panic!("no policy of chance is decided by a script"),
            ExprKind::Field(field) => self.field(*field),
            ExprKind::FieldGiven(field) => yes(self.field(*field) != Value::None),
            ExprKind::FieldOtherwise(field, other) => match self.field(*field) {
                Value::None => self.eval(*other)?,
                given => given,
            },
            ExprKind::Quantified {
                quantifier,
                variable,
                holds,
            } => self.quantified(*quantifier, *variable, *holds)?,
            ExprKind::Folded { .. } => self.folded(&expr.kind, expr.ty)?,
        })
    }

    /// From the first day of the window to the last.
    fn within(&self, date: ExprId, window: ExprId) -> Result<bool, Code> {
        let window = match &self.policy.exprs.at(window).kind {
            ExprKind::Window(id) => self.policy.windows.at(*id).is,
            _ => window,
        };
        let ExprKind::MakeWindow {
            anchor,
            length,
            kind,
            month_end,
        } = &self.policy.exprs.at(window).kind
        else {
            panic!("not a window");
        };
        let date = self.eval(date)?;
        // A length that cannot be computed fails the end that it is moved to, not the other.
        let (anchor, length) = (self.eval(*anchor)?, self.eval(*length));
        let moved = |back| shift(anchor.clone(), length.clone()?, back, *month_end);
        let from = match kind {
            WindowKind::After | WindowKind::Beginning => Ok(anchor.clone()),
            WindowKind::Before | WindowKind::Around => moved(true),
        };
        let through = match kind {
            WindowKind::After | WindowKind::Around => moved(false),
            WindowKind::Before => Ok(anchor.clone()),
            WindowKind::Beginning => {
                let day = Value::Duration(Duration::days(1));
                moved(false).and_then(|after| shift(after, day, true, MonthEnd::LastDay))
            }
        };
        all([
            from.map(|from| order(&date, &from).is_ge()),
            through.map(|through| order(&date, &through).is_le()),
        ])
    }

    /// The default, or the value of the exceptions that hold and that none that holds overrides.
    fn define(&self, id: DefineId) -> Computed {
        let define = self.policy.defines.at(id);
        let excepts = &define.excepts;
        let mut holds = Vec::new();
        for except in excepts {
            holds.push(self.holds(except.when)?);
        }
        let overridden =
            |place| (0..excepts.len()).any(|i| holds[i] && excepts[i].overrides.contains(&place));
        let mut values = Vec::new();
        for (place, except) in excepts.iter().enumerate() {
            if holds[place] && !overridden(place) {
                values.push(self.eval(except.value)?);
            }
        }
        match values.split_first() {
            None => self.eval(define.is),
            Some((first, rest)) if rest.iter().all(|other| other == first) => Ok(first.clone()),
            Some(_) => Err(codes::CONFLICTING_EXCEPTIONS),
        }
    }

    fn output(&self, id: OutputId) -> Result<Output, Code> {
        let policy = self.policy;
        let nothing = Ok(Output::Value(Value::None));
        Ok(match policy.outputs.at(id).kind {
            OutputKind::Define(id) if !self.in_force(policy.defines.at(id).head.in_force) => {
                return nothing;
            }
            OutputKind::Define(id) => Output::Value(self.define(id)?),
            OutputKind::Price(id) if !self.in_force(policy.prices.at(id).head.in_force) => {
                return nothing;
            }
            OutputKind::Price(id) => Output::Value(self.price(id)?),
            OutputKind::Outcome => {
                Output::Value(Value::Member(policy.outcome.unwrap(), self.outcome()?))
            }
            OutputKind::Categories => {
                let mut bits = 0;
                for (id, category) in policy
                    .categories
                    .iter()
                    .filter(|_| self.gate() != Ok(false))
                {
                    bits |= u64::from(self.gate()? && self.applies(category)?) << id.index();
                }
                Output::Value(Value::Set(policy.category.unwrap(), bits))
            }
            OutputKind::CoveredFrom => Output::Value(self.combined(false)?),
            OutputKind::CoveredThrough => Output::Value(self.combined(true)?),
            OutputKind::Periods => {
                let mut periods = Vec::new();
                for category in self.applying()? {
                    let (from, through) = (self.from(category)?, self.through(category)?);
                    periods.push((category.head.name.clone(), from, through));
                }
                Output::Periods(periods)
            }
        })
    }

    /// Whether every require in force holds.
    fn gate(&self) -> Result<bool, Code> {
        all(self.policy.requires.values().map(|r| {
            let present = self.in_force(r.head.in_force);
            if present {
                self.holds(r.holds)
            } else {
                Ok(true)
            }
        }))
    }

    fn first_failing(&self) -> Result<Option<u16>, Code> {
        for require in self.policy.requires.values() {
            if self.in_force(require.head.in_force) && !self.holds(require.holds)? {
                return Ok(Some(require.outcome));
            }
        }
        Ok(None)
    }

    fn outcome(&self) -> Result<u16, Code> {
        if let Some(outcome) = self.first_failing()? {
            return Ok(outcome);
        }
        if any(self.policy.categories.values().map(|c| self.applies(c)))? {
            return Ok(Policy::COVERED);
        }
        for category in self.policy.categories.values() {
            for refer in &category.refers {
                if self.is_referred(category, refer.when)? {
                    return Ok(refer.outcome);
                }
            }
        }
        Ok(match self.policy.categories.is_empty() {
            true => Policy::COVERED,
            false => Policy::NOT_COVERED,
        })
    }

    fn qualifies(&self, category: &Category) -> Result<bool, Code> {
        Ok(self.in_force(category.head.in_force)
            && category.when.map_or(Ok(true), |when| self.holds(when))?)
    }

    fn applies(&self, category: &Category) -> Result<bool, Code> {
        let mut tests = vec![self.qualifies(category)];
        for refer in &category.refers {
            tests.push(self.holds(refer.when).map(|refer| !refer));
        }
        tests.push(self.is_day_between(category, self.through(category)));
        all(tests)
    }

    fn is_referred(&self, category: &Category, when: ExprId) -> Result<bool, Code> {
        all([
            self.qualifies(category),
            self.holds(when),
            self.is_day_between(category, self.capped(category)),
        ])
    }

    /// Whether the day that the policy covers services on lies from the category's first day to
    /// `last`; always, where the policy names no such day.
    fn is_day_between(&self, category: &Category, last: Computed) -> Result<bool, Code> {
        let Some(covers) = self.policy.covers else {
            return Ok(true);
        };
        let day = self.fact(covers);
        all([
            self.from(category)
                .map(|from| from == Value::None || order(&day, &from).is_ge()),
            last.map(|last| order(&day, &last).is_le()),
        ])
    }

    fn from(&self, category: &Category) -> Computed {
        category
            .from
            .map_or(Ok(Value::None), |from| self.eval(from))
    }

    fn through(&self, category: &Category) -> Computed {
        let written = category
            .through
            .map_or(Ok(Value::Open), |last| self.eval(last))?;
        Ok(earlier(written, self.capped(category)?))
    }

    /// The earliest day that a cap which counts allows.
    fn capped(&self, category: &Category) -> Computed {
        let mut last = Value::Open;
        for cap in &category.caps {
            if cap
                .condition
                .map_or(Ok(true), |condition| self.holds(condition))?
            {
                last = earlier(last, self.eval(cap.last_day)?);
            }
        }
        Ok(last)
    }

    fn applying(&self) -> Result<Vec<&Category>, Code> {
        let mut applying = Vec::new();
        if self.gate()? {
            for category in self.policy.categories.values() {
                if self.applies(category)? {
                    applying.push(category);
                }
            }
        }
        Ok(applying)
    }

    /// The first or the last day of coverage over all categories that apply; a period without a
    /// first day begins before all others.
    fn combined(&self, last: bool) -> Computed {
        let applying = self.applying()?;
        let day = |category: &&Category| match last {
            true => self.through(category),
            false => self.from(category),
        };
        if self.policy.combine == Combine::First {
            return applying.first().map_or(Ok(Value::None), day);
        }
        let mut days = applying.iter().map(day).collect::<Result<Vec<_>, _>>()?;
        days.sort_by(order);
        let largest = (self.policy.combine == Combine::Latest) == last;
        let chosen = if largest { days.last() } else { days.first() };
        Ok(chosen.cloned().unwrap_or(Value::None))
    }

    /// Every message, and whether it is given: those of requires that fail and, where all hold
    /// and nothing is covered, those of referrals that stand.
    fn reasons(&self) -> Vec<(SmolStr, Result<bool, Code>)> {
        let fails = |r: &Require| Ok(self.in_force(r.head.in_force) && !self.holds(r.holds)?);
        let requires = self.policy.requires.values();
        let mut reasons: Vec<_> = requires.map(|r| (r.reason.clone(), fails(r))).collect();
        for category in self.policy.categories.values() {
            for refer in &category.refers {
                let covered = any(self.policy.categories.values().map(|c| self.applies(c)));
                let stands = self.is_referred(category, refer.when);
                let given = all([self.gate(), covered.map(|covered| !covered), stands]);
                reasons.push((refer.reason.clone(), given));
            }
        }
        reasons
    }
}

/// Kleene's and: one no is enough; without it, a failure fails the whole. Nothing behind a no is
/// computed, since it may rest on what the no rules out (`x is given and x > 3`).
fn all(parts: impl IntoIterator<Item = Result<bool, Code>>) -> Result<bool, Code> {
    let mut result = Ok(true);
    for part in parts {
        match part {
            Ok(false) => return Ok(false),
            Ok(true) => {}
            Err(code) => result = result.and(Err(code)),
        }
    }
    result
}

/// Kleene's or.
fn any(parts: impl IntoIterator<Item = Result<bool, Code>>) -> Result<bool, Code> {
    all(parts.into_iter().map(|part| part.map(|holds| !holds))).map(|none| !none)
}

fn earlier(a: Value, b: Value) -> Value {
    if order(&b, &a).is_lt() { b } else { a }
}
