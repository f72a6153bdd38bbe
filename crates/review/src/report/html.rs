//! The report as a page that is read, printed and signed: one file, no script, nothing from
//! elsewhere.

use super::svg::{counts, escaped, timeline, waterfall};
use super::{PolicyReview, Review, both_words, citations, fact_words, sums, witness_words};
use crate::behaviour::{Favour, Region};
use crate::impact::Impact;
use crate::structure::Change;

const STYLE: &str = "body{font:15px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif;color:#1d2127;background:#fff;\
max-width:50rem;margin:2.5rem auto;padding:0 1.25rem}\
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .25rem}h2{font-size:1.25rem;margin:2.5rem 0 .25rem;padding-top:1rem;border-top:2px solid #1d2127}\
h3{font-size:1rem;margin:1.75rem 0 .5rem}\
.lead{font-size:1.05rem;color:#3c434d;margin:.25rem 0 1rem}.faint{color:#626a75}.small{font-size:.85rem}\
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid #dfe2e6}\
th{font-weight:600}td.what{white-space:nowrap;width:9rem;color:#3c434d}\
td.number{text-align:right;font-variant-numeric:tabular-nums}\
.region{border:1px solid #cfd4da;border-left-width:5px;border-radius:4px;padding:.75rem 1rem;margin:1rem 0;break-inside:avoid}\
.more{border-left-color:#2f7d4f}.less{border-left-color:#b3452f}.mixed{border-left-color:#8a5a00}.neither{border-left-color:#1f5f99}\
.region h4{margin:0 0 .35rem;font-size:1rem}.tag{font-weight:600}\
.more .tag{color:#2f7d4f}.less .tag{color:#b3452f}.mixed .tag{color:#8a5a00}.neither .tag{color:#1f5f99}\
ul{margin:.25rem 0 .5rem;padding-left:1.2rem}li{margin:.1rem 0}\
details{margin:.35rem 0}summary{cursor:pointer;color:#3c434d}\
.region .small td:first-child{width:45%}pre{font:12.5px/1.45 ui-monospace,'SF Mono',Menlo,Consolas,monospace;white-space:pre-wrap;background:#f5f6f8;border-radius:4px;padding:.6rem .75rem;margin:0}\
.sides{display:grid;grid-template-columns:1fr 1fr;gap:.75rem;margin:.5rem 0}.sides p{margin:0 0 .2rem}\
svg{display:block;width:100%;height:auto;margin:.5rem 0}svg .axis{font:12px system-ui,sans-serif;fill:#3c434d}\
svg .inside{font:600 12px system-ui,sans-serif;fill:#fff}svg .head{font:600 13px system-ui,sans-serif;fill:#1d2127}\
svg .rule{stroke:#b9bfc7;stroke-dasharray:2 3}\
.hash{font:12px ui-monospace,Menlo,Consolas,monospace;overflow-wrap:anywhere}\
.sign{break-inside:avoid}.sign td{height:2.6rem}\
@media print{body{margin:0;max-width:none;font-size:11pt}details::details-content{content-visibility:visible;display:block}h2{break-after:avoid}h3{break-after:avoid}}";

