//! The manifest `bylaws.toml`.

use std::collections::BTreeMap;
use std::path::Path;

use bylaws_dsl::{codes, suggest};
use toml::{Table, Value};

use crate::exit::{Exit, Stop};

/// The edition of the language that this program reads.
const LANGUAGE: i64 = 1;

/// What a manifest says, with its defaults.
#[derive(Debug)]
pub(crate) struct Manifest {
    pub(crate) name: String,
    /// Patterns of policy files.
    pub(crate) policies: Vec<String>,
    /// Readings chosen for the bundle, by policy: name and choice.
    pub(crate) readings: BTreeMap<String, Vec<(String, String)>>,
}

const TABLES: &[(&str, &[&str])] = &[
    ("bundle", &["name", "version", "language", "policies"]),
    (
        "scripts",
        &[
            "max_operations",
            "max_call_depth",
            "max_string_bytes",
            "max_array_items",
            "max_map_items",
            "timeout_ms",
        ],
    ),
    ("locales", &["default", "also"]),
];

/// The table whose keys are the names of policies.
const READINGS: &str = "readings";

/// Reads a manifest; all that is wrong with its keys is told at once.
pub(crate) fn read(path: &Path, text: &str) -> Result<Manifest, Stop> {
    let shown = path.display();
    let bad = |message: String| {
        Stop::coded(
            Exit::Input,
            codes::BAD_MANIFEST,
            format!("{shown}: {message}"),
            None,
        )
    };
    let table: Table = text
        .parse()
        .map_err(|error: toml::de::Error| bad(error.to_string().trim_end().to_owned()))?;
    let unknown = unknown_keys(&table);
    if !unknown.is_empty() {
        let messages: Vec<String> = unknown
            .into_iter()
            .map(|(key, help)| {
                Stop::coded(
                    Exit::Input,
                    codes::UNKNOWN_MANIFEST_KEY,
                    format!("{shown} has no key `{key}`"),
                    help,
                )
                .message
            })
            .collect();
        return Err(Stop {
            exit: Exit::Input,
            message: messages.join("\n"),
        });
    }
    let bundle = match table.get("bundle") {
        Some(Value::Table(bundle)) => bundle,
        _ => return Err(bad("the table [bundle] is missing".to_owned())),
    };
    let name = match bundle.get("name") {
        Some(Value::String(name)) => name.clone(),
        _ => return Err(bad("`name` in [bundle] must be text".to_owned())),
    };
    match bundle.get("language") {
        None | Some(Value::Integer(1..=LANGUAGE)) => {}
        Some(Value::Integer(newer)) if *newer > LANGUAGE => {
            let message = format!(
                "{shown} is written in edition {newer} of the language; this program reads edition {LANGUAGE}"
            );
            let help = "install a newer bylaws, or write the bundle in edition 1".to_owned();
            return Err(Stop::coded(
                Exit::Input,
                codes::NEWER_LANGUAGE,
                message,
                Some(help),
            ));
        }
        Some(_) => {
            return Err(bad(
                "`language` in [bundle] must be the number of an edition, such as 1".to_owned(),
            ));
        }
    }
    let policies = match bundle.get("policies") {
        None => vec!["**/*.bylaw".to_owned()],
        Some(Value::Array(patterns)) => patterns
            .iter()
            .map(|pattern| pattern.as_str().map(str::to_owned))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| bad("`policies` in [bundle] must be a list of patterns".to_owned()))?,
        Some(_) => {
            return Err(bad(
                "`policies` in [bundle] must be a list of patterns".to_owned()
            ));
        }
    };
    Ok(Manifest {
        name,
        policies,
        readings: readings(&table).map_err(bad)?,
    })
}

fn readings(table: &Table) -> Result<BTreeMap<String, Vec<(String, String)>>, String> {
    let mut readings = BTreeMap::new();
    let Some(Value::Table(policies)) = table.get(READINGS) else {
        return Ok(readings);
    };
    for (policy, choices) in policies {
        let Value::Table(choices) = choices else {
            return Err(format!(
                "`{policy}` in [readings] must be a table of readings and their choices"
            ));
        };
        let mut chosen = Vec::new();
        for (name, choice) in choices {
            let choice = choice
                .as_str()
                .ok_or_else(|| format!("the choice of `{name}` in [readings] must be text"))?;
            chosen.push((name.clone(), choice.to_owned()));
        }
        readings.insert(policy.clone(), chosen);
    }
    Ok(readings)
}

/// The keys that do not exist, each with a guess at what was meant.
fn unknown_keys(table: &Table) -> Vec<(String, Option<String>)> {
    let mut unknown = Vec::new();
    for (name, value) in table {
        let Some((_, keys)) = TABLES.iter().find(|(table, _)| table == name) else {
            if name != READINGS {
                let names = TABLES.iter().map(|(table, _)| *table).chain([READINGS]);
                unknown.push((name.clone(), suggest::did_you_mean(name, names)));
            }
            continue;
        };
        for key in value.as_table().into_iter().flat_map(Table::keys) {
            if !keys.contains(&key.as_str()) {
                let help = suggest::did_you_mean(key, keys.iter().copied());
                unknown.push((format!("{name}.{key}"), help));
            }
        }
    }
    unknown
}
