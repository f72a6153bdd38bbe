//! Expressions as terms.

use bylaws_dsl::ir::{
    ArithmeticOp, CompareOp, Expr, ExprId, ExprKind, Id, Policy, Supplied, Type, UseId, WindowKind,
};
use bylaws_dsl::value::{Date, MonthEnd, Value};

use super::number::Number;
use super::scope::{Encoder, Given, ScopeId};
use super::term::{T, Terms};
use super::value::{Fails, OPEN, Sym, Val, all, any, if_, not, same};

impl<'p> Encoder<'p> {
    /// What an expression comes to.
    pub(super) fn expr(&mut self, scope: ScopeId, id: ExprId) -> Sym {
        if let Some(found) = self.scope(scope).exprs.get(&id) {
            return found.clone();
        }
        let policy = self.policy_of(scope);
        let made = self.compute(scope, policy, policy.exprs.at(id));
        self.scope_mut(scope).exprs.insert(id, made.clone());
        made
    }

    pub(super) fn exprs(&mut self, scope: ScopeId, ids: &[ExprId]) -> Vec<Sym> {
        ids.iter().map(|id| self.expr(scope, *id)).collect()
    }

    pub(super) fn given(&self, scope: ScopeId, fact: bylaws_dsl::ir::FactId) -> Given {
        let found = self.scope(scope).facts.get(fact.index());
        found.cloned().unwrap_or(Given {
            given: None,
            val: Val::Other,
        })
    }

