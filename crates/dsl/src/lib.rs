//! The Bylaws language: policy text in, checked policy out.
//!
//! ```text
//! text ──parse──▶ ast::File ──check──▶ ir::Policy
//!         └── both give a value and diagnostics ──┘
//! ```
//!
//! Nothing here touches a file, a clock or a network, and equal texts give equal results.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod ast;
pub mod check;
pub mod codes;
mod diagnostic;
pub mod format;
pub mod ir;
mod limits;
pub mod lint;
pub mod parse;
pub mod render;
mod source;
mod span;
pub mod suggest;
pub mod value;

pub use codes::{Code, Severity};
pub use diagnostic::{Diagnostic, Related, sort};
pub use limits::Limits;
pub use source::{Position, Source, SourceMap};
pub use span::{Node, SourceId, Span};
