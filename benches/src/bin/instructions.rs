//! A thousand decisions of one kind, for a tool that counts instructions; `benches/instructions`
//! runs it.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement stops where it is wrong, and tells what it found"
)]

use bylaws_benches::contender::Contender;
use bylaws_benches::report::{Decisions, by_facts, by_hand, by_json, by_slots, explained};
use bylaws_benches::{care, price};
use bylaws_runtime::Trace;

const ROWS: usize = 1_000;

/// Marks where counting begins and ends, for whoever counts.
#[inline(never)]
fn counted(contender: &mut Contender<'_>) -> u64 {
    (0..ROWS).fold(0, |sum, row| sum.wrapping_add((contender.decide)(row)))
}

fn main() {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let Decisions {
        bundle,
        care,
        price,
    } = Decisions::new(ROWS);
    // The rows that name machine code have it; all others go by instructions.
    let (kind, is_native) = match wanted.strip_suffix("-native") {
        Some(kind) => (kind, true),
        None => (wanted.as_str(), false),
    };
    if is_native {
        for made in bundle.compile_native() {
            assert!(made.is_ok(), "{made:?}");
        }
    }
    let (care_facts, price_facts) = (care.facts(), price.facts());
    let care_slots = care.slots(&care_facts);
    let price_slots = price.slots(&price_facts);
    let mut contender = match kind {
        "care-hand" => Contender::new("", |row| {
            care::by_hand::decide(&care.typed[row]).through.0 as u64
        }),
        "care-slots" => by_slots(&care, &care_slots),
        "care-facts" => by_facts(&care, &care_facts),
        "care-hand-json" => by_hand(&care, care::by_hand::decide_json),
        "care-json" => by_json(&care),
        "care-brief" => explained(&care, Trace::Brief),
        "care-full" => explained(&care, Trace::Full),
        "price-full" => explained(&price, Trace::Full),
        "price-hand" => Contender::new("", |row| {
            price::by_hand::decide(&price.typed[row]).allowed as u64
        }),
        "price-slots" => by_slots(&price, &price_slots),
        "price-facts" => by_facts(&price, &price_facts),
        "price-hand-json" => by_hand(&price, price::by_hand::decide_json),
        "price-json" => by_json(&price),
        other => panic!("no kind of decision `{other}`"),
    };
    // Once to warm up, so that nothing is allocated for the first time while it is counted.
    let warm = counted(&mut contender);
    assert_eq!(warm, counted(&mut contender));
    println!("{warm}");
}
