//! The words of the language, in one table for each use. The grammar's rule `reserved` lists the
//! same words as [`RESERVED`]; a test holds the two together.

/// The words that begin an item in the first column.
pub(super) const ITEM_WORDS: &[&str] = &[
    "policy",
    "cases",
    "source",
    "type",
    "facts",
    "assume",
    "reading",
    "parameter",
    "window",
    "define",
    "output",
    "require",
    "category",
    "price",
    "guarantee",
    "example",
    "examples",
    "given",
    "table",
    "codes",
    "use",
    "script",
    "replace",
    "remove",
];

/// The words that begin a line within an item, or go on with one.
pub(super) const CLAUSE_WORDS: &[&str] = &[
    "when",
    "unless",
    "from",
    "through",
    "until",
    "at",
    "refer",
    "cites",
    "in",
    "default",
    "is",
    "except",
    "because",
    "as",
    "overrides",
    "and",
    "or",
    "if",
    "then",
    "else",
    "less",
    "start",
    "becomes",
    "plus",
    "ending",
    "expect",
    "covers",
    "months",
    "money",
    "combine",
    "amends",
    "with",
    "fn",
    "decided",
];

/// The words that cannot be names: without this, a forgotten value would be read as a name.
/// Words that have a meaning in one place only, such as `given`, `day` or `latest`, are not here; nor
/// are `price` and `plus`, which are good names of facts and of plans.
pub(super) const RESERVED: &[&str] = &[
    "and",
    "or",
    "not",
    "includes",
    "in",
    "within",
    "is",
    "of",
    "after",
    "before",
    "beginning",
    "around",
    "otherwise",
    "ending",
    "if",
    "then",
    "else",
    "yes",
    "no",
    "open",
    "none",
    "when",
    "unless",
    "from",
    "through",
    "until",
    "at",
    "less",
    "refer",
    "cites",
    "default",
    "except",
    "because",
    "as",
    "overrides",
    "has",
    "where",
    "for",
    "policy",
    "source",
    "type",
    "facts",
    "assume",
    "reading",
    "parameter",
    "window",
    "define",
    "output",
    "require",
    "category",
    "guarantee",
    "example",
    "becomes",
];

/// The words and signs that compare two values.
pub(super) const COMPARISONS: &[&str] =
    &["=", "!=", "<", "<=", ">", ">=", "in", "includes", "within"];

/// The words and signs between two operands that make an expression one level deeper.
pub(super) const DEEPENING: &[&str] = &[
    "+",
    "-",
    "*",
    "/",
    "of",
    "after",
    "before",
    "beginning",
    "around",
    "otherwise",
    "not",
    "ending",
];

/// Whether a word cannot be a name.
pub(super) fn is_reserved(word: &str) -> bool {
    RESERVED.contains(&word)
}

/// Whether a word or sign ends the expression before it, so that another begins behind it.
pub(super) fn parts_expressions(word: &str) -> bool {
    const OPERATORS: &[&str] = &[
        "not",
        "of",
        "yes",
        "no",
        "open",
        "none",
        "after",
        "before",
        "beginning",
    ];
    const MORE_OPERATORS: &[&str] = &[
        "around",
        "otherwise",
        "ending",
        "in",
        "includes",
        "within",
        "is",
    ];
    word == ","
        || (is_reserved(word) && !OPERATORS.contains(&word) && !MORE_OPERATORS.contains(&word))
}

/// The word for a unit of time, if this is one.
pub(super) fn is_unit(word: &str) -> bool {
    matches!(
        word.strip_suffix('s').unwrap_or(word),
        "day" | "week" | "month" | "year"
    ) && !word.ends_with("ss")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words between the quotes of the grammar's rule `reserved`.
    fn reserved_by_the_grammar() -> Vec<&'static str> {
        let grammar = include_str!("grammar.pest");
        let (_, rest) = grammar.split_once("reserved = @{ (").unwrap();
        let (list, _) = rest.split_once(')').unwrap();
        list.split('"').skip(1).step_by(2).collect()
    }

    #[test]
    fn table_and_grammar_reserve_the_same_words() {
        let mut grammar = reserved_by_the_grammar();
        let mut table = RESERVED.to_vec();
        grammar.sort_unstable();
        table.sort_unstable();
        assert_eq!(grammar, table);
    }

    #[test]
    fn a_longer_reserved_word_stands_before_the_one_it_begins_with() {
        let words = reserved_by_the_grammar();
        for (i, early) in words.iter().enumerate() {
            for late in &words[i + 1..] {
                assert!(!late.starts_with(early), "`{early}` hides `{late}`");
            }
        }
    }
}
