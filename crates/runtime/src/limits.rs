//! The sizes at which work is refused or cut short instead of done.

use core::time::Duration;

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
    /// Limits of scripts.
    pub scripts: ScriptLimits,
}

/// What the scripts of a policy may use up in one evaluation. Passing a limit is a coded error of the
/// decision, and of that decision alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScriptLimits {
    /// Most operations, of all calls together.
    pub operations: u64,
    /// Most calls of functions within each other; more than [`ScriptLimits::DEEPEST`] are never
    /// granted.
    pub call_depth: usize,
    /// Longest text, in bytes.
    pub string_bytes: usize,
    /// Most items of an array, those of arrays in it counted.
    pub array_items: usize,
    /// Most entries of a map, those of maps in it counted.
    pub map_items: usize,
    /// Longest time of one call; ten times as much is the most for all calls of one decision.
    /// Without a clock no time passes.
    pub timeout: Duration,
    /// The host's clock. It is asked only whether a script has to stop: no script can see it.
    pub clock: Option<Clock>,
}

impl ScriptLimits {
    /// Calls within each other that are never granted, whatever a host says: each takes room on
    /// the stack.
    pub const DEEPEST: usize = 64;
}

impl Default for ScriptLimits {
    fn default() -> Self {
        Self {
            operations: 1_000_000,
            call_depth: 32,
            string_bytes: 65_536,
            array_items: 10_000,
            map_items: 10_000,
            timeout: Duration::from_millis(100),
            clock: None,
        }
    }
}

/// A clock that only ever goes forward: the time since some moment of the past. The runtime has
/// none of its own, so that nothing in a decision can depend on the time of day.
#[derive(Clone, Copy, Debug)]
pub struct Clock(pub fn() -> Duration);

impl PartialEq for Clock {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::fn_addr_eq(self.0, other.0)
    }
}

impl Eq for Clock {}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text: bylaws_dsl::Limits::default(),
            request_bytes: 64 * 1024 * 1024,
            list_elements: 10_000,
            list_steps: 1_000_000,
            errors: 100,
            evaluations: 10_000,
            scripts: ScriptLimits::default(),
        }
    }
}
