//! Finds the rows of a table that fit given values, in steps that grow no faster than the
//! logarithm of the rows.
//!
//! The columns are asked one after the other: the ends of all ranges of a column cut its values
//! into pieces, and each piece leads on to the rows that are left. What is reached in the end says
//! everything about the table: where no row is left there is a gap, where several are they overlap.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::cuts::{Domain, Line, Stretch};
use super::{Range, Row, Type};
use crate::ast::Hit;
use crate::value::Value;

/// Leads from values to the rows that fit them.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Index {
    lines: Vec<Line>,
    nodes: Vec<Node>,
    root: u32,
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    /// The rows that fit, in order; of `unique` tables two at most, of `first` tables one.
    Rows(Vec<u32>),
    /// The next column to ask, the first piece of each stretch, and where each leads.
    Split {
        column: usize,
        starts: Vec<u32>,
        children: Vec<u32>,
    },
}

/// A step of an index.
#[derive(Clone, Debug, PartialEq)]
pub enum IndexStep<'i> {
    /// The rows that fit, in order.
    Rows(&'i [u32]),
    /// A column to ask: from each cut on, up to the next, the value leads to the step beside it.
    Split {
        /// The place of the column.
        column: usize,
        /// The values at which the steps change, and whether only behind the value itself; none
        /// for the first, which has no lower end.
        cuts: Vec<Option<(&'i Value, bool)>>,
        /// The number of the step behind each cut.
        children: &'i [u32],
    },
}

/// The rows cut each other in more ways than are followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Tangled;

/// More columns are not told apart.
pub(crate) const MOST_COLUMNS: usize = 64;

/// How many rows may be looked at while an index is made, over all its steps.
const MOST_WORK: usize = 10_000_000;

/// Where a value of one column may lie: pieces of its line.
pub type Places = Vec<(u32, u32)>;

/// A part of all that may be asked: a stretch for each column.
pub(crate) type Region = Vec<Stretch>;

impl Index {
    /// The index of some rows.
    pub(crate) fn new(columns: usize, rows: &[Row], hit: Hit) -> Result<Self, Tangled> {
        if columns > MOST_COLUMNS {
            return Err(Tangled);
        }
        let cells = |column: usize| rows.iter().filter_map(move |row| row.cells.get(column));
        let lines: Vec<Line> = (0..columns).map(|c| Line::of(cells(c).flatten())).collect();
        let stretches = |(column, line): (usize, &Line)| {
            cells(column).map(|cell| stretches(line, cell)).collect()
        };
        let cells = lines.iter().enumerate().map(stretches).collect();
        let mut builder = Builder {
            cells,
            hit,
            nodes: Vec::new(),
            known: HashMap::new(),
            work: 0,
        };
        let every = (0..rows.len() as u32).collect();
        let root = builder.node(every, all_columns(columns))?;
        Ok(Self {
            lines,
            nodes: builder.nodes,
            root,
        })
    }

    /// The numbers of the rows that fit these values, in order.
    pub fn rows(&self, values: &[Value]) -> &[u32] {
        let mut node = self.node(self.root);
        loop {
            match node {
                None => return &[],
                Some(Node::Rows(rows)) => return rows,
                Some(Node::Split {
                    column,
                    starts,
                    children,
                }) => {
                    let (Some(line), Some(value)) = (self.lines.get(*column), values.get(*column))
                    else {
                        return &[];
                    };
                    let piece = line.piece(value);
                    let at = starts.partition_point(|start| *start <= piece);
                    node = at
                        .checked_sub(1)
                        .and_then(|at| children.get(at))
                        .and_then(|child| self.node(*child));
                }
            }
        }
    }

    /// The steps of the index by their numbers, for those who take them in a form of their own.
    pub fn steps(&self) -> impl ExactSizeIterator<Item = IndexStep<'_>> {
        self.nodes.iter().map(|node| match node {
            Node::Rows(rows) => IndexStep::Rows(rows),
            Node::Split {
                column,
                starts,
                children,
            } => {
                let line = self.lines.get(*column);
                let cut = |start: &u32| line.and_then(|line| line.cut_before(*start));
                IndexStep::Split {
                    column: *column,
                    cuts: starts.iter().map(cut).collect(),
                    children,
                }
            }
        })
    }

    /// The number of the first step.
    pub fn root(&self) -> usize {
        self.root as usize
    }

    /// Where the values of a column from one to another may lie; without an end, all of the type.
    pub fn between(&self, column: usize, low: Option<&Value>, high: Option<&Value>) -> Places {
        let line = self.lines.get(column);
        line.map_or(Vec::new(), |line| vec![line.between(low, high)])
    }

    /// All the rows that fit together at some place: each list once. None when there are more
    /// than so many steps to take.
    pub fn reached(&self, places: &[Places], most: usize) -> Option<Vec<&[u32]>> {
        let mut seen = HashSet::new();
        let mut lists = Vec::new();
        let mut waiting = vec![self.root];
        while let Some(id) = waiting.pop() {
            if !seen.insert(id) {
                continue;
            }
            match self.node(id)? {
                Node::Rows(rows) => lists.push((id, rows.as_slice())),
                Node::Split {
                    column,
                    starts,
                    children,
                } => {
                    for stretch in places.get(*column)? {
                        let children = crossed(starts, children, *stretch);
                        for (_, child) in children.take(most + 1) {
                            waiting.push(child);
                        }
                    }
                }
            }
            if seen.len() + waiting.len() > most {
                return None;
            }
        }
        lists.sort_unstable_by_key(|(id, _)| *id);
        Some(lists.into_iter().map(|(_, rows)| rows).collect())
    }

    fn node(&self, id: u32) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    /// The regions within the domains that no row fits: so many of them at most.
    pub(crate) fn gaps(&self, domains: &[Domain], most: usize) -> Vec<Region> {
        let bounds = self.bounds(domains);
        let mut search = Search {
            index: self,
            found: Vec::new(),
            most,
            done: HashSet::new(),
            wanted: |rows: &[u32]| rows.is_empty(),
        };
        let mut region = bounds.clone();
        search.node(self.root, &bounds, &mut region);
        search.found.into_iter().map(|(region, _)| region).collect()
    }

    /// The regions that several rows fit, with the first two of these: each two rows once.
    pub(crate) fn overlaps(&self, domains: &[Domain], most: usize) -> Vec<(Region, u32, u32)> {
        let bounds = self.bounds(domains);
        let mut search = Search {
            index: self,
            found: Vec::new(),
            most: MOST_WORK,
            done: HashSet::new(),
            wanted: |rows: &[u32]| rows.len() > 1,
        };
        let mut region = bounds.clone();
        search.node(self.root, &bounds, &mut region);
        let mut pairs = HashSet::new();
        let pair = |(region, rows): (Region, &[u32])| match rows {
            [first, second, ..] if pairs.insert((*first, *second)) => {
                Some((region, *first, *second))
            }
            _ => None,
        };
        let mut found: Vec<_> = search.found.into_iter().filter_map(pair).collect();
        found.sort_unstable_by_key(|(_, first, second)| (*second, *first));
        found.truncate(most);
        found
    }

    /// The rows that come first at some place.
    pub(crate) fn first_rows(&self) -> HashSet<u32> {
        let firsts = self.nodes.iter().filter_map(|node| match node {
            Node::Rows(rows) => rows.first().copied(),
            Node::Split { .. } => None,
        });
        firsts.collect()
    }

    /// A value of each column in a region; none where a region holds no value at all. The value
    /// of a text is none where it is any text that the table does not mention.
    pub(crate) fn witness(
        &self,
        region: &[Stretch],
        types: &[Type],
        domains: &[Domain],
    ) -> Option<Vec<Option<Value>>> {
        let columns = self.lines.iter().zip(region).zip(types.iter().zip(domains));
        let values = columns.map(|((line, (from, to)), (ty, domain))| {
            let value = (*from..*to).find_map(|piece| line.value_in(piece, *ty, domain));
            (value.is_some() || *ty == Type::Text).then_some(value)
        });
        values.collect()
    }

    /// The cells of a row for a region: no range where a column asks for nothing, none at all
    /// where a range cannot say it.
    pub(crate) fn cells(
        &self,
        region: &[Stretch],
        domains: &[Domain],
    ) -> Option<Vec<Option<Range>>> {
        let bounds = self.bounds(domains);
        let columns = self.lines.iter().zip(region).zip(bounds);
        columns
            .map(|((line, stretch), bounds)| match *stretch == bounds {
                true => Some(None),
                false => line.range(*stretch).map(Some),
            })
            .collect()
    }

    fn bounds(&self, domains: &[Domain]) -> Region {
        let lines = self.lines.iter().zip(domains);
        lines
            .map(|(line, (low, high))| line.between(low.as_ref(), high.as_ref()))
            .collect()
    }
}

