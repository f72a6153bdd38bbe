//! Two policies about the same requests: whether they decide alike, and whether one gives at least
//! what the other does.

mod work;

use std::collections::BTreeMap;
use std::sync::Arc;

use bylaws_dsl::ir::{EnumId, Id, OutputKind, Policy, Supplied, Type, UseId};
use bylaws_dsl::value::Value;
use bylaws_runtime::explain::data_words;
use bylaws_runtime::{Bundle, Data, Decision, Part, Program, Status};

use super::asker::{Case, request};
use super::cases::least;
use super::example::literal;
use super::scope::{Encoder, ScopeId};
use super::search;
use super::term::T;
use super::texts::Texts;
use super::value::{Sym, Val, same};
use super::{Answer, Asking, Finding, Host, Kind, Shown, Why, put};
use crate::behaviour::axis::{Axis, axes};
use work::{Question, Work, bases};

/// One of the two: a policy, or a policy that another one uses, on the facts that it is handed.
#[derive(Clone, Debug)]
pub struct Side {
    /// The policy that is asked.
    pub program: Arc<Program>,
    /// The policy within it that is meant, and by which name.
    pub used: Option<(UseId, Arc<Program>)>,
}

/// How two policies are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Relation {
    /// They decide alike.
    Equivalent,
    /// The first gives at least what the second does.
    Refines {
        /// Amounts that are better the lower they are.
        member_pays: Vec<String>,
        /// Amounts that are better the higher they are.
        member_gets: Vec<String>,
    },
}

/// Why two policies cannot be compared, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlike(pub String);

impl Side {
    /// `POLICY` or `POLICY:USE`.
    ///
    /// # Errors
    /// What there is none of.
    pub fn named(bundle: &Bundle, words: &str) -> Result<Self, Unlike> {
        let (name, used) = match words.split_once(':') {
            Some((name, used)) => (name, Some(used)),
            None => (words, None),
        };
        let missing = || Unlike(format!("the bundle has no policy `{name}`"));
        let program = Arc::clone(bundle.program(name).ok_or_else(missing)?);
        let used = match used {
            None => None,
            Some(used) => {
                let policy = program.policy();
                let found = policy.uses.iter().find(|(_, item)| item.head.name == used);
                let Some((id, item)) = found else {
                    let names = policy.uses.values().map(|item| item.head.name.as_str());
                    let names: Vec<&str> = names.collect();
                    return Err(Unlike(format!(
                        "`{name}` uses no policy as `{used}`; it has {}",
                        match names.is_empty() {
                            true => "none".to_owned(),
                            false => names.join(", "),
                        }
                    )));
                };
                let inner = bundle.program(&item.policy.name);
                let inner = inner.ok_or_else(|| {
                    Unlike(format!("the bundle has no policy `{}`", item.policy.name))
                })?;
                Some((id, Arc::clone(inner)))
            }
        };
        Ok(Self { program, used })
    }

    /// Whether the policy gives an amount of this name.
    pub fn has_amount(&self, name: &str) -> bool {
        let mut outputs = self.policy().outputs.values();
        outputs.any(|output| output.name == name && output.ty == Some(Type::Money))
    }

    fn policy(&self) -> &Policy {
        match &self.used {
            Some((_, inner)) => inner.policy(),
            None => self.program.policy(),
        }
    }

    fn words(&self) -> String {
        let outer = self.program.policy();
        match &self.used {
            Some((id, _)) => format!("{}:{}", outer.name, outer.uses.at(*id).head.name),
            None => outer.name.to_string(),
        }
    }

