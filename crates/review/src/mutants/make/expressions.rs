//! Mutants of expressions: another operator, a bound by one step, an operand dropped, a truth
//! turned round, another convention of counting.

use bylaws_dsl::ast::{Fold, Quantifier};
use bylaws_dsl::ir::{
    ArithmeticOp, Builtin, CompareOp, Expr, ExprId, ExprKind, Policy, Type, WindowKind,
};
use bylaws_dsl::value::{MonthEnd, Value};

use super::values::{beside, unit};
use super::{Maker, constant, put, say, wrap};

impl Maker<'_> {
    /// The mutants of an expression and of all that it is made of.
    pub(super) fn expr(&mut self, id: ExprId) {
        let policy = self.policy;
        let expr = policy.exprs.at(id);
        self.node(id, expr);
        for operand in expr.kind.operands() {
            self.expr(operand);
        }
    }

    fn node(&mut self, id: ExprId, expr: &Expr) {
        match &expr.kind {
            ExprKind::Constant(value) => self.constant(id, value),
            ExprKind::And(parts) => self.connected(id, parts, true),
            ExprKind::Or(parts) => self.connected(id, parts, false),
            ExprKind::Not(inner) => {
                // Of anything else the truth is turned round itself.
                let kind = &self.policy.exprs.at(*inner).kind;
                let is_joined = matches!(kind, ExprKind::And(_) | ExprKind::Or(_));
                if is_joined && !self.guards(*inner) {
                    let (inner, text) = (*inner, self.text(id));
                    let change = format!("`{text}` becomes `{}`", self.text(inner));
                    self.add(expr.span, change, move |policy| put(policy, id, inner));
                }
            }
            ExprKind::Compare(op, a, b) => self.compared(id, *op, *a, *b),
            ExprKind::If(condition, then, otherwise) => {
                let (condition, then, otherwise) = (*condition, *then, *otherwise);
                if !self.guards(condition) && policy_differs(self.policy, then, otherwise) {
                    let change = format!("the two values of `{}` change places", self.text(id));
                    self.add(expr.span, change, move |policy| {
                        say(policy, id, ExprKind::If(condition, otherwise, then));
                    });
                }
            }
            ExprKind::Arithmetic(op, a, b) => self.computed(id, expr, *op, *a, *b),
            ExprKind::Shift {
                date,
                by,
                back,
                month_end,
            } => {
                let (date, by, back, month_end) = (*date, *by, *back, *month_end);
                let words = |back| if back { "before" } else { "after" };
                if !self.is_nothing(by) {
                    let text = self.text(id);
                    let change = format!("`{text}`: {} becomes {}", words(back), words(!back));
                    self.add(expr.span, change, move |policy| {
                        let back = !back;
                        let kind = ExprKind::Shift {
                            date,
                            by,
                            back,
                            month_end,
                        };
                        say(policy, id, kind);
                    });
                }
                if self.may_have_months(by) {
                    let other = convention(month_end);
                    let change = self.convention(id, month_end, other);
                    self.add(expr.span, change, move |policy| {
                        let month_end = other;
                        let kind = ExprKind::Shift {
                            date,
                            by,
                            back,
                            month_end,
                        };
                        say(policy, id, kind);
                    });
                }
            }
            ExprKind::MakeWindow {
                anchor,
                length,
                kind,
                month_end,
            } => {
                let (anchor, length, kind, month_end) = (*anchor, *length, *kind, *month_end);
                let (from, to, other) = match kind {
                    WindowKind::After => ("after", "beginning", WindowKind::Beginning),
                    WindowKind::Beginning => ("beginning", "after", WindowKind::After),
                    WindowKind::Before => ("before", "around", WindowKind::Around),
                    WindowKind::Around => ("around", "after", WindowKind::After),
                };
                let change = format!("`{}`: {from} becomes {to}", self.text(id));
                self.add(expr.span, change, move |policy| {
                    let kind = other;
                    let kind = ExprKind::MakeWindow {
                        anchor,
                        length,
                        kind,
                        month_end,
                    };
                    say(policy, id, kind);
                });
                if self.may_have_months(length) {
                    let other = convention(month_end);
                    let change = self.convention(id, month_end, other);
                    self.add(expr.span, change, move |policy| {
                        let month_end = other;
                        let kind = ExprKind::MakeWindow {
                            anchor,
                            length,
                            kind,
                            month_end,
                        };
                        say(policy, id, kind);
                    });
                }
            }
            ExprKind::Call(builtin, arguments) => {
                if let Some(other) = opposite(*builtin, arguments.len()) {
                    let (text, arguments) = (self.text(id), arguments.clone());
                    let change = format!("`{text}`: {} becomes {}", builtin.name(), other.name());
                    self.add(expr.span, change, move |policy| {
                        say(policy, id, ExprKind::Call(other, arguments.clone()));
                    });
                }
            }
            ExprKind::Quantified {
                quantifier,
                variable,
                holds,
            } => {
                let (variable, holds) = (*variable, *holds);
                let (from, to, quantifier) = match quantifier {
                    Quantifier::Any => ("any", "every", Quantifier::Every),
                    Quantifier::Every => ("every", "any", Quantifier::Any),
                };
                if !self.guards(holds) {
                    let change = format!("`{}`: {from} becomes {to}", self.text(id));
                    self.add(expr.span, change, move |policy| {
                        let kind = ExprKind::Quantified {
                            quantifier,
                            variable,
                            holds,
                        };
                        say(policy, id, kind);
                    });
                }
            }
            ExprKind::Folded { .. } => self.folded(id, expr),
            // A test of whether something is there allows what stands beside it.
            ExprKind::IsGiven(_) | ExprKind::FieldGiven(_) | ExprKind::Has { .. } => {}
            _ if expr.ty == Type::Boolean => {
                let text = self.text(id);
                let change = format!("`{text}` becomes `not ({text})`");
                self.add(expr.span, change, move |policy| {
                    wrap(policy, id, |_, inner| ExprKind::Not(inner));
                });
            }
            _ => {}
        }
    }

    fn constant(&mut self, id: ExprId, value: &Value) {
        // Another member of an enumeration is what a comparison turned round shows as well.
        if matches!(value, Value::Member(..)) {
            return;
        }
        for other in beside(self.policy, value) {
            let (span, words) = (self.policy.exprs.at(id).span, self.words(&other));
            let change = format!("`{}` becomes `{words}`", self.words(value));
            self.add(span, change, move |policy| {
                say(policy, id, ExprKind::Constant(other.clone()));
            });
        }
    }

    fn connected(&mut self, id: ExprId, parts: &[ExprId], is_and: bool) {
        let span = self.policy.exprs.at(id).span;
        let text = self.text(id);
        if !parts.iter().any(|part| self.guards(*part)) {
            let (from, to) = if is_and { ("and", "or") } else { ("or", "and") };
            let all = parts.to_vec();
            let change = format!("`{text}`: {from} becomes {to}");
            self.add(span, change, move |policy| {
                let all = all.clone();
                let kind = if is_and {
                    ExprKind::Or(all)
                } else {
                    ExprKind::And(all)
                };
                say(policy, id, kind);
            });
        }
        for (place, part) in parts.iter().enumerate() {
            if self.guards(*part) {
                continue;
            }
            let mut rest = parts.to_vec();
            rest.remove(place);
            let span = self.policy.exprs.at(*part).span;
            let change = format!("`{}` is dropped from `{text}`", self.text(*part));
            self.add(span, change, move |policy| match rest.as_slice() {
                [one] => put(policy, id, *one),
                rest if is_and => say(policy, id, ExprKind::And(rest.to_vec())),
                rest => say(policy, id, ExprKind::Or(rest.to_vec())),
            });
        }
    }

    fn compared(&mut self, id: ExprId, op: CompareOp, a: ExprId, b: ExprId) {
        let span = self.policy.exprs.at(id).span;
        let other = match op {
            CompareOp::Less => CompareOp::LessEqual,
            CompareOp::LessEqual => CompareOp::Less,
            CompareOp::Greater => CompareOp::GreaterEqual,
            CompareOp::GreaterEqual => CompareOp::Greater,
            CompareOp::Equal => CompareOp::NotEqual,
            CompareOp::NotEqual => CompareOp::Equal,
        };
        let (left, right) = (self.text(a), self.text(b));
        let change = format!(
            "`{left} {} {right}` becomes `{left} {} {right}`",
            op.sign(),
            other.sign()
        );
        self.add(span, change, move |policy| {
            say(policy, id, ExprKind::Compare(other, a, b));
        });
        // The bound moves one step to either side: the sign has moved it to one of them, and a
        // number that is written out moves itself.
        let is_written = |id| matches!(self.policy.exprs.at(id).kind, ExprKind::Constant(_));
        let outwards = match op {
            CompareOp::LessEqual | CompareOp::Greater => true,
            CompareOp::Less | CompareOp::GreaterEqual => false,
            CompareOp::Equal | CompareOp::NotEqual => return,
        };
        if !is_written(a) && !is_written(b) {
            self.moved(b, outwards);
        }
    }

    /// An expression one day, one cent or one unit later or earlier.
    pub(super) fn moved(&mut self, id: ExprId, later: bool) {
        let expr = self.policy.exprs.at(id);
        let Some((step, ty)) = unit(expr.ty) else {
            return;
        };
        let is_date = ty == Type::Duration;
        let words = match (is_date, later) {
            (true, true) => format!("1 day after {}", self.text(id)),
            (true, false) => format!("1 day before {}", self.text(id)),
            (false, true) => format!("{} + {}", self.text(id), self.words(&step)),
            (false, false) => format!("{} - {}", self.text(id), self.words(&step)),
        };
        let change = format!("`{}` becomes `{words}`", self.text(id));
        self.add(expr.span, change, move |policy| {
            wrap(policy, id, |policy, inner| {
                let step = constant(policy, id, ty, step.clone());
                match (is_date, later) {
                    (true, later) => ExprKind::Shift {
                        date: inner,
                        by: step,
                        back: !later,
                        month_end: MonthEnd::LastDay,
                    },
                    (false, true) => ExprKind::Arithmetic(ArithmeticOp::Add, inner, step),
                    (false, false) => ExprKind::Arithmetic(ArithmeticOp::Subtract, inner, step),
                }
            });
        });
    }

    fn computed(&mut self, id: ExprId, expr: &Expr, op: ArithmeticOp, a: ExprId, b: ExprId) {
        let ty = |id: ExprId| self.policy.exprs.at(id).ty;
        let keeps = ty(b) != Type::Money && (expr.ty == Type::Money || expr.ty == Type::Decimal);
        let (other, from, to) = match op {
            ArithmeticOp::Add => (ArithmeticOp::Subtract, "+", "-"),
            ArithmeticOp::Subtract => (ArithmeticOp::Add, "-", "+"),
            ArithmeticOp::Multiply if keeps => (ArithmeticOp::Divide, "*", "/"),
            ArithmeticOp::Divide if keeps && ty(a) == expr.ty => (ArithmeticOp::Multiply, "/", "*"),
            _ => return,
        };
        let change = format!("`{}`: {from} becomes {to}", self.text(id));
        self.add(expr.span, change, move |policy| {
            say(policy, id, ExprKind::Arithmetic(other, a, b));
        });
    }

    fn folded(&mut self, id: ExprId, expr: &Expr) {
        let ExprKind::Folded { fold, filter, .. } = &expr.kind else {
            return;
        };
        let opposite = match fold {
            Fold::Earliest => Some(("earliest", "latest", Fold::Latest)),
            Fold::Latest => Some(("latest", "earliest", Fold::Earliest)),
            Fold::Count | Fold::Sum => None,
        };
        let kind = expr.kind.clone();
        if let Some((from, to, other)) = opposite {
            let change = format!("`{}`: {from} becomes {to}", self.text(id));
            let mut kind = kind.clone();
            if let ExprKind::Folded { fold, .. } = &mut kind {
                *fold = other;
            }
            self.add(expr.span, change, move |policy| {
                say(policy, id, kind.clone())
            });
        }
        if let Some(filter) = filter.filter(|filter| !self.guards(*filter)) {
            let change = format!("`where {}` is dropped", self.text(filter));
            let span = self.policy.exprs.at(filter).span;
            let mut kind = kind;
            if let ExprKind::Folded { filter, .. } = &mut kind {
                *filter = None;
            }
            self.add(span, change, move |policy| say(policy, id, kind.clone()));
        }
    }

    /// Whether a length is written out as nothing at all.
    fn is_nothing(&self, by: ExprId) -> bool {
        matches!(
            &self.policy.exprs.at(by).kind,
            ExprKind::Constant(Value::Duration(length)) if length.months == 0 && length.days == 0
        )
    }

    /// Whether a length of time may be of months: days have no convention.
    fn may_have_months(&self, by: ExprId) -> bool {
        let is_of_months = |value: &Value| matches!(value, Value::Duration(d) if d.months != 0);
        match &self.policy.exprs.at(by).kind {
            ExprKind::Constant(value) => is_of_months(value),
            ExprKind::Parameter(id) => {
                let mut values = self.policy.parameters.at(*id).values.iter();
                values.any(|(_, value)| is_of_months(value))
            }
            ExprKind::Define(id) => {
                let define = self.policy.defines.at(*id);
                let mut values = define.excepts.iter().map(|except| except.value);
                // What a definition speaks of comes before it: this ends.
                self.may_have_months(define.is) || values.any(|value| self.may_have_months(value))
            }
            ExprKind::If(_, then, otherwise) => {
                self.may_have_months(*then) || self.may_have_months(*otherwise)
            }
            _ => true,
        }
    }

    fn convention(&self, id: ExprId, from: MonthEnd, to: MonthEnd) -> String {
        format!(
            "`{}`: months end on {} instead of {}",
            self.text(id),
            to.words(),
            from.words()
        )
    }
}

fn policy_differs(policy: &Policy, a: ExprId, b: ExprId) -> bool {
    policy.exprs.at(a).kind != policy.exprs.at(b).kind
}

fn convention(now: MonthEnd) -> MonthEnd {
    match now {
        MonthEnd::LastDay => MonthEnd::NextDay,
        MonthEnd::NextDay | MonthEnd::Refuse => MonthEnd::LastDay,
    }
}

fn opposite(builtin: Builtin, arguments: usize) -> Option<Builtin> {
    Some(match builtin {
        Builtin::Min if arguments > 1 => Builtin::Max,
        Builtin::Max if arguments > 1 => Builtin::Min,
        Builtin::Earliest if arguments > 1 => Builtin::Latest,
        Builtin::Latest if arguments > 1 => Builtin::Earliest,
        Builtin::Floor => Builtin::Ceil,
        Builtin::Ceil => Builtin::Floor,
        Builtin::FirstOfMonth => Builtin::LastOfMonth,
        Builtin::LastOfMonth => Builtin::FirstOfMonth,
        _ => return None,
    })
}
