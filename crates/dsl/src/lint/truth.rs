//! Conditions that always come out the same, as far as it can be seen without a solver: from
//! what is written, from declared ranges, and from conditions that rule each other out.

use std::collections::{BTreeSet, HashMap};

use super::constants::{Constants, order};
use super::sameness::Sameness;
use crate::ir::{CompareOp, EnumId, ExprId, ExprKind, Id, Policy, Type};
use crate::value::{Date, Value};

/// What is known of every expression.
pub(super) struct Truths {
    constants: Constants,
    truths: Vec<Option<bool>>,
}

/// A condition that holds, or one that does not.
pub(super) type Literal = (ExprId, bool);

impl Truths {
    pub(super) fn of(policy: &Policy, same: &Sameness) -> Self {
        let mut all = Self {
            constants: Constants::of(policy),
            truths: Vec::with_capacity(policy.exprs.len()),
        };
        // Operands are numbered before what is made of them.
        for (id, expr) in policy.exprs.iter() {
            let truth = match expr.ty {
                Type::Boolean => all.truth(policy, same, id),
                _ => None,
            };
            all.truths.push(truth);
        }
        all
    }

    /// What the condition always is, whatever the facts are.
    pub(super) fn get(&self, id: ExprId) -> Option<bool> {
        self.truths.get(id.index()).copied().flatten()
    }

    /// The value that the expression always has.
    pub(super) fn constant(&self, id: ExprId) -> Option<&Value> {
        self.constants.get(id)
    }

    fn truth(&self, policy: &Policy, same: &Sameness, id: ExprId) -> Option<bool> {
        let any = |all: &[ExprId], truth| all.iter().any(|id| self.get(*id) == Some(truth));
        let all = |all: &[ExprId], truth| all.iter().all(|id| self.get(*id) == Some(truth));
        let never = |literal| self.contradict(policy, same, &conjuncts(policy, same, literal));
        match &policy.exprs.at(id).kind {
            ExprKind::Constant(Value::Boolean(truth)) => Some(*truth),
            ExprKind::Not(one) => self.get(*one).map(|truth| !truth),
            ExprKind::And(ids) if any(ids, false) => Some(false),
            ExprKind::And(ids) if all(ids, true) => Some(true),
            ExprKind::And(_) => never((id, true)).then_some(false),
            ExprKind::Or(ids) if any(ids, true) => Some(true),
            ExprKind::Or(ids) if all(ids, false) => Some(false),
            ExprKind::Or(_) => never((id, false)).then_some(true),
            ExprKind::If(condition, then, otherwise) => match self.get(*condition) {
                Some(true) => self.get(*then),
                Some(false) => self.get(*otherwise),
                None => self
                    .get(*then)
                    .filter(|truth| self.get(*otherwise) == Some(*truth)),
            },
            _ if never((id, true)) => Some(false),
            _ if never((id, false)) => Some(true),
            _ => None,
        }
    }

