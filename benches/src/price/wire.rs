//! The request and the decision as serde structs. Money is read from its digits and written with
//! two decimals, percentages are text with their sign: nothing passes through a binary fraction.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::by_hand::Answer;
use crate::days::Day;

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    JointReplacement,
    CardiacSurgery,
    CancerCare,
    Maternity,
    PrimaryCare,
    Imaging,
    Preventive,
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    West,
    Midwest,
    South,
    Northeast,
}

#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Cents(pub i64);

/// Hundredths of a percent.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Rate(pub i64);

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Quality {
    pub complication_rate: Rate,
    pub benchmark_rate: Rate,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Request {
    pub service_on: Day,
    pub covered_lives: i64,
    pub service_line: Service,
    pub region: Region,
    pub billed: Cents,
    pub center_of_excellence: bool,
    pub quality: Quality,
}

/// A number with two decimals at most, in hundredths.
fn hundredths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = match part.len() {
        0 => 0,
        1 => part.parse::<i64>().ok()? * 10,
        2 => part.parse().ok()?,
        _ => return None,
    };
    whole
        .parse::<i64>()
        .ok()?
        .checked_mul(100)?
        .checked_add(part)
}

impl<'de> Deserialize<'de> for Cents {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        let text = raw.get().trim_matches('"');
        hundredths(text)
            .map(Cents)
            .ok_or_else(|| D::Error::custom("no amount"))
    }
}

impl Serialize for Cents {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = format!("{}.{:02}", self.0 / 100, self.0 % 100);
        RawValue::from_string(text)
            .map_err(serde::ser::Error::custom)?
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(deserializer)?;
        let number = text.strip_suffix('%').and_then(hundredths);
        number
            .map(Rate)
            .ok_or_else(|| D::Error::custom("no percentage"))
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{}.{:02}%", self.0 / 100, self.0 % 100))
    }
}

/// The decision as it is written.
#[derive(Serialize)]
pub struct Told<'a> {
    policy: &'static str,
    bundle: &'a str,
    as_of: Day,
    status: &'static str,
    outputs: Outputs,
    reasons: [(); 0],
    needs: [(); 0],
    readings: Nothing,
    errors: [(); 0],
    trace: [(); 0],
}

#[derive(Serialize)]
struct Outputs {
    allowed: Cents,
    member_share: Cents,
}

#[derive(Serialize)]
struct Nothing {}

impl<'a> Told<'a> {
    pub fn new(bundle: &'a str, request: &Request, answer: &Answer) -> Self {
        Self {
            policy: super::POLICY,
            bundle,
            as_of: request.service_on,
            status: "decided",
            outputs: Outputs {
                allowed: Cents(answer.allowed),
                member_share: Cents(answer.member_share),
            },
            reasons: [],
            needs: [],
            readings: Nothing {},
            errors: [],
            trace: [],
        }
    }
}
