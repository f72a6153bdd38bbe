//! Syntax to a checked policy: names become ids, every expression gets a type, shorthands are
//! written out. Every independent mistake is told, and each only once: what has failed is left out
//! of further judgement instead of failing again.
//!
//! ```text
//! bundle ─▶ declarations (enums, names) ─▶ items ─▶ circles, month ends, dates ─▶ examples
//! ```

mod arithmetic;
mod bundle;
mod calls;
mod checker;
mod cycles;
mod data;
mod dates;
mod enums;
mod examples;
mod expr;
mod flow;
mod graph;
mod items;
mod labels;
mod layers;
mod lists;
mod literals;
mod logic;
mod lookups;
mod months;
mod names;
mod operators;
mod optional;
mod outputs;
mod repair;
mod resolve;
mod rounding;
mod sets;
mod suggestions;
mod types;
mod unread;
mod uses;
mod words;

#[cfg(test)]
mod tests;

use bundle::ReadFile;

use crate::ast::File;
use crate::ir::Policy;
use crate::parse::Parsed;
use crate::{Diagnostic, Limits, SourceId, SourceMap};

/// What was found in the files of a bundle.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// The policies that have no error, in their files or in the files of their cases; in the
    /// order of the files.
    pub policies: Vec<Policy>,
    /// What is wrong, in the order of the texts.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks all files of a bundle together: its policies, and the cases written for them.
///
/// ```
/// use bylaws_dsl::{Limits, SourceId, check, parse};
/// let parsed = parse::parse(SourceId(0), "policy demo\n", &Limits::default());
/// let checked = check::check(&[parsed.file], &Limits::default());
/// assert!(checked.diagnostics.is_empty());
/// ```
pub fn check(files: &[File], limits: &Limits) -> Checked {
    let files: Vec<ReadFile<'_>> = files
        .iter()
        .map(|file| ReadFile {
            file,
            unread: &[],
            broken: false,
        })
        .collect();
    bundle::check(&files, &SourceMap::default(), limits)
}

/// Checks all files of a bundle as they were read, those with unreadable items too: what such an
/// item would have declared is not told as missing a second time, and a policy with one is not
/// among the policies. The findings of reading are not repeated.
///
/// ```
/// use bylaws_dsl::{Limits, SourceId, check, parse};
/// let text = "policy demo\n\nfacts\n  paid : monney..\n\noutput due : boolean is paid\n";
/// let parsed = parse::parse(SourceId(0), text, &Limits::default());
/// assert!(!parsed.diagnostics.is_empty());
/// let checked = check::check_read(&[parsed], &Limits::default());
/// assert!(checked.policies.is_empty() && checked.diagnostics.is_empty());
/// ```
pub fn check_read(files: &[Parsed], limits: &Limits) -> Checked {
    check_bundle(files, &SourceMap::default(), limits)
}

/// The further texts that the tables, codes and examples of a file are read from, those that
/// there are.
pub fn data_files(file: &File, sources: &SourceMap) -> Vec<SourceId> {
    data::files_of(file, sources)
}

/// Checks all files of a bundle as [`check_read`] does. The rows of tables and the codes that
/// stand in CSV files are read from `sources`, where they have names as the policies have: a
/// policy in `fees/office.bylaw` that reads `from "rates.csv"` reads `fees/rates.csv`.
///
/// ```
/// use bylaws_dsl::{Limits, SourceMap, check, parse};
/// let mut sources = SourceMap::default();
/// let text = "policy demo\n\nfacts\n  tier : integer 1..2\n\n\
///     table fee by tier -> money from \"fees.csv\"\n\noutput due : money is fee(tier)\n";
/// let policy = sources.add("demo.bylaw", text);
/// sources.add("fees.csv", "tier,fee\n1,$10\n2,$20\n");
/// let parsed = parse::parse(policy, text, &Limits::default());
/// let checked = check::check_bundle(&[parsed], &sources, &Limits::default());
/// assert!(checked.diagnostics.is_empty());
/// ```
pub fn check_bundle(files: &[Parsed], sources: &SourceMap, limits: &Limits) -> Checked {
    let read = |parsed: &'_ Parsed| parsed.diagnostics.iter().any(Diagnostic::is_error);
    let files: Vec<ReadFile<'_>> = files
        .iter()
        .map(|p| ReadFile {
            file: &p.file,
            unread: &p.unread,
            broken: read(p),
        })
        .collect();
    bundle::check(&files, sources, limits)
}
