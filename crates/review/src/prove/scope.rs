//! A policy being translated: its facts and readings as variables, and what was translated of it.

use std::collections::{BTreeMap, HashMap};

use bylaws_dsl::ir::{
    DefineId, EnumId, ExprId, ExprKind, Fact, Id, InForce, OutputId, ParameterId, Policy, PriceId,
    Type, UseId,
};
use bylaws_dsl::value::{Date, Value};

use super::calendar::Calendar;
use super::number::Number;
use super::term::{T, Terms};
use super::texts::Texts;
use super::value::{Fails, OPEN, Sym, Val, constant, exact};

/// Decimals and percentages of requests are told with so many places.
pub(super) const PLACES: u32 = 6;

/// A fact of a request.
#[derive(Clone, Debug)]
pub(super) struct Given {
    /// Whether it is given, of an optional fact.
    pub(super) given: Option<T>,
    pub(super) val: Val,
}

/// Which of a translated policy is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ScopeId(usize);

/// A policy with its facts.
pub(super) struct Scope<'p> {
    pub(super) policy: &'p Policy,
    pub(super) facts: Vec<Given>,
    pub(super) readings: Vec<T>,
    /// The failures of handing facts over, of a policy that is used.
    pub(super) handing: Option<Fails>,
    pub(super) exprs: HashMap<ExprId, Sym>,
    pub(super) defines: HashMap<DefineId, Sym>,
    pub(super) prices: HashMap<PriceId, Vec<super::items::Step>>,
    pub(super) outputs: HashMap<OutputId, Sym>,
    pub(super) uses: HashMap<UseId, ScopeId>,
    pub(super) coverage: Option<super::coverage::Coverage>,
    /// The day of the decision.
    pub(super) days: Option<T>,
}

/// Everything that is translated for one set of questions.
pub(super) struct Encoder<'p> {
    pub(super) terms: Terms,
    pub(super) calendar: Calendar,
    pub(super) texts: Texts,
    scopes: Vec<Scope<'p>>,
    /// The facts of requests, by name.
    inputs: BTreeMap<String, (Type, Given)>,
}

impl<'p> Encoder<'p> {
    pub(super) fn new(texts: Texts) -> Self {
        Self {
            terms: Terms::default(),
            calendar: Calendar::default(),
            texts,
            scopes: Vec::new(),
            inputs: BTreeMap::new(),
        }
    }

    /// A policy that is asked about requests. Facts that two policies share by name are the same.
    pub(super) fn policy(&mut self, policy: &'p Policy, readings: Vec<T>) -> ScopeId {
        let facts = policy.facts.values();
        let facts = facts.map(|fact| self.input(policy, fact)).collect();
        self.enter(policy, facts, readings, None)
    }

