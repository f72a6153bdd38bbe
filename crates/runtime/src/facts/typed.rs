//! Facts from values of a program, without a detour through text.

use bylaws_dsl::codes;
use bylaws_dsl::ir::{Fact, FactId, ListId, Policy, Type};
use bylaws_dsl::value::{Row, Value};

use super::decode::{allowed, in_range, member, wrong_type};
use super::lists::{self, Errors};
use super::{Facts, Schema};
use crate::decision::Data;
use crate::error::DecisionError;
use crate::explain::data_json;
use crate::limits::Limits;
use crate::program::Program;

impl Program {
    /// The facts of names and values.
    ///
    /// ```
    /// # use bylaws_runtime::{Bundle, Limits};
    /// use bylaws_dsl::value::Money;
    /// # let mut sources = bylaws_dsl::SourceMap::default();
    /// # sources.add("copay.bylaw", "policy copay\n  money rounds half up\n\nfacts\n  billed : money $0..\n  child : boolean\n\n\
    /// #     output due : money is if child then $0 else 20% of billed\n");
    /// # let bundle = Bundle::compile(sources, &Limits::default()).bundle.unwrap();
    /// # let copay = bundle.program("copay").unwrap();
    /// let facts = copay.facts_of([
    ///     ("billed", Money::from_cents(12_050).into()),
    ///     ("child", false.into()),
    /// ])?;
    /// # assert!(copay.facts_of([("billed", true.into()), ("chil", true.into())]).unwrap_err().len() == 2);
    /// # Ok::<(), Vec<bylaws_runtime::DecisionError>>(())
    /// ```
    ///
    /// # Errors
    /// Everything that is wrong with them, each naming the fact, what was given and what is allowed.
    pub fn facts_of<'n>(
        &self,
        facts: impl IntoIterator<Item = (&'n str, Data)>,
    ) -> Result<Facts, Vec<DecisionError>> {
        from_pairs(self.policy(), &self.schema, facts, &self.limits)
    }

    /// The fact with this name, to be put again and again without looking it up.
    ///
    /// # Errors
    /// That there is none, and which was probably meant.
    pub fn fact(&self, name: &str) -> Result<FactId, DecisionError> {
        let known = self.schema.fact(name);
        known.ok_or_else(|| DecisionError {
            given: None,
            ..super::unknown_fact(self.policy(), name, "")
        })
    }

    /// Puts a value in the place of one fact; [`Data::None`] takes the fact away again.
    ///
    /// # Errors
    /// What is wrong with the value. The facts stay as they were.
    pub fn put(
        &self,
        facts: &mut Facts,
        fact: FactId,
        value: impl Into<Data>,
    ) -> Result<(), DecisionError> {
        put(self.policy(), facts, fact, &value.into(), &self.limits)
    }
}

/// The facts of pairs of a name and a value; reports everything that is wrong with them.
fn from_pairs<'n>(
    policy: &Policy,
    schema: &Schema,
    pairs: impl IntoIterator<Item = (&'n str, Data)>,
    limits: &Limits,
) -> Result<Facts, Vec<DecisionError>> {
    let mut facts = Facts::none(policy);
    let mut errors = Errors::new(limits.errors);
    let mut seen = Vec::new();
    for (name, data) in pairs {
        let Some(id) = schema.fact(name) else {
            errors.add(|| super::unknown_fact(policy, name, &data_json(&data)));
            continue;
        };
        if seen.contains(&id) {
            let message = format!("`{name}` is given twice");
            let error = DecisionError::of_fact(codes::REPEATED_FACT, name, message);
            errors.push(error.given(data_json(&data)));
            continue;
        }
        seen.push(id);
        if let Err(error) = put(policy, &mut facts, id, &data, limits) {
            errors.push(error);
        }
    }
    match errors.into_vec() {
        errors if errors.is_empty() => Ok(facts),
        errors => Err(errors),
    }
}

/// Puts one value into `facts`, which stay as they are when it does not fit the declaration.
fn put(
    policy: &Policy,
    facts: &mut Facts,
    id: FactId,
    data: &Data,
    limits: &Limits,
) -> Result<(), DecisionError> {
    let Some(fact) = policy.facts.get(id) else {
        let message = "the fact is not one of this policy";
        return Err(DecisionError::new(codes::UNKNOWN_FACT, message).given(data_json(data)));
    };
    let value = match (fact.ty, data) {
        (Type::List(list), Data::List(rows)) => Some(records(policy, list, rows, limits)?),
        _ => value(policy, fact, &fact.name, data)?,
    };
    facts.put(id, value);
    Ok(())
}

