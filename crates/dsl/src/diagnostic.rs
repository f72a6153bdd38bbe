//! The one model of what is wrong with a text: a declared code, a sentence, places, and help.

use crate::{Code, Severity, Span};

/// One finding about a text.
///
/// Sentences are lower case, without a final dot, with names in backticks and in the words of the
/// handbook; `help` says what to write instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The declared code; its page explains the finding at length.
    pub code: Code,
    /// What is wrong, in one sentence.
    pub message: String,
    /// The place that is to be changed.
    pub span: Span,
    /// A few words that stand beside the marked place; may be empty.
    pub label: String,
    /// Other places that have to do with it, such as the first of two duplicates.
    pub related: Vec<Related>,
    /// What to write instead.
    pub help: Vec<String>,
}

/// Another place that a finding speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The place.
    pub span: Span,
    /// What is there.
    pub label: String,
}

impl Diagnostic {
    /// A finding at a place.
    ///
    /// ```
    /// use bylaws_dsl::{codes, Diagnostic, Span};
    /// let found = Diagnostic::new(codes::UNKNOWN_NAME, Span::default(), "`colour` is not declared")
    ///     .help("did you mean `color`?");
    /// assert_eq!(found.code.id(), "E0201");
    /// ```
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            span,
            label: String::new(),
            related: Vec::new(),
            help: Vec::new(),
        }
    }

    /// Puts a few words beside the marked place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Points at another place.
    #[must_use]
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push(Related {
            span,
            label: label.into(),
        });
        self
    }

    /// Adds a sentence on what to write instead.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// Adds help if there is some.
    #[must_use]
    pub fn help_if(self, help: Option<String>) -> Self {
        match help {
            Some(help) => self.help(help),
            None => self,
        }
    }

    /// Whether the text cannot be used before this is mended.
    pub fn is_error(&self) -> bool {
        self.code.severity() == Severity::Error
    }
}

/// Puts findings into the order in which a reader meets them, and drops exact repeats.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics
        .sort_by(|a, b| (a.span, a.code.id(), &a.message).cmp(&(b.span, b.code.id(), &b.message)));
    diagnostics.dedup();
}
