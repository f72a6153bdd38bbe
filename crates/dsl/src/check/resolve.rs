//! A bare name in an expression: a member of the enumeration that the place asks for, or a
//! declared name, or a mistake.

use smol_str::SmolStr;

use super::checker::Checker;
use super::cycles::Part;
use super::expr::{Hint, accepts};
use super::flow::Input;
use super::layers::Space;
use super::names::Named;
use crate::ir::{EnumId, ExprId, ExprKind, FieldRef, Type};
use crate::value::Value;
use crate::{Diagnostic, Span, codes};

impl Checker<'_> {
    /// Checks a bare name.
    pub(super) fn name(&mut self, name: &SmolStr, span: Span, hint: Hint) -> Option<ExprId> {
        if let Some(member) = self.wanted_member(name, span, hint) {
            return Some(member);
        }
        if let Some(label) = self.label(name, span) {
            return label;
        }
        if let Some(field) = self.field_named(name, span) {
            return self.element_field(field?, span);
        }
        match self.names.get(name) {
            Some(Named::Window(_)) => self.refuse_window_name(name, span),
            Some(Named::Fact(_, Type::List(list))) => self.refuse_list(list, None, span),
            Some(named) => self.named(name, named, span),
            None => self.unknown(name, span, hint),
        }
    }

    /// A member of the enumeration that the place asks for wins over any other meaning. Where a
    /// set is asked for, a declared name wins, since a lone member is no set.
    fn wanted_member(&mut self, name: &str, span: Span, hint: Hint) -> Option<ExprId> {
        let id = match hint {
            Hint::Of(Type::Enum(id)) => id,
            Hint::Of(Type::Set(id)) if self.names.get(name).is_none() => id,
            _ => return None,
        };
        let place = self.names.member(id, name)?;
        Some(self.push(
            ExprKind::Constant(Value::Member(id, place)),
            Type::Enum(id),
            span,
        ))
    }

    fn named(&mut self, name: &str, named: Named, span: Span) -> Option<ExprId> {
        let ty = named.ty();
        let kind = match named {
            Named::Fact(id, _) => {
                self.refuse_unguarded(name, Input::Fact(id), span);
                ExprKind::Fact(id)
            }
            Named::Reading(id, _) => ExprKind::Reading(id),
            Named::Parameter(id, _) => ExprKind::Parameter(id),
            Named::Window(id) => {
                self.uses.note(Part::Window(id), span);
                ExprKind::Window(id)
            }
            Named::Define(id, _) => {
                self.uses.note(Part::Define(id), span);
                ExprKind::Define(id)
            }
            Named::Price(id) => {
                self.uses.note(Part::Price(id), span);
                ExprKind::Price(id)
            }
            Named::Output(id, _) => {
                self.uses.note(Part::Output(id), span);
                ExprKind::Output(id)
            }
            Named::Broken => return None,
            Named::Table(id) => {
                let columns = &self.policy.tables.at(id).columns;
                let columns: Vec<&str> = columns.iter().map(|c| c.name.as_str()).collect();
                let message = format!("`{name}` is a table, which has a value for each row");
                let help = format!("say which row: `{name}({})`", columns.join(", "));
                return self.refuse(Diagnostic::new(codes::UNKNOWN_NAME, span, message).help(help));
            }
            Named::Function(id) => {
                let function = self.policy.functions.at(id);
                let given = function.parameters.iter().map(|(name, _)| name.as_str());
                let given = given.collect::<Vec<_>>().join(", ");
                let message = format!("`{name}` is a function of a script, which is called");
                let help = format!("write `{name}({given})`");
                return self.refuse(Diagnostic::new(codes::UNKNOWN_NAME, span, message).help(help));
            }
            Named::Codes(_) => {
                let message = format!("`{name}` is a set of codes, which is asked with `in`");
                let help = format!("write `FACT in {name}`");
                return self.refuse(Diagnostic::new(codes::UNKNOWN_NAME, span, message).help(help));
            }
            Named::Used(id, output, _) => {
                self.uses.note(Part::Use(id), span);
                ExprKind::Used(id, output)
            }
            Named::Policy => {
                let message =
                    format!("`{name}` is a policy that is used, which has several outputs");
                let help = self.used_outputs(name);
                let diagnostic = Diagnostic::new(codes::UNKNOWN_NAME, span, message);
                return self.refuse(diagnostic.help_if(help));
            }
            Named::Guarantee => {
                let message = format!("`{name}` is a guarantee, which has no value of its own");
                let help = "use the facts and outputs that the guarantee speaks of";
                return self.refuse(Diagnostic::new(codes::UNKNOWN_NAME, span, message).help(help));
            }
        };
        Some(self.push(kind, ty?, span))
    }

    /// A declared window, where one is expected.
    pub(super) fn window_named(&mut self, name: &str, span: Span) -> Option<ExprId> {
        match self.names.get(name) {
            Some(named @ Named::Window(_)) => self.named(name, named, span),
            _ => None,
        }
    }

    /// A field of the element that a variable stands for.
    fn element_field(&mut self, field: FieldRef, span: Span) -> Option<ExprId> {
        let ty = self.policy.field(field).ty;
        let variable = self.policy.variables.at(field.variable).name.clone();
        let name = format!("{variable}.{}", self.policy.field(field).name);
        self.refuse_unguarded(&name, Input::Field(field), span);
        Some(self.push(ExprKind::Field(field), ty, span))
    }

    /// Whether the fact or field may be left out.
    pub(super) fn is_optional(&self, input: Input) -> bool {
        match input {
            Input::Fact(id) => self.policy.facts.at(id).optional,
            Input::Field(field) => self.policy.field(field).optional,
        }
    }

    fn refuse_unguarded(&mut self, name: &str, input: Input, span: Span) {
        if !self.is_optional(input) || self.given.knows(input) {
            return;
        }
        let declared = match input {
            Input::Fact(id) => self.policy.facts.at(id).span,
            Input::Field(field) => self.policy.field(field).span,
        };
        self.report(
            Diagnostic::new(codes::MAY_BE_NONE, span, format!("`{name}` is optional and may be left out"))
                .related(declared, "declared optional here")
                .help(format!(
                    "write `{name} is given and …` before it, or say what counts instead: `{name} otherwise …`"
                )),
        );
    }

    fn unknown(&mut self, name: &SmolStr, span: Span, hint: Hint) -> Option<ExprId> {
        if self.unread.may_declare(name) {
            return None;
        }
        if let Some((head, field)) = name.rsplit_once('.')
            && let Some(list) = self.list_named(head)
        {
            return self.refuse_list(list, Some(field), span);
        }
        match hint {
            Hint::Of(Type::Enum(id) | Type::Set(id)) => self.unknown_member(name, id, span),
            Hint::Lost if self.names.enum_with(name).is_some() || !self.unread.is_empty() => None,
            _ => self.unknown_name(name, span, hint),
        }
    }

    /// A name that neither the enumeration nor the policy has: the nearer of the two is meant.
    pub(super) fn unknown_member<T>(
        &mut self,
        name: &SmolStr,
        id: EnumId,
        span: Span,
    ) -> Option<T> {
        let members = self
            .policy
            .enums
            .get(id)
            .into_iter()
            .flat_map(|e| &e.members);
        let near = self.nearest(name, members.map(|m| m.name.as_str()));
        if let Some(removed) = self.removed_name(Space::Value, name, span) {
            return self.refuse(removed);
        }
        if let Some(told) = self.unknown_used_output(name, span) {
            return told.and_then(|told| self.refuse(told));
        }
        if near.is_none()
            && let Some(value) = self.nearest_value(name, Some(Type::Enum(id)))
        {
            let message = format!("`{name}` is not declared");
            let diagnostic = Diagnostic::new(codes::UNKNOWN_NAME, span, message);
            return self.refuse(diagnostic.help(format!("did you mean `{value}`?")));
        }
        self.refuse_member(name, id, near, span)
    }

    /// Tells a member that the enumeration does not have.
    pub(super) fn refuse_member<T>(
        &mut self,
        name: &str,
        id: EnumId,
        near: Option<SmolStr>,
        span: Span,
    ) -> Option<T> {
        if let Some(removed) = self.removed_member(name, span) {
            return self.refuse(removed);
        }
        let implied = Some(id) == self.policy.outcome || Some(id) == self.policy.category;
        if self.unread.may_declare(name) || (implied && !self.unread.is_empty()) {
            return None;
        }
        let message = format!("`{name}` is not a member of `{}`", self.enum_name(id));
        let diagnostic = self.with_nearest(codes::UNKNOWN_MEMBER, span, message, near, None);
        let listed = self.members_listed(id);
        self.refuse(diagnostic.help_if(listed))
    }

    pub(super) fn unknown_name<T>(&mut self, name: &SmolStr, span: Span, hint: Hint) -> Option<T> {
        if self.unread.may_declare(name) {
            return None;
        }
        if let Some(removed) = self.removed_name(Space::Value, name, span) {
            return self.refuse(removed);
        }
        if let Some(told) = self.unknown_used_output(name, span) {
            return told.and_then(|told| self.refuse(told));
        }
        if let Some(removed) = self.removed_member(name, span) {
            return self.refuse(removed);
        }
        if let Some(id) = self.names.enum_with(name) {
            return self.member_without_place(name, id, span);
        }
        let wanted = if let Hint::Of(ty) = hint {
            Some(ty)
        } else {
            None
        };
        let near = self
            .nearest_value(name, wanted)
            .or_else(|| self.nearest_value(name, None));
        let otherwise = "declare it, as a fact for example".to_owned();
        let message = format!("`{name}` is not declared");
        let diagnostic =
            self.with_nearest(codes::UNKNOWN_NAME, span, message, near, Some(otherwise));
        self.refuse(diagnostic)
    }

    /// A member that stands where no enumeration is asked for.
    fn member_without_place<T>(&mut self, name: &str, id: EnumId, span: Span) -> Option<T> {
        let words = self.enum_name(id).to_owned();
        let message =
            format!("`{name}` is a member of `{words}`, and nothing here is compared with one");
        let help = if let Some(set) = self.value_of(Type::Set(id)) {
            format!("write `{set} includes {name}`")
        } else if let Some(value) = self.value_of(Type::Enum(id)) {
            format!("write `{value} = {name}`")
        } else {
            format!("compare it with a fact of type `{words}`")
        };
        self.refuse(Diagnostic::new(codes::UNKNOWN_NAME, span, message).help(help))
    }

    /// The first declared name of this type.
    fn value_of(&self, ty: Type) -> Option<&SmolStr> {
        const LOOKED_AT: usize = 1_000;
        self.names
            .values
            .iter()
            .take(LOOKED_AT)
            .find(|(_, entry)| entry.named.ty() == Some(ty))
            .map(|(name, _)| name)
    }

    /// The declared name nearest to this one, of a type that may stand here.
    pub(super) fn nearest_value(&self, name: &str, wanted: Option<Type>) -> Option<SmolStr> {
        let fits = |named: Named| match (wanted, named.ty()) {
            (Some(wanted), Some(ty)) => accepts(wanted, ty),
            (None, Some(_)) => true,
            (None, None) => named == Named::Broken,
            (Some(_), None) => false,
        };
        self.nearest(
            name,
            self.names
                .values
                .iter()
                .filter(|(_, e)| fits(e.named))
                .map(|(name, _)| name.as_str()),
        )
    }
}
