//! The scripts of a bundle, read once: what is wrong with them is told with the policies.

use std::collections::HashMap;
use std::sync::Arc;

use bylaws_dsl::ir::{Policy, Script, ScriptId};
use bylaws_dsl::{Diagnostic, SourceId, SourceMap, Span, codes, suggest};
use rhai::{AST, Engine, Position};

use super::engine::engine;
use super::failure::{failure, innermost};
use super::host::NAMES;
use super::modules::Modules;
use super::place::span;
use super::record::Tree;
use super::watch;
use crate::limits::{Limits, ScriptLimits};

/// How the names of scripts end.
pub(crate) const ENDING: &str = ".rhai";

/// The function of a script that decides a policy.
pub(super) const DECIDE: &str = "decide";

/// The scripts of a bundle. Cheap to clone and shared by all threads.
#[derive(Clone, Default)]
pub(crate) struct Scripts(Option<Arc<Parsed>>);

struct Parsed {
    engine: Engine,
    asts: HashMap<SourceId, AST>,
    sources: Arc<SourceMap>,
    limits: ScriptLimits,
    elements: usize,
}

impl std::fmt::Debug for Scripts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let count = self.0.as_ref().map_or(0, |parsed| parsed.asts.len());
        write!(f, "Scripts({count})")
    }
}

impl Scripts {
    /// Reads the scripts of a bundle, if some policy has any.
    pub(crate) fn compile<'p>(
        policies: impl Iterator<Item = &'p Policy> + Clone,
        sources: &Arc<SourceMap>,
        limits: &Limits,
    ) -> (Self, Vec<Diagnostic>) {
        let mut found = Vec::new();
        let texts = sources
            .iter()
            .filter(|(_, source)| source.name.ends_with(ENDING));
        let texts: Vec<_> = texts.collect();
        if texts.is_empty() {
            return (Self::default(), found);
        }
        let modules = Modules::default();
        let engine = engine(&limits.scripts, modules.clone());
        #[cfg(test)]
        let engine = test_engine::with_a_function_that_breaks(engine);
        let mut asts = HashMap::new();
        for (id, source) in texts.iter().copied() {
            match parse(&engine, sources, id, limits) {
                Ok(ast) => {
                    modules.add(&source.name, ast.clone());
                    asts.insert(id, ast);
                }
                Err(diagnostic) => found.push(*diagnostic),
            }
        }
        if found.is_empty() {
            for (id, source) in texts {
                watch::call(&limits.scripts, 0);
                if let Err(error) = modules.prepare(&engine, &source.name, Position::NONE) {
                    found.extend(unprepared(sources, id, *error));
                }
            }
        }
        let parsed = Parsed {
            engine,
            asts,
            sources: Arc::clone(sources),
            limits: limits.scripts,
            elements: limits.list_steps,
        };
        for policy in policies {
            for (id, script) in policy.scripts.iter() {
                if let Some(ast) = parsed.asts.get(&script.source) {
                    signatures(policy, id, script, ast, &mut found);
                }
            }
        }
        found.dedup();
        (Self(Some(Arc::new(parsed))), found)
    }

    /// The scripts of one policy, ready to be called; none if it has none.
    pub(crate) fn of(&self, policy: &Arc<Policy>) -> Option<Arc<Ready>> {
        if policy.scripts.is_empty() {
            return None;
        }
        let scripts = Arc::clone(self.0.as_ref()?);
        Some(Arc::new(Ready {
            facts: Tree::of(policy),
            policy: Arc::clone(policy),
            scripts,
        }))
    }
}

/// The scripts of one policy.
pub(crate) struct Ready {
    pub(super) policy: Arc<Policy>,
    pub(super) facts: Tree,
    scripts: Arc<Parsed>,
}

impl std::fmt::Debug for Ready {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ready({})", self.policy.name)
    }
}

impl Ready {
    pub(super) fn engine(&self) -> &Engine {
        &self.scripts.engine
    }

    pub(super) fn limits(&self) -> &ScriptLimits {
        &self.scripts.limits
    }

    /// How many elements of lists one call is handed at most.
    pub(super) fn elements(&self) -> usize {
        self.scripts.elements
    }

    pub(super) fn ast(&self, script: ScriptId) -> Option<&AST> {
        self.scripts
            .asts
            .get(&self.policy.scripts.get(script)?.source)
    }

    /// The place in a text of the bundle; without a name, of this script.
    pub(super) fn place(
        &self,
        script: ScriptId,
        text: Option<&str>,
        position: Position,
    ) -> Option<Span> {
        let sources = &self.scripts.sources;
        let own = self.policy.scripts.get(script)?.source;
        let named = text.and_then(|name| sources.iter().find(|(_, source)| source.name == name));
        let source = named.map_or(own, |(id, _)| id);
        // Without a position at least the text is told.
        Some(span(sources, source, position).unwrap_or(Span::new(source, 0, 0)))
    }
}

