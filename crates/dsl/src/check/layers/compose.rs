//! A base and a layer become one policy.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use smol_str::SmolStr;

use super::Composed;
use super::base::{Index, Space, Spot, same_kind};
use super::removed::Removed;
use crate::ast::{FactDecl, Header, Item, ItemKind, Name, Remove};
use crate::check::bundle::ReadFile;
use crate::check::suggestions::Suggestions;
use crate::{Diagnostic, Node, Span, codes};

/// Puts a policy together with the one that it amends, if it amends one.
pub(in crate::check) fn compose<'a>(
    own: ReadFile<'a>,
    base: Option<&Composed<'_>>,
    found: &mut Vec<Diagnostic>,
) -> Composed<'a> {
    let header = own.file.header.as_ref();
    let layer = header.map(|h| (h.name.span.source, h.name.kind.clone()));
    let Some(base) = base else {
        refuse_changes(&own.file.items, found);
        return Composed {
            header: header.cloned(),
            items: Cow::Borrowed(&own.file.items),
            layers: layer.into_iter().collect(),
            removed: Removed::default(),
            unread: own.unread.to_vec(),
            broken: own.broken,
        };
    };
    let mut changes = Changes {
        base,
        index: Index::of(&base.items),
        put: HashMap::new(),
        facts: HashMap::new(),
        dropped: HashSet::new(),
        changed: HashMap::new(),
        added: Vec::new(),
        removed: base.removed.clone(),
        suggestions: Suggestions::default(),
        found,
    };
    for item in &own.file.items {
        changes.item(item);
    }
    let (items, removed) = changes.into_items();
    Composed {
        header: header.map(|own| inherit(own, base.header.as_ref())),
        items: Cow::Owned(items),
        layers: base.layers.iter().cloned().chain(layer).collect(),
        removed,
        unread: [base.unread.as_slice(), own.unread].concat(),
        broken: base.broken || own.broken,
    }
}

/// The header of a layer, with the lines of its base that it does not write itself.
fn inherit(own: &Header, base: Option<&Header>) -> Header {
    let mut header = own.clone();
    let Some(base) = base.cloned() else {
        return header;
    };
    header.title = header.title.or(base.title);
    header.as_of = header.as_of.or(base.as_of);
    header.covers = header.covers.or(base.covers);
    header.months_end = header.months_end.or(base.months_end);
    header.rounding = header.rounding.or(base.rounding);
    header.combine = header.combine.or(base.combine);
    header.decided = header.decided.or(base.decided);
    header
}

/// A policy that amends none has nothing to replace or to remove.
fn refuse_changes(items: &[Item], found: &mut Vec<Diagnostic>) {
    for item in items {
        let (span, word) = match (&item.kind.kind, item.replaces) {
            (ItemKind::Remove(_), _) => (item.kind.span, "remove"),
            (_, Some(mark)) => (mark.span, "replace"),
            _ => continue,
        };
        let message = format!("there is nothing to {word}, since this policy amends no other");
        let help = "write `amends POLICY` below the policy's name, or take the word away";
        found.push(Diagnostic::new(codes::CHANGE_WITHOUT_BASE, span, message).help(help));
    }
}

/// What a layer does to its base.
struct Changes<'b, 'f> {
    base: &'b Composed<'b>,
    index: Index,
    /// What stands in the place of an item.
    put: HashMap<usize, Vec<Item>>,
    /// What stands in the place of a fact.
    facts: HashMap<(usize, usize), FactDecl>,
    dropped: HashSet<Spot>,
    /// What was replaced or removed, and where.
    changed: HashMap<(Space, SmolStr), (Span, &'static str)>,
    added: Vec<Item>,
    removed: Removed,
    suggestions: Suggestions,
    found: &'f mut Vec<Diagnostic>,
}

/// What a change is about.
enum Target {
    /// Items and facts of the base.
    Spots(Vec<Spot>),
    /// Nothing of the base: what stands in its place counts as new.
    New,
    /// Something that is changed already, so that nothing comes of it.
    Told,
}

impl Changes<'_, '_> {
    fn item(&mut self, item: &Item) {
        match (&item.kind.kind, item.replaces) {
            (ItemKind::Remove(remove), _) => self.remove(remove, item.kind.span),
            (ItemKind::Facts(facts), replaces) => self.fact_block(item, facts, replaces),
            (_, Some(mark)) => self.replace(item, mark.span),
            (_, None) => self.add(item),
        }
    }

