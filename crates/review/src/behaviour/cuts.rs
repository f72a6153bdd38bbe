//! The values at which the decisions of a policy may turn: every constant that it mentions, by
//! the facts that are tested against it.

use std::collections::{BTreeMap, BTreeSet};

use bylaws_dsl::SourceMap;
use bylaws_dsl::ir::{Builtin, CodesId, ExprId, ExprKind, FactId, ItemRef, Policy, Supplied, Type};
use bylaws_dsl::value::{Date, Decimal, Duration, Money, Value};
use bylaws_runtime::Data;
use smol_str::SmolStr;

use super::reach::reach;
use crate::canon::unit_word;

/// What both versions mention.
#[derive(Default)]
pub(crate) struct Cuts {
    /// Values against which a fact is tested, by its name.
    pub(crate) of_fact: BTreeMap<String, Vec<Data>>,
    /// Facts that are tested against each other.
    pub(crate) together: BTreeSet<(String, String)>,
    pub(crate) integers: BTreeSet<i64>,
    pub(crate) decimals: BTreeSet<Decimal>,
    pub(crate) percents: BTreeSet<Decimal>,
    pub(crate) amounts: BTreeSet<Money>,
    pub(crate) dates: BTreeSet<Date>,
    /// Days on which something begins or ends: parameters and items in force.
    pub(crate) turns: BTreeSet<Date>,
    /// Months and days.
    pub(crate) lengths: BTreeSet<(i32, i32)>,
    pub(crate) texts: BTreeSet<SmolStr>,
    /// Facts that something else is done with than to test them against constants.
    pub(crate) computed: BTreeSet<String>,
    /// Whether some list of constants was too long to be taken in whole.
    pub(crate) cut_short: bool,
    /// Whether a script takes part, into which nothing looks.
    pub(crate) opaque: bool,
}

impl Cuts {
    /// Takes in what a policy mentions, and what the policies mention that it uses.
    pub(crate) fn add(&mut self, policy: &Policy, sources: &SourceMap) {
        for script in policy.scripts.values() {
            let text = sources
                .get(script.source)
                .map_or("", |source| source.text.as_str());
            self.script(text);
        }
        self.policy(
            policy,
            &|fact| Some(policy.facts.at(fact).name.to_string()),
            0,
        );
    }

    fn policy(&mut self, policy: &Policy, name: &dyn Fn(FactId) -> Option<String>, depth: u8) {
        for (id, expr) in policy.exprs.iter() {
            self.expr(policy, name, id, &expr.kind);
        }
        for parameter in policy.parameters.values() {
            for (from, value) in &parameter.values {
                self.turns.extend(*from);
                self.value(policy, value);
            }
        }
        for item in &policy.items {
            if let Some(head) = policy.head(*item) {
                self.turns.extend(head.in_force.from);
                self.turns.extend(head.in_force.until);
            }
            if let ItemRef::Table(id) = item {
                let rows = policy.tables.at(*id).rows.iter().take(500);
                for value in rows.flat_map(|row| &row.values) {
                    self.value(policy, value);
                }
            }
        }
        // What a script tests, nothing here can tell.
        self.opaque |= !policy.scripts.is_empty();
        // What an item computes from is a fact that no list of cases is all of.
        for item in &policy.items {
            for id in super::reach::of_item(policy, *item) {
                if policy.exprs.at(id).ty != Type::Boolean {
                    self.all_computed(policy, name, id);
                }
            }
        }
        if !policy.categories.is_empty() {
            self.computed.extend(policy.covers.and_then(name));
        }
        for used in policy.uses.values().filter(|_| depth < 8) {
            let inner = |fact: FactId| {
                use bylaws_dsl::ir::Id;
                match used.facts.get(fact.index()) {
                    Some(Supplied::Fact(outer)) => name(*outer),
                    _ => None,
                }
            };
            self.policy(&used.policy, &inner, depth + 1);
        }
    }

