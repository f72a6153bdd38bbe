//! Goes through the blocks of the pages and does with each what its kind asks for.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::blocks::{Block, blocks};
use crate::files::{bylaws, files, folder, words, write};
use crate::shown::{codes, codes_in, requests, without_hash, written};

/// What a page has said so far.
pub(crate) struct Reader {
    /// The folder of the files of the bundle.
    bundle: PathBuf,
    /// The folder of a policy that stands alone.
    alone: PathBuf,
    /// The folder and the name of the policy above.
    policy: Option<(PathBuf, String)>,
    pub(crate) requests: Vec<String>,
    pub(crate) wrong: Vec<String>,
}

impl Reader {
    /// A reader with folders of its own.
    pub(crate) fn new(name: &str) -> Self {
        Self {
            bundle: folder(&format!("{name}/bundle")),
            alone: folder(&format!("{name}/alone")),
            policy: None,
            requests: Vec::new(),
            wrong: Vec::new(),
        }
    }

    /// Goes through a page; gives it back with what really came out.
    pub(crate) fn page(&mut self, name: &str, page: &str) -> String {
        let blocks = blocks(page);
        let mut lines: Vec<String> = page.lines().map(str::to_owned).collect();
        let mut shown = Vec::new();
        let mut whole = Vec::new();
        for block in &blocks {
            let at = format!("{name}:{}", block.lines.start);
            if block.kind == "bylaw" && !block.marks.contains_key("fragment") {
                whole.push(block.text.clone());
            }
            if let Some(text) = self.block(&at, block) {
                if text != block.text {
                    self.wrong.push(format!(
                        "{at}: this comes out:\n{text}\nnot this:\n{}",
                        block.text
                    ));
                }
                shown.push((block.lines.clone(), text));
            }
        }
        whole.extend(
            files(&self.bundle)
                .into_iter()
                .map(|path| fs::read_to_string(path).unwrap()),
        );
        for block in blocks.iter().filter(|b| b.marks.contains_key("fragment")) {
            let part = format!("\n{}", block.text);
            if !whole.iter().any(|text| format!("\n{text}").contains(&part)) {
                let at = block.lines.start;
                self.wrong
                    .push(format!("{name}:{at}: these lines stand in no whole policy"));
            }
        }
        for (range, text) in shown.into_iter().rev() {
            lines.splice(range, text.lines().map(str::to_owned));
        }
        lines.join("\n") + "\n"
    }

    /// What a block should show; none for a block that is given.
    fn block(&mut self, at: &str, block: &Block) -> Option<String> {
        let mark = |name: &str| block.marks.get(name).map(String::as_str);
        let marks: Vec<&str> = block.marks.keys().map(String::as_str).collect();
        match (block.kind.as_str(), marks.as_slice()) {
            ("bylaw", [] | ["file"]) => {
                let file = self.policy(at, &block.text, mark("file"), None);
                bylaws(file.parent()?, &["fmt", file.file_name()?.to_str()?]);
                Some(fs::read_to_string(file).unwrap())
            }
            ("bylaw", ["error"] | ["error", "file"] | ["file", "untidy"]) => {
                self.policy(at, &block.text, mark("file"), mark("error"));
                None
            }
            // Read when the whole page is known.
            ("bylaw", ["fragment"]) | ("rust", _) => None,
            ("toml" | "csv" | "rhai" | "json" | "ftl", ["file"]) => {
                let file = mark("file")?;
                if file == "bylaws.toml" {
                    fs::remove_dir_all(&self.bundle).unwrap();
                }
                write(&self.bundle.join(file), &block.text);
                None
            }
            ("json", []) => {
                self.requests = requests(&block.text);
                None
            }
            ("json", ["decision"]) => Some(self.decisions(mark("decision") == Some("whole"))),
            ("text", ["decision"]) => Some(self.explanations()),
            ("text", ["findings"]) => {
                let (folder, _) = self.policy.as_ref().expect("a policy above");
                let told = words(&bylaws(folder, &["check"]).stdout);
                Some(
                    told.split("\n\n")
                        .map(|part| part.trim_end().to_owned() + "\n")
                        .collect::<Vec<_>>()
                        .join("\n"),
                )
            }
            ("text", ["codes"]) => Some(codes()),
            ("console", [] | ["exit"]) => {
                Some(self.console(at, &block.text, mark("exit").unwrap_or("0")))
            }
            (kind, marks) => {
                self.wrong
                    .push(format!("{at}: nothing checks a block `{kind}` {marks:?}"));
                None
            }
        }
    }

