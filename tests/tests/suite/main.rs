//! All tests of the whole: cases in files, random policies against the reference evaluator, code
//! pages, hostile inputs, and rules that the source itself keeps.

#![expect(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test stops where it is wrong, and reads its cases from files"
)]

mod agreement;
mod cases;
mod columns;
mod coverage;
mod example_files;
mod format;
mod hostile;
mod invariants;
mod layers;
mod lists;
mod months;
mod optional_needs;
mod pages;
mod prices;
mod prove;
mod requests;
mod review;
mod rounding;
mod schemas;
mod scripts;
mod sessions;
mod support;
mod swaps;
mod tables;
