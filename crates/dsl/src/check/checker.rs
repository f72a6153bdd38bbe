//! The state of checking one policy, and the few things that every part of it does.

use std::collections::HashSet;

use indexmap::{IndexMap, IndexSet};
use smol_str::SmolStr;

use super::cycles::Uses;
use super::data::DataFiles;
use super::flow::Given;
use super::labels::Labels;
use super::layers::{Composed, Removed};
use super::lists::Scope;
use super::lookups::ToldGaps;
use super::months::Months;
use super::names::Names;
use super::suggestions::Suggestions;
use super::unread::Unread;
use super::uses::{Others, Used};
use crate::ast::Header;
use crate::ir::{EnumId, Expr, ExprId, ExprKind, Id, ItemRef, OutputId, Policy, TableId, Type};
use crate::{Code, Diagnostic, Limits, SourceId, Span, codes};

/// One policy on its way from syntax to ids and types.
pub(super) struct Checker<'a> {
    pub(super) policy: Policy,
    pub(super) names: Names,
    pub(super) found: Vec<Diagnostic>,
    /// The first line, unless it could not be read.
    pub(super) header: Option<&'a Header>,
    /// What the text would declare as well, could all of it be read.
    pub(super) unread: Unread,
    /// Which optional facts are known to be given where we stand.
    pub(super) given: Given,
    /// The labels of the price whose steps are being checked.
    pub(super) labels: Labels,
    /// Of which lists' elements we speak where we stand.
    pub(super) scope: Scope,
    /// Which item uses which.
    pub(super) uses: Uses,
    /// Where months are added without a convention.
    pub(super) months: Months,
    /// The policy of each file that this one is put together from.
    pub(super) layers: &'a [(SourceId, SmolStr)],
    /// What some layer has taken away.
    pub(super) removed: &'a Removed,
    /// The other policies of the bundle that can be used.
    pub(super) others: &'a Others,
    /// The policies that are used, by the name that stands for each.
    pub(super) used: Used,
    /// Items with the place at which the text has them.
    pub(super) items: Vec<(Span, ItemRef)>,
    /// Places where a date matters, which needs a fact that dates the decision.
    pub(super) dated: Vec<Span>,
    /// What a decision may tell, for the examples that expect it.
    pub(super) reasons: IndexSet<SmolStr>,
    /// The outputs by their names.
    pub(super) output_ids: IndexMap<SmolStr, OutputId>,
    /// How many items of each kind have been checked, failed ones too.
    pub(super) counts: Counts,
    /// The type of each define, in order; none where it has failed.
    pub(super) define_types: Vec<Option<Type>>,
    /// The texts that tables and codes are read from.
    pub(super) data: &'a DataFiles<'a>,
    pub(super) limits: Limits,
    /// Tables with a mistake in them, of which nothing more is told.
    pub(super) flawed_tables: HashSet<TableId>,
    pub(super) told_gaps: ToldGaps,
    pub(super) depth: usize,
    pub(super) deepest: usize,
    pub(super) suggestions: Suggestions,
}

/// How many items of each kind have been checked. An item that has failed is not put into the
/// policy, but the ids of those behind it are as if it were.
#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) defines: usize,
    pub(super) requires: usize,
    pub(super) categories: usize,
    pub(super) prices: usize,
    pub(super) guarantees: usize,
    pub(super) assumptions: usize,
    pub(super) uses: usize,
}

/// The next id of a count.
pub(super) fn next<I: Id>(count: &mut usize) -> I {
    *count += 1;
    I::from_index(*count - 1)
}

/// An absent clause is fine, a failed one is not.
pub(super) fn unless_failed<T>(clause: Option<Option<T>>) -> Option<Option<T>> {
    match clause {
        None => Some(None),
        Some(None) => None,
        Some(Some(checked)) => Some(Some(checked)),
    }
}

/// Levels of syntax per level of nesting: brackets, an operator and a sign of negation.
const LEVELS_PER_NESTING: usize = 3;

/// No limit is granted beyond this: expressions are checked level by level.
const DEEPEST: usize = 384;

impl<'a> Checker<'a> {
    pub(super) fn new(
        whole: &'a Composed<'_>,
        others: &'a Others,
        data: &'a DataFiles<'a>,
        limits: &Limits,
    ) -> Self {
        let header = whole.header.as_ref();
        let unread = Unread::new(&whole.unread);
        Self {
            policy: Policy::default(),
            names: Names::default(),
            found: Vec::new(),
            header,
            given: Given::default(),
            labels: Labels::default(),
            scope: Scope::new(),
            uses: Uses::default(),
            months: Months::new(header.filter(|_| unread.is_empty())),
            unread,
            layers: &whole.layers,
            removed: &whole.removed,
            others,
            used: Used::default(),
            items: Vec::new(),
            dated: Vec::new(),
            reasons: IndexSet::new(),
            output_ids: IndexMap::new(),
            counts: Counts::default(),
            define_types: Vec::new(),
            data,
            limits: *limits,
            flawed_tables: HashSet::new(),
            told_gaps: ToldGaps::new(),
            depth: 0,
            deepest: limits
                .nesting
                .saturating_mul(LEVELS_PER_NESTING)
                .min(DEEPEST),
            suggestions: Suggestions::default(),
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
            Diagnostic::new(
                codes::DUPLICATE_NAME,
                span,
                format!("{what} `{name}` is declared twice"),
            )
            .related(first, "first declared here")
            .help("give one of them another name, or delete it"),
        );
    }

    /// Numbers an expression.
    pub(super) fn push(&mut self, kind: ExprKind, ty: Type, span: Span) -> ExprId {
        let varies = self.varies(&kind);
        self.policy.exprs.push(Expr {
            kind,
            ty,
            span,
            varies,
        })
    }

    /// The variables that the value of an expression changes with.
    fn varies(&self, kind: &ExprKind) -> u8 {
        let bit = |variable| 1 << self.policy.variables.at(variable).depth;
        let operands = kind.operands().into_iter();
        let inner = operands.fold(0, |bits, id| bits | self.checked(id).varies);
        let own = kind.own_field().map_or(0, |field| bit(field.variable));
        (inner | own) & !kind.goes_through().map_or(0, bit)
    }

    /// A checked expression.
    pub(super) fn checked(&self, id: ExprId) -> &Expr {
        self.policy.exprs.at(id)
    }

    /// The type of a checked expression.
    pub(super) fn ty(&self, id: ExprId) -> Type {
        self.checked(id).ty
    }

    /// Remembers an item for the list of items.
    pub(super) fn list(&mut self, span: Span, item: ItemRef) {
        self.items.push((span, item));
    }

    /// The name among these that a misspelled one was probably meant to be.
    pub(super) fn nearest<'n>(
        &self,
        name: &str,
        among: impl IntoIterator<Item = &'n str>,
    ) -> Option<SmolStr> {
        self.suggestions.nearest(name, among)
    }

    /// The members of an enumeration for a sentence; none when there are too many to be of help.
    pub(super) fn members_listed(&self, id: EnumId) -> Option<String> {
        self.suggestions.listed(
            self.policy
                .enums
                .get(id)?
                .members
                .iter()
                .map(|m| m.name.as_str()),
        )
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
        let help = nearest
            .map(|name| format!("did you mean `{name}`?"))
            .or(otherwise);
        Diagnostic::new(code, span, message).help_if(help)
    }
}
