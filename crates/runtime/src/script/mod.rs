//! Scripts as functions and as whole policies. This is the one place that knows what a script is
//! written in: the rest of the runtime hands over values and gets back what is known of the result.
//!
//! ```text
//! texts ──Scripts::compile──▶ Scripts ──of(policy)──▶ Ready ──call / decide──▶ Known, Decided
//! ```
//!
//! An engine and the parsed scripts belong to a bundle and are shared by all threads. What one call
//! needs stands in a place of its own thread (`state.rs`) while the call lasts.

mod arguments;
mod arithmetic;
mod asked;
mod compare;
mod compile;
mod convert;
mod dates;
mod engine;
mod failure;
mod host;
mod modules;
mod place;
mod record;
mod run;
mod sets;
mod state;
mod watch;

#[cfg(test)]
mod tests;

pub(crate) use compile::ENDING;
pub(crate) use compile::{Ready, Scripts};
pub(crate) use run::{Around, Decided, call, decide};
pub use state::Because;
pub(crate) use watch::{Watch, operations};
