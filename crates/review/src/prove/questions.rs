//! What is asked of a policy: each question with the cases that it looks for, in terms and for the
//! runtime.

use std::sync::Arc;

use bylaws_dsl::ast::StepKind;
use bylaws_dsl::ir::{ExprId, ExprKind, Id, ItemRef, OutputKind, Policy, TableId, Type};
use bylaws_dsl::value::Date;
use bylaws_runtime::Program;

use super::asker::{Check, Way, ordinal};
use super::model::Kind;
use super::scope::{Encoder, ScopeId};
use super::term::T;
use super::value::{Val, differ};

/// How the cases that a question looks for are to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// There must be none.
    Never,
    /// There must be some.
    Some,
    /// It is told whether there are any.
    Told,
}

/// A question.
#[derive(Clone, Debug)]
pub(super) struct Question {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) title: Option<String>,
    pub(super) item: Option<ItemRef>,
    pub(super) sense: Sense,
    pub(super) check: Check,
    /// What holds of the cases that it looks for, and of no others.
    pub(super) goal: T,
    /// Within which it is asked, in words; everything where absent.
    pub(super) within: Option<&'static str>,
}

/// So many rows of a table are asked about.
const MOST_ROWS: usize = 64;
/// Two categories are compared with each other only among so many.
const MOST_CATEGORIES: usize = 12;

/// A policy being asked, under any readings and under its own.
pub(super) struct Asked<'p> {
    pub(super) policy: &'p Policy,
    pub(super) scope: ScopeId,
    pub(super) readings: Vec<T>,
    /// What every valid request keeps.
    pub(super) given: T,
}

/// Translates a policy for questions about it, its readings chosen freely.
pub(super) fn ask<'p>(encoder: &mut Encoder<'p>, policy: &'p Policy) -> Asked<'p> {
    let readings = encoder.free_readings(policy);
    let scope = encoder.policy(policy, readings.clone());
    let given = encoder.assumptions(scope);
    Asked {
        policy,
        scope,
        readings,
        given,
    }
}

/// All questions about a policy by itself.
pub(super) fn questions<'p>(
    encoder: &mut Encoder<'p>,
    asked: &Asked<'p>,
    program: &'p Arc<Program>,
) -> Vec<Question> {
    let mut all = Vec::new();
    guarantees(encoder, asked, &mut all);
    failures(encoder, asked, &mut all);
    clashes(encoder, asked, &mut all);
    holes(encoder, asked, &mut all);
    dead(encoder, asked, &mut all);
    overlaps(encoder, asked, &mut all);
    readings(encoder, asked, program, &mut all);
    for question in &mut all {
        question.goal = encoder.terms.and(asked.given, question.goal);
    }
    all
}

fn guarantees(encoder: &mut Encoder<'_>, asked: &Asked<'_>, all: &mut Vec<Question>) {
    for (id, guarantee) in asked.policy.guarantees.iter() {
        let present = encoder.in_force(asked.scope, guarantee.head.in_force);
        let holds = encoder.expr(asked.scope, guarantee.holds);
        let mut parts = vec![present, holds.holds_not(&mut encoder.terms)];
        if let Some(when) = guarantee.when {
            let when = encoder.expr(asked.scope, when);
            parts.push(when.holds(&mut encoder.terms));
        }
        all.push(Question {
            kind: Kind::Guarantee,
            name: format!("guarantee {}", guarantee.head.name),
            title: guarantee.head.title.as_ref().map(ToString::to_string),
            item: Some(ItemRef::Guarantee(id)),
            sense: Sense::Never,
            check: Check::Breaks(id),
            goal: encoder.terms.all(parts),
            within: None,
        });
    }
}

