//! Bundles that are new, broken, empty, or seen from another folder.

use super::*;

/// Runs the command in a working directory.
fn run_in(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bylaws"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

const BROKEN: &str = "policy more\n\noutput a : boolean is b\n";
const MANIFEST: &str = "[bundle]\nname = \"x\"\n";

#[test]
fn a_new_bundle_goes_where_it_is_told() {
    let folder = Folder::new("init_where");
    let output = run_in(&folder.0, &["-C", "my rules", "init"]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    assert!(folder.0.join("my rules/bylaws.toml").is_file());
    assert!(!folder.0.join("bylaws.toml").exists());
    assert!(stdout(&output).contains("bylaws -C 'my rules' check"));
    assert!(stdout(&output).contains("--facts 'my rules/request.json'"));
    let output = run_in(&folder.0, &["-C", "a", "init", "b"]);
    assert_eq!(code(&output), 2);
    assert!(!folder.0.join("a").exists() && !folder.0.join("b").exists());
}

#[test]
fn a_pattern_without_files_is_no_success() {
    let folder = Folder::new("no_files");
    let manifest = "[bundle]\nname = \"x\"\npolicies = [\"rules/*.bylaw\", \"*.bylaw\"]\n";
    folder.write("bylaws.toml", manifest);
    folder.write(
        "a.bylaw",
        "policy a\n\nfacts\n  n : integer\n\noutput m : integer is n\n",
    );
    for verb in ["check", "test"] {
        let output = run_in(&folder.0, &[verb]);
        let told = stdout(&output) + &stderr(&output);
        assert_eq!(code(&output), 3);
        assert!(
            told.contains("E0813") && told.contains("`rules/*.bylaw`"),
            "{told}"
        );
        assert!(
            told.contains("bylaws.toml:3:13") && !told.contains("`*.bylaw`"),
            "{told}"
        );
    }
    folder.write("bylaws.toml", MANIFEST);
    let output = run_in(&folder.0, &["test"]);
    assert_eq!(code(&output), 0);
    assert!(
        stderr(&output).contains("nothing was tested"),
        "{}",
        stderr(&output)
    );
    fs::remove_file(folder.0.join("a.bylaw")).unwrap();
    assert_eq!(code(&run_in(&folder.0, &["check"])), 3);
}

#[test]
fn places_are_those_of_the_working_directory() {
    let folder = Folder::new("places");
    folder.write("my policies/bylaws.toml", MANIFEST);
    folder.write("my policies/sub/more.bylaw", BROKEN);
    let github = |from: &str, bundle: &str| {
        let arguments = ["-C", bundle, "check", "--format", "github"];
        stdout(&run_in(&folder.0.join(from), &arguments))
    };
    let above = github(".", "my policies");
    assert!(
        above.starts_with("::error file=my policies/sub/more.bylaw,line=3,"),
        "{above}"
    );
    let below = github("my policies/sub", "..");
    assert!(
        below.starts_with("::error file=more.bylaw,line=3,"),
        "{below}"
    );
    let beside = Folder::new("places_beside");
    let at = folder.0.join("my policies");
    let output = run_in(
        &beside.0,
        &["-C", at.to_str().unwrap(), "check", "--format", "github"],
    );
    let other = stdout(&output);
    assert!(
        other.starts_with("::error file=../places/my policies/sub/more.bylaw"),
        "{other}"
    );

    let output = run_in(
        &folder.0,
        &["-C", "my policies", "check", "--format", "sarif"],
    );
    let run = &json(&output)["runs"][0];
    let place = &run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(place["uri"], "my%20policies/sub/more.bylaw");
    let base = &run["originalUriBaseIds"][place["uriBaseId"].as_str().unwrap()]["uri"];
    let base = base.as_str().unwrap();
    assert!(
        base.starts_with("file:///") && base.ends_with("/places/"),
        "{base}"
    );
}

#[test]
fn paths_that_name_nothing_are_bad_input() {
    let folder = Folder::new("no_path");
    folder.write("bylaws.toml", MANIFEST);
    folder.write(
        "rules/a.bylaw",
        "policy a\n\nfacts\n  n : integer\n\noutput m : integer is n\n",
    );
    folder.write("rules/b.bylaw", BROKEN);
    folder.write("notes.txt", "notes");
    folder.write("empty/notes.txt", "notes");
    for path in ["nope.bylaw", "notes.txt", "empty"] {
        let output = run_in(&folder.0, &["check", path]);
        assert_eq!(code(&output), 3, "{path}");
        assert!(stderr(&output).contains("E0814") && stderr(&output).contains(path));
    }
    assert_eq!(code(&run_in(&folder.0, &["check", "rules/a.bylaw"])), 0);
    assert_eq!(code(&run_in(&folder.0, &["check", "rules"])), 1);
    let above = folder.0.parent().unwrap();
    let relative = |path: &str| code(&run_in(above, &["-C", "no_path", "check", path]));
    assert_eq!(relative("no_path/rules/b.bylaw"), 1);
    assert_eq!(
        relative("rules/b.bylaw"),
        1,
        "a path within the bundle will do"
    );
    assert_eq!(relative("rules/a.bylaw"), 0);
}

#[test]
fn a_broken_bundle_is_a_no_in_every_format() {
    let folder = Folder::new("broken_formats");
    let at = folder.0.to_str().unwrap();
    bylaws(&["init", at]);
    folder.write("more.bylaw", BROKEN);
    for verb in [
        &["test"][..],
        &["decide", "gym.membership"],
        &["explain", "gym.membership"],
        &["show", "gym.membership"],
        &["schema", "gym.membership"],
        &["ask", "gym.membership"],
    ] {
        let output = bylaws(&[&["-C", at], verb].concat());
        assert_eq!(code(&output), 1, "{verb:?}");
        assert!(stdout(&output).is_empty(), "{verb:?}");
        assert!(stderr(&output).contains("more.bylaw:3:"), "{verb:?}");
    }
    let output = bylaws(&["-C", at, "test", "--format", "json"]);
    let document = json(&output);
    assert_eq!(code(&output), 1);
    assert_eq!(document["errors"][0]["code"], "E0201");
    assert_eq!(document["tests"], serde_json::json!([]));
    let output = bylaws(&["-C", at, "test", "--format", "junit"]);
    let text = stdout(&output);
    assert_eq!(code(&output), 1);
    assert!(
        text.contains("errors=\"1\"") && text.contains("<error type=\"E0201\""),
        "{text}"
    );
    assert!(text.ends_with("</testsuites>\n"));
}

#[test]
fn slips_of_the_manifest_are_told_with_their_line() {
    let folder = Folder::new("manifest_lines");
    let at = folder.0.to_str().unwrap();
    bylaws(&["init", at]);
    let manifest = |readings: &str, expected: &[&str]| {
        folder.write("bylaws.toml", format!("{MANIFEST}\n{readings}\n"));
        for verb in [&["check"][..], &["decide", "gym.membership"]] {
            let output = bylaws(&[&["-C", at], verb].concat());
            let told = stdout(&output) + &stderr(&output);
            assert_eq!(code(&output), 3, "{told}");
            for part in expected {
                assert!(told.contains(part), "{part}: {told}");
            }
        }
    };
    manifest(
        "[readings.\"gym.membershp\"]\na = \"b\"",
        &["E0807", "bylaws.toml:4:11", "`gym.membership`"],
    );
    manifest(
        "[readings.\"gym.membership\"]\nx = \"b\"",
        &["E0608", "bylaws.toml:5:1"],
    );
    manifest("[locals]\n", &["E0803", "bylaws.toml:4:2", "`locales`"]);
    manifest("[scripts]\nmax_depth = = 2", &["E0802", "bylaws.toml:5:13"]);
    let output = bylaws(&["-C", at, "check", "--format", "json"]);
    assert_eq!(json(&output)["diagnostics"][0]["line"], 5);
}
