//! Policies that are used: decided like any other, on the facts that the using policy hands over.

use bylaws_dsl::ir::{Id, ListId, OutputId, OutputKind, Policy, Supplied, Type, UseId};
use bylaws_dsl::value::{Row, Value};
use bylaws_dsl::{Code, codes};

use super::arithmetic::order;
use super::{Case, Computed, Output, keeps_assumptions};

/// The facts and the readings of a policy that is used.
struct Handed {
    facts: Vec<Option<Value>>,
    readings: Vec<u16>,
}

impl Case<'_> {
    /// What an output is within the policy that is used.
    pub(super) fn used(&self, id: UseId, output: OutputId) -> Computed {
        let used = self.policy.uses.at(id);
        let handed = self.handed(id)?;
        let inner = self.inner(id, &handed);
        let value = match used.policy.outputs.at(output).kind {
            OutputKind::Define(define) => inner.define(define)?,
            _ => match inner.output(output)? {
                Output::Value(value) => value,
                Output::Periods(_) => panic!("periods are no value"),
            },
        };
        Ok(used.outward_value(value))
    }

    /// Whether the facts that are handed over keep the assumptions of each policy that is used.
    pub(super) fn used_assumptions(&self) -> impl Iterator<Item = Result<bool, Code>> {
        let assuming = self
            .policy
            .uses
            .iter()
            .filter(|(_, used)| assumes(&used.policy));
        assuming.map(|(id, _)| keeps_assumptions(self.inner(id, &self.handed(id)?)))
    }

    fn inner<'h>(&'h self, id: UseId, handed: &'h Handed) -> Case<'h> {
        Case {
            policy: &self.policy.uses.at(id).policy,
            facts: &handed.facts,
            as_of: self.as_of,
            readings: &handed.readings,
            elements: &[],
        }
    }

    fn handed(&self, id: UseId) -> Result<Handed, Code> {
        let used = self.policy.uses.at(id);
        let mut facts = Vec::new();
        for (fact, supplied) in used.policy.facts.values().zip(&used.facts) {
            let value = match supplied {
                Supplied::None => None,
                Supplied::Fact(ours) => match (&self.facts[ours.index()], fact.ty) {
                    (Some(Value::List(ours, rows)), Type::List(theirs)) => {
                        Some(self.elements(id, *ours, theirs, rows))
                    }
                    (value, _) => value.clone(),
                },
                Supplied::Expr(expr) => {
                    let value = self.eval(*expr)?;
                    let below = fact
                        .low
                        .as_ref()
                        .is_some_and(|low| order(&value, low).is_lt());
                    let above = fact
                        .high
                        .as_ref()
                        .is_some_and(|high| order(&value, high).is_gt());
                    if below || above {
                        return Err(codes::FACT_OUT_OF_RANGE);
                    }
                    Some(value)
                }
            };
            facts.push(value.map(|value| used.inward_value(value)));
        }
        let readings = used.readings.iter().map(|ours| self.readings[ours.index()]);
        Ok(Handed {
            facts,
            readings: readings.collect(),
        })
    }
}

impl Case<'_> {
    /// A list as the policy that is used sees it: its fields are found by their names.
    fn elements(&self, id: UseId, ours: ListId, theirs: ListId, rows: &[Row]) -> Value {
        let used = self.policy.uses.at(id);
        let (fields, there) = (
            &self.policy.lists.at(ours).fields,
            used.policy.lists.at(theirs),
        );
        let field = |row: &Row, name: &str| {
            let place = fields.iter().position(|field| field.name == name).unwrap();
            row[place].clone().map(|value| used.inward_value(value))
        };
        let rows = rows.iter().map(|row| {
            let names = there.fields.iter().map(|field| field.name.as_str());
            names.map(|name| field(row, name)).collect::<Row>()
        });
        Value::List(theirs, rows.collect())
    }
}

fn assumes(policy: &Policy) -> bool {
    !policy.assumptions.is_empty() || policy.uses.values().any(|used| assumes(&used.policy))
}
