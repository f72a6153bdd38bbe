//! What can be wrong with a request, and what can fail in a decision.

use bylaws_dsl::ir::{ItemRef, UseId};
use bylaws_dsl::{Code, Span, codes};

/// Something that a decision reports in its `errors`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionError {
    /// The declared code; its page explains the error at length.
    pub code: Code,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The fact or reading that it is about, by name.
    pub fact: Option<Box<str>>,
    /// What the request gave, as it was written.
    pub given: Option<Box<str>>,
    /// What would have been allowed, in words.
    pub allowed: Option<Box<str>>,
    /// The item of the policy that failed, such as `category.surgery_procedure`.
    pub item: Option<Box<str>>,
    /// The lines of the policy that it takes to see it, as `file:line`, where those are not the
    /// whole item.
    pub places: Vec<Box<str>>,
}

impl DecisionError {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            fact: None,
            given: None,
            allowed: None,
            item: None,
            places: Vec::new(),
        }
    }

    pub(crate) fn of_fact(code: Code, fact: &str, message: impl Into<String>) -> Self {
        Self {
            fact: Some(fact.into()),
            ..Self::new(code, message)
        }
    }

    pub(crate) fn given(mut self, given: impl Into<Box<str>>) -> Self {
        self.given = Some(given.into());
        self
    }

    pub(crate) fn allowed(mut self, allowed: impl Into<Box<str>>) -> Self {
        self.allowed = Some(allowed.into());
        self
    }
}

impl std::fmt::Display for DecisionError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "[{}] {}", self.code.id(), self.message)
    }
}

impl std::error::Error for DecisionError {}

/// Why a value could not be computed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    pub(crate) code: Code,
    pub(crate) message: String,
    /// The item in which it happened; filled in by the item's evaluation.
    pub(crate) item: Option<ItemRef>,
    /// The clauses that it takes to see it, where those are not the whole item.
    pub(crate) clauses: Vec<Span>,
    /// See [`Failure::is_edge`].
    pub(crate) is_edge: bool,
    /// The uses that lead to the policy of the item, the outermost first.
    pub(crate) path: Vec<UseId>,
}

impl Failure {
    /// Whether a number or a date left what can be written at all. Hardly any missing fact is so
    /// bounded that none of its values does, so such ways of filling it in are left out of account.
    pub(crate) fn is_edge(&self) -> bool {
        self.is_edge
    }

    /// The same, in a calculation that other failures may befall before it comes to this one.
    pub(crate) fn among_others(mut self) -> Self {
        self.is_edge = false;
        self
    }

    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            is_edge: [codes::OVERFLOW, codes::DATE_OUT_OF_RANGE].contains(&code),
            code,
            message: message.into(),
            item: None,
            clauses: Vec::new(),
            path: Vec::new(),
        }
    }
}
