//! Where a piece of text stands: a source and a byte range in it, in twelve bytes.

use std::fmt;

/// Number of a [`Source`](crate::Source) within one bundle.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct SourceId(pub u32);

/// A half-open byte range of one source.
///
/// ```
/// use bylaws_dsl::{SourceId, Span};
/// let span = Span::new(SourceId(0), 3, 9);
/// assert_eq!(std::mem::size_of::<Span>(), 12);
/// assert_eq!(span.to(Span::new(SourceId(0), 12, 14)).end, 14);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    /// The text that the range is part of.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of `source`.
    pub fn new(source: SourceId, start: u32, end: u32) -> Self {
        Self { source, start, end }
    }

    /// The smallest span that holds both; `other` is of the same source.
    pub fn to(self, other: Span) -> Span {
        Span {
            source: self.source,
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// A piece of syntax with its place. Two nodes are equal when what they say is equal: the place
/// does not count, so that two texts can be compared by their meaning.
#[derive(Clone, Copy)]
pub struct Node<T> {
    /// What was written.
    pub kind: T,
    /// Where.
    pub span: Span,
}

impl<T> Node<T> {
    /// `kind` as it stands at `span`.
    pub fn new(kind: T, span: Span) -> Self {
        Self { kind, span }
    }
}

impl<T: PartialEq> PartialEq for Node<T> {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl<T: Eq> Eq for Node<T> {}

impl<T: fmt::Debug> fmt::Debug for Node<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}
