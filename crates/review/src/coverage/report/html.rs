//! Coverage as a page: the table, then each policy's text with marks beside its lines. One file,
//! no script, nothing from elsewhere; it prints as it is shown.

use std::collections::BTreeMap;

use bylaws_dsl::{Source, SourceId};

use super::total;
use crate::coverage::{Covered, Group, Point, Share};
use crate::report::escaped;

/// A text longer than this is shown only where something is missing.
const WHOLE_TEXT: usize = 3_000;

const STYLE: &str = "body{font:15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#1d2127;background:#fff;\
max-width:68rem;margin:2.5rem auto;padding:0 1.25rem}\
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}h2{font-size:1.25rem;margin:2.5rem 0 .25rem;padding-top:1rem;border-top:2px solid #1d2127}\
h3{font:600 .9rem ui-monospace,Menlo,Consolas,monospace;margin:1.25rem 0 .25rem;color:#3c434d}\
.faint{color:#626a75}.scroll{overflow-x:auto}\
table.sum{border-collapse:collapse;width:100%;margin:.75rem 0;font-size:.9rem}\
table.sum th,table.sum td{padding:.3rem .5rem;border-bottom:1px solid #dfe2e6;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}\
table.sum th:first-child,table.sum td:first-child{text-align:left;white-space:normal;padding-left:0}\
table.sum tr.all td{font-weight:600;border-top:2px solid #1d2127}\
a{color:inherit}.yes{color:#2f7d4f}.some{color:#8a5a00}.no{color:#b3452f}\
.key span{display:inline-block;margin-right:1.25rem;padding-left:.5rem;border-left:5px solid #d7dbe0}\
.key .kyes{border-color:#2f7d4f}.key .ksome{border-color:#d99a1c}.key .kno{border-color:#b3452f}\
table.text{border-collapse:collapse;width:100%;font:12.5px/1.45 ui-monospace,'SF Mono',Menlo,Consolas,monospace}\
table.text td{vertical-align:top;padding:0 .6rem}table.text td.at{width:2.5rem;text-align:right;color:#8b929c;user-select:none}\
table.text td.line{white-space:pre-wrap;overflow-wrap:anywhere;border-left:5px solid transparent}\
tr.lyes td.line{border-left-color:#2f7d4f;background:#f3f9f5}tr.lsome td.line{border-left-color:#d99a1c;background:#fdf8ec}\
tr.lno td.line{border-left-color:#b3452f;background:#fcf1ee}\
mark{background:#f6c9bd;color:inherit;border-radius:2px}\
ul.notes{font:13px/1.4 system-ui,-apple-system,'Segoe UI',sans-serif;margin:.15rem 0 .4rem;padding-left:1.4rem;white-space:normal;color:#6e2a1a}\
ul.notes em{font-style:normal;color:#3c434d}\
@media print{body{margin:0;max-width:none;font-size:10pt}table.text{font-size:8.5pt}ul.notes{font-size:9pt}tr{break-inside:avoid}h2,h3{break-after:avoid}\
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}";

/// The page.
pub fn html(all: &[Covered]) -> String {
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>What the cases exercise</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>What the cases exercise</h1>\n"
    );
    summary(&mut out, all);
    out.push_str(
        "<p class=\"key faint\"><span class=\"kyes\">exercised</span><span class=\"ksome\">in part</span>\
         <span class=\"kno\">not exercised</span><span>nothing to exercise</span></p>\n",
    );
    for covered in all {
        policy(&mut out, covered);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn summary(out: &mut String, all: &[Covered]) {
    out.push_str("<div class=\"scroll\"><table class=\"sum\">\n<tr><th>Policy</th><th>cases</th>");
    for group in Group::ALL {
        out.push_str(&format!("<th>{}</th>", group.word()));
    }
    out.push_str("<th>together</th></tr>\n");
    for covered in all {
        let name = escaped(&covered.program.policy().name);
        let cells = |group| covered.share(group);
        out.push_str(&format!(
            "<tr><td><a href=\"#{name}\">{name}</a></td><td>{}</td>{}</tr>\n",
            covered.examples,
            row(cells)
        ));
    }
    if all.len() > 1 {
        let cases: usize = all.iter().map(|covered| covered.examples).sum();
        out.push_str(&format!(
            "<tr class=\"all\"><td>all of them</td><td>{cases}</td>{}</tr>\n",
            row(|group| total(all, group))
        ));
    }
    out.push_str("</table></div>\n");
}

fn row(of: impl Fn(Option<Group>) -> Share) -> String {
    let groups = Group::ALL.into_iter().map(Some).chain([None]);
    groups
        .map(|group| {
            let share = of(group);
            match share.all {
                0 => "<td class=\"faint\">–</td>".to_owned(),
                all => format!(
                    "<td class=\"{}\">{}/{all}</td>",
                    class(share),
                    share.covered
                ),
            }
        })
        .collect()
}

fn class(share: Share) -> &'static str {
    match share.covered {
        covered if covered == share.all => "yes",
        0 => "no",
        _ => "some",
    }
}

