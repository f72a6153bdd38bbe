//! Numbers of JSON, read from their digits.

use bylaws_dsl::value::Decimal;

use super::decode::string;

/// The digits that every number of this length has room for.
pub(super) const MOST_DIGITS: usize = 28;

/// Why a text is no number that can be held exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum NoNumber {
    Malformed,
    /// It has more digits than a number may have.
    TooLong,
}

/// A number, or its digits as text.
pub(super) fn exact(raw: &str) -> Result<Decimal, NoNumber> {
    match string(raw) {
        Some(text) => digits(&text),
        None => digits(raw),
    }
}

/// A number from its digits, with or without an exponent.
pub(super) fn digits(text: &str) -> Result<Decimal, NoNumber> {
    let Some((mantissa, _)) = text.split_once(['e', 'E']) else {
        return plain(text);
    };
    plain(mantissa)?;
    Decimal::from_scientific(text).map_err(|_| NoNumber::TooLong)
}

fn plain(text: &str) -> Result<Decimal, NoNumber> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !is_digits(whole) || !is_digits(part) {
        return Err(NoNumber::Malformed);
    }
    // Zeros at either end say nothing.
    let whole = whole.trim_start_matches('0');
    let part = part.trim_end_matches('0');
    if whole.len() + part.len() > MOST_DIGITS {
        return Err(NoNumber::TooLong);
    }
    let number = Decimal::from_str_exact(text).or_else(|_| {
        let sign = if text.starts_with('-') { "-" } else { "" };
        Decimal::from_str_exact(&format!("{sign}0{whole}.{part}0"))
    });
    number.map_err(|_| NoNumber::TooLong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_exact_or_refused() {
        let nines = "9".repeat(MOST_DIGITS);
        assert_eq!(digits(&nines).unwrap().to_string(), nines);
        assert_eq!(digits(&format!("{nines}9")), Err(NoNumber::TooLong));
        assert_eq!(digits(&format!("0.{nines}9")), Err(NoNumber::TooLong));
        assert_eq!(digits(&format!("0.{nines}9e3")), Err(NoNumber::TooLong));
        assert_eq!(digits("1e400"), Err(NoNumber::TooLong));
        assert_eq!(digits("1.5e2").unwrap().to_string(), "150");
        let zeros = "0".repeat(40);
        assert_eq!(
            digits(&format!("{zeros}1.5{zeros}")).unwrap(),
            Decimal::new(15, 1)
        );
        for text in [
            "", "-", ".5", "1.", "+1", "1_000", "e5", "1e", "1e5x", "0x10",
        ] {
            assert!(digits(text).is_err(), "{text}");
        }
    }
}
