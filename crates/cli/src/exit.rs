//! How the command ends.

use bylaws_dsl::Code;

/// The exit codes that scripts rely on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    Fine = 0,
    /// The answer is no: an error was found, a test failed.
    No = 1,
    Usage = 2,
    /// Something could not be read.
    Input = 3,
    Internal = 4,
}

/// An end before the work was done, with what to tell the user.
#[derive(Debug)]
pub(crate) struct Stop {
    pub(crate) exit: Exit,
    pub(crate) message: String,
}

impl Stop {
    /// A coded message and what to do about it.
    pub(crate) fn coded(
        exit: Exit,
        code: Code,
        message: impl std::fmt::Display,
        help: Option<String>,
    ) -> Self {
        let help = help.map_or(String::new(), |help| format!("\n  help: {help}"));
        Self {
            exit,
            message: format!("error[{}]: {message}{help}", code.id()),
        }
    }

    pub(crate) fn silent(exit: Exit) -> Self {
        Self {
            exit,
            message: String::new(),
        }
    }
}

impl From<std::io::Error> for Stop {
    /// Only writing to standard output comes here: a closed pipe is no error of anybody's.
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Self::silent(Exit::Fine),
            _ => Self {
                exit: Exit::Input,
                message: format!("error: the output could not be written: {error}"),
            },
        }
    }
}
