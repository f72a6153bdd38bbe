//! Reads one item: its pieces one after the other, and what they make together.

use pest::Parser;

use super::build::{self, Commons, Place, Read, TypeHead, missing, repeated};
use super::cells::plain_row;
use super::grammar::{Grammar, Rule};
use super::layout::{RawItem, first_word};
use super::pieces::{Piece, pieces};
use super::slips::{self, Look};
use super::tokens::TokenKind;
use super::vocabulary::ITEM_WORDS;
use super::{Parsed, expected};
use crate::ast::{
    Binding, Example, ExprKind, FactDecl, Function, Header, ItemKind, Name, Row, Script, Table,
    Text, TypeName,
};
use crate::{Diagnostic, Limits, Node, SourceId, Span, codes, suggest};

/// The file that is being read.
#[derive(Clone, Copy)]
pub(super) struct Reader<'t> {
    /// Its number.
    pub(super) source: SourceId,
    /// Its text.
    pub(super) file: &'t str,
    /// What is refused.
    pub(super) limits: &'t Limits,
}

/// The lines of `given` or `expect`, and where the block begins.
type Block = Node<Vec<Binding>>;

/// What the pieces of an item have given so far.
#[derive(Default)]
struct Gathered {
    header: Option<Header>,
    kind: Option<ItemKind>,
    commons: Commons,
    facts: Vec<FactDecl>,
    enumeration: Option<TypeHead>,
    example: Option<Text>,
    table: Option<Table>,
    rows: Vec<Row>,
    script: Option<Text>,
    functions: Vec<Function>,
    given: Option<Block>,
    expect: Option<Block>,
    /// Whether the open block is `expect`; lines of a repeated block go nowhere.
    open: Option<Rule>,
    /// Whether the last fact, or the last line of an example, is a list whose fields or elements
    /// may follow; those of one that could not be read go nowhere.
    in_list: bool,
    /// Whether a piece could not be read, so that nothing is said about what may stand in it.
    broken: bool,
}

impl<'t> Reader<'t> {
    /// Reads one item into the file; what is wrong with it and the names that are lost are noted.
    pub(super) fn item(self, raw: &RawItem, parsed: &mut Parsed) {
        let (found, unread) = (&mut parsed.diagnostics, &mut parsed.unread);
        let Some((changed, replaces)) = self.without_replace(raw, found) else {
            return;
        };
        let raw = changed.as_ref().unwrap_or(raw);
        let Some(pieces) = pieces(self.file, raw) else {
            return self.unknown_item(raw, found, unread);
        };
        let mut gathered = Gathered::default();
        for piece in pieces {
            self.piece(piece, &mut gathered, found, unread);
        }
        if let Some(header) = gathered.header.take() {
            parsed.file.header.get_or_insert(header);
            return;
        }
        let span = self.whole(raw);
        let Some(kind) = finish(self.word(raw), span, &mut gathered, found) else {
            return;
        };
        let item = gathered.commons.onto(Node::new(kind, span), replaces);
        parsed.file.items.push(item);
    }

    /// The item without the word `replace` before it, and that word: the rest is an item like any
    /// other. The inner None where the word does not stand there.
    fn without_replace(
        self,
        raw: &RawItem,
        found: &mut Vec<Diagnostic>,
    ) -> Option<(Option<RawItem>, Option<Node<()>>)> {
        let word = self.word(raw);
        let Some(first) = raw.lines.first().filter(|_| word == "replace") else {
            return Some((None, None));
        };
        let end = first.start + word.len() as u32;
        let span = Span::new(self.source, first.start, end);
        let line = self
            .file
            .get(end as usize..first.end as usize)
            .unwrap_or("");
        let rest = line.trim_start();
        let start = first.end - rest.len() as u32;
        let (next, _) = first_word(rest);
        if next.is_empty() {
            let help = "write the new item behind it: `replace window NAME is …`";
            found.push(missing(span, word, "item", help));
            return None;
        }
        if !build::can_be_changed(next) && next != "facts" {
            let place = Span::new(self.source, start, start + next.len() as u32);
            found.push(build::not_changed(&Node::new(next.into(), place), word));
            return None;
        }
        let mut raw = raw.clone();
        if let Some(line) = raw.lines.first_mut() {
            line.start = start;
        }
        Some((Some(raw), Some(Node::new((), span))))
    }

