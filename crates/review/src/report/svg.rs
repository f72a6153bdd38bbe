//! The pictures of a report, as SVG within the page: no script, no font and no file from
//! elsewhere. Colour is never the only sign.

use bylaws_dsl::value::{Date, Money};

use super::waterfall::{Bar, Waterfall};
use crate::impact::Tally;
use crate::model::Kind;
use crate::structure::Change;

const OLD: &str = "#8a8f98";
const NEW: &str = "#1f5f99";
const MORE: &str = "#2f7d4f";
const LESS: &str = "#b3452f";

/// Text for HTML and SVG.
pub(crate) fn escaped(text: &str) -> String {
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

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The values of a parameter by date, the old version above the new one; none where the values
/// have no dates.
pub(super) fn timeline(change: &Change) -> Option<String> {
    if change.kind != Kind::Parameter {
        return None;
    }
    let values = |side: Option<&crate::structure::Side>| -> Vec<(Option<Date>, String)> {
        let lines = side.into_iter().flat_map(|side| &side.clauses);
        lines
            .filter_map(|line| {
                let rest = line.strip_prefix("is ")?;
                Some(match rest.rsplit_once(" from ") {
                    Some((value, from)) => (Date::parse(from).ok(), value.to_owned()),
                    None => (None, rest.to_owned()),
                })
            })
            .collect()
    };
    let rows = [
        ("old", OLD, values(change.old.as_ref())),
        ("new", NEW, values(change.new.as_ref())),
    ];
    let days: Vec<Date> = rows
        .iter()
        .flat_map(|(.., all)| all.iter().filter_map(|(d, _)| *d))
        .collect();
    let (first, last) = (days.iter().min()?, days.iter().max()?);
    // Each day on which something changes has a column; the scale is that of the order, since
    // one early date would leave no room for the others.
    let mut marks: Vec<Date> = days.clone();
    marks.sort_unstable();
    marks.dedup();
    let count = marks.len().max(1);
    let width = 620.0 / count as f64;
    let place = |day: Option<Date>| -> f64 {
        let rank = day
            .and_then(|day| marks.iter().position(|mark| *mark == day))
            .unwrap_or(0);
        90.0 + width * rank as f64
    };
    let mut out = format!(
        "<svg viewBox=\"0 0 720 112\" role=\"img\" aria-label=\"values of {} from {first} to {last}\">",
        escaped(&change.name)
    );
    for (row, (word, colour, all)) in rows.iter().enumerate() {
        let y = 14 + row * 36;
        out.push_str(&format!(
            "<text x=\"0\" y=\"{}\" class=\"axis\">{word}</text>",
            y + 18
        ));
        for (at, (from, value)) in all.iter().enumerate() {
            let x = place(*from);
            let end = all.get(at + 1).map_or(710.0, |(next, _)| place(*next));
            out.push_str(&format!(
                "<rect x=\"{x:.0}\" y=\"{y}\" width=\"{:.0}\" height=\"26\" rx=\"3\" fill=\"{colour}\"/>\
                 <text x=\"{:.0}\" y=\"{}\" class=\"inside\">{}</text>",
                (end - x - 2.0).max(2.0),
                x + 6.0,
                y + 18,
                escaped(&shortened(value, (width / 8.0) as usize))
            ));
        }
    }
    for mark in &marks {
        let x = place(Some(*mark));
        out.push_str(&format!(
            "<line x1=\"{x:.0}\" y1=\"8\" x2=\"{x:.0}\" y2=\"88\" class=\"rule\"/>\
             <text x=\"{x:.0}\" y=\"104\" class=\"axis\">{mark}</text>"
        ));
    }
    out.push_str("</svg>");
    Some(out)
}

/// The steps of a price, the old version beside the new one.
pub(super) fn waterfall(drawn: &Waterfall) -> String {
    let all = || drawn.old.iter().chain(&drawn.new);
    let most = all()
        .map(|bar| bar.before.max(bar.after))
        .max()
        .unwrap_or(1)
        .max(1);
    let least = all()
        .map(|bar| bar.before.min(bar.after))
        .min()
        .unwrap_or(0)
        .min(0);
    let rows = drawn.old.len().max(drawn.new.len());
    let height = 40 + rows * 38;
    let mut out = format!(
        "<svg viewBox=\"0 0 720 {height}\" role=\"img\" aria-label=\"steps of {} before and after\">",
        escaped(&drawn.price)
    );
    for (left, word, colour, bars) in [(0, "old", OLD, &drawn.old), (370, "new", NEW, &drawn.new)] {
        let result = bars.last().map_or(0, |bar| bar.after);
        out.push_str(&format!(
            "<text x=\"{left}\" y=\"16\" class=\"head\">{word}: {}</text>",
            Money::from_cents(result)
        ));
        for (row, bar) in bars.iter().enumerate() {
            step(&mut out, (left, 28 + row * 38), bar, (least, most), colour);
        }
    }
    out.push_str("</svg>");
    out
}

fn step(
    out: &mut String,
    (left, top): (usize, usize),
    bar: &Bar,
    (least, most): (i64, i64),
    colour: &str,
) {
    // A picture needs no cents: floats here are places on a page and never amounts that are told.
    let range = (most - least) as f64;
    let place = |cents: i64| 340.0 * ((cents - least) as f64) / range;
    let (from, to) = (
        place(bar.before.min(bar.after)),
        place(bar.before.max(bar.after)),
    );
    let change = bar.after.saturating_sub(bar.before);
    let sign = if change > 0 { "+" } else { "" };
    let label = format!(
        "{}  {sign}{}",
        shortened(&bar.step, 34),
        Money::from_cents(change)
    );
    out.push_str(&format!(
        "<text x=\"{left}\" y=\"{}\" class=\"axis\">{}</text>\
         <rect x=\"{:.1}\" y=\"{}\" width=\"{:.1}\" height=\"12\" rx=\"2\" fill=\"{colour}\"/>",
        top + 11,
        escaped(&label),
        left as f64 + from,
        top + 16,
        (to - from).max(1.5)
    ));
}

/// How many cases change to the better and to the worse, of all.
pub(super) fn counts(tally: &Tally) -> String {
    let all = tally.cases.max(1) as f64;
    let neither = tally.changed - tally.more - tally.less;
    let same = tally.cases - tally.changed;
    let parts = [
        ("more favourable", tally.more, MORE),
        ("less favourable", tally.less, LESS),
        ("different", neither, NEW),
        ("the same", same, "#d9dce1"),
    ];
    let mut out =
        "<svg viewBox=\"0 0 720 66\" role=\"img\" aria-label=\"decisions that change\">".to_owned();
    let mut x = 0.0;
    let mut legend = 0.0;
    for (word, count, colour) in parts {
        let width = 720.0 * count as f64 / all;
        if count > 0 {
            out.push_str(&format!(
                "<rect x=\"{x:.1}\" y=\"4\" width=\"{:.1}\" height=\"26\" fill=\"{colour}\"/>",
                width.max(1.5)
            ));
        }
        let label = format!("{count} {word}");
        out.push_str(&format!(
            "<rect x=\"{legend:.0}\" y=\"42\" width=\"12\" height=\"12\" fill=\"{colour}\"/>\
             <text x=\"{:.0}\" y=\"53\" class=\"axis\">{label}</text>",
            legend + 18.0
        ));
        legend += 46.0 + 7.4 * label.len() as f64;
        x += width;
    }
    out.push_str("</svg>");
    out
}
