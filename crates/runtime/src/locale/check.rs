//! What the translations of a policy lack, and what they have that belongs to nothing.

use std::collections::{BTreeMap, BTreeSet};

use bylaws_dsl::suggest::{did_you_mean, nearest};
use bylaws_dsl::{Diagnostic, SourceMap, Span, codes};

use super::entries::{Entry, entries};
use super::translations::{File, Key, stem, stems};
use super::{Locale, Locales};
use crate::bundle::Bundle;

type Files = BTreeMap<Key, File>;

/// Holds the files against the policies beside them.
pub(super) fn check(
    files: &Files,
    sources: &SourceMap,
    bundle: &Bundle,
    locales: &Locales,
) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut known = BTreeSet::new();
    for program in bundle.programs() {
        let policy = program.policy();
        let stems = stems(policy, sources);
        let Some(own) = stems.last().copied() else {
            continue;
        };
        known.insert(own);
        let entries = entries(policy);
        let present = Locale::ALL.into_iter();
        let present: Vec<Locale> = present
            .filter(|locale| files.contains_key(&(own.to_owned(), *locale)))
            .collect();
        let Some(any) = present
            .first()
            .and_then(|l| files.get(&(own.to_owned(), *l)))
        else {
            continue;
        };
        let mut wanted: BTreeSet<Locale> = present.iter().copied().collect();
        wanted.extend(&locales.also);
        for locale in wanted {
            let below = stems.iter();
            let below: Vec<&File> = below
                .filter_map(|stem| files.get(&((*stem).to_owned(), locale)))
                .collect();
            match files.get(&(own.to_owned(), locale)) {
                Some(file) if file.is_broken => {}
                Some(file) => {
                    let has = Has { layers: &below };
                    let first = stems
                        .iter()
                        .filter_map(|stem| files.get(&((*stem).to_owned(), locales.default)));
                    let first: Vec<&File> = first.collect();
                    let default = Has { layers: &first };
                    let is_default = locale == locales.default;
                    of_file(
                        file, &entries, &has, &default, is_default, locale, &mut found,
                    );
                }
                None => {
                    let message = format!(
                        "`{}` has translations, but none in {}",
                        policy.name,
                        locale.name()
                    );
                    let name = own.rsplit('/').next().unwrap_or(own);
                    let help = format!(
                        "write locales/{}/{name}.ftl beside the policy",
                        locale.tag()
                    );
                    let top = Span::new(any.source, 0, 0);
                    found
                        .push(Diagnostic::new(codes::MISSING_TRANSLATION, top, message).help(help));
                }
            }
        }
    }
    for ((path, _), file) in files
        .iter()
        .filter(|((path, _), _)| !known.contains(path.as_str()))
    {
        // The policy may be there without the rest of the bundle knowing it: then it has errors.
        let name = path.rsplit('/').next().unwrap_or(path);
        let message = format!("there is no policy `{name}.bylaw` that this file could translate");
        let folder = path.strip_suffix(name).unwrap_or("");
        let beside = sources.iter().filter_map(|(_, source)| {
            let beside = stem(&source.name).strip_prefix(folder)?;
            (source.name.ends_with(".bylaw") && !beside.contains('/')).then_some(beside)
        });
        let top = Span::new(file.source, 0, 0);
        found.push(
            Diagnostic::new(codes::UNUSED_TRANSLATION, top, message)
                .help_if(did_you_mean(name, beside)),
        );
    }
    found
}

/// What the files of a policy and of those below it have in one language.
struct Has<'f> {
    layers: &'f [&'f File],
}

impl Has<'_> {
    fn words(&self, id: &str) -> bool {
        let mut messages = self
            .layers
            .iter()
            .filter_map(|file| file.read.messages.get(id));
        messages.any(|message| message.has_value)
    }

    fn attribute(&self, id: &str, name: &str) -> bool {
        let mut messages = self
            .layers
            .iter()
            .filter_map(|file| file.read.messages.get(id));
        messages.any(|message| message.attributes.contains_key(name))
    }
}

