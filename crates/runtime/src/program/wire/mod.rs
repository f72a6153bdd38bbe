//! Requests read straight into registers, and decisions written straight from them. Whatever is
//! unusual is left to the general reader and writer, which tell it in words.

mod digits;
mod names;
mod read;
mod write;

pub(crate) use names::Reader;
pub(crate) use write::Writer;