/// The value of a fact or field; none for none. `name` is what a message calls it.
pub(super) fn value(
    policy: &Policy,
    fact: &Fact,
    name: &str,
    data: &Data,
) -> Result<Option<Value>, DecisionError> {
    let index = |of, member_name: &str| {
        let raw = || data_json(data);
        member(policy, (fact, name), of, member_name, raw)
    };
    let value = match (fact.ty, data) {
        (_, Data::None) => return Ok(None),
        (Type::Boolean, Data::Boolean(truth)) => Value::Boolean(*truth),
        (Type::Integer, Data::Integer(n)) => Value::Integer(*n),
        (Type::Decimal, Data::Decimal(d)) => Value::Decimal(*d),
        (Type::Decimal, Data::Integer(n)) => Value::Decimal((*n).into()),
        (Type::Percent, Data::Percent(d)) => Value::Percent(*d),
        (Type::Money, Data::Money(m)) => Value::Money(*m),
        (Type::Date | Type::DateOrOpen, Data::Date(d)) => Value::Date(*d),
        (Type::DateOrOpen, Data::Open) => Value::Open,
        (Type::Duration, Data::Duration(d)) => Value::Duration(*d),
        (Type::Text, Data::Text(text)) => Value::Text(text.clone()),
        (Type::Enum(of), Data::Member(text) | Data::Text(text)) => {
            Value::Member(of, index(of, text)?)
        }
        (Type::Set(of), Data::Set(names)) => {
            let mut bits = 0u64;
            for text in names {
                let bit = 1u64.checked_shl(u32::from(index(of, text)?)).unwrap_or(0);
                if bits & bit != 0 {
                    let message = format!("`{name}` has `{text}` twice");
                    let error = DecisionError::of_fact(codes::REPEATED_FACT, name, message);
                    return Err(error.given(data_json(data)).allowed(allowed(policy, fact)));
                }
                bits |= bit;
            }
            Value::Set(of, bits)
        }
        _ => return Err(wrong_type(policy, fact, name, &data_json(data))),
    };
    in_range(policy, fact, name, value, || data_json(data)).map(Some)
}

