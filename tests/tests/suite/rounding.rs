//! Rounding, against results computed apart: `data/halves.csv`, made by `data/halves.py`. Every
//! calculation is decided under every mode, as an output and, where it is a percentage, as a step.

use std::fmt::Write;
use std::path::Path;

use bylaws_dsl::value::{Decimal, Money};
use bylaws_runtime::{Data, Options, Status};
use bylaws_tests::reference::{Case, Output, decide};

use crate::support::{compile, diagnostics};

/// A calculation as a policy writes it, and its result by each mode.
struct Row {
    calculation: String,
    results: Vec<String>,
}

/// The modes, and the rows.
fn table() -> (Vec<String>, Vec<Row>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/halves.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines().map(fields);
    let mut head = lines.next().unwrap();
    let modes = head.split_off(1);
    let rows = lines.map(|mut fields| Row {
        results: fields.split_off(1),
        calculation: fields.remove(0),
    });
    (modes, rows.collect())
}

/// The fields of a line, of which the first may stand in quotes.
fn fields(line: &str) -> Vec<String> {
    let (first, rest) = match line.strip_prefix('"') {
        Some(quoted) => quoted.split_once("\",").unwrap(),
        None => line.split_once(',').unwrap(),
    };
    let mut fields = vec![first.to_owned()];
    fields.extend(rest.split(',').map(str::to_owned));
    fields
}

fn is_money(row: &Row) -> bool {
    row.calculation.contains('$')
}

/// The share and the amount of `5% of $0.50`.
fn share(row: &Row) -> Option<(&str, &str)> {
    row.calculation.split_once(" of ")
}

fn policy(mode: &str, rows: &[Row]) -> String {
    let mut text = format!("policy rounding\n  money rounds {mode}\n");
    for (place, row) in rows.iter().enumerate() {
        let ty = if is_money(row) { "money" } else { "decimal" };
        write!(text, "\noutput row_{place} : {ty} is {}\n", row.calculation).unwrap();
        if let Some((share, amount)) = share(row) {
            write!(
                text,
                "\nprice plus_{place}\n  start {amount}\n  plus {share}\n"
            )
            .unwrap();
            write!(
                text,
                "\nprice less_{place}\n  start {amount}\n  less {share}\n"
            )
            .unwrap();
        }
    }
    text
}

fn exact(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn money(text: &str) -> Money {
    Money::from_exact(exact(&text.replace(['$', ','], ""))).unwrap()
}

#[test]
fn every_calculation_rounds_as_computed_apart() {
    let (modes, rows) = table();
    assert_eq!(modes, ["half up", "half even", "up", "down"]);
    assert!(rows.len() >= 400, "the table has lost rows");
    for (column, mode) in modes.iter().enumerate() {
        let text = policy(mode, &rows);
        let compiled = compile([("rounding.bylaw", text.as_str())]);
        assert!(
            compiled.diagnostics.is_empty(),
            "{}",
            diagnostics(&compiled)
        );
        let program = compiled.bundle.unwrap().programs().next().unwrap().clone();
        let decision = program.decide_json("{}", &Options::default());
        assert_eq!(decision.status, Status::Decided);
        let value = |name: String| {
            let found = decision.outputs.iter().find(|(output, _)| *output == name);
            found
                .unwrap_or_else(|| panic!("no output {name}"))
                .1
                .clone()
        };
        for (place, row) in rows.iter().enumerate() {
            let expected = exact(&row.results[column]);
            let shown = format!("{} rounds {mode}", row.calculation);
            match value(format!("row_{place}")) {
                Data::Money(found) => assert_eq!(found.to_decimal(), expected, "{shown}"),
                Data::Decimal(found) => assert_eq!(found, expected, "{shown}"),
                other => panic!("{shown}: {other:?}"),
            }
            if let Some((_, amount)) = share(row) {
                let start = money(amount).to_decimal();
                let plus = Data::Money(Money::from_exact(start + expected).unwrap());
                let less = Data::Money(Money::from_exact(start - expected).unwrap());
                assert_eq!(value(format!("plus_{place}")), plus, "plus, {shown}");
                assert_eq!(value(format!("less_{place}")), less, "less, {shown}");
            }
        }
    }
}

/// The reference evaluator rounds by code of its own; it is held to the same table.
#[test]
fn the_reference_rounds_as_computed_apart() {
    let (modes, rows) = table();
    for (column, mode) in modes.iter().enumerate() {
        let text = policy(mode, &rows);
        let compiled = compile([("rounding.bylaw", text.as_str())]);
        let program = compiled.bundle.unwrap().programs().next().unwrap().clone();
        let policy = program.policy();
        let outcome = decide(Case {
            elements: &[],
            policy,
            facts: &[],
            as_of: None,
            readings: &[],
        });
        for (output, value) in policy.outputs.values().zip(outcome.outputs) {
            let Some(place) = output.name.strip_prefix("row_") else {
                continue;
            };
            let row = &rows[place.parse::<usize>().unwrap()];
            let Ok(Output::Value(value)) = value else {
                panic!("{}: {value:?}", row.calculation)
            };
            let found = match value {
                bylaws_dsl::value::Value::Money(money) => money.to_decimal(),
                bylaws_dsl::value::Value::Decimal(decimal) => decimal,
                other => panic!("{other:?}"),
            };
            assert_eq!(found, exact(&row.results[column]), "{}", row.calculation);
        }
    }
}
