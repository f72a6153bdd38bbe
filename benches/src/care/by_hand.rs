//! The rule by hand, as somebody would write it who knows that the readings never change.

use serde::Serialize;

use super::wire::{Line, Request, Surgery, Told};
use crate::days::Day;

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Covered,
    NeedsClinicalDetermination,
    NotCovered,
    OutOfScope,
    NotApplicable,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    pub outcome: Outcome,
    /// A bit for each category that applies.
    pub categories: u8,
    pub from: Day,
    pub through: Day,
    pub ends: [Day; 6],
    pub must_switch_by: Day,
    /// A bit for each message.
    pub reasons: u8,
    /// A bit for each reading that the decision rests on.
    pub readings: u16,
}

const COMMON: u16 = 0b11111;

/// Decides a request that has the facts for the conditions that it names.
pub fn decide(request: &Request) -> Answer {
    let (start, day) = (request.enrollment_date, request.service_on);
    let gates = [
        (
            request.line_of_business != Line::GroupCare,
            Outcome::OutOfScope,
        ),
        (request.provider.contracted, Outcome::NotApplicable),
        (day < start, Outcome::NotCovered),
        (!request.provider.continuing, Outcome::NotCovered),
    ];
    let mut answer = Answer {
        outcome: Outcome::NotCovered,
        categories: 0,
        from: start,
        through: Day(i32::MIN),
        ends: [start; 6],
        must_switch_by: Day::OPEN,
        reasons: 0,
        readings: 0,
    };
    for (place, (fails, outcome)) in gates.into_iter().enumerate().rev() {
        if fails {
            answer.reasons |= 1 << place;
            answer.outcome = outcome;
        }
    }
    if answer.reasons != 0 {
        return answer;
    }
    let year = start.next_year();
    let conditions = request.conditions.0;
    let has = |place: usize| conditions >> place & 1 == 1;
    let mut applies = |place: usize, end: Day| {
        if end >= day {
            answer.categories |= 1 << place;
            answer.ends[place] = end;
            answer.through = answer.through.max(end);
        }
    };
    let mut readings = 0;
    if has(0) {
        applies(0, request.acute.last_day.unwrap_or(Day::OPEN));
        readings |= COMMON;
    }
    if has(1) && request.maternal.diagnosed == Some(true) {
        let over = request.maternal.pregnancy_ended_on;
        let over = over.or(request.maternal.delivery_date).unwrap_or(Day::OPEN);
        let end = if over == Day::OPEN {
            over
        } else {
            over.next_year()
        };
        applies(1, end);
        readings |= COMMON | 1 << 5 | 1 << 6;
    }
    let high_risk = request.pregnancy.high_risk == Some(true);
    if has(2) {
        let late = request
            .pregnancy
            .trimester
            .is_some_and(|trimester| trimester >= 2);
        let end = request.pregnancy.care_after_birth_ends.unwrap_or(Day::OPEN);
        let qualifies = high_risk || late;
        if qualifies {
            applies(2, end);
            readings |= COMMON;
        }
        if !high_risk && (!qualifies || end >= day) {
            readings |= 1 << 7;
        }
    }
    if has(3) {
        readings |= COMMON & !1;
        if request.chronic.plan_determination_made == Some(true) {
            let end = request.chronic.course_of_treatment_end.unwrap_or(year);
            applies(3, end.min(year));
        } else if day <= year {
            answer.reasons |= 1 << 4;
        }
    }
    if has(4) {
        let (end, rests) = surgery(&request.surgery, start);
        readings |= rests;
        if let Some(end) = end {
            applies(4, end);
        }
    }
    if has(5) && request.terminal.confirmed == Some(true) {
        applies(5, request.terminal.last_day.unwrap_or(Day::OPEN));
        readings |= 1 << 2;
    }
    answer.readings = readings;
    if answer.categories != 0 {
        answer.outcome = Outcome::Covered;
        answer.reasons = 0;
        if answer.categories >> 5 & 1 == 0 {
            answer.must_switch_by = answer.through.max(year);
        }
    } else if answer.reasons != 0 {
        answer.outcome = Outcome::NeedsClinicalDetermination;
    }
    answer
}

/// The last day of the surgery if it qualifies, and the readings that this rests on.
fn surgery(surgery: &Surgery, start: Day) -> (Option<Day>, u16) {
    let yes = |fact: Option<bool>| fact == Some(true);
    let documented = yes(surgery.documented_course_of_treatment)
        && yes(surgery.recommended_by_provider)
        && yes(surgery.recommendation_documented);
    if !yes(surgery.authorized_by_previous_plan) {
        return (None, 1 << 10);
    }
    if !documented {
        return (None, 0);
    }
    let day = surgery.documented_occurrence_date.unwrap_or(Day::OPEN);
    if day < start || day.0 > start.0 + 180 {
        return (None, 1 << 8 | 0b110);
    }
    (Some(day), COMMON | 1 << 8 | 1 << 9)
}

/// JSON in, JSON out.
pub fn decide_json(bundle: &str, request: &[u8], out: &mut Vec<u8>) {
    let request: Request = serde_json::from_slice(request).expect("a request");
    let answer = decide(&request);
    let told = Told::new(bundle, &request, &answer);
    serde_json::to_writer(out, &told).expect("memory can be written to");
}
