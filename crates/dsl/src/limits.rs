//! The sizes at which a text is refused instead of read.

/// Limits on the text of a policy. The defaults are far above what people write and far below
/// what could hurt the host.
///
/// ```
/// let tight = bylaws_dsl::Limits { source_bytes: 1_000, ..Default::default() };
/// assert!(tight.nesting < 1_000);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Largest file, in bytes.
    pub source_bytes: usize,
    /// Deepest nesting of brackets and conditions within one expression.
    pub nesting: usize,
    /// Most items in one file.
    pub items: usize,
    /// Most rows of one table, and most codes of one set.
    pub table_rows: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source_bytes: 16 * 1024 * 1024,
            nesting: 64,
            items: 100_000,
            table_rows: 500_000,
        }
    }
}
