//! One policy in one language: its own words where it has them, and those of the tool.

use std::sync::Arc;

use bylaws_dsl::ir::{
    CategoryId, Citation, EnumId, Need, OutputId, OutputKind, Policy, RequireId, Type,
};
use bylaws_dsl::value::{Duration, Value};
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
use smol_str::SmolStr;
use unic_langid::LanguageIdentifier;

use super::entries::{self, ASK, OPEN, RULE};
use super::{Locale, date, decimal, integer, money, percent};
use crate::decision::Data;

type Words = FluentBundle<Arc<FluentResource>>;

/// Speaks of one policy in one language.
///
/// What the policy has no words for in this language is said in the bundle's first language, or
/// else as the policy itself writes it.
pub struct Voice<'p> {
    policy: &'p Policy,
    locale: Locale,
    own: Words,
    translated: Words,
    default: Words,
}

impl std::fmt::Debug for Voice<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Voice({} in {})", self.policy.name, self.locale.tag())
    }
}

impl<'p> Voice<'p> {
    pub(super) fn new(
        policy: &'p Policy,
        locale: Locale,
        translated: Vec<Arc<FluentResource>>,
        (default_locale, default): (Locale, Vec<Arc<FluentResource>>),
    ) -> Self {
        // The files of the tool are read without an error: a test holds them to it.
        let own = FluentResource::try_new(locale.own().to_owned());
        let (Ok(own) | Err((own, _))) = own;
        Self {
            policy,
            locale,
            own: words(locale, [Arc::new(own)]),
            translated: words(locale, translated),
            default: words(default_locale, default),
        }
    }

    /// The language.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// What the policy is called.
    pub fn policy(&self) -> String {
        self.item(
            entries::POLICY,
            self.policy.title.as_ref(),
            &self.policy.name,
        )
    }

    /// The question for a missing fact, or else what the fact is called.
    pub fn question(&self, need: Need) -> String {
        let id = entries::need(self.policy, need);
        self.attribute(&id, ASK).unwrap_or_else(|| self.need(need))
    }

    /// What a fact, or the field of the element of a list, is called.
    pub fn need(&self, need: Need) -> String {
        let declared = self.policy.declaration(need);
        let words = self.item(
            &entries::need(self.policy, need),
            declared.title.as_ref(),
            &declared.name,
        );
        match need {
            Need::Fact(_) => words,
            Need::Field { element, .. } => {
                let number = i64::from(element) + 1;
                self.say_with(
                    "element",
                    &[("what", &words), ("number", &integer(self.locale, number))],
                )
            }
        }
    }

    /// What a member of an enumeration is called.
    pub fn member(&self, of: EnumId, index: u16) -> String {
        let declared = self.policy.enums.at(of);
        let Some(member) = declared.member(index) else {
            return String::new();
        };
        let id = match of {
            of if Some(of) == self.policy.category => format!("category-{}", member.name),
            of if Some(of) == self.policy.outcome => return self.outcome(&member.name),
            _ => format!("type-{}-{}", declared.name, member.name),
        };
        self.item(&id, member.title.as_ref(), &member.name)
    }

    /// An outcome as a sentence.
    pub(crate) fn outcome(&self, name: &str) -> String {
        let id = format!("outcome-{name}");
        self.of_policy(&id).unwrap_or_else(|| match name {
            "covered" | "met" | "not_covered" => self.say(&id),
            other => other.replace('_', " "),
        })
    }

    /// What a category is called.
    pub(crate) fn category(&self, id: CategoryId) -> String {
        let head = &self.policy.categories.at(id).head;
        self.item(
            &format!("category-{}", head.name),
            head.title.as_ref(),
            &head.name,
        )
    }

    /// A category in the words of a member, if the policy has any.
    pub(crate) fn rule(&self, id: CategoryId) -> Option<String> {
        let name = &self.policy.categories.at(id).head.name;
        self.attribute(&format!("category-{name}"), RULE)
    }

    /// Why a requirement is not met.
    pub(crate) fn require(&self, id: RequireId) -> String {
        let item = self.policy.requires.at(id);
        self.item(&entries::require(&item.head.name), Some(&item.reason), "")
    }

    /// Why a category is referred to a person.
    pub(crate) fn refer(&self, id: CategoryId, place: usize) -> Option<String> {
        let category = self.policy.categories.at(id);
        let item = category.refers.get(place)?;
        let id = entries::refer(&category.head.name, place);
        Some(self.item(&id, Some(&item.reason), ""))
    }

