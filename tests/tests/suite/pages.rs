//! The pages of the codes keep their word: the example gives the code, the repair mends it.

use std::collections::BTreeSet;

use bylaws_dsl::{Code, codes};
use bylaws_runtime::locale::{Locales, Translations};
use bylaws_runtime::{Options, Status};

use crate::support::{compile, diagnostics};

/// Codes whose example would be too large for a page, which `hostile` has, and that of columns,
/// which `columns` has.
const DESCRIBED: [&str; 5] = ["E0609", "E0610", "E0611", "E0720", "E0732"];

/// What a part of a page shows: a policy, requests, and the command that decides them.
#[derive(Clone, Default)]
struct Shown {
    policy: Option<String>,
    script: Option<String>,
    command: String,
    requests: Vec<String>,
}

/// The blocks below a heading.
fn shown(page: &str, heading: &str) -> Shown {
    let mut shown = Shown::default();
    let Some((_, part)) = page.split_once(heading) else {
        return shown;
    };
    let part = part.split("\n## ").next().unwrap();
    let mut blocks = part.split("```").skip(1).step_by(2);
    for block in &mut blocks {
        let (language, text) = block.split_once('\n').unwrap();
        match language {
            "bylaw" => shown.policy = Some(text.to_owned()),
            "rhai" => shown.script = Some(text.to_owned()),
            "json" => shown.requests.push(text.to_owned()),
            "sh" => shown.command = text.to_owned(),
            _ => {}
        }
    }
    shown
}

/// The codes that a request is answered with.
fn answer(code: Code, shown: &Shown) -> Vec<(Status, BTreeSet<&'static str>)> {
    let text = shown
        .policy
        .as_deref()
        .unwrap_or_else(|| panic!("{code:?}: no policy"));
    let script = shown.script.as_deref().map(|script| ("rules.rhai", script));
    let compiled = compile(script.into_iter().chain([("page.bylaw", text)]));
    let bundle = compiled.bundle.as_ref();
    let bundle = bundle.unwrap_or_else(|| panic!("{code:?}: {}", diagnostics(&compiled)));
    assert!(
        compiled.diagnostics.is_empty(),
        "{code:?}: {}",
        diagnostics(&compiled)
    );
    let program = bundle.programs().next().unwrap();
    let mut options = Options::default();
    let words: Vec<&str> = shown.command.split_whitespace().collect();
    for pair in words.windows(2).filter(|pair| pair[0] == "--reading") {
        let (name, choice) = pair[1].split_once('=').unwrap();
        options.readings.push((name.to_owned(), choice.to_owned()));
    }
    assert!(!shown.requests.is_empty(), "{code:?}: no request");
    let decide = |json: &String| {
        let decision = program.decide_json(json, &options);
        (
            decision.status,
            decision.errors.iter().map(|e| e.code.id()).collect(),
        )
    };
    shown.requests.iter().map(decide).collect()
}

#[test]
fn the_pages_of_requests_and_failures() {
    for code in codes::ALL {
        let id = code.id();
        if !(id.starts_with("E06") || id.starts_with("E07")) {
            continue;
        }
        let page = code.page();
        for heading in ["\n## Example\n", "\n## Repair\n"] {
            assert!(page.contains(heading), "{id} has no {heading:?}");
        }
        if DESCRIBED.contains(&id) {
            continue;
        }
        let example = shown(page, "\n## Example\n");
        for (_, found) in answer(*code, &example) {
            assert_eq!(found, BTreeSet::from([id]), "the example of {id}");
        }
        // What the repair does not repeat stays as in the example.
        let mut repair = shown(page, "\n## Repair\n");
        repair.policy = repair.policy.or(example.policy);
        if repair.requests.is_empty() {
            repair.requests = example.requests;
        }
        for (status, found) in answer(*code, &repair) {
            assert_eq!(found, BTreeSet::new(), "the repair of {id}");
            assert_eq!(status, Status::Decided, "the repair of {id}");
        }
    }
}

/// The blocks of one language below a heading.
fn blocks<'p>(page: &'p str, heading: &str, language: &str) -> Vec<&'p str> {
    let (_, part) = page.split_once(heading).unwrap();
    let part = part.split("\n## ").next().unwrap();
    let blocks = part.split("```").skip(1).step_by(2);
    blocks
        .filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n'))
        .collect()
}

#[test]
fn the_pages_of_scripts() {
    for id in ["E0820", "E0821", "E0822", "E0823", "E0824"] {
        let page = Code::find(id).unwrap().page();
        let found = |heading| {
            let policy = blocks(page, heading, "bylaw")[0];
            let script = blocks(page, heading, "rhai")[0];
            let compiled = compile([("page.bylaw", policy), ("rules.rhai", script)]);
            let codes = compiled.diagnostics.iter().map(|found| found.code.id());
            codes.collect::<Vec<_>>()
        };
        assert_eq!(found("\n## Example\n"), [id], "the example of {id}");
        assert_eq!(found("\n## Repair\n"), [""; 0], "the repair of {id}");
    }
}

#[test]
fn the_pages_of_files() {
    for id in ["E0808", "E0809", "E0810"] {
        let page = Code::find(id).unwrap().page();
        let found = |heading| {
            let policy = blocks(page, heading, "bylaw")[0];
            let file = blocks(page, heading, "csv")[0];
            let compiled = compile([("page.bylaw", policy), ("fees.csv", file)]);
            let codes = compiled.diagnostics.iter().map(|found| found.code.id());
            codes.collect::<Vec<_>>()
        };
        assert_eq!(found("\n## Example\n"), [id], "the example of {id}");
        assert_eq!(found("\n## Repair\n"), [""; 0], "the repair of {id}");
    }
}

#[test]
fn the_pages_of_files_of_examples() {
    for id in ["E0811", "E0812"] {
        let page = Code::find(id).unwrap().page();
        let found = |heading| {
            let policy = blocks(page, heading, "bylaw")[0];
            let file = blocks(page, heading, "json")[0];
            let compiled = compile([("page.bylaw", policy), ("cases.json", file)]);
            let codes = compiled.diagnostics.iter().map(|found| found.code.id());
            codes.collect::<Vec<_>>()
        };
        assert_eq!(found("\n## Example\n"), [id], "the example of {id}");
        assert_eq!(found("\n## Repair\n"), [""; 0], "the repair of {id}");
    }
}

#[test]
fn the_pages_of_translations() {
    for id in ["W0540", "W0541", "W0542", "E0840"] {
        let page = Code::find(id).unwrap().page();
        let found = |heading| {
            let policy = blocks(page, heading, "bylaw")[0];
            let file = blocks(page, heading, "ftl")[0];
            let compiled = compile([("page.bylaw", policy), ("locales/vi/page.ftl", file)]);
            let bundle = compiled.bundle.as_ref();
            let (_, found) = Translations::read(&compiled.sources, bundle, &Locales::default());
            let all = compiled.diagnostics.iter().chain(&found);
            all.map(|found| found.code.id()).collect::<Vec<_>>()
        };
        assert_eq!(found("\n## Example\n"), [id], "the example of {id}");
        assert_eq!(found("\n## Repair\n"), [""; 0], "the repair of {id}");
    }
}
