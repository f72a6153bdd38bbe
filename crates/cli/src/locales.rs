//! What a manifest says about languages in `[locales]`, and where the files of translations are.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bylaws_dsl::codes;
use bylaws_runtime::Program;
use bylaws_runtime::locale::{Locale, Locales, Translations, Voice};
use toml::Spanned;
use toml::de::DeValue;

use crate::exit::{Exit, Stop};
use crate::manifest::{Problem, entry};

/// The keys of the table.
pub(crate) const KEYS: &[&str] = &["default", "also"];

/// Reads the table `[locales]`.
pub(crate) fn read(found: Option<&Spanned<DeValue<'_>>>, problems: &mut Vec<Problem>) -> Locales {
    let mut locales = Locales::default();
    let Some(found) = found else {
        return locales;
    };
    let DeValue::Table(table) = found.get_ref() else {
        let message = "`locales` must be a table, written [locales]";
        problems.push(Problem::new(codes::BAD_MANIFEST, &found.span(), message));
        return locales;
    };
    if let Some(default) = entry(table, "default")
        && let Some(locale) = locale(default, problems)
    {
        locales.default = locale;
    }
    match entry(table, "also").map(|also| (also, also.get_ref())) {
        None => {}
        Some((_, DeValue::Array(also))) => {
            locales.also = also
                .iter()
                .filter_map(|tag| locale(tag, problems))
                .collect();
        }
        Some((also, _)) => {
            let message = "`also` in [locales] must be a list of languages, such as [\"vi\"]";
            problems.push(Problem::new(codes::BAD_MANIFEST, &also.span(), message));
        }
    }
    locales
}

fn locale(found: &Spanned<DeValue<'_>>, problems: &mut Vec<Problem>) -> Option<Locale> {
    let Some(tag) = found.get_ref().as_str() else {
        let message = "a language in [locales] must be text, such as \"vi\"";
        problems.push(Problem::new(codes::BAD_MANIFEST, &found.span(), message));
        return None;
    };
    let locale = Locale::find(tag);
    if locale.is_none() {
        let (message, help) = unknown(tag);
        let problem = Problem::new(codes::UNKNOWN_LOCALE, &found.span(), message);
        problems.push(problem.help(Some(help)));
    }
    locale
}

/// The language of the command line.
pub(crate) fn chosen(tag: &str) -> Result<Locale, Stop> {
    Locale::find(tag).ok_or_else(|| {
        let (message, help) = unknown(tag);
        Stop::coded(Exit::Usage, codes::UNKNOWN_LOCALE, message, Some(help))
    })
}

/// What speaks of a policy in a language; that its own words stand in for it goes to standard error.
pub(crate) fn voice<'p>(
    translations: &Translations,
    program: &'p Program,
    locale: Locale,
) -> Voice<'p> {
    if !translations.has(program, locale) && locale != translations.default() {
        let (policy, language) = (&program.policy().name, locale.name());
        anstream::eprintln!(
            "note: `{policy}` has no words in {language}; those of the policy itself stand for them"
        );
    }
    translations.voice(program, locale)
}

fn unknown(tag: &str) -> (String, String) {
    let message = format!("notices cannot be written in `{tag}`");
    (message, Locale::help(tag))
}

/// The files of translations beside policies: `locales/LANGUAGE/NAME.ftl`.
pub(crate) fn files<'p>(policies: impl Iterator<Item = &'p PathBuf>) -> BTreeSet<PathBuf> {
    let folders: BTreeSet<&Path> = policies
        .filter(|path| path.extension().is_some_and(|ending| ending == "bylaw"))
        .filter_map(|path| path.parent())
        .collect();
    let mut files = BTreeSet::new();
    for folder in folders {
        let locales = folder.join("locales");
        let (texts, below) = split(&locales);
        files.extend(texts);
        files.extend(below.iter().flat_map(|folder| split(folder).0));
    }
    files
}

/// The files of translations in a folder, and its folders.
fn split(folder: &Path) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let paths = entries.map(|entry| folder.join(entry.file_name()));
    let paths = paths
        .filter(|path| path.is_dir() || path.extension().is_some_and(|ending| ending == "ftl"));
    paths.partition(|path| !path.is_dir())
}
