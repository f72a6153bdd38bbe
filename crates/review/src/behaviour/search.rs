//! The search for cases that the two versions decide differently: around every case that is
//! given, one fact after the other and two at a time, over all values at which a decision may
//! turn.

use std::collections::{BTreeMap, BTreeSet};

use bylaws_runtime::Data;

use super::axis::{Axis, Domain};
use super::cuts::Cuts;
use super::told::{Both, Effect, Told, effects, size};
use super::values::{near, still};
use super::words::signature;

/// A case: the value of each axis.
pub(super) type Case = Vec<Option<Data>>;

/// A case to start from.
#[derive(Clone, Debug)]
pub(super) struct Base {
    /// What the example shows that it is.
    pub(super) name: Option<String>,
    pub(super) case: Case,
}

/// A case that the two versions decide differently.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    pub(super) base: usize,
    pub(super) case: Case,
    /// The axes on which it differs from its base.
    pub(super) changed: Vec<usize>,
    pub(super) effects: Vec<Effect>,
}

/// The cases whose decisions differ in the same way.
#[derive(Debug)]
pub(super) struct Group {
    /// The simplest of them.
    pub(super) best: Hit,
    pub(super) cases: u64,
    /// The smallest and the largest size of each effect that has one.
    pub(super) sizes: Vec<Option<(i64, i64)>>,
}

/// So many ways of differing are told apart.
const MOST_GROUPS: usize = 60;
/// The most combinations that are gone through one by one.
const GRID: u64 = 60_000;

pub(super) struct Search<'a> {
    pub(super) axes: &'a [Axis],
    pub(super) cuts: &'a Cuts,
    /// Lengths of time that only one version mentions; all where there are few.
    pub(super) lengths: BTreeSet<(i32, i32)>,
    pub(super) both: Both,
    pub(super) bases: Vec<Base>,
    pub(super) near: Vec<usize>,
    pub(super) far: Vec<usize>,
    pub(super) found: BTreeMap<String, Group>,
    /// The number of cases after which the search ends.
    pub(super) most: u64,
    /// What the axes are set to that differ from the base.
    pub(super) tried: BTreeMap<usize, Option<Data>>,
}

/// How far a search came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reached {
    /// Every combination of values between which a decision can turn was decided.
    pub(super) all: bool,
    /// The bases around which every fact of the change was varied.
    pub(super) one: usize,
    /// The bases around which every other fact was varied.
    pub(super) far: usize,
    /// The bases around which every two facts of the change were varied together.
    pub(super) two: usize,
}

