//! The report for a pull request.

use super::{PolicyReview, Review, both_words, citations, fact_words, sums, witness_words};
use crate::impact::Impact;

/// The report as Markdown.
pub fn markdown(review: &Review) -> String {
    let mut out = format!(
        "# What changes from {} to {}\n\n",
        escaped(&review.old),
        escaped(&review.new)
    );
    if !review.differs() {
        out.push_str("Nothing.\n");
        return out;
    }
    for policy in &review.policies {
        one(&mut out, policy);
    }
    if review.same > 0 {
        out.push_str(&format!("{} other policies are the same.\n", review.same));
    }
    out
}

fn one(out: &mut String, review: &PolicyReview) {
    out.push_str(&format!(
        "## {}\n\n{}.\n\n",
        escaped(&review.name()),
        review.headline()
    ));
    if review.comparison.items().next().is_some() {
        out.push_str("| | Item | Passage |\n| --- | --- | --- |\n");
        for change in review.comparison.items() {
            let cites = citations(change).unwrap_or_default();
            out.push_str(&format!(
                "| {} | {} | {} |\n",
                change.what.word(),
                escaped(&change.sentence()),
                escaped(&cites)
            ));
        }
        out.push('\n');
    }
    let examples = review.comparison.examples().count();
    if examples > 0 {
        let s = if examples == 1 { "" } else { "s" };
        out.push_str(&format!(
            "<details><summary>{examples} example{s}</summary>\n\n"
        ));
        for change in review.comparison.examples() {
            out.push_str(&format!(
                "- {}: {}\n",
                change.what.word(),
                escaped(&change.sentence())
            ));
        }
        out.push_str("\n</details>\n\n");
    }
    if let Some(behaviour) = &review.behaviour {
        for region in &behaviour.regions {
            out.push_str(&format!(
                "### {}: {}\n\n",
                capital(region.favour.words()),
                escaped(&region.words.join("; "))
            ));
            for condition in &region.conditions {
                out.push_str(&format!("- {}\n", escaped(condition)));
            }
            out.push_str(&format!(
                "\nShown by {}.\n\n",
                escaped(&witness_words(region))
            ));
            let (old, new) = both_words(&region.witness);
            out.push_str(&format!(
                "| | Decision |\n| --- | --- |\n| old | {} |\n| new | {} |\n\n",
                escaped(&old),
                escaped(&new)
            ));
            out.push_str("<details><summary>the facts</summary>\n\n");
            for (name, value) in fact_words(region) {
                out.push_str(&format!("- {} {}\n", escaped(&name), escaped(&value)));
            }
            out.push_str("\n</details>\n\n");
        }
        let coverage = &behaviour.coverage;
        out.push_str(&format!(
            "{} cases were decided by both versions. ",
            coverage.cases
        ));
        if let Some(exact) = &coverage.exact {
            out.push_str(&format!("Nothing was missed: {exact}. "));
        }
        if !coverage.left.is_empty() {
            out.push_str(&format!("Not looked at: {}.", coverage.left.join("; ")));
        }
        out.push_str("\n\n");
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

fn impact(out: &mut String, title: &str, impact: &Impact) {
    let whole = &impact.whole;
    out.push_str(&format!(
        "### {title}\n\n{} of {} decisions change, {} more favourable, {} less.\n\n",
        whole.changed, whole.cases, whole.more, whole.less
    ));
    for line in sums(whole) {
        out.push_str(&format!("- {}\n", escaped(&line)));
    }
    if !whole.ways.is_empty() {
        out.push_str("\n| What changes | Decisions |\n| --- | ---: |\n");
        for (way, count) in &whole.ways {
            out.push_str(&format!("| {} | {count} |\n", escaped(way)));
        }
    }
    out.push_str("\n| Part of the change | Decisions | Sums |\n| --- | --- | --- |\n");
    for (part, tally) in &impact.parts {
        let sums = sums(tally).join("; ");
        out.push_str(&format!(
            "| {} | {} | {} |\n",
            escaped(part),
            tally.changed,
            escaped(&sums)
        ));
    }
    out.push('\n');
}

fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// Text whose signs mean nothing to Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_{}[]<>|#".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
