//! zen-engine: a decision graph with one node of expressions, each of which can use those before it.

use bylaws_benches::contender::Contender;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};
use zen_engine::model::DecisionContent;
use zen_engine::{Decision, DecisionEngine, Variable};

use crate::Made;
use crate::rows::Rows;

const CARE: [(&str, &str); 2] = [
    ("through", include_str!("rules/through.zen")),
    ("answer", include_str!("rules/care.zen")),
];

const PRICE: [(&str, &str); 6] = [
    ("bundle", include_str!("rules/bundle.zen")),
    (
        "base",
        "$.bundle != null ? $.bundle : billed - floor((billed * (lives <= 50 ? 0 : lives <= 500 ? 5 : \
         lives <= 5000 ? 10 : lives <= 50000 ? 15 : 20) + 50) / 100)",
    ),
    (
        "bonus",
        "rate * 100 <= benchmark * 70 ? $.base + floor(($.base * 2 + 50) / 100) : $.base",
    ),
    (
        "withheld",
        "rate > benchmark ? $.bonus - floor(($.bonus * 3 + 50) / 100) : $.bonus",
    ),
    ("allowed", "min([$.withheld, billed])"),
    (
        "answer",
        "$.allowed * 1000000 + (service == \"preventive\" ? 0 : min([floor(($.allowed * 20 + 50) / 100), 150000]))",
    ),
];

struct Zen {
    decision: Decision,
    runtime: Runtime,
}

impl Zen {
    fn new(rule: &str) -> Self {
        let steps: &[(&str, &str)] = match rule {
            "care" => &CARE,
            _ => &PRICE,
        };
        let step =
            |(key, value): &(&str, &str)| json!({"id": key, "key": key, "value": value.trim()});
        let steps: Vec<Value> = steps.iter().map(step).collect();
        let content: DecisionContent = serde_json::from_value(json!({
            "nodes": [
                {"id": "in", "name": "in", "type": "inputNode", "content": {}},
                {"id": "rule", "name": "rule", "type": "expressionNode", "content": {"expressions": steps}},
                {"id": "out", "name": "out", "type": "outputNode", "content": {}},
            ],
            "edges": [
                {"id": "a", "sourceId": "in", "targetId": "rule"},
                {"id": "b", "sourceId": "rule", "targetId": "out"},
            ],
        }))
        .expect("a graph");
        let engine = DecisionEngine::default();
        let mut decision = engine.create_decision(content.into()).expect("a graph");
        decision.compile();
        let runtime = Builder::new_current_thread().build().expect("a runtime");
        Self { decision, runtime }
    }

    fn decide(&self, request: Variable) -> Variable {
        let given = self.runtime.block_on(self.decision.evaluate(request));
        let given = given.unwrap_or_else(|error| panic!("{error}")).result;
        given.dot("answer").expect("an answer")
    }
}

fn number(given: &Variable) -> u64 {
    let number = given.to_value();
    let whole = number
        .as_i64()
        .or_else(|| number.as_f64().map(|n| n as i64));
    whole.expect("a number") as u64
}

pub fn made<'a, F>(rule: &str, rows: &'a Rows<F>) -> Made<'a> {
    let read = |json: &String| -> Variable {
        serde_json::from_str::<Value>(json)
            .expect("an object")
            .into()
    };
    let held: Vec<Variable> = rows.json.iter().map(read).collect();
    let zen = Zen::new(rule);
    let native = Contender::new("zen-engine", move |row| {
        number(&zen.decide(held[row].clone()))
    });
    let zen = Zen::new(rule);
    let json = Contender::new("zen-engine", move |row| {
        let given = zen.decide(read(&rows.json[row]));
        std::hint::black_box(given.to_string());
        number(&given)
    });
    (native, json)
}
