//! Whole files in, syntax and findings out.

use super::{Parsed, parse};
use crate::{Limits, SourceId, SourceMap};

/// Reads a text with the default limits.
fn read(text: &str) -> Parsed {
    parse(SourceId(0), text, &Limits::default())
}

/// The codes of what is wrong, in the order of the text.
fn codes(text: &str) -> Vec<&'static str> {
    read(text).diagnostics.iter().map(|d| d.code.id()).collect()
}

/// Every finding in full, for reading while the sentences are worked on.
#[test]
#[ignore = "prints what BYLAWS_TEXT is read as"]
fn show() {
    let text = std::fs::read_to_string(std::env::var("BYLAWS_TEXT").unwrap()).unwrap();
    let mut sources = SourceMap::default();
    sources.add("x", text.clone());
    let parsed = read(&text);
    for d in &parsed.diagnostics {
        let at = sources.get(SourceId(0)).unwrap().position(d.span.start);
        eprintln!(
            "{} {}:{} «{}» {} [{}]",
            d.code.id(),
            at.line,
            at.column,
            sources.text(d.span),
            d.message,
            d.label
        );
        for r in &d.related {
            eprintln!("      see «{}» {}", sources.text(r.span), r.label);
        }
        for h in &d.help {
            eprintln!("      help: {h}");
        }
    }
    eprintln!(
        "{:#?}",
        parsed
            .file
            .items
            .iter()
            .map(|i| format!("{:?}", i.kind)
                .chars()
                .take(100)
                .collect::<String>())
            .collect::<Vec<_>>()
    );
}
