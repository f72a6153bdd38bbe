//! Layouts that are not shown by a case of the suite, and texts that are made to hurt.

use super::{format, page, says_the_same};
use crate::parse::parse;
use crate::parse::surface::surface;
use crate::{Limits, SourceId};

fn formatted(text: &str) -> String {
    let formatted = format(SourceId(0), text, &Limits::default());
    let found = formatted.diagnostics;
    formatted
        .text
        .unwrap_or_else(|| panic!("{found:?} in\n{text}"))
}

/// The layout of a text, which must not change when it is laid out again.
fn stable(text: &str) -> String {
    let once = formatted(text);
    assert_eq!(formatted(&once), once);
    once
}

#[test]
fn a_whole_policy_stays_as_it_is() {
    let text = include_str!("../../tests/parse/continuity_of_care.bylaw");
    assert_eq!(formatted(text), text);
}

#[test]
fn a_file_with_errors_is_not_formatted() {
    let formatted = format(
        SourceId(0),
        "policy demo\n\ncategory   a\n  wen b\n",
        &Limits::default(),
    );
    assert!(formatted.text.is_none());
    assert!(formatted.diagnostics.iter().any(|found| found.is_error()));
}

#[test]
fn a_layout_that_says_something_else_is_refused() {
    let old = "policy demo\n\n# why\nrequire a and (b or c) else no_way  # b\n  cites page\n";
    let limits = Limits::default();
    let file = parse(SourceId(0), old, &limits).file;
    let same = |new: &str| says_the_same(SourceId(0), new, &file, old, &limits);
    assert!(same(old));
    assert!(same(&old.replace("\n\n", "\n").replace("  ", " ")));
    for (from, to) in [
        ("# why\n", ""),
        ("  # b", ""),
        ("why", "when"),
        ("(b or c)", "b or c"),
        ("b or c", "c or b"),
        ("  cites page\n", ""),
        ("require", "requir"),
        ("a and", "a\nand"),
    ] {
        assert!(!same(&old.replace(from, to)), "{from:?} as {to:?}");
    }
}

#[test]
fn places_do_not_count_in_a_clause() {
    let text = "policy demo\ncategory c\n from a\n at most b after a if d\n refer e when f\n\
                define g:integer is 1\n except 2   when h\n";
    let file = |text: &str| parse(SourceId(0), text, &Limits::default()).file;
    assert_eq!(file(text), file(&formatted(text)));
    for (from, to) in [
        ("at most b", "at most c"),
        ("refer e", "refer f"),
        ("when h", "when i"),
    ] {
        assert_ne!(file(text), file(&text.replace(from, to)));
    }
}

#[test]
fn line_ends_marks_and_blanks_are_made_the_same() {
    let text =
        "\u{feff}policy demo \"a\"  \r\n\t\r\n\r\n\r\nsource page   \"Page\"  # why \t\r\n\n\n";
    assert_eq!(
        stable(text),
        "policy demo \"a\"\n\nsource page \"Page\"  # why\n"
    );
    assert_eq!(stable("policy demo"), "policy demo\n");
    assert_eq!(stable("\n\n# x\n\npolicy demo"), "# x\n\npolicy demo\n");
}

#[test]
fn a_comment_between_words_goes_where_it_can_be_read() {
    let text = "policy demo # name\n  # day\n  as # of\n # fact\n of service_on\n # last\n# end";
    let expected =
        "policy demo  # name\n  # day\n  # of\n  # fact\n  as of service_on\n  # last\n\n# end\n";
    assert_eq!(stable(text), expected);
}

#[test]
fn a_comment_in_a_list_stays_in_its_order() {
    let text = "policy demo\ntype t is one of # all\n a \"A\", # first\n b # second\n\n # c\n c";
    let expected =
        "policy demo\n\ntype t is one of  # all\n  a \"A\"  # first\n  b  # second\n\n  # c\n  c\n";
    assert_eq!(stable(text), expected);
}

