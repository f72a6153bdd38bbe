//! Days and amounts as each language writes them, in full and without a locale library: four
//! languages need four lines.

use bylaws_dsl::value::{Date, Decimal, Money, plain};

use super::Locale;

const ENGLISH: [&str; 12] = [
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
const SPANISH: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// A day: `June 30, 2026`, `30 de junio de 2026`, `30/06/2026`, `2026年6月30日`.
pub(crate) fn date(locale: Locale, date: Date) -> String {
    let (year, month, day) = date.ymd();
    let name = |names: [&'static str; 12]| {
        let place = usize::try_from(month).unwrap_or(1).saturating_sub(1);
        names.get(place).copied().unwrap_or_default()
    };
    match locale {
        Locale::En => format!("{} {day}, {year}", name(ENGLISH)),
        Locale::Es => format!("{day} de {} de {year}", name(SPANISH)),
        Locale::Vi => format!("{day:02}/{month:02}/{year:04}"),
        Locale::Zh => format!("{year}年{month}月{day}日"),
    }
}

/// An amount of US dollars: `$28,500.00`, in Vietnamese `28.500,00 US$`, in Chinese `US$28,500.00`.
/// Spanish follows the United States, where the bills are.
pub(crate) fn money(locale: Locale, amount: Money) -> String {
    let digits = amount.digits();
    let (sign, digits) = signed(&digits);
    let number = grouped(locale, digits);
    match locale {
        Locale::En | Locale::Es => format!("{sign}${number}"),
        Locale::Vi => format!("{sign}{number} US$"),
        Locale::Zh => format!("{sign}US${number}"),
    }
}

/// A whole number with its thousands apart.
pub(crate) fn integer(locale: Locale, number: i64) -> String {
    written(locale, &number.to_string())
}

/// A number with its decimals.
pub(crate) fn decimal(locale: Locale, number: Decimal) -> String {
    written(locale, &plain(number).to_string())
}

/// A number of hundredths with the sign behind it.
pub(crate) fn percent(locale: Locale, number: Decimal) -> String {
    format!("{}%", decimal(locale, number))
}

fn written(locale: Locale, digits: &str) -> String {
    let (sign, digits) = signed(digits);
    format!("{sign}{}", grouped(locale, digits))
}

fn signed(digits: &str) -> (&'static str, &str) {
    match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits),
    }
}

/// Digits with the signs between thousands and before decimals that the language uses.
fn grouped(locale: Locale, digits: &str) -> String {
    let (thousands, point) = match locale {
        Locale::Vi => ('.', ','),
        _ => (',', '.'),
    };
    let (whole, decimals) = match digits.split_once('.') {
        Some((whole, decimals)) => (whole, Some(decimals)),
        None => (digits, None),
    };
    let mut out = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            out.push(thousands);
        }
        out.push(digit);
    }
    if let Some(decimals) = decimals {
        out.push(point);
        out.push_str(decimals);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all<T: Copy>(write: fn(Locale, T) -> String, value: T) -> [String; 4] {
        Locale::ALL.map(|locale| write(locale, value))
    }

    #[test]
    fn days() {
        let day = Date::from_ymd(2026, 2, 1).unwrap();
        assert_eq!(
            all(date, day),
            [
                "February 1, 2026",
                "1 de febrero de 2026",
                "01/02/2026",
                "2026年2月1日"
            ]
        );
        assert_eq!(
            date(Locale::Vi, Date::from_ymd(987, 12, 31).unwrap()),
            "31/12/0987"
        );
        assert_eq!(date(Locale::Es, Date::MAX), "31 de diciembre de 9999");
    }

    #[test]
    fn amounts() {
        assert_eq!(
            all(money, Money::from_cents(2_850_000)),
            ["$28,500.00", "$28,500.00", "28.500,00 US$", "US$28,500.00"]
        );
        assert_eq!(
            all(money, Money::from_cents(-5)),
            ["-$0.05", "-$0.05", "-0,05 US$", "-US$0.05"]
        );
        assert_eq!(money(Locale::En, Money::from_cents(99_999)), "$999.99");
        assert_eq!(
            money(Locale::Vi, Money::from_cents(123_456_789)),
            "1.234.567,89 US$"
        );
    }

    #[test]
    fn numbers() {
        assert_eq!(all(integer, 999), ["999"; 4].map(str::to_owned));
        assert_eq!(
            all(integer, -1_000),
            ["-1,000", "-1,000", "-1.000", "-1,000"]
        );
        assert_eq!(integer(Locale::Vi, i64::MIN), "-9.223.372.036.854.775.808");
        assert_eq!(
            all(percent, Decimal::new(125, 1)),
            ["12.5%", "12.5%", "12,5%", "12.5%"]
        );
        assert_eq!(
            decimal(Locale::Vi, Decimal::new(-12_345_670, 4)),
            "-1.234,567"
        );
    }
}
