//! An interview in the language of a member: the questions, and the words that answer them.

use bylaws_dsl::ir::{Need, Policy, Type};
use bylaws_runtime::locale::Voice;

use crate::terminal;

/// The question for a fact, with its choices and the prompt.
pub(super) fn question(voice: &Voice<'_>, policy: &Policy, fact: Need, others: usize) -> String {
    let palette = terminal::PALETTE;
    let declared = policy.declaration(fact);
    let mut aside = voice.say_count("ask-others", others);
    if declared.optional {
        aside = format!("{} {aside}", voice.say("ask-optional"));
    }
    let (strong, faint, reset) = (palette.strong, palette.faint, palette.reset);
    format!(
        "\n{strong}{}{reset}  {faint}({aside}){reset}\n{}{faint}{}{reset}\n> ",
        voice.question(fact),
        choices(voice, policy, declared.ty),
        form(voice, declared.ty)
    )
}

/// What can be answered.
pub(super) fn more(voice: &Voice<'_>, policy: &Policy, fact: Need) -> String {
    let form = form(voice, policy.declaration(fact).ty);
    format!("  {form}\n  {}\n", voice.say("ask-keys"))
}

fn form(voice: &Voice<'_>, ty: Type) -> String {
    voice.say(match ty {
        Type::Boolean => "ask-boolean",
        Type::Integer => "ask-integer",
        Type::Decimal => "ask-number",
        Type::Money => "ask-money",
        Type::Percent => "ask-percent",
        Type::Date => "ask-date",
        Type::DateOrOpen => "ask-open",
        Type::Duration => "ask-duration",
        Type::Enum(_) => "ask-one",
        Type::Set(_) => "ask-several",
        Type::List(_) => "ask-list",
        Type::Text | Type::Window => "ask-text",
    })
}

/// The possibilities of an enumeration with numbers to choose by.
fn choices(voice: &Voice<'_>, policy: &Policy, ty: Type) -> String {
    let (Type::Enum(of) | Type::Set(of)) = ty else {
        return String::new();
    };
    let members = policy.enums.at(of).members.len();
    let lines = (0..members).map(|place| {
        let name = voice.member(of, u16::try_from(place).unwrap_or(u16::MAX));
        format!("  {}  {name}\n", place + 1)
    });
    lines.collect()
}

/// An answer in the words of the language as the interview's own.
pub(super) fn understood(voice: &Voice<'_>, line: &str) -> String {
    let words = [
        ("word-yes", "yes"),
        ("word-no", "no"),
        ("word-open", "open"),
        ("word-none", "none"),
        ("word-back", "back"),
        ("word-stop", "stop"),
    ];
    let said = line.trim().to_lowercase();
    let meant = words
        .into_iter()
        .find(|(word, _)| said == voice.say(word).to_lowercase());
    // A keyboard for the language may have commas of its own.
    meant.map_or_else(
        || line.replace(['，', '、'], ","),
        |(_, own)| own.to_owned(),
    )
}
