//! Circles in a graph of numbered nodes, found without going down level by level, so that a chain
//! of thousands of items cannot use up the stack.

/// One shortest circle for each group of nodes that reach each other, each beginning with its
/// smallest node; `edges[n]` are the nodes that `n` leads to.
pub(super) fn circles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let groups = groups(edges);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); edges.len()];
    for (node, group) in groups.iter().enumerate() {
        if let Some(list) = members.get_mut(*group) {
            list.push(node);
        }
    }
    let mut found: Vec<Vec<usize>> =
        members.iter().filter_map(|list| shortest(edges, &groups, *list.first()?)).collect();
    found.sort();
    found
}

/// The shortest way from the node back to itself within its group.
fn shortest(edges: &[Vec<usize>], groups: &[usize], start: usize) -> Option<Vec<usize>> {
    let group = groups.get(start)?;
    let mut came_from = std::collections::HashMap::new();
    let mut row = std::collections::VecDeque::from([start]);
    while let Some(node) = row.pop_front() {
        for next in edges.get(node)? {
            if groups.get(*next) != Some(group) {
                continue;
            }
            if *next == start {
                return Some(way_back(&came_from, node, start));
            }
            came_from.entry(*next).or_insert_with(|| {
                row.push_back(*next);
                node
            });
        }
    }
    None
}

fn way_back(came_from: &std::collections::HashMap<usize, usize>, last: usize, start: usize) -> Vec<usize> {
    let mut way = vec![last];
    let mut node = last;
    while node != start
        && let Some(before) = came_from.get(&node)
    {
        node = *before;
        way.push(node);
    }
    way.reverse();
    way
}

/// A number for each node, the same for nodes that reach each other (after Tarjan).
fn groups(edges: &[Vec<usize>]) -> Vec<usize> {
    let mut search = Search {
        order: vec![None; edges.len()],
        lowest: vec![0; edges.len()],
        group: vec![None; edges.len()],
        held: Vec::new(),
        visited: 0,
        groups: 0,
    };
    for node in 0..edges.len() {
        if search.order.get(node).is_some_and(Option::is_none) {
            search.from(node, edges);
        }
    }
    search.group.into_iter().map(|group| group.unwrap_or(0)).collect()
}

struct Search {
    order: Vec<Option<usize>>,
    lowest: Vec<usize>,
    group: Vec<Option<usize>>,
    held: Vec<usize>,
    visited: usize,
    groups: usize,
}

impl Search {
    fn from(&mut self, start: usize, edges: &[Vec<usize>]) {
        let mut open = vec![(start, 0)];
        self.enter(start);
        while let Some((node, place)) = open.last_mut() {
            let node = *node;
            let next = edges.get(node).and_then(|nexts| nexts.get(*place)).copied();
            *place += 1;
            match next {
                Some(next) if self.order_of(next).is_none() => {
                    self.enter(next);
                    open.push((next, 0));
                }
                Some(next) => {
                    if self.is_held(next) {
                        self.lower(node, self.order_of(next));
                    }
                }
                None => {
                    open.pop();
                    self.leave(node);
                    if let Some((before, _)) = open.last() {
                        self.lower(*before, self.lowest.get(node).copied());
                    }
                }
            }
        }
    }

    fn order_of(&self, node: usize) -> Option<usize> {
        self.order.get(node).copied().flatten()
    }

    fn is_held(&self, node: usize) -> bool {
        self.group.get(node).is_some_and(Option::is_none)
    }

    fn enter(&mut self, node: usize) {
        if let (Some(order), Some(lowest)) = (self.order.get_mut(node), self.lowest.get_mut(node)) {
            *order = Some(self.visited);
            *lowest = self.visited;
        }
        self.visited += 1;
        self.held.push(node);
    }

    fn lower(&mut self, node: usize, to: Option<usize>) {
        if let (Some(lowest), Some(to)) = (self.lowest.get_mut(node), to) {
            *lowest = to.min(*lowest);
        }
    }

    /// A node that reaches none before it closes its group.
    fn leave(&mut self, node: usize) {
        if self.order_of(node) != self.lowest.get(node).copied() {
            return;
        }
        while let Some(member) = self.held.pop() {
            if let Some(group) = self.group.get_mut(member) {
                *group = Some(self.groups);
            }
            if member == node {
                break;
            }
        }
        self.groups += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::circles;

    #[test]
    fn finds_one_circle_per_group() {
        let edges = vec![vec![1], vec![2], vec![1, 3], vec![3], vec![]];
        assert_eq!(circles(&edges), vec![vec![1, 2], vec![3]]);
    }

    #[test]
    fn a_long_chain_is_no_circle() {
        let chain: Vec<Vec<usize>> = (0..200_000).map(|n| vec![n + 1]).chain([vec![]]).collect();
        assert!(circles(&chain).is_empty());
    }

    #[test]
    fn a_long_circle_is_found_whole() {
        let ring: Vec<Vec<usize>> = (0..50_000).map(|n| vec![(n + 1) % 50_000]).collect();
        assert_eq!(circles(&ring).first().map(Vec::len), Some(50_000));
    }
}
