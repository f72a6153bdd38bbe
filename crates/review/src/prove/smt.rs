//! Questions in SMT-LIB, and the answers of solvers.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

use super::term::{Node, Sort, T, Terms};

/// What a solver says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing satisfies the question.
    Unsatisfiable,
    /// Something does; the text gives the values that were asked for.
    Satisfiable(String),
    /// The solver gave up, and what it says about that.
    Unknown(String),
    /// It was not done in time.
    TimedOut,
    /// It could not be asked, or said something else.
    Broken(String),
}

/// Answers questions in SMT-LIB. The pure part of the analysis runs no processes: its host does.
pub trait Solver {
    /// What the solver is called, for reports.
    fn name(&self) -> String;
    /// Answers one question.
    fn solve(&mut self, question: &str) -> Verdict;
}

/// The values of the variables of a case.
pub(super) type Model = HashMap<T, Value>;

/// The value of a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Truth(bool),
    Whole(i128),
}

/// Everything that a question hangs on: its terms in an order in which each comes after its parts,
/// and the axioms about its variables.
struct Cone {
    order: Vec<T>,
    axioms: Vec<T>,
    /// Whether hard axioms were left out.
    left_out: bool,
}

fn cone(terms: &Terms, goal: &[T], hard: bool) -> Cone {
    let mut order = Vec::new();
    let mut seen = HashSet::new();
    for t in goal {
        visit(terms, *t, &mut seen, &mut order);
    }
    let mut axioms = Vec::new();
    let mut used: BTreeSet<usize> = BTreeSet::new();
    let mut left_out = false;
    loop {
        let before = used.len();
        for (place, axiom) in terms.axioms.iter().enumerate() {
            if used.contains(&place) || !axiom.of.iter().all(|t| seen.contains(t)) {
                continue;
            }
            if axiom.is_hard && !hard {
                left_out = true;
                continue;
            }
            used.insert(place);
            axioms.push(axiom.holds);
            visit(terms, axiom.holds, &mut seen, &mut order);
        }
        if used.len() == before {
            break;
        }
    }
    Cone {
        order,
        axioms,
        left_out,
    }
}

fn parts(node: &Node) -> Vec<T> {
    match node {
        Node::Truth(_) | Node::Whole(_) | Node::Var(..) => Vec::new(),
        Node::Not(a) => vec![*a],
        Node::And(all) | Node::Or(all) => all.clone(),
        Node::If(a, b, c) => vec![*a, *b, *c],
        Node::Equal(a, b)
        | Node::LessEqual(a, b)
        | Node::Add(a, b)
        | Node::Multiply(a, b)
        | Node::Divide(a, b)
        | Node::Remainder(a, b) => vec![*a, *b],
    }
}

fn visit(terms: &Terms, start: T, seen: &mut HashSet<T>, order: &mut Vec<T>) {
    let mut waiting = vec![(start, false)];
    while let Some((t, done)) = waiting.pop() {
        if done {
            order.push(t);
            continue;
        }
        if !seen.insert(t) {
            continue;
        }
        waiting.push((t, true));
        waiting.extend(parts(terms.node(t)).into_iter().map(|part| (part, false)));
    }
}

/// Which of some variables a question hangs on.
pub(super) fn hangs_on<'w>(
    terms: &Terms,
    goal: T,
    of: &'w std::collections::BTreeMap<T, String>,
) -> BTreeSet<&'w String> {
    let cone = cone(terms, &[goal], true);
    cone.order.iter().filter_map(|t| of.get(t)).collect()
}

/// A question, ready to be asked.
pub(super) struct Written {
    pub(super) text: String,
    /// Whether it says less than it could: an answer that something satisfies it is a guess.
    pub(super) is_loose: bool,
}

/// The question whether everything in `goal` can hold, asking for the values of `wanted`.
pub(super) fn write(terms: &Terms, goal: &[T], wanted: &[T], hard: bool) -> Written {
    let cone = cone(terms, goal, hard);
    let mut text = String::from("(set-option :produce-models true)\n(set-logic ALL)\n");
    let mut asked: Vec<T> = Vec::new();
    for t in &cone.order {
        let name = Terms::number(*t);
        match terms.node(*t) {
            Node::Var(sort, _) => {
                let _ = writeln!(text, "(declare-const x{name} {})", word(*sort));
                let (low, high) = terms.bounds(*t);
                if let Some(low) = low {
                    let _ = writeln!(text, "(assert (<= {} x{name}))", constant(low));
                }
                if let Some(high) = high {
                    let _ = writeln!(text, "(assert (<= x{name} {}))", constant(high));
                }
                if wanted.contains(t) {
                    asked.push(*t);
                }
            }
            Node::Truth(_) | Node::Whole(_) => {}
            node => {
                let sort = word(terms.sort(*t));
                let _ = writeln!(text, "(define-fun t{name} () {sort} {})", body(terms, node));
            }
        }
    }
    for t in goal.iter().chain(&cone.axioms) {
        let _ = writeln!(text, "(assert {})", reference(terms, *t));
    }
    text.push_str("(check-sat)\n");
    if !asked.is_empty() {
        let names: Vec<String> = asked.iter().map(|t| reference(terms, *t)).collect();
        let _ = writeln!(text, "(get-value ({}))", names.join(" "));
    }
    Written {
        text,
        is_loose: cone.left_out,
    }
}

fn word(sort: Sort) -> &'static str {
    match sort {
        Sort::Truth => "Bool",
        Sort::Whole => "Int",
    }
}

fn constant(n: i128) -> String {
    match n < 0 {
        true => format!("(- {})", n.unsigned_abs()),
        false => n.to_string(),
    }
}

fn reference(terms: &Terms, t: T) -> String {
    match terms.node(t) {
        Node::Truth(truth) => truth.to_string(),
        Node::Whole(n) => constant(*n),
        Node::Var(..) => format!("x{}", Terms::number(t)),
        _ => format!("t{}", Terms::number(t)),
    }
}

fn body(terms: &Terms, node: &Node) -> String {
    let word = match node {
        Node::Not(_) => "not",
        Node::And(_) => "and",
        Node::Or(_) => "or",
        Node::If(..) => "ite",
        Node::Equal(..) => "=",
        Node::LessEqual(..) => "<=",
        Node::Add(..) => "+",
        Node::Multiply(..) => "*",
        Node::Divide(..) => "div",
        Node::Remainder(..) => "mod",
        Node::Truth(_) | Node::Whole(_) | Node::Var(..) => "",
    };
    let mut text = format!("({word}");
    for part in parts(node) {
        text.push(' ');
        text.push_str(&reference(terms, part));
    }
    text.push(')');
    text
}

/// Reads `((x1 5) (x2 (- 3)) (x3 true))`.
pub(super) fn read(text: &str, wanted: &[T]) -> Model {
    let names: HashMap<String, T> = wanted
        .iter()
        .map(|t| (format!("x{}", Terms::number(*t)), *t))
        .collect();
    let mut model = Model::new();
    let spaced = text.replace(['(', ')'], " ");
    let mut words = spaced.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let Some(t) = names.get(word) else { continue };
        let is_minus = words.next_if_eq(&"-").is_some();
        let value = match words.next() {
            Some("true") => Some(Value::Truth(true)),
            Some("false") => Some(Value::Truth(false)),
            Some(digits) => digits
                .parse()
                .ok()
                .map(|n: i128| Value::Whole(if is_minus { -n } else { n })),
            None => None,
        };
        if let Some(value) = value {
            model.insert(*t, value);
        }
    }
    model
}
