//! `bylaws batch`: the decisions on a whole file.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::{Folder, POLICY, bylaws, code, one_line, policies, run, stderr, stdout};

fn arguments<'a>(
    bundle: &'a str,
    input: &'a Path,
    output: &'a Path,
    more: &[&'a str],
) -> Vec<&'a str> {
    let (input, output) = (input.to_str().unwrap(), output.to_str().unwrap());
    let given = [
        "-C", bundle, "batch", POLICY, "--input", input, "--output", output,
    ];
    given.iter().chain(more).copied().collect()
}

/// The requests of the policy's own queue with two wrong ones among them, again and again.
fn requests(times: usize) -> String {
    let queue = policies().join("group_care/continuity_of_care/requests/queue.ndjson");
    let queue = fs::read_to_string(queue).unwrap();
    let some = format!("{queue}\n{{\"linee\": 1}}\n{}\n", one_line());
    let mut all = some.repeat(times);
    all.insert_str(0, "no JSON\n");
    all
}

#[test]
fn the_decisions_are_those_of_decide_in_order() {
    let folder = Folder::new("batch_same");
    let input = folder.write("in.ndjson", requests(900));
    let bundle = policies();
    let bundle = bundle.to_str().unwrap();
    let facts = [
        "-C",
        bundle,
        "decide",
        POLICY,
        "--trace",
        "none",
        "--facts",
        input.to_str().unwrap(),
    ];
    let expected = stdout(&bylaws(&facts));
    assert!(expected.lines().count() > 4_000, "several pieces");
    for threads in ["1", "3"] {
        let (output, errors) = (folder.0.join("out.ndjson"), folder.0.join("errors.jsonl"));
        let more = [
            "--threads",
            threads,
            "--format",
            "json",
            "--errors",
            errors.to_str().unwrap(),
        ];
        let done = bylaws(&arguments(bundle, &input, &output, &more));
        assert_eq!(code(&done), 1, "{}", stderr(&done));
        // Compared as a whole first: a difference of megabytes helps nobody.
        assert!(
            fs::read_to_string(&output).unwrap() == expected,
            "{threads} threads"
        );
        let summary: Value = serde_json::from_str(&stdout(&done)).unwrap();
        assert_eq!(summary["rows"], expected.lines().count());
        assert_eq!(summary["codes"]["E0602"], 900);
        assert_eq!(summary["codes"]["E0601"], 1);
        let count = |word: &str| {
            let status = format!("\"status\":\"{word}\"");
            expected
                .lines()
                .filter(|line| line.contains(&status))
                .count()
        };
        for word in ["decided", "undetermined", "invalid"] {
            let told = summary["statuses"][word].as_u64().unwrap_or(0);
            assert_eq!(told, count(word) as u64, "{word}");
        }
        let covered = expected.matches("\"outcome\":\"covered\"").count();
        assert_eq!(summary["outcomes"]["covered"], covered);
        let errors = fs::read_to_string(&errors).unwrap();
        let errors: Vec<Value> = errors
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect();
        assert_eq!(errors.len(), 901);
        assert_eq!(
            (&errors[0]["row"], &errors[0]["code"]),
            (&1.into(), &"E0601".into())
        );
        assert_eq!(
            (&errors[1]["fact"], &errors[1]["given"]),
            (&"linee".into(), &"1".into())
        );
        let rows: BTreeSet<u64> = errors.iter().map(|e| e["row"].as_u64().unwrap()).collect();
        assert_eq!(rows.len(), 901);
        let text = fs::read_to_string(&input).unwrap();
        let wrong = text
            .lines()
            .zip(1..)
            .filter(|(line, _)| line.starts_with("{\"linee") || *line == "no JSON");
        assert_eq!(rows, wrong.map(|(_, row)| row).collect());
    }
}

