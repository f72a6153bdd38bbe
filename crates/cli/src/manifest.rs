//! The manifest `bylaws.toml`: what it says, and everything that is wrong with it, each with its place.

use std::ops::Range;

use bylaws_dsl::{Code, Diagnostic, SourceId, Span, codes, suggest};
use bylaws_runtime::ScriptLimits;
use bylaws_runtime::locale::Locales;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::{locales, scripts};

/// The name of the file.
pub(crate) const FILE: &str = "bylaws.toml";

/// The edition of the language that this program reads.
const LANGUAGE: i64 = 1;

/// What a manifest says, with its defaults.
#[derive(Debug)]
pub(crate) struct Manifest {
    /// Patterns of policy files.
    pub(crate) policies: Vec<Written<String>>,
    /// Readings chosen for the bundle, by policy.
    pub(crate) readings: Vec<(Written<String>, Vec<Choice>)>,
    /// What scripts may use up.
    pub(crate) scripts: ScriptLimits,
    /// The languages of the bundle.
    pub(crate) locales: Locales,
}

/// A reading with the choice that the manifest makes.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) reading: String,
    pub(crate) choice: String,
    pub(crate) at: Range<usize>,
}

/// A value and the bytes of the manifest that say it.
#[derive(Clone, Debug)]
pub(crate) struct Written<T> {
    pub(crate) value: T,
    pub(crate) at: Range<usize>,
}

/// Something that is wrong with a manifest.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) at: Range<usize>,
    pub(crate) help: Option<String>,
}

impl Problem {
    pub(crate) fn new(code: Code, at: &Range<usize>, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            at: at.clone(),
            help: None,
        }
    }

    pub(crate) fn help(mut self, help: Option<String>) -> Self {
        self.help = help;
        self
    }

    /// The problem as a finding about the manifest, which is this source.
    pub(crate) fn diagnostic(self, source: SourceId) -> Diagnostic {
        let span = Span::new(source, self.at.start as u32, self.at.end as u32);
        let found = Diagnostic::new(self.code, span, self.message);
        match self.help {
            Some(help) => found.help(help),
            None => found,
        }
    }
}

pub(crate) type Entries<'t> = DeTable<'t>;

const TABLES: &[(&str, &[&str])] = &[
    ("bundle", &["name", "version", "language", "policies"]),
    ("scripts", scripts::KEYS),
    ("locales", locales::KEYS),
];

/// The table whose keys are the names of policies.
const READINGS: &str = "readings";

/// Reads a manifest; all that is wrong with it is told at once.
pub(crate) fn read(text: &str) -> Result<Manifest, Vec<Problem>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let problem = |error: &toml::de::Error| {
            let at = error.span().unwrap_or(0..0);
            let message = format!("the manifest is not TOML: {}", error.message());
            Problem::new(codes::BAD_MANIFEST, &at, message)
        };
        return Err(errors.iter().map(problem).collect());
    }
    let table = table.get_ref();
    let mut problems = unknown_keys(table);
    let policies = bundle(table, &mut problems);
    let readings = readings(table, &mut problems);
    let scripts = scripts::read(entry(table, "scripts"), &mut problems);
    let locales = locales::read(entry(table, "locales"), &mut problems);
    match problems.is_empty() {
        true => Ok(Manifest {
            policies,
            readings,
            scripts,
            locales,
        }),
        false => {
            problems.sort_by_key(|problem| problem.at.start);
            Err(problems)
        }
    }
}

/// The value of a key of a table.
pub(crate) fn entry<'a, 't>(table: &'a Entries<'t>, key: &str) -> Option<&'a Spanned<DeValue<'t>>> {
    table
        .iter()
        .find(|(name, _)| name.get_ref() == key)
        .map(|(_, value)| value)
}

