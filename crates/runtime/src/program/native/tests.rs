//! The arithmetic and the calendar of machine code are those of the instructions.

use bylaws_dsl::ir::ShiftUnit;
use bylaws_dsl::value::{Date, MonthEnd, Rounding};
use bylaws_native::{Function, compile};

use super::arithmetic::Exact;
use super::calendar::{FIRST, LAST};
use super::value::{Emit, Num, Value};
use crate::program::code::{DatePart, NONE, OPEN};
use crate::program::{calendar, numbers};

struct Nobody;

impl bylaws_native::Host for Nobody {
    fn answer(&self, _: u32, _: &[i64]) -> i64 {
        0
    }
}

/// A function of two numbers; what it gives is a number and whether it is known.
fn function(write: impl Fn(&mut Emit<'_, '_>, Value, Value) -> Value) -> Function {
    let function = compile(2, 2, Vec::new(), |writer| {
        let (a, b) = (writer.input(0), writer.input(1));
        let mut emit = Emit::new(writer);
        let [a, b] = [a, b].map(|number| Value::known(Num::In(number)));
        let value = write(&mut emit, a, b);
        let (number, known) = (emit.number(value.number), emit.number(value.known.into()));
        emit.writer.output(0, number);
        emit.writer.output(1, known);
        emit.writer.end(1);
        emit.finish();
    });
    function.unwrap()
}

fn call(function: &Function, a: i64, b: i64) -> Option<i64> {
    let mut outputs = [0; 2];
    assert_eq!(function.call(&[a, b], &mut outputs, &Nobody), Some(1));
    (outputs[1] == 1).then_some(outputs[0])
}

/// Days all over the calendar, with every end of a month around leap years.
fn days() -> impl Iterator<Item = i64> + Clone {
    let around = |year| {
        let first = i64::from(Date::from_ymd(year, 1, 1).unwrap().days());
        first..first + 366
    };
    let some = [1, 4, 1900, 2000, 2023, 2024, 2100, 9998].into_iter();
    let all = (FIRST..=LAST).step_by(9_973).chain([FIRST, LAST]);
    all.chain(some.flat_map(around))
}

#[test]
fn months_are_added_alike() {
    for end in [MonthEnd::LastDay, MonthEnd::NextDay, MonthEnd::Refuse] {
        let added = function(|emit, day, months| emit.add_months(end, day, months));
        let by = [
            -120_000,
            -250_000,
            -25,
            -12,
            -1,
            0,
            1,
            2,
            11,
            12,
            13,
            60_000,
            250_000,
            i64::MAX,
        ];
        for (day, months) in days().flat_map(|day| by.map(|months| (day, months))) {
            let expected = match months {
                0 => Some(day),
                months => calendar::add_months(day, months, end),
            };
            assert_eq!(
                call(&added, day, months),
                expected,
                "{day} {months} {end:?}"
            );
        }
        assert_eq!(call(&added, OPEN, 5), Some(OPEN));
        for months in [-24, -5, 7, 12, 36] {
            let months = Value::known(Num::Is(months));
            let fixed = function(|emit, day, _| emit.add_months(end, day, months));
            for day in days() {
                let Num::Is(by) = months.number else { return };
                let expected = calendar::add_months(day, by, end);
                assert_eq!(call(&fixed, day, 0), expected, "{day} {by} {end:?}");
            }
        }
    }
}

#[test]
fn days_are_added_and_counted_alike() {
    let added = function(|emit, day, by| emit.add_days(day, by));
    for (day, by) in
        days().flat_map(|day| [-400, -1, 0, 1, 3_000_000, i64::MAX].map(|by| (day, by)))
    {
        let expected = day.checked_add(by).and_then(calendar::within);
        assert_eq!(call(&added, day, by), expected, "{day} {by}");
    }
    for unit in [ShiftUnit::Days, ShiftUnit::Months, ShiftUnit::Years] {
        let between = function(|emit, a, b| emit.between(unit, a, b));
        for (a, b) in days()
            .zip(days().skip(1_500))
            .chain(days().zip(days().skip(40)))
        {
            for (a, b) in [(a, b), (b, a), (a, a), (a, OPEN), (OPEN, b)] {
                assert_eq!(
                    call(&between, a, b),
                    calendar::between(unit, a, b),
                    "{a} {b} {unit:?}"
                );
            }
        }
    }
}

