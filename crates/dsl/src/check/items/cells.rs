//! Cells: what a column asks for, and what a result is.

use super::csv_rows::RowSource;
use crate::ast::{Cell, CellKind, CellValue, Expr, ExprKind, Literal};
use crate::check::checker::{Checker, unless_failed};
use crate::check::literals::plain;
use crate::ir::{Column, Range, Type, order};
use crate::value::{Decimal, Money, Value};
use crate::{Diagnostic, codes};

impl Checker<'_> {
    /// The ranges that a cell asks for; none for a cell that asks for nothing.
    pub(super) fn cell(
        &mut self,
        cell: &Cell,
        column: &Column,
        source: RowSource,
    ) -> Option<Vec<Range>> {
        let (message, help) = match &cell.kind {
            CellKind::Any => return Some(Vec::new()),
            CellKind::Values(values) => {
                let ranges: Vec<Option<Range>> = values
                    .iter()
                    .map(|value| self.range_of(value, column, source))
                    .collect();
                return ranges.into_iter().collect();
            }
            CellKind::Empty => ("this cell is empty", "write `-` where any value fits"),
            CellKind::Otherwise => (
                "`otherwise` stands in the first cell of a row",
                "write `-` where any value fits",
            ),
        };
        self.refuse(Diagnostic::new(codes::BAD_CELL, cell.span, message).help(help))
    }

    fn range_of(&mut self, value: &CellValue, column: &Column, source: RowSource) -> Option<Range> {
        let what = || format!("the column `{}`", column.name);
        let (low, high, below, span) = match value {
            CellValue::One(expr) => {
                return self
                    .value_of_cell(expr, column.ty, source, what)
                    .map(Range::only);
            }
            CellValue::Range {
                low,
                high,
                below,
                span,
            } => (low, high, *below, *span),
        };
        if !column.ty.is_ordered() {
            let message = format!(
                "{} has no order, so `..` cannot stand here",
                self.phrase(column.ty)
            );
            let help = "write the values one by one: `a, b`";
            return self.refuse(Diagnostic::new(codes::BAD_RANGE, span, message).help(help));
        }
        let mut end = |end: &Option<Expr>| {
            let end = end.as_ref();
            unless_failed(end.map(|end| self.value_of_cell(end, column.ty, source, what)))
        };
        let (low, high) = (end(low), end(high));
        let (low, high) = (low?, high?);
        if let (Some(low), Some(high)) = (&low, &high) {
            let order = order(low, high);
            if order.is_gt() || (below && order.is_eq()) {
                let message = format!(
                    "the range is empty: {} is {} {}",
                    self.policy.value_words(low),
                    if order.is_gt() { "above" } else { "not below" },
                    self.policy.value_words(high)
                );
                let help = "write the lower value first";
                return self.refuse(Diagnostic::new(codes::BAD_RANGE, span, message).help(help));
            }
        }
        Some(Range { low, high, below })
    }

    /// The value that a cell of a result says.
    pub(super) fn result(
        &mut self,
        cell: &Cell,
        result: &Column,
        source: RowSource,
    ) -> Option<Value> {
        let what = || match result.name.as_str() {
            "" => "the result".to_owned(),
            name => format!("the result `{name}`"),
        };
        if let CellKind::Values(values) = &cell.kind
            && let [CellValue::One(expr)] = values.as_slice()
        {
            return self.value_of_cell(expr, result.ty, source, what);
        }
        let what = what();
        let message = match &cell.kind {
            CellKind::Values(_) => format!("several values stand here, but {what} is one"),
            CellKind::Empty => format!("this cell is empty, but {what} has a value in every row"),
            CellKind::Any => format!("`-` stands for any value, but {what} is one value"),
            CellKind::Otherwise => format!("`otherwise` is no value, and {what} is one"),
        };
        let help = "write the value that this row gives";
        self.refuse(Diagnostic::new(codes::BAD_CELL, cell.span, message).help(help))
    }

    /// A value that is written out. In CSV files an amount of money may stand without its sign, as
    /// spreadsheets write it.
    fn value_of_cell(
        &mut self,
        expr: &Expr,
        ty: Type,
        source: RowSource,
        what: impl Fn() -> String,
    ) -> Option<Value> {
        if source == RowSource::File
            && ty == Type::Money
            && let Some(amount) = bare_amount(expr)
        {
            return Some(Value::Money(amount));
        }
        match &expr.kind {
            ExprKind::Literal(literal) => plain(literal, ty),
            _ => None,
        }
        .or_else(|| self.written(expr, ty, &what()))
    }
}

/// A number as an amount of money, where it is a whole number of cents.
fn bare_amount(expr: &Expr) -> Option<Money> {
    let (number, negative) = match &expr.kind {
        ExprKind::Negate(inner) => (&inner.kind, true),
        kind => (kind, false),
    };
    let amount = match number {
        ExprKind::Literal(Literal::Integer(n)) => Decimal::from(*n),
        ExprKind::Literal(Literal::Decimal(d)) => *d,
        _ => return None,
    };
    Money::from_exact(if negative { -amount } else { amount })
}