    /// A new item; where the base has its name already, that is told and the new one counts.
    fn add(&mut self, item: &Item) {
        let keyword = item.kind.kind.keyword();
        let Some(name) = item.kind.kind.name() else {
            self.added.push(item.clone());
            return;
        };
        let key = (Space::of(keyword), name.kind.clone());
        self.removed.forget(key.0, &name.kind);
        let taken = self.index.get(key.0, &name.kind);
        let free = taken.is_none() || self.changed.contains_key(&key);
        // Categories of one name may follow each other in time.
        let dated = key.0 == Space::Category && item.in_force.is_some();
        if let (Some(taken), false, false) = (taken, free, dated) {
            let (first, spots) = ((taken.keyword, taken.span), taken.spots.clone());
            self.refuse_silent(keyword, name, first);
            self.dropped.extend(spots);
        }
        self.added.push(item.clone());
    }

    fn refuse_silent(&mut self, keyword: &str, name: &Name, (theirs, span): (&str, Span)) {
        let message = format!(
            "the policy that is amended has a {theirs} `{}` already",
            name.kind
        );
        let help = if !same_kind(theirs, keyword) {
            format!(
                "give this {keyword} another name, or write `remove {theirs} {}` as well",
                name.kind
            )
        } else if keyword == "fact" {
            "write `replace facts` and the fact below it, or leave it out: it is inherited"
                .to_owned()
        } else {
            format!(
                "write `replace {keyword} {} …` if this takes its place",
                name.kind
            )
        };
        self.found.push(
            Diagnostic::new(codes::SILENT_REPLACEMENT, name.span, message)
                .related(span, "declared here")
                .help(help),
        );
    }

    fn replace(&mut self, item: &Item, mark: Span) {
        let keyword = item.kind.kind.keyword();
        let Some(name) = item.kind.kind.name() else {
            let message = format!("this `{keyword}` does not say which it replaces");
            let help = format!(
                "write `as NAME` behind it, with the label of the `{keyword}` that it replaces"
            );
            self.found
                .push(Diagnostic::new(codes::MISSING_CLAUSE, mark, message).help(help));
            self.added.push(item.clone());
            return;
        };
        let again = keyword == "category" && self.was_replaced(keyword, name);
        let spots = match self.target(keyword, name, mark, "replace", again) {
            Target::Spots(spots) => spots,
            Target::New => return self.added.push(item.clone()),
            Target::Told => return,
        };
        let mut places = spots.iter().filter_map(|spot| match spot {
            Spot::Item(place) => Some(*place),
            Spot::Fact(..) => None,
        });
        if let Some(first) = places.next() {
            self.put.entry(first).or_default().push(item.clone());
        }
        self.dropped.extend(places.map(Spot::Item));
    }

    fn was_replaced(&self, keyword: &str, name: &Name) -> bool {
        let key = (Space::of(keyword), name.kind.clone());
        self.changed
            .get(&key)
            .is_some_and(|(_, change)| *change == "replace")
    }

    fn remove(&mut self, remove: &Remove, span: Span) {
        let name = &remove.name;
        let keyword = &remove.kind.kind;
        let Target::Spots(spots) = self.target(keyword, name, name.span, "remove", false) else {
            return;
        };
        for spot in &spots {
            match spot {
                Spot::Fact(..) => self.removed.note_fact(&name.kind, span),
                Spot::Item(place) => {
                    if let Some(item) = self.base.items.get(*place) {
                        let kind = &item.kind.kind;
                        self.removed.note(kind.keyword(), &name.kind, kind, span);
                    }
                }
            }
        }
        self.dropped.extend(spots);
    }

    /// Facts one by one: a block is only where they stand.
    fn fact_block(&mut self, item: &Item, facts: &[FactDecl], replaces: Option<Node<()>>) {
        let mut new = Vec::new();
        for fact in facts {
            let name = &fact.name;
            let key = (Space::Value, name.kind.clone());
            if replaces.is_none() {
                self.removed.forget(Space::Value, &name.kind);
                let taken = self.index.get(Space::Value, &name.kind);
                if let Some(taken) = taken.filter(|_| !self.changed.contains_key(&key)) {
                    let (first, spots) = ((taken.keyword, taken.span), taken.spots.clone());
                    self.refuse_silent("fact", name, first);
                    self.dropped.extend(spots);
                }
                new.push(fact.clone());
                continue;
            }
            match self.target("fact", name, name.span, "replace", false) {
                Target::Spots(spots) => {
                    if let Some(Spot::Fact(place, inner)) = spots.first() {
                        self.facts.insert((*place, *inner), fact.clone());
                    }
                }
                Target::New => new.push(fact.clone()),
                Target::Told => {}
            }
        }
        if !new.is_empty() {
            let mut block = item.clone();
            block.kind.kind = ItemKind::Facts(new);
            self.added.push(block);
        }
    }

