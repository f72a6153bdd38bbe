//! The values that a function of a script is given.

use bylaws_dsl::value::Value;
use rhai::Dynamic;

use super::convert::to_script;
use crate::eval::{FactSet, Known};

/// All values, or what is known of the result without them.
pub(super) fn arguments(given: &[Known]) -> Result<Vec<Dynamic>, Known> {
    if let Some(failed) = given.iter().find(|known| known.failure().is_some()) {
        return Err(failed.clone());
    }
    let mut values = Vec::with_capacity(given.len());
    for known in given {
        match known.value() {
            // An optional fact that is left out, in a branch that is not taken then.
            Some(Value::None) => return Err(Known::exactly(Value::None)),
            Some(value) => values.push(to_script(value)),
            None => return Err(unknown(given)),
        }
    }
    Ok(values)
}

/// Whatever the missing values are, nobody knows what a script makes of them: it may fail as well.
fn unknown(given: &[Known]) -> Known {
    let causes = given.iter().map(|known| &known.cause);
    let cause = causes.fold(FactSet::default(), |all, cause| all.union(cause));
    Known::unknown(cause.clone()).or_fails(&cause)
}