/// Checks the table `[bundle]` and gives the patterns of the policies.
fn bundle(table: &Entries<'_>, problems: &mut Vec<Problem>) -> Vec<Written<String>> {
    let default = |at: Range<usize>| {
        vec![Written {
            value: "**/*.bylaw".to_owned(),
            at,
        }]
    };
    let Some(found) = entry(table, "bundle") else {
        let missing = "the table [bundle] is missing";
        problems.push(Problem::new(codes::BAD_MANIFEST, &(0..0), missing));
        return default(0..0);
    };
    let DeValue::Table(bundle) = found.get_ref() else {
        let message = "`bundle` must be a table, written [bundle]";
        problems.push(Problem::new(codes::BAD_MANIFEST, &found.span(), message));
        return default(found.span());
    };
    match entry(bundle, "name") {
        Some(name) if name.get_ref().as_str().is_some() => {}
        name => {
            let at = name.map_or(found.span(), Spanned::span);
            let message = "`name` in [bundle] must be text";
            problems.push(Problem::new(codes::BAD_MANIFEST, &at, message));
        }
    }
    problems.extend(entry(bundle, "language").and_then(language));
    let Some(patterns) = entry(bundle, "policies") else {
        return default(found.span());
    };
    let written = |pattern: &Spanned<DeValue<'_>>| {
        let value = pattern.get_ref().as_str()?.to_owned();
        let at = pattern.span();
        Some(Written { value, at })
    };
    let list = match patterns.get_ref() {
        DeValue::Array(list) => list.iter().map(written).collect::<Option<Vec<_>>>(),
        _ => None,
    };
    list.unwrap_or_else(|| {
        let message = "`policies` in [bundle] must be a list of patterns";
        problems.push(Problem::new(codes::BAD_MANIFEST, &patterns.span(), message));
        Vec::new()
    })
}

fn language(found: &Spanned<DeValue<'_>>) -> Option<Problem> {
    let edition = match found.get_ref() {
        DeValue::Integer(edition) => {
            i64::from_str_radix(edition.as_str(), edition.radix()).unwrap_or(i64::MAX)
        }
        _ => 0,
    };
    match edition {
        1..=LANGUAGE => None,
        newer if newer > LANGUAGE => {
            let message = format!(
                "the bundle is written in edition {newer} of the language; this program reads edition {LANGUAGE}"
            );
            let help = "install a newer bylaws, or write the bundle in edition 1".to_owned();
            Some(Problem::new(codes::NEWER_LANGUAGE, &found.span(), message).help(Some(help)))
        }
        _ => {
            let message =
                "`language` in [bundle] must be the number of an edition, such as 1".to_owned();
            Some(Problem::new(codes::BAD_MANIFEST, &found.span(), message))
        }
    }
}

fn readings(
    table: &Entries<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<(Written<String>, Vec<Choice>)> {
    let mut readings = Vec::new();
    let Some(found) = entry(table, READINGS) else {
        return readings;
    };
    let DeValue::Table(policies) = found.get_ref() else {
        let message = "`readings` must be a table with a table for each policy";
        problems.push(Problem::new(codes::BAD_MANIFEST, &found.span(), message));
        return readings;
    };
    for (policy, choices) in policies {
        let name = policy.get_ref();
        let DeValue::Table(choices) = choices.get_ref() else {
            let message =
                format!("`{name}` in [readings] must be a table of readings and their choices");
            problems.push(Problem::new(codes::BAD_MANIFEST, &policy.span(), message));
            continue;
        };
        let mut chosen = Vec::new();
        for (reading, choice) in choices {
            match choice.get_ref().as_str() {
                Some(text) => chosen.push(Choice {
                    reading: reading.get_ref().to_string(),
                    choice: text.to_owned(),
                    at: reading.span().start..choice.span().end,
                }),
                None => {
                    let message = format!(
                        "the choice of `{}` in [readings] must be text",
                        reading.get_ref()
                    );
                    problems.push(Problem::new(codes::BAD_MANIFEST, &choice.span(), message));
                }
            }
        }
        let policy = Written {
            value: name.to_string(),
            at: policy.span(),
        };
        readings.push((policy, chosen));
    }
    readings
}

/// The keys that do not exist, each with a guess at what was meant.
fn unknown_keys(table: &Entries<'_>) -> Vec<Problem> {
    let unknown = |key: &str, at: Range<usize>, help| {
        let message = format!("the manifest has no key `{key}`");
        Problem::new(codes::UNKNOWN_MANIFEST_KEY, &at, message).help(help)
    };
    let mut problems = Vec::new();
    for (name, value) in table {
        let Some((_, keys)) = TABLES.iter().find(|(table, _)| table == name.get_ref()) else {
            if name.get_ref() != READINGS {
                let names = TABLES.iter().map(|(table, _)| *table).chain([READINGS]);
                let help = suggest::did_you_mean(name.get_ref(), names);
                problems.push(unknown(name.get_ref(), name.span(), help));
            }
            continue;
        };
        let DeValue::Table(inner) = value.get_ref() else {
            continue;
        };
        for key in inner.keys() {
            if !keys.iter().any(|known| known == key.get_ref()) {
                let help = suggest::did_you_mean(key.get_ref(), keys.iter().copied());
                problems.push(unknown(
                    &format!("{}.{}", name.get_ref(), key.get_ref()),
                    key.span(),
                    help,
                ));
            }
        }
    }
    problems
}