fn failures(encoder: &mut Encoder<'_>, asked: &Asked<'_>, all: &mut Vec<Question>) {
    let policy = asked.policy;
    for (id, output) in policy.outputs.iter() {
        let item = match output.kind {
            OutputKind::Define(id) => Some(ItemRef::Define(id)),
            OutputKind::Price(id) => Some(ItemRef::Price(id)),
            // What they fail by fails an output that is asked about already.
            OutputKind::Categories | OutputKind::CoveredFrom | OutputKind::Periods => continue,
            OutputKind::Outcome | OutputKind::CoveredThrough => None,
        };
        let (value, _) = encoder.output(asked.scope, id);
        let terms = &mut encoder.terms;
        let not_beyond = terms.not(value.fails.beyond);
        let not_early = terms.not(value.fails.early);
        let bad = terms.all([value.fails.bad, not_beyond, not_early]);
        let mut question = Question {
            kind: Kind::Failure,
            name: format!("{} can be computed", output.name),
            title: None,
            item,
            sense: Sense::Never,
            check: Check::Fails(id, Way::Bad),
            goal: bad,
            within: None,
        };
        all.push(question.clone());
        let tame = encoder.usual();
        question.kind = Kind::Range;
        question.name = format!("{} stays in range", output.name);
        let not_bad = encoder.terms.not(value.fails.bad);
        question.goal = encoder
            .terms
            .all([value.fails.beyond, not_bad, not_early, tame]);
        question.check = Check::Fails(id, Way::Beyond);
        question.within = Some(USUAL);
        all.push(question);
    }
}

/// What requests have that anybody makes.
const USUAL: &str = "dates of 1900 to 2199, lengths up to 100 years, amounts up to $1,000,000,000 and whole numbers up to 1,000,000,000";

impl Encoder<'_> {
    /// The facts of a request have values that anybody gives.
    fn usual(&mut self) -> T {
        let day = |year| Date::from_ymd(year, 1, 1).map_or(0, |day| i128::from(day.days()));
        self.between(
            (day(1900), day(2200)),
            (-100_000_000_000, 100_000_000_000),
            (-1_000_000_000, 1_000_000_000),
            (1_200, 36_525),
        )
    }

    /// The facts of a request are such as people like to see.
    pub(super) fn plain(&mut self) -> T {
        let day = |year| Date::from_ymd(year, 1, 1).map_or(0, |day| i128::from(day.days()));
        self.between(
            (day(2024), day(2031)),
            (0, 10_000_000),
            (0, 10_000),
            (24, 365),
        )
    }

    fn between(
        &mut self,
        days: (i128, i128),
        cents: (i128, i128),
        whole: (i128, i128),
        (most_months, most_days): (i128, i128),
    ) -> T {
        let mut parts = Vec::new();
        let inputs: Vec<(Type, Val)> = self.typed_inputs();
        for (ty, val) in inputs {
            if let Val::Length(months, days) = val {
                for (part, most) in [(months, most_months), (days, most_days)] {
                    let (low, high) = (self.terms.whole(-most), self.terms.whole(most));
                    parts.push(self.terms.at_most(low, part));
                    parts.push(self.terms.at_most(part, high));
                }
                continue;
            }
            let (low, high) = match ty {
                Type::Date | Type::DateOrOpen => days,
                Type::Money => cents,
                Type::Integer => whole,
                _ => continue,
            };
            let Val::Whole(t) = val else { continue };
            // Where the declared range lies elsewhere, it has its way.
            let (least, most) = self.terms.bounds(t);
            if least.is_some_and(|least| least > high) || most.is_some_and(|most| most < low) {
                continue;
            }
            let (low, high) = (self.terms.whole(low), self.terms.whole(high));
            let mut inside = vec![self.terms.at_most(low, t), self.terms.at_most(t, high)];
            if ty == Type::DateOrOpen {
                let inside_all = self.terms.all(inside);
                let open = self.terms.whole(super::value::OPEN);
                let is_open = self.terms.equal(t, open);
                inside = vec![self.terms.or(is_open, inside_all)];
            }
            parts.extend(inside);
        }
        self.terms.all(parts)
    }
}

