//! `use P as NAME` where `P` asks for lists: which list here stands for each list there, and which
//! field for each field.

use smol_str::format_smolstr;

use crate::ast::{self, ExprKind, Mapping};
use crate::check::checker::Checker;
use crate::check::layers::Space;
use crate::check::names::Named;
use crate::check::uses::Brought;
use crate::check::words::bare;
use crate::ir::{Fact, FactId, Id, ListId, ListType, Supplied, Type, UsedList};
use crate::{Diagnostic, Span, codes};

impl Checker<'_> {
    /// The list here that stands for each list there, once it is known which fact does.
    pub(super) fn used_lists(&self, facts: &[Supplied], brought: &Brought) -> Vec<UsedList> {
        let lists = brought.policy.lists.values();
        let pairs = lists.filter_map(|theirs| {
            let Some(Supplied::Fact(fact)) = facts.get(theirs.fact.index()) else {
                return None;
            };
            let Type::List(list) = self.policy.facts.get(*fact)?.ty else {
                return None;
            };
            let ours = self.policy.lists.get(list)?;
            let fields = theirs.fields.iter();
            let fields = fields.map(|field| ours.index_of(&field.name).unwrap_or_default());
            Some(UsedList {
                list,
                fields: fields.collect(),
            })
        });
        pairs.collect()
    }

    /// `with VISITS = STAYS`: another name for a list.
    pub(super) fn mapped_list(
        &mut self,
        mapping: &Mapping,
        theirs: ListId,
        brought: &Brought,
    ) -> Option<Supplied> {
        let value = bare(&mapping.value);
        let theirs = brought.policy.lists.get(theirs)?;
        if let ExprKind::Name(name) = &value.kind {
            match self.names.get(name) {
                Some(Named::Fact(id, Type::List(list))) => {
                    return self.same_fields(id, list, theirs, value.span, brought);
                }
                Some(Named::Broken) => return None,
                None if self.unread.may_declare(name) => return None,
                _ => {}
            }
        }
        let message = format!(
            "`{}` of `{}` is a list, which only a list can stand for",
            theirs.name, brought.policy.name
        );
        let help = "name a list of this policy, with no more behind it; what its elements have is matched by name";
        self.refuse(Diagnostic::new(codes::WRONG_TYPE, value.span, message).help(help))
    }

    /// The list of the same name.
    pub(super) fn matched_list<'p>(
        &mut self,
        fact: &'p Fact,
        theirs: ListId,
        written: &ast::Use,
        brought: &'p Brought,
        missing: &mut Vec<&'p Fact>,
    ) -> Option<Supplied> {
        let span = written.policy.span;
        match self.names.get(&fact.name) {
            Some(Named::Fact(id, Type::List(list))) => {
                let theirs = brought.policy.lists.get(theirs)?;
                self.same_fields(id, list, theirs, span, brought)
            }
            Some(Named::Fact(id, ty)) => {
                let ours = self.policy.facts.get(id).map_or(span, |ours| ours.span);
                let message = format!(
                    "`{}` is {} here and a list in `{}`",
                    fact.name,
                    self.phrase(ty),
                    brought.policy.name
                );
                let help = "declare it as the same list, or say which list stands for it: `with NAME = LIST`";
                let found = Diagnostic::new(codes::USED_FACT_DIFFERS, span, message)
                    .related(ours, "declared here")
                    .related(fact.span, format!("declared by `{}`", brought.policy.name));
                self.refuse(found.help(help))
            }
            Some(Named::Broken) => None,
            None if self.unread.may_declare(&fact.name) => None,
            _ => {
                match self.removed_name(Space::Value, &fact.name, span) {
                    Some(removed) => self.report(removed),
                    None => missing.push(fact),
                }
                None
            }
        }
    }

    /// Whether the elements of our list have all that those of theirs have, and told where not.
    fn same_fields(
        &mut self,
        id: FactId,
        list: ListId,
        theirs: &ListType,
        span: Span,
        brought: &Brought,
    ) -> Option<Supplied> {
        let ours = self.policy.lists.get(list)?.clone();
        let declared = self.policy.facts.get(id).map_or(span, |fact| fact.span);
        let mut fits = true;
        for field in &theirs.fields {
            let place = ours.index_of(&field.name);
            let our_field = place.and_then(|place| ours.fields.get(usize::from(place)));
            let Some(our_field) = our_field else {
                let message = format!(
                    "an element of `{}` has no `{}` here, which `{}` asks for",
                    ours.name, field.name, brought.policy.name
                );
                let optional = if field.optional { "?" } else { "" };
                let ty = brought.policy.type_words(field.ty);
                let help = format!(
                    "declare it among the fields of `{}`: `{} : {ty}{optional}`",
                    ours.name, field.name
                );
                let found = Diagnostic::new(codes::USED_LIST, span, message)
                    .related(declared, "the list is declared here")
                    .related(field.span, "the field is declared here");
                self.report(found.help(help));
                fits = false;
                continue;
            };
            let named = Fact {
                name: format_smolstr!("{}.{}", theirs.name, field.name),
                ..field.clone()
            };
            if let Some((message, _)) = self.difference(our_field, &named, brought) {
                let found = Diagnostic::new(codes::USED_FACT_DIFFERS, span, message)
                    .related(our_field.span, "declared here")
                    .related(field.span, format!("declared by `{}`", brought.policy.name));
                self.report(found.help("declare it the same way in both"));
                fits = false;
            }
        }
        fits.then_some(Supplied::Fact(id))
    }
}
