//! The files that tables, sets of codes and examples are read from: further texts of the bundle.

use std::collections::HashMap;

use super::checker::Checker;
use crate::ast::{File, ItemKind, Text};
use crate::parse::csv::{self, CsvFile};
use crate::{Diagnostic, Limits, SourceId, SourceMap, codes};

/// The texts of a bundle by their names.
#[derive(Debug, Default)]
pub(super) struct DataFiles<'a> {
    sources: Option<&'a SourceMap>,
    named: HashMap<&'a str, SourceId>,
}

impl<'a> DataFiles<'a> {
    pub(super) fn of(sources: &'a SourceMap) -> Self {
        let named = sources
            .iter()
            .map(|(id, source)| (source.name.as_str(), id));
        Self {
            sources: Some(sources),
            named: named.collect(),
        }
    }

    /// The name of a text.
    fn name(&self, id: SourceId) -> &'a str {
        let source = self.sources.and_then(|sources| sources.get(id));
        source.map_or("", |source| source.name.as_str())
    }

    /// The text with this number.
    fn text(&self, id: SourceId) -> &'a str {
        let source = self.sources.and_then(|sources| sources.get(id));
        source.map_or("", |source| source.text.as_str())
    }
}

/// The texts that the tables, codes and examples of a policy are read from.
pub(super) fn files_of(file: &File, sources: &SourceMap) -> Vec<SourceId> {
    let files = DataFiles::of(sources);
    let from = file.items.iter().filter_map(|item| match &item.kind.kind {
        ItemKind::Table(table) => table.from.as_ref(),
        ItemKind::Codes(codes) => codes.from.as_ref(),
        ItemKind::ExamplesFrom(from) => Some(from),
        _ => None,
    });
    let found = from.filter_map(|from| {
        let name = resolved(files.name(from.span.source), &from.kind)?;
        files.named.get(&*name).copied()
    });
    found.collect()
}

/// A file that stands beside a policy, or below or above it, under the name that the bundle has
/// for it; none when it lies outside the bundle.
pub(super) fn resolved(policy: &str, file: &str) -> Option<String> {
    let mut parts: Vec<&str> = policy.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// A CSV file with the text that it was read from.
pub(super) struct Opened<'a> {
    pub(super) csv: CsvFile<'a>,
    pub(super) text: &'a str,
}

impl<'a> Checker<'a> {
    /// Opens the CSV file that an item names.
    pub(super) fn open(&mut self, from: &Text, limits: &Limits) -> Option<Opened<'a>> {
        let (id, text) = self.text_of(from)?;
        let mut csv = csv::read(id, text, limits);
        let readable = csv.diagnostics.is_empty();
        self.found.append(&mut csv.diagnostics);
        readable.then_some(Opened { csv, text })
    }

    /// The text of the CSV or JSON file that an item names.
    pub(super) fn text_of(&mut self, from: &Text) -> Option<(SourceId, &'a str)> {
        let json = from.kind.ends_with(".json");
        let id = self.find_file(from, if json { ".json" } else { ".csv" })?;
        Some((id, self.data.text(id)))
    }

    /// The text of the bundle that an item names.
    pub(super) fn find_file(&mut self, from: &Text, ending: &str) -> Option<SourceId> {
        let policy = self.data.name(from.span.source);
        let named = &self.data.named;
        let id = resolved(policy, &from.kind).and_then(|name| named.get(&*name).copied());
        match id.filter(|_| from.kind.ends_with(ending)) {
            Some(id) => Some(id),
            None => self.refuse_file(from, policy, ending),
        }
    }

    fn refuse_file<T>(&mut self, from: &Text, policy: &str, ending: &str) -> Option<T> {
        let folder = policy.rsplit_once('/').map_or("", |(folder, _)| folder);
        let beside = |name: &&'a str| match folder {
            "" => Some(*name),
            _ => name.strip_prefix(folder)?.strip_prefix('/'),
        };
        let mut files: Vec<&'a str> = self.data.named.keys().filter_map(beside).collect();
        files.retain(|name| name.ends_with(ending));
        files.sort_unstable();
        let near = self.nearest(&from.kind, files.iter().copied());
        let otherwise = "put the file into the folder of this policy".to_owned();
        let message = format!(
            "the bundle has no file \"{}\" beside this policy",
            from.kind
        );
        let diagnostic = self.with_nearest(
            codes::UNKNOWN_FILE,
            from.span,
            message,
            near,
            Some(otherwise),
        );
        self.refuse(diagnostic)
    }
}

/// The finding that a file says nothing at all.
pub(super) fn without_header(from: &Text, help: &str) -> Diagnostic {
    Diagnostic::new(codes::WRONG_CSV_HEADER, from.span, "this file is empty").help(help)
}
