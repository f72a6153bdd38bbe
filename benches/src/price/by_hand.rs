//! The rule by hand: whole cents throughout, each amount rounded half up once.

use super::wire::{Request, Service, Told};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answer {
    pub allowed: i64,
    pub member_share: i64,
}

/// The price of the episode, by service line and region.
pub const BUNDLES: [[i64; 4]; 4] = [
    [28_500, 24_750, 23_900, 30_200],
    [62_000, 54_300, 52_850, 66_400],
    [41_250, 37_600, 36_900, 43_800],
    [14_300, 11_950, 11_400, 15_700],
];

pub fn decide(request: &Request) -> Answer {
    let billed = request.billed.0;
    let bundle = match request.service_line {
        _ if !request.center_of_excellence => None,
        Service::Imaging => Some(650),
        line => BUNDLES
            .get(line as usize)
            .map(|by_region| by_region[request.region as usize]),
    };
    let mut amount = match bundle {
        Some(dollars) => dollars * 100,
        None => {
            let discount = match request.covered_lives {
                ..=50 => 0,
                51..=500 => 5,
                501..=5_000 => 10,
                5_001..=50_000 => 15,
                _ => 20,
            };
            billed - percent(billed, discount)
        }
    };
    let (rate, benchmark) = (
        request.quality.complication_rate.0,
        request.quality.benchmark_rate.0,
    );
    if rate * 100 <= benchmark * 70 {
        amount += percent(amount, 2);
    }
    if rate > benchmark {
        amount -= percent(amount, 3);
    }
    let allowed = amount.min(billed);
    let member_share = match request.service_line {
        Service::Preventive => 0,
        _ => percent(allowed, 20).min(150_000),
    };
    Answer {
        allowed,
        member_share,
    }
}

/// So many percent, rounded half up.
fn percent(amount: i64, percent: i64) -> i64 {
    (amount * percent + 50) / 100
}

/// JSON in, JSON out.
pub fn decide_json(bundle: &str, request: &[u8], out: &mut Vec<u8>) {
    let request: Request = serde_json::from_slice(request).expect("a request");
    let answer = decide(&request);
    let told = Told::new(bundle, &request, &answer);
    serde_json::to_writer(out, &told).expect("memory can be written to");
}
