//! Tests and totals over the elements of a list, one element after the other.

use bylaws_dsl::ast::{Fold, Quantifier};
use bylaws_dsl::ir::{ArithmeticOp, ExprId, ExprKind, FieldRef, Type, VariableId};
use bylaws_dsl::value::{Decimal, Money, Row, Value};

use super::arithmetic::{arithmetic, order};
use super::{Case, Computed, all, any};

/// The element that a variable stands for.
pub type Element<'a> = (VariableId, &'a Row);

impl Case<'_> {
    fn rows(&self, variable: VariableId) -> Vec<Row> {
        let list = self.policy.variables.at(variable).list;
        match self.fact(self.policy.lists.at(list).fact) {
            Value::List(_, rows) => rows.to_vec(),
            other => panic!("not a list: {other:?}"),
        }
    }

    /// An expression about one element.
    fn of(&self, variable: VariableId, row: &Row, id: ExprId) -> Computed {
        let mut elements = self.elements.to_vec();
        elements.push((variable, row));
        Case {
            elements: &elements,
            ..*self
        }
        .eval(id)
    }

    /// The field of the element that its variable stands for; none where it is left out.
    pub(super) fn field(&self, field: FieldRef) -> Value {
        let is = |(variable, _): &&Element<'_>| *variable == field.variable;
        let (_, row) = self.elements.iter().rfind(is).unwrap();
        row[usize::from(field.field)].clone().unwrap_or(Value::None)
    }

    pub(super) fn quantified(
        &self,
        quantifier: Quantifier,
        variable: VariableId,
        holds: ExprId,
    ) -> Computed {
        let rows = self.rows(variable);
        let each = rows
            .iter()
            .map(|row| Ok(self.of(variable, row, holds)? == Value::Boolean(true)));
        let holds = match quantifier {
            Quantifier::Any => any(each)?,
            Quantifier::Every => all(each)?,
        };
        Ok(Value::Boolean(holds))
    }

    pub(super) fn folded(&self, kind: &ExprKind, ty: Type) -> Computed {
        let ExprKind::Folded {
            fold,
            variable,
            filter,
            value,
            otherwise,
        } = kind
        else {
            panic!("no fold")
        };
        let mut total = match ty {
            Type::Money => Value::Money(Money::default()),
            Type::Decimal => Value::Decimal(Decimal::ZERO),
            Type::Percent => Value::Percent(Decimal::ZERO),
            _ => Value::Integer(0),
        };
        let mut dates = Vec::new();
        for row in self.rows(*variable) {
            if let Some(filter) = filter
                && self.of(*variable, &row, *filter)? != Value::Boolean(true)
            {
                continue;
            }
            let value = match value {
                Some(value) => self.of(*variable, &row, *value)?,
                None => Value::Integer(1),
            };
            match fold {
                Fold::Count | Fold::Sum => {
                    let rounding = self.policy.rounding;
                    total = arithmetic(ArithmeticOp::Add, &total, &value, ty, rounding)?;
                }
                Fold::Earliest | Fold::Latest => dates.push(value),
            }
        }
        let Some(otherwise) = otherwise else {
            return Ok(total);
        };
        dates.sort_by(order);
        let chosen = match fold {
            Fold::Earliest => dates.first(),
            _ => dates.last(),
        };
        chosen.map_or_else(|| self.eval(*otherwise), |date| Ok(date.clone()))
    }
}