    /// From the first to the last line of an item.
    pub(super) fn whole(self, raw: &RawItem) -> Span {
        let start = raw.lines.first().map_or(0, |line| line.start);
        let end = raw.lines.last().map_or(start, |line| line.end);
        Span::new(self.source, start, end)
    }

    /// The first word of an item.
    pub(super) fn word(self, raw: &RawItem) -> &'t str {
        let line = raw
            .lines
            .first()
            .and_then(|line| self.file.get(line.start as usize..line.end as usize));
        first_word(line.unwrap_or("")).0
    }

    fn unknown_item(self, raw: &RawItem, found: &mut Vec<Diagnostic>, unread: &mut Vec<Name>) {
        let Some(line) = raw.lines.first() else {
            return;
        };
        let word = self.word(raw);
        let look = Look::new(self.source, self.file, line.start, line.end);
        let Some(first) = look.get(0) else { return };
        if word.is_empty() && first.kind == TokenKind::Strange {
            // Mostly it cannot be seen, and then the line looks like an item.
            found.push(slips::strange(&look, first));
            unread.extend(declared(&look, 1).take(1));
            return;
        }
        let length = if word.is_empty() {
            first.end - first.start
        } else {
            word.len() as u32
        };
        let span = Span::new(self.source, line.start, line.start + length);
        let shown = slips::shown(if word.is_empty() {
            look.text(first)
        } else {
            word
        });
        let nearest = suggest::did_you_mean(word, ITEM_WORDS.iter().copied());
        let listed = format!(
            "an item begins with {}",
            ITEM_WORDS
                .iter()
                .map(|w| format!("`{w}`"))
                .collect::<Vec<_>>()
                .join(", ")
        );
        found.push(
            Diagnostic::new(
                codes::UNKNOWN_ITEM,
                span,
                format!("`{shown}` begins no kind of item"),
            )
            .help(nearest.unwrap_or(listed)),
        );
        unread.extend(declared(&look, 1).take(1));
    }

    /// Reads one piece and puts what it gives where it belongs.
    fn piece(
        self,
        piece: Piece,
        gathered: &mut Gathered,
        found: &mut Vec<Diagnostic>,
        unread: &mut Vec<Name>,
    ) {
        gathered.open_block(self.source, piece, found);
        gathered.in_list &= matches!(piece.rule, Rule::field | Rule::record);
        if piece.rule == Rule::row
            && let Some(row) = plain_row(self.source, self.file, piece.start, piece.end)
        {
            gathered.rows.push(row);
            return;
        }
        let before = found.len();
        let done = self
            .parse(piece, found)
            .and_then(|read| gathered.take(self.place(piece), &read, found));
        if done.is_some() {
            return;
        }
        gathered.broken = true;
        let look = Look::new(self.source, self.file, piece.start, piece.end);
        if found.len() == before {
            found.push(expected::unreadable(&look));
        }
        match piece.rule {
            Rule::binding
            | Rule::row
            | Rule::script_head
            | Rule::list_binding
            | Rule::record
            | Rule::clause_line
            | Rule::example_head
            | Rule::require
            | Rule::assume => {}
            Rule::fact | Rule::field => unread.extend(declared(&look, 0).take(1)),
            Rule::member_line => unread.extend(declared(&look, 0)),
            Rule::use_item => {
                let behind_as = look.tokens.iter().position(|t| t.is(self.file, "as"));
                unread.extend(declared(&look, behind_as.map_or(1, |at| at + 1)).take(1));
            }
            _ => unread.extend(declared(&look, 1).take(1)),
        }
    }

    fn place(self, piece: Piece) -> Place {
        Place {
            source: self.source,
            start: piece.start,
        }
    }

    /// Slips first, then the grammar.
    fn parse(self, piece: Piece, found: &mut Vec<Diagnostic>) -> Option<Read<'t>> {
        let look = Look::new(self.source, self.file, piece.start, piece.end);
        let slips = slips::find(&look, self.limits);
        found.extend(slips.diagnostics);
        if !slips.readable {
            return None;
        }
        let text = self.file.get(piece.start as usize..piece.end as usize)?;
        match Grammar::parse(piece.rule, text) {
            Ok(mut pairs) => pairs.next(),
            Err(error) => {
                found.push(expected::diagnose(&look, piece, &error));
                None
            }
        }
    }
}