#[test]
fn minus_stands_apart_only_where_it_subtracts() {
    let text = "policy demo\nfacts\n a:integer - 5 .. - 1\n b : money?\ndefine d:integer is - a - (-1)-max( -a,- 2 )\n\
                example \"x\"\n given\n  a  - 5\n expect\n  d  -  3\n";
    let expected = "policy demo\n\nfacts\n  a : integer -5..-1\n  b : money?\n\n\
                    define d : integer is -a - (-1) - max(-a, -2)\n\n\
                    example \"x\"\n  given\n    a -5\n  expect\n    d -3\n";
    assert_eq!(stable(text), expected);
}

/// The layout of a text whatever the parser says to it.
fn laid_out(text: &str) -> String {
    let once = page::page(text, &surface(text));
    assert_eq!(page::page(&once, &surface(&once)), once, "laid out twice");
    once
}

#[test]
fn a_table_has_its_cells_in_columns() {
    let text = "table t \"T\" by lives , region:region ->percent\n cites page\n | 1 .. 50|west,east | 0%|  # low\n\n\n\
                # middle\n | 51 ..99|-|\n  |5_001..|| 10% |\n   | otherwise | - 5 | $0 |\n in force from 2026-01-01\n\
                table u by a -> b:money , c : date from \"u.csv\"\ntable v by a -> money first\n  from \"v.csv\"\nexamples   from \"c.csv\" cites x \"y\"\n";
    let expected = "table t \"T\" by lives, region : region -> percent\n  cites page\n  \
                    | 1..50     | west, east | 0%  |  # low\n\n  # middle\n  \
                    | 51..99    | -          |\n  \
                    | 5_001..   |            | 10% |\n  \
                    | otherwise | -5         | $0  |\n  in force from 2026-01-01\n\n\
                    table u by a -> b : money, c : date from \"u.csv\"\n\n\
                    table v by a -> money first\n  from \"v.csv\"\n\n\
                    examples from \"c.csv\"\n  cites x \"y\"\n";
    assert_eq!(laid_out(text), expected);
}

#[test]
fn a_price_has_its_steps_in_columns() {
    let text = "price allowed \"Allowed\"\n start billed\n becomes bundle(line,region).fee when center and bundle has(line, region) as bundled\n\
                less volume(lives) unless bundled as volume\n plus 2% when rate<=70% of other as bonus\n at least - $5\n\
                at most billed\n  cites page\n less 1% of start when start = a\n  because \"why\"\n";
    let expected = "price allowed \"Allowed\"\n  \
                    start    billed\n  \
                    becomes  bundle(line, region).fee when center and bundle has (line, region) as bundled\n  \
                    less     volume(lives)            unless bundled                            as volume\n  \
                    plus     2%                       when rate <= 70% of other                 as bonus\n  \
                    at least -$5\n  \
                    at most  billed\n  cites page\n  less 1% of start\n    when start = a\n    because \"why\"\n";
    assert_eq!(laid_out(text), expected);
}

#[test]
fn a_list_has_its_facts_and_elements_below_it() {
    let text = "facts\n  member_number:integer\n  claims:list of \"Claims\"\n      on:date \"Day\"\n\n      amount:money\n  x:date \"X\"\n\
                example \"e\"\n  given\n    claims\n       -  on 2026-01-01,amount -  $5\n       # two\n       - on unknown\n    x 2026-01-01\n  expect\n    y claims [ 1 ] . on\n";
    let expected = "facts\n  member_number : integer\n  claims        : list of \"Claims\"\n    \
                    on     : date \"Day\"\n\n    amount : money\n  \
                    x             : date    \"X\"\n\n\
                    example \"e\"\n  given\n    claims\n      - on 2026-01-01, amount -$5\n      # two\n      - on unknown\n    \
                    x 2026-01-01\n  expect\n    y claims[1].on\n";
    assert_eq!(laid_out(text), expected);
}

