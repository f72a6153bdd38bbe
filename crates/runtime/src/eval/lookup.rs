//! Tables asked for rows. Where not all is known of what is asked, everything that the table may
//! still answer is known all the same.

use bylaws_dsl::ast::{Aggregate, Hit};
use bylaws_dsl::codes;
use bylaws_dsl::ir::{ArithmeticOp, ExprId, Places, Policy, Row, Table, TableId, Type};
use bylaws_dsl::value::{Decimal, Money, Rounding, Value};

use super::FactSet;
use super::arithmetic::arithmetic;
use super::expr::{both, choose, from_result};
use super::known::{Known, What, bit128, compare};
use super::run::{Run, in_force};
use crate::error::Failure;

/// So many steps are taken to find the rows that may fit; beyond them nothing is said of the value.
const MOST_STEPS: usize = 1_000;

/// What the rows that fit say together.
pub(super) fn lookup(run: &mut Run<'_>, id: TableId, result: usize, arguments: &[ExprId]) -> Known {
    let policy = run.policy;
    let table = policy.tables.at(id);
    match asked(run, arguments) {
        Ok(asked) => found(policy, table, result, &asked, &run.as_of),
        Err(failed) => failed,
    }
}

/// What the rows that fit say together, on the date of the decision.
pub(crate) fn found(
    policy: &Policy,
    table: &Table,
    result: usize,
    asked: &[Known],
    as_of: &Known,
) -> Known {
    let cause = cause(asked);
    let value = match lists(policy, table, asked) {
        None => Known::unknown(cause.clone()).or_fails(&cause),
        Some(lists) => {
            let mut values = lists
                .into_iter()
                .map(|rows| answer(policy, table, rows, result));
            let first = values
                .next()
                .unwrap_or_else(|| Known::unknown(cause.clone()));
            values.fold(first, |known, value| known.either(value, &cause))
        }
    };
    let present = in_force(table.head.in_force, as_of);
    choose(&present, value, no_row(table))
}

/// Whether a row fits.
pub(super) fn has(run: &mut Run<'_>, id: TableId, arguments: &[ExprId]) -> Known {
    let policy = run.policy;
    let table = policy.tables.at(id);
    match asked(run, arguments) {
        Ok(asked) => fits(policy, table, &asked, &run.as_of),
        Err(failed) => failed,
    }
}

/// Whether a row fits, on the date of the decision.
pub(crate) fn fits(policy: &Policy, table: &Table, asked: &[Known], as_of: &Known) -> Known {
    let lists = lists(policy, table, asked).unwrap_or_default();
    let fits = |rows: &&[u32]| !rows.is_empty();
    let found = match lists.split_first() {
        Some((first, rest)) if rest.iter().all(|rows| fits(rows) == fits(first)) => {
            Known::truth(fits(first))
        }
        _ => Known::unknown(cause(asked)),
    };
    both(in_force(table.head.in_force, as_of), found)
}

/// The rows that fit what is asked, where all of it is known.
pub(crate) fn rows_hit(run: &mut Run<'_>, id: TableId, arguments: &[ExprId]) -> Vec<usize> {
    let table = run.policy.tables.at(id);
    let asked = asked(run, arguments).unwrap_or_default();
    let Some(values) = exact(&asked).filter(|values| values.len() == table.columns.len()) else {
        return Vec::new();
    };
    let rows = hit(table, table.index.rows(&values));
    rows.into_iter().map(|(row, _)| row).collect()
}

/// The rows that are hit whatever is still missing.
pub(crate) fn rows_for_sure(run: &mut Run<'_>, id: TableId, arguments: &[ExprId]) -> Vec<usize> {
    let policy = run.policy;
    let table = policy.tables.at(id);
    let Ok(asked) = asked(run, arguments) else {
        return Vec::new();
    };
    let lists = lists(policy, table, &asked).unwrap_or_default();
    let mut lists = lists.into_iter().map(|rows| {
        let rows = hit(table, rows).into_iter().map(|(row, _)| row);
        match table.hit {
            Hit::First => rows.take(1).collect(),
            _ => rows.collect::<Vec<_>>(),
        }
    });
    let first = lists.next().unwrap_or_default();
    match lists.all(|rows| rows == first) {
        true => first,
        false => Vec::new(),
    }
}

/// What is known of each argument, or the first that has failed.
fn asked(run: &mut Run<'_>, arguments: &[ExprId]) -> Result<Vec<Known>, Known> {
    let asked: Vec<Known> = arguments
        .iter()
        .map(|argument| run.expr(*argument))
        .collect();
    match asked.iter().find(|known| known.failure().is_some()) {
        Some(failed) => Err(failed.clone()),
        None => Ok(asked),
    }
}

fn cause(asked: &[Known]) -> FactSet {
    let causes = asked.iter().map(|known| &known.cause);
    causes.fold(FactSet::default(), |all, cause| all.union(cause))
}

