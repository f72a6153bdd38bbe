//! `bylaws ask`: an interview that asks only for what the decision still hangs on.

mod spoken;

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bylaws_dsl::ir::{EnumId, Fact, Need, Policy, Type};
use bylaws_runtime::explain::{decision_json, facts_json, range_words, report, text};
use bylaws_runtime::locale::Voice;
use bylaws_runtime::{Decision, Facts, Program, Status, Trace, notice};

use super::decide::exit;
use crate::exit::{Exit, Stop};
use crate::requests::{RequestArgs, Requests};
use crate::{bundle, files, locales, terminal};

/// Ask for the facts that a decision hangs on, one by one, until it is decided
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The policy's name
    policy: String,
    #[command(flatten)]
    request: RequestArgs,
    /// How the decision is written at the end
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write the facts to this file, as JSON that `decide --facts` reads
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Ask in this language, and end with a notice in it: en, es, vi or zh
    #[arg(long, value_name = "LANGUAGE")]
    lang: Option<String>,
}

#[derive(Clone, Copy, PartialEq, clap::ValueEnum)]
enum Format {
    Human,
    Json,
}

/// What was said to a question.
enum Answer {
    Value(String),
    /// Leave the fact unknown, or an optional one out.
    Skip,
    /// Take the last answer back.
    Back,
    /// Tell more about the question.
    More,
    Stop,
}

pub(crate) fn run(args: &Args, folder: Option<&Path>) -> Result<Exit, Stop> {
    let lang = args.lang.as_deref().map(locales::chosen).transpose()?;
    let (program, translations) = bundle::translated(folder, &args.policy)?;
    let voice = lang.map(|lang| locales::voice(&translations, &program, lang));
    let Requests::One(request) = args.request.read(false)? else {
        return Err(Stop {
            exit: Exit::Usage,
            message: "error: an interview is about one request, and the file has several".into(),
        });
    };
    let start = match args.request.facts(&program, &request) {
        Ok(facts) => facts,
        Err(errors) => {
            let decision = program.invalid(errors);
            terminal::print(&told(&decision, voice.as_ref()))?;
            return Ok(exit(&decision));
        }
    };
    let (facts, decision) = Interview::new(&program, args, voice.as_ref(), start).run();
    if let Some(path) = &args.save {
        let json = format!("{}\n", facts_json(program.policy(), &facts));
        files::write_whole(path, &json).map_err(|error| Stop {
            exit: Exit::Input,
            message: format!("error: {} cannot be written: {error}", path.display()),
        })?;
    }
    match args.format {
        Format::Human => terminal::print(&told(&decision, voice.as_ref()))?,
        Format::Json => terminal::print_raw(&format!("{}\n", decision_json(&decision)))?,
    }
    Ok(exit(&decision))
}

/// The decision in the end: a notice where the interview is in a member's language.
fn told(decision: &Decision, voice: Option<&Voice<'_>>) -> String {
    match voice {
        Some(voice) => notice::text(&notice::notice(decision, voice), &terminal::PALETTE),
        None => text(&report(decision), &terminal::PALETTE),
    }
}

struct Interview<'a> {
    program: &'a Arc<Program>,
    args: &'a Args,
    /// What speaks in the member's language.
    voice: Option<&'a Voice<'a>>,
    /// The facts before each answer, the present ones last, with the fact that was asked for.
    steps: Vec<(Facts, Vec<Need>)>,
}

impl<'a> Interview<'a> {
    fn new(
        program: &'a Arc<Program>,
        args: &'a Args,
        voice: Option<&'a Voice<'a>>,
        start: Facts,
    ) -> Self {
        Self {
            program,
            args,
            voice,
            steps: vec![(start, Vec::new())],
        }
    }

    /// Asks until the decision is made, or nobody answers any more.
    fn run(mut self) -> (Facts, Decision) {
        let options = self.args.request.options(match self.args.format {
            Format::Human if self.voice.is_some() => Trace::Full,
            Format::Human => Trace::None,
            Format::Json => Trace::Brief,
        });
        let mut input = std::io::stdin().lock().lines();
        loop {
            let (facts, skipped) = self
                .steps
                .last()
                .cloned()
                .unwrap_or_else(|| (self.program.no_facts(), Vec::new()));
            let decision = self.program.decide(&facts, &options);
            if decision.status == Status::Invalid && self.steps.len() > 1 {
                for error in &decision.errors {
                    self.refuse(&bylaws_runtime::explain::error_words(error));
                }
                self.steps.pop();
                continue;
            }
            let open = match decision.status {
                Status::Undetermined => decision.needs.clone(),
                Status::Decided => self.program.optional_needs(&facts, &options),
                Status::Invalid | Status::Failed => Vec::new(),
            };
            let mut open = open.into_iter().filter(|fact| !skipped.contains(fact));
            let Some(fact) = open.next() else {
                return (facts, decision);
            };
            self.question(fact, open.count());
            let Some(Ok(line)) = input.next() else {
                say("\n");
                return (facts, decision);
            };
            match self.answer(fact, &line) {
                Answer::Value(value) => self.fill_in(&facts, skipped, fact, &value),
                Answer::Skip => self.steps.push((facts, [skipped, vec![fact]].concat())),
                Answer::More => self.tell_more(fact),
                Answer::Back if self.steps.len() > 1 => drop(self.steps.pop()),
                Answer::Back => say(&match self.voice {
                    Some(voice) => format!("  {}\n", voice.say("ask-first")),
                    None => "  this is the first question\n".to_owned(),
                }),
                Answer::Stop => return (facts, decision),
            }
        }
    }

