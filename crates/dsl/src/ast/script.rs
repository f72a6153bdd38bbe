//! Scripts, as written: a file and the functions that a policy calls of it.

use super::{Name, Text, TypeExpr};

/// `script "FILE"` with a signature for each function.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    /// The file, as named from the policy.
    pub file: Text,
    /// What is called of it.
    pub functions: Vec<Function>,
}

/// `fn NAME(PARAMETER, …) -> TYPE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// The name, here and in the script.
    pub name: Name,
    /// What it is given, in order.
    pub parameters: Vec<FunctionParameter>,
    /// The type of what it gives back.
    pub result: TypeExpr,
}

/// `NAME: TYPE` between the brackets of a function.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionParameter {
    /// Its name, for readers.
    pub name: Name,
    /// Its type.
    pub ty: TypeExpr,
}
