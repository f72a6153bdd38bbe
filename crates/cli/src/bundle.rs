//! Finding, reading and compiling a bundle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bylaws_dsl::{Diagnostic, Position, SourceMap, codes, suggest};
use bylaws_runtime::locale::{Locales, Translations};
use bylaws_runtime::{Bundle, Limits, Program, ScriptLimits};

use crate::data::DataFiles;
use crate::exit::{Exit, Stop};
use crate::finding::{Finding, Place};
use crate::manifest::{Choice, Manifest, Problem, Written};
use crate::{glob, locales, manifest, scripts};

/// A bundle as it was found on disk.
pub(crate) struct Loaded {
    /// The bundle, if nothing is wrong with it.
    pub(crate) bundle: Option<Bundle>,
    pub(crate) sources: Arc<SourceMap>,
    /// The words of its policies in the languages of members.
    pub(crate) translations: Translations,
    /// What was found in texts that could be read.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Files that could not be read.
    pub(crate) unreadable: Vec<Finding>,
    /// How a command ends that finds errors: a file or a manifest that cannot be read is bad
    /// input, an error in a policy a no.
    pub(crate) on_error: Exit,
    /// The folder that the names of the sources are relative to.
    pub(crate) root: PathBuf,
}

impl Loaded {
    /// The errors in texts that could be read.
    pub(crate) fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter().filter(|found| found.is_error())
    }

    /// Everything that was found, with its place.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let located = self.diagnostics.iter();
        let located = located.map(|found| Finding::of(found, &self.sources));
        self.unreadable.iter().cloned().chain(located).collect()
    }

    /// Adds what is wrong with the manifest. Nothing can be decided then.
    fn refuse(&mut self, manifest: &str, problems: Vec<Problem>) {
        if problems.is_empty() {
            return;
        }
        let mut sources = SourceMap::clone(&self.sources);
        let source = sources.add(manifest::FILE, manifest);
        let found = problems.into_iter().map(|found| found.diagnostic(source));
        self.diagnostics.splice(0..0, found);
        self.sources = Arc::new(sources);
        self.bundle = None;
        self.on_error = Exit::Input;
    }
}

/// Files that stand in the place of others; none where a file counts as missing.
pub(crate) type Instead = BTreeMap<PathBuf, Option<PathBuf>>;

/// Loads the bundle of the folder, or of the nearest parent with a manifest.
pub(crate) fn load(folder: Option<&Path>) -> Result<Loaded, Stop> {
    load_with(folder, &Instead::new())
}

/// The same with other files in the place of some.
pub(crate) fn load_with(folder: Option<&Path>, instead: &Instead) -> Result<Loaded, Stop> {
    let root = root(folder)?;
    let text = manifest_text(&root)?;
    let manifest = match manifest::read(&text) {
        Ok(manifest) => manifest,
        Err(problems) => {
            let mut loaded = compile(&root, Vec::new(), scripts::limits());
            loaded.refuse(&text, problems);
            return Ok(loaded);
        }
    };
    let (files, mut problems) = wanted(&root, &manifest);
    let mut loaded = compile_with(&root, files, manifest.scripts, &manifest.locales, instead);
    if let Some(mut bundle) = loaded.bundle.take() {
        for (policy, choices) in &manifest.readings {
            match with_readings(&bundle, policy, choices) {
                Ok(chosen) => bundle = chosen,
                Err(wrong) => problems.extend(wrong),
            }
        }
        loaded.bundle = Some(bundle);
    }
    loaded.refuse(&text, problems);
    Ok(loaded)
}

/// The policies and cases of the bundle in a folder.
pub(crate) fn files(root: &Path) -> Result<Vec<PathBuf>, Stop> {
    let text = manifest_text(root)?;
    let problems = match manifest::read(&text) {
        Ok(manifest) => match wanted(root, &manifest) {
            (files, problems) if problems.is_empty() => return Ok(files),
            (_, problems) => problems,
        },
        Err(problems) => problems,
    };
    let mut loaded = compile(root, Vec::new(), scripts::limits());
    loaded.refuse(&text, problems);
    Err(broken(&loaded))
}

