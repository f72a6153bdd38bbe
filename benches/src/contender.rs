//! Something that decides rows, whatever it is made of.

/// A way to decide, named, with one call a row.
pub struct Contender<'a> {
    pub name: String,
    /// Decides a row; what it gives keeps the work from being optimized away.
    pub decide: Box<dyn FnMut(usize) -> u64 + 'a>,
}

impl<'a> Contender<'a> {
    pub fn new(name: &str, decide: impl FnMut(usize) -> u64 + 'a) -> Self {
        Self {
            name: name.to_owned(),
            decide: Box::new(decide),
        }
    }
}