    /// The numbers and dates that stand in the text of a script, as every type that they may be.
    fn script(&mut self, text: &str) {
        let is_part = |c: char| c.is_ascii_digit() || c == '-' || c == '.' || c == '_';
        for word in text.split(|c: char| !is_part(c)).take(2_000) {
            self.dates.extend(Date::parse(word));
            let number = word.trim_matches(['-', '.', '_']).replace('_', "");
            let Ok(number) = number.parse::<Decimal>() else {
                continue;
            };
            self.decimals.insert(number);
            self.percents.insert(number);
            self.amounts.extend(Money::from_exact(number));
            if let Ok(whole) = number.to_string().parse::<i64>() {
                self.integers.insert(whole);
                for unit in ["days", "months"] {
                    let length = Duration::of(whole, unit).filter(|_| whole <= 40_000);
                    self.lengths.extend(length.map(|d| (d.months, d.days)));
                }
            }
        }
    }

    fn value(&mut self, _policy: &Policy, value: &Value) {
        match value {
            Value::Integer(n) => drop(self.integers.insert(*n)),
            Value::Decimal(d) => drop(self.decimals.insert(*d)),
            Value::Percent(d) => drop(self.percents.insert(*d)),
            Value::Money(m) => drop(self.amounts.insert(*m)),
            Value::Date(d) => drop(self.dates.insert(*d)),
            Value::Duration(d) => drop(self.lengths.insert((d.months, d.days))),
            Value::Text(t) => drop(self.texts.insert(t.clone())),
            _ => {}
        }
    }

    fn expr(
        &mut self,
        policy: &Policy,
        name: &dyn Fn(FactId) -> Option<String>,
        id: ExprId,
        kind: &ExprKind,
    ) {
        match kind {
            ExprKind::Constant(value) => self.value(policy, value),
            ExprKind::Compare(_, a, b)
            | ExprKind::Includes { set: a, member: b }
            | ExprKind::IncludesAll { set: a, subset: b }
            | ExprKind::Within { date: a, window: b } => {
                self.tested(policy, name, &[*a, *b]);
            }
            ExprKind::Lookup {
                table, arguments, ..
            }
            | ExprKind::Has { table, arguments } => {
                self.cut_short |= policy.tables.at(*table).rows.len() > 2_000;
                let rows = policy.tables.at(*table).rows.iter().take(2_000);
                for (column, argument) in arguments.iter().enumerate() {
                    let mut ends = Vec::new();
                    for range in rows
                        .clone()
                        .filter_map(|row| row.cells.get(column))
                        .flatten()
                    {
                        ends.extend(range.low.iter().chain(&range.high).cloned());
                    }
                    let facts = reach(policy, [*argument]).facts;
                    for value in ends {
                        self.cut(policy, name, &facts, &value);
                    }
                    self.not_direct(policy, name, *argument);
                }
            }
            ExprKind::InCodes(text, codes) => {
                let facts = reach(policy, [*text]).facts;
                for code in some_codes(policy, *codes) {
                    self.cut(policy, name, &facts, &Value::Text(code));
                }
                self.not_direct(policy, name, *text);
            }
            ExprKind::Call(Builtin::Between(unit), dates) => {
                let facts = reach(policy, dates.iter().copied()).facts;
                self.related(name, &facts);
                // What the count is compared with is known only where it is compared; every
                // integer may be it.
                let counts = policy.exprs.values().filter_map(|expr| match &expr.kind {
                    ExprKind::Constant(Value::Integer(n)) => i32::try_from(*n).ok(),
                    _ => None,
                });
                for count in counts.filter(|n| (0..=40_000).contains(n)).take(60) {
                    let length = Duration::of(i64::from(count), unit_word(*unit));
                    self.lengths.extend(length.map(|d| (d.months, d.days)));
                }
            }
            _ => {}
        }
        let inner = kind.operands();
        let is_test = matches!(
            kind,
            ExprKind::Compare(..)
                | ExprKind::Includes { .. }
                | ExprKind::IncludesAll { .. }
                | ExprKind::Not(_)
                | ExprKind::And(_)
                | ExprKind::Or(_)
                | ExprKind::Lookup { .. }
                | ExprKind::Has { .. }
                | ExprKind::InCodes(..)
        );
        if !is_test {
            for operand in inner {
                if policy.exprs.at(operand).ty != Type::Boolean {
                    self.all_computed(policy, name, operand);
                }
            }
        }
        if matches!(kind, ExprKind::Otherwise(..)) {
            self.all_computed(policy, name, id);
        }
    }

