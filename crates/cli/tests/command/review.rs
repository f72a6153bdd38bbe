//! Snapshots, their review, and the differences between versions.

use super::*;

const MANIFEST: &str = "[bundle]\nname = \"x\"\n";
const RULE: &str = "policy plan \"A plan\"\n\nsource page \"Member page\"\n\nfacts\n  enrolled : date\n  \
    surgery  : date\n  billed   : money $0..\n\nwindow surgery_window is 180 days after enrolled\n  cites page \"Surgery\"\n\n\
    output covered : boolean is surgery within surgery_window\n  cites page \"Surgery\"\n\n\
    price share\n  cites page \"Share\"\n  start 20% of billed\n  at most $100\n\n\
    example \"the last day\"\n  given\n    enrolled 2026-01-01\n    surgery 2026-06-30\n    billed $400\n  expect\n    covered yes\n";

fn bundle(test: &str) -> Folder {
    let folder = Folder::new(test);
    folder.write("bylaws.toml", MANIFEST);
    folder.write("rules/plan.bylaw", RULE);
    folder
}

fn changed() -> String {
    RULE.replace("180 days", "270 days")
        .replace("at most $100", "at most $80")
}

fn in_folder(folder: &Folder, arguments: &[&str]) -> Output {
    let mut all = vec!["-C", folder.0.to_str().unwrap()];
    all.extend(arguments);
    bylaws(&all)
}

#[test]
fn a_snapshot_is_written_checked_and_reviewed() {
    let folder = bundle("snapshots");
    let snap = folder.0.join("rules/snapshots/plan.snap");
    assert_eq!(
        code(&in_folder(&folder, &["snapshot", "--check"])),
        1,
        "there is none yet"
    );
    assert!(!snap.exists(), "a check writes nothing");
    assert_eq!(code(&in_folder(&folder, &["snapshot"])), 0);
    let first = fs::read_to_string(&snap).unwrap();
    assert!(first.contains("  is 180 days after enrolled\n"), "{first}");
    assert_eq!(code(&in_folder(&folder, &["snapshot", "--check"])), 0);

    // Layout is nothing to review.
    folder.write(
        "rules/plan.bylaw",
        RULE.replace(
            "window surgery_window is",
            "# why\nwindow surgery_window\n  is",
        ),
    );
    assert_eq!(code(&in_folder(&folder, &["snapshot", "--check"])), 0);

    folder.write("rules/plan.bylaw", changed());
    let output = in_folder(&folder, &["snapshot", "--check"]);
    assert_eq!(code(&output), 1);
    assert!(
        stdout(&output).contains("surgery_window: 180 days → 270 days after enrolled"),
        "{}",
        stdout(&output)
    );
    assert_eq!(code(&in_folder(&folder, &["snapshot"])), 0);
    let waiting = folder.0.join("rules/snapshots/plan.snap.new");
    assert!(waiting.is_file());
    assert_eq!(
        fs::read_to_string(&snap).unwrap(),
        first,
        "it waits for its review"
    );
    let output = in_folder(&folder, &["review", "--list"]);
    assert_eq!(code(&output), 1);
    assert!(
        stdout(&output).contains("share: at most $100.00 → $80.00"),
        "{}",
        stdout(&output)
    );
    assert_eq!(code(&in_folder(&folder, &["review", "--reject"])), 0);
    assert!(!waiting.exists());
    assert_eq!(code(&in_folder(&folder, &["snapshot"])), 0);
    assert_eq!(code(&in_folder(&folder, &["review", "--accept"])), 0);
    assert!(fs::read_to_string(&snap).unwrap().contains("270 days"));
    assert_eq!(code(&in_folder(&folder, &["snapshot", "--check"])), 0);

    // A policy that is gone leaves its snapshot behind, and that is told.
    fs::remove_file(folder.0.join("rules/plan.bylaw")).unwrap();
    folder.write(
        "rules/other.bylaw",
        RULE.replace("policy plan", "policy other"),
    );
    assert_eq!(code(&in_folder(&folder, &["snapshot"])), 0);
    assert_eq!(code(&in_folder(&folder, &["snapshot", "--check"])), 1);
    assert_eq!(code(&in_folder(&folder, &["snapshot", "--accept"])), 0);
    assert!(!snap.exists());
}

