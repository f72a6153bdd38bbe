//! The texts of a bundle, kept in one table so that everything else can hold twelve-byte spans.

use std::ops::Range;

use crate::{SourceId, Span};

/// One text with the name that people know it by, usually its path within the bundle.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path within the bundle, with `/` between folders.
    pub name: String,
    /// The whole text.
    pub text: String,
    lines: Vec<u32>,
}

/// A line and a column, both counted from 1; columns count characters, not bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Character in the line, from 1.
    pub column: u32,
}

impl Source {
    fn new(name: String, text: String) -> Self {
        let mut lines = vec![0];
        lines.extend(
            text.bytes()
                .enumerate()
                .filter(|(_, b)| *b == b'\n')
                .map(|(i, _)| i as u32 + 1),
        );
        Self { name, text, lines }
    }

    /// Line and column of a byte offset; an offset past the end is the end.
    pub fn position(&self, offset: u32) -> Position {
        let line = self.lines.partition_point(|start| *start <= offset).max(1);
        let start = self.lines.get(line - 1).copied().unwrap_or(0) as usize;
        let before = self
            .text
            .get(start..(offset as usize).min(self.text.len()))
            .unwrap_or("");
        Position {
            line: line as u32,
            column: before.chars().count() as u32 + 1,
        }
    }
}

/// Every text of a bundle.
///
/// ```
/// let mut sources = bylaws_dsl::SourceMap::default();
/// let id = sources.add("demo.bylaw", "policy demo\n");
/// assert_eq!(sources.get(id).unwrap().position(7).column, 8);
/// ```
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    sources: Vec<Source>,
}

impl SourceMap {
    /// Takes a text in and numbers it.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.sources.push(Source::new(name.into(), text.into()));
        SourceId(self.sources.len() as u32 - 1)
    }

    /// The source with this number, if it is one of this map.
    pub fn get(&self, id: SourceId) -> Option<&Source> {
        self.sources.get(id.0 as usize)
    }

    /// All sources, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.sources
            .iter()
            .enumerate()
            .map(|(i, s)| (SourceId(i as u32), s))
    }

    /// The text that a span covers; empty when the span is not of this map.
    pub fn text(&self, span: Span) -> &str {
        let range: Range<usize> = span.start as usize..span.end as usize;
        self.get(span.source)
            .and_then(|s| s.text.get(range))
            .unwrap_or("")
    }
}
