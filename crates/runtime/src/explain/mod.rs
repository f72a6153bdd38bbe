//! Decisions told to people and to programs: typed events, a report made of them, and the
//! report as text, Markdown or JSON.

mod events;
mod gap;
mod hits;
mod html;
mod json;
mod lines;
mod lists;
mod markdown;
mod price;
mod relevant;
mod report;
mod rows;
mod scripts;
mod show;
mod text;
mod unverified;
mod words;
mod written;

pub use crate::script::Because;
pub(crate) use events::events;
pub use events::{Event, Moved, Step, StepKind, Subject};
pub use gap::{Gap, Limit, Tested};
pub use hits::{CodeHit, RowHit};
pub use html::html;
pub use json::{data_json, decision_json, facts_json};
pub(crate) use lines::Lines;
pub use lists::{Found, ListFinding};
pub use markdown::markdown;
pub use price::Line;
pub(crate) use relevant::is_far;
pub use report::{Entry, Mark, Report, Section, report};
pub use show::{show, show_items};
pub use text::{Palette, text};
pub use words::{data_words, error_words, item_name};

pub use crate::facts::range_words;
