//! Coverage told: a table and what is missing, as text, JSON and a page.

mod html;
mod json;
mod text;

pub use html::html;
pub use json::json;
pub use text::text;

use bylaws_dsl::{SourceMap, Span};

use super::{Covered, Group, Share};

/// The file and the line of a place.
pub(crate) fn place(sources: &SourceMap, span: Span) -> (String, u32) {
    sources
        .get(span.source)
        .map_or((String::new(), 0), |source| {
            (source.name.clone(), source.position(span.start).line)
        })
}

/// The shares of all policies together.
fn total(all: &[Covered], group: Option<Group>) -> Share {
    let shares = all.iter().map(|covered| covered.share(group));
    shares.fold(Share::default(), Share::add)
}
