//! A thousand decisions of one kind, for a tool that counts instructions; `benches/instructions`
//! runs it.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a measurement stops where it is wrong, and tells what it found"
)]

use bylaws_benches::contender::Contender;
use bylaws_benches::report::{
    Decisions, by_facts, by_general, by_hand, by_json, by_json_native, by_slots, by_slots_native,
    explained,
};
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
    let Decisions { care, price, .. } = Decisions::new(ROWS);
    let (care_facts, price_facts) = (care.facts(), price.facts());
    let care_slots = care.slots(&care_facts);
    let price_slots = price.slots(&price_facts);
    let mut contender = match wanted.as_str() {
        "care-hand" => Contender::new("", |row| {
            care::by_hand::decide(&care.typed[row]).through.0 as u64
        }),
        "care-slots" => by_slots(&care, &care_slots),
        "care-slots-native" => by_slots_native(&care, &care_slots),
        "care-facts" => by_facts(&care, &care_facts),
        "care-hand-json" => by_hand(&care, care::by_hand::decide_json),
        "care-json" => by_json(&care),
        "care-json-native" => by_json_native(&care),
        "care-general" => by_general(&care),
        "care-brief" => explained(&care, Trace::Brief),
        "care-full" => explained(&care, Trace::Full),
        "price-full" => explained(&price, Trace::Full),
        "price-hand" => Contender::new("", |row| {
            price::by_hand::decide(&price.typed[row]).allowed as u64
        }),
        "price-slots" => by_slots(&price, &price_slots),
        "price-slots-native" => by_slots_native(&price, &price_slots),
        "price-facts" => by_facts(&price, &price_facts),
        "price-hand-json" => by_hand(&price, price::by_hand::decide_json),
        "price-json" => by_json(&price),
        "price-json-native" => by_json_native(&price),
        "price-general" => by_general(&price),
        other => panic!("no kind of decision `{other}`"),
    };
    // Once to warm up, so that nothing is allocated for the first time while it is counted.
    let warm = counted(&mut contender);
    assert_eq!(warm, counted(&mut contender));
    println!("{warm}");
}
