//! The command as its users run it: a process with arguments, files, and an exit code.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "tests stop at the first surprise, and read and write files of their own"
)]

#[path = "command/batch.rs"]
mod batch;
#[path = "command/bundles.rs"]
mod bundles;
#[path = "command/coverage.rs"]
mod coverage;
#[path = "command/fmt.rs"]
mod fmt;
#[path = "command/inputs.rs"]
mod inputs;
#[path = "command/languages.rs"]
mod languages;
#[path = "command/prove.rs"]
mod prove;
#[path = "command/review.rs"]
mod review;
#[path = "command/scripts.rs"]
mod scripts;
#[path = "command/shown.rs"]
mod shown;
#[path = "command/watch.rs"]
mod watch;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const POLICY: &str = "group_care.continuity_of_care";

struct Folder(PathBuf);

impl Folder {
    /// An empty folder of its own for one test.
    fn new(test: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test);
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }
}

fn policies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../policies")
        .canonicalize()
        .unwrap()
}

fn bylaws(arguments: &[&str]) -> Output {
    run(arguments, "")
}

fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bylaws"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn decide(input: &str, more: &[&str]) -> Output {
    let folder = policies();
    let mut arguments = vec![
        "-C",
        folder.to_str().unwrap(),
        "decide",
        POLICY,
        "--facts",
        "-",
        "--format",
        "json",
    ];
    arguments.extend(more);
    run(&arguments, input)
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("the command ends by itself")
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&stdout(output))
        .unwrap_or_else(|error| panic_with(&stdout(output), &error))
}

#[expect(clippy::panic, reason = "shows what was printed instead of JSON")]
fn panic_with(text: &str, error: &serde_json::Error) -> Value {
    panic!("{error} in {text}")
}

const SURGERY: &str = r#"{"line_of_business":"group_care","enrollment_date":"2026-01-01","service_on":"2026-06-30",
"provider":{"contracted":false,"continuing":true},"conditions":["surgery_procedure"],
"surgery":{"authorized_by_previous_plan":true,"documented_course_of_treatment":true,"recommended_by_provider":true,
"recommendation_documented":true,"documented_occurrence_date":"2026-06-30"}}"#;

fn one_line() -> String {
    SURGERY.replace('\n', "")
}

#[test]
fn decides_one_request() {
    let output = decide(SURGERY, &[]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let decision = json(&output);
    let keys: Vec<&String> = decision.as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 10);
    assert_eq!(decision["status"], "decided");
    assert_eq!(decision["as_of"], "2026-06-30");
    assert_eq!(decision["outputs"]["outcome"], "covered");
    assert_eq!(decision["outputs"]["covered_through"], "2026-06-30");
    assert_eq!(
        decision["outputs"]["periods"]["surgery_procedure"]["from"],
        "2026-01-01"
    );
    assert!(decision["bundle"].as_str().unwrap().starts_with("sha256:"));
    let order = [
        "policy", "bundle", "as_of", "status", "outputs", "reasons", "needs", "readings", "errors",
        "trace",
    ];
    let text = stdout(&output);
    let places: Vec<usize> = order
        .iter()
        .map(|key| text.find(&format!("\"{key}\":")).unwrap())
        .collect();
    assert!(
        places.is_sorted(),
        "keys come in the order of the interface"
    );
}

#[test]
fn decides_an_array_and_lines_in_order() {
    let late = one_line().replace(
        "documented_occurrence_date\":\"2026-06-30",
        "documented_occurrence_date\":\"2026-07-01",
    );
    let array = format!("[{},\n{late}, {{\"nonsense\": 1}}]", one_line());
    let lines = format!("{}\n{late}\n\n{{\"nonsense\": 1}}\nnot json\n", one_line());
    for (input, expected) in [(array, 3), (lines, 4)] {
        let output = decide(&input, &["--trace", "none"]);
        let text = stdout(&output);
        let decisions: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(decisions.len(), expected);
        assert_eq!(decisions[0]["outputs"]["outcome"], "covered");
        assert_eq!(decisions[1]["outputs"]["outcome"], "not_covered");
        assert_eq!(
            decisions[2]["status"], "invalid",
            "one bad request does not stop the others"
        );
        assert_eq!(decisions[2]["errors"][0]["code"], "E0602");
        assert_eq!(code(&output), 1, "some request was invalid");
    }
}

