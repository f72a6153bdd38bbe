//! An input that is read piece by piece, so that one without an end cannot fill the memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use bylaws_dsl::{Code, codes};
use bylaws_runtime::Limits;

use crate::bundle::{Unreadable, utf8};
use crate::exit::{Exit, Stop};

/// Longest line that is passed over; one that is longer still is taken for endless.
const ENDLESS: u64 = 1 << 30;

/// A file or standard input.
pub(crate) struct Input {
    from: BufReader<Box<dyn Read>>,
    /// How people know it.
    name: String,
    is_file: bool,
    /// The number of the line that was read last.
    number: u64,
}

/// A line that is not blank.
pub(crate) struct Line {
    /// Counted from 1.
    pub(crate) number: u64,
    pub(crate) text: Result<String, BadLine>,
}

/// Why a line cannot be a request.
pub(crate) enum BadLine {
    TooLong,
    /// The character of the line, from 1.
    NotUtf8(u32),
}

impl BadLine {
    pub(crate) fn words(&self) -> (Code, String) {
        match self {
            BadLine::TooLong => {
                let limit = Limits::default().request_bytes;
                let words = format!("has more than {limit} bytes");
                (codes::INPUT_TOO_LARGE, words)
            }
            BadLine::NotUtf8(column) => {
                let words = format!("is not UTF-8 text at column {column}");
                (codes::NOT_UTF8, words)
            }
        }
    }
}

impl Input {
    #[expect(
        clippy::disallowed_methods,
        reason = "the command is the shell that reads files"
    )]
    pub(crate) fn open(path: &Path) -> Result<Self, Stop> {
        if path.as_os_str() == "-" {
            return Ok(Self::of(io::stdin(), "standard input".to_owned(), false));
        }
        let name = path.display().to_string();
        let opened = File::open(path).and_then(|file| match file.metadata()?.is_dir() {
            true => Err(io::Error::from(io::ErrorKind::IsADirectory)),
            false => Ok(file),
        });
        match opened {
            Ok(file) => Ok(Self::of(file, name, true)),
            Err(error) => Err(unreadable(&name, error)),
        }
    }

    fn of(from: impl Read + 'static, name: String, is_file: bool) -> Self {
        Self {
            from: BufReader::with_capacity(1 << 16, Box::new(from)),
            name,
            is_file,
            number: 0,
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What it is called in a sentence.
    pub(crate) fn noun(&self) -> &str {
        match self.is_file {
            true => "the file",
            false => &self.name,
        }
    }

    /// Largest request, in bytes.
    pub(crate) fn limit(&self) -> usize {
        Limits::default().request_bytes
    }

    pub(crate) fn too_large(&self, what: &str) -> Stop {
        let message = format!("{} has more than {} bytes {what}", self.name, self.limit());
        Stop::coded(Exit::Input, codes::INPUT_TOO_LARGE, message, None)
    }

    /// Whether a whole line was read already.
    pub(crate) fn has_line(&self) -> bool {
        self.from.buffer().contains(&b'\n')
    }

    /// The first character that is no blank, which stays to be read.
    pub(crate) fn first(&mut self) -> Result<Option<u8>, Stop> {
        let mut passed = 0;
        loop {
            let buffer = self.from.fill_buf();
            let buffer = buffer.map_err(|error| unreadable(&self.name, error))?;
            let mark: &[u8] = match self.number == 0 && passed == 0 {
                true if buffer.starts_with("\u{feff}".as_bytes()) => "\u{feff}".as_bytes(),
                _ => &[],
            };
            let rest = buffer.get(mark.len()..).unwrap_or_default();
            let blanks = rest.iter().take_while(|b| b.is_ascii_whitespace());
            let (mut count, mut lines) = (mark.len(), 0);
            for blank in blanks {
                count += 1;
                lines += u64::from(*blank == b'\n');
            }
            let found = buffer.get(count).copied();
            let ended = buffer.is_empty();
            self.from.consume(count);
            self.number += lines;
            passed += count;
            if found.is_some() || ended {
                return Ok(found);
            }
            if passed > self.limit() {
                return Err(self.too_large("of blanks before the first request"));
            }
        }
    }

    /// The next line that is not blank; none at the end.
    pub(crate) fn line(&mut self) -> Result<Option<Line>, Stop> {
        let limit = self.limit() as u64;
        loop {
            let mut bytes = Vec::new();
            let read = self
                .from
                .by_ref()
                .take(limit + 1)
                .read_until(b'\n', &mut bytes);
            if read.map_err(|error| unreadable(&self.name, error))? == 0 {
                return Ok(None);
            }
            self.number += 1;
            let number = self.number;
            if bytes.len() as u64 > limit && !bytes.ends_with(b"\n") {
                // What is left of the line is passed over, and the next one decided as ever.
                let mut rest = self.from.by_ref().take(ENDLESS);
                let passed = pass_line(&mut rest).map_err(|error| unreadable(&self.name, error))?;
                if !passed {
                    return Err(self.too_large("in one request"));
                }
                let text = Err(BadLine::TooLong);
                return Ok(Some(Line { number, text }));
            }
            let text = match utf8(bytes) {
                Ok(text) if text.trim().is_empty() => continue,
                Ok(text) => Ok(text.trim_end_matches(['\r', '\n']).to_owned()),
                Err(Unreadable::NotUtf8(position)) => Err(BadLine::NotUtf8(position.column)),
                Err(_) => Err(BadLine::NotUtf8(1)),
            };
            return Ok(Some(Line { number, text }));
        }
    }

    /// All that is left, as text.
    pub(crate) fn rest(&mut self, limit: usize) -> Result<String, Stop> {
        let mut bytes = Vec::new();
        let read = self
            .from
            .by_ref()
            .take(limit as u64 + 1)
            .read_to_end(&mut bytes);
        read.map_err(|error| unreadable(&self.name, error))?;
        if bytes.len() > limit {
            let message = format!("{} has more than {limit} bytes in one array", self.name);
            let help = "write the requests as lines, one object each".to_owned();
            return Err(Stop::coded(
                Exit::Input,
                codes::INPUT_TOO_LARGE,
                message,
                Some(help),
            ));
        }
        utf8(bytes).map_err(|problem| {
            let message = format!("{} {}", self.name, problem.words());
            Stop::coded(Exit::Input, codes::NOT_UTF8, message, None)
        })
    }
}

/// Passes over the rest of a line; whether its end, or that of the input, came.
fn pass_line(from: &mut io::Take<impl BufRead>) -> io::Result<bool> {
    loop {
        let buffer = from.fill_buf()?;
        if buffer.is_empty() {
            return Ok(from.limit() > 0);
        }
        let end = buffer.iter().position(|b| *b == b'\n');
        let count = end.map_or(buffer.len(), |end| end + 1);
        from.consume(count);
        if end.is_some() {
            return Ok(true);
        }
    }
}

fn unreadable(name: &str, error: io::Error) -> Stop {
    let message = format!("{name} cannot be read: {error}");
    Stop::coded(Exit::Input, codes::UNREADABLE_FILE, message, None)
}
