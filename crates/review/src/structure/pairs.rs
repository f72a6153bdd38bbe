//! Which item of the new version is which of the old one: by name, by what it says where the name
//! is gone, and by its place among its kind where it has no name.

use std::collections::{HashMap, HashSet};

use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::canon::is_placed;
use crate::model::{Item, Kind};

/// An item on both sides, or on one.
pub(super) struct Pair<'a> {
    pub(super) old: Option<&'a Item>,
    pub(super) new: Option<&'a Item>,
    /// Whether the item changed its place in an order that counts.
    pub(super) moved: Option<(usize, usize)>,
}

/// Pairs the items, in the order of the new version; those that are gone come last.
pub(super) fn pairs<'a>(old: &[&'a Item], new: &[&'a Item]) -> Vec<Pair<'a>> {
    let mut partner: Vec<Option<usize>> = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    let mut join = |partner: &mut Vec<Option<usize>>, a: usize, b: usize| {
        if let (Some(place), Some(used)) = (partner.get_mut(b), taken.get_mut(a))
            && place.is_none()
            && !*used
        {
            *place = Some(a);
            *used = true;
        }
    };
    for (a, b) in by_name(old, new) {
        join(&mut partner, a, b);
    }
    for kind in Kind::ALL {
        for (a, b) in placed(old, new, kind) {
            join(&mut partner, a, b);
        }
    }
    let gone: HashSet<usize> = partner.iter().flatten().copied().collect();
    let left = |all: &[&Item], used: &dyn Fn(usize) -> bool| -> Vec<usize> {
        (0..all.len()).filter(|place| !used(*place)).collect()
    };
    let old_left = left(old, &|place| gone.contains(&place));
    let new_left = left(new, &|place| partner.get(place).is_none_or(Option::is_some));
    for (a, b) in renamed(old, new, &old_left, &new_left) {
        join(&mut partner, a, b);
    }
    let moves = moves(old, new, &partner);
    let mut all: Vec<Pair<'a>> = Vec::new();
    for (place, item) in new.iter().enumerate() {
        let found = partner.get(place).copied().flatten();
        all.push(Pair {
            old: found.and_then(|a| old.get(a).copied()),
            new: Some(item),
            moved: moves.get(&place).copied(),
        });
    }
    let used: HashSet<usize> = partner.into_iter().flatten().collect();
    for (place, item) in old.iter().enumerate() {
        if !used.contains(&place) {
            all.push(Pair {
                old: Some(item),
                new: None,
                moved: None,
            });
        }
    }
    all
}

/// Items of one kind and name. Two examples may have one name: they are paired in order.
fn by_name(old: &[&Item], new: &[&Item]) -> Vec<(usize, usize)> {
    let mut places: HashMap<(Kind, &str), Vec<usize>> = HashMap::new();
    for (place, item) in old.iter().enumerate().rev() {
        if !is_placed(&item.name) {
            places
                .entry((grouped(item.kind), &item.name))
                .or_default()
                .push(place);
        }
    }
    let new = new.iter().enumerate();
    new.filter_map(|(place, item)| {
        let found = places.get_mut(&(grouped(item.kind), item.name.as_str()))?;
        Some((found.pop()?, place))
    })
    .collect()
}

/// A define that becomes an output is the same item.
fn grouped(kind: Kind) -> Kind {
    match kind {
        Kind::Output => Kind::Define,
        kind => kind,
    }
}

/// Items without names: equal ones in order, and between them those that stand side by side.
fn placed(old: &[&Item], new: &[&Item], kind: Kind) -> Vec<(usize, usize)> {
    let of = |all: &[&Item]| -> Vec<usize> {
        let wanted = |item: &Item| item.kind == kind && is_placed(&item.name);
        let places = all.iter().enumerate().filter(|(_, item)| wanted(item));
        places.map(|(place, _)| place).collect()
    };
    let (a, b) = (of(old), of(new));
    let hashes = |all: &[&Item], places: &[usize]| -> Vec<String> {
        let items = places.iter().filter_map(|place| all.get(*place));
        items.map(|item| item.hash.clone()).collect()
    };
    let (a_hashes, b_hashes) = (hashes(old, &a), hashes(new, &b));
    let mut pairs = Vec::new();
    let (mut a_left, mut b_left) = (Vec::new(), Vec::new());
    for op in capture_diff_slices(Algorithm::Myers, &a_hashes, &b_hashes) {
        let (tag, from, to) = op.as_tag_tuple();
        let from: Vec<usize> = a.get(from).unwrap_or_default().to_vec();
        let to: Vec<usize> = b.get(to).unwrap_or_default().to_vec();
        if tag == DiffTag::Equal {
            pairs.extend(from.into_iter().zip(to));
        } else {
            a_left.extend(from);
            b_left.extend(to);
        }
    }
    // One that stands elsewhere now, and then those that are most alike.
    let mut likely: Vec<(usize, usize, usize)> = Vec::new();
    for &a in a_left.iter().take(MOST_COMPARED) {
        for &b in b_left.iter().take(MOST_COMPARED) {
            if let (Some(old), Some(new)) = (old.get(a), new.get(b)) {
                let alike = if old.hash == new.hash {
                    1000
                } else {
                    alike(old, new)
                };
                likely.push((alike, a, b));
            }
        }
    }
    likely.sort_by_key(|(alike, a, b)| (std::cmp::Reverse(*alike), *a, *b));
    pairs.extend(
        likely
            .into_iter()
            .filter(|(alike, ..)| *alike >= 400)
            .map(|(_, a, b)| (a, b)),
    );
    pairs
}

/// So many items that are on one side only are compared with each other, for each kind.
const MOST_COMPARED: usize = 300;

/// Items whose name is gone, with new ones that say the same or nearly.
fn renamed(
    old: &[&Item],
    new: &[&Item],
    old_left: &[usize],
    new_left: &[usize],
) -> Vec<(usize, usize)> {
    let mut likely: Vec<(usize, usize, usize)> = Vec::new();
    for kind in Kind::ALL {
        let of = |all: &[&Item], left: &[usize]| -> Vec<usize> {
            let wanted = left
                .iter()
                .filter(|p| all.get(**p).is_some_and(|i| i.kind == kind));
            wanted.copied().take(MOST_COMPARED).collect()
        };
        let (a, b) = (of(old, old_left), of(new, new_left));
        for &a_place in &a {
            for &b_place in &b {
                let (Some(x), Some(y)) = (old.get(a_place), new.get(b_place)) else {
                    continue;
                };
                // What many items say, such as `: boolean`, tells nothing about which it is.
                let telling = match kind {
                    Kind::Fact | Kind::Source | Kind::Parameter => {
                        (x.title.is_some() && x.title == y.title) || (a.len() == 1 && b.len() == 1)
                    }
                    _ => true,
                };
                let alike = alike(x, y);
                if telling && alike >= 600 {
                    likely.push((alike, a_place, b_place));
                }
            }
        }
    }
    likely.sort_by_key(|(alike, a, b)| (std::cmp::Reverse(*alike), *a, *b));
    likely.into_iter().map(|(_, a, b)| (a, b)).collect()
}

/// How much of two items is the same, in thousandths of their words.
fn alike(a: &Item, b: &Item) -> usize {
    fn all(item: &Item) -> HashMap<&str, usize> {
        let mut counts = HashMap::new();
        let title = item.title.iter().flat_map(|title| title.split_whitespace());
        let said = item
            .clauses
            .iter()
            .flat_map(|clause| clause.split_whitespace());
        for word in title.chain(said) {
            *counts.entry(word).or_default() += 1;
        }
        counts
    }
    let (a, b) = (all(a), all(b));
    let total: usize = a.values().sum::<usize>() + b.values().sum::<usize>();
    let shared: usize = a
        .iter()
        .map(|(word, n)| b.get(word).map_or(0, |m| (*n).min(*m)))
        .sum();
    (shared * 2000).checked_div(total).unwrap_or(1000)
}

/// The items of ordered kinds that left their place, with the old and the new place among their
/// kind, from 1: all but the longest run that kept its order.
fn moves(
    old: &[&Item],
    new: &[&Item],
    partner: &[Option<usize>],
) -> HashMap<usize, (usize, usize)> {
    let mut found = HashMap::new();
    for kind in Kind::ALL.into_iter().filter(|kind| kind.is_ordered()) {
        let rank = |all: &[&Item], place: usize| {
            let before = all.iter().take(place).filter(|item| item.kind == kind);
            before.count() + 1
        };
        let both: Vec<(usize, usize)> = partner
            .iter()
            .enumerate()
            .filter_map(|(b, a)| Some(((*a)?, b)))
            .filter(|(_, b)| new.get(*b).is_some_and(|item| item.kind == kind))
            .collect();
        let kept = longest_rising(&both.iter().map(|(a, _)| *a).collect::<Vec<_>>());
        for (place, (a, b)) in both.iter().enumerate() {
            if !kept.contains(&place) {
                found.insert(*b, (rank(old, *a), rank(new, *b)));
            }
        }
    }
    found
}

/// The places of a longest rising run of numbers.
fn longest_rising(numbers: &[usize]) -> HashSet<usize> {
    // For each length the place of the smallest number that ends a run of it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (place, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers.get(*end).is_some_and(|n| n < number));
        before.push(
            length
                .checked_sub(1)
                .and_then(|shorter| ends.get(shorter).copied()),
        );
        match ends.get_mut(length) {
            Some(end) => *end = place,
            None => ends.push(place),
        }
    }
    let mut kept = HashSet::new();
    let mut at = ends.last().copied();
    while let Some(place) = at {
        kept.insert(place);
        at = before.get(place).copied().flatten();
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::longest_rising;

    #[test]
    fn a_single_move_is_told_as_one() {
        let mut kept: Vec<usize> = longest_rising(&[0, 3, 1, 2, 4]).into_iter().collect();
        kept.sort_unstable();
        assert_eq!(kept, [0, 2, 3, 4]);
        assert!(longest_rising(&[]).is_empty());
    }
}
