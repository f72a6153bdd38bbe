//! Findings as programs read them: JSON, SARIF, and the annotations of GitHub.

use std::path::Path;

use bylaws_dsl::{Code, Diagnostic, Position, Severity, SourceMap, Span};
use serde_json::{Value, json};

use crate::paths;

/// A finding with its place spelled out.
#[derive(Clone)]
pub(crate) struct Finding {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) place: Place,
    pub(crate) label: String,
    pub(crate) related: Vec<(Place, String)>,
    pub(crate) help: Vec<String>,
}

/// A range of a file, in lines and columns counted from 1.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) file: String,
    pub(crate) start: Position,
    pub(crate) end: Position,
}

impl Place {
    fn of(span: Span, sources: &SourceMap) -> Self {
        let origin = Position { line: 1, column: 1 };
        match sources.get(span.source) {
            Some(source) => Self {
                file: source.name.clone(),
                start: source.position(span.start),
                end: source.position(span.end),
            },
            None => Self {
                file: String::new(),
                start: origin,
                end: origin,
            },
        }
    }

    fn json(&self) -> Value {
        json!({
            "file": self.file,
            "line": self.start.line, "column": self.start.column,
            "end_line": self.end.line, "end_column": self.end.column
        })
    }

    fn sarif(&self) -> Value {
        json!({ "physicalLocation": {
            "artifactLocation": { "uri": uri(&self.file), "uriBaseId": BASE },
            "region": {
                "startLine": self.start.line, "startColumn": self.start.column,
                "endLine": self.end.line, "endColumn": self.end.column
            }
        }})
    }
}

impl Finding {
    pub(crate) fn of(diagnostic: &Diagnostic, sources: &SourceMap) -> Self {
        let related = diagnostic.related.iter();
        Self {
            code: diagnostic.code,
            message: diagnostic.message.clone(),
            place: Place::of(diagnostic.span, sources),
            label: diagnostic.label.clone(),
            related: related
                .map(|other| (Place::of(other.span, sources), other.label.clone()))
                .collect(),
            help: diagnostic.help.clone(),
        }
    }

    /// The finding with the files of a folder as the working directory sees them.
    pub(crate) fn seen_from_here(mut self, folder: &Path) -> Self {
        let related = self.related.iter_mut().map(|(place, _)| place);
        for place in std::iter::once(&mut self.place).chain(related) {
            place.file = slashes(&paths::from_here(folder, &place.file));
        }
        self
    }

    pub(crate) fn is_error(&self) -> bool {
        self.code.severity() == Severity::Error
    }

    fn level(&self) -> &'static str {
        if self.is_error() { "error" } else { "warning" }
    }

    /// The finding without lines of text around it.
    pub(crate) fn human(&self) -> String {
        let help: String = self
            .help
            .iter()
            .map(|help| format!("\n  = help: {help}"))
            .collect();
        let Place { file, start, .. } = &self.place;
        let at = format!("\n --> {file}:{}:{}", start.line, start.column);
        format!(
            "{}[{}]: {}{at}{help}",
            self.level(),
            self.code.id(),
            self.message
        )
    }

    pub(crate) fn json(&self) -> Value {
        let related: Vec<Value> = self
            .related
            .iter()
            .map(|(place, label)| {
                let mut value = place.json();
                if let Some(object) = value.as_object_mut() {
                    object.insert("label".to_owned(), json!(label));
                }
                value
            })
            .collect();
        let mut value = self.place.json();
        if let Some(object) = value.as_object_mut() {
            object.insert("code".to_owned(), json!(self.code.id()));
            object.insert("severity".to_owned(), json!(self.level()));
            object.insert("message".to_owned(), json!(self.message));
            object.insert("label".to_owned(), json!(self.label));
            object.insert("related".to_owned(), json!(related));
            object.insert("help".to_owned(), json!(self.help));
        }
        value
    }

    /// One line that GitHub shows beside the changed file.
    pub(crate) fn github(&self) -> String {
        let escaped = |text: &str| {
            text.replace('%', "%25")
                .replace('\r', "%0D")
                .replace('\n', "%0A")
        };
        let property = |text: &str| escaped(text).replace(':', "%3A").replace(',', "%2C");
        let Place { file, start, end } = &self.place;
        let help = self.help.join("\n");
        let message = if help.is_empty() {
            self.message.clone()
        } else {
            format!("{}\n{help}", self.message)
        };
        format!(
            "::{} file={},line={},col={},endLine={},endColumn={},title={}::{}",
            self.level(),
            property(file),
            start.line,
            start.column,
            end.line,
            end.column,
            self.code.id(),
            escaped(&message)
        )
    }
}

/// What SARIF calls the folder that the paths start from; code hosts know it by this name.
const BASE: &str = "%SRCROOT%";

/// A path as text, with `/` between folders.
pub(crate) fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// A path as a URI has it.
fn uri(path: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
    let bytes = path.bytes().map(|b| match plain(b) {
        true => char::from(b).to_string(),
        false => format!("%{b:02X}"),
    });
    bytes.collect()
}

/// All findings as one SARIF 2.1.0 document; their files are relative to a folder.
pub(crate) fn sarif(findings: &[Finding], folder: &Path) -> Value {
    let folder = slashes(folder);
    let base = format!("file:///{}/", uri(folder.trim_matches('/')));
    let mut codes: Vec<Code> = findings.iter().map(|finding| finding.code).collect();
    codes.sort_by_key(|code| code.id());
    codes.dedup();
    let rules: Vec<Value> = codes
        .iter()
        .map(|code| {
            json!({
                "id": code.id(),
                "shortDescription": { "text": code.summary() },
                "help": { "text": code.page(), "markdown": code.page() }
            })
        })
        .collect();
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| {
            let text = std::iter::once(&finding.message).chain(&finding.help);
            let related: Vec<Value> = finding
                .related
                .iter()
                .map(|(place, label)| {
                    let mut location = place.sarif();
                    if let Some(object) = location.as_object_mut() {
                        object.insert("message".to_owned(), json!({ "text": label }));
                    }
                    location
                })
                .collect();
            json!({
                "ruleId": finding.code.id(),
                "level": finding.level(),
                "message": { "text": text.map(String::as_str).collect::<Vec<_>>().join("; ") },
                "locations": [finding.place.sarif()],
                "relatedLocations": related
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "bylaws", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "originalUriBaseIds": { BASE: { "uri": base } },
            "results": results
        }]
    })
}
