//! The cases in files: each text below `suite` that ends in `.case` is compiled, its requests are
//! decided, and everything that comes of it is held against the snapshot beside it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use bylaws_dsl::format::format;
use bylaws_dsl::{Diagnostic, Limits, SourceId};
use bylaws_runtime::locale::{Locale, Locales, Translations, Voice};
use bylaws_runtime::{Compiled, Options, Program, Trace, examples, explain, notice};
use walkdir::WalkDir;

use crate::support::{compile, diagnostics, place, read_options, repository};

/// A part of a case: its name and its text.
pub(crate) type Section = (String, String);

#[test]
fn cases() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite");
    let mut files: Vec<PathBuf> = WalkDir::new(&root)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.extension().is_some_and(|e| e == "case"))
        .collect();
    files.sort();
    assert!(files.len() >= 40, "the suite has lost its cases");
    let mut failed = Vec::new();
    for file in files {
        let name = file.strip_prefix(&root).unwrap().display().to_string();
        if catch_unwind(AssertUnwindSafe(|| case(&file))).is_err() {
            failed.push(name);
        }
    }
    assert!(
        failed.is_empty(),
        "these cases differ from their snapshots: {failed:#?}"
    );
}

fn case(file: &Path) {
    let rendered = render(&sections(&std::fs::read_to_string(file).unwrap()));
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(file.parent().unwrap());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!(file.file_stem().unwrap().to_str().unwrap(), rendered);
    });
}

/// Cuts a case at its lines `--- NAME ---`; what stands above the first is for the reader.
pub(crate) fn sections(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in text.split_inclusive('\n') {
        let name = line
            .trim_end()
            .strip_prefix("--- ")
            .and_then(|rest| rest.strip_suffix(" ---"));
        match (name, sections.last_mut()) {
            (Some(name), _) => sections.push((name.to_owned(), String::new())),
            (None, Some((_, text))) => text.push_str(line),
            (None, None) => {}
        }
    }
    sections
}

pub(crate) fn render(sections: &[Section]) -> String {
    let is_text = |name: &str| {
        [".bylaw", ".cases", ".csv", ".json", ".rhai", ".ftl"]
            .iter()
            .any(|end| name.ends_with(end))
    };
    let texts = sections.iter().filter(|(name, _)| is_text(name));
    if sections.iter().any(|(name, _)| name == "format") {
        return texts
            .map(|(name, text)| laid_out(name, text))
            .collect::<String>();
    }
    let of_library = sections.iter().filter(|(name, _)| name == "library");
    let of_library: Vec<Section> = of_library.flat_map(|(_, text)| library(text)).collect();
    let texts = texts.chain(&of_library);
    let mut compiled = compile(texts.map(|(name, text)| (name.as_str(), text.as_str())));
    let translations = translate(&mut compiled, sections);
    // Small policies leave things unused; only a case about lints shows what they tell.
    if !sections.iter().any(|(name, _)| name == "lints") {
        let is_lint = |found: &Diagnostic| found.code.id().starts_with("W052");
        compiled.diagnostics.retain(|found| !is_lint(found));
    }
    let mut out = diagnostics(&compiled);
    let mut options = Options::default();
    let mut program = compiled
        .bundle
        .as_ref()
        .and_then(|bundle| bundle.programs().next());
    for (name, text) in sections.iter().filter(|(name, _)| !is_text(name)) {
        match name.as_str() {
            "lints" | "library" | "locales" => {}
            "options" => {
                options = Options::default();
                for line in read_options(text, &mut options) {
                    if line == "trace full" {
                        options.trace = Trace::Full;
                    } else if let Some(name) = line.strip_prefix("policy ") {
                        program = compiled.bundle.as_ref().and_then(|b| b.program(name));
                    } else {
                        panic!("`{line}` is no option");
                    }
                }
            }
            "request" => {
                let program = program.expect("a policy without errors for the request");
                for request in requests(text) {
                    out.push_str(&decided(program, request, &options));
                }
            }
            languages if languages.starts_with("notice ") => {
                let program = program.expect("a policy without errors for the notice");
                for request in requests(text) {
                    out.push_str(&format!("\n=== {}\n", shown(request)));
                    for tag in languages.split(' ').skip(1) {
                        let voice = translations.voice(program, Locale::find(tag).unwrap());
                        out.push_str(&noticed(program, request, &options, &voice));
                    }
                }
            }
            "test" => {
                let program = program.expect("a policy without errors to test");
                out.push_str(&tested(program));
            }
            "show" => {
                let program = program.expect("a policy without errors to show");
                let shown = explain::text(&explain::show(program), &explain::Palette::default());
                out.push_str(&format!("\n=== the policy\n{}", trimmed(&shown)));
            }
            other => panic!("a section is named `{other}`"),
        }
    }
    if out.is_empty() {
        out.push_str("nothing to report\n");
    }
    out
}

/// The files of the library that a case names, a path a line.
fn library(paths: &str) -> Vec<Section> {
    let root = repository().join("policies");
    let read = |path: &str| {
        (
            path.to_owned(),
            std::fs::read_to_string(root.join(path)).unwrap(),
        )
    };
    paths
        .lines()
        .map(str::trim)
        .filter(|path| !path.is_empty())
        .map(read)
        .collect()
}

