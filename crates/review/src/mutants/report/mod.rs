//! Mutants told: a table, and those that survived with what would kill them.

mod json;
mod text;

pub use json::json;
pub use text::text;
