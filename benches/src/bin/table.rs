//! Prints what a decision costs as ratios, without the other engines: `cargo run --release -p
//! bylaws-benches --bin table`. With them: `benches/peers`.

use bylaws_benches::report::{self, Decisions, Effort, Others, ROWS};

fn main() {
    let decisions = Decisions::new(ROWS);
    let effort = Effort {
        rows: ROWS,
        turns: 400,
    };
    report::print(&decisions, Others::default(), effort);
}
