//! Tables as terms: what a row says, where it fits.

use bylaws_dsl::ast::{Aggregate, Hit};
use bylaws_dsl::ir::{CompareOp, Expr, ExprId, Range, Row, Table, TableId, Type};
use bylaws_dsl::value::Value;

use super::expr::{compare, number, whole};
use super::number::Number;
use super::scope::{Encoder, ScopeId};
use super::term::T;
use super::value::pick;
use super::value::{Fails, Sym, Val, same};

/// Larger tables are not told row by row.
const MOST_ROWS: usize = 2_000;
/// Nor those of which all rows that fit count together.
const MOST_COLLECTED: usize = 200;

impl Encoder<'_> {
    /// Whether each row fits; none for a table that terms do not say.
    pub(super) fn fits(&mut self, scope: ScopeId, table: &Table, asked: &[Sym]) -> Option<Vec<T>> {
        let most = match table.hit {
            Hit::Collect(_) => MOST_COLLECTED,
            _ => MOST_ROWS,
        };
        if table.rows.len() > most {
            return None;
        }
        let mut fits = Vec::new();
        for row in table.rows.iter() {
            fits.push(self.row_fits(scope, row, asked)?);
        }
        Some(fits)
    }

    fn row_fits(&mut self, scope: ScopeId, row: &Row, asked: &[Sym]) -> Option<T> {
        let mut cells = Vec::new();
        for (cell, value) in row.cells.iter().zip(asked) {
            if cell.is_empty() {
                continue;
            }
            let mut ranges = Vec::new();
            for range in cell {
                ranges.push(self.in_range(scope, range, value)?);
            }
            cells.push(self.terms.any(ranges));
        }
        Some(self.terms.all(cells))
    }

    fn in_range(&mut self, scope: ScopeId, range: &Range, value: &Sym) -> Option<T> {
        let policy = self.policy_of(scope);
        let is_text = |end: &Option<Value>| matches!(end, Some(Value::Text(_)));
        if range.low == range.high {
            let only = range.low.as_ref()?;
            let only = self.constant(policy, only);
            if only == Val::Other {
                return None;
            }
            return Some(same(&only, &value.val, &mut self.terms));
        }
        if is_text(&range.low) || is_text(&range.high) {
            return None;
        }
        let below = match range.below {
            true => CompareOp::Less,
            false => CompareOp::LessEqual,
        };
        let mut parts = Vec::new();
        for (end, op) in [(&range.low, CompareOp::GreaterEqual), (&range.high, below)] {
            let Some(end) = end else { continue };
            let end = self.constant(policy, end);
            let (value, end) = (
                Sym::sure(value.val.clone(), &mut self.terms),
                Sym::sure(end, &mut self.terms),
            );
            let holds = compare(op, &value, &end, &mut self.terms);
            parts.push(holds.term(&mut self.terms));
        }
        Some(self.terms.all(parts))
    }

    pub(super) fn has(
        &mut self,
        scope: ScopeId,
        id: TableId,
        arguments: &[ExprId],
        expr: &Expr,
    ) -> Sym {
        let policy = self.policy_of(scope);
        let table = policy.tables.at(id);
        let asked = self.exprs(scope, arguments);
        let Some(fits) = self.fits(scope, table, &asked) else {
            let words = Self::words(policy, &expr.kind);
            return self.anything(policy, expr.ty, words);
        };
        let present = self.in_force(scope, table.head.in_force);
        let some = self.terms.any(fits);
        Sym {
            val: Val::Truth(self.terms.and(present, some)),
            fails: Fails::any(asked.iter().map(|asked| asked.fails), &mut self.terms),
        }
    }

    pub(super) fn lookup(
        &mut self,
        scope: ScopeId,
        id: TableId,
        result: usize,
        arguments: &[ExprId],
        expr: &Expr,
    ) -> Sym {
        let policy = self.policy_of(scope);
        let table = policy.tables.at(id);
        let asked = self.exprs(scope, arguments);
        let failing = Fails::any(asked.iter().map(|asked| asked.fails), &mut self.terms);
        let present = self.in_force(scope, table.head.in_force);
        let absent = self.terms.not(present);
        let failing = failing.or_bad(absent, &mut self.terms);
        let found = self
            .fits(scope, table, &asked)
            .and_then(|fits| self.found(scope, table, result, fits, expr.ty));
        match found {
            Some(found) => Sym {
                fails: found.fails.or(failing, &mut self.terms),
                ..found
            },
            None => {
                let words = Self::words(policy, &expr.kind);
                self.anything(policy, expr.ty, words)
            }
        }
    }

    /// What the rows that fit say.
    fn found(
        &mut self,
        scope: ScopeId,
        table: &Table,
        result: usize,
        fits: Vec<T>,
        ty: Type,
    ) -> Option<Sym> {
        let policy = self.policy_of(scope);
        let mut rows: Vec<(T, Val)> = Vec::new();
        for (row, fits) in table.rows.iter().zip(fits) {
            rows.push((fits, self.constant(policy, row.values.get(result)?)));
        }
        let some = self.terms.any(rows.iter().map(|(fits, _)| *fits));
        let none = self.terms.not(some);
        if let Some(otherwise) = &table.otherwise {
            rows.push((none, self.constant(policy, otherwise.values.get(result)?)));
        }
        if rows.iter().any(|(_, value)| *value == Val::Other) {
            return None;
        }
        let Hit::Collect(aggregate) = table.hit else {
            let fails = Fails::never(&mut self.terms);
            let fails = match table.otherwise {
                Some(_) => fails,
                None => fails.or_bad(none, &mut self.terms),
            };
            let mut chosen: Option<Val> = None;
            for (fits, value) in rows.into_iter().rev() {
                chosen = Some(match chosen {
                    None => value,
                    Some(other) => super::value::choose(fits, &value, &other, &mut self.terms),
                });
            }
            return Some(Sym {
                val: chosen?,
                fails,
            });
        };
        self.collected(aggregate, rows, ty)
    }

    fn collected(&mut self, aggregate: Aggregate, rows: Vec<(T, Val)>, ty: Type) -> Option<Sym> {
        let terms = &mut self.terms;
        match aggregate {
            Aggregate::Count => {
                let mut count = terms.whole(0);
                for (fits, _) in rows {
                    let (one, none) = (terms.whole(1), terms.whole(0));
                    let one = terms.choose(fits, one, none);
                    count = terms.add(count, one);
                }
                Some(Sym::sure(Val::Whole(count), terms))
            }
            Aggregate::Set => {
                let mut bits: Vec<Vec<T>> = Vec::new();
                for (fits, value) in &rows {
                    let Val::Whole(place) = value else {
                        return None;
                    };
                    let place = usize::try_from(terms.as_whole(*place)?).ok()?;
                    if bits.len() <= place {
                        bits.resize(place + 1, Vec::new());
                    }
                    bits.get_mut(place)?.push(*fits);
                }
                let bits = bits.into_iter().map(|fits| terms.any(fits)).collect();
                Some(Sym::sure(Val::Set(bits), terms))
            }
            Aggregate::Sum => {
                let mut sum = match ty {
                    Type::Integer | Type::Money => Sym::sure(Val::Whole(terms.whole(0)), terms),
                    _ => Sym::sure(Val::Exact(Number::fraction(0, Some(1), terms)), terms),
                };
                for (fits, value) in rows {
                    let more = Sym::sure(value, terms);
                    let added = match ty {
                        Type::Integer | Type::Money => {
                            let (a, b) = (sum.term(terms), more.term(terms));
                            let n = terms.add(a, b);
                            whole(n, sum.fails, terms)
                        }
                        _ => Sym {
                            val: Val::Exact(Number::add(
                                &number(&sum, ty, terms),
                                &number(&more, ty, terms),
                                terms,
                            )),
                            fails: sum.fails,
                        },
                    };
                    sum = pick(fits, &added, &sum, terms);
                }
                Some(sum)
            }
            Aggregate::Min | Aggregate::Max => {
                let op = match aggregate {
                    Aggregate::Min => CompareOp::Less,
                    _ => CompareOp::Greater,
                };
                let mut best: Option<(T, Val)> = None;
                for (fits, value) in rows {
                    best = Some(match best {
                        None => (fits, value),
                        Some((any, best)) => {
                            let (a, b) = (
                                Sym::sure(value.clone(), terms),
                                Sym::sure(best.clone(), terms),
                            );
                            let better = compare(op, &a, &b, terms);
                            let better = better.term(terms);
                            let first = terms.not(any);
                            let better = terms.or(first, better);
                            let takes = terms.and(fits, better);
                            let chosen = super::value::choose(takes, &value, &best, terms);
                            (terms.or(any, fits), chosen)
                        }
                    });
                }
                let (some, val) = best?;
                let none = terms.not(some);
                Some(Sym {
                    val,
                    fails: Fails::never(terms).or_bad(none, terms),
                })
            }
        }
    }
}
