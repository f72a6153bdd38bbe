//! Bundles that are swapped while many threads decide: every decision is made whole by one of them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use bylaws_runtime::{Bundle, Compiled, ContentHash, Data, Engine, Options, Session, Status};
use serde_json::Value;

use crate::support::compile;

/// Two policies whose every output names the number of the bundle: by a table, a parameter, a
/// definition and a policy that is used.
fn texts(number: u64) -> (String, String) {
    let inner = format!(
        "policy inner\n\nfacts\n  n : integer 0..999\n\n\
         table numbers by n -> integer\n  | 0..499 | {number} |\n  | 500.. | {number} |\n\n\
         output looked_up : integer is numbers(n)\n"
    );
    let outer = format!(
        "policy outer\n\nfacts\n  n : integer 0..999\n\nuse inner as inner\n\n\
         parameter fixed : integer\n  is {number}\n\n\
         output computed : integer is {number}\n  except {number} + n - n when n > 0\n\n\
         output fixed_one : integer is fixed\n\noutput used : integer is inner.looked_up\n"
    );
    (inner, outer)
}

fn bundle(number: u64) -> Compiled {
    let (inner, outer) = texts(number);
    compile([
        ("inner.bylaw", inner.as_str()),
        ("outer.bylaw", outer.as_str()),
    ])
}

/// One that looks like the next, but has an error in one of its policies.
fn broken(number: u64) -> Compiled {
    let (inner, outer) = texts(number);
    let outer = match number / 3 % 3 {
        0 => outer.replace("is fixed", "is fixd"),
        1 => outer.replace("inner.looked_up", "yes"),
        _ => outer.replace("use inner", "use other"),
    };
    compile([
        ("inner.bylaw", inner.as_str()),
        ("outer.bylaw", outer.as_str()),
    ])
}

/// The number of each bundle that ever decided, by its hash.
#[derive(Default)]
struct Numbers(Mutex<HashMap<String, u64>>);

impl Numbers {
    fn note(&self, hash: ContentHash, number: u64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(hash.to_string(), number);
    }

    fn of(&self, hash: &str) -> u64 {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *known
            .get(hash)
            .expect("only bundles without errors ever decide")
    }
}

/// Asks the bundle that decides now, each time anew.
fn ask(engine: &Engine, numbers: &Numbers, n: u64) {
    let bundle = engine.bundle();
    let outer = bundle.program("outer").expect("every bundle has it");
    let decision = outer.decide_json(&format!("{{\"n\": {n}}}"), &Options::default());
    assert_eq!(decision.status, Status::Decided, "{:?}", decision.errors);
    let number = numbers.of(&bundle.hash().to_string());
    assert_eq!(decision.program.hash(), bundle.hash());
    assert_eq!(decision.outputs.len(), 3);
    for (output, data) in &decision.outputs {
        assert_eq!(*data, Data::Integer(number as i64), "{output}");
    }
}

/// Keeps a session until another bundle decides.
fn ask_session(engine: &Engine, numbers: &Numbers, kept: &mut Option<(Bundle, Session)>, n: u64) {
    let now = engine.bundle();
    if kept
        .as_ref()
        .is_none_or(|(bundle, _)| bundle.hash() != now.hash())
    {
        let session = now.program("outer").expect("every bundle has it").session();
        *kept = Some((now, session));
    }
    let Some((bundle, session)) = kept else {
        return;
    };
    let mut out = Vec::new();
    session.decide_json(
        format!("{{\"n\": {n}}}").as_bytes(),
        &Options::default(),
        &mut out,
    );
    let told: Value = serde_json::from_slice(&out).expect("a decision is JSON");
    assert_eq!(told["status"], "decided", "{told}");
    let hash = told["bundle"]
        .as_str()
        .expect("a decision names its bundle");
    assert_eq!(hash, bundle.hash().to_string());
    let number = numbers.of(hash);
    let outputs = told["outputs"].as_object().expect("outputs by name");
    assert_eq!(outputs.len(), 3);
    assert!(outputs.values().all(|value| *value == number), "{told}");
}

#[test]
fn no_decision_fails_or_is_mixed_while_bundles_swap_a_thousand_times() {
    const THREADS: u64 = 8;
    const SWAPS: u64 = 1_000;
    let first = bundle(0);
    let numbers = Numbers::default();
    numbers.note(first.bundle.as_ref().expect("no error").hash(), 0);
    let engine = Engine::new(first).expect("no error");
    let over = AtomicBool::new(false);
    let decided = AtomicU64::new(0);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (engine, numbers, over, decided) = (&engine, &numbers, &over, &decided);
            scope.spawn(move || {
                let mut kept = None;
                for n in (0..1_000).cycle() {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    match thread % 2 {
                        0 => ask(engine, numbers, n),
                        _ => ask_session(engine, numbers, &mut kept, n),
                    }
                    decided.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        // However this ends, the others are told to stop: a panic here would else wait for them.
        let swaps = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let (mut good, mut refused) = (0, 0);
            for number in 1..=SWAPS {
                let before = engine.bundle().hash();
                if number % 3 == 0 {
                    let why = engine.swap(broken(number)).expect_err("it has an error");
                    assert!(why.to_string().contains("outer.bylaw"), "{why}");
                    assert_eq!(engine.bundle().hash(), before);
                    refused += 1;
                } else {
                    let new = bundle(number);
                    let hash = new.bundle.as_ref().expect("no error").hash();
                    numbers.note(hash, number);
                    let old = engine.swap(new).expect("no error");
                    assert_eq!(old.hash(), before);
                    assert_eq!(engine.bundle().hash(), hash);
                    good += 1;
                }
            }
            (good, refused)
        }));
        over.store(true, Ordering::Relaxed);
        let (good, refused) = swaps.unwrap();
        assert_eq!((good + refused, refused), (SWAPS, SWAPS / 3));
    });
    assert!(
        decided.into_inner() > SWAPS,
        "every thread decided all along"
    );
}
