//! Where in the texts of a bundle something of a script stands.

use bylaws_dsl::{SourceId, SourceMap, Span};
use rhai::Position;

/// The word, or the quoted text, at a position of a text.
pub(super) fn span(sources: &SourceMap, source: SourceId, position: Position) -> Option<Span> {
    let text = sources.get(source)?.text.as_str();
    let line = position.line()?.checked_sub(1)?;
    let column = position.position().unwrap_or(1).saturating_sub(1);
    let start = text
        .split_inclusive('\n')
        .take(line)
        .map(str::len)
        .sum::<usize>();
    let rest = text.get(start..)?;
    let said = rest.lines().next().unwrap_or("");
    let offset = said
        .char_indices()
        .nth(column)
        .map_or(said.len(), |(at, _)| at);
    let word = said.get(offset..).unwrap_or("");
    let length = match word.strip_prefix('"') {
        Some(quoted) => quoted.find('"').map_or(word.len(), |end| end + 2),
        None => word
            .find(|c: char| !(c.is_alphanumeric() || c == '_'))
            .unwrap_or(word.len()),
    };
    let first = word.chars().next().map_or(0, char::len_utf8);
    let begin = start + offset;
    Some(Span::new(
        source,
        begin as u32,
        (begin + length.max(first)) as u32,
    ))
}
