//! Numbers, amounts and dates: reads them exactly, and says what is wrong with those that are
//! not written as the language writes them.

use super::{Look, shown};
use crate::ast::Literal;
use crate::parse::tokens::{Token, TokenKind};
use crate::parse::vocabulary::is_unit;
use crate::value::{Date, Decimal, Duration, Money};
use crate::{Code, Diagnostic, codes};

/// Why a number cannot be read.
pub(in crate::parse) struct NumberSlip {
    /// [`codes::BAD_NUMBER`] or [`codes::NO_SUCH_DAY`].
    pub(in crate::parse) code: Code,
    /// What is wrong.
    pub(in crate::parse) message: String,
    /// What to write.
    pub(in crate::parse) help: String,
}

impl NumberSlip {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code: codes::BAD_NUMBER,
            message: message.into(),
            help: help.into(),
        }
    }
}

/// Every number of a piece that cannot be read.
pub(super) fn find(look: &Look<'_>) -> Vec<Diagnostic> {
    let numbers = look
        .tokens
        .iter()
        .enumerate()
        .filter(|(_, token)| token.kind == TokenKind::Number);
    numbers
        .filter_map(|(index, token)| one(look, index, *token))
        .collect()
}

fn one(look: &Look<'_>, index: usize, token: Token) -> Option<Diagnostic> {
    let text = look.text(token);
    let slip = match read_number(text) {
        Err(slip) => slip,
        Ok(_) => leading_point(look, index).or_else(|| bad_length(look, index, text))?,
    };
    Some(Diagnostic::new(slip.code, look.span(token), slip.message).help(slip.help))
}

/// `.5`: the point is a sign of its own, so the number before it is missing.
fn leading_point(look: &Look<'_>, index: usize) -> Option<NumberSlip> {
    let (point, number) = (look.get(index.checked_sub(1)?)?, look.get(index)?);
    let joined = look.text(point) == "." && point.end == number.start;
    let message = "a number begins with a digit";
    joined.then(|| NumberSlip::new(message, format!("write `0.{}`", shown(look.text(number)))))
}

fn bad_length(look: &Look<'_>, index: usize, count: &str) -> Option<NumberSlip> {
    let unit = look
        .get(index + 1)
        .map(|token| look.text(token))
        .filter(|word| is_unit(word))?;
    if !count.bytes().all(|b| b.is_ascii_digit() || b == b'_') {
        return Some(NumberSlip::new(
            format!("a length of time is a whole number of {unit}"),
            "write it in smaller units, such as `18 months`",
        ));
    }
    match read_duration(count, unit) {
        Some(_) => None,
        None => Some(NumberSlip::new(
            "this length of time is too long",
            "write a shorter one",
        )),
    }
}

/// `12` and `months` as a length of time.
pub(in crate::parse) fn read_duration(count: &str, unit: &str) -> Option<Duration> {
    let count: i64 = count.replace('_', "").parse().ok()?;
    Duration::of(count, unit)
}

/// A number, percentage, amount of money or date.
pub(in crate::parse) fn read_number(text: &str) -> Result<Literal, NumberSlip> {
    if let Some(amount) = text.strip_prefix('$') {
        return money(amount);
    }
    if text.contains(['-', '/']) {
        return date(text);
    }
    match text.strip_suffix('%') {
        Some(number) => decimal(number).map(Literal::Percent),
        None => plain(text),
    }
}

fn plain(text: &str) -> Result<Literal, NumberSlip> {
    check_form(text)?;
    if text.contains('.') {
        return decimal(text).map(Literal::Decimal);
    }
    let digits = text.replace('_', "");
    let too_large = |_| {
        NumberSlip::new(
            "this number is too large",
            format!("the largest is {}", i64::MAX),
        )
    };
    digits.parse().map(Literal::Integer).map_err(too_large)
}

fn decimal(text: &str) -> Result<Decimal, NumberSlip> {
    check_form(text)?;
    let digits = text.replace('_', "");
    Decimal::from_str_exact(&digits).map_err(|_| {
        NumberSlip::new(
            "this number has too many digits",
            "at most 28 digits are kept exactly",
        )
    })
}

