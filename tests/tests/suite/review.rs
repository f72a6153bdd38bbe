//! Planted changes: each is named by the comparison, and shown by a case exactly where it changes
//! a decision.
//!
//! A file `tests/review/NAME.plant` says which folder of policies it begins with (`base FOLDER`),
//! what is written otherwise there (`edit FILE`, then the lines that go out behind `-` and those
//! that come in behind `+`), what the comparison says of it (`says …`, a part of it), and whether
//! any decision changes (`decides yes` or `no`). What is told is kept beside it as a snapshot.

use std::path::Path;
use std::sync::Arc;

use bylaws_review::{Effort, Normal, behaviour, compare, effects, normal};
use bylaws_runtime::{Options, Program};

use crate::support::{compile, diagnostics, repository};

type Files = Vec<(String, String)>;

struct Plant {
    base: String,
    edits: Vec<(String, String, String)>,
    says: Option<String>,
    decides: Option<bool>,
}

fn read(text: &str) -> Plant {
    let mut plant = Plant {
        base: String::new(),
        edits: Vec::new(),
        says: None,
        decides: None,
    };
    for line in text.lines() {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "base" => plant.base = rest.to_owned(),
            "edit" => plant
                .edits
                .push((rest.to_owned(), String::new(), String::new())),
            "says" => plant.says = Some(rest.to_owned()),
            "decides" => plant.decides = Some(rest == "yes"),
            "-" | "+" => {
                let (_, out, into) = plant.edits.last_mut().expect("`edit` comes first");
                let side = if word == "-" { out } else { into };
                side.push_str(rest);
                side.push('\n');
            }
            other => panic!("`{other}` begins no line of a plant"),
        }
    }
    plant
}

fn folder(path: &Path) -> Files {
    let entries = std::fs::read_dir(path).unwrap();
    let mut files: Files = entries
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

/// The last policy of the files: of layers the one that builds on the others.
fn program(files: &Files) -> Arc<Program> {
    let compiled = compile(
        files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    );
    let bundle = compiled
        .bundle
        .as_ref()
        .unwrap_or_else(|| panic!("{}", diagnostics(&compiled)));
    let mut programs = bundle.programs();
    let layered = bundle
        .programs()
        .find(|program| program.policy().layers.len() > 1);
    Arc::clone(layered.or(programs.next()).expect("a policy"))
}

fn edited(files: &Files, plant: &Plant) -> Files {
    let mut files = files.clone();
    for (file, out, into) in &plant.edits {
        let (_, text) = files.iter_mut().find(|(name, _)| name == file).expect(file);
        // Whole lines where the text has them, a part of a line else.
        let (out, into) = match text.contains(out.as_str()) {
            true => (out.as_str(), into.as_str()),
            false => (out.trim_end_matches('\n'), into.trim_end_matches('\n')),
        };
        assert!(text.contains(out), "{file} does not have\n{out}");
        *text = text.replacen(out, into, 1);
    }
    files
}

#[test]
fn planted_changes_are_named_and_shown_by_a_case() {
    let root = repository().join("tests/review");
    let mut plants: Vec<_> = std::fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "plant"))
        .collect();
    plants.sort();
    assert!(plants.len() >= 40, "only {} plants", plants.len());
    let only = std::env::var("BYLAWS_PLANT").ok();
    let mut wrong = Vec::new();
    for path in plants {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if only
            .as_ref()
            .is_some_and(|only| !name.contains(only.as_str()))
        {
            continue;
        }
        let plant = read(&std::fs::read_to_string(&path).unwrap());
        let files = folder(&root.join(&plant.base));
        let (old, new) = (program(&files), program(&edited(&files, &plant)));
        let (a, b): (Normal, Normal) = (normal(&old, true), normal(&new, true));
        let comparison = compare(Some(&a), Some(&b));
        let sentences: Vec<String> = comparison
            .changes
            .iter()
            .map(|change| format!("{}: {}", change.what.word(), change.sentence()))
            .collect();
        let effort = Effort {
            cases: 30_000,
            regions: 3,
        };
        let found = behaviour(&old, &new, &comparison, &effort);
        let mut told = format!("{}\n", sentences.join("\n"));
        for region in &found.regions {
            told.push_str(&format!(
                "\n{}: {}\n",
                region.favour.words(),
                region.words.join("; ")
            ));
            for condition in &region.conditions {
                told.push_str(&format!("  {condition}\n"));
            }
            let witness = &region.witness;
            told.push_str(&format!("  witness {}\n", witness.facts_json()));
            // Decided once more, here, by both.
            let options = Options {
                readings: witness.readings.clone(),
                ..Options::default()
            };
            let again = new.decide_json(&witness.facts_json(), &options);
            assert_eq!(again.outputs, witness.new.outputs, "{name}");
            let differs = !effects(&witness.old, &witness.new).is_empty();
            assert!(differs || !comparison.renames.is_empty(), "{name}");
        }
        if let Some(exact) = &found.coverage.exact {
            told.push_str(&format!("\nexact: {exact}\n"));
        }
        if let Some(decides) = plant.decides
            && decides == found.regions.is_empty()
        {
            wrong.push(format!("{name}: decides {decides}, and found\n{told}"));
        }
        if let Some(says) = &plant.says
            && !sentences
                .iter()
                .any(|sentence| sentence.contains(says.as_str()))
        {
            wrong.push(format!("{name}: nothing says `{says}`\n{told}"));
        }
        if plant.says.is_none()
            && plant.decides == Some(false)
            && !told.trim_start().starts_with("exact")
        {
            wrong.push(format!("{name}: nothing was to be told\n{told}"));
        }
        insta::with_settings!({ snapshot_path => &root, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, told);
        });
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A policy of so many windows and outputs.
fn large(items: usize) -> String {
    let mut text = "policy large\n\nfacts\n  day : date\n  start : date\n  urgent : boolean\n  n : integer 0..1000\n\n"
        .to_owned();
    for item in 0..items / 2 {
        text.push_str(&format!(
            "window w{item} is {} days after start\n\n",
            item + 10
        ));
        text.push_str(&format!(
            "output o{item} : boolean is n = {item} and urgent and day within w{item}\n\n"
        ));
    }
    text
}

#[test]
fn a_policy_of_a_thousand_items_is_compared() {
    let text = large(1_000);
    let edited = text.replace("window w333 is 343 days", "window w333 is 344 days");
    let files = |text: &str| vec![("large.bylaw".to_owned(), text.to_owned())];
    let (old, new) = (program(&files(&text)), program(&files(&edited)));
    let comparison = compare(Some(&normal(&old, true)), Some(&normal(&new, true)));
    let sentences: Vec<String> = comparison.changes.iter().map(|c| c.sentence()).collect();
    assert_eq!(sentences, ["w333: 343 days → 344 days after start"]);
    // Three facts must meet, and nothing but the window tells which values they are.
    let effort = Effort {
        cases: 30_000,
        regions: 3,
    };
    let found = behaviour(&old, &new, &comparison, &effort);
    let words: Vec<_> = found
        .regions
        .iter()
        .map(|region| region.words.join("; "))
        .collect();
    assert_eq!(words, ["o333 no → yes"]);
}
