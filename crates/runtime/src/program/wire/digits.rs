//! Numbers and dates from their digits.

use crate::program::calendar;
use crate::program::code::NONE;

/// The text between quotes; escapes are left to the general reader, which no digit needs.
pub(super) fn unquoted(raw: &str) -> &str {
    let inner = raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"'));
    inner.unwrap_or(raw)
}

/// A number from its digits, with so many behind the point; none when it has more, or an exponent.
pub(super) fn exact(text: &str, digits: u8) -> Option<i64> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(text) => (-1, text),
        None => (1, text),
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let read = |start: i64, digits: &str| {
        let digits = digits.bytes();
        digits.into_iter().try_fold(start, |number, digit| {
            let digit = digit.is_ascii_digit().then(|| digit - b'0')?;
            number.checked_mul(10)?.checked_add(i64::from(digit))
        })
    };
    if whole.is_empty() || part.is_empty() {
        return None;
    }
    let mut number = read(0, whole)?;
    let (kept, dropped) = part
        .split_at_checked(usize::from(digits))
        .unwrap_or((part, ""));
    if !dropped.bytes().all(|digit| digit == b'0') {
        return None;
    }
    number = read(number, kept)?;
    let missing = usize::from(digits).saturating_sub(kept.len());
    let number = number.checked_mul(10i64.checked_pow(missing as u32)?)?;
    Some(sign * number).filter(|number| *number > NONE)
}

/// The day of `2026-02-28`.
pub(super) fn date(text: &str) -> Option<i64> {
    let bytes: &[u8; 10] = text.as_bytes().try_into().ok()?;
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *bytes else {
        return None;
    };
    let digit = |byte: u8| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then_some(i64::from(digit))
    };
    let two = |a, b| Some(digit(a)? * 10 + digit(b)?);
    let (year, month, day) = (
        two(y0, y1)? * 100 + two(y2, y3)?,
        two(m0, m1)?,
        two(d0, d1)?,
    );
    let exists = year >= 1
        && (1..=12).contains(&month)
        && (1..=calendar::last_of_month(year, month)).contains(&day);
    exists.then(|| calendar::days(year, month, day))
}

#[cfg(test)]
mod tests {
    use bylaws_dsl::value::Date;

    use super::*;

    #[test]
    fn digits_are_exact_or_refused() {
        assert_eq!(exact("28500.00", 2), Some(2_850_000));
        assert_eq!(exact("-0.5", 2), Some(-50));
        assert_eq!(exact("12.340000000", 2), Some(1_234));
        assert_eq!(exact("12.345", 2), None);
        assert_eq!(exact("007", 2), Some(700));
        for text in [
            "",
            "-",
            ".5",
            "1.",
            "+1",
            "1e3",
            "1_000",
            "--1",
            "1.-5",
            "99999999999999999999",
        ] {
            assert_eq!(exact(text, 2), None, "{text}");
        }
    }

    #[test]
    fn dates_are_those_of_the_language() {
        for text in [
            "2026-02-28",
            "2024-02-29",
            "0001-01-01",
            "9999-12-31",
            "1900-02-28",
        ] {
            let day = Date::parse(text).unwrap();
            assert_eq!(date(text), Some(i64::from(day.days())));
        }
        for text in [
            "2026-02-29",
            "0000-01-01",
            "2026-13-01",
            "2026-00-10",
            "2026-1-10",
            "2026/01/10",
        ] {
            assert_eq!(date(text), None, "{text}");
        }
    }
}