    fn compute(&mut self, scope: ScopeId, policy: &'p Policy, expr: &'p Expr) -> Sym {
        if expr.ty == Type::Text && self.texts.too_many {
            return self.anything(policy, Type::Text, "long lists of texts".to_owned());
        }
        match &expr.kind {
            ExprKind::Constant(value) => {
                let val = self.constant(policy, value);
                Sym::sure(val, &mut self.terms)
            }
            ExprKind::Fact(fact) => {
                let val = self.given(scope, *fact).val;
                Sym::sure(val, &mut self.terms)
            }
            ExprKind::IsGiven(fact) => {
                let given = self.given(scope, *fact).given;
                let given = given.unwrap_or_else(|| self.terms.yes());
                Sym::sure(Val::Truth(given), &mut self.terms)
            }
            ExprKind::Otherwise(fact, other) => {
                let fact = self.given(scope, *fact);
                let other = self.expr(scope, *other);
                let given = fact.given.unwrap_or_else(|| self.terms.yes());
                let given = Sym::sure(Val::Truth(given), &mut self.terms);
                let value = Sym::sure(fact.val, &mut self.terms);
                if_(&given, &value, &other, &mut self.terms)
            }
            ExprKind::Reading(id) => {
                let choice = self.scope(scope).readings.get(id.index()).copied();
                let choice = choice.unwrap_or_else(|| self.terms.whole(0));
                Sym::sure(Val::Whole(choice), &mut self.terms)
            }
            ExprKind::Parameter(id) => self.parameter(scope, *id),
            ExprKind::Define(id) => self.define(scope, *id),
            ExprKind::Price(id) => self.price(scope, *id),
            ExprKind::Applied(price, step) => self.applied(scope, *price, *step),
            ExprKind::Output(id) => self.output(scope, *id).0,
            ExprKind::Used(id, output) => self.used(scope, *id, *output),
            // They stand only behind `within`.
            ExprKind::Window(_) | ExprKind::MakeWindow { .. } => {
                Sym::sure(Val::Other, &mut self.terms)
            }
            ExprKind::Set(members) => self.set(scope, policy, expr.ty, members),
            ExprKind::Not(one) => {
                let one = self.expr(scope, *one);
                not(&one, &mut self.terms)
            }
            ExprKind::And(parts) => {
                let parts = self.exprs(scope, parts);
                all(&parts, &mut self.terms)
            }
            ExprKind::Or(parts) => {
                let parts = self.exprs(scope, parts);
                any(&parts, &mut self.terms)
            }
            ExprKind::Compare(op, a, b) => {
                let (a, b) = (self.expr(scope, *a), self.expr(scope, *b));
                compare(*op, &a, &b, &mut self.terms)
            }
            ExprKind::Includes { set, member } => {
                let (set, member) = (self.expr(scope, *set), self.expr(scope, *member));
                let place = member.term(&mut self.terms);
                let terms = &mut self.terms;
                let bits = match set.val {
                    Val::Set(bits) => bits,
                    _ => Vec::new(),
                };
                let mut found = Vec::new();
                for (n, bit) in bits.into_iter().enumerate() {
                    let n = terms.whole(n as i128);
                    let is = terms.equal(place, n);
                    found.push(terms.and(is, bit));
                }
                Sym {
                    val: Val::Truth(terms.any(found)),
                    fails: set.fails.or(member.fails, terms),
                }
            }
            ExprKind::IncludesAll { set, subset } => {
                let (set, subset) = (self.expr(scope, *set), self.expr(scope, *subset));
                let terms = &mut self.terms;
                let parts = match (&set.val, &subset.val) {
                    (Val::Set(large), Val::Set(small)) => {
                        let no = terms.no();
                        let members = small.iter().enumerate();
                        members
                            .map(|(n, small)| {
                                let large = large.get(n).copied().unwrap_or(no);
                                terms.implies(*small, large)
                            })
                            .collect()
                    }
                    _ => vec![terms.fresh_truth()],
                };
                Sym {
                    val: Val::Truth(terms.all(parts)),
                    fails: set.fails.or(subset.fails, terms),
                }
            }
            ExprKind::IsEmpty(set) => {
                let set = self.expr(scope, *set);
                let terms = &mut self.terms;
                let some = match &set.val {
                    Val::Set(bits) => terms.any(bits.iter().copied()),
                    _ => terms.fresh_truth(),
                };
                Sym {
                    val: Val::Truth(terms.not(some)),
                    fails: set.fails,
                }
            }
            ExprKind::Within { date, window } => self.within(scope, *date, *window),
            ExprKind::If(condition, then, otherwise) => {
                let condition = self.expr(scope, *condition);
                let (then, otherwise) = (self.expr(scope, *then), self.expr(scope, *otherwise));
                if_(&condition, &then, &otherwise, &mut self.terms)
            }
            ExprKind::Negate(inner) => {
                let inner = self.expr(scope, *inner);
                negate(&inner, expr.ty, &mut self.terms)
            }
            ExprKind::Arithmetic(op, a, b) => {
                let types = (policy.exprs.at(*a).ty, policy.exprs.at(*b).ty);
                let (a, b) = (self.expr(scope, *a), self.expr(scope, *b));
                self.arithmetic(policy, *op, (&a, types.0), (&b, types.1), expr.ty)
            }
            ExprKind::Shift {
                date,
                by,
                back,
                month_end,
            } => {
                let (date, by) = (self.expr(scope, *date), self.expr(scope, *by));
                self.shift(&date, &by, *back, *month_end)
            }
            ExprKind::Call(builtin, arguments) => {
                let types: Vec<Type> = arguments.iter().map(|id| policy.exprs.at(*id).ty).collect();
                let arguments = self.exprs(scope, arguments);
                self.call(policy, *builtin, &arguments, &types, expr.ty)
            }
            ExprKind::Lookup {
                table,
                result,
                arguments,
            } => self.lookup(scope, *table, *result, arguments, expr),
            ExprKind::Has { table, arguments } => self.has(scope, *table, arguments, expr),
            ExprKind::InCodes(text, codes) => {
                let text = self.expr(scope, *text);
                let codes = policy.codes.at(*codes);
                let place = text.term(&mut self.terms);
                let places: Vec<usize> = self.texts.codes(codes).collect();
                if self.texts.too_many {
                    let words = Self::words(policy, &expr.kind);
                    return self.anything(policy, expr.ty, words);
                }
                let terms = &mut self.terms;
                let mut found = Vec::new();
                for n in places {
                    let n = terms.whole(n as i128);
                    found.push(terms.equal(place, n));
                }
                Sym {
                    val: Val::Truth(terms.any(found)),
                    fails: text.fails,
                }
            }
            ExprKind::Scripted(..)
            | ExprKind::Decided(_)
            | ExprKind::Field(_)
            | ExprKind::FieldGiven(_)
            | ExprKind::FieldOtherwise(..)
            | ExprKind::Quantified { .. }
            | ExprKind::Folded { .. } => {
                let words = Self::words(policy, &expr.kind);
                self.anything(policy, expr.ty, words)
            }
        }
    }

