//! The table of `docs/performance.md`, made anew.

use std::sync::Arc;

use bylaws_runtime::{Bundle, Facts, Options, Program, Slots, Trace, explain};
use serde::Serialize;

use crate::contender::Contender;
use crate::ours::{self, Work};
use crate::watch::{Timed, time, whole};
use crate::{care, growth, load, price};

/// So many distinct requests, so that no answer is in a cache before it is asked for.
pub const ROWS: usize = 200_000;

/// What others bring to the same run, for each decision. Each has already been compared.
#[derive(Default)]
pub struct Others<'a> {
    pub care: Forms<'a>,
    pub price: Forms<'a>,
}

/// Contenders by form of the request.
#[derive(Default)]
pub struct Forms<'a> {
    pub native: Vec<Contender<'a>>,
    pub json: Vec<Contender<'a>>,
}

/// How thorough a run is.
#[derive(Clone, Copy)]
pub struct Effort {
    pub rows: usize,
    pub turns: usize,
}

/// Both policies with their requests; the rules by hand have been compared with them.
pub struct Decisions {
    pub bundle: Bundle,
    pub care: Work<care::Request>,
    pub price: Work<price::Request>,
}

impl Decisions {
    pub fn new(rows: usize) -> Self {
        let bundle = ours::bundle();
        let (care, price) = (ours::care(&bundle, rows), ours::price(&bundle, rows));
        care.compare(care::by_hand::decide_json);
        price.compare(price::by_hand::decide_json);
        Self {
            bundle,
            care,
            price,
        }
    }
}

/// Measures everything and prints it as Markdown.
pub fn print(decisions: &Decisions, others: Others<'_>, effort: Effort) {
    let (care, price) = (&decisions.care, &decisions.price);
    println!("## One decision, against the same rule by hand\n");
    let native: fn(&care::Request) -> u64 =
        |request| care::by_hand::decide(request).through.0 as u64;
    let by_hand = (native, care::by_hand::decide_json as ByHand);
    decided("Continuity of care", care, by_hand, others.care, effort);
    let native: fn(&price::Request) -> u64 =
        |request| price::by_hand::decide(request).allowed as u64;
    let by_hand = (native, price::by_hand::decide_json as ByHand);
    decided("Alliance price", price, by_hand, others.price, effort);

    println!("## Explaining, against the general evaluator without a trace\n");
    let mut traced = vec![
        by_general(care),
        by_json(care),
        explained(care, Trace::Brief),
        explained(care, Trace::Full),
    ];
    traced.push(in_words(care));
    told("Continuity of care", &mut traced, effort);

    println!("## Growth with the rules, against ten\n");
    grown(
        "A table of so many rows",
        growth::table,
        &[10, 100, 1_000, 10_000],
        effort,
    );
    grown(
        "So many conditions",
        growth::conditions,
        &[10, 100, 1_000, 10_000],
        effort,
    );

    println!("## From text to programs\n\n| work | milliseconds |\n| --- | ---: |");
    let text = load::items(1_000);
    let items = || load::compile(&[("many.bylaw", &text)]);
    println!("| 1,000 items | {:.1} |", whole(9, items) * 1e3);
    let (policy, csv) = load::rows(100_000);
    let table = || load::compile(&[("prices.bylaw", &policy), ("prices.csv", &csv)]);
    println!("| a table of 100,000 rows | {:.0} |", whole(3, table) * 1e3);

    let native = || ours::bundle().compile_native();
    let compiled = whole(9, native) - whole(9, ours::bundle);
    println!("| machine code of both policies | {:.1} |", compiled * 1e3);

    println!("\n## Swapping a bundle each half millisecond while one thread decides\n");
    println!("| | without | with |\n| --- | ---: | ---: |");
    let swaps = load::swaps(3.0);
    let [without, with] = swaps.slow;
    println!("| decisions slower than a millisecond, in a million | {without:.2} | {with:.2} |");
    let [without, with] = swaps.slowest;
    println!("| the slowest decision, in microseconds | {without:.0} | {with:.0} |");
}

/// A decision by facts that are already in slots: every output, and nothing told.
pub fn by_slots<'a, R>(work: &Work<R>, slots: &'a [Slots]) -> Contender<'a> {
    answers("Bylaws, in slots", &work.program, slots)
}

/// The same by machine code.
pub fn by_slots_native<'a, R>(work: &Work<R>, slots: &'a [Slots]) -> Contender<'a> {
    answers("Bylaws, in slots, machine code", &work.native, slots)
}

fn answers<'a>(name: &str, program: &Arc<Program>, slots: &'a [Slots]) -> Contender<'a> {
    let mut session = program.session();
    let last = program.policy().outputs.ids().last().expect("outputs");
    Contender::new(name, move |row| {
        let answer = session.answer(&slots[row]).expect("a decision");
        u64::from(answer.value(last).is_some())
    })
}

