//! Which decisions a change changes: regions of cases that the two versions decide differently,
//! each in words and with a case as proof.

pub(crate) mod aim;
pub(crate) mod axis;
mod bases;
pub(crate) mod cuts;
mod focus;
mod lists;
mod reach;
mod region;
mod search;
mod told;
pub(crate) mod values;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use bylaws_runtime::explain::data_json;
use bylaws_runtime::{Data, Options, Program, Trace};

use crate::structure::Comparison;
use axis::{Axis, Of, axes};
use cuts::Cuts;
use focus::Focus;
use search::{Case, Group, Reached, Search};
use told::{Both, Renames};

pub use told::{Effect, Told, Way, effects};
pub use words::Favour;
pub(crate) use words::{favour, phrases};

/// How much is searched and told.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Cases that both versions decide.
    pub cases: u64,
    /// Regions that are told.
    pub regions: usize,
}

impl Default for Effort {
    fn default() -> Self {
        Self {
            cases: 200_000,
            regions: 12,
        }
    }
}

/// Cases that the two versions decide differently in the same way.
#[derive(Clone, Debug)]
pub struct Region {
    /// What is different.
    pub effects: Vec<Effect>,
    /// The same in words, sizes as ranges.
    pub words: Vec<String>,
    /// Whether it is better for the person.
    pub favour: Favour,
    /// What holds of the cases, each fact with the others as in the witness.
    pub conditions: Vec<String>,
    /// How many cases of it the search met.
    pub cases: u64,
    /// One of them.
    pub witness: Witness,
}

/// A case as proof, decided by both versions.
#[derive(Clone, Debug)]
pub struct Witness {
    /// The example that it is or differs least from.
    pub base: Option<String>,
    /// The facts that differ from that example: name, value there, value here.
    pub changed: Vec<(String, String, String)>,
    /// The facts, by the names of the new version.
    pub facts: Vec<(String, Data)>,
    /// The readings that are chosen against the policy's own choice.
    pub readings: Vec<(String, String)>,
    /// What the old version says.
    pub old: Told,
    /// What the new version says.
    pub new: Told,
}

impl Witness {
    /// The facts as a request of the new version.
    pub fn facts_json(&self) -> String {
        let facts = self.facts.iter().map(|(name, data)| {
            format!(
                "{}:{}",
                serde_json::Value::from(name.as_str()),
                data_json(data)
            )
        });
        format!("{{{}}}", facts.collect::<Vec<_>>().join(","))
    }
}

/// What was looked at, and what was not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Whether it is certain that nothing was missed, and why.
    pub exact: Option<String>,
    /// How many cases both versions decided.
    pub cases: u64,
    /// The facts and readings that were varied.
    pub facts: usize,
    /// What was done, a sentence each.
    pub done: Vec<String>,
    /// What was not covered, a sentence each.
    pub left: Vec<String>,
}

/// Which decisions change.
#[derive(Clone, Debug)]
pub struct Behaviour {
    /// The regions, those first that change what is covered.
    pub regions: Vec<Region>,
    /// How many ways of differing were found beyond those told.
    pub more: usize,
    /// What was looked at.
    pub coverage: Coverage,
}

