//! The files of a bundle: which are policies, and which hold cases for which policy.

use std::collections::HashSet;

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::Checked;
use super::checker::Checker;
use super::data::DataFiles;
use super::layers::{self, Base, Composed};
use super::suggestions::Suggestions;
use super::uses::Others;
use crate::ast::{File, Header, HeaderKind, Item, ItemKind, Name};
use crate::ir::Policy;
use crate::{Diagnostic, Limits, SourceMap, Span, codes};

/// A file with what is known of the items that could not be read.
#[derive(Clone, Copy, Debug)]
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
    let mut found = Vec::new();
    let (groups, named) = groups(files, &mut found);
    let texts: Vec<ReadFile<'_>> = groups.iter().map(|group| group.policy).collect();
    let nameless = files.iter().any(|file| file.file.header.is_none());
    let order = layers::order(&texts, &named, nameless, &mut found);
    let used: HashSet<SmolStr> = files.iter().flat_map(|file| used_by(file.file)).collect();
    let mut composed: Vec<Option<Composed<'_>>> = groups.iter().map(|_| None).collect();
    let mut policies: Vec<Option<Policy>> = groups.iter().map(|_| None).collect();
    let mut others = Others::default();
    let mut told: Vec<HashSet<Told>> = vec![HashSet::new(); groups.len()];
    for place in order.places {
        let Some(group) = groups.get(place) else {
            continue;
        };
        let base = match order.bases.get(place) {
            Some(Base::None) => None,
            Some(Base::At(base)) => composed.get(*base).and_then(Option::as_ref),
            _ => continue,
        };
        let whole = layers::compose(group.policy, base, &mut found);
        let mut checker = Checker::new(&whole, &others, &data, limits);
        checker.policy(&whole.items);
        checker.examples(
            &group.policy.file.items,
            &group.cases.iter().map(|c| c.file).collect::<Vec<_>>(),
        );
        let broken = whole.broken || group.cases.iter().any(|file| file.broken);
        let complete = checker.used.values().all(Option::is_some);
        let usable = whole.header.is_some() && !group.contested && !broken && complete;
        let (policy, findings) = (checker.policy, checker.found);
        let errors = findings.iter().any(Diagnostic::is_error);
        let known = match order.bases.get(place) {
            Some(Base::At(base)) => told.get(*base),
            _ => None,
        };
        let mut own = HashSet::new();
        for diagnostic in findings {
            let key = Told::of(&diagnostic);
            let inherited = is_inherited(&diagnostic, &whole);
            let again = inherited && known.is_some_and(|known| known.contains(&key));
            own.insert(key);
            if !again {
                found.push(match inherited {
                    true => of_layer(diagnostic, &whole),
                    false => diagnostic,
                });
            }
        }
        if let Some(slot) = told.get_mut(place) {
            *slot = own;
        }
        if usable && !errors {
            if used.contains(&policy.name) {
                others.add(&policy);
            }
            if let Some(slot) = policies.get_mut(place) {
                *slot = Some(policy);
            }
        }
        if let Some(slot) = composed.get_mut(place) {
            *slot = Some(whole);
        }
    }
    crate::diagnostic::sort(&mut found);
    Checked {
        policies: policies.into_iter().flatten().collect(),
        diagnostics: found,
    }
}

/// A finding, by which a layer knows those of its base.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Told(Span, &'static str, String);

impl Told {
    fn of(diagnostic: &Diagnostic) -> Self {
        let message = diagnostic.message.clone();
        Self(diagnostic.span, diagnostic.code.id(), message)
    }
}

/// The policies whose outputs a policy uses.
fn used_by(file: &File) -> impl Iterator<Item = SmolStr> {
    file.items.iter().filter_map(|item| match &item.kind.kind {
        ItemKind::Use(used) => Some(used.policy.kind.clone()),
        _ => None,
    })
}

/// Whether a finding is about the text of a policy that is amended.
fn is_inherited(diagnostic: &Diagnostic, whole: &Composed<'_>) -> bool {
    let bases = whole
        .layers
        .split_last()
        .map_or(&[] as &[_], |(_, bases)| bases);
    bases
        .iter()
        .any(|(file, _)| *file == diagnostic.span.source)
}

/// Says which layer a finding in the text of its base is about.
fn of_layer(diagnostic: Diagnostic, whole: &Composed<'_>) -> Diagnostic {
    let header = whole.header.as_ref();
    match header.and_then(|header| Some((header, header.amends.as_ref()?))) {
        Some((header, amends)) => {
            let label = format!("found in `{}`, which amends it", header.name.kind);
            diagnostic.related(amends.span, label)
        }
        None => diagnostic,
    }
}

/// The policies in the order of the files, each with its cases.
fn groups<'a>(
    files: &[ReadFile<'a>],
    found: &mut Vec<Diagnostic>,
) -> (Vec<Group<'a>>, IndexMap<SmolStr, usize>) {
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
    (groups, named)
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
        header.amends.as_ref().map(|n| n.span),
        header.as_of.as_ref().map(|n| n.span),
        header.covers.as_ref().map(|n| n.span),
        header.months_end.as_ref().map(|n| n.span),
        header.rounding.as_ref().map(|n| n.span),
        header.combine.as_ref().map(|n| n.span),
        header.decided.as_ref().map(|n| n.span),
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
    for item in items.iter().filter(|i| !is_case(&i.kind.kind)) {
        let message = "a file of cases holds `given`, `example` and `examples` items only";
        let diagnostic = Diagnostic::new(codes::UNEXPECTED, item.kind.span, message);
        found.push(diagnostic.help("move the item to the policy's own file"));
    }
}

fn is_case(kind: &ItemKind) -> bool {
    matches!(
        kind,
        ItemKind::Given(_) | ItemKind::Example(_) | ItemKind::ExamplesFrom(_)
    )
}
