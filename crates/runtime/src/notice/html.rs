//! A notice as a page to print or to send: no script, no outside resource.

use super::{Entry, Notice};
use crate::explain::Mark;
use crate::locale::Locale;

const STYLE: &str = "*{box-sizing:border-box}\
body{font:17px/1.6 system-ui,\"Segoe UI\",\"Noto Sans\",sans-serif;margin:0;color:#1b1b1b;background:#fff}\
:lang(zh-Hans){font-family:\"PingFang SC\",\"Microsoft YaHei\",\"Noto Sans CJK SC\",\"Noto Sans SC\",system-ui,sans-serif;line-height:1.75}\
article{max-width:42rem;margin:2rem auto;padding:0 1.25rem}\
.kind{margin:0;color:#555}h1{font-size:1.5rem;line-height:1.3;margin:.1rem 0 1.25rem}\
.headline{font-size:1.3rem;line-height:1.4;font-weight:600;margin:0 0 1.25rem;padding:.75rem 1rem;text-wrap:balance;border-left:.4rem solid;background:#f6f6f6}\
.yes{border-color:#146c2e}.no{border-color:#a4161a}.unknown{border-color:#8a5300}.plain{border-color:#444}\
p{margin:.5rem 0}h2{font-size:1.1rem;margin:1.75rem 0 .5rem;border-bottom:1px solid #bbb;padding-bottom:.2rem}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem 0;border-bottom:1px solid #ddd}\
th{font-weight:normal;color:#444;width:45%;padding-right:1rem}td{font-weight:600}\
ul{margin:0;padding-left:1.2rem}li{margin:.5rem 0}.detail,.cite{display:block;margin-top:.25rem}.cite{color:#555;font-size:.9em}\
footer{margin-top:2rem;padding-top:.75rem;border-top:1px solid #bbb;color:#444;font-size:.95em}\
@media print{body{font-size:11.5pt}article{margin:0;max-width:none;padding:0}article+article{break-before:page}\
li,tr,.headline{break-inside:avoid}h2{break-after:avoid}.headline{background:none}}";

/// Lays notices in one language out as one page; each begins a new sheet of paper.
pub fn html(notices: &[Notice]) -> String {
    let first = notices.first();
    let lang = first
        .map_or(Locale::default(), |notice| notice.locale)
        .html_lang();
    let title = first.map_or(String::new(), |notice| {
        format!("{}: {}", notice.title, notice.policy)
    });
    let mut out = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        escaped(&title)
    );
    notices.iter().for_each(|notice| one(&mut out, notice));
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn one(out: &mut String, notice: &Notice) {
    let mark = match notice.mark {
        Mark::Yes => "yes",
        Mark::No => "no",
        Mark::Unknown => "unknown",
        Mark::Plain => "plain",
    };
    out.push_str(&format!(
        "<article>\n<p class=\"kind\">{}</p>\n<h1>{}</h1>\n<p class=\"headline {mark}\">{}</p>\n",
        escaped(&notice.title),
        escaped(&notice.policy),
        escaped(&notice.headline)
    ));
    if !notice.rows.is_empty() {
        out.push_str("<table>\n");
        for (name, value) in &notice.rows {
            let (name, value) = (escaped(name), escaped(value));
            out.push_str(&format!(
                "<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>\n"
            ));
        }
        out.push_str("</table>\n");
    }
    for section in &notice.sections {
        out.push_str(&format!("<h2>{}</h2>\n", escaped(&section.title)));
        // A sentence alone is no list.
        if let [only] = section.entries.as_slice()
            && only.details.is_empty()
            && only.cites.is_empty()
        {
            out.push_str(&format!("<p>{}</p>\n", escaped(&only.text)));
            continue;
        }
        out.push_str("<ul>\n");
        for entry in &section.entries {
            item(out, entry);
        }
        out.push_str("</ul>\n");
    }
    out.push_str(&format!(
        "<footer>{}</footer>\n</article>\n",
        escaped(&notice.footer)
    ));
}

fn item(out: &mut String, entry: &Entry) {
    out.push_str(&format!("<li>{}", escaped(&entry.text)));
    for detail in &entry.details {
        out.push_str(&format!(
            "<span class=\"detail\">{}</span>",
            escaped(detail)
        ));
    }
    for cite in &entry.cites {
        out.push_str(&format!("<span class=\"cite\">{}</span>", escaped(cite)));
    }
    out.push_str("</li>\n");
}

/// Text that cannot be read as markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