fn manifest_text(root: &Path) -> Result<String, Stop> {
    let path = root.join(manifest::FILE);
    fs_read(&path).map_err(|problem| {
        let message = format!("{}: {}", path.display(), problem.words());
        Stop::coded(Exit::Input, codes::UNREADABLE_FILE, message, None)
    })
}

/// The policies that the manifest names and all cases, with the patterns that name nothing.
fn wanted(root: &Path, manifest: &Manifest) -> (Vec<PathBuf>, Vec<Problem>) {
    let mut patterns: Vec<String> = Vec::new();
    let mut problems = Vec::new();
    for pattern in &manifest.policies {
        match glob::patterns(std::slice::from_ref(&pattern.value)) {
            Ok(_) => patterns.push(pattern.value.clone()),
            Err(error) => {
                let message = format!("this is no pattern of files: {}", error.kind());
                problems.push(Problem::new(codes::BAD_MANIFEST, &pattern.at, message));
            }
        }
    }
    patterns.push("**/*.cases".to_owned());
    let Ok(wanted) = glob::patterns(&patterns) else {
        return (Vec::new(), problems);
    };
    let files = glob::files(root, &wanted);
    let found: BTreeSet<usize> = files
        .iter()
        .filter_map(|file| file.strip_prefix(root).ok())
        .flat_map(|within| wanted.matches(within))
        .collect();
    for pattern in &manifest.policies {
        let place = patterns.iter().position(|other| *other == pattern.value);
        if place.is_some_and(|place| !found.contains(&place)) {
            let message = format!("no file of the bundle matches `{}`", pattern.value);
            let help = "patterns are relative to the folder of the manifest: `**/*.bylaw` is every policy in it and below";
            problems.push(
                Problem::new(codes::PATTERN_WITHOUT_FILE, &pattern.at, message)
                    .help(Some(help.to_owned())),
            );
        }
    }
    (files, problems)
}

/// The bundle with the choices that its manifest makes for one policy.
fn with_readings(
    bundle: &Bundle,
    policy: &Written<String>,
    choices: &[Choice],
) -> Result<Bundle, Vec<Problem>> {
    if let Err((message, help)) = known_policy(bundle, &policy.value) {
        let problem = Problem::new(codes::NO_SUCH_POLICY, &policy.at, message);
        return Err(vec![problem.help(Some(help))]);
    }
    let pair = |choice: &Choice| (choice.reading.clone(), choice.choice.clone());
    let wrong: Vec<Problem> = choices
        .iter()
        .filter_map(|choice| {
            let alone = bundle.clone().with_readings(&policy.value, &[pair(choice)]);
            let error = alone.err()?;
            let help = error.allowed.map(|allowed| format!("it may be {allowed}"));
            Some(Problem::new(error.code, &choice.at, error.message).help(help))
        })
        .collect();
    if !wrong.is_empty() {
        return Err(wrong);
    }
    let pairs: Vec<(String, String)> = choices.iter().map(pair).collect();
    bundle
        .clone()
        .with_readings(&policy.value, &pairs)
        .map_err(|error| vec![Problem::new(error.code, &policy.at, error.message)])
}

/// Loads files that need not belong to a bundle.
pub(crate) fn load_files(files: Vec<PathBuf>) -> Loaded {
    compile(Path::new(""), files, scripts::limits())
}

/// One policy of a bundle that must be whole.
pub(crate) fn program(folder: Option<&Path>, policy: &str) -> Result<Arc<Program>, Stop> {
    Ok(translated(folder, policy)?.0)
}

/// The same with the translations of the bundle.
pub(crate) fn translated(
    folder: Option<&Path>,
    policy: &str,
) -> Result<(Arc<Program>, Translations), Stop> {
    let mut loaded = load(folder)?;
    let translations = std::mem::take(&mut loaded.translations);
    let bundle = whole(loaded)?;
    Ok((named(&bundle, policy)?, translations))
}

