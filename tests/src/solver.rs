//! The solver that the proofs are tested with: z3 as a process.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use bylaws_review::prove::{Solver, Verdict};

/// z3, with a limit of its own that is the same on every machine.
pub struct Z3(String);

/// The solver of `BYLAWS_SOLVER`, which must run, or `z3` of the path; none where there is none.
pub fn z3() -> Option<Z3> {
    #[expect(
        clippy::disallowed_methods,
        reason = "tests look around for their host"
    )]
    let named = std::env::var("BYLAWS_SOLVER").ok();
    let program = named.clone().unwrap_or_else(|| "z3".to_owned());
    let runs = Command::new(&program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    assert!(runs || named.is_none(), "{program} does not run");
    runs.then_some(Z3(program))
}

impl Z3 {
    fn ask(&self, question: &str, way: &[&str]) -> Verdict {
        let mut child = Command::new(&self.0)
            .args(["-smt2", "-in", "-T:120"])
            .args(way)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(question.as_bytes())
            .unwrap();
        let mut text = String::new();
        let mut output = child.stdout.take().unwrap();
        output.read_to_string(&mut text).unwrap();
        child.wait().unwrap();
        match text.split_once('\n').unwrap_or((&text, "")) {
            ("unsat", _) => Verdict::Unsatisfiable,
            ("sat", rest) => Verdict::Satisfiable(rest.to_owned()),
            ("unknown" | "timeout", _) => Verdict::TimedOut,
            other => panic!("{other:?}\n{question}"),
        }
    }
}

impl Solver for Z3 {
    fn name(&self) -> String {
        "z3".to_owned()
    }

    fn solve(&mut self, question: &str) -> Verdict {
        match self.ask(question, &["smt.arith.solver=2", "rlimit=40000000"]) {
            Verdict::TimedOut => self.ask(question, &["rlimit=40000000"]),
            verdict => verdict,
        }
    }
}
