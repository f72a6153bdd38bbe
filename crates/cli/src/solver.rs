//! A solver as a process: the question goes in as SMT-LIB, the answer comes out as text.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use bylaws_review::prove::{Solver, Verdict};

/// The names that a solver is looked for by, the better first.
const NAMES: &[&str] = &["z3", "cvc5"];

/// A solver that was found.
pub(crate) struct Process {
    program: PathBuf,
    time: Duration,
}

/// The solver that is named, or that the environment names, or that lies in the path.
pub(crate) fn find(named: Option<&Path>, time: Duration) -> Option<Process> {
    let program = match named {
        Some(named) => Some(named.to_owned()),
        None => variable("BYLAWS_SOLVER")
            .map(PathBuf::from)
            .or_else(in_path),
    }?;
    // No solver at all is asked for by name.
    (program.as_os_str() != "none").then_some(Process { program, time })
}

#[expect(
    clippy::disallowed_methods,
    reason = "the command looks around for its host"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

fn in_path() -> Option<PathBuf> {
    let path = variable("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    NAMES.iter().find_map(|name| {
        folders
            .iter()
            .map(|folder| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
            .find(|file| file.is_file())
    })
}

impl Process {
    /// Whether it runs at all; what is wrong where it does not.
    pub(crate) fn works(&mut self) -> Result<(), String> {
        match self.solve("(set-logic ALL)\n(check-sat)\n") {
            Verdict::Satisfiable(_) => Ok(()),
            Verdict::TimedOut => Err("it does not answer".to_owned()),
            Verdict::Broken(words) => Err(words),
            _ => Err("it gives a wrong answer to the simplest question".to_owned()),
        }
    }

    /// How the solver is called: one way after the other, until one of them is done.
    fn ways(&self) -> &'static [&'static [&'static str]] {
        match self.name().contains("cvc5") {
            true => &[&["--lang=smt2", "-"]],
            // The older arithmetic of z3 is many times faster at calendars, and gives up sooner at
            // products.
            false => &[&["-smt2", "-in", "smt.arith.solver=2"], &["-smt2", "-in"]],
        }
    }

    fn ask(&self, arguments: &[&str], question: &str, time: Duration) -> Verdict {
        let child = Command::new(&self.program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = match child {
            Ok(child) => child,
            Err(error) => return Verdict::Broken(format!("it cannot be run: {error}")),
        };
        let (Some(mut input), Some(mut output)) = (child.stdin.take(), child.stdout.take()) else {
            return Verdict::Broken("it cannot be talked to".to_owned());
        };
        let question = question.to_owned();
        // A solver that stops reading must not stop us: it is written to and read from apart.
        let writer = std::thread::spawn(move || {
            let _ = input.write_all(question.as_bytes());
        });
        let (send, receive) = mpsc::channel();
        let reader = std::thread::spawn(move || {
            let mut text = String::new();
            let read = output.read_to_string(&mut text);
            let _ = send.send(read.map(|_| text));
        });
        let read = receive.recv_timeout(time);
        // Done or out of time, the process ends here.
        let _ = child.kill();
        let _ = child.wait();
        let _ = writer.join();
        let _ = reader.join();
        match read {
            Ok(Ok(text)) => verdict(&text),
            Ok(Err(error)) => Verdict::Broken(format!("its answer cannot be read: {error}")),
            Err(_) => Verdict::TimedOut,
        }
    }
}

impl Solver for Process {
    fn name(&self) -> String {
        let name = self.program.file_stem().map(|name| name.to_string_lossy());
        name.unwrap_or_default().into_owned()
    }

    fn solve(&mut self, question: &str) -> Verdict {
        let ways = self.ways();
        let time = self.time / u32::try_from(ways.len()).unwrap_or(1).max(1);
        let mut verdict = Verdict::TimedOut;
        for way in ways {
            verdict = self.ask(way, question, time);
            if !matches!(verdict, Verdict::TimedOut | Verdict::Unknown(_)) {
                break;
            }
        }
        verdict
    }
}

fn verdict(text: &str) -> Verdict {
    let (first, rest) = text
        .trim_start()
        .split_once('\n')
        .unwrap_or((text.trim(), ""));
    match first.trim() {
        "unsat" => Verdict::Unsatisfiable,
        "sat" => Verdict::Satisfiable(rest.to_owned()),
        "unknown" => Verdict::Unknown("it does not say why".to_owned()),
        other => Verdict::Broken(format!("its answer is not understood: {other}")),
    }
}
