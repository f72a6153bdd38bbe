//! `bylaws diff`: what changes between two versions of a bundle, item by item, and which decisions
//! change with it.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bylaws_review::report::{PolicyReview, Review, html, json, markdown, text};
use bylaws_review::{Effort, Impact, Normal, Stage, impact, stages};
use bylaws_runtime::Program;

use crate::exit::{Exit, Stop};
use crate::verbs::driver;
use crate::versions::{Version, version};
use crate::{requests, terminal};

/// Show what changes between two versions of the bundle, and which decisions change with it
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The old version and the new one: folders of bundles, snapshots, or git revisions; the new
    /// one is the bundle itself when only one is given
    #[arg(required = true, value_name = "OLD NEW")]
    versions: Vec<String>,
    /// How the report is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Only this policy
    #[arg(long, value_name = "NAME")]
    policy: Option<String>,
    /// Compare the decisions on these cases as well: JSON as for `decide`
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
    /// Count what changes for the members of this population, by each part of the change
    #[arg(long, value_name = "FILE")]
    population: Option<PathBuf>,
    /// So many ways in which decisions change are told
    #[arg(long, value_name = "N", default_value_t = 8)]
    witnesses: usize,
    /// So many cases are decided by both versions in search of those that change
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    effort: u64,
    /// End with 1 if anything differs
    #[arg(long)]
    exit_code: bool,
    /// Be git's diff driver: git gives the file, and where its two versions lie
    #[arg(long)]
    driver: bool,
}

#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Format {
    Human,
    Markdown,
    Html,
    Json,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<Exit, Stop> {
    if args.driver {
        return driver::run(&args.versions);
    }
    let (old_word, new_word) = match args.versions.as_slice() {
        [old] => (old.as_str(), None),
        [old, new] => (old.as_str(), Some(new.as_str())),
        _ => {
            return Err(Stop {
                exit: Exit::Usage,
                message: "error: two versions are compared: OLD and NEW".to_owned(),
            });
        }
    };
    let old = version(old_word, folder)?;
    let new = match new_word {
        Some(word) => version(word, folder)?,
        None => Version::Bundle(crate::bundle::whole(crate::bundle::load(folder)?)?),
    };
    let mut review = Review {
        old: old_word.to_owned(),
        new: new_word.unwrap_or("the bundle").to_owned(),
        ..Review::default()
    };
    compare(&mut review, (&old, &new), args)?;
    print(&review, args.format)?;
    Ok(if args.exit_code && review.differs() {
        Exit::No
    } else {
        Exit::Fine
    })
}

/// Writes the report.
pub(crate) fn print(review: &Review, format: Format) -> Result<(), Stop> {
    match format {
        Format::Human => terminal::print(&text(review, &terminal::PALETTE))?,
        Format::Markdown => terminal::print_raw(&markdown(review))?,
        Format::Html => terminal::print_raw(&html(review))?,
        Format::Json => terminal::print_raw(&json(review))?,
    }
    Ok(())
}

/// Compares policy by policy, in the order of the new version.
fn compare(review: &mut Review, (old, new): (&Version, &Version), args: &Args) -> Result<(), Stop> {
    let wanted = |name: &str| args.policy.as_deref().is_none_or(|policy| policy == name);
    if let (Version::Bundle(old), Version::Bundle(new)) = (old, new) {
        let pairs = pairs(
            old.programs().collect(),
            new.programs().collect(),
            |program: &&Arc<Program>| program.policy().name.to_string(),
        );
        for (old, new) in pairs {
            let name = old
                .or(new)
                .map_or("", |program| program.policy().name.as_str());
            if wanted(name) {
                programs(review, (old, new), args)?;
            }
        }
        return Ok(());
    }
    let (old, new) = (old.normals(), new.normals());
    let all = pairs(
        old.iter().collect(),
        new.iter().collect(),
        |normal: &&Normal| normal.name.clone(),
    );
    for (old, new) in all {
        if wanted(old.or(new).map_or("", |normal| normal.name.as_str())) {
            take(review, PolicyReview::of_texts(old, new));
        }
    }
    Ok(())
}

fn take(review: &mut Review, policy: PolicyReview) {
    match policy.differs() {
        true => review.policies.push(policy),
        false => review.same += 1,
    }
}

fn programs(
    review: &mut Review,
    (old, new): (Option<&Arc<Program>>, Option<&Arc<Program>>),
    args: &Args,
) -> Result<(), Stop> {
    let effort = Effort {
        cases: args.effort,
        regions: args.witnesses,
    };
    let name = new
        .or(old)
        .map_or("", |program| program.policy().name.as_str());
    let is_shown = std::io::stderr().is_terminal();
    if is_shown {
        anstream::eprint!("\r\u{1b}[Kcomparing {name}");
    }
    let mut policy = PolicyReview::of_programs(old, new, &effort);
    if let (Some(old), Some(new)) = (old, new)
        && policy.differs()
    {
        let whole = || {
            vec![Stage {
                name: "the whole change".to_owned(),
                program: Arc::clone(new),
            }]
        };
        policy.cases = counted(args.cases.as_deref(), old, whole)?;
        policy.population = counted(args.population.as_deref(), old, || stages(old, new))?;
    }
    if is_shown {
        anstream::eprint!("\r\u{1b}[K");
    }
    take(review, policy);
    Ok(())
}

/// Decides the requests of a file by each stage.
fn counted(
    path: Option<&Path>,
    old: &Arc<Program>,
    stages: impl FnOnce() -> Vec<Stage>,
) -> Result<Option<Impact>, Stop> {
    let Some(path) = path else { return Ok(None) };
    let mut failed = None;
    let texts =
        requests::texts(path)?.map_while(|text| text.map_err(|stop| failed = Some(stop)).ok());
    let counted = impact(old, &stages(), texts);
    match failed {
        Some(stop) => Err(stop),
        None => Ok(Some(counted)),
    }
}

/// What is in both versions, in the new one only, and in the old one only.
fn pairs<T: Copy>(
    old: Vec<T>,
    new: Vec<T>,
    name: impl Fn(&T) -> String,
) -> Vec<(Option<T>, Option<T>)> {
    let mut all: Vec<(Option<T>, Option<T>)> = Vec::new();
    for item in &new {
        let before = old.iter().find(|old| name(old) == name(item));
        all.push((before.copied(), Some(*item)));
    }
    let gone = old
        .iter()
        .filter(|old| !new.iter().any(|new| name(new) == name(old)));
    all.extend(gone.map(|old| (Some(*old), None)));
    all
}