/// The policy of this name, or the end of a command that was asked about it.
pub(crate) fn named(bundle: &Bundle, policy: &str) -> Result<Arc<Program>, Stop> {
    known_policy(bundle, policy)
        .cloned()
        .map_err(|(message, help)| {
            Stop::coded(Exit::Usage, codes::NO_SUCH_POLICY, message, Some(help))
        })
}

/// The bundle, or everything that is wrong with it.
pub(crate) fn whole(loaded: Loaded) -> Result<Bundle, Stop> {
    match loaded.bundle {
        Some(bundle) if loaded.unreadable.is_empty() => Ok(bundle),
        _ => Err(broken(&loaded)),
    }
}

/// The end of a command that needs a whole bundle and has none.
pub(crate) fn broken(loaded: &Loaded) -> Stop {
    let unreadable = loaded.unreadable.iter().map(Finding::human);
    let errors = loaded.errors();
    let errors = errors.map(|found| bylaws_dsl::render::human(found, &loaded.sources, true));
    Stop {
        exit: loaded.on_error,
        message: unreadable.chain(errors).collect::<Vec<_>>().join("\n\n"),
    }
}

/// The policy of this name, or that there is none and what was probably meant.
fn known_policy<'a>(bundle: &'a Bundle, name: &str) -> Result<&'a Arc<Program>, (String, String)> {
    bundle.program(name).ok_or_else(|| {
        let names: Vec<&str> = bundle
            .programs()
            .map(|program| program.policy().name.as_str())
            .collect();
        let help =
            suggest::did_you_mean(name, names.iter().copied()).unwrap_or_else(|| {
                match names.is_empty() {
                    true => "the bundle has no policy at all".to_owned(),
                    false => format!("the bundle has {}", suggest::one_of(names.iter().copied())),
                }
            });
        (format!("the bundle has no policy `{name}`"), help)
    })
}

/// Whether a folder, or one above it, is a bundle.
pub(crate) fn root(folder: Option<&Path>) -> Result<PathBuf, Stop> {
    let missing = |place: String| {
        let help = "`bylaws init` makes a new bundle, `-C DIR` names the folder of one".to_owned();
        Stop::coded(
            Exit::Input,
            codes::NO_MANIFEST,
            format!("no {} {place}", manifest::FILE),
            Some(help),
        )
    };
    if let Some(folder) = folder {
        return match folder.join(manifest::FILE).is_file() {
            true => Ok(folder.to_owned()),
            false => Err(missing(format!("in {}", folder.display()))),
        };
    }
    let here = std::env::current_dir()?;
    let found = here
        .ancestors()
        .find(|folder| folder.join(manifest::FILE).is_file());
    found
        .map(Path::to_owned)
        .ok_or_else(|| missing(format!("in {} or a folder above it", here.display())))
}

fn compile(root: &Path, files: Vec<PathBuf>, scripts: ScriptLimits) -> Loaded {
    compile_with(root, files, scripts, &Locales::default(), &Instead::new())
}

