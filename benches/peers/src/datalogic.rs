//! JSONLogic by datalogic-rs: the rule as one tree of operators. It binds no names, so an amount that
//! is used twice is computed twice; the steps of the price are written so that each is used once.

use bylaws_benches::contender::Contender;
use bylaws_benches::price::by_hand::BUNDLES;
use datalogic_rs::datavalue::OwnedDataValue;
use datalogic_rs::{Engine, Logic};
use serde_json::{Value, json};

use crate::Made;
use crate::rows::Rows;

fn var(name: &str) -> Value {
    json!({"var": name})
}

fn care() -> Value {
    let when =
        |has: &str, also: Value, end: Value| json!({"if": [{"and": [var(has), also]}, end, 0]});
    let surgery = json!({"and": [
        var("authorized"), var("documented"), var("recommended"), var("recommendation_documented"),
        {">=": [var("surgery_day"), var("start")]},
        {"<=": [var("surgery_day"), {"+": [var("start"), 180]}]},
    ]});
    let pregnancy = json!({"or": [var("high_risk"), {">=": [var("trimester"), 2]}]});
    let through = json!({"max": [
        when("has_acute", json!(true), var("acute_end")),
        when("has_maternal", var("diagnosed"), var("maternal_end")),
        when("has_pregnancy", pregnancy, var("birth_end")),
        when("has_chronic", var("determined"), json!({"min": [var("chronic_end"), var("year")]})),
        when("has_surgery", surgery, var("surgery_day")),
        when("has_terminal", var("confirmed"), var("terminal_end")),
    ]});
    let referred = json!({"and": [
        var("has_chronic"), {"!": [var("determined")]}, {"<=": [var("day"), var("year")]},
    ]});
    // There is no binding: what is covered is asked for twice, once to compare and once to give.
    json!({"if": [
        {"!==": [var("line"), "group_care"]}, -3,
        var("contracted"), -4,
        {"or": [{"<": [var("day"), var("start")]}, {"!": [var("continuing")]}]}, -1,
        {">=": [through, var("day")]}, through,
        referred, -2,
        -1,
    ]})
}

/// A share of an amount in hundredths, rounded down after so many hundredths more.
fn share(amount: &Value, hundredths: &Value, more: i64) -> Value {
    json!({"floor": [{"/": [{"+": [{"*": [amount, hundredths]}, more]}, 100]}]})
}

fn price() -> Value {
    let lines = [
        "joint_replacement",
        "cardiac_surgery",
        "cancer_care",
        "maternity",
    ];
    let regions = ["west", "midwest", "south", "northeast"];
    let mut cases = Vec::new();
    for (line, prices) in lines.into_iter().zip(BUNDLES) {
        for (region, dollars) in regions.into_iter().zip(prices) {
            cases.push(json!({"and": [
                {"===": [var("service"), line]}, {"===": [var("region"), region]},
            ]}));
            cases.push(json!(dollars * 100));
        }
    }
    cases.push(json!({"===": [var("service"), "imaging"]}));
    cases.push(json!(65_000));
    cases.push(json!(0));
    let kept = json!({"if": [
        {"<=": [var("lives"), 50]}, 100,
        {"<=": [var("lives"), 500]}, 95,
        {"<=": [var("lives"), 5_000]}, 90,
        {"<=": [var("lives"), 50_000]}, 85,
        80,
    ]});
    let bundled = json!({"and": [var("center"), {"in": [
        var("service"),
        ["joint_replacement", "cardiac_surgery", "cancer_care", "maternity", "imaging"],
    ]}]});
    // What is taken off is rounded half up, so what is left is rounded half down.
    let base = json!({"if": [bundled, {"if": cases}, share(&var("billed"), &kept, 49)]});
    let few = json!({"<=": [{"*": [var("rate"), 100]}, {"*": [var("benchmark"), 70]}]});
    let bonus = share(&base, &json!({"if": [few, 102, 100]}), 50);
    let many = json!({">": [var("rate"), var("benchmark")]});
    let withheld = share(&bonus, &json!({"if": [many, 97, 100]}), 49);
    let allowed = json!({"min": [withheld, var("billed")]});
    let member = json!({"if": [
        {"===": [var("service"), "preventive"]}, 0,
        {"min": [share(&allowed, &json!(20), 50), 150_000]},
    ]});
    json!({"+": [{"*": [allowed, 1_000_000]}, member]})
}

fn compiled(engine: &Engine, rule: &str) -> Logic {
    let tree = match rule {
        "care" => care(),
        _ => price(),
    };
    engine.compile(tree.to_string().as_str()).expect("a rule")
}

fn number(value: &OwnedDataValue) -> u64 {
    let number = value.as_i64().or_else(|| value.as_f64().map(|n| n as i64));
    number.expect("a number") as u64
}

pub fn made<'a, F>(rule: &str, rows: &'a Rows<F>) -> Made<'a> {
    let read = |json: &String| OwnedDataValue::from_json(json).expect("an object");
    let held: Vec<OwnedDataValue> = rows.json.iter().map(read).collect();
    // The sessions borrow the engine, which lives as long as the run.
    let engine: &'static Engine = Box::leak(Box::new(Engine::new()));
    let (logic, mut session) = (compiled(engine, rule), engine.session());
    let native = Contender::new("datalogic-rs", move |row| {
        session.reset();
        number(&session.eval(&logic, &held[row]).expect("an answer"))
    });
    let (logic, mut session) = (compiled(engine, rule), engine.session());
    let json = Contender::new("datalogic-rs", move |row| {
        session.reset();
        let given = session
            .eval_str(&logic, &rows.json[row])
            .expect("an answer");
        given.parse::<f64>().expect("a number") as i64 as u64
    });
    (native, json)
}
