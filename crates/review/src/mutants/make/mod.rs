//! Every mutant of a policy: the policy with one thing changed, of the kind that a slip of the
//! pen is. The checked policy is what is changed, and only into what would check without an error.

mod expressions;
mod items;
mod tables;
mod values;

use bylaws_dsl::ir::{ExprId, ExprKind, ItemRef, Policy, Supplied};
use bylaws_dsl::value::Value;
use bylaws_dsl::{SourceMap, Span};

use crate::coverage::one_line;

/// What turns the policy into a mutant.
pub(crate) type Edit = Box<dyn Fn(&mut Policy) + Send + Sync>;

/// A policy with one thing changed.
pub(crate) struct Made {
    pub(crate) item: ItemRef,
    pub(crate) span: Span,
    /// What is different, in the words of the policy.
    pub(crate) change: String,
    pub(crate) edit: Edit,
}

/// All mutants of what was written in the policy itself, in the order of the text.
pub(crate) fn mutants(policy: &Policy, sources: &SourceMap) -> Vec<Made> {
    let mut maker = Maker {
        policy,
        sources,
        item: None,
        made: Vec::new(),
    };
    for item in &policy.items {
        if *policy.layer(*item) == policy.name {
            maker.item = Some(*item);
            maker.of(*item);
        }
    }
    maker.order();
    let mut made = maker.made;
    made.sort_by_key(|made| (made.span.source, made.span.start));
    made
}

struct Maker<'p> {
    policy: &'p Policy,
    sources: &'p SourceMap,
    item: Option<ItemRef>,
    made: Vec<Made>,
}

impl Maker<'_> {
    fn add(
        &mut self,
        span: Span,
        change: impl Into<String>,
        edit: impl Fn(&mut Policy) + Send + Sync + 'static,
    ) {
        if let Some(item) = self.item {
            self.made.push(Made {
                item,
                span,
                change: change.into(),
                edit: Box::new(edit),
            });
        }
    }

    /// An expression as the policy writes it.
    fn text(&self, id: ExprId) -> String {
        let expr = self.policy.exprs.at(id);
        let text = one_line(self.sources.text(expr.span));
        match &expr.kind {
            ExprKind::Constant(value) => self.policy.value_words(value),
            _ => text,
        }
    }

    fn words(&self, value: &Value) -> String {
        self.policy.value_words(value)
    }

    /// Whether other parts of the policy may speak of something only because this test was made:
    /// without it the policy would not check.
    fn guards(&self, id: ExprId) -> bool {
        let kind = &self.policy.exprs.at(id).kind;
        matches!(
            kind,
            ExprKind::IsGiven(_) | ExprKind::FieldGiven(_) | ExprKind::Has { .. }
        ) || kind.operands().iter().any(|operand| self.guards(*operand))
    }

    /// The expressions of an item.
    fn of(&mut self, item: ItemRef) {
        let policy = self.policy;
        self.in_force(item);
        match item {
            ItemRef::Reading(id) => self.reading(id),
            ItemRef::Parameter(id) => self.parameter(id),
            ItemRef::Window(id) => self.expr(policy.windows.at(id).is),
            ItemRef::Define(id) => self.define(id),
            ItemRef::Require(id) => self.require(id),
            ItemRef::Category(id) => self.category(id),
            ItemRef::Price(id) => self.price(id),
            ItemRef::Assumption(id) => self.assumption(id),
            ItemRef::Table(id) => self.table(id),
            ItemRef::Use(id) => {
                for supplied in &policy.uses.at(id).facts {
                    if let Supplied::Expr(expr) = supplied {
                        self.expr(*expr);
                    }
                }
            }
            // What promises something decides nothing, and a script is no text of ours.
            ItemRef::Guarantee(_)
            | ItemRef::Codes(_)
            | ItemRef::Script(_)
            | ItemRef::Source(_)
            | ItemRef::Type(_)
            | ItemRef::Fact(_)
            | ItemRef::Example(_) => {}
        }
    }
}

/// Makes an expression say something else.
fn say(policy: &mut Policy, id: ExprId, kind: ExprKind) {
    let mut expr = policy.exprs.at(id).clone();
    expr.kind = kind;
    policy.exprs.replace(id, expr);
}

/// Puts another expression in the place of one.
fn put(policy: &mut Policy, id: ExprId, other: ExprId) {
    let other = policy.exprs.at(other).clone();
    policy.exprs.replace(id, other);
}

/// Makes an expression an operand of something new in its place.
fn wrap(policy: &mut Policy, id: ExprId, outer: impl FnOnce(&mut Policy, ExprId) -> ExprKind) {
    let inner = policy.exprs.at(id).clone();
    let inner = policy.exprs.push(inner);
    let kind = outer(policy, inner);
    say(policy, id, kind);
}

/// A constant of the type that it has.
fn constant(policy: &mut Policy, like: ExprId, ty: bylaws_dsl::ir::Type, value: Value) -> ExprId {
    let mut expr = policy.exprs.at(like).clone();
    (expr.kind, expr.ty, expr.varies) = (ExprKind::Constant(value), ty, 0);
    policy.exprs.push(expr)
}
