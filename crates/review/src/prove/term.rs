//! Terms over whole numbers and truth values, each stored once: the language that policies are
//! translated to before a solver is asked. What can be computed while a term is built is.

use std::collections::{BTreeMap, HashMap};

/// A term, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct T(u32);

/// The two sorts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sort {
    Truth,
    Whole,
}

/// What a term is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Node {
    Truth(bool),
    Whole(i128),
    Var(Sort, u32),
    Not(T),
    And(Vec<T>),
    Or(Vec<T>),
    If(T, T, T),
    Equal(T, T),
    LessEqual(T, T),
    Add(T, T),
    Multiply(T, T),
    /// Rounded down; the second is never zero.
    Divide(T, T),
    /// What is left of that division.
    Remainder(T, T),
}

/// What is known of a whole number before anybody is asked: the lowest and the highest that it is.
pub(super) type Bounds = (Option<i128>, Option<i128>);

/// So many constants at the ends of a choice are gone through one by one.
const LEAVES: usize = 200;

/// All terms of a question.
#[derive(Default)]
pub(super) struct Terms {
    nodes: Vec<Node>,
    bounds: Vec<Bounds>,
    /// How many constants a choice between constants alone ends in; 0 for anything else.
    leaves: Vec<usize>,
    known: HashMap<Node, T>,
    variables: u32,
    /// What always holds of the variables that it speaks of, all of which are named.
    pub(super) axioms: Vec<Axiom>,
    /// The variables that stand for what terms do not say, and what that is in words.
    pub(super) guesses: BTreeMap<T, String>,
}

/// What holds of some variables.
pub(super) struct Axiom {
    /// It matters only where all of these do.
    pub(super) of: Vec<T>,
    pub(super) holds: T,
    /// Whether it is left out at first, since it makes questions hard.
    pub(super) is_hard: bool,
}

impl Terms {
    pub(super) fn node(&self, t: T) -> &Node {
        const NEVER: Node = Node::Truth(false);
        self.nodes.get(t.0 as usize).unwrap_or(&NEVER)
    }

    pub(super) fn number(t: T) -> u32 {
        t.0
    }

    pub(super) fn bounds(&self, t: T) -> Bounds {
        self.bounds.get(t.0 as usize).copied().unwrap_or_default()
    }

    fn leaves(&self, t: T) -> usize {
        self.leaves.get(t.0 as usize).copied().unwrap_or_default()
    }

    fn put(&mut self, node: Node, bounds: Bounds) -> T {
        if let Some(found) = self.known.get(&node) {
            return *found;
        }
        let leaves = match &node {
            Node::Truth(_) | Node::Whole(_) => 1,
            Node::If(_, a, b) if self.leaves(*a) > 0 && self.leaves(*b) > 0 => {
                self.leaves(*a).saturating_add(self.leaves(*b))
            }
            _ => 0,
        };
        let t = T(self.nodes.len() as u32);
        self.nodes.push(node.clone());
        self.bounds.push(bounds);
        self.leaves.push(leaves);
        self.known.insert(node, t);
        t
    }

    /// A variable that nothing is known of yet.
    pub(super) fn fresh(&mut self, sort: Sort, bounds: Bounds) -> T {
        self.variables += 1;
        self.put(Node::Var(sort, self.variables), bounds)
    }

    pub(super) fn fresh_truth(&mut self) -> T {
        self.fresh(Sort::Truth, (None, None))
    }

    pub(super) fn fresh_whole(&mut self, low: Option<i128>, high: Option<i128>) -> T {
        match (low, high) {
            (Some(low), Some(high)) if low == high => self.whole(low),
            bounds => self.fresh(Sort::Whole, bounds),
        }
    }

    /// A truth that terms do not say.
    pub(super) fn guess(&mut self, words: &str) -> T {
        let t = self.fresh_truth();
        self.guesses.insert(t, words.to_owned());
        t
    }

    pub(super) fn truth(&mut self, truth: bool) -> T {
        self.put(Node::Truth(truth), (None, None))
    }

    pub(super) fn yes(&mut self) -> T {
        self.truth(true)
    }

    pub(super) fn no(&mut self) -> T {
        self.truth(false)
    }

    pub(super) fn whole(&mut self, n: i128) -> T {
        self.put(Node::Whole(n), (Some(n), Some(n)))
    }

    pub(super) fn as_truth(&self, t: T) -> Option<bool> {
        match self.node(t) {
            Node::Truth(truth) => Some(*truth),
            _ => None,
        }
    }

    pub(super) fn as_whole(&self, t: T) -> Option<i128> {
        match self.node(t) {
            Node::Whole(n) => Some(*n),
            _ => None,
        }
    }