/// Digits with `_` between them, and at most one point with digits behind it.
fn check_form(text: &str) -> Result<(), NumberSlip> {
    if let Some(slip) = commas(text)
        .or_else(|| letters(text))
        .or_else(|| points(text))
    {
        return Err(slip);
    }
    let whole = text.split('.').next().unwrap_or(text);
    let fraction_ok = text
        .split('.')
        .nth(1)
        .is_none_or(|f| f.bytes().all(|b| b.is_ascii_digit()));
    if whole.starts_with('_') || whole.ends_with('_') || whole.contains("__") || !fraction_ok {
        let digits: String = text.chars().filter(|c| *c != '_').collect();
        return Err(NumberSlip::new(
            "`_` stands singly between the digits of the whole number",
            format!("write `{}`", shown(&digits)),
        ));
    }
    Ok(())
}

fn commas(text: &str) -> Option<NumberSlip> {
    if !text.contains(',') {
        return None;
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first_ok = groups.next().is_some_and(|g| (1..=3).contains(&g.len()));
    if first_ok && groups.all(|g| g.len() == 3) {
        let point = if fraction.is_empty() { "" } else { "." };
        let write = format!("{}{point}{fraction}", whole.replace(',', "_"));
        let help = format!("write `{}`, or `${}` for money", shown(&write), shown(text));
        return Some(NumberSlip::new(
            "thousands are set apart with `_`, not with a comma",
            help,
        ));
    }
    let help = format!(
        "write `{}` for a decimal, `{}` for several values",
        shown(&text.replace(',', ".")),
        shown(&text.replace(',', ", "))
    );
    Some(NumberSlip::new(
        "a comma without a blank stands between digits",
        help,
    ))
}

fn letters(text: &str) -> Option<NumberSlip> {
    let at = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (count, word) = text.split_at(at);
    let message = format!("`{}` is neither a number nor a name", shown(text));
    if is_unit(word) && count.bytes().all(|b| b.is_ascii_digit()) {
        return Some(NumberSlip::new(
            message,
            format!("write `{} {word}`", shown(count)),
        ));
    }
    if let Some(grown) = thousands(count, word) {
        return Some(NumberSlip::new(message, format!("write `{grown}`")));
    }
    Some(NumberSlip::new(
        message,
        "a number has digits only, and a name begins with a letter",
    ))
}

/// `5k` as `5_000`.
fn thousands(count: &str, word: &str) -> Option<String> {
    let zeros = match word {
        "k" | "K" => "_000",
        "m" | "M" => "_000_000",
        _ => return None,
    };
    (count.len() < 4 && count.bytes().all(|b| b.is_ascii_digit()))
        .then(|| format!("{count}{zeros}"))
}

fn points(text: &str) -> Option<NumberSlip> {
    let mut parts = text.split('.');
    let three = [parts.next()?, parts.next()?, parts.next()?];
    if parts.next().is_none()
        && let Some(slip) = other_date(three)
    {
        return Some(slip);
    }
    Some(NumberSlip::new(
        "a number has at most one point",
        "write it with one point, such as `1.5`",
    ))
}

fn money(text: &str) -> Result<Literal, NumberSlip> {
    let (whole, cents) = text.split_once('.').unwrap_or((text, ""));
    let digits = whole.replace([',', '_'], "");
    let only_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if digits.is_empty() || !only_digits(&digits) || !only_digits(cents) {
        let help = "write `$` and digits at once, such as `$1,250` or `$1,250.50`";
        return Err(NumberSlip::new(
            format!("`${}` is not an amount of money", shown(text)),
            help,
        ));
    }
    if text.contains('.') && cents.len() != 2 {
        return Err(wrong_cents(whole, cents));
    }
    if !well_grouped(whole) {
        let write = shown(&format!(
            "{digits}{}",
            text.strip_prefix(whole).unwrap_or("")
        ));
        let message = "in an amount of money a comma stands before each three digits";
        return Err(NumberSlip::new(
            message,
            format!("write `${}`", grouped(&write)),
        ));
    }
    let cents = if cents.is_empty() { "00" } else { cents };
    let too_large = |_| {
        NumberSlip::new(
            "this amount is too large",
            "the largest is `$92,233,720,368,547,758.07`",
        )
    };
    format!("{digits}{cents}")
        .parse()
        .map(|cents| Literal::Money(Money::from_cents(cents)))
        .map_err(too_large)
}

fn wrong_cents(whole: &str, cents: &str) -> NumberSlip {
    let message = "an amount of money has two digits of cents, or none";
    let help = match cents.len() {
        1 => format!("write `${whole}.{cents}0`"),
        3 => format!("write `${whole},{cents}` if the point sets thousands apart"),
        _ => "write whole cents, such as `$1.25`; a rate per unit is a decimal".to_owned(),
    };
    NumberSlip::new(message, help)
}

fn well_grouped(whole: &str) -> bool {
    if whole.contains('_') {
        return false;
    }
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or("");
    !whole.contains(',') || ((1..=3).contains(&first.len()) && groups.all(|g| g.len() == 3))
}

/// `28500.00` as `28,500.00`.
fn grouped(amount: &str) -> String {
    let whole = amount.split('.').next().unwrap_or(amount);
    let mut out = String::with_capacity(amount.len() + 8);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out + amount.strip_prefix(whole).unwrap_or("")
}

fn date(text: &str) -> Result<Literal, NumberSlip> {
    let mut parts = text.split(['-', '/']);
    let parts = [
        parts.next().unwrap_or(""),
        parts.next().unwrap_or(""),
        parts.next().unwrap_or(""),
    ];
    let [year, month, day] = parts;
    let is_iso = !text.contains('/') && (year.len(), month.len(), day.len()) == (4, 2, 2);
    if is_iso {
        return Date::parse(text)
            .map(Literal::Date)
            .map_err(|_| no_such_day(year, month, day));
    }
    let general = || {
        NumberSlip::new(
            "this is not a date as the language writes it",
            "write year, month and day, such as `2026-02-28`",
        )
    };
    Err(other_date(parts).unwrap_or_else(general))
}

fn no_such_day(year: &str, month: &str, day: &str) -> NumberSlip {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let number = |text: &str| text.parse::<u32>().unwrap_or(0);
    let first = Date::from_ymd(number(year) as i32, number(month), 1);
    let name = NAMES.get((number(month) as usize).wrapping_sub(1));
    let help = match (first, name) {
        (Some(first), Some(name)) => {
            let (_, _, last) = first.last_day_of_month().ymd();
            format!("{name} {year} has {last} days")
        }
        (None, Some(_)) => "years go from 0001 to 9999".to_owned(),
        _ => format!("a date is written year-month-day, and months go from 01 to 12, not {month}"),
    };
    let message = format!("the calendar has no day {year}-{month}-{day}");
    NumberSlip {
        code: codes::NO_SUCH_DAY,
        message,
        help,
    }
}

/// A date whose parts are in another order or too short: what it is in this language.
fn other_date([a, b, c]: [&str; 3]) -> Option<NumberSlip> {
    let number = |text: &str| text.parse::<u32>().ok();
    let iso =
        |year, month, day| Date::from_ymd(year as i32, month, day).map(|date| format!("`{date}`"));
    let (first, second, third) = (number(a)?, number(b)?, number(c)?);
    let mut readings = match (a.len(), c.len()) {
        (4, _) => vec![iso(first, second, third)],
        (_, 4) => vec![iso(third, first, second), iso(third, second, first)],
        _ => return None,
    };
    readings.dedup();
    let help = match readings
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] => "write year, month and day, such as `2026-02-28`".to_owned(),
        [only] => format!("write {only}"),
        several => format!("write {}, whichever is meant", several.join(" or ")),
    };
    Some(NumberSlip::new("a date is written year-month-day", help))
}
