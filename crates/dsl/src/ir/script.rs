//! Scripts: the rules that the language cannot say, in files of their own. Nothing here looks into
//! one: to every analysis a script is opaque.

use smol_str::SmolStr;

use super::{FunctionId, Head, ScriptId, Type};
use crate::{SourceId, Span};

/// A script that a policy names.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    /// The name of its file as the policy writes it, the passages behind it.
    pub head: Head,
    /// Its text.
    pub source: SourceId,
    /// Where the policy names the file.
    pub file: Span,
    /// What the policy calls of it; none for a script that decides the whole policy.
    pub functions: Vec<FunctionId>,
}

/// A function of a script, as the policy declares it.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// Its script.
    pub script: ScriptId,
    /// Its name, here and in the script.
    pub name: SmolStr,
    /// The names and the types of what it is given.
    pub parameters: Vec<(SmolStr, Type)>,
    /// The type of what it gives back.
    pub result: Type,
    /// Its declaration.
    pub span: Span,
}
