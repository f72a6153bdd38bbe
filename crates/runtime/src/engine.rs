//! The bundle that decides now, and another in its place while requests are being decided.

use std::fmt;
use std::mem;
use std::sync::{Arc, PoisonError, RwLock};

use bylaws_dsl::{Diagnostic, SourceMap, render};

use crate::bundle::{Bundle, Compiled};

/// Holds the bundle that decides now. Share one between all threads, in an `Arc` or a `static`.
///
/// A new bundle is compiled aside and takes the place of the old one whole. One that has errors
/// never does: the old one goes on deciding. Whoever took the old bundle, or a session of it, keeps
/// deciding by it, so no decision is ever made by parts of two bundles.
///
/// ```
/// use bylaws_runtime::{Bundle, Engine, Limits, Options};
/// let compiled = |text: &str| {
///     let mut sources = bylaws_dsl::SourceMap::default();
///     sources.add("age.bylaw", text);
///     Bundle::compile(sources, &Limits::default())
/// };
/// let text = "policy age\n\nfacts\n  age : integer 0..150\n\noutput adult : boolean is age >= 18\n";
/// let engine = Engine::new(compiled(text))?;
/// let first = engine.bundle();
///
/// engine.swap(compiled(&text.replace("18", "21")))?;
/// assert_ne!(engine.bundle().hash(), first.hash());
///
/// let refused = engine.swap(compiled(&text.replace("18", "\"old\""))).unwrap_err();
/// assert!(refused.to_string().contains("age.bylaw"));
/// assert_eq!(engine.bundle().program("age").unwrap().policy().name, "age");
/// # Ok::<(), bylaws_runtime::Refused>(())
/// ```
#[derive(Debug)]
pub struct Engine {
    /// Held only while one pointer is copied or exchanged: nothing is built or dropped under it.
    current: RwLock<Bundle>,
}

impl Engine {
    /// Decides by this bundle at first.
    ///
    /// # Errors
    /// Everything that keeps the bundle from deciding.
    pub fn new(compiled: Compiled) -> Result<Self, Refused> {
        let current = RwLock::new(whole(compiled)?);
        Ok(Self { current })
    }

    /// The bundle that decides now. Taking it costs some nanoseconds: take it anew for each
    /// request, or keep it for as long as decisions should come from the same policies.
    pub fn bundle(&self) -> Bundle {
        let current = self.current.read();
        current.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Decides by this bundle from now on, and gives back the one that decided before.
    ///
    /// # Errors
    /// Everything that keeps the new bundle from deciding. The old one goes on.
    pub fn swap(&self, compiled: Compiled) -> Result<Bundle, Refused> {
        let new = whole(compiled)?;
        let current = self.current.write();
        let mut current = current.unwrap_or_else(PoisonError::into_inner);
        Ok(mem::replace(&mut current, new))
    }
}

fn whole(compiled: Compiled) -> Result<Bundle, Refused> {
    compiled.bundle.ok_or(Refused {
        diagnostics: compiled.diagnostics,
        sources: compiled.sources,
    })
}

/// Why a bundle does not get to decide.
#[derive(Clone, Debug)]
pub struct Refused {
    /// What was found in the texts, errors and warnings, in the order of the texts.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the findings point into.
    pub sources: Arc<SourceMap>,
}

impl fmt::Display for Refused {
    /// The errors, each with its place and the line that it is in.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.diagnostics.iter().filter(|found| found.is_error());
        for (place, error) in errors.enumerate() {
            if place > 0 {
                f.write_str("\n\n")?;
            }
            f.write_str(&render::human(error, &self.sources, false))?;
        }
        Ok(())
    }
}

impl std::error::Error for Refused {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, Program, Session};

    fn assert_shared<T: Send + Sync>() {}
    fn assert_sent<T: Send>() {}

    fn compiled(text: &str) -> Compiled {
        let mut sources = SourceMap::default();
        sources.add("p.bylaw", text);
        Bundle::compile(sources, &Limits::default())
    }

    const ONE: &str = "policy p\n\noutput n : integer is 1\n";

    #[test]
    fn what_threads_share_and_what_each_has() {
        assert_shared::<Engine>();
        assert_shared::<Bundle>();
        assert_shared::<Program>();
        assert_shared::<Refused>();
        assert_sent::<Session>();
    }

    #[test]
    fn a_bundle_with_errors_changes_nothing_and_says_why() {
        let engine = Engine::new(compiled(ONE)).unwrap();
        let before = engine.bundle().hash();
        let broken = ONE.replace("is 1", "is m");
        let refused = engine.swap(compiled(&broken)).unwrap_err();
        assert_eq!(engine.bundle().hash(), before);
        assert!(refused.diagnostics.iter().any(Diagnostic::is_error));
        assert!(refused.to_string().contains("p.bylaw:3"), "{refused}");
        assert!(Engine::new(compiled(&broken)).is_err());
    }

    #[test]
    fn the_old_bundle_comes_back_from_a_swap() {
        let engine = Engine::new(compiled(ONE)).unwrap();
        let before = engine.bundle().hash();
        let old = engine.swap(compiled(&ONE.replace('1', "2"))).unwrap();
        assert_eq!(old.hash(), before);
        assert_ne!(engine.bundle().hash(), before);
    }
}
