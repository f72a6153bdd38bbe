//! What no case exercises and the case that would, in the words of the policy.

use bylaws_dsl::SourceMap;
use bylaws_dsl::ir::{CategoryId, ExprId, ExprKind, InForce, ItemRef, Policy, Type};
use bylaws_dsl::value::{Date, Value};
use bylaws_runtime::explain::item_name;

use super::bounds::{bound, is_counted};
use super::points::{Found, Points};
use super::{End, Limit, Subject};

pub(super) struct Words<'w> {
    pub(super) policy: &'w Policy,
    pub(super) sources: &'w SourceMap,
    pub(super) points: &'w Points,
}

impl Words<'_> {
    /// What is missing, and the case that would show it.
    pub(super) fn of(&self, found: &Found) -> (String, Option<String>) {
        let policy = self.policy;
        let side = found.side;
        match found.subject {
            Subject::Item(item) => self.item(item),
            Subject::Choice(id, choice) => {
                let reading = policy.readings.at(id);
                let (name, choice) = (
                    &reading.head.name,
                    policy.member_name(reading.choices, choice),
                );
                let missing = format!("the reading `{name}` is never `{choice}`");
                (missing, Some(format!("a case with `{name} {choice}`")))
            }
            Subject::Truth(id) => self.truth(id, side, found.within),
            Subject::Given(id) => {
                let text = self.text(id);
                let name = self.stands_in_for(id);
                match side {
                    true => (
                        format!("`{text}`: the value itself is never used"),
                        Some(format!("a case that gives {name}")),
                    ),
                    false => (
                        format!("`{text}`: what stands in for it is never used"),
                        Some(format!("a case that leaves {name} out")),
                    ),
                }
            }
            Subject::Default(id) => {
                let name = &policy.defines.at(id).head.name;
                let missing = format!("`{name}` never has its value without an exception");
                (
                    missing,
                    Some("a case in which no exception holds".to_owned()),
                )
            }
            Subject::Except(id, place) => {
                let define = policy.defines.at(id);
                let except = define.excepts.get(place);
                let text = except.map_or(String::new(), |except| self.text(except.when));
                (
                    format!(
                        "the exception when `{text}` never decides the value of `{}`",
                        define.head.name
                    ),
                    Some("a case in which it holds, and no other overrides it".to_owned()),
                )
            }
            Subject::Refer(id, place) => {
                let category = policy.categories.at(id);
                let refer = category.refers.get(place);
                let text = refer.map_or(String::new(), |refer| self.text(refer.when));
                (
                    format!(
                        "no case is referred by `{}` when `{text}`",
                        category.head.name
                    ),
                    Some(format!(
                        "a case that qualifies for `{}` and in which that holds",
                        category.head.name
                    )),
                )
            }
            Subject::Row(id, number) => {
                let table = policy.tables.at(id);
                let row = table.row(number).map(|row| self.sources.text(row.span));
                let row = row.map_or(String::new(), one_line);
                (
                    format!("the row `{row}` of `{}` is never hit", table.head.name),
                    Some("a case whose values fit it".to_owned()),
                )
            }
            Subject::Cut(place) => self.cut(place, side),
            Subject::Edge(id, end) => self.edge(id, end, side),
            Subject::Period(id, limit) => self.period(id, limit, side),
            Subject::Step(id, place) => {
                let price = policy.prices.at(id);
                let step = price.steps.get(place);
                let text = step.map_or(String::new(), |step| self.text(step.amount));
                let name = &price.head.name;
                match side {
                    true => (
                        format!("`{name}` is never within the bound `{text}`"),
                        Some("a case whose amount the bound leaves as it is".to_owned()),
                    ),
                    false => (
                        format!("the bound `{text}` never changes `{name}`"),
                        Some("a case whose amount lies beyond it".to_owned()),
                    ),
                }
            }
            Subject::Force(item, end) => self.force(item, end, side),
            Subject::Since(id, place) => {
                let parameter = policy.parameters.at(id);
                let name = &parameter.head.name;
                let from = parameter.values.get(place).and_then(|(from, _)| *from);
                let day = from.map_or(String::new(), |from| self.day(from, side));
                let missing = match side {
                    true => format!("`{name}` is never asked on {day}, the first day of a value"),
                    false => format!("`{name}` is never asked on {day}, the last day of a value"),
                };
                (missing, Some(format!("a case decided as of {day}")))
            }
        }
    }

    fn item(&self, item: ItemRef) -> (String, Option<String>) {
        let name = item_name(self.policy, item);
        let (missing, suggestion) = match item {
            ItemRef::Category(_) => (
                format!("`{name}` never applies"),
                Some("a case that it covers".to_owned()),
            ),
            ItemRef::Guarantee(id) => {
                let when = self.policy.guarantees.at(id).when;
                (
                    format!("`{name}` speaks of no case"),
                    when.map(|when| format!("a case in which `{}`", self.text(when))),
                )
            }
            _ => (format!("no decision hangs on `{name}`"), None),
        };
        (missing, suggestion)
    }

    fn truth(&self, id: ExprId, side: bool, within: Option<ExprId>) -> (String, Option<String>) {
        let text = self.text(id);
        let answer = bylaws_dsl::value::yes_no(side);
        let missing = format!("`{text}` never decides by being {answer}");
        let connective = within.map(|within| &self.policy.exprs.at(within).kind);
        let suggestion = match connective {
            Some(ExprKind::And(_)) if side => {
                "it and everything beside it in the `and` are yes".to_owned()
            }
            Some(ExprKind::And(_)) => "it alone is no of everything in the `and`".to_owned(),
            Some(ExprKind::Or(_)) if side => "it alone is yes of everything in the `or`".to_owned(),
            Some(ExprKind::Or(_)) => "it and everything beside it in the `or` are no".to_owned(),
            _ => format!("it is {answer}"),
        };
        (missing, Some(format!("a case in which {suggestion}")))
    }

    fn edge(&self, id: ExprId, end: End, side: bool) -> (String, Option<String>) {
        let policy = self.policy;
        match &policy.exprs.at(id).kind {
            ExprKind::Within { date, window } => {
                let (date, window) = (self.text(*date), self.text(*window));
                let day = match (end, side) {
                    (End::First, true) => "the first day",
                    (End::First, false) => "the day before the first day",
                    (End::Last, true) => "the last day",
                    (End::Last, false) => "the day after the last day",
                };
                (
                    format!("no case has `{date}` on {day} of `{window}`"),
                    Some(format!("a case with `{date}` on {day}")),
                )
            }
            ExprKind::Compare(op, a, b) => {
                let ty = policy.exprs.at(*a).ty;
                let (a, b) = (self.text(*a), self.text(*b));
                let inclusive = bound(*op).is_none_or(|(_, inclusive)| inclusive);
                let last = match side {
                    true => "the last that holds",
                    false => "the first that does not",
                };
                let place = match (side == inclusive, is_counted(ty), end) {
                    (true, _, _) | (_, false, _) => format!("`{a}` = `{b}`"),
                    (false, true, end) => {
                        // Inside lies before a last value and behind a first one.
                        let way = match (end == End::Last) == side {
                            true => Way::Before,
                            false => Way::Behind,
                        };
                        format!("`{a}` {} `{b}`", step(ty, way))
                    }
                };
                (
                    format!("no case has {place}, {last}"),
                    Some(format!("a case with {place}")),
                )
            }
            _ => (String::new(), None),
        }
    }

    fn cut(&self, place: usize, side: bool) -> (String, Option<String>) {
        let Some(cut) = self.points.cuts.get(place) else {
            return (String::new(), None);
        };
        let table = self.policy.tables.at(cut.table);
        let column = table.columns.get(cut.column);
        let (name, ty) = column.map_or(("", Type::Integer), |c| (c.name.as_str(), c.ty));
        let value = self.policy.value_words(&cut.value);
        let at = match (side == cut.inclusive, is_counted(ty)) {
            (true, _) | (_, false) => value,
            (false, true) => {
                let way = match (cut.end == End::Last) == side {
                    true => Way::Before,
                    false => Way::Behind,
                };
                format!("{} {value}", step(ty, way))
            }
        };
        let missing = match side {
            true => format!(
                "`{}` is never asked at this end: `{name}` {at}",
                table.head.name
            ),
            false => format!(
                "`{}` is never asked just beyond this end: `{name}` {at}",
                table.head.name
            ),
        };
        (missing, Some(format!("a case with `{name}` {at}")))
    }

    fn period(&self, id: CategoryId, limit: Limit, side: bool) -> (String, Option<String>) {
        let category = self.policy.categories.at(id);
        let name = &category.head.name;
        let text = |id: Option<ExprId>| id.map_or(String::new(), |id| self.text(id));
        let limit_text = match limit {
            Limit::From => text(category.from),
            Limit::Through => text(category.through),
            Limit::Cap(place) => text(category.caps.get(place).map(|cap| cap.last_day)),
        };
        let Some(covers) = self.policy.covers else {
            return match side {
                false => (
                    format!("the cap `{limit_text}` never ends `{name}`"),
                    Some("a case whose period would be longer without it".to_owned()),
                ),
                true => (
                    format!("`{name}` never ends before the cap `{limit_text}`"),
                    Some("a case whose period is shorter than it".to_owned()),
                ),
            };
        };
        let day = &self.policy.facts.at(covers).name;
        let place = match (limit, side) {
            (Limit::From, true) => "on the first day",
            (Limit::From, false) => "on the day before the first day",
            (_, true) => "on the last day",
            (_, false) => "on the day after the last day",
        };
        let by = match limit {
            Limit::Cap(_) => format!("that the cap `{limit_text}` alone allows"),
            _ => format!("that `{limit_text}` alone allows"),
        };
        (
            format!("no case of `{name}` has `{day}` {place} {by}"),
            Some(format!("a case that qualifies, with `{day}` {place} {by}")),
        )
    }

    fn force(&self, item: ItemRef, end: End, side: bool) -> (String, Option<String>) {
        let name = item_name(self.policy, item);
        let head = self.policy.head(item);
        let period = head.map_or(InForce::default(), |head| head.in_force);
        let (date, words) = match (end, side) {
            (End::First, true) => (period.from, "on its first day in force"),
            (End::First, false) => (period.from, "on the last day before it is in force"),
            (End::Last, true) => (period.until, "on its last day in force"),
            (End::Last, false) => (period.until, "on the first day it is no longer in force"),
        };
        // The end is the first day that is out; the beginning the first that is in.
        let itself = (end == End::First) == side;
        let day = date.map_or(String::new(), |date| self.day(date, itself));
        (
            format!("no case is decided {words}: `{name}`"),
            Some(format!("a case decided as of {day}")),
        )
    }

    fn day(&self, date: Date, itself: bool) -> String {
        match itself {
            true => date.to_string(),
            false => date
                .add_days(-1)
                .map_or(String::new(), |day| day.to_string()),
        }
    }

    fn stands_in_for(&self, id: ExprId) -> String {
        match &self.policy.exprs.at(id).kind {
            ExprKind::Otherwise(fact, _) => format!("`{}`", self.policy.facts.at(*fact).name),
            ExprKind::FieldOtherwise(field, _) => format!("`{}`", self.policy.field(*field).name),
            _ => "it".to_owned(),
        }
    }

    /// An expression as the policy writes it.
    fn text(&self, id: ExprId) -> String {
        let expr = self.policy.exprs.at(id);
        match (&expr.kind, one_line(self.sources.text(expr.span))) {
            (ExprKind::Constant(value), text) if text.is_empty() => self.value(value),
            (_, text) => text,
        }
    }

    fn value(&self, value: &Value) -> String {
        self.policy.value_words(value)
    }
}

#[derive(Clone, Copy)]
enum Way {
    Before,
    Behind,
}

/// `one day before`, `one cent above`.
fn step(ty: Type, way: Way) -> &'static str {
    match (ty, way) {
        (Type::Date | Type::DateOrOpen, Way::Before) => "one day before",
        (Type::Date | Type::DateOrOpen, Way::Behind) => "one day after",
        (Type::Money, Way::Before) => "one cent below",
        (Type::Money, Way::Behind) => "one cent above",
        (Type::Duration, Way::Before) => "one day or month shorter than",
        (Type::Duration, Way::Behind) => "one day or month longer than",
        (_, Way::Before) => "one below",
        (_, Way::Behind) => "one above",
    }
}

/// A text without comments and with single blanks.
pub(crate) fn one_line(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| line.split(" #").next().unwrap_or(line));
    let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
    words.join(" ")
}
