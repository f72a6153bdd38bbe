//! A report as Markdown, for a case file or a ticket.

use super::price::Line;
use super::report::{Entry, Mark, Report};
use super::text::sign;

/// Lays a report out as headings, a table of outputs and nested lists.
pub fn markdown(report: &Report) -> String {
    let mut out = format!(
        "# {}\n\n**{}**\n",
        escaped(&report.title),
        escaped(&report.headline)
    );
    if !report.outputs.is_empty() {
        out.push_str("\n| output | value |\n| --- | --- |\n");
        for (name, value) in &report.outputs {
            out.push_str(&format!("| {} | {} |\n", escaped(name), escaped(value)));
        }
    }
    for section in &report.sections {
        out.push_str(&format!("\n## {}\n\n", escaped(&section.title)));
        section
            .entries
            .iter()
            .for_each(|entry| item(&mut out, entry, 0));
    }
    out
}

fn item(out: &mut String, entry: &Entry, depth: usize) {
    let indent = "  ".repeat(depth);
    // A list has bullets of its own.
    let sign = match entry.mark {
        Mark::Plain => String::new(),
        mark => format!("{} ", sign(mark)),
    };
    out.push_str(&format!("{indent}- {sign}{}", escaped(&entry.head)));
    if let Some(note) = &entry.note {
        out.push_str(&format!(" — {}", escaped(note)));
    }
    out.push('\n');
    waterfall(out, &entry.waterfall, &format!("{indent}  "));
    for cite in &entry.cites {
        out.push_str(&format!("{indent}  - *{}*\n", escaped(cite)));
    }
    if let Some(layer) = &entry.layer {
        out.push_str(&format!("{indent}  - from `{layer}`\n"));
    }
    entry
        .parts
        .iter()
        .for_each(|part| item(out, part, depth + 1));
}

/// The steps of a price as a table within a list.
fn waterfall(out: &mut String, steps: &[Line], indent: &str) {
    if steps.is_empty() {
        return;
    }
    out.push_str(&format!(
        "\n{indent}| | step | change | amount | |\n{indent}| --- | --- | ---: | ---: | --- |\n"
    ));
    for step in steps {
        out.push_str(&format!(
            "{indent}| {} | {} | {} | {} | {} |\n",
            sign(step.mark),
            escaped(&step.head),
            step.change,
            step.amount,
            escaped(step.note.as_deref().unwrap_or_default())
        ));
    }
    out.push('\n');
}

/// Keeps text from being read as markup; what stands in backticks stays as it is.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut code = false;
    for c in text.chars() {
        if c == '`' {
            code = !code;
        } else if !code && matches!(c, '\\' | '*' | '_' | '<' | '>' | '[' | ']' | '#') || c == '|' {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