    /// Where the base declares what is to be changed; why not, if it does not.
    fn target(
        &mut self,
        keyword: &str,
        name: &Name,
        span: Span,
        change: &'static str,
        again: bool,
    ) -> Target {
        let key = (Space::of(keyword), name.kind.clone());
        let Some(declared) = self.index.get(key.0, &name.kind) else {
            if !self.base.unread.iter().any(|lost| lost.kind == name.kind) {
                self.refuse_missing(keyword, name, change);
            }
            return Target::New;
        };
        if !same_kind(declared.keyword, keyword) {
            let message = format!("`{}` is a {}, not a {keyword}", name.kind, declared.keyword);
            let help = match change {
                "remove" => format!("write `remove {} {}`", declared.keyword, name.kind),
                _ => format!(
                    "write `remove {} {}`, and the {keyword} without `replace`",
                    declared.keyword, name.kind
                ),
            };
            let diagnostic = Diagnostic::new(codes::OTHER_KIND, name.span, message)
                .related(declared.span, "declared here")
                .help(help);
            self.dropped.extend(declared.spots.clone());
            self.found.push(diagnostic);
            return Target::New;
        }
        if let Some((first, _)) = self.changed.get(&key).filter(|_| !again) {
            let message = format!("the {} `{}` is changed twice", declared.keyword, name.kind);
            let diagnostic = Diagnostic::new(codes::CHANGED_TWICE, span, message)
                .related(*first, "changed here first")
                .help("keep one of the two changes");
            self.found.push(diagnostic);
            return Target::Told;
        }
        let spots = declared.spots.clone();
        self.changed.entry(key).or_insert((span, change));
        Target::Spots(spots)
    }

    fn refuse_missing(&mut self, keyword: &str, name: &Name, change: &str) {
        let near = self
            .suggestions
            .nearest(&name.kind, self.index.of_kind(keyword));
        let labelled = matches!(keyword, "require" | "assume");
        let help = match near {
            Some(near) => format!("did you mean `{near}`?"),
            None if labelled => {
                format!(
                    "a `{keyword}` is named by its label: write `as {}` behind it in the policy that is amended",
                    name.kind
                )
            }
            None if change == "replace" => {
                format!("write it without `replace` if it is a new {keyword}")
            }
            None => "take this line away".to_owned(),
        };
        let message = format!(
            "the policy that is amended has no {keyword} `{}` to {change}",
            name.kind
        );
        self.found
            .push(Diagnostic::new(codes::NOTHING_TO_CHANGE, name.span, message).help(help));
    }

    /// The items of the base as they are now, then the new ones.
    fn into_items(mut self) -> (Vec<Item>, Removed) {
        let mut items = Vec::with_capacity(self.base.items.len() + self.added.len());
        for (place, item) in self.base.items.iter().enumerate() {
            if let Some(put) = self.put.remove(&place) {
                items.extend(put);
                continue;
            }
            let is_own = matches!(
                item.kind.kind,
                ItemKind::Example(_)
                    | ItemKind::ExamplesFrom(_)
                    | ItemKind::Given(_)
                    | ItemKind::Remove(_)
            );
            if is_own || self.dropped.contains(&Spot::Item(place)) {
                continue;
            }
            let ItemKind::Facts(facts) = &item.kind.kind else {
                items.push(item.clone());
                continue;
            };
            let mut kept = Vec::with_capacity(facts.len());
            for (inner, fact) in facts.iter().enumerate() {
                if let Some(fact) = self.facts.remove(&(place, inner)) {
                    kept.push(fact);
                } else if !self.dropped.contains(&Spot::Fact(place, inner)) {
                    kept.push(fact.clone());
                }
            }
            if !kept.is_empty() {
                let mut block = item.clone();
                block.kind.kind = ItemKind::Facts(kept);
                items.push(block);
            }
        }
        items.append(&mut self.added);
        (items, self.removed)
    }
}
