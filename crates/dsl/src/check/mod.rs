//! Syntax to a checked policy.

use crate::ast::File;
use crate::ir::Policy;
use crate::{Diagnostic, Limits};

/// What was checked.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The policies without an error.
    pub policies: Vec<Policy>,
    /// What is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks the files of a bundle.
pub fn check(_files: &[File], _limits: &Limits) -> Checked {
    Checked {
        policies: Vec::new(),
        diagnostics: Vec::new(),
    }
}
