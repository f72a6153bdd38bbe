//! A table as a program asks it: cuts as integers, and what each end of the index says computed
//! beforehand.

use bylaws_dsl::ir::{IndexStep, Policy, Table, Type};
use bylaws_dsl::value::{Date, Decimal, Value};
use smol_str::SmolStr;

use super::code::{NONE, OPEN, UNKNOWN};
use super::encode::{encode, scaled};

/// The index of a table and the answers at its ends.
#[derive(Debug)]
pub(crate) struct FlatTable {
    nodes: Vec<Node>,
    root: usize,
    /// The lowest and the highest value that a column can be asked for.
    domains: Vec<(i64, i64)>,
    /// Of each end, whether a row fits there.
    fits: Vec<bool>,
    /// What each result is at each end; a duration takes two of these.
    answers: Vec<Vec<i64>>,
}

#[derive(Debug)]
enum Node {
    Leaf(usize),
    /// From each cut on the child behind it.
    Cuts {
        column: usize,
        cuts: Vec<i64>,
        children: Vec<u32>,
    },
    /// A child for each number from the first on; what lies outside goes to the ends.
    Direct {
        column: usize,
        first: i64,
        children: Vec<u32>,
    },
    Texts {
        column: usize,
        /// The texts, and whether the child only begins behind the text itself.
        cuts: Vec<(SmolStr, bool)>,
        children: Vec<u32>,
    },
}

impl Node {
    /// Where a value leads.
    #[inline]
    fn child<'t>(&self, value: i64, text: &impl Fn(i64) -> Option<&'t str>) -> Option<u32> {
        match self {
            Node::Leaf(_) => None,
            Node::Direct {
                first, children, ..
            } => {
                let last = children.len().checked_sub(1)?;
                let at = value.saturating_sub(*first).max(0);
                let at = usize::try_from(at).map_or(last, |at| at.min(last));
                children.get(at).copied()
            }
            Node::Cuts { cuts, children, .. } => {
                let at = cuts.partition_point(|cut| *cut <= value);
                children.get(at).copied()
            }
            Node::Texts { cuts, children, .. } => {
                let value = text(value)?;
                let passed = |(cut, behind): &(SmolStr, bool)| match cut.as_str().cmp(value) {
                    std::cmp::Ordering::Less => true,
                    std::cmp::Ordering::Equal => !behind,
                    std::cmp::Ordering::Greater => false,
                };
                children.get(cuts.partition_point(passed)).copied()
            }
        }
    }

    /// Where the values of a domain lead; some may come more than once.
    fn children(&self, (low, high): (i64, i64)) -> &[u32] {
        let within = |children: &'_ [u32], from: usize, to: usize| (from, to.min(children.len()));
        let (children, (from, to)) = match self {
            Node::Leaf(_) => return &[],
            Node::Texts { children, .. } => return children,
            Node::Cuts { cuts, children, .. } => {
                let at = |value: i64| cuts.partition_point(|cut| *cut <= value);
                (children, within(children, at(low), at(high) + 1))
            }
            Node::Direct {
                first, children, ..
            } => {
                let last = children.len().saturating_sub(1);
                let at = |value: i64| {
                    let at = value.saturating_sub(*first).max(0);
                    usize::try_from(at).map_or(last, |at| at.min(last))
                };
                (children, within(children, at(low), at(high) + 1))
            }
        };
        children.get(from..to).unwrap_or_default()
    }
}

/// The lowest and the highest value of a type, as registers hold them.
fn domain(policy: &Policy, ty: Type) -> (i64, i64) {
    let day = |date: Date| i64::from(date.days());
    match ty {
        Type::Boolean => (0, 1),
        Type::Enum(of) => (0, policy.enums.at(of).members.len() as i64 - 1),
        Type::Date => (day(Date::MIN), day(Date::MAX)),
        Type::DateOrOpen => (day(Date::MIN), OPEN),
        _ => (NONE + 1, i64::MAX),
    }
}

/// So many steps at most are taken where an argument is not known.
const MOST_STEPS: usize = 64;

/// A run of numbers this long has a child for each, or one that has at most so many times as many
/// numbers as cuts.
const DIRECT: i64 = 256;
const SPREAD: i64 = 8;