    fn set(&mut self, scope: ScopeId, policy: &Policy, ty: Type, members: &[ExprId]) -> Sym {
        let count = match ty {
            Type::Set(of) => policy.enums.at(of).members.len(),
            _ => 0,
        };
        let members = self.exprs(scope, members);
        let terms = &mut self.terms;
        let places: Vec<T> = members.iter().map(|member| member.term(terms)).collect();
        let mut bits = Vec::new();
        for n in 0..count {
            let n = terms.whole(n as i128);
            let is: Vec<T> = places.iter().map(|place| terms.equal(*place, n)).collect();
            bits.push(terms.any(is));
        }
        Sym {
            val: Val::Set(bits),
            fails: Fails::any(members.iter().map(|member| member.fails), terms),
        }
    }

    fn within(&mut self, scope: ScopeId, date: ExprId, window: ExprId) -> Sym {
        let policy = self.policy_of(scope);
        let window = match policy.exprs.at(window).kind {
            ExprKind::Window(id) => policy.windows.at(id).is,
            _ => window,
        };
        let ExprKind::MakeWindow {
            anchor,
            length,
            kind,
            month_end,
        } = policy.exprs.at(window).kind
        else {
            return self.anything(policy, Type::Boolean, "a window".to_owned());
        };
        let date = self.expr(scope, date);
        let (anchor, length) = (self.expr(scope, anchor), self.expr(scope, length));
        // The end at the anchor does not hang on the length.
        let at_anchor = anchor.clone();
        let from = match kind {
            WindowKind::After | WindowKind::Beginning => at_anchor.clone(),
            WindowKind::Before | WindowKind::Around => {
                self.shift(&anchor, &length, true, month_end)
            }
        };
        let through = match kind {
            WindowKind::After | WindowKind::Around => {
                self.shift(&anchor, &length, false, month_end)
            }
            WindowKind::Before => at_anchor,
            WindowKind::Beginning => {
                let after = self.shift(&anchor, &length, false, month_end);
                let (none, one) = (self.terms.whole(0), self.terms.whole(1));
                let day = Sym::sure(Val::Length(none, one), &mut self.terms);
                self.shift(&after, &day, true, MonthEnd::LastDay)
            }
        };
        let (above, below) = (
            compare(CompareOp::GreaterEqual, &date, &from, &mut self.terms),
            compare(CompareOp::LessEqual, &date, &through, &mut self.terms),
        );
        let between = all(&[above, below], &mut self.terms);
        // The date and the anchor fail the whole.
        let fails = date.fails.or(anchor.fails, &mut self.terms);
        Sym {
            fails: between.fails.or(fails, &mut self.terms),
            ..between
        }
    }

