//! A report as a page of its own: no script, no outside resource, readable in print.

use super::price::Line;
use super::report::{Entry, Mark, Report};
use super::text::sign;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b;background:#fff}\
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid #ccc}\
.headline{font-size:1.25rem;font-weight:600}ul{list-style:none;padding-left:1.2rem}li{margin:.3rem 0}\
table{border-collapse:collapse}th,td{text-align:left;padding:.25rem 1rem .25rem 0;border-bottom:1px solid #ddd}\
.yes{color:#146c2e}.no{color:#a4161a}.unknown{color:#8a5300}.plain{color:#444}\
.waterfall th{font-weight:normal}.amount{text-align:right;font-variant-numeric:tabular-nums}\
.bars{width:8rem}.bar{display:block;height:.7rem;background:#5b7fa6}\
.note{display:block;margin-left:1.3rem}.cite{display:block;margin-left:1.3rem;color:#555;font-style:italic}";

/// Lays reports out as one HTML page, a part for each.
pub fn html(reports: &[Report]) -> String {
    let title = match reports {
        [first, _, ..] => format!("{}: {} requests", first.title, reports.len()),
        [only] => only.title.clone(),
        [] => "no requests".to_owned(),
    };
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        plain(&title)
    );
    for (place, report) in reports.iter().enumerate() {
        if reports.len() > 1 {
            out.push_str(&format!("<section id=\"request-{}\">\n", place + 1));
        }
        one(&mut out, report);
        if reports.len() > 1 {
            out.push_str("</section>\n");
        }
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn one(out: &mut String, report: &Report) {
    out.push_str(&format!(
        "<h1>{}</h1>\n<p class=\"headline {}\">{}</p>\n",
        escaped(&report.title),
        class(report.mark),
        escaped(&report.headline)
    ));
    if !report.outputs.is_empty() {
        out.push_str("<table>\n");
        for (name, value) in &report.outputs {
            out.push_str(&format!(
                "<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n",
                escaped(name),
                escaped(value)
            ));
        }
        out.push_str("</table>\n");
    }
    for section in &report.sections {
        out.push_str(&format!("<h2>{}</h2>\n", escaped(&section.title)));
        list(out, &section.entries);
    }
}

fn list(out: &mut String, entries: &[Entry]) {
    out.push_str("<ul>\n");
    for entry in entries {
        let class = class(entry.mark);
        out.push_str(&format!(
            "<li><span class=\"{class}\">{}</span> {}",
            sign(entry.mark),
            escaped(&entry.head)
        ));
        if let Some(note) = &entry.note {
            out.push_str(&format!("<span class=\"note\">{}</span>", escaped(note)));
        }
        waterfall(out, &entry.waterfall);
        for cite in &entry.cites {
            out.push_str(&format!("<span class=\"cite\">{}</span>", escaped(cite)));
        }
        if let Some(layer) = &entry.layer {
            out.push_str(&format!(
                "<span class=\"cite\">from {}</span>",
                escaped(layer)
            ));
        }
        if !entry.parts.is_empty() {
            list(out, &entry.parts);
        }
        out.push_str("</li>\n");
    }
    out.push_str("</ul>\n");
}

/// The steps of a price as a table, with a bar as long as the amount is large.
fn waterfall(out: &mut String, steps: &[Line]) {
    if steps.is_empty() {
        return;
    }
    out.push_str(
        "<table class=\"waterfall\">\n<tr><th scope=\"col\">Step</th>\
         <th scope=\"col\" class=\"amount\">Change</th><th scope=\"col\" class=\"amount\">Amount</th>\
         <td></td></tr>\n",
    );
    for step in steps {
        let class = class(step.mark);
        out.push_str(&format!(
            "<tr><th scope=\"row\"><span class=\"{class}\">{}</span> {}",
            sign(step.mark),
            escaped(&step.head)
        ));
        if let Some(note) = &step.note {
            out.push_str(&format!("<span class=\"note\">{}</span>", escaped(note)));
        }
        out.push_str(&format!(
            "</th><td class=\"amount\">{}</td><td class=\"amount\">{}</td>\
             <td class=\"bars\"><span class=\"bar\" style=\"width:{}%\"></span></td></tr>\n",
            step.change, step.amount, step.share
        ));
    }
    out.push_str("</table>\n");
}

fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Yes => "yes",
        Mark::No => "no",
        Mark::Unknown => "unknown",
        Mark::Plain => "plain",
    }
}

/// Text that cannot be read as markup, where no element may stand.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Text that cannot be read as markup; words in backticks become code.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let ticks = text.matches('`').count();
    let mut open = false;
    let mut seen = 0;
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // A last backtick without a partner stays as it is.
            '`' if open || seen + 1 < ticks => {
                out.push_str(if open { "</code>" } else { "<code>" });
                open = !open;
                seen += 1;
            }
            c => out.push(c),
        }
    }
    out
}