    fn scope<'p>(&'p self, encoder: &mut Encoder<'p>, outer: ScopeId) -> ScopeId {
        match &self.used {
            Some((id, _)) => encoder.inner(outer, *id),
            None => outer,
        }
    }

    /// Decides a case; none where it is no request for it.
    fn decide(&self, axes: &[Axis], case: &Case, is_old: bool) -> Option<Decision> {
        let (facts, options) = request(&self.program, axes, case, is_old)?;
        let Some((id, inner)) = &self.used else {
            return Some(self.program.decide(&facts, &options));
        };
        let policy = self.program.policy();
        let mut asked: Vec<Part> = Vec::new();
        for require in policy.requires.values() {
            asked.push(Part::InForce(require.head.in_force));
            asked.push(Part::Expr(require.holds));
        }
        let answers = self.program.parts(&facts, &options, &asked)?;
        let is = |value: &Option<Value>, truth: bool| *value == Some(Value::Boolean(truth));
        let lets_through = answers.chunks(2).all(|pair| match pair {
            [present, holds] => is(present, false) || is(holds, true),
            _ => true,
        });
        if !lets_through {
            return None;
        }
        let used = policy.uses.at(*id);
        let mut handed = inner.no_facts();
        for (fact, supplied) in inner.policy().facts.ids().zip(&used.facts) {
            let data = match supplied {
                Supplied::None => None,
                Supplied::Fact(ours) => facts.get(*ours).map(|value| Data::of(policy, value)),
                Supplied::Expr(expr) => {
                    let part = [Part::Expr(*expr)];
                    let value = self.program.parts(&facts, &options, &part)?.pop()?;
                    value.map(|value| Data::of(policy, &value))
                }
            };
            if !inner.give(&mut handed, fact, data.as_ref()) {
                return None;
            }
        }
        // The readings of the policy that is used are those of the one that uses it.
        let chosen = self.program.choices();
        let pairs = inner.policy().readings.values().zip(&used.readings);
        let readings = pairs.filter_map(|(theirs, ours)| {
            let ours = &policy.readings.at(*ours).head.name;
            let (_, choice) = chosen.iter().find(|(name, _)| name == ours)?;
            Some((theirs.head.name.to_string(), choice.clone()))
        });
        let options = bylaws_runtime::Options {
            readings: readings.collect(),
            ..bylaws_runtime::Options::default()
        };
        Some(inner.decide(&handed, &options))
    }
}

/// The same of two decisions.
enum Check {
    /// The output is another.
    Differs(String),
    /// The second covers the service by these categories and no others, the first does not.
    NotGiven(Vec<String>),
    /// Both cover it, the second by these categories, and the first begins later or ends earlier.
    Shorter(Vec<String>),
    /// The second covers the service, by several categories or none, and the first does not; those
    /// that are told apart already are left out.
    NotGivenBySeveral(Vec<String>),
    ShorterBySeveral(Vec<String>),
    /// The amount of the first is higher, or lower.
    Amount(String, bool),
}

/// Compares two policies; what was not compared is said at each answer.
///
/// # Errors
/// Facts of one name that are of different types.
pub fn relate(
    first: &Side,
    second: &Side,
    relation: &Relation,
    asking: &Asking,
    host: &mut Host<'_>,
) -> Result<Vec<Answer>, Unlike> {
    alike(first.program.policy(), second.program.policy())?;
    let axes: Vec<Axis> = axes(
        second.program.policy(),
        first.program.policy(),
        &BTreeMap::new(),
    );
    let mut encoder = Encoder::new(Texts::of([first.program.policy(), second.program.policy()]));
    let (p, p_given) = outer(&mut encoder, &first.program);
    let (q, q_given) = match Arc::ptr_eq(&first.program, &second.program) {
        true => (p, p_given),
        false => outer(&mut encoder, &second.program),
    };
    let mut given = vec![p_given, q_given, shared(&mut encoder, first, second)];
    let outers = (p, q);
    let (p, q) = (first.scope(&mut encoder, p), second.scope(&mut encoder, q));
    for (side, outer, scope) in [(first, outers.0, p), (second, outers.1, q)] {
        if side.used.is_some() {
            given.push(encoder.assumptions(scope));
            // A policy that uses others is about the requests that it lets through.
            let gate = encoder.coverage(outer).gate;
            given.push(gate.holds(&mut encoder.terms));
        }
    }
    let given = encoder.terms.all(given);
    let mut left = Vec::new();
    let mut work = Work {
        sides: (first, second),
        axes: &axes,
        asking,
        given,
        bases: bases(first, second, &axes),
        answers: Vec::new(),
    };
    match relation {
        Relation::Equivalent => {
            for question in differences(&mut encoder, (p, q), &mut left) {
                work.ask(&mut encoder, question, Kind::Equivalence, host);
            }
        }
        Relation::Refines {
            member_pays,
            member_gets,
        } => {
            let (p_policy, q_policy) = (first.policy(), second.policy());
            if let (Some(p_covered), Some(q_covered)) =
                (encoder.is_covered(p), encoder.is_covered(q))
            {
                let covered = (p_covered, q_covered);
                refinement(&mut encoder, (p, q), covered, q_policy, &mut work, host);
            }
            amounts(
                &mut encoder,
                (p, q),
                (member_pays, member_gets),
                &mut work,
                host,
            );
            let compared = |name: &str| {
                ["outcome", "covered_from", "covered_through"].contains(&name)
                    || member_pays
                        .iter()
                        .chain(member_gets)
                        .any(|amount| amount == name)
            };
            let names = p_policy.outputs.values().map(|output| output.name.as_str());
            left.extend(
                names
                    .filter(|name| !compared(name) && *name != "categories" && *name != "periods")
                    .map(str::to_owned),
            );
        }
    }
    let mut answers = work.answers;
    if !left.is_empty() {
        for answer in &mut answers {
            answer
                .within
                .push(format!("not compared: {}", left.join(", ")));
        }
    }
    Ok(answers)
}

