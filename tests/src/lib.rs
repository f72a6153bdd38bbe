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
pub mod solver;

/// The Rust that people read: it is compiled and run as documentation tests.
#[cfg(doctest)]
mod shown {
    #[doc = include_str!("../../README.md")]
    mod readme {}
    #[doc = include_str!("../../docs/src/hosts/rust.md")]
    mod hosts {}
    #[doc = include_str!("../../docs/src/hosts/facts.md")]
    mod facts {}
    #[doc = include_str!("../../docs/src/hosts/threads.md")]
    mod threads {}
    #[doc = include_str!("../../docs/src/hosts/columns.md")]
    mod columns {}
}
