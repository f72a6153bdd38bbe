//! `bylaws review`: accepts or rejects the snapshots that wait for it.

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use bylaws_review::report::{PolicyReview, Review, text};

use super::snapshot::PENDING;
use crate::exit::{Exit, Stop};
use crate::{bundle, terminal, versions};

/// Accept or reject the changes of snapshots that wait for a review
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Accept all
    #[arg(long)]
    accept: bool,
    /// Reject all
    #[arg(long, conflicts_with = "accept")]
    reject: bool,
    /// Show only what waits
    #[arg(long, conflicts_with_all = ["accept", "reject"])]
    list: bool,
}

enum Answer {
    Accept,
    Reject,
    Skip,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<Exit, Stop> {
    let root = bundle::root(folder)?;
    let waiting = versions::snapshots(&root, &format!("**/snapshots/*.snap{PENDING}"));
    if waiting.is_empty() {
        anstream::eprintln!("no snapshot waits for a review");
        return Ok(Exit::Fine);
    }
    let asked = !(args.accept || args.reject || args.list);
    let can_ask = std::io::stdin().is_terminal();
    let mut left = 0;
    for path in &waiting {
        let accepted = accepted(path);
        show(path, &accepted)?;
        let answer = match (args.accept, args.reject) {
            (true, _) => Answer::Accept,
            (_, true) => Answer::Reject,
            _ if asked && can_ask => ask()?,
            _ => Answer::Skip,
        };
        match answer {
            Answer::Accept => std::fs::rename(path, &accepted)?,
            Answer::Reject => std::fs::remove_file(path)?,
            Answer::Skip => left += 1,
        }
    }
    if asked && !can_ask {
        anstream::eprintln!("nobody can be asked here: --accept or --reject decides for all");
    }
    Ok(if left > 0 { Exit::No } else { Exit::Fine })
}

/// The file that a waiting one takes the place of.
fn accepted(path: &Path) -> PathBuf {
    let name = path.to_string_lossy();
    PathBuf::from(name.strip_suffix(PENDING).unwrap_or(&name).to_owned())
}

fn show(path: &Path, accepted: &Path) -> Result<(), Stop> {
    let new = versions::read(path)?;
    let old = match accepted.is_file() {
        true => Some(versions::read(accepted)?),
        false => None,
    };
    let review = Review {
        old: accepted.display().to_string(),
        new: path.display().to_string(),
        policies: vec![PolicyReview::of_texts(old.as_ref(), Some(&new))],
        same: 0,
    };
    terminal::print(&text(&review, &terminal::PALETTE))?;
    Ok(())
}

fn ask() -> Result<Answer, Stop> {
    loop {
        anstream::eprint!("accept, reject or skip? [a/r/s] ");
        std::io::stderr().flush()?;
        let mut line = String::new();
        if std::io::stdin().lock().read_line(&mut line)? == 0 {
            return Ok(Answer::Skip);
        }
        match line.trim() {
            "a" | "accept" => return Ok(Answer::Accept),
            "r" | "reject" => return Ok(Answer::Reject),
            "s" | "skip" => return Ok(Answer::Skip),
            _ => {}
        }
    }
}
