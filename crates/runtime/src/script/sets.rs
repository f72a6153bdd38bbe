//! Members of enumerations and sets of them.

use bylaws_dsl::ir::EnumId;
use rhai::{Array, Dynamic, Engine, ImmutableString};

use super::convert::{Member, Members, member};
use super::failure::{Caught, refuse};
use super::state::with;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("contains", |set: Members, of: ImmutableString| {
        with(|state| match member(state.policy(), set.0, &of) {
            Ok(index) => Ok(has(set, index)),
            Err(message) => refuse(message),
        })
    });
    engine.register_fn("contains", |set: Members, of: Member| match set.0 == of.0 {
        true => Ok(has(set, of.1)),
        false => refuse("this is no member of what the set is of"),
    });
    engine.register_fn("len", |set: Members| i64::from(set.1.count_ones()));
    engine.register_fn("is_empty", |set: Members| set.1 == 0);
    engine.register_fn("members", |set: Members| -> Array {
        let places = (0..64u16).filter(|index| has(set, *index));
        places
            .map(|index| Dynamic::from(Member(set.0, index)))
            .collect()
    });
    engine.register_get("name", |of: &mut Member| name(of.0, of.1));
}

fn has(set: Members, index: u16) -> bool {
    set.1.checked_shr(u32::from(index)).unwrap_or(0) & 1 == 1
}

fn name(of: EnumId, index: u16) -> Caught<ImmutableString> {
    with(|state| Ok(state.policy().member_name(of, index).into()))
}

/// How values of the language are written within a text.
pub(super) fn register_words<T: Clone + Send + Sync + 'static>(engine: &mut Engine) {
    let words = |of: &mut T| super::compare::words(&Dynamic::from(of.clone()));
    engine.register_fn("to_string", words);
    engine.register_fn("to_debug", words);
}