    /// What an output is called; outputs of every policy have words of the tool.
    pub(crate) fn output(&self, id: OutputId) -> String {
        let output = self.policy.outputs.at(id);
        let head = match output.kind {
            OutputKind::Define(id) => &self.policy.defines.at(id).head,
            OutputKind::Price(id) => &self.policy.prices.at(id).head,
            OutputKind::Outcome => return self.say("row-outcome"),
            OutputKind::Categories | OutputKind::Periods => return self.say("row-categories"),
            OutputKind::CoveredFrom => return self.say("row-from"),
            OutputKind::CoveredThrough => return self.say("row-through"),
        };
        self.item(
            &format!("output-{}", output.name),
            head.title.as_ref(),
            &output.name,
        )
    }

    /// What an output that is `open` says, if the policy has words for that.
    pub(crate) fn output_open(&self, id: OutputId) -> Option<String> {
        let name = &self.policy.outputs.at(id).name;
        self.attribute(&format!("output-{name}"), OPEN)
    }

    /// A passage behind an item.
    pub(crate) fn passage(&self, cite: &Citation) -> String {
        let head = &self.policy.sources.at(cite.source).head;
        let source = self.item(
            &format!("source-{}", head.name),
            head.title.as_ref(),
            &head.name,
        );
        let passage = match &cite.at {
            Some(at) => self.say_with("cite-at", &[("source", &source), ("at", at)]),
            None => self.say_with("cite", &[("source", &source)]),
        };
        match cite.unverified {
            true => self.say_with("unconfirmed", &[("passage", &passage)]),
            false => passage,
        }
    }

    /// A value of a type in the words of the language.
    pub(crate) fn value(&self, data: &Data, ty: Option<Type>) -> String {
        let locale = self.locale;
        match data {
            Data::Boolean(true) => self.say("yes"),
            Data::Boolean(false) => self.say("no"),
            Data::Integer(number) => integer(locale, *number),
            Data::Decimal(number) => decimal(locale, *number),
            Data::Percent(number) => percent(locale, *number),
            Data::Money(amount) => money(locale, *amount),
            Data::Date(day) => date(locale, *day),
            Data::Open => self.say("open"),
            Data::Duration(length) => self.duration(*length),
            Data::Text(text) => text.to_string(),
            Data::Member(name) => self.named(name, ty),
            Data::Set(names) => match names.is_empty() {
                true => self.say("none"),
                false => self.list(names.iter().map(|name| self.named(name, ty))),
            },
            Data::Window(from, through) => self.days(&Data::Date(*from), &Data::Date(*through)),
            Data::Periods(periods) => {
                let periods = periods.iter().map(|(name, from, through)| {
                    let days = self.days(from, through);
                    format!("{}{}{days}", self.named(name, ty), locale.colon())
                });
                self.list(periods)
            }
            Data::List(rows) => integer(locale, i64::try_from(rows.len()).unwrap_or(i64::MAX)),
            Data::None => self.say("none"),
        }
    }

    /// A value of the policy's own.
    pub(crate) fn exactly(&self, value: &Value) -> String {
        let ty = match value {
            Value::Member(of, _) => Some(Type::Enum(*of)),
            Value::Set(of, _) => Some(Type::Set(*of)),
            _ => None,
        };
        self.value(&Data::of(self.policy, value), ty)
    }

    /// The days from a first to a last, either of which may be left open.
    pub(crate) fn days(&self, from: &Data, through: &Data) -> String {
        let write = |data| self.value(data, None);
        match (from, through) {
            (Data::None, Data::Open | Data::None) => self.say("days-any"),
            (Data::None, through) => self.say_with("days-through", &[("through", &write(through))]),
            (from, Data::Open | Data::None) => {
                self.say_with("days-open", &[("from", &write(from))])
            }
            (from, through) => {
                let days = [("from", write(from)), ("through", write(through))];
                self.say_with(
                    "days",
                    &days.each_ref().map(|(name, day)| (*name, day.as_str())),
                )
            }
        }
    }

    /// Several things as the language strings them together.
    pub(crate) fn list(&self, items: impl Iterator<Item = String>) -> String {
        let comma = match self.locale {
            Locale::Zh => "、",
            _ => ", ",
        };
        items.collect::<Vec<_>>().join(comma)
    }