#[test]
fn two_folders_are_compared_in_every_format() {
    let (old, new) = (bundle("diff_old"), bundle("diff_new"));
    new.write("rules/plan.bylaw", changed());
    let cases = new.write(
        "cases.ndjson",
        "{\"enrolled\": \"2026-01-01\", \"surgery\": \"2026-07-01\", \"billed\": 450}\n\
        {\"enrolled\": \"2026-01-01\", \"surgery\": \"2026-02-01\", \"billed\": 100}\n",
    );
    let diff = |more: &[&str]| {
        let mut all = vec![
            "diff",
            old.0.to_str().unwrap(),
            new.0.to_str().unwrap(),
            "--effort",
            "5000",
        ];
        all.extend(more);
        bylaws(&all)
    };
    let output = diff(&[]);
    assert_eq!(code(&output), 0, "{}", stderr(&output));
    let told = stdout(&output);
    for part in [
        "surgery_window: 180 days → 270 days after enrolled",
        "covered no → yes",
        "181 days after enrolled",
        "$20.00 lower",
    ] {
        assert!(told.contains(part), "`{part}` does not stand in\n{told}");
    }
    assert_eq!(code(&diff(&["--exit-code"])), 1);

    let output = diff(&[
        "--format",
        "json",
        "--population",
        cases.to_str().unwrap(),
        "--cases",
        cases.to_str().unwrap(),
    ]);
    let json: Value = serde_json::from_str(&stdout(&output)).unwrap();
    let policy = &json["policies"][0];
    assert_eq!(policy["changes"][0]["what"], "changed");
    assert!(
        !policy["behaviour"]["regions"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(policy["cases"]["whole"]["changed"], 1);
    let population = &policy["population"];
    assert_eq!(population["whole"]["cases"], 2);
    assert_eq!(population["whole"]["cents"]["share"]["less"], 1000);
    let parts = population["parts"].as_array().unwrap();
    let part = |name: &str| parts.iter().find(|part| part["part"] == name).unwrap();
    assert_eq!(part("window surgery_window")["tally"]["changed"], 1);
    assert_eq!(part("price share")["tally"]["cents"]["share"]["less"], 1000);

    let markdown = stdout(&diff(&["--format", "markdown"]));
    assert!(
        markdown.starts_with("# What changes from ") && markdown.contains("| changed |"),
        "{markdown}"
    );
    let page = stdout(&diff(&["--format", "html"]));
    assert!(
        page.starts_with("<!doctype html>") && page.contains("Sign-off") && page.contains("<svg")
    );
    assert!(
        !page.contains("<script") && !page.contains("src="),
        "the page needs nothing else"
    );

    let same = [
        "diff",
        old.0.to_str().unwrap(),
        old.0.to_str().unwrap(),
        "--exit-code",
    ];
    assert_eq!(code(&bylaws(&same)), 0);
}

#[test]
fn git_revisions_and_snapshots_are_versions() {
    let folder = bundle("diff_git");
    let git = |arguments: &[&str]| {
        let mut all = vec![
            "-C",
            folder.0.to_str().unwrap(),
            "-c",
            "user.name=t",
            "-c",
            "user.email=t@example.org",
        ];
        all.extend(arguments);
        let output = Command::new("git").args(&all).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        output
    };
    assert_eq!(code(&in_folder(&folder, &["snapshot"])), 0);
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-q", "-m", "first"]);
    folder.write("rules/plan.bylaw", changed());
    let sentence = "surgery_window: 180 days → 270 days after enrolled";
    for versions in [
        &["HEAD"][..],
        &["HEAD", folder.0.to_str().unwrap()],
        &[folder.0.join("rules/snapshots/plan.snap").to_str().unwrap()],
    ] {
        let mut all = vec!["diff", "--effort", "3000"];
        all.extend(versions);
        let output = in_folder(&folder, &all);
        assert_eq!(code(&output), 0, "{versions:?} {}", stderr(&output));
        assert!(
            stdout(&output).contains(sentence),
            "{versions:?} {}",
            stdout(&output)
        );
    }
    let output = in_folder(&folder, &["diff", "HAED"]);
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("E0831"), "{}", stderr(&output));
    folder.write("bad.snap", "---\n---\nnothing\n");
    let output = in_folder(
        &folder,
        &["diff", folder.0.join("bad.snap").to_str().unwrap()],
    );
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("E0830"), "{}", stderr(&output));

    // As git's diff driver.
    folder.write(".gitattributes", "*.bylaw diff=bylaws\n");
    let driver = format!(
        "diff.bylaws.command={} diff --driver",
        env!("CARGO_BIN_EXE_bylaws")
    );
    let output = git(&["-c", &driver, "diff", "--ext-diff"]);
    assert!(stdout(&output).contains(sentence), "{}", stdout(&output));
    folder.write(
        "rules/plan.bylaw",
        changed().replace("within surgery_window", "within nothing"),
    );
    let output = git(&["-c", &driver, "diff", "--ext-diff"]);
    assert!(
        stdout(&output).contains("+window surgery_window is 270 days"),
        "{}",
        stdout(&output)
    );
}

