//! What changes by date: items that are in force, parameters with a value from a day on.

use bylaws_native::Comparison;

use super::emit::Translate;
use super::value::{Num, Value, YES};
use crate::program::code::Reg;

/// A timeline of more values is asked of the host.
const FEW_DAYS: usize = 12;

impl Translate<'_, '_, '_> {
    pub(super) fn in_force(&mut self, to: Reg, day: Reg, period: u16) {
        let Some(period) = self.code.periods.get(usize::from(period)).copied() else {
            return self.set(to, Value::unknown());
        };
        self.one(to, day, |emit, day| {
            let known = emit.is_day(day);
            let mut holds = YES;
            for (end, how) in [
                (period.from, Comparison::SignedGreaterThanOrEqual),
                (period.until, Comparison::SignedLessThan),
            ] {
                if let Some(end) = end {
                    let within = emit.compare(how, day, Num::Is(i64::from(end.days())));
                    holds = emit.and(holds, within);
                }
            }
            Value {
                number: holds.into(),
                known,
            }
        });
    }

    pub(super) fn on(&mut self, to: Reg, day: Reg, timeline: u16) {
        let day = self.get(day);
        let timeline = self.code.timelines.get(usize::from(timeline));
        let Some(timeline) = timeline.filter(|timeline| timeline.days.len() <= FEW_DAYS) else {
            let value = self.ask(&[day]);
            return self.set(to, value);
        };
        let mut values = timeline.values.iter();
        let mut value = values
            .next()
            .map_or(Value::unknown(), |first| Value::start(*first));
        for (from, next) in timeline.days.iter().zip(values) {
            let how = Comparison::SignedGreaterThanOrEqual;
            let begun = self.emit.compare(how, day.number, Num::Is(*from));
            value = self.emit.choose(begun, Value::start(*next), value);
        }
        let known = self.emit.and(day.known, value.known);
        self.set(to, Value { known, ..value });
    }
}