/// A decision by facts that are already in memory, as a value with names.
pub fn by_facts<'a, R>(work: &Work<R>, facts: &'a [Facts]) -> Contender<'a> {
    let (mut session, options) = (work.program.session(), Options::default());
    Contender::new("Bylaws, a decision with names", move |row| {
        session.decide(&facts[row], &options).outputs.len() as u64
    })
}

/// JSON to JSON by a session.
pub fn by_json<R>(work: &Work<R>) -> Contender<'_> {
    jsons("Bylaws", &work.program, &work.json)
}

/// The same by machine code.
pub fn by_json_native<R>(work: &Work<R>) -> Contender<'_> {
    jsons("Bylaws, machine code", &work.native, &work.json)
}

fn jsons<'a>(name: &str, program: &Arc<Program>, json: &'a [Vec<u8>]) -> Contender<'a> {
    let (mut session, options) = (program.session(), Options::default());
    let mut out = Vec::new();
    Contender::new(name, move |row| {
        out.clear();
        session.decide_json(&json[row], &options, &mut out);
        out.len() as u64
    })
}

/// JSON to JSON by the general evaluator, which traces come from, without any.
pub fn by_general<R>(work: &Work<R>) -> Contender<'_> {
    let program = &work.program;
    let options = Options::default();
    Contender::new("Bylaws, the general evaluator", move |row| {
        let json = std::str::from_utf8(&work.json[row]).unwrap();
        let facts = program.facts(json).unwrap();
        let decision = program.decide_generally(&facts, &options);
        explain::decision_json(&decision).len() as u64
    })
}

/// A rule by hand with the hash of the bundle, the request and a place for the decision.
pub type ByHand = fn(&str, &[u8], &mut Vec<u8>);

/// JSON to JSON by hand.
pub fn by_hand<R>(work: &Work<R>, decide: ByHand) -> Contender<'_> {
    let mut out = Vec::new();
    Contender::new("by hand, serde_json", move |row| {
        out.clear();
        decide(&work.bundle, &work.json[row], &mut out);
        out.len() as u64
    })
}

fn decided<R: Serialize>(
    title: &str,
    work: &Work<R>,
    (native, json): (fn(&R) -> u64, ByHand),
    others: Forms<'_>,
    effort: Effort,
) {
    {
        let facts = work.facts();
        let slots = work.slots(&facts);
        let mut contenders = vec![
            Contender::new("by hand", |row| native(&work.typed[row])),
            by_slots(work, &slots),
            by_slots_native(work, &slots),
            by_facts(work, &facts),
        ];
        contenders.extend(others.native);
        told(
            &format!("{title}, facts in memory"),
            &mut contenders,
            effort,
        );
    }
    let mut contenders = vec![by_hand(work, json), by_json(work), by_json_native(work)];
    contenders.extend(others.json);
    told(&format!("{title}, JSON to JSON"), &mut contenders, effort);
}

/// JSON to JSON by a session, with a trace.
pub fn explained<R>(work: &Work<R>, trace: Trace) -> Contender<'_> {
    let mut session = work.program.session();
    let options = Options {
        trace,
        ..Options::default()
    };
    let mut out = Vec::new();
    Contender::new(&format!("{trace:?} trace, as JSON"), move |row| {
        out.clear();
        session.decide_json(&work.json[row], &options, &mut out);
        out.len() as u64
    })
}

fn in_words<R>(work: &Work<R>) -> Contender<'_> {
    let options = Options {
        trace: Trace::Full,
        ..Options::default()
    };
    Contender::new("Full trace, as text", move |row| {
        let json = std::str::from_utf8(&work.json[row]).unwrap();
        let decision = work.program.decide_json(json, &options);
        let report = explain::report(&decision);
        explain::text(&report, &explain::Palette::default()).len() as u64
    })
}

fn grown(
    title: &str,
    make: impl Fn(usize) -> std::sync::Arc<bylaws_runtime::Program>,
    sizes: &[usize],
    effort: Effort,
) {
    let requests: Vec<_> = sizes
        .iter()
        .map(|size| growth::requests(*size, effort.rows))
        .collect();
    let mut contenders: Vec<_> = sizes
        .iter()
        .zip(&requests)
        .map(|(size, requests)| growth::contender(&size.to_string(), &make(*size), requests))
        .collect();
    told(title, &mut contenders, effort);
}

fn told(title: &str, contenders: &mut [Contender<'_>], effort: Effort) {
    println!("{title}:\n\n| | ratio | by the median |\n| --- | ---: | ---: |");
    for Timed {
        name,
        ratio,
        median,
    } in time(contenders, effort.rows, effort.turns)
    {
        println!("| {name} | {ratio:.2} | {median:.2} |");
    }
    println!();
}