/// The report as one HTML page.
pub fn html(review: &Review) -> String {
    let title = format!("What changes from {} to {}", review.old, review.new);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{0}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{0}</h1>\n",
        escaped(&title)
    );
    summary(&mut out, review);
    for policy in &review.policies {
        one(&mut out, policy);
    }
    if review.differs() {
        sign(&mut out, review);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn summary(out: &mut String, review: &Review) {
    if !review.differs() {
        out.push_str("<p class=\"lead\">Nothing differs.</p>\n");
        return;
    }
    out.push_str("<table>\n<tr><th>Policy</th><th>What changes</th></tr>\n");
    for policy in &review.policies {
        out.push_str(&format!(
            "<tr><td>{}</td><td>{}</td></tr>\n",
            escaped(&policy.name()),
            escaped(&policy.headline())
        ));
    }
    out.push_str("</table>\n");
    if review.same > 0 {
        let policies = if review.same == 1 {
            "policy is"
        } else {
            "policies are"
        };
        out.push_str(&format!(
            "<p class=\"faint\">{} other {policies} the same.</p>\n",
            review.same
        ));
    }
}

fn one(out: &mut String, review: &PolicyReview) {
    out.push_str(&format!(
        "<h2>{}</h2>\n<p class=\"lead\">{}.</p>\n",
        escaped(&review.name()),
        escaped(&review.headline())
    ));
    if review.comparison.items().next().is_some() {
        out.push_str("<h3>Items</h3>\n<table>\n");
        review
            .comparison
            .items()
            .for_each(|change| item(out, change));
        out.push_str("</table>\n");
    }
    let examples = review.comparison.examples().count();
    if examples > 0 {
        let s = if examples == 1 { "" } else { "s" };
        out.push_str(&format!(
            "<details><summary>{examples} example{s}</summary>\n<table>\n"
        ));
        review
            .comparison
            .examples()
            .for_each(|change| item(out, change));
        out.push_str("</table>\n</details>\n");
    }
    let timelines: Vec<(String, String)> = review
        .comparison
        .changes
        .iter()
        .filter_map(|change| Some((change.name.clone(), timeline(change)?)))
        .collect();
    if !timelines.is_empty() {
        out.push_str("<h3>Values by date</h3>\n");
        for (name, drawn) in timelines {
            out.push_str(&format!("<p>{}</p>\n{drawn}\n", escaped(&name)));
        }
    }
    if let Some(behaviour) = &review.behaviour {
        if !behaviour.regions.is_empty() {
            out.push_str("<h3>Decisions that change</h3>\n");
        }
        for found in &behaviour.regions {
            region(out, found);
        }
        if behaviour.more > 0 {
            out.push_str(&format!("<p>And {} more ways.</p>\n", behaviour.more));
        }
        for drawn in &review.waterfalls {
            out.push_str(&format!(
                "<h3>{}, step by step</h3>\n<p class=\"faint\">In {}.</p>\n{}\n",
                escaped(&drawn.price),
                escaped(&drawn.case),
                waterfall(drawn)
            ));
        }
        let coverage = &behaviour.coverage;
        out.push_str(&format!(
            "<h3>How this was found</h3>\n<p class=\"small\">{} cases were decided by both versions, over {} facts and readings.</p>\n<ul class=\"small\">\n",
            coverage.cases, coverage.facts
        ));
        let exact = coverage
            .exact
            .iter()
            .map(|exact| format!("Nothing was missed: {exact}."));
        let done = coverage
            .done
            .iter()
            .map(|done| format!("Looked at {done}."));
        let left = coverage
            .left
            .iter()
            .map(|left| format!("Not looked at: {left}."));
        for line in exact.chain(done).chain(left) {
            out.push_str(&format!("<li>{}</li>\n", escaped(&line)));
        }
        out.push_str("</ul>\n");
    }
    for (title, found) in [
        ("Given cases", &review.cases),
        ("Population", &review.population),
    ] {
        if let Some(found) = found {
            impact(out, title, found);
        }
    }
}

fn item(out: &mut String, change: &Change) {
    out.push_str(&format!(
        "<tr><td class=\"what\">{}</td><td>{}",
        change.what.word(),
        escaped(&change.sentence())
    ));
    if let Some(cites) = citations(change) {
        out.push_str(&format!(
            "<br><span class=\"faint small\">{}</span>",
            escaped(&cites)
        ));
    }
    let texts = [("old", &change.old), ("new", &change.new)].map(|(word, side)| {
        let written = side.as_ref().and_then(|side| side.written.as_ref());
        written.map(|written| (word, written))
    });
    let shown = match &texts {
        [Some((_, old)), Some((_, new))] => old.text != new.text,
        [None, None] => false,
        _ => true,
    };
    if shown {
        out.push_str("<details><summary class=\"small\">text</summary><div class=\"sides\">");
        for (word, written) in texts.iter().flatten() {
            out.push_str(&format!(
                "<div><p class=\"faint small\">{word}, {}:{}</p><pre>{}</pre></div>",
                escaped(&written.file),
                written.line,
                escaped(&written.text)
            ));
        }
        out.push_str("</div></details>");
    }
    out.push_str("</td></tr>\n");
}

fn region(out: &mut String, region: &Region) {
    let class = match region.favour {
        Favour::More => "more",
        Favour::Less => "less",
        Favour::Mixed => "mixed",
        Favour::Neither => "neither",
    };
    out.push_str(&format!(
        "<div class=\"region {class}\">\n<h4><span class=\"tag\">{}</span>: {}</h4>\n<ul>\n",
        escaped(region.favour.words()),
        escaped(&region.words.join("; "))
    ));
    for condition in &region.conditions {
        out.push_str(&format!("<li>{}</li>\n", escaped(condition)));
    }
    let (old, new) = both_words(&region.witness);
    out.push_str(&format!(
        "</ul>\n<p class=\"faint small\">Shown by {}.</p>\n<table>\n\
         <tr><th scope=\"row\">old</th><td>{}</td></tr>\n<tr><th scope=\"row\">new</th><td>{}</td></tr>\n</table>\n",
        escaped(&witness_words(region)),
        escaped(&old),
        escaped(&new)
    ));
    out.push_str("<details><summary class=\"small\">the facts</summary><table class=\"small\">\n");
    for (name, value) in fact_words(region) {
        out.push_str(&format!(
            "<tr><td>{}</td><td>{}</td></tr>\n",
            escaped(&name),
            escaped(&value)
        ));
    }
    out.push_str("</table></details>\n</div>\n");
}

fn impact(out: &mut String, title: &str, impact: &Impact) {
    let whole = &impact.whole;
    out.push_str(&format!(
        "<h3>{title}</h3>\n<p>{} of {} decisions change.</p>\n{}\n",
        whole.changed,
        whole.cases,
        counts(whole)
    ));
    let lines = sums(whole);
    if !lines.is_empty() {
        out.push_str("<ul>\n");
        for line in lines {
            out.push_str(&format!("<li>{}</li>\n", escaped(&line)));
        }
        out.push_str("</ul>\n");
    }
    out.push_str("<table>\n<tr><th>Part of the change, in this order</th><th>Decisions</th><th>Sums</th></tr>\n");
    for (part, tally) in &impact.parts {
        out.push_str(&format!(
            "<tr><td>{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
            escaped(part),
            tally.changed,
            escaped(&sums(tally).join("; "))
        ));
    }
    out.push_str("</table>\n");
}

/// What is signed for: these versions and no others.
fn sign(out: &mut String, review: &Review) {
    out.push_str(
        "<section class=\"sign\">\n<h2>Sign-off</h2>\n<p>The signature is for the change from the old to the new meaning of each policy below, and for nothing else. \
         The hashes are of what the policies decide: another layout, other comments or other passages leave them as they are.</p>\n\
         <table class=\"small\">\n<tr><th>Policy</th><th>Old meaning</th><th>New meaning</th></tr>\n",
    );
    let hash = |hash: &Option<String>| hash.clone().unwrap_or_else(|| "none".to_owned());
    for policy in &review.policies {
        let comparison = &policy.comparison;
        out.push_str(&format!(
            "<tr><td>{}</td><td class=\"hash\">{}</td><td class=\"hash\">{}</td></tr>\n",
            escaped(&comparison.policy),
            escaped(&hash(&comparison.old_hash)),
            escaped(&hash(&comparison.new_hash))
        ));
    }
    out.push_str(
        "</table>\n<table>\n<tr><th>Reviewed by</th><th>Role</th><th>Date</th><th>Signature</th></tr>\n\
         <tr><td></td><td></td><td></td><td></td></tr>\n<tr><td></td><td></td><td></td><td></td></tr>\n</table>\n</section>\n",
    );
}