    pub(super) fn sort(&self, t: T) -> Sort {
        match self.node(t) {
            Node::Truth(_)
            | Node::Not(_)
            | Node::And(_)
            | Node::Or(_)
            | Node::Equal(..)
            | Node::LessEqual(..) => Sort::Truth,
            Node::Whole(_)
            | Node::Add(..)
            | Node::Multiply(..)
            | Node::Divide(..)
            | Node::Remainder(..) => Sort::Whole,
            Node::Var(sort, _) => *sort,
            Node::If(_, a, _) => self.sort(*a),
        }
    }

    pub(super) fn not(&mut self, a: T) -> T {
        match *self.node(a) {
            Node::Truth(truth) => self.truth(!truth),
            Node::Not(inner) => inner,
            _ => self.put(Node::Not(a), (None, None)),
        }
    }

    pub(super) fn all(&mut self, parts: impl IntoIterator<Item = T>) -> T {
        let mut kept: Vec<T> = Vec::new();
        for part in parts {
            match self.node(part) {
                Node::Truth(true) => {}
                Node::Truth(false) => return self.no(),
                Node::And(inner) => kept.extend(inner.iter().copied()),
                _ => kept.push(part),
            }
        }
        kept.sort_unstable();
        kept.dedup();
        if kept.iter().any(|part| self.contradicts(&kept, *part)) {
            return self.no();
        }
        match kept.as_slice() {
            [] => self.yes(),
            [one] => *one,
            _ => self.put(Node::And(kept), (None, None)),
        }
    }

    pub(super) fn any(&mut self, parts: impl IntoIterator<Item = T>) -> T {
        let mut kept: Vec<T> = Vec::new();
        for part in parts {
            match self.node(part) {
                Node::Truth(false) => {}
                Node::Truth(true) => return self.yes(),
                Node::Or(inner) => kept.extend(inner.iter().copied()),
                _ => kept.push(part),
            }
        }
        kept.sort_unstable();
        kept.dedup();
        if kept.iter().any(|part| self.contradicts(&kept, *part)) {
            return self.yes();
        }
        match kept.as_slice() {
            [] => self.no(),
            [one] => *one,
            _ => self.put(Node::Or(kept), (None, None)),
        }
    }

    /// Whether a part is the opposite of another of the sorted parts.
    fn contradicts(&self, parts: &[T], part: T) -> bool {
        matches!(self.node(part), Node::Not(inner) if parts.binary_search(inner).is_ok())
    }

    pub(super) fn and(&mut self, a: T, b: T) -> T {
        self.all([a, b])
    }

    pub(super) fn or(&mut self, a: T, b: T) -> T {
        self.any([a, b])
    }

    pub(super) fn implies(&mut self, a: T, b: T) -> T {
        let not = self.not(a);
        self.or(not, b)
    }

    pub(super) fn choose(&mut self, condition: T, then: T, otherwise: T) -> T {
        if then == otherwise {
            return then;
        }
        match *self.node(condition) {
            Node::Truth(true) => return then,
            Node::Truth(false) => return otherwise,
            Node::Not(inner) => return self.choose(inner, otherwise, then),
            _ => {}
        }
        if self.sort(then) == Sort::Truth {
            let not = self.not(condition);
            match (self.as_truth(then), self.as_truth(otherwise)) {
                (Some(true), _) => return self.or(condition, otherwise),
                (Some(false), _) => return self.and(not, otherwise),
                (_, Some(true)) => return self.or(not, then),
                (_, Some(false)) => return self.and(condition, then),
                (None, None) => {}
            }
        }
        let ((a, b), (c, d)) = (self.bounds(then), self.bounds(otherwise));
        let low = a.zip(c).map(|(a, c)| a.min(c));
        let high = b.zip(d).map(|(b, d)| b.max(d));
        self.put(Node::If(condition, then, otherwise), (low, high))
    }

    /// Whether a term is a constant or a choice between few of them.
    pub(super) fn is_few(&self, t: T) -> bool {
        (1..=LEAVES).contains(&self.leaves(t))
    }

    /// The same choice between what becomes of each constant.
    pub(super) fn of_each(&mut self, t: T, become_: &mut dyn FnMut(&mut Self, T) -> T) -> T {
        let mut done = HashMap::new();
        self.of_each_once(t, become_, &mut done)
    }

    fn of_each_once(
        &mut self,
        t: T,
        become_: &mut dyn FnMut(&mut Self, T) -> T,
        done: &mut HashMap<T, T>,
    ) -> T {
        if let Some(found) = done.get(&t) {
            return *found;
        }
        let made = match *self.node(t) {
            Node::If(condition, a, b) => {
                let a = self.of_each_once(a, become_, done);
                let b = self.of_each_once(b, become_, done);
                self.choose(condition, a, b)
            }
            _ => become_(self, t),
        };
        done.insert(t, made);
        made
    }

