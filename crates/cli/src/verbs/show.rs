//! `bylaws show`: a policy as it is after everything was put together.

use std::path::Path;

use bylaws_dsl::ir::{ItemRef, Policy};
use bylaws_dsl::value::Value as DataValue;
use bylaws_runtime::Program;
use bylaws_runtime::explain::{Entry, Report, html, markdown, show, show_items, text};
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
        Format::Html => terminal::print_raw(&html(std::slice::from_ref(&report)))?,
        Format::Json => terminal::print_raw(&format!("{}\n", document(&program, &report)))?,
    }
    Ok(Exit::Fine)
}

fn document(program: &Program, report: &Report) -> Value {
    let header: serde_json::Map<String, Value> = report
        .outputs
        .iter()
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    let sections: Vec<Value> = show_items(program)
        .into_iter()
        .map(|(title, items)| {
            let items = items
                .iter()
                .map(|(of, entry)| item(program.policy(), *of, entry));
            json!({ "section": title, "items": items.collect::<Vec<Value>>() })
        })
        .collect();
    json!({
        "policy": program.policy().name.as_str(),
        "title": report.title, "header": header, "sections": sections
    })
}

fn item(policy: &Policy, of: ItemRef, entry: &Entry) -> Value {
    let text: Vec<&str> = entry.parts.iter().map(|part| part.head.as_str()).collect();
    let layer = policy.layer(of);
    let mut shown = json!({
        "item": entry.head, "title": entry.note, "cites": entry.cites, "text": text, "layer": layer.as_str()
    });
    if let (ItemRef::Fact(id), Some(fields)) = (of, shown.as_object_mut()) {
        let fact = policy.facts.at(id);
        let end = |end: &Option<DataValue>| end.as_ref().map(|value| policy.value_words(value));
        let range = match (end(&fact.low), end(&fact.high)) {
            (None, None) => Value::Null,
            (low, high) => json!({ "low": low, "high": high }),
        };
        fields.insert("item".to_owned(), json!(fact.name.as_str()));
        fields.insert("name".to_owned(), json!(fact.name.as_str()));
        fields.insert("type".to_owned(), json!(policy.type_words(fact.ty)));
        fields.insert("optional".to_owned(), json!(fact.optional));
        fields.insert("range".to_owned(), range);
    }
    shown
}
