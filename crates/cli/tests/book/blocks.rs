//! The blocks of a page: what stands between fences, with what is written behind the first.

use std::collections::BTreeMap;

/// A block between fences.
pub(crate) struct Block {
    /// The lines of the page between the fences.
    pub(crate) lines: std::ops::Range<usize>,
    pub(crate) kind: String,
    pub(crate) marks: BTreeMap<String, String>,
    pub(crate) text: String,
}

pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    // A block that is open, with the signs that close it.
    let mut open: Option<(String, Block)> = None;
    for (number, line) in page.lines().enumerate() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match open.as_mut() {
            None if ticks >= 3 => {
                let (fence, info) = line.split_at(ticks);
                open = Some((fence.to_owned(), Block::new(number + 1, info)));
            }
            Some((fence, _)) if fence == line => blocks.extend(open.take().map(|(_, b)| b)),
            Some((_, block)) => {
                block.lines.end = number + 1;
                block.text.push_str(line);
                block.text.push('\n');
            }
            None => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    blocks
}

impl Block {
    fn new(line: usize, info: &str) -> Self {
        let mut words = info.split(',').map(str::trim);
        let kind = words.next().unwrap().to_owned();
        let marks = words.map(|word| {
            let (name, value) = word.split_once('=').unwrap_or((word, ""));
            (name.to_owned(), value.to_owned())
        });
        Self {
            lines: line..line,
            kind,
            marks: marks.collect(),
            text: String::new(),
        }
    }
}
