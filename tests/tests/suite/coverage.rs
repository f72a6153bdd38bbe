//! Planted gaps: small policies whose cases leave things out. A file `tests/coverage/NAME.case` holds
//! a policy; what its cases do not exercise and which mutants they let live is kept beside it as a
//! snapshot, and with the examples that are proposed every mutant that can be told apart dies.

use std::path::Path;
use std::sync::Arc;

use bylaws_dsl::format::format;
use bylaws_dsl::{Limits, SourceId};
use bylaws_review::coverage::{Excuse, coverage, html, text};
use bylaws_review::mutants::{Fate, Missing, Mutants, Mutated, text as mutants_text};
use bylaws_runtime::explain::Palette;
use bylaws_runtime::{Program, examples};

use crate::cases::{Section, sections};
use crate::support::{compile, diagnostics};

const PLAIN: Palette = Palette {
    good: "",
    bad: "",
    open: "",
    strong: "",
    faint: "",
    reset: "",
};

fn program(files: &[Section]) -> Arc<Program> {
    let compiled = compile(
        files
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str())),
    );
    let bundle = compiled.bundle.as_ref();
    let bundle = bundle.unwrap_or_else(|| panic!("{}", diagnostics(&compiled)));
    Arc::clone(bundle.programs().next().unwrap())
}

fn mutated(program: &Arc<Program>, excuses: &[Excuse]) -> Mutated {
    let mutants = Mutants::of(program, excuses, 5_000);
    let ran = (0..mutants.count()).map(|place| mutants.run(place));
    let ran = ran.collect();
    mutants.told(ran)
}

fn planted(name: &str) -> Vec<Section> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("coverage");
    sections(&std::fs::read_to_string(root.join(name)).unwrap())
}

#[test]
fn what_is_left_out_is_listed_and_the_proposed_examples_kill() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("coverage");
    let mut names: Vec<String> = std::fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".case"))
        .collect();
    names.sort();
    assert!(names.len() >= 3, "the plants are lost");
    for name in names {
        let mut files = planted(&name);
        let before = program(&files);
        let (covered, found) = (coverage(&before, &[]), mutated(&before, &[]));
        let proposed: String = found
            .examples()
            .map(|example| format!("\n{example}"))
            .collect();
        let told = format!(
            "{}\n{}",
            text(&[covered], &PLAIN),
            mutants_text(std::slice::from_ref(&found), &PLAIN)
        );
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&root);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(name.trim_end_matches(".case"), told));

        let cases = format!("cases for {}\n{proposed}", before.policy().name);
        let laid_out = format(SourceId(0), &cases, &Limits::default());
        files.push(("proposed.cases".to_owned(), laid_out.text.unwrap()));
        let after = program(&files);
        for id in after.policy().examples.ids() {
            assert!(examples::passes(&after, id), "{name}: {id:?}");
        }
        for mutant in mutated(&after, &[]).mutants {
            if let Fate::Survived(missing) = mutant.fate {
                let is_alike = matches!(missing, Missing::NotFound(_) | Missing::Unsayable(_));
                assert!(
                    is_alike,
                    "{name}: `{}` lives on: {missing:?}",
                    mutant.change
                );
            }
        }
    }
}

#[test]
fn the_order_of_running_does_not_change_what_is_found() {
    let program = program(&planted("bounds.case"));
    let mutants = Mutants::of(&program, &[], 5_000);
    let mut ran: Vec<_> = (0..mutants.count()).map(|_| None).collect();
    for place in (0..mutants.count()).rev() {
        ran[place] = mutants.run(place);
    }
    let told = |mutated: Mutated| mutants_text(&[mutated], &PLAIN);
    assert_eq!(told(mutants.told(ran)), told(mutated(&program, &[])));
}

#[test]
fn what_is_excused_does_not_count_and_what_is_excused_in_vain_is_told() {
    let program = program(&planted("bounds.case"));
    let open = coverage(&program, &[]);
    let first = open.missing().next().unwrap();
    let excuse = |says: &str| Excuse {
        item: bylaws_runtime::explain::item_name(program.policy(), first.item).to_string(),
        says: says.to_owned(),
        reason: "no such case is possible".to_owned(),
    };
    let given = [excuse(&first.missing), excuse("nothing like it")];
    let closed = coverage(&program, &given);
    assert_eq!(closed.missing().count() + 1, open.missing().count());
    assert_eq!(closed.share(None).all + 1, open.share(None).all);
    assert_eq!(closed.stale, given[1..]);
    let survivor = mutated(&program, &[]);
    let survivor = survivor.mutants.iter();
    let mut survivor = survivor.filter(|mutant| matches!(mutant.fate, Fate::Survived(_)));
    let survivor = survivor.next().unwrap();
    let excuse = Excuse {
        item: bylaws_runtime::explain::item_name(program.policy(), survivor.item).to_string(),
        ..excuse(&survivor.change)
    };
    let found = mutated(&program, std::slice::from_ref(&excuse));
    let equivalent = |fate: &Fate| matches!(fate, Fate::Equivalent(_));
    assert!(found.mutants.iter().any(|mutant| equivalent(&mutant.fate)));
    assert!(found.stale.is_empty());
}

#[test]
fn time_that_is_over_is_told() {
    let program = program(&planted("bounds.case"));
    let mutants = Mutants::of(&program, &[], 1_000);
    let ran = (0..3).map(|place| mutants.run(place)).collect();
    let found = mutants.told(ran);
    let untried = found
        .mutants
        .iter()
        .filter(|mutant| mutant.fate == Fate::Untried);
    assert_eq!(untried.count() + 3, found.mutants.len());
    assert!(mutants_text(&[found], &PLAIN).contains("the time was over"));
}

#[test]
fn the_page_escapes_what_policies_say() {
    let text = "policy a.b \"<b>&\"\n\nfacts\n  n : integer 0..9\n\noutput x : boolean is n < 5 and n > 2\n";
    let page = html(&[coverage(
        &program(&[("<i>.bylaw".to_owned(), text.to_owned())]),
        &[],
    )]);
    assert!(page.contains("&lt;b&gt;&amp;") && page.contains("&lt;i&gt;.bylaw"));
    assert!(!page.contains("<i>") && !page.contains("<b>"));
    assert!(page.contains("<mark>n &lt; 5</mark>"));
}
