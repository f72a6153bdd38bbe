//! Scripts and the functions that are called of them.

use super::entries::type_name;
use super::{Place, Read, child};
use crate::Diagnostic;
use crate::ast::{Function, FunctionParameter, Text};
use crate::parse::grammar::Rule;

/// The file of `script "FILE"`.
pub(in crate::parse) fn script_file(place: Place, read: &Read<'_>) -> Option<Text> {
    place.text_in(read, Rule::text)
}

/// `fn NAME(PARAMETER, …) -> TYPE`.
pub(in crate::parse) fn function(
    place: Place,
    read: &Read<'_>,
    found: &mut Vec<Diagnostic>,
) -> Option<Function> {
    let mut parameters = Vec::new();
    for part in read.clone().into_inner() {
        if part.as_rule() == Rule::given_value {
            parameters.push(FunctionParameter {
                name: place.name_in(&part, Rule::name)?,
                ty: type_name(place, &child(&part, Rule::type_name)?, found)?,
            });
        }
    }
    Some(Function {
        name: place.name_in(read, Rule::name)?,
        parameters,
        result: type_name(place, &child(read, Rule::type_name)?, found)?,
    })
}
