//! What the tests of the whole share: the reference evaluator, which is the meaning of the
//! language, and random policies and requests to hold the real one to it.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "this crate is a test: where it is wrong it should stop"
)]

pub mod generate;
pub mod reference;