impl FlatTable {
    /// The index of a table; `digits` are those that the arguments have behind the point, column
    /// by column. None when a cut does not fit.
    pub(crate) fn new(policy: &Policy, table: &Table, digits: &[u8]) -> Option<Self> {
        let columns = table.columns.iter();
        let mut flat = Self {
            domains: columns.map(|column| domain(policy, column.ty)).collect(),
            nodes: Vec::with_capacity(table.index.steps().len()),
            root: table.index.root(),
            fits: Vec::new(),
            answers: Vec::new(),
        };
        for step in table.index.steps() {
            let node = match step {
                IndexStep::Rows(rows) => {
                    flat.fits.push(!rows.is_empty());
                    Node::Leaf(flat.fits.len() - 1)
                }
                IndexStep::Split {
                    column,
                    cuts,
                    children,
                } => split(table, column, &cuts, children, digits)?,
            };
            flat.nodes.push(node);
        }
        Some(flat)
    }

    /// The number of the end that some arguments lead to. An argument that is not known may be
    /// anything; where all of that leads to the same answers, it does not matter.
    #[inline]
    pub(crate) fn find<'t>(
        &self,
        argument: impl Fn(usize) -> i64,
        text: impl Fn(i64) -> Option<&'t str>,
    ) -> Option<i64> {
        let mut node = self.nodes.get(self.root)?;
        loop {
            let column = match node {
                Node::Leaf(leaf) => return i64::try_from(*leaf).ok(),
                Node::Cuts { column, .. }
                | Node::Direct { column, .. }
                | Node::Texts { column, .. } => *column,
            };
            let value = argument(column);
            if value <= NONE {
                let mut left = MOST_STEPS;
                return self.any(node, &argument, &text, &mut left);
            }
            node = self.nodes.get(node.child(value, &text)? as usize)?;
        }
    }

    /// The end behind a step whose argument is not known, if all ends there say the same.
    #[inline(never)]
    fn any<'t>(
        &self,
        node: &Node,
        argument: &impl Fn(usize) -> i64,
        text: &impl Fn(i64) -> Option<&'t str>,
        left: &mut usize,
    ) -> Option<i64> {
        *left = left.checked_sub(1)?;
        let column = match node {
            Node::Leaf(leaf) => return i64::try_from(*leaf).ok(),
            Node::Cuts { column, .. } | Node::Direct { column, .. } => *column,
            // A text may be any other text as well.
            Node::Texts { column, .. } => *column,
        };
        let value = argument(column);
        if value > NONE {
            let child = self.nodes.get(node.child(value, text)? as usize)?;
            return self.any(child, argument, text, left);
        }
        let mut found: Option<i64> = None;
        for child in node.children(self.domains.get(column).copied()?) {
            let leaf = self.any(self.nodes.get(*child as usize)?, argument, text, left)?;
            match found {
                Some(other) if !self.says_the_same(leaf, other) => return None,
                _ => found = Some(leaf),
            }
        }
        found
    }

    fn says_the_same(&self, a: i64, b: i64) -> bool {
        a == b
            || self.has_row(a) == self.has_row(b)
                && (0..self.answers.len() as u8).all(|result| {
                    let (a, b) = (self.answer(a, result), self.answer(b, result));
                    a == b && a != UNKNOWN
                })
    }

    /// Takes in what a result is at each end; gives its number.
    pub(crate) fn add_answers(&mut self, answers: Vec<i64>) -> Option<u8> {
        self.answers.push(answers);
        u8::try_from(self.answers.len() - 1).ok()
    }

    /// How many arguments it is asked with.
    #[cfg(feature = "native")]
    pub(crate) fn columns(&self) -> usize {
        self.domains.len()
    }

    /// How many results it has, as numbers.
    #[cfg(feature = "native")]
    pub(crate) fn results(&self) -> usize {
        self.answers.len()
    }

    /// Of each column, from where on its values may lead elsewhere; none when it has a text.
    #[cfg(feature = "native")]
    pub(crate) fn stretches(&self) -> Option<Vec<Vec<i64>>> {
        let mut columns = vec![std::collections::BTreeSet::new(); self.domains.len()];
        for node in &self.nodes {
            match node {
                Node::Leaf(_) => {}
                Node::Texts { .. } => return None,
                Node::Cuts { column, cuts, .. } => columns.get_mut(*column)?.extend(cuts),
                Node::Direct {
                    column,
                    first,
                    children,
                } => {
                    let turns = children.windows(2).zip(first + 1..);
                    let turns = turns.filter(|(pair, _)| matches!(pair, [a, b] if a != b));
                    columns.get_mut(*column)?.extend(turns.map(|(_, cut)| cut));
                }
            }
        }
        let sorted = columns.into_iter().map(|cuts| cuts.into_iter().collect());
        Some(sorted.collect())
    }

    pub(crate) fn has_row(&self, leaf: i64) -> bool {
        let leaf = usize::try_from(leaf).ok();
        leaf.and_then(|leaf| self.fits.get(leaf))
            .is_some_and(|fits| *fits)
    }

    pub(crate) fn answer(&self, leaf: i64, result: u8) -> i64 {
        let answers = self.answers.get(usize::from(result));
        let answer = answers.zip(usize::try_from(leaf).ok());
        let answer = answer.and_then(|(answers, leaf)| answers.get(leaf));
        answer.copied().unwrap_or(UNKNOWN)
    }
}

