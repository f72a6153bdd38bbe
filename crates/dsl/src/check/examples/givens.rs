//! What an example gives: facts and readings, its own lines over those that its file shares.

use std::collections::HashMap;

use indexmap::IndexMap;
use smol_str::SmolStr;

use crate::ast::{Binding, Example, Expr, ExprKind, Literal, Name};
use crate::check::checker::Checker;
use crate::check::layers::Space;
use crate::check::names::Named;
use crate::check::types::order;
use crate::check::words::bare;
use crate::ir::{FactId, Need, ReadingId, Type};
use crate::value::Value;
use crate::{Diagnostic, Span, codes};

/// What a line of `given` speaks of.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Subject {
    Fact(FactId),
    Reading(ReadingId),
}

/// Lines of `given`; a line without a value takes a shared one back.
pub(super) type Lines = IndexMap<Subject, Option<Value>>;
/// What all examples of a file begin with.
pub(super) type Start = Lines;

/// The facts and readings of one example.
pub(super) struct Case {
    pub(super) facts: Vec<(FactId, Value)>,
    pub(super) readings: Vec<(ReadingId, u16)>,
}

impl Checker<'_> {
    /// The lines that all examples of a file share.
    pub(super) fn shared_start<'b>(
        &mut self,
        bindings: impl Iterator<Item = &'b Binding>,
    ) -> Start {
        self.lines(bindings)
    }

    /// The facts and readings of an example.
    pub(super) fn given_of(&mut self, example: &Example, start: &Start) -> Case {
        let own = self.lines(example.given.iter());
        let shared = start
            .iter()
            .filter(|(subject, _)| !own.contains_key(*subject));
        let (mut facts, mut readings) = (Vec::new(), Vec::new());
        for (subject, value) in shared.chain(own.iter()) {
            match (subject, value) {
                (Subject::Fact(id), Some(value)) => facts.push((*id, value.clone())),
                (Subject::Reading(id), Some(Value::Member(_, choice))) => {
                    readings.push((*id, *choice))
                }
                _ => {}
            }
        }
        Case { facts, readings }
    }

    fn lines<'b>(&mut self, bindings: impl Iterator<Item = &'b Binding>) -> Lines {
        let mut lines = Lines::new();
        let mut first: HashMap<&SmolStr, Span> = HashMap::new();
        for binding in bindings {
            if let Some(span) = first.insert(&binding.name.kind, binding.name.span) {
                self.duplicate("the line for", &binding.name.kind, binding.name.span, span);
            }
            if let Some((subject, value)) = self.line(binding) {
                lines.insert(subject, value);
            }
        }
        lines
    }

    fn line(&mut self, binding: &Binding) -> Option<(Subject, Option<Value>)> {
        let name = &binding.name;
        let (subject, ty) = self.subject(name)?;
        let value = match (subject, binding.value.as_ref()) {
            (_, None) => None,
            (Subject::Fact(id), Some(value)) => match ty {
                Type::List(list) => Some(self.given_list(list, value)?),
                _ => self.value_given(Need::Fact(id), Some(value))?,
            },
            (Subject::Reading(_), Some(value)) => {
                Some(self.written(value, ty, &format!("`{}`", name.kind))?)
            }
        };
        Some((subject, value))
    }

    /// The fact or reading of this name, and its type.
    pub(super) fn subject(&mut self, name: &Name) -> Option<(Subject, Type)> {
        match self.names.get(&name.kind) {
            Some(Named::Fact(id, ty)) => Some((Subject::Fact(id), ty)),
            Some(Named::Reading(id, choices)) => Some((Subject::Reading(id), Type::Enum(choices))),
            Some(Named::Broken) => None,
            Some(_) => self.refuse_given(&name.kind, name.span),
            None => self.unknown_given(&name.kind, name.span),
        }
    }

    /// The value that is written for a fact or a field; none for `unknown` and `none`.
    pub(super) fn value_given(
        &mut self,
        need: Need,
        written: Option<&Expr>,
    ) -> Option<Option<Value>> {
        let Some(written) = written else {
            return Some(None);
        };
        if matches!(bare(written).kind, ExprKind::Literal(Literal::None)) {
            return self.given_none(need, written).map(|()| None);
        }
        let declared = self.policy.declaration(need);
        let (ty, what) = (declared.ty, format!("`{}`", declared.name));
        let value = self.written(written, ty, &what)?;
        self.refuse_out_of_range(need, &value, written);
        Some(Some(value))
    }

    fn refuse_given<T>(&mut self, name: &str, span: Span) -> Option<T> {
        let message = format!("`{name}` is worked out by the policy and cannot be given");
        let help = "give the facts that it is worked out from, or write it below `expect`";
        self.refuse(Diagnostic::new(codes::UNKNOWN_NAME, span, message).help(help))
    }

    fn unknown_given<T>(&mut self, name: &str, span: Span) -> Option<T> {
        if self.unread.may_declare(name) {
            return None;
        }
        if let Some(removed) = self.removed_name(Space::Value, name, span) {
            return self.refuse(removed);
        }
        let is_input = |named: Named| matches!(named, Named::Fact(..) | Named::Reading(..));
        let inputs = self
            .names
            .values
            .iter()
            .filter(|(_, e)| is_input(e.named))
            .map(|(n, _)| n.as_str());
        let near = self.nearest(name, inputs);
        let message = format!("the policy has no fact or reading `{name}`");
        let otherwise = "give a fact that the policy declares".to_owned();
        let diagnostic =
            self.with_nearest(codes::UNKNOWN_NAME, span, message, near, Some(otherwise));
        self.refuse(diagnostic)
    }

    /// `none` says that an optional fact is left out.
    fn given_none(&mut self, need: Need, value: &Expr) -> Option<()> {
        let fact = self.policy.declaration(need);
        if fact.optional {
            return Some(());
        }
        let message = format!("`{}` is not optional, so it cannot be `none`", fact.name);
        let help = "write `unknown` when nobody has supplied it";
        self.refuse(Diagnostic::new(codes::WRONG_TYPE, value.span, message).help(help))
    }

    fn refuse_out_of_range(&mut self, need: Need, value: &Value, written: &Expr) {
        let fact = self.policy.declaration(need);
        let below = fact
            .low
            .as_ref()
            .is_some_and(|low| order(value, low).is_lt());
        let above = fact
            .high
            .as_ref()
            .is_some_and(|high| order(value, high).is_gt());
        if !below && !above {
            return;
        }
        let words = |bound: &Option<Value>| {
            bound
                .as_ref()
                .map(|b| self.policy.value_words(b))
                .unwrap_or_default()
        };
        let range = format!("{}..{}", words(&fact.low), words(&fact.high));
        let message = format!(
            "`{}` is declared {range}, and {} lies outside",
            fact.name,
            self.policy.value_words(value)
        );
        let declared = fact.span;
        self.report(
            Diagnostic::new(codes::LITERAL_OUT_OF_RANGE, written.span, message)
                .related(declared, "declared here")
                .help(format!(
                    "write a value in {range}, or declare a wider range"
                )),
        );
    }
}
