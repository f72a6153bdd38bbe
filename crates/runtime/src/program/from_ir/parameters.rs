//! Parameters: values by date.

use bylaws_dsl::ir::{ParameterId, Type};
use bylaws_dsl::value::Value;

use super::Lower;
use super::scope::Scope;
use crate::program::code::{Op, Place, Timeline, UNKNOWN};
use crate::program::encode::{FACT_DIGITS, digits, encode, scaled};
use crate::program::table::decimal;

impl Lower {
    /// A parameter on the date of the decision.
    pub(super) fn parameter(&mut self, scope: &mut Scope<'_>, id: ParameterId) -> Place {
        let parameter = scope.policy.parameters.at(id);
        if let [(None, only)] = parameter.values.as_slice() {
            return self.value(only);
        }
        let values: Vec<&Value> = parameter.values.iter().map(|(_, value)| value).collect();
        let starts = parameter.values.iter().map(|(from, _)| *from);
        let days: Vec<i64> = starts
            .clone()
            .flatten()
            .map(|d| i64::from(d.days()))
            .collect();
        let has_first = starts.clone().next().flatten().is_none();
        let mut line = |numbers: Vec<i64>| {
            let before = (!has_first).then_some(UNKNOWN);
            let values = before.into_iter().chain(numbers).collect();
            let days = days.clone();
            self.timeline(Timeline { days, values })
        };
        let day = scope.day;
        match parameter.ty {
            Type::Duration => {
                let parts = values.iter().filter_map(|value| match value {
                    Value::Duration(d) => Some((i64::from(d.months), i64::from(d.days))),
                    _ => None,
                });
                let (months, days): (Vec<i64>, Vec<i64>) = parts.unzip();
                let lines = [line(months), line(days)];
                let first = self.two_registers([UNKNOWN; 2]);
                for (timeline, to) in lines.into_iter().zip([first, first.wrapping_add(1)]) {
                    self.emit(Op::On { to, day, timeline });
                }
                Place::Two(first)
            }
            Type::Decimal | Type::Percent => {
                let decimals = values.iter().filter_map(|value| decimal(value));
                let digits = decimals.clone().map(digits).max().unwrap_or(0);
                let numbers = decimals
                    .map(|d| scaled(d, digits))
                    .collect::<Option<Vec<_>>>();
                let Some(numbers) = numbers.filter(|_| digits <= FACT_DIGITS) else {
                    return Place::Nowhere;
                };
                let timeline = line(numbers);
                Place::Scaled(self.compute(|to| Op::On { to, day, timeline }), digits)
            }
            _ => {
                let mut numbers = Vec::with_capacity(values.len());
                for value in values {
                    numbers.push(match value {
                        Value::Text(text) => self.text(text),
                        value => encode(value).unwrap_or(UNKNOWN),
                    });
                }
                let before = (!has_first).then_some(UNKNOWN);
                let values = before.into_iter().chain(numbers).collect();
                let timeline = self.timeline(Timeline { days, values });
                Place::One(self.compute(|to| Op::On { to, day, timeline }))
            }
        }
    }
}