    /// A day moved; `open` stays where it is.
    pub(super) fn shift(&mut self, date: &Sym, by: &Sym, back: bool, end: MonthEnd) -> Sym {
        let day = date.term(&mut self.terms);
        let Val::Length(months, days) = by.val else {
            return date.clone();
        };
        let sign = if back { -1 } else { 1 };
        let (months, days) = (self.terms.times(months, sign), self.terms.times(days, sign));
        let (calendar, terms) = (&mut self.calendar, &mut self.terms);
        let (first, last) = (Date::MIN.days().into(), Date::MAX.days().into());
        let (mut moved, mut refused) = (day, terms.no());
        if terms.as_whole(months) != Some(0) {
            if terms.is_few(months) {
                // Each length that it may be, by itself.
                let mut each = |terms: &mut Terms, n: T| calendar.later(day, n, end, terms).0;
                moved = terms.of_each(months, &mut each);
                let mut each = |terms: &mut Terms, n: T| calendar.later(day, n, end, terms).1;
                refused = terms.of_each(months, &mut each);
            } else {
                (moved, refused) = calendar.later(day, months, end, terms);
            }
        }
        let reached = terms.add(moved, days);
        let (first, last) = (terms.whole(first), terms.whole(last));
        let inside = [
            terms.at_most(first, moved),
            terms.at_most(moved, last),
            terms.at_most(first, reached),
            terms.at_most(reached, last),
        ];
        let inside = terms.all(inside);
        let open = terms.whole(OPEN);
        let is_open = terms.equal(day, open);
        let is_day = terms.not(is_open);
        let (outside, refused) = {
            let outside = terms.not(inside);
            let outside = terms.and(is_day, outside);
            let refused = terms.and(is_day, refused);
            (outside, refused)
        };
        let fails = date.fails.or(by.fails, terms);
        let fails = fails.or_beyond(outside, terms).or_bad(refused, terms);
        Sym {
            val: Val::Whole(terms.choose(is_open, open, reached)),
            fails,
        }
    }

    fn arithmetic(
        &mut self,
        policy: &Policy,
        op: ArithmeticOp,
        (a, a_ty): (&Sym, Type),
        (b, b_ty): (&Sym, Type),
        ty: Type,
    ) -> Sym {
        let terms = &mut self.terms;
        let fails = a.fails.or(b.fails, terms);
        if let (Val::Length(am, ad), Val::Length(bm, bd)) = (&a.val, &b.val) {
            let sign = if op == ArithmeticOp::Subtract { -1 } else { 1 };
            let (bm, bd) = (terms.times(*bm, sign), terms.times(*bd, sign));
            let (months, days) = (terms.add(*am, bm), terms.add(*ad, bd));
            let beyond = [
                outside(months, i32::MIN.into(), i32::MAX.into(), terms),
                outside(days, i32::MIN.into(), i32::MAX.into(), terms),
            ];
            let beyond = terms.any(beyond);
            return Sym {
                val: Val::Length(months, days),
                fails: fails.or_beyond(beyond, terms),
            };
        }
        if ty == Type::Integer {
            let (x, y) = (a.term(terms), b.term(terms));
            let n = match op {
                ArithmeticOp::Add => terms.add(x, y),
                ArithmeticOp::Subtract => terms.subtract(x, y),
                _ => terms.multiply(x, y),
            };
            return whole(n, fails, terms);
        }
        // Money with money stays whole cents.
        if let (Type::Money, Type::Money, Type::Money) = (a_ty, b_ty, ty)
            && matches!(op, ArithmeticOp::Add | ArithmeticOp::Subtract)
        {
            let (x, y) = (a.term(terms), b.term(terms));
            let cents = match op {
                ArithmeticOp::Add => terms.add(x, y),
                _ => terms.subtract(x, y),
            };
            return whole(cents, fails, terms);
        }
        let (x, y) = (number(a, a_ty, terms), number(b, b_ty, terms));
        let mut fails = fails;
        let exact = match op {
            ArithmeticOp::Add => Number::add(&x, &y, terms),
            ArithmeticOp::Subtract => {
                let minus = y.negate(terms);
                Number::add(&x, &minus, terms)
            }
            ArithmeticOp::Multiply => Number::multiply(&x, &y, terms),
            ArithmeticOp::Of => {
                let product = Number::multiply(&x, &y, terms);
                Number {
                    under: terms.times(product.under, 100),
                    ..product
                }
            }
            ArithmeticOp::Divide => {
                let zero = terms.whole(0);
                let by_zero = terms.equal(y.over, zero);
                fails = fails.or_bad(by_zero, terms);
                Number::divide(&x, &y, terms)
            }
        };
        match ty {
            Type::Money => {
                let cents = exact.round(100, policy.rounding, terms);
                whole(cents, fails, terms)
            }
            _ => Sym {
                val: Val::Exact(exact),
                fails,
            },
        }
    }

