//! Texts, which policies only compare: one stands for all that no test tells apart.

use std::collections::BTreeSet;

use bylaws_dsl::ir::{CodeSet, ExprKind, Policy, Type};
use bylaws_dsl::value::Value;
use smol_str::SmolStr;

/// So many texts are told apart; beyond that nothing is said of them.
const MOST: usize = 600;

/// Texts, each by its number.
#[derive(Default, Clone, Debug)]
pub(super) struct Texts {
    all: Vec<SmolStr>,
    /// Whether there were too many.
    pub(super) too_many: bool,
}

impl Texts {
    /// Those that the policies mention, and others beside them.
    pub(super) fn of<'p>(policies: impl IntoIterator<Item = &'p Policy>) -> Self {
        let mut all: BTreeSet<SmolStr> = BTreeSet::new();
        let mut facts = 0;
        for policy in policies {
            collect(policy, &mut all, &mut facts, 0);
        }
        let mut texts: Vec<SmolStr> = all.into_iter().collect();
        let too_many = texts.len() > MOST;
        if too_many {
            texts.clear();
        }
        // Texts that nothing mentions: as many as there are facts, since these may differ.
        for place in 0..facts.min(40) {
            let text = SmolStr::from(match place {
                0 => "another text".to_owned(),
                place => format!("another text {}", place + 1),
            });
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        Self {
            all: texts,
            too_many,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn place(&self, text: &str) -> Option<usize> {
        self.all.iter().position(|known| known == text)
    }

    pub(super) fn at(&self, place: usize) -> Option<&SmolStr> {
        self.all.get(place)
    }

    /// Which of them are codes of a set.
    pub(super) fn codes<'t>(&'t self, codes: &'t CodeSet) -> impl Iterator<Item = usize> + 't {
        let all = self.all.iter().enumerate();
        all.filter(|(_, text)| codes.contains(text))
            .map(|(place, _)| place)
    }
}

fn collect(policy: &Policy, all: &mut BTreeSet<SmolStr>, facts: &mut usize, depth: u8) {
    if all.len() > MOST || depth > 8 {
        return;
    }
    let texts = policy.facts.values().filter(|fact| fact.ty == Type::Text);
    *facts += texts.count();
    let mut add = |value: &Value| {
        if let Value::Text(text) = value {
            all.insert(text.clone());
        }
    };
    for expr in policy.exprs.values() {
        if let ExprKind::Constant(value) = &expr.kind {
            add(value);
        }
    }
    for parameter in policy.parameters.values() {
        parameter.values.iter().for_each(|(_, value)| add(value));
    }
    for table in policy.tables.values() {
        let text = |ty: Type| ty == Type::Text;
        if !table
            .columns
            .iter()
            .chain(&table.results)
            .any(|column| text(column.ty))
        {
            continue;
        }
        for row in table.rows.iter().chain(&table.otherwise).take(MOST + 1) {
            row.values.iter().for_each(&mut add);
            let ends = row.cells.iter().flatten();
            for end in ends.flat_map(|range| range.low.iter().chain(&range.high)) {
                add(end);
            }
        }
    }
    for codes in policy.codes.values() {
        all.extend(codes.exact.iter().take(MOST + 1).cloned());
        for (low, high) in codes.ranges.iter().take(MOST) {
            // At the ends, just behind them, and just outside.
            for end in [low, high] {
                all.insert(end.clone());
                for more in ["!", "0", "~"] {
                    all.insert(format!("{end}{more}").into());
                }
                let mut letters: Vec<char> = end.chars().collect();
                if let Some(last) = letters.pop() {
                    for by in [-1, 1] {
                        let next = (last as u32)
                            .checked_add_signed(by)
                            .and_then(char::from_u32);
                        let begin: String = letters.iter().collect();
                        all.extend(next.map(|next| SmolStr::from(format!("{begin}{next}"))));
                    }
                    all.insert(letters.into_iter().collect::<String>().into());
                }
            }
        }
    }
    for used in policy.uses.values() {
        collect(&used.policy, all, facts, depth + 1);
    }
}