    pub(super) fn equal(&mut self, a: T, b: T) -> T {
        if a == b {
            return self.yes();
        }
        if self.sort(a) == Sort::Truth {
            let (not_a, not_b) = (self.not(a), self.not(b));
            return match (self.as_truth(a), self.as_truth(b)) {
                (Some(true), _) => b,
                (Some(false), _) => not_b,
                (_, Some(true)) => a,
                (_, Some(false)) => not_a,
                _ if not_a == b => self.no(),
                _ => self.put(Node::Equal(a.min(b), a.max(b)), (None, None)),
            };
        }
        let ((a_low, a_high), (b_low, b_high)) = (self.bounds(a), self.bounds(b));
        let below = |high: Option<i128>, low: Option<i128>| {
            high.zip(low).is_some_and(|(high, low)| high < low)
        };
        if below(a_high, b_low) || below(b_high, a_low) {
            return self.no();
        }
        match (self.as_whole(a), self.as_whole(b)) {
            (Some(a), Some(b)) => self.truth(a == b),
            (_, Some(_)) if self.is_few(a) && self.leaves(a) > 1 => {
                self.of_each(a, &mut |terms, leaf| terms.equal(leaf, b))
            }
            (Some(_), _) if self.is_few(b) && self.leaves(b) > 1 => {
                self.of_each(b, &mut |terms, leaf| terms.equal(leaf, a))
            }
            _ => self.put(Node::Equal(a.min(b), a.max(b)), (None, None)),
        }
    }

    pub(super) fn at_most(&mut self, a: T, b: T) -> T {
        if a == b {
            return self.yes();
        }
        let ((a_low, a_high), (b_low, b_high)) = (self.bounds(a), self.bounds(b));
        if a_high.zip(b_low).is_some_and(|(high, low)| high <= low) {
            return self.yes();
        }
        if a_low.zip(b_high).is_some_and(|(low, high)| high < low) {
            return self.no();
        }
        let ((a_base, a_more), (b_base, b_more)) = (self.split(a), self.split(b));
        if a_base.is_some() && a_base == b_base {
            return self.truth(a_more <= b_more);
        }
        match (self.as_whole(a), self.as_whole(b)) {
            (_, Some(_)) if self.is_few(a) && self.leaves(a) > 1 => {
                self.of_each(a, &mut |terms, leaf| terms.at_most(leaf, b))
            }
            (Some(_), _) if self.is_few(b) && self.leaves(b) > 1 => {
                self.of_each(b, &mut |terms, leaf| terms.at_most(a, leaf))
            }
            _ => self.put(Node::LessEqual(a, b), (None, None)),
        }
    }

    pub(super) fn less(&mut self, a: T, b: T) -> T {
        let not_less = self.at_most(b, a);
        self.not(not_less)
    }

    pub(super) fn least(&mut self, a: T, b: T) -> T {
        let first = self.at_most(a, b);
        self.choose(first, a, b)
    }

    /// A term and the constant that is added to it; constants have no term.
    fn split(&self, t: T) -> (Option<T>, i128) {
        match self.node(t) {
            Node::Whole(n) => (None, *n),
            Node::Add(base, more) => match self.as_whole(*more) {
                Some(more) => (Some(*base), more),
                None => (Some(t), 0),
            },
            _ => (Some(t), 0),
        }
    }

    pub(super) fn add(&mut self, a: T, b: T) -> T {
        let ((a_base, a_more), (b_base, b_more)) = (self.split(a), self.split(b));
        let Some(more) = a_more.checked_add(b_more) else {
            return self.fresh_whole(None, None);
        };
        match (a_base, b_base) {
            (None, None) => self.whole(more),
            (Some(base), None) | (None, Some(base)) => self.plus(base, more),
            (Some(x), Some(y)) => {
                let (x, y) = (x.min(y), x.max(y));
                let ((a, b), (c, d)) = (self.bounds(x), self.bounds(y));
                let sum = |a: Option<i128>, c: Option<i128>| a?.checked_add(c?);
                let both = self.put(Node::Add(x, y), (sum(a, c), sum(b, d)));
                self.plus(both, more)
            }
        }
    }

    fn plus(&mut self, base: T, more: i128) -> T {
        if more == 0 {
            return base;
        }
        let (low, high) = self.bounds(base);
        let moved = |end: Option<i128>| end?.checked_add(more);
        let more = self.whole(more);
        self.put(Node::Add(base, more), (moved(low), moved(high)))
    }

