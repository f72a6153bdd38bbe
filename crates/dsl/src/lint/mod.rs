//! What looks like a slip in a policy that has no error. A lint tells only what can be seen for
//! sure; a policy works whether it is mended or not.
//!
//! ```text
//! ir::Policy ──sameness, constants, truth──▶ what is known of it ──a file per lint──▶ warnings
//! ```

mod categories;
mod constants;
mod decided;
mod exceptions;
mod repeated;
mod sameness;
mod tests_of;
mod truth;
mod uncited;
mod unused;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use crate::check::Checked;
use crate::ir::Policy;
use crate::{Diagnostic, SourceId, SourceMap, Span};
use sameness::Sameness;
use truth::Truths;

/// A policy with what the lints know of it.
struct Seen<'p> {
    policy: &'p Policy,
    sources: &'p SourceMap,
    /// Which expressions compute the same.
    same: Sameness,
    /// Which conditions always come out the same.
    truths: Truths,
}

/// Everything that looks like a slip in the policies of a bundle that have no error, in the order
/// of the text. `sources` are the texts that they were read from. What a policy has from the one
/// that it amends is told of that one alone.
///
/// ```
/// use bylaws_dsl::{Limits, SourceMap, check, lint, parse};
/// let mut sources = SourceMap::default();
/// let text = "policy demo\n\nfacts\n  age : integer 0..130\n\noutput old : boolean is age >= 0\n";
/// let id = sources.add("demo.bylaw", text);
/// let parsed = parse::parse(id, text, &Limits::default());
/// let checked = check::check_bundle(&[parsed], &sources, &Limits::default());
/// let found = lint::lint(&checked, &sources);
/// assert_eq!(found[0].code.id(), "W0522");
/// ```
pub fn lint(checked: &Checked, sources: &SourceMap) -> Vec<Diagnostic> {
    let above = unused::used_above(&checked.policies);
    let errors = checked.diagnostics.iter().filter(|found| found.is_error());
    let broken: HashSet<SourceId> = errors.map(|found| found.span.source).collect();
    let sound = |policy: &&Policy| !policy.layers.iter().any(|(file, _)| broken.contains(file));
    let mut found = Vec::new();
    for policy in checked.policies.iter().filter(sound) {
        let mut told = of_policy(policy, sources, &above);
        let own = policy.layers.last().map(|(file, _)| *file);
        told.retain(|diagnostic| own.is_none_or(|own| diagnostic.span.source == own));
        found.append(&mut told);
    }
    crate::diagnostic::sort(&mut found);
    found
}

fn of_policy(policy: &Policy, sources: &SourceMap, above: &HashSet<Span>) -> Vec<Diagnostic> {
    let same = Sameness::of(policy);
    let truths = Truths::of(policy, &same);
    let seen = Seen {
        policy,
        sources,
        same,
        truths,
    };
    let mut found = Vec::new();
    unused::lint(&seen, above, &mut found);
    uncited::lint(&seen, &mut found);
    decided::lint(&seen, &mut found);
    repeated::lint(&seen, &mut found);
    categories::lint(&seen, &mut found);
    exceptions::lint(&seen, &mut found);
    found
}

impl Seen<'_> {
    /// The first line of an item, which has its name.
    fn opening(&self, item: Span) -> Span {
        let text = self.sources.text(item);
        let line = text.lines().next().unwrap_or_default().trim_end();
        match line.is_empty() {
            true => item,
            false => Span::new(item.source, item.start, item.start + line.len() as u32),
        }
    }
}
