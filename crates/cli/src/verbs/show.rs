//! `bylaws show`: a policy as it is after everything was put together.

use std::path::Path;

use bylaws_runtime::explain::{Entry, Report, html, markdown, show, text};
use serde_json::{Value, json};

use crate::exit::{Exit, Stop};
use crate::verbs::explain::Format;
use crate::{bundle, terminal};

/// Show a policy: every item with its passages and the layer that it came from
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The policy's name
    policy: String,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<Exit, Stop> {
    let program = bundle::program(folder, &args.policy)?;
    let report = show(&program);
    match args.format {
        Format::Human => terminal::print(&text(&report, &terminal::PALETTE))?,
        Format::Markdown => terminal::print_raw(&markdown(&report))?,
        Format::Html => terminal::print_raw(&html(&report))?,
        Format::Json => {
            terminal::print_raw(&format!("{}\n", document(&program.policy().name, &report)))?
        }
    }
    Ok(Exit::Fine)
}

fn document(policy: &str, report: &Report) -> Value {
    let header: serde_json::Map<String, Value> = report
        .outputs
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    let sections: Vec<Value> = report
        .sections
        .iter()
        .map(|section| {
            let items: Vec<Value> = section
                .entries
                .iter()
                .map(|entry| item(policy, entry))
                .collect();
            json!({ "section": section.title, "items": items })
        })
        .collect();
    json!({ "policy": policy, "title": report.title, "header": header, "sections": sections })
}

fn item(policy: &str, entry: &Entry) -> Value {
    let text: Vec<&str> = entry.parts.iter().map(|part| part.head.as_str()).collect();
    let layer = entry.layer.as_deref().unwrap_or(policy);
    json!({ "item": entry.head, "title": entry.note, "cites": entry.cites, "layer": layer, "text": text })
}
