//! Breaks long clauses and conditions into lines.
//!
//! What fits on a line and was written on one stays on one. A clause that is broken is broken at
//! its parts, a condition before each of its outermost `or`, else `and`; brackets are broken from
//! the inside column on, and lists that are too long between their members;
//! texts in a list stand under each other then.

use std::ops::Range;

use super::WIDTH;
use super::item::Item;
use super::line::Line;
use super::spacing;
use crate::parse::surface::Shape;

/// A clause and where it may be broken.
pub(super) struct Clause<'p> {
    /// Its words.
    pub(super) words: Range<usize>,
    /// The blanks before it.
    pub(super) indent: usize,
    /// The words that begin its parts: each on a line of its own if the clause is broken.
    pub(super) parts: &'p [usize],
}

/// The lines of a clause.
pub(super) fn lines(item: &Item<'_, '_>, clause: &Clause<'_>) -> Vec<Line> {
    let mut writer = Writer {
        item,
        lines: Vec::new(),
        column: 0,
    };
    let Range { start, end } = clause.words;
    let whole = item.width(&clause.words) + clause.indent;
    let mut parts: Vec<usize> = clause.parts.to_vec();
    if whole <= WIDTH && !item.is_broken(&clause.words) {
        parts.clear();
    }
    // The head of an item stands as far left as it can; what belongs to it is indented all the same.
    let inner = if clause.indent == 0 { 2 } else { clause.indent };
    let below = if clause.indent == 0 {
        2
    } else {
        clause.indent + 2
    };
    let mut from = start;
    for (number, to) in parts.into_iter().chain([end]).enumerate() {
        let indent = if number == 0 { clause.indent } else { below };
        writer.line(indent, from);
        let hang = if number == 0 { inner } else { below } + 1;
        writer.expression(from..to, hang, 0);
        from = to;
    }
    writer.lines
}

struct Writer<'i, 's, 't> {
    item: &'i Item<'s, 't>,
    lines: Vec<Line>,
    /// The characters on the last line.
    column: usize,
}

