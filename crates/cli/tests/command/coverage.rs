//! `bylaws test --coverage` and `--mutants`: exit codes, the forms of the report, and the file of
//! cases that is written.

use super::*;

const LEAVE: &str = "policy plant.leave \"Leave\"\n\nfacts\n  weeks : integer 0..52\n  paid  : boolean\n\n\
    output granted : boolean is weeks >= 4 and paid\n\n\
    example \"ten weeks\"\n  given\n    weeks 10\n    paid yes\n  expect\n    granted yes\n";

fn bundle(test: &str, policy: &str) -> Folder {
    let folder = Folder::new(test);
    folder.write("bylaws.toml", "[bundle]\nname = \"plant\"\n");
    folder.write("rules/leave.bylaw", policy);
    folder
}

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    let folder = folder.0.to_str().unwrap();
    bylaws(&[&["-C", folder, "test"], arguments].concat())
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn coverage_below_the_minimum_is_a_no() {
    let folder = bundle("coverage_minimum", LEAVE);
    assert_eq!(run(&folder, &["--coverage"]).status.code(), Some(0));
    assert_eq!(
        run(&folder, &["--coverage", "--min", "100"]).status.code(),
        Some(1)
    );
    assert_eq!(run(&folder, &["--min", "100"]).status.code(), Some(2));
    let told = json(&run(&folder, &["--coverage", "--format", "json"]));
    let policy = &told["coverage"]["policies"][0];
    assert_eq!(policy["shares"]["branches"]["covered"], 2);
    assert_eq!(policy["shares"]["branches"]["all"], 4);
    let missing = policy["missing"].as_array().unwrap();
    let lines: Vec<_> = missing.iter().map(|part| &part["line"]).collect();
    assert_eq!(lines, [7; 4]);
    assert_eq!(told["passed"], 1);
}

#[test]
fn a_failing_case_is_a_no_whatever_is_covered() {
    let folder = bundle(
        "coverage_failing",
        &LEAVE.replace("granted yes", "granted no"),
    );
    let output = run(&folder, &["--coverage"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 failed"));
    let output = run(&folder, &["--mutants"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!String::from_utf8_lossy(&output.stdout).contains("survivors"));
}

#[test]
fn the_page_is_written_whole() {
    let folder = bundle("coverage_page", LEAVE);
    let page = folder.0.join("page.html");
    let output = run(&folder, &["--coverage", "--html", page.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(0));
    let written = fs::read_to_string(&page).unwrap();
    let printed = run(&folder, &["--coverage", "--format", "html"]);
    assert_eq!(written.as_bytes(), printed.stdout);
    assert!(written.ends_with("</html>\n") && written.contains("<mark>paid</mark>"));
    let nowhere = folder.0.join("nowhere/page.html");
    let output = run(
        &folder,
        &["--coverage", "--html", nowhere.to_str().unwrap()],
    );
    assert_eq!(output.status.code(), Some(3));
    assert_eq!(run(&folder, &["--format", "html"]).status.code(), Some(2));
}

#[test]
fn what_is_written_kills_what_survived() {
    let folder = bundle("mutants_written", LEAVE);
    let output = run(&folder, &["--mutants", "--min", "100"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!folder.0.join("rules/cases").exists());
    let output = run(&folder, &["--mutants", "--write", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(json(&output)["mutants"][0]["survived"].as_u64() > Some(0));
    let cases = fs::read_to_string(folder.0.join("rules/cases/mutants.cases")).unwrap();
    assert!(cases.starts_with("cases for plant.leave"));
    let folder_name = folder.0.to_str().unwrap();
    for verb in [
        &["fmt", "--check"][..],
        &["check"],
        &["test", "--mutants", "--min", "100"],
    ] {
        let output = bylaws(&[&["-C", folder_name], verb].concat());
        assert_eq!(output.status.code(), Some(0), "{verb:?}: {output:?}");
    }
    // Nothing survives, and nothing is added.
    run(&folder, &["--mutants", "--write"]);
    let again = fs::read_to_string(folder.0.join("rules/cases/mutants.cases")).unwrap();
    assert_eq!(cases, again);
}

#[test]
fn excuses_are_read_beside_the_policy() {
    let folder = bundle("coverage_excuses", LEAVE);
    let excuse = |missing: &str| {
        format!(
            "[[unreachable]]\nitem = \"output.granted\"\nmissing = \"{missing}\"\nreason = \"so it is\"\n"
        )
    };
    folder.write(
        "rules/tests.toml",
        excuse("`paid` never decides by being no"),
    );
    let output = run(&folder, &["--coverage", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0));
    let shares = &json(&output)["coverage"]["policies"][0]["shares"];
    assert_eq!(shares["branches"]["all"], 3);
    folder.write("rules/tests.toml", excuse("there is nothing like it"));
    assert_eq!(run(&folder, &["--coverage"]).status.code(), Some(1));
    folder.write("rules/tests.toml", "[[unreachable]]\nwhy = 1\n");
    assert_eq!(run(&folder, &["--coverage"]).status.code(), Some(3));
}

#[test]
fn a_name_that_no_policy_has_is_a_slip() {
    let folder = bundle("coverage_pattern", LEAVE);
    assert_eq!(
        run(&folder, &["--coverage", "nobody"]).status.code(),
        Some(2)
    );
    let output = run(&folder, &["--mutants", "--time-limit", "0"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("the time was over"));
}

/// The table of the library says what its cases exercise; `BYLAWS_BLESS=1` writes it anew.
#[test]
fn the_library_is_exercised_whole_and_its_table_says_so() {
    let folder = policies();
    let output = bylaws(&[
        "-C",
        folder.to_str().unwrap(),
        "test",
        "--coverage",
        "--min",
        "100",
        "--format",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let told = json(&output);
    let path = folder.join("README.md");
    let table = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<String> = table.lines().map(str::to_owned).collect();
    for policy in told["coverage"]["policies"].as_array().unwrap() {
        let begins = format!("| [{}](", policy["policy"].as_str().unwrap());
        let line = lines.iter_mut().find(|line| line.starts_with(&begins));
        let line = line.unwrap_or_else(|| unreachable!("{begins} has no row"));
        let mut cells: Vec<String> = line.split('|').map(str::to_owned).collect();
        let whole = &policy["shares"]["all"];
        cells[5] = format!(" {} ", policy["cases"]);
        cells[7] = format!(" {} of {} ", whole["covered"], whole["all"]);
        *line = cells.join("|");
    }
    let told = lines.join("\n") + "\n";
    if std::env::var_os("BYLAWS_BLESS").is_some() {
        fs::write(&path, &told).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), told);
}