    /// An output of a policy that is used.
    fn used(&mut self, scope: ScopeId, id: UseId, output: bylaws_dsl::ir::OutputId) -> Sym {
        let inner = self.inner(scope, id);
        let value = match self.policy_of(inner).outputs.at(output).kind {
            bylaws_dsl::ir::OutputKind::Define(define) => self.define(inner, define),
            _ => self.output(inner, output).0,
        };
        let handing = self.scope(inner).handing;
        match handing {
            Some(fails) => Sym {
                fails: value.fails.or(fails, &mut self.terms),
                ..value
            },
            None => value,
        }
    }

    /// The scope of a policy that is used.
    pub(super) fn inner(&mut self, scope: ScopeId, id: UseId) -> ScopeId {
        if let Some(found) = self.scope(scope).uses.get(&id) {
            return *found;
        }
        let policy = self.policy_of(scope);
        let used = policy.uses.at(id);
        let mut facts = Vec::new();
        let mut failing = Fails::never(&mut self.terms);
        for (fact, supplied) in used.policy.facts.values().zip(&used.facts) {
            let given = match supplied {
                Supplied::None => {
                    let val = self.anything_given(&used.policy, fact.ty);
                    Given {
                        given: Some(self.terms.no()),
                        val,
                    }
                }
                Supplied::Fact(ours) => {
                    let given = self.given(scope, *ours);
                    Given {
                        given: match fact.optional {
                            true => Some(given.given.unwrap_or_else(|| self.terms.yes())),
                            false => None,
                        },
                        val: given.val,
                    }
                }
                Supplied::Expr(expr) => {
                    let value = self.expr(scope, *expr);
                    failing = failing.or(value.fails, &mut self.terms);
                    for (end, op) in [
                        (&fact.low, CompareOp::Less),
                        (&fact.high, CompareOp::Greater),
                    ] {
                        if let Some(end) = end {
                            let end = self.constant(&used.policy, end);
                            let end = Sym::sure(end, &mut self.terms);
                            let outside = compare(op, &value, &end, &mut self.terms);
                            let outside = outside.term(&mut self.terms);
                            failing = failing.or_bad(outside, &mut self.terms);
                        }
                    }
                    Given {
                        given: fact.optional.then(|| self.terms.yes()),
                        val: value.val,
                    }
                }
            };
            facts.push(given);
        }
        let ours = &self.scope(scope).readings;
        let readings = used.readings.iter();
        let readings: Vec<Option<T>> = readings.map(|id| ours.get(id.index()).copied()).collect();
        let readings = readings
            .into_iter()
            .map(|choice| choice.unwrap_or_else(|| self.terms.whole(0)))
            .collect();
        let outer = self.scope(scope).handing;
        let failing = match outer {
            Some(outer) => outer.or(failing, &mut self.terms),
            None => failing,
        };
        let inner = self.enter(&used.policy, facts, readings, Some(failing));
        self.scope_mut(scope).uses.insert(id, inner);
        inner
    }

