//! Decision A: continuity of care, under the default readings of the policy.

pub mod by_hand;
mod requests;
mod wire;

pub use requests::requests;
pub use wire::{Request, Told};

/// The name of the policy.
pub const POLICY: &str = "group_care.continuity_of_care";
