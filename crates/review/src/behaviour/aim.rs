//! Cases made on purpose: facts that make a condition true or false, so that every item of a
//! policy is seen at work even where no example shows it.

use std::collections::BTreeMap;

use bylaws_dsl::ir::{CompareOp, ExprId, ExprKind, FactId, ItemRef, Policy, Range, TableId, Type};
use bylaws_runtime::Data;
use smol_str::SmolStr;

use super::reach::reach;
use super::values::step;

/// A case under construction: the values of facts by their names in this policy.
pub(crate) type Wanted = BTreeMap<String, Data>;

/// So deep a condition is followed.
const DEEP: u8 = 40;
/// So many rows of a table are aimed at.
const ROWS: usize = 120;

/// Sets facts so that a condition is likely to come out as wanted. It is a guess: both versions
/// decide the case afterwards.
pub(crate) fn aim(policy: &Policy, id: ExprId, wanted: bool, case: &mut Wanted) {
    condition(policy, id, wanted, case, 0);
}

fn condition(policy: &Policy, id: ExprId, wanted: bool, case: &mut Wanted, depth: u8) {
    if depth > DEEP {
        return;
    }
    let deeper = depth + 1;
    match &policy.exprs.at(id).kind {
        ExprKind::Fact(fact) if policy.exprs.at(id).ty == Type::Boolean => {
            case.insert(name(policy, *fact), Data::Boolean(wanted));
        }
        ExprKind::Not(one) => condition(policy, *one, !wanted, case, deeper),
        ExprKind::And(all) if wanted => {
            all.iter()
                .for_each(|one| condition(policy, *one, true, case, deeper));
        }
        ExprKind::Or(all) if !wanted => {
            all.iter()
                .for_each(|one| condition(policy, *one, false, case, deeper));
        }
        ExprKind::And(all) | ExprKind::Or(all) => {
            if let Some(first) = all.first() {
                condition(policy, *first, wanted, case, deeper);
            }
        }
        ExprKind::Define(define) => {
            condition(policy, policy.defines.at(*define).is, wanted, case, deeper);
        }
        ExprKind::Compare(op, a, b) => compare(policy, (*op, *a, *b), wanted, case),
        ExprKind::Includes { set, member } => {
            if let (ExprKind::Fact(fact), Some(Data::Member(member))) =
                (&policy.exprs.at(*set).kind, known(policy, *member, case))
            {
                include(policy, *fact, &[member], wanted, case);
            }
            // `fact in {a, b}` is a set that includes the fact.
            if let (ExprKind::Fact(fact), Some(Data::Set(members))) =
                (&policy.exprs.at(*member).kind, known(policy, *set, case))
            {
                one_of(policy, *fact, &members, wanted, case);
            }
        }
        ExprKind::IncludesAll { set, subset } => {
            if let (ExprKind::Fact(fact), Some(Data::Set(members))) =
                (&policy.exprs.at(*set).kind, known(policy, *subset, case))
            {
                include(policy, *fact, &members, wanted, case);
            }
        }
        ExprKind::Within { date, window } => {
            if let ExprKind::Fact(fact) = policy.exprs.at(*date).kind
                && let Some(Data::Date(day)) = anchor(policy, *window, case)
            {
                let day = super::told::moved(day, if wanted { 0 } else { 20_000 });
                case.insert(name(policy, fact), Data::Date(day));
            }
        }
        ExprKind::IsEmpty(set) => {
            if let ExprKind::Fact(fact) = policy.exprs.at(*set).kind
                && wanted
            {
                case.insert(name(policy, fact), Data::Set(Vec::new()));
            }
        }
        ExprKind::Has { table, arguments } if wanted => {
            row(policy, *table, arguments, 0, case);
        }
        ExprKind::InCodes(text, codes) => {
            if let ExprKind::Fact(fact) = policy.exprs.at(*text).kind {
                let declared = policy.codes.at(*codes);
                let first = declared
                    .exact
                    .first()
                    .or(declared.ranges.first().map(|(low, _)| low));
                let code = first.filter(|_| wanted).cloned();
                let code = code.unwrap_or_else(|| SmolStr::from("something else"));
                case.insert(name(policy, fact), Data::Text(code));
            }
        }
        _ => {}
    }
}

fn name(policy: &Policy, fact: FactId) -> String {
    policy.facts.at(fact).name.to_string()
}

