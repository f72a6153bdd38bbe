//! Requests as they come: line by line, without an end, twice, empty.

use std::io::{BufRead, BufReader};

use super::*;

const COUNTER: &str = "policy counter\n\nfacts\n  n : integer 1..3\n  kinds : set of kind\n\ntype kind is one of a, b\n\noutput m : integer is n + 1\n";

fn counter(test: &str) -> Folder {
    let folder = Folder::new(test);
    folder.write("bylaws.toml", "[bundle]\nname = \"x\"\n");
    folder.write("counter.bylaw", COUNTER);
    folder
}

fn decide_counter(folder: &Folder, input: &str, more: &[&str]) -> Output {
    let start = ["-C", folder.0.to_str().unwrap(), "decide", "counter"];
    run(&[&start, more].concat(), input)
}

#[test]
fn each_line_is_answered_before_the_next_is_written() {
    let folder = counter("pipe");
    let mut child = Command::new(env!("CARGO_BIN_EXE_bylaws"))
        .current_dir(&folder.0)
        .args(["decide", "counter", "--facts", "-", "--format", "json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for n in [1, 3, 2] {
        writeln!(input, "{{\"n\": {n}}}").unwrap();
        let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer["outputs"]["m"], n + 1);
    }
    drop(input);
    assert!(answers.next().is_none());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
#[cfg(unix)]
fn an_input_without_end_is_refused() {
    let folder = counter("endless");
    let output = decide_counter(&folder, "", &["--facts", "/dev/zero"]);
    assert_eq!(code(&output), 3);
    assert!(stderr(&output).contains("E0815"), "{}", stderr(&output));
}

#[test]
fn a_line_that_is_too_long_stops_no_other() {
    let folder = counter("long_line");
    let long = format!("{{\"n\": 1, \"x\": \"{}\"}}", "x".repeat(65 << 20));
    let input = format!("{{\"n\": 1}}\n{long}\n{{\"n\": 2}}\n");
    let output = decide_counter(&folder, &input, &["--facts", "-"]);
    let text = stdout(&output);
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[1]["errors"][0]["code"], "E0815");
    assert_eq!(lines[2]["outputs"]["m"], 3);
}

#[test]
fn a_wrong_line_is_named() {
    let folder = counter("wrong_line");
    let input = "\u{feff}{\"n\": 1}\n\n{\"n\": 2, \"kinds\": [oops]}\n{\"n\": 3}\r\n";
    let output = decide_counter(&folder, input, &["--facts", "-"]);
    let text = stdout(&output);
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 3, "{text}");
    let message = lines[1]["errors"][0]["message"].as_str().unwrap();
    assert!(
        message.starts_with("line 3 of standard input, column 20,"),
        "{message}"
    );
    assert_eq!(lines[2]["outputs"]["m"], 4);
    // The first line is wrong, and all the same they are lines.
    for first in ["nonsense", "{\"n\": 1", "{\"n\": }"] {
        let output = decide_counter(
            &folder,
            &format!("{first}\n{{\"n\": 2}}\n"),
            &["--facts", "-"],
        );
        let text = stdout(&output);
        assert_eq!(text.lines().count(), 2, "{first}: {text}");
        assert!(text.contains("line 1 of standard input"), "{text}");
    }
}

#[test]
fn one_request_may_stand_on_several_lines() {
    let folder = counter("several_lines");
    let input = "\n{\n  \"n\":\n  2,\n  \"kinds\": [\n\"a\"]\n}\n";
    for format in ["json", "human"] {
        let output = decide_counter(&folder, input, &["--facts", "-", "--format", format]);
        assert_eq!(code(&output), 0, "{}", stdout(&output));
        assert!(stdout(&output).contains('3'));
        let output = decide_counter(
            &folder,
            "{\"n\": 2}\n",
            &["--facts", "-", "--format", format],
        );
        assert_eq!(code(&output), 0);
        assert_eq!(stdout(&output).starts_with('{'), format == "json");
    }
    let output = decide_counter(&folder, "[ {\"n\": 1},{\"n\":2}\n, 5 ]", &["--facts", "-"]);
    assert_eq!((code(&output), stdout(&output).lines().count()), (1, 3));
}

#[test]
fn an_empty_file_is_called_so() {
    let folder = counter("empty_file");
    let empty = folder.write("empty.json", " \n");
    let output = decide_counter(&folder, "", &["--facts", empty.to_str().unwrap()]);
    assert_eq!(code(&output), 3);
    assert!(
        stdout(&output).contains("the file is empty"),
        "{}",
        stdout(&output)
    );
    let output = decide_counter(&folder, "", &["--facts", "-"]);
    assert!(stdout(&output).contains("standard input is empty"));
}

#[test]
fn nothing_is_said_twice() {
    let folder = counter("twice");
    let output = decide_counter(&folder, "", &["--fact", "n=1", "--fact", "n=2"]);
    assert_eq!(code(&output), 2);
    assert!(stderr(&output).contains("`n` is given twice"));
    let output = decide_counter(&folder, "", &["--reading", "r=a", "--reading", "r=b"]);
    assert_eq!(code(&output), 2);
    let output = decide_counter(
        &folder,
        "",
        &["--fact", "kinds=a, b, a", "--format", "json"],
    );
    assert_eq!(json(&output)["errors"][0]["code"], "E0606");
}
