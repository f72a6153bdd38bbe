//! The watch: a process that sees files being saved.

use std::io::{BufRead, BufReader};
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::*;

/// A watch that is ended with the test, whatever comes of it.
struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    fn start(folder: &Folder, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_bylaws"))
            .current_dir(&folder.0)
            .arg("watch")
            .args(more)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        Self { child, lines }
    }

    /// What is told up to the line that ends a run.
    fn run(&self) -> String {
        let mut told = String::new();
        loop {
            let line = self.lines.recv_timeout(Duration::from_secs(60));
            let line = line.unwrap_or_else(|_| missing(&told));
            told.push_str(&line);
            told.push('\n');
            if line.starts_with("checked in ") {
                return told;
            }
        }
    }

    /// The first run that tells this. A save in several steps may be seen half done.
    fn until(&self, expected: &str) -> String {
        loop {
            let told = self.run();
            if told.contains(expected) {
                return told;
            }
        }
    }
}

#[expect(clippy::panic, reason = "shows how far the run came")]
fn missing(told: &str) -> String {
    panic!("the run does not end: {told}")
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn each_save_is_checked_and_tested() {
    let folder = Folder::new("watch");
    bylaws(&["init", folder.0.to_str().unwrap()]);
    let policy = folder.0.join("gym.bylaw");
    let good = fs::read_to_string(&policy).unwrap();
    let watch = Watch::start(&folder, &[]);
    let first = watch.run();
    assert!(
        first.contains(" passed, 0 failed") && !first.contains('\u{1b}'),
        "{first}"
    );

    let worse = good.replace("is 12 months from", "is 11 months from");
    fs::write(&policy, worse).unwrap();
    let told = watch.until("2027-02-01");
    assert!(!told.contains(" 0 failed"), "{told}");

    folder.write("more.bylaw", "policy more\n\noutput a : boolean is b\n");
    let told = watch.until("E0201");
    assert!(told.contains("1 error; nothing was tested"), "{told}");

    // An editor that writes a new file and puts it in the place of the old one.
    fs::remove_file(folder.0.join("more.bylaw")).unwrap();
    let aside = folder.write(".gym.bylaw.part", &good);
    fs::rename(aside, &policy).unwrap();
    watch.until(" passed, 0 failed");
}

#[test]
fn it_ends_after_so_many_runs() {
    let folder = Folder::new("watch_runs");
    bylaws(&["init", folder.0.to_str().unwrap()]);
    let mut watch = Watch::start(&folder, &["--runs", "2"]);
    watch.run();
    folder.write("notes.txt", "no file of the bundle");
    assert_eq!(watch.child.try_wait().unwrap(), None);
    folder.write("cases/more.cases", "cases for gym.membership\n");
    watch.run();
    assert_eq!(watch.child.wait().unwrap().code(), Some(0));
}

#[test]
#[cfg(unix)]
fn an_interrupt_ends_it_well() {
    let folder = Folder::new("watch_interrupt");
    bylaws(&["init", folder.0.to_str().unwrap()]);
    let mut watch = Watch::start(&folder, &[]);
    watch.run();
    let id = watch.child.id().to_string();
    Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert_eq!(watch.child.wait().unwrap().code(), Some(0));
}
