//! Enumerations: those that the text declares, and those that follow from its items.

use smol_str::SmolStr;

use super::checker::Checker;
use super::names::TypeEntry;
use super::sets::MOST_MEMBERS;
use crate::ast::{self, Item, ItemKind, Name, Text};
use crate::ir::{EnumId, EnumType, ItemRef, Member};
use crate::{Diagnostic, Span, codes};

/// A member is kept in sixteen bits.
const MOST: usize = 65_535;

/// The enumeration of what can come out of a policy.
pub(super) const OUTCOME: &str = "outcome";
/// The enumeration of a policy's categories.
pub(super) const CATEGORY: &str = "category";

impl Checker<'_> {
    /// Every enumeration: the declared ones, then those of outcomes and categories.
    pub(super) fn enumerations(&mut self, items: &[Item]) {
        for item in items {
            if let ItemKind::Type {
                name,
                title,
                members,
            } = &item.kind.kind
            {
                self.declared_enum(name, title.as_ref(), members, item.kind.span);
            }
        }
        let categories = items
            .iter()
            .any(|item| matches!(item.kind.kind, ItemKind::Category(_)));
        let requires = items
            .iter()
            .any(|item| matches!(item.kind.kind, ItemKind::Require(_)));
        if categories || requires {
            let members = outcomes(items, categories);
            self.policy.outcome = self.implied_enum(OUTCOME, members, items);
        }
        if categories {
            let members = category_members(items);
            self.refuse_many_categories(items, members.len());
            self.policy.category = self.implied_enum(CATEGORY, members, items);
        }
    }

    fn declared_enum(
        &mut self,
        name: &Name,
        title: Option<&Text>,
        members: &[ast::Member],
        span: Span,
    ) {
        if let Some(first) = self.names.types.get(&name.kind) {
            let first = first.span;
            self.duplicate("the type", &name.kind, name.span, first);
        }
        let members = self.members(members, "the member");
        let id = self.add_enum(
            &name.kind,
            title.map(|t| t.kind.clone()),
            members,
            name.span,
        );
        self.list(span, ItemRef::Type(id));
        self.names
            .types
            .entry(name.kind.clone())
            .or_insert(TypeEntry {
                id: Some(id),
                span: name.span,
            });
    }

    /// The members as declared; a name that stands twice is told.
    pub(super) fn members(&mut self, written: &[ast::Member], what: &str) -> Vec<Member> {
        let mut first = std::collections::HashMap::with_capacity(written.len());
        for member in written {
            if let Some(span) = first.insert(&member.name.kind, member.name.span) {
                self.duplicate(what, &member.name.kind, member.name.span, span);
            }
        }
        written
            .iter()
            .map(|m| Member {
                name: m.name.kind.clone(),
                title: m.title.as_ref().map(|t| t.kind.clone()),
            })
            .collect()
    }

    /// Numbers an enumeration.
    pub(super) fn add_enum(
        &mut self,
        name: &SmolStr,
        title: Option<SmolStr>,
        mut members: Vec<Member>,
        span: Span,
    ) -> EnumId {
        if members.len() > MOST {
            let message = format!(
                "`{name}` has {} members, more than the limit of {MOST}",
                members.len()
            );
            let help = "declare it as text, or split it";
            self.report(Diagnostic::new(codes::TOO_MANY_ITEMS, span, message).help(help));
            members.truncate(MOST);
        }
        let id = self.policy.enums.push(EnumType {
            name: name.clone(),
            title,
            members: members.clone(),
            span,
        });
        self.names.add_members(id, &members);
        id
    }

    /// An enumeration that no text declares; a declared type of its name would hide it.
    fn implied_enum(&mut self, name: &str, members: Vec<Member>, items: &[Item]) -> Option<EnumId> {
        let name = SmolStr::new(name);
        let span = items.first().map(|item| item.kind.span).unwrap_or_default();
        if let Some(declared) = self.names.types.get(&name) {
            let declared = declared.span;
            let message = format!("`{name}` is a type that the policy has without declaring it");
            self.report(
                Diagnostic::new(codes::DUPLICATE_NAME, declared, message)
                    .help("give this type another name"),
            );
        }
        let id = self.add_enum(&name, None, members, span);
        self.names
            .types
            .entry(name)
            .or_insert(TypeEntry { id: Some(id), span });
        Some(id)
    }

    fn refuse_many_categories(&mut self, items: &[Item], count: usize) {
        if count <= MOST_MEMBERS {
            return;
        }
        let beyond = items
            .iter()
            .filter(|i| matches!(i.kind.kind, ItemKind::Category(_)))
            .nth(MOST_MEMBERS);
        if let Some(item) = beyond {
            let message = format!(
                "the policy has {count} categories, and a set can be of at most {MOST_MEMBERS}"
            );
            let help = "split the policy in two";
            self.report(Diagnostic::new(codes::SET_TOO_LARGE, item.kind.span, message).help(help));
        }
    }
}

/// What can come out: covered or not, then each outcome that a require or a referral names.
fn outcomes(items: &[Item], categories: bool) -> Vec<Member> {
    let first = if categories { "covered" } else { "met" };
    let named = items.iter().flat_map(|item| match &item.kind.kind {
        ItemKind::Require(require) => vec![&require.outcome.kind],
        ItemKind::Category(category) => category
            .refers
            .iter()
            .map(|refer| &refer.outcome.kind)
            .collect(),
        _ => Vec::new(),
    });
    let fixed = [SmolStr::new(first), SmolStr::new("not_covered")];
    let all: indexmap::IndexSet<SmolStr> = fixed.into_iter().chain(named.cloned()).collect();
    all.into_iter()
        .map(|name| Member { name, title: None })
        .collect()
}

fn category_members(items: &[Item]) -> Vec<Member> {
    let member = |item: &Item| match &item.kind.kind {
        ItemKind::Category(c) => Some(Member {
            name: c.name.kind.clone(),
            title: c.title.as_ref().map(|t| t.kind.clone()),
        }),
        _ => None,
    };
    items.iter().filter_map(member).collect()
}