/// The version of a policy of the library before an amendment, without the lines that came with it.
fn before(text: &str, lines: &[&str]) -> String {
    let mut text = text.to_owned();
    for line in lines {
        assert!(text.contains(line), "the policy has no line `{line}`");
        text = text.replacen(&format!("{line}\n"), "", 1);
    }
    text
}

/// A population of policies issued around the day of the amendment.
fn issued() -> String {
    let mut requests = String::new();
    for day in ["2015-12-31", "2016-01-01"] {
        for members in [10, 40, 120] {
            for point in ["30000", "35000", "39999.99", "40000", "50000"] {
                let expected = 4_000 * members;
                let aggregate = (5_000 * members).max(expected * 6 / 5).max(40_000);
                requests.push_str(&format!(
                    "{{\"policy_issue_date\": \"{day}\", \"employees\": {}, \"group_members\": {members}, \
                     \"expected_claims\": {expected}, \"individual_attachment\": {point}, \
                     \"aggregate_attachment\": {aggregate}, \"direct_coverage\": false, \"lasered\": false}}\n",
                    members / 2
                ));
            }
        }
    }
    requests
}

#[test]
fn the_report_of_an_amendment_is_a_page_of_the_book() {
    let folder = Folder::new("amendment");
    let after =
        fs::read_to_string(policies().join("california/stop_loss/stop_loss.bylaw")).unwrap();
    let added = [
        "  cites code \"10752.4 (a) and (b)(3), from 1 January 2016\"",
        "  is $40,000 from 2016-01-01",
    ];
    for (version, text) in [("before", before(&after, &added)), ("after", after.clone())] {
        folder.write(
            &format!("{version}/bylaws.toml"),
            "[bundle]\nname = \"california\"\n",
        );
        folder.write(&format!("{version}/stop_loss.bylaw"), text);
    }
    folder.write("policies.ndjson", issued());
    let report = |format: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_bylaws"))
            .args([
                "diff",
                "before",
                "after",
                "--population",
                "policies.ndjson",
                "--format",
                format,
            ])
            .current_dir(&folder.0)
            .output()
            .unwrap();
        assert_eq!(code(&output), 0, "{}", stderr(&output));
        stdout(&output)
    };
    assert!(report("html").contains("10752.4"));
    let page = policies().join("../docs/src/reviewers/amendment.md");
    let text = fs::read_to_string(&page).unwrap();
    let mark = "<!-- what the command answers -->\n";
    let (words, shown) = text.split_once(mark).unwrap();
    let answer = format!("\n{}", report("markdown"));
    if std::env::var_os("BYLAWS_BLESS").is_some() {
        fs::write(&page, format!("{words}{mark}{answer}")).unwrap();
    } else {
        assert_eq!(
            shown, answer,
            "the page tells another report: run with BYLAWS_BLESS=1"
        );
    }
}
