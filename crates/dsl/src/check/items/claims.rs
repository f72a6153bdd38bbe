//! Which names are taken, in the order of the text, so that of two declarations the later one is
//! told; and the sources, which need nothing else.

use indexmap::IndexMap;
use smol_str::SmolStr;

use super::head::dates;
use crate::ast::{Item, ItemKind, Name};
use crate::check::checker::Checker;
use crate::check::names::Named;
use crate::ir::{Builtin, InForce, ItemRef, Source};
use crate::value::Date;
use crate::{Diagnostic, Span, codes};

impl Checker<'_> {
    /// Takes in every name of the shared space.
    pub(super) fn claim_names(&mut self, items: &[Item]) {
        self.built_in_outputs(
            self.header
                .map_or_else(Span::default, |header| header.name.span),
        );
        for item in items {
            match &item.kind.kind {
                ItemKind::Facts(facts) => facts
                    .iter()
                    .for_each(|fact| self.claim("the fact", &fact.name)),
                ItemKind::Reading(reading) => self.claim("the reading", &reading.name),
                ItemKind::Parameter(parameter) => self.claim("the parameter", &parameter.name),
                ItemKind::Window { name, .. } => self.claim("the window", name),
                ItemKind::Define(define) if define.output => self.claim("the output", &define.name),
                ItemKind::Define(define) => self.claim("the define", &define.name),
                ItemKind::Price(price) => self.claim("the price", &price.name),
                ItemKind::Guarantee(guarantee) => {
                    let name = &guarantee.name;
                    self.claim("the guarantee", name);
                    self.names.settle(&name.kind, name.span, Named::Guarantee);
                }
                ItemKind::Table(table) => {
                    self.claim("the table", &table.name);
                    self.refuse_function_name("table", &table.name);
                }
                ItemKind::Script(script) => {
                    for function in &script.functions {
                        self.claim("the function", &function.name);
                        self.refuse_function_name("function", &function.name);
                    }
                }
                ItemKind::Codes(codes) => self.claim("the codes", &codes.name),
                ItemKind::Use(used) => {
                    self.claim("the use", &used.name);
                    let name = &used.name;
                    self.names.settle(&name.kind, name.span, Named::Policy);
                }
                _ => {}
            }
        }
        self.refuse_groups(items);
        self.refuse_same_labels(items);
        self.refuse_overlapping_categories(items);
    }

    fn claim(&mut self, what: &str, name: &Name) {
        let Err(first) = self.names.claim(&name.kind, name.span) else {
            return;
        };
        if !first.built_in {
            self.duplicate(what, &name.kind, name.span, first.span);
            return;
        }
        let message = format!(
            "`{}` is an output that this policy has without declaring it",
            name.kind
        );
        let help = format!("give {what} another name");
        self.report(Diagnostic::new(codes::DUPLICATE_NAME, name.span, message).help(help));
    }

    /// What is called as a function is cannot have the name of one.
    fn refuse_function_name(&mut self, what: &str, name: &Name) {
        if Builtin::NAMES.iter().any(|(known, _)| *known == name.kind) {
            let message = format!("`{}` is a function that every policy has", name.kind);
            let diagnostic = Diagnostic::new(codes::DUPLICATE_NAME, name.span, message);
            self.report(diagnostic.help(format!("give the {what} another name")));
        }
    }

    /// A fact cannot be both a value and a group of facts: in JSON they would share one place.
    fn refuse_groups(&mut self, items: &[Item]) {
        let mut names: Vec<&Name> = items
            .iter()
            .filter_map(|item| {
                if let ItemKind::Facts(facts) = &item.kind.kind {
                    Some(facts)
                } else {
                    None
                }
            })
            .flatten()
            .map(|fact| &fact.name)
            .collect();
        names.sort_by(|a, b| a.kind.cmp(&b.kind));
        let mut outer: Option<&Name> = None;
        for name in names {
            match outer {
                Some(group) if is_within(&name.kind, &group.kind) => {
                    self.report(group_and_fact(group, name))
                }
                Some(group) if group.kind == name.kind => {}
                _ => outer = Some(name),
            }
        }
    }

    /// A label is the name of one require, or of one assumption.
    fn refuse_same_labels(&mut self, items: &[Item]) {
        let mut first: IndexMap<(&str, &SmolStr), Span> = IndexMap::new();
        for item in items {
            let kind = &item.kind.kind;
            let labelled = matches!(kind, ItemKind::Require(_) | ItemKind::Assume { .. });
            let Some(label) = kind.name().filter(|_| labelled) else {
                continue;
            };
            let key = (kind.keyword(), &label.kind);
            match first.get(&key).copied() {
                Some(span) => self.duplicate("the label", &label.kind, label.span, span),
                None => {
                    first.insert(key, label.span);
                }
            }
        }
    }

    /// Two categories may share a name when no date sees both.
    fn refuse_overlapping_categories(&mut self, items: &[Item]) {
        let mut named: IndexMap<&SmolStr, Vec<(InForce, Span)>> = IndexMap::new();
        for item in items {
            if let ItemKind::Category(category) = &item.kind.kind {
                let dates = dates(item.in_force.as_ref());
                named
                    .entry(&category.name.kind)
                    .or_default()
                    .push((dates, category.name.span));
            }
        }
        for (name, list) in named.into_iter().filter(|(_, list)| list.len() > 1) {
            self.refuse_overlaps(name, list);
        }
    }

    fn refuse_overlaps(&mut self, name: &str, mut list: Vec<(InForce, Span)>) {
        list.sort_by_key(|(dates, span)| (dates.from, *span));
        let end = |dates: &InForce| dates.until.unwrap_or(Date::MAX);
        let Some((mut longest, mut longest_span)) = list.first().copied() else {
            return;
        };
        for (dates, span) in list.into_iter().skip(1) {
            let open_ended = longest.until.is_none();
            if open_ended || dates.from.is_none_or(|from| from < end(&longest)) {
                let (first, second) = (span.min(longest_span), span.max(longest_span));
                let message = format!("the category `{name}` is declared twice for the same dates");
                self.report(
                    Diagnostic::new(codes::DUPLICATE_NAME, second, message)
                        .related(first, "first declared here")
                        .help("give one another name, or give both `in force` dates that do not overlap"),
                );
            }
            if !open_ended && (dates.until.is_none() || end(&dates) > end(&longest)) {
                (longest, longest_span) = (dates, span);
            }
        }
    }

    pub(super) fn declare_sources(&mut self, items: &[Item]) {
        for item in items {
            let ItemKind::Source { name, .. } = &item.kind.kind else {
                continue;
            };
            if let Some((_, first)) = self.names.sources.get(&name.kind).copied() {
                self.duplicate("the source", &name.kind, name.span, first);
            } else {
                let id = crate::ir::Id::from_index(self.names.sources.len());
                self.names
                    .sources
                    .insert(name.kind.clone(), (id, name.span));
            }
        }
        for item in items {
            let ItemKind::Source { name, title } = &item.kind.kind else {
                continue;
            };
            let head = self.head(item, name.kind.clone(), title.as_ref());
            let id = self.policy.sources.push(Source { head });
            self.list(item.kind.span, ItemRef::Source(id));
        }
    }
}

/// Whether `name` is `group` with more behind a dot.
fn is_within(name: &str, group: &str) -> bool {
    name.strip_prefix(group)
        .is_some_and(|rest| rest.starts_with('.'))
}

fn group_and_fact(group: &Name, fact: &Name) -> Diagnostic {
    let (first, second) = if group.span <= fact.span {
        (group, fact)
    } else {
        (fact, group)
    };
    let message = format!(
        "`{}` is a fact and also the group of `{}`",
        group.kind, fact.kind
    );
    Diagnostic::new(codes::NAME_IS_A_GROUP, second.span, message)
        .related(first.span, "the other one")
        .help(format!(
            "give `{}` another name, such as `{}.value`",
            group.kind, group.kind
        ))
}
