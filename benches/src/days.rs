//! The calendar as someone writes it by hand for speed: days from 1970-01-01 in 32 bits.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day, or [`Day::OPEN`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i32);

impl Day {
    /// Later than every day.
    pub const OPEN: Day = Day(i32::MAX);

    pub fn from_ymd(year: i32, month: i32, day: i32) -> Self {
        // Years begin in March, so that a leap day is the last.
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let of_era = year - era * 400;
        let of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
        let day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
        Day(era * 146_097 + day_of_era - 719_468)
    }

    pub fn ymd(self) -> (i32, i32, i32) {
        let days = self.0 + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days - era * 146_097;
        let of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let of_year = day_of_era - (365 * of_era + of_era / 4 - of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        (of_era + era * 400 + i32::from(month <= 2), month, day)
    }

    /// The same day of the next year, or the last of February.
    pub fn next_year(self) -> Self {
        let (year, month, day) = self.ymd();
        let leaps = |year: i32| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let day = if (month, day) == (2, 29) && !leaps(year + 1) {
            28
        } else {
            day
        };
        Day::from_ymd(year + 1, month, day)
    }

    /// The ten letters of a day.
    fn letters(self) -> [u8; 10] {
        let (year, month, day) = self.ymd();
        let digit = |number: i32, place: i32| b'0' + (number / place % 10) as u8;
        [
            digit(year, 1000),
            digit(year, 100),
            digit(year, 10),
            digit(year, 1),
            b'-',
            digit(month, 10),
            digit(month, 1),
            b'-',
            digit(day, 10),
            digit(day, 1),
        ]
    }

    fn read(text: &str) -> Option<Self> {
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0, |sum, byte| {
                byte.is_ascii_digit()
                    .then(|| sum * 10 + i32::from(byte - b'0'))
            })
        };
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        let (year, month, day) = (
            number(&bytes[..4])?,
            number(&bytes[5..7])?,
            number(&bytes[8..])?,
        );
        let read = Day::from_ymd(year, month, day);
        (read.ymd() == (year, month, day)).then_some(read)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if *self == Day::OPEN {
            return serializer.serialize_str("open");
        }
        serializer.serialize_str(std::str::from_utf8(&self.letters()).unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Day;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a day")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Day, E> {
                match text {
                    "open" => Ok(Day::OPEN),
                    text => Day::read(text).ok_or_else(|| E::custom("no day")),
                }
            }
        }
        deserializer.deserialize_str(Text)
    }
}