    fn duration(&self, length: Duration) -> String {
        let counted = |id: &str, count: i32| {
            let mut args = FluentArgs::new();
            args.set("count", FluentValue::from(count));
            self.formatted(&self.own, id, Some(&args))
        };
        let parts = [("months", length.months), ("days-long", length.days)];
        let mut parts = parts.into_iter().filter(|(_, count)| *count != 0);
        match (parts.next(), parts.next()) {
            (Some((id, count)), None) => counted(id, count).unwrap_or_default(),
            (Some((id, count)), Some((more, other))) => {
                let both = [counted(id, count), counted(more, other)];
                self.list(both.into_iter().flatten())
            }
            (None, _) => counted("days-long", 0).unwrap_or_default(),
        }
    }

    fn named(&self, name: &str, ty: Option<Type>) -> String {
        let of = match ty {
            Some(Type::Enum(of) | Type::Set(of)) => Some(of),
            None => self.policy.category,
            _ => None,
        };
        let found = of.and_then(|of| Some((of, self.policy.enums.at(of).index_of(name)?)));
        found.map_or_else(
            || name.replace('_', " "),
            |(of, index)| self.member(of, index),
        )
    }

    /// What the policy says of something, with what it is called otherwise.
    fn item(&self, id: &str, title: Option<&SmolStr>, name: &str) -> String {
        self.of_policy(id).unwrap_or_else(|| match title {
            Some(title) => title.to_string(),
            None => name.replace(['_', '.'], " "),
        })
    }

    /// A message of the policy, in this language or else in the first.
    pub(crate) fn of_policy(&self, id: &str) -> Option<String> {
        let here = self.formatted(&self.translated, id, None);
        here.or_else(|| self.formatted(&self.default, id, None))
    }

    fn attribute(&self, id: &str, name: &str) -> Option<String> {
        let of = |words: &Words| {
            let attribute = words.get_message(id)?.get_attribute(name)?;
            let said = words.format_pattern(attribute.value(), None, &mut Vec::new());
            Some(said.into_owned())
        };
        of(&self.translated).or_else(|| of(&self.default))
    }

    /// Words of the tool.
    pub fn say(&self, id: &str) -> String {
        self.formatted(&self.own, id, None).unwrap_or_default()
    }

    /// Words of the tool around others.
    pub fn say_with(&self, id: &str, args: &[(&str, &str)]) -> String {
        let mut given = FluentArgs::new();
        for (name, value) in args {
            given.set(*name, FluentValue::from(*value));
        }
        self.formatted(&self.own, id, Some(&given))
            .unwrap_or_default()
    }

    /// Words of the tool around a count, with the plural that it asks for.
    pub fn say_count(&self, id: &str, count: usize) -> String {
        let mut args = FluentArgs::new();
        args.set("count", FluentValue::from(count));
        self.formatted(&self.own, id, Some(&args))
            .unwrap_or_default()
    }

    fn formatted(&self, words: &Words, id: &str, args: Option<&FluentArgs<'_>>) -> Option<String> {
        let pattern = words.get_message(id)?.value()?;
        let said = words.format_pattern(pattern, args, &mut Vec::new());
        Some(said.into_owned())
    }
}

/// The words of files, those behind in place of those before.
fn words(locale: Locale, files: impl IntoIterator<Item = Arc<FluentResource>>) -> Words {
    let language: LanguageIdentifier = locale.tag().parse().unwrap_or_default();
    let mut words = Words::new(vec![language]);
    // All four languages run from left to right: nothing has to be set apart.
    words.set_use_isolating(false);
    for file in files {
        words.add_resource_overriding(file);
    }
    words
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The names of the messages, and what they ask for.
    fn shape(locale: Locale) -> BTreeSet<(String, BTreeSet<&'static str>)> {
        let resource = FluentResource::try_new(locale.own().to_owned());
        let resource = resource.unwrap_or_else(|(_, errors)| panic!("{locale:?}: {errors:?}"));
        assert!(resource.entries().count() > 0);
        let text = locale.own();
        let mut shape = BTreeSet::new();
        let mut current: Option<(String, BTreeSet<&'static str>)> = None;
        for line in text.lines() {
            if let Some((id, _)) = line
                .split_once(" =")
                .filter(|_| !line.starts_with([' ', '#']))
            {
                shape.extend(current.take());
                current = Some((id.to_owned(), BTreeSet::new()));
            }
            let asked = line.split('$').skip(1).map(|rest| {
                rest.split(|c: char| !c.is_ascii_alphanumeric())
                    .next()
                    .unwrap()
            });
            if let Some((_, all)) = &mut current {
                all.extend(asked);
            }
        }
        shape.extend(current);
        shape
    }

    #[test]
    fn the_words_of_the_tool_are_the_same_in_every_language() {
        let english = shape(Locale::En);
        for locale in Locale::ALL {
            assert_eq!(shape(locale), english, "{locale:?}");
        }
    }
}
