//! `bylaws explain`: a decision told to a person, or the page of a diagnostic's code.

use std::path::Path;

use bylaws_dsl::{Code, codes, suggest};
use bylaws_runtime::Trace;
use bylaws_runtime::explain::{decision_json, html, markdown, report, text};

use crate::exit::{Exit, Stop};
use crate::requests::{RequestArgs, Requests};
use crate::verbs::decide::{decide, exit};
use crate::{bundle, terminal};

/// Tell why a policy decides as it does, or what a diagnostic's code means
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The policy's name, or a code such as E0203
    #[arg(value_name = "POLICY|CODE")]
    subject: String,
    #[command(flatten)]
    request: RequestArgs,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
pub(crate) enum Format {
    Human,
    Markdown,
    Html,
    Json,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<Exit, Stop> {
    if looks_like_code(&args.subject) {
        return page(&args.subject, args.format);
    }
    let program = bundle::program(folder, &args.subject)?;
    let options = args.request.options(Trace::Full);
    let (one, many) = match args.request.read(args.format == Format::Json)? {
        Requests::One(request) => (Some(Ok(request)), None),
        Requests::Many(requests) => (None, Some(requests)),
    };
    let mut worst = Exit::Fine;
    let mut reports = Vec::new();
    for (place, request) in one
        .into_iter()
        .chain(many.into_iter().flatten())
        .enumerate()
    {
        let decision = decide(&program, &args.request, &request?, &options);
        if worst == Exit::Fine {
            worst = exit(&decision);
        }
        let apart = if place > 0 { "\n" } else { "" };
        match args.format {
            Format::Human => {
                let told = text(&report(&decision), &terminal::PALETTE);
                terminal::print(&format!("{apart}{told}"))?;
            }
            Format::Markdown => {
                terminal::print_raw(&format!("{apart}{}", markdown(&report(&decision))))?;
            }
            Format::Json => terminal::print_raw(&format!("{}\n", decision_json(&decision)))?,
            // One document can only be closed when the last request is known.
            Format::Html => reports.push(report(&decision)),
        }
    }
    if args.format == Format::Html {
        terminal::print_raw(&html(&reports))?;
    }
    Ok(worst)
}

fn looks_like_code(subject: &str) -> bool {
    let mut chars = subject.chars();
    matches!(chars.next(), Some('E' | 'W' | 'e' | 'w'))
        && subject.len() == 5
        && chars.all(|c| c.is_ascii_digit())
}

fn page(id: &str, format: Format) -> Result<Exit, Stop> {
    let Some(code) = Code::find(id) else {
        let help = suggest::did_you_mean(id, codes::ALL.iter().map(|code| code.id()));
        let message = format!(
            "error: there is no code `{id}`{}",
            help.map_or(String::new(), |h| format!("; {h}"))
        );
        return Err(Stop {
            exit: Exit::Usage,
            message,
        });
    };
    match format {
        Format::Json => {
            let page = serde_json::json!({ "code": code.id(), "summary": code.summary(), "page": code.page() });
            terminal::print_raw(&format!("{page}\n"))?;
        }
        _ => terminal::print(code.page())?,
    }
    Ok(Exit::Fine)
}
