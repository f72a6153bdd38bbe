//! Bundles with scripts: their limits, their files, and how they show.

use super::*;

const POLICY: &str = "policy demo \"A demonstration\"\n  decided by script \"rules/demo.rhai\"\n\nfacts\n  n : integer\n\noutput m : integer\n";
const SCRIPT: &str = "import \"../common.rhai\" as common;\n\nfn decide(facts) {\n    if facts.n < 0 { loop { } }\n    because(`n is ${facts.n}`);\n    #{ m: common::same(facts.n) }\n}\n";

fn bundle(test: &str, scripts: &str) -> Folder {
    let folder = Folder::new(test);
    folder.write(
        "bylaws.toml",
        format!("[bundle]\nname = \"x\"\n\n[scripts]\n{scripts}"),
    );
    folder.write("demo.bylaw", POLICY);
    folder.write("rules/demo.rhai", SCRIPT);
    folder.write("common.rhai", "fn same(n) { n }\n");
    folder
}

fn decided(folder: &Folder, n: i64) -> Value {
    let fact = format!("n={n}");
    let path = folder.0.to_str().unwrap();
    json(&bylaws(&[
        "-C", path, "decide", "demo", "--fact", &fact, "--format", "json",
    ]))
}

#[test]
fn a_script_decides_and_is_shown_like_any_policy() {
    let folder = bundle("script_shown", "");
    let path = folder.0.to_str().unwrap();
    let check = bylaws(&["-C", path, "check"]);
    assert_eq!(code(&check), 0, "{}{}", stdout(&check), stderr(&check));
    assert_eq!(decided(&folder, 5)["outputs"]["m"], 5);
    let shown = stdout(&bylaws(&["-C", path, "show", "demo"]));
    assert!(
        shown.contains("rules/demo.rhai") && shown.contains("opaque"),
        "{shown}"
    );
    let explained = stdout(&bylaws(&["-C", path, "explain", "demo", "--fact", "n=5"]));
    assert!(
        explained.contains("n is 5") && explained.contains("opaque"),
        "{explained}"
    );
    let schema = json(&bylaws(&["-C", path, "schema", "demo"]));
    assert!(schema.to_string().contains("\"m\""), "{schema}");
    let told = stdout(&bylaws(&["-C", path, "check", "--format", "human"]));
    assert!(told.contains("nothing to mend; 1 script, opaque"), "{told}");
}

#[test]
fn the_manifest_limits_scripts() {
    let failed = |folder: &Folder| decided(folder, -1)["errors"][0]["code"].clone();
    let by_operations = bundle("script_operations", "max_operations = 500\n");
    assert_eq!(failed(&by_operations), "E0731");
    let by_time = bundle(
        "script_time",
        "max_operations = 9_000_000_000_000\ntimeout_ms = 20\n",
    );
    assert_eq!(failed(&by_time), "E0732");
    assert_eq!(decided(&by_time, 1)["status"], "decided");
}

#[test]
fn limits_that_are_none_are_told() {
    let scripts = "max_operations = 0\nmax_call_depth = 65\ntimeout_ms = \"soon\"\n";
    let folder = bundle("script_limits", scripts);
    let output = bylaws(&["-C", folder.0.to_str().unwrap(), "check"]);
    let told = stdout(&output) + &stderr(&output);
    assert_eq!(code(&output), 3, "{told}");
    for words in [
        "`max_operations`",
        "`max_call_depth`",
        "1 to 64",
        "`timeout_ms`",
        "bylaws.toml:5:",
    ] {
        assert!(told.contains(words), "{words} in {told}");
    }
}

#[test]
fn what_a_script_imports_is_part_of_the_bundle() {
    let folder = bundle("script_imports", "");
    let before = decided(&folder, 1)["bundle"].clone();
    folder.write("common.rhai", "fn same(n) { n + 1 }\n");
    let after = decided(&folder, 1);
    assert_eq!(after["outputs"]["m"], 2);
    assert_ne!(after["bundle"], before);
    std::fs::remove_file(folder.0.join("common.rhai")).unwrap();
    let output = bylaws(&["-C", folder.0.to_str().unwrap(), "check"]);
    assert!(stdout(&output).contains("E0822"), "{}", stdout(&output));
}
