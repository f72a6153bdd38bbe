//! What reviewers use: snapshots of policies, and what a change of a policy changes.
//!
//! ```text
//! Program ──normal──▶ Normal ──snapshot::write──▶ text ──snapshot::read──▶ Normal
//! Normal, Normal ──compare──▶ Comparison: each item that changed, in the policy's words
//! Program, Program ──behaviour──▶ Behaviour: which decisions change, each with a case as proof
//! Program ──coverage──▶ Covered: which parts of a policy its own cases exercise
//! Program ──mutants──▶ Mutated: which slips of the pen they would notice
//! ```
//!
//! Nothing here touches a file or a clock, and equal inputs give equal bytes.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod behaviour;
mod canon;
pub mod coverage;
mod impact;
mod model;
pub mod mutants;
pub mod prove;
pub mod report;
pub mod snapshot;
mod structure;

pub use behaviour::{
    Behaviour, Coverage, Effect, Effort, Favour, Region, Told, Way, Witness, behaviour, effects,
};
pub use canon::normal;
pub use impact::{Changed, Impact, Stage, Tally, impact, stages};
pub use model::{Item, Kind, Normal, Written};
pub use structure::{Change, Comparison, Side, What, compare};