    fn anything_given(&mut self, policy: &Policy, ty: Type) -> Val {
        let value = match ty {
            Type::Boolean => Value::Boolean(false),
            Type::Enum(of) => Value::Member(of, 0),
            Type::Set(of) => Value::Set(of, 0),
            Type::Decimal | Type::Percent => Value::Decimal(0.into()),
            Type::Duration => Value::Duration(bylaws_dsl::value::Duration::days(0)),
            Type::Window | Type::List(_) => return Val::Other,
            _ => Value::Integer(0),
        };
        self.constant(policy, &value)
    }
}

/// The exact number that a value is: money in dollars.
pub(super) fn number(sym: &Sym, ty: Type, terms: &mut Terms) -> Number {
    match &sym.val {
        Val::Exact(number) => number.clone(),
        Val::Whole(t) => Number::whole(*t, if ty == Type::Money { 100 } else { 1 }, terms),
        _ => Number::anything(terms),
    }
}

/// A whole number, which fails beyond 64 bits.
pub(super) fn whole(n: T, fails: Fails, terms: &mut Terms) -> Sym {
    let beyond = outside(n, i64::MIN.into(), i64::MAX.into(), terms);
    Sym {
        val: Val::Whole(n),
        fails: fails.or_beyond(beyond, terms),
    }
}

fn outside(n: T, low: i128, high: i128, terms: &mut Terms) -> T {
    let (low, high) = (terms.whole(low), terms.whole(high));
    let (below, above) = (terms.less(n, low), terms.less(high, n));
    terms.or(below, above)
}

fn negate(inner: &Sym, ty: Type, terms: &mut Terms) -> Sym {
    match &inner.val {
        Val::Whole(n) => {
            let n = terms.negate(*n);
            whole(n, inner.fails, terms)
        }
        Val::Exact(number) => Sym {
            val: Val::Exact(number.negate(terms)),
            fails: inner.fails,
        },
        Val::Length(months, days) => Sym {
            val: Val::Length(terms.negate(*months), terms.negate(*days)),
            fails: inner.fails,
        },
        _ => {
            let _ = ty;
            inner.clone()
        }
    }
}

/// A comparison; months and days together have no order.
pub(super) fn compare(op: CompareOp, a: &Sym, b: &Sym, terms: &mut Terms) -> Sym {
    let mut fails = a.fails.or(b.fails, terms);
    let is_order = !matches!(op, CompareOp::Equal | CompareOp::NotEqual);
    let (equal, at_most, at_least) = match (&a.val, &b.val) {
        (Val::Length(am, ad), Val::Length(bm, bd)) => {
            let (months, days) = (terms.equal(*am, *bm), terms.equal(*ad, *bd));
            let either = terms.or(months, days);
            let mixed = terms.not(either);
            fails = fails.or_bad(mixed, terms);
            let (m, d) = (terms.at_most(*am, *bm), terms.at_most(*ad, *bd));
            let at_most = terms.and(m, d);
            let (m, d) = (terms.at_most(*bm, *am), terms.at_most(*bd, *ad));
            (terms.and(months, days), at_most, terms.and(m, d))
        }
        (Val::Whole(x), Val::Whole(y)) if is_order => {
            let (at_most, at_least) = (terms.at_most(*x, *y), terms.at_most(*y, *x));
            (at_most, at_most, at_least)
        }
        (Val::Exact(x), Val::Exact(y)) if is_order => {
            let (at_most, at_least) = (Number::at_most(x, y, terms), Number::at_most(y, x, terms));
            (at_most, at_most, at_least)
        }
        (x, y) => {
            let equal = same(x, y, terms);
            (equal, equal, equal)
        }
    };
    let holds = match op {
        CompareOp::Equal => equal,
        CompareOp::NotEqual => terms.not(equal),
        CompareOp::LessEqual => at_most,
        CompareOp::GreaterEqual => at_least,
        CompareOp::Less => terms.not(at_least),
        CompareOp::Greater => terms.not(at_most),
    };
    Sym {
        val: Val::Truth(holds),
        fails,
    }
}