fn include(policy: &Policy, fact: FactId, members: &[SmolStr], wanted: bool, case: &mut Wanted) {
    let entry = case
        .entry(name(policy, fact))
        .or_insert(Data::Set(Vec::new()));
    if let Data::Set(own) = entry {
        own.retain(|member| !members.contains(member));
        if wanted {
            own.extend(members.iter().cloned());
        }
    }
}

fn one_of(policy: &Policy, fact: FactId, members: &[SmolStr], wanted: bool, case: &mut Wanted) {
    let Type::Enum(of) = policy.facts.at(fact).ty else {
        return;
    };
    let mut all = policy
        .enums
        .at(of)
        .members
        .iter()
        .map(|member| &member.name);
    if let Some(member) = all.find(|member| members.contains(member) == wanted) {
        case.insert(name(policy, fact), Data::Member(member.clone()));
    }
}

fn compare(
    policy: &Policy,
    (op, a, b): (CompareOp, ExprId, ExprId),
    wanted: bool,
    case: &mut Wanted,
) {
    let op = if wanted { op } else { op.negated() };
    let sides = [(op, a, b), (op.turned(), b, a)];
    for (op, fact, other) in sides {
        let value = known(policy, other, case);
        if let (ExprKind::Reading(reading), Some(Data::Member(choice))) =
            (&policy.exprs.at(fact).kind, &value)
        {
            let reading = policy.readings.at(*reading);
            let mut choices = policy.enums.at(reading.choices).members.iter();
            let wanted = op == CompareOp::Equal;
            let found = choices.find(|member| (member.name == *choice) == wanted);
            let found = found.map(|member| Data::Member(member.name.clone()));
            case.extend(found.map(|found| (reading.head.name.to_string(), found)));
            return;
        }
        let (ExprKind::Fact(fact), Some(value)) = (&policy.exprs.at(fact).kind, value) else {
            continue;
        };
        let set = match op {
            CompareOp::Equal | CompareOp::LessEqual | CompareOp::GreaterEqual => Some(value),
            CompareOp::Less => step(&value, -1),
            CompareOp::Greater => step(&value, 1),
            CompareOp::NotEqual => match &value {
                Data::Member(member) => {
                    one_of(policy, *fact, std::slice::from_ref(member), false, case);
                    return;
                }
                Data::Boolean(truth) => Some(Data::Boolean(!truth)),
                Data::Text(_) => Some(Data::Text("something else".into())),
                value => step(value, 1),
            },
        };
        if let Some(set) = set {
            case.insert(name(policy, *fact), set);
        }
        return;
    }
}

/// The value of an expression where it is plain to see.
fn known(policy: &Policy, id: ExprId, case: &Wanted) -> Option<Data> {
    match &policy.exprs.at(id).kind {
        ExprKind::Constant(value) => Some(Data::of(policy, value)),
        ExprKind::Fact(fact) => case.get(policy.facts.at(*fact).name.as_str()).cloned(),
        ExprKind::Parameter(id) => {
            let (_, value) = policy.parameters.at(*id).values.last()?;
            Some(Data::of(policy, value))
        }
        ExprKind::Set(all) => {
            let members = all.iter().map(|one| match known(policy, *one, case)? {
                Data::Member(member) => Some(member),
                _ => None,
            });
            members.collect::<Option<Vec<_>>>().map(Data::Set)
        }
        ExprKind::Shift { date, .. } => known(policy, *date, case),
        _ => None,
    }
}

/// The day that a window is counted from.
fn anchor(policy: &Policy, window: ExprId, case: &Wanted) -> Option<Data> {
    match &policy.exprs.at(window).kind {
        ExprKind::Window(id) => match &policy.exprs.at(policy.windows.at(*id).is).kind {
            ExprKind::MakeWindow { anchor, .. } => known(policy, *anchor, case),
            _ => None,
        },
        ExprKind::MakeWindow { anchor, .. } => known(policy, *anchor, case),
        _ => None,
    }
}

/// Moves a date to long after all others of the case, where the case has it.
fn lasting(policy: &Policy, fact: FactId, case: &mut Wanted) {
    if let Some(Data::Date(day)) = case.get_mut(policy.facts.at(fact).name.as_str()) {
        *day = super::told::moved(*day, 4_000);
    }
}

/// Sets the facts that pick a row of a table.
fn row(policy: &Policy, table: TableId, arguments: &[ExprId], place: usize, case: &mut Wanted) {
    let table = policy.tables.at(table);
    let Some(row) = table.rows.get(place) else {
        return;
    };
    for (cell, argument) in row.cells.iter().zip(arguments) {
        let ExprKind::Fact(fact) = policy.exprs.at(*argument).kind else {
            continue;
        };
        let value = cell
            .first()
            .and_then(|Range { low, high, .. }| low.as_ref().or(high.as_ref()));
        if let Some(value) = value {
            case.insert(name(policy, fact), Data::of(policy, value));
        }
    }
}

