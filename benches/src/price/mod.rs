//! Decision B: the alliance price and the member's share of it.

pub mod by_hand;
mod requests;
mod wire;

pub use requests::requests;
pub use wire::{Cents, Request, Told};

/// The name of the policy.
pub const POLICY: &str = "alliance.pricing";
