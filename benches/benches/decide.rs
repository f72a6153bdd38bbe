//! Wall time of single decisions, for a look at what a change does: `cargo bench -p bylaws-benches`.

#![expect(clippy::indexing_slicing, reason = "rows are there")]

use bylaws_benches::care;
use bylaws_benches::contender::Contender;
use bylaws_benches::price;
use bylaws_benches::report::{Decisions, by_facts, by_hand, by_json, by_slots};
use criterion::{Criterion, criterion_group, criterion_main};

const ROWS: usize = 200_000;

fn decide(criterion: &mut Criterion) {
    let Decisions { care, price, .. } = Decisions::new(ROWS);
    let (care_facts, price_facts) = (care.facts(), price.facts());
    let (care_slots, price_slots) = (care.slots(&care_facts), price.slots(&price_facts));
    let groups: [(&str, Vec<Contender<'_>>); 4] = [
        (
            "care, facts in memory",
            vec![
                Contender::new("by hand", |row| {
                    care::by_hand::decide(&care.typed[row]).through.0 as u64
                }),
                by_slots(&care, &care_slots),
                by_facts(&care, &care_facts),
            ],
        ),
        (
            "care, JSON",
            vec![by_hand(&care, care::by_hand::decide_json), by_json(&care)],
        ),
        (
            "price, facts in memory",
            vec![
                Contender::new("by hand", |row| {
                    price::by_hand::decide(&price.typed[row]).allowed as u64
                }),
                by_slots(&price, &price_slots),
                by_facts(&price, &price_facts),
            ],
        ),
        (
            "price, JSON",
            vec![
                by_hand(&price, price::by_hand::decide_json),
                by_json(&price),
            ],
        ),
    ];
    for (group, contenders) in groups {
        let mut group = criterion.benchmark_group(group);
        for Contender { name, mut decide } in contenders {
            let mut rows = (0..ROWS).cycle();
            group.bench_function(name, |bencher| {
                bencher.iter(|| rows.next().map(&mut decide));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, decide);
criterion_main!(benches);