fn split(
    table: &Table,
    column: usize,
    cuts: &[Option<(&Value, bool)>],
    children: &[u32],
    digits: &[u8],
) -> Option<Node> {
    let ty = table.columns.get(column)?.ty;
    // The first child has no lower end. One behind all values is never reached, and has no cut.
    let cuts: Vec<_> = cuts.iter().skip(1).copied().map_while(|cut| cut).collect();
    let children = children.get(..=cuts.len())?.to_vec();
    if ty == Type::Text {
        let cuts = cuts.into_iter().map(|(value, behind)| match value {
            Value::Text(text) => Some((text.clone(), behind)),
            _ => None,
        });
        return Some(Node::Texts {
            column,
            cuts: cuts.collect::<Option<_>>()?,
            children,
        });
    }
    let digits = digits.get(column).copied().unwrap_or(0);
    let cuts = cuts.into_iter();
    let cuts = cuts.map(|(value, behind)| Some(number(value, digits)? + i64::from(behind)));
    let cuts: Vec<i64> = cuts.collect::<Option<_>>()?;
    let spread = cuts
        .first()
        .zip(cuts.last())
        .map(|(a, b)| b.saturating_sub(*a));
    match (spread, cuts.first()) {
        (Some(spread), Some(first)) if spread < DIRECT || spread / SPREAD < cuts.len() as i64 => {
            let first = first - 1;
            let at = |offset| cuts.partition_point(|cut| *cut <= first + offset);
            let child = |offset| children.get(at(offset)).copied();
            Some(Node::Direct {
                column,
                first,
                children: (0..=spread + 1).map(child).collect::<Option<_>>()?,
            })
        }
        _ => Some(Node::Cuts {
            column,
            cuts,
            children,
        }),
    }
}

fn number(value: &Value, digits: u8) -> Option<i64> {
    match value {
        Value::Decimal(d) | Value::Percent(d) => scaled(*d, digits),
        value => encode(value),
    }
}

/// The digits behind the point that the cuts of each column need.
pub(crate) fn digits_of(table: &Table, column: usize) -> u8 {
    let cells = table.rows.iter().filter_map(|row| row.cells.get(column));
    let ends = cells
        .flatten()
        .flat_map(|range| [range.low.as_ref(), range.high.as_ref()]);
    let decimals = ends.flatten().filter_map(decimal);
    decimals.map(super::encode::digits).max().unwrap_or(0)
}

pub(crate) fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Decimal(d) | Value::Percent(d) => Some(*d),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> (bylaws_dsl::ir::Policy, bylaws_dsl::ir::TableId) {
        let mut sources = bylaws_dsl::SourceMap::default();
        sources.add("t.bylaw", text);
        let compiled = crate::Bundle::compile(sources, &crate::Limits::default());
        let bundle = compiled.bundle.expect("the policy has no error");
        let policy = bundle.programs().next().unwrap().policy().clone();
        let id = policy.tables.ids().next().unwrap();
        (policy, id)
    }

    /// Every number around every cut leads where the index of the language leads.
    #[test]
    fn leads_where_the_index_leads() {
        for rows in [
            "  | 1..50 | 0% |\n  | 51..500 | 5% |\n  | 501..5_000 | 10% |\n  | 5_001.. | 15% |\n",
            "  | 3 | 1% |\n  | 5..7 | 2% |\n  | 100 | 3% |\n  | otherwise | 4% |\n",
        ] {
            let text = format!(
                "policy t\n\nfacts\n  n : integer\n\ntable r by n -> percent\n{rows}\n\
                 output o : percent is if r has (n) then r(n) else 9%\n"
            );
            let (policy, id) = table(&text);
            let table = policy.tables.at(id);
            let flat = FlatTable::new(&policy, table, &[0]).unwrap();
            let ends: Vec<&[u32]> = table
                .index
                .steps()
                .filter_map(|step| match step {
                    IndexStep::Rows(rows) => Some(rows),
                    IndexStep::Split { .. } => None,
                })
                .collect();
            for n in (-5..600).chain(4_990..5_010) {
                let leaf = flat.find(|_| n, |_| None).unwrap();
                let expected = table.index.rows(&[Value::Integer(n)]);
                assert_eq!(ends[leaf as usize], expected, "{n}");
                assert_eq!(flat.has_row(leaf), !expected.is_empty());
            }
        }
    }
}
