//! `bylaws explain`: a decision told to a person, or the page of a diagnostic's code.

use std::path::Path;

use bylaws_dsl::{Code, codes, suggest};
use bylaws_runtime::explain::{Report, decision_json, html, markdown, report, text};
use bylaws_runtime::locale::Voice;
use bylaws_runtime::notice::{self, Notice, notice};
use bylaws_runtime::{Decision, Trace};

use crate::exit::{Exit, Stop};
use crate::requests::{RequestArgs, Requests};
use crate::verbs::decide::{decide, exit};
use crate::{bundle, locales, terminal};

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
    /// A notice of decision for a member, in this language: en, es, vi or zh
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
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
    let lang = args.lang.as_deref().map(locales::chosen).transpose()?;
    let (program, translations) = bundle::translated(folder, &args.subject)?;
    let voice = lang.map(|lang| locales::voice(&translations, &program, lang));
    let options = args.request.options(Trace::Full);
    let (one, many) = match args.request.read(args.format == Format::Json)? {
        Requests::One(request) => (Some(Ok(request)), None),
        Requests::Many(requests) => (None, Some(requests)),
    };
    let mut worst = Exit::Fine;
    // One document can only be closed when the last request is known.
    let mut pages = Pages::default();
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
        match (args.format, &voice) {
            (Format::Html, Some(voice)) => pages.notices.push(notice(&decision, voice)),
            (Format::Html, None) => pages.reports.push(report(&decision)),
            (Format::Json, _) => {
                terminal::print_raw(&told(&decision, voice.as_ref(), args.format))?
            }
            (Format::Human, _) => {
                let told = told(&decision, voice.as_ref(), args.format);
                terminal::print(&format!("{apart}{told}"))?;
            }
            (Format::Markdown, _) => {
                let told = told(&decision, voice.as_ref(), args.format);
                terminal::print_raw(&format!("{apart}{told}"))?;
            }
        }
    }
    if args.format == Format::Html {
        terminal::print_raw(&match voice {
            Some(_) => notice::html(&pages.notices),
            None => html(&pages.reports),
        })?;
    }
    Ok(worst)
}

/// What goes on one page.
#[derive(Default)]
struct Pages {
    reports: Vec<Report>,
    notices: Vec<Notice>,
}

/// One decision: the technical account, or a notice where a language is asked for.
fn told(decision: &Decision, voice: Option<&Voice<'_>>, format: Format) -> String {
    match (voice, format) {
        (None, Format::Json) => format!("{}\n", decision_json(decision)),
        (None, Format::Markdown) => markdown(&report(decision)),
        (None, _) => text(&report(decision), &terminal::PALETTE),
        (Some(voice), Format::Json) => format!("{}\n", notice::json(&notice(decision, voice))),
        (Some(voice), Format::Markdown) => notice::markdown(&notice(decision, voice)),
        (Some(voice), _) => notice::text(&notice(decision, voice), &terminal::PALETTE),
    }
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