    pub(super) fn add_to(&mut self, a: T, n: i128) -> T {
        let n = self.whole(n);
        self.add(a, n)
    }

    pub(super) fn subtract(&mut self, a: T, b: T) -> T {
        if a == b {
            return self.whole(0);
        }
        let minus = self.negate(b);
        self.add(a, minus)
    }

    pub(super) fn negate(&mut self, a: T) -> T {
        self.times(a, -1)
    }

    pub(super) fn times(&mut self, a: T, n: i128) -> T {
        let n = self.whole(n);
        self.multiply(a, n)
    }

    pub(super) fn multiply(&mut self, a: T, b: T) -> T {
        match (self.as_whole(a), self.as_whole(b)) {
            (Some(x), Some(y)) => match x.checked_mul(y) {
                Some(product) => self.whole(product),
                None => self.fresh_whole(None, None),
            },
            (Some(0), _) | (_, Some(0)) => self.whole(0),
            (Some(1), _) => b,
            (_, Some(1)) => a,
            (Some(_), None) => self.multiply(b, a),
            (None, Some(n)) => match *self.node(a) {
                // -(-x), and 2 times 3 x.
                Node::Multiply(inner, by) if self.as_whole(by).is_some() => {
                    let by = self.as_whole(by).and_then(|by| by.checked_mul(n));
                    match by {
                        Some(by) => self.times(inner, by),
                        None => self.fresh_whole(None, None),
                    }
                }
                Node::Add(base, more) if self.as_whole(more).is_some() => {
                    let (base, more) = (self.times(base, n), self.times(more, n));
                    self.add(base, more)
                }
                _ if self.is_few(a) => self.of_each(a, &mut |terms, leaf| terms.times(leaf, n)),
                _ => {
                    let bounds = self.product(a, b);
                    self.put(Node::Multiply(a, b), bounds)
                }
            },
            // A choice between constants keeps the product linear.
            _ if self.is_few(a) => self.of_each(a, &mut |terms, leaf| terms.multiply(b, leaf)),
            _ if self.is_few(b) => self.of_each(b, &mut |terms, leaf| terms.multiply(a, leaf)),
            _ => {
                let bounds = self.product(a, b);
                self.put(Node::Multiply(a.min(b), a.max(b)), bounds)
            }
        }
    }

    fn product(&self, a: T, b: T) -> Bounds {
        let ((Some(a), Some(b)), (Some(c), Some(d))) = (self.bounds(a), self.bounds(b)) else {
            return match (self.bounds(a), self.bounds(b)) {
                ((Some(a), _), (Some(b), _)) if a >= 0 && b >= 0 => (a.checked_mul(b), None),
                _ => (None, None),
            };
        };
        let ends = [(a, c), (a, d), (b, c), (b, d)].map(|(x, y)| x.checked_mul(y));
        let mut known = Vec::new();
        for end in ends {
            match end {
                Some(end) => known.push(end),
                None => return (None, None),
            }
        }
        (known.iter().min().copied(), known.iter().max().copied())
    }

    /// Rounded down.
    pub(super) fn divide(&mut self, a: T, b: T) -> T {
        match (self.as_whole(a), self.as_whole(b)) {
            (Some(x), Some(y)) if y != 0 => self.whole(floor(x, y)),
            (_, Some(1)) => a,
            (None, Some(y)) if y > 0 => {
                if self.is_few(a) {
                    return self.of_each(a, &mut |terms, leaf| terms.divide(leaf, b));
                }
                let (low, high) = self.bounds(a);
                let end = |end: Option<i128>| end.map(|end| floor(end, y));
                self.put(Node::Divide(a, b), (end(low), end(high)))
            }
            _ if self.is_few(b) && self.as_whole(b).is_none() => {
                self.of_each(b, &mut |terms, leaf| terms.divide(a, leaf))
            }
            _ => {
                let low = self.bounds(a).0.filter(|low| *low >= 0).map(|_| 0);
                let low = low.filter(|_| self.bounds(b).0.is_some_and(|b| b >= 0));
                self.put(Node::Divide(a, b), (low, None))
            }
        }
    }

    pub(super) fn remainder(&mut self, a: T, b: T) -> T {
        match (self.as_whole(a), self.as_whole(b)) {
            (Some(x), Some(y)) if y > 0 => self.whole(x.rem_euclid(y)),
            (None, Some(y)) if y > 0 => self.put(Node::Remainder(a, b), (Some(0), Some(y - 1))),
            _ => self.put(Node::Remainder(a, b), (Some(0), None)),
        }
    }
}

fn floor(a: i128, b: i128) -> i128 {
    let rest = a.rem_euclid(b);
    (a - rest) / b
}
