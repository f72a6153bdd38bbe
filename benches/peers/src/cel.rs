//! CEL: the rule as one expression, with `max` as a function of the host.

use std::collections::HashMap;

use bylaws_benches::contender::Contender;
use bylaws_benches::price::by_hand::BUNDLES;
use cel::{Context, Program, Value};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::Made;
use crate::rows::Rows;

fn program(rule: &str) -> Program {
    Program::compile(match rule {
        "care" => include_str!("rules/care.cel"),
        _ => include_str!("rules/price.cel"),
    })
    .expect("an expression")
}

fn root() -> Context<'static, 'static> {
    let mut context = Context::default();
    context
        .add_function("max", |a: i64, b: i64| a.max(b))
        .expect("a function");
    let lines = [
        "joint_replacement",
        "cardiac_surgery",
        "cancer_care",
        "maternity",
    ];
    let regions = ["west", "midwest", "south", "northeast"];
    let priced = |prices: [i64; 4]| -> HashMap<&str, i64> {
        regions
            .into_iter()
            .zip(prices.map(|price| price * 100))
            .collect()
    };
    let mut bundles: HashMap<&str, HashMap<&str, i64>> =
        lines.into_iter().zip(BUNDLES.map(priced)).collect();
    bundles.insert("imaging", priced([650; 4]));
    context.add_variable("bundles", bundles).expect("a map");
    context
}

fn decide(program: &Program, root: &Context<'_, '_>, request: Value) -> i64 {
    let mut context = root.new_inner_scope();
    context.add_variable_from_value("r", request);
    match program.execute(&context) {
        Ok(Value::Int(number)) => number,
        other => panic!("a number, not {other:?}"),
    }
}

pub fn made<'a, F: Serialize + DeserializeOwned>(rule: &str, rows: &'a Rows<F>) -> Made<'a> {
    let value = |row: &F| cel::to_value(row).expect("a map");
    let values: Vec<Value> = rows.flat.iter().map(value).collect();
    let (rule_of, context) = (program(rule), root());
    let native = Contender::new("cel", move |row| {
        decide(&rule_of, &context, values[row].clone()) as u64
    });
    let (rule_of, context) = (program(rule), root());
    let json = Contender::new("cel", move |row| {
        let request: F = serde_json::from_str(&rows.json[row]).expect("a request");
        let given = decide(&rule_of, &context, cel::to_value(request).expect("a map"));
        std::hint::black_box(given.to_string());
        given as u64
    });
    (native, json)
}
