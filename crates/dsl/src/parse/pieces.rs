//! Cuts an item into the pieces that are read each on its own: most items are one piece; of the
//! items with a line for each entry, every entry is one.

use super::grammar::Rule;
use super::layout::{Line, RawItem, first_word, is_alone};

/// A stretch of an item and the grammar rule that it must fit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// The rule.
    pub(super) rule: Rule,
    /// First byte in the file.
    pub(super) start: u32,
    /// The byte after the last one.
    pub(super) end: u32,
}

/// The pieces of an item; none if its first word begins no kind of item.
pub(super) fn pieces(file: &str, item: &RawItem) -> Option<Vec<Piece>> {
    let cut = Cut {
        file,
        lines: &item.lines,
    };
    let (word, _) = first_word(cut.text(*item.lines.first()?));
    Some(match word {
        "facts" => cut.facts(),
        "type" => cut.enumeration(),
        "example" => cut.example(),
        "given" => cut.blocks(0),
        "table" => cut.table(),
        "script" => cut.script(),
        _ => vec![cut.piece(whole_item(word)?, 0, item.lines.len())],
    })
}

/// The rule of an item that is one piece.
fn whole_item(word: &str) -> Option<Rule> {
    Some(match word {
        "policy" => Rule::policy,
        "cases" => Rule::cases,
        "source" => Rule::source,
        "assume" => Rule::assume,
        "reading" => Rule::reading,
        "parameter" => Rule::parameter,
        "window" => Rule::window,
        "define" | "output" => Rule::define,
        "require" => Rule::require,
        "category" => Rule::category,
        "price" => Rule::price,
        "guarantee" => Rule::guarantee,
        "codes" => Rule::codes,
        "examples" => Rule::examples_from,
        "use" => Rule::use_item,
        "remove" => Rule::remove,
        _ => return None,
    })
}

struct Cut<'t> {
    file: &'t str,
    lines: &'t [Line],
}

