//! Decides by checked policies: facts in, decision and explanation out.
//!
//! ```text
//! texts ──Bundle::compile──▶ Bundle ──program──▶ Program ──decide(facts)──▶ Decision ──explain──▶ words
//! ```
//!
//! A [`Bundle`] and its [`Program`]s never change and can be shared between threads; an [`Engine`]
//! holds the bundle that decides now and takes a new one in its place. Each decision has its own
//! state. Nothing here touches a file or a clock, and equal requests give equal bytes.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod bundle;
#[cfg(feature = "columns")]
pub mod columns;
mod decision;
mod engine;
mod error;
mod eval;
pub mod examples;
pub mod explain;
mod facts;
mod hash;
mod limits;
pub mod locale;
pub mod notice;
mod observe;
mod program;
mod schema;
mod script;

pub use bundle::{Bundle, Compiled};
pub use decision::{Data, Decision, Reason, Status};
pub use engine::{Engine, Refused};
pub use error::DecisionError;
pub use facts::Facts;
pub use hash::ContentHash;
pub use limits::{Clock, Limits, ScriptLimits};
pub use observe::{CategoryState, Observed};
#[cfg(feature = "native")]
pub use program::NoNative;
pub use program::{Answer, Counts, Options, Part, Program, Session, Slots, Trace};
pub use schema::schema;