/// Searches for cases that two versions of a policy decide differently.
pub fn behaviour(
    old: &Arc<Program>,
    new: &Arc<Program>,
    comparison: &Comparison,
    effort: &Effort,
) -> Behaviour {
    let axes = axes(old.policy(), new.policy(), &comparison.renames);
    let mut cuts = Cuts::default();
    cuts.add(old.policy(), old.sources());
    cuts.add(new.policy(), new.sources());
    let mut focus = Focus::default();
    focus.add(old.policy(), comparison, true);
    focus.add(new.policy(), comparison, false);
    let (near, far) = focus.places(&axes);
    let both = Both::new(old, new, axes.len(), Renames::of(&comparison.renames));
    let same = !comparison.may_decide();
    // Large policies take longer for each decision.
    let items = (old.policy().items.len() + new.policy().items.len()) as u64;
    let most = match same {
        true => 2_000.min(effort.cases),
        false => (effort.cases * 100 / (100 + items))
            .max(3_000)
            .min(effort.cases),
    };
    let mut search = Search {
        bases: bases::bases(old, new, &axes, comparison, &cuts, &near),
        axes: &axes,
        cuts: &cuts,
        lengths: lengths(old, new, &cuts),
        both,
        near,
        far,
        found: Default::default(),
        most,
        tried: Default::default(),
    };
    let reached = search.run();
    let mut groups: Vec<(String, Group)> = std::mem::take(&mut search.found).into_iter().collect();
    groups.sort_by_key(|(_, group)| {
        let favour = words::favour(&group.best.effects);
        (
            favour,
            group.best.changed.len(),
            std::cmp::Reverse(group.cases),
        )
    });
    let found = groups.len();
    let mut regions = Vec::new();
    for (wanted, group) in groups.into_iter().take(effort.regions) {
        regions.extend(region(&mut search, &wanted, group, (old, new)));
    }
    let coverage = coverage(&search, reached, same, &regions);
    Behaviour {
        more: found - regions.len().min(found),
        regions,
        coverage,
    }
}

/// Lengths of time that only one version mentions, or all where there are few.
fn lengths(old: &Arc<Program>, new: &Arc<Program>, all: &Cuts) -> BTreeSet<(i32, i32)> {
    let of = |program: &Arc<Program>| {
        let mut cuts = Cuts::default();
        cuts.add(program.policy(), program.sources());
        cuts.lengths
    };
    let (a, b) = (of(old), of(new));
    match all.lengths.len() <= 6 {
        true => all.lengths.clone(),
        false => a.symmetric_difference(&b).copied().collect(),
    }
}

/// A group of cases as a region, its witness decided again by both versions from the request as
/// JSON: the way of every host, and not that of the search.
fn region(
    search: &mut Search<'_>,
    wanted: &str,
    group: Group,
    (old, new): (&Arc<Program>, &Arc<Program>),
) -> Option<Region> {
    let hit = search.simplest(&group.best, wanted);
    let (axes, case) = (search.axes, &hit.case);
    let again = |program: &Arc<Program>, is_old: bool| {
        let options = Options {
            readings: readings(axes, case, is_old),
            trace: Trace::Brief,
            ..Options::default()
        };
        Told::of(program.decide_json(&request(axes, case, is_old), &options))
    };
    let (old_told, new_told) = (again(old, true), again(new, false));
    let sorted = |mut told: Told| {
        told.sort();
        told
    };
    let renamed = search.both.renamed(old_told.clone());
    let effects = effects(&sorted(renamed), &sorted(new_told.clone()));
    if effects.is_empty() {
        return None;
    }
    let places: Vec<usize> = search.near.iter().chain(&search.far).copied().collect();
    let mut around = region::Around {
        axes,
        cuts: search.cuts,
        both: &mut search.both,
        case,
        wanted,
    };
    let conditions = around.conditions(&places);
    let base = search.bases.get(hit.base);
    let words = |value: Option<&Data>| {
        value.map_or("left out".to_owned(), bylaws_runtime::explain::data_words)
    };
    let named = base.is_some_and(|base| base.name.is_some());
    let changed = hit.changed.iter().filter(|_| named).filter_map(|place| {
        let before = base
            .and_then(|base| base.case.get(*place))
            .and_then(Option::as_ref);
        let after = case.get(*place).and_then(Option::as_ref);
        Some((axes.get(*place)?.name.clone(), words(before), words(after)))
    });
    let given = axes.iter().zip(case).filter(|(axis, _)| !axis.is_reading());
    Some(Region {
        favour: words::favour(&effects),
        words: words::phrases(&effects, &group.sizes),
        conditions,
        cases: group.cases,
        witness: Witness {
            base: base.and_then(|base| base.name.clone()),
            changed: changed.collect(),
            facts: given
                .filter_map(|(axis, value)| Some((axis.name.clone(), value.clone()?)))
                .collect(),
            readings: readings(axes, case, false),
            old: old_told,
            new: new_told,
        },
        effects,
    })
}

