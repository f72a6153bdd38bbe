//! Days and lengths of time: months and days are never converted into each other, and the end of a
//! month is what the policy says.

use bylaws_dsl::ir::Builtin;
use bylaws_dsl::value::{Date, Decimal, Duration, Money, Value};
use rhai::{Dynamic, Engine, ImmutableString};

use super::arithmetic::{builtin, given};
use super::convert::{Day, Percent, day, shown};
use super::failure::{Caught, refuse};
use super::state::with;
use crate::eval;

/// The functions of the language that ask one day.
const OF_ONE: [(&str, Builtin); 5] = [
    ("year", Builtin::Year),
    ("month", Builtin::Month),
    ("day", Builtin::Day),
    ("first_of_month", Builtin::FirstOfMonth),
    ("last_of_month", Builtin::LastOfMonth),
];

pub(super) fn register(engine: &mut Engine) {
    for (name, function) in OF_ONE {
        engine.register_fn(name, move |of: Day| {
            builtin(function, vec![a_day(name, of)?])
        });
    }
    for (name, function) in Builtin::NAMES {
        match function {
            Builtin::Between(_) => {
                engine.register_fn(*name, move |from: Day, to: Day| {
                    builtin(*function, vec![a_day(name, from)?, a_day(name, to)?])
                });
            }
            Builtin::Earliest | Builtin::Latest => {
                engine.register_fn(*name, move |a: Day, b: Day| {
                    builtin(*function, vec![day(a), day(b)])
                });
            }
            _ => {}
        }
    }
    engine.register_fn("+", |from: Day, by: Duration| moved(from, by, false));
    engine.register_fn("-", |from: Day, by: Duration| moved(from, by, true));
    engine.register_fn("open", || Day::Open);
    engine.register_fn("is_open", |of: Day| of == Day::Open);
    for (name, unit) in [
        ("days", "day"),
        ("weeks", "week"),
        ("months", "month"),
        ("years", "year"),
    ] {
        engine.register_fn(name, move |count: i64| length(count, unit));
    }
    engine.register_fn("to_string", |of: Decimal| {
        bylaws_dsl::value::plain(of).to_string()
    });
    from_text(engine);
}

/// Values written out in a script.
fn from_text(engine: &mut Engine) {
    engine.register_fn("date", |text: ImmutableString| {
        written(
            &text,
            "a date such as \"2026-02-28\"",
            Date::parse(&text).ok().map(Day::On),
        )
    });
    engine.register_fn("money", |text: ImmutableString| {
        let digits = text.trim_start_matches('$').replace(',', "");
        let money = exact(&digits).and_then(Money::from_exact);
        written(&text, "an amount such as \"$1,500.00\"", money)
    });
    engine.register_fn("percent", |text: ImmutableString| {
        let number = text.strip_suffix('%').and_then(exact);
        written(&text, "a percentage such as \"12.5%\"", number.map(Percent))
    });
    engine.register_fn("decimal", |text: ImmutableString| {
        written(&text, "a number such as \"0.7\"", exact(&text))
    });
}

fn exact(digits: &str) -> Option<Decimal> {
    let plain = digits
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-');
    if !plain {
        return None;
    }
    Decimal::from_str_exact(digits).ok()
}

fn written<T>(text: &str, wanted: &str, value: Option<T>) -> Caught<T> {
    match value {
        Some(value) => Ok(value),
        None => refuse(format!("\"{}\" is not {wanted}", shown(text))),
    }
}

fn length(count: i64, unit: &str) -> Caught<Duration> {
    match Duration::of(count, unit) {
        Some(duration) => Ok(duration),
        None => refuse(format!("{count} {unit}s is too long a time")),
    }
}

fn a_day(function: &str, of: Day) -> Caught<Value> {
    match of {
        Day::On(date) => Ok(Value::Date(date)),
        Day::Open => refuse(format!("`{function}` asks for a day, and this is open")),
    }
}

fn moved(from: Day, by: Duration, back: bool) -> Caught<Dynamic> {
    let month_end = with(|state| Ok(state.policy().months_end))?;
    given(eval::shift(&day(from), by, back, month_end))
}
