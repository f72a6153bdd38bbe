//! Whether the cases of a policy would notice a slip of the pen.
//!
//! ```text
//! Policy ──make──▶ mutants ──its own cases──▶ killed, or survived
//! survived ──behaviour──▶ a case that the two decide differently ──▶ an example with the answer of the policy
//! ```

mod example;
mod make;
mod report;
mod run;

use bylaws_dsl::Span;
use bylaws_dsl::ir::ItemRef;
use bylaws_runtime::Program;
use std::sync::Arc;

use crate::coverage::{Excuse, Share};

pub use report::{json, text};
pub use run::{Mutants, Ran};

/// A policy with one thing changed, and what became of it.
#[derive(Clone, Debug)]
pub struct Mutant {
    /// The item that was changed.
    pub item: ItemRef,
    /// Where.
    pub span: Span,
    /// What is different, in the words of the policy.
    pub change: String,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// This example, by its name, does not come out as it expects.
    Killed(String),
    /// Every case passes.
    Survived(Missing),
    /// Every case passes, and somebody has said why no case can tell it apart.
    Equivalent(String),
    /// It was not run.
    Untried,
}

/// What would notice a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// This example, ready to be pasted into a file of cases.
    Example(String),
    /// The example of the mutant with this place among all.
    As(usize),
    /// No difference was found in so many cases: perhaps there is none.
    NotFound(u64),
    /// The two differ in something that no example can expect.
    Unsayable(String),
}

/// The mutants of a policy.
#[derive(Clone, Debug)]
pub struct Mutated {
    /// The policy.
    pub program: Arc<Program>,
    /// Every mutant, in the order of the text.
    pub mutants: Vec<Mutant>,
    /// What was said of mutants that the cases kill, or that there are not.
    pub stale: Vec<Excuse>,
}

impl Mutated {
    /// How many of the mutants that can be told apart and were run are killed.
    pub fn share(&self) -> Share {
        let counts = |mutant: &&Mutant| match mutant.fate {
            Fate::Killed(_) | Fate::Survived(_) => true,
            Fate::Equivalent(_) | Fate::Untried => false,
        };
        let killed = |mutant: &&Mutant| matches!(mutant.fate, Fate::Killed(_));
        Share {
            covered: self.mutants.iter().filter(killed).count(),
            all: self.mutants.iter().filter(counts).count(),
        }
    }

    /// The examples that would kill those that survived, each once.
    pub fn examples(&self) -> impl Iterator<Item = &str> {
        self.mutants.iter().filter_map(|mutant| match &mutant.fate {
            Fate::Survived(Missing::Example(example)) => Some(example.as_str()),
            _ => None,
        })
    }
}
