//! A notice for a terminal, or for a letter without any layout.

use super::{Entry, Notice};
use crate::explain::{Mark, Palette};

/// Lays a notice out as lines.
pub fn text(notice: &Notice, palette: &Palette) -> String {
    let reset = palette.reset;
    let colour = match notice.mark {
        Mark::Yes => palette.good,
        Mark::No => palette.bad,
        Mark::Unknown => palette.open,
        Mark::Plain => palette.strong,
    };
    let mut out = format!(
        "{}{}{reset}\n{}\n\n{colour}{}{reset}\n",
        palette.strong, notice.title, notice.policy, notice.headline
    );
    if !notice.rows.is_empty() {
        out.push('\n');
    }
    let colon = notice.locale.colon();
    for (name, value) in &notice.rows {
        out.push_str(&format!("  {}{name}{reset}{colon}{value}\n", palette.faint));
    }
    for section in &notice.sections {
        out.push_str(&format!("\n{}{}{reset}\n", palette.strong, section.title));
        section
            .entries
            .iter()
            .for_each(|entry| lines(&mut out, entry, palette));
    }
    out.push_str(&format!("\n{}\n", notice.footer));
    out
}

fn lines(out: &mut String, entry: &Entry, palette: &Palette) {
    out.push_str(&format!("  • {}\n", entry.text));
    for detail in &entry.details {
        out.push_str(&format!("    {detail}\n"));
    }
    for cite in &entry.cites {
        out.push_str(&format!("    {}{cite}{}\n", palette.faint, palette.reset));
    }
}
