//! Policies that build on others: `use`, `replace` and `remove`.

use super::expression::expression_in;
use super::items::report;
use super::{Place, Read, child};
use crate::ast::{Mapping, Name, Remove, Use};
use crate::parse::grammar::Rule;
use crate::parse::vocabulary::ITEM_WORDS;
use crate::{Diagnostic, codes, suggest};

/// `use POLICY as NAME "title"` with `with FACT = E` lines.
pub(super) fn used(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Use> {
    let lines = read
        .clone()
        .into_inner()
        .filter(|clause| clause.as_rule() == Rule::mappings)
        .flat_map(|line| line.into_inner())
        .filter(|part| part.as_rule() == Rule::mapping);
    let with = lines
        .map(|mapping| {
            Some(Mapping {
                fact: place.name_in(&mapping, Rule::name)?,
                value: expression_in(place, &mapping, found)?,
            })
        })
        .collect::<Option<Vec<_>>>()?;
    Some(Use {
        policy: place.name_in(read, Rule::used_policy)?,
        name: place.name_in(read, Rule::name)?,
        title: place.text_in(read, Rule::title),
        with,
    })
}

/// `remove KIND NAME because "…"`.
pub(super) fn remove(place: Place, read: &Read<'_>, found: &mut Vec<Diagnostic>) -> Option<Remove> {
    let kind = place.name_in(read, Rule::removed_kind)?;
    if !can_be_changed(&kind.kind) && kind.kind != "fact" {
        return report(found, not_changed(&kind, "remove"));
    }
    Some(Remove {
        kind,
        name: place.name_in(read, Rule::name)?,
        because: child(read, Rule::because).and_then(|why| place.text_in(&why, Rule::text)),
    })
}

/// Whether items that begin with this word can be taken away or put in the place of others.
pub(in crate::parse) fn can_be_changed(word: &str) -> bool {
    let others = [
        "policy", "cases", "example", "examples", "given", "replace", "remove", "facts", "script",
    ];
    ITEM_WORDS.contains(&word) && !others.contains(&word)
}

/// The finding that a word names nothing that a layer can change.
pub(in crate::parse) fn not_changed(word: &Name, change: &str) -> Diagnostic {
    let several = match change {
        "remove" => "fact",
        _ => "facts",
    };
    let known = ITEM_WORDS
        .iter()
        .copied()
        .filter(|known| can_be_changed(known))
        .chain([several]);
    let help = match (word.kind.as_str(), change) {
        ("facts", "remove") => "name one fact: `remove fact NAME`".to_owned(),
        ("example" | "examples" | "given" | "cases", _) => {
            "the examples of the base are those of the base alone: write new ones here".to_owned()
        }
        (word, _) => suggest::did_you_mean(word, known.clone()).unwrap_or_else(|| {
            let known: Vec<String> = known.map(|word| format!("`{word}`")).collect();
            format!("`{change}` is followed by {}", known.join(", "))
        }),
    };
    let message = format!("`{}` is nothing that a layer can {change}", word.kind);
    Diagnostic::new(codes::UNKNOWN_ITEM, word.span, message).help(help)
}