fn clashes(encoder: &mut Encoder<'_>, asked: &Asked<'_>, all: &mut Vec<Question>) {
    for (id, define) in asked.policy.defines.iter() {
        let (exceptions, failing) = encoder.exceptions(asked.scope, id);
        let fails = failing.at_all(&mut encoder.terms);
        let fine = encoder.terms.not(fails);
        for (a, b, clash) in encoder.conflicts(&exceptions) {
            let mut parts = vec![fine, clash];
            for place in [a, b] {
                if let Some(exception) = exceptions.get(place) {
                    let fails = exception.value.fails.at_all(&mut encoder.terms);
                    parts.push(encoder.terms.not(fails));
                }
            }
            all.push(Question {
                kind: Kind::Conflict,
                name: format!(
                    "{} `{}`: exceptions {} and {} never clash",
                    word(asked.policy, ItemRef::Define(id)),
                    define.head.name,
                    a + 1,
                    b + 1
                ),
                title: None,
                item: Some(ItemRef::Define(id)),
                sense: Sense::Never,
                check: Check::Clash(id, a, b),
                goal: encoder.terms.all(parts),
                within: None,
            });
        }
    }
}

fn word(policy: &Policy, item: ItemRef) -> &'static str {
    match item {
        ItemRef::Define(id) if policy.is_output(id) => "output",
        ItemRef::Define(_) => "define",
        _ => "item",
    }
}

/// Days between two versions of the categories on which there is none.
fn holes(encoder: &mut Encoder<'_>, asked: &Asked<'_>, all: &mut Vec<Question>) {
    let policy = asked.policy;
    let periods: Vec<_> = policy
        .categories
        .values()
        .map(|category| category.head.in_force)
        .collect();
    let Some(day) = encoder.scope(asked.scope).days else {
        return;
    };
    if periods.is_empty() || periods.iter().any(|period| period.is_always()) {
        return;
    }
    let mut present = Vec::new();
    let (mut before, mut behind) = (Vec::new(), Vec::new());
    for period in &periods {
        present.push(encoder.in_force(asked.scope, *period));
        // Some category is in force on an earlier day, and some on a later one.
        if let Some(until) = period.until {
            let until = encoder.terms.whole(until.days().into());
            before.push(encoder.terms.at_most(until, day));
        }
        if let Some(from) = period.from {
            let from = encoder.terms.whole(from.days().into());
            behind.push(encoder.terms.less(day, from));
        }
    }
    let terms = &mut encoder.terms;
    let some = terms.any(present);
    let parts = [terms.not(some), terms.any(before), terms.any(behind)];
    all.push(Question {
        kind: Kind::Gap,
        name: "a category is in force on every day between the first and the last".to_owned(),
        title: None,
        item: policy.categories.ids().next().map(ItemRef::Category),
        sense: Sense::Never,
        check: Check::NoneInForce,
        goal: terms.all(parts),
        within: None,
    });
}

