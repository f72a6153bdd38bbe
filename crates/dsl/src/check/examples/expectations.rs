//! What an example expects: values of outputs, the status, what is needed, and the reasons.

use std::collections::HashMap;

use indexmap::IndexSet;
use smol_str::SmolStr;

use crate::ast::{Binding, ExpectKey, Expr, ExprKind, Literal, Name};
use crate::check::checker::Checker;
use crate::check::layers::Space;
use crate::check::names::Named;
use crate::check::words::{bare, quoted};
use crate::ir::{Expectation, Expected, Need, OutputId, OutputKind, Type};
use crate::value::Value;
use crate::{Diagnostic, Span, codes};

/// What can become of a request.
const STATUSES: [&str; 4] = ["decided", "undetermined", "invalid", "failed"];

impl Checker<'_> {
    pub(super) fn expectations(&mut self, bindings: &[Binding]) -> Vec<Expectation> {
        let mut first: HashMap<&SmolStr, Span> = HashMap::new();
        for binding in bindings {
            if let Some(span) = first.insert(&binding.name.kind, binding.name.span) {
                self.duplicate(
                    "the expectation of",
                    &binding.name.kind,
                    binding.name.span,
                    span,
                );
            }
        }
        let expectations: Vec<Expectation> = bindings
            .iter()
            .filter_map(|binding| {
                let span = binding
                    .value
                    .as_ref()
                    .map_or(binding.name.span, |v| binding.name.span.to(v.span));
                Some(Expectation {
                    expected: self.expected(binding)?,
                    span,
                })
            })
            .collect();
        self.refuse_contradictions(&expectations);
        expectations
    }

    fn expected(&mut self, binding: &Binding) -> Option<Expected> {
        let name = &binding.name;
        let Some(key) = ExpectKey::named(&name.kind) else {
            let (id, ty, kind) = self.expected_output(name)?;
            let Some(value) = &binding.value else {
                return Some(Expected::Output(id, None));
            };
            return self
                .expected_value(value, ty, kind, name)
                .map(|value| Expected::Output(id, Some(value)));
        };
        let Some(value) = &binding.value else {
            let message = format!("`{}` is known of every decision", name.kind);
            let help = format!("leave the line out, or say what `{}` must be", name.kind);
            return self.refuse(Diagnostic::new(codes::WRONG_TYPE, name.span, message).help(help));
        };
        match key {
            ExpectKey::Status => self.expected_status(value).map(Expected::Status),
            ExpectKey::Needs => self.expected_needs(value).map(Expected::Needs),
            ExpectKey::Reasons => self.expected_reasons(value).map(Expected::Reasons),
        }
    }

    pub(super) fn expected_output(&mut self, name: &Name) -> Option<(OutputId, Type, OutputKind)> {
        let found = self.output_named(&name.kind);
        match found {
            Some((id, Some(ty), kind)) => Some((id, ty, kind)),
            Some((_, None, OutputKind::Periods)) => {
                let message = "`periods` is of a form that an example cannot write";
                let help =
                    "expect `covered_from` and `covered_through`, with one category in the case";
                self.refuse(Diagnostic::new(codes::UNKNOWN_OUTPUT, name.span, message).help(help))
            }
            Some((_, None, _)) => None,
            None => self.unknown_output(name),
        }
    }

    fn output_named(&self, name: &str) -> Option<(OutputId, Option<Type>, OutputKind)> {
        let id = self.output_ids.get(name).copied()?;
        self.policy
            .outputs
            .get(id)
            .map(|output| (id, output.ty, output.kind))
    }

    fn unknown_output<T>(&mut self, name: &Name) -> Option<T> {
        if self.unread.may_declare(&name.kind) {
            return None;
        }
        if let Some(removed) = self.removed_name(Space::Value, &name.kind, name.span) {
            return self.refuse(removed);
        }
        let message = match self.names.get(&name.kind) {
            Some(Named::Define(..)) => format!(
                "`{}` is a `define`, which a decision does not report",
                name.kind
            ),
            Some(Named::Fact(..)) => {
                format!("`{}` is a fact, which is given and not expected", name.kind)
            }
            _ => format!("the policy has no output `{}`", name.kind),
        };
        let otherwise = match self.names.get(&name.kind) {
            Some(Named::Define(..)) => "declare it with `output` in place of `define`".to_owned(),
            _ => "expect an output, `status`, `needs` or `reasons`".to_owned(),
        };
        let known = self
            .output_ids
            .keys()
            .map(SmolStr::as_str)
            .chain(["status", "needs", "reasons"]);
        let near = self.nearest(&name.kind, known);
        let diagnostic = self.with_nearest(
            codes::UNKNOWN_OUTPUT,
            name.span,
            message,
            near,
            Some(otherwise),
        );
        self.refuse(diagnostic)
    }

    fn expected_value(
        &mut self,
        value: &Expr,
        ty: Type,
        kind: OutputKind,
        name: &Name,
    ) -> Option<Value> {
        let may_be_none = matches!(kind, OutputKind::CoveredFrom | OutputKind::CoveredThrough);
        if may_be_none && matches!(bare(value).kind, ExprKind::Literal(Literal::None)) {
            return Some(Value::None);
        }
        self.written(value, ty, &format!("`{}`", name.kind))
    }

    fn expected_status(&mut self, value: &Expr) -> Option<SmolStr> {
        let ExprKind::Name(name) = &bare(value).kind else {
            let message = format!("{} is not a status", quoted(value));
            let help = format!("write {}", crate::suggest::one_of(STATUSES));
            return self.refuse(Diagnostic::new(codes::WRONG_TYPE, value.span, message).help(help));
        };
        if STATUSES.contains(&name.as_str()) {
            return Some(name.clone());
        }
        let near = self.nearest(name, STATUSES);
        let message = format!("`{name}` is not a status");
        let diagnostic = self.with_nearest(codes::UNKNOWN_MEMBER, value.span, message, near, None);
        self.refuse(diagnostic.help(format!("write {}", crate::suggest::one_of(STATUSES))))
    }

    fn expected_needs(&mut self, value: &Expr) -> Option<Vec<Need>> {
        let names = self.listed(value, "`needs`", "`needs {fact, other_fact}`")?;
        let facts: Vec<Option<Need>> = names.iter().map(|name| self.needed_fact(name)).collect();
        let facts: Option<IndexSet<Need>> = facts.into_iter().collect();
        facts.map(|facts| facts.into_iter().collect())
    }

    fn needed_fact(&mut self, expr: &Expr) -> Option<Need> {
        let name = match &bare(expr).kind {
            ExprKind::Name(name) => name,
            ExprKind::Element(element) => return self.needed_element(element),
            _ => {
                let message = format!("{} is not the name of a fact", quoted(expr));
                let help = "`needs` lists the facts that a decision hangs on";
                return self
                    .refuse(Diagnostic::new(codes::WRONG_TYPE, expr.span, message).help(help));
            }
        };
        match self.names.get(name) {
            Some(Named::Fact(id, _)) => return Some(Need::Fact(id)),
            Some(Named::Broken) => return None,
            None if self.unread.may_declare(name) => return None,
            _ => {}
        }
        if let Some(removed) = self.removed_name(Space::Value, name, expr.span) {
            return self.refuse(removed);
        }
        let is_fact = |named: Named| matches!(named, Named::Fact(..));
        let facts = self
            .names
            .values
            .iter()
            .filter(|(_, e)| is_fact(e.named))
            .map(|(n, _)| n.as_str());
        let near = self.nearest(name, facts);
        let message = format!("the policy has no fact `{name}` that a decision could need");
        let otherwise = "list facts that the policy declares".to_owned();
        let diagnostic = self.with_nearest(
            codes::UNKNOWN_NAME,
            expr.span,
            message,
            near,
            Some(otherwise),
        );
        self.refuse(diagnostic)
    }

    fn expected_reasons(&mut self, value: &Expr) -> Option<Vec<SmolStr>> {
        let texts = self.listed(value, "`reasons`", "`reasons {\"…\"}`")?;
        let reasons: Vec<Option<SmolStr>> = texts
            .iter()
            .map(|text| self.expected_reason(text))
            .collect();
        reasons.into_iter().collect()
    }

    fn expected_reason(&mut self, expr: &Expr) -> Option<SmolStr> {
        let ExprKind::Literal(Literal::Text(text)) = &bare(expr).kind else {
            let message = format!("{} is not a text between double quotes", quoted(expr));
            let help = "write the reason as the policy has it, between double quotes";
            return self.refuse(Diagnostic::new(codes::WRONG_TYPE, expr.span, message).help(help));
        };
        if self.reasons.contains(text) || !self.unread.is_empty() {
            return Some(text.clone());
        }
        let near = self.nearest(text, self.reasons.iter().map(SmolStr::as_str));
        let message = format!("no require and no referral gives the reason \"{text}\"");
        let help = match near {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => "write the reason as the policy has it".to_owned(),
        };
        self.refuse(Diagnostic::new(codes::BAD_EXPECTATION, expr.span, message).help(help))
    }

    /// The parts between the braces.
    fn listed<'e>(&mut self, value: &'e Expr, what: &str, form: &str) -> Option<&'e [Expr]> {
        if let ExprKind::Set(parts) = &bare(value).kind {
            return Some(parts);
        }
        let message = format!("{} is no list, and {what} is one", quoted(value));
        self.refuse(
            Diagnostic::new(codes::WRONG_TYPE, value.span, message).help(format!("write {form}")),
        )
    }

    /// Expectations that no decision meets together.
    fn refuse_contradictions(&mut self, expectations: &[Expectation]) {
        let status = expectations.iter().find_map(|e| match &e.expected {
            Expected::Status(status) => Some((status.as_str(), e.span)),
            _ => None,
        });
        let Some((status, span)) = status else { return };
        for other in expectations {
            let contradiction = match (&other.expected, status) {
                (Expected::Needs(needs), "decided") if !needs.is_empty() => {
                    "a decision that is decided needs nothing more"
                }
                (Expected::Needs(needs), "undetermined") if needs.is_empty() => {
                    "a decision that is undetermined needs something"
                }
                (Expected::Output(_, None), "decided") => {
                    "a decision that is decided knows all its outputs"
                }
                _ => continue,
            };
            self.report(
                Diagnostic::new(codes::BAD_EXPECTATION, other.span, contradiction)
                    .related(span, "the status that is expected")
                    .help("change the status or this line"),
            );
        }
    }
}
