//! The request and the decision as serde structs: the yardstick for JSON in and out.

use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::by_hand::{Answer, Outcome};
use crate::days::Day;

/// The conditions, in the order of the policy.
const CONDITIONS: [&str; 7] = [
    "acute",
    "maternal_mental_health",
    "pregnancy",
    "serious_chronic",
    "surgery_procedure",
    "terminal",
    "other",
];

/// The readings that a decision can rest on with their defaults, in the order of the policy.
const READINGS: [(&str, &str); 11] = [
    ("introduction_limit", "own_length"),
    ("enrollment_clock", "coverage_begins"),
    ("provider_left_clock", "enrollment"),
    ("anniversary", "included"),
    ("month_end", "last_day"),
    ("maternal_limit", "limits_services"),
    ("no_delivery", "end_of_pregnancy"),
    ("trimester_tested", "at_enrollment"),
    ("surgery_timing", "documented"),
    ("after_surgery", "surgery_only"),
    ("authorizing_plan", "previous_plan"),
];

/// The messages of requirements and referrals.
const REASONS: [&str; 5] = [
    "This policy is for Alliance Group Care members",
    "The provider is in the network: no exception is needed",
    "The service is before the first day of coverage",
    "The member was not seeing this provider",
    "The plan has yet to determine the course of treatment",
];

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Line {
    GroupCare,
    MediCal,
    Other,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Maternal {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnosed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivery_date: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pregnancy_ended_on: Option<Day>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pregnancy {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high_risk: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trimester: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub care_after_birth_ends: Option<Day>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Chronic {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan_determination_made: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub course_of_treatment_end: Option<Day>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Surgery {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authorized_by_previous_plan: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documented_course_of_treatment: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recommended_by_provider: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recommendation_documented: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documented_occurrence_date: Option<Day>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Terminal {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Day>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Acute {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Day>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provider {
    pub contracted: bool,
    pub continuing: bool,
}

/// A bit for each condition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conditions(pub u8);

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    pub line_of_business: Line,
    pub enrollment_date: Day,
    pub service_on: Day,
    pub provider: Provider,
    pub conditions: Conditions,
    #[serde(default, skip_serializing_if = "is_default")]
    pub acute: Acute,
    #[serde(default, skip_serializing_if = "is_default")]
    pub maternal: Maternal,
    #[serde(default, skip_serializing_if = "is_default")]
    pub pregnancy: Pregnancy,
    #[serde(default, skip_serializing_if = "is_default")]
    pub chronic: Chronic,
    #[serde(default, skip_serializing_if = "is_default")]
    pub surgery: Surgery,
    #[serde(default, skip_serializing_if = "is_default")]
    pub terminal: Terminal,
}

fn is_default<T: Default + PartialEq>(group: &T) -> bool {
    *group == T::default()
}

impl Serialize for Conditions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        names(self.0, &CONDITIONS, serializer)
    }
}

fn names<S: Serializer>(bits: u8, of: &[&str], serializer: S) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(bits.count_ones() as usize))?;
    for (place, name) in of.iter().enumerate() {
        if bits >> place & 1 == 1 {
            list.serialize_element(name)?;
        }
    }
    list.end()
}

impl<'de> Deserialize<'de> for Conditions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum Condition {
            Acute,
            MaternalMentalHealth,
            Pregnancy,
            SeriousChronic,
            SurgeryProcedure,
            Terminal,
            Other,
        }
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = Conditions;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("conditions")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Conditions, A::Error> {
                let mut bits = 0;
                while let Some(condition) = list.next_element::<Condition>()? {
                    bits |= 1 << condition as u8;
                }
                Ok(Conditions(bits))
            }
        }
        deserializer.deserialize_seq(Names)
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
    reasons: Reasons,
    needs: [(); 0],
    readings: Readings,
    errors: [(); 0],
    trace: [(); 0],
}

#[derive(Serialize)]
struct Outputs {
    outcome: Outcome,
    categories: Categories,
    covered_from: Option<Day>,
    covered_through: Option<Day>,
    periods: Periods,
    must_switch_by: Day,
}

impl<'a> Told<'a> {
    pub fn new(bundle: &'a str, request: &Request, answer: &Answer) -> Self {
        let covered = answer.categories != 0;
        Self {
            policy: super::POLICY,
            bundle,
            as_of: request.service_on,
            status: "decided",
            outputs: Outputs {
                outcome: answer.outcome,
                categories: Categories(answer.categories),
                covered_from: covered.then_some(answer.from),
                covered_through: covered.then_some(answer.through),
                periods: Periods(*answer),
                must_switch_by: answer.must_switch_by,
            },
            reasons: Reasons(answer.reasons),
            needs: [],
            readings: Readings(answer.readings),
            errors: [],
            trace: [],
        }
    }
}

struct Categories(u8);

impl Serialize for Categories {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        names(self.0, &CONDITIONS[..6], serializer)
    }
}

struct Reasons(u8);

impl Serialize for Reasons {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        names(self.0, &REASONS, serializer)
    }
}

struct Periods(Answer);

#[derive(Serialize)]
struct Period {
    from: Day,
    through: Day,
}

impl Serialize for Periods {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (place, name) in CONDITIONS[..6].iter().enumerate() {
            if self.0.categories >> place & 1 == 1 {
                let (from, through) = (self.0.from, self.0.ends[place]);
                map.serialize_entry(name, &Period { from, through })?;
            }
        }
        map.end()
    }
}

struct Readings(u16);

impl Serialize for Readings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (place, (name, choice)) in READINGS.iter().enumerate() {
            if self.0 >> place & 1 == 1 {
                map.serialize_entry(name, choice)?;
            }
        }
        map.end()
    }
}