fn dead(encoder: &mut Encoder<'_>, asked: &Asked<'_>, all: &mut Vec<Question>) {
    let policy = asked.policy;
    let scope = asked.scope;
    let mut add = |name: String, item: ItemRef, check: Check, goal: T| {
        all.push(Question {
            kind: Kind::Dead,
            name,
            title: None,
            item: Some(item),
            sense: Sense::Some,
            check,
            goal,
            within: None,
        });
    };
    for (id, require) in policy.requires.iter() {
        let holds = encoder.expr(scope, require.holds);
        let present = encoder.in_force(scope, require.head.in_force);
        let not = holds.holds_not(&mut encoder.terms);
        let goal = encoder.terms.and(present, not);
        add(
            format!("{} can refuse", require.head.name),
            ItemRef::Require(id),
            Check::Refuses(id),
            goal,
        );
    }
    for (id, category) in policy.categories.iter() {
        let goal = encoder.is_covered_by(scope, id.index());
        add(
            format!("category `{}` can apply", category.head.name),
            ItemRef::Category(id),
            Check::Applies(id.index()),
            goal,
        );
        for (place, refer) in category.refers.iter().enumerate() {
            let goal = encoder.is_referred(scope, id.index(), place);
            add(
                format!(
                    "category `{}`: referral {} can stand",
                    category.head.name,
                    place + 1
                ),
                ItemRef::Category(id),
                Check::Refers(refer.reason.to_string()),
                goal,
            );
        }
    }
    for (id, define) in policy.defines.iter() {
        let (exceptions, failing) = encoder.exceptions(scope, id);
        let fails = failing.at_all(&mut encoder.terms);
        let fine = encoder.terms.not(fails);
        for (place, exception) in exceptions.iter().enumerate() {
            let goal = encoder.terms.and(fine, exception.counts);
            add(
                format!(
                    "{} `{}`: exception {} can count",
                    word(policy, ItemRef::Define(id)),
                    define.head.name,
                    place + 1
                ),
                ItemRef::Define(id),
                Check::Counts(id, place),
                goal,
            );
        }
    }
    for (id, price) in policy.prices.iter() {
        let present = encoder.in_force(scope, price.head.in_force);
        let steps = encoder.steps(scope, id, None);
        for (place, step) in steps.iter().enumerate() {
            if price
                .steps
                .get(place)
                .is_none_or(|step| step.kind == StepKind::Start)
            {
                continue;
            }
            let applies = step.applies.holds(&mut encoder.terms);
            let goal = encoder.terms.and(present, applies);
            add(
                format!("price `{}`: step {} can apply", price.head.name, place + 1),
                ItemRef::Price(id),
                Check::Takes(id, place),
                goal,
            );
        }
    }
    for (id, table) in policy.tables.iter() {
        if table.rows.len() > MOST_ROWS {
            continue;
        }
        let calls = calls(policy, id);
        if calls.is_empty() {
            continue;
        }
        let present = encoder.in_force(scope, table.head.in_force);
        let rows = table.rows.len() + usize::from(table.otherwise.is_some());
        let mut hit: Vec<Vec<T>> = vec![Vec::new(); rows];
        for call in &calls {
            let asked = encoder.exprs(scope, call);
            let Some(fits) = encoder.fits(scope, table, &asked) else {
                hit.clear();
                break;
            };
            let terms = &mut encoder.terms;
            let all_fail: Vec<T> = asked
                .iter()
                .map(|asked| asked.fails.at_all(terms))
                .collect();
            let fails = terms.any(all_fail);
            let fine = terms.not(fails);
            let mut earlier: Vec<T> = Vec::new();
            for (row, fits) in fits.iter().enumerate() {
                let mut parts = vec![present, fine, *fits];
                if table.hit == bylaws_dsl::ast::Hit::First {
                    let before = terms.any(earlier.iter().copied());
                    parts.push(terms.not(before));
                }
                earlier.push(*fits);
                let is = terms.all(parts);
                if let Some(hit) = hit.get_mut(row) {
                    hit.push(is);
                }
            }
            if let Some(otherwise) = hit.get_mut(fits.len()) {
                let some = terms.any(fits);
                let parts = [present, fine, terms.not(some)];
                otherwise.push(terms.all(parts));
            }
        }
        for (row, hit) in hit.into_iter().enumerate() {
            let goal = encoder.terms.any(hit);
            add(
                match row == table.rows.len() {
                    true => format!(
                        "table `{}`: the `otherwise` row can answer",
                        table.head.name
                    ),
                    false => format!("table `{}`: row {} can answer", table.head.name, row + 1),
                },
                ItemRef::Table(id),
                Check::Hits(id, row, calls.clone()),
                goal,
            );
        }
    }
}

/// What a table is asked, wherever that speaks of no element of a list.
fn calls(policy: &Policy, id: TableId) -> Vec<Vec<ExprId>> {
    let mut calls: Vec<Vec<ExprId>> = Vec::new();
    for expr in policy.exprs.values() {
        if let ExprKind::Lookup {
            table, arguments, ..
        } = &expr.kind
            && *table == id
        {
            if expr.varies != 0 {
                return Vec::new();
            }
            if !calls.contains(arguments) {
                calls.push(arguments.clone());
            }
        }
    }
    calls
}