/// A policy under its own readings, and what its requests keep.
fn outer<'p>(encoder: &mut Encoder<'p>, program: &'p Arc<Program>) -> (ScopeId, T) {
    let policy = program.policy();
    let readings = encoder.chosen_readings(program);
    let scope = encoder.policy(policy, readings);
    let given = encoder.assumptions(scope);
    (scope, given)
}

/// Facts of one name have one type in both.
fn alike(first: &Policy, second: &Policy) -> Result<(), Unlike> {
    let members = |policy: &Policy, of: EnumId| -> Vec<String> {
        let members = policy.enums.at(of).members.iter();
        members.map(|member| member.name.to_string()).collect()
    };
    for fact in first.facts.values() {
        let Some(id) = second.fact_named(&fact.name) else {
            continue;
        };
        let is_same = match (fact.ty, second.facts.at(id).ty) {
            (Type::Enum(a), Type::Enum(b)) | (Type::Set(a), Type::Set(b)) => {
                members(first, a) == members(second, b)
            }
            (Type::Date, Type::DateOrOpen) | (Type::DateOrOpen, Type::Date) => true,
            (a, b) => a == b,
        };
        if !is_same {
            return Err(Unlike(format!(
                "the fact `{}` is of another type in `{}` than in `{}`: compare them within a policy that uses both",
                fact.name, first.name, second.name
            )));
        }
    }
    Ok(())
}

/// What both ask of the facts that they share.
fn shared(encoder: &mut Encoder<'_>, first: &Side, second: &Side) -> T {
    let mut parts = Vec::new();
    for policy in [first.program.policy(), second.program.policy()] {
        for fact in policy.facts.values() {
            let Some(given) = encoder.input_named(&fact.name) else {
                continue;
            };
            if !fact.optional {
                parts.extend(given.given);
            }
            let day = match given.val {
                Val::Whole(t) => t,
                _ => continue,
            };
            let mut ends = vec![(fact.low.clone(), true), (fact.high.clone(), false)];
            if fact.ty == Type::Date {
                let last = bylaws_dsl::value::Value::Date(bylaws_dsl::value::Date::MAX);
                ends.push((Some(last), false));
            }
            for (end, is_low) in ends {
                let Some(end) = end else { continue };
                let Val::Whole(end) = encoder.constant(policy, &end) else {
                    continue;
                };
                parts.push(match is_low {
                    true => encoder.terms.at_most(end, day),
                    false => encoder.terms.at_most(day, end),
                });
            }
        }
    }
    encoder.terms.all(parts)
}

