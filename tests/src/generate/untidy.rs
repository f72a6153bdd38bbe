//! The same policy, set by somebody in a hurry: blanks, empty lines, broken lines, comments.

use super::Random;

/// How a text is disturbed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disturbance {
    /// Only blanks within lines and at their ends, and empty lines between items.
    Blanks,
    /// Lines are broken and given comments as well, each ` # note N` with a number of its own.
    Lines,
}

/// A text that says the same, and how many comments were put into it.
pub fn untidy(random: &mut Random, text: &str, how: Disturbance) -> (String, usize) {
    let mut notes = Notes {
        random,
        how,
        count: 0,
    };
    let mut out = String::new();
    for line in text.lines() {
        notes.own_line(&mut out);
        let indent = line.len() - line.trim_start().len();
        out.push_str(&" ".repeat(indent));
        let said = line.trim_start();
        // The members of an enumeration begin on the line of its head, and a row is a line.
        let goes_on = line.contains("is one of") || said.starts_with('|');
        let may_break = how == Disturbance::Lines && !goes_on;
        let mut quoted = false;
        for (at, c) in said.char_indices() {
            quoted ^= c == '"';
            if c == '#' && !quoted {
                out.push_str(&said[at..]);
                break;
            }
            match c {
                ' ' if !quoted => {
                    // The dash of an element stands before its first field, `replace` and
                    // `remove` before what they change.
                    let is_bound = matches!(&said[..at], "-" | "replace" | "remove");
                    let breaks = may_break && !is_bound && may_begin_line(&said[at + 1..]);
                    notes.gap(&mut out, breaks);
                }
                c => out.push(c),
            }
        }
        notes.line_end(&mut out, line.is_empty());
    }
    if notes.random.chance(20) {
        out = out.replace('\n', "\r\n");
    }
    if notes.random.chance(10) {
        out.insert(0, '\u{feff}');
    }
    (out, notes.count)
}

/// A name and its colon stand on one line, and so does `in force`; `given` on a line of its own
/// begins an item.
fn may_begin_line(rest: &str) -> bool {
    let next = rest.trim_start();
    ![":", "given", "force"]
        .iter()
        .any(|word| next.starts_with(word))
}

struct Notes<'r> {
    random: &'r mut Random,
    how: Disturbance,
    count: usize,
}

impl Notes<'_> {
    fn note(&mut self, out: &mut String) {
        out.push_str(&format!("# note {}", self.count));
        self.count += 1;
    }

    /// A comment on a line of its own, now and then, however far indented.
    fn own_line(&mut self, out: &mut String) {
        if self.how == Disturbance::Blanks || !self.random.chance(8) {
            return;
        }
        for _ in 0..=self.random.below(2) {
            out.push_str(&" ".repeat(self.random.below(6)));
            self.note(out);
            out.push('\n');
            if self.random.chance(20) {
                out.push('\n');
            }
        }
    }

    /// Blanks between two words, or the end of a line.
    fn gap(&mut self, out: &mut String, may_break: bool) {
        if !(may_break && self.random.chance(8)) {
            out.push_str(&" ".repeat(1 + self.random.below(3)));
            return;
        }
        if self.random.chance(30) {
            out.push(' ');
            self.note(out);
        }
        out.push('\n');
        if self.random.chance(20) {
            out.push_str(&" ".repeat(self.random.below(12)));
            self.note(out);
            out.push('\n');
        }
        // Deeper than every entry of a block, so that the line goes on with the one above it.
        out.push_str(&" ".repeat(7 + self.random.below(9)));
    }

    fn line_end(&mut self, out: &mut String, is_empty: bool) {
        if self.random.chance(20) {
            out.push_str(&" ".repeat(1 + self.random.below(4)));
        }
        if self.how == Disturbance::Lines && !is_empty && self.random.chance(10) {
            out.push(' ');
            self.note(out);
        }
        out.push('\n');
        if is_empty && self.random.chance(20) {
            out.push_str("\n\n");
        }
    }
}
