//! Two versions deciding one case, and what is different about what they say.

use std::collections::BTreeMap;
use std::sync::Arc;

use bylaws_dsl::value::{Date, Decimal, Money};
use bylaws_runtime::explain::data_words;
use bylaws_runtime::{Data, Decision, Facts, Options, Program, Session, Status};
use smol_str::SmolStr;

use super::axis::{Axis, Of};
use crate::model::Kind;

/// What a version says of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Whether the case could be decided.
    pub status: Status,
    /// The outputs that are known.
    pub outputs: Vec<(SmolStr, Data)>,
    /// The messages of failing requires and of referrals.
    pub reasons: Vec<SmolStr>,
}

impl Told {
    /// What a decision says.
    pub fn of(decision: Decision) -> Self {
        Self {
            status: decision.status,
            outputs: decision.outputs,
            reasons: decision
                .reasons
                .into_iter()
                .map(|reason| reason.message)
                .collect(),
        }
    }

    /// Puts members of sets and categories into one order: theirs is that of a declaration, and
    /// says nothing.
    pub(super) fn sort(&mut self) {
        for (_, data) in &mut self.outputs {
            match data {
                Data::Set(members) => members.sort(),
                Data::Periods(periods) => periods.sort_by(|a, b| a.0.cmp(&b.0)),
                _ => {}
            }
        }
    }

    fn invalid() -> Self {
        Self {
            status: Status::Invalid,
            outputs: Vec::new(),
            reasons: Vec::new(),
        }
    }

    /// The value of an output.
    pub fn output(&self, name: &str) -> Option<&Data> {
        self.outputs
            .iter()
            .find(|(found, _)| found == name)
            .map(|(_, data)| data)
    }
}

/// What is different about one output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// One version decides what the other does not.
    Status(Status, Status),
    /// The output is another value without an order.
    Value(String, String, String),
    /// A date is so many days later, or earlier where negative; none where an end is open or
    /// nothing at all.
    Days(String, Option<i64>, Way),
    /// An amount of money is higher, or lower where negative.
    Amount(String, i64),
    /// Another number is higher or lower.
    Number(String, Way, Decimal),
    /// Members come in or go out.
    Members(String, Vec<SmolStr>, Vec<SmolStr>),
    /// Only the messages are different.
    Reasons,
}

/// To which side a value moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "named as they are read")]
pub enum Way {
    Up,
    Down,
}

/// Names of the old version in the words of the new one.
#[derive(Default)]
pub(super) struct Renames {
    outputs: BTreeMap<String, String>,
    categories: BTreeMap<String, String>,
}

impl Renames {
    pub(super) fn of(all: &BTreeMap<(Kind, String), String>) -> Self {
        let mut renames = Self::default();
        for ((kind, old), new) in all {
            let names = match kind {
                Kind::Category => &mut renames.categories,
                Kind::Output | Kind::Price => &mut renames.outputs,
                _ => continue,
            };
            names.insert(old.clone(), new.clone());
        }
        renames
    }

    fn category(&self, name: &SmolStr) -> SmolStr {
        self.categories
            .get(name.as_str())
            .map_or_else(|| name.clone(), SmolStr::from)
    }

