//! What comes of asking: plain data, for reports.

use bylaws_dsl::Span;

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A guarantee holds.
    Guarantee,
    /// A decision never fails.
    Failure,
    /// A decision never leaves the range of numbers and dates.
    Range,
    /// Two exceptions never clash.
    Conflict,
    /// There is a rule on every day.
    Gap,
    /// A rule can apply.
    Dead,
    /// Two categories can apply together.
    Overlap,
    /// A reading can change a decision.
    Reading,
    /// A convention for month ends can change a decision.
    Months,
    /// One policy gives at least what another does.
    Refinement,
    /// Two policies decide alike.
    Equivalence,
}

impl Kind {
    /// The word of reports.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Guarantee => "guarantee",
            Kind::Failure => "failure",
            Kind::Range => "range",
            Kind::Conflict => "conflict",
            Kind::Gap => "gap",
            Kind::Dead => "dead",
            Kind::Overlap => "overlap",
            Kind::Reading => "reading",
            Kind::Months => "months",
            Kind::Refinement => "refinement",
            Kind::Equivalence => "equivalence",
        }
    }
}

/// How a question was answered.
#[derive(Clone, Debug, PartialEq)]
pub enum Finding {
    /// It holds for every request.
    Proved,
    /// It does not hold, as the case shows.
    Refuted(Shown),
    /// What must be possible is impossible for every request.
    Impossible,
    /// What is to be possible or told is possible, as the case shows.
    Possible(Shown),
    /// What would have been told cannot come about.
    Never,
    /// No such case was found; that is no proof.
    Searched {
        /// So many cases were decided.
        cases: u64,
        /// Why there is no proof.
        why: String,
    },
    /// Nobody knows, and why.
    Unknown(String),
    /// The solver was not done in time, and a search of so many cases found nothing.
    TimedOut {
        /// So many cases were decided.
        cases: u64,
    },
}

impl Finding {
    /// The word of reports.
    pub fn word(&self) -> &'static str {
        match self {
            Finding::Proved => "proved",
            Finding::Refuted(_) => "refuted",
            Finding::Impossible => "impossible",
            Finding::Possible(_) => "possible",
            Finding::Never => "never",
            Finding::Searched { .. } => "searched",
            Finding::Unknown(_) => "unknown",
            Finding::TimedOut { .. } => "time_out",
        }
    }
}

/// A case that was decided again before it was shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The facts by name, as the policy writes values.
    pub facts: Vec<(String, String)>,
    /// The readings that are chosen against the policy's own choice.
    pub readings: Vec<(String, String)>,
    /// The case as an `example`, to be pasted.
    pub example: String,
    /// What the decision on it says, in a few words.
    pub says: Vec<String>,
}

/// A question and its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The policy.
    pub policy: String,
    /// What is asked.
    pub kind: Kind,
    /// The question in words: what ought to be so.
    pub question: String,
    /// What the item says of itself.
    pub title: Option<String>,
    /// The item, such as `guarantee.floor`.
    pub item: Option<String>,
    /// The passages behind the item.
    pub cites: Vec<String>,
    /// Where the item stands.
    pub span: Option<Span>,
    /// What came of it.
    pub finding: Finding,
    /// What the answer takes for granted, a sentence each.
    pub within: Vec<String>,
}

impl Answer {
    /// Whether the answer is one that a reviewer must look at.
    pub fn is_bad(&self) -> bool {
        matches!(self.finding, Finding::Refuted(_) | Finding::Impossible)
    }
}
