//! How a decision grows with the rules: a table, and conditions written one by one.

use std::fmt::Write;
use std::sync::Arc;

use bylaws_dsl::SourceMap;
use bylaws_runtime::{Bundle, Engine, Limits, Options, Program};

use crate::contender::Contender;
use crate::random::Random;

/// Rules by plan and service, a hundred services a plan.
const SERVICES: usize = 100;

fn program(text: &str) -> Arc<Program> {
    let mut sources = SourceMap::default();
    sources.add("rules.bylaw", text);
    match Engine::new(Bundle::compile(sources, &Limits::default())) {
        Ok(engine) => Arc::clone(engine.bundle().program("rules").expect("the policy")),
        Err(refused) => panic!("{refused}"),
    }
}

const FACTS: &str =
    "policy rules\n\nfacts\n  plan : integer 0..999\n  service : integer 0..999\n\n";

/// A table of so many rows.
pub fn table(rows: usize) -> Arc<Program> {
    let mut text = FACTS.to_owned();
    text.push_str("table copay by plan, service -> integer\n");
    for row in 0..rows {
        let (plan, service) = (row / SERVICES, row % SERVICES);
        let _ = writeln!(text, "  | {plan} | {service} | {row} |");
    }
    text.push_str("  | otherwise | 0 |\n\noutput due : integer is copay(plan, service)\n");
    program(&text)
}

/// So many exceptions, each with a condition of its own.
pub fn conditions(count: usize) -> Arc<Program> {
    let mut text = FACTS.to_owned();
    text.push_str("output due : integer\n  is 0\n");
    for row in 0..count {
        let (plan, service) = (row / SERVICES, row % SERVICES);
        let _ = writeln!(
            text,
            "  except {row} when plan = {plan} and service = {service}"
        );
    }
    program(&text)
}

/// Requests that ask for every rule alike.
pub fn requests(rules: usize, count: usize) -> Vec<String> {
    let mut random = Random::new(3);
    let mut request = |_| {
        let row = random.below(rules as u64) as usize;
        let (plan, service) = (row / SERVICES, row % SERVICES);
        format!("{{\"plan\":{plan},\"service\":{service}}}")
    };
    (0..count).map(&mut request).collect()
}

/// JSON to JSON by this policy.
pub fn contender<'a>(name: &str, program: &Arc<Program>, requests: &'a [String]) -> Contender<'a> {
    let (mut session, options) = (program.session(), Options::default());
    let mut out = Vec::new();
    Contender::new(name, move |row| {
        out.clear();
        session.decide_json(requests[row].as_bytes(), &options, &mut out);
        out.len() as u64
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_say_the_same() {
        let (table, conditions) = (table(250), conditions(250));
        for request in requests(250, 500) {
            let ask =
                |program: &Arc<Program>| program.decide_json(&request, &Options::default()).outputs;
            assert_eq!(ask(&table), ask(&conditions));
            assert_eq!(ask(&table).len(), 1);
        }
    }
}