    /// Both sides of a test: the facts of one turn at the values of the other.
    fn tested(
        &mut self,
        policy: &Policy,
        name: &dyn Fn(FactId) -> Option<String>,
        sides: &[ExprId],
    ) {
        let whole = reach(policy, sides.iter().copied());
        self.cut_short |= whole.values.len() > 200;
        for value in whole.values.iter().take(200) {
            self.cut(policy, name, &whole.facts, value);
        }
        self.related(name, &whole.facts);
        let direct = sides
            .iter()
            .any(|side| reach(policy, [*side]).facts.is_empty());
        for side in sides {
            match direct {
                true => self.not_direct(policy, name, *side),
                false => self.all_computed(policy, name, *side),
            }
        }
    }

    /// The facts of an expression that is more than a fact.
    fn not_direct(&mut self, policy: &Policy, name: &dyn Fn(FactId) -> Option<String>, id: ExprId) {
        if !matches!(policy.exprs.at(id).kind, ExprKind::Fact(_)) {
            self.all_computed(policy, name, id);
        }
    }

    fn all_computed(
        &mut self,
        policy: &Policy,
        name: &dyn Fn(FactId) -> Option<String>,
        id: ExprId,
    ) {
        if let ExprKind::Fact(fact) | ExprKind::Otherwise(fact, _) = policy.exprs.at(id).kind {
            self.computed.extend(name(fact));
        }
    }

    fn related(&mut self, name: &dyn Fn(FactId) -> Option<String>, facts: &BTreeSet<FactId>) {
        let names: Vec<String> = facts
            .iter()
            .take(12)
            .filter_map(|fact| name(*fact))
            .collect();
        for a in &names {
            for b in names.iter().filter(|b| *b != a) {
                self.together.insert((a.clone(), b.clone()));
            }
        }
    }

    fn cut(
        &mut self,
        policy: &Policy,
        name: &dyn Fn(FactId) -> Option<String>,
        facts: &BTreeSet<FactId>,
        value: &Value,
    ) {
        let data = Data::of(policy, value);
        for fact in facts {
            let fits = matches!(
                (policy.facts.at(*fact).ty, value),
                (Type::Integer, Value::Integer(_))
                    | (Type::Decimal, Value::Decimal(_))
                    | (Type::Percent, Value::Percent(_))
                    | (Type::Money, Value::Money(_))
                    | (Type::Date | Type::DateOrOpen, Value::Date(_))
                    | (Type::Text, Value::Text(_))
                    | (Type::Set(_), Value::Set(..))
                    | (Type::Duration, Value::Duration(_))
            );
            if let Some(name) = name(*fact).filter(|_| fits) {
                let of = self.of_fact.entry(name).or_default();
                if !of.contains(&data) {
                    of.push(data.clone());
                }
            }
        }
    }
}

/// Codes at the ends of a set.
fn some_codes(policy: &Policy, id: CodesId) -> Vec<SmolStr> {
    let codes = policy.codes.at(id);
    let exact = codes.exact.iter().take(100).cloned();
    let ranges = codes
        .ranges
        .iter()
        .take(50)
        .flat_map(|(low, high)| [low.clone(), high.clone()]);
    exact.chain(ranges).collect()
}