    fn apply(&self, told: &mut Told) {
        if self.outputs.is_empty() && self.categories.is_empty() {
            return;
        }
        for (name, data) in &mut told.outputs {
            if let Some(new) = self.outputs.get(name.as_str()) {
                *name = new.into();
            }
            match data {
                Data::Set(members) if name == "categories" => {
                    for member in members {
                        *member = self.category(member);
                    }
                }
                Data::Periods(periods) => {
                    for (category, ..) in periods {
                        *category = self.category(category);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Both versions, ready to decide the same cases.
pub(super) struct Both {
    old: One,
    new: One,
    renames: Renames,
    /// How many cases both have decided.
    pub(super) decided: u64,
}

struct One {
    session: Session,
    facts: Facts,
    options: Options,
    /// The axes whose value this version does not admit.
    unfit: Vec<bool>,
}

impl One {
    fn new(program: &Arc<Program>, axes: usize) -> Self {
        Self {
            session: program.session(),
            facts: program.no_facts(),
            options: Options::default(),
            unfit: vec![false; axes],
        }
    }

    fn set(&mut self, place: usize, of: Option<Of>, name: &str, value: Option<&Data>) {
        let fits = match of {
            Some(Of::Fact(fact)) => {
                let program = Arc::clone(self.session.program());
                program.give(&mut self.facts, fact, value)
            }
            Some(Of::Reading) => {
                self.options.readings.retain(|(reading, _)| reading != name);
                if let Some(Data::Member(choice)) = value {
                    self.options
                        .readings
                        .push((name.to_owned(), choice.to_string()));
                }
                true
            }
            // A version that does not know the fact is not told it.
            None => true,
        };
        if let Some(unfit) = self.unfit.get_mut(place) {
            *unfit = !fits;
        }
    }

    fn decide(&mut self) -> Told {
        if self.unfit.contains(&true) {
            return Told::invalid();
        }
        Told::of(self.session.decide(&self.facts, &self.options))
    }
}

impl Both {
    pub(super) fn new(
        old: &Arc<Program>,
        new: &Arc<Program>,
        axes: usize,
        renames: Renames,
    ) -> Self {
        Self {
            old: One::new(old, axes),
            new: One::new(new, axes),
            renames,
            decided: 0,
        }
    }

    pub(super) fn set(&mut self, place: usize, axis: &Axis, value: Option<&Data>) {
        self.old.set(place, axis.old, &axis.old_name, value);
        self.new.set(place, axis.new, &axis.name, value);
    }

    pub(super) fn load(&mut self, axes: &[Axis], case: &[Option<Data>]) {
        for (place, axis) in axes.iter().enumerate() {
            self.set(place, axis, case.get(place).and_then(Option::as_ref));
        }
    }

    /// What the old version says, in the words of the new one.
    pub(super) fn renamed(&self, mut told: Told) -> Told {
        self.renames.apply(&mut told);
        told
    }

    /// What both say of the case, in the words of the new version.
    pub(super) fn decide(&mut self) -> (Told, Told) {
        self.decided += 1;
        let mut old = self.old.decide();
        let mut new = self.new.decide();
        self.renames.apply(&mut old);
        if old != new {
            old.sort();
            new.sort();
        }
        (old, new)
    }
}

/// What is different between two decisions; nothing where they say the same. Outputs that only
/// one version has are not compared.
pub fn effects(old: &Told, new: &Told) -> Vec<Effect> {
    let mut found = Vec::new();
    if old.status != new.status {
        found.push(Effect::Status(old.status, new.status));
    }
    for (name, before) in &old.outputs {
        if let Some(after) = new.output(name)
            && before != after
            && !matches!(before, Data::Periods(_))
        {
            found.push(effect(name, before, after));
        }
    }
    if found.is_empty()
        && let (Some(Data::Periods(a)), Some(Data::Periods(b))) =
            (old.output("periods"), new.output("periods"))
        && a != b
    {
        found.extend(periods(a, b));
    }
    // The order of the messages follows the order of the items.
    let sorted = |told: &Told| {
        let mut reasons = told.reasons.clone();
        reasons.sort();
        reasons
    };
    if found.is_empty() && sorted(old) != sorted(new) {
        found.push(Effect::Reasons);
    }
    found
}

type Period = (SmolStr, Data, Data);

fn periods(old: &[Period], new: &[Period]) -> Vec<Effect> {
    let mut found = Vec::new();
    for (category, from, through) in old {
        if let Some((_, new_from, new_through)) = new.iter().find(|(name, ..)| name == category) {
            for (word, a, b) in [("begins", from, new_from), ("ends", through, new_through)] {
                if a != b {
                    found.push(effect(&format!("{category} {word}"), a, b));
                }
            }
        }
    }
    if found.is_empty() {
        found.push(Effect::Value(
            "periods".to_owned(),
            "other".to_owned(),
            "categories".to_owned(),
        ));
    }
    found
}

fn effect(name: &str, before: &Data, after: &Data) -> Effect {
    let way = |up: bool| if up { Way::Up } else { Way::Down };
    let number =
        |a: Decimal, b: Decimal| Effect::Number(name.to_owned(), way(b > a), (b - a).abs());
    match (before, after) {
        (Data::Money(a), Data::Money(b)) => {
            Effect::Amount(name.to_owned(), b.cents().saturating_sub(a.cents()))
        }
        (Data::Date(a), Data::Date(b)) => {
            let days = i64::from(b.days()) - i64::from(a.days());
            Effect::Days(name.to_owned(), Some(days), way(days > 0))
        }
        (Data::Date(_), Data::Open) => Effect::Days(name.to_owned(), None, Way::Up),
        (Data::Open, Data::Date(_)) => Effect::Days(name.to_owned(), None, Way::Down),
        (Data::Integer(a), Data::Integer(b)) => number((*a).into(), (*b).into()),
        (Data::Percent(a), Data::Percent(b)) | (Data::Decimal(a), Data::Decimal(b)) => {
            number(*a, *b)
        }
        (Data::Set(a), Data::Set(b)) => {
            let only = |x: &[SmolStr], y: &[SmolStr]| -> Vec<SmolStr> {
                x.iter().filter(|m| !y.contains(m)).cloned().collect()
            };
            Effect::Members(name.to_owned(), only(b, a), only(a, b))
        }
        (a, b) => Effect::Value(name.to_owned(), data_words(a), data_words(b)),
    }
}

/// How much of a day or a cent a difference is, for the range of a region.
pub(super) fn size(effect: &Effect) -> Option<i64> {
    match effect {
        Effect::Days(_, days, _) => *days,
        Effect::Amount(_, cents) => Some(*cents),
        _ => None,
    }
}

/// The amount in words.
pub(super) fn money(cents: i64) -> String {
    Money::from_cents(cents.saturating_abs()).to_string()
}

/// The day so many days behind another, or the nearest there is.
pub(super) fn moved(day: Date, days: i64) -> Date {
    day.add_days(days)
        .unwrap_or(if days < 0 { Date::MIN } else { Date::MAX })
}