fn differences(
    encoder: &mut Encoder<'_>,
    (p, q): (ScopeId, ScopeId),
    left: &mut Vec<String>,
) -> Vec<Question> {
    let (first, second) = (encoder.policy_of(p), encoder.policy_of(q));
    let mut all = Vec::new();
    for (a_id, output) in first.outputs.iter() {
        let other = second
            .outputs
            .iter()
            .find(|(_, other)| other.name == output.name);
        let Some((b_id, other)) = other.filter(|_| output.kind != OutputKind::Periods) else {
            left.push(output.name.to_string());
            continue;
        };
        let (a, a_there) = encoder.output(p, a_id);
        let (b, b_there) = encoder.output(q, b_id);
        let names = |policy: &Policy, ty: Option<Type>| match ty {
            Some(Type::Enum(of) | Type::Set(of)) => policy
                .enums
                .at(of)
                .members
                .iter()
                .map(|member| member.name.to_string())
                .collect(),
            _ => Vec::new(),
        };
        let (a_names, b_names) = (names(first, output.ty), names(second, other.ty));
        let terms = &mut encoder.terms;
        let equal = by_name((&a, &a_names), (&b, &b_names), terms);
        let not_equal = terms.not(equal);
        let both = terms.and(a_there, b_there);
        let as_there = terms.equal(a_there, b_there);
        let one_only = terms.not(as_there);
        let differ = terms.and(both, not_equal);
        let differ = terms.or(one_only, differ);
        let (a_fails, b_fails) = (a.fails.at_all(terms), b.fails.at_all(terms));
        let parts = [terms.not(a_fails), terms.not(b_fails), differ];
        all.push(Question {
            words: format!("`{}` is the same", output.name),
            goal: terms.all(parts),
            check: Check::Differs(output.name.to_string()),
        });
    }
    let names = second.outputs.values().map(|output| output.name.as_str());
    left.extend(
        names
            .filter(|name| !first.outputs.values().any(|output| output.name == *name))
            .map(str::to_owned),
    );
    all
}

/// Whether two values are the same, members by their names.
fn by_name(
    (a, a_names): (&Sym, &[String]),
    (b, b_names): (&Sym, &[String]),
    terms: &mut super::term::Terms,
) -> T {
    match (&a.val, &b.val) {
        (Val::Whole(x), Val::Whole(y)) if !a_names.is_empty() && a_names != b_names => {
            let mut equal = Vec::new();
            for (i, name) in a_names.iter().enumerate() {
                let Some(j) = b_names.iter().position(|other| other == name) else {
                    continue;
                };
                let (i, j) = (terms.whole(i as i128), terms.whole(j as i128));
                let parts = [terms.equal(*x, i), terms.equal(*y, j)];
                equal.push(terms.all(parts));
            }
            terms.any(equal)
        }
        (Val::Set(x), Val::Set(y)) if a_names != b_names => {
            let no = terms.no();
            let mut equal = Vec::new();
            let bit = |set: &[T], names: &[String], name: &String| {
                let place = names.iter().position(|other| other == name);
                place
                    .and_then(|place| set.get(place).copied())
                    .unwrap_or(no)
            };
            let all: std::collections::BTreeSet<&String> = a_names.iter().chain(b_names).collect();
            for name in all {
                let (x, y) = (bit(x, a_names, name), bit(y, b_names, name));
                equal.push(terms.equal(x, y));
            }
            terms.all(equal)
        }
        (x, y) => same(x, y, terms),
    }
}