fn parse(
    engine: &Engine,
    sources: &SourceMap,
    id: SourceId,
    limits: &Limits,
) -> Result<AST, Box<Diagnostic>> {
    let source = sources.get(id);
    let text = source.map_or("", |source| source.text.as_str());
    if text.len() > limits.text.source_bytes {
        let message = format!(
            "the script is larger than {} bytes",
            limits.text.source_bytes
        );
        return Err(Box::new(Diagnostic::new(
            codes::SOURCE_TOO_LARGE,
            Span::new(id, 0, 0),
            message,
        )));
    }
    match engine.compile(text) {
        Ok(mut ast) => {
            ast.set_source(source.map_or("", |source| source.name.as_str()));
            Ok(ast)
        }
        Err(error) => {
            let place = span(sources, id, error.position()).unwrap_or(Span::new(id, 0, 0));
            let words = error.err_type().to_string();
            let words = words.trim_end_matches('.').to_owned();
            let message = format!("the script cannot be read: {}", lower(&words));
            let help =
                "scripts are written in Rhai; the page on scripts says which parts of it there are";
            Err(Box::new(
                Diagnostic::new(codes::BAD_SCRIPT, place, message).help(help),
            ))
        }
    }
}

fn lower(words: &str) -> String {
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// What is wrong outside of the functions of a script; nothing where another script is.
fn unprepared(sources: &SourceMap, id: SourceId, error: rhai::EvalAltResult) -> Option<Diagnostic> {
    let (error, _, at) = innermost(error);
    let failed = failure(error, None);
    let code = match failed.code {
        code if code == codes::BAD_SCRIPT => return None,
        code if code == codes::BAD_IMPORT => code,
        _ => codes::BAD_SCRIPT,
    };
    let place = span(sources, id, at).unwrap_or(Span::new(id, 0, 0));
    let help = "outside of functions stand only constants and imports of scripts of this bundle: `import \"common.rhai\" as common;`";
    Some(Diagnostic::new(code, place, failed.message).help(help))
}

/// What the policy calls must be there, with as many values.
fn signatures(
    policy: &Policy,
    id: ScriptId,
    script: &Script,
    ast: &AST,
    found: &mut Vec<Diagnostic>,
) {
    for function in ast.iter_functions() {
        if NAMES.contains(&function.name) {
            let message = format!(
                "\"{}\" has a function `{}`, which every script has already",
                script.head.name, function.name
            );
            let help = "give the function another name";
            found.push(Diagnostic::new(codes::SCRIPT_HIDES_NAME, script.file, message).help(help));
        }
    }
    if policy.decided_by == Some(id) {
        missing(script, ast, (DECIDE, &["facts"]), script.file, found);
    }
    for function in &script.functions {
        let Some(function) = policy.functions.get(*function) else {
            continue;
        };
        let given: Vec<&str> = function
            .parameters
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        missing(script, ast, (&function.name, &given), function.span, found);
    }
}

fn missing(
    script: &Script,
    ast: &AST,
    (name, given): (&str, &[&str]),
    at: Span,
    found: &mut Vec<Diagnostic>,
) {
    let same: Vec<_> = ast
        .iter_functions()
        .filter(|function| function.name == name)
        .collect();
    if same
        .iter()
        .any(|function| function.params.len() == given.len())
    {
        return;
    }
    let file = &script.head.name;
    let message = match same.first() {
        Some(other) => format!(
            "`{name}` of \"{file}\" is given {} values there, and {} here",
            other.params.len(),
            given.len()
        ),
        None => {
            let near = suggest::did_you_mean(name, ast.iter_functions().map(|f| f.name));
            let near = near.map_or(String::new(), |near| format!(": {near}"));
            format!("\"{file}\" has no function `{name}`{near}")
        }
    };
    let help = format!(
        "write it into the script: `fn {name}({}) {{ … }}`",
        given.join(", ")
    );
    found.push(Diagnostic::new(codes::MISSING_SCRIPT_FUNCTION, at, message).help(help));
}

/// A function that breaks down, for a test that nothing else does then.
#[cfg(test)]
pub(super) mod test_engine {
    use std::cell::Cell;

    thread_local! {
        static BREAKS: Cell<bool> = const { Cell::new(false) };
    }

    pub(in crate::script) fn break_down(breaks: bool) {
        BREAKS.set(breaks);
    }

    pub(super) fn with_a_function_that_breaks(mut engine: rhai::Engine) -> rhai::Engine {
        if BREAKS.get() {
            engine.register_fn("break_down", || -> i64 {
                panic!("a function that breaks down")
            });
        }
        engine
    }
}
