//! Files written whole: a reader sees the old text or the new one, never a part.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Writes a text beside the file and then puts it in its place. The folder must exist; an
/// existing file keeps its permissions, and a link stays one.
pub(crate) fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let path = match path.exists() {
        true => path.canonicalize()?,
        false => path.to_owned(),
    };
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let aside = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
    let written = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&aside)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            if let Ok(old) = fs::metadata(&path) {
                file.set_permissions(old.permissions())?;
            }
            file.sync_all()
        })
        .and_then(|()| fs::rename(&aside, &path));
    if written.is_err() {
        let _ = fs::remove_file(&aside);
    }
    written
}