fn of_file(
    file: &File,
    entries: &[Entry],
    has: &Has<'_>,
    default: &Has<'_>,
    is_default: bool,
    locale: Locale,
    found: &mut Vec<Diagnostic>,
) {
    // What is missing, with its item; a misspelled message is told as such and not as missing too.
    let mut missing: Vec<(String, &Entry)> = Vec::new();
    for entry in entries {
        let wanted = match is_default {
            true => entry.wanted && entry.words.is_none() && !entry.id.starts_with("outcome-"),
            false => entry.wanted || default.words(&entry.id),
        };
        if wanted && !has.words(&entry.id) {
            missing.push((entry.id.clone(), entry));
        }
        for name in entry.attributes {
            if !is_default && default.attribute(&entry.id, name) && !has.attribute(&entry.id, name)
            {
                missing.push((format!("{}.{name}", entry.id), entry));
            }
        }
    }
    for (id, message) in &file.read.messages {
        let entry = entries.iter().find(|entry| entry.id == *id);
        let Some(entry) = entry else {
            if file.read.uses(id) {
                continue;
            }
            let lacking = missing.iter().map(|(id, _)| id.as_str());
            let meant = nearest(id, lacking).map(str::to_owned);
            let all = entries.iter().map(|entry| entry.id.as_str());
            let help = match &meant {
                Some(meant) => Some(format!("did you mean `{meant}`?")),
                None => did_you_mean(id, all),
            };
            let text = format!("`{id}` is called like no item of the policy");
            found.push(Diagnostic::new(codes::UNUSED_TRANSLATION, message.at, text).help_if(help));
            if let Some(meant) = meant {
                let attribute = format!("{meant}.");
                missing.retain(|(id, _)| *id != meant && !id.starts_with(&attribute));
            }
            continue;
        };
        for (name, at) in &message.attributes {
            if !entry.attributes.contains(&name.as_str()) {
                let text = format!("`{id}` has no attribute `.{name}`");
                let help = match entry.attributes {
                    [] => "it has words only".to_owned(),
                    [only] => format!("it may have `.{only}`"),
                    more => format!(
                        "it may have {}",
                        bylaws_dsl::suggest::one_of(more.iter().copied())
                    ),
                };
                found.push(Diagnostic::new(codes::UNUSED_TRANSLATION, *at, text).help(help));
                if let [only] = entry.attributes {
                    let meant = format!("{id}.{only}");
                    missing.retain(|(id, _)| *id != meant);
                }
            }
        }
    }
    found.extend(
        missing
            .iter()
            .map(|(id, entry)| lacks(file, entries, id, entry, locale)),
    );
}

/// That a message is missing, at the message that it would stand behind.
fn lacks(file: &File, entries: &[Entry], id: &str, entry: &Entry, locale: Locale) -> Diagnostic {
    let place = entries.iter().position(|other| other.id == entry.id);
    let before = entries
        .iter()
        .take(place.map_or(0, |place| place + 1))
        .rev();
    let before = before.filter_map(|entry| file.read.messages.get(&entry.id));
    let at = before.map(|message| message.at).next();
    let at = at.unwrap_or(Span::new(file.source, 0, 0));
    let message = format!("`{id}` has no {} words", locale.name());
    let words = entry.words.as_ref().map_or("…", |words| words.as_str());
    let help = match id.split_once('.') {
        Some((_, attribute)) => format!(
            "the first language has `.{attribute}` below the message: write it here as well"
        ),
        None => format!("write `{id} = …`; the policy says \"{words}\""),
    };
    let help = match entry.words {
        None if !id.contains('.') => format!("write `{id} = …`"),
        _ => help,
    };
    let found = Diagnostic::new(codes::MISSING_TRANSLATION, at, message)
        .label("it belongs behind this")
        .help(help);
    match entry.at {
        Some(item) => found.related(item, "the item is here"),
        None => found,
    }
}
