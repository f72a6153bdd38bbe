//! Imports: the scripts of the bundle, each read once. A name is looked up from where the script
//! that imports it stands; what is not in the bundle does not exist.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use bylaws_dsl::{Code, codes};
use rhai::{AST, Engine, EvalAltResult, Module, ModuleResolver, Position, Scope, Shared};

use super::convert::shown;
use super::failure::throw_at;
use crate::error::Failure;

type Found = Result<Shared<Module>, Box<EvalAltResult>>;

/// So many scripts may import each other in a chain.
const DEEPEST: usize = 16;

/// A script that can be imported.
enum Imported {
    /// It was parsed and not yet asked for.
    Parsed(AST),
    /// It is being made ready, and may not be asked for by what it asks for.
    Waiting,
    Ready(Shared<Module>),
    Broken,
}

/// The scripts of a bundle by their names.
#[derive(Clone, Default)]
pub(super) struct Modules(Arc<Mutex<HashMap<String, Imported>>>);

impl Modules {
    pub(super) fn add(&self, name: &str, ast: AST) {
        self.set(name, Imported::Parsed(ast));
    }

    fn set(&self, name: &str, to: Imported) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(name.to_owned(), to);
    }

    /// Makes a script ready to be imported, at this place of another.
    pub(super) fn prepare(&self, engine: &Engine, name: &str, at: Position) -> Found {
        let ast = self
            .begin(name)
            .or_else(|(code, message)| throw_at(Failure::new(code, message), at))?;
        let ast = match ast {
            Begun::Ready(module) => return Ok(module),
            Begun::Parsed(ast) => ast,
        };
        match Module::eval_ast_as_new(Scope::new(), &ast, engine) {
            Ok(module) => {
                let module = Shared::new(module);
                self.set(name, Imported::Ready(module.clone()));
                Ok(module)
            }
            Err(error) => {
                self.set(name, Imported::Broken);
                Err(error)
            }
        }
    }
}

/// What is there of a script that is asked for.
enum Begun {
    Ready(Shared<Module>),
    Parsed(Box<AST>),
}

impl Modules {
    fn begin(&self, name: &str) -> Result<Begun, (Code, String)> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = all.values().filter(|i| matches!(i, Imported::Waiting));
        let waiting = waiting.count();
        let refused = |message: String| Err((codes::BAD_IMPORT, message));
        match all.get_mut(name) {
            None => refused(format!("the bundle has no script \"{}\"", shown(name))),
            Some(Imported::Ready(module)) => Ok(Begun::Ready(module.clone())),
            // It has been told already.
            Some(Imported::Broken) => {
                let message = format!("\"{name}\" cannot be imported: it has a mistake of its own");
                Err((codes::BAD_SCRIPT, message))
            }
            Some(Imported::Waiting) => refused(format!(
                "\"{name}\" imports itself, by way of what it imports"
            )),
            Some(Imported::Parsed(_)) if waiting >= DEEPEST => refused(format!(
                "more than {DEEPEST} scripts import each other in a chain"
            )),
            Some(parsed) => match std::mem::replace(parsed, Imported::Waiting) {
                Imported::Parsed(ast) => Ok(Begun::Parsed(Box::new(ast))),
                _ => refused(format!("\"{name}\" cannot be imported")),
            },
        }
    }
}

impl ModuleResolver for Modules {
    fn resolve(&self, engine: &Engine, source: Option<&str>, path: &str, at: Position) -> Found {
        match resolved(source.unwrap_or(""), path) {
            Some(name) => self.prepare(engine, &name, at),
            None => {
                let message = format!("\"{}\" lies outside the bundle", shown(path));
                throw_at(Failure::new(codes::BAD_IMPORT, message), at)
            }
        }
    }
}

/// A file that stands beside a script, or below or above it, under the name that the bundle has
/// for it; none when it lies outside the bundle.
fn resolved(script: &str, file: &str) -> Option<String> {
    if file.starts_with('/') || file.contains('\\') {
        return None;
    }
    let mut parts: Vec<&str> = script.split('/').collect();
    parts.pop();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
