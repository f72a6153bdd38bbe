//! A notice in Markdown.

use super::Notice;

/// Lays a notice out as Markdown.
pub fn markdown(notice: &Notice) -> String {
    let mut out = format!(
        "# {}\n\n{}\n\n**{}**\n",
        escaped(&notice.title),
        escaped(&notice.policy),
        escaped(&notice.headline)
    );
    if !notice.rows.is_empty() {
        out.push('\n');
    }
    let colon = notice.locale.colon();
    for (name, value) in &notice.rows {
        out.push_str(&format!(
            "- {}{colon}**{}**\n",
            escaped(name),
            escaped(value)
        ));
    }
    for section in &notice.sections {
        out.push_str(&format!("\n## {}\n\n", escaped(&section.title)));
        for entry in &section.entries {
            out.push_str(&format!("- {}\n", escaped(&entry.text)));
            for detail in &entry.details {
                out.push_str(&format!("  - {}\n", escaped(detail)));
            }
            for cite in &entry.cites {
                out.push_str(&format!("  - *{}*\n", escaped(cite)));
            }
        }
    }
    out.push_str(&format!("\n{}\n", escaped(&notice.footer)));
    out
}

/// Text that means nothing to Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' => out.extend(['\\', c]),
            // A message of several lines stays one paragraph.
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