fn refinement(
    encoder: &mut Encoder<'_>,
    (p, q): (ScopeId, ScopeId),
    (p_covered, q_covered): (T, T),
    second: &Policy,
    work: &mut Work<'_>,
    host: &mut Host<'_>,
) {
    let mut bits: Vec<(String, T)> = Vec::new();
    for (id, category) in second.categories.iter() {
        let is = encoder.is_covered_by(q, id.index());
        bits.push((category.head.name.to_string(), is));
    }
    let not_given = {
        let not = encoder.terms.not(p_covered);
        // Where the first cannot be computed at all, nothing is said of it.
        let fails = encoder
            .output_named(p, "outcome")
            .map(|(outcome, _)| outcome.fails.at_all(&mut encoder.terms));
        let fails = fails.unwrap_or_else(|| encoder.terms.no());
        let fine = encoder.terms.not(fails);
        encoder.terms.all([q_covered, not, fine])
    };
    let shorter = shorter(encoder, (p, q));
    let shorter = encoder.terms.all([q_covered, p_covered, shorter]);
    let rounds = [
        (not_given, false, "is given"),
        (shorter, true, "is given for at least as long"),
    ];
    for (goal, is_shorter, words) in rounds {
        let mut failing = Vec::new();
        if bits.is_empty() {
            let check = match is_shorter {
                true => Check::ShorterBySeveral(Vec::new()),
                false => Check::NotGivenBySeveral(Vec::new()),
            };
            let question = Question {
                words: format!("what the second covers {words}"),
                goal,
                check,
            };
            work.ask(encoder, question, Kind::Refinement, host);
            continue;
        }
        for (name, is) in &bits {
            let mut parts = vec![goal, *is];
            for (other, is) in &bits {
                if other != name {
                    parts.push(encoder.terms.not(*is));
                }
            }
            let by = vec![name.clone()];
            let question = Question {
                words: format!("what the second covers by `{name}` alone {words}"),
                goal: encoder.terms.all(parts),
                check: match is_shorter {
                    true => Check::Shorter(by),
                    false => Check::NotGiven(by),
                },
            };
            if work.ask(encoder, question, Kind::Refinement, host) {
                failing.push(name.clone());
            }
        }
        // By several at once, of which one is given as it should be.
        let mut two = Vec::new();
        for (place, (_, a)) in bits.iter().enumerate() {
            for (_, b) in bits.iter().skip(place + 1) {
                two.push(encoder.terms.and(*a, *b));
            }
        }
        let fine = bits
            .iter()
            .filter(|(name, _)| !failing.contains(name))
            .map(|(_, is)| *is);
        let fine: Vec<T> = fine.collect();
        let parts = [goal, encoder.terms.any(two), encoder.terms.any(fine)];
        let besides = match failing.is_empty() {
            true => String::new(),
            false => format!(", one of them none of {}", failing.join(", ")),
        };
        let question = Question {
            words: format!("what the second covers by several categories{besides} {words}"),
            goal: encoder.terms.all(parts),
            check: match is_shorter {
                true => Check::ShorterBySeveral(failing),
                false => Check::NotGivenBySeveral(failing),
            },
        };
        work.ask(encoder, question, Kind::Refinement, host);
    }
}

/// Whether the period of the first begins later or ends earlier, both computed.
fn shorter(encoder: &mut Encoder<'_>, (p, q): (ScopeId, ScopeId)) -> T {
    let mut found = Vec::new();
    for (name, is_end) in [("covered_from", false), ("covered_through", true)] {
        let pair = encoder
            .output_named(p, name)
            .zip(encoder.output_named(q, name));
        let Some(((a, _), (b, _))) = pair else {
            continue;
        };
        let terms = &mut encoder.terms;
        let (x, y) = (a.term(terms), b.term(terms));
        let worse = match is_end {
            true => terms.less(x, y),
            false => terms.less(y, x),
        };
        let (a, b) = (a.fails.at_all(terms), b.fails.at_all(terms));
        let parts = [worse, terms.not(a), terms.not(b)];
        found.push(terms.all(parts));
    }
    encoder.terms.any(found)
}

fn amounts(
    encoder: &mut Encoder<'_>,
    (p, q): (ScopeId, ScopeId),
    (pays, gets): (&[String], &[String]),
    work: &mut Work<'_>,
    host: &mut Host<'_>,
) {
    let all = pays
        .iter()
        .map(|name| (name, true))
        .chain(gets.iter().map(|name| (name, false)));
    for (name, is_higher) in all {
        let pair = encoder
            .output_named(p, name)
            .zip(encoder.output_named(q, name));
        let Some(((a, a_there), (b, b_there))) = pair else {
            continue;
        };
        let terms = &mut encoder.terms;
        let (x, y) = (a.term(terms), b.term(terms));
        let worse = match is_higher {
            true => terms.less(y, x),
            false => terms.less(x, y),
        };
        let (a, b) = (a.fails.at_all(terms), b.fails.at_all(terms));
        let parts = [worse, a_there, b_there, terms.not(a), terms.not(b)];
        let question = Question {
            words: match is_higher {
                true => format!("the member pays no more: `{name}`"),
                false => format!("the member gets no less: `{name}`"),
            },
            goal: terms.all(parts),
            check: Check::Amount(name.clone(), is_higher),
        };
        work.ask(encoder, question, Kind::Refinement, host);
    }
}