#[test]
fn names_exactly_the_facts_that_matter() {
    let mut request: Value = serde_json::from_str(SURGERY).unwrap();
    request["surgery"]
        .as_object_mut()
        .unwrap()
        .remove("recommended_by_provider");
    let decision = json(&decide(&request.to_string(), &[]));
    assert_eq!(decision["status"], "undetermined");
    assert_eq!(
        decision["needs"],
        serde_json::json!(["surgery.recommended_by_provider"])
    );
    // A provider in the network settles it whatever else is missing.
    let decision = json(&decide(
        r#"{"line_of_business":"group_care","provider.contracted":true}"#,
        &[],
    ));
    assert_eq!(decision["outputs"]["outcome"], "not_applicable");
    assert_eq!(decision["status"], "decided");
    assert_eq!(decision["needs"], serde_json::json!([]));
}

#[test]
fn tells_by_how_much_a_bound_failed() {
    let folder = policies();
    let late = SURGERY.replace(
        "documented_occurrence_date\":\"2026-06-30",
        "documented_occurrence_date\":\"2026-07-01",
    );
    let output = run(
        &[
            "-C",
            folder.to_str().unwrap(),
            "explain",
            POLICY,
            "--facts",
            "-",
        ],
        &late,
    );
    let text = stdout(&output);
    assert!(
        text.contains("2026-07-01, 1 day after `surgery_window` closed on 2026-06-30"),
        "{text}"
    );
    assert!(
        text.contains("Surgery and/or procedure"),
        "the passage is cited"
    );
    assert!(!text.contains('\u{1b}'), "no colour in a pipe");
    for format in ["markdown", "html", "json"] {
        let output = run(
            &[
                "-C",
                folder.to_str().unwrap(),
                "explain",
                POLICY,
                "--facts",
                "-",
                "--format",
                format,
            ],
            &late,
        );
        assert_eq!(code(&output), 0);
        assert!(stdout(&output).contains("2026-06-30"));
    }
}

#[test]
fn facts_readings_and_dates_of_the_command_line() {
    let output = decide(
        "{}",
        &[
            "--fact",
            "line_of_business=medi_cal",
            "--fact",
            "provider.contracted=no",
        ],
    );
    assert_eq!(json(&output)["outputs"]["outcome"], "out_of_scope");
    let output = decide(SURGERY, &["--fact", "provider.contracted=yes"]);
    assert_eq!(json(&output)["outputs"]["outcome"], "not_applicable");
    let output = decide(
        SURGERY,
        &["--as-of", "2026-07-15", "--reading", "anniversary=excluded"],
    );
    assert_eq!(json(&output)["as_of"], "2026-07-15");
    assert_eq!(json(&output)["readings"]["anniversary"], "excluded");
    let output = decide(SURGERY, &["--reading", "anniversary=maybe"]);
    assert_eq!(
        (code(&output), json(&output)["errors"][0]["code"].as_str()),
        (1, Some("E0608"))
    );
    let output = decide(SURGERY, &["--as-of", "2026-02-30"]);
    assert_eq!(code(&output), 2);
}

#[test]
fn facts_that_are_wrong_are_all_told_at_once() {
    let request = r#"{"line_of_business":"group_car","enrollment_date":"2026-02-30","pregnancy":{"trimester":4},
        "provider":{"contracted":"yes"},"conditions":["terminl"],"enrolment_date":"2026-01-01"}"#;
    let output = decide(request, &[]);
    assert_eq!(code(&output), 1);
    let decision = json(&output);
    assert_eq!(decision["status"], "invalid");
    let codes: Vec<&str> = decision["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        codes,
        ["E0604", "E0603", "E0605", "E0603", "E0604", "E0602"]
    );
    for error in decision["errors"].as_array().unwrap() {
        assert!(
            error["fact"].is_string() && error["given"].is_string(),
            "{error}"
        );
    }
    assert!(
        decision["errors"][5]["message"]
            .as_str()
            .unwrap()
            .contains("enrollment_date"),
        "did you mean"
    );
}

#[test]
fn hostile_requests_end_quickly_with_a_code() {
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let many: Vec<String> = (0..1_000_000).map(|n| format!("\"f{n}\":1")).collect();
    let long = format!("{{{}}}", many.join(","));
    for (request, expected) in [
        (deep.as_str(), "E0602"),
        (&long, "E0602"),
        ("{\"a\":", "E0601"),
        ("", "E0601"),
    ] {
        let output = decide(request, &[]);
        let decision = json(&output);
        assert_eq!(decision["status"], "invalid");
        assert_eq!(decision["errors"][0]["code"], expected);
        assert!(decision["errors"].as_array().unwrap().len() <= 101);
    }
    let folder = Folder::new("hostile_requests");
    let bad = folder.write("bad.json", b"{\"service_on\": \"\xff\"}");
    let at = policies();
    let output = bylaws(&[
        "-C",
        at.to_str().unwrap(),
        "decide",
        POLICY,
        "--facts",
        bad.to_str().unwrap(),
    ]);
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("E0001"));
    let output = bylaws(&[
        "-C",
        at.to_str().unwrap(),
        "decide",
        POLICY,
        "--facts",
        "no/such/file.json",
    ]);
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("E0805"));
}

