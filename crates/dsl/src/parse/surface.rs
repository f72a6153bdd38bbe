//! The surface of a text that has no errors: its words and signs, the comments between them, and
//! where its items begin. The formatter works on this; it knows nothing of the grammar.

use super::layout::layout;
use super::tokens::{TokenKind, tokens};
use super::vocabulary::is_reserved;
use crate::SourceId;

/// A word, number, text or sign with what surrounds it.
#[derive(Clone, Debug)]
pub(crate) struct Lexeme<'t> {
    /// The characters.
    pub(crate) text: &'t str,
    /// What it looks like.
    pub(crate) shape: Shape,
    /// Its first byte.
    pub(crate) start: usize,
    /// How far it is indented, if it is the first of its line.
    pub(crate) column: Option<usize>,
    /// Whether an empty line stands before it, below the comments above it.
    pub(crate) blank: bool,
    /// The comments on lines of their own above it.
    pub(crate) above: Vec<Comment<'t>>,
    /// The comment behind it on its line.
    pub(crate) behind: Option<&'t str>,
}

/// What a lexeme looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A word that cannot be a name.
    Keyword,
    /// A name, or a word that is special in one place only.
    Word,
    Number,
    Text,
    Sign,
}

/// A comment on a line of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Comment<'t> {
    /// From the `#` on, without blanks at the end.
    pub(crate) text: &'t str,
    /// How far it is indented.
    pub(crate) column: usize,
    /// Whether an empty line stands before it.
    pub(crate) blank: bool,
}

/// A text as words and comments.
pub(crate) struct Surface<'t> {
    pub(crate) lexemes: Vec<Lexeme<'t>>,
    /// The first lexeme of each item.
    pub(crate) items: Vec<usize>,
    /// The comments below the last lexeme.
    pub(crate) rest: Vec<Comment<'t>>,
}

/// The surface of a text; of any text, though only one without errors is worth it.
pub(crate) fn surface(text: &str) -> Surface<'_> {
    let mut lexemes: Vec<Lexeme<'_>> = Vec::new();
    let mut at = 0;
    for token in tokens(text, 0, text.len() as u32) {
        if token.kind == TokenKind::OddBlank {
            continue;
        }
        let shown = token.text(text);
        let shape = match token.kind {
            TokenKind::Word if is_reserved(shown) => Shape::Keyword,
            TokenKind::Word => Shape::Word,
            TokenKind::Number => Shape::Number,
            TokenKind::Text | TokenKind::OpenText | TokenKind::ForeignText => Shape::Text,
            _ => Shape::Sign,
        };
        let gap = Gap::read(text, at, token.start as usize);
        if let Some(last) = lexemes.last_mut() {
            last.behind = gap.behind;
        }
        lexemes.push(Lexeme {
            text: shown,
            shape,
            start: token.start as usize,
            column: gap.breaks.then_some(gap.column),
            blank: gap.blank,
            above: gap.above,
            behind: None,
        });
        at = token.end as usize;
    }
    let gap = Gap::read(text, at, text.len());
    if let Some(last) = lexemes.last_mut() {
        last.behind = gap.behind;
    }
    let begins = |item: &super::layout::RawItem| {
        let start = item.lines.first()?.start as usize;
        Some(lexemes.partition_point(|lexeme| lexeme.start < start))
    };
    let cut = layout(SourceId::default(), text, usize::MAX);
    let items = cut.items.iter().filter_map(begins).collect();
    Surface {
        lexemes,
        items,
        rest: gap.above,
    }
}

/// What stands between two lexemes.
#[derive(Default)]
struct Gap<'t> {
    behind: Option<&'t str>,
    above: Vec<Comment<'t>>,
    /// Whether a line ends in it.
    breaks: bool,
    /// Whether its last line but one is empty.
    blank: bool,
    /// The blanks of its last line.
    column: usize,
}

impl<'t> Gap<'t> {
    fn read(text: &'t str, from: usize, to: usize) -> Self {
        let gap = text.get(from..to).unwrap_or("");
        let mut read = Self {
            breaks: from == 0,
            ..Self::default()
        };
        let mut lines = gap.split('\n').peekable();
        while let Some(line) = lines.next() {
            let said = line.trim();
            let column = line.chars().take_while(|c| c.is_whitespace()).count();
            match (said.is_empty(), read.breaks) {
                (false, false) => read.behind = Some(said),
                (false, true) => {
                    read.above.push(Comment {
                        text: said,
                        column,
                        blank: read.blank,
                    });
                    read.blank = false;
                }
                (true, _) => {
                    read.blank |= read.breaks && lines.peek().is_some();
                    read.column = column;
                }
            }
            read.breaks |= lines.peek().is_some();
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_belong_to_the_words_around_them() {
        let text = "# top\n\npolicy demo # name\n  # own\n\n  as of day\nfacts\n# end\n";
        let surface = surface(text);
        let words: Vec<_> = surface.lexemes.iter().map(|l| l.text).collect();
        assert_eq!(words, ["policy", "demo", "as", "of", "day", "facts"]);
        assert_eq!(surface.items, [0, 5]);
        assert_eq!(surface.lexemes[0].above[0].text, "# top");
        assert!(surface.lexemes[0].blank);
        assert_eq!(surface.lexemes[1].behind, Some("# name"));
        let clause = &surface.lexemes[2];
        assert_eq!(clause.above[0].column, 2);
        assert!(clause.blank && !clause.above[0].blank);
        assert_eq!(clause.column, Some(2));
        assert_eq!(surface.lexemes[3].column, None);
        assert_eq!(surface.rest[0].text, "# end");
    }
}