#[test]
fn parts_of_dates_are_alike() {
    for part in [
        DatePart::Day,
        DatePart::Month,
        DatePart::Year,
        DatePart::FirstOfMonth,
        DatePart::LastOfMonth,
    ] {
        let told = function(|emit, day, _| emit.date_part(part, day));
        for number in days() {
            let date = Date::from_days(number).unwrap();
            let (year, month, day) = date.ymd();
            let expected = match part {
                DatePart::Day => i64::from(day),
                DatePart::Month => i64::from(month),
                DatePart::Year => i64::from(year),
                DatePart::FirstOfMonth => i64::from(date.first_of_month().days()),
                DatePart::LastOfMonth => i64::from(date.last_day_of_month().days()),
            };
            assert_eq!(call(&told, number, 0), Some(expected), "{date} {part:?}");
        }
        assert_eq!(call(&told, OPEN, 0), None);
    }
}

/// Numbers at which something turns.
fn numbers_to_try() -> Vec<i64> {
    let mut all: Vec<i64> = (-260..260).collect();
    for around in [
        i64::MAX / 2,
        i64::MAX / 100,
        i64::MAX / 3,
        1 << 31,
        10_000_000_000,
    ] {
        all.extend((-2..3).flat_map(|n| [around + n, -(around + n)]));
    }
    all.extend([i64::MAX, i64::MAX - 1, NONE + 1, NONE + 2]);
    all
}

#[test]
fn numbers_are_rounded_alike() {
    let ways = [
        Rounding::HalfUp,
        Rounding::HalfEven,
        Rounding::Up,
        Rounding::Down,
    ];
    for (way, digits) in ways
        .into_iter()
        .flat_map(|way| [0, 1, 2, 4, 18, 19].map(|d| (way, d)))
    {
        let round = function(|emit, a, _| emit.round(a.number, digits, way));
        let positive = function(|emit, a, _| {
            let number = emit.within(a.number, Some((0, i64::MAX)));
            emit.round(number, digits, way)
        });
        for number in numbers_to_try() {
            let expected = numbers::round(i128::from(number), digits, way);
            assert_eq!(
                call(&round, number, 0),
                expected,
                "{number} {digits} {way:?}"
            );
            if number >= 0 {
                assert_eq!(
                    call(&positive, number, 0),
                    expected,
                    "{number} {digits} {way:?}"
                );
            }
        }
    }
}

#[test]
fn whole_numbers_are_alike() {
    for digits in [0, 1, 2, 6, 18, 19] {
        let floor = function(|emit, a, _| emit.whole(a.number, digits, false));
        let ceil = function(|emit, a, _| emit.whole(a.number, digits, true));
        for number in numbers_to_try() {
            let by = numbers::power(digits);
            let real = |n: i64| (n > NONE).then_some(n);
            let low = by.and_then(|by| real(number.div_euclid(by)));
            let high = by
                .and_then(|by| real(number.div_euclid(by) + i64::from(number.rem_euclid(by) != 0)));
            assert_eq!(call(&floor, number, 0), low, "{number} {digits}");
            assert_eq!(call(&ceil, number, 0), high, "{number} {digits}");
        }
    }
}

#[test]
fn what_does_not_fit_is_unknown() {
    type Checked = fn(i64, i64) -> Option<i64>;
    let ops: [(Exact, Checked); 3] = [
        (Exact::Add, i64::checked_add),
        (Exact::Subtract, i64::checked_sub),
        (Exact::Multiply, i64::checked_mul),
    ];
    for (op, expected) in ops {
        let exact = function(|emit, a, b| emit.exact(op, a, b));
        for (a, b) in numbers_to_try()
            .into_iter()
            .flat_map(|a| [0, 1, -1, 7, i64::MAX, NONE + 1, a].map(|b| (a, b)))
        {
            let expected = expected(a, b).filter(|n| *n > NONE);
            assert_eq!(call(&exact, a, b), expected, "{a} {b}");
        }
    }
}