fn all_columns(count: usize) -> u64 {
    (0..count).fold(0, |left, column| left | 1 << column)
}

/// The pieces that a cell consists of; all of them where it asks for nothing.
fn stretches(line: &Line, cell: &[Range]) -> Vec<Stretch> {
    if cell.is_empty() {
        return vec![line.whole()];
    }
    let mut all: Vec<Stretch> = cell
        .iter()
        .filter_map(|range| line.stretch(range))
        .collect();
    all.sort_unstable();
    let mut joined: Vec<Stretch> = Vec::with_capacity(all.len());
    for (from, to) in all {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

/// The stretches that lie in another, cut to it, each with where it leads.
fn crossed<'n>(
    starts: &'n [u32],
    children: &'n [u32],
    (from, to): Stretch,
) -> impl Iterator<Item = (Stretch, u32)> + 'n {
    let first = starts
        .partition_point(|start| *start <= from)
        .saturating_sub(1);
    let ends = starts.iter().skip(first + 1).copied();
    let ends = ends.chain(std::iter::once(u32::MAX));
    let stretches = starts.iter().zip(children).skip(first).zip(ends);
    stretches
        .map(move |((start, child), end)| (((*start).max(from), end.min(to)), *child))
        .take_while(|((start, end), _)| start < end)
}