#[test]
fn items_of_other_policies_are_laid_out_as_ones_own() {
    let text = "use  plan.base as base \"Base\" with a=b,c = d\nremove   category x because \"gone\"\n\
                replace  category y # y\n when a # a\n   and b\nreplace ledger x\n   a   b # c\nreplace facts\n a:date # a\n";
    let expected = "use plan.base as base \"Base\"\n  with a = b, c = d\n\nremove category x because \"gone\"\n\n\
                    replace category y  # y\n  when a  # a\n   and b\n\nreplace ledger x\n   a   b # c\n\nreplace facts\n  a : date  # a\n";
    assert_eq!(laid_out(text), expected);
}

#[test]
fn an_item_without_a_layout_is_kept_as_it_is() {
    let text = "policy demo\n\nledger   x # why\n     |  a |b|   # b\n\n   # c\n  |c   |\n  # d\n# e\nsource p\n";
    let laid_out = page::page(text, &surface(text));
    let expected = "policy demo\n\nledger   x # why\n     |  a |b|   # b\n\n   # c\n  |c   |\n  # d\n\n# e\nsource p\n";
    assert_eq!(laid_out, expected);
    assert_eq!(page::page(&laid_out, &surface(&laid_out)), expected);
}

/// Pieces of policies, and things that have no place in one.
const PIECES: &[&str] = &[
    "policy demo\n",
    "\nfacts\n  a : date \"A\"\n",
    "\ncategory c \"C\"\n  when ",
    "a",
    " and ",
    " or ",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ",",
    "# x\n",
    "\n",
    "\n\n  ",
    " ",
    "\t",
    "\u{feff}",
    "\r\n",
    "\"t\"",
    "\"",
    "-",
    "..",
    "5%",
    "$1,000.00",
    "2026-01-01",
    "12 months",
    "if ",
    " then ",
    " else ",
    " is ",
    " is one of ",
    " from ",
    " through ",
    "at most ",
    "given\n",
    "expect\n",
    "\nexample \"e\"\n",
    "\ntype t is one of ",
    "\nreading r \"?\"\n",
    "\nrequire ",
    "\nguarantee g ",
    "\nassume ",
    "\ndefine d : integer ",
    "except ",
    " when ",
    "in force from ",
    "cites p ",
    "ä",
    "💶",
    "|",
    "?",
    ":",
    "=",
    "\u{a0}",
    "'",
];

#[test]
fn no_text_makes_the_formatter_stumble() {
    let mut state = 1u64;
    let mut below = |end: usize| {
        state = state
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (state >> 33) as usize % end
    };
    for _ in 0..2_000 {
        let text: String = (0..below(60))
            .map(|_| PIECES[below(PIECES.len())])
            .collect();
        // Texts with errors are laid out too: what the parser accepts may grow.
        page::page(&text, &surface(&text));
        let formatted = format(SourceId(0), &text, &Limits::default());
        if let Some(once) = formatted.text {
            assert_eq!(
                format(SourceId(0), &once, &Limits::default()).text,
                Some(once),
                "{text}"
            );
        } else {
            let internal = formatted
                .diagnostics
                .iter()
                .any(|found| found.code.id() == "E0009");
            assert!(!internal, "{text:?}");
        }
    }
}

#[test]
fn long_texts_are_laid_out_in_time() {
    let all = "fact and ".repeat(3_000);
    let sum = vec!["1"; 3_000].join(", ");
    let text = format!("policy demo\n\nrequire {all} fact in {{{sum}}} else no_way\n");
    assert!(stable(&text).lines().count() > 3_000);
    let facts: String = (0..3_000).map(|i| format!("\n f{i}:date # {i}")).collect();
    assert!(
        stable(&format!("policy demo\nfacts{facts}\n"))
            .lines()
            .count()
            > 3_000
    );
}
