//! A set of policies that belong together, compiled whole or not at all.

use std::collections::BTreeSet;
use std::sync::Arc;

use bylaws_dsl::ast::HeaderKind;
use bylaws_dsl::check::{check_bundle, data_files};
use bylaws_dsl::lint::lint;
use bylaws_dsl::parse::parse;
use bylaws_dsl::{Diagnostic, Source, SourceMap, sort};

use crate::error::DecisionError;
use crate::hash::ContentHash;
use crate::limits::Limits;
use crate::locale;
use crate::program::Program;
use crate::script::{self, Scripts};

/// How the names of texts end that hold no policy: the rows of tables, codes and examples, and
/// scripts, and translations.
const DATA: [&str; 4] = [".csv", ".json", script::ENDING, locale::ENDING];

/// Policies that were compiled together. Cheap to clone and to share between threads.
#[derive(Clone, Debug)]
pub struct Bundle {
    programs: Arc<Vec<Arc<Program>>>,
    hash: ContentHash,
}

/// What came of compiling: the bundle if no text has an error, and every finding either way.
#[derive(Debug)]
pub struct Compiled {
    /// The bundle; none when some text has an error.
    pub bundle: Option<Bundle>,
    /// What was found, in the order of the texts.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the findings point into.
    pub sources: Arc<SourceMap>,
}

impl Bundle {
    /// Reads and checks the texts of a bundle: its policies and cases, and the files that those
    /// read, whose names end in `.csv` or `.json`.
    ///
    /// ```
    /// use bylaws_runtime::{Bundle, Limits, Options};
    /// let mut sources = bylaws_dsl::SourceMap::default();
    /// sources.add("age.bylaw", "policy age\n\nfacts\n  age : integer 0..150\n\n\
    ///     output adult : boolean is age >= 18\n");
    /// let bundle = Bundle::compile(sources, &Limits::default()).bundle.unwrap();
    /// let age = bundle.program("age").unwrap();
    /// let decision = age.decide_json(r#"{"age": 20}"#, &Options::default());
    /// assert_eq!(decision.output("adult"), Some(&bylaws_runtime::Data::Boolean(true)));
    /// ```
    pub fn compile(sources: SourceMap, limits: &Limits) -> Compiled {
        let sources = Arc::new(sources);
        let mut files = Vec::new();
        let mut parts = Vec::new();
        let policies = |source: &&Source| !DATA.iter().any(|ending| source.name.ends_with(ending));
        let mut data = BTreeSet::new();
        for (id, source) in sources.iter().filter(|(_, source)| policies(source)) {
            let parsed = parse(id, &source.text, &limits.text);
            if parsed
                .file
                .header
                .as_ref()
                .is_none_or(|header| header.kind == HeaderKind::Policy)
            {
                parts.push((source.name.as_str(), source.text.as_str()));
                data.extend(data_files(&parsed.file, &sources));
            }
            files.push(parsed);
        }
        let data = data.into_iter().filter_map(|id| sources.get(id));
        parts.extend(data.map(|source| (source.name.as_str(), source.text.as_str())));
        let checked = check_bundle(&files, &sources, &limits.text);
        let lints = lint(&checked, &sources);
        let mut diagnostics = checked.diagnostics;
        diagnostics.extend(lints);

        diagnostics.extend(files.into_iter().flat_map(|parsed| parsed.diagnostics));
        let (scripts, wrong) = Scripts::compile(checked.policies.iter(), &sources, limits);
        diagnostics.extend(wrong);
        sort(&mut diagnostics);
        // Any script may import any other, by a name that it computes.
        if checked
            .policies
            .iter()
            .any(|policy| !policy.scripts.is_empty())
        {
            let texts = sources.iter().map(|(_, source)| source);
            let texts = texts.filter(|source| source.name.ends_with(script::ENDING));
            parts.extend(texts.map(|source| (source.name.as_str(), source.text.as_str())));
        }
        let hash = ContentHash::of(parts);
        let bundle = diagnostics.iter().all(|d| !d.is_error()).then(|| {
            let programs = checked.policies.into_iter().map(|policy| {
                Arc::new(Program::new(
                    Arc::new(policy),
                    hash,
                    Arc::clone(&sources),
                    *limits,
                    &scripts,
                ))
            });
            Bundle {
                programs: Arc::new(programs.collect()),
                hash,
            }
        });
        Compiled {
            bundle,
            diagnostics,
            sources,
        }
    }

    /// The same bundle with other choices for the readings of one policy, as a manifest makes
    /// them, wherever that policy decides or is used; the hash tells them apart.
    ///
    /// # Errors
    /// A choice of a reading that does not exist.
    pub fn with_readings(
        self,
        policy: &str,
        choices: &[(String, String)],
    ) -> Result<Self, DecisionError> {
        let words: Vec<String> = choices
            .iter()
            .map(|(name, choice)| format!("{name}={choice}"))
            .collect();
        let hash = ContentHash::of([
            ("bundle", self.hash.to_string().as_str()),
            (policy, &words.join("\n")),
        ]);
        let mut programs = Vec::with_capacity(self.programs.len());
        for program in self.programs.iter() {
            let mut program = program.with_hash(hash);
            let mut prefixes = program.uses_of(policy);
            if program.policy().name == policy {
                prefixes.push(String::new());
            }
            for prefix in prefixes {
                for (name, choice) in choices {
                    program.choose(&format!("{prefix}{name}"), choice)?;
                }
            }
            programs.push(Arc::new(program));
        }
        Ok(Self {
            programs: Arc::new(programs),
            hash,
        })
    }

    /// Makes machine code of the policies, which decides in place of their instructions from now on;
    /// what it decides is the same, byte for byte. It takes some milliseconds a policy: do it before
    /// the bundle is swapped in. Gives, policy by policy, the size in bytes of its code or why there
    /// can be none; then its instructions go on deciding.
    ///
    /// ```
    /// use bylaws_runtime::{Bundle, Limits};
    /// let mut sources = bylaws_dsl::SourceMap::default();
    /// sources.add("age.bylaw", "policy age\n\nfacts\n  age : integer 0..150\n\n\
    ///     output adult : boolean is age >= 18\n");
    /// let bundle = Bundle::compile(sources, &Limits::default()).bundle.unwrap();
    /// for made in bundle.compile_native() {
    ///     assert!(made.unwrap() > 0);
    /// }
    /// ```
    #[cfg(feature = "native")]
    pub fn compile_native(&self) -> Vec<Result<usize, crate::NoNative>> {
        let programs = self.programs.iter();
        programs.map(|program| program.compile_native()).collect()
    }

    /// The policies, in the order of the texts.
    pub fn programs(&self) -> impl ExactSizeIterator<Item = &Arc<Program>> {
        self.programs.iter()
    }

    /// The policy with this name.
    pub fn program(&self, name: &str) -> Option<&Arc<Program>> {
        self.programs
            .iter()
            .find(|program| program.policy().name == name)
    }

    /// The hash of everything that decisions can depend on.
    pub fn hash(&self) -> ContentHash {
        self.hash
    }
}
