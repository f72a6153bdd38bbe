//! `bylaws prove`: what its exit codes and its JSON say. Without a solver, so that it comes out
//! alike everywhere.

use super::{Folder, bylaws, code, json, stderr, stdout};

/// A policy whose promise February breaks.
const SHORT: &str = "policy short \"A month\"
  as of day
  months end on last day

facts
  day : date

output later : date is 1 month after day

guarantee thirty_days
  later >= 30 days after day
";

fn bundle(test: &str) -> Folder {
    let folder = Folder::new(test);
    folder.write("bylaws.toml", "[bundle]\nname = \"b\"\n");
    folder.write("short.bylaw", SHORT);
    let longer = SHORT
        .replace("short", "longer")
        .replace("1 month", "2 months");
    folder.write("longer.bylaw", longer);
    folder
}

#[test]
fn a_promise_that_does_not_hold_ends_with_1_and_a_case() {
    let folder = bundle("prove_case");
    let dir = folder.0.to_str().unwrap();
    let out = bylaws(&[
        "-C", dir, "prove", "short", "--solver", "none", "--format", "json",
    ]);
    assert_eq!(code(&out), 1, "{}", stderr(&out));
    let document = json(&out);
    let answers = document["answers"].as_array().unwrap();
    let promise = answers.iter().find(|a| a["kind"] == "guarantee").unwrap();
    assert_eq!(promise["holds"], false);
    assert_eq!(promise["answer"], "refuted");
    assert_eq!(promise["item"], "guarantee.thirty_days");
    let example = promise["case"]["example"].as_str().unwrap();
    // Pasted into the policy, the case fails its tests.
    folder.write("short.bylaw", format!("{SHORT}\n{example}"));
    let out = bylaws(&["-C", dir, "test", "short"]);
    assert_eq!(code(&out), 1);
    assert!(stdout(&out).contains("thirty_days"), "{}", stdout(&out));
}

#[test]
fn two_policies_are_compared() {
    let folder = bundle("prove_two");
    let dir = folder.0.to_str().unwrap();
    let out = bylaws(&[
        "-C",
        dir,
        "prove",
        "--solver",
        "none",
        "--equivalent",
        "short",
        "longer",
    ]);
    assert_eq!(code(&out), 1, "{}", stderr(&out));
    assert!(
        stdout(&out).contains("`later` is the same"),
        "{}",
        stdout(&out)
    );
    let out = bylaws(&[
        "-C",
        dir,
        "prove",
        "--solver",
        "none",
        "--equivalent",
        "short",
        "short",
    ]);
    assert_eq!(code(&out), 0, "{}", stdout(&out));
}

#[test]
fn what_cannot_be_asked_is_told() {
    let folder = bundle("prove_usage");
    let dir = folder.0.to_str().unwrap();
    let ends = |arguments: &[&str]| {
        let out = bylaws(&[&["-C", dir, "prove"], arguments].concat());
        (code(&out), stderr(&out))
    };
    let (code, told) = ends(&["shrt", "--solver", "none"]);
    assert!(code == 2 && told.contains("short"), "{told}");
    let (code, told) = ends(&["--solver", "none", "--refines", "short:law", "longer"]);
    assert!(code == 2 && told.contains("uses no policy"), "{told}");
    let (code, told) = ends(&["--solver", "/nowhere/z3"]);
    assert!(code == 3 && told.contains("--solver none"), "{told}");
}
