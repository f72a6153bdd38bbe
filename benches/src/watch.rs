//! Timing on a machine that other work shares: everybody takes turns in short spells, most of which
//! nothing interrupts if there are enough of them.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::contender::Contender;

/// How long a spell is: shorter than what the system gives a thread before it turns to another.
const SPELL: Duration = Duration::from_micros(800);

/// The share of the spells that are better than the one that counts.
const GOOD: f64 = 0.1;

/// What came of timing.
pub struct Timed {
    pub name: String,
    /// Against the first, each by a good spell.
    pub ratio: f64,
    /// The same by the median of all spells: far from the other where the machine was busy.
    pub median: f64,
}

/// Times everybody over `rows` rows in so many turns.
pub fn time(contenders: &mut [Contender<'_>], rows: usize, turns: usize) -> Vec<Timed> {
    let mut next = vec![0; contenders.len()];
    let mut sizes = Vec::new();
    for (place, contender) in contenders.iter_mut().enumerate() {
        // The first spell warms up and tells how many rows fill a spell.
        let mut size = 1;
        let mut taken = Duration::ZERO;
        while taken < SPELL {
            size *= 2;
            taken = spell(contender, &mut next[place], rows, size);
        }
        sizes.push(size);
    }
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); contenders.len()];
    for _ in 0..turns {
        for (place, contender) in contenders.iter_mut().enumerate() {
            let taken = spell(contender, &mut next[place], rows, sizes[place]);
            times[place].push(taken.as_nanos() as f64 / sizes[place] as f64);
        }
    }
    let times: Vec<Vec<f64>> = times.into_iter().map(sorted).collect();
    let told = contenders.iter().zip(&times);
    told.map(|(contender, mine)| {
        let against = |share: f64| at(mine, share) / at(&times[0], share);
        Timed {
            name: contender.name.clone(),
            ratio: against(GOOD),
            median: against(0.5),
        }
    })
    .collect()
}

fn spell(contender: &mut Contender<'_>, next: &mut usize, rows: usize, size: usize) -> Duration {
    let begun = Instant::now();
    for _ in 0..size {
        black_box((contender.decide)(*next));
        *next = if *next + 1 == rows { 0 } else { *next + 1 };
    }
    begun.elapsed()
}

/// The time of something that is done whole each time, the best of so many, in seconds.
pub fn whole<T>(times: usize, mut work: impl FnMut() -> T) -> f64 {
    let once = |_| {
        let begun = Instant::now();
        let done = work();
        let taken = begun.elapsed().as_secs_f64();
        drop(black_box(done));
        taken
    };
    at(&sorted((0..times).map(once).collect()), 0.0)
}

fn sorted(mut numbers: Vec<f64>) -> Vec<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers
}

fn at(sorted: &[f64], share: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}
