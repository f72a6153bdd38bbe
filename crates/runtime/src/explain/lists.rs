//! What was found in a list: the element that settled a test, or how many elements counted.

use bylaws_dsl::ast::Quantifier;
use bylaws_dsl::codes;
use bylaws_dsl::ir::{ExprId, ExprKind, ListId, Policy, VariableId};
use bylaws_dsl::value::Value;

use super::events::{Step, StepKind};
use crate::error::Failure;
use crate::eval::Run;
use crate::facts::Held;

/// What was found in the list that an expression goes through.
#[derive(Clone, Debug, PartialEq)]
pub struct ListFinding {
    /// The expression.
    pub of: ExprId,
    /// The list.
    pub list: ListId,
    /// What came of it.
    pub found: Found,
}

/// What came of going through a list.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// The list is not given.
    Missing,
    /// This element settled the test: it has what was asked for, or not.
    Element {
        /// Its place, from 0.
        element: usize,
        /// Whether the condition holds of it.
        holds: bool,
        /// The fields that the condition asks for, by their place in the declaration, with their
        /// values; none for those that it does not have.
        values: Vec<(u16, Option<Value>)>,
    },
    /// No element settled the test: the condition holds of so many.
    Elements {
        /// Of how many it holds for sure.
        holds: usize,
        /// Of how many that is not known.
        unknown: usize,
        /// How many there are.
        all: usize,
    },
}

/// What was found in every list that the expression goes through itself, in the order in which
/// they stand. Lists that are gone through within a test of elements are not told.
pub(super) fn in_expression(run: &mut Run<'_>, id: ExprId) -> Vec<ListFinding> {
    let policy = run.policy;
    let mut found = Vec::new();
    let mut waiting = vec![id];
    while let Some(id) = waiting.pop() {
        let kind = &policy.exprs.at(id).kind;
        match kind.goes_through() {
            Some(variable) => found.extend(finding(run, id, variable)),
            None => waiting.extend(kind.operands().into_iter().rev()),
        }
    }
    found
}

/// None where going through the list again takes more steps than a decision may.
fn finding(run: &mut Run<'_>, of: ExprId, variable: VariableId) -> Option<ListFinding> {
    let policy = run.policy;
    let (settling, condition) = match &policy.exprs.at(of).kind {
        ExprKind::Quantified {
            quantifier, holds, ..
        } => (Some(*quantifier == Quantifier::Any), Some(*holds)),
        ExprKind::Folded { filter, .. } => (None, *filter),
        _ => (None, None),
    };
    let list = policy.variables.at(variable).list;
    let found = match run.elements(variable) {
        None => Found::Missing,
        Some(all) => {
            // The expression itself says whether an element settled it, without asking them all.
            let settled = settling.filter(|holds| run.expr(of).holds() == Some(*holds));
            through(run, variable, condition, all, settled)?
        }
    };
    Some(ListFinding { of, list, found })
}

fn through(
    run: &mut Run<'_>,
    variable: VariableId,
    condition: Option<ExprId>,
    all: usize,
    settled: Option<bool>,
) -> Option<Found> {
    let Some(condition) = condition else {
        return Some(Found::Elements {
            holds: all,
            unknown: 0,
            all,
        });
    };
    let (mut sure, mut unknown) = (0, 0);
    for element in 0..all {
        let known = run.of_element(variable, Some(element), condition);
        let is_too_many = |failure: &Failure| failure.code == codes::TOO_MANY_STEPS;
        if known.failure().is_some_and(is_too_many) {
            return None;
        }
        let holds = known.holds();
        if let (Some(holds), Some(wanted)) = (holds, settled)
            && holds == wanted
        {
            return Some(Found::Element {
                element,
                holds,
                values: values(run, variable, element, condition),
            });
        }
        sure += usize::from(holds == Some(true));
        unknown += usize::from(holds.is_none());
    }
    Some(Found::Elements {
        holds: sure,
        unknown,
        all,
    })
}

/// The fields of the element that an expression asks for, in the order in which they stand.
fn values(
    run: &Run<'_>,
    variable: VariableId,
    element: usize,
    id: ExprId,
) -> Vec<(u16, Option<Value>)> {
    let policy = run.policy;
    let list = policy.variables.at(variable).list;
    let mut found: Vec<(u16, Option<Value>)> = Vec::new();
    let mut waiting = vec![id];
    while let Some(id) = waiting.pop() {
        let kind = &policy.exprs.at(id).kind;
        if let Some(field) = kind.own_field().filter(|field| field.variable == variable)
            && !found.iter().any(|(other, _)| *other == field.field)
        {
            let held = run.facts.field(list, element, field.field);
            let value = match held.map(|slot| run.facts.held(slot)) {
                Some(Held::Given(value)) => Some(value.clone()),
                _ => None,
            };
            found.push((field.field, value));
        }
        waiting.extend(kind.operands().into_iter().rev());
    }
    found
}

/// The lists within a test: a test that is all about one list is told by its own note.
pub(super) fn inner_lists(step: &Step) -> impl Iterator<Item = &ListFinding> {
    let lists = step.lists.iter();
    lists.filter(|list| step.kind != StepKind::Test(list.of))
}

/// The finding in one sentence.
pub(super) fn finding_words(policy: &Policy, finding: &ListFinding) -> String {
    let list = policy.lists.at(finding.list);
    let name = &list.name;
    match &finding.found {
        Found::Missing => format!("`{name}` is not known"),
        Found::Element {
            element,
            holds,
            values,
        } => {
            let verb = if *holds { "holds" } else { "does not hold" };
            let words = values.iter().filter_map(|(field, value)| {
                let field = list.fields.get(usize::from(*field))?;
                let value = match value {
                    Some(value) => policy.value_words(value),
                    None if field.optional => "none".to_owned(),
                    None => "unknown".to_owned(),
                };
                Some(format!("{} {value}", field.name))
            });
            let words = words.collect::<Vec<_>>().join(", ");
            match words.is_empty() {
                true => format!("it {verb} of `{name}[{element}]`"),
                false => format!("it {verb} of `{name}[{element}]`: {words}"),
            }
        }
        Found::Elements {
            holds,
            unknown,
            all,
        } => {
            let open = match unknown {
                0 => String::new(),
                n => format!(", and of {n} it is not known"),
            };
            let plural = if *all == 1 { "element" } else { "elements" };
            let elements = format!("{holds} of {all} {plural} of `{name}`");
            match &policy.exprs.at(finding.of).kind {
                ExprKind::Folded { .. } => format!("{elements} counted{open}"),
                _ => format!("it holds of {elements}{open}"),
            }
        }
    }
}
