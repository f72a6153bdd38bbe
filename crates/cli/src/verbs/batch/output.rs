//! A file that is there as a whole or not at all.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::exit::{Exit, Stop};

/// Written aside, and put in its place when it is whole. A run that is killed leaves only the file
/// aside, which the next run writes anew.
pub(super) struct Output {
    path: PathBuf,
    aside: PathBuf,
    to: Option<BufWriter<File>>,
}

impl Output {
    #[expect(
        clippy::disallowed_methods,
        reason = "the command is the shell that writes files"
    )]
    pub(super) fn create(path: &Path) -> Result<Self, Stop> {
        let Some(name) = path.file_name().filter(|_| path.as_os_str() != "-") else {
            return Err(Stop {
                exit: Exit::Usage,
                message: "error: decisions and errors of a batch are written to files".to_owned(),
            });
        };
        let mut aside = name.to_owned();
        aside.push(".partial");
        let aside = path.with_file_name(aside);
        let file = File::create(&aside).map_err(|error| unwritable(path, &error))?;
        Ok(Self {
            path: path.to_owned(),
            aside,
            to: Some(BufWriter::with_capacity(1 << 18, file)),
        })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        match &mut self.to {
            Some(to) => to
                .write_all(bytes)
                .map_err(|error| unwritable(&self.path, &error)),
            None => Ok(()),
        }
    }

    /// Puts the file in its place.
    pub(super) fn finish(mut self) -> Result<(), Stop> {
        let Some(to) = self.to.take() else {
            return Ok(());
        };
        let whole = to.into_inner().map_err(|error| error.into_error());
        let put = whole
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(&self.aside, &self.path));
        put.map_err(|error| {
            let _ = fs::remove_file(&self.aside);
            unwritable(&self.path, &error)
        })
    }
}

impl Drop for Output {
    /// What stopped before it was whole is taken away.
    fn drop(&mut self) {
        if self.to.take().is_some() {
            let _ = fs::remove_file(&self.aside);
        }
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Stop {
    Stop {
        exit: Exit::Input,
        message: format!("error: {} cannot be written: {error}", path.display()),
    }
}
