//! The steps of a price for one case, in both versions.

use std::sync::Arc;

use bylaws_dsl::ir::ItemRef;
use bylaws_runtime::explain::StepKind;
use bylaws_runtime::{Options, Program, Trace};

use crate::behaviour::{Effect, Region};
use crate::canon::{Locals, Writer};

/// So many waterfalls are drawn.
const MOST: usize = 3;

/// A price of one case, before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waterfall {
    /// The price.
    pub price: String,
    /// What the case is.
    pub case: String,
    /// Its steps in the old version.
    pub old: Vec<Bar>,
    /// Its steps in the new version.
    pub new: Vec<Bar>,
}

/// A step that applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// What the step says.
    pub step: String,
    /// The running amount before it, in cents.
    pub before: i64,
    /// The running amount behind it, in cents.
    pub after: i64,
}

/// The waterfalls of the prices that the witnesses change, one for each price.
pub(super) fn waterfalls(
    old: &Arc<Program>,
    new: &Arc<Program>,
    regions: &[Region],
) -> Vec<Waterfall> {
    let mut all: Vec<Waterfall> = Vec::new();
    for region in regions {
        let mut prices = region.effects.iter().filter_map(|effect| match effect {
            Effect::Amount(name, _) => Some(name),
            _ => None,
        });
        let Some(price) = prices.find(|price| !all.iter().any(|w| w.price == **price)) else {
            continue;
        };
        let facts = region.witness.facts_json();
        let options = Options {
            readings: region.witness.readings.clone(),
            trace: Trace::Full,
            ..Options::default()
        };
        let (old, new) = (
            bars(old, price, &facts, &options),
            bars(new, price, &facts, &options),
        );
        if !old.is_empty() && !new.is_empty() {
            all.push(Waterfall {
                price: price.clone(),
                case: super::witness_words(region),
                old,
                new,
            });
        }
        if all.len() >= MOST {
            break;
        }
    }
    all
}

fn bars(program: &Arc<Program>, price: &str, facts: &str, options: &Options) -> Vec<Bar> {
    let policy = program.policy();
    let Some((id, declared)) = policy.prices.iter().find(|(_, p)| p.head.name == price) else {
        return Vec::new();
    };
    let writer = Writer {
        policy,
        sources: program.sources(),
        locals: Locals::Named,
    };
    let decision = program.decide_json(facts, options);
    let event = decision
        .trace
        .iter()
        .find(|event| event.item == ItemRef::Price(id));
    let steps = event.into_iter().flat_map(|event| &event.steps);
    steps
        .filter_map(|step| match step.kind {
            StepKind::Amount(place, moved) => {
                let written = declared.steps.get(place)?;
                let change = moved.change.map_or(0, |money| money.cents());
                let after = moved.after?.cents();
                let words = format!("{} {}", written.kind.words(), writer.words(written.amount));
                let applied = step.holds == Some(true) && (change != 0 || moved.before.is_none());
                applied.then(|| Bar {
                    step: words,
                    before: moved.before.map_or(0, |money| money.cents()),
                    after,
                })
            }
            _ => None,
        })
        .collect()
}