fn policy(out: &mut String, covered: &Covered) {
    let policy = covered.program.policy();
    let name = escaped(&policy.name);
    let title = policy.title.as_ref().map_or(String::new(), |title| {
        format!(" <span class=\"faint\">{}</span>", escaped(title))
    });
    let share = covered.share(None);
    out.push_str(&format!(
        "<h2 id=\"{name}\">{name}{title}</h2>\n<p class=\"{}\">{} of {} parts exercised by {} cases</p>\n",
        class(share),
        share.covered,
        share.all,
        covered.examples
    ));
    let mut by_source: BTreeMap<SourceId, Vec<&Point>> = BTreeMap::new();
    for point in &covered.points {
        by_source.entry(point.span.source).or_default().push(point);
    }
    for (id, points) in by_source {
        if let Some(source) = covered.program.sources().get(id) {
            text(out, source, &points);
        }
    }
}

fn text(out: &mut String, source: &Source, points: &[&Point]) {
    let mut by_line: BTreeMap<u32, Vec<&Point>> = BTreeMap::new();
    for point in points {
        let line = source.position(point.span.start).line;
        by_line.entry(line).or_default().push(point);
    }
    out.push_str(&format!(
        "<h3>{}</h3>\n<table class=\"text\">\n",
        escaped(&source.name)
    ));
    let is_short = source.text.lines().count() <= WHOLE_TEXT;
    let mut start = 0usize;
    for (number, line) in (1u32..).zip(source.text.split_inclusive('\n')) {
        let none = Vec::new();
        let points = by_line.get(&number).unwrap_or(&none);
        let (excused, points): (Vec<&Point>, Vec<&Point>) =
            points.iter().partition(|point| point.excuse.is_some());
        let missing: Vec<&&Point> = points.iter().filter(|point| point.cases == 0).collect();
        if is_short || !missing.is_empty() {
            let class = match (points.len(), missing.len()) {
                (0, _) => "",
                (_, 0) => " class=\"lyes\"",
                (all, none) if all == none => " class=\"lno\"",
                _ => " class=\"lsome\"",
            };
            out.push_str(&format!(
                "<tr{class}><td class=\"at\">{number}</td><td class=\"line\">{}{}</td></tr>\n",
                marked(line.trim_end(), start, &missing),
                notes(&missing, &excused)
            ));
        }
        start += line.len();
    }
    out.push_str("</table>\n");
}

/// The line with what is not exercised marked, as far as it lies within the line.
fn marked(line: &str, start: usize, missing: &[&&Point]) -> String {
    let mut ranges: Vec<(usize, usize)> = missing
        .iter()
        // An item is the whole of its line, in which nothing would stand out.
        .filter(|point| point.group != Group::Items)
        .filter_map(|point| {
            let from = (point.span.start as usize).checked_sub(start)?;
            let to = (point.span.end as usize).checked_sub(start)?;
            (to <= line.len()).then_some((from, to))
        })
        .collect();
    ranges.sort_unstable();
    let (mut out, mut done) = (String::new(), 0);
    for (from, to) in ranges {
        let from = from.max(done);
        if let (true, Some(before), Some(inside)) =
            (from < to, line.get(done..from), line.get(from..to))
        {
            out.push_str(&escaped(before));
            out.push_str(&format!("<mark>{}</mark>", escaped(inside)));
            done = to;
        }
    }
    out.push_str(&escaped(line.get(done..).unwrap_or("")));
    match out.is_empty() {
        true => "&nbsp;".to_owned(),
        false => out,
    }
}

fn notes(missing: &[&&Point], excused: &[&Point]) -> String {
    if missing.is_empty() && excused.is_empty() {
        return String::new();
    }
    let excused: String = excused
        .iter()
        .map(|point| {
            let reason = point.excuse.as_deref().unwrap_or_default();
            format!(
                "<li><em>{}. No case can: {}</em></li>",
                escaped(&point.missing),
                escaped(reason)
            )
        })
        .collect();
    let notes: String = missing
        .iter()
        .map(|point| {
            let suggestion = point
                .suggestion
                .as_ref()
                .map_or(String::new(), |suggestion| {
                    format!(" <em>Missing: {}</em>", escaped(suggestion))
                });
            format!("<li>{}.{suggestion}</li>", escaped(&point.missing))
        })
        .collect();
    format!("<ul class=\"notes\">{notes}{excused}</ul>")
}
