//! Mutants of tables: a result by one step, a row dropped, two ranges that meet elsewhere.

use bylaws_dsl::ir::{ExprKind, Range, Row, Table, TableId};
use bylaws_dsl::value::Value;

use super::values::{moved, other};
use super::{Maker, one_line};

/// So many rows of a table are changed, spread over it; one row of a long list is like another.
const MOST_ROWS: usize = 60;

impl Maker<'_> {
    pub(super) fn table(&mut self, id: TableId) {
        let policy = self.policy;
        let table = policy.tables.at(id);
        let every = table.rows.len().div_ceil(MOST_ROWS).max(1);
        let may_lose_rows = table.otherwise.is_some() || self.is_asked_for_rows(id);
        for (number, row) in table.rows.iter().enumerate().step_by(every) {
            self.results(id, number, row);
            if may_lose_rows {
                let mut rows = table.rows.to_vec();
                rows.remove(number);
                let words = one_line(self.sources.text(row.span));
                self.rows(id, row, format!("the row `{words}` is dropped"), rows);
            }
        }
        if let Some(row) = &table.otherwise {
            self.results(id, table.rows.len(), row);
        }
        self.cuts(id, table);
    }

    fn is_asked_for_rows(&self, id: TableId) -> bool {
        let mut kinds = self.policy.exprs.values().map(|expr| &expr.kind);
        kinds.any(|kind| matches!(kind, ExprKind::Has { table, .. } if *table == id))
    }

    fn results(&mut self, id: TableId, number: usize, row: &Row) {
        let words = one_line(self.sources.text(row.span));
        for (column, value) in row.values.iter().enumerate() {
            let Some(other) = moved(value, 1).or_else(|| other(self.policy, value)) else {
                continue;
            };
            let change = format!(
                "`{words}`: `{}` becomes `{}`",
                self.words(value),
                self.words(&other)
            );
            self.add(row.span, change, move |policy| {
                let mut table = policy.tables.at(id).clone();
                let mut rows = table.rows.to_vec();
                let row = match rows.get_mut(number) {
                    Some(row) => Some(row),
                    None => table.otherwise.as_mut(),
                };
                if let Some(value) = row.and_then(|row| row.values.get_mut(column)) {
                    *value = other.clone();
                }
                table.rows = rows.into();
                policy.tables.replace(id, table);
            });
        }
    }

    /// Where ranges of a column end, and the next ones begin, one step to either side.
    fn cuts(&mut self, id: TableId, table: &Table) {
        for column in 0..table.columns.len() {
            let mut ends: Vec<(Value, &Row)> = Vec::new();
            for row in table.rows.iter() {
                for range in row.cells.get(column).into_iter().flatten() {
                    let end = range.high.clone().filter(|_| range.low != range.high);
                    ends.extend(end.map(|end| (end, row)));
                }
            }
            let mut done: Vec<Value> = Vec::new();
            for (end, row) in ends {
                if done.contains(&end) || done.len() >= MOST_ROWS {
                    continue;
                }
                for by in [-1, 1] {
                    let Some(other) = moved(&end, by) else {
                        continue;
                    };
                    let rows = table.rows.iter().map(|row| shifted(row, column, &end, by));
                    let change = format!(
                        "`{}`: the range through {} ends at {}",
                        table.head.name,
                        self.words(&end),
                        self.words(&other)
                    );
                    self.rows(id, row, change, rows.collect());
                }
                done.push(end);
            }
        }
    }

    /// The table with other rows, where a checked policy could have them.
    fn rows(&mut self, id: TableId, row: &Row, change: String, rows: Vec<Row>) {
        let table = self.policy.tables.at(id).with_rows(self.policy, rows);
        if let Some(table) = table {
            self.add(row.span, change, move |policy| {
                policy.tables.replace(id, table.clone());
            });
        }
    }
}

/// The row with the end of its range moved, and with its beginning where it begins there.
fn shifted(row: &Row, column: usize, end: &Value, by: i32) -> Row {
    let mut row = row.clone();
    let next = moved(end, 1);
    for range in row.cells.get_mut(column).into_iter().flatten() {
        let is_single = range.low == range.high;
        let Range { low, high, .. } = range;
        if !is_single && high.as_ref() == Some(end) {
            *high = moved(end, by);
        }
        let begins = low.is_some() && (low.as_ref() == Some(end) || *low == next);
        if !is_single && begins {
            *low = low.as_ref().and_then(|low| moved(low, by));
        }
    }
    row
}
