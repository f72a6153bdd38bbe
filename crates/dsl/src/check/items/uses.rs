//! `use P as NAME`: what the other policy brings, and what its facts are here.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;
use smol_str::{SmolStr, format_smolstr};

use crate::ast::{self, ExprKind, Item, ItemKind, Literal, Mapping};
use crate::check::checker::{Checker, next};
use crate::check::cycles::Part;
use crate::check::expr::{Hint, accepts};
use crate::check::layers::Space;
use crate::check::names::{Named, TypeEntry};
use crate::check::types::order;
use crate::check::uses::{Brought, MOST_USED};
use crate::check::words::bare;
use crate::ir::{
    EnumId, EnumType, Fact, FactId, Head, Id, ItemRef, Policy, Source, SourceRef, Supplied, Type,
    Use, UseId,
};
use crate::value::Value;
use crate::{Diagnostic, Span, codes};

impl Checker<'_> {
    /// Takes in the outputs, the readings and the types of every policy that is used.
    pub(super) fn declare_uses(&mut self, items: &[Item]) {
        let mut count = 0usize;
        let uses = items.iter().filter_map(|item| match &item.kind.kind {
            ItemKind::Use(used) => Some((item.kind.span, used)),
            _ => None,
        });
        for (place, (span, used)) in uses.enumerate() {
            let id = UseId::from_index(place);
            self.list(span, ItemRef::Use(id));
            let other = self.others.get(&used.policy.kind).cloned();
            count = count.saturating_add(other.as_ref().map_or(0, |other| other.count));
            let brought = match other {
                Some(_) if count > MOST_USED => {
                    self.refuse_many(used);
                    None
                }
                Some(other) => Some(self.brought(id, used, other.policy)),
                None => None,
            };
            self.used.entry(used.name.kind.clone()).or_insert(brought);
        }
    }

    fn refuse_many(&mut self, used: &ast::Use) {
        let message = format!(
            "more than {MOST_USED} policies would be decided with this one, those counted that they use themselves"
        );
        let help = "use fewer, or put some of them together into one policy";
        self.report(Diagnostic::new(codes::TOO_MANY_LAYERS, used.policy.span, message).help(help));
    }

    fn brought(&mut self, id: UseId, used: &ast::Use, policy: Arc<Policy>) -> Brought {
        let (alias, span) = (&used.name.kind, used.name.span);
        let enums = self.brought_enums(alias, &policy, span);
        let first_source = self.policy.sources.len();
        let here = |head: &Head| {
            let mut head = head.clone();
            head.name = format_smolstr!("{alias}.{}", head.name);
            for cite in &mut head.cites {
                cite.source = SourceRef::from_index(first_source + cite.source.index());
            }
            head
        };
        for source in policy.sources.values() {
            let head = here(&source.head);
            self.policy.sources.push(Source { head });
        }
        let mut readings = Vec::with_capacity(policy.readings.len());
        for reading in policy.readings.values() {
            let mut copy = reading.clone();
            copy.head = here(&reading.head);
            copy.choices = outward(&enums, reading.choices);
            let (name, choices) = (copy.head.name.clone(), copy.choices);
            let reading = self.policy.readings.push(copy);
            readings.push(reading);
            self.claim_used("the reading", &name, span, Named::Reading(reading, choices));
        }
        let mut outputs = Vec::with_capacity(policy.outputs.len());
        for (output, declared) in policy.outputs.iter() {
            let name = format_smolstr!("{alias}.{}", declared.name);
            if let Some(ty) = declared.ty {
                let ty = match ty {
                    Type::Enum(of) => Type::Enum(outward(&enums, of)),
                    Type::Set(of) => Type::Set(outward(&enums, of)),
                    other => other,
                };
                self.claim_used("the output", &name, span, Named::Used(id, output, ty));
            }
            outputs.push(name);
        }
        Brought {
            policy,
            readings,
            enums,
            outputs,
        }
    }

    fn claim_used(&mut self, what: &str, name: &SmolStr, span: Span, named: Named) {
        match self.names.claim(name, span) {
            Ok(()) => self.names.settle(name, span, named),
            Err(first) => self.duplicate(what, name, span, first.span),
        }
    }

    /// A type that both declare, by the same name and with the same members in the same order, is
    /// one type; every other one of the used policy is a type of its own here.
    fn brought_enums(&mut self, alias: &str, policy: &Policy, span: Span) -> Vec<EnumId> {
        let mut enums = Vec::with_capacity(policy.enums.len());
        let declared: HashSet<EnumId> = policy
            .items
            .iter()
            .filter_map(|item| match item {
                ItemRef::Type(id) => Some(*id),
                _ => None,
            })
            .collect();
        for (id, theirs) in policy.enums.iter() {
            let declared = declared.contains(&id);
            let ours = self
                .names
                .types
                .get(&theirs.name)
                .and_then(|entry| entry.id);
            let same = ours.filter(|ours| {
                let members = |of: &EnumType| {
                    of.members
                        .iter()
                        .map(|m| m.name.clone())
                        .collect::<Vec<_>>()
                };
                declared
                    && self
                        .policy
                        .enums
                        .get(*ours)
                        .is_some_and(|ours| members(ours) == members(theirs))
            });
            enums.push(match same {
                Some(ours) => ours,
                None => {
                    let name = format_smolstr!("{alias}.{}", theirs.name);
                    let of =
                        self.add_enum(&name, theirs.title.clone(), theirs.members.clone(), span);
                    let entry = TypeEntry { id: Some(of), span };
                    self.names.types.entry(name).or_insert(entry);
                    of
                }
            });
        }
        enums
    }

    /// What the facts of the used policy are here.
    pub(super) fn use_item(&mut self, item: &Item, written: &ast::Use) {
        self.clauses_without_effect(item);
        let mut always = item.clone();
        always.in_force = None;
        let mut head = self.head(&always, written.name.kind.clone(), written.title.as_ref());
        let id: UseId = next(&mut self.counts.uses);
        self.uses.begin(Part::Use(id), written.name.kind.as_str());
        let brought = self.used.get(&written.name.kind).cloned().flatten();
        let Some(brought) = brought else {
            for mapping in &written.with {
                self.mapped_to_nothing(mapping);
            }
            self.uses.end();
            return;
        };
        let facts = self.supplied(written, &brought);
        self.uses.end();
        head.title = head.title.or_else(|| brought.policy.title.clone());
        if let Some(facts) = facts {
            let outer = brought.enums.iter().enumerate();
            let mut inward: Vec<(EnumId, EnumId)> = outer
                .map(|(inner, outer)| (*outer, EnumId::from_index(inner)))
                .collect();
            inward.sort();
            let lists = self.used_lists(&facts, &brought);
            self.policy.uses.push(Use {
                head,
                inward,
                facts,
                lists,
                policy: brought.policy,
                readings: brought.readings,
                enums: brought.enums,
                outputs: brought.outputs,
            });
        }
    }

    fn supplied(&mut self, written: &ast::Use, brought: &Brought) -> Option<Vec<Supplied>> {
        let mappings = self.mappings(written, &brought.policy);
        let mut missing = Vec::new();
        let mut all = Some(Vec::with_capacity(brought.policy.facts.len()));
        for (id, fact) in brought.policy.facts.iter() {
            let supplied = match mappings.get(&id) {
                Some(mapping) => self.mapped(mapping, fact, brought),
                None => self.matched(fact, written, brought, &mut missing),
            };
            all = all.zip(supplied).map(|(mut all, one)| {
                all.push(one);
                all
            });
        }
        if !missing.is_empty() {
            self.refuse_missing_facts(written, &missing, brought);
        }
        all
    }

    fn mappings<'w>(
        &mut self,
        written: &'w ast::Use,
        policy: &Policy,
    ) -> IndexMap<FactId, &'w Mapping> {
        let mut mappings: IndexMap<FactId, &Mapping> = IndexMap::new();
        for mapping in &written.with {
            let name = &mapping.fact;
            let Some(id) = policy.fact_named(&name.kind) else {
                let near = self.nearest(&name.kind, policy.facts.values().map(|f| f.name.as_str()));
                let message = format!("the policy `{}` has no fact `{}`", policy.name, name.kind);
                let otherwise = "leave it out, or name a fact that the policy declares".to_owned();
                let diagnostic = self.with_nearest(
                    codes::UNKNOWN_MAPPING,
                    name.span,
                    message,
                    near,
                    Some(otherwise),
                );
                self.report(diagnostic);
                self.mapped_to_nothing(mapping);
                continue;
            };
            match mappings.get(&id) {
                Some(first) => {
                    let first = first.fact.span;
                    self.duplicate("what stands for", &name.kind, name.span, first);
                }
                None => {
                    mappings.insert(id, mapping);
                }
            }
        }
        mappings
    }

    /// What stands for a fact that is not known is looked at by itself.
    fn mapped_to_nothing(&mut self, mapping: &Mapping) {
        let is_list = matches!(&bare(&mapping.value).kind, ExprKind::Name(name) if self.list_named(name).is_some());
        if !is_list {
            self.value(&mapping.value, Hint::Lost);
        }
    }

    fn mapped(&mut self, mapping: &Mapping, fact: &Fact, brought: &Brought) -> Option<Supplied> {
        let is_none = matches!(bare(&mapping.value).kind, ExprKind::Literal(Literal::None));
        if fact.optional && is_none {
            return Some(Supplied::None);
        }
        if let Type::List(list) = fact.ty {
            return self.mapped_list(mapping, list, brought);
        }
        let ty = outward_type(&brought.enums, fact.ty);
        let role = format!("the fact `{}` of `{}`", fact.name, brought.policy.name);
        self.expect(&mapping.value, ty, &role).map(Supplied::Expr)
    }

    /// The fact of the same name.
    fn matched<'p>(
        &mut self,
        fact: &'p Fact,
        written: &ast::Use,
        brought: &'p Brought,
        missing: &mut Vec<&'p Fact>,
    ) -> Option<Supplied> {
        if let Type::List(list) = fact.ty {
            return self.matched_list(fact, list, written, brought, missing);
        }
        match self.names.get(&fact.name) {
            Some(Named::Fact(id, _)) => {
                let ours = self.policy.facts.get(id)?;
                let told = self.difference(ours, fact, brought);
                match told {
                    None => Some(Supplied::Fact(id)),
                    Some((message, help)) => {
                        let ours = self
                            .policy
                            .facts
                            .get(id)
                            .map_or(written.name.span, |ours| ours.span);
                        let diagnostic =
                            Diagnostic::new(codes::USED_FACT_DIFFERS, written.policy.span, message)
                                .related(ours, "declared here")
                                .related(
                                    fact.span,
                                    format!("declared by `{}`", brought.policy.name),
                                );
                        self.refuse(diagnostic.help(help))
                    }
                }
            }
            Some(Named::Broken) => None,
            None if self.unread.may_declare(&fact.name) => None,
            _ => {
                match self.removed_name(Space::Value, &fact.name, written.policy.span) {
                    Some(removed) => self.report(removed),
                    None => missing.push(fact),
                }
                None
            }
        }
    }

    /// How our fact differs from theirs, where theirs cannot be ours, and what to write.
    pub(super) fn difference(
        &self,
        ours: &Fact,
        theirs: &Fact,
        brought: &Brought,
    ) -> Option<(String, String)> {
        let ty = ours.ty;
        let (name, policy) = (&theirs.name, &brought.policy.name);
        let same = "declare it the same way in both";
        if !accepts(outward_type(&brought.enums, theirs.ty), ty) {
            let (here, there) = (
                self.policy.type_words(ty),
                brought.policy.type_words(theirs.ty),
            );
            let (message, way) = match here == there {
                true => (
                    format!(
                        "`{name}` is `{here}` here and in `{policy}`, and the two have other members"
                    ),
                    "give both the same members in the same order",
                ),
                false => (
                    format!("`{name}` is `{here}` here and `{there}` in `{policy}`"),
                    same,
                ),
            };
            return Some((
                message,
                format!("{way}, or say what it is there: `with {name} = …`"),
            ));
        }
        if ours.optional && !theirs.optional {
            let message =
                format!("`{name}` may be left out here, and `{policy}` always asks for it");
            return Some((
                message,
                format!("{same}, or write `with {name} = {name} otherwise …`"),
            ));
        }
        let inside = |ours: &Option<Value>, theirs: &Option<Value>, low: bool| match (ours, theirs)
        {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) if low => order(a, b).is_ge(),
            (Some(a), Some(b)) => order(a, b).is_le(),
        };
        if inside(&ours.low, &theirs.low, true) && inside(&ours.high, &theirs.high, false) {
            return None;
        }
        let end = |end: &Option<Value>| {
            end.as_ref()
                .map(|end| brought.policy.value_words(end))
                .unwrap_or_default()
        };
        let range = format!("{}..{}", end(&theirs.low), end(&theirs.high));
        let message =
            format!("`{name}` may lie outside the range that `{policy}` gives it, {range}");
        Some((
            message,
            format!("{same}, or say what it is there: `with {name} = …`"),
        ))
    }

    fn refuse_missing_facts(&mut self, written: &ast::Use, missing: &[&Fact], brought: &Brought) {
        const SHOWN: usize = 5;
        let policy = &brought.policy;
        let names: Vec<String> = missing
            .iter()
            .take(SHOWN)
            .map(|fact| format!("`{}`", fact.name))
            .collect();
        let more = missing.len().saturating_sub(SHOWN);
        let more = if more == 0 {
            String::new()
        } else {
            format!(" and {more} more")
        };
        let message = format!(
            "`{}` asks for facts that are not declared here: {}{more}",
            policy.name,
            names.join(", ")
        );
        let mut diagnostic =
            Diagnostic::new(codes::MISSING_USED_FACT, written.policy.span, message);
        for fact in missing.iter().take(SHOWN) {
            diagnostic = diagnostic.related(fact.span, format!("`{}` is declared here", fact.name));
        }
        if let Some(fact) = missing.first() {
            let ty = match (fact.ty, fact.optional) {
                (Type::List(_), _) => "list of` with its fields".to_owned(),
                (ty, true) => format!("{}?`", policy.type_words(ty)),
                (ty, false) => format!("{}`", policy.type_words(ty)),
            };
            let help = format!(
                "declare each of them, such as `{} : {ty} below `facts`, or say what it is here: `with {} = …`",
                fact.name, fact.name
            );
            diagnostic = diagnostic.help(help);
        }
        self.report(diagnostic);
    }
}

fn outward(enums: &[EnumId], of: EnumId) -> EnumId {
    enums.get(of.index()).copied().unwrap_or(of)
}

fn outward_type(enums: &[EnumId], ty: Type) -> Type {
    match ty {
        Type::Enum(of) => Type::Enum(outward(enums, of)),
        Type::Set(of) => Type::Set(outward(enums, of)),
        other => other,
    }
}
