//! Complete requests of every service line, region and tier.

use super::wire::{Cents, Quality, Rate, Region, Request, Service};
use crate::days::Day;
use crate::random::Random;

const SERVICES: [Service; 8] = [
    Service::JointReplacement,
    Service::CardiacSurgery,
    Service::CancerCare,
    Service::Maternity,
    Service::PrimaryCare,
    Service::Imaging,
    Service::Preventive,
    Service::Other,
];
const REGIONS: [Region; 4] = [
    Region::West,
    Region::Midwest,
    Region::South,
    Region::Northeast,
];
const LIVES: [u64; 5] = [50, 500, 5_000, 50_000, 200_000];

/// So many requests, all different.
pub fn requests(count: usize) -> Vec<Request> {
    let mut random = Random::new(2);
    (0..count).map(|_| request(&mut random)).collect()
}

fn request(random: &mut Random) -> Request {
    let most = random.one_of(&LIVES);
    Request {
        service_on: Day(Day::from_ymd(2018, 1, 1).0 + random.below(3_000) as i32),
        covered_lives: 1 + random.below(most) as i64,
        service_line: random.one_of(&SERVICES),
        region: random.one_of(&REGIONS),
        billed: Cents(random.below(8_000_000) as i64),
        center_of_excellence: random.percent(50),
        quality: Quality {
            complication_rate: Rate(random.below(1_000) as i64),
            benchmark_rate: Rate(random.below(1_000) as i64),
        },
    }
}
