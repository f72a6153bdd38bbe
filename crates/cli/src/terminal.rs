//! Standard output: colour where it is wanted, and nothing that a script would trip over.

use std::io::{self, IsTerminal, Write};

use bylaws_runtime::explain::Palette;

/// When to write in colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Colour {
    pub(crate) fn apply(self) {
        match self {
            Colour::Auto => {}
            Colour::Always => anstream::ColorChoice::Always.write_global(),
            Colour::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}

/// Writes text to standard output; escape sequences are taken out where colour is not wanted.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// Writes text for machines, as it is.
pub(crate) fn print_raw(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// The colours of explanations; `anstream` takes them out where colour is not wanted.
pub(crate) const PALETTE: Palette = Palette {
    good: "\u{1b}[32m",
    bad: "\u{1b}[31m",
    open: "\u{1b}[33m",
    strong: "\u{1b}[1m",
    faint: "\u{1b}[2m",
    reset: "\u{1b}[0m",
};

/// Says on a terminal what is being done, in the place of what was said before.
pub(crate) fn progress(doing: &str) {
    if io::stderr().is_terminal() {
        anstream::eprint!("\r\u{1b}[K{doing}");
    }
}
