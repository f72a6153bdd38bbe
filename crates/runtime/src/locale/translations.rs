//! The translations of a bundle: its files by policy and language.

use std::collections::BTreeMap;
use std::sync::Arc;

use bylaws_dsl::ir::Policy;
use bylaws_dsl::{Diagnostic, SourceId, SourceMap, Span, codes, sort};
use fluent_bundle::FluentResource;

use super::check::check;
use super::fluent::{Read, read};
use super::{Locale, Voice};
use crate::bundle::Bundle;
use crate::program::Program;

/// How the names of files of translations end.
pub(crate) const ENDING: &str = ".ftl";

/// The languages of a bundle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Locales {
    /// The language that the policies themselves are written in.
    pub default: Locale,
    /// Further languages that every policy with translations is to have.
    pub also: Vec<Locale>,
}

/// The words of a bundle's policies in the languages that members read.
#[derive(Clone, Debug, Default)]
pub struct Translations {
    default: Locale,
    files: BTreeMap<Key, Arc<FluentResource>>,
}

/// The path of a policy without its ending, and a language.
pub(super) type Key = (String, Locale);

/// A file of translations with what stands in it.
pub(super) struct File {
    pub(super) source: SourceId,
    pub(super) read: Read,
    /// Whether it is no Fluent, so that nobody can tell what it has.
    pub(super) is_broken: bool,
}

impl Translations {
    /// Reads the texts of a bundle whose names end in `.ftl`, and holds them against its policies
    /// where these have no errors.
    ///
    /// ```
    /// use bylaws_runtime::locale::{Locale, Locales, Translations};
    /// use bylaws_runtime::{Bundle, Limits};
    /// let mut sources = bylaws_dsl::SourceMap::default();
    /// sources.add("age.bylaw", "policy age \"Of age\"\n\nfacts\n  age : integer 0..150 \"Age\"\n\n\
    ///     output adult : boolean \"Adult\" is age >= 18\n");
    /// sources.add("locales/es/age.ftl", "policy = Mayoría de edad\nfact-age = Edad\n");
    /// let compiled = Bundle::compile(sources, &Limits::default());
    /// let (translations, found) =
    ///     Translations::read(&compiled.sources, compiled.bundle.as_ref(), &Locales::default());
    /// assert_eq!(found.iter().map(|found| found.code.id()).collect::<Vec<_>>(), ["W0540"]);
    /// let bundle = compiled.bundle.unwrap();
    /// let voice = translations.voice(bundle.program("age").unwrap(), Locale::Es);
    /// assert_eq!(voice.policy(), "Mayoría de edad");
    /// ```
    pub fn read(
        sources: &SourceMap,
        bundle: Option<&Bundle>,
        locales: &Locales,
    ) -> (Self, Vec<Diagnostic>) {
        let mut found = Vec::new();
        let mut files = BTreeMap::new();
        let mut resources = BTreeMap::new();
        for (id, source) in sources.iter().filter(|(_, s)| s.name.ends_with(ENDING)) {
            let key = match key(&source.name) {
                Ok(key) => key,
                Err((message, help)) => {
                    let top = Span::new(id, 0, 0);
                    found.push(Diagnostic::new(codes::UNKNOWN_LOCALE, top, message).help(help));
                    continue;
                }
            };
            let read = read(id, &source.text, &mut found);
            // The text has been read just now; one with an error says nothing.
            if read.is_some()
                && let Ok(resource) = FluentResource::try_new(source.text.clone())
            {
                resources.insert(key.clone(), Arc::new(resource));
            }
            let file = File {
                source: id,
                is_broken: read.is_none(),
                read: read.unwrap_or_default(),
            };
            files.insert(key, file);
        }
        if let Some(bundle) = bundle {
            found.extend(check(&files, sources, bundle, locales));
        }
        sort(&mut found);
        let translations = Self {
            default: locales.default,
            files: resources,
        };
        (translations, found)
    }

    /// The language that the policies themselves are written in.
    pub fn default(&self) -> Locale {
        self.default
    }

    /// Whether a policy has words of its own in a language.
    pub fn has(&self, program: &Program, locale: Locale) -> bool {
        self.of(program, locale).next().is_some()
    }

    /// What speaks of a policy in a language.
    pub fn voice<'p>(&self, program: &'p Program, locale: Locale) -> Voice<'p> {
        let files = |locale| self.of(program, locale).collect::<Vec<_>>();
        let default = match locale == self.default {
            true => Vec::new(),
            false => files(self.default),
        };
        Voice::new(
            program.policy(),
            locale,
            files(locale),
            (self.default, default),
        )
    }

    /// The files of the policies that a policy is put together from, the base first.
    fn of<'t>(
        &'t self,
        program: &'t Program,
        locale: Locale,
    ) -> impl Iterator<Item = Arc<FluentResource>> + 't {
        let stems = stems(program.policy(), program.sources());
        stems.into_iter().filter_map(move |stem| {
            let file = self.files.get(&(stem.to_owned(), locale));
            file.cloned()
        })
    }
}

/// The paths of the files of a policy and of those below it, without their endings; its own is last.
pub(super) fn stems<'s>(policy: &Policy, sources: &'s SourceMap) -> Vec<&'s str> {
    let layers = policy.layers.iter();
    let names = layers.filter_map(|(id, _)| Some(sources.get(*id)?.name.as_str()));
    names.map(stem).collect()
}

/// A path without the ending of a policy.
pub(super) fn stem(name: &str) -> &str {
    name.strip_suffix(".bylaw").unwrap_or(name)
}

/// The path of the policy that a file of translations stands beside, and its language.
fn key(name: &str) -> Result<Key, (String, String)> {
    let path = name.strip_suffix(ENDING).unwrap_or(name);
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let (above, tag) = folder.rsplit_once('/').unwrap_or(("", folder));
    let (beside, locales) = above.rsplit_once('/').unwrap_or(("", above));
    if locales != "locales" {
        let message = format!("`{name}` does not say which language it is in");
        let help = "translations of `demo.bylaw` stand in `locales/LANGUAGE/demo.ftl` beside it";
        return Err((message, help.to_owned()));
    }
    let Some(locale) = Locale::find(tag) else {
        let message = format!("notices cannot be written in `{tag}`");
        return Err((message, Locale::help(tag)));
    };
    let policy = match beside.is_empty() {
        true => file.to_owned(),
        false => format!("{beside}/{file}"),
    };
    Ok((policy, locale))
}