struct Builder {
    /// Of each column, the stretches of each row.
    cells: Vec<Vec<Vec<Stretch>>>,
    hit: Hit,
    nodes: Vec<Node>,
    /// The nodes for rows with the columns that are left to ask.
    known: HashMap<(u64, Vec<u32>), u32>,
    work: usize,
}

impl Builder {
    /// Where some rows lead, with some columns left to ask. As deep as there are columns.
    fn node(&mut self, rows: Vec<u32>, left: u64) -> Result<u32, Tangled> {
        self.work += rows.len() + 1;
        if self.work > MOST_WORK {
            return Err(Tangled);
        }
        let left = if rows.is_empty() { 0 } else { left };
        let key = (left, rows);
        if let Some(known) = self.known.get(&key) {
            return Ok(*known);
        }
        let node = match self.best_column(&key.1, left) {
            None => Node::Rows(key.1.clone()),
            Some(column) => self.split(&key.1, column, left & !(1 << column))?,
        };
        self.nodes.push(node);
        let id = self.nodes.len() as u32 - 1;
        self.known.insert(key, id);
        Ok(id)
    }

    /// The column that tells the rows apart best: the one whose stretches hold the fewest rows,
    /// and of two such the one with more stretches.
    fn best_column(&mut self, rows: &[u32], left: u64) -> Option<usize> {
        let columns = (0..self.cells.len()).filter(|column| left >> column & 1 == 1);
        if left.count_ones() <= 1 {
            return columns.into_iter().next();
        }
        self.work += rows.len() * left.count_ones() as usize;
        columns.min_by_key(|column| {
            let (mut held, mut stretches, mut open) = (0usize, 0usize, 0usize);
            let mut last = None;
            for (at, begins, _) in self.events(*column, rows) {
                if last != Some(at) {
                    held = held.saturating_add(open);
                    stretches += 1;
                    last = Some(at);
                }
                open = if begins {
                    open + 1
                } else {
                    open.saturating_sub(1)
                };
            }
            (held, usize::MAX - stretches)
        })
    }

    /// Where the stretches of some rows end and begin, from the lowest values on.
    fn events(&self, column: usize, rows: &[u32]) -> Vec<(u32, bool, u32)> {
        let cells = self.cells.get(column);
        let mut events = Vec::with_capacity(rows.len() * 2);
        for row in rows {
            let stretches = cells.and_then(|cells| cells.get(*row as usize));
            for (from, to) in stretches.into_iter().flatten() {
                events.extend([(*from, true, *row), (*to, false, *row)]);
            }
        }
        events.sort_unstable();
        events
    }

    fn split(&mut self, rows: &[u32], column: usize, left: u64) -> Result<Node, Tangled> {
        let events = self.events(column, rows);
        self.work += events.len();
        let (mut starts, mut children) = (Vec::new(), Vec::new());
        let mut open = BTreeSet::new();
        let mut next = events.iter().peekable();
        let mut at = 0;
        loop {
            while let Some((_, begins, row)) = next.next_if(|(place, ..)| *place <= at) {
                // A row's own stretches never touch, so it ends and begins at different places.
                if *begins {
                    open.insert(*row);
                } else {
                    open.remove(row);
                }
            }
            let here: Vec<u32> = match (left, self.hit) {
                (0, Hit::Unique) => open.iter().take(2).copied().collect(),
                (0, Hit::First) => open.iter().take(1).copied().collect(),
                _ => open.iter().copied().collect(),
            };
            let child = self.node(here, left)?;
            if children.last() != Some(&child) {
                starts.push(at);
                children.push(child);
            }
            match next.peek() {
                Some((place, ..)) => at = *place,
                None => break,
            }
        }
        Ok(Node::Split {
            column,
            starts,
            children,
        })
    }
}

/// Looks for the ends that are wanted, within bounds.
struct Search<'i, F> {
    index: &'i Index,
    found: Vec<(Region, &'i [u32])>,
    most: usize,
    /// What lies below these is found already, or there is nothing.
    done: HashSet<u32>,
    wanted: F,
}

impl<F: Fn(&[u32]) -> bool> Search<'_, F> {
    /// As deep as there are columns.
    fn node(&mut self, id: u32, bounds: &[Stretch], region: &mut Region) {
        match self.index.node(id) {
            Some(Node::Rows(rows)) if (self.wanted)(rows) && self.found.len() < self.most => {
                self.found.push((region.clone(), rows));
            }
            Some(Node::Split {
                column,
                starts,
                children,
            }) => {
                if !self.done.insert(id) {
                    return;
                }
                let Some(bound) = bounds.get(*column) else {
                    return;
                };
                for (stretch, child) in crossed(starts, children, *bound) {
                    if let Some(place) = region.get_mut(*column) {
                        *place = stretch;
                    }
                    self.node(child, bounds, region);
                }
                if let Some(place) = region.get_mut(*column) {
                    *place = *bound;
                }
            }
            Some(Node::Rows(_)) | None => {}
        }
    }
}
