//! What a decision costs: two policies like those of the library, the same rules written by hand in Rust, and
//! whatever else is handed in, all measured in one run and told as ratios.
//!
//! | decision | policy | by hand |
//! | --- | --- | --- |
//! | continuity of care | `policies/continuity_of_care.bylaw` | [`care`] |
//! | alliance price | `policies/pricing.bylaw` | [`price`] |
//!
//! Results are compared row by row before anything is timed. How to run it, and what came of it, is
//! in `docs/performance.md`.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs,
    reason = "this crate is a measurement: where it is wrong it should stop, and it tells what it found"
)]

pub mod care;
pub mod contender;
pub mod days;
pub mod growth;
pub mod load;
pub mod ours;
pub mod price;
pub mod random;
pub mod report;
pub mod watch;
