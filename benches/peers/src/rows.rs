//! The same requests as flat objects of numbers, yes and no: what every engine can take without a
//! date type, an optional fact or money of its own. The host has already added the twelve months and
//! filled in what is missing, which is work that Bylaws and the rules by hand do themselves.

use bylaws_benches::care::{self, by_hand::Outcome};
use bylaws_benches::days::Day;
use bylaws_benches::price;
use serde::{Deserialize, Serialize};

/// So few that they stay in the caches; Bylaws and the rules by hand go through 200,000.
pub const ROWS: usize = 2_000;

pub struct Rows<F> {
    pub flat: Vec<F>,
    pub json: Vec<String>,
    /// The decision as one number.
    pub expected: Vec<i64>,
}

impl<F: Serialize> Rows<F> {
    fn new(rows: impl Iterator<Item = (F, i64)>) -> Self {
        let (flat, expected): (Vec<F>, Vec<i64>) = rows.unzip();
        let json = flat.iter().map(|row| serde_json::to_string(row).unwrap());
        Self {
            json: json.collect(),
            flat,
            expected,
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Care {
    line: String,
    start: i64,
    day: i64,
    year: i64,
    contracted: bool,
    continuing: bool,
    has_acute: bool,
    acute_end: i64,
    has_maternal: bool,
    diagnosed: bool,
    maternal_end: i64,
    has_pregnancy: bool,
    high_risk: bool,
    trimester: i64,
    birth_end: i64,
    has_chronic: bool,
    determined: bool,
    chronic_end: i64,
    has_surgery: bool,
    authorized: bool,
    documented: bool,
    recommended: bool,
    recommendation_documented: bool,
    surgery_day: i64,
    has_terminal: bool,
    confirmed: bool,
    terminal_end: i64,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Price {
    lives: i64,
    service: String,
    region: String,
    billed: i64,
    center: bool,
    rate: i64,
    benchmark: i64,
}

/// The last day where something is covered, else a number below zero for the outcome.
pub fn care() -> Rows<Care> {
    Rows::new(care::requests(ROWS).into_iter().map(|request| {
        let answer = care::by_hand::decide(&request);
        let expected = match answer.outcome {
            Outcome::Covered => i64::from(answer.through.0),
            Outcome::NotCovered => -1,
            Outcome::NeedsClinicalDetermination => -2,
            Outcome::OutOfScope => -3,
            Outcome::NotApplicable => -4,
        };
        (flat_care(&request), expected)
    }))
}

fn flat_care(request: &care::Request) -> Care {
    let has = |place: usize| request.conditions.0 >> place & 1 == 1;
    let day = |day: Option<Day>| day.map_or(0, |day| i64::from(day.0));
    let yes = |fact: Option<bool>| fact == Some(true);
    let delivered = request.maternal.pregnancy_ended_on;
    let delivered = delivered.or(request.maternal.delivery_date);
    let year_later = |day: Day| {
        if day == Day::OPEN {
            day
        } else {
            day.next_year()
        }
    };
    Care {
        line: word(&request.line_of_business),
        start: i64::from(request.enrollment_date.0),
        day: i64::from(request.service_on.0),
        year: i64::from(request.enrollment_date.next_year().0),
        contracted: request.provider.contracted,
        continuing: request.provider.continuing,
        has_acute: has(0),
        acute_end: day(request.acute.last_day),
        has_maternal: has(1),
        diagnosed: yes(request.maternal.diagnosed),
        maternal_end: day(delivered.map(year_later)),
        has_pregnancy: has(2),
        high_risk: yes(request.pregnancy.high_risk),
        trimester: request.pregnancy.trimester.map_or(0, i64::from),
        birth_end: day(request.pregnancy.care_after_birth_ends),
        has_chronic: has(3),
        determined: yes(request.chronic.plan_determination_made),
        chronic_end: day(request.chronic.course_of_treatment_end),
        has_surgery: has(4),
        authorized: yes(request.surgery.authorized_by_previous_plan),
        documented: yes(request.surgery.documented_course_of_treatment),
        recommended: yes(request.surgery.recommended_by_provider),
        recommendation_documented: yes(request.surgery.recommendation_documented),
        surgery_day: day(request.surgery.documented_occurrence_date),
        has_terminal: has(5),
        confirmed: yes(request.terminal.confirmed),
        terminal_end: day(request.terminal.last_day),
    }
}

/// The allowed amount in millionths behind the member's share, both in cents.
pub fn price() -> Rows<Price> {
    Rows::new(price::requests(ROWS).into_iter().map(|request| {
        let answer = price::by_hand::decide(&request);
        let flat = Price {
            lives: request.covered_lives,
            service: word(&request.service_line),
            region: word(&request.region),
            billed: request.billed.0,
            center: request.center_of_excellence,
            rate: request.quality.complication_rate.0,
            benchmark: request.quality.benchmark_rate.0,
        };
        (flat, answer.allowed * 1_000_000 + answer.member_share)
    }))
}

fn word(name: &impl Serialize) -> String {
    match serde_json::to_value(name) {
        Ok(serde_json::Value::String(word)) => word,
        other => panic!("a name, not {other:?}"),
    }
}
