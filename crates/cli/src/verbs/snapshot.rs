//! `bylaws snapshot`: what each policy says and decides, written down for review.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bylaws_review::report::{PolicyReview, Review, text};
use bylaws_review::{Normal, normal, snapshot};
use bylaws_runtime::Program;

use crate::exit::{Exit, Stop};
use crate::{bundle, files, terminal, versions};

/// Write down what each policy says and decides, to be reviewed when it changes
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Only policies whose name contains this
    pattern: Option<String>,
    /// Compare only, and fail where something differs
    #[arg(long)]
    check: bool,
    /// Take what changed as it is, without a review
    #[arg(long, conflicts_with = "check")]
    accept: bool,
}

/// What is written behind the name of a snapshot that waits for its review.
pub(crate) const PENDING: &str = ".new";

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<Exit, Stop> {
    let loaded = bundle::load(folder)?;
    let root = loaded.root.clone();
    let bundle = bundle::whole(loaded)?;
    let wanted = |program: &&Arc<Program>| {
        let name = &program.policy().name;
        args.pattern
            .as_ref()
            .is_none_or(|pattern| name.contains(pattern.as_str()))
    };
    let (mut same, mut written, mut pending) = (0, 0, 0);
    let mut known = BTreeSet::new();
    for program in bundle.programs() {
        known.insert(place(&root, program));
    }
    for program in bundle.programs().filter(wanted) {
        let now = normal(program, true);
        let path = place(&root, program);
        let waiting = waiting(&path);
        let text = snapshot::write(&now);
        let before = bundle::fs_read(&path).ok();
        if before
            .as_ref()
            .is_some_and(|before| before.replace("\r\n", "\n") == text)
        {
            same += 1;
            if !args.check && waiting.is_file() {
                std::fs::remove_file(&waiting)?;
            }
            continue;
        }
        if before.is_some() || args.check {
            show(&path, before.as_deref(), &now)?;
        }
        match (&before, args.check, args.accept) {
            (_, true, _) => pending += 1,
            (None, ..) | (_, _, true) => {
                put(&path, &text)?;
                if waiting.is_file() {
                    std::fs::remove_file(&waiting)?;
                }
                written += 1;
            }
            _ => {
                put(&waiting, &text)?;
                pending += 1;
            }
        }
    }
    let orphans: Vec<PathBuf> = versions::snapshots(&root, "**/snapshots/*.snap")
        .into_iter()
        .filter(|path| args.pattern.is_none() && !known.contains(path))
        .filter(|path| versions::read(path).is_ok())
        .collect();
    for path in &orphans {
        anstream::eprintln!("{}: the bundle has no such policy any more", path.display());
        if args.accept {
            std::fs::remove_file(path)?;
        }
    }
    let mut words = vec![format!("{same} unchanged")];
    if written > 0 {
        words.push(format!("{written} written"));
    }
    if pending > 0 {
        words.push(match args.check {
            true => format!("{pending} changed"),
            false => format!("{pending} waiting: `bylaws review` accepts or rejects them"),
        });
    }
    anstream::eprintln!("snapshots: {}", words.join(", "));
    let differs = args.check && (pending > 0 || !orphans.is_empty());
    Ok(if differs { Exit::No } else { Exit::Fine })
}

/// Where the snapshot of a policy lies: in the folder `snapshots` beside its file.
fn place(root: &Path, program: &Program) -> PathBuf {
    let policy = program.policy();
    let own = policy
        .layers
        .last()
        .and_then(|(id, _)| program.sources().get(*id));
    let file = own.map_or("", |source| source.name.as_str());
    let folder = Path::new(file).parent().unwrap_or(Path::new(""));
    root.join(folder)
        .join("snapshots")
        .join(format!("{}.snap", policy.name))
}

/// The file in which a snapshot waits for its review.
fn waiting(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(PENDING);
    PathBuf::from(name)
}

fn put(path: &Path, text: &str) -> Result<(), Stop> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    files::write_whole(path, text)?;
    Ok(())
}

/// Tells what changed since a snapshot.
fn show(path: &Path, before: Option<&str>, now: &Normal) -> Result<(), Stop> {
    let Some(before) = before else {
        terminal::print(&format!("{}: there is no snapshot yet\n", path.display()))?;
        return Ok(());
    };
    let old = snapshot::read(before).ok();
    let compared = PolicyReview::of_texts(old.as_ref(), Some(now));
    if old.is_none() || !compared.differs() {
        terminal::print(&format!(
            "{}: the file is not as `bylaws snapshot` writes it\n",
            path.display()
        ))?;
        return Ok(());
    }
    let review = Review {
        old: path.display().to_string(),
        new: "now".to_owned(),
        policies: vec![compared],
        same: 0,
    };
    terminal::print(&text(&review, &terminal::PALETTE))?;
    Ok(())
}
