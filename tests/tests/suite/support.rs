//! The one place where the tests know how policies are compiled and decisions are made.

use std::path::PathBuf;
use std::sync::Arc;

use bylaws_dsl::value::Date;
use bylaws_dsl::{Diagnostic, SourceMap, Span};
use bylaws_runtime::{Bundle, Compiled, Decision, Limits, Options, Program};
use bylaws_tests::generate::LIBRARY;

/// The folder of the repository.
pub(crate) fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

pub(crate) fn compile<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Compiled {
    let mut sources = SourceMap::default();
    let mut calls_library = false;
    for (name, text) in files {
        calls_library |= text.contains(LIBRARY.0);
        sources.add(name, text);
    }
    if calls_library {
        sources.add(LIBRARY.0, LIBRARY.1);
    }
    Bundle::compile(sources, &Limits::default())
}

/// The first policy of a text that must have no error.
pub(crate) fn program(text: &str) -> Arc<Program> {
    let compiled = compile([("policy.bylaw", text)]);
    match &compiled.bundle {
        Some(bundle) => Arc::clone(bundle.programs().next().expect("a policy")),
        None => panic!("{}\n{text}", diagnostics(&compiled)),
    }
}

/// A decision that does not say on which lines of the policy it rests.
pub(crate) fn without_places(mut decision: Decision) -> Decision {
    for error in &mut decision.errors {
        error.places.clear();
    }
    decision
}

/// Everything that was found, as a reader of the snapshots sees it.
pub(crate) fn diagnostics(compiled: &Compiled) -> String {
    compiled
        .diagnostics
        .iter()
        .map(|found| diagnostic(&compiled.sources, found))
        .collect()
}

fn diagnostic(sources: &SourceMap, found: &Diagnostic) -> String {
    let mut out = format!(
        "{} {} {}\n",
        found.code.id(),
        place(sources, found.span),
        found.message
    );
    let marked = sources
        .text(found.span)
        .lines()
        .next()
        .unwrap_or_default()
        .trim();
    let label = match found.label.as_str() {
        "" => String::new(),
        label => format!(": {label}"),
    };
    out.push_str(&format!("  at `{}`{label}\n", shortened(marked)));
    for other in &found.related {
        out.push_str(&format!(
            "  see {} {}\n",
            place(sources, other.span),
            other.label
        ));
    }
    for help in &found.help {
        out.push_str(&format!("  help: {help}\n"));
    }
    out
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

pub(crate) fn place(sources: &SourceMap, span: Span) -> String {
    sources.get(span.source).map_or_else(
        || "nowhere".to_owned(),
        |source| {
            let position = source.position(span.start);
            format!("{}:{}:{}", source.name, position.line, position.column)
        },
    )
}

/// `as of 2026-01-01` and `reading NAME = CHOICE`, one a line, onto `options`; gives back the
/// lines that say something else.
pub(crate) fn read_options<'a>(text: &'a str, options: &mut Options) -> Vec<&'a str> {
    let mut others = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(date) = line.strip_prefix("as of ") {
            options.as_of = Some(Date::parse(date).expect("a date behind `as of`"));
        } else if let Some((name, choice)) = line
            .strip_prefix("reading ")
            .and_then(|rest| rest.split_once(" = "))
        {
            options.readings.push((name.to_owned(), choice.to_owned()));
        } else {
            others.push(line);
        }
    }
    others
}
