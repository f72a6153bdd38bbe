//! How policies build on one another, as written: `use` and `remove`; and what items are called,
//! by which a layer names those of its base.

use super::{Expr, ItemKind, Name, Text};

/// `use POLICY as NAME` with `with FACT = E` for facts that are called or computed otherwise here.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// The other policy.
    pub policy: Name,
    /// The name before its outputs: `NAME.outcome`.
    pub name: Name,
    /// What people call it.
    pub title: Option<Text>,
    /// Facts of the other policy with the values that they have here.
    pub with: Vec<Mapping>,
}

/// `FACT = E`.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapping {
    /// A fact of the policy that is used.
    pub fact: Name,
    /// Its value, from the facts and items of this policy.
    pub value: Expr,
}

/// `remove KIND NAME because "…"`.
#[derive(Clone, Debug, PartialEq)]
pub struct Remove {
    /// The keyword of the item, or `fact`.
    pub kind: Name,
    /// Its name.
    pub name: Name,
    /// Why, for the reader.
    pub because: Option<Text>,
}

impl ItemKind {
    /// The word that begins the item.
    pub fn keyword(&self) -> &'static str {
        match self {
            ItemKind::Source { .. } => "source",
            ItemKind::Type { .. } => "type",
            ItemKind::Facts(_) => "facts",
            ItemKind::Assume { .. } => "assume",
            ItemKind::Reading(_) => "reading",
            ItemKind::Parameter(_) => "parameter",
            ItemKind::Window { .. } => "window",
            ItemKind::Define(define) if define.output => "output",
            ItemKind::Define(_) => "define",
            ItemKind::Require(_) => "require",
            ItemKind::Category(_) => "category",
            ItemKind::Price(_) => "price",
            ItemKind::Guarantee(_) => "guarantee",
            ItemKind::Example(_) => "example",
            ItemKind::ExamplesFrom(_) => "examples",
            ItemKind::Given(_) => "given",
            ItemKind::Table(_) => "table",
            ItemKind::Codes(_) => "codes",
            ItemKind::Use(_) => "use",
            ItemKind::Script(_) => "script",
            ItemKind::Remove(_) => "remove",
        }
    }

    /// The name that the item declares: none where it has none, or several.
    pub fn name(&self) -> Option<&Name> {
        match self {
            ItemKind::Source { name, .. }
            | ItemKind::Type { name, .. }
            | ItemKind::Window { name, .. } => Some(name),
            ItemKind::Assume { label, .. } => label.as_ref(),
            ItemKind::Reading(reading) => Some(&reading.name),
            ItemKind::Parameter(parameter) => Some(&parameter.name),
            ItemKind::Define(define) => Some(&define.name),
            ItemKind::Require(require) => require.label.as_ref(),
            ItemKind::Category(category) => Some(&category.name),
            ItemKind::Price(price) => Some(&price.name),
            ItemKind::Guarantee(guarantee) => Some(&guarantee.name),
            ItemKind::Table(table) => Some(&table.name),
            ItemKind::Codes(codes) => Some(&codes.name),
            ItemKind::Use(used) => Some(&used.name),
            ItemKind::Facts(_)
            | ItemKind::Example(_)
            | ItemKind::ExamplesFrom(_)
            | ItemKind::Given(_)
            | ItemKind::Script(_)
            | ItemKind::Remove(_) => None,
        }
    }
}
