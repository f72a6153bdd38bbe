//! Finding, reading and compiling a bundle.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bylaws_dsl::{Diagnostic, Position, SourceMap, codes, suggest};
use bylaws_runtime::{Bundle, Limits, Program};

use crate::data::DataFiles;
use crate::exit::{Exit, Stop};
use crate::finding::{Finding, Place};
use crate::{glob, manifest};

const MANIFEST: &str = "bylaws.toml";

/// A bundle as it was found on disk.
pub(crate) struct Loaded {
    /// The bundle, if nothing is wrong with it.
    pub(crate) bundle: Option<Bundle>,
    pub(crate) sources: Arc<SourceMap>,
    /// What was found in texts that could be read.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// Files that could not be read.
    pub(crate) unreadable: Vec<Finding>,
}

/// Loads the bundle of the folder, or of the nearest parent with a manifest.
pub(crate) fn load(folder: Option<&Path>) -> Result<Loaded, Stop> {
    let root = root(folder)?;
    let (path, manifest) = read_manifest(&root)?;
    let mut loaded = compile(&root, wanted(&root, &path, &manifest)?);
    if let Some(mut bundle) = loaded.bundle.take() {
        for (policy, choices) in &manifest.readings {
            known_policy(&bundle, policy)?;
            bundle = bundle
                .with_readings(policy, choices)
                .map_err(|error| Stop {
                    exit: Exit::Input,
                    message: format!(
                        "error{}: [readings] of {}",
                        bylaws_runtime::explain::error_words(&error),
                        manifest.name
                    ),
                })?;
        }
        loaded.bundle = Some(bundle);
    }
    Ok(loaded)
}

/// The policies and cases of the bundle in a folder.
pub(crate) fn files(root: &Path) -> Result<Vec<PathBuf>, Stop> {
    let (path, manifest) = read_manifest(root)?;
    wanted(root, &path, &manifest)
}

fn read_manifest(root: &Path) -> Result<(PathBuf, manifest::Manifest), Stop> {
    let path = root.join(MANIFEST);
    let text = fs_read(&path).map_err(|problem| {
        Stop::coded(
            Exit::Input,
            codes::UNREADABLE_FILE,
            format!("{}: {}", path.display(), problem.words()),
            None,
        )
    })?;
    let manifest = manifest::read(&path, &text)?;
    Ok((path, manifest))
}

/// The files that the manifest's patterns name, and all cases.
fn wanted(root: &Path, path: &Path, manifest: &manifest::Manifest) -> Result<Vec<PathBuf>, Stop> {
    let mut patterns = manifest.policies.clone();
    patterns.push("**/*.cases".to_owned());
    let wanted = glob::patterns(&patterns).map_err(|error| {
        Stop::coded(
            Exit::Input,
            codes::BAD_MANIFEST,
            format!("{}: {error}", path.display()),
            None,
        )
    })?;
    Ok(glob::files(root, &wanted))
}

/// Loads files that need not belong to a bundle.
pub(crate) fn load_files(files: Vec<PathBuf>) -> Loaded {
    compile(Path::new(""), files)
}

/// One policy of a bundle that must be whole.
pub(crate) fn program(folder: Option<&Path>, policy: &str) -> Result<Arc<Program>, Stop> {
    let bundle = whole(load(folder)?)?;
    known_policy(&bundle, policy).cloned()
}

/// The bundle, or everything that is wrong with it.
pub(crate) fn whole(loaded: Loaded) -> Result<Bundle, Stop> {
    match loaded.bundle {
        Some(bundle) if loaded.unreadable.is_empty() => Ok(bundle),
        _ => {
            let errors = loaded.diagnostics.iter().filter(|d| d.is_error());
            let mut messages: Vec<String> = loaded.unreadable.iter().map(Finding::human).collect();
            messages.extend(errors.map(|d| bylaws_dsl::render::human(d, &loaded.sources, true)));
            Err(Stop {
                exit: Exit::Input,
                message: messages.join("\n\n"),
            })
        }
    }
}

fn known_policy<'a>(bundle: &'a Bundle, name: &str) -> Result<&'a Arc<Program>, Stop> {
    bundle.program(name).ok_or_else(|| {
        let names: Vec<&str> = bundle
            .programs()
            .map(|program| program.policy().name.as_str())
            .collect();
        let help = suggest::did_you_mean(name, names.iter().copied()).unwrap_or_else(|| {
            format!("the bundle has {}", suggest::one_of(names.iter().copied()))
        });
        let message = format!("the bundle has no policy `{name}`");
        Stop::coded(Exit::Usage, codes::NO_SUCH_POLICY, message, Some(help))
    })
}

/// Whether a folder, or one above it, is a bundle.
pub(crate) fn root(folder: Option<&Path>) -> Result<PathBuf, Stop> {
    let missing = |place: String| {
        let help = "`bylaws init` makes a new bundle, `-C DIR` names the folder of one".to_owned();
        Stop::coded(
            Exit::Input,
            codes::NO_MANIFEST,
            format!("no {MANIFEST} {place}"),
            Some(help),
        )
    };
    if let Some(folder) = folder {
        return match folder.join(MANIFEST).is_file() {
            true => Ok(folder.to_owned()),
            false => Err(missing(format!("in {}", folder.display()))),
        };
    }
    let here = std::env::current_dir()?;
    let found = here
        .ancestors()
        .find(|folder| folder.join(MANIFEST).is_file());
    found
        .map(Path::to_owned)
        .ok_or_else(|| missing(format!("in {} or a folder above it", here.display())))
}

fn compile(root: &Path, files: Vec<PathBuf>) -> Loaded {
    let mut sources = SourceMap::default();
    let mut unreadable = Vec::new();
    let name_of = |path: &Path| {
        let path = path.strip_prefix(root).unwrap_or(path);
        path.to_string_lossy().replace('\\', "/")
    };
    let mut data = DataFiles::default();
    for path in files {
        match fs_read(&path) {
            Ok(text) => {
                data.note(&path, &text);
                sources.add(name_of(&path), text);
            }
            Err(problem) => unreadable.push(problem.finding(&name_of(&path))),
        }
    }
    for (path, mentioned) in data.found() {
        match fs_read(&path) {
            Ok(text) => {
                sources.add(name_of(&path), text);
            }
            Err(problem) if mentioned => unreadable.push(problem.finding(&name_of(&path))),
            Err(_) => {}
        }
    }
    let compiled = Bundle::compile(sources, &Limits::default());
    Loaded {
        bundle: compiled.bundle,
        sources: compiled.sources,
        diagnostics: compiled.diagnostics,
        unreadable,
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
