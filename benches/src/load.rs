//! From text to programs, and from one bundle to the next.

use std::fmt::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use bylaws_dsl::SourceMap;
use bylaws_runtime::{Bundle, Compiled, Engine, Limits, Options};

/// A policy of so many items.
pub fn items(count: usize) -> String {
    let mut text =
        "policy many\n\nfacts\n  age : integer 0..150\n  paid : money $0..\n\n".to_owned();
    for item in 0..count.saturating_sub(2) {
        let before = item.saturating_sub(1);
        let _ = match item % 4 {
            0 => writeln!(text, "define d{item} : integer is age + {item}\n"),
            1 => writeln!(
                text,
                "define d{item} : boolean is d{before} > 50 and age < 90\n"
            ),
            2 => writeln!(
                text,
                "define d{item} : integer\n  is 1\n  except 2 when d{before} as young\n"
            ),
            _ => writeln!(text, "output d{item} : integer is d{before} + 1\n"),
        };
    }
    text
}

/// A policy with a table of so many rows, as CSV.
pub fn rows(count: usize) -> (String, String) {
    let policy = "policy prices\n\nfacts\n  plan : integer 0..\n  service : integer 0..\n\n\
                  table price by plan, service -> money from \"prices.csv\"\n\n\
                  output due : money is if price has (plan, service) then price(plan, service) else $0\n";
    let mut csv = "plan,service,price\n".to_owned();
    for row in 0..count {
        let _ = writeln!(csv, "{},{},${}.00", row / 100, row % 100, row % 999);
    }
    (policy.to_owned(), csv)
}

/// Reads and checks texts, and makes programs of them.
pub fn compile(files: &[(&str, &str)]) -> Compiled {
    let mut sources = SourceMap::default();
    for (name, text) in files {
        sources.add(*name, *text);
    }
    Bundle::compile(sources, &Limits::default())
}

/// What swapping costs those who decide meanwhile.
pub struct Swaps {
    /// Decisions slower than a millisecond, of a million.
    pub slow: [f64; 2],
    /// The slowest decision, in microseconds.
    pub slowest: [f64; 2],
}

/// Decides for a while without any swap and for a while with one each half millisecond.
pub fn swaps(seconds: f64) -> Swaps {
    let text = |number: u64| {
        format!("policy p\n\nfacts\n  n : integer 0..9\n\noutput m : integer is n + {number}\n")
    };
    let compiled = |number| compile(&[("p.bylaw", text(number).as_str())]);
    let engine = Engine::new(compiled(0)).expect("no error");
    let run = |swap: bool| {
        // Compiled beforehand, so that what is seen is the swap and not the compiler's appetite.
        let count = if swap { (seconds * 1_000.0) as u64 } else { 0 };
        let mut ready: Vec<Compiled> = (0..count).map(compiled).collect();
        let over = AtomicBool::new(false);
        let (mut slow, mut all, mut slowest) = (0u64, 0u64, Duration::ZERO);
        thread::scope(|scope| {
            scope.spawn(|| {
                let end = Instant::now() + Duration::from_secs_f64(seconds);
                while Instant::now() < end {
                    if let Some(next) = ready.pop() {
                        engine.swap(next).expect("no error");
                    }
                    thread::sleep(Duration::from_micros(500));
                }
                over.store(true, Ordering::Relaxed);
            });
            let mut kept = engine.bundle();
            let mut session = kept.program("p").expect("the policy").session();
            let (options, mut out) = (Options::default(), Vec::new());
            while !over.load(Ordering::Relaxed) {
                let begun = Instant::now();
                let now = engine.bundle();
                if now.hash() != kept.hash() {
                    session = now.program("p").expect("the policy").session();
                    kept = now;
                }
                out.clear();
                session.decide_json(br#"{"n":3}"#, &options, &mut out);
                let taken = begun.elapsed();
                all += 1;
                slow += u64::from(taken > Duration::from_millis(1));
                slowest = slowest.max(taken);
            }
        });
        (slow as f64 * 1e6 / all as f64, slowest.as_secs_f64() * 1e6)
    };
    let (without, with) = (run(false), run(true));
    Swaps {
        slow: [without.0, with.0],
        slowest: [without.1, with.1],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_measured_has_no_error() {
        assert!(compile(&[("many.bylaw", &items(1_000))]).bundle.is_some());
        let (policy, csv) = rows(1_000);
        let files = [("prices.bylaw", policy.as_str()), ("prices.csv", &csv)];
        assert!(compile(&files).bundle.is_some());
    }
}
