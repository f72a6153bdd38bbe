//! Rego by regorus: its interpreter, and the machine that it compiles for.

use std::sync::Arc;

use bylaws_benches::contender::Contender;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Value};

use crate::Made;
use crate::rows::Rows;

const ANSWER: &str = "data.rule.answer";

fn engine(rule: &str) -> Engine {
    let mut engine = Engine::new();
    let text = match rule {
        "care" => include_str!("rules/care.rego"),
        _ => include_str!("rules/price.rego"),
    };
    engine
        .add_policy("rule.rego".to_owned(), text.to_owned())
        .expect("a policy");
    engine
}

fn vm(rule: &str) -> RegoVM {
    let answer: Arc<str> = ANSWER.into();
    let compiled = engine(rule)
        .compile_with_entrypoint(&answer)
        .expect("a policy");
    let program = Compiler::compile_from_policy(&compiled, &[ANSWER]).expect("a program");
    let mut vm = RegoVM::new();
    vm.load_program(program);
    vm
}

fn values<F>(rows: &Rows<F>) -> Vec<Value> {
    let read = |json: &String| Value::from_json_str(json).expect("an object");
    rows.json.iter().map(read).collect()
}

fn number(value: &Value) -> u64 {
    value.as_i64().expect("a number") as u64
}

pub fn machine<'a, F>(rule: &str, rows: &'a Rows<F>) -> Made<'a> {
    let name = "regorus, compiled";
    let (mut vm_held, held) = (vm(rule), values(rows));
    let native = Contender::new(name, move |row| {
        vm_held.set_input(held[row].clone());
        number(&vm_held.execute().expect("an answer"))
    });
    let mut vm_read = vm(rule);
    let json = Contender::new(name, move |row| {
        vm_read.set_input(Value::from_json_str(&rows.json[row]).expect("an object"));
        let given = vm_read.execute().expect("an answer");
        std::hint::black_box(given.to_json_str().expect("text"));
        number(&given)
    });
    (native, json)
}

pub fn interpreter<'a, F>(rule: &str, rows: &'a Rows<F>) -> Made<'a> {
    let name = "regorus, interpreter";
    let (mut engine_held, held) = (engine(rule), values(rows));
    let native = Contender::new(name, move |row| {
        engine_held.set_input(held[row].clone());
        number(&engine_held.eval_rule(ANSWER.to_owned()).expect("an answer"))
    });
    let mut engine_read = engine(rule);
    let json = Contender::new(name, move |row| {
        engine_read
            .set_input_json(&rows.json[row])
            .expect("an object");
        let given = engine_read.eval_rule(ANSWER.to_owned()).expect("an answer");
        std::hint::black_box(given.to_json_str().expect("text"));
        number(&given)
    });
    (native, json)
}
