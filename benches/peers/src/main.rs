//! Prints what a decision costs as ratios, other engines beside ours in the same run:
//! `cargo run --release --manifest-path benches/peers/Cargo.toml`.

mod cedar;
mod cel;
mod datalogic;
mod rego;
mod rhai;
mod rows;
mod zen;

use bylaws_benches::contender::Contender;
use bylaws_benches::report::{self, Decisions, Effort, Forms, Others};
use serde::Serialize;
use serde::de::DeserializeOwned;

use rows::Rows;

/// What every engine makes of a rule: a decision as a number, by facts that it holds already and
/// from JSON to JSON.
type Made<'a> = (Contender<'a>, Contender<'a>);

fn all<'a, F: Serialize + DeserializeOwned + Clone>(
    rule: &'static str,
    rows: &'a Rows<F>,
) -> Forms<'a> {
    let made: Vec<Made<'a>> = vec![
        datalogic::made(rule, rows),
        rhai::made(rule, rows),
        cel::made(rule, rows),
        rego::machine(rule, rows),
        rego::interpreter(rule, rows),
        zen::made(rule, rows),
    ];
    let (mut native, mut json): (Vec<_>, Vec<_>) = made.into_iter().unzip();
    for contender in native.iter_mut().chain(&mut json) {
        compare(contender, rows);
    }
    Forms {
        native: native.into_iter().map(cycled).collect(),
        json: json.into_iter().map(cycled).collect(),
    }
}

/// Stops at the first row that an engine decides in another way.
fn compare<F>(contender: &mut Contender<'_>, rows: &Rows<F>) {
    for (row, expected) in rows.expected.iter().enumerate() {
        let given = (contender.decide)(row) as i64;
        assert_eq!(given, *expected, "{} of {}", contender.name, rows.json[row]);
    }
}

/// The same over rows that there are fewer of.
fn cycled(contender: Contender<'_>) -> Contender<'_> {
    let Contender { name, mut decide } = contender;
    Contender::new(&name, move |row| decide(row % rows::ROWS))
}

fn main() {
    let decisions = Decisions::new(report::ROWS);
    let (care, price) = (rows::care(), rows::price());
    let mut others = Others {
        care: all("care", &care),
        price: all("price", &price),
    };
    // Cedar says yes or no, so it cannot tell a price.
    let (native, json) = cedar::made(&care);
    others.care.native.push(cycled(native));
    others.care.json.push(cycled(json));
    let effort = Effort {
        rows: report::ROWS,
        turns: 400,
    };
    report::print(&decisions, others, effort);
}