fn overlaps(encoder: &mut Encoder<'_>, asked: &Asked<'_>, all: &mut Vec<Question>) {
    let policy = asked.policy;
    if policy.categories.len() > MOST_CATEGORIES {
        return;
    }
    for (a, one) in policy.categories.iter() {
        for (b, other) in policy.categories.iter().skip(ordinal(a)) {
            let both = [
                encoder.is_covered_by(asked.scope, a.index()),
                encoder.is_covered_by(asked.scope, b.index()),
            ];
            all.push(Question {
                kind: Kind::Overlap,
                name: format!(
                    "categories `{}` and `{}` can apply together",
                    one.head.name, other.head.name
                ),
                title: None,
                item: Some(ItemRef::Category(a)),
                sense: Sense::Told,
                check: Check::Together(a.index(), b.index()),
                goal: encoder.terms.all(both),
                within: None,
            });
        }
    }
}

/// Which choices of readings can change a decision that is otherwise made by the policy's own.
fn readings<'p>(
    encoder: &mut Encoder<'p>,
    asked: &Asked<'p>,
    program: &'p Arc<Program>,
    all: &mut Vec<Question>,
) {
    let policy = asked.policy;
    if policy.readings.is_empty() {
        return;
    }
    let own = encoder.chosen_readings(program);
    let first = encoder.policy(policy, own.clone());
    for (id, reading) in policy.readings.iter() {
        let members = policy.enums.at(reading.choices).members.len();
        for choice in 0..members {
            let place = encoder.terms.whole(choice as i128);
            if own.get(id.index()) == Some(&place) {
                continue;
            }
            let mut others = own.clone();
            if let Some(slot) = others.get_mut(id.index()) {
                *slot = place;
            }
            let second = encoder.policy(policy, others);
            let differ = encoder.differ(first, second);
            // The variables for readings are those of the case; it has the policy's own.
            let mut parts = vec![differ];
            for (free, own) in asked.readings.iter().zip(&own) {
                parts.push(encoder.terms.equal(*free, *own));
            }
            let name = policy.member_name(reading.choices, choice as u16);
            all.push(Question {
                kind: Kind::Reading,
                name: format!(
                    "reading `{}` as {name} can change a decision",
                    reading.head.name
                ),
                title: reading.head.title.as_ref().map(ToString::to_string),
                item: Some(ItemRef::Reading(id)),
                sense: Sense::Told,
                check: Check::Turns(reading.head.name.to_string(), name.to_owned()),
                goal: encoder.terms.all(parts),
                within: None,
            });
        }
    }
}

impl Encoder<'_> {
    /// The readings as the policy, or the manifest of its bundle, chooses them.
    pub(super) fn chosen_readings(&mut self, program: &Program) -> Vec<T> {
        let policy = program.policy();
        let chosen = program.choices();
        let readings = policy.readings.values().map(|reading| {
            let choice = chosen
                .iter()
                .find(|(name, _)| *name == reading.head.name)
                .and_then(|(_, choice)| policy.enums.at(reading.choices).index_of(choice));
            i128::from(choice.unwrap_or(reading.default))
        });
        let readings: Vec<i128> = readings.collect();
        readings.into_iter().map(|n| self.terms.whole(n)).collect()
    }

    /// Whether two scopes of one policy decide differently, both without a failure. Periods of
    /// single categories are not compared.
    pub(super) fn differ(&mut self, first: ScopeId, second: ScopeId) -> T {
        let policy = self.policy_of(first);
        let (mut fine, mut different) = (Vec::new(), Vec::new());
        for (id, output) in policy.outputs.iter() {
            let (a, a_there) = self.output(first, id);
            let (b, b_there) = self.output(second, id);
            let terms = &mut self.terms;
            for sym in [&a, &b] {
                let fails = sym.fails.at_all(terms);
                fine.push(terms.not(fails));
            }
            if output.kind == OutputKind::Periods {
                continue;
            }
            different.push(differ((&a, a_there), (&b, b_there), terms));
        }
        let some = self.terms.any(different);
        fine.push(some);
        self.terms.all(fine)
    }
}
