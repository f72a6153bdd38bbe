//! Coverage for a terminal.

use bylaws_runtime::explain::Palette;

use super::{place, total};
use crate::coverage::{Covered, Group, Share};

/// A line for each policy, and below it what its cases leave out.
pub fn text(all: &[Covered], palette: &Palette) -> String {
    let mut lines: Vec<(String, Vec<Share>)> = all
        .iter()
        .map(|covered| (covered.program.policy().name.to_string(), shares(covered)))
        .collect();
    if all.len() > 1 {
        let columns = Group::ALL.iter().map(|group| total(all, Some(*group)));
        let columns = columns.chain([total(all, None)]).collect();
        lines.push(("all of them".to_owned(), columns));
    }
    let wide = lines.iter().map(|(name, _)| name.chars().count()).max();
    let wide = wide.unwrap_or(0).max("policy".len());
    let mut out = format!("{:wide$}", "policy");
    for group in Group::ALL {
        out.push_str(&format!("  {:>10}", group.word()));
    }
    out.push_str(&format!("  {:>10}\n", "together"));
    for (name, shares) in &lines {
        out.push_str(&format!("{name:wide$}"));
        for share in shares {
            let colour = match share.covered == share.all {
                true => palette.good,
                false => palette.bad,
            };
            out.push_str(&format!("  {colour}{:>10}{}", cell(*share), palette.reset));
        }
        out.push('\n');
    }
    for covered in all {
        missing(&mut out, covered, palette);
    }
    out
}

fn shares(covered: &Covered) -> Vec<Share> {
    let columns = Group::ALL.iter().map(|group| covered.share(Some(*group)));
    columns.chain([covered.share(None)]).collect()
}

/// `12/14 85%`; nothing where there is none of the kind.
fn cell(share: Share) -> String {
    match share.all {
        0 => "-".to_owned(),
        _ if share.covered == share.all => format!("{} 100%", share.all),
        all => format!("{}/{all} {}%", share.covered, share.percent()),
    }
}

fn missing(out: &mut String, covered: &Covered, palette: &Palette) {
    for excuse in &covered.stale {
        out.push_str(&format!(
            "\n{}: `{}` is said never to be exercised, and it is, or there is no such part:\n  {}\n",
            covered.program.policy().name,
            excuse.item,
            excuse.says
        ));
    }
    let count = covered.missing().count();
    if count == 0 {
        return;
    }
    out.push_str(&format!(
        "\n{}{}{}: {count} not exercised\n",
        palette.strong,
        covered.program.policy().name,
        palette.reset
    ));
    for point in covered.missing() {
        let (file, line) = place(covered.program.sources(), point.span);
        out.push_str(&format!(
            "  {}{file}:{line}{} {}{}{}\n",
            palette.faint, palette.reset, palette.bad, point.missing, palette.reset
        ));
        if let Some(suggestion) = &point.suggestion {
            out.push_str(&format!("      missing: {suggestion}\n"));
        }
    }
}