#[test]
fn a_new_bundle_checks_and_tests_clean() {
    let folder = Folder::new("init");
    let at = folder.0.join("rules");
    let at = at.to_str().unwrap();
    assert_eq!(code(&bylaws(&["init", at])), 0);
    let output = bylaws(&["-C", at, "check", "--format", "json"]);
    assert_eq!(
        (
            code(&output),
            json(&output)["diagnostics"].as_array().unwrap().len()
        ),
        (0, 0),
        "{}",
        stdout(&output)
    );
    let output = bylaws(&["-C", at, "test", "--format", "json"]);
    assert_eq!(
        (code(&output), json(&output)["failed"].as_u64()),
        (0, Some(0)),
        "{}",
        stdout(&output)
    );
    assert!(json(&output)["passed"].as_u64().unwrap() >= 6);
    let request = format!("{at}/request.json");
    let output = bylaws(&[
        "-C",
        at,
        "decide",
        "gym.membership",
        "--facts",
        &request,
        "--format",
        "json",
    ]);
    assert_eq!(json(&output)["outputs"]["outcome"], "not_covered");
    let output = bylaws(&["init", at]);
    assert_eq!(code(&output), 2, "nothing is overwritten");
}

#[test]
fn failing_tests_are_told_with_their_place() {
    let folder = Folder::new("failing");
    let at = folder.0.to_str().unwrap().to_owned();
    bylaws(&["init", &at]);
    let policy = folder.0.join("gym.bylaw");
    let text = fs::read_to_string(&policy)
        .unwrap()
        .replace("is 12 months from", "is 11 months from");
    fs::write(&policy, text).unwrap();
    let output = bylaws(&["-C", &at, "test"]);
    assert_eq!(code(&output), 1);
    assert!(
        stdout(&output).contains("gym.bylaw:"),
        "{}",
        stdout(&output)
    );
    assert!(stdout(&output).contains("2027-03-01") && stdout(&output).contains("2027-02-01"));
    let output = bylaws(&["-C", &at, "test", "--format", "junit"]);
    assert!(stdout(&output).contains("<failure message="));
    assert_eq!(code(&bylaws(&["-C", &at, "test", "no such test"])), 2);
}

#[test]
fn broken_bundles_decide_nothing() {
    let folder = Folder::new("broken");
    let at = folder.0.to_str().unwrap().to_owned();
    bylaws(&["init", &at]);
    folder.write("more.bylaw", "policy more\n\noutput a : boolean is b\n");
    let output = bylaws(&["-C", &at, "decide", "gym.membership"]);
    assert_eq!(code(&output), 1);
    assert!(stdout(&output).is_empty());
    assert!(
        stderr(&output).contains("E0201") && stderr(&output).contains("more.bylaw:3:"),
        "{}",
        stderr(&output)
    );
    let output = bylaws(&["-C", &at, "check"]);
    assert_eq!(code(&output), 1);
    let output = bylaws(&["-C", &at, "check", "--format", "sarif"]);
    assert_eq!(json(&output)["runs"][0]["results"][0]["ruleId"], "E0201");
    let output = bylaws(&["-C", &at, "check", "--format", "github"]);
    assert!(stdout(&output).contains("/broken/more.bylaw,line=3,"));
    folder.write("more.bylaw", b"policy more\n\xff\xfe\n");
    let output = bylaws(&["-C", &at, "check"]);
    assert!(
        code(&output) == 1
            && stdout(&output).contains("E0001")
            && stdout(&output).contains("more.bylaw:2:1")
    );
}

#[test]
fn manifests_are_read_strictly() {
    let folder = Folder::new("manifest");
    let at = folder.0.to_str().unwrap().to_owned();
    let output = bylaws(&["-C", &at, "check"]);
    assert!(code(&output) == 3 && stderr(&output).contains("E0801"));
    for (manifest, expected) in [
        ("[bundle]\nname = x\n", "E0802"),
        ("[bundle]\nname = \"x\"\npolices = []\n", "E0803"),
        ("[bundle]\nname = \"x\"\nlanguage = 2\n", "E0804"),
        (
            "[bundle]\nname = \"x\"\n[readings.\"no.such\"]\na = \"b\"\n",
            "E0807",
        ),
    ] {
        folder.write("bylaws.toml", manifest);
        let output = bylaws(&["-C", &at, "check"]);
        assert!(
            code(&output) == 3 && stdout(&output).contains(expected),
            "{expected}: {}",
            stdout(&output)
        );
    }
    folder.write(
        "bylaws.toml",
        "[bundle]\nname = \"x\"\npolices = []\nverson = \"1\"\n",
    );
    let output = bylaws(&["-C", &at, "check"]);
    assert!(
        stdout(&output).contains("`policies`") && stdout(&output).contains("`version`"),
        "{}",
        stdout(&output)
    );
}

