//! Which policy builds on which: a base comes before its layers, and a policy that is used before
//! those that use it.

use indexmap::IndexMap;
use smol_str::SmolStr;

use crate::ast::{Header, ItemKind, Name};
use crate::check::bundle::ReadFile;
use crate::check::graph;
use crate::check::suggestions::Suggestions;
use crate::{Diagnostic, codes};

/// How many policies may be laid one upon the other.
const MOST_LAYERS: usize = 64;

/// What a policy amends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::check) enum Base {
    /// Nothing.
    None,
    /// The policy at this place.
    At(usize),
    /// Something that cannot be had, so that nothing more is said about the layer.
    Lost,
}

/// The policies of a bundle in an order in which each comes after all that it builds on.
pub(in crate::check) struct Order {
    /// Places of policies; those in circles, and those built on them, are left out.
    pub(in crate::check) places: Vec<usize>,
    /// What each policy amends, by place.
    pub(in crate::check) bases: Vec<Base>,
}

/// One policy builds on another.
struct Edge<'a> {
    name: &'a Name,
    word: &'static str,
    to: Option<usize>,
}

/// Puts the policies into order, and tells what they build on that is not there.
pub(in crate::check) fn order(
    files: &[ReadFile<'_>],
    named: &IndexMap<SmolStr, usize>,
    nameless: bool,
    found: &mut Vec<Diagnostic>,
) -> Order {
    let edges: Vec<Vec<Edge<'_>>> = files.iter().map(|file| edges(*file, named)).collect();
    let suggestions = Suggestions::default();
    for edge in edges.iter().flatten() {
        if edge.to.is_none() && !nameless {
            found.push(unknown(edge, named, &suggestions));
        }
    }
    let numbers: Vec<Vec<usize>> = edges
        .iter()
        .map(|list| list.iter().filter_map(|edge| edge.to).collect())
        .collect();
    for circle in graph::circles(&numbers) {
        found.extend(told(&circle, &edges, files));
    }
    let places = sorted(&numbers);
    let bases = bases(&places, &edges, found);
    Order { places, bases }
}

fn edges<'a>(read: ReadFile<'a>, named: &IndexMap<SmolStr, usize>) -> Vec<Edge<'a>> {
    let edge = |name: &'a Name, word| Edge {
        name,
        word,
        to: named.get(&name.kind).copied(),
    };
    let amends = read
        .file
        .header
        .as_ref()
        .and_then(|h: &Header| h.amends.as_ref());
    let used = read
        .file
        .items
        .iter()
        .filter_map(|item| match &item.kind.kind {
            ItemKind::Use(used) => Some(edge(&used.policy, "use")),
            _ => None,
        });
    amends
        .map(|name| edge(name, "amends"))
        .into_iter()
        .chain(used)
        .collect()
}

fn unknown(
    edge: &Edge<'_>,
    named: &IndexMap<SmolStr, usize>,
    suggestions: &Suggestions,
) -> Diagnostic {
    let name = &edge.name.kind;
    let near = suggestions.nearest(name, named.keys().map(SmolStr::as_str));
    let help = near.map_or_else(
        || {
            format!(
                "write the name behind `{}` as it stands behind `policy` in its own file",
                edge.word
            )
        },
        |near| format!("did you mean `{near}`?"),
    );
    let message = format!("the bundle has no policy `{name}` to build on");
    Diagnostic::new(codes::UNKNOWN_BASE, edge.name.span, message).help(help)
}

fn told(circle: &[usize], edges: &[Vec<Edge<'_>>], files: &[ReadFile<'_>]) -> Option<Diagnostic> {
    let nexts = circle.iter().cycle().skip(1);
    let step = |(this, next): (&usize, &usize)| {
        let edge = edges
            .get(*this)?
            .iter()
            .find(|edge| edge.to == Some(*next))?;
        let header = files.get(*this)?.file.header.as_ref()?;
        Some((edge, &header.name.kind))
    };
    let steps: Vec<_> = circle.iter().zip(nexts).filter_map(step).collect();
    let ((first, name), others) = steps.split_first()?;
    let message = match others {
        [] => format!("the policy `{name}` builds on itself"),
        _ => format!("the policy `{name}` builds on itself, by way of others"),
    };
    let mut diagnostic = Diagnostic::new(codes::POLICY_CYCLE, first.name.span, message);
    for (edge, name) in others {
        let verb = if edge.word == "use" { "uses" } else { "amends" };
        diagnostic = diagnostic.related(
            edge.name.span,
            format!("`{name}` {verb} `{}`", edge.name.kind),
        );
    }
    Some(diagnostic.help("move what they share into a policy that builds on none of them"))
}

/// Each place after all that it leads to, as far as there is no circle.
fn sorted(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut waits: Vec<usize> = edges.iter().map(Vec::len).collect();
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); edges.len()];
    for (place, used) in edges.iter().enumerate() {
        for other in used {
            if let Some(list) = users.get_mut(*other) {
                list.push(place);
            }
        }
    }
    let mut ready: std::collections::BTreeSet<usize> = waits
        .iter()
        .enumerate()
        .filter(|(_, waits)| **waits == 0)
        .map(|(place, _)| place)
        .collect();
    let mut sorted = Vec::with_capacity(edges.len());
    while let Some(place) = ready.pop_first() {
        sorted.push(place);
        for user in users.get(place).into_iter().flatten() {
            if let Some(left) = waits.get_mut(*user) {
                *left -= 1;
                if *left == 0 {
                    ready.insert(*user);
                }
            }
        }
    }
    sorted
}

/// What each policy amends: nothing that is lost, and not through too many layers.
fn bases(places: &[usize], edges: &[Vec<Edge<'_>>], found: &mut Vec<Diagnostic>) -> Vec<Base> {
    let mut bases = vec![Base::Lost; edges.len()];
    let mut heights = vec![1usize; edges.len()];
    for place in places {
        let amends = edges
            .get(*place)
            .and_then(|list| list.iter().find(|edge| edge.word == "amends"));
        let base = match amends {
            None => Base::None,
            Some(edge) => match edge.to {
                Some(to) if bases.get(to) != Some(&Base::Lost) => {
                    let height = heights.get(to).map_or(1, |height| height + 1);
                    if let Some(own) = heights.get_mut(*place) {
                        *own = height;
                    }
                    if height <= MOST_LAYERS {
                        Base::At(to)
                    } else {
                        let message =
                            format!("more than {MOST_LAYERS} policies are laid one upon the other");
                        let help = "put some of the layers together into one policy";
                        found.push(
                            Diagnostic::new(codes::TOO_MANY_LAYERS, edge.name.span, message)
                                .help(help),
                        );
                        Base::Lost
                    }
                }
                _ => Base::Lost,
            },
        };
        if let Some(own) = bases.get_mut(*place) {
            *own = base;
        }
    }
    bases
}
