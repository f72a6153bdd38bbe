//! The files of a bundle: which are policies, and which hold cases for which policy.

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::Checked;
use super::checker::Checker;
use super::data::DataFiles;
use super::suggestions::Suggestions;
use super::unread::Unread;
use crate::ast::{File, Header, HeaderKind, Item, ItemKind, Name};
use crate::{Diagnostic, Limits, SourceMap, codes};

/// A file with what is known of the items that could not be read.
#[derive(Clone, Copy)]
pub(super) struct ReadFile<'a> {
    pub(super) file: &'a File,
    pub(super) unread: &'a [Name],
    /// Whether reading the file has found an error, so that nothing of it can be used.
    pub(super) broken: bool,
}

/// A policy's file with the files of its cases.
struct Group<'a> {
    policy: ReadFile<'a>,
    cases: Vec<ReadFile<'a>>,
    /// Another file declares the same policy.
    contested: bool,
}

/// Checks the files of a bundle together.
pub(super) fn check(files: &[ReadFile<'_>], sources: &SourceMap, limits: &Limits) -> Checked {
    let data = DataFiles::of(sources);
    let mut checked = Checked::default();
    for group in groups(files, &mut checked.diagnostics) {
        let mut checker = Checker::new(
            group.policy.file.header.as_ref(),
            Unread::new(group.policy.unread),
            &data,
            limits,
        );
        checker.policy(&group.policy.file.items);
        checker.examples(
            &group.policy.file.items,
            &group.cases.iter().map(|c| c.file).collect::<Vec<_>>(),
        );
        let broken = group.policy.broken || group.cases.iter().any(|file| file.broken);
        let usable = group.policy.file.header.is_some() && !group.contested && !broken;
        if usable && !checker.found.iter().any(Diagnostic::is_error) {
            checked.policies.push(checker.policy);
        }
        checked.diagnostics.append(&mut checker.found);
    }
    crate::diagnostic::sort(&mut checked.diagnostics);
    checked
}

/// The policies in the order of the files, each with its cases.
fn groups<'a>(files: &[ReadFile<'a>], found: &mut Vec<Diagnostic>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut named: IndexMap<SmolStr, usize> = IndexMap::new();
    for file in files.iter().filter(|file| !is_cases(file.file)) {
        let mut group = Group {
            policy: *file,
            cases: Vec::new(),
            contested: false,
        };
        if let Some(header) = &file.file.header {
            let first = *named
                .entry(header.name.kind.clone())
                .or_insert(groups.len());
            if let Some(earlier) = groups.get_mut(first) {
                earlier.contested = true;
                group.contested = true;
                found.push(duplicate(header, earlier.policy.file.header.as_ref()));
            }
        }
        groups.push(group);
    }
    let suggestions = Suggestions::default();
    let nameless = files.iter().any(|file| file.file.header.is_none());
    for file in files.iter().filter(|file| is_cases(file.file)) {
        let Some(header) = &file.file.header else {
            continue;
        };
        refuse_policy_lines(header, found);
        refuse_policy_items(&file.file.items, found);
        match named
            .get(&header.name.kind)
            .and_then(|place| groups.get_mut(*place))
        {
            Some(group) => group.cases.push(*file),
            None if nameless => {}
            None => found.push(unknown_policy(header, &named, &suggestions)),
        }
    }
    groups
}

fn is_cases(file: &File) -> bool {
    file.header
        .as_ref()
        .is_some_and(|header| header.kind == HeaderKind::Cases)
}

fn duplicate(second: &Header, first: Option<&Header>) -> Diagnostic {
    let message = format!("the policy `{}` is declared in two files", second.name.kind);
    let diagnostic = Diagnostic::new(codes::DUPLICATE_POLICY, second.name.span, message);
    let diagnostic = match first {
        Some(first) => diagnostic.related(first.name.span, "first declared here"),
        None => diagnostic,
    };
    diagnostic.help("give one of them another name, or move its items into the other file")
}

fn unknown_policy(
    header: &Header,
    named: &IndexMap<SmolStr, usize>,
    suggestions: &Suggestions,
) -> Diagnostic {
    let name = &header.name;
    let near = suggestions.nearest(&name.kind, named.keys().map(SmolStr::as_str));
    let help = near.map_or_else(
        || "write these cases for a policy of the bundle".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    let message = format!("the bundle has no policy `{}`", name.kind);
    Diagnostic::new(codes::UNKNOWN_POLICY, name.span, message).help(help)
}

/// Cases are decided by the conventions of their policy and have none of their own.
fn refuse_policy_lines(header: &Header, found: &mut Vec<Diagnostic>) {
    let spans = [
        header.as_of.as_ref().map(|n| n.span),
        header.covers.as_ref().map(|n| n.span),
        header.months_end.as_ref().map(|n| n.span),
        header.rounding.as_ref().map(|n| n.span),
        header.combine.as_ref().map(|n| n.span),
    ];
    for span in spans.into_iter().flatten() {
        let message = "a file of cases has no conventions of its own";
        found.push(
            Diagnostic::new(codes::UNEXPECTED, span, message)
                .help("move the line to the policy's own file"),
        );
    }
}

fn refuse_policy_items(items: &[Item], found: &mut Vec<Diagnostic>) {
    for item in items
        .iter()
        .filter(|i| !matches!(i.kind.kind, ItemKind::Given(_) | ItemKind::Example(_)))
    {
        let message = "a file of cases holds `given` and `example` items only";
        let diagnostic = Diagnostic::new(codes::UNEXPECTED, item.kind.span, message);
        found.push(diagnostic.help("move the item to the policy's own file"));
    }
}
