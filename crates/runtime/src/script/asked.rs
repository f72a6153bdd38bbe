//! What a script can ask of its policy: parameters, tables and readings.

use bylaws_dsl::ir::{Policy, Table};
use bylaws_dsl::suggest;
use bylaws_dsl::value::Value;
use rhai::{Dynamic, Engine, ImmutableString, Map};
use smol_str::SmolStr;

use super::convert::{of_type, shown, to_script};
use super::failure::{Caught, refuse};
use super::state::{State, with};
use crate::eval::{self, Known};

/// Registers a function of a table and some values, for every number of values.
macro_rules! of_values {
    ($engine:ident, $name:literal, $function:ident: $(($($value:ident),*))*) => {$(
        $engine.register_fn($name, |table: ImmutableString, $($value: Dynamic),*| {
            with(|state| $function(state, &table, &[$($value),*]))
        });
    )*};
}

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("param", |name: ImmutableString| {
        with(|state| parameter(state, &name))
    });
    engine.register_fn("reading", |name: ImmutableString| {
        with(|state| reading(state, &name))
    });
    of_values!(engine, "lookup", lookup: (a) (a, b) (a, b, c) (a, b, c, d) (a, b, c, d, e) (a, b, c, d, e, f)
        (a, b, c, d, e, f, g) (a, b, c, d, e, f, g, h));
    of_values!(engine, "has_row", has_row: (a) (a, b) (a, b, c) (a, b, c, d) (a, b, c, d, e) (a, b, c, d, e, f)
        (a, b, c, d, e, f, g) (a, b, c, d, e, f, g, h));
}

fn unknown<T>(what: &str, name: &str, names: Vec<&SmolStr>) -> Caught<T> {
    let near = suggest::did_you_mean(name, names.into_iter().map(SmolStr::as_str));
    let near = near.map_or(String::new(), |near| format!(": {near}"));
    refuse(format!("the policy has no {what} `{}`{near}", shown(name)))
}

fn parameter(state: &mut State, name: &str) -> Caught<Dynamic> {
    let policy = state.policy();
    let Some(parameter) = policy.parameters.values().find(|p| p.head.name == name) else {
        let names = policy.parameters.values().map(|p| &p.head.name).collect();
        return unknown("parameter", name, names);
    };
    let known = eval::parameter(parameter, &state.as_of);
    Ok(to_script(&state.value(known)?))
}

fn reading(state: &mut State, name: &str) -> Caught<Dynamic> {
    use bylaws_dsl::ir::Id;
    let policy = state.policy();
    let Some(id) = policy.reading_named(name) else {
        let names = policy.readings.values().map(|r| &r.head.name).collect();
        return unknown("reading", name, names);
    };
    let reading = policy.readings.at(id);
    let choice = state
        .readings
        .get(id.index())
        .copied()
        .unwrap_or(reading.default);
    let member = to_script(&Value::Member(reading.choices, choice));
    if !state.asked.contains(&id) {
        state.asked.push(id);
    }
    Ok(member)
}

fn table<'p>(policy: &'p Policy, name: &str) -> Caught<&'p Table> {
    match policy.tables.values().find(|table| table.head.name == name) {
        Some(table) => Ok(table),
        None => unknown(
            "table",
            name,
            policy.tables.values().map(|t| &t.head.name).collect(),
        ),
    }
}

/// A value for each column.
fn columns(policy: &Policy, table: &Table, given: &[Dynamic]) -> Caught<Vec<Known>> {
    let name = &table.head.name;
    if table.columns.len() != given.len() {
        return refuse(format!(
            "the table `{name}` is asked with as many values as it has columns, {}, and not with {}",
            table.columns.len(),
            given.len()
        ));
    }
    let mut asked = Vec::with_capacity(given.len());
    for (column, given) in table.columns.iter().zip(given) {
        match of_type(policy, column.ty, given) {
            Ok(value) => asked.push(Known::exactly(value)),
            Err(words) => {
                return refuse(format!("`{}` of the table `{name}`: {words}", column.name));
            }
        }
    }
    Ok(asked)
}

/// What the row that fits says: a value, or a map of them where the table has several results.
fn lookup(state: &mut State, name: &str, given: &[Dynamic]) -> Caught<Dynamic> {
    let ready = std::sync::Arc::clone(&state.ready);
    let policy = &*ready.policy;
    let table = table(policy, name)?;
    let asked = columns(policy, table, given)?;
    let mut results = Vec::with_capacity(table.results.len());
    for (place, column) in table.results.iter().enumerate() {
        let known = eval::found(policy, table, place, &asked, &state.as_of);
        results.push((column.name.clone(), to_script(&state.value(known)?)));
    }
    if let [(_, only)] = results.as_slice() {
        return Ok(only.clone());
    }
    let map: Map = results
        .into_iter()
        .map(|(name, value)| (name.as_str().into(), value))
        .collect();
    Ok(map.into())
}

fn has_row(state: &mut State, name: &str, given: &[Dynamic]) -> Caught<bool> {
    let ready = std::sync::Arc::clone(&state.ready);
    let table = table(&ready.policy, name)?;
    let asked = columns(&ready.policy, table, given)?;
    let known = eval::fits(&ready.policy, table, &asked, &state.as_of);
    Ok(state.value(known)? == Value::Boolean(true))
}
