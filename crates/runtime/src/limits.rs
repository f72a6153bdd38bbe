//! The sizes at which work is refused or cut short instead of done.

/// Limits of the runtime. The defaults are safe for requests from anywhere.
///
/// ```
/// let limits = bylaws_runtime::Limits { errors: 10, ..Default::default() };
/// assert!(limits.request_bytes > 1_000_000);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Limits on the text of policies.
    pub text: bylaws_dsl::Limits,
    /// Largest request, in bytes of JSON.
    pub request_bytes: usize,
    /// Most elements of one list.
    pub list_elements: usize,
    /// Most elements that one evaluation goes through, those of a list within a list counted each
    /// time.
    pub list_steps: usize,
    /// Most errors that one request reports.
    pub errors: usize,
    /// Most evaluations spent on finding out which missing facts a decision hangs on; beyond
    /// them a fact that may matter counts as needed.
    pub evaluations: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text: bylaws_dsl::Limits::default(),
            request_bytes: 64 * 1024 * 1024,
            list_elements: 10_000,
            list_steps: 1_000_000,
            errors: 100,
            evaluations: 10_000,
        }
    }
}