fn records(
    policy: &Policy,
    list: ListId,
    rows: &[Vec<(smol_str::SmolStr, Data)>],
    limits: &Limits,
) -> Result<Value, DecisionError> {
    let declared = policy.lists.at(list);
    if rows.len() > limits.list_elements {
        return Err(lists::too_many(declared, rows.len(), limits.list_elements));
    }
    let mut records: Vec<Row> = Vec::with_capacity(rows.len());
    for (place, row) in rows.iter().enumerate() {
        let mut record: Row = vec![None; declared.fields.len()];
        for (key, data) in row {
            let path = format!("{}[{place}].{key}", declared.name);
            let field = declared.index_of(key).map(usize::from);
            let (Some(field), Some(slot)) = (
                field.and_then(|field| declared.fields.get(field)),
                field.and_then(|field| record.get_mut(field)),
            ) else {
                return Err(lists::unknown_field(declared, key, &path, &data_json(data)));
            };
            *slot = value(policy, field, &path, data)?;
        }
        records.push(record);
    }
    Ok(Value::List(list, records.into()))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bylaws_dsl::SourceMap;
    use bylaws_dsl::ir::Id;
    use bylaws_dsl::value::{Date, Decimal, Duration, Money};

    use super::*;
    use crate::{Bundle, Engine, Program};

    const TEXT: &str = r#"policy p

type colour is one of red, green, blue

facts
  truth   : boolean
  count   : integer 0..9
  factor  : decimal
  share   : percent 0%..100%
  cost    : money $0..
  day     : date 2020-01-01..
  ends_on : date or open
  length  : duration
  code    : text
  colour  : colour
  colours : set of colour
  hint    : integer?
  visits  : list of
    on   : date
    cost : money $0..

output n : integer is 1
"#;

    fn program() -> Arc<Program> {
        let mut sources = SourceMap::default();
        sources.add("p.bylaw", TEXT);
        let engine = Engine::new(Bundle::compile(sources, &Limits::default()));
        let bundle = engine.map_err(|refused| refused.to_string());
        Arc::clone(bundle.unwrap().bundle().program("p").unwrap())
    }

    fn day() -> Date {
        Date::from_ymd(2026, 2, 28).unwrap()
    }

    #[test]
    fn values_of_every_type_are_the_facts_that_json_gives() {
        let visit = vec![
            ("on".into(), day().into()),
            ("cost".into(), Money::from_cents(1250).into()),
        ];
        let names = |names: &[&str]| names.iter().map(|name| (*name).into()).collect();
        let typed = program().facts_of([
            ("truth", true.into()),
            ("count", 7.into()),
            ("factor", Decimal::new(7, 1).into()),
            ("share", Data::Percent(Decimal::new(125, 1))),
            ("cost", Money::from_cents(2_850_000).into()),
            ("day", day().into()),
            ("ends_on", Data::Open),
            ("length", Duration::parse("12 months").unwrap().into()),
            ("code", "E11.9".into()),
            ("colour", "green".into()),
            ("colours", Data::Set(names(&["red", "blue"]))),
            ("hint", None::<i64>.into()),
            ("visits", Data::List(vec![visit, Vec::new()])),
        ]);
        let json = r#"{"truth": true, "count": 7, "factor": 0.7, "share": "12.5%", "cost": 28500,
            "day": "2026-02-28", "ends_on": "open", "length": "12 months", "code": "E11.9",
            "colour": "green", "colours": ["blue", "red"],
            "visits": [{"on": "2026-02-28", "cost": "12.50"}, {}]}"#;
        assert_eq!(typed, program().facts(json));
    }

    #[test]
    fn what_does_not_fit_is_told_as_of_json_and_all_at_once() {
        let row = |key: &str, data: Data| Data::List(vec![vec![(key.into(), data)]]);
        let wrong: [(&str, Data, &str); 9] = [
            ("truth", 1.into(), "1"),
            ("count", 10.into(), "10"),
            ("share", Data::Percent(Decimal::new(101, 0)), "\"101%\""),
            (
                "day",
                Date::from_ymd(2019, 12, 31).unwrap().into(),
                "\"2019-12-31\"",
            ),
            ("colour", "gren".into(), "\"gren\""),
            ("code", 5.into(), "5"),
            ("trooth", true.into(), "true"),
            ("hint", "many".into(), "\"many\""),
            (
                "visits",
                row("cost", Money::from_cents(-1).into()),
                "[{\"cost\": -0.01}]",
            ),
        ];
        let program = program();
        for (name, data, json) in &wrong {
            let typed = program.facts_of([(*name, data.clone())]).unwrap_err();
            let read = program
                .facts(&format!("{{\"{name}\": {json}}}"))
                .unwrap_err();
            assert_eq!(typed, read, "{name}");
        }
        let all = wrong.iter().map(|(name, data, _)| (*name, data.clone()));
        assert_eq!(program.facts_of(all).unwrap_err().len(), wrong.len());
        // 12.5 is no percentage here either.
        let share = program.facts_of([("share", Decimal::new(125, 1).into())]);
        assert_eq!(share.unwrap_err()[0].code, codes::WRONG_FACT_TYPE);
        let twice = [("truth", true.into()), ("truth", false.into())];
        let code = |found: Result<Facts, Vec<DecisionError>>| found.unwrap_err()[0].code;
        assert_eq!(code(program.facts_of(twice)), codes::REPEATED_FACT);
        let set = Data::Set(vec!["red".into(), "red".into()]);
        assert_eq!(
            code(program.facts_of([("colours", set)])),
            codes::REPEATED_FACT
        );
    }

    #[test]
    fn a_fact_is_put_again_and_again_and_stays_when_a_value_does_not_fit() {
        let program = program();
        let count = program.fact("count").unwrap();
        let mut facts = program.no_facts();
        program.put(&mut facts, count, 3).unwrap();
        assert!(program.put(&mut facts, count, 10).is_err());
        assert_eq!(facts.get(count), Some(&Value::Integer(3)));
        program.put(&mut facts, count, Data::None).unwrap();
        assert_eq!(facts.get(count), None);
        let hint = program.fact("coutn").unwrap_err();
        assert!(hint.message.contains("`count`") && hint.given.is_none());
        assert!(program.put(&mut facts, FactId::from_index(99), 1).is_err());
    }
}