/// Cases in which each item is at work, starting from `start`: first all that is required, then
/// each category, exception, step and row on top, and each requirement failed alone. Items for
/// which `first` holds come first.
pub(crate) fn cases(
    policy: &Policy,
    start: &Wanted,
    first: &dyn Fn(ItemRef) -> bool,
    most: usize,
) -> Vec<Wanted> {
    let mut whole = start.clone();
    for require in policy.requires.values() {
        aim(policy, require.holds, true, &mut whole);
    }
    let mut cases = vec![whole.clone()];
    let mut items: Vec<ItemRef> = policy.items.clone();
    items.sort_by_key(|item| !first(*item));
    let with = |conditions: &[(ExprId, bool)]| {
        let mut case = whole.clone();
        for (id, wanted) in conditions {
            aim(policy, *id, *wanted, &mut case);
        }
        case
    };
    for item in items {
        if cases.len() >= most {
            break;
        }
        match item {
            ItemRef::Require(id) => cases.push(with(&[(policy.requires.at(id).holds, false)])),
            ItemRef::Category(id) => {
                let category = policy.categories.at(id);
                let mut when: Vec<(ExprId, bool)> =
                    category.when.map(|id| (id, true)).into_iter().collect();
                let refers: Vec<ExprId> = category.refers.iter().map(|refer| refer.when).collect();
                for refer in &refers {
                    cases.push(with(&[when.as_slice(), &[(*refer, true)]].concat()));
                }
                when.extend(refers.iter().map(|refer| (*refer, false)));
                cases.push(with(&when));
                // The caps are seen where what they cap goes on.
                let tests = category.caps.iter().filter_map(|cap| cap.condition);
                let tests = tests.flat_map(|test| [Some((test, true)), Some((test, false))]);
                for test in tests.chain([None]) {
                    let mut case = with(&[when.as_slice(), test.as_slice()].concat());
                    let facts = reach(policy, category.through).facts;
                    for fact in &facts {
                        lasting(policy, *fact, &mut case);
                    }
                    if !facts.is_empty() {
                        cases.push(case);
                    }
                }
                // Each way of an `or` within the condition.
                for (id, _) in &when {
                    for branch in branches(policy, *id) {
                        cases.push(with(&[(*id, true), (branch, true)]));
                    }
                }
            }
            ItemRef::Define(id) => {
                let define = policy.defines.at(id);
                let tests = define.excepts.iter().map(|except| except.when);
                let itself = (define.ty == Type::Boolean).then_some(define.is);
                for test in itself
                    .into_iter()
                    .chain(tests)
                    .chain(branches(policy, define.is))
                {
                    cases.extend([with(&[(test, true)]), with(&[(test, false)])]);
                }
            }
            ItemRef::Price(id) => {
                let steps = policy.prices.at(id).steps.iter();
                let tests: Vec<ExprId> = steps.filter_map(|step| step.condition).collect();
                for test in &tests {
                    cases.extend([with(&[(*test, true)]), with(&[(*test, false)])]);
                }
                let all = |wanted| tests.iter().map(|id| (*id, wanted)).collect::<Vec<_>>();
                cases.extend([with(&all(true)), with(&all(false))]);
            }
            ItemRef::Table(id) => {
                let called = policy.exprs.values().find_map(|expr| match &expr.kind {
                    ExprKind::Lookup {
                        table, arguments, ..
                    } if *table == id => Some(arguments),
                    _ => None,
                });
                for place in 0..policy.tables.at(id).rows.len().min(ROWS) {
                    let mut case = whole.clone();
                    if let Some(arguments) = called {
                        row(policy, id, arguments, place, &mut case);
                    }
                    cases.push(case);
                }
            }
            _ => {}
        }
    }
    cases
}

/// The operands of every `or` and the conditions of every `if` in an expression.
fn branches(policy: &Policy, id: ExprId) -> Vec<ExprId> {
    let mut found = Vec::new();
    let mut waiting = vec![id];
    while let Some(id) = waiting.pop() {
        if found.len() > 50 {
            break;
        }
        let kind = &policy.exprs.at(id).kind;
        match kind {
            ExprKind::Or(all) => found.extend(all.iter().copied()),
            ExprKind::If(test, ..) => found.push(*test),
            _ => {}
        }
        waiting.extend(kind.operands());
    }
    found
}