/// The arguments, if each is known.
fn exact(asked: &[Known]) -> Option<Vec<Value>> {
    asked.iter().map(|known| known.value().cloned()).collect()
}

/// Every list of rows that may fit together; none when there are too many.
fn lists<'t>(policy: &Policy, table: &'t Table, asked: &[Known]) -> Option<Vec<&'t [u32]>> {
    if let Some(values) = exact(asked) {
        return Some(vec![table.index.rows(&values)]);
    }
    let columns = asked.iter().zip(&table.columns).enumerate();
    let places: Vec<Places> = columns
        .map(|(place, (known, column))| places(policy, table, place, column.ty, known))
        .collect();
    table.index.reached(&places, MOST_STEPS)
}

/// Where an argument may lie.
fn places(policy: &Policy, table: &Table, column: usize, ty: Type, known: &Known) -> Places {
    let between =
        |low: Option<&Value>, high: Option<&Value>| table.index.between(column, low, high);
    match &known.what {
        What::Exactly(value) => between(Some(value), Some(value)),
        What::Between(low, high) => between(low.as_ref(), high.as_ref()),
        What::OneOf(of, mask) => {
            let members = (0..128).filter(|index| mask & bit128(*index) != 0);
            let members = members.map(|index| Value::Member(*of, index));
            members
                .flat_map(|member| between(Some(&member), Some(&member)))
                .collect()
        }
        _ => {
            let (low, high) = policy.domain(ty);
            between(low.as_ref(), high.as_ref())
        }
    }
}

/// The rows with their numbers; where none fits, the `otherwise` row if there is one.
fn hit<'t>(table: &'t Table, rows: &[u32]) -> Vec<(usize, &'t Row)> {
    let numbers: Vec<usize> = match rows {
        [] => vec![table.rows.len()],
        rows => rows.iter().map(|row| *row as usize).collect(),
    };
    let found = |number| Some((number, table.row(number)?));
    numbers.into_iter().filter_map(found).collect()
}

/// What these rows of a table say; none where they give no answer.
pub(crate) fn table_answer(
    policy: &Policy,
    table: &Table,
    rows: &[u32],
    result: usize,
) -> Option<Value> {
    answer(policy, table, rows, result).value().cloned()
}

/// What these rows say.
fn answer(policy: &Policy, table: &Table, rows: &[u32], result: usize) -> Known {
    let rows = hit(table, rows);
    let values: Vec<&Value> = rows
        .iter()
        .filter_map(|(_, row)| row.values.get(result))
        .collect();
    match table.hit {
        Hit::Unique | Hit::First => values
            .first()
            .map_or_else(|| no_row(table), |value| Known::exactly((*value).clone())),
        Hit::Collect(aggregate) => {
            let ty = table.results.get(result).map(|column| column.ty);
            collected(aggregate, ty, &values, policy.rounding).unwrap_or_else(|| no_row(table))
        }
    }
}

/// What the results of all rows make together; none where no row has one and one is needed.
fn collected(
    aggregate: Aggregate,
    ty: Option<Type>,
    values: &[&Value],
    rounding: Rounding,
) -> Option<Known> {
    Some(match aggregate {
        Aggregate::Count => Known::exactly(Value::Integer(values.len() as i64)),
        Aggregate::Set => {
            let Some(Type::Enum(of)) = ty else {
                return None;
            };
            let bits = values.iter().map(|value| match value {
                Value::Member(_, index) => bit128(*index) as u64,
                _ => 0,
            });
            Known::exactly(Value::Set(of, bits.fold(0, |all, bit| all | bit)))
        }
        Aggregate::Sum => {
            let add = |sum, value: &&Value| arithmetic(ArithmeticOp::Add, &sum, value, rounding);
            from_result(values.iter().try_fold(zero(ty?)?, add))
        }
        Aggregate::Min | Aggregate::Max => {
            let order =
                |a: &&&Value, b: &&&Value| compare(a, b).unwrap_or(std::cmp::Ordering::Equal);
            let value = match aggregate {
                Aggregate::Min => values.iter().min_by(order),
                _ => values.iter().max_by(order),
            };
            Known::exactly((*value?).clone())
        }
    })
}

fn zero(ty: Type) -> Option<Value> {
    match ty {
        Type::Integer => Some(Value::Integer(0)),
        Type::Decimal => Some(Value::Decimal(Decimal::ZERO)),
        Type::Percent => Some(Value::Percent(Decimal::ZERO)),
        Type::Money => Some(Value::Money(Money::default())),
        _ => None,
    }
}

fn no_row(table: &Table) -> Known {
    let message = format!(
        "`{}` has no row for these values on that day",
        table.head.name
    );
    Known::failed(Failure::new(codes::NO_ROW, message))
}