    /// Checks a policy, or cases; gives the file that has it now.
    pub(crate) fn policy(
        &mut self,
        at: &str,
        text: &str,
        file: Option<&str>,
        error: Option<&str>,
    ) -> PathBuf {
        let folder = match file {
            Some(_) => self.bundle.clone(),
            None => self.alone.clone(),
        };
        if file.is_none() {
            write(&folder.join("bylaws.toml"), "[bundle]\nname = \"alone\"\n");
        }
        let path = folder.join(file.unwrap_or("policy.bylaw"));
        write(&path, text);
        let checked = bylaws(&folder, &["check", "--format", "json"]);
        let found = codes_in(&checked.stdout);
        let expected: BTreeSet<String> = error.map(str::to_owned).into_iter().collect();
        if found != expected {
            let told = words(&bylaws(&folder, &["check"]).stdout);
            self.wrong.push(format!(
                "{at}: this gives {found:?}, not {expected:?}:\n{told}"
            ));
        }
        let header = text.lines().find_map(|line| line.strip_prefix("policy "));
        if let Some(name) = header.and_then(|rest| rest.split_whitespace().next()) {
            self.policy = Some((folder, name.to_owned()));
        }
        path
    }

    /// Runs a verb on each request.
    fn each_request(&self, verb: &[&str]) -> Vec<String> {
        let (folder, policy) = self.policy.as_ref().expect("a policy above");
        let file = folder.join("request.of.page.json");
        let run = |request: &String| {
            write(&file, request);
            let mut arguments = vec![verb.first().copied().unwrap(), policy.as_str(), "--facts"];
            arguments.push(file.to_str().unwrap());
            arguments.extend(verb.iter().skip(1));
            words(&bylaws(folder, &arguments).stdout)
        };
        let told = self.requests.iter().map(run).collect();
        let _ = fs::remove_file(&file);
        told
    }

    fn decisions(&self, whole: bool) -> String {
        let trace = if whole { "brief" } else { "none" };
        let told = self.each_request(&["decide", "--format", "json", "--trace", trace]);
        told.iter()
            .map(|json| without_hash(&written(json, whole)))
            .collect()
    }

    pub(crate) fn explanations(&self) -> String {
        self.each_request(&["explain"]).join("\n")
    }

    fn console(&mut self, at: &str, text: &str, exit: &str) -> String {
        let commands = text.lines().filter_map(|line| line.strip_prefix("$ "));
        let mut shown = Vec::new();
        for command in commands {
            let mut arguments = command.split_whitespace();
            if arguments.next() != Some("bylaws") {
                self.wrong
                    .push(format!("{at}: `{command}` is not run by anything"));
            }
            let output = bylaws(&self.bundle, &arguments.collect::<Vec<_>>());
            let ended = output.status.code().map(|code| code.to_string());
            if ended.as_deref() != Some(exit) {
                self.wrong
                    .push(format!("{at}: `{command}` ends with {ended:?}"));
            }
            let told = words(&output.stdout) + &words(&output.stderr);
            let here = format!("{}/", self.bundle.display());
            let told = without_hash(&told).replace(&here, "");
            shown.push(format!("$ {command}\n{told}"));
        }
        shown.join("\n")
    }
}
