//! `bylaws fmt`: what it writes, what it leaves alone, and how it ends.

use std::fs;

use super::{Folder, bylaws, code, policies, run, stderr, stdout};

const UNTIDY: &str = "policy plan.age   \"Age\"\r\nfacts\n age:integer 0..150 # in years\n\n\n\
                      output adult:boolean is age>=18\n";
const TIDY: &str = "policy plan.age \"Age\"\n\nfacts\n  age : integer 0..150  # in years\n\n\
                    output adult : boolean is age >= 18\n";

/// A bundle with a file to format and one that is laid out.
fn bundle(test: &str) -> Folder {
    let folder = Folder::new(test);
    folder.write(
        "bylaws.toml",
        "[bundle]\nname = \"b\"\nversion = \"1\"\nlanguage = 1\n",
    );
    folder.write("rules/age.bylaw", UNTIDY);
    folder.write(
        "cases/age.cases",
        "cases for plan.age\n\nexample \"x\"\n  given\n    age 18\n  expect\n    adult yes\n",
    );
    folder
}

/// The names in a folder, hidden ones too.
fn names(folder: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn formats_a_bundle_and_touches_only_what_changes() {
    let folder = bundle("fmt_bundle");
    let root = folder.0.to_str().unwrap();
    let (rules, cases) = (
        folder.0.join("rules/age.bylaw"),
        folder.0.join("cases/age.cases"),
    );
    let modified = |path| fs::metadata(path).unwrap().modified().unwrap();
    let before = modified(&cases);

    let output = bylaws(&["-C", root, "fmt"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert_eq!(stderr(&output), "1 file formatted, 1 unchanged\n");
    assert_eq!(stdout(&output), "");
    assert_eq!(fs::read_to_string(&rules).unwrap(), TIDY);
    assert_eq!(modified(&cases), before);
    assert_eq!(
        names(&folder.0.join("rules")),
        ["age.bylaw"],
        "nothing is left beside it"
    );

    let formatted = modified(&rules);
    let again = bylaws(&["-C", root, "fmt"]);
    assert_eq!(stderr(&again), "0 files formatted, 2 unchanged\n");
    assert_eq!(modified(&rules), formatted);
}

#[test]
fn check_lists_the_files_that_differ_and_writes_nothing() {
    let folder = bundle("fmt_check");
    let root = folder.0.to_str().unwrap();
    let output = bylaws(&["-C", root, "fmt", "--check"]);
    assert_eq!(code(&output), 1);
    assert_eq!(stdout(&output), format!("{root}/rules/age.bylaw\n"));
    assert_eq!(stderr(&output), "1 file differs, 1 unchanged\n");
    let rules = folder.0.join("rules/age.bylaw");
    assert_eq!(fs::read_to_string(&rules).unwrap(), UNTIDY);

    // Of the paths that are named, and within the bundle too.
    let cases = bylaws(&["-C", root, "fmt", "--check", "cases"]);
    assert_eq!((code(&cases), stdout(&cases).as_str()), (0, ""));
    assert_eq!(stderr(&cases), "0 files differ, 1 unchanged\n");
    let twice = rules.to_str().unwrap();
    let named = bylaws(&["fmt", "--check", twice, twice]);
    assert_eq!(stderr(&named), "1 file differs, 0 unchanged\n");
}

#[test]
fn diff_shows_what_would_change() {
    let folder = bundle("fmt_diff");
    let root = folder.0.to_str().unwrap();
    let output = bylaws(&["-C", root, "fmt", "--diff"]);
    assert_eq!(code(&output), 1);
    let shown = stdout(&output);
    assert!(
        shown.starts_with(&format!("--- {root}/rules/age.bylaw\n+++ ")),
        "{shown}"
    );
    assert!(shown.contains("\n@@ -1,6 +1,6 @@\n"), "{shown}");
    assert!(
        shown.contains("\n- age:integer 0..150 # in years\n"),
        "{shown}"
    );
    assert!(
        shown.contains("\n+  age : integer 0..150  # in years\n"),
        "{shown}"
    );
    assert!(!shown.contains('\u{1b}'));
    let coloured = stdout(&bylaws(&["-C", root, "fmt", "--diff", "--color", "always"]));
    assert!(
        coloured.contains("\u{1b}[32m+  age : integer"),
        "{coloured}"
    );
    let rules = folder.0.join("rules/age.bylaw");
    assert_eq!(fs::read_to_string(rules).unwrap(), UNTIDY);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let output = run(&["fmt", "-"], UNTIDY);
    assert_eq!((code(&output), stdout(&output).as_str()), (0, TIDY));
    assert_eq!(stderr(&output), "");
    assert_eq!(stdout(&run(&["fmt", "-"], TIDY)), TIDY);
    assert_eq!(code(&run(&["fmt", "-", "--check"], TIDY)), 0);
    let differs = run(&["fmt", "-", "--check"], UNTIDY);
    assert_eq!(
        (code(&differs), stdout(&differs).as_str()),
        (1, "standard input\n")
    );
    assert_eq!(code(&run(&["fmt", "-", "--diff"], UNTIDY)), 1);
    assert_eq!(code(&run(&["fmt", "-", "more"], UNTIDY)), 2);
}

#[test]
fn a_file_with_errors_is_told_of_and_left_alone() {
    let folder = bundle("fmt_errors");
    let root = folder.0.to_str().unwrap();
    let broken = folder.write("rules/broken.bylaw", "policy plan.b\ncatgory   x\n");
    let missing = folder.0.join("missing.bylaw");
    let output = bylaws(&["-C", root, "fmt"]);
    assert_eq!(code(&output), 1);
    let told = stderr(&output);
    assert!(
        told.contains("error[E0102]") && told.contains("rules/broken.bylaw:2:1"),
        "{told}"
    );
    assert!(
        told.ends_with("1 file formatted, 1 unchanged, 1 with errors\n"),
        "{told}"
    );
    assert_eq!(
        fs::read_to_string(&broken).unwrap(),
        "policy plan.b\ncatgory   x\n"
    );

    let output = run(&["fmt", "-"], "policy plan.b\ncatgory   x\n");
    assert_eq!((code(&output), stdout(&output).as_str()), (1, ""));
    let unreadable = bylaws(&["fmt", missing.to_str().unwrap()]);
    assert_eq!(code(&unreadable), 3);
    assert!(stderr(&unreadable).contains("error[E0805]"));
    let latin = folder.write("rules/latin.bylaw", b"policy plan.l \"caf\xe9\"\n");
    let output = bylaws(&["fmt", latin.to_str().unwrap()]);
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("error[E0001]"));
}

#[test]
#[cfg(unix)]
fn permissions_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = bundle("fmt_links");
    let rules = folder.0.join("rules/age.bylaw");
    fs::set_permissions(&rules, fs::Permissions::from_mode(0o640)).unwrap();
    let link = folder.0.join("link.bylaw");
    symlink(&rules, &link).unwrap();
    assert_eq!(code(&bylaws(&["fmt", link.to_str().unwrap()])), 0);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&rules).unwrap(), TIDY);
    assert_eq!(
        fs::metadata(&rules).unwrap().permissions().mode() & 0o777,
        0o640
    );
}

#[test]
fn the_library_and_a_new_bundle_are_laid_out() {
    let library = bylaws(&["-C", policies().to_str().unwrap(), "fmt", "--check"]);
    assert_eq!(code(&library), 0, "{}", stdout(&library));
    let folder = Folder::new("fmt_new");
    let root = folder.0.to_str().unwrap();
    assert_eq!(code(&bylaws(&["init", root])), 0);
    assert_eq!(code(&bylaws(&["-C", root, "fmt", "--check"])), 0);
}
