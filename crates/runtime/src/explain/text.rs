//! A report for a terminal.

use super::price::Line;
use super::report::{Entry, Mark, Report};

/// The marks around words that stand out: escape sequences, or nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    /// Before what held.
    pub good: &'static str,
    /// Before what did not hold.
    pub bad: &'static str,
    /// Before what is not known.
    pub open: &'static str,
    /// Before headings.
    pub strong: &'static str,
    /// Before what a reader may skip.
    pub faint: &'static str,
    /// After each of them.
    pub reset: &'static str,
}

/// Lays a report out as indented lines.
pub fn text(report: &Report, palette: &Palette) -> String {
    let mut out = String::new();
    let reset = palette.reset;
    out.push_str(&format!("{}{}{reset}\n", palette.strong, report.title));
    out.push_str(&format!(
        "{}{}{reset}\n",
        colour(report.mark, palette),
        report.headline
    ));
    if !report.outputs.is_empty() {
        out.push('\n');
        let width = report
            .outputs
            .iter()
            .map(|(name, _)| name.len())
            .max()
            .unwrap_or(0);
        for (name, value) in &report.outputs {
            out.push_str(&format!(
                "  {}{name:width$}{reset}  {value}\n",
                palette.faint
            ));
        }
    }
    for section in &report.sections {
        out.push_str(&format!("\n{}{}{reset}\n", palette.strong, section.title));
        section
            .entries
            .iter()
            .for_each(|entry| lines(&mut out, entry, 1, palette));
    }
    out
}

fn lines(out: &mut String, entry: &Entry, depth: usize, palette: &Palette) {
    let indent = "  ".repeat(depth);
    let reset = palette.reset;
    out.push_str(&format!(
        "{indent}{}{}{reset} {}\n",
        colour(entry.mark, palette),
        sign(entry.mark),
        entry.head
    ));
    if let Some(note) = &entry.note {
        out.push_str(&format!("{indent}    {note}\n"));
    }
    waterfall(out, &entry.waterfall, depth + 2, palette);
    for cite in &entry.cites {
        out.push_str(&format!("{indent}    {}{cite}{reset}\n", palette.faint));
    }
    if let Some(layer) = &entry.layer {
        out.push_str(&format!(
            "{indent}    {}from {layer}{reset}\n",
            palette.faint
        ));
    }
    entry
        .parts
        .iter()
        .for_each(|part| lines(out, part, depth + 2, palette));
}

/// The steps of a price: what each does on the left, the amounts on the right, digit under digit.
fn waterfall(out: &mut String, steps: &[Line], depth: usize, palette: &Palette) {
    let indent = "  ".repeat(depth);
    let width = |of: fn(&Line) -> &str| {
        let lengths = steps.iter().map(|step| of(step).chars().count());
        lengths.max().unwrap_or(0)
    };
    let (heads, changes, amounts) = (
        width(|step| &step.head),
        width(|step| &step.change),
        width(|step| &step.amount),
    );
    for step in steps {
        out.push_str(&format!(
            "{indent}{}{}{} {:heads$}  {:>changes$}  {:>amounts$}",
            colour(step.mark, palette),
            sign(step.mark),
            palette.reset,
            step.head,
            step.change,
            step.amount
        ));
        if let Some(note) = &step.note {
            out.push_str(&format!("  {}{note}{}", palette.faint, palette.reset));
        }
        out.push('\n');
    }
}

fn colour(mark: Mark, palette: &Palette) -> &'static str {
    match mark {
        Mark::Yes => palette.good,
        Mark::No => palette.bad,
        Mark::Unknown => palette.open,
        Mark::Plain => "",
    }
}

pub(super) fn sign(mark: Mark) -> &'static str {
    match mark {
        Mark::Yes => "✓",
        Mark::No => "✗",
        Mark::Unknown => "?",
        Mark::Plain => "·",
    }
}