impl Writer<'_, '_, '_> {
    fn line(&mut self, indent: usize, first: usize) {
        self.column = indent;
        let line = Line::plain(indent, String::new(), first..first);
        self.lines.push(line);
    }

    /// Writes words on the last line.
    fn flat(&mut self, range: Range<usize>) {
        let Some(line) = self.lines.last_mut() else {
            return;
        };
        let Some(text) = line.cells.last_mut() else {
            return;
        };
        let before = text.len();
        if !text.is_empty() && spacing::apart(self.item.lexemes, range.start) && !range.is_empty() {
            text.push(' ');
        }
        text.push_str(&self.item.flat(range.clone()));
        let added = text.get(before..).unwrap_or("");
        self.column += added.chars().count();
        line.words.end = line.words.end.max(range.end);
    }

    /// Writes a condition or another expression from the current place on; lines that it is broken
    /// into begin at `hang`, and `tail` characters must fit behind it.
    fn expression(&mut self, range: Range<usize>, hang: usize, tail: usize) {
        let item = self.item;
        if self.fits(&range, tail) && !item.is_broken(&range) {
            return self.flat(range);
        }
        let conditional = self.conditional(&range);
        let limit = conditional.as_ref().map_or(range.end, |(at, _)| *at);
        for word in ["or", "and"] {
            let depth = self.depth(&range);
            let splits: Vec<usize> = (range.start + 1..limit)
                .filter(|index| self.is_word(*index, word, depth))
                .collect();
            if splits.is_empty() {
                continue;
            }
            let deeper = hang + word.len() + 1;
            let mut from = range.start;
            for to in splits.into_iter().chain([range.end]) {
                let tail = if to == range.end { tail } else { 0 };
                let mut operand = from..to;
                if from != range.start {
                    // A line that ended with the word is broken before it now.
                    self.line(hang, from);
                    self.flat(from..from + 1);
                    operand.start += 1;
                }
                self.expression(operand, deeper, tail);
                from = to;
            }
            return;
        }
        match conditional {
            Some((at, [then, otherwise])) => {
                self.brackets(range.start..at, 0);
                let column = self.next_column(at);
                let parts = [(at, then), (then, otherwise), (otherwise, range.end)];
                for (from, to) in parts {
                    if from != at {
                        self.line(column, from);
                    }
                    self.flat(from..from + 1);
                    let tail = if to == range.end { tail } else { 0 };
                    self.expression(from + 1..to, self.next_column(from + 1), tail);
                }
            }
            None => self.brackets(range, tail),
        }
    }

    /// Writes words of which brackets may be broken.
    fn brackets(&mut self, range: Range<usize>, tail: usize) {
        let (item, depth) = (self.item, self.depth(&range));
        let mut from = range.start;
        while from < range.end {
            let opens = |index: &usize| {
                item.depth(index + 1) > depth
                    && item.depth(*index) == depth
                    && index + 1 < range.end
            };
            let open = (from..range.end).find(opens).unwrap_or(range.end);
            if open == range.end {
                self.flat(from..range.end);
                return;
            }
            self.flat(from..open + 1);
            let close = (item.behind_bracket(open) - 1).min(range.end);
            let behind = if close + 1 >= range.end { tail } else { 0 };
            let inside = open + 1..close;
            if self.fits(&inside, behind + 1) && !item.is_broken(&inside) {
                self.flat(inside);
            } else {
                self.members(inside, behind + 1);
            }
            from = close;
            if close < range.end {
                // The closing bracket is written with what follows it.
                let next = (close + 1..range.end)
                    .find(opens)
                    .map_or(range.end, |at| at);
                self.flat(close..next);
                from = next;
            }
        }
    }

    /// Writes what stands in brackets: members with commas, or one expression.
    fn members(&mut self, range: Range<usize>, tail: usize) {
        let depth = self.depth(&range);
        let column = self.column;
        let comma =
            |index: &usize| self.item.text(*index) == "," && self.item.depth(*index) == depth;
        let ends: Vec<usize> = range.clone().filter(comma).map(|at| at + 1).collect();
        let texts = !self.fits(&range, tail)
            && range
                .clone()
                .any(|index| self.item.shape(index) == Some(Shape::Text));
        let mut from = range.start;
        for to in ends.into_iter().chain([range.end]) {
            let member = from..to;
            let tail = if to == range.end { tail } else { 0 };
            if from > range.start && (texts || !self.fits(&member, tail + 1)) {
                self.line(column, from);
            }
            self.expression(member, self.next_column(from), tail);
            from = to;
        }
    }

    fn fits(&self, range: &Range<usize>, tail: usize) -> bool {
        self.next_column(range.start) + self.item.width(range) + tail <= WIDTH
    }

    /// The column at which a word is written next.
    fn next_column(&self, word: usize) -> usize {
        let begins = self.lines.last().is_none_or(|line| line.words.is_empty());
        self.column + usize::from(!begins && spacing::apart(self.item.lexemes, word))
    }

    fn depth(&self, range: &Range<usize>) -> u32 {
        self.item.depth(range.start)
    }

    fn is_word(&self, index: usize, word: &str, depth: u32) -> bool {
        self.item.text(index) == word
            && self.item.shape(index) == Some(Shape::Keyword)
            && self.item.depth(index) == depth
    }

    /// The first `if` of a range that has its `then` and `else`, and where these are.
    fn conditional(&self, range: &Range<usize>) -> Option<(usize, [usize; 2])> {
        let depth = self.depth(range);
        let find = |from: usize, word: &str| {
            (from..range.end).find(|index| self.is_word(*index, word, depth))
        };
        let at = find(range.start, "if")?;
        // Conditionals in the condition or in the first branch have words of their own.
        let mut open = 0usize;
        let mut then = None;
        for index in at + 1..range.end {
            if self.is_word(index, "if", depth) {
                open += 1;
            } else if self.is_word(index, "then", depth) && open == 0 && then.is_none() {
                then = Some(index);
            } else if self.is_word(index, "else", depth) {
                match open.checked_sub(1) {
                    Some(fewer) => open = fewer,
                    None => return Some((at, [then?, index])),
                }
            }
        }
        None
    }
}