    /// Says what is wrong with an answer; in the member's language only that it is.
    fn refuse(&self, message: &str) {
        match self.voice {
            Some(voice) => say(&format!("  {}\n", voice.say("ask-wrong"))),
            None => say(&format!("  {message}\n")),
        }
    }

    fn tell_more(&self, fact: Need) {
        let policy = self.program.policy();
        match self.voice {
            Some(voice) => say(&spoken::more(voice, policy, fact)),
            None => say(&more(policy, fact)),
        }
    }

    fn question(&self, fact: Need, others: usize) {
        let policy = self.program.policy();
        if let Some(voice) = self.voice {
            say(&spoken::question(voice, policy, fact, others));
            return;
        }
        let (declared, name) = (policy.declaration(fact), policy.need_name(fact));
        let palette = terminal::PALETTE;
        let title = declared.title.as_deref().unwrap_or(&name);
        let others = match others {
            0 => "nothing else is open".to_owned(),
            1 => "one other fact may matter".to_owned(),
            more => format!("{more} others may matter"),
        };
        let others = match declared.optional {
            true => format!("if there is one; {others}"),
            false => others,
        };
        say(&format!(
            "\n{}{title}{}  {}({}; {others}){}\n{}> ",
            palette.strong,
            palette.reset,
            palette.faint,
            name,
            palette.reset,
            choices(policy, declared),
        ));
    }

    fn answer(&self, fact: Need, line: &str) -> Answer {
        let understood = self.voice.map(|voice| spoken::understood(voice, line));
        let line = understood.as_deref().unwrap_or(line).trim();
        match line {
            "?" | "help" => Answer::More,
            "" | "skip" | "unknown" => Answer::Skip,
            "back" => Answer::Back,
            "quit" | "stop" => Answer::Stop,
            "none" | "nothing" if self.program.policy().declaration(fact).optional => Answer::Skip,
            line => {
                let policy = self.program.policy();
                let ty = policy.declaration(fact).ty;
                Answer::Value(by_number(policy, ty, line).unwrap_or_else(|| plain(ty, line)))
            }
        }
    }

    fn fill_in(&mut self, facts: &Facts, skipped: Vec<Need>, fact: Need, value: &str) {
        let policy = self.program.policy();
        let mut facts = facts.clone();
        match self.program.set(&mut facts, &policy.need_name(fact), value) {
            Ok(()) => self.steps.push((facts, skipped)),
            Err(error) => {
                self.refuse(&error.message);
                self.tell_more(fact);
            }
        }
    }
}

/// Prompts go to standard error: standard output is for the decision.
fn say(words: &str) {
    anstream::eprint!("{words}");
}

/// The possibilities of an enumeration with numbers to choose by.
fn choices(policy: &Policy, fact: &Fact) -> String {
    let (Type::Enum(of) | Type::Set(of)) = fact.ty else {
        return String::new();
    };
    let members = policy.enums.at(of).members.iter().enumerate();
    members
        .map(|(place, member)| {
            let title = member
                .title
                .as_deref()
                .map_or(String::new(), |title| format!("  {title}"));
            format!("  {}  {}{title}\n", place + 1, member.name)
        })
        .collect()
}

/// The members that numbers stand for.
fn by_number(policy: &Policy, ty: Type, line: &str) -> Option<String> {
    let name = |of: EnumId, number: &str| {
        let place = number.trim().parse::<usize>().ok()?.checked_sub(1)?;
        Some(policy.enums.at(of).members.get(place)?.name.to_string())
    };
    match ty {
        Type::Enum(of) => name(of, line),
        Type::Set(of) => line
            .split([',', ' '])
            .filter(|part| !part.is_empty())
            .map(|part| name(of, part))
            .collect::<Option<Vec<_>>>()
            .map(|names| names.join(", ")),
        _ => None,
    }
}

/// What people type for a value, as the language writes it.
fn plain(ty: Type, line: &str) -> String {
    match (ty, line.to_ascii_lowercase().as_str()) {
        (Type::Boolean, "y" | "true") => "yes".to_owned(),
        (Type::Boolean, "n" | "false") => "no".to_owned(),
        (Type::Boolean, answer) => answer.to_owned(),
        (Type::DateOrOpen, "ongoing") => "open".to_owned(),
        (Type::Set(_), "none" | "nothing") => "{}".to_owned(),
        (Type::List(_), "none" | "nothing") => "[]".to_owned(),
        _ => line.to_owned(),
    }
}

/// What can be answered.
fn more(policy: &Policy, fact: Need) -> String {
    let declared = policy.declaration(fact);
    let form = match declared.ty {
        Type::Boolean => "yes or no",
        Type::Integer => "a whole number",
        Type::Decimal => "a number such as 0.7",
        Type::Money => "an amount such as $28,500.00",
        Type::Percent => "a percentage such as 12.5%",
        Type::Date => "a date such as 2026-02-28",
        Type::DateOrOpen => "a date such as 2026-02-28, or open while it goes on",
        Type::Duration => "a duration such as 180 days or 12 months",
        Type::Enum(_) => "one of the names above, or its number",
        Type::Set(_) => "names or numbers with commas between them, or nothing",
        Type::List(_) => "a list as JSON, such as [{\"FIELD\": VALUE}], or nothing",
        _ => "text",
    };
    let range = range_words(policy, declared).map_or(String::new(), |range| format!(", {range}"));
    let enter = match declared.optional {
        true => "Enter or `none` says that there is none",
        false => "Enter leaves it unknown",
    };
    format!("  {form}{range}; {enter}, `back` goes back, `stop` ends\n")
}
