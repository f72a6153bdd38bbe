//! Requests that have what their conditions ask for and leave the rest out.

use super::wire::{
    Acute, Chronic, Conditions, Line, Maternal, Pregnancy, Provider, Request, Surgery, Terminal,
};
use crate::days::Day;
use crate::random::Random;

/// So many requests, all different.
pub fn requests(count: usize) -> Vec<Request> {
    let mut random = Random::new(1);
    (0..count).map(|_| request(&mut random)).collect()
}

fn request(random: &mut Random) -> Request {
    let start = Day::from_ymd(2018, 1, 1).0 + random.below(3_000) as i32;
    let service_on = Day(start - 20 + random.below(500) as i32);
    let mut conditions = 1 << random.below(7);
    if random.percent(30) {
        conditions |= 1 << random.below(7);
    }
    let has = |place: usize| conditions >> place & 1 == 1;
    let later = |random: &mut Random, open: u64| {
        let day = Day(start + random.below(600) as i32);
        Some(if random.percent(open) { Day::OPEN } else { day })
    };
    let mostly = |random: &mut Random| Some(random.percent(90));
    Request {
        line_of_business: match random.below(20) {
            0 => Line::MediCal,
            1 => Line::Other,
            _ => Line::GroupCare,
        },
        enrollment_date: Day(start),
        service_on,
        provider: Provider {
            contracted: random.percent(10),
            continuing: random.percent(90),
        },
        conditions: Conditions(conditions),
        acute: Acute {
            last_day: if has(0) { later(random, 20) } else { None },
        },
        maternal: if has(1) {
            Maternal {
                diagnosed: mostly(random),
                delivery_date: later(random, 20),
                pregnancy_ended_on: if random.percent(10) {
                    later(random, 0)
                } else {
                    None
                },
            }
        } else {
            Maternal::default()
        },
        pregnancy: if has(2) {
            Pregnancy {
                high_risk: Some(random.percent(30)),
                trimester: Some(1 + random.below(3) as u8),
                care_after_birth_ends: later(random, 40),
            }
        } else {
            Pregnancy::default()
        },
        chronic: if has(3) {
            Chronic {
                plan_determination_made: Some(random.percent(70)),
                course_of_treatment_end: later(random, 0),
            }
        } else {
            Chronic::default()
        },
        surgery: if has(4) {
            Surgery {
                authorized_by_previous_plan: mostly(random),
                documented_course_of_treatment: mostly(random),
                recommended_by_provider: mostly(random),
                recommendation_documented: mostly(random),
                documented_occurrence_date: Some(Day(start - 10 + random.below(250) as i32)),
            }
        } else {
            Surgery::default()
        },
        terminal: if has(5) {
            Terminal {
                confirmed: mostly(random),
                last_day: later(random, 60),
            }
        } else {
            Terminal::default()
        },
    }
}