fn compile_with(
    root: &Path,
    files: Vec<PathBuf>,
    scripts: ScriptLimits,
    locales: &Locales,
    instead: &Instead,
) -> Loaded {
    let full = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let read = |path: &Path| match instead.is_empty() {
        true => fs_read(path),
        false => fs_read(
            instead
                .get(&full(path))
                .and_then(Option::as_deref)
                .unwrap_or(path),
        ),
    };
    let left_out =
        |path: &Path| !instead.is_empty() && instead.get(&full(path)).is_some_and(Option::is_none);
    let mut sources = SourceMap::default();
    let mut unreadable = Vec::new();
    let mut on_error = Exit::No;
    let name_of = |path: &Path| {
        let path = path.strip_prefix(root).unwrap_or(path);
        path.to_string_lossy().replace('\\', "/")
    };
    let mut data = DataFiles::default();
    let translations = locales::files(files.iter());
    for path in files.into_iter().filter(|path| !left_out(path)) {
        match read(&path) {
            Ok(text) => {
                data.note(&path, &text);
                sources.add(name_of(&path), text);
            }
            Err(problem) => {
                if matches!(problem, Unreadable::Io(_)) {
                    on_error = Exit::Input;
                }
                unreadable.push(problem.finding(&name_of(&path)));
            }
        }
    }
    for (path, mentioned) in data.found(root) {
        match read(&path) {
            Ok(text) => {
                sources.add(name_of(&path), text);
            }
            Err(problem) if mentioned => {
                if matches!(problem, Unreadable::Io(_)) {
                    on_error = Exit::Input;
                }
                unreadable.push(problem.finding(&name_of(&path)));
            }
            Err(_) => {}
        }
    }
    for path in translations {
        match read(&path) {
            Ok(text) => {
                sources.add(name_of(&path), text);
            }
            Err(problem) => unreadable.push(problem.finding(&name_of(&path))),
        }
    }
    let limits = Limits {
        scripts,
        ..Limits::default()
    };
    let compiled = Bundle::compile(sources, &limits);
    let mut diagnostics = compiled.diagnostics;
    let (translations, found) =
        Translations::read(&compiled.sources, compiled.bundle.as_ref(), locales);
    let is_broken = found.iter().any(Diagnostic::is_error);
    diagnostics.extend(found);
    Loaded {
        bundle: compiled.bundle.filter(|_| !is_broken),
        sources: compiled.sources,
        translations,
        diagnostics,
        unreadable,
        on_error,
        root: root.to_owned(),
    }
}

/// Why a text could not be had.
pub(crate) enum Unreadable {
    Io(std::io::Error),
    TooLarge(u64, usize),
    NotUtf8(Position),
}

impl Unreadable {
    pub(crate) fn words(&self) -> String {
        match self {
            Unreadable::Io(error) => format!("cannot be read: {error}"),
            Unreadable::TooLarge(bytes, limit) => {
                format!("has {bytes} bytes, more than the limit of {limit}")
            }
            Unreadable::NotUtf8(_) => "is not UTF-8 text".to_owned(),
        }
    }

    pub(crate) fn finding(&self, name: &str) -> Finding {
        let (code, help) = match self {
            Unreadable::Io(_) => (codes::UNREADABLE_FILE, None),
            Unreadable::TooLarge(..) => (
                codes::SOURCE_TOO_LARGE,
                Some("split the policy into several files"),
            ),
            Unreadable::NotUtf8(_) => (codes::NOT_UTF8, Some("save the file as UTF-8")),
        };
        let position = match self {
            Unreadable::NotUtf8(position) => *position,
            _ => Position { line: 1, column: 1 },
        };
        Finding {
            code,
            message: format!("{name} {}", self.words()),
            place: Place {
                file: name.to_owned(),
                start: position,
                end: position,
            },
            label: String::new(),
            related: Vec::new(),
            help: help.into_iter().map(str::to_owned).collect(),
        }
    }
}

/// Reads a text of a size that a policy may have.
#[expect(
    clippy::disallowed_methods,
    reason = "the command is the shell that reads files"
)]
pub(crate) fn fs_read(path: &Path) -> Result<String, Unreadable> {
    let limit = Limits::default().text.source_bytes;
    let size = fs::metadata(path).map_err(Unreadable::Io)?.len();
    if size > limit as u64 {
        return Err(Unreadable::TooLarge(size, limit));
    }
    utf8(fs::read(path).map_err(Unreadable::Io)?)
}

/// Bytes as text, or the place of the first that is none.
pub(crate) fn utf8(bytes: Vec<u8>) -> Result<String, Unreadable> {
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let before =
            String::from_utf8_lossy(error.as_bytes().get(..valid).unwrap_or_default()).into_owned();
        let line = before.matches('\n').count() as u32 + 1;
        let column = before
            .rsplit('\n')
            .next()
            .map_or(0, |last| last.chars().count()) as u32
            + 1;
        Unreadable::NotUtf8(Position { line, column })
    })
}
