//! A notice as JSON, for a host that lays it out itself.

use serde::Serialize;

use super::Notice;

#[derive(Serialize)]
struct Written<'n> {
    lang: &'static str,
    title: &'n str,
    policy: &'n str,
    status: &'static str,
    headline: &'n str,
    rows: Vec<Row<'n>>,
    sections: Vec<Section<'n>>,
    footer: &'n str,
}

#[derive(Serialize)]
struct Row<'n> {
    name: &'n str,
    value: &'n str,
}

#[derive(Serialize)]
struct Section<'n> {
    title: &'n str,
    entries: Vec<Entry<'n>>,
}

#[derive(Serialize)]
struct Entry<'n> {
    text: &'n str,
    details: &'n [String],
    cites: &'n [String],
}

/// The notice on one line.
pub fn json(notice: &Notice) -> String {
    let sections = notice.sections.iter().map(|section| Section {
        title: &section.title,
        entries: section
            .entries
            .iter()
            .map(|entry| Entry {
                text: &entry.text,
                details: &entry.details,
                cites: &entry.cites,
            })
            .collect(),
    });
    let rows = notice.rows.iter().map(|(name, value)| Row { name, value });
    let written = Written {
        lang: notice.locale.tag(),
        title: &notice.title,
        policy: &notice.policy,
        status: notice.status.word(),
        headline: &notice.headline,
        rows: rows.collect(),
        sections: sections.collect(),
        footer: &notice.footer,
    };
    // Text alone can always be written.
    serde_json::to_string(&written).unwrap_or_default()
}