    /// Whether conditions surely never hold together.
    fn contradict(&self, policy: &Policy, same: &Sameness, literals: &[Literal]) -> bool {
        let mut seen: HashMap<ExprId, bool> = HashMap::new();
        let mut orders: HashMap<(ExprId, ExprId), Orders> = HashMap::new();
        let mut bounds: HashMap<ExprId, Bounds> = HashMap::new();
        for (id, truth) in literals {
            if *seen.entry(*id).or_insert(*truth) != *truth {
                return true;
            }
            match &policy.exprs.at(*id).kind {
                ExprKind::Compare(op, a, b) => {
                    let op = if *truth { *op } else { op.negated() };
                    let (a, b) = (same.first(*a), same.first(*b));
                    let (a, b, op) = if a <= b {
                        (a, b, op)
                    } else {
                        (b, a, op.turned())
                    };
                    let pair = (a, b);
                    let possible = orders
                        .entry(pair)
                        .or_insert_with(|| self.orders(policy, pair));
                    *possible = possible.and(Orders::of(op));
                    if possible.is_empty() {
                        return true;
                    }
                    let sides = [(a, b, op), (b, a, op.turned())];
                    for (subject, other, op) in sides {
                        let Some(value) = self.constant(other) else {
                            continue;
                        };
                        let known = bounds
                            .entry(subject)
                            .or_insert_with(|| self.bounds(policy, subject));
                        if known.narrow(op, value).is_empty() {
                            return true;
                        }
                    }
                }
                ExprKind::Includes { set, member } => {
                    let Some(Value::Set(_, bits)) = self.constant(*set) else {
                        continue;
                    };
                    let subject = same.first(*member);
                    let known = bounds
                        .entry(subject)
                        .or_insert_with(|| self.bounds(policy, subject));
                    if known.keep(*bits, *truth).is_empty() {
                        return true;
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// How two expressions can stand to each other.
    fn orders(&self, policy: &Policy, (a, b): (ExprId, ExprId)) -> Orders {
        if a == b {
            return Orders::EQUAL;
        }
        let (low, high) = self.bounds(policy, a).ends();
        let (other_low, other_high) = self.bounds(policy, b).ends();
        let may = |a: &Option<Value>, b: &Option<Value>, is: fn(std::cmp::Ordering) -> bool| {
            let known = a.as_ref().zip(b.as_ref()).and_then(|(a, b)| order(a, b));
            known.is_none_or(is)
        };
        let less = may(&low, &other_high, std::cmp::Ordering::is_lt);
        let greater = may(&high, &other_low, std::cmp::Ordering::is_gt);
        let equal = may(&low, &other_high, std::cmp::Ordering::is_le)
            && may(&high, &other_low, std::cmp::Ordering::is_ge);
        Orders {
            less,
            equal,
            greater,
        }
    }

    /// The values that an expression can have, before any condition is known.
    fn bounds(&self, policy: &Policy, id: ExprId) -> Bounds {
        let expr = policy.exprs.at(id);
        let mut bounds = Bounds::default();
        if let Type::Enum(of) = expr.ty {
            bounds.members = policy.enums.get(of).map(|e| (of, e.members.len()));
        }
        if let Some(value) = self.constant(id) {
            return bounds.narrow(CompareOp::Equal, value).clone();
        }
        if expr.ty == Type::Date {
            bounds.narrow(CompareOp::GreaterEqual, &Value::Date(Date::MIN));
            bounds.narrow(CompareOp::LessEqual, &Value::Date(Date::MAX));
        }
        if let ExprKind::Fact(fact) = expr.kind {
            let fact = policy.facts.at(fact);
            for (op, end) in [
                (CompareOp::GreaterEqual, &fact.low),
                (CompareOp::LessEqual, &fact.high),
            ] {
                if let Some(value) = end {
                    bounds.narrow(op, value);
                }
            }
        }
        bounds
    }
}

/// The conditions that all hold where one does: the operands of `and`, of a denied `or`, and so
/// on. They are told by the first that is written as they are.
pub(super) fn conjuncts(policy: &Policy, same: &Sameness, literal: Literal) -> Vec<Literal> {
    let mut found = Vec::new();
    let mut open = vec![literal];
    while let Some((id, truth)) = open.pop() {
        match &policy.exprs.at(id).kind {
            ExprKind::Not(one) => open.push((*one, !truth)),
            ExprKind::And(ids) if truth => open.extend(ids.iter().rev().map(|id| (*id, true))),
            ExprKind::Or(ids) if !truth => open.extend(ids.iter().rev().map(|id| (*id, false))),
            ExprKind::Compare(op, a, b) if policy.exprs.at(*a).ty == Type::Boolean => {
                match against_constant(policy, *op, *a, *b) {
                    Some((one, holds)) => open.push((one, holds == truth)),
                    None => found.push((same.first(id), truth)),
                }
            }
            _ => found.push((same.first(id), truth)),
        }
    }
    found
}

/// `fact = yes` says as much as `fact`, and `fact = no` as much as `not fact`.
fn against_constant(policy: &Policy, op: CompareOp, a: ExprId, b: ExprId) -> Option<Literal> {
    let constant = |id: ExprId| match policy.exprs.at(id).kind {
        ExprKind::Constant(Value::Boolean(truth)) => Some(truth),
        _ => None,
    };
    let (one, truth) = match (constant(a), constant(b)) {
        (None, Some(truth)) => (a, truth),
        (Some(truth), None) => (b, truth),
        _ => return None,
    };
    match op {
        CompareOp::Equal => Some((one, truth)),
        CompareOp::NotEqual => Some((one, !truth)),
        _ => None,
    }
}

/// How one value may stand to another.
#[derive(Clone, Copy)]
struct Orders {
    less: bool,
    equal: bool,
    greater: bool,
}

impl Orders {
    const EQUAL: Self = Self {
        less: false,
        equal: true,
        greater: false,
    };

    fn of(op: CompareOp) -> Self {
        use std::cmp::Ordering::{Equal, Greater, Less};
        Self {
            less: op.holds(Less),
            equal: op.holds(Equal),
            greater: op.holds(Greater),
        }
    }

    fn and(self, other: Self) -> Self {
        Self {
            less: self.less && other.less,
            equal: self.equal && other.equal,
            greater: self.greater && other.greater,
        }
    }

    fn is_empty(self) -> bool {
        !(self.less || self.equal || self.greater)
    }
}

/// The values that are left for an expression.
#[derive(Clone, Default)]
struct Bounds {
    /// The lowest, and whether it is itself left out.
    low: Option<(Value, bool)>,
    /// The highest, likewise.
    high: Option<(Value, bool)>,
    /// The enumeration that the value is a member of, and how many members it has.
    members: Option<(EnumId, usize)>,
    /// The places of the members left; all when absent.
    kept: Option<BTreeSet<u16>>,
    /// The places of the members that are ruled out.
    dropped: BTreeSet<u16>,
}

impl Bounds {
    fn ends(&self) -> (Option<Value>, Option<Value>) {
        let value = |end: &Option<(Value, bool)>| end.as_ref().map(|(value, _)| value.clone());
        (value(&self.low), value(&self.high))
    }

    /// Leaves the values that stand to this one as the comparison says.
    fn narrow(&mut self, op: CompareOp, value: &Value) -> &mut Self {
        if let Value::Member(_, place) = value {
            match op {
                CompareOp::Equal => self.keep_only(BTreeSet::from([*place])),
                CompareOp::NotEqual => {
                    self.dropped.insert(*place);
                }
                _ => {}
            }
        }
        match op {
            CompareOp::Equal => {
                self.raise(value, false);
                self.lower(value, false);
            }
            CompareOp::NotEqual => {}
            CompareOp::Less => self.lower(value, true),
            CompareOp::LessEqual => self.lower(value, false),
            CompareOp::Greater => self.raise(value, true),
            CompareOp::GreaterEqual => self.raise(value, false),
        }
        self
    }

    /// Leaves the members of a set, or those that are not of it.
    fn keep(&mut self, bits: u64, kept: bool) -> &mut Self {
        let members = (0..64).filter(|place| bits >> place & 1 == 1);
        match kept {
            true => self.keep_only(members.collect()),
            false => self.dropped.extend(members),
        }
        self
    }

    fn keep_only(&mut self, members: BTreeSet<u16>) {
        self.kept = Some(match self.kept.take() {
            Some(kept) => kept.intersection(&members).copied().collect(),
            None => members,
        });
    }

    fn raise(&mut self, value: &Value, open: bool) {
        if tighter(&self.low, value, open, std::cmp::Ordering::Greater) {
            self.low = Some((value.clone(), open));
        }
    }

    fn lower(&mut self, value: &Value, open: bool) {
        if tighter(&self.high, value, open, std::cmp::Ordering::Less) {
            self.high = Some((value.clone(), open));
        }
    }

    fn is_empty(&self) -> bool {
        let crossed = match (&self.low, &self.high) {
            (Some((low, low_open)), Some((high, high_open))) => match order(low, high) {
                Some(std::cmp::Ordering::Greater) => true,
                Some(std::cmp::Ordering::Equal) => *low_open || *high_open,
                _ => false,
            },
            _ => false,
        };
        let used_up = match (&self.kept, self.members) {
            (Some(kept), _) => kept.is_subset(&self.dropped),
            (None, Some((_, count))) => count > 0 && self.dropped.len() >= count,
            (None, None) => false,
        };
        crossed || used_up
    }
}

/// Whether an end leaves fewer values than the one known; values without an order leave none out.
fn tighter(
    known: &Option<(Value, bool)>,
    value: &Value,
    open: bool,
    tighter: std::cmp::Ordering,
) -> bool {
    match known {
        None => order(value, value).is_some(),
        Some((other, other_open)) => match order(value, other) {
            Some(std::cmp::Ordering::Equal) => open && !other_open,
            found => found == Some(tighter),
        },
    }
}