/// The facts of a case that a version knows, as JSON.
fn request(axes: &[Axis], case: &Case, is_old: bool) -> String {
    let given = axes.iter().zip(case).filter_map(|(axis, value)| {
        let (of, name) = match is_old {
            true => (axis.old, &axis.old_name),
            false => (axis.new, &axis.name),
        };
        match of {
            Some(Of::Fact(_)) => {
                let name = serde_json::Value::from(name.as_str());
                Some(format!("{name}:{}", data_json(value.as_ref()?)))
            }
            _ => None,
        }
    });
    format!("{{{}}}", given.collect::<Vec<_>>().join(","))
}

fn readings(axes: &[Axis], case: &Case, is_old: bool) -> Vec<(String, String)> {
    let chosen = axes.iter().zip(case).filter_map(|(axis, value)| {
        let (of, name) = match is_old {
            true => (axis.old, &axis.old_name),
            false => (axis.new, &axis.name),
        };
        match (of, value) {
            (Some(Of::Reading), Some(Data::Member(choice))) => {
                Some((name.clone(), choice.to_string()))
            }
            _ => None,
        }
    });
    chosen.collect()
}

fn coverage(search: &Search<'_>, reached: Reached, same: bool, regions: &[Region]) -> Coverage {
    let examples = search
        .bases
        .iter()
        .filter(|base| base.name.is_some())
        .count();
    let mut done = vec![format!(
        "{examples} example{} of the two versions, and {} cases made so that every item is at work",
        if examples == 1 { "" } else { "s" },
        search.bases.len() - examples
    )];
    let mut left = Vec::new();
    let exact = if same && regions.is_empty() {
        Some("the semantic hashes of all items are equal, so every decision is the same".to_owned())
    } else if reached.all {
        Some(
            "every combination of values between which a decision can turn was decided by both"
                .to_owned(),
        )
    } else {
        let all = search.bases.len();
        let (near, far) = (search.near.len(), search.far.len());
        done.push(format!(
            "each of the {near} facts and readings of the change by itself, over every value at which a decision may turn, around {} of the {all} cases",
            reached.one
        ));
        if far > 0 {
            done.push(format!(
                "each of the {far} others by itself, around {}",
                reached.far
            ));
        }
        if near > 1 {
            let around = match reached.two {
                0 => "not all of them".to_owned(),
                two => format!("around {two}"),
            };
            done.push(format!("two facts of the change together, {around}"));
        }
        left.push(
            "three facts or more that must change together from every one of those cases"
                .to_owned(),
        );
        None
    };
    if !same {
        let open = "cases in which facts are missing, other than those of the examples";
        left.push(open.to_owned());
        if search.cuts.opaque {
            left.push(
                "what scripts test within themselves, but for their numbers and dates".to_owned(),
            );
        }
        if search.cuts.cut_short {
            left.push("some of the values of very long tables".to_owned());
        }
    }
    let only = |of: fn(&Axis) -> bool| -> Vec<&str> {
        search
            .axes
            .iter()
            .filter(|axis| of(axis))
            .map(|axis| axis.name.as_str())
            .collect()
    };
    let added = only(|axis| axis.old.is_none());
    let gone = only(|axis| axis.new.is_none());
    if !added.is_empty() {
        done.push(format!(
            "only the new version asks for {}",
            added.join(", ")
        ));
    }
    if !gone.is_empty() {
        done.push(format!("only the old version asks for {}", gone.join(", ")));
    }
    Coverage {
        exact,
        cases: search.both.decided,
        facts: search.axes.len(),
        done,
        left,
    }
}
