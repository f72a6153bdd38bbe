//! What the numbers of a column count.

use std::fmt;
use std::str::FromStr;

/// The unit of the numbers in a column of amounts or percentages. A number alone cannot say it:
/// 1250 may be dollars or cents, 0.125 an eighth or an eighth of a hundredth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Of money, the whole of the currency: 12.50 is $12.50.
    Dollars,
    /// Of money, its hundredth: 1250 is $12.50.
    Cents,
    /// Of percentages, hundredths: 12.5 is 12.5%.
    Percent,
    /// Of percentages, the whole: 0.125 is 12.5%.
    Fraction,
    /// Of percentages, hundredths of a hundredth: 1250 is 12.5%.
    BasisPoints,
}

impl Unit {
    /// The key in the metadata of an Arrow field under which its unit stands.
    pub const KEY: &'static str = "bylaws.unit";

    pub(super) const OF_MONEY: [Unit; 2] = [Unit::Dollars, Unit::Cents];
    pub(super) const OF_PERCENT: [Unit; 3] = [Unit::Percent, Unit::Fraction, Unit::BasisPoints];

    /// The word for it, such as `basis_points`.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Dollars => "dollars",
            Unit::Cents => "cents",
            Unit::Percent => "percent",
            Unit::Fraction => "fraction",
            Unit::BasisPoints => "basis_points",
        }
    }

    /// How many digits of a whole number stand behind the point of the value as the language
    /// writes it.
    pub(super) fn digits(self) -> i32 {
        match self {
            Unit::Dollars | Unit::Percent => 0,
            Unit::Cents | Unit::BasisPoints => 2,
            Unit::Fraction => -2,
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Unit {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let mut all = Self::OF_MONEY.into_iter().chain(Self::OF_PERCENT);
        all.find(|unit| unit.word() == word).ok_or_else(|| {
            format!(
                "`{word}` is no unit: write dollars or cents, percent, fraction or basis_points"
            )
        })
    }
}