impl<'t> Cut<'t> {
    fn text(&self, line: Line) -> &'t str {
        self.file
            .get(line.start as usize..line.end as usize)
            .unwrap_or("")
    }

    fn words(&self, index: usize) -> (&'t str, &'t str) {
        self.lines
            .get(index)
            .map_or(("", ""), |line| first_word(self.text(*line)))
    }

    /// The lines `from..to` as one piece.
    fn piece(&self, rule: Rule, from: usize, to: usize) -> Piece {
        let start = self.lines.get(from).map_or(0, |line| line.start);
        let end = to
            .checked_sub(1)
            .and_then(|last| self.lines.get(last))
            .map_or(start, |line| line.end);
        Piece { rule, start, end }
    }

    fn facts(&self) -> Vec<Piece> {
        let mut pieces = vec![self.piece(Rule::facts_head, 0, 1)];
        let declares = |index| self.words(index).1.starts_with(':');
        pieces.extend(self.entries(Rule::fact, 1, self.lines.len(), declares));
        self.mark_fields(&mut pieces);
        pieces
    }

    /// What is declared deeper below `NAME : list of` are the fields of the list.
    fn mark_fields(&self, pieces: &mut [Piece]) {
        let mut list = None;
        for piece in pieces.iter_mut().filter(|piece| piece.rule == Rule::fact) {
            let line = self.lines.partition_point(|line| line.start < piece.start);
            let depth = self.lines.get(line).map_or(0, Line::depth);
            if list.is_some_and(|list| depth > list) {
                piece.rule = Rule::field;
                continue;
            }
            list = self.declares_list(*piece).then_some(depth);
        }
    }

    /// Whether `list` stands behind the name and the colon, on the same line or further down.
    fn declares_list(&self, piece: Piece) -> bool {
        let text = self.file.get(piece.start as usize..piece.end as usize);
        let said = text.unwrap_or("").lines().filter_map(|line| {
            let line = line.split('#').next().unwrap_or("").trim();
            (!line.is_empty()).then_some(line)
        });
        let mut rest = said.flat_map(|line| line.split_inclusive([' ', '\t', ':']));
        let colon = rest.by_ref().any(|word| word.ends_with(':'));
        colon && rest.map(str::trim).find(|word| !word.is_empty()) == Some("list")
    }

    /// The head goes down to the line with `is one of`; the members may stand below.
    fn enumeration(&self) -> Vec<Piece> {
        let lists = |line: &Line| {
            self.text(*line)
                .split_whitespace()
                .collect::<Vec<_>>()
                .windows(3)
                .any(|w| w == ["is", "one", "of"])
        };
        let head = self
            .lines
            .iter()
            .position(lists)
            .map_or(self.lines.len(), |at| at + 1);
        let mut pieces = vec![self.piece(Rule::type_head, 0, head)];
        pieces.extend(self.entries(Rule::member_line, head, self.lines.len(), |_| false));
        pieces
    }

    /// The head goes down to the first row; every line that begins with a bar is a row.
    fn table(&self) -> Vec<Piece> {
        let is_row = |index: usize| {
            self.lines
                .get(index)
                .is_some_and(|l| self.text(*l).starts_with('|'))
        };
        let head = (1..self.lines.len())
            .find(|index| is_row(*index))
            .unwrap_or(self.lines.len());
        let mut pieces = vec![self.piece(Rule::table_head, 0, head)];
        pieces.extend(self.entries(Rule::row, head, self.lines.len(), is_row));
        pieces
    }

    /// The head goes down to the first function.
    fn script(&self) -> Vec<Piece> {
        let declares = |index: usize| self.words(index).0 == "fn";
        let head = (1..self.lines.len())
            .find(|index| declares(*index))
            .unwrap_or(self.lines.len());
        let mut pieces = vec![self.piece(Rule::script_head, 0, head)];
        pieces.extend(self.entries(Rule::function, head, self.lines.len(), declares));
        pieces
    }

    fn example(&self) -> Vec<Piece> {
        let head = (1..self.lines.len())
            .find(|index| self.opens_block(*index))
            .unwrap_or(self.lines.len());
        let mut pieces = vec![self.piece(Rule::example_head, 0, head)];
        pieces.extend(self.blocks(head));
        pieces
    }

    /// Whether a line is `given` or `expect`, or would be if nothing else stood on it.
    fn opens_block(&self, index: usize) -> bool {
        let (word, rest) = self.words(index);
        let shallow = self
            .lines
            .get(index)
            .is_some_and(|line| line.indent <= self.clause_indent());
        matches!(word, "given" | "expect") && (is_alone(rest) || shallow)
    }

    /// Where the clauses of the item stand: one step below it.
    fn clause_indent(&self) -> u32 {
        self.lines.get(1).map_or(0, |line| line.indent)
    }

    /// The blocks `given` and `expect` from a line on.
    fn blocks(&self, from: usize) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut at = from;
        while at < self.lines.len() {
            let rule = if self.words(at).0 == "given" {
                Rule::given_head
            } else {
                Rule::expect_head
            };
            let opens = |index: &usize| {
                self.opens_block(*index) && (from > 0 || self.words(*index).0 != "given")
            };
            let end = (at + 1..self.lines.len())
                .find(opens)
                .unwrap_or(self.lines.len());
            pieces.push(self.piece(rule, at, at + 1));
            let mut entries = self.entries(Rule::binding, at + 1, end, |index| {
                self.lines
                    .get(index)
                    .is_some_and(|line| is_record(self.text(*line)))
            });
            self.mark_records(&mut entries);
            pieces.extend(entries);
            at = end;
        }
        pieces
    }

    /// The elements of a list stand a line each below its name.
    fn mark_records(&self, pieces: &mut [Piece]) {
        let mut below = false;
        for piece in pieces.iter_mut().rev() {
            let text = self.file.get(piece.start as usize..piece.end as usize);
            if is_record(text.unwrap_or("")) {
                piece.rule = Rule::record;
                below = true;
            } else if std::mem::take(&mut below) && piece.rule == Rule::binding {
                piece.rule = Rule::list_binding;
            }
        }
    }

    /// The lines `from..to` as entries: one begins at each line that is not deeper than the first,
    /// and at each deeper line that `begins` knows for one.
    fn entries(
        &self,
        rule: Rule,
        from: usize,
        to: usize,
        begins: impl Fn(usize) -> bool,
    ) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let indent = self.lines.get(from).map_or(0, Line::depth);
        let mut first = from;
        for index in from..to {
            let next = index + 1;
            let shallow = self
                .lines
                .get(next)
                .is_none_or(|line| line.odd || line.indent <= indent);
            let next_begins = next == to || shallow || begins(next) || self.is_clause(next);
            if next_begins {
                let rule = if self.is_clause(first) {
                    Rule::clause_line
                } else {
                    rule
                };
                pieces.push(self.piece(rule, first, next));
                first = next;
            }
        }
        pieces
    }

    /// Whether a line is `cites …`, `in force …` or `[unverified]`.
    fn is_clause(&self, index: usize) -> bool {
        let (word, rest) = self.words(index);
        word == "cites"
            || (word.is_empty() && rest.starts_with('['))
            || (word == "in" && first_word(rest).0 == "force")
    }
}

/// Whether a line is an element of a list that an example gives: `- FIELD VALUE`.
fn is_record(text: &str) -> bool {
    text.strip_prefix('-').is_some_and(|rest| {
        rest.trim_start()
            .starts_with(|c: char| c.is_alphabetic() || c == '_')
    })
}