#[test]
fn shows_schemas_and_pages() {
    let at = policies();
    let at = at.to_str().unwrap();
    let schema = json(&bylaws(&["-C", at, "schema", POLICY]));
    assert!(schema["$defs"]["facts"]["properties"]["acute"]["properties"]["last_day"].is_object());
    for format in ["human", "markdown", "html", "json"] {
        let output = bylaws(&["-C", at, "show", POLICY, "--format", format]);
        assert!(code(&output) == 0 && stdout(&output).contains("surgery"));
    }
    assert!(stdout(&bylaws(&["explain", "e0203"])).starts_with("# E0203"));
    assert_eq!(code(&bylaws(&["explain", "E9999"])), 2);
    let output = bylaws(&["-C", at, "decide", "group_care.continuity"]);
    assert!(
        code(&output) == 2 && stderr(&output).contains(POLICY),
        "did you mean"
    );
    assert!(stdout(&bylaws(&["completions", "bash"])).contains("bylaws"));
    assert_eq!(code(&bylaws(&["decid"])), 2);
}

/// The questions of an interview, by the names of the facts.
fn asked(output: &Output) -> Vec<String> {
    let prompts = String::from_utf8(output.stderr.clone()).unwrap();
    let lines = prompts
        .lines()
        .filter(|line| line.contains("may matter") || line.contains("nothing else"));
    let name = |line: &str| {
        line.split("  (")
            .nth(1)
            .unwrap()
            .split(';')
            .next()
            .unwrap()
            .to_owned()
    };
    lines.map(name).collect()
}

#[test]
fn an_interview_asks_only_what_matters() {
    let folder = Folder::new("interview");
    let policies = policies();
    let saved = folder.0.join("facts.json");
    let verb = [
        "-C",
        policies.to_str().unwrap(),
        "ask",
        POLICY,
        "--format",
        "json",
    ];
    let save = ["--save", saved.to_str().unwrap()];
    let arguments = [verb.as_slice(), save.as_slice()].concat();

    let out_of_scope = run(&arguments, "medi_cal\n");
    assert_eq!(asked(&out_of_scope), ["line_of_business"]);
    let decision: Value = serde_json::from_slice(&out_of_scope.stdout).unwrap();
    assert_eq!(decision["outputs"]["outcome"], "out_of_scope");
    let facts: Value = serde_json::from_str(&fs::read_to_string(&saved).unwrap()).unwrap();
    assert_eq!(facts, serde_json::json!({ "line_of_business": "medi_cal" }));

    // A wrong answer is asked again, `back` takes one back, and the facts decide alike later.
    let answers = "1\nmaybe\nyes\nback\nno\n";
    let network = run(&arguments, answers);
    let expected = ["line_of_business", "provider.contracted"];
    assert_eq!(asked(&network)[..2], expected);
    let told = String::from_utf8(network.stderr.clone()).unwrap();
    assert!(told.contains("yes or no"), "{told}");
    let again = bylaws(&[
        "-C",
        policies.to_str().unwrap(),
        "decide",
        POLICY,
        "--format",
        "json",
        "--facts",
        saved.to_str().unwrap(),
    ]);
    assert_eq!(again.stdout, network.stdout);
}

#[test]
fn an_interview_asks_for_optional_facts_last() {
    let folder = Folder::new("optional");
    folder.write("bylaws.toml", "[bundle]\nname = \"optional\"\n");
    folder.write(
        "referrals.bylaw",
        "policy referrals\n\nfacts\n  visited_on  : date\n  referred_on : date?\n\n\
         output counts_from : date is referred_on otherwise visited_on\n",
    );
    let at = folder.0.to_str().unwrap();
    let verb = ["-C", at, "ask", "referrals", "--format", "json"];
    for (answers, counts_from) in [
        ("2026-03-02\n2026-03-01\n", "2026-03-01"),
        ("2026-03-02\nnone\n", "2026-03-02"),
        ("2026-03-02\n\n", "2026-03-02"),
        ("2026-03-02\n", "2026-03-02"),
    ] {
        let output = run(&verb, answers);
        assert_eq!(asked(&output), ["visited_on", "referred_on"]);
        let decision: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(decision["outputs"]["counts_from"], counts_from);
    }
}

#[path = "command/layers.rs"]
mod layers;
