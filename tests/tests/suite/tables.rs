//! Tables that are large, tangled or hostile, and the files that they are read from.

use std::fmt::Write;

use bylaws_dsl::{SourceMap, codes};
use bylaws_runtime::{Bundle, Data, Limits, Options, Status};
use bylaws_tests::generate::Random;

use crate::support::{compile, diagnostics};

const POLICY: &str = "policy fees

type region is one of west, south

facts
  code : text
  region : region
  units : integer 1..

table fee by code, region, units -> money from \"fees.csv\"

table unit_price by units -> money
  | ..9 | $1 |
  | 10.. | $2 |

output due : money
  is $0
  except fee(code, region, units) when fee has (code, region, units)
output price : money is unit_price(units)
";

/// So many codes in two regions, each with two ranges of units in the first.
fn fees(rows: usize) -> String {
    let mut file = String::from("code,region,units,fee\n");
    for i in 0..rows / 4 {
        writeln!(file, "K{i:05},west,1..9,${i}").unwrap();
        writeln!(file, "K{i:05},west,10..,${i}.50").unwrap();
        writeln!(file, "K{i:05},south,5,$1").unwrap();
        writeln!(file, "L{i:05},\"west, south\",-,$2").unwrap();
    }
    file
}

#[test]
fn a_hundred_thousand_rows() {
    let file = fees(100_000);
    let compiled = compile([("fees.bylaw", POLICY), ("fees.csv", file.as_str())]);
    assert_eq!(diagnostics(&compiled), "");
    let bundle = compiled.bundle.unwrap();
    let program = bundle.programs().next().unwrap();
    let due = |json: &str| {
        let decision = program.decide_json(json, &Options::default());
        (decision.status, decision.output("due").cloned())
    };
    let money = |cents| Some(Data::Money(bylaws_dsl::value::Money::from_cents(cents)));
    for i in (0..25_000).step_by(97) {
        let json = |region, units| {
            format!("{{\"code\": \"K{i:05}\", \"region\": \"{region}\", \"units\": {units}}}")
        };
        assert_eq!(due(&json("west", 9)).1, money(i * 100));
        assert_eq!(due(&json("west", 10)).1, money(i * 100 + 50));
        assert_eq!(due(&json("south", 5)).1, money(100));
        assert_eq!(due(&json("south", 6)).1, money(0));
    }
    // What is not known hangs on what it must: one code has the same fee everywhere.
    let open = due(r#"{"code": "K00007", "units": 3}"#);
    assert_eq!(open, (Status::Undetermined, None));
    let all = due(r#"{"code": "L00007", "units": 3}"#);
    assert_eq!(all, (Status::Decided, money(200)));
    assert_eq!(due(r#"{"units": 3}"#).0, Status::Undetermined);
}

#[test]
fn a_mistake_among_many_rows_is_found() {
    let mut file = fees(20_000);
    file.push_str("K04999,west,9..12,$1\n");
    let compiled = compile([("fees.bylaw", POLICY), ("fees.csv", file.as_str())]);
    let found = diagnostics(&compiled);
    assert!(found.starts_with("E0413 fees.csv:20002:1"), "{found}");
    assert_eq!(found.matches("E0413").count(), 2, "{found}");
}

#[test]
fn more_rows_than_the_limit() {
    let mut limits = Limits::default();
    limits.text.table_rows = 100;
    let codes = |texts: &[(&str, &str)]| {
        let mut sources = SourceMap::default();
        for (name, text) in texts {
            sources.add(*name, *text);
        }
        let compiled = Bundle::compile(sources, &limits);
        let codes = compiled.diagnostics.iter().map(|found| found.code);
        codes.collect::<Vec<_>>()
    };
    let file = fees(120);
    let found = codes(&[("fees.bylaw", POLICY), ("fees.csv", file.as_str())]);
    assert_eq!(found, [codes::TOO_MANY_ROWS]);
    let rows: String = (0..101).map(|i| format!("  | {i} | $1 |\n")).collect();
    let head = "policy inline\n\nfacts\n  n : integer\n\ntable fee by n -> money\n";
    let found = codes(&[("inline.bylaw", &format!("{head}{rows}"))]);
    assert_eq!(found, [codes::TOO_MANY_ROWS]);
}

#[test]
fn rows_that_cut_each_other_too_often() {
    let rows: String = (0..6_000)
        .map(|i| format!("  | {i}..{} | {i}..{} | $1 |\n", 20_000 - i, 20_000 - i))
        .collect();
    let text = format!(
        "policy tangled\n\nfacts\n  a : integer\n  b : integer\n\n\
         table fee by a, b -> money first\n{rows}\noutput due : boolean is fee has (a, b)\n"
    );
    let compiled = compile([("tangled.bylaw", text.as_str())]);
    let found: Vec<_> = compiled
        .diagnostics
        .iter()
        .map(|found| found.code)
        .collect();
    assert_eq!(found, [codes::TANGLED_TABLE]);
}

/// The outputs for some requests.
fn decided(file: &str) -> Vec<String> {
    let compiled = compile([("fees.bylaw", POLICY), ("fees.csv", file)]);
    let bundle = compiled.bundle.as_ref();
    let bundle = bundle.unwrap_or_else(|| panic!("{}", diagnostics(&compiled)));
    let program = bundle.programs().next().unwrap();
    let requests = [
        r#"{"code": "a", "region": "west", "units": 1}"#,
        r#"{"code": "a, b", "region": "south", "units": 7}"#,
        r#"{"code": "say \"x\"", "region": "south", "units": 7}"#,
        r#"{"code": "a", "region": "south", "units": 1}"#,
    ];
    let outputs = requests.iter().map(|json| {
        let decision = program.decide_json(json, &Options::default());
        format!("{:?}", decision.outputs)
    });
    outputs.collect()
}

#[test]
fn files_are_read_however_spreadsheets_write_them() {
    let plain = "code,region,units,fee\na,west,1,$1\n\"a, b\",south,-,\"$1,000.50\"\n\"say \"\"x\"\"\",south,5..,$3\n";
    let expected = decided(plain);
    assert!(
        expected[1].contains("100050") || expected[1].contains("1000.5"),
        "{expected:?}"
    );
    for other in [
        plain.replace('\n', "\r\n"),
        format!("\u{feff}{plain}"),
        plain.trim_end().to_owned(),
        plain.replace("a,west,1,$1\n", "\n\n \"a\" , west ,1, 1.00 \n\n,,,\n"),
        plain.replace("a,west", "\"a\",\"west\""),
        "fee,units,region,code\n$1,1,west,a\n\"$1,000.50\",-,south,\"a, b\"\n$3,5..,south,\"say \"\"x\"\"\"\n".to_owned(),
    ] {
        assert_eq!(decided(&other), expected, "{other}");
    }
}

#[test]
fn the_hash_covers_the_files_that_are_read() {
    let hash = |files: &[(&str, &str)]| {
        let all = [("fees.bylaw", POLICY)]
            .into_iter()
            .chain(files.iter().copied());
        compile(all).bundle.unwrap().hash()
    };
    let (one, two) = (fees(4), fees(8));
    let first = hash(&[("fees.csv", &one)]);
    assert_eq!(first, hash(&[("other.csv", "x,y\n"), ("fees.csv", &one)]));
    assert_ne!(first, hash(&[("fees.csv", &two)]));
}

#[test]
fn hostile_files() {
    const PARTS: [&str; 28] = [
        "\"",
        "\"\"",
        ",",
        ",",
        ",",
        "\n",
        "\r\n",
        "\r",
        "-",
        "..",
        "..<",
        "1",
        "9..2",
        "$1",
        "$",
        "5%",
        "otherwise",
        "west",
        "code",
        "code,region,units,fee\n",
        "\u{feff}",
        "é",
        "\u{0}",
        "\t",
        " ",
        "((((",
        "{west}",
        "99999999999999999999",
    ];
    for seed in 0..3_000 {
        let mut random = Random::new(seed);
        let mut file = String::new();
        if random.chance(70) {
            file.push_str("code,region,units,fee\n");
        }
        for _ in 0..random.below(40) {
            let part: &str = PARTS[random.below(PARTS.len())];
            file.push_str(part);
        }
        let compiled = compile([("fees.bylaw", POLICY), ("fees.csv", file.as_str())]);
        // Every finding can be told with its place.
        assert!(!diagnostics(&compiled).is_empty() || compiled.bundle.is_some());
        for found in &compiled.diagnostics {
            let source = compiled.sources.get(found.span.source).unwrap();
            let range = found.span.start as usize..found.span.end as usize;
            assert!(source.text.get(range).is_some(), "seed {seed}: {file:?}");
        }
    }
    let wide = "a,".repeat(200_000);
    compile([("fees.bylaw", POLICY), ("fees.csv", wide.as_str())]);
    let long = format!(
        "code,region,units,fee\n{},west,1,$1\n",
        "x".repeat(1_000_000)
    );
    compile([("fees.bylaw", POLICY), ("fees.csv", long.as_str())]);
    let list = vec!["1"; 200_000].join(", ");
    let list = format!("code,region,units,fee\na,west,\"{list}\",$1\n");
    compile([("fees.bylaw", POLICY), ("fees.csv", list.as_str())]);
}
