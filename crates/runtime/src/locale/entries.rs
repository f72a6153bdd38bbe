//! What translations are wanted for: the messages of a policy, each named after its item.

use bylaws_dsl::Span;
use bylaws_dsl::ir::{Fact, Need, OutputKind, Policy, Type};
use smol_str::SmolStr;

/// A message that a policy may have, with what it is about.
pub(super) struct Entry {
    /// The name of the message.
    pub(super) id: String,
    /// What the message translates, as the policy words it.
    pub(super) words: Option<SmolStr>,
    /// Whether a notice in this language is incomplete without it.
    pub(super) wanted: bool,
    /// What else it may tell of its item.
    pub(super) attributes: &'static [&'static str],
    /// The item.
    pub(super) at: Option<Span>,
}

/// The title of the policy.
pub(crate) const POLICY: &str = "policy";
/// Whom to ask, and how to add what is missing.
pub(crate) const CONTACT: &str = "notice-contact";
/// How to appeal.
pub(crate) const APPEAL: &str = "notice-appeal";

/// The question that an interview asks.
pub(crate) const ASK: &str = "ask";
/// A category in the words of a member.
pub(crate) const RULE: &str = "rule";
/// What an output says that is `open`.
pub(crate) const OPEN: &str = "open";

/// The message with the name of a fact.
pub(crate) fn fact(name: &str) -> String {
    format!("fact-{}", name.replace('.', "-"))
}

/// The message with the name of a missing fact, or of the field of a list.
pub(crate) fn need(policy: &Policy, need: Need) -> String {
    match need {
        Need::Fact(id) => fact(&policy.facts.at(id).name),
        Need::Field { list, .. } => {
            let list = &policy.lists.at(list).name;
            format!("{}-{}", fact(list), policy.declaration(need).name)
        }
    }
}

/// The message with the reason of a requirement.
pub(crate) fn require(name: &str) -> String {
    format!("require-{}", name.strip_prefix("require.").unwrap_or(name))
}

/// The message with the reason of a referral, counted from 0.
pub(crate) fn refer(category: &str, place: usize) -> String {
    format!("refer-{category}-{}", place + 1)
}

/// Every message of a policy, in the order of its items.
pub(super) fn entries(policy: &Policy) -> Vec<Entry> {
    let mut all = vec![Entry {
        wanted: policy.title.is_some(),
        ..entry(POLICY.to_owned(), policy.title.as_ref(), None)
    }];
    if let Some(outcomes) = policy.outcome {
        let members = policy.enums.at(outcomes).members.iter().enumerate();
        all.extend(members.map(|(place, member)| Entry {
            // The tool has words of its own for the two outcomes that every policy has.
            wanted: place > usize::from(Policy::NOT_COVERED),
            ..entry(format!("outcome-{}", member.name), None, None)
        }));
    }
    all.extend(policy.sources.iter().map(|(id, source)| Entry {
        wanted: policy.cited.contains(&id),
        ..titled(
            format!("source-{}", source.head.name),
            source.head.title.as_ref(),
            source.head.span,
        )
    }));
    types(policy, &mut all);
    facts(policy, &mut all);
    all.extend(
        policy
            .requires
            .values()
            .map(|item| titled(require(&item.head.name), Some(&item.reason), item.head.span)),
    );
    for category in policy.categories.values() {
        let head = &category.head;
        all.push(Entry {
            attributes: &[RULE],
            ..titled(
                format!("category-{}", head.name),
                head.title.as_ref(),
                head.span,
            )
        });
        let refers = category.refers.iter().enumerate();
        all.extend(
            refers.map(|(place, item)| {
                titled(refer(&head.name, place), Some(&item.reason), item.span)
            }),
        );
    }
    for output in policy.outputs.values() {
        let head = match output.kind {
            OutputKind::Define(id) => &policy.defines.at(id).head,
            OutputKind::Price(id) => &policy.prices.at(id).head,
            _ => continue,
        };
        all.push(Entry {
            attributes: &[OPEN],
            ..titled(
                format!("output-{}", output.name),
                head.title.as_ref(),
                head.span,
            )
        });
    }
    all.extend([CONTACT, APPEAL].map(|id| Entry {
        wanted: false,
        ..entry(id.to_owned(), None, None)
    }));
    all
}

/// The members of the enumerations that facts and outputs are of.
fn types(policy: &Policy, all: &mut Vec<Entry>) {
    let fields = policy.lists.values().flat_map(|list| list.fields.iter());
    let of_facts = policy.facts.values().chain(fields).map(|fact| fact.ty);
    let of_outputs = policy.outputs.values().filter_map(|output| output.ty);
    let mut ids: Vec<_> = of_facts
        .chain(of_outputs)
        .filter_map(|ty| match ty {
            Type::Enum(id) | Type::Set(id) => Some(id),
            _ => None,
        })
        .filter(|id| Some(*id) != policy.outcome && Some(*id) != policy.category)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    for id in ids {
        let declared = policy.enums.at(id);
        let members = declared.members.iter();
        all.extend(members.map(|member| {
            let id = format!("type-{}-{}", declared.name, member.name);
            titled(id, member.title.as_ref(), declared.span)
        }));
    }
}

fn facts(policy: &Policy, all: &mut Vec<Entry>) {
    let of = |id: String, declared: &Fact| Entry {
        attributes: &[ASK],
        ..titled(id, declared.title.as_ref(), declared.span)
    };
    for declared in policy.facts.values() {
        let id = fact(&declared.name);
        all.push(of(id.clone(), declared));
        if let Type::List(list) = declared.ty {
            let fields = policy.lists.at(list).fields.iter();
            all.extend(fields.map(|field| of(format!("{id}-{}", field.name), field)));
        }
    }
}

fn entry(id: String, words: Option<&SmolStr>, at: Option<Span>) -> Entry {
    Entry {
        id,
        words: words.cloned(),
        wanted: true,
        attributes: &[],
        at,
    }
}

fn titled(id: String, words: Option<&SmolStr>, at: Span) -> Entry {
    entry(id, words, Some(at))
}
