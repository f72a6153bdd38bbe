//! Functions over 64-bit numbers as machine code, made while the program runs.
//!
//! ```text
//! Writer: numbers, truths, blocks ──compile──▶ Function ──call(inputs, outputs, host)──▶ number
//! ```
//!
//! A [`Writer`] is an assembler that has no pointers. What it can write reads the inputs, the tables
//! that were handed in, and writes the outputs, each at a place that is checked while it is written
//! or, for tables, while it runs; the rest is arithmetic that cannot trap, and questions to the
//! [`Host`]. So whatever is written, calling it is safe, and that is what the unsafe blocks of
//! `function.rs` rest on. All else here is safe Rust.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::indexing_slicing))]

mod function;
#[cfg(test)]
mod tests;
mod writer;

pub use cranelift_codegen::ir::condcodes::IntCC as Comparison;
pub use function::{Function, Host, Refused, compile};
pub use writer::{Block, Number, Truth, Variable, Writer};