impl Search<'_> {
    fn is_over(&self) -> bool {
        self.both.decided >= self.most
    }

    /// Decides what the two versions have been set to, and keeps what differs.
    fn look(&mut self, base: usize, changed: &[usize]) {
        let (old, new) = self.both.decide();
        self.keep(&old, &new, base, changed, None);
    }

    fn keep(
        &mut self,
        old: &Told,
        new: &Told,
        base: usize,
        changed: &[usize],
        whole: Option<&Case>,
    ) {
        if old == new {
            return;
        }
        let effects = effects(old, new);
        if effects.is_empty() {
            return;
        }
        let signature = signature(&effects);
        let rank = |hit_base: usize, changed: usize, named: bool| (changed, !named, hit_base);
        let named = |base: usize| self.bases.get(base).is_some_and(|base| base.name.is_some());
        let mine = rank(base, changed.len(), named(base));
        if let Some(group) = self.found.get_mut(&signature) {
            group.cases += 1;
            for (range, effect) in group.sizes.iter_mut().zip(&effects) {
                if let (Some((low, high)), Some(size)) = (range.as_mut(), size(effect)) {
                    *low = (*low).min(size);
                    *high = (*high).max(size);
                }
            }
            let best = &group.best;
            let named = self
                .bases
                .get(best.base)
                .is_some_and(|base| base.name.is_some());
            if mine >= rank(best.base, best.changed.len(), named) {
                return;
            }
        } else if self.found.len() >= MOST_GROUPS {
            return;
        }
        let case = match whole {
            Some(case) => case.clone(),
            None => self.both_case(base, changed),
        };
        let hit = Hit {
            base,
            case,
            changed: changed.to_vec(),
            effects,
        };
        match self.found.get_mut(&signature) {
            Some(group) => group.best = hit,
            None => {
                let sizes = hit
                    .effects
                    .iter()
                    .map(|e| size(e).map(|size| (size, size)))
                    .collect();
                self.found.insert(
                    signature,
                    Group {
                        best: hit,
                        cases: 1,
                        sizes,
                    },
                );
            }
        }
    }

    /// The case that both versions have been set to: the base with what is being tried.
    fn both_case(&self, base: usize, changed: &[usize]) -> Case {
        let mut case = self
            .bases
            .get(base)
            .map_or_else(Vec::new, |base| base.case.clone());
        for place in changed {
            if let (Some(value), Some(set)) = (case.get_mut(*place), self.tried.get(place)) {
                *value = set.clone();
            }
        }
        case
    }

    /// Goes through everything, as far as the number of cases allows.
    pub(super) fn run(&mut self) -> Reached {
        let mut reached = Reached::default();
        let still: Vec<Vec<Option<Data>>> = self
            .axes
            .iter()
            .map(|axis| still(axis, self.cuts))
            .collect();
        self.given();
        if let Some(pieces) = self.pieces(&still) {
            self.grid(&pieces);
            reached.all = true;
            return reached;
        }
        // Half of the cases at most go to one fact at a time, the facts of the change first.
        let whole = self.most;
        let given = self.both.decided;
        self.most = given + (whole - given.min(whole)) / 2;
        let order = self.order();
        reached.one = self.around_all(&order, &self.near.clone(), &still);
        reached.far = self.around_all(&order, &self.far.clone(), &still);
        self.most = whole;
        for base in order {
            if self.is_over() {
                break;
            }
            self.two_at_a_time(base, &still);
            reached.two += usize::from(!self.is_over());
        }
        reached
    }

    /// Examples and made cases by turns: neither shows everything.
    fn order(&self) -> Vec<usize> {
        let named = |place: &usize| self.bases.get(*place).is_some_and(|b| b.name.is_some());
        let (examples, made): (Vec<usize>, Vec<usize>) = (0..self.bases.len()).partition(named);
        let mut order = Vec::with_capacity(self.bases.len());
        let (mut examples, mut made) = (examples.into_iter(), made.into_iter());
        loop {
            let next = [examples.next(), made.next()];
            order.extend(next.into_iter().flatten());
            if next == [None, None] {
                return order;
            }
        }
    }

    /// How many of the bases some axes were varied around.
    fn around_all(
        &mut self,
        order: &[usize],
        places: &[usize],
        still: &[Vec<Option<Data>>],
    ) -> usize {
        for (done, base) in order.iter().enumerate() {
            self.one_at_a_time(*base, places, still);
            if self.is_over() {
                return done;
            }
        }
        order.len()
    }

    /// Every base as it is.
    fn given(&mut self) {
        for base in 0..self.bases.len() {
            if self.is_over() {
                break;
            }
            self.load(base);
            self.look(base, &[]);
        }
    }

    fn load(&mut self, base: usize) {
        if let Some(base) = self.bases.get(base) {
            self.both.load(self.axes, &base.case);
        }
        self.tried.clear();
    }

    fn set(&mut self, place: usize, value: Option<&Data>) {
        if let Some(axis) = self.axes.get(place) {
            self.both.set(place, axis, value);
            self.tried.insert(place, value.cloned());
        }
    }

    fn reset(&mut self, base: usize, place: usize) {
        let value = self
            .bases
            .get(base)
            .and_then(|base| base.case.get(place))
            .cloned()
            .flatten();
        if let Some(axis) = self.axes.get(place) {
            self.both.set(place, axis, value.as_ref());
            self.tried.remove(&place);
        }
    }

    /// The values of an axis to try around a base.
    fn values(
        &self,
        base: usize,
        place: usize,
        still: &[Vec<Option<Data>>],
        lengths: &BTreeSet<(i32, i32)>,
    ) -> Vec<Option<Data>> {
        let mut all = still.get(place).cloned().unwrap_or_default();
        if let Some(base) = self.bases.get(base) {
            let own = base.case.get(place).cloned().flatten();
            all.extend(near(place, self.axes, &base.case, self.cuts, lengths));
            all.retain(|value| *value != own);
        }
        all
    }

    fn one_at_a_time(&mut self, base: usize, places: &[usize], still: &[Vec<Option<Data>>]) {
        self.load(base);
        let lengths = self.cuts.lengths.clone();
        for place in places {
            for value in self.values(base, *place, still, &lengths) {
                if self.is_over() {
                    return;
                }
                self.set(*place, value.as_ref());
                self.look(base, &[*place]);
            }
            self.reset(base, *place);
        }
    }

    fn two_at_a_time(&mut self, base: usize, still: &[Vec<Option<Data>>]) {
        self.load(base);
        let near_places = self.near.clone();
        let lengths = self.lengths.clone();
        // So many values of each fact that a dozen bases have their turn.
        let pairs = (near_places.len() * near_places.len().saturating_sub(1) / 2).max(1) as u64;
        let turns = self.bases.len().clamp(1, 12) as u64;
        let each = (self.most - self.both.decided.min(self.most)) / turns / pairs;
        let most = (each.isqrt() as usize).clamp(6, MOST_OF_TWO);
        let fewer = |mut values: Vec<Option<Data>>| {
            let spacing = values.len().div_ceil(most).max(1);
            if spacing > 1 {
                let mut place = 0;
                values.retain(|_| {
                    place += 1;
                    (place - 1) % spacing == 0
                });
            }
            values
        };
        for (place, first) in near_places.iter().enumerate() {
            for value in fewer(self.values(base, *first, still, &lengths)) {
                self.set(*first, value.as_ref());
                for second in near_places.iter().skip(place + 1) {
                    let mut all = still.get(*second).cloned().unwrap_or_default();
                    let case = self.both_case(base, &[*first]);
                    all.extend(near(*second, self.axes, &case, self.cuts, &lengths));
                    for other in fewer(all) {
                        if self.is_over() {
                            return;
                        }
                        self.set(*second, other.as_ref());
                        self.look(base, &[*first, *second]);
                    }
                    self.reset(base, *second);
                }
            }
            self.reset(base, *first);
        }
    }

    /// A value of every piece of every axis, where no fact is anything but tested against
    /// constants and the combinations are few enough to go through.
    fn pieces(&self, still: &[Vec<Option<Data>>]) -> Option<Vec<Vec<Option<Data>>>> {
        if self.cuts.cut_short || self.cuts.opaque || self.axes.is_empty() {
            return None;
        }
        let mut pieces = Vec::new();
        let mut product = 1u64;
        for (axis, still) in self.axes.iter().zip(still) {
            let is_cut = self.cuts.of_fact.contains_key(&axis.name);
            let told_whole = match &axis.domain {
                Domain::Boolean | Domain::One(_) => true,
                Domain::Set(members) => members.len() <= 6,
                Domain::Integer | Domain::Money | Domain::Date | Domain::DateOrOpen => true,
                Domain::Percent | Domain::Decimal | Domain::Text | Domain::Duration => !is_cut,
                Domain::List(_) | Domain::None => false,
            };
            if !told_whole || self.cuts.computed.contains(&axis.name) {
                return None;
            }
            let values = match &axis.domain {
                Domain::Set(members) => subsets(members),
                _ => still.clone(),
            };
            product = product.checked_mul(values.len().max(1) as u64)?;
            if product > GRID.min(self.most) {
                return None;
            }
            pieces.push(values);
        }
        Some(pieces)
    }

    fn grid(&mut self, pieces: &[Vec<Option<Data>>]) {
        let mut at = vec![0usize; pieces.len()];
        let mut case: Case = pieces
            .iter()
            .map(|values| values.first().cloned().flatten())
            .collect();
        self.both.load(self.axes, &case);
        loop {
            let (old, new) = self.both.decide();
            if old != new {
                let (base, changed) = self.nearest(&case);
                self.keep(&old, &new, base, &changed, Some(&case));
            }
            // The next combination, as an odometer goes on.
            let mut place = 0;
            loop {
                let (Some(digit), Some(values)) = (at.get_mut(place), pieces.get(place)) else {
                    return;
                };
                *digit += 1;
                let carried = *digit >= values.len();
                if carried {
                    *digit = 0;
                }
                let value = values.get(*digit).cloned().flatten();
                if let (Some(axis), Some(slot)) = (self.axes.get(place), case.get_mut(place)) {
                    self.both.set(place, axis, value.as_ref());
                    *slot = value;
                }
                if !carried {
                    break;
                }
                place += 1;
            }
        }
    }

    /// The base that a case differs least from, and the axes on which it does.
    fn nearest(&self, case: &Case) -> (usize, Vec<usize>) {
        let apart = |base: &Base| -> Vec<usize> {
            let pairs = base.case.iter().zip(case).enumerate();
            pairs
                .filter(|(_, (a, b))| a != b)
                .map(|(place, _)| place)
                .collect()
        };
        let bases = self.bases.iter().enumerate().take(50);
        let all = bases.map(|(place, base)| (place, apart(base)));
        all.min_by_key(|(place, changed)| (changed.len(), *place))
            .unwrap_or_default()
    }

    /// Takes back, fact by fact, what a case does not need in order to differ as it does.
    pub(super) fn simplest(&mut self, hit: &Hit, wanted: &str) -> Hit {
        let mut hit = hit.clone();
        for place in hit.changed.clone() {
            let mut case = hit.case.clone();
            let base = self
                .bases
                .get(hit.base)
                .and_then(|base| base.case.get(place))
                .cloned();
            if let (Some(slot), Some(value)) = (case.get_mut(place), base) {
                *slot = value;
            }
            self.both.load(self.axes, &case);
            let (old, new) = self.both.decide();
            let effects = effects(&old, &new);
            if !effects.is_empty() && signature(&effects) == wanted {
                hit.changed.retain(|other| *other != place);
                hit.case = case;
                hit.effects = effects;
            }
        }
        hit
    }
}

/// So many values of each of two facts are tried together.
const MOST_OF_TWO: usize = 90;

fn subsets(members: &[smol_str::SmolStr]) -> Vec<Option<Data>> {
    let count = 1u32 << members.len().min(6);
    let subset = |bits: u32| {
        let chosen = members
            .iter()
            .enumerate()
            .filter(|(place, _)| bits >> place & 1 == 1);
        Some(Data::Set(
            chosen.map(|(_, member)| member.clone()).collect(),
        ))
    };
    (0..count).map(subset).collect()
}
