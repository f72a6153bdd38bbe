//! Rhai: the rule as a script, the request as a variable of it.

use bylaws_benches::contender::Contender;
use rhai::{AST, Engine, Scope};

use crate::Made;
use crate::rows::Rows;

fn parsed(rule: &str) -> (Engine, AST) {
    let engine = Engine::new();
    let text = match rule {
        "care" => include_str!("rules/care.rhai"),
        _ => include_str!("rules/price.rhai"),
    };
    let ast = engine.compile(text).expect("a script");
    (engine, ast)
}

pub fn made<'a, F>(rule: &str, rows: &'a Rows<F>) -> Made<'a> {
    let (engine, ast) = parsed(rule);
    let scope = |row: &String| {
        let mut scope = Scope::new();
        let row = engine.parse_json(row, false).expect("an object");
        scope.push_constant_dynamic("r", row.into());
        scope
    };
    let mut scopes: Vec<Scope<'static>> = rows.json.iter().map(scope).collect();
    let native = Contender::new("rhai", move |row| {
        let scope = &mut scopes[row];
        let given: i64 = engine.eval_ast_with_scope(scope, &ast).expect("a number");
        scope.rewind(1);
        given as u64
    });
    let (engine, ast) = parsed(rule);
    let json = Contender::new("rhai", move |row| {
        let request = engine
            .parse_json(&rows.json[row], false)
            .expect("an object");
        let mut scope = Scope::new();
        scope.push_constant_dynamic("r", request.into());
        let given: i64 = engine
            .eval_ast_with_scope(&mut scope, &ast)
            .expect("a number");
        std::hint::black_box(given.to_string());
        given as u64
    });
    (native, json)
}