impl Gathered {
    /// `given` and `expect` begin a block; the lines that follow are its lines.
    fn open_block(&mut self, source: SourceId, piece: Piece, found: &mut Vec<Diagnostic>) {
        let (slot, word) = match piece.rule {
            Rule::given_head => (&mut self.given, "given"),
            Rule::expect_head => (&mut self.expect, "expect"),
            _ => return,
        };
        let span = Span::new(source, piece.start, piece.start + word.len() as u32);
        self.open = Some(piece.rule);
        match slot {
            None => *slot = Some(Node::new(Vec::new(), span)),
            Some(first) => found.push(repeated(word, span, first.span)),
        }
    }

    /// Takes in what a piece has become; None if it could not be made sense of.
    fn take(&mut self, place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<()> {
        self.commons.gather(place, read, found);
        match read.as_rule() {
            Rule::policy | Rule::cases => self.header = Some(build::header(place, read, found)?),
            Rule::facts_head | Rule::given_head | Rule::expect_head | Rule::clause_line => {}
            Rule::fact => {
                let fact = build::fact(place, read, found)?;
                self.in_list = matches!(fact.ty.kind, TypeName::List(_));
                self.facts.push(fact);
            }
            Rule::field => {
                let field = build::fact(place, read, found)?;
                if let Some(list) = self.facts.last_mut().filter(|_| self.in_list)
                    && let TypeName::List(fields) = &mut list.ty.kind
                {
                    fields.push(field);
                }
            }
            Rule::type_head => self.enumeration = Some(build::type_head(place, read)?),
            Rule::member_line => {
                let members = build::members(place, read)?;
                if let Some(head) = &mut self.enumeration {
                    head.members.extend(members);
                }
            }
            Rule::table_head => self.table = Some(build::table(place, read, found)?),
            Rule::row => self.rows.push(build::row(place, read, found)?),
            Rule::script_head => self.script = Some(build::script_file(place, read)?),
            Rule::function => self.functions.push(build::function(place, read, found)?),
            Rule::example_head => self.example = Some(build::example_name(place, read)?),
            Rule::binding => {
                let binding = build::binding(place, read, found)?;
                self.lines()?.push(binding);
            }
            Rule::list_binding => {
                let binding = build::list_binding(place, read)?;
                self.lines()?.push(binding);
                self.in_list = true;
            }
            Rule::record => {
                let record = build::record(place, read, found)?;
                let in_list = self.in_list;
                if let Some(list) = self.lines()?.last_mut().filter(|_| in_list)
                    && let Some(value) = &mut list.value
                    && let ExprKind::Records(records) = &mut value.kind
                {
                    value.span = value.span.to(record.span);
                    records.push(record);
                }
            }
            _ => self.kind = Some(build::item(place, read, found)?),
        }
        Some(())
    }

    /// The lines of the block that is open.
    fn lines(&mut self) -> Option<&mut Vec<Binding>> {
        let block = if self.open == Some(Rule::expect_head) {
            &mut self.expect
        } else {
            &mut self.given
        };
        block.as_mut().map(|block| &mut block.kind)
    }
}

/// Makes the item of its pieces, and reports what is missing in it.
fn finish(
    word: &str,
    span: Span,
    gathered: &mut Gathered,
    found: &mut Vec<Diagnostic>,
) -> Option<ItemKind> {
    let head = Span::new(span.source, span.start, span.start + word.len() as u32);
    match word {
        "facts" => {
            if gathered.facts.is_empty() && !gathered.broken {
                let help = "declare each fact on an indented line: `service_on : date`";
                found.push(missing(head, word, "facts below it", help));
            }
            Some(ItemKind::Facts(std::mem::take(&mut gathered.facts)))
        }
        "type" => enumeration(gathered, found),
        "table" => table(gathered, found),
        "script" => {
            let file = gathered.script.take()?;
            let functions = std::mem::take(&mut gathered.functions);
            if functions.is_empty() && !gathered.broken {
                let help =
                    "declare what is called of it on indented lines: `fn NAME(a: money) -> money`";
                found.push(missing(file.span, word, "functions", help));
            }
            Some(ItemKind::Script(Script { file, functions }))
        }
        "example" => example(head, gathered, found),
        "given" => {
            if let Some(expect) = &gathered.expect {
                let message = "`expect` belongs to an example, not to what all examples share";
                found.push(
                    Diagnostic::new(codes::UNEXPECTED, expect.span, message)
                        .help("write it below an `example`"),
                );
            }
            let given = gathered.given.take()?.kind;
            if given.is_empty() && !gathered.broken {
                found.push(missing(
                    head,
                    word,
                    "lines below it",
                    "write each fact with its value on an indented line",
                ));
            }
            Some(ItemKind::Given(given))
        }
        _ => gathered.kind.take(),
    }
}

fn table(gathered: &mut Gathered, found: &mut Vec<Diagnostic>) -> Option<ItemKind> {
    let mut table = gathered.table.take()?;
    table.rows = std::mem::take(&mut gathered.rows);
    match &table.from {
        None if table.rows.is_empty() && !gathered.broken => {
            let help = "write each row on an indented line, such as `| 1..50 | 10% |`, or `from \"file.csv\"`";
            found.push(missing(table.name.span, "table", "rows", help));
            return None;
        }
        Some(from) if !table.rows.is_empty() => {
            let message = "the rows of a table stand below it or in a file, not both";
            found.push(
                Diagnostic::new(codes::UNEXPECTED, from.span, message)
                    .help("leave `from` out, or move the rows into the file"),
            );
            return None;
        }
        _ => {}
    }
    table.whole = !gathered.broken;
    Some(ItemKind::Table(table))
}

fn enumeration(gathered: &mut Gathered, found: &mut Vec<Diagnostic>) -> Option<ItemKind> {
    let head = gathered.enumeration.take()?;
    if !gathered.broken && (!head.lists || head.members.is_empty()) {
        let what = if head.lists { "members" } else { "`is one of`" };
        let help = format!(
            "write `type {} is one of` and its members, with commas or on lines of their own",
            head.name.kind
        );
        found.push(missing(head.name.span, "type", what, &help));
        return None;
    }
    Some(ItemKind::Type {
        name: head.name,
        title: head.title,
        members: head.members,
    })
}

fn example(head: Span, gathered: &mut Gathered, found: &mut Vec<Diagnostic>) -> Option<ItemKind> {
    let expect = gathered.expect.take();
    if expect.as_ref().is_none_or(|block| block.kind.is_empty()) && !gathered.broken {
        let help = "write `expect` below it, and the outputs on indented lines below that";
        found.push(missing(head, "example", "`expect` with outputs", help));
        return None;
    }
    Some(ItemKind::Example(Example {
        name: gathered.example.take()?,
        given: gathered
            .given
            .take()
            .map(|block| block.kind)
            .unwrap_or_default(),
        expect: expect?.kind,
    }))
}

/// The words of a piece from an index on, as the names that it was to declare.
fn declared<'l>(look: &'l Look<'_>, from: usize) -> impl Iterator<Item = Name> + 'l {
    let words = look
        .tokens
        .iter()
        .skip(from)
        .filter(|token| token.kind == TokenKind::Word);
    words.map(|token| Node::new(look.text(*token).into(), look.span(*token)))
}