    pub(super) fn enter(
        &mut self,
        policy: &'p Policy,
        facts: Vec<Given>,
        readings: Vec<T>,
        handing: Option<Fails>,
    ) -> ScopeId {
        let days =
            policy.as_of.and_then(
                |fact| match facts.get(fact.index()).map(|given| &given.val) {
                    Some(Val::Whole(day)) => Some(*day),
                    _ => None,
                },
            );
        self.scopes.push(Scope {
            policy,
            facts,
            readings,
            handing,
            exprs: HashMap::new(),
            defines: HashMap::new(),
            prices: HashMap::new(),
            outputs: HashMap::new(),
            uses: HashMap::new(),
            coverage: None,
            days,
        });
        ScopeId(self.scopes.len() - 1)
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "ids are made by `enter` alone, and nothing is ever taken out"
    )]
    pub(super) fn scope(&self, id: ScopeId) -> &Scope<'p> {
        &self.scopes[id.0]
    }

    #[expect(
        clippy::indexing_slicing,
        reason = "ids are made by `enter` alone, and nothing is ever taken out"
    )]
    pub(super) fn scope_mut(&mut self, id: ScopeId) -> &mut Scope<'p> {
        &mut self.scopes[id.0]
    }

    pub(super) fn policy_of(&self, id: ScopeId) -> &'p Policy {
        self.scope(id).policy
    }

    /// A reading that may be chosen as one likes.
    pub(super) fn free_readings(&mut self, policy: &Policy) -> Vec<T> {
        let choices = policy.readings.values().map(|reading| reading.choices);
        let choices: Vec<EnumId> = choices.collect();
        choices
            .into_iter()
            .map(|of| {
                let last = policy.enums.at(of).members.len() as i128 - 1;
                self.terms.fresh_whole(Some(0), Some(last))
            })
            .collect()
    }

    fn input(&mut self, policy: &Policy, fact: &Fact) -> Given {
        if let Some((_, found)) = self.inputs.get(fact.name.as_str()) {
            return found.clone();
        }
        let val = self.variable(policy, fact.ty, fact.low.as_ref(), fact.high.as_ref());
        let given = fact.optional.then(|| self.terms.fresh_truth());
        let made = Given { given, val };
        self.inputs
            .insert(fact.name.to_string(), (fact.ty, made.clone()));
        made
    }

    pub(super) fn inputs(&self) -> impl Iterator<Item = (&String, &Given)> {
        self.inputs.iter().map(|(name, (_, given))| (name, given))
    }

    pub(super) fn input_named(&self, name: &str) -> Option<Given> {
        self.inputs.get(name).map(|(_, given)| given.clone())
    }

    pub(super) fn typed_inputs(&self) -> Vec<(Type, Val)> {
        let inputs = self.inputs.values();
        inputs.map(|(ty, given)| (*ty, given.val.clone())).collect()
    }

    /// A value of a type that is not known, within its declared range.
    fn variable(
        &mut self,
        policy: &Policy,
        ty: Type,
        low: Option<&Value>,
        high: Option<&Value>,
    ) -> Val {
        let whole = |value: Option<&Value>| match value {
            Some(Value::Integer(n)) => Some(i128::from(*n)),
            Some(Value::Money(m)) => Some(i128::from(m.cents())),
            Some(Value::Date(d)) => Some(i128::from(d.days())),
            Some(Value::Open) => Some(OPEN),
            _ => None,
        };
        let (from, to) = (whole(low), whole(high));
        let terms = &mut self.terms;
        let within = |terms: &mut Terms, least: i128, most: i128| {
            Val::Whole(terms.fresh_whole(from.or(Some(least)), to.or(Some(most))))
        };
        let (first, last) = (Date::MIN.days().into(), Date::MAX.days().into());
        match ty {
            Type::Boolean => Val::Truth(terms.fresh_truth()),
            Type::Integer | Type::Money => within(terms, i64::MIN.into(), i64::MAX.into()),
            Type::Date => within(terms, first, last),
            Type::DateOrOpen => within(terms, first, OPEN),
            Type::Enum(of) => {
                let last = policy.enums.at(of).members.len() as i128 - 1;
                Val::Whole(terms.fresh_whole(Some(0), Some(last)))
            }
            Type::Set(of) => {
                let members = policy.enums.at(of).members.len();
                Val::Set((0..members).map(|_| terms.fresh_truth()).collect())
            }
            Type::Decimal | Type::Percent => {
                let end = |value: Option<&Value>, terms: &mut Terms| match value {
                    Some(Value::Decimal(d) | Value::Percent(d)) => {
                        let end = exact(*d, terms);
                        let (over, under) = (terms.as_whole(end.over), terms.as_whole(end.under));
                        over.zip(under).and_then(|(over, under)| {
                            over.checked_mul(10i128.pow(PLACES))
                                .map(|over| over.div_euclid(under))
                        })
                    }
                    _ => None,
                };
                let (low, high) = (end(low, terms), end(high, terms));
                // What is far beyond any amount says nothing more.
                let most = 10i128.pow(24);
                let over = terms.fresh_whole(low.or(Some(-most)), high.or(Some(most)));
                Val::Exact(Number::whole(over, 10i128.pow(PLACES), terms))
            }
            Type::Duration => {
                let (low, high) = (Some(i32::MIN.into()), Some(i32::MAX.into()));
                let months = terms.fresh_whole(low, high);
                Val::Length(months, terms.fresh_whole(low, high))
            }
            Type::Text => {
                let last = self.texts.len() as i128 - 1;
                Val::Whole(terms.fresh_whole(Some(0), Some(last.max(0))))
            }
            Type::Window | Type::List(_) => Val::Other,
        }
    }

    /// What terms do not say: any value, and it may fail.
    pub(super) fn anything(&mut self, policy: &Policy, ty: Type, words: String) -> Sym {
        let val = self.variable(policy, ty, None, None);
        let bad = self.terms.fresh_truth();
        let fails = Fails::never(&mut self.terms).or_bad(bad, &mut self.terms);
        let mut all = vec![fails.bad];
        match &val {
            Val::Truth(t) | Val::Whole(t) => all.push(*t),
            Val::Exact(number) => all.push(number.over),
            Val::Set(members) => all.extend(members),
            Val::Length(a, b) => all.extend([*a, *b]),
            Val::Other => {}
        }
        self.terms
            .guesses
            .extend(all.into_iter().map(|t| (t, words.clone())));
        Sym { val, fails }
    }

    pub(super) fn constant(&mut self, policy: &Policy, value: &Value) -> Val {
        match value {
            Value::Text(text) => match self.texts.place(text) {
                Some(place) => Val::Whole(self.terms.whole(place as i128)),
                None => Val::Other,
            },
            Value::Set(of, _) => {
                let members = policy.enums.at(*of).members.len();
                constant(value, members, &mut self.terms)
            }
            value => constant(value, 0, &mut self.terms),
        }
    }

    /// Whether something is present on the day of the decision.
    pub(super) fn in_force(&mut self, scope: ScopeId, period: InForce) -> T {
        let Some(day) = self.scope(scope).days else {
            return self.terms.yes();
        };
        let mut parts = Vec::new();
        if let Some(from) = period.from {
            let from = self.terms.whole(from.days().into());
            parts.push(self.terms.at_most(from, day));
        }
        if let Some(until) = period.until {
            let until = self.terms.whole(until.days().into());
            parts.push(self.terms.less(day, until));
        }
        self.terms.all(parts)
    }

    pub(super) fn parameter(&mut self, scope: ScopeId, id: ParameterId) -> Sym {
        let policy = self.policy_of(scope);
        let parameter = policy.parameters.at(id);
        let day = self.scope(scope).days;
        let mut started = Vec::new();
        for (from, value) in &parameter.values {
            let value = self.constant(policy, value);
            let present = match (from, day) {
                (None, _) => self.terms.yes(),
                (Some(from), Some(day)) => {
                    let from = self.terms.whole(from.days().into());
                    self.terms.at_most(from, day)
                }
                (Some(_), None) => self.terms.no(),
            };
            started.push((present, value));
        }
        let terms = &mut self.terms;
        let some = terms.any(started.iter().map(|(present, _)| *present));
        let none = terms.not(some);
        let mut chosen: Option<Val> = None;
        for (present, value) in started {
            chosen = Some(match chosen {
                None => value,
                Some(before) => super::value::choose(present, &value, &before, terms),
            });
        }
        Sym {
            val: chosen.unwrap_or(Val::Other),
            fails: Fails {
                early: none,
                ..Fails::never(terms)
            },
        }
    }

    /// Whether the facts keep every assumption, those of policies that are used as well.
    pub(super) fn assumptions(&mut self, scope: ScopeId) -> T {
        let policy = self.policy_of(scope);
        let mut kept = Vec::new();
        for assumption in policy.assumptions.values() {
            let holds = self.expr(scope, assumption.holds);
            let holds = holds.holds(&mut self.terms);
            let present = self.in_force(scope, assumption.head.in_force);
            kept.push(self.terms.implies(present, holds));
        }
        for id in policy.uses.ids() {
            if assumes(&policy.uses.at(id).policy) {
                let inner = self.inner(scope, id);
                let inner_kept = self.assumptions(inner);
                let handing = self.scope(inner).handing;
                let fails = handing.map(|fails| fails.at_all(&mut self.terms));
                let fails = fails.unwrap_or_else(|| self.terms.no());
                kept.push(self.terms.or(fails, inner_kept));
            }
        }
        self.terms.all(kept)
    }

    /// What an expression goes by, for reports of what terms do not say.
    pub(super) fn words(policy: &Policy, kind: &ExprKind) -> String {
        match kind {
            ExprKind::Scripted(id, _) => {
                let function = policy.functions.at(*id);
                format!("the script function `{}`", function.name)
            }
            ExprKind::Decided(_) => "the script that decides the policy".to_owned(),
            ExprKind::Quantified { variable, .. } | ExprKind::Folded { variable, .. } => {
                let list = policy.variables.at(*variable).list;
                format!("the list `{}`", policy.lists.at(list).name)
            }
            ExprKind::Lookup { table, .. } | ExprKind::Has { table, .. } => {
                format!("the table `{}`", policy.tables.at(*table).head.name)
            }
            ExprKind::InCodes(_, codes) => {
                format!("the codes `{}`", policy.codes.at(*codes).head.name)
            }
            _ => "an expression".to_owned(),
        }
    }
}

fn assumes(policy: &Policy) -> bool {
    !policy.assumptions.is_empty() || policy.uses.values().any(|used| assumes(&used.policy))
}
