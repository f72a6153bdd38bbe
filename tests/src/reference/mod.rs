//! The reference evaluator: the meaning of the language, as slow and as obvious as can be.
//!
//! It reads a checked policy from left to right, remembers nothing, and shares no code with the
//! runtime. [`decide`] takes complete facts; what missing ones mean is [`decide_partial`].

mod arithmetic;
mod lists;
mod outcome;
mod partial;
mod price;
mod scripted;
mod tables;
mod used;

use bylaws_dsl::ir::{DefineId, ExprId, ExprKind, FactId, Id, InForce, Policy, WindowKind};
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