/// Reads the translations of a case, and tells what is found with the rest.
fn translate(compiled: &mut Compiled, sections: &[Section]) -> Translations {
    let mut locales = Locales::default();
    let lines = sections.iter().filter(|(name, _)| name == "locales");
    for line in lines.flat_map(|(_, text)| text.lines()) {
        let mut words = line.split_whitespace();
        match words.next() {
            Some("default") => locales.default = Locale::find(words.next().unwrap()).unwrap(),
            Some("also") => locales
                .also
                .extend(words.map(|tag| Locale::find(tag).unwrap())),
            _ => {}
        }
    }
    let bundle = compiled.bundle.as_ref();
    let (translations, found) = Translations::read(&compiled.sources, bundle, &locales);
    compiled.diagnostics.extend(found);
    translations
}

/// The notice on a request, as text and as JSON.
fn noticed(
    program: &std::sync::Arc<Program>,
    request: &str,
    options: &Options,
    voice: &Voice<'_>,
) -> String {
    let options = Options {
        trace: Trace::Full,
        ..options.clone()
    };
    let decision = program.decide_json(request, &options);
    let notice = notice::notice(&decision, voice);
    for told in [
        notice::html(std::slice::from_ref(&notice)),
        notice::json(&notice),
    ] {
        assert!(
            told.contains(voice.locale().tag()),
            "a notice says its language"
        );
    }
    let text = notice::text(&notice, &explain::Palette::default());
    format!("\n[{}]\n{}", voice.locale().tag(), trimmed(&text))
}

/// What the formatter makes of a text; the ends of lines can be seen.
fn laid_out(name: &str, text: &str) -> String {
    let formatted = format(SourceId(0), text, &Limits::default());
    let said = match formatted.text {
        Some(once) => {
            let twice = format(SourceId(0), &once, &Limits::default());
            assert_eq!(twice.text.as_ref(), Some(&once), "{name} is laid out twice");
            once
        }
        None => {
            let codes = formatted.diagnostics.iter().map(|found| found.code.id());
            format!("refused: {}\n", codes.collect::<Vec<_>>().join(", "))
        }
    };
    let lines = said.lines().map(|line| format!("{line}|\n"));
    format!("=== {name}\n{}", lines.collect::<String>())
}

/// One request a line where each line is an object of its own, else one in all.
pub(crate) fn requests(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    match lines
        .iter()
        .all(|line| line.starts_with('{') && line.ends_with('}'))
    {
        true => lines,
        false => vec![text.trim()],
    }
}

fn decided(program: &std::sync::Arc<Program>, request: &str, options: &Options) -> String {
    let decision = program.decide_json(request, options);
    let json = explain::decision_json(&decision).replace(&program.hash().to_string(), "sha256:…");
    let told = program.decide_json(
        request,
        &Options {
            trace: Trace::Full,
            ..options.clone()
        },
    );
    let words = explain::text(&explain::report(&told), &explain::Palette::default());
    let words = trimmed(&words);
    format!("\n=== {}\n{}\n\n{words}", shown(request), pretty(&json))
}

/// What came of each example: a line of its own, and one for each thing that differs.
fn tested(program: &std::sync::Arc<Program>) -> String {
    let policy = program.policy();
    let mut out = String::from("\n=== the examples\n");
    for id in policy.examples.ids() {
        let example = policy.examples.at(id);
        let outcome = examples::run(program, id);
        let sign = if outcome.mismatches.is_empty() {
            "passes"
        } else {
            "FAILS"
        };
        let at = place(program.sources(), example.span);
        out.push_str(&format!("{sign}  {at} {}\n", example.name));
        for found in outcome.mismatches {
            let at = place(program.sources(), found.span);
            let (what, expected, found) = (found.what, found.expected, found.found);
            out.push_str(&format!(
                "  {at} {what}: expected {expected}, found {found}\n"
            ));
        }
    }
    out
}

fn trimmed(text: &str) -> String {
    text.lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

fn shown(request: &str) -> String {
    let line = request.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(300) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// JSON with an entry a line where it is long; the digits of numbers stay as they are.
fn pretty(json: &str) -> String {
    let value: Vec<char> = json.chars().collect();
    let mut out = String::new();
    written(&value, &mut 0, 0, &mut out);
    out
}

fn written(json: &[char], at: &mut usize, depth: usize, out: &mut String) {
    let end = value_end(json, *at);
    let whole: String = json[*at..end].iter().collect();
    let long = whole.chars().count() + 2 * depth > 100 || depth == 0;
    if !long || !matches!(json[*at], '{' | '[') {
        out.push_str(&whole);
        *at = end;
        return;
    }
    let close = json[end - 1];
    out.push(json[*at]);
    *at += 1;
    while json[*at] != close {
        out.push('\n');
        out.push_str(&"  ".repeat(depth + 1));
        if close == '}' {
            let key_end = value_end(json, *at);
            out.extend(&json[*at..key_end]);
            out.push_str(": ");
            *at = key_end + 1;
        }
        written(json, at, depth + 1, out);
        if json[*at] == ',' {
            out.push(',');
            *at += 1;
        }
    }
    out.push('\n');
    out.push_str(&"  ".repeat(depth));
    out.push(close);
    *at += 1;
}

/// Where the value that begins at a place ends.
fn value_end(json: &[char], start: usize) -> usize {
    let (mut depth, mut quoted, mut at) = (0usize, false, start);
    while at < json.len() {
        match json[at] {
            '\\' if quoted => at += 1,
            '"' => quoted = !quoted,
            '{' | '[' if !quoted => depth += 1,
            '}' | ']' if !quoted && depth == 0 => return at,
            '}' | ']' if !quoted => depth -= 1,
            ',' | ':' if !quoted && depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    at
}
