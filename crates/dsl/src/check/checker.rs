//! The state of checking one policy, and the few things that every part of it does.

use std::cell::Cell;

use smol_str::SmolStr;

use super::cycles::Uses;
use super::flow::Given;
use super::months::Months;
use super::names::Names;
use crate::ast::Header;
use crate::ir::{Expr, ExprId, ExprKind, ItemRef, Policy, Type};
use crate::{Code, Diagnostic, Limits, Span, suggest};

/// One policy on its way from syntax to ids and types.
pub(super) struct Checker<'a> {
    pub(super) policy: Policy,
    pub(super) names: Names,
    pub(super) found: Vec<Diagnostic>,
    /// The first line, unless it could not be read.
    pub(super) header: Option<&'a Header>,
    /// Which optional facts are known to be given where we stand.
    pub(super) given: Given,
    /// Which item uses which.
    pub(super) uses: Uses,
    /// Where months are added without a convention.
    pub(super) months: Months,
    /// Items with the place at which the text has them.
    pub(super) items: Vec<(Span, ItemRef)>,
    /// Places where a date matters, which needs a fact that dates the decision.
    pub(super) dated: Vec<Span>,
    pub(super) depth: usize,
    pub(super) deepest: usize,
    comparisons_left: Cell<usize>,
}

/// How many names may be compared for did-you-mean within one policy: enough for every mistake
/// of a person, and an end to it for a text that is all mistakes.
const COMPARISONS: usize = 200_000;

/// Levels of syntax per level of nesting: brackets, an operator and a sign of negation.
const LEVELS_PER_NESTING: usize = 3;

/// No limit is granted beyond this: expressions are checked level by level.
const DEEPEST: usize = 384;

impl<'a> Checker<'a> {
    pub(super) fn new(header: Option<&'a Header>, limits: &Limits) -> Self {
        Self {
            policy: Policy::default(),
            names: Names::default(),
            found: Vec::new(),
            header,
            given: Given::default(),
            uses: Uses::default(),
            months: Months::new(header),
            items: Vec::new(),
            dated: Vec::new(),
            depth: 0,
            deepest: limits.nesting.saturating_mul(LEVELS_PER_NESTING).min(DEEPEST),
            comparisons_left: Cell::new(COMPARISONS),
        }
    }

    /// Tells a mistake.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Tells a mistake, and that nothing came of the place.
    pub(super) fn refuse<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.found.push(diagnostic);
        None
    }

    /// Tells a name that is declared twice.
    pub(super) fn duplicate(&mut self, what: &str, name: &str, span: Span, first: Span) {
        self.report(
            Diagnostic::new(crate::codes::DUPLICATE_NAME, span, format!("{what} `{name}` is declared twice"))
                .related(first, "first declared here")
                .help("give one of them another name, or delete it"),
        );
    }

    /// Numbers an expression.
    pub(super) fn push(&mut self, kind: ExprKind, ty: Type, span: Span) -> ExprId {
        self.policy.exprs.push(Expr { kind, ty, span })
    }

    /// The type of a checked expression.
    pub(super) fn ty(&self, id: ExprId) -> Type {
        self.policy.exprs[id].ty
    }

    /// Remembers an item for the list of items.
    pub(super) fn list(&mut self, span: Span, item: ItemRef) {
        self.items.push((span, item));
    }

    /// The name among these that a misspelled one was probably meant to be.
    pub(super) fn nearest<'n>(&self, name: &str, among: impl IntoIterator<Item = &'n str>) -> Option<SmolStr> {
        let left = self.comparisons_left.get();
        let mut compared = 0;
        let found = suggest::nearest(name, among.into_iter().take(left).inspect(|_| compared += 1)).map(SmolStr::new);
        self.comparisons_left.set(left - compared);
        found
    }

    /// The members of an enumeration for a sentence; none when there are too many to be of help.
    pub(super) fn members_listed(&self, id: crate::ir::EnumId) -> Option<String> {
        let members = &self.policy.enums.get(id)?.members;
        let left = self.comparisons_left.get();
        if members.is_empty() || members.len() > left {
            return None;
        }
        self.comparisons_left.set(left - members.len());
        Some(format!("write {}", suggest::one_of(members.iter().map(|m| m.name.as_str()))))
    }

    /// A diagnostic with did-you-mean, or with other help when no name is near.
    pub(super) fn with_nearest(
        &self,
        code: Code,
        span: Span,
        message: String,
        nearest: Option<SmolStr>,
        otherwise: Option<String>,
    ) -> Diagnostic {
        let help = nearest.map(|name| format!("did you mean `{name}`?")).or(otherwise);
        Diagnostic::new(code, span, message).help_if(help)
    }
}