#[test]
fn a_batch_without_errors_is_fine_and_summed_up_for_people() {
    let folder = Folder::new("batch_fine");
    folder.write("bylaws.toml", "[bundle]\nname = \"b\"\n");
    let policy = "policy copay\n  money rounds half up\n\nfacts\n  billed : money $0..\n\noutput due : money\n  is 20% of billed\n";
    folder.write("copay.bylaw", policy);
    let input = folder.write(
        "in.jsonl",
        "{\"billed\": 100.00}\n\n{\"billed\": 0.50}\n{}\n",
    );
    let output = folder.0.join("out.jsonl");
    let (bundle, input) = (folder.0.to_str().unwrap(), input.to_str().unwrap());
    let out = output.to_str().unwrap();
    let done = bylaws(&[
        "-C", bundle, "batch", "copay", "--input", input, "--output", out,
    ]);
    assert_eq!(code(&done), 0, "{}", stderr(&done));
    let expected = "3 rows\n\nDecisions\n  decided       2\n  undetermined  1\n\n\
        Undetermined for want of\n  billed  1\n\nMoney in all\n  due  20.10\n";
    assert_eq!(stdout(&done), expected);
    assert_eq!(stderr(&done), "", "no terminal, no progress");
}

#[test]
fn a_batch_that_cannot_be_is_refused_before_it_begins() {
    let folder = Folder::new("batch_refused");
    let input = folder.write("in.ndjson", one_line());
    let bundle = policies();
    let bundle = bundle.to_str().unwrap();
    let outcome = |input: &Path, output: &str, more: &[&str]| {
        let output = folder.0.join(output);
        let done = bylaws(&arguments(bundle, input, &output, more));
        assert!(!output.exists(), "{}", stderr(&done));
        code(&done)
    };
    assert_eq!(outcome(&input, "out.xlsx", &[]), 2);
    assert_eq!(outcome(&input, "out.ndjson", &["--threads", "0"]), 2);
    assert_eq!(
        outcome(&input, "out.ndjson", &["--reading", "anniversary=perhaps"]),
        2
    );
    assert_eq!(outcome(&folder.0.join("none.ndjson"), "out.ndjson", &[]), 3);
    assert_eq!(outcome(&input, "none/out.ndjson", &[]), 3);
    let errors = folder.0.join("out.ndjson");
    assert_eq!(
        outcome(
            &input,
            "out.ndjson",
            &["--errors", errors.to_str().unwrap()]
        ),
        2
    );
    let left = fs::read_dir(&folder.0).unwrap().count();
    assert_eq!(left, 1, "only the requests are there");
}

fn begun(arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bylaws"));
    command.args(arguments).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

#[test]
fn a_batch_that_is_killed_leaves_no_half_file_and_can_be_run_again() {
    let folder = Folder::new("batch_killed");
    let output = folder.write("out.ndjson", "of the run before\n");
    let aside = folder.0.join("out.ndjson.partial");
    let bundle = policies();
    let arguments = arguments(
        bundle.to_str().unwrap(),
        Path::new("-"),
        &output,
        &["--threads", "1"],
    );
    let mut child = begun(&arguments);
    let mut input = child.stdin.take().unwrap();
    // More than is read ahead, so that some of it is decided and written; the end never comes.
    let line = format!("{}\n", one_line());
    let mut written = 0;
    while written < 100_000 && fs::metadata(&aside).map_or(0, |file| file.len()) == 0 {
        input.write_all(line.repeat(500).as_bytes()).unwrap();
        written += 500;
    }
    assert!(
        fs::metadata(&aside).unwrap().len() > 0,
        "it was in the middle"
    );
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(fs::read_to_string(&output).unwrap(), "of the run before\n");
    let done = run(&arguments, &line.repeat(3));
    assert_eq!(code(&done), 0, "{}", stderr(&done));
    assert_eq!(fs::read_to_string(&output).unwrap().lines().count(), 3);
    assert!(!aside.exists());
}

/// The most memory that a batch of so many rows took, in kilobytes.
fn peak(rows: usize) -> u64 {
    let folder = Folder::new("batch_memory");
    let input = folder.write("in.ndjson", format!("{}\n", one_line()).repeat(rows));
    let output = folder.0.join("out.ndjson");
    let bundle = policies();
    let mut child = begun(&arguments(
        bundle.to_str().unwrap(),
        &input,
        &output,
        &["--threads", "2"],
    ));
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let status = fs::read_to_string(&status).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        peak = peak.max(kilobytes.unwrap_or(0));
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    peak
}

#[test]
#[ignore = "decides a million rows"]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_the_file() {
    let (few, many) = (peak(50_000), peak(1_000_000));
    let told = format!("50,000 rows took {few} kB, 1,000,000 took {many} kB\n");
    std::io::stderr().write_all(told.as_bytes()).unwrap();
    assert!(few > 0 && many < few + few / 4, "{few} kB, then {many} kB");
}
