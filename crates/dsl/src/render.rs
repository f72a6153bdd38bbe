//! A finding as people read it: the sentence, the lines it is about with the place marked, help.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::{Diagnostic, Severity, Source, SourceMap, Span};

/// Lines longer than this are not shown, only named.
const LONGEST_LINE: usize = 500;

/// The finding with the lines of text that it is about; in colour for a terminal.
///
/// ```
/// use bylaws_dsl::{codes, render, Diagnostic, SourceMap, Span};
/// let mut sources = SourceMap::default();
/// let id = sources.add("demo.bylaw", "policy demo\n");
/// let found = Diagnostic::new(codes::UNKNOWN_NAME, Span::new(id, 7, 11), "`demo` is not declared");
/// assert!(render::human(&found, &sources, false).contains("demo.bylaw:1:8"));
/// ```
pub fn human(diagnostic: &Diagnostic, sources: &SourceMap, colour: bool) -> String {
    let level = match diagnostic.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .primary_title(diagnostic.message.as_str())
        .id(diagnostic.code.id());
    let mut main = Group::with_title(title);
    let mut places = vec![(diagnostic.span, diagnostic.label.as_str(), true)];
    places.extend(
        diagnostic
            .related
            .iter()
            .map(|other| (other.span, other.label.as_str(), false)),
    );
    places.sort_by_key(|(span, _, primary)| (span.source != diagnostic.span.source, !primary));
    for (span, label, primary) in places {
        let Some(source) = sources.get(span.source) else {
            continue;
        };
        main = match excerpt(source, span) {
            Some((text, line, range)) => {
                let kind = if primary {
                    AnnotationKind::Primary
                } else {
                    AnnotationKind::Context
                };
                let annotation = kind.span(range).label((!label.is_empty()).then_some(label));
                let snippet = Snippet::source(text)
                    .line_start(line)
                    .path(source.name.as_str());
                main.element(snippet.annotation(annotation))
            }
            None => {
                let at = source.position(span.start);
                let origin = Origin::path(source.name.as_str());
                main.element(
                    origin
                        .line(at.line as usize)
                        .char_column(at.column as usize),
                )
            }
        };
    }
    for help in &diagnostic.help {
        main = main.element(Level::HELP.message(help.as_str()));
    }
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    renderer.render(&[main])
}

/// The lines that a span touches (the first ones of a long span), the number of the first, and
/// the span within them; none when a line is too long to be shown.
fn excerpt(source: &Source, span: Span) -> Option<(&str, usize, Range<usize>)> {
    const MOST_LINES: usize = 6;
    let text = source.text.as_str();
    let start = floor(text, span.start as usize);
    let end = floor(text, span.end as usize).max(start);
    let first = text
        .get(..start)?
        .rfind('\n')
        .map_or(0, |newline| newline + 1);
    let rest = text.get(first..)?;
    let mut last = first;
    for (count, line) in rest.split_inclusive('\n').enumerate() {
        if line.len() > LONGEST_LINE {
            return None;
        }
        last += line.len();
        if last >= end || count + 1 == MOST_LINES {
            break;
        }
    }
    let shown = text.get(first..last)?;
    let line = source.position(first as u32).line as usize;
    Some((shown, line, start - first..end.min(last).max(start) - first))
}

/// The offset, moved back to the beginning of its character.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
