//! Inputs that are made to hurt: each is answered with a code, and soon.

use bylaws_runtime::{Limits, Options, Status, Trace, explain};

use crate::support::{compile, diagnostics, program};

/// The first code that compiling a text gives.
fn code_of(text: &str) -> &'static str {
    let compiled = compile([("hostile.bylaw", text)]);
    assert!(compiled.bundle.is_none(), "the text is accepted");
    compiled
        .diagnostics
        .first()
        .map_or("nothing", |found| found.code.id())
}

const HEAD: &str = "policy hostile\n\nfacts\n  fact : boolean\n  number : integer\n\n";

#[test]
fn deep_nesting() {
    for (open, close) in [
        ("(", ")"),
        ("not ", ""),
        ("not (", ")"),
        ("{", "}"),
        ("max(", ")"),
        ("-", ""),
    ] {
        let text = format!(
            "{HEAD}output x : boolean is {}fact{}\n",
            open.repeat(100_000),
            close.repeat(100_000)
        );
        assert_eq!(code_of(&text), "E0004", "{open}");
    }
    let unclosed = format!("{HEAD}output x : boolean is {}fact\n", "(".repeat(100_000));
    assert!(code_of(&unclosed).starts_with('E'));
    let conditions = "if fact then ".repeat(10_000);
    let ends = " else number".repeat(10_000);
    let text = format!("{HEAD}output x : integer is {conditions}number{ends}\n");
    assert_eq!(code_of(&text), "E0004");
}

#[test]
fn a_file_beyond_the_limit() {
    let text = "# a line that says nothing\n".repeat(4_000_000);
    assert!(text.len() > 100_000_000);
    assert_eq!(code_of(&text), "E0002");
}

#[test]
fn more_items_than_the_limit() {
    let sources: String = (0..110_000).map(|i| format!("source s{i}\n")).collect();
    assert_eq!(code_of(&format!("{HEAD}{sources}")), "E0003");
}

#[test]
fn wide_texts_are_read_in_time() {
    let sum = "1 + ".repeat(20_000);
    let text = format!("{HEAD}output x : integer is {sum}number\n");
    compile([("wide.bylaw", text.as_str())]);

    let all = "fact and ".repeat(20_000);
    let text = format!("{HEAD}output x : boolean is {all}fact\n");
    let decided = program(&text).decide_json(r#"{"fact": true}"#, &Options::default());
    assert_eq!(decided.status, Status::Decided);

    let mistakes: String = (0..5_000)
        .map(|i| format!("output x{i} : boolean is unknown_{i}\n\n"))
        .collect();
    let text = format!("{HEAD}{mistakes}");
    assert_eq!(
        compile([("mistakes.bylaw", text.as_str())])
            .diagnostics
            .len(),
        5_000
    );
}

#[test]
fn a_long_chain_of_defines() {
    let chain: String = (1..5_000)
        .map(|i| format!("define d{i} : integer is d{} + 1\n\n", i - 1))
        .collect();
    let text =
        format!("{HEAD}define d0 : integer is number\n\n{chain}output x : integer is d4999\n");
    let program = program(&text);
    let decision = program.decide_json(r#"{"number": 1}"#, &Options::default());
    assert!(explain::decision_json(&decision).contains(r#""x":5000"#));
}

/// The codes of a request's errors, which must not be many.
fn errors(request: &str) -> Vec<&'static str> {
    let program = program(&format!("{HEAD}output x : boolean is fact\n"));
    let decision = program.decide_json(request, &Options::default());
    assert_eq!(decision.status, Status::Invalid);
    assert!(explain::decision_json(&decision).len() < 1_000_000);
    decision
        .errors
        .iter()
        .map(|error| error.code.id())
        .collect()
}

#[test]
fn a_million_facts() {
    let entries: String = (0..1_000_000)
        .map(|i| format!("\"unknown_{i}\":1,"))
        .collect();
    let codes = errors(&format!("{{{entries}\"fact\":true}}"));
    assert_eq!(codes.len(), Limits::default().errors + 1);
    assert_eq!(codes.last(), Some(&"E0609"));
    assert!(codes[..100].iter().all(|code| *code == "E0602"));
}

#[test]
fn a_fact_a_million_times() {
    let codes = errors(&format!(
        "{{{}\"fact\":true}}",
        "\"fact\":true,".repeat(1_000_000)
    ));
    assert_eq!(codes.last(), Some(&"E0609"));
}

#[test]
fn deep_json() {
    for (open, close) in [("[", "]"), ("{\"fact\":", "}"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(100_000), close.repeat(100_000));
        assert!(!errors(&deep).is_empty());
        assert!(!errors(&format!("{{\"fact\": {deep}}}")).is_empty());
        assert!(!errors(&format!("{{\"fact\": {}", open.repeat(100_000))).is_empty());
    }
}

#[test]
fn huge_values() {
    let digits = "9".repeat(1_000_000);
    assert_eq!(errors(&format!("{{\"number\": {digits}}}")), ["E0603"]);
    assert_eq!(errors(&format!("{{\"number\": \"{digits}\"}}")), ["E0603"]);
    assert_eq!(errors(&format!("{{\"{digits}\": 1}}")), ["E0602"]);
    assert_eq!(errors(&" ".repeat(70_000_000)), ["E0601"]);
}

#[test]
fn a_long_chain_of_policies_that_use_one_another() {
    let outputs = |of: &str| {
        ["a", "b", "c"]
            .map(|name| format!("output {name} : boolean is {of}\n"))
            .concat()
    };
    let texts: Vec<(String, String)> = (0..60)
        .map(|n| {
            let facts = "facts\n  told : boolean\n  other : boolean\n";
            let rest = match n {
                0 => format!(
                    "reading way \"Which?\"\n  is one of one, two\n  default one\n{}",
                    outputs("told and way = one")
                ),
                n => format!(
                    "use chain_{} as inner\n  with other = inner_free\ndefine inner_free : boolean is told or other\n{}",
                    n - 1,
                    outputs("inner.a and inner.b and (inner.c or other)")
                ),
            };
            (format!("chain_{n}.bylaw"), format!("policy chain_{n}\n{facts}{rest}"))
        })
        .collect();
    let compiled = compile(
        texts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    );
    let bundle = compiled.bundle.as_ref();
    let bundle = bundle.unwrap_or_else(|| panic!("{}", diagnostics(&compiled)));
    let last = bundle.program("chain_59").expect("the last of the chain");
    let options = Options {
        trace: Trace::Full,
        ..Options::default()
    };
    let decided = last.decide_json(r#"{"told": true, "other": false}"#, &options);
    assert_eq!(decided.status, Status::Decided, "{:?}", decided.errors);
    assert_eq!(decided.readings.len(), 1);
    explain::decision_json(&decided);
    let open = last.decide_json("{}", &options);
    assert_eq!(open.status, Status::Undetermined);
    assert_eq!(open.needs().collect::<Vec<_>>(), ["told"]);
}
